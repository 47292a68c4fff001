//! Two hospitals in one process and one database: people of the same names, the same ids and the same logins, at the same time.

use super::harness::{Harness, Place, Silent, config, journal_of, refused, server};
use crate::{
    Answer, Failure, Hospital, IdSource, IdempotencyKey, Request,
    accounts::{NewAccount, Origin},
    fixture::Opening,
    read, usecase,
    worlds::{Snapshot, Worlds},
};
use model::{
    actor::Role,
    id::{AppointmentId, HospitalId, PersonId, SlotId},
    scheduling::Channel,
};
use std::sync::Arc;
use testkit::Database;

const IDS: [HospitalId; 2] = [HospitalId(7), HospitalId(8)];
const PASSWORDS: [&str; 2] = ["tall grey heron at dawn", "short brown wren at noon"];

#[tokio::test]
async fn two_hospitals_in_a_file_know_nothing_of_one_another() {
    side_by_side(Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hospitals_on_a_server_know_nothing_of_one_another() {
    side_by_side(server(Database::new())).await;
}

async fn side_by_side(place: Place) {
    let shared = place.shared();
    let one = Harness::open(place, Opening { id: IDS[0], ..Opening::default() }).await;
    let other = Harness::open(shared, Opening { id: IDS[1], ..Opening::default() }).await;
    assert_eq!([&one, &other].map(|harness| harness.hospital.id()), IDS);
    let people = visits(&one, &other).await;
    strangers(&one, &other).await;
    logins(&one, &other).await;
    erasing(&one, &other, people).await;
    ends(&one, &other).await;
}

fn booking(slot: SlotId, patient: PersonId) -> Request {
    Request::Book(usecase::Book { slot, patient, channel: Channel::Online, impossible: None })
}

/// Both draw the same ids, so whatever is kept or looked up without its hospital meets the other's.
async fn visits(one: &Harness, other: &Harness) -> [PersonId; 2] {
    let people = [one.person().await, one.person().await];
    assert_eq!([other.person().await, other.person().await], people, "the same ids in both");
    assert_eq!((one.department, &one.slots), (other.department, &other.slots), "the same ids in both");
    // One key and one user, of another body at each.
    let (key, actor) = (IdempotencyKey::new("same").unwrap(), one.patient(people[0]));
    let (first, second) = tokio::join!(
        one.hospital.execute(&actor, key.clone(), booking(one.slots[0], people[0])),
        other.hospital.execute(&actor, key.clone(), booking(one.slots[1], people[0])),
    );
    assert!(matches!((first, second), (Ok(Answer::Booked { .. }), Ok(Answer::Booked { .. }))));
    // The window that is full at one has its seat at the other.
    let (no, yes) = tokio::join!(one.book(people[1], one.slots[0]), other.book(people[1], other.slots[0]));
    assert_eq!(refused(no).0, "slot-full");
    assert!(matches!(yes, Ok(Answer::Booked { .. })), "{yes:?}");
    people
}

/// Somebody whom only one of them knows.
async fn strangers(one: &Harness, other: &Harness) {
    let person = one.person_named("单示例").await;
    let Ok(Answer::Booked { appointment, .. }) = one.book(person, one.slots[8]).await else { panic!() };
    let visit = async |at: &Harness, appointment: AppointmentId| {
        at.hospital.read(&at.desk(), read::Appointment { appointment }).await
    };
    assert!(visit(one, appointment).await.is_ok());
    let unknown = visit(other, appointment).await;
    assert!(matches!(unknown, Err(Failure::NotFound | Failure::Denied)), "{unknown:?}");
    let hits = async |at: &Harness| {
        let search = read::Search { text: "单示例".into() };
        at.hospital.read(&at.desk(), search).await.unwrap().hits.len()
    };
    assert_eq!((hits(one).await, hits(other).await), (1, 0));
    one.hospital.break_glass(&one.doctor(), person, "抢救").await.unwrap();
    let broken =
        async |at: &Harness| at.hospital.read(&at.admin(), read::BrokenGlass { days: None }).await.unwrap().len();
    assert_eq!((broken(one).await, broken(other).await), (1, 0));
}

/// The same login, with a password of its own at each.
async fn logins(one: &Harness, other: &Harness) {
    for (harness, password) in [one, other].into_iter().zip(PASSWORDS) {
        let new = NewAccount {
            login: "zhou".into(),
            password: password.into(),
            role: Role::Desk,
            person: None,
            clinician: None,
            department: Some(harness.department),
            ward: None,
            clinic: None,
        };
        harness.hospital.accounts().create(&harness.admin(), new, &Origin::here()).await.unwrap();
    }
    let (here, there) = (one.hospital.accounts(), other.hospital.accounts());
    let opened = here.login("zhou", PASSWORDS[0], &Origin::here()).await.unwrap();
    assert!(here.session(&opened.token).await.unwrap().is_some());
    assert!(there.session(&opened.token).await.unwrap().is_none(), "a session of one is none of the other");
    let bearer = here.bearer("zhou", PASSWORDS[0], &Origin::here()).await.unwrap();
    assert!(there.session(&bearer.token).await.unwrap().is_none());
    let sealed = here.seal_for_browser("login", "said").unwrap();
    assert_eq!(here.open_from_browser("login", &sealed).as_deref(), Some("said"));
    assert_eq!(there.open_from_browser("login", &sealed), None);
    // Wrong passwords at one, until the right one must wait, cost nothing at the other.
    let away = Origin::of("203.0.113.9".parse().unwrap());
    for _ in 0..5 {
        assert!(matches!(here.login("zhou", PASSWORDS[1], &away).await, Err(Failure::Refused(_))));
    }
    let waits = here.login("zhou", PASSWORDS[0], &away).await;
    assert!(matches!(waits, Err(Failure::TooOften { .. })), "{waits:?}");
    assert!(there.login("zhou", PASSWORDS[1], &away).await.is_ok());
}

/// A person's keys are destroyed at one; whoever has the same id at the other is still somebody.
async fn erasing(one: &Harness, other: &Harness, people: [PersonId; 2]) {
    let person = people[1];
    one.execute(&one.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    let name = async |at: &Harness| {
        let desk = at.hospital.desk_person(&at.desk(), person).await;
        desk.map(|page| page.patient.name.full)
    };
    assert_ne!(name(one).await.ok().as_deref(), Some("林示例"));
    assert_eq!(name(other).await.unwrap(), "林示例");
}

/// One stops and the other goes on; then each is found as it was.
async fn ends(one: &Harness, other: &Harness) {
    one.hospital.shutdown().await;
    let late = other.person().await;
    assert!(matches!(other.book(late, other.slots[5]).await, Ok(Answer::Booked { .. })));
    assert!(one.book(late, one.slots[6]).await.is_err(), "it has stopped");
    let left: [Snapshot; 2] = [one, other].map(|harness| harness.hospital.look(Worlds::snapshot));
    assert!(left[0] != left[1]);
    other.hospital.shutdown().await;
    for ((harness, id), left) in [one, other].into_iter().zip(IDS).zip(left) {
        let journal = journal_of(id, &harness.place.url).await;
        let clock = Arc::new(harness.clock.clone());
        let again =
            Hospital::open(config(), journal.clone(), clock, IdSource::seeded(2), Arc::new(Silent)).await.unwrap();
        assert!(again.id() == id && again.look(Worlds::snapshot) == left);
        let report = crate::verify(&journal).await.unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        again.shutdown().await;
    }
}
