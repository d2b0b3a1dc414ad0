-- ==== bosses

-- running_code: code that knows users.name fails from here on
-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users RENAME COLUMN name TO full_name;

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users ADD COLUMN boss_id bigint;

-- data_loss, running_code: the values of users.note are gone
-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users DROP COLUMN note;

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users ADD CONSTRAINT users_boss_check CHECK (boss_id <> id) NOT VALID;

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users ADD CONSTRAINT users_full_name_not_null CHECK (full_name IS NOT NULL) NOT VALID;

-- locks users: SHARE ROW EXCLUSIVE
ALTER TABLE users ADD CONSTRAINT users_boss_id_fkey
    FOREIGN KEY (boss_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;

-- ==== bosses_validate

-- needs_data: fails on old rows that break it
-- locks users: SHARE UPDATE EXCLUSIVE
ALTER TABLE users VALIDATE CONSTRAINT users_boss_check;

-- needs_data: fails on old rows that break it
-- locks users: SHARE UPDATE EXCLUSIVE
ALTER TABLE users VALIDATE CONSTRAINT users_full_name_not_null;

-- needs_data: fails on old rows that break it
-- locks users: SHARE UPDATE EXCLUSIVE
ALTER TABLE users VALIDATE CONSTRAINT users_boss_id_fkey;

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users ALTER COLUMN full_name SET NOT NULL;

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users DROP CONSTRAINT users_full_name_not_null;

-- ==== bosses_users_name_idx__new, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
-- locks users: SHARE UPDATE EXCLUSIVE
CREATE INDEX CONCURRENTLY users_name_idx__new ON users (lower(full_name));

-- ==== bosses_switch

-- locks users_name_idx: SHARE UPDATE EXCLUSIVE
ALTER INDEX users_name_idx RENAME TO users_name_idx__old;

-- locks users_name_idx__new: SHARE UPDATE EXCLUSIVE
ALTER INDEX users_name_idx__new RENAME TO users_name_idx;

-- ==== bosses_drop_users_name_idx__old, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
-- locks users: SHARE UPDATE EXCLUSIVE
DROP INDEX CONCURRENTLY users_name_idx__old;

