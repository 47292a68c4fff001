-- A snapshot lies in parts, in one of two places by turns. Its row in `snapshot` is written last and says in which and how
-- many: before that, the one before holds. Snapshots of the form before have their bytes in the row itself.
alter table snapshot add column place bigint not null default 0;
alter table snapshot add column parts bigint not null default 0;
create table snapshot_part (
    hospital_id bigint not null,
    schema bigint not null,
    place bigint not null,
    number bigint not null,
    hash text collate "C" not null,
    body bytea not null,
    primary key (hospital_id, schema, place, number)
);
-- They are compact already.
alter table snapshot_part alter column body set storage external;
