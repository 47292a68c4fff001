//! What would be proposed to a session's patients if it were closed: the hospital's windows and patients as the crate
//! `rebooking` takes them, and its answer. `docs/rebooking.md` says what is best, and why.

use super::Reading;
use crate::{failure::Failure, view::NoWindow};
use model::{
    id::{AppointmentId, PersonId, SlotId},
    message::Refusal,
};
use rebooking::{Calendar, Displaced, FreeSlot, NoSeat, Outcome, Problem, Window, limits::SLOTS_MAX};
use scheduling::read::{AppointmentView, SessionView, SlotState};
use std::collections::BTreeMap;

/// How many other windows are shown for one appointment.
const OTHERS_MAX: usize = 3;

/// Everything that a proposal depends on.
pub(super) struct Inputs {
    displaced: Vec<Displaced>,
    slots: Vec<FreeSlot>,
    calendars: BTreeMap<PersonId, Calendar>,
}

/// A proposal.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) rows: BTreeMap<AppointmentId, Planned>,
    /// Seats that are free besides the proposed ones.
    pub(super) left: BTreeMap<SlotId, u32>,
    pub(super) is_proven: bool,
}

/// What is proposed for an appointment.
pub(super) struct Planned {
    pub(super) slot: Result<SlotId, NoWindow>,
    pub(super) others: Vec<SlotId>,
}

impl Reading<'_> {
    /// What a proposal for these appointments of a session depends on: the department's free seats from the session's
    /// beginning on, as far ahead as may be booked, and when its patients are busy.
    pub(super) fn inputs(&self, session: &SessionView, displaced: &[AppointmentView]) -> Inputs {
        let scheduling = &self.worlds.scheduling;
        let title = self.clinician(session.clinician).1;
        let begins = self.zone.instant(session.date, session.from);
        let (mut slots, mut others) = (Vec::new(), BTreeMap::new());
        for after in 0..i64::from(self.days_ahead(session.department)) {
            let date = self.today().plus_days(after);
            if date < session.date {
                continue;
            }
            for other in scheduling.sessions(session.department, date, self.moment()) {
                if other.id == session.id {
                    continue;
                }
                let of_other = self.clinician(other.clinician).1;
                let times =
                    other.slots.iter().map(|slot| slot.from).min().zip(other.slots.iter().map(|slot| slot.until).max());
                others.extend(times.map(|(start, end)| (other.id, Window { start, end })));
                let free = other.slots.iter().filter(|slot| {
                    slot.state == SlotState::Open && slot.left() > 0 && slot.from >= begins && slots.len() < SLOTS_MAX
                });
                let free: Vec<_> = free
                    .map(|slot| FreeSlot {
                        slot: slot.id,
                        clinician: other.clinician,
                        title: of_other,
                        department: other.department,
                        date: other.date,
                        window: Window { start: slot.from, end: slot.until },
                        free: slot.left().into(),
                    })
                    .collect();
                slots.extend(free);
            }
        }
        slots.truncate(SLOTS_MAX);
        let closing = scheduling.closing(session.id, displaced);
        let sessions: Vec<_> = others.keys().copied().collect();
        let seats_of =
            |person| displaced.iter().filter(|one| self.worlds.journey.canonical(one.patient) == person).count();
        let mut calendars = BTreeMap::new();
        let displaced = displaced
            .iter()
            .map(|visit| {
                let person = self.worlds.journey.canonical(visit.patient);
                calendars.entry(person).or_insert_with(|| {
                    let busy = scheduling.busy(person, session.id, session.date);
                    // As if all of the person's appointments went into one session: a proposal is never over a cap.
                    let full = scheduling.full_for((person, seats_of(person)), &closing, &sessions, self.moment());
                    let full = full.iter().filter_map(|id| others.get(id).copied());
                    let busy = busy.into_iter().map(|(start, end)| Window { start, end }).chain(full).collect();
                    Calendar { busy, ..Calendar::default() }
                });
                Displaced {
                    appointment: visit.id,
                    person,
                    // Whoever booked earlier is first, as by the number of the event.
                    booked: u64::try_from(visit.booked_at.timestamp_millis()).unwrap_or_default(),
                    window: Window { start: visit.from, end: visit.until },
                    clinician: visit.clinician,
                    title,
                    department: visit.department,
                }
            })
            .collect();
        Inputs { displaced, slots, calendars }
    }
}

impl Inputs {
    /// The proposal of least cost. It may take a while: nothing waits for it.
    ///
    /// # Errors
    /// `closure-too-large` when there are more people or windows than a proposal is made for; [`Failure::Broken`] if the
    /// proposal does not stand its own check.
    pub(super) fn plan(self) -> Result<Plan, Failure> {
        let Self { displaced, slots, calendars } = self;
        let problem = Problem::new(displaced, slots, calendars).map_err(|error| {
            tracing::warn!(%error, "a closure for which nothing is proposed");
            Refusal::new("closure-too-large").field("session")
        })?;
        let proposal = rebooking::propose(&problem);
        if let Err(fault) = rebooking::check(&problem, &proposal) {
            tracing::error!(?fault, "a proposal for a closure is wrong");
            return Err(Failure::Broken);
        }
        let mut left: BTreeMap<SlotId, u32> = problem.slots().iter().map(|slot| (slot.slot, slot.free)).collect();
        for one in &proposal.rebooked {
            if let Outcome::Placed(placed) = &one.outcome
                && let Some(free) = left.get_mut(&placed.slot)
            {
                *free = free.saturating_sub(1);
            }
        }
        let rows = proposal.rebooked.iter().zip(problem.displaced()).map(|(one, displaced)| {
            let slot = match &one.outcome {
                Outcome::Placed(placed) => Ok(placed.slot),
                Outcome::Unplaced(unplaced) => Err(match unplaced.reason {
                    NoSeat::NoSlot | NoSeat::OnlyEarlier => NoWindow::NoSeat,
                    NoSeat::OnlyImpossibleDays | NoSeat::OnlyClashing | NoSeat::NoneFits => NoWindow::Busy,
                    NoSeat::Others => NoWindow::Others,
                }),
            };
            let others = others(&problem, displaced, slot.ok(), &left);
            (one.appointment, Planned { slot, others })
        });
        Ok(Plan { rows: rows.collect(), left, is_proven: proposal.is_proven })
    }
}

/// The best other windows with a seat that nobody is proposed.
fn others(
    problem: &Problem,
    displaced: &Displaced,
    proposed: Option<SlotId>,
    left: &BTreeMap<SlotId, u32>,
) -> Vec<SlotId> {
    let busy = problem.calendar(displaced.person).map_or(&[][..], |calendar| &calendar.busy);
    let fits = |slot: &&FreeSlot| {
        Some(slot.slot) != proposed
            && slot.window.start >= displaced.window.start
            && left.get(&slot.slot).is_some_and(|left| *left > 0)
            && !busy.iter().any(|busy| busy.overlaps(&slot.window))
    };
    let mut all: Vec<&FreeSlot> = problem.slots().iter().filter(fits).collect();
    let by_cost = |slot: &&FreeSlot| {
        (slot.clinician != displaced.clinician, slot.title != displaced.title, slot.window.start, slot.slot)
    };
    all.sort_by_key(by_cost);
    all.into_iter().take(OTHERS_MAX).map(|slot| slot.slot).collect()
}
