-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY pages_trash_idx ON pages (drive_id, trashed_at DESC, id DESC)
    WHERE trashed_at IS NOT NULL;
