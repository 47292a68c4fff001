//! Beds: another ward is asked before it has the patient; who lies with whom is known as of now.

use super::house::{House, refused};
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

/// A second ward with a room of two beds for either sex; and its nurse.
async fn second_ward(house: &House) -> (Actor, Vec<BedId>) {
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
        departments: vec![house.department],
        rooms: vec![room],
    });
    let Ok(Answer::WardOpened { ward, .. }) = house.system(opened).await else { panic!() };
    let nurse = nurse_of(house, ward);
    let page = house.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap();
    (nurse, page.rooms[0].beds.iter().map(|bed| bed.bed).collect())
}

fn nurse_of(house: &House, ward: WardId) -> Actor {
    Actor { ward: Some(ward), ..house.nurse() }
}

async fn request(house: &House, patient: PersonId) -> AdmissionId {
    let asked = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
        patient,
        department: house.department,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Emergency,
        needs: Needs::default(),
        expected_days: 3,
    });
    let answer = house.system(asked).await;
    let Ok(Answer::AdmissionRequested { admission }) = answer else { panic!("{answer:?}") };
    admission
}

async fn in_bed(house: &House, admission: AdmissionId, bed: BedId) {
    house.system(Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    house
        .system(Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None }))
        .await
        .unwrap();
    for formality in Formality::ALL {
        house.system(Request::DoFormality(usecase::DoFormality { admission, formality })).await.unwrap();
    }
    house.system(Request::OccupyBed(usecase::OccupyBed { admission })).await.unwrap();
}

async fn beds(house: &House) -> Vec<BedId> {
    let page = house.hospital.read(&house.nurse(), read::Ward { ward: None }).await.unwrap();
    page.rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.bed).collect()
}

fn denied(result: Result<Answer, Failure>) -> bool {
    matches!(result, Err(Failure::Denied))
}

#[tokio::test]
async fn the_other_ward_accepts_and_until_then_the_patient_is_not_its_own() {
    let house = House::new(1).await;
    let (own, (other, theirs)) = (house.nurse(), second_ward(&house).await);
    let stay = request(&house, house.person().await).await;
    in_bed(&house, stay, beds(&house).await[0]).await;
    let accept = || Request::AcceptTransfer(usecase::AcceptTransfer { admission: stay });
    let decline = || Request::DeclineTransfer(usecase::DeclineTransfer { admission: stay, reason: REASON, text: None });
    let withdraw =
        || Request::WithdrawTransfer(usecase::WithdrawTransfer { admission: stay, reason: REASON, text: None });
    let ask = |bed| Request::Transfer(usecase::Transfer { admission: stay, bed, reason: REASON, text: None });
    let undo = || Request::UndoTransfer(usecase::UndoTransfer { admission: stay, reason: REASON, text: None });
    assert!(denied(house.execute(&other, ask(theirs[0])).await), "nobody takes somebody else's patient");
    assert!(denied(house.execute(&other, accept()).await), "nor without being asked");

    let page = house.hospital.read(&own, read::Admission { admission: stay }).await.unwrap();
    let mut listed: Vec<_> = page.transfer_to.iter().map(|bed| bed.bed).collect();
    assert_eq!(listed.len(), 1 + 2, "the women's room, then the other ward; never the men's room");
    let mut both = theirs.clone();
    both.sort();
    listed[1..].sort();
    assert_eq!(listed[1..], both);

    let asked = house.execute(&own, ask(theirs[0])).await.unwrap();
    assert_eq!(asked, Answer::TransferRequested { admission: stay, bed: theirs[0] });
    let page = house.hospital.read(&own, read::Admission { admission: stay }).await.unwrap();
    assert_eq!((page.admission.state, page.transfer_to.len()), (AdmissionState::InBed, 0));
    assert_eq!(page.moving_to.map(|bed| bed.bed), Some(theirs[0]));
    assert_eq!(page.admission.bed.map(|bed| bed.ward.ward), Some(house.ward), "bed and ward are kept");
    let board = house.hospital.read(&other, read::Ward { ward: None }).await.unwrap();
    assert_eq!((board.coming.len(), board.figures.reserved, board.figures.occupied), (1, 1, 0));
    assert_eq!(board.coming[0].from.ward.ward, house.ward);
    assert!(house.hospital.read(&other, read::Admission { admission: stay }).await.is_ok(), "who is asked reads whom");
    assert!(denied(house.execute(&other, Request::Discharge(usecase::Discharge { admission: stay })).await));
    assert!(denied(house.execute(&own, accept()).await), "who asks does not answer");
    assert!(denied(house.execute(&own, decline()).await));
    assert!(denied(house.execute(&other, withdraw()).await));

    house.execute(&other, decline()).await.unwrap();
    assert!(house.hospital.read(&other, read::Ward { ward: None }).await.unwrap().coming.is_empty());
    assert!(matches!(house.hospital.read(&other, read::Admission { admission: stay }).await, Err(Failure::Denied)));
    house.execute(&own, ask(theirs[0])).await.unwrap();
    house.execute(&own, withdraw()).await.unwrap();
    assert!(denied(house.execute(&other, accept()).await), "it is not asked any more");

    house.execute(&own, ask(theirs[1])).await.unwrap();
    house.execute(&other, accept()).await.unwrap();
    assert!(
        denied(house.execute(&own, Request::Discharge(usecase::Discharge { admission: stay })).await),
        "it is the other ward's now"
    );
    let page = house.hospital.read(&other, read::Admission { admission: stay }).await.unwrap();
    assert_eq!(page.undo_to, None, "nobody puts a patient into another ward's bed");
    assert_eq!(refused(house.execute(&other, undo()).await).0, "undo-other-ward");
    let before = beds(&house).await[0];
    assert_eq!(refused(house.execute(&other, ask(before)).await).0, "bed-not-free");
    house.execute(&own, Request::ReadyBed(usecase::ReadyBed { bed: before })).await.unwrap();
    house.execute(&other, ask(before)).await.unwrap();
    assert!(denied(house.execute(&other, accept()).await), "who sends back does not answer either");
    house.execute(&own, accept()).await.unwrap();
    assert!(house.hospital.read(&own, read::Admission { admission: stay }).await.is_ok());
    assert_eq!(refused(house.execute(&own, undo()).await).0, "undo-other-ward");
}

#[tokio::test]
async fn a_nurse_records_the_sex_of_whom_nobody_knows() {
    let house = House::new(1).await;
    let (other, theirs) = second_ward(&house).await;
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
    let Ok(Answer::PersonRegistered { person }) = house.system(registered).await else { panic!() };
    let (unknown, woman) = (request(&house, person).await, request(&house, house.person().await).await);
    in_bed(&house, unknown, theirs[0]).await;
    let assign = || house.system(Request::AssignBed(usecase::AssignBed { admission: woman, bed: theirs[1] }));
    assert_eq!(refused(assign().await).0, "room-sex-unknown");
    let record = |sex| Request::RecordSex(usecase::RecordSex { admission: unknown, sex });
    assert!(denied(house.execute(&house.nurse(), record(Sex::Female)).await), "not this ward's patient");
    assert!(house.hospital.read(&other, read::Admission { admission: unknown }).await.unwrap().sex_open);
    house.execute(&other, record(Sex::Female)).await.unwrap();
    assign().await.unwrap();
    // It was a slip; the board says what is wrong now.
    house.execute(&other, record(Sex::Male)).await.unwrap();
    let board = house.hospital.read(&other, read::Ward { ward: None }).await.unwrap();
    assert_eq!(board.rooms[0].wrong, Some(WrongCompany::Mixed));
    let known = Request::RecordSex(usecase::RecordSex { admission: woman, sex: Sex::Male });
    assert_eq!(refused(house.system(known).await).0, "sex-known");
}

#[tokio::test]
async fn a_newborn_boy_is_taken_in_his_mothers_room() {
    let house = House::new(1).await;
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
    let registered = house
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
    let registered = house.system(Request::RegisterPerson(usecase::RegisterPerson { identity, person: boy })).await;
    let Ok(Answer::PersonRegistered { person }) = registered else { panic!("{registered:?}") };
    let (hers, his) = (request(&house, mother).await, request(&house, person).await);
    let beds = beds(&house).await;
    let assign = || house.system(Request::AssignBed(usecase::AssignBed { admission: his, bed: beds[1] }));
    assert_eq!(refused(assign().await).0, "room-sex", "a room for women, and she is not there");
    in_bed(&house, hers, beds[0]).await;
    assign().await.unwrap();
    let board = house.hospital.read(&house.nurse(), read::Ward { ward: None }).await.unwrap();
    assert_eq!(board.rooms[0].wrong, None);
}
