use crate::usecase::{prelude::*, waits};
use model::{
    id::{SlotId, WaitlistEntryId},
    scheduling::command,
};

/// Lets an offer pass: the seat is offered to the next who waits, and the place in the line stays for as often as the rules say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassOffer {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
    /// The window of the seat that is offered, by its id: whoever has looked at another offer answers nothing.
    pub slot: SlotId,
}

impl UseCase for PassOffer {
    const PATH: Option<&'static str> = Some("/waitlist/{entry}/pass");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        waits::answered(deciding, (self.entry, self.slot), command::PassOffer { entry: self.entry })
    }
}
