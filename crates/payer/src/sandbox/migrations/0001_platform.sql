-- The sandbox platform's own state. Money is integer fen; decimals are text.

CREATE TABLE institution (
    code  TEXT NOT NULL PRIMARY KEY,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    kind  TEXT NOT NULL
) STRICT;

CREATE TABLE policy (
    id   TEXT NOT NULL PRIMARY KEY,
    toml TEXT NOT NULL
) STRICT;

CREATE TABLE catalogue (
    code         TEXT NOT NULL PRIMARY KEY,
    class        TEXT NOT NULL CHECK (class IN ('01', '02', '03')),
    ceiling      TEXT,
    preself_rate TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    psn_no        TEXT NOT NULL PRIMARY KEY,
    psn_name      TEXT NOT NULL,
    psn_cert_type TEXT NOT NULL,
    certno        TEXT NOT NULL,
    gend          TEXT NOT NULL,
    brdy          TEXT
) STRICT;

CREATE TABLE certificate (
    kind   TEXT NOT NULL,
    number TEXT NOT NULL,
    psn_no TEXT NOT NULL REFERENCES person (psn_no),
    PRIMARY KEY (kind, number)
) STRICT;

CREATE TABLE coverage (
    psn_no         TEXT NOT NULL REFERENCES person (psn_no),
    insutype       TEXT NOT NULL,
    psn_type       TEXT NOT NULL,
    region         TEXT NOT NULL,
    policy         TEXT,
    assistance     INTEGER NOT NULL,
    remote         INTEGER NOT NULL,
    balance        INTEGER NOT NULL CHECK (balance >= 0),
    family_balance INTEGER NOT NULL CHECK (family_balance >= 0),
    PRIMARY KEY (psn_no, insutype)
) STRICT;

-- The year's accumulators; settlements move them.
CREATE TABLE year_to_date (
    psn_no            TEXT NOT NULL,
    insutype          TEXT NOT NULL,
    year              INTEGER NOT NULL,
    admissions        INTEGER NOT NULL DEFAULT 0,
    in_scope          INTEGER NOT NULL DEFAULT 0,
    deductible        INTEGER NOT NULL DEFAULT 0,
    pool_paid         INTEGER NOT NULL DEFAULT 0,
    second_tier_base  INTEGER NOT NULL DEFAULT 0,
    second_tier_paid  INTEGER NOT NULL DEFAULT 0,
    assistance_base   INTEGER NOT NULL DEFAULT 0,
    assistance_paid   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (psn_no, insutype, year)
) STRICT;

CREATE TABLE sign_in (
    sign_no     TEXT NOT NULL PRIMARY KEY,
    institution TEXT NOT NULL,
    day         TEXT NOT NULL
) STRICT;

CREATE TABLE stay (
    mdtrt_id     TEXT NOT NULL PRIMARY KEY,
    psn_no       TEXT NOT NULL REFERENCES person (psn_no),
    insutype     TEXT NOT NULL,
    institution  TEXT NOT NULL,
    med_type     TEXT NOT NULL,
    admitted     TEXT NOT NULL,
    admission_no INTEGER NOT NULL,
    msgid        TEXT NOT NULL UNIQUE,
    discharge    TEXT,
    reversed     INTEGER NOT NULL DEFAULT 0
) STRICT;
-- One stay at a time.
CREATE UNIQUE INDEX stay_open ON stay (psn_no) WHERE discharge IS NULL AND reversed = 0;

CREATE TABLE line (
    mdtrt_id   TEXT NOT NULL REFERENCES stay (mdtrt_id),
    feedetl_sn TEXT NOT NULL,
    original   TEXT,
    msgid      TEXT NOT NULL,
    sent       TEXT NOT NULL,
    result     TEXT NOT NULL,
    PRIMARY KEY (mdtrt_id, feedetl_sn)
) STRICT;

CREATE TABLE settlement (
    setl_id    TEXT NOT NULL PRIMARY KEY,
    mdtrt_id   TEXT NOT NULL REFERENCES stay (mdtrt_id),
    msgid      TEXT NOT NULL UNIQUE,
    year       INTEGER NOT NULL,
    change     TEXT NOT NULL,
    own_paid   INTEGER NOT NULL,
    family_paid INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    reversed   INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Never settled twice.
CREATE UNIQUE INDEX settlement_in_force ON settlement (mdtrt_id) WHERE reversed = 0;

-- What was done, by message: the same message again gets the same answer.
CREATE TABLE message (
    msgid  TEXT NOT NULL PRIMARY KEY,
    infno  TEXT NOT NULL,
    body   BLOB NOT NULL,
    answer BLOB NOT NULL
) STRICT;

-- A message that was reversed, also one that never arrived: when it comes late it is refused.
CREATE TABLE reversal (
    omsgid TEXT NOT NULL,
    oinfno TEXT NOT NULL,
    psn_no TEXT NOT NULL,
    PRIMARY KEY (omsgid, oinfno, psn_no)
) STRICT;
