use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{
    actor::Role,
    decide::{Context, Decider},
    id::{AppointmentId, JourneyId, SlotId, short_code},
    journey::{Owner, StepKind},
    scheduling::{Channel, Command, command},
};
use scheduling::read::{Moment, SlotPlace};

/// Books a seat in a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// The window in which to book, by its id, as the department's windows list it.
    pub slot: SlotId,
    /// The person for whom it is booked, by their id.
    pub patient: PersonId,
    /// The channel through which it is booked; it must be the asker's own.
    pub channel: Channel,
}

impl UseCase for Book {
    const PATH: &'static str = "/appointments";

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..scope.of_slot(self.slot) }
    }

    /// When many want the same seat, nearly all answers are refusals.
    fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        would_refuse(worlds, moment, self.slot, self.patient, self.channel)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let role = deciding.actor().role;
        if role != Role::System && channel_of(role) != Some(self.channel) {
            return Err(Refusal::new("channel-not-yours").field("channel").into());
        }
        let worlds = deciding.worlds();
        let row = worlds.journey.person(self.patient).ok_or_else(|| Refusal::new("person-unknown").field("patient"))?;
        if row.erased.is_some() {
            return Err(Refusal::new("person-erased").field("patient").into());
        }
        let person = row.id;
        let SlotPlace { department, until, .. } = visits::place_of_slot(deciding, self.slot)?;
        let (appointment, fresh) = (AppointmentId(deciding.id()), JourneyId(deciding.id()));
        let open = deciding.worlds().journey.open_journey(person, department);
        // What continues a journey belongs to the record that the journey belongs to, so that undoing a merge parts
        // them correctly.
        let (journey, patient) = open.map_or((fresh, person), |journey| (journey.id, journey.person));
        // A follow-up waits for the patient to come back, and somebody who was not seen for another window.
        let awaited: Vec<_> = open
            .iter()
            .flat_map(|journey| journey.open_steps())
            .filter(|step| matches!(step.kind, StepKind::FollowUp | StepKind::Booking))
            .map(|step| (step.kind, step.subject))
            .collect();

        deciding.on_behalf_of(patient);
        let (slot, channel) = (self.slot, self.channel);
        let decided = deciding.scheduling(command::Book { appointment, slot, patient, journey, channel })?;
        let expected_at = visits::expected(&decided).ok_or_else(|| not_there("slot"))?;
        let mut steps = Steps::of(journey);
        if journey == fresh {
            steps.begin(patient, department);
        }
        for (kind, subject) in awaited {
            steps.close(deciding.worlds(), kind, subject, true);
        }
        steps.pass(StepKind::Booking, visit(appointment), Owner::Patient);
        steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, Some(until));
        deciding.journey(steps.command())?;
        Ok(Answer::Booked { appointment, journey, code: short_code(appointment.0), expected_at })
    }
}

/// The channel through which a role books: a patient's phone is not the desk. The hospital itself books through any.
pub(crate) const fn channel_of(role: Role) -> Option<Channel> {
    match role {
        Role::Patient => Some(Channel::Online),
        Role::Desk => Some(Channel::OnSite),
        Role::Clinician => Some(Channel::FollowUp),
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
    let command = Command::Book(command::Book { appointment, slot, patient, journey, channel });
    let context = Context { now: moment.now, seq: worlds.seq + 1, seed: 0, zone: moment.zone };
    worlds.scheduling.decide(&command, &context).err()
}
