//! A batch is written as a whole or not at all.

use crate::harness::{
    Harness, On, at, booked, cancelled, charged, department, effort, id, journey_opened, key, registered, seal, seen,
    session,
};
use journal::{AppendError, Journal, Settled};
use model::{
    event::Event,
    id::{PersonId, UserId},
    journey::RetentionClass,
    scheduling::{self, Channel},
};

async fn what_is_appended_is_read_back(on: On) {
    let mut harness = Harness::new(on).await;
    let mut entries = vec![harness.entry(department(1)), harness.entry(session(3, 2)), harness.entry(booked(4, 3, 1))];
    entries[2].key = Some(key("k1"));
    entries[2].on_behalf_of = Some(PersonId(id(1)));
    entries[2].reason = Some(scheduling::ReasonCode::Mistake);
    entries[2].actor.user = Some(UserId(id(77)));
    harness.journal.append(&entries, &[]).await.unwrap();
    let harness = harness.reopened().await;
    assert_eq!(harness.journal.load(1, 100).await.unwrap(), entries);
    assert_eq!(harness.journal.load(2, 1).await.unwrap(), entries[1..2]);
    assert_eq!(harness.journal.head().await.unwrap().0, 3);
    assert_eq!(harness.findings().await, []);
}

async fn a_number_that_is_taken_is_a_conflict_and_changes_nothing(on: On) {
    let mut harness = Harness::new(on).await;
    harness.append(vec![department(1)], &[]).await;
    let other = Journal::open(&harness.url(), &crate::harness::keys()).await.unwrap();
    let theirs = harness.entry(department(2));
    other.append(std::slice::from_ref(&theirs), &[]).await.unwrap();
    // This journal still believes that number 2 is free.
    let ours = theirs.clone();
    assert!(matches!(harness.journal.append(&[ours], &[]).await, Err(AppendError::Conflict)));
    let gap = harness.entry(department(3));
    let gap = journal::Entry { seq: 9, ..gap };
    assert!(matches!(harness.journal.append(&[gap], &[]).await, Err(AppendError::Conflict)));
    assert_eq!(harness.journal.load(1, 10).await.unwrap().len(), 2);
    // By now it has caught up.
    let next = journal::Entry { seq: 3, ..theirs };
    let next = journal::Entry { event: department(4), ..next };
    harness.journal.append(&[next], &[]).await.unwrap();
    assert_eq!(harness.findings().await, []);
}

async fn a_batch_that_fails_in_the_middle_leaves_nothing(on: On) {
    let mut harness = Harness::new(on).await;
    let mut first = harness.entry(department(1));
    first.key = Some(key("k1"));
    harness.journal.append(&[first], &[]).await.unwrap();
    let (before, mut bad) = (harness.entry(booked(4, 3, 1)), harness.entry(booked(5, 3, 1)));
    bad.key = Some(key("k1"));
    let row = seal(&harness.journal, 1, 1001, RetentionClass::Contact, "张示例");
    let result = harness.journal.append(&[before.clone(), bad.clone()], &[row]).await;
    assert!(matches!(result, Err(AppendError::KeyUsed)), "the key was used before");
    let sql = harness.sql().await;
    for table in ["side", "appointment", "person_key"] {
        let count: i64 = sql.one(&format!("select count(*) from {table}")).await;
        assert_eq!(count, 0, "{table}");
    }
    bad.key = None;
    harness.journal.append(&[before, bad], &[]).await.unwrap();
    assert_eq!(harness.findings().await, []);
}

async fn a_lost_answer_is_settled_by_the_hash(on: On) {
    let mut harness = Harness::new(on).await;
    harness.append(vec![department(1)], &[]).await;
    let ours = [harness.entry(department(2)), harness.entry(department(3))];
    assert_eq!(harness.journal.settle(&ours).await.unwrap(), Settled::NotIn);
    harness.journal.append(&ours, &[]).await.unwrap();
    assert_eq!(harness.journal.settle(&ours).await.unwrap(), Settled::In);
    let mut theirs = ours.clone();
    theirs[0].event = department(5);
    assert_eq!(harness.journal.settle(&theirs).await.unwrap(), Settled::Another);
}

async fn keys_are_found_by_login_and_name(on: On) {
    let mut harness = Harness::new(on).await;
    let mut entry = harness.entry(department(1));
    entry.actor.user = Some(UserId(id(5)));
    entry.key = Some(key("pay-1"));
    let mut systems = harness.entry(department(2));
    systems.key = Some(key("pay-1"));
    harness.journal.append(&[entry, systems], &[]).await.unwrap();
    let found = harness.journal.find_key(Some(UserId(id(5))), "pay-1").await.unwrap().unwrap();
    assert_eq!((found.key, found.at), (key("pay-1"), at(1)));
    assert!(harness.journal.find_key(Some(UserId(id(6))), "pay-1").await.unwrap().is_none());
    assert!(harness.journal.find_key(None, "pay-1").await.unwrap().is_some());
    let stored = harness.journal.stored(2, 10).await.unwrap().pop().unwrap().read().unwrap().pop().unwrap();
    assert_eq!((stored.seq, stored.at, stored.event), (2, at(2), department(2)));
    assert_eq!(stored.key.unwrap(), harness.journal.find_key(None, "pay-1").await.unwrap().unwrap());
}

/// Rows are made, changed, added to and changed back within one batch and across batches: the tables show what the
/// events say.
async fn tables_follow_whatever_the_batches_are(on: On) {
    let row = |harness: &Harness| seal(&harness.journal, 1, 1001, RetentionClass::Contact, "张示例");
    let events = |record| {
        let mut events = vec![registered(1, record), department(1), session(3, 500), journey_opened(9)];
        for number in 0..200u128 {
            events.push(booked(100 + number, 3, 1));
            events.push(effort(9, 1));
            match number % 3 {
                0 => events.push(cancelled(100 + number)),
                _ => events.extend(seen(100 + number, number as u32)),
            }
            events.push(charged(500 + number, 1234));
        }
        events
    };
    let mut tables = Vec::new();
    for size in [1, 7, 5000] {
        let mut harness = Harness::new(on).await;
        let sealed = row(&harness);
        let all = events(model::SideRef { id: id(1001), hash: sealed.side_ref().hash });
        for (part, chunk) in all.chunks(size).enumerate() {
            let side = if part == 0 { std::slice::from_ref(&sealed) } else { &[] };
            harness.append(chunk.to_vec(), side).await;
        }
        assert_eq!(harness.findings().await, []);
        let sql = harness.sql().await;
        let mut found = Vec::new();
        let called = sql.instant("called_at");
        let visits = format!("select {}, state, {called}, ticket from appointment order by 1", sql.id("id"));
        let rows: Vec<(String, String, Option<String>, Option<String>)> = sql.rows(&visits).await;
        found.push(format!("{rows:?}"));
        let effort: Vec<(i64, i64)> = sql.rows("select trips, waiting_minutes from journey").await;
        assert_eq!(effort, [(200, 1400)]);
        let receivable = "select cast(sum(amount_fen) as bigint) from ledger_entry where account = 'receivable'";
        let sum: i64 = sql.one(receivable).await;
        assert_eq!(sum, 200 * 1234);
        tables.push(found);
    }
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[0], tables[2]);
}

async fn an_event_of_an_old_version_is_read_as_todays(on: On) {
    let mut harness = Harness::new(on).await;
    harness.append(vec![booked(4, 3, 1)], &[]).await;
    // As version 1 wrote it: without a channel.
    let sql = harness.sql().await;
    let text: String = sql.one("select payload from event").await;
    let mut payload: serde_json::Value = serde_json::from_str(&text).unwrap();
    payload.as_object_mut().unwrap().remove("channel");
    sql.execute(&format!("update event set payload = '{payload}', version = 1")).await;
    let read = harness.journal.load(1, 10).await.unwrap();
    let Event::Scheduling(scheduling::Event::AppointmentBooked(booked)) = &read[0].event else { panic!("{read:?}") };
    assert_eq!(booked.channel, Channel::Online);
    sql.execute("update event set version = 9").await;
    let newer = harness.journal.load(1, 10).await.unwrap_err();
    assert!(newer.to_string().contains("version 9 is not known"), "{newer}");
}

async fn ten_thousand_events_are_one_chain(on: On) {
    let mut harness = Harness::new(on).await;
    for part in 0..10u128 {
        let events = (0..1000u128).map(|number| booked(100_000 + part * 1000 + number, 3, number)).collect();
        harness.append(events, &[]).await;
    }
    harness.append(vec![session(3, 20_000)], &[]).await;
    let report = harness.journal.verify().await.unwrap();
    assert_eq!((report.events, report.findings), (10_001, vec![]));
    harness.sql().await.execute("update event set at = '2020-01-01T00:00:00.000Z' where seq = 5000").await;
    let findings = harness.findings().await;
    assert!(findings.contains(&("event".into(), "5000".into(), "chain")), "{findings:?}");
    assert!(!findings.iter().any(|(table, key, _)| table == "event" && key != "5000"), "{findings:?}");
}

on_both!(
    what_is_appended_is_read_back,
    a_number_that_is_taken_is_a_conflict_and_changes_nothing,
    a_batch_that_fails_in_the_middle_leaves_nothing,
    a_lost_answer_is_settled_by_the_hash,
    keys_are_found_by_login_and_name,
    tables_follow_whatever_the_batches_are,
    an_event_of_an_old_version_is_read_as_todays,
    ten_thousand_events_are_one_chain,
);
