-- ==== change_users

-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users ADD COLUMN name text;

-- data_loss, running_code: the values of users.email are gone
-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users DROP COLUMN email;

-- ==== change_users_users_name_idx, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
-- locks users: SHARE UPDATE EXCLUSIVE
CREATE INDEX CONCURRENTLY users_name_idx ON users (name);
