use crate::usecase::prelude::*;
use model::scheduling::{BookingRules, RulesAdopted, RulesScope};

/// Adopts booking rules from a day on: those of the hospital, or what is different in a department or a session. An
/// empty set takes back what was different there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptRules {
    /// What they apply to; the whole hospital if left out.
    #[serde(default)]
    pub scope: RulesScope,
    /// The rules; for a department or a session only those that differ there.
    pub rules: BookingRules,
}

impl UseCase for AdoptRules {
    const PATH: Option<&'static str> = Some("/rules");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(RulesAdopted { scope: self.scope, rules: self.rules.clone() })?;
        Ok(Answer::Done)
    }
}
