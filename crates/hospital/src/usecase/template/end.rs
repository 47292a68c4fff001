use crate::usecase::prelude::*;
use model::{id::TemplateId, scheduling::command, time::BusinessDate};

/// Ends a template of sessions. Sessions that are published already stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndTemplate {
    /// The template, by its id, as the list of templates names it.
    pub template: TemplateId,
    /// The last day for which it still counts; yesterday at the earliest.
    pub until: BusinessDate,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for EndTemplate {
    const PATH: Option<&'static str> = Some("/templates/{template}/end");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::EndTemplate { template: self.template, until: self.until, reason })?;
        Ok(Answer::Done)
    }
}
