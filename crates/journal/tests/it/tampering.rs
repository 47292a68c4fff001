//! Whatever is changed by hand is found and named.

use crate::harness::{Harness, On, booked, charged, department, id, session};
use journal::AccessRow;
use model::{actor::Role, id::PersonId};

async fn harness(on: On) -> Harness {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.append(vec![department(1), session(3, 1), booked(4, 3, 1), charged(6, 1234)], &[]).await;
    assert_eq!(harness.findings().await, []);
    harness
}

async fn found(on: On, change: &str) -> Vec<(String, String, &'static str)> {
    let harness = harness(on).await;
    harness.sql().await.execute(change).await;
    harness.findings().await
}

fn simple(number: u128) -> String {
    id(number).simple().to_string()
}

async fn an_event_that_was_edited_is_found(on: On) {
    let findings =
        found(on, "update event set payload = replace(payload, '\"seat\":0', '\"seat\":1') where seq = 4").await;
    assert_eq!(findings[0], ("event".into(), "4".into(), "chain"));
    // The table still has the true value.
    assert_eq!(findings[1], ("appointment".into(), simple(4), "row-differs"));
    assert_eq!(findings.len(), 2);
}

/// Idempotency keys are found by it: with another login's id there, that login would get an answer that is not its own.
async fn an_event_of_another_user_is_found(on: On) {
    let findings = found(on, &format!("update event set actor_user = '{}' where seq = 3", id(77))).await;
    assert_eq!(findings, [("event".into(), "3".into(), "chain")]);
}

async fn an_event_that_was_removed_is_found(on: On) {
    let findings = found(on, "delete from event where seq = 2").await;
    assert!(findings.contains(&("event".into(), "2".into(), "chain")), "{findings:?}");
    assert!(findings.contains(&("department".into(), simple(1), "row-extra")), "{findings:?}");
    let last = found(on, "delete from event where seq = 5").await;
    assert!(last.contains(&("charge".into(), simple(6), "row-extra")), "also the last one: {last:?}");
}

async fn a_side_row_that_was_edited_or_removed_is_found(on: On) {
    let edited = found(on, &format!("update side set cipher = {}", on.bytes("00"))).await;
    assert_eq!(edited, [("side".into(), simple(1001), "side-hash")]);
    let removed = found(on, "delete from side").await;
    assert_eq!(removed, [("side".into(), simple(1001), "side-missing")]);
    let added = found(on, "insert into side select hospital_id, 'aa', person, class, kind, cipher from side").await;
    assert_eq!(added, [("side".into(), "aa".into(), "row-extra")]);
}

async fn a_table_that_was_edited_is_found_with_column_and_values(on: On) {
    let harness = harness(on).await;
    harness.sql().await.execute("update charge set amount_fen = 1").await;
    let report = harness.journal.verify().await.unwrap();
    assert_eq!(report.findings.len(), 1);
    let found = &report.findings[0];
    assert_eq!((found.table.as_str(), found.key.as_str(), found.what), ("charge", simple(6).as_str(), "row-differs"));
    assert!(found.detail.contains("amount_fen is 1, the journal says 1234"), "{}", found.detail);
    let removed = self::found(on, "delete from slot").await;
    assert_eq!(removed, [("slot".into(), simple(3), "row-missing")]);
}

async fn a_seat_too_many_and_a_ledger_that_does_not_add_up_are_found(on: On) {
    let mut harness = harness(on).await;
    harness.append(vec![booked(5, 3, 2)], &[]).await;
    assert_eq!(harness.findings().await, [("slot".into(), simple(3), "overbooked")]);
    let findings = found(on, "update ledger_entry set amount_fen = amount_fen + 1 where line = 0").await;
    assert!(findings.contains(&("ledger_entry".into(), "5".into(), "ledger")), "{findings:?}");
}

async fn the_access_log_is_a_chain(on: On) {
    let harness = Harness::new(on).await;
    let row = |person| AccessRow {
        at: crate::harness::at(1),
        user: None,
        role: Role::Nurse,
        action: "read_bill".into(),
        person: Some(PersonId(id(person))),
        allowed: true,
        reason: None,
        address: None,
        subject: None,
        times: None,
    };
    harness.journal.log_access("test", &[row(1), row(2)]).await.unwrap();
    harness.journal.log_access("test", &[row(3)]).await.unwrap();
    assert_eq!(harness.findings().await, []);
    harness.sql().await.execute("update access_log set person = 'nobody' where number = 2").await;
    assert_eq!(harness.findings().await, [("access_log".into(), "test/2".into(), "access-chain")]);
}

async fn why_the_glass_was_broken_is_read_only_with_the_key(on: On) {
    let harness = Harness::new(on).await;
    let row = |minutes, reason: Option<&str>| AccessRow {
        at: crate::harness::at(minutes),
        user: None,
        role: Role::Clinician,
        action: "break_glass".into(),
        person: Some(PersonId(id(1))),
        allowed: true,
        reason: reason.map(ToOwned::to_owned),
        address: None,
        subject: None,
        times: None,
    };
    let rows = [row(1, Some("unconscious, no relatives here")), row(2, None), row(3, Some("again"))];
    harness.journal.log_access("test", &rows).await.unwrap();
    let reported = harness.journal.reported_access(crate::harness::at(0)).await.unwrap();
    assert_eq!(reported, [rows[2].clone(), rows[0].clone()]);
    assert_eq!(harness.journal.reported_access(crate::harness::at(2)).await.unwrap().len(), 1);
    let reasons = "select reason from access_log where reason is not null";
    let stored: Vec<(String,)> = harness.sql().await.rows(reasons).await;
    assert!(stored.iter().all(|(sealed,)| !sealed.contains("relatives") && sealed.len() > 40), "{stored:?}");
    assert_eq!(harness.findings().await, []);
}

on_both!(
    an_event_that_was_edited_is_found,
    an_event_of_another_user_is_found,
    an_event_that_was_removed_is_found,
    a_side_row_that_was_edited_or_removed_is_found,
    a_table_that_was_edited_is_found_with_column_and_values,
    a_seat_too_many_and_a_ledger_that_does_not_add_up_are_found,
    the_access_log_is_a_chain,
    why_the_glass_was_broken_is_read_only_with_the_key,
);
