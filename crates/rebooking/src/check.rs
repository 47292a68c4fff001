//! Does a proposal keep all rules, and does its certificate prove what it says? Written from the rules alone: nothing here
//! comes from the search, and costs are worked out a second time.

use crate::{Certificate, Cost, Displaced, Duals, FreeSlot, Outcome, Problem, Proposal, Step};
use model::{id::AppointmentId, time::Instant};
use std::collections::BTreeMap;

/// What is wrong with a proposal or with its proof. Appointments and steps are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not about the same appointments in the same order.
    #[error("the proposal is not about the displaced appointments")]
    OtherAppointments,
    /// The slot is none of the problem's.
    #[error("appointment {0} gets a slot that does not exist")]
    UnknownSlot(AppointmentId),
    /// The slot is in another department, kept for another channel, not open to the person, before the old window, on an
    /// impossible day, or when the person is busy.
    #[error("appointment {0} gets a slot that breaks a rule")]
    Rule(AppointmentId),
    /// More appointments get the slot than it has seats; this is one of them.
    #[error("appointment {0} gets a slot that has too few seats")]
    Seats(AppointmentId),
    /// It overlaps with another one of the same person.
    #[error("appointment {0} overlaps with another new one of the same person")]
    Overlap(AppointmentId),
    /// What is said of it (what is kept, how much later) is wrong.
    #[error("what is said of appointment {0} is wrong")]
    Words(AppointmentId),
    /// The cost is not what the seats cost.
    #[error("the cost is not that of the seats")]
    Cost,
    /// A step of the proof does not hold.
    #[error("step {0} of the proof does not hold")]
    Step(usize),
    /// The proposal says that it is proven, or that it is not, and the bound says otherwise.
    #[error("the proof does not show what it is said to show")]
    Proven,
}

/// Checks a proposal; gives what no proposal can cost less than, packed as [`Cost::packed`]. If it equals the cost, the
/// proposal is of least cost.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(problem: &Problem, proposal: &Proposal) -> Result<i128, Fault> {
    let taken = seats(problem, proposal)?;
    let total: Cost = problem.displaced().iter().zip(&taken).map(|(displaced, slot)| share(displaced, *slot)).sum();
    if total != proposal.cost {
        return Err(Fault::Cost);
    }
    let bound = bound(problem, &proposal.certificate)?;
    // No proof shows more than the truth.
    if bound > total.packed() || proposal.is_proven != (bound == total.packed()) {
        return Err(Fault::Proven);
    }
    Ok(bound)
}

/// The slot of each appointment; no rule is broken.
fn seats<'p>(problem: &'p Problem, proposal: &Proposal) -> Result<Vec<Option<&'p FreeSlot>>, Fault> {
    if proposal.rebooked.len() != problem.displaced().len() {
        return Err(Fault::OtherAppointments);
    }
    let mut left: BTreeMap<_, u32> = problem.slots().iter().map(|slot| ((slot.slot, slot.pool), slot.free)).collect();
    let mut taken: Vec<Option<&FreeSlot>> = Vec::new();
    for (rebooked, displaced) in proposal.rebooked.iter().zip(problem.displaced()) {
        let id = displaced.appointment;
        if rebooked.appointment != id {
            return Err(Fault::OtherAppointments);
        }
        let Outcome::Placed(placed) = &rebooked.outcome else {
            taken.push(None);
            continue;
        };
        let is_it = |slot: &&FreeSlot| slot.slot == placed.slot && slot.pool == placed.pool;
        let slot = problem.slots().iter().find(is_it).ok_or(Fault::UnknownSlot(id))?;
        if !may(problem, displaced, slot) {
            return Err(Fault::Rule(id));
        }
        let left = left.get_mut(&(slot.slot, slot.pool)).filter(|left| **left > 0).ok_or(Fault::Seats(id))?;
        *left -= 1;
        let own = problem.displaced().iter().zip(&taken).filter(|(other, _)| other.person == displaced.person);
        for other in own.filter_map(|(_, slot)| *slot) {
            if other.window.start < slot.window.end && slot.window.start < other.window.end {
                return Err(Fault::Overlap(id));
            }
        }
        let kept = match (is_same(displaced, slot), slot.title == displaced.title) {
            (true, _) => crate::Kept::Clinician,
            (false, true) => crate::Kept::Title,
            (false, false) => crate::Kept::Department,
        };
        if placed.kept != kept || u64::from(placed.minutes_later) != later(displaced, slot) {
            return Err(Fault::Words(id));
        }
        taken.push(Some(slot));
    }
    Ok(taken)
}

/// Do the rules allow a slot for an appointment?
fn may(problem: &Problem, displaced: &Displaced, slot: &FreeSlot) -> bool {
    let nothing = crate::Calendar::default();
    let calendar = problem.calendar(displaced.person).unwrap_or(&nothing);
    slot.department == displaced.department
        && slot.channels.contains(&displaced.channel)
        && slot.window.start >= displaced.window.start
        && !calendar.closed.contains(&slot.slot)
        && !calendar.impossible.contains(&slot.date)
        && calendar.busy.iter().all(|busy| busy.end <= slot.window.start || slot.window.end <= busy.start)
}

/// How many whole minutes later a slot begins.
fn later(displaced: &Displaced, slot: &FreeSlot) -> u64 {
    let seconds = slot.window.start.timestamp() - displaced.window.start.timestamp();
    seconds.unsigned_abs() / 60
}

/// Is it on the same device, or, without one, with the same clinician?
fn is_same(displaced: &Displaced, slot: &FreeSlot) -> bool {
    if displaced.device.is_some() { slot.device == displaced.device } else { slot.clinician == displaced.clinician }
}

/// What an appointment costs in a slot, or without one.
fn share(displaced: &Displaced, slot: Option<&FreeSlot>) -> Cost {
    let Some(slot) = slot else { return Cost { unplaced: 1, ..Cost::default() } };
    let same_clinician = is_same(displaced, slot);
    Cost {
        unplaced: 0,
        other_clinician: u32::from(!same_clinician),
        other_title: u32::from(!same_clinician && slot.title != displaced.title),
        lateness: later(displaced, slot).pow(2),
    }
}

/// What no proposal can cost less than, according to a proof.
///
/// # Errors
/// A step that does not hold.
fn bound(problem: &Problem, certificate: &Certificate) -> Result<i128, Fault> {
    let mut least = i128::MAX;
    let mut unused = vec![true; certificate.steps.len()];
    let mut open: Vec<(usize, Vec<(usize, Instant)>)> = vec![(0, Vec::new())];
    while let Some((number, bans)) = open.pop() {
        // Each step is used once, so this ends.
        if !unused.get_mut(number).is_some_and(std::mem::take) {
            return Err(Fault::Step(number));
        }
        match &certificate.steps[number] {
            Step::Bound(duals) => least = least.min(sum(problem, duals, &bans).ok_or(Fault::Step(number))?),
            Step::Split { pair, at, without } => {
                let person = |place: &usize| problem.displaced().get(*place).map(|displaced| displaced.person);
                let [one, two] = pair;
                if one == two || person(one).is_none() || person(one) != person(two) {
                    return Err(Fault::Step(number));
                }
                for (banned, next) in pair.iter().zip(without) {
                    open.push((*next, [&bans[..], &[(*banned, *at)]].concat()));
                }
            }
        }
    }
    Ok(least)
}

/// The sum of dual numbers, if they are ones.
fn sum(problem: &Problem, duals: &Duals, bans: &[(usize, Instant)]) -> Option<i128> {
    let (displaced, slots) = (problem.displaced(), problem.slots());
    if duals.displaced.len() != displaced.len() || duals.slots.len() != slots.len() {
        return None;
    }
    if duals.slots.iter().any(|dual| *dual > 0) {
        return None;
    }
    let mut sum = 0_i128;
    for (place, (displaced, own)) in displaced.iter().zip(&duals.displaced).enumerate() {
        if *own > share(displaced, None).packed() {
            return None;
        }
        for (slot, dual) in slots.iter().zip(&duals.slots) {
            let is_banned =
                |(banned, at): &(usize, Instant)| *banned == place && slot.window.start <= *at && *at < slot.window.end;
            let too_much = || own.checked_add(*dual).is_none_or(|both| both > share(displaced, Some(slot)).packed());
            if slot.department == displaced.department
                && too_much()
                && may(problem, displaced, slot)
                && !bans.iter().any(is_banned)
            {
                return None;
            }
        }
        sum = sum.checked_add(*own)?;
    }
    for (slot, dual) in slots.iter().zip(&duals.slots) {
        sum = sum.checked_add(dual.checked_mul(i128::from(slot.free))?)?;
    }
    Some(sum)
}
