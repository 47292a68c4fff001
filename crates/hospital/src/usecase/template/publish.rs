use crate::usecase::prelude::*;
use model::{
    id::{SessionId, SlotId, TemplateId},
    scheduling::command,
    time::BusinessDate,
};

/// Publishes the session that a template gives for a day. The hospital does it by itself when its time has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishFromTemplate {
    /// The template, by its id.
    pub template: TemplateId,
    /// The day.
    pub date: BusinessDate,
}

impl UseCase for PublishFromTemplate {
    const PATH: Option<&'static str> = None;

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let Self { template, date } = *self;
        let session = SessionId(deciding.id());
        // Whether it gives one at all is scheduling's to say.
        let slots = deciding.worlds().scheduling.template_slots(template, date).unwrap_or(0);
        let slots: Vec<SlotId> = (0..slots).map(|_| SlotId(deciding.id())).collect();
        deciding.scheduling(command::PublishFromTemplate { template, date, session, slots: slots.clone() })?;
        Ok(Answer::SessionPublished { session, slots })
    }
}
