//! What would be proposed to a session's patients if it were closed: the hospital's windows and patients as the crate
//! `rebooking` takes them, and its answer. `docs/rebooking.md` says what is best, and why.

use super::Reading;
use crate::{failure::Failure, view::NoWindow};
use model::{
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{Channel, PatientGroup, Pool, RulesScope, Title},
};
use rebooking::{Calendar, Displaced, FreeSlot, NoSeat, Outcome, Problem, Proposal, Window, limits::SLOTS_MAX};
use scheduling::read::{AppointmentView, Booker, SessionView, SlotState, SlotView};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Seats that are free for a channel besides the proposed ones.
    pub(super) left: BTreeMap<(SlotId, Channel), u32>,
    pub(super) is_proven: bool,
}

/// What is proposed for an appointment.
pub(super) struct Planned {
    pub(super) slot: Result<SlotId, NoWindow>,
    pub(super) others: Vec<SlotId>,
}

/// The windows that may be proposed.
#[derive(Default)]
struct Windows {
    slots: Vec<FreeSlot>,
    /// When other sessions are held.
    sessions: BTreeMap<SessionId, Window>,
    /// Those that each group of patients with days of its own, and everybody else, may not book yet.
    closed: BTreeMap<Option<PatientGroup>, BTreeSet<SlotId>>,
}

impl Reading<'_> {
    /// The group of a person, if it has days of its own on which its people may book.
    fn opens_for(&self, person: PersonId) -> Option<PatientGroup> {
        let scheduling = &self.worlds.scheduling;
        let rules = scheduling.rules(self.today(), RulesScope::Hospital)?;
        scheduling.rules_for(person, rules).opens_for
    }

    /// The department's free seats with the same kind of device, or without any, from the session's beginning on, as far
    /// ahead as one of these people may book. Nobody is moved on to a device that is out of service: its sessions are closed
    /// too, unless it works by then, which only a person knows.
    fn windows_after(&self, session: &SessionView, people: impl Iterator<Item = PersonId>) -> Windows {
        let scheduling = &self.worlds.scheduling;
        let begins = self.zone.instant(session.date, session.from);
        let broken = scheduling.devices_of(session.department).filter(|device| device.outage.is_some());
        let broken: BTreeSet<_> = broken.map(|device| device.id).collect();
        let will_do = |other: &SessionView| {
            let is_broken = other.device_id.is_some_and(|device| broken.contains(&device));
            other.id != session.id && other.device_kind == session.device_kind && !is_broken
        };
        // One that is full for the phone may have seats that are kept for other channels, and nobody books from afar here.
        let is_had = |state| matches!(state, SlotState::Open | SlotState::Full | SlotState::TooLate);
        // Whoever has no days of their own sees what everybody sees; of each group one person will do.
        let mut readers = BTreeMap::from([(None, None)]);
        readers.extend(people.filter_map(|person| Some((Some(self.opens_for(person)?), Some(person)))));
        let mut found = Windows::default();
        let mut all_open: BTreeMap<_, BTreeSet<SlotId>> = BTreeMap::new();
        for (group, person) in readers {
            let booker = Booker { channel: Channel::Online, person };
            let open = all_open.entry(group).or_default();
            let days = 0..i64::from(self.days_ahead(session.department, person));
            let days = days.map(|after| self.today().plus_days(after)).filter(|date| *date >= session.date);
            let all = days.flat_map(|date| scheduling.sessions_for(session.department, date, booker, self.moment()));
            for other in all.filter(&will_do) {
                let title = self.clinician(other.clinician).1;
                let start = other.slots.iter().map(|slot| slot.from).min();
                let times = start.zip(other.slots.iter().map(|slot| slot.until).max());
                found.sessions.extend(times.map(|(start, end)| (other.id, Window { start, end })));
                for slot in other.slots.iter().filter(|slot| is_had(slot.state) && slot.from >= begins) {
                    open.insert(slot.id);
                    found.slots.extend(self.free_in((&other, title), slot));
                }
            }
        }
        found.slots.sort_by_key(|slot| (slot.date, slot.window, slot.slot, slot.pool));
        found.slots.dedup_by_key(|slot| (slot.slot, slot.pool));
        let all: BTreeSet<_> = all_open.values().flatten().copied().collect();
        found.closed = all_open.into_iter().map(|(group, open)| (group, &all - &open)).collect();
        found
    }

    /// The free seats of a window, pool by pool.
    fn free_in(&self, (session, title): (&SessionView, Title), slot: &SlotView) -> impl Iterator<Item = FreeSlot> {
        let (clinician, device, department) = (session.clinician, session.device_id, session.department);
        let (slot, date, window) = (slot.id, session.date, Window { start: slot.from, end: slot.until });
        let pools = self.worlds.scheduling.free_by_pool(slot, self.now).into_iter();
        pools.filter(|pool| !pool.channels.is_empty()).map(move |pool| FreeSlot {
            slot,
            clinician,
            device,
            title,
            department,
            date,
            window,
            pool: pool.pool,
            channels: pool.channels,
            free: pool.free,
        })
    }

    /// What a proposal for these appointments of a session depends on: the windows, and when its patients are busy.
    pub(super) fn inputs(&self, session: &SessionView, displaced: &[AppointmentView]) -> Inputs {
        let scheduling = &self.worlds.scheduling;
        let title = self.clinician(session.clinician).1;
        let people = displaced.iter().map(|visit| self.worlds.journey.canonical(visit.patient));
        let mut windows = self.windows_after(session, people);
        // They come by day and start: the latest are left out.
        windows.slots.truncate(SLOTS_MAX);
        let days: BTreeSet<_> = windows.slots.iter().map(|slot| slot.date).collect();
        let closing = scheduling.closing(session.id, displaced);
        let sessions: Vec<_> = windows.sessions.keys().copied().collect();
        let impossible = |person| -> BTreeSet<_> {
            let own = displaced.iter().filter(|one| self.worlds.journey.canonical(one.patient) == person);
            own.flat_map(|one| days.iter().filter(move |day| one.impossible.contains(**day))).copied().collect()
        };
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
                    let full = full.iter().filter_map(|id| windows.sessions.get(id).copied());
                    let busy = busy.into_iter().map(|(start, end)| Window { start, end }).chain(full).collect();
                    let closed = windows.closed.get(&self.opens_for(person)).cloned().unwrap_or_default();
                    Calendar { busy, impossible: impossible(person), closed }
                });
                Displaced {
                    appointment: visit.id,
                    person,
                    // Whoever booked earlier is first, as by the number of the event.
                    booked: u64::try_from(visit.booked_at.timestamp_millis()).unwrap_or_default(),
                    window: Window { start: visit.from, end: visit.until },
                    clinician: visit.clinician,
                    device: session.device_id,
                    title,
                    department: visit.department,
                    channel: visit.channel,
                }
            })
            .collect();
        Inputs { displaced, slots: windows.slots, calendars }
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
        let left = left(&problem, &proposal);
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

/// The seats that nobody is proposed, by the channels that reach them.
fn left(problem: &Problem, proposal: &Proposal) -> BTreeMap<(SlotId, Channel), u32> {
    let mut proposed: BTreeMap<(SlotId, Pool), u32> = BTreeMap::new();
    for one in &proposal.rebooked {
        if let Outcome::Placed(placed) = &one.outcome {
            *proposed.entry((placed.slot, placed.pool)).or_default() += 1;
        }
    }
    let mut left = BTreeMap::new();
    for slot in problem.slots() {
        let free = slot.free.saturating_sub(proposed.get(&(slot.slot, slot.pool)).copied().unwrap_or(0));
        for channel in &slot.channels {
            *left.entry((slot.slot, *channel)).or_default() += free;
        }
    }
    left
}

/// The best other windows with a seat that nobody is proposed.
fn others(
    problem: &Problem,
    displaced: &Displaced,
    proposed: Option<SlotId>,
    left: &BTreeMap<(SlotId, Channel), u32>,
) -> Vec<SlotId> {
    let calendar = problem.calendar(displaced.person);
    let is_possible = |slot: &FreeSlot| {
        calendar.is_none_or(|calendar| {
            !calendar.closed.contains(&slot.slot)
                && !calendar.impossible.contains(&slot.date)
                && !calendar.busy.iter().any(|busy| busy.overlaps(&slot.window))
        })
    };
    let fits = |slot: &&FreeSlot| {
        Some(slot.slot) != proposed
            && slot.window.start >= displaced.window.start
            && left.get(&(slot.slot, displaced.channel)).is_some_and(|left| *left > 0)
            && is_possible(slot)
    };
    let mut all: Vec<&FreeSlot> = problem.slots().iter().filter(fits).collect();
    let is_other = |slot: &FreeSlot| match displaced.device {
        Some(_) => slot.device != displaced.device,
        None => slot.clinician != displaced.clinician,
    };
    let by_cost = |slot: &&FreeSlot| (is_other(slot), slot.title != displaced.title, slot.window.start, slot.slot);
    all.sort_by_key(by_cost);
    // A slot is there once for each pool.
    all.dedup_by_key(|slot| slot.slot);
    all.into_iter().take(OTHERS_MAX).map(|slot| slot.slot).collect()
}
