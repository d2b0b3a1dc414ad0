CREATE TYPE drive_kind AS ENUM ('standard', 'home');
CREATE TYPE page_type AS ENUM ('folder', 'document', 'channel', 'ai_chat', 'canvas', 'file', 'sheet', 'task_list', 'code');
CREATE TYPE content_mode AS ENUM ('html', 'markdown');
CREATE TYPE member_role AS ENUM ('admin', 'member');
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN NEW.updated_at := now(); END IF;
  RETURN NEW;
END $$;
CREATE TABLE users (id text PRIMARY KEY, email text NOT NULL CONSTRAINT users_email_key UNIQUE, name text NOT NULL, image text, password_hash text,
  is_admin boolean NOT NULL DEFAULT false, suspended_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_email_check CHECK (email = lower(email)));
CREATE TABLE sessions (id text PRIMARY KEY, user_id text NOT NULL REFERENCES users(id) ON DELETE CASCADE, token_hash bytea NOT NULL UNIQUE, user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(), last_used_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE TABLE api_keys (id text PRIMARY KEY, user_id text NOT NULL REFERENCES users(id) ON DELETE CASCADE, name text NOT NULL, token_hash bytea NOT NULL UNIQUE,
  token_prefix text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), last_used_at timestamptz, expires_at timestamptz, revoked_at timestamptz,
  CONSTRAINT api_keys_name_check CHECK (char_length(name) BETWEEN 1 AND 100));
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
CREATE TABLE drives (id text PRIMARY KEY, owner_id text NOT NULL REFERENCES users(id) ON DELETE CASCADE, name text NOT NULL, slug text NOT NULL,
  kind drive_kind NOT NULL DEFAULT 'standard', drive_prompt text, home_page_id text, members_edit boolean NOT NULL DEFAULT false, trashed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT drives_owner_id_slug_key UNIQUE (owner_id, slug), CONSTRAINT drives_name_check CHECK (char_length(name) BETWEEN 1 AND 100));
CREATE INDEX drives_home_page_id_idx ON drives (home_page_id);
CREATE UNIQUE INDEX drives_one_home_idx ON drives (owner_id) WHERE kind = 'home';
CREATE TABLE drive_members (id text PRIMARY KEY, drive_id text NOT NULL REFERENCES drives(id) ON DELETE CASCADE, user_id text NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  role member_role NOT NULL DEFAULT 'member', invited_by text REFERENCES users(id) ON DELETE SET NULL, invited_at timestamptz NOT NULL DEFAULT now(), accepted_at timestamptz,
  last_accessed_at timestamptz, CONSTRAINT drive_members_drive_id_user_id_key UNIQUE (drive_id, user_id));
CREATE INDEX drive_members_user_id_idx ON drive_members (user_id);
CREATE INDEX drive_members_invited_by_idx ON drive_members (invited_by);
CREATE TABLE pages (id text PRIMARY KEY, drive_id text NOT NULL REFERENCES drives(id) ON DELETE CASCADE, parent_id text REFERENCES pages(id) ON DELETE CASCADE,
  title text NOT NULL, page_type page_type NOT NULL, content_mode content_mode NOT NULL DEFAULT 'html', position double precision NOT NULL, revision bigint NOT NULL DEFAULT 0,
  is_private boolean NOT NULL DEFAULT false, created_by text REFERENCES users(id) ON DELETE SET NULL, created_by_key text REFERENCES api_keys(id) ON DELETE SET NULL,
  trashed_at timestamptz, trash_mark uuid, moved_from_id text REFERENCES pages(id) ON DELETE SET NULL, is_paginated boolean, ai_provider text, ai_model text, system_prompt text,
  enabled_tools jsonb, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pages_title_check CHECK (char_length(title) BETWEEN 1 AND 500), CONSTRAINT pages_parent_check CHECK (parent_id <> id));
CREATE INDEX pages_tree_idx ON pages (drive_id, parent_id, position, id);
CREATE INDEX pages_parent_id_idx ON pages (parent_id);
CREATE INDEX pages_moved_from_id_idx ON pages (moved_from_id);
CREATE INDEX pages_created_by_idx ON pages (created_by);
CREATE INDEX pages_created_by_key_idx ON pages (created_by_key);
ALTER TABLE drives ADD CONSTRAINT drives_home_page_id_fkey FOREIGN KEY (home_page_id) REFERENCES pages(id) ON DELETE SET NULL;
CREATE TABLE streams (id text PRIMARY KEY, seq bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE documents (page_id text PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE, seq bigint NOT NULL, content text NOT NULL, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE document_updates (page_id text NOT NULL REFERENCES documents(page_id) ON DELETE CASCADE, seq bigint NOT NULL, update bytea NOT NULL,
  actor_id text REFERENCES users(id) ON DELETE SET NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (page_id, seq));
CREATE INDEX document_updates_actor_id_idx ON document_updates (actor_id);
CREATE TABLE document_states (page_id text PRIMARY KEY REFERENCES documents(page_id) ON DELETE CASCADE, seq bigint NOT NULL, state bytea NOT NULL, state_vector bytea NOT NULL,
  schema_version integer NOT NULL DEFAULT 1, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE events (drive_id text NOT NULL REFERENCES drives(id) ON DELETE CASCADE, seq bigint NOT NULL, id uuid NOT NULL UNIQUE, event_type text NOT NULL, page_id text, actor_id text,
  client text, data jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (drive_id, seq));
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER drives_touch BEFORE UPDATE ON drives FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER pages_touch BEFORE UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER documents_touch BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
