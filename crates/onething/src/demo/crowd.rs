//! Patients with logins who come only when a server is tried under load (`--accounts`). The simulator leaves them
//! alone.

use super::logins::PASSWORD;
use hospital::usecase;
use hospital::{
    Answer, Failure, Hospital, Request,
    accounts::NewAccount,
    request::{PersonDetails, TypedCredential},
};
use journal::Keys;
use model::{
    actor::{Actor, Role},
    id::PersonId,
    journey::{CredentialRef, Identity},
    person::CredentialKind,
};
use simulator::{
    demo::people::{DemoPerson, crowd},
    load::login_name,
};

/// Registers the first `count` of the crowd and gives them logins; those that exist already are kept.
///
/// # Errors
/// As the hospital.
pub(super) async fn make(hospital: &Hospital, keys: &Keys, count: u32) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let mut accounts = Vec::new();
    let mut bulk = hospital.bulk().await;
    let now = hospital.now();
    for (number, person) in (1..).zip(crowd(count)) {
        let lookup = keys.lookup_hash("insurance_code", &person.code);
        let credential = CredentialRef { kind: CredentialKind::InsuranceCode, lookup };
        let known = bulk.look(|worlds| worlds.journey.by_credential(&credential).map(|row| row.id));
        let id = match known {
            Some(id) => id,
            None => registered(bulk.execute(now, &Actor::system(), registration(person)).await?)?,
        };
        accounts.push(NewAccount {
            login: login_name(number),
            password: String::new(),
            role: Role::Patient,
            person: Some(id),
            clinician: None,
            department: None,
            ward: None,
            clinic: None,
        });
    }
    bulk.flush().await?;
    drop(bulk);
    hospital.accounts().create_crowd(&Actor::system(), PASSWORD, accounts).await
}

fn registration(person: DemoPerson) -> Request {
    let code = TypedCredential { kind: CredentialKind::InsuranceCode, number: person.code, country: None };
    let details = PersonDetails {
        name: person.name,
        sex: Some(person.sex),
        birth: Some(person.birth),
        phone: Some(person.phone),
        address: None,
        credentials: vec![code],
    };
    Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person: details })
}

fn registered(answer: Answer) -> Result<PersonId, Failure> {
    match answer {
        Answer::PersonRegistered { person } => Ok(person),
        _ => Err(Failure::Broken),
    }
}
