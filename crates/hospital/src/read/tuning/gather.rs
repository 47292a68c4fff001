//! A department's visits of the days before today, day by day: nobody waits for longer than one day's are copied.

use crate::hospital::Hospital;
use model::{
    id::{DepartmentId, PersonId},
    time::BusinessDate,
};
use scheduling::read::PastVisit;
use std::collections::BTreeMap;

/// Days before today that are looked at, at most. Of the older third is only learnt who had been there before.
const DAYS: i64 = 270;

/// The most visits that are looked at; with more, fewer days are.
const VISITS_MAX: usize = 60_000;

/// Whoever was seen in the department within so many days before comes again.
const AGAIN_DAYS: i64 = 90;

/// A visit from which is learnt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) date: BusinessDate,
    pub(super) visit: PastVisit,
    /// Nobody of the department had seen this patient in the 90 days before.
    pub(super) is_first: bool,
}

/// What is learnt from.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    /// The first day.
    pub(super) from: BusinessDate,
    /// The last day.
    pub(super) until: BusinessDate,
    pub(super) seen: Vec<Seen>,
}

impl Hospital {
    /// The visits of a department, each of the person over all records.
    pub(super) async fn past_visits(&self, department: DepartmentId, today: BusinessDate) -> Gathered {
        let (mut days, mut count) = (Vec::new(), 0);
        for before in 1..=DAYS {
            let date = today.plus_days(-before);
            let visits = self.look(|worlds| {
                let mut visits = worlds.scheduling.past_visits(department, date);
                for visit in &mut visits {
                    visit.patient = worlds.journey.canonical(visit.patient);
                }
                visits
            });
            count += visits.len();
            if count > VISITS_MAX {
                break;
            }
            days.push((date, visits));
            tokio::task::yield_now().await;
        }
        gathered(days, today)
    }
}

/// Tells who comes for the first time, of days from the latest to the first.
pub(super) fn gathered(mut days: Vec<(BusinessDate, Vec<PastVisit>)>, today: BusinessDate) -> Gathered {
    days.reverse();
    let (mut last, mut seen) = (BTreeMap::<PersonId, BusinessDate>::new(), Vec::new());
    let (older, until) = (days.len() / 3, today.plus_days(-1));
    let from = days.get(older).map_or(until, |(date, _)| *date);
    for (date, visits) in days {
        for visit in visits {
            let before = last.get(&visit.patient).copied();
            let is_first = before.is_none_or(|before| before < date.plus_days(-AGAIN_DAYS));
            if visit.seen {
                last.insert(visit.patient, date);
            }
            if from <= date {
                seen.push(Seen { date, visit, is_first });
            }
        }
    }
    Gathered { from, until, seen }
}
