-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY pages_title_trigrams_idx ON pages USING gin (title gin_trgm_ops);
