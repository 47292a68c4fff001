-- What the clock showed when an administrator agreed to events in the future: what is written after them goes on from there.
alter table attended add column agreed_at text;
