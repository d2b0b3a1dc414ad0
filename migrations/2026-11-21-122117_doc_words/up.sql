COMMENT ON TABLE task_items IS 'What a page of type `TASK_LIST` is as a task of the list above it.';
COMMENT ON COLUMN conversations.agent_page_id IS 'A page of type `AI_CHAT`; null for the assistant of the instance.';
