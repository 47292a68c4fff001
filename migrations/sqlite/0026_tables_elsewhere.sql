-- Who works as which clinician, and who was erased: what logins must know at once, whatever stands in the tables for reports.
create table works_as (
    hospital_id bigint not null,
    clinician text not null,
    person text not null,
    primary key (hospital_id, clinician)
);
create index works_as_person on works_as (hospital_id, person);
insert into works_as (hospital_id, clinician, person) select hospital_id, id, person from clinician;
create table erased (
    hospital_id bigint not null,
    person text not null,
    primary key (hospital_id, person)
);
insert into erased (hospital_id, person) select hospital_id, id from person where erased;

-- The tables for reports follow the journal, in a file of their own beside this one; they are made anew from the events.
drop table department;
drop table clinician;
drop table ward;
drop table room;
drop table bed;
drop table session;
drop table slot;
drop table slot_pool;
drop table appointment;
drop table admission;
drop table formality;
drop table person;
drop table coverage;
drop table relative;
drop table journey;
drop table journey_step;
drop table policy;
drop table bill;
drop table charge;
drop table deposit;
drop table settlement;
drop table exchange;
drop table profile;
drop table price_item;
drop table ledger_entry;
