//! How much a deposit should be, roughly.

use crate::worlds::Worlds;
use model::{money::Yuan, settlement::Amounts};
use rust_decimal::{Decimal, RoundingStrategy};
use scheduling::read::AdmissionView;
use serde::Serialize;
use utoipa::ToSchema;

/// Fewer settlements than this give no suggestion (assumed).
const CASES_MIN: usize = 3;
/// Only this many of the latest settlements of the disease count (assumed).
const CASES_MAX: usize = 50;
/// Deposits are suggested in steps of this many yuan (assumed).
const STEP_YUAN: i64 = 100;

/// Roughly how much a deposit should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepositSuggestion {
    /// Mean of what patients with the same disease paid themselves, to whole 100 yuan.
    pub amount: Yuan,
    /// How many settlements this is based on.
    pub cases: u32,
}

/// The mean of what patients with the same disease paid themselves in the hospital's own settlements: since 2025-06-30
/// an inpatient deposit should be about that. `None` when there are too few.
pub(crate) fn suggest(worlds: &Worlds, stay: &AdmissionView) -> Option<DepositSuggestion> {
    let mut personal: Vec<(model::time::Instant, Yuan)> = Vec::new();
    let scheme = insurance(worlds, stay);
    for bill in worlds.settlement.bills().filter(|bill| bill.insurance == scheme) {
        let Some(settlement) = worlds.settlement.current_settlement(bill.admission) else { continue };
        let Some(at) = settlement.settled_at.filter(|_| settlement.state.is_settled()) else { continue };
        let same = worlds.scheduling.admission(bill.admission).is_some_and(|other| other.diagnosis == stay.diagnosis);
        if same {
            let Amounts { psn_part_amt, .. } = settlement.amounts();
            personal.push((at, *psn_part_amt));
        }
    }
    personal.sort_unstable_by_key(|(at, _)| std::cmp::Reverse(*at));
    let latest: Vec<Yuan> = personal.into_iter().take(CASES_MAX).map(|(_, amount)| amount).collect();
    mean(&latest)
}

/// The mean, rounded half up to whole steps; `None` when there are too few.
fn mean(personal: &[Yuan]) -> Option<DepositSuggestion> {
    let cases = personal.len();
    if cases < CASES_MIN {
        return None;
    }
    let sum: Yuan = personal.iter().copied().sum();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deposit_is_the_mean_personal_part_to_whole_hundreds() {
        let yuan = |amounts: &[i64]| amounts.iter().map(|amount| Yuan::from_fen(amount * 100)).collect::<Vec<_>>();
        assert_eq!(mean(&yuan(&[1000, 1000])), None, "two say nothing");
        let suggested = |amounts: &[i64]| mean(&yuan(amounts)).map(|found| (found.amount.fen() / 100, found.cases));
        assert_eq!(suggested(&[1000, 1100, 1350]), Some((1200, 3)), "1,150 is half up");
        assert_eq!(suggested(&[920, 920, 920, 921]), Some((900, 4)));
        assert_eq!(suggested(&[0, 0, 10]), Some((0, 3)));
    }
}
