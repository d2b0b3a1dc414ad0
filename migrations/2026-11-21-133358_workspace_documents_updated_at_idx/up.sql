-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY documents_updated_at_idx ON documents (updated_at, page_id);
