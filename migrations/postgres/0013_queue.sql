-- A ticket's number names its window: `08:40-2`. Numbers that were given before stay as they are.
alter table appointment alter column ticket type text collate "C" using ticket::text;
