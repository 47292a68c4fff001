-- How many of a window's seats are of which pool. Until now whoever booked had any seat.
create table slot_pool (
    hospital_id bigint not null,
    slot text collate "C" not null,
    pool text collate "C" not null,
    seats bigint not null,
    primary key (hospital_id, slot, pool)
);
insert into slot_pool (hospital_id, slot, pool, seats) select hospital_id, id, 'general', capacity from slot;
