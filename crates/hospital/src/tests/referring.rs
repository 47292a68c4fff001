//! Clinics that refer patients: whom they can name, what they see, and what others are told.

use super::harness::Harness;
use crate::{
    Answer, Failure, Request, read,
    request::{PersonDetails, TypedCredential},
    usecase,
    view::VisitState,
};
use chrono::Duration;
use model::{
    Label,
    actor::{Actor, Role},
    credential::complete_resident_id,
    id::{AppointmentId, ClinicId, ClinicianId, DepartmentId, PersonId, SlotId, UserId},
    person::CredentialKind,
    scheduling::{Channel, Pool, PoolShare, ReasonCode},
    time::MinuteOfDay,
};

const NAME: &str = "林示例";

/// Two clinics, and tomorrow's windows of two seats, half of which are kept for referrals.
struct Referring {
    harness: Harness,
    clinics: [ClinicId; 2],
    slots: Vec<SlotId>,
}

fn login(clinic: ClinicId) -> Actor {
    Actor { user: Some(UserId(clinic.0)), role: Role::Referrer, clinic: Some(clinic), ..Actor::system() }
}

fn card(number: u32) -> String {
    complete_resident_id(&format!("37010019700101{number:03}")).unwrap()
}

impl Referring {
    async fn new() -> Self {
        let harness = Harness::new(2).await;
        let mut clinics = Vec::new();
        for code in ["JC01", "JC02"] {
            let enrol = usecase::EnrolReferrer {
                code: code.into(),
                name: Label::new("社区卫生服务中心", "Health centre"),
                departments: vec![harness.department],
            };
            let Answer::ReferrerEnrolled { clinic } = harness.system(enrol.into()).await.unwrap() else { panic!() };
            clinics.push(clinic);
        }
        let share = PoolShare { pool: Pool::Referral, share_percent: 50, opens: None, falls: None, borrows: false };
        let published = usecase::PublishSession {
            clinician: harness.clinician,
            device: None,
            room: Label::new("3 诊室", "Room 3"),
            date: crate::fixture::today().plus_days(1),
            from: MinuteOfDay(480),
            until: MinuteOfDay(600),
            slot_minutes: 20,
            capacity: 2,
            pools: vec![share],
        };
        let answer = harness.system(published.into()).await.unwrap();
        let Answer::SessionPublished { slots, .. } = answer else { panic!() };
        Self { harness, clinics: [clinics[0], clinics[1]], slots }
    }

    fn request(&self, clinic: usize, slot: usize, name: &str, number: String, is_new: bool) -> Request {
        let credentials = vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }];
        let person =
            PersonDetails { name: name.into(), sex: None, birth: None, phone: None, address: None, credentials };
        let (clinic, slot) = (self.clinics[clinic], self.slots[slot]);
        usecase::Refer { clinic, slot, person, is_new, why: "血压控制不佳".into() }.into()
    }

    /// A person whom the hospital knows.
    async fn known(&self, number: u32) -> PersonId {
        self.harness.person_with(NAME, card(number), None).await
    }

    async fn refer(&self, clinic: usize, slot: usize, number: u32) -> Result<AppointmentId, Failure> {
        let request = self.request(clinic, slot, NAME, card(number), false);
        match self.harness.execute(&login(self.clinics[clinic]), request).await? {
            Answer::Booked { appointment, .. } => Ok(appointment),
            other => panic!("{other:?}"),
        }
    }
}

fn code(result: Result<impl std::fmt::Debug, Failure>) -> String {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_clinic_refers_whom_it_knows_and_sees_what_became_of_it() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    let person = referring.known(2).await;
    let appointment = referring.refer(0, 0, 2).await.unwrap();
    let visit = harness.hospital.worlds().scheduling.appointment(appointment).unwrap();
    assert_eq!((visit.patient, visit.channel), (person, Channel::Referral));
    // The next one wants another window.
    referring.known(4).await;
    assert_eq!(code(referring.refer(0, 0, 4).await), "slot-full");
    let own = read::Referrals { clinic: referring.clinics[0] };
    let list = harness.hospital.read(&login(referring.clinics[0]), own).await.unwrap();
    assert_eq!(list.referrals.len(), 1);
    let row = &list.referrals[0];
    assert_eq!((row.appointment, row.state, row.can_cancel), (appointment, VisitState::Booked, true));
    assert!(row.name.contains('*'), "masked: {}", row.name);
    // The patient's page says who referred.
    let journey = read::Journey { journey: visit.journey };
    let page = harness.hospital.read(&harness.patient(person), journey).await.unwrap();
    assert_eq!(page.visits[0].referred_by.as_ref().map(|name| name.en.as_str()), Some("Health centre"));
}

#[tokio::test]
async fn wrong_and_unknown_look_alike_and_guessing_ends() {
    let referring = Referring::new().await;
    let clinic = login(referring.clinics[0]);
    referring.known(2).await;
    let tries = [("王某", card(2), false), (NAME, card(4), false), ("王某", card(2), true)];
    for (name, number, is_new) in tries {
        let request = referring.request(0, 0, name, number, is_new);
        assert_eq!(code(referring.harness.execute(&clinic, request).await), "referral-person");
    }
    for _ in 0..27 {
        let request = referring.request(0, 0, NAME, card(6), false);
        assert_eq!(code(referring.harness.execute(&clinic, request).await), "referral-person");
    }
    let right = referring.request(0, 0, NAME, card(2), false);
    assert_eq!(code(referring.harness.execute(&clinic, right).await), "referral-tries");
    // Another clinic is not stopped by it.
    referring.refer(1, 0, 2).await.unwrap();
}

#[tokio::test]
async fn somebody_new_is_registered_with_the_booking_or_not_at_all() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    let clinic = login(referring.clinics[0]);
    let people = || harness.hospital.worlds().journey.by_name(&harness.hospital.lookups().name("新某")).len();
    referring.known(2).await;
    referring.refer(0, 0, 2).await.unwrap();
    let full = referring.request(0, 0, "新某", card(8), true);
    assert_eq!(code(harness.execute(&clinic, full).await), "slot-full");
    assert_eq!(people(), 0);
    let request = referring.request(0, 1, "新某", card(8), true);
    harness.execute(&clinic, request).await.unwrap();
    assert_eq!(people(), 1);
    // From now on they are known.
    let again = referring.request(0, 2, "新某", card(8), true);
    let again = harness.execute(&clinic, again).await;
    assert!(!matches!(&again, Err(Failure::Refused(refusal)) if refusal.code == "referral-person"), "{again:?}");
    assert_eq!(people(), 1);
}

#[tokio::test]
async fn what_is_another_clinics_or_a_patients_own_is_nobodys_business() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    let person = referring.known(2).await;
    let referred = referring.refer(0, 0, 2).await.unwrap();
    let others = harness.person().await;
    let booked = harness.book(others, harness.slots[0]).await.unwrap();
    let Answer::Booked { appointment: own, .. } = booked else { panic!() };
    let cancel =
        |appointment| -> Request { usecase::Cancel { appointment, reason: ReasonCode::Other, text: None }.into() };
    let (first, second) = (login(referring.clinics[0]), login(referring.clinics[1]));
    for (actor, appointment) in [(&second, referred), (&first, own), (&second, own)] {
        assert!(matches!(harness.execute(actor, cancel(appointment)).await, Err(Failure::Denied)));
    }
    // In another clinic's name, by a plain booking, or by reading.
    let request = referring.request(1, 1, NAME, card(2), false);
    assert!(matches!(harness.execute(&first, request).await, Err(Failure::Denied)));
    let (slot, patient, channel) = (referring.slots[1], person, Channel::Referral);
    let book = usecase::Book { slot, patient, channel, impossible: None };
    assert!(matches!(harness.execute(&first, book.into()).await, Err(Failure::Denied)));
    let list = harness.hospital.read(&first, read::Referrals { clinic: referring.clinics[1] }).await;
    assert!(matches!(list, Err(Failure::Denied)));
    assert!(harness.hospital.read(&first, read::Person { person }).await.is_err());
    harness.execute(&first, cancel(referred)).await.unwrap();
    let state = harness.hospital.worlds().scheduling.appointment(referred).unwrap().state;
    assert_eq!(state, scheduling::read::AppointmentState::Cancelled);
}

#[tokio::test]
async fn a_clinic_calls_nothing_off_once_its_window_has_begun() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    referring.known(2).await;
    let appointment = referring.refer(0, 0, 2).await.unwrap();
    // Tomorrow at eight, when who is not there will be missed.
    harness.clock.set(super::harness::morning() + Duration::hours(25));
    let clinic = login(referring.clinics[0]);
    let cancel = usecase::Cancel { appointment, reason: ReasonCode::Other, text: None };
    assert_eq!(code(harness.execute(&clinic, cancel.into()).await), "referral-begun");
    let list = harness.hospital.read(&clinic, read::Referrals { clinic: referring.clinics[0] }).await.unwrap();
    assert!(!list.referrals[0].can_cancel);
}

#[tokio::test]
async fn why_somebody_was_referred_is_read_by_those_who_see_them_and_that_is_recorded() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    let person = referring.known(2).await;
    let appointment = referring.refer(0, 0, 2).await.unwrap();
    let read = |actor: Actor| async move { harness.hospital.read(&actor, read::Referral { appointment }).await };
    let own_desk = Actor { department: Some(harness.department), ..harness.desk() };
    for actor in [own_desk, harness.doctor()] {
        let page = read(actor).await.unwrap();
        assert_eq!((page.why.as_deref(), page.clinic.en.as_str()), (Some("血压控制不佳"), "Health centre"));
    }
    harness.hospital.audit_log().flush().await;
    let subject = format!("appointment:{appointment}");
    let rows = harness.access_rows().await;
    let noted =
        |(of, what): &&(Option<PersonId>, Option<String>)| *of == Some(person) && what.as_ref() == Some(&subject);
    assert_eq!(rows.iter().filter(noted).count(), 2, "{rows:?}");
    // Neither whom it is about, nor who wrote it, nor who does not see the patient.
    let nobody = uuid::Uuid::from_u128(78);
    let elsewhere = Actor { department: Some(DepartmentId(nobody)), ..harness.desk() };
    let colleague = Actor { user: Some(UserId(nobody)), clinician: Some(ClinicianId(nobody)), ..harness.doctor() };
    let clinic = login(referring.clinics[0]);
    for actor in [harness.patient(person), clinic, elsewhere, colleague.clone(), harness.nurse(), harness.admin()] {
        assert!(matches!(read(actor).await, Err(Failure::Denied)));
    }
    harness.hospital.break_glass(&colleague, person, "抢救").await.unwrap();
    assert_eq!(read(colleague).await.unwrap().why.as_deref(), Some("血压控制不佳"));
    // Somebody who was not referred has no reason.
    let Answer::Booked { appointment: own, .. } = harness.book(person, harness.slots[0]).await.unwrap() else {
        panic!()
    };
    let missing = harness.hospital.read(&harness.doctor(), read::Referral { appointment: own }).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_clinic_that_has_ended_refers_nobody_and_learns_nothing_until_it_is_taken_up_again() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    referring.known(2).await;
    let referred = referring.refer(0, 0, 2).await.unwrap();
    let clinic = referring.clinics[0];
    let end = usecase::EndReferrer { clinic, reason: ReasonCode::Hospital, text: None };
    assert!(matches!(harness.execute(&login(clinic), end.clone().into()).await, Err(Failure::Denied)));
    harness.execute(&harness.admin(), end.into()).await.unwrap();
    // Whom the hospital knows and whom it does not look alike.
    for number in [2, 4] {
        assert_eq!(code(referring.refer(0, 1, number).await), "clinic-ended");
    }
    let list = harness.hospital.read(&login(clinic), read::Referrals { clinic }).await.unwrap();
    assert_eq!((list.referrals[0].appointment, list.clinic.ended_at.is_some()), (referred, true));
    let cancel = usecase::Cancel { appointment: referred, reason: ReasonCode::Other, text: None };
    harness.execute(&login(clinic), cancel.into()).await.unwrap();
    let (name, departments) = (Label::new("新中心", "New centre"), vec![harness.department]);
    let change = usecase::ChangeReferrer { clinic, name, departments };
    harness.execute(&harness.admin(), change.into()).await.unwrap();
    referring.refer(0, 1, 2).await.unwrap();
}

#[tokio::test]
async fn a_repeat_of_a_referral_is_answered_also_when_there_were_too_many_tries() {
    let referring = Referring::new().await;
    let harness = &referring.harness;
    let clinic = login(referring.clinics[0]);
    referring.known(2).await;
    let (key, request) = (harness.key(), referring.request(0, 0, NAME, card(2), false));
    let first = harness.hospital.execute(&clinic, key.clone(), request.clone()).await.unwrap();
    for _ in 0..30 {
        let wrong = referring.request(0, 1, NAME, card(6), false);
        assert_eq!(code(harness.execute(&clinic, wrong).await), "referral-person");
    }
    assert_eq!(code(referring.refer(0, 1, 2).await), "referral-tries");
    assert_eq!(harness.hospital.execute(&clinic, key, request).await.unwrap(), first);
}
