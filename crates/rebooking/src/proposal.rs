//! The proposal: who gets which seat, and why.

use crate::{
    Certificate, Cost, Displaced, FreeSlot, Kept, Misfit, Problem,
    branch::assign_all,
    fit::{cost, fits, kept, minutes_later},
};
use model::{
    id::{AppointmentId, SlotId},
    scheduling::Pool,
};

/// Seats for all displaced appointments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// One for each of [`Problem::displaced`], in that order.
    pub rebooked: Vec<Rebooked>,
    /// What it costs.
    pub cost: Cost,
    /// Why nothing costs less.
    pub certificate: Certificate,
    /// Is that proven? If not, people with several displaced appointments made too many cases, and the certificate shows
    /// only how much less might be possible.
    pub is_proven: bool,
}

/// What becomes of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebooked {
    /// The appointment.
    pub appointment: AppointmentId,
    /// What is proposed.
    pub outcome: Outcome,
}

/// What is proposed for an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A seat.
    Placed(Placed),
    /// None: somebody has to call (待联系).
    Unplaced(Unplaced),
}

/// The seat that is proposed, and why this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The slot.
    pub slot: SlotId,
    /// The pool of the seat.
    pub pool: Pool,
    /// What it keeps.
    pub kept: Kept,
    /// How many minutes later than the old window it begins.
    pub minutes_later: u32,
    /// The slot that would have been the best one for this appointment alone, at any time at which the person can come or
    /// not, and why it is not proposed; `None` if it is.
    pub nearer: Option<Nearer>,
}

/// A better slot, and what is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearer {
    /// The slot.
    pub slot: SlotId,
    /// Why it is not proposed.
    pub obstacle: Obstacle,
}

/// What is in the way of a slot that would be better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The person said that they cannot come that day.
    ImpossibleDay,
    /// The person has another appointment then.
    Clash,
    /// It would cost all together more: others need the seat, or the person's own other appointment would suffer.
    Others,
}

/// An appointment without a seat. The counts are of slots, as often as they have a pool that the booking reaches; each is in
/// one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// In one word.
    pub reason: NoSeat,
    /// Slots of the department that begin before the old window.
    pub earlier: usize,
    /// On days on which the person cannot come.
    pub impossible_day: usize,
    /// At times at which the person has another appointment.
    pub clash: usize,
    /// That fit, but others get their seats, or they overlap with what the person gets instead of another displaced
    /// appointment.
    pub others: usize,
}

/// Why an appointment has no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSeat {
    /// The department has no free seat at all that this person can have through the channel of the booking.
    NoSlot,
    /// Only before the old window.
    OnlyEarlier,
    /// From the old window on, only on days on which the person cannot come.
    OnlyImpossibleDays,
    /// From the old window on, only when the person has another appointment.
    OnlyClashing,
    /// From the old window on, only on impossible days or when the person has another appointment.
    NoneFits,
    /// Others get all seats that fit.
    Others,
}

/// Proposes seats for all displaced appointments, at least cost.
pub fn propose(problem: &Problem) -> Proposal {
    let assigned = assign_all(problem);
    let slots = problem.slots();
    let each = problem.displaced().iter().zip(&assigned.slots);
    let costs = each.clone().map(|(displaced, slot)| slot.map_or(Cost::UNPLACED, |slot| cost(displaced, &slots[slot])));
    let total: Cost = costs.sum();
    let rebooked = each.map(|(displaced, slot)| {
        let outcome = match slot {
            Some(slot) => Outcome::Placed(placed(problem, displaced, &slots[*slot])),
            None => Outcome::Unplaced(unplaced(problem, displaced)),
        };
        Rebooked { appointment: displaced.appointment, outcome }
    });
    let rebooked = rebooked.collect();
    Proposal { rebooked, cost: total, certificate: assigned.certificate, is_proven: assigned.is_proven }
}

fn placed(problem: &Problem, displaced: &Displaced, slot: &FreeSlot) -> Placed {
    let calendar = problem.calendar(displaced.person);
    // Of several that cost the same the first one in their order.
    let is_open = |slot: &FreeSlot| calendar.is_none_or(|calendar| !calendar.closed.contains(&slot.slot));
    let all = problem.slots().iter().filter(|slot| fits(displaced, None, slot).is_ok() && is_open(slot));
    let best = all.min_by_key(|slot| cost(displaced, slot));
    let best = best.filter(|best| cost(displaced, best) < cost(displaced, slot));
    let nearer = best.map(|best| Nearer {
        slot: best.slot,
        obstacle: match fits(displaced, calendar, best) {
            Err(Misfit::ImpossibleDay) => Obstacle::ImpossibleDay,
            Err(Misfit::Clash) => Obstacle::Clash,
            Ok(()) | Err(Misfit::Department | Misfit::Channel | Misfit::NotOpen | Misfit::Earlier) => Obstacle::Others,
        },
    });
    let (kept, minutes_later) = (kept(displaced, slot), minutes_later(displaced, slot));
    Placed { slot: slot.slot, pool: slot.pool, kept, minutes_later, nearer }
}

fn unplaced(problem: &Problem, displaced: &Displaced) -> Unplaced {
    let calendar = problem.calendar(displaced.person);
    let [mut earlier, mut impossible_day, mut clash, mut others] = [0; 4];
    for slot in problem.slots() {
        match fits(displaced, calendar, slot) {
            Err(Misfit::Department | Misfit::Channel | Misfit::NotOpen) => {}
            Err(Misfit::Earlier) => earlier += 1,
            Err(Misfit::ImpossibleDay) => impossible_day += 1,
            Err(Misfit::Clash) => clash += 1,
            Ok(()) => others += 1,
        }
    }
    let reason = match (earlier > 0, impossible_day > 0, clash > 0, others > 0) {
        (_, _, _, true) => NoSeat::Others,
        (_, true, true, false) => NoSeat::NoneFits,
        (_, true, false, false) => NoSeat::OnlyImpossibleDays,
        (_, false, true, false) => NoSeat::OnlyClashing,
        (true, false, false, false) => NoSeat::OnlyEarlier,
        (false, false, false, false) => NoSeat::NoSlot,
    };
    Unplaced { reason, earlier, impossible_day, clash, others }
}
