//! The templates and calendars that a demo lacks that was made before there were any, or in an earlier year.

use super::roster::Roster;
use chrono::{Datelike as _, NaiveDate};
use hospital::{Failure, Hospital, IdempotencyKey, Request, usecase};
use model::{actor::Actor, time::BusinessDate};
use simulator::demo::Blueprint;

/// Adopts the calendars of this year and the next, unless they are known better than `assumed`, and adds the templates of
/// all posts if there are none. While nothing is written (an implausible clock), the next start does it.
///
/// # Errors
/// As the hospital.
pub(crate) async fn complete(hospital: &Hospital, roster: &Roster) -> Result<(), Failure> {
    let demo = Blueprint::get();
    let today = hospital.zone().date(hospital.now());
    let mut lacking: Vec<Request> = Vec::new();
    for year in [today.0.year(), today.0.year() + 1] {
        let (Some(first), Ok(number)) = (NaiveDate::from_ymd_opt(year, 1, 1), u16::try_from(year)) else { continue };
        let calendar = demo.calendar.year(number);
        let is_lacking = hospital.look(|worlds| {
            let known = worlds.scheduling.calendar(BusinessDate(first));
            known.is_none_or(|known| known.source.contains("assumed") && *known != calendar)
        });
        if is_lacking {
            lacking.push(Request::AdoptCalendar(usecase::AdoptCalendar { calendar }));
        }
    }
    let has_templates = hospital.look(|worlds| {
        roster.departments.values().any(|department| !worlds.scheduling.templates(*department, today).is_empty())
    });
    if !has_templates {
        for ((_, post), clinician) in demo.posts().zip(&roster.clinicians) {
            let requests = post.templates(today).map(|plan| usecase::CreateTemplate { clinician: *clinician, plan });
            lacking.extend(requests.map(Request::CreateTemplate));
        }
    }
    for (place, request) in lacking.into_iter().enumerate() {
        let key = IdempotencyKey::new(format!("templates-{today}-{place}"))?;
        match hospital.execute(&Actor::system(), key, request).await {
            Ok(_) => {}
            Err(stopped @ Failure::Stopped(_)) => {
                tracing::error!(%stopped, "the demo's templates are completed at the next start");
                return Ok(());
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
