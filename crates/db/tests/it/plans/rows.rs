//! Enough rows for an index to be worth it.

use db::Connection;
use db::id::{DriveId, MessageId, PageId, UserId};
use testkit::World;

use crate::connect;

/// Two drives: one with a bit of everything, one that is only in the way.
pub(crate) struct Rows {
    pub(crate) ada: UserId,
    pub(crate) drive: DriveId,
    pub(crate) channel: PageId,
    pub(crate) other_channel: PageId,
    pub(crate) list: PageId,
    /// A message with replies, and one of them.
    pub(crate) question: MessageId,
    pub(crate) reply: MessageId,
    /// The pages of the drive.
    pub(crate) visible: Vec<PageId>,
    /// The pages of both drives.
    pub(crate) all: Vec<PageId>,
}

/// `$d` is the drive, `$o` the other one, `$c` the channel, `$l` the list, `$u` the person. Ids have the
/// form of ids: 24 characters.
const ROWS: &str = "
CREATE FUNCTION id(kind text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    AS $f$ SELECT kind || lpad(n::text, 23, '0') $f$;
INSERT INTO users (id, email, name)
    SELECT id('u', n), n || '@example.org', 'Person ' || n FROM generate_series(1, 500) n;
INSERT INTO pages (id, drive_id, parent_id, title, page_type, position, created_by)
    SELECT id('p', n), CASE WHEN n % 6 = 0 THEN '$d' ELSE '$o' END, NULL,
           'Page rare' || n, 'code', n, id('u', n % 500 + 1)
    FROM generate_series(1, 6000) n;
INSERT INTO pages (id, drive_id, parent_id, title, page_type, position)
    SELECT id('t', n), '$d', CASE WHEN n % 10 = 0 THEN '$l' ELSE id('p', 6 * (n % 1000 + 1)) END,
           'Task ' || n, 'task_list', n
    FROM generate_series(1, 2000) n;
INSERT INTO documents (page_id, seq, content, updated_at)
    SELECT id('p', n), 2, 'text', now() - n * interval '1 hour' FROM generate_series(1, 6000) n;
INSERT INTO page_texts (page_id, seq, text)
    SELECT id('p', n), 2, 'some rare' || n || ' word and ' || md5(n::text) FROM generate_series(1, 6000) n;
INSERT INTO channel_messages (id, page_id, user_id, content, parent_id, created_at)
    SELECT id('m', n), CASE WHEN n % 3 = 0 THEN '$c' ELSE id('p', n % 100 + 1) END,
           id('u', n % 500 + 1), 'hello rare' || n,
           CASE WHEN n % 9 = 0 AND n > 9 THEN id('m', 3 * (n % 20 + 1)) END,
           now() - (20000 - n) * interval '1 minute'
    FROM generate_series(1, 20000) n;
INSERT INTO message_reactions (id, message_id, user_id, emoji)
    SELECT id('r', n), id('m', n), id('u', n % 500 + 1), 'x' FROM generate_series(1, 5000) n;
INSERT INTO thread_followers (message_id, user_id)
    SELECT id('m', n % 700 + 1), id('u', n % 500 + 1) FROM generate_series(1, 3000) n ON CONFLICT DO NOTHING;
INSERT INTO channel_reads (page_id, user_id, read_until)
    SELECT '$c', id('u', n), now() FROM generate_series(1, 500) n;
INSERT INTO task_lists (id, page_id) SELECT id('l', n), id('t', n) FROM generate_series(1, 2000) n;
INSERT INTO task_status_configs (id, task_list_id, name, slug, color, \"group\", position)
    SELECT id('s', n), id('l', n), 'Open', 'open', 'red', 'todo', 0 FROM generate_series(1, 1000) n;
INSERT INTO task_items (id, task_list_id, page_id, user_id, status)
    SELECT id('i', n), CASE WHEN n % 10 = 0 THEN (SELECT id FROM task_lists WHERE page_id = '$l')
                            ELSE id('l', n) END, id('t', n), '$u', 'pending'
    FROM generate_series(1, 2000) n;
INSERT INTO task_assignees (id, task_id, user_id, position)
    SELECT id('a', n), id('i', n), CASE WHEN n % 100 = 0 THEN '$u' ELSE id('u', n % 500 + 1) END, 0
    FROM generate_series(1, 2000) n;
INSERT INTO activity_log (id, drive_id, chain_seq, user_id, actor_email, operation, resource_type,
                          resource_id, page_id, previous_hash, hash)
    SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN '$d' ELSE '$o' END, (n + 1) / 2,
           id('u', n % 500 + 1), '', 'update', 'page', id('p', n % 6000 + 1), id('p', n % 6000 + 1),
           CASE WHEN n > 2 THEN sha256('') END, sha256('')
    FROM generate_series(1, 8000) n;
INSERT INTO events (drive_id, seq, id, event_type, data)
    SELECT '$d', n, gen_random_uuid(), 'page.updated', '{}' FROM generate_series(1000, 6000) n;
INSERT INTO notifications (id, user_id, kind, read_at)
    SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN '$u' ELSE id('u', n % 500 + 1) END, 'mention',
           CASE WHEN n % 7 > 0 THEN now() END
    FROM generate_series(1, 8000) n;
INSERT INTO favorites (id, user_id, page_id, position)
    SELECT id('f', n), CASE WHEN n % 50 = 0 THEN '$u' ELSE id('u', n % 500 + 1) END, id('p', n), n
    FROM generate_series(1, 3000) n;
INSERT INTO page_views (user_id, page_id, viewed_at)
    SELECT CASE WHEN n % 5 = 0 THEN '$u' ELSE id('u', n % 500 + 1) END, id('p', n),
           now() - n * interval '1 minute' FROM generate_series(1, 6000) n;
INSERT INTO page_mentions (source_page_id, target_page_id)
    SELECT id('p', n), CASE WHEN n % 500 = 0 THEN '$l' ELSE id('p', n + 1) END
    FROM generate_series(1, 5000) n;
INSERT INTO tags (id, drive_id, name)
    SELECT id('g', n), CASE WHEN n % 50 = 0 THEN '$d' ELSE '$o' END, 'tag ' || n
    FROM generate_series(1, 2000) n;
INSERT INTO page_tags (page_id, tag_id) SELECT id('p', n), id('g', n % 2000 + 1) FROM generate_series(1, 5000) n;
DROP FUNCTION id;
ANALYZE;";

impl Rows {
    pub(crate) async fn make(world: &World) -> Self {
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        let other = world.drive(&ada, "Bridges").await;
        let channel = world.channel(&ada, &drive.id, "General").await;
        let list = world.task_list(&ada, &drive.id, "Backlog").await;
        let sql = ROWS
            .replace("$d", drive.id.as_str())
            .replace("$o", other.id.as_str())
            .replace("$c", channel.id.as_str())
            .replace("$l", list.id.as_str())
            .replace("$u", ada.user.id.as_str());
        let client = connect(world.url()).await;
        client.batch_execute(&sql).await.unwrap();
        let mut conn = world.db.conn().await.unwrap();
        let visible = live(&mut conn, &drive.id).await;
        let mut all = live(&mut conn, &other.id).await;
        all.extend(visible.clone());
        let id = |kind: char, n: u32| format!("{kind}{n:023}");
        Self {
            ada: ada.user.id,
            drive: drive.id,
            channel: channel.id,
            other_channel: id('p', 7).parse().unwrap(),
            list: list.id,
            question: id('m', 57).parse().unwrap(),
            reply: id('m', 18).parse().unwrap(),
            visible,
            all,
        }
    }
}

async fn live(conn: &mut Connection, drive: &DriveId) -> Vec<PageId> {
    let pages = db::query::page::live(conn, drive).await.unwrap();
    pages.into_iter().map(|page| page.id).collect()
}
