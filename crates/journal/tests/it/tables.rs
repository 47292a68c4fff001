//! The tables follow the journal whatever happens to them, and are made anew where they cannot go on.

use crate::{
    harness::{
        HOSPITAL, Harness, On, Place, Sql, booked, charged, department, effort, id, journey_opened, key, keys, session,
        tables_file, url,
    },
    logins::login,
};
use journal::{AppendError, Entry, Followed, Journal, Keys, Login, StoreError};
use model::{
    actor::Actor,
    event::Event,
    id::{HospitalId, PersonId, Seq, UserId},
    journey::{self, PersonErased, RetentionClass},
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs::{self, OpenOptions},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// Seven events, and the tables stand at the last.
pub(crate) async fn history(on: On) -> Harness {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    let events =
        vec![department(1), session(3, 500), booked(4, 3, 1), journey_opened(9), effort(9, 2), charged(6, 1234)];
    harness.append(events, &[]).await;
    harness
}

/// Appends and leaves the tables behind.
pub(crate) async fn append(harness: &mut Harness, events: Vec<Event>) {
    let entries: Vec<_> = events.into_iter().map(|event| harness.entry(event)).collect();
    harness.journal.append(&entries, &[]).await.unwrap();
}

/// Steps until the tables stand where the journal does; a step may fail, but not for ever.
pub(crate) async fn caught_up(journal: &Journal) -> Seq {
    let mut failures = 0;
    loop {
        match journal.follow_tables().await {
            Ok(Followed::Head(seq)) => return seq,
            Ok(Followed::More(_) | Followed::Elsewhere(_)) => {}
            Err(error) if failures == 3 => panic!("it fails again and again: {error}"),
            Err(_) => failures += 1,
        }
    }
}

/// The tables stand at the last event, with rows, and nothing is wrong.
pub(crate) async fn whole(harness: &Harness, why: &str) {
    let report = harness.journal.verify().await.unwrap();
    assert_eq!((report.tables, report.findings), (Some(harness.next - 1), vec![]), "{why}");
    assert!(report.rows > 6, "{why}: {} rows", report.rows);
}

async fn trips(sql: &Sql) -> i64 {
    sql.one("select trips from reports.journey").await
}

async fn position(sql: &Sql) -> (i64, String) {
    let mut rows = sql.rows("select seq, hash from reports.table_position where hospital_id = 7").await;
    rows.pop().unwrap()
}

pub(crate) async fn drop_all(sql: &Sql) {
    if let Sql::Postgres(_) = sql {
        return sql.execute("drop schema reports cascade").await;
    }
    let names = "select name from reports.sqlite_master where type = 'table' and name not like 'sqlite%'";
    let names: Vec<(String,)> = sql.rows(names).await;
    for (name,) in names {
        sql.execute(&format!("drop table reports.{name}")).await;
    }
}

async fn tables_that_are_dropped_or_lose_a_column_while_it_is_open_are_made_anew(on: On) {
    for change in [
        "drop table reports.appointment",
        "drop table reports.table_position",
        "drop table reports.table_version",
        "alter table reports.appointment drop column seat",
        "alter table reports.table_position drop column hash",
        "drop all",
    ] {
        let mut harness = history(on).await;
        let sql = harness.sql().await;
        match change {
            "drop all" => drop_all(&sql).await,
            change => sql.execute(change).await,
        }
        append(&mut harness, vec![booked(5, 3, 2), effort(9, 3)]).await;
        assert_eq!(caught_up(&harness.journal).await, 9, "{change}");
        whole(&harness, change).await;
        assert_eq!(trips(&sql).await, 5, "{change}");
    }
}

/// What no event writes to is found to be missing by a step that finds nothing to write, and by a start.
async fn tables_that_lack_something_are_not_compared_and_are_made_anew(on: On) {
    let changes = ["drop table reports.charge", "alter table reports.charge drop column item", "drop all"];
    for (change, is_started) in changes.into_iter().flat_map(|change| [(change, true), (change, false)]) {
        let harness = history(on).await;
        let sql = harness.sql().await;
        match change {
            "drop all" => drop_all(&sql).await,
            change => sql.execute(change).await,
        }
        let report = harness.journal.verify().await.unwrap();
        assert_eq!((report.events, report.tables, report.findings), (7, None, vec![]), "{change}");
        let harness = if is_started { harness.reopened().await } else { harness };
        assert_eq!(caught_up(&harness.journal).await, 7, "{change}");
        whole(&harness, change).await;
        assert_eq!(trips(&sql).await, 2, "{change}");
    }
}

/// Closes the journal, and waits until the file of the tables is written and nobody has it.
async fn closed(harness: Harness) -> (Place, Seq) {
    let log = format!("{}-wal", tables_file(&harness.url()));
    drop(harness.journal);
    for _ in 0..500 {
        if !Path::new(&log).exists() {
            return (harness.place, harness.next);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the tables are still open");
}

fn garbage(file: &Path) {
    fs::write(file, "these are somebody's notes, and no database at all. ".repeat(1000)).unwrap();
}

fn cut(file: &Path) {
    let length = fs::metadata(file).unwrap().len();
    OpenOptions::new().write(true).open(file).unwrap().set_len(length / 2 + 100).unwrap();
}

fn nonsense_after_the_first_page(file: &Path) {
    let length = fs::metadata(file).unwrap().len();
    let nonsense = vec![0xa5; usize::try_from(length).unwrap() - 4096];
    OpenOptions::new().write(true).open(file).unwrap().write_all_at(&nonsense, 4096).unwrap();
}

/// Only the rows of charges, which nobody reads to take a step.
fn nonsense_in_one_page(file: &Path) {
    let content = fs::read(file).unwrap();
    let row = content.windows(4).position(|part| part == b"B01\xe5").unwrap();
    let page = row / 4096 * 4096;
    OpenOptions::new().write(true).open(file).unwrap().write_all_at(&[0xa5; 4096], page as u64).unwrap();
}

fn removed(file: &Path) {
    fs::remove_file(file).unwrap();
}

fn emptied(file: &Path) {
    fs::write(file, "").unwrap();
}

type Damage = fn(&Path);
const DAMAGE: [(&str, Damage); 5] = [
    ("removed", removed),
    ("emptied", emptied),
    ("garbage", garbage),
    ("cut", cut),
    ("nonsense after the first page", nonsense_after_the_first_page),
];

fn file_of(place: &Place) -> PathBuf {
    tables_file(&place.url()).into()
}

#[tokio::test]
async fn a_damaged_file_of_tables_is_made_anew_and_holds_up_no_booking() {
    for (how, damage) in DAMAGE {
        let (place, next) = closed(history(On::Sqlite).await).await;
        damage(&file_of(&place));
        let journal = Journal::open(&place.url(), &keys()).await.unwrap();
        let mut harness = Harness { place, journal, next };
        append(&mut harness, vec![booked(5, 3, 2)]).await;
        let report = harness.journal.verify().await.unwrap();
        assert_eq!((report.events, report.tables), (8, None), "{how}");
        append(&mut harness, vec![effort(9, 3)]).await;
        assert_eq!(caught_up(&harness.journal).await, 9, "{how}");
        whole(&harness, how).await;
        assert_eq!(trips(&harness.sql().await).await, 5, "{how}");
    }
}

#[tokio::test]
async fn a_file_of_tables_that_is_removed_or_replaced_while_it_is_open_is_made_anew() {
    type Kept = [&'static str; 2];
    for (how, with, replace) in [
        ("alone", ["", ""] as Kept, None),
        ("with its log", ["-wal", "-shm"], None),
        ("replaced", ["-wal", "-shm"], Some(garbage as Damage)),
    ] {
        let mut harness = history(On::Sqlite).await;
        let file = tables_file(&harness.url());
        removed(Path::new(&file));
        for beside in with.into_iter().filter(|beside| !beside.is_empty()) {
            removed(Path::new(&format!("{file}{beside}")));
        }
        if let Some(replace) = replace {
            replace(Path::new(&file));
        }
        append(&mut harness, vec![booked(5, 3, 2), effort(9, 3)]).await;
        assert_eq!(caught_up(&harness.journal).await, 9, "{how}");
        whole(&harness, how).await;
        assert_eq!(trips(&harness.sql().await).await, 5, "{how}");
    }
}

#[tokio::test]
async fn a_page_that_no_step_reads_is_found_and_rebuilding_heals_it() {
    let (place, next) = closed(history(On::Sqlite).await).await;
    nonsense_in_one_page(&file_of(&place));
    let journal = Journal::open(&place.url(), &keys()).await.unwrap();
    let harness = Harness { place, journal, next };
    assert_eq!(caught_up(&harness.journal).await, 7);
    assert_eq!(harness.findings().await, [("charge".into(), String::new(), "unreadable")]);
    assert_eq!(harness.journal.rebuild_tables().await.unwrap(), 7);
    whole(&harness, "rebuilt").await;
}

/// As after an older backup was put back.
async fn shorten(sql: &Sql, to: i64) {
    sql.execute(&format!("delete from event where seq > {to}")).await;
    if let Sql::Postgres(_) = sql {
        let head = format!("update head set seq = {to}, hash = (select hash from event where seq = {to})");
        sql.execute(&head).await;
    }
}

async fn tables_of_a_longer_journal_are_found_and_made_anew(on: On) {
    let harness = history(on).await;
    shorten(&harness.sql().await, 5).await;
    let mut harness = Harness { next: 6, ..harness.reopened().await };
    let findings = harness.findings().await;
    assert_eq!(findings[0], ("table_position".into(), String::new(), "row-differs"), "{findings:?}");
    assert!(findings.contains(&("charge".into(), id(6).simple().to_string(), "row-extra")), "{findings:?}");
    let stand = "the tables stand at event 7 of another journal; this one goes to 5 there";
    assert_eq!(harness.journal.verify().await.unwrap().findings[0].detail, stand);
    assert_eq!(harness.journal.follow_tables().await.unwrap(), Followed::More(0));
    assert_eq!(harness.followed().await, 5);
    whole(&harness, "shorter").await;
    let sql = harness.sql().await;
    assert_eq!((trips(&sql).await, sql.one::<i64>("select count(*) from reports.charge").await), (0, 0));
    harness.append(vec![effort(9, 4)], &[]).await;
    whole(&harness, "and on").await;
    assert_eq!(trips(&sql).await, 4);
}

async fn tables_of_another_journal_of_the_same_length_are_found_and_made_anew(on: On) {
    let harness = history(on).await;
    shorten(&harness.sql().await, 6).await;
    let mut harness = Harness { next: 7, ..harness.reopened().await };
    append(&mut harness, vec![effort(9, 5)]).await;
    let findings = harness.findings().await;
    assert_eq!(findings[0], ("table_position".into(), String::new(), "row-differs"), "{findings:?}");
    assert_eq!(harness.followed().await, 7);
    whole(&harness, "another").await;
    assert_eq!(trips(&harness.sql().await).await, 7);
}

/// Nobody knows whether anything is wrong with it.
#[tokio::test]
async fn a_table_that_may_not_be_read_is_an_error_and_no_finding() {
    let harness = history(On::Postgres).await;
    harness.sql().await.execute("revoke select on reports.policy from current_user").await;
    let refused = harness.journal.verify().await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
}

async fn tables_that_are_behind_are_compared_up_to_where_they_stand(on: On) {
    let mut harness = Harness::new(on).await;
    append(&mut harness, vec![department(1), journey_opened(9), effort(9, 2)]).await;
    let report = harness.journal.verify().await.unwrap();
    assert_eq!((report.events, report.tables, report.rows, report.findings), (3, None, 0, vec![]), "before any step");
    assert_eq!(harness.followed().await, 3);
    append(&mut harness, vec![session(3, 2), effort(9, 3), booked(4, 3, 1), charged(6, 1234)]).await;
    let report = harness.journal.verify().await.unwrap();
    assert_eq!((report.events, report.tables, report.rows, report.findings), (7, Some(3), 2, vec![]), "behind");

    // Not what the journal says by now, either.
    let sql = match &harness.place {
        Place::File(_) => {
            let file = SqliteConnectOptions::new().filename(tables_file(&harness.url()));
            let mut own = SqliteConnection::connect_with(&file).await.unwrap();
            sqlx::query("update journey set trips = 5").execute(&mut own).await.unwrap();
            None
        }
        Place::Server(_) => {
            let sql = harness.sql().await;
            sql.execute("update reports.journey set trips = 5").await;
            Some(sql)
        }
    };
    let edited = ("journey".to_owned(), id(9).simple().to_string(), "row-differs");
    assert_eq!(harness.findings().await, [edited]);
    drop(sql);
    assert_eq!(harness.journal.rebuild_tables().await.unwrap(), 7);
    whole(&harness, "rebuilt").await;
}

#[tokio::test]
async fn of_two_nodes_one_writes_the_tables_at_a_time() {
    let mut harness = history(On::Postgres).await;
    let other = Journal::open(&harness.url(), &keys()).await.unwrap();
    let journal = harness.journal.clone();
    let last = harness.next - 1 + 2 * 150;
    let follow = async |journal: &Journal| {
        loop {
            match journal.follow_tables().await.unwrap() {
                Followed::Head(seq) if seq == last => return,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    let append = async {
        for number in 0..150 {
            append(&mut harness, vec![effort(9, 1), booked(100 + number, 3, 1)]).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), async { tokio::join!(append, follow(&journal), follow(&other)) })
        .await
        .unwrap();
    whole(&harness, "two nodes").await;
    assert_eq!(trips(&harness.sql().await).await, 152);
}

#[tokio::test]
async fn what_another_node_wrote_in_between_follows_in_its_place() {
    let mut harness = history(On::Postgres).await;
    let other = Journal::open(&harness.url(), &keys()).await.unwrap();
    append(&mut harness, vec![effort(9, 3)]).await;
    let theirs = harness.entry(effort(9, 10));
    other.append(&[theirs], &[]).await.unwrap();
    append(&mut harness, vec![effort(9, 100), charged(20, 5)]).await;
    assert_eq!(caught_up(&harness.journal).await, 11);
    whole(&harness, "two wrote").await;
    assert_eq!(trips(&harness.sql().await).await, 115);
}

/// Whoever wrote it need not read it back, unless it is no longer there.
async fn what_was_written_here_follows_from_memory_while_it_is_in_the_journal(on: On) {
    let mut harness = history(on).await;
    let sql = harness.sql().await;
    append(&mut harness, vec![effort(9, 3)]).await;
    sql.execute("update event set payload = '?' where seq = 8").await;
    assert_eq!((caught_up(&harness.journal).await, trips(&sql).await), (8, 5));

    append(&mut harness, vec![effort(9, 10)]).await;
    shorten(&sql, 8).await;
    assert_eq!((harness.journal.follow_tables().await.unwrap(), trips(&sql).await), (Followed::Head(8), 5));

    harness.next = 9;
    let harness = harness.reopened().await;
    let read = harness.journal.rebuild_tables().await;
    assert!(matches!(read, Err(StoreError::Event { seq: 8, .. })), "{read:?}");
}

async fn what_was_not_written_does_not_follow(on: On) {
    let mut harness = history(on).await;
    let first = Entry { key: Some(key("once")), ..harness.entry(effort(9, 3)) };
    harness.journal.append(&[first], &[]).await.unwrap();
    let again = Entry { key: Some(key("once")), ..harness.entry(effort(9, 10)) };
    assert!(matches!(harness.journal.append(&[again], &[]).await, Err(AppendError::KeyUsed)));
    harness.next -= 1;
    assert_eq!((caught_up(&harness.journal).await, trips(&harness.sql().await).await), (8, 5));
    append(&mut harness, vec![effort(9, 100)]).await;
    assert_eq!(caught_up(&harness.journal).await, 9);
    whole(&harness, "one was refused").await;
    assert_eq!(trips(&harness.sql().await).await, 105);
}

#[tokio::test]
async fn while_another_node_writes_the_tables_nobody_waits_for_it() {
    let mut harness = history(On::Postgres).await;
    let mut other = PgConnection::connect(&harness.url()).await.unwrap();
    sqlx::query("begin").execute(&mut other).await.unwrap();
    let lock = "select seq from reports.table_position where hospital_id = 7 for update";
    sqlx::query(lock).execute(&mut other).await.unwrap();
    append(&mut harness, vec![effort(9, 3)]).await;
    for _ in 0..2 {
        let step = tokio::time::timeout(Duration::from_secs(3), harness.journal.follow_tables());
        assert_eq!(step.await.unwrap().unwrap(), Followed::Elsewhere(7));
    }
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    assert_eq!(harness.journal.follow_tables().await.unwrap(), Followed::Head(8));
    whole(&harness, "it has ended").await;
    assert_eq!(trips(&harness.sql().await).await, 5);
}

async fn rebuilt_tables_are_those_of_the_events_and_of_one_hospital(on: On) {
    let harness = history(on).await;
    let eight = Journal::open(&harness.url(), &Keys::new(HospitalId(8), &[3; 32])).await.unwrap();
    let mut theirs = Harness { place: Place::new(On::Sqlite), journal: eight, next: 1 };
    theirs.append(vec![department(1), journey_opened(9), effort(9, 40), charged(6, 99)], &[]).await;

    let sql = harness.sql().await;
    let names = |hospital: i64| format!("select name_zh from reports.department where hospital_id = {hospital}");
    sql.execute("update reports.department set name_zh = 'edited'").await;
    sql.execute("update reports.journey set trips = 1000").await;
    sql.execute("delete from reports.charge where hospital_id = 7").await;
    let extra = "insert into reports.policy (hospital_id, id, adopted_at) values (7, 'extra', '2026-11-26T00:00:00Z')";
    sql.execute(extra).await;
    let mut found: Vec<_> = harness.findings().await.into_iter().map(|found| (found.0, found.2)).collect();
    found.sort_unstable();
    let wanted =
        [("charge", "row-missing"), ("department", "row-differs"), ("journey", "row-differs"), ("policy", "row-extra")];
    assert_eq!(found, wanted.map(|(table, what)| (table.to_owned(), what)));

    assert_eq!(harness.journal.rebuild_tables().await.unwrap(), 7);
    whole(&harness, "rebuilt").await;
    let trips: Vec<(i64, i64)> = sql.rows("select hospital_id, trips from reports.journey order by 1").await;
    assert_eq!(trips, [(7, 2), (8, 1000)]);
    assert_eq!(sql.one::<String>(&names(7)).await, "心血管内科");
    assert_eq!(sql.one::<String>(&names(8)).await, "edited");
    let places: Vec<(i64, i64)> = sql.rows("select hospital_id, seq from reports.table_position order by 1").await;
    assert_eq!(places, [(7, 7), (8, 4)]);

    theirs.append(vec![effort(9, 2)], &[]).await;
    assert_eq!(trips_of(&sql, 8).await, 1002, "it goes on where it stood");
    assert_eq!(theirs.journal.rebuild_tables().await.unwrap(), 5);
    assert_eq!((trips_of(&sql, 8).await, trips_of(&sql, 7).await), (42, 2));
    assert_eq!(theirs.findings().await, []);
    whole(&harness, "both rebuilt").await;
}

async fn trips_of(sql: &Sql, hospital: i64) -> i64 {
    sql.one(&format!("select trips from reports.journey where hospital_id = {hospital}")).await
}

async fn tables_of_a_newer_program_are_left_to_it(on: On) {
    let mut harness = history(on).await;
    let sql = harness.sql().await;
    let before = position(&sql).await;
    let own: i64 = sql.one("select version from reports.table_version").await;
    sql.execute("update reports.table_version set version = 99").await;
    append(&mut harness, vec![effort(9, 3)]).await;
    for opened in ["open before", "opened now"] {
        for refused in
            [harness.journal.follow_tables().await.map(drop), harness.journal.rebuild_tables().await.map(drop)]
        {
            assert!(matches!(refused, Err(StoreError::NewerTables)), "{opened}: {refused:?}");
        }
        let version: i64 = sql.one("select version from reports.table_version").await;
        assert_eq!((version, position(&sql).await, trips(&sql).await), (99, before.clone(), 2), "{opened}");
        let report = harness.journal.verify().await.unwrap();
        assert_eq!((report.events, report.tables, report.findings), (8, None, vec![]), "{opened}");
        harness = harness.reopened().await;
    }
    sql.execute(&format!("update reports.table_version set version = {own}")).await;
    assert_eq!(harness.followed().await, 8);
    whole(&harness, "its own again").await;
}

async fn tables_of_an_older_program_are_made_anew(on: On) {
    let harness = history(on).await;
    let sql = harness.sql().await;
    sql.execute("update reports.table_version set version = 0").await;
    sql.execute("update reports.journey set trips = 1000").await;
    assert_eq!(harness.journal.verify().await.unwrap().tables, None);
    let harness = harness.reopened().await;
    assert_eq!(harness.followed().await, 7);
    whole(&harness, "today's").await;
    assert_eq!(trips(&sql).await, 2);
}

/// `tests/data/schema-25.sql`: what the release before schema 26 left in a file. Four people, one of them an alias of one
/// who was erased; a clinician with a login; a session with two appointments, one of them seen, one cancelled; a journey
/// with effort counted twice; a charge.
#[tokio::test]
async fn a_file_of_the_release_before_is_brought_up_to_date_and_its_tables_are_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteConnectOptions::new().filename(folder.path().join("hospital.db")).create_if_missing(true);
    let mut before = SqliteConnection::connect_with(&file).await.unwrap();
    let dump = AssertSqlSafe(include_str!("../data/schema-25.sql"));
    sqlx::raw_sql(dump).execute(&mut before).await.unwrap();
    before.close().await.unwrap();

    assert_eq!(Journal::migrate(&url(&folder)).await.unwrap(), (25, crate::opening::migrations().1));
    let journal = Journal::open(&url(&folder), &keys()).await.unwrap();
    let mut harness = Harness { place: Place::File(folder), journal, next: 21 };
    let report = harness.journal.verify().await.unwrap();
    assert_eq!((report.events, report.tables, report.findings), (20, None, vec![]));
    assert_eq!(harness.followed().await, 20);
    whole(&harness, "migrated").await;
    assert_eq!(harness.journal.message_position().await.unwrap(), 20, "nobody is told about the past");

    let sql = harness.sql().await;
    let gone =
        "select count(*) from main.sqlite_master where name in ('appointment', 'person', 'clinician', 'journey')";
    assert_eq!(sql.one::<i64>(gone).await, 0);
    let simple = |number| id(number).simple().to_string();
    let works_as: Vec<(i64, String, String)> = sql.rows("select hospital_id, clinician, person from works_as").await;
    assert_eq!(works_as, [(HOSPITAL.0, simple(2), simple(3))]);
    let erased: Vec<(i64, String)> = sql.rows("select hospital_id, person from erased order by 2").await;
    assert_eq!(erased, [4, 5].map(|person| (HOSPITAL.0, simple(person))));

    let visits = "select id, state, called_at, ticket from appointment order by id";
    let visits: Vec<(String, String, Option<String>, Option<String>)> = sql.rows(visits).await;
    let called = "2026-11-26T00:16:00.250Z".to_owned();
    let seen = (simple(11), "fulfilled".to_owned(), Some(called), visits[0].3.clone());
    assert_eq!(visits, [seen, (simple(12), "cancelled".into(), None, None)]);
    let people: Vec<(String, String, bool, Option<String>)> =
        sql.rows("select id, sex, erased, alias_of from person order by id").await;
    let wanted = [
        (1, "female", false, None),
        (3, "female", false, None),
        (4, "unknown", true, Some(5)),
        (5, "unknown", true, None),
    ];
    let wanted = wanted.map(|(person, sex, erased, of)| (simple(person), sex.to_owned(), erased, of.map(simple)));
    assert_eq!(people, wanted);
    let counted: Vec<(i64, i64)> = sql.rows("select trips, waiting_minutes from journey").await;
    assert_eq!(counted, [(5, 14)]);
    let ledger: Vec<(String, i64)> = sql.rows("select account, amount_fen from ledger_entry order by line").await;
    assert_eq!(ledger, [("receivable".into(), 1234), ("revenue".into(), -1234)]);

    assert_eq!(harness.journal.open_side(id(1001)).await.unwrap().as_deref(), Some("张示例".as_bytes()));
    assert_eq!(harness.journal.open_side(id(1005)).await.unwrap(), None);
    let of_the_erased = login(2, "erased");
    let actor = Actor { person: Some(PersonId(id(4))), ..of_the_erased.actor.clone() };
    let refused = harness.journal.put_new_logins(&[Login { actor, ..of_the_erased }]).await;
    assert!(matches!(refused, Err(StoreError::Gone)), "{refused:?}");
    assert!(harness.journal.login(UserId(id(1))).await.unwrap().is_some());
    harness.append(vec![erased_person(3), effort(9, 4)], &[]).await;
    assert!(
        harness.journal.login(UserId(id(1))).await.unwrap().is_none(),
        "the clinician's login goes with the person"
    );
    whole(&harness, "and on").await;
    assert_eq!(trips(&sql).await, 9);
    // A row of several events goes on the chain of rows of one.
    let command = harness.command(vec![effort(9, 1), effort(9, 2)]);
    harness.journal.append(&command, &[]).await.unwrap();
    let (seq, last): (i64, Option<i64>) =
        sql.rows("select seq, last_seq from event order by seq desc limit 1").await[0];
    assert_eq!((seq, last, harness.followed().await), (23, Some(24), 24));
    whole(&harness, "and on in rows of several").await;
    assert_eq!(trips(&sql).await, 12);
}

fn erased_person(number: u128) -> Event {
    let person = PersonId(id(number));
    let destroyed = vec![RetentionClass::Contact];
    journey::Event::from(PersonErased { person, aliases: Vec::new(), destroyed, kept: Vec::new() }).into()
}

/// The programs of the release before may still run beside this one.
#[tokio::test]
async fn on_a_server_the_tables_of_the_release_before_stay_and_are_not_written() {
    let harness = history(On::Postgres).await;
    let sql = harness.sql().await;
    let count = |schema: &str| format!("select count(*) from {schema}.appointment");
    assert_eq!((sql.one::<i64>(&count("public")).await, sql.one::<i64>(&count("reports")).await), (0, 1));
}

on_both!(
    tables_that_are_dropped_or_lose_a_column_while_it_is_open_are_made_anew,
    tables_that_lack_something_are_not_compared_and_are_made_anew,
    tables_of_a_longer_journal_are_found_and_made_anew,
    tables_of_another_journal_of_the_same_length_are_found_and_made_anew,
    tables_that_are_behind_are_compared_up_to_where_they_stand,
    rebuilt_tables_are_those_of_the_events_and_of_one_hospital,
    what_was_written_here_follows_from_memory_while_it_is_in_the_journal,
    what_was_not_written_does_not_follow,
    tables_of_a_newer_program_are_left_to_it,
    tables_of_an_older_program_are_made_anew,
);
