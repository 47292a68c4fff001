//! Who is asking.

use crate::id::{ClinicId, ClinicianId, DepartmentId, PersonId, UserId, WardId};
use serde::{Deserialize, Serialize};

/// The role of a login. One person with two jobs has two logins.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Patient or family (患者、家属).
    Patient,
    /// Reception (导诊台).
    Desk,
    /// Clinician (医生).
    Clinician,
    /// Ward nurse (护士).
    Nurse,
    /// Hospital administrator (管理员).
    Admin,
    /// A primary-care clinic that refers patients (基层医疗机构).
    Referrer,
    /// The hospital itself: ticks, recovery, the demo's seed.
    System,
}

impl Role {
    /// All roles, in the order in which tables and menus show them.
    pub const ALL: [Self; 7] =
        [Self::Patient, Self::Desk, Self::Clinician, Self::Nurse, Self::Admin, Self::Referrer, Self::System];
}

/// Who is asking, in which role and for which place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The login; `None` for the hospital itself.
    pub user: Option<UserId>,
    /// The role of this login.
    pub role: Role,
    /// The person behind a patient's login.
    pub person: Option<PersonId>,
    /// A clinician's own identity.
    pub clinician: Option<ClinicianId>,
    /// The department of a desk or clinician login.
    pub department: Option<DepartmentId>,
    /// The ward of a nurse's login.
    pub ward: Option<WardId>,
    /// The clinic of a referrer's login; left out of what was written before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinic: Option<ClinicId>,
}

impl Actor {
    /// The hospital itself.
    pub const fn system() -> Self {
        Self {
            user: None,
            role: Role::System,
            person: None,
            clinician: None,
            department: None,
            ward: None,
            clinic: None,
        }
    }
}
