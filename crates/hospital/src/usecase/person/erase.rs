use crate::usecase::prelude::*;
use model::{
    journey::{Event, command},
    scheduling::command as scheduling,
};

/// Erases what may be erased of a person's data; what the law says must be kept stays until its time is up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePerson {
    /// The person whose data are erased, by their id.
    pub person: PersonId,
}

impl UseCase for ErasePerson {
    const PATH: Option<&'static str> = Some("/persons/{person}/erase");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.person)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.on_behalf_of(self.person);
        let events = deciding.journey(command::Erase { person: self.person })?;
        let erased = events.into_iter().find_map(|event| {
            let Event::PersonErased(erased) = event else { return None };
            Some(erased)
        });
        let erased = erased.ok_or(Failure::Broken)?;
        // Nobody can be told any more that a seat is kept for them.
        for entry in deciding.worlds().scheduling.waits_of(self.person) {
            deciding.scheduling(scheduling::LeaveWaitlist { entry, reason: ReasonCode::Hospital.into() })?;
        }
        for hold in deciding.worlds().scheduling.holds(self.person) {
            deciding.scheduling(scheduling::ReleaseHold { slot: hold.slot, patient: self.person })?;
        }
        for entrant in deciding.worlds().scheduling.enters_now(self.person) {
            let reason = ReasonCode::Hospital.into();
            deciding.scheduling(scheduling::LeaveDraw { entrant, reason, by_hospital: true })?;
        }
        for exemption in deciding.worlds().scheduling.open_exemptions(self.person, deciding.today()) {
            deciding.scheduling(scheduling::EndExemption { exemption, reason: ReasonCode::Hospital.into() })?;
        }
        Ok(Answer::PersonErased { destroyed: erased.destroyed, kept: erased.kept })
    }
}
