//! What an assumption is worth: if a policy does not state a convention, another value of it may give other amounts
//! (decisions.md D8). Only such conventions are shown to the patient, with how much is at stake; if there are none,
//! nothing is shown.

use crate::{
    adjudicate::{Case, Runs},
    policy::Policy,
};
use model::{message::Message, money::Yuan};
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
    let Ok(policy) = policy.terms(case.hospital, case.person, &case.particulars) else { return Vec::new() };
    let alone = Runs::weigh(&policy, case).into_iter();
    let mut found: Vec<Stake> =
        alone.map(|(ground, at_stake)| Stake { convention: ground.convention, at_stake }).collect();
    found.sort_by_key(|stake| std::cmp::Reverse(stake.at_stake));
    found
}
