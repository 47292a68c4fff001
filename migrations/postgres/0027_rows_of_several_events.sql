-- What one use case decided is one row: a row of several events says the number of its last one, and its payload is a list of
-- [kind, version, payload]. Rows of one event, and all that were there before, stay as they are.
alter table event add column last_seq bigint check (last_seq > seq);
-- With the first number in it, so that a start counts the events without reading them.
create unique index event_last on event (hospital_id, last_seq) include (seq) where last_seq is not null;
-- Programs from before have asked for `event.*` by prepared statements, which PostgreSQL answers on the same connection with
-- an error for ever, now that there is one more column: their connections are ended, and they connect again. Other nodes that
-- are about to migrate, too, wait for the migrator's lock or have only just connected.
select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and usename = current_user
    and pid <> pg_backend_pid() and backend_start < clock_timestamp() - interval '3 seconds'
    and (wait_event_type is distinct from 'Lock' or wait_event is distinct from 'advisory');
