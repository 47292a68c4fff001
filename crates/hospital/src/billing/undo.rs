//! When a settlement may be taken back, and what has to wait for that.

use crate::{failure::Failure, worlds::Worlds};
use model::{
    id::{AdmissionId, SettlementId, short_code},
    message::Refusal,
    refusal,
};
use settlement::SettlementState;

/// Refuses when another stay of this person was settled after this one, or is being settled: what the insurer paid for
/// that one counts what this one used.
///
/// # Errors
/// `later-stay-settled`, which names it.
pub(crate) fn check_none_settled_later(worlds: &Worlds, settlement: SettlementId) -> Result<(), Failure> {
    let world = &worlds.settlement;
    let Some(row) = world.settlement(settlement).filter(|row| row.settled.is_some()) else { return Ok(()) };
    let Some(patient) = world.bill(row.admission).map(|bill| bill.patient) else { return Ok(()) };
    let people = worlds.journey.aliases_of(patient);
    let mut others = people.iter().flat_map(|person| worlds.scheduling.admissions_of(*person));
    let is_later = |admission: AdmissionId| {
        world.current_settlement(admission).is_some_and(|other| {
            let since = other.settled.is_some() && other.settled_at > row.settled_at;
            other.state == SettlementState::Submitted || other.state.is_settled() && since
        })
    };
    let Some(later) = others.find(|stay| stay.id != row.admission && is_later(stay.id)) else { return Ok(()) };
    Err(Refusal::new(refusal::LATER_STAY_SETTLED)
        .field("settlement")
        .with("stay", later.id.to_string())
        .with("code", short_code(later.id.0))
        .into())
}

/// Who lies here again is charged again, so the bill must be open: a settlement is taken back first.
///
/// # Errors
/// `take-back-first`.
pub(crate) fn check_not_settled(worlds: &Worlds, admission: AdmissionId) -> Result<(), Failure> {
    if worlds.settlement.is_settled(admission) {
        return Err(Refusal::new(refusal::TAKE_BACK_FIRST).field("admission").into());
    }
    Ok(())
}
