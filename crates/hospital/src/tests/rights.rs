//! Rights as the running hospital grants them: own family, own session, own department, own ward, breaking the glass.

use super::harness::Harness;
use crate::read;
use crate::usecase;
use crate::{Answer, Failure, Request};
use model::{
    actor::{Actor, Role},
    id::{AdmissionId, ClinicianId, DepartmentId, PersonId, UserId, WardId},
    scheduling::{BlockReason, Channel, ReasonCode},
};
use uuid::Uuid;

fn other_ward() -> Actor {
    let (user, ward) = (Some(UserId(Uuid::from_u128(77))), Some(WardId(Uuid::from_u128(77))));
    Actor { user, role: Role::Nurse, ward, ..Actor::system() }
}

fn other_doctor(department: DepartmentId) -> Actor {
    Actor {
        user: Some(UserId(Uuid::from_u128(78))),
        role: Role::Clinician,
        clinician: Some(ClinicianId(Uuid::from_u128(78))),
        department: Some(department),
        ..Actor::system()
    }
}

#[tokio::test]
async fn a_relative_books_for_the_family_and_nobody_else() {
    let harness = Harness::new(3).await;
    let (mother, daughter, stranger) = (harness.person().await, harness.person().await, harness.person().await);
    assert!(matches!(harness.book_for(daughter, mother, harness.slots[0]).await, Err(Failure::Denied)));
    let named = Request::AddRelative(usecase::AddRelative { relative: daughter, person: mother });
    harness.execute(&harness.desk(), named).await.unwrap();
    assert!(harness.book_for(daughter, mother, harness.slots[0]).await.is_ok());
    assert!(matches!(harness.book_for(stranger, mother, harness.slots[1]).await, Err(Failure::Denied)));
    let page = harness.hospital.read(&harness.patient(daughter), read::Departments {}).await.unwrap();
    assert_eq!(page.family.iter().map(|member| member.person).collect::<Vec<_>>(), [daughter, mother]);
    let journeys = harness.hospital.read(&harness.patient(daughter), read::Journeys { person: None }).await.unwrap();
    assert_eq!(journeys.journeys.len(), 1);
    let pried = harness.hospital.read(&harness.patient(stranger), read::Journeys { person: Some(mother) }).await;
    assert!(matches!(pried, Err(Failure::Denied)));
}

#[tokio::test]
async fn a_clinician_calls_only_the_own_queue() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[0]).await.unwrap();
    let colleague = other_doctor(harness.department);
    let call = Request::CallNext(usecase::CallNext { session: harness.session });
    assert!(matches!(harness.execute(&colleague, call).await, Err(Failure::Denied)));
    assert!(matches!(
        harness.hospital.read(&colleague, read::Room { session: Some(harness.session) }).await,
        Err(Failure::Denied)
    ));
    assert!(
        harness.hospital.read(&colleague, read::DayList { department: None, date: None }).await.is_ok(),
        "the department's list is theirs"
    );
    let elsewhere = other_doctor(DepartmentId(Uuid::from_u128(5)));
    assert!(matches!(harness.hospital.read(&elsewhere, read::Person { person }).await, Err(Failure::Denied)));
    assert!(matches!(
        harness.hospital.read(&elsewhere, read::DayList { department: Some(harness.department), date: None }).await,
        Err(Failure::Denied)
    ));
}

#[tokio::test]
async fn a_nurse_is_limited_to_the_ward() {
    let harness = Harness::new(2).await;
    let ward = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    assert_eq!(ward.wards.len(), 1);
    assert!(matches!(
        harness.hospital.read(&other_ward(), read::Ward { ward: Some(harness.ward) }).await,
        Err(Failure::Denied)
    ));
    let bed = ward.rooms[0].beds[0].bed;
    assert!(matches!(
        harness.execute(&other_ward(), Request::ReadyBed(usecase::ReadyBed { bed })).await,
        Err(Failure::Denied)
    ));
    let block = usecase::BlockBed { bed, reason: BlockReason::Staff, until: None };
    let against = usecase::AssignBedAgainstRules {
        admission: AdmissionId(Uuid::nil()),
        bed,
        reason: ReasonCode::Other,
        text: None,
    };
    for request in [block.clone().into(), Request::AssignBedAgainstRules(against)] {
        assert!(matches!(harness.execute(&other_ward(), request).await, Err(Failure::Denied)));
    }
    harness.execute(&harness.nurse(), block.into()).await.unwrap();
    let ward = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    let blocked = ward.rooms[0].beds[0].blocked.map(|block| (block.reason, block.until));
    assert_eq!((blocked, ward.figures.blocked), (Some((BlockReason::Staff, None)), 1));
    let person = harness.person().await;
    let found = harness.hospital.read(&harness.nurse(), read::Search { text: "林示例".into() }).await.unwrap();
    assert!(found.hits.is_empty(), "{person} is not of the ward");
}

#[tokio::test]
async fn glass_breaks_only_with_a_reason_and_for_an_hour() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let doctor = other_doctor(DepartmentId(Uuid::from_u128(5)));
    assert!(matches!(harness.hospital.read(&doctor, read::Person { person }).await, Err(Failure::Denied)));
    assert!(matches!(harness.hospital.break_glass(&doctor, person, "  ").await, Err(Failure::Refused(_))));
    harness.hospital.break_glass(&doctor, person, "抢救，家属不在场").await.unwrap();
    assert_eq!(harness.hospital.read(&doctor, read::Person { person }).await.unwrap().name.full, "林示例");
    let other = harness.person().await;
    assert!(
        matches!(harness.hospital.read(&doctor, read::Person { person: other }).await, Err(Failure::Denied)),
        "for one person only"
    );
    let report = harness.hospital.read(&harness.admin(), read::BrokenGlass { days: Some(1) }).await.unwrap();
    assert_eq!(report.len(), 1);
    assert_eq!((report[0].reason.as_str(), report[0].person), ("抢救，家属不在场", Some(person)));
    let overview = harness.hospital.read(&harness.admin(), read::Overview { days: Some(7) }).await.unwrap();
    assert!(overview.attention.iter().any(|message| message.id == "attention-break-glass"));
    let cannot = harness.hospital.break_glass(&harness.desk(), person, "好奇").await;
    assert!(matches!(cannot, Err(Failure::Denied)));
}

#[tokio::test]
async fn roles_without_a_right_are_denied_whatever_they_name() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[0]).await else { panic!() };
    let cancel = Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::Hospital, text: None });
    for actor in [harness.nurse(), harness.admin(), other_doctor(DepartmentId(Uuid::from_u128(5)))] {
        assert!(matches!(harness.execute(&actor, cancel.clone()).await, Err(Failure::Denied)), "{:?}", actor.role);
    }
    let book = Request::Book(usecase::Book {
        slot: harness.slots[1],
        patient: PersonId(Uuid::from_u128(3)),
        channel: Channel::Online,
        impossible: None,
    });
    assert!(matches!(harness.execute(&harness.patient(person), book).await, Err(Failure::Denied)));
    assert!(harness.execute(&harness.desk(), cancel).await.is_ok());
}
