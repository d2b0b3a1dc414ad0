-- Users and posts: search, soft delete, an audit trail.
CREATE EXTENSION pg_trgm;
CREATE TYPE post_state AS ENUM ('draft', 'published', 'archived');
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE CHECK (email ~ '^[^@]+@[^@]+$' AND length(email) < 255),
    name varchar(100) NOT NULL,
    settings jsonb NOT NULL DEFAULT '{"theme": "dark", "tags": [true, false]}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE TRIGGER users_touch_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TABLE posts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    author_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reviewer_id uuid REFERENCES users ON DELETE SET NULL,
    slug text NOT NULL,
    title text NOT NULL,
    body text NOT NULL DEFAULT '',
    state post_state NOT NULL DEFAULT 'draft',
    search tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) STORED,
    published_at timestamptz,
    deleted_at timestamptz,
    CONSTRAINT posts_slug_per_author UNIQUE (author_id, slug),
    CONSTRAINT posts_published CHECK (state <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX posts_live_idx ON posts (author_id, published_at DESC) INCLUDE (title) WHERE deleted_at IS NULL;
CREATE INDEX posts_search_idx ON posts USING gin (search);
CREATE INDEX posts_title_trgm_idx ON posts USING gin (title gin_trgm_ops);
CREATE TABLE post_audit (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    post_id uuid NOT NULL,
    action text NOT NULL,
    old jsonb,
    new jsonb
);
CREATE INDEX post_audit_at_idx ON post_audit USING brin (at);
CREATE FUNCTION audit_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO post_audit (post_id, action, old, new)
    VALUES (coalesce(NEW.id, OLD.id), TG_OP, to_jsonb(OLD), to_jsonb(NEW));
    RETURN NULL;
END
$$;
CREATE TRIGGER posts_audit AFTER INSERT OR UPDATE OR DELETE ON posts FOR EACH ROW EXECUTE FUNCTION audit_post();
CREATE CONSTRAINT TRIGGER posts_late AFTER INSERT ON posts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_post();
CREATE VIEW live_posts AS SELECT * FROM posts WHERE deleted_at IS NULL WITH LOCAL CHECK OPTION;
CREATE VIEW author_counts AS
    SELECT u.id, u.name, count(p.id) AS posts, max(p.published_at) AS last
    FROM users u LEFT JOIN live_posts p ON p.author_id = u.id GROUP BY u.id, u.name;
