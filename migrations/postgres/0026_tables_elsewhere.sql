-- Who works as which clinician, and who was erased: what logins must know at once, whatever stands in the tables for reports.
create table works_as (
    hospital_id bigint not null,
    clinician text collate "C" not null,
    person text collate "C" not null,
    primary key (hospital_id, clinician)
);
create index works_as_person on works_as (hospital_id, person);
insert into works_as (hospital_id, clinician, person) select hospital_id, id, person from clinician;
create table erased (
    hospital_id bigint not null,
    person text collate "C" not null,
    primary key (hospital_id, person)
);
insert into erased (hospital_id, person) select hospital_id, id from person where erased;

-- The tables for reports follow the journal, in the schema `reports`; they are made anew from the events. Those of before stay
-- for one release, whose programs may still run beside this one, and are not written any more.
comment on table department is 'Of releases before schema 26; not written any more. See reports.department.';
comment on table clinician is 'Of releases before schema 26; not written any more. See reports.clinician.';
comment on table ward is 'Of releases before schema 26; not written any more. See reports.ward.';
comment on table room is 'Of releases before schema 26; not written any more. See reports.room.';
comment on table bed is 'Of releases before schema 26; not written any more. See reports.bed.';
comment on table session is 'Of releases before schema 26; not written any more. See reports.session.';
comment on table slot is 'Of releases before schema 26; not written any more. See reports.slot.';
comment on table slot_pool is 'Of releases before schema 26; not written any more. See reports.slot_pool.';
comment on table appointment is 'Of releases before schema 26; not written any more. See reports.appointment.';
comment on table admission is 'Of releases before schema 26; not written any more. See reports.admission.';
comment on table formality is 'Of releases before schema 26; not written any more. See reports.formality.';
comment on table person is 'Of releases before schema 26; not written any more. See reports.person.';
comment on table coverage is 'Of releases before schema 26; not written any more. See reports.coverage.';
comment on table relative is 'Of releases before schema 26; not written any more. See reports.relative.';
comment on table journey is 'Of releases before schema 26; not written any more. See reports.journey.';
comment on table journey_step is 'Of releases before schema 26; not written any more. See reports.journey_step.';
comment on table policy is 'Of releases before schema 26; not written any more. See reports.policy.';
comment on table bill is 'Of releases before schema 26; not written any more. See reports.bill.';
comment on table charge is 'Of releases before schema 26; not written any more. See reports.charge.';
comment on table deposit is 'Of releases before schema 26; not written any more. See reports.deposit.';
comment on table settlement is 'Of releases before schema 26; not written any more. See reports.settlement.';
comment on table exchange is 'Of releases before schema 26; not written any more. See reports.exchange.';
comment on table profile is 'Of releases before schema 26; not written any more. See reports.profile.';
comment on table price_item is 'Of releases before schema 26; not written any more. See reports.price_item.';
comment on table ledger_entry is 'Of releases before schema 26; not written any more. See reports.ledger_entry.';
