-- What one use case decided is one row: a row of several events says the number of its last one, and its payload is a list of
-- [kind, version, payload]. Rows of one event, and all that were there before, stay as they are.
alter table event add column last_seq bigint check (last_seq > seq);
create unique index event_last on event (hospital_id, last_seq) where last_seq is not null;
-- A start counts the events by it without reading them.
create index event_span on event (hospital_id, last_seq, seq) where last_seq is not null;
