-- ==== change_users_users_name_idx, not in a transaction

-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
DROP INDEX CONCURRENTLY users_name_idx;

-- ==== change_users

-- irreversible: what up.sql removes is made again, but empty

ALTER TABLE users ADD COLUMN email text;

-- data_loss, running_code: the values of users.name are gone
ALTER TABLE users DROP COLUMN name;
