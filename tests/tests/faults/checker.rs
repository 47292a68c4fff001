//! Reads the database afterwards with its own SQL and none of the product's code.

use serde_json::{Value, value::Index};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::collections::{HashMap, HashSet};

/// One acknowledgement: with this key this person got this appointment in this slot.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) key: String,
    pub(crate) appointment: String,
    pub(crate) slot: String,
    pub(crate) patient: String,
}

/// Queries that must find nothing, each with what it would mean.
const NOTHING: [(&str, &str); 2] = [
    (
        "a key has two effects",
        "select idempotency_key from event where idempotency_key is not null \
         group by actor_user, idempotency_key having count(*) > 1",
    ),
    (
        "an event is missing",
        "select count(*) from event having sum(coalesce(last_seq, seq) - seq + 1) <> max(coalesce(last_seq, seq)) \
         or min(seq) <> 1",
    ),
];
const EVENTS: &str = "select kind, payload from event order by seq";
const EFFECTS: &str = "select seq from event where idempotency_key = $1";
const DAMAGES: &str = "select * from pragma_integrity_check where integrity_check <> 'ok'";

/// Who has which seat, as the texts of the events say: the tables for reports may be behind.
#[derive(Default)]
struct Seats {
    /// Of each slot.
    capacity: HashMap<String, usize>,
    /// By appointment.
    taken: HashMap<String, Seat>,
    /// The sum of all postings.
    fen: i64,
}

struct Seat {
    slot: String,
    patient: String,
    number: u64,
}

fn text(payload: &Value, field: impl Index) -> String {
    payload[field].as_str().unwrap().to_owned()
}

impl Seats {
    fn play(&mut self, kind: &str, payload: &Value) {
        match kind {
            "scheduling.SessionPublished" => {
                for slot in payload["slots"].as_array().unwrap() {
                    self.capacity.insert(text(slot, "slot"), slot["pools"].as_array().unwrap().len());
                }
            }
            "scheduling.AppointmentBooked" => {
                let (slot, patient) = (text(payload, "slot"), text(payload, "patient"));
                let number = payload["seat"].as_u64().unwrap();
                self.taken.insert(text(payload, "appointment"), Seat { slot, patient, number });
            }
            "scheduling.AppointmentMoved" => {
                let seat = self.taken.get_mut(&text(payload, "appointment")).unwrap();
                (seat.slot, seat.number) = (text(payload, "slot"), payload["seat"].as_u64().unwrap());
            }
            "scheduling.AppointmentCancelled" => drop(self.taken.remove(&text(payload, "appointment"))),
            _ => {}
        }
        for posting in payload["postings"].as_array().into_iter().flatten() {
            self.fen += text(posting, "amount").replace('.', "").parse::<i64>().unwrap();
        }
    }

    fn wrong(&self) -> Vec<String> {
        let mut slots: HashMap<&str, Vec<&Seat>> = HashMap::new();
        for seat in self.taken.values() {
            slots.entry(&seat.slot).or_default().push(seat);
        }
        let mut wrong = Vec::new();
        for (slot, seats) in slots {
            let capacity = self.capacity.get(slot).copied().unwrap_or(0);
            let different =
                |of: &dyn Fn(&Seat) -> String| seats.iter().map(|seat| of(seat)).collect::<HashSet<_>>().len();
            if seats.len() > capacity {
                wrong.push(format!("{slot} has {} appointments for {capacity} seats", seats.len()));
            }
            if different(&|seat| seat.number.to_string()) < seats.len() {
                wrong.push(format!("a seat of {slot} is taken twice"));
            }
            if different(&|seat| seat.patient.clone()) < seats.len() {
                wrong.push(format!("somebody has two seats in {slot}"));
            }
            if seats.iter().any(|seat| seat.number >= capacity as u64) {
                wrong.push(format!("a seat of {slot} is beyond its capacity"));
            }
        }
        if self.fen != 0 {
            wrong.push(format!("debits are not credits: {} fen", self.fen));
        }
        wrong
    }
}

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

    /// Kind and payload of each event; a row may have several.
    async fn events(&mut self) -> Vec<(String, Value)> {
        let rows: Vec<(String, String)> = match self {
            Self::Sqlite(database) => sqlx::query_as(EVENTS).fetch_all(database).await.unwrap(),
            Self::Postgres(database) => sqlx::query_as(EVENTS).fetch_all(database).await.unwrap(),
        };
        let events = rows.into_iter().flat_map(|(kind, payload)| {
            let payload: Value = serde_json::from_str(&payload).unwrap();
            match (&*kind, payload) {
                ("several", Value::Array(events)) => {
                    events.into_iter().map(|mut event| (text(&event, 0), event[2].take())).collect()
                }
                (_, payload) => vec![(kind, payload)],
            }
        });
        events.collect()
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
    let mut seats = Seats::default();
    for (kind, payload) in database.events().await {
        seats.play(&kind, &payload);
    }
    wrong.extend(seats.wrong());
    for told in acknowledged {
        let found = seats.taken.get(&told.appointment);
        if !found.is_some_and(|seat| seat.slot == told.slot && seat.patient == told.patient) {
            wrong.push(format!("{told:?} is not there"));
        }
        let effects = database.rows(EFFECTS, std::slice::from_ref(&told.key)).await;
        if effects != 1 {
            wrong.push(format!("{} has {effects} effects", told.key));
        }
    }
    wrong
}
