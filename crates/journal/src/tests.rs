//! What needs the inside: every statement prepares, every table is as described, a full disk.

use crate::{
    AppendError, Entry, Journal, Keys, access, append, bulk,
    bulk::How,
    login, open,
    project::{TABLES, Table},
    read, side, snapshot, verify,
};
use model::{
    Label,
    actor::Actor,
    id::{DepartmentId, HospitalId},
    scheduling::{self, DepartmentOpened},
};
use sqlx::{AssertSqlSafe, Executor as _, Row as _, SqlSafeStr as _};

const NAMED: &[&str] = &[
    access::ALL,
    access::INSERT,
    access::LAST,
    access::REPORTED,
    append::HASH_OF,
    append::HEAD,
    login::END_ALL,
    login::END_OLD,
    login::END_SESSION,
    login::LOGIN,
    login::LOGINS,
    login::LOGIN_NAMED,
    login::PUT_LOGIN,
    login::PUT_SESSION,
    login::SESSION,
    open::ANY_PERSON,
    open::KEYS,
    read::EVENTS,
    read::KEY,
    read::KEYS_SINCE,
    side::DESTROY,
    side::FAMILY,
    side::SIDE,
    snapshot::LOAD,
    snapshot::SAVE,
    verify::NODES,
    verify::OVERBOOKED,
    verify::SIDE,
    verify::UNBALANCED,
];

async fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("hospital.db").display());
    let journal = Journal::open(&url, &Keys::new(HospitalId(1), &[1; 32])).await.unwrap();
    (folder, journal)
}

fn made(table: &Table) -> Vec<String> {
    let columns = table.columns.len();
    let mut texts = vec![verify::all_text(table)];
    for size in [1, 64] {
        texts.push(bulk::put_text(table, size));
        texts.push(bulk::set_text(table, &vec![How::Set; columns], size));
        texts.push(bulk::set_text(table, &vec![How::Add; columns], size));
    }
    texts
}

#[tokio::test]
async fn every_statement_prepares() {
    let (_folder, journal) = journal().await;
    let mut connection = journal.writer.acquire().await.unwrap();
    let named = NAMED.iter().map(|text| (*text).to_owned());
    for text in named.chain(append::inserts()).chain(TABLES.iter().flat_map(made)) {
        let prepared = (&mut *connection).prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
        assert!(prepared.is_ok(), "{text}: {:?}", prepared.err());
    }
}

#[tokio::test]
async fn tables_have_the_columns_that_are_described_and_hospital_first_in_their_key() {
    let (_folder, journal) = journal().await;
    let all = "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' \
        and name not like 'sqlite%'";
    let names: Vec<String> = sqlx::query_scalar(all).fetch_all(&journal.readers).await.unwrap();
    for table in &names {
        let text = format!("select name, pk from pragma_table_info('{table}')");
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&journal.readers).await.unwrap();
        let columns: Vec<(String, i64)> = rows.iter().map(|row| (row.get("name"), row.get("pk"))).collect();
        assert!(columns.contains(&("hospital_id".into(), 1)), "{table}: the key starts with the hospital");
        if let Some(described) = TABLES.iter().find(|described| described.name == table) {
            let mut found: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let mut wanted: Vec<&str> =
                ["hospital_id"].iter().chain(described.key).chain(described.columns).copied().collect();
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{table}");
        }
    }
    assert!(TABLES.iter().all(|described| names.iter().any(|name| name == described.name)));
}

fn department(seq: u64) -> Entry {
    let name = Label::new("心血管内科", "Cardiology");
    let opened = DepartmentOpened {
        department: DepartmentId(uuid::Uuid::from_u128(seq.into())),
        code: seq.to_string(),
        place: name.clone(),
        name,
    };
    Entry {
        seq,
        at: "2026-11-26T00:00:00Z".parse().unwrap(),
        actor: Actor::system(),
        on_behalf_of: None,
        reason: None,
        key: None,
        event: scheduling::Event::from(opened).into(),
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing() {
    let (_folder, journal) = journal().await;
    journal.append(&[department(1)], &[]).await.unwrap();
    let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(&journal.writer).await.unwrap();
    let limit = format!("pragma max_page_count = {}", pages + 2);
    sqlx::query(AssertSqlSafe(limit)).execute(&journal.writer).await.unwrap();
    let many: Vec<Entry> = (2..2000).map(department).collect();
    assert!(matches!(journal.append(&many, &[]).await, Err(AppendError::Full)));
    assert_eq!(journal.head().await.unwrap().0, 1);
    sqlx::query("pragma max_page_count = 1000000").execute(&journal.writer).await.unwrap();
    journal.append(&many, &[]).await.unwrap();
    assert_eq!(journal.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn the_disk_is_waited_for() {
    let (_folder, journal) = journal().await;
    let read = |name: &str| AssertSqlSafe(format!("pragma {name}"));
    let mode: String = sqlx::query_scalar(read("journal_mode")).fetch_one(&journal.writer).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar(read("synchronous")).fetch_one(&journal.writer).await.unwrap();
    let secure: i64 = sqlx::query_scalar(read("secure_delete")).fetch_one(&journal.writer).await.unwrap();
    assert_eq!((mode.as_str(), synchronous, secure), ("wal", 2, 1));
}
