-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
DROP INDEX CONCURRENTLY documents_updated_at_idx;
