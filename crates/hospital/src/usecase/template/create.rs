use crate::usecase::{prelude::*, room_is_named};
use model::{
    id::{ClinicianId, TemplateId},
    scheduling::{TemplatePlan, command},
};

/// Adds a template of sessions: a clinician sees patients each week, or each second week, on one day of the week. Its
/// sessions are published by themselves, so many days ahead, on no holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTemplate {
    /// The clinician, by their id.
    pub clinician: ClinicianId,
    /// What it says.
    pub plan: TemplatePlan,
}

impl UseCase for CreateTemplate {
    const PATH: Option<&'static str> = Some("/templates");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let template = TemplateId(deciding.id());
        room_is_named(&self.plan.room)?;
        let (clinician, plan) = (self.clinician, self.plan.clone());
        deciding.scheduling(command::CreateTemplate { template, clinician, plan })?;
        Ok(Answer::TemplateCreated { template })
    }
}
