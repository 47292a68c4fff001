use crate::usecase::{prelude::*, visits};
use model::{
    id::AppointmentId,
    scheduling::{ImpossibleDays, ImpossibleDaysChanged},
};

/// Says on which days the patient of a visit cannot come, in case that another window has to be found: nothing is proposed
/// on them when the session is closed. It takes the place of what was said before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeImpossibleDays {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The days; none of them if any day is possible.
    pub impossible: ImpossibleDays,
}

impl UseCase for ChangeImpossibleDays {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/impossible-days");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (appointment, days) = (self.appointment, self.impossible.clone());
        visits::only(deciding, appointment, ImpossibleDaysChanged { appointment, days })
    }
}
