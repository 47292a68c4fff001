use crate::usecase::prelude::*;
use crate::{
    request::FormAnswers,
    usecase::{records, stays},
};
use model::{
    id::AdmissionId,
    scheduling::{Formality, command},
};

/// Fills the one form with what is not known yet; the formality `form` is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitAdmissionForm {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// What was typed; all of it may be left out.
    #[serde(default)]
    pub answers: FormAnswers,
}

impl UseCase for SubmitAdmissionForm {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/form");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let patient = preparing.worlds().scheduling.admission(self.admission).map(|stay| stay.patient);
        if let Some(patient) = patient.filter(|_| self.answers != FormAnswers::default()) {
            prepared.person = Some(preparing.prepare_form(patient, &self.answers).await?);
        }
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        // What was typed becomes a new version of the person's record; nothing that is known is typed again.
        stays::found(deciding, self.admission)?;
        deciding.scheduling(command::DoFormality { admission: self.admission, formality: Formality::Form })?;
        if prepared.person.is_some() {
            let command = records::correction(deciding, ReasonCode::Other.into(), prepared)?;
            deciding.journey(command)?;
        }
        Ok(Answer::Done)
    }
}
