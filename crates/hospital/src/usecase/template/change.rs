use crate::{
    read::templates::version_of,
    usecase::{prelude::*, room_is_named},
};
use model::{
    id::TemplateId,
    scheduling::{TemplatePlan, command},
};

/// Changes what a template of sessions says, from a day on, today at the earliest. Sessions that are published already
/// stay as they are; a plan for a later day that was said before is dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTemplate {
    /// The template, by its id, as the list of templates names it.
    pub template: TemplateId,
    /// What it says from the first day of the plan on.
    pub plan: TemplatePlan,
    /// The template's version that the caller saw, as the list of templates names it: if what the template says was
    /// changed since, nothing is done. Without it, whatever it says is changed.
    #[serde(default)]
    pub version: Option<u32>,
}

impl UseCase for ChangeTemplate {
    const PATH: Option<&'static str> = Some("/templates/{template}/change");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        room_is_named(&self.plan.room)?;
        let today = deciding.today();
        let said = deciding.worlds().scheduling.template(self.template).map(|one| version_of(&one.plans, today));
        if said.is_some_and(|said| self.version.is_some_and(|seen| seen != said)) {
            return Err(Refusal::new("template-changed-meanwhile").field("plan").into());
        }
        deciding.scheduling(command::ChangeTemplate { template: self.template, plan: self.plan.clone() })?;
        Ok(Answer::Done)
    }
}
