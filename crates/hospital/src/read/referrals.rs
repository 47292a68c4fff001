//! Whom a clinic referred. Names are masked: the clinic knows its patients, and codes tell visits apart.

use super::{Read, Reading, people::visit_state};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::{Action, clinic_may_cancel},
    view::{ClinicRef, ReferralList, ReferralRow},
};
use model::{
    actor::Actor,
    id::{ClinicId, short_code},
};
use scheduling::read::{ClinicView, ReferralView};
use serde::Deserialize;
use utoipa::ToSchema;

/// The most referrals of the list.
const ROWS_MAX: usize = 200;

/// Whom a clinic referred, and what became of it, the newest first.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Referrals {
    /// The clinic, by its id; the reader's own.
    pub clinic: ClinicId,
}

impl Read for Referrals {
    const PATH: &'static str = "/clinics/{clinic}/referrals";
    const ACTION: Action = Action::ReadReferrals;
    type View = ReferralList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { clinic } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.referrals(clinic)).await
    }
}

pub(super) fn clinic_ref(clinic: ClinicView) -> ClinicRef {
    let ClinicView { id, code, name, departments, ended_at, .. } = clinic;
    ClinicRef { clinic: id, code, name, departments, ended_at }
}

impl Reading<'_> {
    fn referrals(&self, clinic: ClinicId) -> Result<ReferralList, Failure> {
        self.may(Action::ReadReferrals, &self.scope().of_clinic(clinic))?;
        let found = self.found(self.worlds.scheduling.clinic(clinic))?;
        // One is added with any event.
        self.saw_all();
        let referrals = self.worlds.scheduling.referrals_of(clinic).take(ROWS_MAX);
        Ok(ReferralList {
            now: self.now,
            departments: found.departments.iter().map(|department| self.department(*department)).collect(),
            clinic: clinic_ref(found),
            referrals: referrals.filter_map(|referral| self.referral_row(&referral)).collect(),
        })
    }

    fn referral_row(&self, referral: &ReferralView) -> Option<ReferralRow> {
        let visit = self.worlds.scheduling.appointment(referral.appointment)?;
        Some(ReferralRow {
            appointment: visit.id,
            code: short_code(visit.id.0),
            name: self.name(visit.patient).masked,
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            from: visit.from,
            until: visit.until,
            state: visit_state(visit.state),
            referred_at: referral.at,
            can_cancel: clinic_may_cancel(&visit, self.now),
        })
    }
}
