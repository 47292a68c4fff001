//! In which year people were born who were registered before events said it (decisions.md D39): after each start all records
//! are gone over once, some each second, and the year of whoever has a birth date is recorded. Until then they are in no
//! group of patients.

use crate::{
    failure::Failure,
    hospital::{Hospital, IdempotencyKey},
    usecase::RecordBirthYear,
    worlds::Worlds,
};
use model::{actor::Actor, id::PersonId};
use std::time::Duration;
use uuid::Uuid;

/// How often some more records are gone over.
const EVERY: Duration = Duration::from_secs(1);
/// Each time at most so many records are looked at, and so many of them are opened.
const LOOKED_AT_MAX: usize = 10_000;
const OPENED_MAX: usize = 50;

/// Goes over all records, until all of them or the hospital's time are over.
pub(crate) async fn run(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut after = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = closing.changed() => return,
        }
        match record_some(&hospital, after).await {
            Ok(None) => return,
            Ok(last) => after = last,
            // There is too much to do, or nothing is written now: the same records are gone over again.
            Err(failure) => tracing::debug!(?failure, "years of birth are recorded later"),
        }
    }
}

/// Goes over the records that come next after one; the last of them, or `None` if there are no more.
pub(crate) async fn record_some(hospital: &Hospital, after: Option<PersonId>) -> Result<Option<PersonId>, Failure> {
    let (lacking, last) = next(&hospital.worlds(), after);
    for (person, record) in lacking {
        // A record that was corrected meanwhile is another one, with a key of its own.
        let Ok(key) = IdempotencyKey::new(format!("birth-year.{record}")) else { continue };
        match hospital.execute(&Actor::system(), key, RecordBirthYear { person }.into()).await {
            // Without a birth date there is no year, and whoever corrected the record just now said it.
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(failure @ (Failure::Broken | Failure::Denied | Failure::NotFound | Failure::Conflict)) => {
                tracing::error!(%person, ?failure, "the year of a person's birth cannot be recorded");
            }
            Err(
                failure @ (Failure::Busy { .. }
                | Failure::TooOften { .. }
                | Failure::OutcomeUnknown
                | Failure::Full
                | Failure::Stopped(_)),
            ) => return Err(failure),
        }
    }
    Ok(last)
}

/// The people among the next records of whom no year is known, each with the present record, and the last of these records.
fn next(worlds: &Worlds, after: Option<PersonId>) -> (Vec<(PersonId, Uuid)>, Option<PersonId>) {
    let (mut lacking, mut last) = (Vec::new(), None);
    for row in worlds.journey.records_after(after).take(LOOKED_AT_MAX) {
        last = Some(row.id);
        let is_known = || worlds.scheduling.birth_year(row.id).is_some();
        // Whoever was erased has no record, and an alias is somebody who has another one.
        let record = row.record.as_ref().filter(|_| row.alias_of.is_none() && !is_known());
        lacking.extend(record.map(|record| (row.id, record.id)));
        if lacking.len() == OPENED_MAX {
            break;
        }
    }
    (lacking, last)
}
