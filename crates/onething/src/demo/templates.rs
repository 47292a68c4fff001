//! The templates and calendars that a demo lacks that was made before there were any, or in an earlier year.

use super::roster::Roster;
use chrono::{Datelike as _, NaiveDate};
use hospital::{Failure, Hospital, IdempotencyKey, Request, usecase};
use model::{actor::Actor, id::ClinicianId, time::BusinessDate};
use simulator::demo::Blueprint;
use std::collections::BTreeSet;

/// So that those count that have ended.
const EVER: BusinessDate = BusinessDate(NaiveDate::MIN);

/// Adopts the calendars of this year and the next, unless they are known better than `assumed`, and adds the templates of
/// each post that never had any. While nothing is written (an implausible clock), the next start does it.
///
/// # Errors
/// As the hospital.
pub(crate) async fn complete(hospital: &Hospital, roster: &Roster) -> Result<(), Failure> {
    let demo = Blueprint::get();
    let today = hospital.zone().date(hospital.now());
    let mut lacking: Vec<(String, Request)> = Vec::new();
    for year in [today.0.year(), today.0.year() + 1] {
        let (Some(first), Ok(number)) = (NaiveDate::from_ymd_opt(year, 1, 1), u16::try_from(year)) else { continue };
        let calendar = demo.calendar.year(number);
        let is_lacking = hospital.look(|worlds| {
            let known = worlds.scheduling.calendar(BusinessDate(first));
            known.is_none_or(|known| known.source.contains("assumed") && *known != calendar)
        });
        if is_lacking {
            lacking.push((
                format!("calendar-{number}-{today}"),
                Request::AdoptCalendar(usecase::AdoptCalendar { calendar }),
            ));
        }
    }
    let known: BTreeSet<ClinicianId> = hospital.look(|worlds| {
        let all = roster.departments.values();
        all.flat_map(|department| worlds.scheduling.templates(*department, EVER)).map(|one| one.clinician).collect()
    });
    for ((_, post), clinician) in demo.posts().zip(&roster.clinicians).filter(|(_, id)| !known.contains(id)) {
        for plan in post.templates(today) {
            let key = format!("template-{clinician}-{}-{}-{today}", plan.weekday as u8, plan.from.0);
            lacking.push((key, Request::CreateTemplate(usecase::CreateTemplate { clinician: *clinician, plan })));
        }
    }
    for (key, request) in lacking {
        match hospital.execute(&Actor::system(), IdempotencyKey::new(key)?, request).await {
            Ok(_) => {}
            // Somebody uses the room for something else by now.
            Err(Failure::Refused(refusal)) => {
                tracing::warn!(code = refusal.code, "one of the demo's templates is not added")
            }
            Err(stopped @ Failure::Stopped(_)) => {
                tracing::error!(%stopped, "the demo's templates are completed at the next start");
                return Ok(());
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
