ALTER TABLE api_keys DROP CONSTRAINT api_keys_user_id_fkey;
ALTER TABLE document_states DROP CONSTRAINT document_states_page_id_fkey;
ALTER TABLE document_updates DROP CONSTRAINT document_updates_page_id_fkey;
ALTER TABLE document_updates DROP CONSTRAINT document_updates_actor_id_fkey;
ALTER TABLE documents DROP CONSTRAINT documents_page_id_fkey;
ALTER TABLE drive_members DROP CONSTRAINT drive_members_drive_id_fkey;
ALTER TABLE drive_members DROP CONSTRAINT drive_members_user_id_fkey;
ALTER TABLE drive_members DROP CONSTRAINT drive_members_invited_by_fkey;
ALTER TABLE drives DROP CONSTRAINT drives_owner_id_fkey;
ALTER TABLE drives DROP CONSTRAINT drives_home_page_id_fkey;
ALTER TABLE events DROP CONSTRAINT events_drive_id_fkey;
ALTER TABLE pages DROP CONSTRAINT pages_drive_id_fkey;
ALTER TABLE pages DROP CONSTRAINT pages_created_by_fkey;
ALTER TABLE pages DROP CONSTRAINT pages_created_by_key_fkey;
ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey;

-- data_loss, running_code: the rows of api_keys are gone; down.sql makes the table again, empty
DROP TABLE api_keys;

-- data_loss, running_code: the rows of document_states are gone; down.sql makes the table again, empty
DROP TABLE document_states;

-- data_loss, running_code: the rows of document_updates are gone; down.sql makes the table again, empty
DROP TABLE document_updates;

-- data_loss, running_code: the rows of documents are gone; down.sql makes the table again, empty
DROP TABLE documents;

-- data_loss, running_code: the rows of drive_members are gone; down.sql makes the table again, empty
DROP TABLE drive_members;

-- data_loss, running_code: the rows of drives are gone; down.sql makes the table again, empty
DROP TABLE drives;

-- data_loss, running_code: the rows of events are gone; down.sql makes the table again, empty
DROP TABLE events;

-- data_loss, running_code: the rows of pages are gone; down.sql makes the table again, empty
DROP TABLE pages;

-- data_loss, running_code: the rows of sessions are gone; down.sql makes the table again, empty
DROP TABLE sessions;

-- data_loss, running_code: the rows of streams are gone; down.sql makes the table again, empty
DROP TABLE streams;

-- data_loss, running_code: the rows of users are gone; down.sql makes the table again, empty
DROP TABLE users;

DROP FUNCTION touch_updated_at();

DROP TYPE content_mode;
DROP TYPE drive_kind;
DROP TYPE member_role;
DROP TYPE page_type;
