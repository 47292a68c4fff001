-- What the hospital is, by the number of the event that said so: the last one counts. Until now it was configured.
create table profile (
    hospital_id bigint not null,
    seq bigint not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    level bigint not null,
    kind text not null,
    region text not null,
    adopted_at text not null,
    primary key (hospital_id, seq)
);
-- The kind of hospital that a bill was opened in. Until now each was a general one.
alter table bill add column hospital_kind text;
update bill set hospital_kind = 'general';
