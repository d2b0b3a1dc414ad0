DROP TABLE events, document_states, document_updates, documents, streams, drive_members, sessions, users, api_keys, drives, pages CASCADE;
DROP FUNCTION touch_updated_at;
DROP TYPE drive_kind, page_type, content_mode, member_role;
