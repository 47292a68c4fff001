use crate::usecase::prelude::*;
use crate::{
    billing,
    directory::short_text,
    limits::NUMBER_MAX,
    usecase::{
        stays,
        steps::{Steps, trip},
    },
};
use model::{id::AdmissionId, person::CredentialKind, refusal, scheduling::command};

/// Says that the patient is here to be admitted: the half hour begins, and the bill is opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrive {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// The credential by which the patient was recognised, if no number is given.
    pub credential: CredentialKind,
    /// The number that was scanned or typed, of whatever kind of credential: it must be the patient's, and tells which
    /// kind it is. Without one, a record that opens by the arrival alone is reported.
    #[serde(default)]
    #[schema(value_type = Option<crate::schema::ShownNumber>)]
    pub number: Option<String>,
}

impl UseCase for Arrive {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/arrive");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn opens(&self, worlds: &Worlds) -> Option<Opens> {
        if self.number.is_some() {
            return None;
        }
        let patient = worlds.scheduling.admission(self.admission)?.patient;
        Some(Opens { patient, stay: Some(self.admission) })
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        if let Some(number) = &self.number {
            prepared.shown = preparing.lookups.credential_any(&short_text(number, "number", NUMBER_MAX)?);
        }
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let admission = self.admission;
        let before = stays::found(deciding, admission)?;
        let shown = &prepared.shown;
        let credential = if shown.is_empty() {
            self.credential
        } else {
            let own = deciding.worlds().journey.credentials_of(before.patient);
            let meant = own.into_iter().find(|own| shown.contains(own)).map(|own| own.kind);
            meant.ok_or_else(|| Refusal::new(refusal::CREDENTIAL_NOT_THEIRS).field("number"))?
        };
        deciding.scheduling(command::Arrive { admission, credential })?;
        billing::open_bill(deciding, &before)?;
        let mut steps = Steps::of(before.journey);
        let trip = trip(deciding, before.journey, before.patient);
        steps.count(deciding.worlds(), trip);
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
