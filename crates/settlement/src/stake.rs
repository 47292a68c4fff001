//! What an assumption is worth: if a policy does not state a convention, another value of it may give other amounts
//! (decisions.md D8). Only such conventions are shown to the patient, with how much is at stake; if there are none,
//! nothing is shown.

use crate::{
    adjudicate::{Case, adjudicate},
    policy::{
        AccountPays, BandEdges, Basis, Cap, CapDeductible, CapKind, Convention, FamilyAccount, LineOrder, Part, Period,
        Policy, Repeat, RoundingMode, RoundingPlace, Tier, YearPosition,
    },
};
use model::{message::Message, money::Yuan, settlement::Amounts};
use serde::Serialize;

/// A convention that the policy does not state, and how much depends on it in a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stake {
    /// The name of the convention.
    pub convention: Message,
    /// The most by which another value would move what the patient pays.
    pub at_stake: Yuan,
}

/// The conventions of which another value would give other amounts in this case, greatest stake first. Empty if the
/// policy states everything that matters, or refuses the case.
pub fn stakes(policy: &Policy, case: &Case) -> Vec<Stake> {
    let Ok(ours) = adjudicate(policy, case) else { return Vec::new() };
    let mut weighing = Weighing { policy, case, ours: ours.amounts, found: Vec::new() };
    weighing.conventions();
    let mut found = weighing.found;
    found.sort_by_key(|stake| std::cmp::Reverse(stake.at_stake));
    found
}

struct Weighing<'a> {
    policy: &'a Policy,
    case: &'a Case,
    ours: Amounts,
    found: Vec<Stake>,
}

impl Weighing<'_> {
    fn conventions(&mut self) {
        self.each(RoundingMode::ALL, |policy| Some(&mut policy.rounding.mode));
        self.each(RoundingPlace::ALL, |policy| Some(&mut policy.rounding.place));
        self.each(LineOrder::ALL, |policy| Some(&mut policy.line_order));
        self.each(FamilyAccount::ALL, |policy| Some(&mut policy.account.family));
        self.each(AccountPays::ALL, |policy| Some(&mut policy.account.pays));
        self.each(BandEdges::ALL, |policy| Some(&mut policy.pool.as_mut()?.band_edges));
        self.each(Period::ALL, |policy| Some(&mut policy.pool.as_mut()?.band_period));
        self.each(YearPosition::ALL, |policy| Some(&mut policy.pool.as_mut()?.year_position));
        self.each(Repeat::ALL, |policy| Some(&mut policy.pool.as_mut()?.deductible.repeat));
        self.cap(|policy| Some(&mut policy.pool.as_mut()?.cap));
        self.tier(|policy| policy.second_tier.as_mut());
        self.tier(|policy| policy.serious_illness.as_mut());
        if self.case.person.assistance {
            self.tier(|policy| policy.assistance.as_mut());
        }
    }

    fn cap(&mut self, place: impl Fn(&mut Policy) -> Option<&mut Cap>) {
        // If a cap has no amount, another kind of cap has nothing to cap.
        if place(&mut self.policy.clone()).is_some_and(|cap| !cap.amount.value.is_zero()) {
            self.each(CapKind::ALL, |policy| place(policy).map(|cap| &mut cap.kind));
        }
        self.each(Period::ALL, |policy| place(policy).map(|cap| &mut cap.period));
        self.each(CapDeductible::ALL, |policy| place(policy).map(|cap| &mut cap.deductible));
    }

    fn tier(&mut self, place: impl Fn(&mut Policy) -> Option<&mut Tier>) {
        let mut policy = self.policy.clone();
        let Some(tier) = place(&mut policy) else { return };
        let base = tier.base.clone();
        // Each part added or removed, the others unchanged.
        let other = |part: &Part| {
            let mut parts = base.value.clone();
            match parts.iter().position(|one| one == part) {
                Some(place) => drop(parts.remove(place)),
                None => parts.push(*part),
            }
            parts
        };
        let others: Vec<Vec<Part>> = Part::ALL.iter().map(other).collect();
        self.each(&others, |policy| place(policy).map(|tier| &mut tier.base));
        self.each(BandEdges::ALL, |policy| place(policy).map(|tier| &mut tier.band_edges));
        self.each(Period::ALL, |policy| place(policy).map(|tier| &mut tier.period));
        self.cap(|policy| place(policy).map(|tier| &mut tier.cap));
    }

    /// Weighs one convention: what each other value would move.
    fn each<T: Clone + PartialEq>(&mut self, values: &[T], place: impl Fn(&mut Policy) -> Option<&mut Convention<T>>) {
        let mut policy = self.policy.clone();
        let Some(convention) = place(&mut policy).map(|found| found.clone()) else { return };
        if matches!(convention.basis, Basis::Source(_)) {
            return;
        }
        let mut at_stake = Yuan::ZERO;
        for value in values.iter().filter(|value| **value != convention.value) {
            if let Some(varied) = place(&mut policy) {
                varied.value = value.clone();
            }
            let Ok(other) = adjudicate(&policy, self.case) else { continue };
            at_stake = at_stake.max(moved(&self.ours, &other.amounts));
        }
        if !at_stake.is_zero() {
            self.found.push(Stake { convention: convention.ground().convention, at_stake });
        }
    }
}

/// The greater of two differences: between fund and patient, and between account and cash.
fn moved(ours: &Amounts, other: &Amounts) -> Yuan {
    let apart = |one: Yuan, two: Yuan| if one > two { one - two } else { two - one };
    apart(ours.psn_part_amt, other.psn_part_amt).max(apart(ours.psn_cash_pay, other.psn_cash_pay))
}
