//! What the desk opens, and what it may not change elsewhere.

use super::house::House;
use crate::read;
use crate::{
    Failure, PersonChanges,
    accounts::{NewAccount, Origin},
    view::Fact,
};
use model::{
    actor::{Actor, Role},
    id::{DepartmentId, PersonId},
};

/// A desk of another department.
fn elsewhere(house: &House) -> Actor {
    Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..house.desk() }
}

#[tokio::test]
async fn opening_somebody_stands_in_the_access_log() {
    let house = House::new(3).await;
    let person = house.person().await;
    house.hospital.desk_person(&house.desk(), person).await.unwrap();
    house.hospital.audit_log().flush().await;
    let opened = house.access_rows().await;
    assert!(opened.contains(&(Some(person), Some(format!("person:{person}")))), "{opened:?}");
}

#[tokio::test]
async fn who_may_be_the_same_is_named_with_what_both_have_in_common() {
    let house = House::new(3).await;
    let (one, other) = (house.person().await, house.person().await);
    house.person_named("别示例").await;
    let opened = house.hospital.desk_person(&house.desk(), one).await.unwrap();
    let alike: Vec<(PersonId, &[Fact])> =
        opened.alike.iter().map(|alike| (alike.patient.person, alike.same.as_slice())).collect();
    let found = alike.iter().find(|(person, _)| *person == other).unwrap();
    assert_eq!(found.1, [Fact::Name, Fact::Birth, Fact::Phone]);
}

#[tokio::test]
async fn a_desk_makes_logins_for_patients_and_for_nobody_else() {
    let house = House::new(3).await;
    let person = house.person().await;
    let account = |login: &str, role| NewAccount {
        login: login.into(),
        password: "tall-heron-9-x".into(),
        role,
        person: Some(person),
        clinician: None,
        department: None,
        ward: None,
    };
    let accounts = house.hospital.accounts();
    accounts.create(&house.desk(), account("lin-1", Role::Patient), &Origin::here()).await.unwrap();
    assert_eq!(accounts.of_person(&house.desk(), person).await.unwrap(), ["lin-1"]);
    for role in [Role::Desk, Role::Admin] {
        let denied = accounts.create(&house.desk(), account("lin-2", role), &Origin::here()).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{role:?}");
    }
    for actor in [house.nurse(), Actor { role: Role::Clinician, ..house.desk() }] {
        assert!(matches!(accounts.of_person(&actor, person).await, Err(Failure::Denied)));
    }
}

#[tokio::test]
async fn another_departments_list_says_that_nothing_can_be_changed() {
    let house = House::new(3).await;
    let desk = elsewhere(&house);
    let list =
        house.hospital.read(&desk, read::DayList { department: Some(house.department), date: None }).await.unwrap();
    assert!(!list.may_change);
    assert!(list.rows.iter().all(|row| !(row.can_check_in || row.can_undo || row.can_cancel || row.can_move)));
    assert!(
        house
            .hospital
            .read(&house.desk(), read::DayList { department: Some(house.department), date: None })
            .await
            .unwrap()
            .may_change
    );
}

#[tokio::test]
async fn a_correction_is_made_on_the_version_that_was_seen() {
    let house = House::new(3).await;
    let person = house.person().await;
    let seen = house.hospital.desk_person(&house.desk(), person).await.unwrap().record;
    let changes = PersonChanges { name: Some("林示范".into()), ..PersonChanges::default() };
    let stale = Some(uuid::Uuid::nil());
    let details = house.hospital.with_changes(&house.desk(), person, seen, &changes).await.unwrap();
    assert_eq!((details.name.as_str(), details.credentials.len()), ("林示范", 1));
    let refused = house.hospital.with_changes(&house.desk(), person, stale, &changes).await;
    assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.code == "person-changed-meanwhile"));
    // What is so already may be said twice.
    let same = PersonChanges { name: Some("林示例".into()), ..PersonChanges::default() };
    house.hospital.with_changes(&house.desk(), person, stale, &same).await.unwrap();
}
