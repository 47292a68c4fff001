use crate::{limits::POLICY_MAX, usecase::prelude::*};
use model::settlement::PolicyAdopted;

/// Adopts an insurance policy; what was settled before stays as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptPolicy {
    /// The whole text of the policy file, which is TOML; it says its own id.
    #[schema(value_type = crate::schema::PolicyFile)]
    pub toml: String,
}

impl UseCase for AdoptPolicy {
    const PATH: Option<&'static str> = Some("/policies");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let bytes = self.toml.len();
        if bytes > POLICY_MAX {
            let refusal = Refusal::new("file-too-large").field("toml");
            return Err(refusal.with("value", bytes as i64).with("max", POLICY_MAX as i64).into());
        }
        let policy = settlement::Policy::parse(&self.toml);
        let policy = policy.map_err(|problems| settlement::problem::first(&problems).field("toml"))?;
        let id = policy.id;
        let toml = self.toml.clone();
        deciding.settlement(PolicyAdopted { policy: id.clone(), toml })?;
        Ok(Answer::PolicyAdopted { policy: id })
    }
}
