//! What one command did is one row of the journal, and rows of one event beside them stay what they were.

use crate::harness::{
    Harness, On, at, booked, cancelled, charged, department, effort, id, journey_opened, key, registered, seal, session,
};
use journal::{Broken, Entry, Grain, Settled};
use model::{actor::Actor, id::UserId, journey::RetentionClass, scheduling::ReasonCode};
use sha2::{Digest as _, Sha256};

/// One event, a command of three, one event, a command of two that books under a key: 1, 2–4, 5, 6–7.
async fn mixed(on: On) -> (Harness, Vec<Entry>) {
    let mut harness = Harness::new(on).await;
    let row = seal(&harness.journal, 1, 1001, RetentionClass::Contact, "张示例");
    let mut entries = vec![harness.entry(department(1))];
    entries.extend(harness.command(vec![registered(1, row.side_ref()), session(3, 2), journey_opened(9)]));
    entries.push(harness.entry(charged(6, 1234)));
    let mut last = harness.command(vec![booked(4, 3, 1), effort(9, 2)]);
    for entry in &mut last {
        entry.actor = Actor { user: Some(UserId(id(77))), ..Actor::system() };
        entry.reason = Some(ReasonCode::Mistake);
    }
    last[0].key = Some(key("book"));
    entries.extend(last);
    harness.journal.append(&entries, &[row]).await.unwrap();
    assert_eq!(harness.followed().await, 7);
    (harness, entries)
}

type Numbers = (i64, Option<i64>, String);

async fn numbers(harness: &Harness) -> Vec<Numbers> {
    harness.sql().await.rows("select seq, last_seq, kind from event order by seq").await
}

async fn a_command_is_a_row_with_its_first_and_last_number(on: On) {
    let (harness, entries) = mixed(on).await;
    let rows = [
        (1, None, "scheduling.DepartmentOpened"),
        (2, Some(4), "several"),
        (5, None, "settlement.ChargePosted"),
        (6, Some(7), "several"),
    ];
    assert_eq!(numbers(&harness).await, rows.map(|(first, last, kind)| (first, last, kind.to_owned())));
    let sql = harness.sql().await;
    let payload: String = sql.one("select payload from event where seq = 6").await;
    let parts: serde_json::Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(parts[0][0], "scheduling.AppointmentBooked");
    assert_eq!(parts[0][2]["appointment"], id(4).to_string());
    assert_eq!((&parts[1][0], parts.as_array().unwrap().len()), (&"journey.JourneyMoved".into(), 2));

    let harness = harness.reopened().await;
    let journal = &harness.journal;
    assert_eq!(journal.load(1, 100).await.unwrap(), entries);
    assert_eq!(journal.load(2, 1).await.unwrap(), entries[1..4], "a row is read as a whole");
    assert_eq!(journal.head().await.unwrap().0, 7);
    assert_eq!(journal.last().await.unwrap(), Some((7, at(6))));
    let stored = journal.stored(6, 10).await.unwrap().pop().unwrap().read().unwrap();
    let told: Vec<_> = stored.iter().map(|event| (event.seq, event.at, event.key.is_some())).collect();
    assert_eq!(told, [(6, at(6), true), (7, at(6), false)], "the key is the command's, not each event's");
    let known = journal.find_key(Some(UserId(id(77))), "book").await.unwrap().unwrap();
    assert_eq!((known.key, known.at), (key("book"), at(6)));
    assert_eq!(harness.findings().await, []);
    let numbers: (i64, i64) = sql.rows("select trips, waiting_minutes from journey").await[0];
    assert_eq!(numbers, (2, 7), "the tables follow each event of a row");
}

/// The form of the hash, written down again: each part after its length, eight bytes; an absent text is a zero byte.
async fn the_hash_of_a_row_covers_both_numbers(on: On) {
    type Row = (i64, Option<i64>, i64, String, String, String, String, Option<String>, String);
    let (harness, _) = mixed(on).await;
    let sql = harness.sql().await;
    let columns = "seq, last_seq, cast(version as bigint), at, actor, kind, payload, reason, hash";
    let rows: Vec<Row> = sql.rows(&format!("select {columns} from event where seq > 1 order by seq")).await;
    let answers: Vec<(Option<String>, Option<String>, Option<String>)> =
        sql.rows("select idempotency_key, body_hash, answer from event where seq > 1 order by seq").await;
    let mut before: String = sql.one("select hash from event where seq = 1").await;
    for ((seq, last, version, at, actor, kind, payload, reason, hash), (key, body, answer)) in
        rows.into_iter().zip(answers)
    {
        let mut parts = vec![before.into_bytes(), seq.to_be_bytes().to_vec(), version.to_be_bytes().to_vec()];
        parts.extend(last.map(|last| last.to_be_bytes().to_vec()));
        parts.extend([at, actor, kind, payload].map(String::into_bytes));
        parts.extend([None, reason, key, body, answer].map(|text| text.unwrap_or("\0".into()).into_bytes()));
        let mut sha = Sha256::new();
        for part in parts {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        }
        assert_eq!(hex::encode(sha.finalize()), hash, "{seq}");
        before = hash;
    }
}

async fn a_row_of_several_that_was_changed_or_removed_is_found(on: On) {
    let told = async |change: &str| {
        let (harness, _) = mixed(on).await;
        harness.sql().await.execute(change).await;
        let report = harness.journal.verify().await.unwrap();
        let check = harness.journal.check(0, 10).await.unwrap();
        let events = report.findings.into_iter().filter(|found| found.table == "event");
        (events.map(|found| (found.key, found.what, found.detail)).collect::<Vec<_>>(), check)
    };
    // The databases themselves take no last number that is not after the first.
    let unchecked = match on {
        On::Sqlite => "pragma ignore_check_constraints = on",
        On::Postgres => "alter table event drop constraint event_check",
    };
    let chain = |seq: &str| (seq.to_owned(), "chain", "the hash does not fit the row".to_owned());
    let (edited, check) =
        told("update event set payload = replace(payload, '\"seat\":0', '\"seat\":1') where seq = 6").await;
    assert_eq!((edited, check), (vec![chain("6")], Err(Broken::Changed(6))));

    // A last number that is not how many events there are; one that hides a row; none; one where there was none; ones that
    // no row can have, within the journal and at its end.
    let forged = |last: i64, seq: u64| (format!("update event set last_seq = {last} where seq = {seq}"), seq);
    for (change, seq) in [
        forged(8, 6),
        forged(5, 2),
        ("update event set last_seq = null where seq = 2".to_owned(), 2),
        forged(5, 5),
        ("update event set payload = '[]' where seq = 2".to_owned(), 2),
        forged(1, 2),
        forged(-1, 2),
        forged(i64::MAX, 2),
        forged(1, 6),
        forged(5, 6),
        forged(-1, 6),
        forged(i64::MAX, 6),
    ] {
        let (found, check) = told(&format!("{unchecked}; {change}")).await;
        assert_eq!(check, Err(Broken::Changed(seq)), "{change}");
        assert_eq!(found[0], chain(&seq.to_string()), "{change}");
        assert_eq!((&*found[1].0, found[1].1), (&*seq.to_string(), "unreadable"), "{change}");
    }

    let (removed, check) = told("delete from event where seq = 2").await;
    assert_eq!(removed[0], ("2".into(), "chain", "numbers 2 to 4 are missing".into()));
    assert_eq!(check, Err(Broken::Missing(2)));
    let (harness, _) = mixed(on).await;
    assert_eq!(harness.journal.missing().await.unwrap(), None);
    harness.sql().await.execute("delete from event where seq = 2").await;
    assert_eq!(harness.journal.missing().await.unwrap(), Some(Broken::Missing(2)));
}

/// What a newer program wrote cannot be read, but no number is missing because of it.
async fn a_row_of_several_that_nobody_can_read_is_one_finding(on: On) {
    let (harness, _) = mixed(on).await;
    let sql = harness.sql().await;
    // As a program would have written it that knows more kinds.
    let (at, actor, before): (String, String, String) =
        sql.rows("select l.at, f.actor, l.hash from event l, event f where l.seq = 6 and f.seq = 5").await.remove(0);
    let payload = r#"[["scheduling.Unheard",1,{}],["journey.Unheard",1,{}]]"#;
    let mut parts = vec![before.into_bytes(), 8_i64.to_be_bytes().to_vec(), 1_i64.to_be_bytes().to_vec()];
    parts.push(9_i64.to_be_bytes().to_vec());
    parts.extend([&*at, &actor, "several", payload].map(|text| text.as_bytes().to_vec()));
    parts.extend(std::iter::repeat_n(b"\0".to_vec(), 5));
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    let (hash, hospital) = (hex::encode(sha.finalize()), crate::harness::HOSPITAL.0);
    sql.execute(&format!(
        "insert into event (hospital_id, seq, last_seq, at, actor, kind, version, payload, hash) values \
        ({hospital}, 8, 9, '{at}', '{actor}', 'several', 1, '{payload}', '{hash}')"
    ))
    .await;
    let report = harness.journal.verify().await.unwrap();
    let found: Vec<_> = report.findings.iter().map(|found| (&*found.table, &*found.key, found.what)).collect();
    // On a server, the row that is locked for writing does not know it either.
    let wanted = [("event", "8", "unreadable"), ("head", "", "head")];
    assert_eq!(found, wanted[..if on == On::Sqlite { 1 } else { 2 }], "{:?}", report.findings);
    assert_eq!(report.events, 9);
}

/// Where a start begins to look, so many events before the last: at the end of a row.
async fn a_number_within_a_row_is_led_to_the_end_of_the_row_before(on: On) {
    let (harness, _) = mixed(on).await;
    for (seq, end) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1), (5, 4), (6, 5), (7, 5), (8, 5)] {
        assert_eq!(harness.journal.end_before(seq).await.unwrap(), end, "{seq}");
    }
}

/// A last number is of one row only, whatever a program believes.
async fn no_two_rows_end_with_the_same_event(on: On) {
    let (harness, _) = mixed(on).await;
    let backwards = "update event set last_seq = 5 where seq = 6";
    assert!(harness.sql().await.tried(backwards).await.is_err());
    let again = "insert into event (hospital_id, seq, last_seq, at, actor, kind, version, payload, hash) \
        select hospital_id, 3, 4, at, actor, kind, version, payload, hash from event where seq = 2";
    assert!(harness.sql().await.tried(again).await.is_err());
}

async fn a_lost_answer_of_a_command_is_settled_by_its_row(on: On) {
    let (mut harness, _) = mixed(on).await;
    let ours = harness.command(vec![department(2), department(3)]);
    assert_eq!(harness.journal.settle(&ours).await.unwrap(), Settled::NotIn);
    harness.journal.append(&ours, &[]).await.unwrap();
    assert_eq!(harness.journal.settle(&ours).await.unwrap(), Settled::In);
    let mut theirs = ours.clone();
    theirs[1].event = department(5);
    assert_eq!(harness.journal.settle(&theirs).await.unwrap(), Settled::Another, "its second event is another");
    assert_eq!(harness.journal.settle(&ours[..1]).await.unwrap(), Settled::Another, "it is not whole");
}

async fn another_node_learns_all_events_of_a_row(on: On) {
    let (mut harness, entries) = mixed(on).await;
    let other = journal::Journal::open(&harness.url(), &crate::harness::keys()).await.unwrap();
    assert_eq!(other.missed(0).await.unwrap(), entries);
    assert_eq!(other.missed(4).await.unwrap(), entries[4..]);
    let theirs = harness.command(vec![cancelled(4), effort(9, 1)]);
    other.append(&theirs, &[]).await.unwrap();
    assert_eq!(harness.journal.missed(7).await.unwrap(), theirs);
    assert_eq!(harness.followed().await, 9);
    assert_eq!(harness.findings().await, []);
}

async fn the_first_event_after_a_moment_is_the_first_of_its_row(on: On) {
    let (harness, _) = mixed(on).await;
    for (moment, first) in
        [(0, Some((1, at(1)))), (1, Some((2, at(2)))), (4, Some((5, at(5)))), (5, Some((6, at(6)))), (6, None)]
    {
        assert_eq!(harness.journal.first_after(at(moment)).await.unwrap(), first, "{moment}");
    }
}

async fn a_hospital_with_rows_of_both_kinds_moves(on: On) {
    let (harness, entries) = mixed(on).await;
    let mut file = Vec::new();
    let written = harness.journal.export(&mut file).await.unwrap();
    assert_eq!(written.events, 7);
    let new = Harness::new(on).await;
    assert_eq!(new.journal.import(file.as_slice()).await.unwrap(), written);
    let new = new.reopened().await;
    assert_eq!(new.followed().await, 7);
    assert_eq!(numbers(&new).await, numbers(&harness).await);
    assert_eq!(new.journal.load(1, 100).await.unwrap(), entries);
    assert_eq!(new.findings().await, []);
    let mut again = Vec::new();
    new.journal.export(&mut again).await.unwrap();
    assert_eq!(again, file);
}

/// While a node of a release before runs: it reads rows of one event only, and both kinds make one chain.
async fn who_says_so_writes_a_row_for_each_event(on: On) {
    let (mut harness, mut entries) = mixed(on).await;
    harness.journal = harness.journal.with_grain(Grain::Event);
    let more = harness.command(vec![cancelled(4), effort(9, 1)]);
    harness.journal.append(&more, &[]).await.unwrap();
    assert_eq!(harness.journal.settle(&more).await.unwrap(), Settled::In);
    let rows = numbers(&harness).await;
    let last = [(8, None, "scheduling.AppointmentCancelled"), (9, None, "journey.JourneyMoved")];
    assert_eq!(rows[4..], last.map(|(seq, last, kind)| (seq, last, kind.to_owned())));
    // The next start puts a command into a row again.
    let mut harness = harness.reopened().await;
    let third = harness.command(vec![department(2), department(3)]);
    harness.journal.append(&third, &[]).await.unwrap();
    assert_eq!(numbers(&harness).await[6], (10, Some(11), "several".into()));
    let single = |entry: Entry| Entry { goes_on: false, ..entry };
    entries.extend(more.into_iter().map(single).chain(third));
    assert_eq!(harness.journal.load(1, 100).await.unwrap(), entries);
    assert_eq!(harness.followed().await, 11);
    assert_eq!(harness.findings().await, []);
}

on_both!(
    a_command_is_a_row_with_its_first_and_last_number,
    the_hash_of_a_row_covers_both_numbers,
    a_row_of_several_that_was_changed_or_removed_is_found,
    a_row_of_several_that_nobody_can_read_is_one_finding,
    a_number_within_a_row_is_led_to_the_end_of_the_row_before,
    no_two_rows_end_with_the_same_event,
    a_lost_answer_of_a_command_is_settled_by_its_row,
    another_node_learns_all_events_of_a_row,
    the_first_event_after_a_moment_is_the_first_of_its_row,
    a_hospital_with_rows_of_both_kinds_moves,
    who_says_so_writes_a_row_for_each_event,
);
