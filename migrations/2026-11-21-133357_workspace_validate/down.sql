ALTER TABLE drive_members DROP CONSTRAINT drive_members_custom_role_id_fkey;

ALTER TABLE drive_members DROP CONSTRAINT drive_members_role_check;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_role_check CHECK (custom_role_id IS NULL OR role = 'member') NOT VALID;

ALTER TABLE drive_members ADD CONSTRAINT drive_members_custom_role_id_fkey
    FOREIGN KEY (custom_role_id) REFERENCES drive_roles (id) ON DELETE SET NULL NOT VALID;
