-- What the hospital is, by the number of the event that said so: the last one counts. Until now it was configured.
create table profile (
    hospital_id bigint not null,
    seq bigint not null,
    code text collate "C" not null,
    name_zh text collate "C" not null,
    name_en text collate "C" not null,
    level bigint not null,
    kind text collate "C" not null,
    region text collate "C" not null,
    adopted_at text collate "C" not null,
    primary key (hospital_id, seq)
);
-- The kind of hospital that a bill was opened in. Until now each was a general one.
alter table bill add column hospital_kind text collate "C";
update bill set hospital_kind = 'general';
