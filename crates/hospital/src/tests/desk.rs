//! What the desk opens, and what it may not change elsewhere.

use super::harness::Harness;
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
fn elsewhere(harness: &Harness) -> Actor {
    Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..harness.desk() }
}

#[tokio::test]
async fn opening_somebody_stands_in_the_access_log() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    harness.hospital.desk_person(&harness.desk(), person).await.unwrap();
    harness.hospital.audit_log().flush().await;
    let opened = harness.access_rows().await;
    assert!(opened.contains(&(Some(person), Some(format!("person:{person}")))), "{opened:?}");
}

#[tokio::test]
async fn who_may_be_the_same_is_named_with_what_both_have_in_common() {
    let harness = Harness::new(3).await;
    let (one, other) = (harness.person().await, harness.person().await);
    harness.person_named("别示例").await;
    let opened = harness.hospital.desk_person(&harness.desk(), one).await.unwrap();
    let alike: Vec<(PersonId, &[Fact])> =
        opened.alike.iter().map(|alike| (alike.patient.person, alike.same.as_slice())).collect();
    let found = alike.iter().find(|(person, _)| *person == other).unwrap();
    assert_eq!(found.1, [Fact::Name, Fact::Birth, Fact::Phone]);
}

#[tokio::test]
async fn a_desk_makes_logins_for_patients_and_for_nobody_else() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    let account = |login: &str, role| NewAccount {
        login: login.into(),
        password: "tall-heron-9-x".into(),
        role,
        person: Some(person),
        clinician: None,
        department: None,
        ward: None,
        clinic: None,
    };
    let accounts = harness.hospital.accounts();
    accounts.create(&harness.desk(), account("lin-1", Role::Patient), &Origin::here()).await.unwrap();
    assert_eq!(accounts.of_person(&harness.desk(), person).await.unwrap(), ["lin-1"]);
    for role in [Role::Desk, Role::Admin] {
        let denied = accounts.create(&harness.desk(), account("lin-2", role), &Origin::here()).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{role:?}");
    }
    for actor in [harness.nurse(), Actor { role: Role::Clinician, ..harness.desk() }] {
        assert!(matches!(accounts.of_person(&actor, person).await, Err(Failure::Denied)));
    }
}

#[tokio::test]
async fn another_departments_list_says_that_nothing_can_be_changed() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[4]).await.unwrap();
    let department = Some(harness.department);
    let list = harness.hospital.read(&elsewhere(&harness), read::DayList { department, date: None }).await.unwrap();
    assert!(!list.may_change);
    let [row] = list.rows.as_slice() else { panic!("{list:?}") };
    assert_eq!((row.can_check_in, row.can_undo, row.can_cancel, row.can_move), (false, false, false, false));
    let own = harness.hospital.read(&harness.desk(), read::DayList { department, date: None }).await.unwrap();
    assert!(own.may_change);
    let [row] = own.rows.as_slice() else { panic!("{own:?}") };
    assert!(row.can_cancel && row.can_move, "{row:?}");
}

#[tokio::test]
async fn a_correction_is_made_on_the_version_that_was_seen() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    let seen = harness.hospital.desk_person(&harness.desk(), person).await.unwrap().record;
    let changes = PersonChanges { name: Some("林示范".into()), ..PersonChanges::default() };
    let stale = Some(uuid::Uuid::nil());
    let details = harness.hospital.with_changes(&harness.desk(), person, seen, &changes).await.unwrap();
    assert_eq!((details.name.as_str(), details.credentials.len()), ("林示范", 1));
    let refused = harness.hospital.with_changes(&harness.desk(), person, stale, &changes).await;
    assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.code == "person-changed-meanwhile"));
    // What is known already may be sent again.
    let same = PersonChanges { name: Some("林示例".into()), ..PersonChanges::default() };
    harness.hospital.with_changes(&harness.desk(), person, stale, &same).await.unwrap();
}
