-- A login's version rises with its password and when it is switched off: sessions of another version have ended.
alter table login add column active boolean not null default true;
alter table login add column version bigint not null default 0;
alter table web_session add column version bigint not null default 0;
-- Wrong passwords no longer lock a login: they delay who types them. Who was locked out comes in again.
update login set failures = 0, locked_until = null;
-- Where each login came in from lately: from there others' wrong passwords cost it nothing.
create table login_address (
    hospital_id bigint not null,
    login text not null,
    address text not null,
    seen_at text not null,
    primary key (hospital_id, login, address)
);
create index login_address_seen on login_address (hospital_id, seen_at);
-- From where, of what, and how often, where a line of the access log says so. The hash of a line without them is as before.
alter table access_log add column address text;
alter table access_log add column subject text;
alter table access_log add column times bigint;
