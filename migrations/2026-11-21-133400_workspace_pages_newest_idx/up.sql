-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY pages_newest_idx ON pages (drive_id, created_at DESC, id DESC)
    WHERE trashed_at IS NULL;
