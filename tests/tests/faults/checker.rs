//! Reads the database afterwards with its own SQL and none of the product's code.

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};

/// One acknowledgement: with this key this person got this appointment in this slot.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) key: String,
    pub(crate) appointment: String,
    pub(crate) slot: String,
    pub(crate) patient: String,
}

/// Queries that must find nothing, each with what it would mean.
const NOTHING: [(&str, &str); 7] = [
    (
        "a slot has more appointments than seats",
        "select slot.id from slot join appointment on appointment.slot = slot.id and appointment.state <> 'cancelled' \
         group by slot.id, slot.capacity having count(*) > slot.capacity",
    ),
    (
        "a seat is taken twice",
        "select slot from appointment where state <> 'cancelled' group by slot, seat having count(*) > 1",
    ),
    (
        "a seat is beyond the capacity",
        "select appointment.id from appointment join slot on slot.id = slot \
         where seat < 0 or seat >= capacity",
    ),
    (
        "somebody has two seats in a slot",
        "select patient from appointment where state <> 'cancelled' group by slot, patient having count(*) > 1",
    ),
    (
        "a key has two effects",
        "select idempotency_key from event where idempotency_key is not null \
         group by actor_user, idempotency_key having count(*) > 1",
    ),
    ("an event is missing", "select count(*) from event having count(*) <> max(seq) or min(seq) <> 1"),
    ("debits are not credits", "select sum(amount_fen) from ledger_entry having sum(amount_fen) <> 0"),
];
/// Finds an appointment as it was acknowledged: appointment, slot, patient.
const AS_TOLD: &str = "select id from appointment where id = $1 and slot = $2 and patient = $3 and state = 'booked'";
const EFFECTS: &str = "select seq from event where idempotency_key = $1";
const DAMAGES: &str = "select * from pragma_integrity_check where integrity_check <> 'ok'";

/// The database that a hospital wrote.
enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    async fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite://") {
            Some(file) => {
                let options = SqliteConnectOptions::new().filename(file).read_only(true);
                Self::Sqlite(options.connect().await.unwrap())
            }
            None => Self::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    /// How many rows a query finds.
    async fn rows(&mut self, query: &str, arguments: &[String]) -> i64 {
        macro_rules! count {
            ($database:expr) => {{
                let counted = AssertSqlSafe(format!("select count(*) from ({query}) as found"));
                let mut count = sqlx::query_scalar(counted);
                for argument in arguments {
                    count = count.bind(argument);
                }
                count.fetch_one($database).await.unwrap()
            }};
        }
        match self {
            Self::Sqlite(database) => count!(database),
            Self::Postgres(database) => count!(database),
        }
    }
}

/// Returns everything that is wrong with a database, given what was acknowledged.
pub(crate) async fn check(url: &str, acknowledged: &[Acknowledged]) -> Vec<String> {
    let mut database = Database::open(url).await;
    let mut wrong = Vec::new();
    if matches!(database, Database::Sqlite(_)) && database.rows(DAMAGES, &[]).await != 0 {
        wrong.push("the file is damaged".to_owned());
    }
    for (what, query) in NOTHING {
        let found = database.rows(query, &[]).await;
        if found != 0 {
            wrong.push(format!("{what}: {found} rows"));
        }
    }
    for told in acknowledged {
        let as_told = [&told.appointment, &told.slot, &told.patient].map(|id| stored(id));
        if database.rows(AS_TOLD, &as_told).await != 1 {
            wrong.push(format!("{told:?} is not there"));
        }
        let effects = database.rows(EFFECTS, std::slice::from_ref(&told.key)).await;
        if effects != 1 {
            wrong.push(format!("{} has {effects} effects", told.key));
        }
    }
    wrong
}

/// An id as the tables have it: without hyphens.
fn stored(id: &str) -> String {
    id.replace('-', "")
}
