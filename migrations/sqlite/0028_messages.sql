-- What is said to people because of events: made once each, shown on their pages, and sent to their phones. Outside the chain.
create table message (
    hospital_id bigint not null,
    id text not null,
    person text not null,
    event bigint not null,
    kind text not null,
    arguments text not null,
    made_at text not null,
    valid_until text,
    state text not null,
    attempts bigint not null,
    next_at text not null,
    read_at text,
    primary key (hospital_id, id)
);
create index message_person on message (hospital_id, person, event);
create index message_made on message (hospital_id, made_at);
create index message_next on message (hospital_id, next_at) where state = 'waiting';
-- Each time that one was handed over, and what came of it; no outcome: it is not known.
create table message_attempt (
    hospital_id bigint not null,
    message text not null,
    number bigint not null,
    at text not null,
    outcome text,
    primary key (hospital_id, message, number)
);
-- The event up to which messages were made. Nobody is told about what happened before there were any.
create table message_position (
    hospital_id bigint not null,
    seq bigint not null,
    primary key (hospital_id)
);
insert into message_position (hospital_id, seq)
    select hospital_id, max(coalesce(last_seq, seq)) from event group by hospital_id;
