-- Who told somebody what a message says that reached nobody, and when: it can be taken back for a while.
alter table message add column told_at text collate "C";
alter table message add column told_by text collate "C";
create index message_told on message (hospital_id, told_at) where told_at is not null;
