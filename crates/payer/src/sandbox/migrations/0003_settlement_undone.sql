-- The message (2305) that took a settlement back.
ALTER TABLE settlement ADD COLUMN undone TEXT;
