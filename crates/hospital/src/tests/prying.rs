//! Reads beyond an actor's rights: each role tries every read on a stranger, with the stranger's ids and with facts
//! that it created alone; nothing that comes back says who the stranger is.

use super::harness::Harness;
use crate::read;
use crate::usecase;
use crate::{
    Answer, Failure, Request,
    request::{NewRoom, PersonDetails, TypedCredential},
    view::OpenedBy,
};
use model::{
    Label,
    actor::{Actor, Role},
    id::{AdmissionId, AppointmentId, BedId, PersonId, UserId, WardId, short_code},
    journey::Identity,
    person::CredentialKind,
    scheduling::{Channel, Needs, RoomSex, Urgency},
};
use serde::Serialize;
use uuid::Uuid;

/// The name of the stranger, an invented woman in the harness: nobody else has it.
const NAME: &str = "林示例";

/// An answer or a failure, as whoever asked sees it.
fn shown<T: Serialize>(answer: Result<T, Failure>) -> String {
    match answer {
        Ok(view) => serde_json::to_string(&view).unwrap(),
        Err(Failure::Refused(refusal)) => format!("{refusal:?}"),
        Err(other) => other.to_string(),
    }
}

struct Stranger {
    person: PersonId,
    appointment: Option<AppointmentId>,
    admission: Option<AdmissionId>,
}

impl Stranger {
    /// The result of every read, asked about this stranger.
    async fn pried(&self, harness: &Harness, actor: &Actor) -> Vec<(&'static str, String)> {
        let hospital = &harness.hospital;
        let appointment = self.appointment.unwrap_or(AppointmentId(Uuid::nil()));
        let admission = self.admission.unwrap_or(AdmissionId(Uuid::nil()));
        let journey =
            harness.hospital.look(|worlds| worlds.journey.journeys_of(self.person).first().map(|found| found.id));
        let mut seen = vec![
            (
                "slots",
                shown(
                    hospital
                        .read(
                            actor,
                            read::Slots { department: harness.department, date: None, patient: Some(self.person) },
                        )
                        .await,
                ),
            ),
            (
                "confirm",
                shown(hospital.read(actor, read::Slot { slot: harness.slots[5], patient: Some(self.person) }).await),
            ),
            ("journeys", shown(hospital.read(actor, read::Journeys { person: Some(self.person) }).await)),
            ("person", shown(hospital.read(actor, read::Person { person: self.person }).await)),
            ("visit", shown(hospital.read(actor, read::Appointment { appointment }).await)),
            ("desk person", shown(hospital.desk_person(actor, self.person).await)),
            ("visit row", shown(hospital.listed_visit(actor, appointment).await)),
            ("merge page", shown(hospital.merge_preview(actor, self.person, self.person).await)),
            (
                "day list",
                shown(hospital.read(actor, read::DayList { department: Some(harness.department), date: None }).await),
            ),
            ("room", shown(hospital.read(actor, read::Room { session: Some(harness.session) }).await)),
            ("ward", shown(hospital.read(actor, read::Ward { ward: None }).await)),
            ("admission", shown(hospital.read(actor, read::Admission { admission }).await)),
            ("bill", shown(hospital.read(actor, read::Bill { admission }).await)),
            ("departments", shown(hospital.read(actor, read::Departments {}).await)),
        ];
        if let Some(journey) = journey {
            seen.push(("journey", shown(hospital.read(actor, read::Journey { journey }).await)));
        }
        if actor.role != Role::Desk {
            seen.push(("search", shown(hospital.read(actor, read::Search { text: NAME.into() }).await)));
        }
        seen
    }

    async fn stays_unknown(&self, harness: &Harness, actor: &Actor, after: &str) {
        let known = harness
            .hospital
            .read(&Actor { department: None, ..harness.desk() }, read::Person { person: self.person })
            .await
            .unwrap();
        assert!(known.age.is_some_and(|age| age >= 60), "there is an age to be kept");
        for (read, text) in self.pried(harness, actor).await {
            let whose = format!("{:?} reads {read} after {after}: {text}", actor.role);
            // An actor with a person reads that person's own sex and age.
            let of_anybody: &[&str] =
                if actor.person.is_some() { &[] } else { &["\"sex\":\"female\",\"age\"", "\"age\":6"] };
            for said in [NAME, "林*例", "138****0000"].iter().chain(of_anybody) {
                assert!(!text.contains(said), "{whose}");
            }
            if let Some(appointment) = self.appointment {
                assert!(!text.contains(&short_code(appointment.0)), "{whose}");
            }
        }
    }
}

fn elsewhere() -> Actor {
    let (user, ward) = (Some(UserId(Uuid::from_u128(91))), Some(WardId(Uuid::from_u128(92))));
    Actor { user, role: Role::Nurse, ward, ..Actor::system() }
}

/// A ward that takes no department's patients, and its nurse.
pub(super) async fn other_ward(harness: &Harness) -> (Actor, BedId) {
    let opened = Request::OpenWard(usecase::OpenWard {
        code: "W2".into(),
        name: Label::new("骨科病区", "Orthopaedics"),
        departments: Vec::new(),
        rooms: vec![NewRoom {
            number: "1".into(),
            sex: RoomSex::Either,
            oxygen: true,
            isolation: false,
            beds: vec!["1".into()],
        }],
    });
    let Answer::WardOpened { ward, .. } = harness.system(opened).await.unwrap() else { panic!() };
    let nurse = Actor { ward: Some(ward), ..elsewhere() };
    let bed = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap().rooms[0].beds[0].bed;
    (nurse, bed)
}

#[tokio::test]
async fn a_strangers_id_tells_nobody_who_that_is() {
    let harness = Harness::new(3).await;
    let stranger = Stranger { person: harness.person().await, appointment: None, admission: None };
    let patient = harness.patient(harness.person_named("王另人").await);
    for actor in [patient, harness.doctor(), harness.nurse(), harness.admin(), elsewhere()] {
        stranger.stays_unknown(&harness, &actor, "nothing").await;
    }
}

#[tokio::test]
async fn a_follow_up_for_a_stranger_opens_nothing_until_they_are_there() {
    let harness = Harness::new(3).await;
    let (person, doctor) = (harness.person().await, harness.doctor());
    let book = Request::Book(usecase::Book {
        slot: harness.slots[0],
        patient: person,
        channel: Channel::FollowUp,
        impossible: None,
    });
    let Answer::Booked { appointment, .. } = harness.execute(&doctor, book).await.unwrap() else { panic!() };
    let stranger = Stranger { person, appointment: Some(appointment), admission: None };
    stranger.stays_unknown(&harness, &doctor, "a follow-up of one's own").await;
    let come = Request::CheckIn(usecase::CheckIn { appointment, credential: CredentialKind::ResidentId, class: None });
    harness.execute(&harness.desk(), come).await.unwrap();
    assert_eq!(
        harness.hospital.read(&doctor, read::Person { person }).await.unwrap().name.full,
        NAME,
        "now they are there"
    );
    assert_eq!(
        harness.hospital.read(&doctor, read::Appointment { appointment }).await.unwrap().appointment,
        appointment
    );
}

#[tokio::test]
async fn what_a_patient_booked_is_the_departments_to_read() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[0]).await.unwrap();
    assert_eq!(harness.hospital.read(&harness.doctor(), read::Person { person }).await.unwrap().name.full, NAME);
}

/// A stranger who is to be admitted by way of the emergency department.
pub(super) async fn emergency(harness: &Harness, person: PersonId) -> AdmissionId {
    let request = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
        patient: person,
        department: harness.department,
        diagnosis: "I21.9".into(),
        urgency: Urgency::Emergency,
        needs: Needs::default(),
        expected_days: 5,
    });
    let answer = harness.execute(&harness.doctor(), request).await.unwrap();
    let Answer::AdmissionRequested { admission } = answer else { panic!() };
    admission
}

/// How often a record was opened in this way.
pub(super) async fn reported(harness: &Harness, person: PersonId, by: OpenedBy) -> usize {
    let report = harness.hospital.read(&harness.admin(), read::BrokenGlass { days: Some(1) }).await.unwrap();
    report.iter().filter(|row| row.by == by && row.person == Some(person)).count()
}

#[tokio::test]
async fn a_bed_given_to_a_stranger_opens_nothing_and_an_emergency_is_reported() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    let (nurse, bed) = other_ward(&harness).await;
    let admission = emergency(&harness, person).await;
    assert_eq!(
        harness.hospital.read(&harness.doctor(), read::Person { person }).await.unwrap().name.full,
        NAME,
        "opens at once"
    );
    assert_eq!(reported(&harness, person, OpenedBy::Emergency).await, 1, "and is reported");

    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    let stranger = Stranger { person, appointment: None, admission: Some(admission) };
    stranger.stays_unknown(&harness, &nurse, "a bed of one's own").await;
    assert!(
        harness.hospital.read(&harness.nurse(), read::Admission { admission }).await.is_ok(),
        "the ward that takes the department's"
    );
}

/// Two calls of one nurse, a bed on the nurse's own ward and an arrival, open a stranger's record: with the patient's
/// number rightly so, without one as in an emergency: at once, and reported.
#[tokio::test]
async fn an_arrival_that_opens_a_record_names_the_patients_number_or_is_reported() {
    const THEIRS: &str = "11010519491231002X";
    let card = |number: Option<&str>, admission| {
        Request::Arrive(usecase::Arrive {
            admission,
            credential: CredentialKind::Passport,
            number: number.map(str::to_owned),
        })
    };
    for (number, opens, said) in [
        (None, true, 1),
        (Some("E12345678"), false, 0),
        (Some(NAME), false, 0),
        (Some("１１０１０５ 19491231002x"), true, 0),
    ] {
        let harness = Harness::new(3).await;
        let register = Request::RegisterPerson(usecase::RegisterPerson {
            identity: Identity::Known,
            person: PersonDetails {
                name: NAME.into(),
                sex: None,
                birth: None,
                phone: None,
                address: None,
                credentials: vec![TypedCredential {
                    kind: CredentialKind::ResidentId,
                    number: THEIRS.into(),
                    country: None,
                }],
            },
        });
        let Answer::PersonRegistered { person } = harness.system(register).await.unwrap() else { panic!() };
        let admission = emergency(&harness, person).await;
        let (nurse, bed) = other_ward(&harness).await;
        harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
        let answer = harness.execute(&nurse, card(number, admission)).await;
        let read = harness.hospital.read(&nurse, read::Admission { admission }).await;
        assert_eq!((answer.is_ok(), read.is_ok()), (opens, opens), "{number:?} {answer:?}");
        assert_eq!(reported(&harness, person, OpenedBy::Arrival).await, said, "{number:?}");
        match answer {
            Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, "credential-not-theirs", "{number:?}"),
            answer => drop(answer.unwrap()),
        }
        if opens && number.is_some() {
            assert_eq!(read.unwrap().credential, Some(CredentialKind::ResidentId), "the number says what it is");
        }
    }
}

/// The ward that takes the department's patients may read them anyway: an arrival there opens nothing, whatever
/// credential was seen.
#[tokio::test]
async fn an_arrival_on_the_departments_own_ward_is_no_opening() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    let (admission, nurse) = (emergency(&harness, person).await, harness.nurse());
    let bed = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap().rooms[0].beds[0].bed;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::FaceToken, number: None });
    harness.execute(&nurse, arrive).await.unwrap();
    assert_eq!(reported(&harness, person, OpenedBy::Arrival).await, 0);
}

/// The log says whose data was read, and what it was.
#[tokio::test]
async fn the_log_names_what_was_read() {
    let harness = Harness::new(3).await;
    let person = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[0]).await else { panic!() };
    harness.hospital.read(&harness.doctor(), read::Appointment { appointment }).await.unwrap();
    harness
        .hospital
        .read(&harness.doctor(), read::DayList { department: Some(harness.department), date: None })
        .await
        .unwrap();
    harness.hospital.audit_log().flush().await;
    let rows = harness.access_rows().await;
    for subject in [format!("appointment:{appointment}"), format!("department:{}", harness.department)] {
        let found = rows.iter().any(|(of, what)| *of == Some(person) && what.as_deref() == Some(subject.as_str()));
        assert!(found, "{subject} {rows:?}");
    }
}

/// Registering shows what was typed, not what the hospital knew.
#[tokio::test]
async fn registering_a_known_credential_does_not_tell_whose_it_is() {
    const NUMBER: &str = "11010519491231002X";
    let harness = Harness::new(1).await;
    let person = harness.person_with(NAME, NUMBER.into(), None).await;
    let number =
        harness.hospital.read(&harness.desk(), read::Person { person }).await.unwrap().credentials[0].number.clone();
    assert!(number.contains('*'), "even the desk sees it masked");
    let same = Request::RegisterPerson(usecase::RegisterPerson {
        identity: Identity::Known,
        person: PersonDetails {
            name: "王另人".into(),
            sex: None,
            birth: None,
            phone: Some("13900000000".into()),
            address: None,
            credentials: vec![TypedCredential {
                kind: CredentialKind::ResidentId,
                number: NUMBER.into(),
                country: None,
            }],
        },
    });
    let answer = harness.execute(&harness.desk(), same).await;
    assert!(matches!(&answer, Err(Failure::Refused(refusal)) if refusal.code == "credential-taken"), "{answer:?}");
    let said = format!("{answer:?}");
    for hidden in [NAME, "林", "13800000000", number.as_str(), &person.to_string()] {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
}
