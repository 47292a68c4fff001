//! Which slot fits which appointment, and what that costs.

use crate::{Calendar, Cost, Displaced, FreeSlot};

/// What a slot keeps of the old appointment. It always keeps the department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// The clinician; the device, if there was one.
    Clinician,
    /// The title of the clinician, and so the fee.
    Title,
    /// Only the department.
    Department,
}

/// Why a slot cannot be proposed for an appointment. Of several reasons the first one here counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misfit {
    /// It is in another department.
    Department,
    /// Its seats are kept for other channels than that of the booking.
    Channel,
    /// The person may not book it yet.
    NotOpen,
    /// It begins before the old window did.
    Earlier,
    /// It is on a day on which the person said that they cannot come.
    ImpossibleDay,
    /// The person has another appointment then.
    Clash,
}

/// A slot that fits an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Its place among the slots.
    pub(crate) slot: u32,
    /// What it costs; see [`Cost::packed`].
    pub(crate) cost: i128,
}

/// Does a slot fit an appointment?
pub(crate) fn fits(displaced: &Displaced, calendar: Option<&Calendar>, slot: &FreeSlot) -> Result<(), Misfit> {
    if slot.department != displaced.department {
        return Err(Misfit::Department);
    }
    if !slot.channels.contains(&displaced.channel) {
        return Err(Misfit::Channel);
    }
    if calendar.is_some_and(|calendar| calendar.closed.contains(&slot.slot)) {
        return Err(Misfit::NotOpen);
    }
    if slot.window.start < displaced.window.start {
        return Err(Misfit::Earlier);
    }
    let Some(calendar) = calendar else { return Ok(()) };
    if calendar.impossible.contains(&slot.date) {
        return Err(Misfit::ImpossibleDay);
    }
    if calendar.busy.iter().any(|busy| busy.overlaps(&slot.window)) {
        return Err(Misfit::Clash);
    }
    Ok(())
}

/// What a slot keeps; it is in the same department.
pub(crate) fn kept(displaced: &Displaced, slot: &FreeSlot) -> Kept {
    let is_same = match displaced.device {
        Some(_) => slot.device == displaced.device,
        None => slot.clinician == displaced.clinician,
    };
    if is_same {
        Kept::Clinician
    } else if slot.title == displaced.title {
        Kept::Title
    } else {
        Kept::Department
    }
}

/// How many whole minutes later a slot begins; none if it begins earlier.
pub(crate) fn minutes_later(displaced: &Displaced, slot: &FreeSlot) -> u32 {
    let minutes = (slot.window.start - displaced.window.start).num_minutes();
    u32::try_from(minutes).unwrap_or_default()
}

/// What an appointment costs in a slot.
pub(crate) fn cost(displaced: &Displaced, slot: &FreeSlot) -> Cost {
    let later = u64::from(minutes_later(displaced, slot));
    let (other_clinician, other_title) = match kept(displaced, slot) {
        Kept::Clinician => (0, 0),
        Kept::Title => (1, 0),
        Kept::Department => (1, 1),
    };
    Cost { unplaced: 0, other_clinician, other_title, lateness: later * later }
}

/// All slots that fit an appointment, the cheapest first, then in their order.
pub(crate) fn edges(displaced: &Displaced, calendar: Option<&Calendar>, slots: &[FreeSlot]) -> Vec<Edge> {
    let places = (0_u32..).zip(slots).filter(|(_, slot)| fits(displaced, calendar, slot).is_ok());
    let edges = places.map(|(place, slot)| Edge { slot: place, cost: cost(displaced, slot).packed() });
    let mut edges: Vec<Edge> = edges.collect();
    // They come by time, so this merges what is sorted already for each kind of seat.
    edges.sort_by_key(|edge| edge.cost);
    edges
}
