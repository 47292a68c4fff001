//! Reads the database afterwards with its own SQL and none of the product's code.

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;

/// One acknowledgement: under this key this person got this appointment in this slot.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) key: String,
    pub(crate) appointment: String,
    pub(crate) slot: String,
    pub(crate) patient: String,
}

/// Queries that must find nothing.
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

/// Says everything that is wrong with a database, given what was acknowledged.
pub(crate) async fn check(file: &Path, acknowledged: &[Acknowledged]) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut database = SqliteConnection::connect_with(&options).await.unwrap();
    let mut wrong = Vec::new();
    let whole: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await.unwrap();
    if whole != "ok" {
        wrong.push(format!("the file is damaged: {whole}"));
    }
    for (what, query) in NOTHING {
        let found = sqlx::query(query).fetch_all(&mut database).await.unwrap();
        if !found.is_empty() {
            wrong.push(format!("{what}: {} rows", found.len()));
        }
    }
    for told in acknowledged {
        let found = sqlx::query("select slot, patient, state from appointment where id = $1")
            .bind(stored(&told.appointment))
            .fetch_all(&mut database)
            .await
            .unwrap();
        let as_told = |row: &sqlx::sqlite::SqliteRow| {
            row.get::<String, _>("slot") == stored(&told.slot)
                && row.get::<String, _>("patient") == stored(&told.patient)
                && row.get::<String, _>("state") == "booked"
        };
        if !matches!(found.as_slice(), [row] if as_told(row)) {
            wrong.push(format!("{told:?} is not there"));
        }
        let effects: i64 = sqlx::query_scalar("select count(*) from event where idempotency_key = $1")
            .bind(&told.key)
            .fetch_one(&mut database)
            .await
            .unwrap();
        if effects != 1 {
            wrong.push(format!("{} has {effects} effects", told.key));
        }
    }
    wrong
}

/// An id as it stands in the tables: without hyphens.
fn stored(id: &str) -> String {
    id.replace('-', "")
}
