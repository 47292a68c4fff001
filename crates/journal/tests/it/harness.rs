//! A journal in a database of its own, and invented events to append to it.

use journal::{Entry, Followed, IdempotencyKey, Journal, Keys, SealedRow, SideRow};
use model::{
    Label, SideRef,
    actor::Actor,
    event::Event,
    id::{
        AdmissionId, AppointmentId, ChargeId, ClinicianId, DepartmentId, HospitalId, JourneyId, PersonId, Seq,
        SessionId, SlotId,
    },
    journey::{self, Effort, Identity, JourneyMoved, Move, PersonRegistered, RetentionClass},
    money::Yuan,
    person::Sex,
    scheduling::{
        AppointmentBooked, AppointmentCancelled, Channel, ConsultationFinished, ConsultationStarted, DepartmentOpened,
        PatientCalled, PatientCheckedIn, Pool, QueueClass, ReasonCode, SessionPublished, SlotSpec, Ticket,
        VisitTransferred,
    },
    settlement::{Account, ChargeClass, ChargePosted, LineSplit, Posting},
    time::{Instant, MinuteOfDay},
};
use sqlx::{
    AssertSqlSafe, Decode, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Type,
    postgres::{PgConnectOptions, PgRow},
    sqlite::{SqlitePoolOptions, SqliteRow},
};
use testkit::Database;
use uuid::Uuid;

/// The database that a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

impl On {
    /// A literal of bytes, from hexadecimal digits.
    pub(crate) fn bytes(self, hex: &str) -> String {
        match self {
            Self::Sqlite => format!("x'{hex}'"),
            Self::Postgres => format!("'\\x{hex}'::bytea"),
        }
    }
}

pub(crate) enum Place {
    File(tempfile::TempDir),
    Server(Database),
}

impl Place {
    pub(crate) fn new(on: On) -> Self {
        match on {
            On::Sqlite => Self::File(tempfile::tempdir().unwrap()),
            On::Postgres => Self::Server(Database::new()),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::File(folder) => url(folder),
            Self::Server(database) => database.url(),
        }
    }
}

pub(crate) struct Harness {
    pub(crate) place: Place,
    pub(crate) journal: Journal,
    pub(crate) next: Seq,
}

/// The same database with its projected tables, as another program would open it.
pub(crate) enum Sql {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Sql {
    pub(crate) async fn execute(&self, text: &str) {
        self.tried(text).await.unwrap();
    }

    pub(crate) async fn tried(&self, text: &str) -> Result<(), sqlx::Error> {
        let text = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
            Self::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
        }
    }

    pub(crate) async fn rows<T>(&self, text: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let text = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_as(text).fetch_all(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_as(text).fetch_all(pool).await.unwrap(),
        }
    }

    pub(crate) async fn one<T>(&self, text: &str) -> T
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin,
    {
        let text = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(text).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await.unwrap(),
        }
    }

    /// An identifier of a projected table as text.
    pub(crate) fn id(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => column.to_owned(),
            Self::Postgres(_) => format!("replace({column}::text, '-', '')"),
        }
    }

    /// An instant of a projected table as text.
    pub(crate) fn instant(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => column.to_owned(),
            Self::Postgres(_) => {
                format!("to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
            }
        }
    }

    pub(crate) async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

pub(crate) const HOSPITAL: HospitalId = HospitalId(7);

pub(crate) fn keys() -> Keys {
    Keys::new(HOSPITAL, &[3; 32])
}

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn at(minutes: i64) -> Instant {
    let start: Instant = "2026-11-26T00:00:00.250Z".parse().unwrap();
    start + chrono::Duration::minutes(minutes)
}

impl Harness {
    pub(crate) async fn new(on: On) -> Self {
        let place = Place::new(on);
        let journal = Journal::open(&place.url(), &keys()).await.unwrap();
        Self { place, journal, next: 1 }
    }

    pub(crate) fn url(&self) -> String {
        self.place.url()
    }

    pub(crate) async fn sql(&self) -> Sql {
        match &self.place {
            Place::File(_) => {
                // Made, if nothing has been written yet.
                self.followed().await;
                let attach = format!("attach database '{}' as reports", tables_file(&self.url()));
                let with_tables = SqlitePoolOptions::new().after_connect(move |connection, _| {
                    let attach = AssertSqlSafe(attach.clone());
                    Box::pin(async move { sqlx::query(attach).execute(connection).await.map(drop) })
                });
                Sql::Sqlite(with_tables.connect(&self.url()).await.unwrap())
            }
            Place::Server(_) => {
                let options: PgConnectOptions = self.url().parse().unwrap();
                let options = options.options([("search_path", "reports,public")]);
                Sql::Postgres(PgPool::connect_with(options).await.unwrap())
            }
        }
    }

    pub(crate) fn entry(&mut self, event: impl Into<Event>) -> Entry {
        let seq = self.next;
        self.next += 1;
        Entry {
            seq,
            at: at(seq.cast_signed()),
            actor: Actor::system(),
            on_behalf_of: None,
            reason: None,
            key: None,
            goes_on: false,
            event: event.into(),
        }
    }

    pub(crate) async fn append(&mut self, events: Vec<Event>, side: &[SealedRow]) -> Vec<Entry> {
        let entries: Vec<Entry> = events.into_iter().map(|event| self.entry(event)).collect();
        self.journal.append(&entries, side).await.unwrap();
        self.followed().await;
        entries
    }

    /// What one command did.
    pub(crate) fn command(&mut self, events: Vec<Event>) -> Vec<Entry> {
        let first = self.next;
        let entries = events.into_iter().map(|event| self.entry(event));
        entries.map(|entry| Entry { at: at(first.cast_signed()), goes_on: entry.seq > first, ..entry }).collect()
    }

    /// Waits until the tables stand where the journal does, and returns where.
    pub(crate) async fn followed(&self) -> Seq {
        loop {
            if let Followed::Head(seq) = self.journal.follow_tables().await.unwrap() {
                return seq;
            }
        }
    }

    pub(crate) async fn reopened(self) -> Self {
        let journal = Journal::open(&self.url(), &keys()).await.unwrap();
        Self { journal, ..self }
    }

    /// A person whose record is in a side row.
    pub(crate) async fn person(&mut self, number: u128, name: &str) -> SideRef {
        let row = seal(&self.journal, number, 1000 + number, RetentionClass::Contact, name);
        let record = row.side_ref();
        self.append(vec![registered(number, record.clone())], &[row]).await;
        record
    }

    pub(crate) async fn findings(&self) -> Vec<(String, String, &'static str)> {
        let report = self.journal.verify().await.unwrap();
        report.findings.into_iter().map(|found| (found.table, found.key, found.what)).collect()
    }
}

/// The file of the tables beside the one at an address.
pub(crate) fn tables_file(url: &str) -> String {
    url.trim_start_matches("sqlite://").replace("hospital.db", "hospital-tables.db")
}

pub(crate) fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("hospital.db").display())
}

pub(crate) fn seal(journal: &Journal, person: u128, row: u128, class: RetentionClass, text: &str) -> SealedRow {
    let row = SideRow {
        id: id(row),
        person: Some(PersonId(id(person))),
        class,
        kind: "person",
        plain: text.as_bytes().to_vec(),
    };
    journal.keys().seal(row).unwrap()
}

pub(crate) fn registered(number: u128, record: SideRef) -> Event {
    journey::Event::from(PersonRegistered {
        person: PersonId(id(number)),
        sex: Sex::Female,
        born_in: None,
        identity: Identity::Known,
        credentials: Vec::new(),
        record,
        name_lookup: None,
        phone_lookup: None,
    })
    .into()
}

pub(crate) fn department(number: u128) -> Event {
    let name = Label::new("心血管内科", "Cardiology");
    let opened = DepartmentOpened {
        department: DepartmentId(id(number)),
        code: format!("D{number}"),
        place: name.clone(),
        name,
    };
    model::scheduling::Event::from(opened).into()
}

/// A session with one slot, both with this number.
pub(crate) fn session(number: u128, capacity: u16) -> Event {
    let published = SessionPublished {
        pools: Vec::new(),
        session: SessionId(id(number)),
        clinician: ClinicianId(id(2)),
        department: DepartmentId(id(1)),
        device: None,
        room: Label::new("3 诊室", "Room 3"),
        date: "2026-11-26".parse().unwrap(),
        from: MinuteOfDay(480),
        until: MinuteOfDay(500),
        fee: Yuan::from_fen(1500),
        slots: vec![SlotSpec {
            slot: SlotId(id(number)),
            from: at(0),
            until: at(20),
            pools: vec![Pool::General; usize::from(capacity)],
        }],
    };
    model::scheduling::Event::from(published).into()
}

pub(crate) fn booked(number: u128, slot: u128, patient: u128) -> Event {
    let booked = AppointmentBooked {
        appointment: AppointmentId(id(number)),
        slot: SlotId(id(slot)),
        patient: PersonId(id(patient)),
        journey: JourneyId(id(9)),
        channel: Channel::Online,
        seat: 0,
        expected_at: at(5),
    };
    model::scheduling::Event::from(booked).into()
}

/// Somebody waits in another window, beyond its seats.
pub(crate) fn sent_on(number: u128, from: u128, to: u128) -> Event {
    let sent = VisitTransferred {
        appointment: AppointmentId(id(number)),
        from: SlotId(id(from)),
        slot: SlotId(id(to)),
        seat: 1,
        expected_at: at(5),
        reason: ReasonCode::Hospital.into(),
    };
    model::scheduling::Event::from(sent).into()
}

pub(crate) fn cancelled(number: u128) -> Event {
    let appointment = AppointmentId(id(number));
    let cancelled = AppointmentCancelled { appointment, reason: ReasonCode::PatientWish.into(), by_hospital: false };
    model::scheduling::Event::from(cancelled).into()
}

/// The events of a visit: checked in, called, started, finished.
pub(crate) fn seen(number: u128, ticket: u32) -> Vec<Event> {
    let ticket = Ticket::new(MinuteOfDay(480), ticket);
    use model::{person::CredentialKind, scheduling::Event as Scheduling};
    let appointment = AppointmentId(id(number));
    let credential = CredentialKind::VisitCode;
    [
        Scheduling::from(PatientCheckedIn {
            appointment,
            ticket,
            joined: None,
            credential,
            class: QueueClass::Ordinary,
            head_start: 0,
        }),
        PatientCalled { appointment, in_turn: Some(true) }.into(),
        ConsultationStarted { appointment }.into(),
        ConsultationFinished { appointment }.into(),
    ]
    .map(Event::from)
    .to_vec()
}

pub(crate) fn charged(number: u128, fen: i64) -> Event {
    let amount = Yuan::from_fen(fen);
    let posted = ChargePosted {
        charge: ChargeId(id(number)),
        admission: AdmissionId(id(8)),
        item: "B01".parse().unwrap(),
        name: Label::new("床位费", "Bed"),
        class: ChargeClass::A,
        unit_price: "12.34".parse().unwrap(),
        count: "1".parse().unwrap(),
        ceiling: None,
        preself_rate: "0".parse().unwrap(),
        date: "2026-11-26".parse().unwrap(),
        amount,
        split: LineSplit { inscp_scp_amt: amount, ..LineSplit::default() },
        postings: vec![
            Posting { account: Account::Receivable, amount },
            Posting { account: Account::Revenue, amount: -amount },
        ],
    };
    model::settlement::Event::from(posted).into()
}

pub(crate) fn effort(journey: u128, trips: u32) -> Event {
    moved(journey, Move::EffortCounted(Effort { trips, waiting_minutes: 7, ..Effort::default() }))
}

pub(crate) fn journey_opened(number: u128) -> Event {
    moved(number, Move::Opened { person: PersonId(id(1)), department: None })
}

pub(crate) fn moved(number: u128, step: Move) -> Event {
    journey::Event::from(JourneyMoved { journey: JourneyId(id(number)), moves: vec![step] }).into()
}

pub(crate) fn key(name: &str) -> IdempotencyKey {
    IdempotencyKey { key: name.into(), body_hash: [4; 32], answer: r#"{"done":true}"#.into() }
}
