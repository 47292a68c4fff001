//! The demo's logins. Default passwords exist only here.

use super::roster::Roster;
use hospital::{
    Failure, Hospital,
    accounts::{NewAccount, Origin, Settings},
    read,
};
use model::actor::{Actor, Role};

/// The password of every demo login.
pub(crate) const PASSWORD: &str = "yijianshi";

/// Role and name, in the order in which they are shown.
pub(crate) const LOGINS: [(Role, &str); 6] = [
    (Role::Patient, "patient"),
    (Role::Desk, "desk"),
    (Role::Clinician, "clinician"),
    (Role::Nurse, "nurse"),
    (Role::Admin, "admin"),
    (Role::Referrer, "clinic"),
];

/// Settings that allow the default password, as nowhere else.
pub(crate) fn settings() -> Settings {
    Settings { default_passwords: vec![PASSWORD.to_owned()], ..Settings::default() }
}

/// Creates the logins.
///
/// # Errors
/// As the hospital.
pub(crate) async fn create(hospital: &Hospital, roster: &Roster) -> Result<(), Failure> {
    let department = roster.departments.get("CARD").copied();
    let places = hospital.read(&Actor::system(), read::Places {}).await?;
    let clinic = places.clinics.first().map(|clinic| clinic.clinic);
    for (role, login) in LOGINS {
        let account = NewAccount {
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            role,
            person: (role == Role::Patient).then_some(roster.patient),
            clinician: roster.own_clinician().filter(|_| role == Role::Clinician),
            department: department.filter(|_| matches!(role, Role::Desk | Role::Clinician)),
            ward: roster.own_ward().filter(|_| role == Role::Nurse),
            clinic: clinic.filter(|_| role == Role::Referrer),
        };
        hospital.accounts().create(&Actor::system(), account, &Origin::here()).await?;
    }
    Ok(())
}
