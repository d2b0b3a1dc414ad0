ALTER TABLE chats DROP CONSTRAINT chats_project_id_fkey;
ALTER TABLE files DROP CONSTRAINT files_project_id_fkey;

-- data_loss, running_code: the rows of chats are gone
DROP TABLE chats;

-- data_loss, running_code: the rows of files are gone
DROP TABLE files;

-- data_loss, running_code: the rows of projects are gone
DROP TABLE projects;

DROP FUNCTION touch_updated_at();
