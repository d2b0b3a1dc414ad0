CREATE OR REPLACE FUNCTION reachable_drives() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM drives WHERE owner_id = current_setting('pagespace.user', true)
  UNION ALL
    SELECT drive_id FROM drive_members
    WHERE user_id = current_setting('pagespace.user', true) AND accepted_at IS NOT NULL
  UNION ALL
    SELECT pages.drive_id FROM page_permissions JOIN pages ON pages.id = page_permissions.page_id
    WHERE user_id = current_setting('pagespace.user', true)
  UNION ALL
    SELECT pages.drive_id FROM page_share_links JOIN pages ON pages.id = page_share_links.page_id
    WHERE token_hash = decode(current_setting('pagespace.link', true), 'hex') AND revoked_at IS NULL
  UNION ALL
    SELECT drive_id FROM drive_share_links
    WHERE token_hash = decode(current_setting('pagespace.link', true), 'hex') AND revoked_at IS NULL
$$
