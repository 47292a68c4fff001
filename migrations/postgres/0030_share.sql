-- Links by which somebody without a login sees one visit. Outside the chain.
create table share (
    hospital_id bigint not null,
    appointment text not null,
    person text not null,
    token_hash text not null,
    sealed text not null,
    whole boolean not null,
    made_at text not null,
    primary key (hospital_id, appointment)
);
create unique index share_token on share (hospital_id, token_hash);
create index share_person on share (hospital_id, person);
