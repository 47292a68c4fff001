//! What a deposit should be about.

use crate::{view::DepositSuggestion, worlds::Worlds};
use model::{money::Yuan, settlement::Amounts};
use rust_decimal::{Decimal, RoundingStrategy};
use scheduling::view::AdmissionView;
use settlement::SettlementState;

/// Fewer settlements than this say nothing (assumed).
const CASES_MIN: usize = 3;
/// The last so many settlements of the disease count (assumed).
const CASES_MAX: usize = 50;
/// A deposit is suggested in steps of so many yuan (assumed).
const STEP_YUAN: i64 = 100;

/// The mean of what patients with the same disease paid themselves in the hospital's own settlements: since 2025-06-30
/// an inpatient deposit should be about that. Nothing where there are too few.
pub(crate) fn suggest(worlds: &Worlds, stay: &AdmissionView) -> Option<DepositSuggestion> {
    let mut personal: Vec<(model::time::Instant, Yuan)> = Vec::new();
    for bill in worlds.settlement.bills() {
        let Some(settlement) = worlds.settlement.current_settlement(bill.admission) else { continue };
        let settled = matches!(settlement.state, SettlementState::Settled | SettlementState::Paid);
        let Some(at) = settlement.settled_at.filter(|_| settled) else { continue };
        let same = worlds.scheduling.admission(bill.admission).is_some_and(|other| other.diagnosis == stay.diagnosis);
        if same && bill.insurance == insurance(worlds, stay) {
            let Amounts { psn_part_amt, .. } = settlement.amounts();
            personal.push((at, *psn_part_amt));
        }
    }
    personal.sort_unstable_by_key(|(at, _)| std::cmp::Reverse(*at));
    personal.truncate(CASES_MAX);
    let cases = personal.len();
    if cases < CASES_MIN {
        return None;
    }
    let sum: Yuan = personal.iter().map(|(_, amount)| *amount).sum();
    let steps = sum.decimal() / Decimal::from(cases as i64 * STEP_YUAN);
    let steps = steps.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let amount = Yuan::exact(steps * Decimal::from(STEP_YUAN)).ok()?;
    Some(DepositSuggestion { amount, cases: cases as u32 })
}

/// The scheme of the stay's bill.
fn insurance(worlds: &Worlds, stay: &AdmissionView) -> model::journey::InsuranceType {
    let bill = worlds.settlement.bill(stay.id);
    bill.map_or(model::journey::InsuranceType::SelfPay, |bill| bill.insurance)
}
