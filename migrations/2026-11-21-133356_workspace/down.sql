DROP POLICY reachable ON document_states;
DROP POLICY reachable ON document_updates;
DROP POLICY reachable ON documents;
DROP POLICY reachable ON drive_members;
DROP POLICY reachable ON drives;
DROP POLICY reachable ON events;
DROP POLICY reachable ON pages;
DROP POLICY reachable ON activity_log;
DROP POLICY reachable ON ai_providers;
DROP POLICY reachable ON channel_messages;
DROP POLICY reachable ON channel_reads;
DROP POLICY reachable ON conversation_messages;
DROP POLICY reachable ON conversations;
DROP POLICY reachable ON drive_roles;
DROP POLICY reachable ON drive_share_links;
DROP POLICY reachable ON files;
DROP POLICY reachable ON message_reactions;
DROP POLICY own ON notifications;
DROP POLICY reachable ON page_files;
DROP POLICY reachable ON page_mentions;
DROP POLICY reachable ON page_permissions;
DROP POLICY reachable ON page_share_links;
DROP POLICY reachable ON page_tags;
DROP POLICY reachable ON page_texts;
DROP POLICY reachable ON page_versions;
DROP POLICY reachable ON page_views;
DROP POLICY reachable ON pending_invites;
DROP POLICY reachable ON role_page_permissions;
DROP POLICY reachable ON tags;
DROP POLICY reachable ON task_assignees;
DROP POLICY reachable ON task_items;
DROP POLICY reachable ON task_lists;
DROP POLICY reachable ON task_status_configs;
DROP POLICY reachable ON thread_followers;
DROP POLICY reachable ON user_mentions;

-- running_code: code that needs function reachable_drives fails
DROP FUNCTION reachable_drives();

ALTER TABLE drive_members DROP CONSTRAINT drive_members_custom_role_id_fkey;
ALTER TABLE api_key_drives DROP CONSTRAINT api_key_drives_custom_role_id_fkey;
ALTER TABLE channel_messages DROP CONSTRAINT channel_messages_file_id_fkey;
ALTER TABLE conversation_messages DROP CONSTRAINT conversation_messages_conversation_id_fkey;
ALTER TABLE files DROP CONSTRAINT files_hash_fkey;
ALTER TABLE message_reactions DROP CONSTRAINT message_reactions_message_id_fkey;
ALTER TABLE notifications DROP CONSTRAINT notifications_message_id_fkey;
ALTER TABLE page_files DROP CONSTRAINT page_files_file_id_fkey;
ALTER TABLE page_tags DROP CONSTRAINT page_tags_tag_id_fkey;
ALTER TABLE pending_invites DROP CONSTRAINT pending_invites_custom_role_id_fkey;
ALTER TABLE role_page_permissions DROP CONSTRAINT role_page_permissions_role_id_fkey;
ALTER TABLE task_assignees DROP CONSTRAINT task_assignees_task_id_fkey;
ALTER TABLE task_items DROP CONSTRAINT task_items_task_list_id_fkey;
ALTER TABLE task_status_configs DROP CONSTRAINT task_status_configs_task_list_id_fkey;
ALTER TABLE thread_followers DROP CONSTRAINT thread_followers_message_id_fkey;

ALTER TABLE drive_members DROP CONSTRAINT drive_members_role_check;

-- data_loss, running_code: the values of api_keys.is_scoped are gone
ALTER TABLE api_keys DROP COLUMN is_scoped;

-- data_loss, running_code: the values of drive_members.custom_role_id are gone
ALTER TABLE drive_members DROP COLUMN custom_role_id;

-- data_loss, running_code: the values of users.email_verified_at are gone
ALTER TABLE users DROP COLUMN email_verified_at;

-- security: whoever may read document_states sees all of its rows
ALTER TABLE document_states DISABLE ROW LEVEL SECURITY;

-- security: whoever may read document_updates sees all of its rows
ALTER TABLE document_updates DISABLE ROW LEVEL SECURITY;

-- security: whoever may read documents sees all of its rows
ALTER TABLE documents DISABLE ROW LEVEL SECURITY;

-- security: whoever may read drive_members sees all of its rows
ALTER TABLE drive_members DISABLE ROW LEVEL SECURITY;

-- security: whoever may read drives sees all of its rows
ALTER TABLE drives DISABLE ROW LEVEL SECURITY;

-- security: whoever may read events sees all of its rows
ALTER TABLE events DISABLE ROW LEVEL SECURITY;

-- security: whoever may read pages sees all of its rows
ALTER TABLE pages DISABLE ROW LEVEL SECURITY;

-- data_loss, running_code: the rows of activity_log are gone
DROP TABLE activity_log;

-- data_loss, running_code: the rows of ai_providers are gone
DROP TABLE ai_providers;

-- data_loss, running_code: the rows of api_key_drives are gone
DROP TABLE api_key_drives;

-- data_loss, running_code: the rows of blobs are gone
DROP TABLE blobs;

-- data_loss, running_code: the rows of channel_messages are gone
DROP TABLE channel_messages;

-- data_loss, running_code: the rows of channel_reads are gone
DROP TABLE channel_reads;

-- data_loss, running_code: the rows of connections are gone
DROP TABLE connections;

-- data_loss, running_code: the rows of conversation_messages are gone
DROP TABLE conversation_messages;

-- data_loss, running_code: the rows of conversations are gone
DROP TABLE conversations;

-- data_loss, running_code: the rows of drive_roles are gone
DROP TABLE drive_roles;

-- data_loss, running_code: the rows of drive_share_links are gone
DROP TABLE drive_share_links;

-- data_loss, running_code: the rows of favorites are gone
DROP TABLE favorites;

-- data_loss, running_code: the rows of files are gone
DROP TABLE files;

-- data_loss, running_code: the rows of message_reactions are gone
DROP TABLE message_reactions;

-- data_loss, running_code: the rows of notifications are gone
DROP TABLE notifications;

-- data_loss, running_code: the rows of page_files are gone
DROP TABLE page_files;

-- data_loss, running_code: the rows of page_mentions are gone
DROP TABLE page_mentions;

-- data_loss, running_code: the rows of page_permissions are gone
DROP TABLE page_permissions;

-- data_loss, running_code: the rows of page_share_links are gone
DROP TABLE page_share_links;

-- data_loss, running_code: the rows of page_tags are gone
DROP TABLE page_tags;

-- data_loss, running_code: the rows of page_texts are gone
DROP TABLE page_texts;

-- data_loss, running_code: the rows of page_versions are gone
DROP TABLE page_versions;

-- data_loss, running_code: the rows of page_views are gone
DROP TABLE page_views;

-- data_loss, running_code: the rows of pending_invites are gone
DROP TABLE pending_invites;

-- data_loss, running_code: the rows of role_page_permissions are gone
DROP TABLE role_page_permissions;

-- data_loss, running_code: the rows of tags are gone
DROP TABLE tags;

-- data_loss, running_code: the rows of task_assignees are gone
DROP TABLE task_assignees;

-- data_loss, running_code: the rows of task_items are gone
DROP TABLE task_items;

-- data_loss, running_code: the rows of task_lists are gone
DROP TABLE task_lists;

-- data_loss, running_code: the rows of task_status_configs are gone
DROP TABLE task_status_configs;

-- data_loss, running_code: the rows of thread_followers are gone
DROP TABLE thread_followers;

-- data_loss, running_code: the rows of user_mentions are gone
DROP TABLE user_mentions;

-- data_loss, running_code: the rows of user_profiles are gone
DROP TABLE user_profiles;

-- data_loss, running_code: the rows of verification_tokens are gone
DROP TABLE verification_tokens;

DROP TYPE change_group_type;
DROP TYPE connection_status;
DROP TYPE message_role;
DROP TYPE notification_kind;
DROP TYPE processing_status;
DROP TYPE resource_type;
DROP TYPE share_level;
DROP TYPE status_group;
DROP TYPE task_priority;
DROP TYPE verification_kind;

-- data_loss, running_code: what pg_trgm itself stores is gone; fails while something uses its types or functions
DROP EXTENSION pg_trgm;
