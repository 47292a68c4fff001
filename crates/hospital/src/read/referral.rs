//! Why a clinic referred a patient, in its own words: for whoever sees the patient. Opening it is recorded.

use super::{Read, Reading};
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::ReferralDetail};
use model::{actor::Actor, id::AppointmentId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why the patient of a visit was referred; only for a visit that a clinic booked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl Read for Referral {
    const PATH: &'static str = "/appointments/{appointment}/referral";
    const ACTION: Action = Action::ReadReferral;
    type View = ReferralDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { appointment } = self;
        let (mut view, side) =
            hospital.reading(actor, Self::ACTION, |reading| reading.referral_detail(appointment)).await?;
        let text = hospital.journal().open_side(side).await?;
        view.why = text.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(view)
    }
}

impl Reading<'_> {
    /// The view without the words, and the side row that holds them.
    fn referral_detail(&self, id: AppointmentId) -> Result<(ReferralDetail, Uuid), Failure> {
        let scheduling = &self.worlds.scheduling;
        let visit = scheduling.appointment(id);
        // Whoever may not read it is not told whether there is such a visit.
        let resource = self.scope().of_appointment(id);
        match &visit {
            Some(visit) => self.may_of(Action::ReadReferral, visit.patient, resource)?,
            None => self.may(Action::ReadReferral, &resource)?,
        }
        let visit = self.found(visit)?;
        self.saw(visit.touched);
        let referral = self.found(scheduling.referral(id))?;
        let clinic = self.found(scheduling.clinic(referral.clinic))?;
        self.saw(clinic.touched);
        self.about("appointment", id);
        self.read.borrow_mut().insert(self.worlds.journey.canonical(visit.patient));
        let view = ReferralDetail {
            now: self.now,
            appointment: id,
            name: self.name(visit.patient).full,
            clinic: clinic.name,
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            from: visit.from,
            until: visit.until,
            referred_at: referral.at,
            why: None,
        };
        Ok((view, referral.why.id))
    }
}
