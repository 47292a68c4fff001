use crate::billing;
use crate::usecase::{prelude::*, stays, steps::Steps};
use model::{
    id::AdmissionId,
    journey::{Owner, StepKind, Subject},
    scheduling::command,
};

/// Takes a discharge back: the patient lies in the bed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoDischarge {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoDischarge {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/undo-discharge");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_stay(self.admission)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let admission = self.admission;
        let before = stays::found(deciding, admission)?;
        deciding.scheduling(command::UndoDischarge { admission, reason })?;
        // Only now: a discharge that cannot be undone any more is no reason to take a settlement back.
        billing::check_not_settled(deciding.worlds(), admission)?;
        let subject = Subject::Admission(admission);
        let mut steps = Steps::of(before.journey);
        steps.close(deciding.worlds(), StepKind::FollowUp, subject, false);
        steps.open(StepKind::Stay, subject, Owner::Ward, None);
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
