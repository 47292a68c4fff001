-- When a hospital was last known to run, and until when events may lie in the future because an administrator agreed.
-- Hospital time, outside the journal.
create table attended (
    hospital_id bigint not null,
    alive_at text not null,
    events_until text,
    primary key (hospital_id)
);

-- Spans in which nobody ran it: what fell due in them waits for an administrator.
create table unattended (
    hospital_id bigint not null,
    since text not null,
    until text not null,
    primary key (hospital_id, since)
);
