//! What goes wrong between a hospital and the platform: the scenarios in `failure-scenarios.json` that concern the
//! payer.

use crate::desk::{
    Desk, admission, discharge, fifty_thousand, query, refused, reversal, settled, settlement, trial, yuan,
};
use model::{
    interface::Interface,
    settlement::{LineSplit, Outcome},
};
use payer::{
    Answer, AnswerError, Message, Silence,
    sandbox::{Fault, Switch},
};
use serde_json::json;
use std::time::Duration;

fn once(fault: Fault) -> Switch {
    Switch { fault, times: 1 }
}

/// The settlements in force.
async fn in_force(desk: &Desk) -> Vec<String> {
    let rows = desk.sandbox.settlements().await.unwrap();
    rows.into_iter().filter(|row| !row.reversed).map(|row| row.msgid).collect()
}

#[tokio::test]
async fn f01_settled_but_the_reply_is_lost_is_found_by_its_msgid() {
    for fault in [Fault::ReplyLost {}, Fault::ResetAfter {}, Fault::ReplyLate { millis: 2_000 }] {
        let mut desk = Desk::open().await;
        let mdtrt_id = desk.stay().await;
        desk.switch(Interface::Settlement, &once(fault.clone())).await;
        let message = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
        assert!(desk.send(&message, &[]).await.is_err(), "{fault:?}");
        let found = desk.ask(&query(&mdtrt_id)).await.unwrap();
        assert_eq!(settled(&found).0, message.msgid());
        assert_eq!(in_force(&desk).await, [message.msgid().as_str()]);
    }
}

#[tokio::test]
async fn f02_never_arrived_is_reversed_and_settled_under_a_new_number() {
    for fault in [Fault::RequestLost {}, Fault::Reset {}] {
        let mut desk = Desk::open().await;
        let mdtrt_id = desk.stay().await;
        desk.switch(Interface::Settlement, &once(fault)).await;
        let lost = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
        assert!(desk.send(&lost, &[]).await.is_err());
        assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere));
        assert_eq!(desk.ask(&reversal(&lost)).await, Ok(Outcome::Done));
        let again = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
        assert_ne!(again.msgid(), lost.msgid());
        assert!(matches!(desk.send(&again, &[]).await, Ok(Outcome::Settled { .. })));
        assert_eq!(in_force(&desk).await, [again.msgid().as_str()]);
    }
}

#[tokio::test]
async fn f03_a_query_may_fail_too_and_be_asked_again() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    desk.switch(Interface::Settlement, &once(Fault::ReplyLost {})).await;
    desk.switch(Interface::Query, &Switch { fault: Fault::RequestLost {}, times: 2 }).await;
    let message = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
    assert_eq!(desk.send(&message, &[]).await, Err(Silence::TimedOut(Duration::from_millis(400))));
    for _ in 0..2 {
        assert!(desk.ask(&query(&mdtrt_id)).await.is_err());
    }
    assert_eq!(settled(&desk.ask(&query(&mdtrt_id)).await.unwrap()).0, message.msgid());
}

#[tokio::test]
async fn f04_what_was_reversed_is_refused_when_it_arrives_late() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    desk.switch(Interface::Settlement, &once(Fault::RequestLate { millis: 900 })).await;
    let late = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
    assert!(desk.send(&late, &[]).await.is_err());
    assert_eq!(desk.ask(&reversal(&late)).await, Ok(Outcome::Done));
    tokio::time::sleep(Duration::from_millis(1_000)).await; // now it has arrived
    assert_eq!(in_force(&desk).await, [] as [String; 0]);
    // The same bytes once more, as a network switch might send them.
    assert_eq!(refused(&desk.send(&late, &[]).await.unwrap()), "already-reversed");
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere));
}

#[tokio::test]
async fn f04_a_reversal_takes_back_what_was_done_once() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let done = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true));
    let first = desk.send(&done, &[]).await.unwrap();
    for _ in 0..2 {
        assert_eq!(desk.ask(&reversal(&done)).await, Ok(Outcome::Done)); // idempotent
    }
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere));
    assert_eq!(refused(&desk.send(&done, &[]).await.unwrap()), "already-reversed");
    // The year and the account are as before, so the next settlement comes to the same fen.
    let again = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true)).await.unwrap();
    assert_eq!(settled(&again).1, settled(&first).1);
}

#[tokio::test]
async fn f05_two_at_once_settle_once() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let one = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
    let other = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false));
    let (one, other) = tokio::join!(desk.send(&one, &[]), desk.send(&other, &[]));
    let outcomes = [one.unwrap(), other.unwrap()];
    let settled = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Settled { .. })).count();
    let refused = outcomes.iter().filter(|o| matches!(o, Outcome::Refused { code } if code == "stay-settled")).count();
    assert_eq!((settled, refused, in_force(&desk).await.len()), (1, 1, 1));
}

#[tokio::test]
async fn f06_the_same_message_twice_has_one_effect_and_another_under_its_number_none() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    desk.switch(Interface::Settlement, &once(Fault::Twice {})).await;
    let message = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true));
    let first = desk.send(&message, &[]).await.unwrap();
    assert_eq!(desk.send(&message, &[]).await, Ok(first.clone()));
    assert_eq!(in_force(&desk).await.len(), 1);
    // The same for a platform that was started anew.
    let reopened = desk.reopened().await.in_process(Duration::from_secs(2));
    let answer = payer::Platform::send(&reopened, message.bytes().to_vec()).await.unwrap();
    assert_eq!(Answer::parse(&answer).unwrap().outcome(Interface::Settlement, &[]).unwrap(), first);
    // Another body under the same number.
    let forged = String::from_utf8(message.bytes().to_vec())
        .unwrap()
        .replace("\"acct_used_flag\":\"1\"", "\"acct_used_flag\":\"0\"");
    let answer = payer::Platform::send(&reopened, forged.into_bytes()).await.unwrap();
    assert_eq!(refused(&Answer::parse(&answer).unwrap().outcome(Interface::Settlement, &[]).unwrap()), "msgid-twice");
}

#[tokio::test]
async fn f11_a_line_more_than_the_trial_had_is_refused() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let shown = trial(&mdtrt_id, desk.now(), &fifty_thousand(), false);
    assert!(matches!(desk.ask(&shown).await, Ok(Outcome::Trial { .. })));
    let line = desk.line(&mdtrt_id, 2, "A1", "10", "1");
    desk.upload(&[line]).await;
    let stale = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false)).await.unwrap();
    assert_eq!(refused(&stale), "line-total");
}

#[tokio::test]
async fn f12_only_missing_lines_are_sent_again_and_none_with_another_amount() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.admit().await;
    let lines: Vec<_> = (1..=5).map(|number| desk.line(&mdtrt_id, number, "A1", "10.01", "2")).collect();
    desk.switch(Interface::Lines, &once(Fault::Partly { lines: 3 })).await;
    let Outcome::Uploaded { lines: taken } = desk.upload(&lines).await else { panic!("not uploaded") };
    assert_eq!(
        taken.iter().map(|(charge, _)| *charge).collect::<Vec<_>>(),
        lines[..3].iter().map(|l| l.0).collect::<Vec<_>>()
    );
    let Outcome::Uploaded { lines: rest } = desk.upload(&lines[3..]).await else { panic!("not uploaded") };
    assert_eq!(rest.len(), 2);
    // The same line again, because its answer was lost: it is answered again and counted once.
    assert!(matches!(desk.upload(&lines[..1]).await, Outcome::Uploaded { .. }));
    let other = desk.line(&mdtrt_id, 1, "A1", "10.02", "2");
    assert_eq!(refused(&desk.upload(&[other]).await), "line-twice");
    let total = LineSplit { inscp_scp_amt: yuan("100.10"), ..LineSplit::default() };
    assert!(matches!(desk.ask(&trial(&mdtrt_id, desk.now(), &total, false)).await, Ok(Outcome::Trial { .. })));
}

#[tokio::test]
async fn f26_a_trial_beside_a_settlement_touches_nothing() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let total = fifty_thousand();
    let settle = desk.build(&settlement(&mdtrt_id, desk.now(), &total, true));
    let trials: Vec<Message> = (0..4).map(|_| desk.build(&trial(&mdtrt_id, desk.now(), &total, true))).collect();
    let (first, second, done, third, fourth) = tokio::join!(
        desk.send(&trials[0], &[]),
        desk.send(&trials[1], &[]),
        desk.send(&settle, &[]),
        desk.send(&trials[2], &[]),
        desk.send(&trials[3], &[]),
    );
    let done = done.unwrap();
    for trial in [first, second, third, fourth] {
        match trial.unwrap() {
            Outcome::Trial { amounts } => assert_eq!(&amounts, settled(&done).1),
            other => assert_eq!(refused(&other), "stay-settled"),
        }
    }
    assert_eq!(in_force(&desk).await, [settle.msgid().as_str()]);
}

#[tokio::test]
async fn f27_the_bytes_that_are_kept_are_the_bytes_that_arrive() {
    use std::sync::{Arc, Mutex};
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&arrived);
    let router = axum::Router::new().fallback(move |body: axum::body::Bytes| {
        keep.lock().unwrap().extend_from_slice(&body);
        async { "{\"infcode\":0}" }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut desk = Desk::open().await;
    let message = desk.build(&admission(desk.now()));
    let platform = payer::HttpPlatform::new(url, Duration::from_secs(2)).unwrap();
    payer::Platform::send(&platform, message.bytes().to_vec()).await.unwrap();
    assert_eq!(*arrived.lock().unwrap(), message.bytes());
    let sent: serde_json::Value = serde_json::from_slice(message.bytes()).unwrap();
    assert_eq!(sent["msgid"], json!(message.msgid().as_str()));
}

#[tokio::test]
async fn admission_and_discharge_without_an_answer_are_reversed_and_done_anew() {
    let mut desk = Desk::open().await;
    for fault in [Fault::ReplyLost {}, Fault::RequestLost {}] {
        desk.switch(Interface::Admission, &once(fault.clone())).await;
        let unknown = desk.build(&admission(desk.now()));
        assert!(desk.send(&unknown, &[]).await.is_err());
        assert_eq!(desk.ask(&reversal(&unknown)).await, Ok(Outcome::Done));
        let mdtrt_id = desk.stay().await;
        desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false)).await.unwrap();
        desk.switch(Interface::Discharge, &once(fault)).await;
        let unknown = desk.build(&discharge(&mdtrt_id, desk.now()));
        assert!(desk.send(&unknown, &[]).await.is_err());
        assert_eq!(desk.ask(&reversal(&unknown)).await, Ok(Outcome::Done));
        assert_eq!(desk.ask(&discharge(&mdtrt_id, desk.now())).await, Ok(Outcome::Done));
    }
}

#[tokio::test]
async fn amounts_that_contradict_each_other_and_garbage_are_no_answer() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let message = desk.build(&trial(&mdtrt_id, desk.now(), &fifty_thousand(), true));
    let platform = desk.sandbox.in_process(Duration::from_secs(2));
    let answer = payer::Platform::send(&platform, message.bytes().to_vec()).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    for (identity, from, to) in [
        ("I2", "\"preselfpay_amt\":0.00", "\"preselfpay_amt\":0.01"),
        ("I3", "\"hosp_part_amt\":0.00", "\"hosp_part_amt\":0.01"),
        ("I4", "\"psn_cash_pay\":4230.00", "\"psn_cash_pay\":4230.01"),
        ("I5", "\"oth_pay\":0.00", "\"oth_pay\":0.01"),
    ] {
        assert!(answer.contains(from), "{from}");
        let wrong = Answer::parse(answer.replacen(from, to, 1).as_bytes()).unwrap();
        let findings = match wrong.outcome(Interface::Trial, &[]) {
            Err(AnswerError::Contradiction(findings)) => findings,
            other => panic!("{identity}: {other:?}"),
        };
        assert!(findings.iter().any(|finding| finding.identity == identity), "{identity}: {findings:?}");
    }
    // A region that includes the accounts in fund_pay_sumamt is no contradiction.
    let inside = answer.replacen("\"fund_pay_sumamt\":43770.00", "\"fund_pay_sumamt\":45770.00", 1);
    assert!(matches!(
        Answer::parse(inside.as_bytes()).unwrap().outcome(Interface::Trial, &[]),
        Ok(Outcome::Trial { .. })
    ));
    // A fund that this product does not know is kept (F22).
    let strange = answer.replacen("\"fund_pay_type\":\"330100\"", "\"fund_pay_type\":\"999000\"", 1);
    assert!(matches!(
        Answer::parse(strange.as_bytes()).unwrap().outcome(Interface::Trial, &[]),
        Ok(Outcome::Trial { .. })
    ));

    desk.switch(Interface::Trial, &once(Fault::Garbage {})).await;
    let garbage = payer::Platform::send(&platform, message.bytes().to_vec()).await.unwrap();
    assert!(matches!(Answer::parse(&garbage), Err(AnswerError::Json(_))));
    desk.switch(Interface::Trial, &once(Fault::Refuse { message: "P0001 测试甲 未参保".to_owned() })).await;
    let outcome = desk.send(&message, &[]).await.unwrap();
    assert_eq!(refused(&outcome), "P0001"); // the words stay in the bytes
}
