//! Proposals against the rules, against every other proposal, and against their own proof.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod brute;
mod checked;
mod inputs;
mod properties;
mod reasons;
mod several;

use chrono::{DateTime, Duration, NaiveDate};
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, PersonId, SlotId},
    scheduling::{Channel, Pool, Title},
    time::BusinessDate,
};
use rebooking::{Calendar, Displaced, FreeSlot, Outcome, Problem, Proposal, Window};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Minutes from the midnight of Monday, 30 November 2026 (UTC) on.
fn window(start: i64, end: i64) -> Window {
    let midnight = DateTime::from_timestamp(1_795_996_800, 0).unwrap();
    Window { start: midnight + Duration::minutes(start), end: midnight + Duration::minutes(end) }
}

/// The day of a minute, from 0.
fn day(day: i64) -> BusinessDate {
    BusinessDate(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap() + Duration::days(day))
}

/// A clinician: 1 and 2 are chiefs, all others are not.
fn clinician(number: u128) -> (ClinicianId, Title) {
    (ClinicianId(Uuid::from_u128(number)), if number <= 2 { Title::Chief } else { Title::Attending })
}

/// An appointment of 20 minutes: its number is also that of its booking.
fn displaced(number: u64, person: u128, of: u128, start: i64) -> Displaced {
    let (clinician, title) = clinician(of);
    Displaced {
        appointment: AppointmentId(Uuid::from_u128(number.into())),
        person: PersonId(Uuid::from_u128(person)),
        booked: number,
        window: window(start, start + 20),
        clinician,
        device: None,
        title,
        department: department(0),
        channel: Channel::Online,
    }
}

fn department(number: u128) -> DepartmentId {
    DepartmentId(Uuid::from_u128(number))
}

/// A slot of 20 minutes.
fn slot(number: u128, of: u128, start: i64, free: u32) -> FreeSlot {
    let (clinician, title) = clinician(of);
    FreeSlot {
        slot: SlotId(Uuid::from_u128(number)),
        clinician,
        device: None,
        title,
        department: department(0),
        date: day(start.div_euclid(1440)),
        window: window(start, start + 20),
        pool: Pool::General,
        channels: vec![Channel::Online, Channel::OnSite, Channel::FollowUp],
        free,
    }
}

/// Whose calendar, busy from when to when, impossible days.
type Days<'c> = (u128, &'c [(i64, i64)], &'c [i64]);

fn calendars(of: &[Days<'_>]) -> BTreeMap<PersonId, Calendar> {
    let calendar = |(person, busy, impossible): &Days<'_>| {
        let busy = busy.iter().map(|(start, end)| window(*start, *end)).collect();
        let impossible: BTreeSet<_> = impossible.iter().map(|number| day(*number)).collect();
        (PersonId(Uuid::from_u128(*person)), Calendar { busy, impossible, closed: BTreeSet::new() })
    };
    of.iter().map(calendar).collect()
}

/// Which slot each appointment gets, by their numbers, in the order of booking.
fn given(proposal: &Proposal) -> Vec<(u128, Option<u128>)> {
    let each = proposal.rebooked.iter().map(|rebooked| {
        let slot = match &rebooked.outcome {
            Outcome::Placed(placed) => Some(placed.slot.0.as_u128()),
            Outcome::Unplaced(_) => None,
        };
        (rebooked.appointment.0.as_u128(), slot)
    });
    each.collect()
}

/// A problem without calendars.
fn plain(displaced: Vec<Displaced>, slots: Vec<FreeSlot>) -> Problem {
    Problem::new(displaced, slots, BTreeMap::new()).unwrap()
}
