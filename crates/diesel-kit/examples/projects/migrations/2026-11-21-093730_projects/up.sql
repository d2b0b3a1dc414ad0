CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE chats (
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id       uuid NOT NULL,
    title            character varying(120) NOT NULL,
    messages         jsonb NOT NULL DEFAULT '[]',
    last_activity_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT chats_pkey PRIMARY KEY (id),
    CONSTRAINT chats_messages_check CHECK (jsonb_typeof(messages) = 'array')
);

CREATE TABLE files (
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL,
    path       text NOT NULL,
    size       bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT files_pkey PRIMARY KEY (id),
    CONSTRAINT files_project_id_path_key UNIQUE (project_id, path),
    CONSTRAINT files_path_check CHECK (path <> ''),
    CONSTRAINT files_size_check CHECK (size >= 0)
);

CREATE TABLE projects (
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    name       character varying(80) NOT NULL,
    settings   jsonb NOT NULL DEFAULT '{}',
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT projects_pkey PRIMARY KEY (id),
    CONSTRAINT projects_name_check CHECK (btrim(name) <> '')
);

ALTER TABLE chats ADD CONSTRAINT chats_project_id_fkey
    FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE;

ALTER TABLE files ADD CONSTRAINT files_project_id_fkey
    FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE;

CREATE INDEX chats_project_newest_idx ON chats (project_id, last_activity_at DESC);

CREATE TRIGGER projects_touch_updated_at BEFORE UPDATE ON projects
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

COMMENT ON TABLE chats IS 'A conversation in a project. Its messages are one JSON column: they are read whole, and only grow.';
COMMENT ON TABLE files IS 'A file of a project, by its path.';
COMMENT ON TABLE projects IS 'Something that people work on.';
COMMENT ON COLUMN files.size IS 'In bytes.';
