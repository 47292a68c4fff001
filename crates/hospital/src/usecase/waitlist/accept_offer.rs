use crate::usecase::{prelude::*, visits, waits};
use model::{
    id::{SlotId, WaitlistEntryId},
    scheduling::command,
};

/// Accepts an offer: the seat is booked, and the entry ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptOffer {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
    /// The window of the seat that is offered, by its id: whoever has looked at another offer answers nothing.
    pub slot: SlotId,
}

impl UseCase for AcceptOffer {
    const PATH: Option<&'static str> = Some("/waitlist/{entry}/accept");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let entry = self.entry;
        let (patient, department) = waits::offered(deciding, (entry, self.slot))?;
        let person = visits::present(deciding, patient)?;
        visits::booked(deciding, person, department, |appointment, patient, journey| {
            command::AcceptOffer { entry, appointment, patient, journey }.into()
        })
    }
}
