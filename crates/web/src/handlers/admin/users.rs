//! Logins: who may come in, in which role and for which place; a new one.

use crate::{
    handlers::staff::{
        parts::{Choice, Notice},
        words,
    },
    locale::Localizer,
    page::Shell,
};
use askama::Template;
use model::actor::Role;

/// The page.
#[derive(Template)]
#[template(path = "admin/users.html")]
pub(super) struct UsersScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) users: Vec<UserLine>,
    pub(super) create: Create,
}

/// A login.
pub(super) struct UserLine {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) place: String,
}

/// The form of a new login, with what was typed.
pub(super) struct Create {
    pub(super) name: String,
    pub(super) roles: Vec<Choice>,
    pub(super) departments: Vec<Choice>,
    pub(super) clinicians: Vec<Choice>,
    pub(super) wards: Vec<Choice>,
}

/// Roles that an administrator gives; patients register themselves at the desk.
pub(super) const ROLES: [Role; 4] = [Role::Desk, Role::Clinician, Role::Nurse, Role::Admin];

/// The choice of roles.
pub(super) fn roles(t: &Localizer, chosen: Option<Role>) -> Vec<Choice> {
    words::choices(&ROLES, chosen, |role| words::role(t, role))
}
