use crate::usecase::{prelude::*, stays, steps::Steps};
use chrono::Duration;
use model::{
    id::AdmissionId,
    journey::{Effort, Owner, StepKind, Subject},
    scheduling::command,
};

/// Says that the patient is in bed: the half hour ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OccupyBed {
    /// The admission, by its id.
    pub admission: AdmissionId,
}

impl UseCase for OccupyBed {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/occupy-bed");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let admission = self.admission;
        let before = stays::found(deciding, admission)?;
        deciding.scheduling(command::OccupyBed { admission })?;
        let minutes = before.arrived_at.map_or(0, |arrived| (deciding.now() - arrived).num_minutes());
        let effort = Effort { procedure_minutes: u32::try_from(minutes).unwrap_or_default(), ..Effort::default() };
        let leaves = deciding.now() + Duration::days(i64::from(before.expected_days));
        let subject = Subject::Admission(admission);
        let mut steps = Steps::of(before.journey);
        steps.close(deciding.worlds(), StepKind::Admission, subject, true).count(deciding.worlds(), effort).open(
            StepKind::Stay,
            subject,
            Owner::Ward,
            Some(leaves),
        );
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
