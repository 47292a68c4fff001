use crate::usecase::prelude::*;
use crate::{
    billing,
    usecase::{stays, steps::Steps},
};
use chrono::Duration;
use model::{
    id::AdmissionId,
    journey::{Owner, StepKind, Subject},
    scheduling::command,
};

/// Says that an inpatient leaves the hospital; the bed is to be cleaned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discharge {
    /// The admission, by its id.
    pub admission: AdmissionId,
}

impl UseCase for Discharge {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/discharge");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn talk(&self) -> Talk {
        Talk::Discharged(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        // Settlement knows where it was settled; what is left to do is the follow-up, and the settlement if it is open.
        let admission = self.admission;
        let before = stays::found(deciding, admission)?;
        let settled = billing::settled_at(deciding.worlds(), admission);
        deciding.scheduling(command::Discharge { admission, settled })?;
        let due = deciding.now() + Duration::days(FOLLOW_UP_DAYS);
        let subject = Subject::Admission(admission);
        let mut steps = Steps::of(before.journey);
        steps
            .close(deciding.worlds(), StepKind::Stay, subject, true)
            .pass(StepKind::Discharge, subject, Owner::Ward)
            .open(StepKind::FollowUp, subject, Owner::Clinician, Some(due));
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}

/// Days from the discharge until the follow-up is due.
const FOLLOW_UP_DAYS: i64 = 14;
