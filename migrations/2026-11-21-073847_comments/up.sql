COMMENT ON TABLE api_keys IS 'A key for scripts and agents (`mcp_…`).';
COMMENT ON TABLE document_states IS 'Everything up to and including update `seq`, compacted.';
COMMENT ON TABLE document_updates IS 'One acknowledged update (Yjs encoding, version 1). Numbers have no gap.';
COMMENT ON TABLE documents IS 'The content of a page as of update number `seq`: HTML, or the text itself.';
COMMENT ON TABLE drive_members IS 'A membership; it counts only when it was accepted.';
COMMENT ON TABLE drives IS 'A workspace with one owner, any number of members and a tree of pages.';
COMMENT ON TABLE events IS 'Something that happened in a drive, written in the transaction that did it.';
COMMENT ON TABLE pages IS 'A page of any type. Its content, if it has lines, is a shared document.';
COMMENT ON TABLE sessions IS 'A signed-in browser.';

COMMENT ON TABLE streams IS 'The last number given out in a stream (`drive:…` or `page:…`). Narrow and without further
indexes, so that its updates stay heap-only and never bloat the drives or documents themselves.';

COMMENT ON TABLE users IS 'A person with an account on this instance.';
COMMENT ON COLUMN api_keys.token_hash IS 'SHA3-256 of the key; the key itself is never stored.';
COMMENT ON COLUMN api_keys.token_prefix IS 'The first 12 characters, to recognise a key in a list.';
COMMENT ON COLUMN drives.slug IS 'Unique per owner, made from the name.';
COMMENT ON COLUMN drives.drive_prompt IS 'What agents are told about this drive.';
COMMENT ON COLUMN drives.members_edit IS 'Plain members may edit, not only read.';
COMMENT ON COLUMN events.seq IS 'Number in the drive, from 1, without a gap.';
COMMENT ON COLUMN events.event_type IS 'What happened: `page.created`, `page.moved`, …';
COMMENT ON COLUMN events.page_id IS 'The page it is about. Not a foreign key: the record outlives the page.';
COMMENT ON COLUMN events.actor_id IS 'Who did it. Not a foreign key: the record outlives the account.';
COMMENT ON COLUMN events.client IS 'The client that sent the change, so that it can skip its own echo.';
COMMENT ON COLUMN pages.position IS 'Sort key among siblings; ties are ordered by id.';
COMMENT ON COLUMN pages.revision IS 'Grows by one with every change of title, content, place or trash state.';
COMMENT ON COLUMN pages.is_private IS 'A barrier: being a member is not enough to see this page or what is below it.';
COMMENT ON COLUMN pages.trash_mark IS 'Common to all rows that one call trashed or moved up, so that restoring undoes exactly that call.';
COMMENT ON COLUMN pages.moved_from_id IS 'The trashed parent from under which this page was moved up.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA3-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN users.email IS 'Lower case; unique over the instance.';
COMMENT ON COLUMN users.password_hash IS 'Argon2id in PHC format; null for an account that cannot sign in with a password.';
COMMENT ON COLUMN users.is_admin IS 'May administer the instance. The first person is.';
