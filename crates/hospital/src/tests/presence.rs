//! Checking in on the own phone and at a kiosk.

use super::harness::{Harness, refused};
use crate::{Answer, Failure, presence, usecase};
use chrono::Duration;
use model::{
    id::{AppointmentId, PersonId, short_code},
    scheduling::QueueClass,
};

async fn booked(harness: &Harness, person: PersonId, window: usize) -> AppointmentId {
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[window]).await else { panic!() };
    appointment
}

fn here(appointment: AppointmentId, code: &str) -> crate::Request {
    usecase::CheckInHere { appointment, code: code.into() }.into()
}

#[tokio::test]
async fn a_code_of_this_minute_or_the_one_before_checks_in_and_no_other() {
    let harness = Harness::new(1).await;
    let (person, other) = (harness.person().await, harness.person().await);
    let appointment = booked(&harness, person, 0).await;
    let patient = harness.patient(person);
    let old = harness.hospital.presence_code();
    assert!(old.len() == presence::DIGITS && old.bytes().all(|digit| digit.is_ascii_digit()), "{old}");
    harness.clock.step(Duration::minutes(2));
    assert_eq!(refused(harness.execute(&patient, here(appointment, &old)).await).0, "presence-code-wrong");
    assert_eq!(refused(harness.execute(&patient, here(appointment, "")).await).0, "presence-code-wrong");
    let code = harness.hospital.presence_code();
    assert_ne!(code, old);
    // Somebody else's visit, with the right code.
    let strangers = harness.execute(&harness.patient(other), here(appointment, &code)).await;
    assert!(matches!(strangers, Err(Failure::Denied)));
    harness.clock.step(Duration::minutes(1));
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = harness.execute(&patient, here(appointment, &spaced)).await;
    assert!(matches!(done, Ok(Answer::CheckedIn { .. })), "{done:?}");
}

#[tokio::test]
async fn after_five_wrong_codes_none_is_compared_until_the_next_minute() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    let appointment = booked(&harness, person, 0).await;
    let patient = harness.patient(person);
    for _ in 0..presence::WRONG_MAX {
        assert_eq!(refused(harness.execute(&patient, here(appointment, "x")).await).0, "presence-code-wrong");
    }
    let code = harness.hospital.presence_code();
    assert_eq!(refused(harness.execute(&patient, here(appointment, &code)).await).0, "presence-code-too-often");
    harness.clock.step(Duration::minutes(1));
    harness.execute(&patient, here(appointment, &code)).await.unwrap();
}

#[tokio::test]
async fn who_asks_again_under_the_same_key_with_the_next_code_gets_the_same_answer() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    let appointment = booked(&harness, person, 0).await;
    let (patient, key) = (harness.patient(person), harness.key());
    let ask = || harness.hospital.execute(&patient, key.clone(), here(appointment, &harness.hospital.presence_code()));
    let first = ask().await.unwrap();
    harness.clock.step(Duration::minutes(5));
    assert_eq!(ask().await.unwrap(), first);
}

#[tokio::test]
async fn a_kiosk_wants_the_code_and_the_last_four_and_says_the_place() {
    let harness = Harness::new(1).await;
    let person = harness.person_with("林秀英", "11010519491231002X".into(), None).await;
    let appointment = booked(&harness, person, 0).await;
    let code = short_code(appointment.0);
    let ask = async |code: &str, last: &str| {
        harness.hospital.check_in_at_kiosk("10.0.0.7", harness.key(), (code, last)).await
    };
    let not_found = |result: Result<crate::kiosk::KioskTicket, Failure>| match result {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    };
    assert_eq!(not_found(ask(&code, "9876").await), "kiosk-not-found");
    assert_eq!(not_found(ask(&code, "X").await), "kiosk-not-found", "not four");
    assert_eq!(not_found(ask("AAAAAAAA", "002X").await), "kiosk-not-found", "the same for a code of nobody");
    let ticket = ask(&code.to_lowercase(), "002x").await.unwrap();
    assert_eq!((ticket.name.as_str(), ticket.ahead), ("林*英", Some(0)));
    // Born in 1949: old enough, if the rules had said from which age on. They say nothing, so nobody is.
    let class = harness.hospital.look(|worlds| worlds.scheduling.appointment(appointment)).map(|visit| visit.class);
    assert_eq!(class, Some(QueueClass::Ordinary));
    assert_eq!(ask(&code, "002X").await.unwrap(), ticket, "again: the same");
    for _ in 0..3 {
        assert_eq!(not_found(ask(&code, "9876").await), "kiosk-not-found");
    }
    assert_eq!(not_found(ask(&code, "002X").await), "kiosk-too-often", "after five wrong tries for it");
    let whole = appointment.0;
    for spelled in [whole.simple().to_string(), whole.hyphenated().to_string(), whole.urn().to_string()] {
        assert_eq!(not_found(ask(&spelled, "002X").await), "kiosk-too-often", "{spelled}");
    }
}
