//! Today's seats beside those that cost least, computed exactly.

use super::decimal;
use crate::view::TunedSeats;
use model::{message::Refusal, scheduling::TemplatePlan};
use schedules::{
    Calls, Evaluation, Problem, Rule, Setting, Weights, learn,
    limits::{OPTIMISED_SLOTS, PATIENTS},
    wait_by_slot,
};

/// The most that a weight can be.
const WEIGHT_MAX: u16 = 1000;

/// A weight that was asked for; 1 if none was.
///
/// # Errors
/// `out-of-range`.
pub(super) fn weight(field: &'static str, asked: Option<i64>) -> Result<u16, Refusal> {
    let value = asked.unwrap_or(1);
    let refused =
        Refusal::new("out-of-range").field(field).with("value", value).with("min", 0_i64).with("max", WEIGHT_MAX);
    u16::try_from(value).ok().filter(|value| *value <= WEIGHT_MAX).ok_or(refused)
}

/// What a minute of mean waiting and one of overtime weigh.
///
/// # Errors
/// `tuning-no-weight` if both are 0.
pub(super) fn weights(wait: u16, overtime: u16) -> Result<Weights, Refusal> {
    Weights::new(wait.into(), overtime.into()).map_err(|_| Refusal::new("tuning-no-weight").field("wait_weight"))
}

/// The plan's seats, and as many as them where they cost least.
///
/// # Errors
/// `tuning-windows`, `tuning-seats`, `tuning-effort`: more than can be compared with all others; `tuning-service`.
pub(super) fn tuned(
    setting: &Setting,
    plan: &TemplatePlan,
    weights: Weights,
) -> Result<(TunedSeats, TunedSeats), Refusal> {
    let seats = plan.capacity.of_windows(plan.windows());
    let present = calls("plan", &seats)?;
    /// The most seats of one window, as for any session.
    const SEATS_MAX: u32 = 50;
    let proposal = learn::propose(setting, &present, weights).map_err(refused)?;
    let present = seats_of(setting, &proposal.present, &proposal.evaluation, proposal.cost)?;
    let best = &proposal.best;
    if let Some(most) = best.calls.as_slice().iter().max().filter(|most| **most > SEATS_MAX) {
        return Refusal::new("tuning-window-seats")
            .field("plan")
            .with("value", i64::from(*most))
            .with("limit", i64::from(SEATS_MAX))
            .err();
    }
    Ok((present, seats_of(setting, &best.calls, &best.evaluation, best.cost)?))
}

/// Seats that all are called to.
///
/// # Errors
/// `tuning-windows`, `tuning-seats`: more than are computed.
pub(super) fn calls(field: &'static str, seats: &[u16]) -> Result<Calls, Refusal> {
    let patients: u32 = seats.iter().copied().map(u32::from).sum();
    if !OPTIMISED_SLOTS.contains(&seats.len()) {
        return Refusal::new("tuning-windows")
            .field(field)
            .with("value", seats.len() as i64)
            .with("limit", *OPTIMISED_SLOTS.end() as i64)
            .err();
    }
    if !PATIENTS.contains(&patients) {
        return Refusal::new("tuning-seats")
            .field(field)
            .with("value", i64::from(patients))
            .with("limit", i64::from(*PATIENTS.end()))
            .err();
    }
    Calls::new(seats.iter().copied().map(u32::from).collect()).map_err(refused)
}

pub(super) fn refused(problem: Problem) -> Refusal {
    if let Rule::Effort(limit) = problem.rule {
        return Refusal::new("tuning-effort").field("plan").with("limit", i64::try_from(limit).unwrap_or(i64::MAX));
    }
    tracing::warn!(%problem, "visits from which nothing can be computed");
    Refusal::new("tuning-service").field("plan")
}

fn seats_of(setting: &Setting, calls: &Calls, found: &Evaluation, cost: f64) -> Result<TunedSeats, Refusal> {
    let waits = wait_by_slot(setting, calls).map_err(refused)?;
    Ok(TunedSeats {
        seats: calls.as_slice().iter().map(|called| u16::try_from(*called).unwrap_or(u16::MAX)).collect(),
        wait_minutes: decimal(found.wait_mean),
        overtime_minutes: decimal(found.overtime),
        idle_minutes: decimal(found.idle),
        overtime_probability: decimal(found.p_overtime),
        cost: decimal(cost),
        waits: waits.into_iter().map(|wait| wait.map(decimal)).collect(),
    })
}
