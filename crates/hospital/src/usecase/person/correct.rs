use crate::usecase::prelude::*;
use crate::{request::PersonDetails, usecase::records};

/// Corrects a person's data; the details replace the old ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectPerson {
    /// The person whose data are corrected, by their id.
    pub person: PersonId,
    /// The correct data, complete.
    pub details: PersonDetails,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CorrectPerson {
    const PATH: Option<&'static str> = Some("/persons/{person}/correct");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.person)
    }

    fn about(&self, _: &Worlds) -> Option<PersonId> {
        Some(self.person)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let (id, base) = preparing.present_record(self.person).await?;
        prepared.person = Some(preparing.prepare_person(id, &self.details, base).await?);
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let command = records::correction(deciding, reason, prepared)?;
        deciding.journey(command)?;
        Ok(Answer::Done)
    }
}
