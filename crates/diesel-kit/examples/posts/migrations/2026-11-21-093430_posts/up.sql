CREATE TYPE audit_action AS ENUM ('create', 'update', 'delete', 'restore');

CREATE OR REPLACE FUNCTION touch_updated_at_beside_generated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    -- Generated columns, which the trigger names, are null in NEW: they are computed after it.
    before := jsonb_populate_record(OLD, jsonb_object(TG_ARGV, array_fill(NULL::text, ARRAY[TG_NARGS])));
    IF NEW IS DISTINCT FROM before AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE audit_entries (
    id       bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    post_id  bigint NOT NULL,
    actor_id bigint NOT NULL,
    action   audit_action NOT NULL,
    before   jsonb,
    at       timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT audit_entries_pkey PRIMARY KEY (id)
);

CREATE TABLE posts (
    id         bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    author_id  bigint NOT NULL,
    title      character varying(120) NOT NULL,
    body       text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    deleted_at timestamp with time zone,
    search     tsvector NOT NULL GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) STORED,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_title_check CHECK (btrim(title) <> '')
);

CREATE TABLE users (
    id         bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    email      text NOT NULL,
    name       character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_name_check CHECK (btrim(name) <> '')
);

ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_post_id_fkey
    FOREIGN KEY (post_id) REFERENCES posts (id);

ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_actor_id_fkey
    FOREIGN KEY (actor_id) REFERENCES users (id);

ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey
    FOREIGN KEY (author_id) REFERENCES users (id);

CREATE INDEX audit_entries_post_idx ON audit_entries (post_id, id);

CREATE INDEX posts_newest_idx ON posts (created_at DESC, id DESC)
    WHERE deleted_at IS NULL;

CREATE INDEX posts_author_newest_idx ON posts (author_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;

CREATE INDEX posts_search_idx ON posts USING gin (search);

CREATE TRIGGER posts_touch_updated_at BEFORE UPDATE ON posts
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at_beside_generated('search');

COMMENT ON TYPE audit_action IS 'What was done to a post.';
COMMENT ON TABLE audit_entries IS 'One line of the record. Nobody changes it.';
COMMENT ON TABLE posts IS 'What somebody wrote. Thrown away it stays, hidden, until somebody brings it back.';
COMMENT ON TABLE users IS 'Somebody who writes.';
COMMENT ON COLUMN audit_entries.before IS 'Title and body as they were before; null for a new post.';
COMMENT ON COLUMN posts.search IS 'The words of title and body, those of the title first.';
