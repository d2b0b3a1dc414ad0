-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
DROP INDEX CONCURRENTLY pages_newest_idx;
