ALTER TABLE channel_messages ALTER COLUMN created_at SET DEFAULT clock_timestamp();

COMMENT ON COLUMN channel_messages.created_at IS 'Grows in the order in which the messages of a drive can be seen.';
