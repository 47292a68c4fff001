-- Text is compared byte by byte, as on SQLite, whatever the database's language.

-- The last event's number and hash. Who writes locks its hospital's row first: so any number of nodes take turns.
create table head (
    hospital_id bigint not null,
    seq bigint not null,
    hash text collate "C" not null,
    primary key (hospital_id)
);

-- The truth and the audit trail. `payload` holds the very bytes that are hashed.
create table event (
    hospital_id bigint not null,
    seq bigint not null,
    at text collate "C" not null,
    actor text collate "C" not null,
    actor_user text collate "C",
    on_behalf_of text collate "C",
    reason text collate "C",
    kind text collate "C" not null,
    version bigint not null,
    payload text collate "C" not null,
    idempotency_key text collate "C",
    body_hash text collate "C",
    answer text collate "C",
    hash text collate "C" not null,
    primary key (hospital_id, seq)
);
create unique index event_key on event (hospital_id, coalesce(actor_user, ''), idempotency_key)
    where idempotency_key is not null;

-- Personal data, encrypted; the chain holds the hash of the ciphertext.
create table side (
    hospital_id bigint not null,
    id text collate "C" not null,
    person text collate "C",
    class text collate "C" not null,
    kind text collate "C" not null,
    cipher bytea not null,
    primary key (hospital_id, id)
);
create index side_person on side (hospital_id, person);

-- A data key per person and retention class, wrapped by the hospital's key. Erasing deletes the row.
create table person_key (
    hospital_id bigint not null,
    person text collate "C" not null,
    class text collate "C" not null,
    wrapped bytea not null,
    primary key (hospital_id, person, class)
);

create table snapshot (
    hospital_id bigint not null,
    schema bigint not null,
    seq bigint not null,
    hash text collate "C" not null,
    body bytea not null,
    primary key (hospital_id, schema)
);

create table access_log (
    hospital_id bigint not null,
    node text collate "C" not null,
    number bigint not null,
    at text collate "C" not null,
    actor_user text collate "C",
    role text collate "C" not null,
    action text collate "C" not null,
    person text collate "C",
    allowed boolean not null,
    reason text collate "C",
    hash text collate "C" not null,
    primary key (hospital_id, node, number)
);

-- Logins and sessions are outside the chain.
create table login (
    hospital_id bigint not null,
    id text collate "C" not null,
    name text collate "C" not null,
    password text collate "C" not null,
    actor text collate "C" not null,
    locale text collate "C" not null,
    large_type boolean not null,
    failures bigint not null,
    locked_until text collate "C",
    primary key (hospital_id, id)
);
create unique index login_name on login (hospital_id, name);

create table web_session (
    hospital_id bigint not null,
    token_hash text collate "C" not null,
    login text collate "C" not null,
    csrf text collate "C" not null,
    bearer boolean not null,
    seen_at text collate "C" not null,
    expires_at text collate "C" not null,
    primary key (hospital_id, token_hash)
);
create index web_session_login on web_session (hospital_id, login);

-- Projected tables: what reports and hospital IT query. Everything in them follows from `event`.

create table department (
    hospital_id bigint not null,
    id text collate "C" not null,
    code text collate "C" not null,
    name_zh text collate "C" not null,
    name_en text collate "C" not null,
    place_zh text collate "C" not null,
    place_en text collate "C" not null,
    primary key (hospital_id, id)
);
create table clinician (
    hospital_id bigint not null,
    id text collate "C" not null,
    department text collate "C" not null,
    person text collate "C" not null,
    title text collate "C" not null,
    fee_fen bigint not null,
    primary key (hospital_id, id)
);
create table ward (
    hospital_id bigint not null,
    id text collate "C" not null,
    code text collate "C" not null,
    name_zh text collate "C" not null,
    name_en text collate "C" not null,
    primary key (hospital_id, id)
);
create table room (
    hospital_id bigint not null,
    id text collate "C" not null,
    ward text collate "C" not null,
    number text collate "C" not null,
    sex text collate "C" not null,
    oxygen boolean not null,
    isolation boolean not null,
    primary key (hospital_id, id)
);
create table bed (
    hospital_id bigint not null,
    id text collate "C" not null,
    room text collate "C" not null,
    number text collate "C" not null,
    primary key (hospital_id, id)
);
create table session (
    hospital_id bigint not null,
    id text collate "C" not null,
    clinician text collate "C" not null,
    department text collate "C" not null,
    room_zh text collate "C" not null,
    room_en text collate "C" not null,
    date text collate "C" not null,
    from_minute bigint not null,
    until_minute bigint not null,
    fee_fen bigint not null,
    withdrawn boolean not null,
    primary key (hospital_id, id)
);
create table slot (
    hospital_id bigint not null,
    id text collate "C" not null,
    session text collate "C" not null,
    from_at text collate "C" not null,
    until_at text collate "C" not null,
    capacity bigint not null,
    primary key (hospital_id, id)
);
create table appointment (
    hospital_id bigint not null,
    id text collate "C" not null,
    slot text collate "C" not null,
    patient text collate "C" not null,
    journey text collate "C" not null,
    channel text collate "C" not null,
    seat bigint not null,
    expected_at text collate "C" not null,
    state text collate "C" not null,
    booked_at text collate "C" not null,
    ticket bigint,
    checked_in_at text collate "C",
    called_at text collate "C",
    started_at text collate "C",
    finished_at text collate "C",
    primary key (hospital_id, id)
);
create table admission (
    hospital_id bigint not null,
    id text collate "C" not null,
    patient text collate "C" not null,
    journey text collate "C" not null,
    department text collate "C" not null,
    appointment text collate "C",
    diagnosis text collate "C" not null,
    urgency text collate "C" not null,
    expected_days bigint not null,
    state text collate "C" not null,
    bed text collate "C",
    requested_at text collate "C" not null,
    arrived_at text collate "C",
    in_bed_at text collate "C",
    discharged_at text collate "C",
    settled text collate "C",
    primary key (hospital_id, id)
);
create table formality (
    hospital_id bigint not null,
    admission text collate "C" not null,
    formality text collate "C" not null,
    done_at text collate "C",
    primary key (hospital_id, admission, formality)
);
create table person (
    hospital_id bigint not null,
    id text collate "C" not null,
    sex text collate "C" not null,
    birth text collate "C",
    identity text collate "C" not null,
    erased boolean not null,
    alias_of text collate "C",
    primary key (hospital_id, id)
);
create table credential (
    hospital_id bigint not null,
    person text collate "C" not null,
    kind text collate "C" not null,
    lookup text collate "C" not null,
    present boolean not null,
    primary key (hospital_id, person, kind, lookup)
);
create table coverage (
    hospital_id bigint not null,
    id text collate "C" not null,
    person text collate "C" not null,
    insurance text collate "C" not null,
    class text collate "C" not null,
    region text collate "C" not null,
    primary key (hospital_id, id)
);
create table relative (
    hospital_id bigint not null,
    relative text collate "C" not null,
    person text collate "C" not null,
    since text collate "C" not null,
    primary key (hospital_id, relative, person)
);
create table journey (
    hospital_id bigint not null,
    id text collate "C" not null,
    person text collate "C" not null,
    department text collate "C",
    opened_at text collate "C" not null,
    closed_at text collate "C",
    trips bigint not null,
    documents bigint not null,
    typed_twice bigint not null,
    waiting_minutes bigint not null,
    procedure_minutes bigint not null,
    primary key (hospital_id, id)
);
create table journey_step (
    hospital_id bigint not null,
    journey text collate "C" not null,
    kind text collate "C" not null,
    subject text collate "C" not null,
    owner text collate "C" not null,
    due_at text collate "C",
    opened_at text collate "C" not null,
    closed_at text collate "C",
    done boolean,
    primary key (hospital_id, journey, kind, subject)
);
create table policy (
    hospital_id bigint not null,
    id text collate "C" not null,
    adopted_at text collate "C" not null,
    primary key (hospital_id, id)
);
create table bill (
    hospital_id bigint not null,
    admission text collate "C" not null,
    patient text collate "C" not null,
    journey text collate "C" not null,
    policy text collate "C",
    insurance text collate "C" not null,
    class text collate "C" not null,
    hospital_level bigint not null,
    admission_no bigint not null,
    admitted_on text collate "C" not null,
    primary key (hospital_id, admission)
);
create table charge (
    hospital_id bigint not null,
    id text collate "C" not null,
    admission text collate "C" not null,
    item text collate "C" not null,
    name_zh text collate "C" not null,
    name_en text collate "C" not null,
    class text collate "C" not null,
    unit_price text collate "C" not null,
    count text collate "C" not null,
    date text collate "C" not null,
    amount_fen bigint not null,
    ownpay_fen bigint not null,
    overlmt_fen bigint not null,
    preself_fen bigint not null,
    inscp_fen bigint not null,
    refund_of text collate "C",
    primary key (hospital_id, id)
);
create table deposit (
    hospital_id bigint not null,
    id text collate "C" not null,
    admission text collate "C" not null,
    amount_fen bigint not null,
    method text collate "C" not null,
    returned boolean not null,
    primary key (hospital_id, id)
);
create table settlement (
    hospital_id bigint not null,
    id text collate "C" not null,
    admission text collate "C" not null,
    state text collate "C" not null,
    fingerprint text collate "C" not null,
    medfee_fen bigint not null,
    fund_fen bigint not null,
    acct_fen bigint not null,
    cash_fen bigint not null,
    setl_id text collate "C",
    refund_fen bigint,
    arrears_fen bigint,
    primary key (hospital_id, id)
);
create table exchange (
    hospital_id bigint not null,
    id text collate "C" not null,
    infno text collate "C" not null,
    msgid text collate "C" not null,
    admission text collate "C",
    settlement text collate "C",
    state text collate "C" not null,
    intended_at text collate "C" not null,
    answered_at text collate "C",
    primary key (hospital_id, id)
);
create table ledger_entry (
    hospital_id bigint not null,
    seq bigint not null,
    line bigint not null,
    account text collate "C" not null,
    amount_fen bigint not null,
    primary key (hospital_id, seq, line)
);
create index appointment_slot on appointment (hospital_id, slot);
create index appointment_patient on appointment (hospital_id, patient);
create index charge_admission on charge (hospital_id, admission);

create table price_item (
    hospital_id bigint not null,
    item text collate "C" not null,
    name_zh text collate "C" not null,
    name_en text collate "C" not null,
    class text collate "C" not null,
    unit_price text collate "C" not null,
    ceiling text collate "C",
    preself_rate text collate "C" not null,
    primary key (hospital_id, item)
);
