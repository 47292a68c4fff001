use crate::usecase::prelude::*;
use model::{id::EntrantId, scheduling::command};

/// Leaves a draw while its list is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveDraw {
    /// The entrant, by the id that joining has answered.
    pub entrant: EntrantId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for LeaveDraw {
    const PATH: Option<&'static str> = Some("/entrants/{entrant}/leave");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_entrant(self.entrant)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.scheduling.who_entered(self.entrant).map(|(patient, _)| patient)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let found = deciding.worlds().scheduling.who_entered(self.entrant);
        deciding.on_behalf_of(found.ok_or_else(|| not_there("entrant"))?.0);
        deciding.scheduling(command::LeaveDraw { entrant: self.entrant, reason, by_hospital: false })?;
        Ok(Answer::Done)
    }
}
