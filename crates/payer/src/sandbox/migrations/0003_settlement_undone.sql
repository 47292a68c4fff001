-- The message (2305) that took a settlement back.
ALTER TABLE settlement ADD COLUMN undone TEXT;
-- The message (2405) that took the end of a stay back, and the one (2402) that had ended it.
ALTER TABLE stay ADD COLUMN returned TEXT;
ALTER TABLE stay ADD COLUMN left_by TEXT;
