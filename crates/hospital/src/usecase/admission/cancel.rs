use crate::usecase::prelude::*;
use crate::{
    billing,
    usecase::{stays, steps::Steps},
};
use model::{
    id::AdmissionId,
    journey::{StepKind, Subject},
    scheduling::command,
};

/// Takes back the request for an admission, as long as no money is open on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelAdmission {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CancelAdmission {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/cancel");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_stay(self.admission)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn talk(&self) -> Talk {
        Talk::Tells
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let id = self.admission;
        let before = stays::found(deciding, id)?;
        deciding.scheduling(command::CancelAdmission { admission: id, reason })?;
        billing::cancel(deciding, id, false)?;
        let mut steps = Steps::of(before.journey);
        let worlds = deciding.worlds();
        steps.close(worlds, StepKind::Admission, Subject::Admission(id), false).close_if_done(worlds);
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
