use crate::usecase::{prelude::*, visits};
use model::{
    id::WaitlistEntryId,
    scheduling::{Channel, Wish, command},
};

/// Joins the waiting list (候补) for windows that are full: whoever waits is asked in turn when a seat is given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinWaitlist {
    /// The person who waits, by their id.
    pub patient: PersonId,
    /// The channel through which it is joined; it must be the asker's own.
    pub channel: Channel,
    /// What is waited for: 1–28 half-days of clinicians, all in one department, each full.
    #[schema(min_items = 1, max_items = 28)]
    pub wishes: Vec<Wish>,
}

impl UseCase for JoinWaitlist {
    const PATH: Option<&'static str> = Some("/waitlist");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        let clinician = self.wishes.first().and_then(|wish| scope.worlds.scheduling.clinician(wish.clinician));
        Resource {
            family: scope.is_family(self.patient),
            departments: clinician.map(|clinician| clinician.department).into_iter().collect(),
            ..Resource::default()
        }
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let patient = visits::who_books(deciding, self.channel, self.patient)?;
        let entry = WaitlistEntryId(deciding.id());
        deciding.on_behalf_of(patient);
        let (channel, wishes) = (self.channel, self.wishes.clone());
        deciding.scheduling(command::JoinWaitlist { entry, patient, channel, wishes })?;
        Ok(Answer::WaitlistJoined { entry })
    }
}
