use crate::{read::bed_rules_version, usecase::prelude::*};
use model::scheduling::{BedRules, BedRulesAdopted};

/// Adopts the weights of the rules by which beds are suggested. They count from now on; beds that are kept stay as they
/// are. To take it back, adopt the earlier ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptBedRules {
    /// All weights.
    pub rules: BedRules,
    /// The version of the weights that the caller saw, as their page names it: if others were adopted since, nothing is
    /// done. Without it, whatever there is is replaced.
    #[serde(default)]
    pub version: Option<u32>,
}

impl UseCase for AdoptBedRules {
    const PATH: Option<&'static str> = Some("/bed-rules");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let version = bed_rules_version(&deciding.worlds().scheduling);
        if self.version.is_some_and(|seen| seen != version) {
            return Err(Refusal::new("rules-changed-meanwhile").field("rules").into());
        }
        deciding.scheduling(BedRulesAdopted { rules: self.rules.clone() })?;
        Ok(Answer::Done)
    }
}
