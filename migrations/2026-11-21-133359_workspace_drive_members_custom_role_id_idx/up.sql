-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY drive_members_custom_role_id_idx ON drive_members (custom_role_id);
