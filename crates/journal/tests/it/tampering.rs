//! Whatever is changed by hand is found and named.

use crate::{
    erasing::erased,
    harness::{Harness, On, booked, charged, department, id, sent_on, session},
};
use journal::{AccessRow, Broken, Said, Witness};
use model::{actor::Role, event::Event, id::PersonId, money::Yuan, settlement, time::Instant};

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

/// Which numbers are missing, and where another row cannot be what was written.
async fn a_hole_is_told_by_its_numbers_and_a_payload_that_says_nothing_by_its_event(on: On) {
    let harness = harness(on).await;
    harness.sql().await.execute("delete from event where seq in (2, 3)").await;
    let report = harness.journal.verify().await.unwrap();
    let events = report.findings.iter().filter(|found| found.table == "event");
    let told: Vec<_> = events.map(|found| (found.key.as_str(), found.what, found.detail.as_str())).collect();
    let hole = [
        ("2", "chain", "numbers 2 to 3 are missing"),
        // The fourth follows the third, which is not there.
        ("4", "chain", "the hash does not fit the row"),
    ];
    assert_eq!((report.events, told), (3, hole.to_vec()));

    let findings = found(on, "update event set payload = '{}' where seq = 5").await;
    assert_eq!(findings[..2], ["chain", "unreadable"].map(|what| ("event".into(), "5".into(), what)));
}

/// Learns events and says nothing.
#[derive(Default)]
struct Silent {
    learnt: u64,
    /// It refuses to learn more.
    enough: Option<u64>,
}

impl Witness for Silent {
    fn learn(&mut self, _: &Event, _: Instant) -> Result<(), String> {
        if self.enough == Some(self.learnt) {
            return Err("it has had enough".into());
        }
        self.learnt += 1;
        Ok(())
    }

    fn say(&self, _: &mut dyn Said) {
        assert_eq!(self.learnt, 5, "who did not learn everything is not asked");
    }
}

async fn who_learns_the_same_is_asked_only_about_a_journal_that_is_whole(on: On) {
    let harness = harness(on).await;
    let mut silent = Silent::default();
    let report = harness.journal.verify_with(&mut silent).await.unwrap();
    // Each row of the tables, of which the witness says none.
    assert_eq!((report.worlds, report.findings.len() as u64), (Some(0), report.rows));
    assert!(report.findings.iter().all(|found| found.what == "worlds-differ"), "{report:?}");

    let mut silent = Silent { enough: Some(3), ..Silent::default() };
    let report = harness.journal.verify_with(&mut silent).await.unwrap();
    let found: Vec<_> = report.findings.iter().map(|found| (found.key.as_str(), found.what, &*found.detail)).collect();
    assert_eq!((report.worlds, found), (None, vec![("4", "worlds-fail", "it has had enough")]));

    for (change, learnt) in [
        ("update event set hash = 'x' where seq = 5", 4),
        ("update event set payload = '{}' where seq = 4", 3),
        ("update event set at = 'x' where seq = 3", 2),
        ("delete from event where seq = 2", 1),
    ] {
        harness.sql().await.execute(change).await;
        let mut silent = Silent::default();
        let report = harness.journal.verify_with(&mut silent).await.unwrap();
        assert_eq!((report.worlds, silent.learnt), (None, learnt), "{change}");
        assert!(report.findings.iter().all(|found| !found.what.starts_with("worlds")), "{change}: {report:?}");
    }
}

/// A start, and a server while it serves, look at the numbers and at some events: the same without reading all.
async fn a_start_finds_what_is_missing_and_what_was_changed(on: On) {
    let empty = Harness::new(on).await;
    assert_eq!(empty.journal.missing().await.unwrap(), None);
    assert_eq!(empty.journal.check(0, 10).await.unwrap(), Ok(None));
    assert_eq!(empty.journal.check(1, 10).await.unwrap(), Err(Broken::Missing(1)));

    // Five events: all of them, the first two, those after the second, none after the last.
    let whole = harness(on).await;
    assert_eq!(whole.journal.missing().await.unwrap(), None);
    for (after, limit, last) in [(0, 10, Some(5)), (0, 2, Some(2)), (2, 10, Some(5)), (2, 1, Some(3)), (5, 10, None)] {
        assert_eq!(whole.journal.check(after, limit).await.unwrap(), Ok(last), "{limit} after {after}");
    }
    let sql = whole.sql().await;
    sql.execute("update event set payload = replace(payload, '\"seat\":0', '\"seat\":1') where seq = 4").await;
    assert_eq!(whole.journal.missing().await.unwrap(), None, "its number is there");
    assert_eq!(whole.journal.check(0, 10).await.unwrap(), Err(Broken::Changed(4)));
    assert_eq!(whole.journal.check(3, 1).await.unwrap(), Err(Broken::Changed(4)));
    assert_eq!(whole.journal.check(0, 3).await.unwrap(), Ok(Some(3)), "not looked at yet");
    // The fifth follows from the hash that the fourth still has.
    assert_eq!(whole.journal.check(4, 10).await.unwrap(), Ok(Some(5)));

    for (removed, hole) in [(3, Some(3)), (1, Some(1)), (5, None)] {
        let harness = harness(on).await;
        harness.sql().await.execute(&format!("delete from event where seq = {removed}")).await;
        assert_eq!(harness.journal.missing().await.unwrap(), hole.map(Broken::Missing), "without {removed}");
        let checked = if removed == 5 { Ok(Some(4)) } else { Err(Broken::Missing(removed)) };
        assert_eq!(harness.journal.check(0, 10).await.unwrap(), checked, "without {removed}");
    }
}

/// PostgreSQL's head row says which event is the last, and its hash.
#[tokio::test]
async fn a_head_row_that_names_another_event_is_found() {
    for change in ["seq = 4", "hash = 'another'"] {
        let findings = found(On::Postgres, &format!("update head set {change}")).await;
        assert_eq!(findings, [("head".into(), String::new(), "head")], "{change}");
    }
}

async fn a_part_of_a_name_that_is_nobodys_is_found(on: On) {
    let mut harness = harness(on).await;
    harness.person(3, "李示例").await;
    harness.append(vec![erased(3, &[])], &[]).await;
    // One who is there, one who was erased, and one who never was.
    for person in [1, 3, 99] {
        let part = format!("insert into name_part values (7, '{}', 'part')", simple(person));
        harness.sql().await.execute(&part).await;
    }
    let left = |person| ("name_part".to_owned(), simple(person), "name-left");
    assert_eq!(harness.findings().await, [left(3), left(99)]);
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
    // A person, a department, a session with a slot and its pool, an appointment, a charge with two postings.
    assert_eq!((report.events, report.side_rows, report.rows), (5, 1, 1 + 1 + 3 + 1 + 3));
    let found = &report.findings[0];
    assert_eq!((found.table.as_str(), found.key.as_str(), found.what), ("charge", simple(6).as_str(), "row-differs"));
    assert!(found.detail.contains("amount_fen is 1, the journal says 1234"), "{}", found.detail);
    // A key of two numbers.
    let posting = self::found(on, "update ledger_entry set account = 'cash' where line = 1").await;
    assert_eq!(posting, [("ledger_entry".into(), "5/1".into(), "row-differs")]);
    let removed = self::found(on, "delete from slot").await;
    assert_eq!(removed, [("slot".into(), simple(3), "row-missing")]);
}

/// PostgreSQL's columns take nothing but their own type.
#[tokio::test]
async fn a_cell_that_cannot_be_read_is_found_as_any_other() {
    let harness = harness(On::Sqlite).await;
    harness.sql().await.execute("update charge set amount_fen = 1.5, item = x'00ff'").await;
    let details: Vec<_> = harness.journal.verify().await.unwrap().findings.into_iter().map(|row| row.detail).collect();
    assert_eq!(details.len(), 2, "{details:?}");
    for (column, wanted) in [("amount_fen", "1234"), ("item", "'B01'")] {
        let said = format!("{column} is '(a value of another type)', the journal says {wanted}");
        assert!(details.contains(&said), "{said}: {details:?}");
    }
}

async fn a_seat_too_many_and_a_ledger_that_does_not_add_up_are_found(on: On) {
    let mut harness = harness(on).await;
    harness.append(vec![booked(5, 3, 2)], &[]).await;
    assert_eq!(harness.findings().await, [("slot".into(), simple(3), "overbooked")]);
    // Whoever was sent on to it is taken beyond its seats.
    let mut harness = self::harness(on).await;
    harness.append(vec![session(7, 1), booked(5, 7, 2), sent_on(5, 7, 3)], &[]).await;
    assert_eq!(harness.findings().await, []);
    let Event::Settlement(settlement::Event::ChargePosted(mut charge)) = charged(7, 1234) else { panic!() };
    charge.postings[0].amount = Yuan::from_fen(1235);
    let mut harness = self::harness(on).await;
    harness.append(vec![settlement::Event::from(charge).into()], &[]).await;
    assert_eq!(harness.findings().await, [("ledger_entry".into(), "6".into(), "ledger")]);
    assert_eq!(harness.journal.verify().await.unwrap().findings[0].detail, "the postings add up to 1 fen");
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
    // Without the second row, the third has neither its number nor the hash before it.
    harness.sql().await.execute("delete from access_log where number = 2").await;
    assert_eq!(harness.findings().await, [("access_log".into(), "test/3".into(), "access-chain")]);
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
    a_hole_is_told_by_its_numbers_and_a_payload_that_says_nothing_by_its_event,
    who_learns_the_same_is_asked_only_about_a_journal_that_is_whole,
    a_start_finds_what_is_missing_and_what_was_changed,
    a_part_of_a_name_that_is_nobodys_is_found,
    a_side_row_that_was_edited_or_removed_is_found,
    a_table_that_was_edited_is_found_with_column_and_values,
    a_seat_too_many_and_a_ledger_that_does_not_add_up_are_found,
    the_access_log_is_a_chain,
    why_the_glass_was_broken_is_read_only_with_the_key,
);
