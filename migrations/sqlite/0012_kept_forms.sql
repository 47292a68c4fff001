-- What a form said and what it was answered, for the page that it leads to: sealed under the hospital's key, for its login
-- only, and for minutes.
create table kept_form (
    hospital_id bigint not null,
    id text not null,
    login text not null,
    sealed text not null,
    until text not null,
    primary key (hospital_id, id)
);
create index kept_form_login on kept_form (hospital_id, login, until);
create index kept_form_until on kept_form (hospital_id, until);
-- A form names the session of its page by this secret.
create index web_session_csrf on web_session (hospital_id, csrf);
