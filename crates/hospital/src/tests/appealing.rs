//! Appeals against missed visits as the running hospital decides them: who may ask, who decides, who reads what.

use super::harness::{Harness, refused, rules, today};
use crate::{
    Answer, Failure, Request,
    messages::{MessageView, Notice},
    read, usecase,
    view::{AppealStage, VisitSummary},
};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AppointmentId, DepartmentId, PersonId},
    scheduling::{BookingRules, NoShowStep, ReasonCode, RulesScope},
};
use uuid::Uuid;

/// One missed visit blocks for ten days; the patient missed the one of 08:00. It is 09:00.
async fn missed() -> (Harness, PersonId, AppointmentId) {
    let harness = Harness::new(3).await;
    let ladder = vec![NoShowStep { count: 1, within_days: 30, blocked_days: 10 }];
    let rules = BookingRules { valid_from: today(), no_shows: ladder, ..rules() };
    let adopt = usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None };
    harness.execute(&harness.admin(), adopt.into()).await.unwrap();
    let patient = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(patient, harness.slots[0]).await else { panic!() };
    harness.at(60);
    harness.execute(&harness.desk(), usecase::MarkMissed { appointment }.into()).await.unwrap();
    (harness, patient, appointment)
}

fn appeal(appointment: AppointmentId, text: &str) -> Request {
    usecase::AppealMissed { appointment, reason: ReasonCode::Other, text: Some(text.into()) }.into()
}

fn excuse(appointment: AppointmentId) -> Request {
    usecase::ExcuseMissed { appointment, reason: ReasonCode::Mistake, text: Some("登记有误".into()) }.into()
}

fn decline(appointment: AppointmentId) -> Request {
    usecase::DeclineAppeal { appointment, reason: ReasonCode::Hospital, text: None }.into()
}

fn undo(appointment: AppointmentId) -> Request {
    usecase::UndoExcuse { appointment, reason: ReasonCode::Mistake, text: None }.into()
}

async fn visit(harness: &Harness, patient: PersonId, appointment: AppointmentId) -> VisitSummary {
    harness.hospital.read(&harness.patient(patient), read::Appointment { appointment }).await.unwrap()
}

async fn said(harness: &Harness, patient: PersonId) -> Vec<Notice> {
    harness.told().await;
    let list = harness.hospital.messages(&harness.patient(patient), None).await.unwrap();
    list.messages.into_iter().map(|MessageView { notice, .. }| notice).collect()
}

#[tokio::test]
async fn the_patient_appeals_the_desk_decides_and_the_patient_reads_it() {
    let (harness, patient, appointment) = missed().await;
    let stranger = harness.person().await;
    assert!(visit(&harness, patient, appointment).await.can_appeal);
    let denied = harness.execute(&harness.patient(stranger), appeal(appointment, "x")).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    let desk_asks = harness.execute(&harness.desk(), appeal(appointment, "x")).await;
    assert!(matches!(desk_asks, Err(Failure::Denied)), "the desk excuses; it does not appeal");
    harness.execute(&harness.patient(patient), appeal(appointment, "车祸")).await.unwrap();
    let asked = visit(&harness, patient, appointment).await;
    assert_eq!((asked.appeal.unwrap().stage, asked.can_appeal), (AppealStage::Asked, false));
    assert_eq!(refused(harness.book(patient, harness.slots[5]).await), ("no-show-block", Some("patient")));

    for actor in [harness.patient(patient), harness.doctor(), harness.nurse()] {
        for request in [excuse(appointment), decline(appointment), undo(appointment)] {
            assert!(matches!(harness.execute(&actor, request).await, Err(Failure::Denied)), "{:?}", actor.role);
        }
    }
    let elsewhere = Actor { department: Some(DepartmentId(Uuid::from_u128(9))), ..harness.desk() };
    assert!(matches!(harness.execute(&elsewhere, excuse(appointment)).await, Err(Failure::Denied)));

    harness.execute(&harness.desk(), decline(appointment)).await.unwrap();
    let declined = visit(&harness, patient, appointment).await.appeal.unwrap();
    assert_eq!((declined.stage, declined.decided_for), (AppealStage::Declined, Some(ReasonCode::Hospital)));
    assert!(matches!(&said(&harness, patient).await[..], [Notice::AppealDeclined { .. }]));
    assert_eq!(
        refused(harness.execute(&harness.patient(patient), appeal(appointment, "x")).await).0,
        "appeal-declined"
    );
    harness.execute(&harness.admin(), excuse(appointment)).await.unwrap();
    assert!(matches!(
        &said(&harness, patient).await[..],
        [Notice::MissedExcused { .. }, Notice::AppealDeclined { .. }]
    ));
    harness.book(patient, harness.slots[5]).await.unwrap();
    harness.execute(&harness.desk(), undo(appointment)).await.unwrap();
    assert_eq!(refused(harness.book(patient, harness.slots[6]).await).0, "no-show-block");
    assert!(matches!(&said(&harness, patient).await[0], Notice::ExcuseUndone { .. }));
}

#[tokio::test]
async fn nobody_decides_about_a_visit_of_their_own_under_whichever_record() {
    let (harness, patient, appointment) = missed().await;
    let other = super::merging::likeness(&harness, 7).await;
    let merge = usecase::MergePersons { from: other, into: patient };
    harness.execute(&harness.desk(), merge.into()).await.unwrap();
    for own in [patient, other] {
        let desk = Actor { person: Some(own), ..harness.desk() };
        for request in [excuse(appointment), decline(appointment), undo(appointment)] {
            assert_eq!(refused(harness.execute(&desk, request).await), ("own-visit", Some("appointment")));
        }
        let page = harness.hospital.read(&desk, read::Missed { appointment }).await.unwrap();
        assert!(!page.can_excuse);
    }
    let colleague = Actor { person: Some(harness.person().await), ..harness.desk() };
    harness.execute(&colleague, excuse(appointment)).await.unwrap();
}

#[tokio::test]
async fn the_list_masks_names_and_opening_one_is_recorded() {
    let (harness, patient, appointment) = missed().await;
    harness.execute(&harness.patient(patient), appeal(appointment, "发烧，在家")).await.unwrap();
    for actor in [harness.patient(patient), harness.doctor(), harness.nurse()] {
        assert!(matches!(harness.hospital.read(&actor, read::Appeals {}).await, Err(Failure::Denied)));
        let one = harness.hospital.read(&actor, read::Missed { appointment }).await;
        assert!(matches!(one, Err(Failure::Denied)), "{:?}", actor.role);
    }
    let elsewhere = Actor { department: Some(DepartmentId(Uuid::from_u128(9))), ..harness.desk() };
    assert!(matches!(harness.hospital.read(&elsewhere, read::Appeals {}).await, Err(Failure::Denied)));
    let list = harness.hospital.read(&harness.desk(), read::Appeals {}).await.unwrap();
    assert_eq!((list.count, list.rows[0].name.as_str()), (1, "林*例"));
    harness.hospital.audit_log().flush().await;
    let before = harness.access_rows().await.len();
    let page = harness.hospital.read(&harness.desk(), read::Missed { appointment }).await.unwrap();
    assert_eq!(page.name, "林示例");
    assert_eq!(page.asked.unwrap().text.as_deref(), Some("发烧，在家"));
    assert!(page.can_excuse && page.can_decline && !page.can_undo);
    harness.hospital.audit_log().flush().await;
    let rows = harness.access_rows().await;
    assert_eq!(rows.len(), before + 1);
    assert_eq!(rows.last().unwrap().0, Some(patient));
    harness.execute(&harness.desk(), excuse(appointment)).await.unwrap();
    assert_eq!(harness.hospital.read(&harness.desk(), read::Appeals {}).await.unwrap().count, 0);
    let page = harness.hospital.read(&harness.desk(), read::Missed { appointment }).await.unwrap();
    assert_eq!(page.decided.unwrap().text.as_deref(), Some("登记有误"));
    assert!(!page.can_excuse && !page.can_decline && page.can_undo);
}

#[tokio::test]
async fn an_appeal_that_waits_for_two_days_wants_attention() {
    let (harness, patient, appointment) = missed().await;
    harness.execute(&harness.patient(patient), appeal(appointment, "x")).await.unwrap();
    let wanted = async || {
        let page = harness.hospital.read(&harness.admin(), read::Overview { days: None }).await.unwrap();
        page.attention.iter().any(|message| message.id == "attention-appeals")
    };
    harness.at(60 + 2 * 24 * 60);
    assert!(!wanted().await);
    harness.at(61 + 2 * 24 * 60);
    assert!(wanted().await);
    harness.execute(&harness.admin(), decline(appointment)).await.unwrap();
    assert!(!wanted().await);
}

#[tokio::test]
async fn rules_do_not_count_from_the_past_however_they_are_adopted() {
    let harness = Harness::new(1).await;
    let adopt = |days| {
        let rules = BookingRules { valid_from: today().plus_days(days), ..rules() };
        usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None }
    };
    let Err(Failure::Refused(refusal)) = harness.execute(&harness.admin(), adopt(-1).into()).await else { panic!() };
    assert_eq!((refusal.code, refusal.field), ("rules-in-past", Some("valid_from")));
    let value = |name: &str| refusal.args.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    assert_eq!(value("value"), Some(today().plus_days(-1).0.into()));
    assert_eq!(value("today"), Some(today().0.into()));
    harness.execute(&harness.admin(), adopt(0).into()).await.unwrap();
    harness.execute(&harness.admin(), adopt(1).into()).await.unwrap();
    harness.clock.set(super::harness::morning() + Duration::days(1));
    assert_eq!(refused(harness.execute(&harness.admin(), adopt(0).into()).await).0, "rules-in-past");
    // What sets a hospital up may.
    harness.system(adopt(-1).into()).await.unwrap();
}
