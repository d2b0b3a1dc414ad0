ALTER TABLE channel_messages ALTER COLUMN created_at SET DEFAULT now();

COMMENT ON COLUMN channel_messages.created_at IS NULL;
