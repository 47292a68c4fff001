use crate::usecase::{prelude::*, waits};
use model::{id::WaitlistEntryId, scheduling::command};

/// An offer was not answered in time: the seat is offered to the next who waits. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LapseOffer {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
}

impl UseCase for LapseOffer {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        waits::only(deciding, self.entry, command::LapseOffer { entry: self.entry })
    }
}
