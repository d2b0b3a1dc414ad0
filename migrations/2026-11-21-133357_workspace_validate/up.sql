-- needs_data: fails on old rows that break it
ALTER TABLE drive_members VALIDATE CONSTRAINT drive_members_role_check;

-- needs_data: fails on old rows that break it
ALTER TABLE drive_members VALIDATE CONSTRAINT drive_members_custom_role_id_fkey;
