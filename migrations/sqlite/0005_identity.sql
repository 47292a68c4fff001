-- A birth date is in the sealed record only. Records that were sealed before have theirs in the event that made them, whose
-- bytes the chain keeps: it is found there by whom it is about.
alter table person drop column birth;
create index event_person_before on event (hospital_id, on_behalf_of)
    where version = 1 and kind in ('journey.PersonRegistered', 'journey.PersonCorrected');

-- Sex goes from the table with the person.
update person set sex = 'unknown' where erased;

-- Keyed hashes of numbers are no report's business, and stayed after erasing.
drop table credential;

-- Keyed hashes of parts of names, for search: beginnings and initials. Made from the sealed records, emptied by erasing.
create table name_part (
    hospital_id bigint not null,
    person text not null,
    part text not null,
    primary key (hospital_id, person, part)
);
create index name_part_part on name_part (hospital_id, part, person);
