//! Logged-in users, and logins to be created.

use model::{
    actor::{Actor, Role},
    id::{ClinicId, ClinicianId, DepartmentId, PersonId, UserId, WardId},
    time::Instant,
};

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The login's id.
    pub user: UserId,
    /// The login's name.
    pub login: String,
    /// The person's full name where there is a person behind it, else the login's.
    pub name: String,
    /// Who acts through it.
    pub actor: Actor,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// 大字版
    pub large_type: bool,
    /// It has a password; who has none logs in by a code to their phone.
    pub has_password: bool,
    /// The secret of this session's forms.
    pub csrf: String,
    /// A bearer token rather than a cookie.
    pub bearer: bool,
    /// When the session ends, real time.
    pub expires_at: Instant,
}

/// A session that was just opened: the token is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// 64 hexadecimal digits.
    pub token: String,
    /// Who is logged in.
    pub account: Account,
}

/// A login to be created. A patient's login needs a person, a clinician's a clinician, a nurse's a ward, a referrer's a clinic; a desk's login
/// without a department is the central reception's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// 2–32 lower-case letters, digits, dots, hyphens or underscores.
    pub login: String,
    /// 8–128 characters; for staff at least 10, for administrators 14; not a common password.
    pub password: String,
    /// The role.
    pub role: Role,
    /// The person behind a patient's login.
    pub person: Option<PersonId>,
    /// The clinician.
    pub clinician: Option<ClinicianId>,
    /// The department of a desk.
    pub department: Option<DepartmentId>,
    /// The ward of a nurse.
    pub ward: Option<WardId>,
    /// The clinic of a referrer.
    pub clinic: Option<ClinicId>,
}
