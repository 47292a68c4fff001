use crate::usecase::prelude::*;
use model::scheduling::{BookingRules, RulesAdopted};

/// Adopts rules of booking, from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptRules {
    /// The rules.
    pub rules: BookingRules,
}

impl UseCase for AdoptRules {
    const PATH: &'static str = "/rules";

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(RulesAdopted { rules: self.rules.clone() })?;
        Ok(Answer::Done)
    }
}
