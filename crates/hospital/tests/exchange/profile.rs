//! What the hospital is, as its bills and its messages to the platform know it.

use crate::harness::{Harness, Insured, refusal};
use hospital::{
    Failure, Request,
    fixture::{self, Fixture, Opening, Place},
    read, usecase,
};
use model::{
    Label,
    interface::Interface,
    scheduling::Urgency,
    settlement::{HospitalKind, Profile},
};

fn adopt(change: impl FnOnce(&mut Profile)) -> Request {
    let mut profile = fixture::profile();
    change(&mut profile);
    Request::AdoptProfile(profile.into())
}

/// The message of an interface that was sent last, as it went over the wire.
fn sent(harness: &Harness, infno: Interface) -> serde_json::Value {
    let messages = harness.platform.sent.lock().unwrap();
    let read = |bytes: &Vec<u8>| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    messages.iter().map(read).rfind(|message| message["infno"] == infno.number()).unwrap()
}

#[tokio::test]
async fn nobody_is_admitted_before_it_is_known_what_the_hospital_is() {
    let fixture = Fixture::open(Place::file(), Opening { profile: None, ..Opening::default() }).await;
    assert!(matches!(fixture.hospital.read(&fixture.admin(), read::Profile {}).await, Err(Failure::NotFound)));
    let overview = fixture.hospital.read(&fixture.admin(), read::Overview { days: None }).await.unwrap();
    assert!(overview.attention.iter().any(|message| message.id == "attention-profile"));
    let patient = fixture.person().await;
    let admission = request(&fixture, patient).await;
    let arrive = || fixture.system(arrival(admission));
    assert_eq!(refusal(arrive().await), "profile-missing");
    assert!(fixture.hospital.look(|worlds| worlds.settlement.bill(admission).is_none()), "nothing is half done");

    let (nurse, admin) = (fixture.nurse(), fixture.admin());
    let adopted = |actor| fixture.execute(actor, adopt(|profile| profile.level = 2));
    assert!(matches!(adopted(&nurse).await, Err(Failure::Denied)));
    adopted(&admin).await.unwrap();
    arrive().await.unwrap();
    let level = |worlds: &hospital::worlds::Worlds| worlds.settlement.bill(admission).map(|bill| bill.hospital_level);
    assert_eq!(fixture.hospital.look(level), Some(2));
    let profile = fixture.hospital.read(&fixture.nurse(), read::Profile {}).await.unwrap();
    assert_eq!((profile.code.as_str(), profile.level), ("H37010000001", 2));
    let overview = fixture.hospital.read(&fixture.admin(), read::Overview { days: None }).await.unwrap();
    assert!(!overview.attention.iter().any(|message| message.id == "attention-profile"));
}

/// A stay that is open keeps the level and the kind that its bill was opened with; the next one has the new ones, and the
/// platform is told the new name at once.
#[tokio::test]
async fn another_level_counts_for_the_next_bill_and_another_name_for_the_next_message() {
    let harness = Harness::in_bed_as(&Insured::default()).await;
    let before = harness.bill();
    let renamed = adopt(|profile| {
        (profile.level, profile.kind) = (2, HospitalKind::Traditional);
        profile.name = Label::new("泉城示例中医医院", "Example Hospital of Chinese Medicine");
    });
    harness.execute(&harness.admin(), renamed).await.unwrap();
    harness.charge("50").await;
    harness.ask(Request::Presettle(usecase::Presettle { admission: harness.admission })).await.unwrap();
    let trial = sent(&harness, Interface::Trial);
    assert_eq!(trial["fixmedins_name"], "泉城示例中医医院");
    assert_eq!((&trial["fixmedins_code"], &trial["mdtrtarea_admvs"]), (&"H37010000001".into(), &"370100".into()));
    let after = harness.bill();
    assert_eq!((after.hospital(), after.hospital_level), (before.hospital(), 3));
    assert_eq!(harness.exchanges(Interface::Trial).len(), 1, "the platform, which has its own record, agreed");

    let next = harness.arrive_another().await;
    let next = harness.look(|worlds| worlds.settlement.bill(next).unwrap().clone());
    assert_eq!((next.hospital_level, next.hospital_kind), (2, HospitalKind::Traditional));

    let code = adopt(|profile| profile.code = "H37010000009".parse().unwrap());
    assert_eq!(
        refusal(harness.execute(&harness.admin(), code).await),
        "profile-code-in-use",
        "the platform knows her by it"
    );
}

#[tokio::test]
async fn a_code_of_thirteen_is_refused_by_its_field() {
    let fixture = Fixture::open(Place::file(), Opening::default()).await;
    let Request::AdoptProfile(asked) = adopt(|_| {}) else { panic!() };
    let wrong = usecase::AdoptProfile { code: "H370100000011".into(), ..asked };
    assert_eq!(fixture::refused(fixture.system(wrong.into()).await), ("institution-code", Some("code")));
}

async fn request(fixture: &Fixture, patient: model::id::PersonId) -> model::id::AdmissionId {
    let asked = usecase::RequestEmergencyAdmission {
        patient,
        department: fixture.department,
        diagnosis: "K80.1".into(),
        urgency: Urgency::Urgent,
        needs: Default::default(),
        expected_days: 5,
    };
    let Ok(hospital::Answer::AdmissionRequested { admission }) = fixture.system(asked.into()).await else { panic!() };
    let bed = fixture.hospital.look(|worlds| worlds.scheduling.suggest_beds(admission, 1)[0].place.bed);
    fixture.system(Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    admission
}

fn arrival(admission: model::id::AdmissionId) -> Request {
    let credential = model::person::CredentialKind::ResidentId;
    Request::Arrive(usecase::Arrive { admission, credential, number: None })
}
