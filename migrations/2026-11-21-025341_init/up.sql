CREATE TYPE content_mode AS ENUM ('html', 'markdown');
CREATE TYPE drive_kind AS ENUM ('standard', 'home');
CREATE TYPE member_role AS ENUM ('admin', 'member');
CREATE TYPE page_type AS ENUM ('folder', 'document', 'channel', 'ai_chat', 'canvas', 'file', 'sheet', 'task_list', 'code');

CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE api_keys (
    id           text NOT NULL,
    user_id      text NOT NULL,
    name         text NOT NULL,
    token_hash   bytea NOT NULL,
    token_prefix text NOT NULL,
    created_at   timestamp with time zone NOT NULL DEFAULT now(),
    last_used_at timestamp with time zone,
    expires_at   timestamp with time zone,
    revoked_at   timestamp with time zone,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_token_hash_key UNIQUE (token_hash),
    CONSTRAINT api_keys_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
);

CREATE TABLE document_states (
    page_id        text NOT NULL,
    seq            bigint NOT NULL,
    state          bytea NOT NULL,
    state_vector   bytea NOT NULL,
    schema_version integer NOT NULL DEFAULT 1,
    at             timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT document_states_pkey PRIMARY KEY (page_id)
);

CREATE TABLE document_updates (
    page_id  text NOT NULL,
    seq      bigint NOT NULL,
    update   bytea NOT NULL,
    actor_id text,
    at       timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT document_updates_pkey PRIMARY KEY (page_id, seq)
);

CREATE TABLE documents (
    page_id    text NOT NULL,
    seq        bigint NOT NULL,
    content    text NOT NULL,
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT documents_pkey PRIMARY KEY (page_id)
);

CREATE TABLE drive_members (
    id               text NOT NULL,
    drive_id         text NOT NULL,
    user_id          text NOT NULL,
    role             member_role NOT NULL DEFAULT 'member',
    invited_by       text,
    invited_at       timestamp with time zone NOT NULL DEFAULT now(),
    accepted_at      timestamp with time zone,
    last_accessed_at timestamp with time zone,
    CONSTRAINT drive_members_pkey PRIMARY KEY (id),
    CONSTRAINT drive_members_drive_id_user_id_key UNIQUE (drive_id, user_id)
);

CREATE TABLE drives (
    id           text NOT NULL,
    owner_id     text NOT NULL,
    name         text NOT NULL,
    slug         text NOT NULL,
    kind         drive_kind NOT NULL DEFAULT 'standard',
    drive_prompt text,
    home_page_id text,
    members_edit boolean NOT NULL DEFAULT false,
    trashed_at   timestamp with time zone,
    created_at   timestamp with time zone NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT drives_pkey PRIMARY KEY (id),
    CONSTRAINT drives_owner_id_slug_key UNIQUE (owner_id, slug),
    CONSTRAINT drives_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
);

CREATE TABLE events (
    drive_id   text NOT NULL,
    seq        bigint NOT NULL,
    id         uuid NOT NULL,
    event_type text NOT NULL,
    page_id    text,
    actor_id   text,
    client     text,
    data       jsonb NOT NULL,
    at         timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT events_pkey PRIMARY KEY (drive_id, seq),
    CONSTRAINT events_id_key UNIQUE (id)
);

CREATE TABLE pages (
    id             text NOT NULL,
    drive_id       text NOT NULL,
    parent_id      text,
    title          text NOT NULL,
    page_type      page_type NOT NULL,
    content_mode   content_mode NOT NULL DEFAULT 'html',
    "position"     double precision NOT NULL,
    revision       bigint NOT NULL DEFAULT 0,
    is_private     boolean NOT NULL DEFAULT false,
    created_by     text,
    created_by_key text,
    trashed_at     timestamp with time zone,
    trash_mark     uuid,
    moved_from_id  text,
    is_paginated   boolean,
    ai_provider    text,
    ai_model       text,
    system_prompt  text,
    enabled_tools  jsonb,
    created_at     timestamp with time zone NOT NULL DEFAULT now(),
    updated_at     timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT pages_pkey PRIMARY KEY (id),
    CONSTRAINT pages_title_check CHECK (char_length(title) BETWEEN 1 AND 500),
    CONSTRAINT pages_parent_check CHECK (parent_id <> id)
);

CREATE TABLE sessions (
    id           text NOT NULL,
    user_id      text NOT NULL,
    token_hash   bytea NOT NULL,
    user_agent   text,
    created_at   timestamp with time zone NOT NULL DEFAULT now(),
    last_used_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at   timestamp with time zone NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE streams (
    id  text NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    CONSTRAINT streams_pkey PRIMARY KEY (id)
) WITH (fillfactor = 50);

CREATE TABLE users (
    id            text NOT NULL,
    email         text NOT NULL,
    name          text NOT NULL,
    image         text,
    password_hash text,
    is_admin      boolean NOT NULL DEFAULT false,
    suspended_at  timestamp with time zone,
    created_at    timestamp with time zone NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_email_check CHECK (email = lower(email))
);

ALTER TABLE api_keys ADD CONSTRAINT api_keys_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE document_states ADD CONSTRAINT document_states_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES documents (page_id) ON DELETE CASCADE;

ALTER TABLE document_updates ADD CONSTRAINT document_updates_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES documents (page_id) ON DELETE CASCADE;

ALTER TABLE document_updates ADD CONSTRAINT document_updates_actor_id_fkey
    FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE documents ADD CONSTRAINT documents_page_id_fkey
    FOREIGN KEY (page_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_invited_by_fkey
    FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE drives ADD CONSTRAINT drives_owner_id_fkey
    FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE drives ADD CONSTRAINT drives_home_page_id_fkey
    FOREIGN KEY (home_page_id) REFERENCES pages (id) ON DELETE SET NULL;

ALTER TABLE events ADD CONSTRAINT events_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE pages ADD CONSTRAINT pages_drive_id_fkey
    FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE;

ALTER TABLE pages ADD CONSTRAINT pages_parent_id_fkey
    FOREIGN KEY (parent_id) REFERENCES pages (id) ON DELETE CASCADE;

ALTER TABLE pages ADD CONSTRAINT pages_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE pages ADD CONSTRAINT pages_created_by_key_fkey
    FOREIGN KEY (created_by_key) REFERENCES api_keys (id) ON DELETE SET NULL;

ALTER TABLE pages ADD CONSTRAINT pages_moved_from_id_fkey
    FOREIGN KEY (moved_from_id) REFERENCES pages (id) ON DELETE SET NULL;

ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
CREATE INDEX document_updates_actor_id_idx ON document_updates (actor_id);
CREATE INDEX drive_members_user_id_idx ON drive_members (user_id);
CREATE INDEX drive_members_invited_by_idx ON drive_members (invited_by);
CREATE INDEX drives_home_page_id_idx ON drives (home_page_id);

CREATE UNIQUE INDEX drives_one_home_idx ON drives (owner_id)
    WHERE kind = 'home';

CREATE INDEX pages_tree_idx ON pages (drive_id, parent_id, position, id);
CREATE INDEX pages_parent_id_idx ON pages (parent_id);
CREATE INDEX pages_moved_from_id_idx ON pages (moved_from_id);
CREATE INDEX pages_created_by_idx ON pages (created_by);
CREATE INDEX pages_created_by_key_idx ON pages (created_by_key);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TRIGGER documents_touch_updated_at BEFORE UPDATE ON documents
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER drives_touch_updated_at BEFORE UPDATE ON drives
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER pages_touch_updated_at BEFORE UPDATE ON pages
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER users_touch_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
