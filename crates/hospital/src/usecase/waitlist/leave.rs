use crate::usecase::{prelude::*, waits};
use model::{id::WaitlistEntryId, scheduling::command};

/// Leaves the waiting list; a seat that is offered goes to the next who waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveWaitlist {
    /// The entry, by its id.
    pub entry: WaitlistEntryId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for LeaveWaitlist {
    const PATH: Option<&'static str> = Some("/waitlist/{entry}/leave");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_waitlist_entry(self.entry)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.scheduling.who_waits(self.entry).map(|(patient, _)| patient)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        waits::only(deciding, self.entry, command::LeaveWaitlist { entry: self.entry, reason })
    }
}
