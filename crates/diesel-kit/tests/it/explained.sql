-- ==== bosses

-- running_code: code that knows users.name fails from here on
ALTER TABLE users RENAME COLUMN name TO full_name;

ALTER TABLE users ADD COLUMN boss_id bigint;

-- data_loss, running_code: the values of users.note are gone
ALTER TABLE users DROP COLUMN note;

ALTER TABLE users ADD CONSTRAINT users_boss_check CHECK (boss_id <> id) NOT VALID;
ALTER TABLE users ADD CONSTRAINT users_full_name_not_null CHECK (full_name IS NOT NULL) NOT VALID;

ALTER TABLE users ADD CONSTRAINT users_boss_id_fkey
    FOREIGN KEY (boss_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;

-- ==== bosses_validate

-- needs_data: fails on old rows that break it
ALTER TABLE users VALIDATE CONSTRAINT users_boss_check;

-- needs_data: fails on old rows that break it
ALTER TABLE users VALIDATE CONSTRAINT users_full_name_not_null;

-- needs_data: fails on old rows that break it
ALTER TABLE users VALIDATE CONSTRAINT users_boss_id_fkey;

ALTER TABLE users ALTER COLUMN full_name SET NOT NULL;

ALTER TABLE users DROP CONSTRAINT users_full_name_not_null;

-- ==== bosses_users_name_idx__new, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY users_name_idx__new ON users (lower(full_name));

-- ==== bosses_switch

ALTER INDEX users_name_idx RENAME TO users_name_idx__old;
ALTER INDEX users_name_idx__new RENAME TO users_name_idx;

-- ==== bosses_drop_users_name_idx__old, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
DROP INDEX CONCURRENTLY users_name_idx__old;

