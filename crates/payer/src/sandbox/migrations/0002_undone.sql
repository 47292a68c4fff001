-- The message (2404) that took an admission back.
ALTER TABLE stay ADD COLUMN undone TEXT;
