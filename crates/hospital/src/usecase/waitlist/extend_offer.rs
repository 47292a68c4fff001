use crate::usecase::{prelude::*, waits};
use model::{
    id::{SlotId, WaitlistEntryId},
    scheduling::command,
};

/// Asks for more time to answer an offer; once an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendOffer {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
    /// The window of the seat that is offered, by its id: whoever has looked at another offer answers nothing.
    pub slot: SlotId,
}

impl UseCase for ExtendOffer {
    const PATH: Option<&'static str> = Some("/waitlist/{entry}/extend");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        waits::answered(deciding, (self.entry, self.slot), command::ExtendOffer { entry: self.entry })
    }
}
