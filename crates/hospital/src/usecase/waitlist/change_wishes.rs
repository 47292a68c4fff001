use crate::usecase::{prelude::*, waits};
use model::{
    id::WaitlistEntryId,
    scheduling::{Wish, command},
};

/// Waits for other half-days or clinicians. What was waited for before keeps its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeWishes {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
    /// What is waited for from now on: 1–28 half-days of clinicians, all in the entry's department.
    #[schema(min_items = 1, max_items = 28)]
    pub wishes: Vec<Wish>,
}

impl UseCase for ChangeWishes {
    const PATH: Option<&'static str> = Some("/waitlist/{entry}/wishes");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        waits::only(deciding, self.entry, command::ChangeWishes { entry: self.entry, wishes: self.wishes.clone() })
    }
}
