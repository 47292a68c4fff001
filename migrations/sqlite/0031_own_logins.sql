-- Codes by which people log in: one at a time for each number. Outside the chain.
create table login_code (
    hospital_id bigint not null,
    ticket text not null,
    phone text not null,
    code text not null,
    sealed text not null,
    expires_at text not null,
    tries_left bigint not null,
    proven boolean not null,
    primary key (hospital_id, ticket)
);
create unique index login_code_phone on login_code (hospital_id, phone);
-- By which number a login may be opened without its password.
create table login_phone (
    hospital_id bigint not null,
    login text not null,
    phone text not null,
    used_at text not null,
    primary key (hospital_id, login, phone)
);
create index login_phone_phone on login_phone (hospital_id, phone);
-- What is said to a number rather than because of an event, until it is handed over.
create table direct_message (
    hospital_id bigint not null,
    id text not null,
    sealed text not null,
    attempts bigint not null,
    next_at text not null,
    expires_at text not null,
    primary key (hospital_id, id)
);
-- Who asks to act for whom; `asked` is null where nobody fits, which the asker does not learn.
create table family_request (
    hospital_id bigint not null,
    id text not null,
    asker text not null,
    asked text,
    sealed text not null,
    made_at text not null,
    expires_at text not null,
    primary key (hospital_id, id)
);
create index family_request_asker on family_request (hospital_id, asker);
create index family_request_asked on family_request (hospital_id, asked);
