//! Primary-care clinics that refer patients, and whom they referred.

use crate::{
    World,
    component::{Referral, ReferringClinic},
};
use model::{
    Label, SideRef,
    id::{AppointmentId, ClinicId, DepartmentId, Seq},
    time::Instant,
};

/// A primary-care clinic that may refer patients (基层医疗机构).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClinicView {
    /// Its id.
    pub id: ClinicId,
    /// Its code.
    pub code: String,
    /// Its name in both languages.
    pub name: Label,
    /// The departments to which it may refer.
    pub departments: Vec<DepartmentId>,
    /// Since when it refers no more.
    pub ended_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// That a clinic referred a patient (转诊).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralView {
    /// The appointment that it booked.
    pub appointment: AppointmentId,
    /// The clinic.
    pub clinic: ClinicId,
    /// Why, sealed.
    pub why: SideRef,
    /// When.
    pub at: Instant,
}

impl World {
    /// All clinics that may refer patients, by code.
    pub fn clinics(&self) -> Vec<ClinicView> {
        self.index().clinics.values().filter_map(|id| self.clinic(*id)).collect()
    }

    /// One clinic.
    pub fn clinic(&self, id: ClinicId) -> Option<ClinicView> {
        let clinic = self.get::<ReferringClinic>(id.0)?;
        Some(ClinicView {
            id,
            code: clinic.code.clone(),
            name: clinic.name.clone(),
            departments: clinic.departments.clone(),
            ended_at: clinic.ended_at,
            touched: clinic.touched,
        })
    }

    /// Who referred the patient of an appointment; `None` if nobody did.
    pub fn referral(&self, appointment: AppointmentId) -> Option<ReferralView> {
        let referral = self.get::<Referral>(appointment.0)?;
        Some(ReferralView { appointment, clinic: referral.clinic, why: referral.why.clone(), at: referral.at })
    }

    /// Whom a clinic referred, the newest first.
    pub fn referrals_of(&self, clinic: ClinicId) -> impl Iterator<Item = ReferralView> {
        self.index().referred_by(clinic).filter_map(|appointment| self.referral(appointment))
    }
}
