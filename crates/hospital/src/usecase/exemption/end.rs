use crate::usecase::prelude::*;
use model::{id::ExemptionId, scheduling::command};

/// Ends an exemption from booking rules before its last day. What was booked stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndExemption {
    /// The exemption, by its id.
    pub exemption: ExemptionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for EndExemption {
    const PATH: Option<&'static str> = Some("/exemptions/{exemption}/end");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.scheduling.exemption(self.exemption).map(|exemption| exemption.patient)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let exemption = self.exemption;
        let found = deciding.worlds().scheduling.exemption(exemption).ok_or_else(|| not_there("exemption"))?;
        deciding.on_behalf_of(found.patient);
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::EndExemption { exemption, reason })?;
        Ok(Answer::Done)
    }
}
