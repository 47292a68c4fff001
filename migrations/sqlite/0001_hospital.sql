-- The truth and the audit trail. `payload` holds the very bytes that are hashed.
create table event (
    hospital_id bigint not null,
    seq bigint not null,
    at text not null,
    actor text not null,
    actor_user text,
    on_behalf_of text,
    reason text,
    kind text not null,
    version integer not null,
    payload text not null,
    idempotency_key text,
    body_hash text,
    answer text,
    hash text not null,
    primary key (hospital_id, seq)
);
create unique index event_key on event (hospital_id, coalesce(actor_user, ''), idempotency_key)
    where idempotency_key is not null;

-- Personal data, encrypted; the chain holds the hash of the ciphertext.
create table side (
    hospital_id bigint not null,
    id text not null,
    person text,
    class text not null,
    kind text not null,
    cipher blob not null,
    primary key (hospital_id, id)
);
create index side_person on side (hospital_id, person);

-- A data key per person and retention class, wrapped by the hospital's key. Erasing deletes the row.
create table person_key (
    hospital_id bigint not null,
    person text not null,
    class text not null,
    wrapped blob not null,
    primary key (hospital_id, person, class)
);

create table snapshot (
    hospital_id bigint not null,
    schema bigint not null,
    seq bigint not null,
    hash text not null,
    body blob not null,
    primary key (hospital_id, schema)
);

create table access_log (
    hospital_id bigint not null,
    node text not null,
    number bigint not null,
    at text not null,
    actor_user text,
    role text not null,
    action text not null,
    person text,
    allowed boolean not null,
    reason text,
    hash text not null,
    primary key (hospital_id, node, number)
);

-- Logins and sessions are outside the chain.
create table login (
    hospital_id bigint not null,
    id text not null,
    name text not null,
    password text not null,
    actor text not null,
    locale text not null,
    large_type boolean not null,
    failures integer not null,
    locked_until text,
    primary key (hospital_id, id)
);
create unique index login_name on login (hospital_id, name);

create table web_session (
    hospital_id bigint not null,
    token_hash text not null,
    login text not null,
    csrf text not null,
    bearer boolean not null,
    seen_at text not null,
    expires_at text not null,
    primary key (hospital_id, token_hash)
);
create index web_session_login on web_session (hospital_id, login);

-- Projected tables: what reports and hospital IT query. Everything in them follows from `event`.

create table department (
    hospital_id bigint not null,
    id text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    place_zh text not null,
    place_en text not null,
    primary key (hospital_id, id)
);
create table clinician (
    hospital_id bigint not null,
    id text not null,
    department text not null,
    person text not null,
    title text not null,
    fee_fen bigint not null,
    primary key (hospital_id, id)
);
create table ward (
    hospital_id bigint not null,
    id text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    primary key (hospital_id, id)
);
create table room (
    hospital_id bigint not null,
    id text not null,
    ward text not null,
    number text not null,
    sex text not null,
    oxygen boolean not null,
    isolation boolean not null,
    primary key (hospital_id, id)
);
create table bed (
    hospital_id bigint not null,
    id text not null,
    room text not null,
    number text not null,
    primary key (hospital_id, id)
);
create table session (
    hospital_id bigint not null,
    id text not null,
    clinician text not null,
    department text not null,
    room_zh text not null,
    room_en text not null,
    date text not null,
    from_minute bigint not null,
    until_minute bigint not null,
    fee_fen bigint not null,
    withdrawn boolean not null,
    primary key (hospital_id, id)
);
create table slot (
    hospital_id bigint not null,
    id text not null,
    session text not null,
    from_at text not null,
    until_at text not null,
    capacity bigint not null,
    primary key (hospital_id, id)
);
create table appointment (
    hospital_id bigint not null,
    id text not null,
    slot text not null,
    patient text not null,
    journey text not null,
    channel text not null,
    seat bigint not null,
    expected_at text not null,
    state text not null,
    booked_at text not null,
    ticket bigint,
    checked_in_at text,
    called_at text,
    started_at text,
    finished_at text,
    primary key (hospital_id, id)
);
create table admission (
    hospital_id bigint not null,
    id text not null,
    patient text not null,
    journey text not null,
    department text not null,
    appointment text,
    diagnosis text not null,
    urgency text not null,
    expected_days bigint not null,
    state text not null,
    bed text,
    requested_at text not null,
    arrived_at text,
    in_bed_at text,
    discharged_at text,
    settled text,
    primary key (hospital_id, id)
);
create table formality (
    hospital_id bigint not null,
    admission text not null,
    formality text not null,
    done_at text,
    primary key (hospital_id, admission, formality)
);
create table person (
    hospital_id bigint not null,
    id text not null,
    sex text not null,
    birth text,
    identity text not null,
    erased boolean not null,
    alias_of text,
    primary key (hospital_id, id)
);
create table credential (
    hospital_id bigint not null,
    person text not null,
    kind text not null,
    lookup text not null,
    present boolean not null,
    primary key (hospital_id, person, kind, lookup)
);
create table coverage (
    hospital_id bigint not null,
    id text not null,
    person text not null,
    insurance text not null,
    class text not null,
    region text not null,
    primary key (hospital_id, id)
);
create table relative (
    hospital_id bigint not null,
    relative text not null,
    person text not null,
    since text not null,
    primary key (hospital_id, relative, person)
);
create table journey (
    hospital_id bigint not null,
    id text not null,
    person text not null,
    department text,
    opened_at text not null,
    closed_at text,
    trips bigint not null,
    documents bigint not null,
    typed_twice bigint not null,
    waiting_minutes bigint not null,
    procedure_minutes bigint not null,
    primary key (hospital_id, id)
);
create table journey_step (
    hospital_id bigint not null,
    journey text not null,
    kind text not null,
    subject text not null,
    owner text not null,
    due_at text,
    opened_at text not null,
    closed_at text,
    done boolean,
    primary key (hospital_id, journey, kind, subject)
);
create table policy (
    hospital_id bigint not null,
    id text not null,
    adopted_at text not null,
    primary key (hospital_id, id)
);
create table bill (
    hospital_id bigint not null,
    admission text not null,
    patient text not null,
    journey text not null,
    policy text,
    insurance text not null,
    class text not null,
    hospital_level bigint not null,
    admission_no bigint not null,
    admitted_on text not null,
    primary key (hospital_id, admission)
);
create table charge (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    item text not null,
    name_zh text not null,
    name_en text not null,
    class text not null,
    unit_price text not null,
    count text not null,
    date text not null,
    amount_fen bigint not null,
    ownpay_fen bigint not null,
    overlmt_fen bigint not null,
    preself_fen bigint not null,
    inscp_fen bigint not null,
    refund_of text,
    primary key (hospital_id, id)
);
create table deposit (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    amount_fen bigint not null,
    method text not null,
    returned boolean not null,
    primary key (hospital_id, id)
);
create table settlement (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    state text not null,
    fingerprint text not null,
    medfee_fen bigint not null,
    fund_fen bigint not null,
    acct_fen bigint not null,
    cash_fen bigint not null,
    setl_id text,
    refund_fen bigint,
    arrears_fen bigint,
    primary key (hospital_id, id)
);
create table exchange (
    hospital_id bigint not null,
    id text not null,
    infno text not null,
    msgid text not null,
    admission text,
    settlement text,
    state text not null,
    intended_at text not null,
    answered_at text,
    primary key (hospital_id, id)
);
create table ledger_entry (
    hospital_id bigint not null,
    seq bigint not null,
    line bigint not null,
    account text not null,
    amount_fen bigint not null,
    primary key (hospital_id, seq, line)
);
create index appointment_slot on appointment (hospital_id, slot);
create index appointment_patient on appointment (hospital_id, patient);
create index charge_admission on charge (hospital_id, admission);

create table price_item (
    hospital_id bigint not null,
    item text not null,
    name_zh text not null,
    name_en text not null,
    class text not null,
    unit_price text not null,
    ceiling text,
    preself_rate text not null,
    primary key (hospital_id, item)
);
