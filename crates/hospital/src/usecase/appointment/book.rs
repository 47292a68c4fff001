use crate::usecase::{prelude::*, visits};
use model::{
    actor::Role,
    decide::{Context, Decider},
    id::{AppointmentId, JourneyId, SlotId},
    scheduling::{Channel, Command, ImpossibleDays, ImpossibleDaysChanged, command},
};
use scheduling::read::{Moment, SlotPlace};

/// Books a seat in a window: the one that is held there for the same person, if there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// The window in which to book, by its id, as the department's windows list it.
    pub slot: SlotId,
    /// The person for whom it is booked, by their id.
    pub patient: PersonId,
    /// The channel through which it is booked; it must be the asker's own.
    pub channel: Channel,
    /// On which days the patient cannot come, in case that another window has to be found; it may be left out, and is
    /// changed as long as the visit is ahead.
    #[serde(default)]
    pub impossible: Option<ImpossibleDays>,
}

impl UseCase for Book {
    const PATH: Option<&'static str> = Some("/appointments");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..scope.of_slot(self.slot) }
    }

    /// When many want the same seat, nearly all answers are refusals.
    fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        would_refuse(worlds, moment, self.slot, self.patient, self.channel)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let person = visits::who_books(deciding, self.channel, self.patient)?;
        let SlotPlace { department, .. } = visits::place_of_slot(deciding, self.slot)?;
        let (slot, channel) = (self.slot, self.channel);
        let answer = visits::booked(deciding, person, department, |appointment, patient, journey| {
            command::Book { appointment, slot, patient, journey, channel }.into()
        })?;
        if let (Answer::Booked { appointment, .. }, Some(days)) = (&answer, &self.impossible)
            && !days.is_empty()
        {
            let (appointment, days) = (*appointment, days.clone());
            deciding.scheduling(ImpossibleDaysChanged { appointment, days })?;
        }
        Ok(answer)
    }
}

/// The channel through which a role books: a patient's phone is not the desk. The hospital itself books through any.
pub(crate) const fn channel_of(role: Role) -> Option<Channel> {
    match role {
        Role::Patient => Some(Channel::Online),
        Role::Desk => Some(Channel::OnSite),
        Role::Clinician => Some(Channel::FollowUp),
        // Through its own use case alone, which says who refers.
        Role::Referrer => Some(Channel::Referral),
        Role::Nurse | Role::Admin | Role::System => None,
    }
}

/// The same decision that books, asked for without booking.
pub(crate) fn would_refuse(
    worlds: &Worlds,
    moment: Moment,
    slot: SlotId,
    patient: PersonId,
    channel: Channel,
) -> Option<Refusal> {
    let (appointment, journey) = (AppointmentId(uuid::Uuid::max()), JourneyId(uuid::Uuid::max()));
    let patient = worlds.journey.canonical(patient);
    refuses(worlds, moment, &command::Book { appointment, slot, patient, journey, channel }.into())
}

/// What scheduling would answer to a command now, if it would refuse it.
pub(crate) fn refuses(worlds: &Worlds, moment: Moment, command: &Command) -> Option<Refusal> {
    let context = Context { now: moment.now, seq: worlds.seq + 1, seed: 0, zone: moment.zone };
    worlds.scheduling.decide(command, &context).err()
}
