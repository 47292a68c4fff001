//! An expert whose seats are all taken, for whom the demo's patient waits, and two more: whoever opens the demo is asked
//! whether to take a seat that was given back.

use super::{executor::Executor, roster::Roster};
use hospital::{Failure, Request, usecase};
use model::{
    actor::Actor,
    id::{ClinicianId, PersonId, SlotId},
    scheduling::{Channel, ReasonCode, Wish},
    time::{Instant, Zone},
};
use scheduling::read::{AppointmentState, Moment, SlotState};

/// The department of the expert: the chief physician of endocrinology.
const DEPARTMENT: &str = "ENDO";

/// Days ahead that are sold out: more than can be booked.
const DAYS: u16 = 30;

/// How many wait behind the demo's patient.
const WAITING: usize = 2;

/// The seat that is given back is at least so many days ahead.
const GIVEN_BACK_AFTER: i64 = 2;

/// People of the population from this place on book and wait; those before are likelier to have booked by themselves.
const FIRST: usize = 500;

/// Books every seat of the expert on the days that can be booked; then the demo's patient and two more wait for every
/// half-day.
///
/// # Errors
/// As the hospital, but for a rule that somebody would break: then the next one books.
pub(super) fn sell_out(
    executor: &mut impl Executor,
    roster: &Roster,
    (now, zone): (Instant, Zone),
) -> Result<(), Failure> {
    let (expert, _) = roster.chief(DEPARTMENT).ok_or(Failure::Broken)?;
    let department = roster.departments.get(DEPARTMENT).copied().ok_or(Failure::Broken)?;
    let mut people = roster.people.iter().copied().skip(FIRST);
    while let Some(slot) = free(executor, expert, (now, zone)) {
        let Some(patient) = people.next() else { return Err(Failure::Broken) };
        executor.asked(now, usecase::Book { slot, patient, channel: Channel::Online, impossible: None }.into())?;
    }
    let (today, moment) = (zone.date(now), Moment { now, zone });
    let wishes: Vec<Wish> = executor.look(|worlds| {
        let ahead = worlds.scheduling.half_days(department, today, DAYS, moment);
        ahead.iter().filter(|half| half.wish.clinician == expert && half.is_open).map(|half| half.wish).collect()
    });
    let waits = |patient: PersonId| -> Request {
        usecase::JoinWaitlist { patient, channel: Channel::Online, wishes: wishes.clone() }.into()
    };
    executor.execute(now, &Actor::system(), waits(roster.patient))?;
    let mut joined = 0;
    while joined < WAITING {
        let Some(patient) = people.next() else { return Err(Failure::Broken) };
        joined += usize::from(executor.asked(now, waits(patient))?);
    }
    Ok(())
}

/// One of those who have booked with the expert cancels; the demo's patient is asked next.
///
/// # Errors
/// As the hospital.
pub(super) fn give_back(
    executor: &mut impl Executor,
    roster: &Roster,
    (now, zone): (Instant, Zone),
) -> Result<(), Failure> {
    let (expert, _) = roster.chief(DEPARTMENT).ok_or(Failure::Broken)?;
    let (first, moment) = (zone.date(now).plus_days(GIVEN_BACK_AFTER), Moment { now, zone });
    let booked = executor.look(|worlds| {
        let scheduling = &worlds.scheduling;
        let ahead = (0..i64::from(DAYS)).map(|after| first.plus_days(after));
        let sessions = ahead.flat_map(|day| scheduling.sessions_of_clinician(expert, day, moment));
        let mut visits = sessions.flat_map(|session| scheduling.appointments_of_session(session.id));
        visits.find(|visit| visit.state == AppointmentState::Booked).map(|visit| visit.id)
    });
    let Some(appointment) = booked else { return Err(Failure::Broken) };
    let request = usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None };
    executor.execute(now, &Actor::system(), request.into()).map(drop)
}

/// A seat of the expert that can be booked.
fn free(executor: &impl Executor, expert: ClinicianId, (now, zone): (Instant, Zone)) -> Option<SlotId> {
    let (today, moment) = (zone.date(now), Moment { now, zone });
    executor.look(|worlds| {
        let scheduling = &worlds.scheduling;
        let ahead = (0..i64::from(DAYS)).map(|after| today.plus_days(after));
        let sessions = ahead.flat_map(|day| scheduling.sessions_of_clinician(expert, day, moment));
        let mut slots = sessions.flat_map(|session| session.slots);
        slots.find(|slot| slot.state == SlotState::Open).map(|slot| slot.id)
    })
}
