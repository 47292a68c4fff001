//! Beds: another ward is asked before it gets the patient; who may lie with whom is judged by what is known now.

use super::harness::{Harness, refused};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Failure, Request,
    request::{NewRoom, PersonDetails, TypedCredential},
    view::{AdmissionState, WrongCompany},
};
use model::{
    Label,
    actor::Actor,
    id::{AdmissionId, BedId, PersonId, WardId},
    journey::Identity,
    person::{CredentialKind, Sex},
    scheduling::{Formality, Needs, ReasonCode, RoomSex, Urgency},
};

const REASON: ReasonCode = ReasonCode::Hospital;

/// A second ward with a room of two beds for either sex, and its nurse.
async fn second_ward(harness: &Harness) -> (Actor, Vec<BedId>) {
    let room = NewRoom {
        number: "9".into(),
        sex: RoomSex::Either,
        oxygen: true,
        isolation: false,
        beds: vec!["91".into(), "92".into()],
    };
    let opened = Request::OpenWard(usecase::OpenWard {
        code: "W2".into(),
        name: Label::new("心内科二病区", "Cardiology ward 2"),
        departments: vec![harness.department],
        rooms: vec![room],
    });
    let Ok(Answer::WardOpened { ward, .. }) = harness.system(opened).await else { panic!() };
    let nurse = nurse_of(harness, ward);
    let page = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap();
    (nurse, page.rooms[0].beds.iter().map(|bed| bed.bed).collect())
}

fn nurse_of(harness: &Harness, ward: WardId) -> Actor {
    Actor { ward: Some(ward), ..harness.nurse() }
}

async fn request(harness: &Harness, patient: PersonId) -> AdmissionId {
    let asked = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
        patient,
        department: harness.department,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Emergency,
        needs: Needs::default(),
        expected_days: 3,
    });
    let answer = harness.system(asked).await;
    let Ok(Answer::AdmissionRequested { admission }) = answer else { panic!("{answer:?}") };
    admission
}

async fn in_bed(harness: &Harness, admission: AdmissionId, bed: BedId) {
    harness.system(Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    harness
        .system(Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None }))
        .await
        .unwrap();
    for formality in Formality::ALL {
        harness.system(Request::DoFormality(usecase::DoFormality { admission, formality })).await.unwrap();
    }
    harness.system(Request::OccupyBed(usecase::OccupyBed { admission })).await.unwrap();
}

async fn beds(harness: &Harness) -> Vec<BedId> {
    let page = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    page.rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.bed).collect()
}

fn denied(result: Result<Answer, Failure>) -> bool {
    matches!(result, Err(Failure::Denied))
}

#[tokio::test]
async fn the_other_ward_accepts_and_until_then_the_patient_is_not_its_own() {
    let harness = Harness::new(1).await;
    let (own, (other, theirs)) = (harness.nurse(), second_ward(&harness).await);
    let stay = request(&harness, harness.person().await).await;
    in_bed(&harness, stay, beds(&harness).await[0]).await;
    let accept = || Request::AcceptTransfer(usecase::AcceptTransfer { admission: stay });
    let decline = || Request::DeclineTransfer(usecase::DeclineTransfer { admission: stay, reason: REASON, text: None });
    let withdraw =
        || Request::WithdrawTransfer(usecase::WithdrawTransfer { admission: stay, reason: REASON, text: None });
    let ask = |bed| Request::Transfer(usecase::Transfer { admission: stay, bed, reason: REASON, text: None });
    let undo = || Request::UndoTransfer(usecase::UndoTransfer { admission: stay, reason: REASON, text: None });
    assert!(denied(harness.execute(&other, ask(theirs[0])).await), "nobody takes somebody else's patient");
    assert!(denied(harness.execute(&other, accept()).await), "nor without being asked");

    let page = harness.hospital.read(&own, read::Admission { admission: stay }).await.unwrap();
    let mut listed: Vec<_> = page.transfer_to.iter().map(|bed| bed.bed).collect();
    assert_eq!(listed.len(), 1 + 2, "the women's room, then the other ward; never the men's room");
    let mut both = theirs.clone();
    both.sort();
    listed[1..].sort();
    assert_eq!(listed[1..], both);

    let asked = harness.execute(&own, ask(theirs[0])).await.unwrap();
    assert_eq!(asked, Answer::TransferRequested { admission: stay, bed: theirs[0] });
    let page = harness.hospital.read(&own, read::Admission { admission: stay }).await.unwrap();
    assert_eq!((page.admission.state, page.transfer_to.len()), (AdmissionState::InBed, 0));
    assert_eq!(page.moving_to.map(|bed| bed.bed), Some(theirs[0]));
    assert_eq!(page.admission.bed.map(|bed| bed.ward.ward), Some(harness.ward), "bed and ward are kept");
    let board = harness.hospital.read(&other, read::Ward { ward: None }).await.unwrap();
    assert_eq!((board.coming.len(), board.figures.reserved, board.figures.occupied), (1, 1, 0));
    assert_eq!(board.coming[0].from.ward.ward, harness.ward);
    assert!(
        harness.hospital.read(&other, read::Admission { admission: stay }).await.is_ok(),
        "who is asked reads whom"
    );
    assert!(denied(harness.execute(&other, Request::Discharge(usecase::Discharge { admission: stay })).await));
    assert!(denied(harness.execute(&own, accept()).await), "who asks does not answer");
    assert!(denied(harness.execute(&own, decline()).await));
    assert!(denied(harness.execute(&other, withdraw()).await));

    harness.execute(&other, decline()).await.unwrap();
    assert!(harness.hospital.read(&other, read::Ward { ward: None }).await.unwrap().coming.is_empty());
    assert!(matches!(harness.hospital.read(&other, read::Admission { admission: stay }).await, Err(Failure::Denied)));
    harness.execute(&own, ask(theirs[0])).await.unwrap();
    harness.execute(&own, withdraw()).await.unwrap();
    assert!(denied(harness.execute(&other, accept()).await), "it is not asked any more");

    harness.execute(&own, ask(theirs[1])).await.unwrap();
    harness.execute(&other, accept()).await.unwrap();
    assert!(
        denied(harness.execute(&own, Request::Discharge(usecase::Discharge { admission: stay })).await),
        "it is the other ward's now"
    );
    let page = harness.hospital.read(&other, read::Admission { admission: stay }).await.unwrap();
    assert_eq!(page.undo_to, None, "nobody puts a patient into another ward's bed");
    assert_eq!(refused(harness.execute(&other, undo()).await).0, "undo-other-ward");
    let before = beds(&harness).await[0];
    assert_eq!(refused(harness.execute(&other, ask(before)).await).0, "bed-not-free");
    harness.execute(&own, Request::ReadyBed(usecase::ReadyBed { bed: before })).await.unwrap();
    harness.execute(&other, ask(before)).await.unwrap();
    assert!(denied(harness.execute(&other, accept()).await), "who sends back does not answer either");
    harness.execute(&own, accept()).await.unwrap();
    assert!(harness.hospital.read(&own, read::Admission { admission: stay }).await.is_ok());
    assert_eq!(refused(harness.execute(&own, undo()).await).0, "undo-other-ward");
}

#[tokio::test]
async fn a_nurse_records_the_sex_of_whom_nobody_knows() {
    let harness = Harness::new(1).await;
    let (other, theirs) = second_ward(&harness).await;
    let unidentified = PersonDetails {
        name: "无名氏".into(),
        sex: None,
        birth: None,
        phone: None,
        address: None,
        credentials: Vec::new(),
    };
    let registered =
        Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Unidentified, person: unidentified });
    let Ok(Answer::PersonRegistered { person }) = harness.system(registered).await else { panic!() };
    let (unknown, woman) = (request(&harness, person).await, request(&harness, harness.person().await).await);
    in_bed(&harness, unknown, theirs[0]).await;
    let assign = || harness.system(Request::AssignBed(usecase::AssignBed { admission: woman, bed: theirs[1] }));
    assert_eq!(refused(assign().await).0, "room-sex-unknown");
    let record = |sex| Request::RecordSex(usecase::RecordSex { admission: unknown, sex });
    assert!(denied(harness.execute(&harness.nurse(), record(Sex::Female)).await), "not this ward's patient");
    assert!(harness.hospital.read(&other, read::Admission { admission: unknown }).await.unwrap().sex_open);
    harness.execute(&other, record(Sex::Female)).await.unwrap();
    assign().await.unwrap();
    // It was a mistake; the board says what is wrong now.
    harness.execute(&other, record(Sex::Male)).await.unwrap();
    let board = harness.hospital.read(&other, read::Ward { ward: None }).await.unwrap();
    assert_eq!(board.rooms[0].wrong, Some(WrongCompany::Mixed));
    let known = Request::RecordSex(usecase::RecordSex { admission: woman, sex: Sex::Male });
    assert_eq!(refused(harness.system(known).await).0, "sex-known");
}

#[tokio::test]
async fn a_newborn_boy_is_taken_in_his_mothers_room() {
    let harness = Harness::new(1).await;
    let passport =
        TypedCredential { kind: CredentialKind::Passport, number: "M00000001".into(), country: Some("KOR".into()) };
    let woman = PersonDetails {
        name: "林母亲".into(),
        sex: Some(Sex::Female),
        birth: "1990-01-01".parse().ok(),
        phone: None,
        address: None,
        credentials: vec![passport],
    };
    let registered = harness
        .system(Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person: woman }))
        .await;
    let Ok(Answer::PersonRegistered { person: mother }) = registered else { panic!("{registered:?}") };
    let boy = PersonDetails {
        name: "林之子".into(),
        sex: Some(Sex::Male),
        birth: "2026-11-26".parse().ok(),
        phone: None,
        address: None,
        credentials: Vec::new(),
    };
    let identity = Identity::Newborn { mother };
    let registered = harness.system(Request::RegisterPerson(usecase::RegisterPerson { identity, person: boy })).await;
    let Ok(Answer::PersonRegistered { person }) = registered else { panic!("{registered:?}") };
    let (hers, his) = (request(&harness, mother).await, request(&harness, person).await);
    let beds = beds(&harness).await;
    let assign = || harness.system(Request::AssignBed(usecase::AssignBed { admission: his, bed: beds[1] }));
    assert_eq!(refused(assign().await).0, "room-sex", "a room for women, and she is not there");
    in_bed(&harness, hers, beds[0]).await;
    assign().await.unwrap();
    let board = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    assert_eq!(board.rooms[0].wrong, None);
}
