ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_post_id_fkey;
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_actor_id_fkey;
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;

-- data_loss, running_code: the rows of audit_entries are gone
DROP TABLE audit_entries;

-- data_loss, running_code: the rows of posts are gone
DROP TABLE posts;

-- data_loss, running_code: the rows of users are gone
DROP TABLE users;

DROP FUNCTION touch_updated_at_beside_generated();

DROP TYPE audit_action;
