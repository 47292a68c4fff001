use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{actor::Role, id::AppointmentId, journey::StepKind, time::Instant};
use scheduling::read::{AppointmentState, AppointmentView};

/// Cancels an appointment; for somebody who was not seen, says that no other window is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for Cancel {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/cancel");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_visit(self.appointment)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let appointment = self.appointment;
        let before = visits::found(deciding, appointment)?;
        let is_clinic = deciding.actor().role == Role::Referrer;
        if is_clinic && !clinic_may_cancel(&before, deciding.moment().now) {
            return Err(Refusal::new("referral-begun").field("appointment").into());
        }
        let journey = deciding.worlds().journey.journey(before.journey);
        if journey.is_none_or(|journey| journey.open_step(StepKind::Booking, visit(appointment)).is_none()) {
            visits::given_up(deciding, appointment, reason)?;
            return Ok(Answer::Done);
        }
        // Was not seen, and needs no other window: no seat is given back.
        let mut steps = Steps::of(before.journey);
        steps.close(deciding.worlds(), StepKind::Booking, visit(appointment), false).close_if_done(deciding.worlds());
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}

/// Once the patient is here, or the window has begun and the patient is missed, the visit is no longer the clinic's to call
/// off.
pub(crate) fn clinic_may_cancel(visit: &AppointmentView, now: Instant) -> bool {
    let is_ahead = visit.state == AppointmentState::Booked && now < visit.from;
    is_ahead || visit.state == AppointmentState::Displaced
}
