use crate::billing;
use crate::usecase::prelude::*;
use model::{
    id::{AdmissionId, SettlementId},
    settlement::{Event, command},
};

/// Has the insurance platform make the trial settlement of a stay, to be shown before anybody signs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Presettle {
    /// The admission, by its id.
    pub admission: AdmissionId,
}

impl UseCase for Presettle {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/presettle");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn talk(&self) -> Talk {
        Talk::TrialFirst(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        billing::check_in_bed(deciding.worlds(), self.admission)?;
        let settlement = SettlementId(deciding.id());
        let events = deciding.settlement(command::Presettle { settlement, admission: self.admission })?;
        let fingerprint = events.into_iter().find_map(|event| {
            let Event::Presettled(presettled) = event else { return None };
            Some(presettled.fingerprint)
        });
        Ok(Answer::Presettled { settlement, fingerprint: fingerprint.unwrap_or_default() })
    }
}
