use crate::{read::rules::rules_version, usecase::prelude::*};
use model::{
    actor::Role,
    scheduling::{BookingRules, RulesAdopted, RulesScope},
};

/// Adopts booking rules from a day on: those of the hospital, or what is different in a department or a session. An
/// empty set takes back what was different there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptRules {
    /// What they apply to; the whole hospital if left out.
    #[serde(default)]
    pub scope: RulesScope,
    /// The rules, from today or a later day on; for a department or a session only those that differ there.
    pub rules: BookingRules,
    /// The version of the scope's sets that the caller saw, as the page of the rules names it: if one was adopted since,
    /// nothing is done. Without it, whatever there is is changed.
    #[serde(default)]
    pub version: Option<u32>,
}

impl UseCase for AdoptRules {
    const PATH: Option<&'static str> = Some("/rules");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let version = rules_version(&deciding.worlds().scheduling, self.scope);
        if self.version.is_some_and(|seen| seen != version) {
            return Err(Refusal::new("rules-changed-meanwhile").field("rules").into());
        }
        // What sets the hospital up may say what was in force before.
        let today = deciding.today();
        if self.rules.valid_from < today && deciding.actor().role != Role::System {
            let refusal = Refusal::new("rules-in-past").field("valid_from");
            return Err(refusal.with("value", self.rules.valid_from.0).with("today", today.0).into());
        }
        deciding.scheduling(RulesAdopted { scope: self.scope, rules: self.rules.clone() })?;
        Ok(Answer::Done)
    }
}
