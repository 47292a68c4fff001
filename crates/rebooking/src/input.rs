//! Who lost which window, and which seats are free.

use crate::{
    fit::{self, Edge},
    limits::{BUSY_MAX, DISPLACED_MAX, FREE_MAX, IMPOSSIBLE_DAYS_MAX, OWN_MAX, PAIRS_MAX, SLOTS_MAX, SPAN_DAYS_MAX},
};
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, DeviceId, PersonId, Seq, SlotId},
    scheduling::{Channel, Pool, Title},
    time::{BusinessDate, Instant},
};
use std::collections::{BTreeMap, BTreeSet};

/// From one instant up to, but not including, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// When it begins.
    pub start: Instant,
    /// When it ends, which is later.
    pub end: Instant,
}

impl Window {
    /// Is there an instant in both? A window that begins when another one ends does not overlap it.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// An appointment that loses its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displaced {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Whose it is. One person may have several; their new windows do not overlap.
    pub person: PersonId,
    /// The number of the event by which it was booked: whoever booked earlier has the better of two seats that are alike
    /// for all together.
    pub booked: Seq,
    /// The window that is lost. No new window begins earlier.
    pub window: Window,
    /// With whom it was.
    pub clinician: ClinicianId,
    /// On which device, if it needed one: then that is kept rather than the clinician.
    pub device: Option<DeviceId>,
    /// The clinician's title, from which the fee follows.
    pub title: Title,
    /// Where it was; no new window is in another department.
    pub department: DepartmentId,
    /// Through which channel it was booked: some seats are kept for some channels.
    pub channel: Channel,
}

/// What a person does besides the displaced appointments, and when they cannot come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Other appointments; with the time that it takes to get there, if that is wanted.
    pub busy: Vec<Window>,
    /// Days on which the person said that they cannot come.
    pub impossible: BTreeSet<BusinessDate>,
    /// Windows that the person may not book yet, though others may.
    pub closed: BTreeSet<SlotId>,
}

/// A window with free seats of one pool; they are all alike. One slot may have seats in several pools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    /// The slot.
    pub slot: SlotId,
    /// With whom.
    pub clinician: ClinicianId,
    /// On which device, if it is on one. Windows that lack the kind of device that is needed are not given.
    pub device: Option<DeviceId>,
    /// The clinician's title.
    pub title: Title,
    /// Where.
    pub department: DepartmentId,
    /// On which day, in the hospital's zone.
    pub date: BusinessDate,
    /// When.
    pub window: Window,
    /// The pool in which the seats are.
    pub pool: Pool,
    /// The channels that take them.
    pub channels: Vec<Channel>,
    /// How many seats are free, at least one.
    pub free: u32,
}

/// What is wrong with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// More displaced appointments than [`DISPLACED_MAX`]; this many.
    #[error("{0} displaced appointments are too many")]
    TooManyDisplaced(usize),
    /// One person has more displaced appointments than [`OWN_MAX`].
    #[error("person {0} has too many displaced appointments")]
    TooManyOfOne(PersonId),
    /// More windows with free seats than [`SLOTS_MAX`]; this many.
    #[error("{0} slots are too many")]
    TooManySlots(usize),
    /// More pairs of an appointment and a window that fits it than [`PAIRS_MAX`].
    #[error("there are too many pairs of an appointment and a slot")]
    TooManyPairs,
    /// A person's calendar has more entries than [`BUSY_MAX`], [`IMPOSSIBLE_DAYS_MAX`] or [`SLOTS_MAX`].
    #[error("the calendar of person {0} is too long")]
    CalendarTooLong(PersonId),
    /// This appointment is there twice.
    #[error("appointment {0} is displaced twice")]
    DisplacedTwice(AppointmentId),
    /// This slot is there twice with seats of one pool.
    #[error("slot {0} is there twice")]
    SlotTwice(SlotId),
    /// A slot has no free seat, or more than [`FREE_MAX`].
    #[error("slot {0} has no free seat, or too many")]
    Free(SlotId),
    /// A window ends when it begins, or before.
    #[error("a window does not end after it begins")]
    Window,
    /// From the first of all windows to the last one there are more days than [`SPAN_DAYS_MAX`].
    #[error("the windows are too far apart")]
    Span,
}

/// A checked input, in an order that does not depend on how it was given.
#[derive(Clone, Debug)]
pub struct Problem {
    displaced: Vec<Displaced>,
    slots: Vec<FreeSlot>,
    calendars: BTreeMap<PersonId, Calendar>,
    edges: Vec<Vec<Edge>>,
}

impl Problem {
    /// Checks an input. A person without a calendar can come at any time.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(
        mut displaced: Vec<Displaced>,
        mut slots: Vec<FreeSlot>,
        calendars: BTreeMap<PersonId, Calendar>,
    ) -> Result<Self, Invalid> {
        displaced.sort_by_key(|displaced| (displaced.booked, displaced.appointment));
        slots.sort_by_key(|slot| (slot.window, slot.clinician, slot.slot, slot.pool));
        check_displaced(&displaced)?;
        check_slots(&slots)?;
        for (person, calendar) in &calendars {
            let Calendar { busy, impossible, closed } = calendar;
            if busy.len() > BUSY_MAX || impossible.len() > IMPOSSIBLE_DAYS_MAX || closed.len() > SLOTS_MAX {
                return Err(Invalid::CalendarTooLong(*person));
            }
        }
        check_windows(&displaced, &slots, &calendars)?;
        let mut problem = Self { displaced, slots, calendars, edges: Vec::new() };
        let mut left = PAIRS_MAX;
        for displaced in &problem.displaced {
            let edges = fit::edges(displaced, problem.calendar(displaced.person), &problem.slots);
            left = left.checked_sub(edges.len()).ok_or(Invalid::TooManyPairs)?;
            problem.edges.push(edges);
        }
        Ok(problem)
    }

    /// All displaced appointments: who booked earlier comes first.
    pub fn displaced(&self) -> &[Displaced] {
        &self.displaced
    }

    /// All slots, by window, clinician, id and pool.
    pub fn slots(&self) -> &[FreeSlot] {
        &self.slots
    }

    /// What is known of a person's time, if anything is.
    pub fn calendar(&self, person: PersonId) -> Option<&Calendar> {
        self.calendars.get(&person)
    }

    /// For each appointment, the slots that fit it.
    pub(crate) fn edges(&self) -> &[Vec<Edge>] {
        &self.edges
    }
}

fn check_displaced(displaced: &[Displaced]) -> Result<(), Invalid> {
    if displaced.len() > DISPLACED_MAX {
        return Err(Invalid::TooManyDisplaced(displaced.len()));
    }
    let (mut seen, mut own) = (BTreeSet::new(), BTreeMap::new());
    for displaced in displaced {
        if !seen.insert(displaced.appointment) {
            return Err(Invalid::DisplacedTwice(displaced.appointment));
        }
        let own = own.entry(displaced.person).or_insert(0_usize);
        *own += 1;
        if *own > OWN_MAX {
            return Err(Invalid::TooManyOfOne(displaced.person));
        }
    }
    Ok(())
}

fn check_slots(slots: &[FreeSlot]) -> Result<(), Invalid> {
    if slots.len() > SLOTS_MAX {
        return Err(Invalid::TooManySlots(slots.len()));
    }
    let mut seen = BTreeSet::new();
    for slot in slots {
        if !seen.insert((slot.slot, slot.pool)) {
            return Err(Invalid::SlotTwice(slot.slot));
        }
        if slot.free == 0 || slot.free > FREE_MAX {
            return Err(Invalid::Free(slot.slot));
        }
    }
    Ok(())
}

fn check_windows(
    displaced: &[Displaced],
    slots: &[FreeSlot],
    calendars: &BTreeMap<PersonId, Calendar>,
) -> Result<(), Invalid> {
    let given = displaced.iter().map(|displaced| &displaced.window).chain(slots.iter().map(|slot| &slot.window));
    let busy = calendars.values().flat_map(|calendar| &calendar.busy);
    if given.clone().chain(busy).any(|window| window.end <= window.start) {
        return Err(Invalid::Window);
    }
    let first = given.clone().map(|window| window.start).min();
    let last = given.map(|window| window.end).max();
    match first.zip(last) {
        Some((first, last)) if (last - first).num_days() >= SPAN_DAYS_MAX => Err(Invalid::Span),
        _ => Ok(()),
    }
}
