-- not_transactional: runs alone and without stopping writes; if it fails, the next attempt starts over
CREATE INDEX CONCURRENTLY pages_title_words_idx ON pages USING gin (to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(title), NFKD), '[\u0300-\u036f]+', '', 'g')));
