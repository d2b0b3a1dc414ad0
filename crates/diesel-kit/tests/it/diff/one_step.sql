-- ==== change_users

-- running_code: code that knows users.email fails from here on
-- locks users: ACCESS EXCLUSIVE
ALTER TABLE users RENAME COLUMN email TO name;

-- locks: writes to users wait until the index is built
-- locks users: SHARE
CREATE INDEX users_name_idx ON users (name);
