//! A database that cannot be opened says why.

use crate::harness::{HOSPITAL, Harness, On, Place, department, keys, url};
use journal::{Journal, Keys, OpenError};
use model::id::HospitalId;

#[tokio::test]
async fn an_address_of_something_else_is_refused() {
    for bad in ["onething.db", "mysql://x", ""] {
        let refused = Journal::open(bad, &keys()).await.unwrap_err();
        assert!(matches!(&refused, OpenError::Url { .. }) && refused.to_string().contains("sqlite://"), "{refused}");
    }
}

async fn a_newer_database_is_refused_with_both_versions_and_left_alone(on: On) {
    let harness = Harness::new(on).await;
    let sql = harness.sql().await;
    let newer = "insert into _sqlx_migrations select 99, 'later', installed_on, true, checksum, execution_time \
        from _sqlx_migrations order by version desc limit 1";
    sql.execute(newer).await;
    let refused = Journal::open(&harness.url(), &keys()).await.unwrap_err();
    let text = refused.to_string();
    assert!(matches!(refused, OpenError::Newer { found: 99, known, .. } if known >= 1), "{text}");
    assert!(text.contains("99") && text.contains("newer"), "{text}");
    assert!(matches!(Journal::inspect(&harness.url(), HOSPITAL).await, Err(OpenError::Newer { .. })));
    sql.execute("delete from _sqlx_migrations").await;
    assert!(matches!(Journal::inspect(&harness.url(), HOSPITAL).await, Err(OpenError::Older { found: 0, .. })));
}

/// How many migrations there are, and the newest one's number.
pub(crate) fn migrations() -> (i64, i64) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/sqlite");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let numbers: Vec<i64> = files.map(|name| name.split('_').next().unwrap().parse().unwrap()).collect();
    (i64::try_from(numbers.len()).unwrap(), numbers.into_iter().max().unwrap())
}

async fn a_half_migrated_database_is_refused_and_left_alone(on: On) {
    let harness = Harness::new(on).await;
    let sql = harness.sql().await;
    sql.execute("update _sqlx_migrations set success = false").await;
    let refused = Journal::open(&harness.url(), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::HalfMigrated { version: 1, .. }), "{refused}");
    assert!(refused.to_string().contains("half migrated"), "{refused}");
    let refused = Journal::migrate(&harness.url()).await.unwrap_err();
    assert!(matches!(refused, OpenError::HalfMigrated { .. }), "{refused}");
    let (count, _) = migrations();
    assert_eq!(sql.one::<i64>("select count(*) from _sqlx_migrations where not success").await, count);
}

async fn a_database_that_lacks_a_table_is_refused_and_left_alone(on: On) {
    for table in ["works_as", "web_session"] {
        let harness = Harness::new(on).await;
        let sql = harness.sql().await;
        sql.execute(&format!("drop table {table}")).await;
        for refused in [
            Journal::open(&harness.url(), &keys()).await.map(drop),
            Journal::inspect(&harness.url(), HOSPITAL).await.map(drop),
            Journal::migrate(&harness.url()).await.map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert!(matches!(refused, OpenError::Incomplete { table: lacks, .. } if lacks == table), "{refused}");
        }
    }
}

/// The database belongs to another program that uses the same migrator.
async fn migrations_of_somebody_else_are_refused_and_left_alone(on: On) {
    let harness = Harness::new(on).await;
    let sql = harness.sql().await;
    sql.execute(&format!("update _sqlx_migrations set checksum = {}", on.bytes("00"))).await;
    let refused = Journal::open(&harness.url(), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotADatabase { .. }), "{refused}");
}

async fn a_database_is_brought_up_to_date_without_a_key(on: On) {
    let place = Place::new(on);
    let (_, newest) = migrations();
    assert_eq!(Journal::migrate(&place.url()).await.unwrap(), (0, newest));
    assert_eq!(Journal::migrate(&place.url()).await.unwrap(), (newest, newest));
    let inspected = Journal::inspect(&place.url(), HOSPITAL).await.unwrap();
    assert_eq!(inspected.head().await.unwrap().0, 0);
}

#[tokio::test]
async fn a_file_that_is_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hospital.db");
    let text = "these are somebody's notes, and no database at all. ".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let refused = Journal::open(&url(&folder), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotADatabase { .. }), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    // Now another program's database.
    std::fs::remove_file(&path).unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let theirs = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("create table theirs (x)").execute(&theirs).await.unwrap();
    let refused = Journal::open(&url(&folder), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotADatabase { .. }), "{refused}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}", folder.path().join("nowhere/hospital.db").display());
    let refused = Journal::open(&address, &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Unusable { .. }) && refused.to_string().contains("nowhere"), "{refused}");
    assert!(matches!(Journal::inspect(&address, HOSPITAL).await, Err(OpenError::Missing { .. })));
    assert!(!folder.path().join("nowhere").exists());
}

#[tokio::test]
async fn a_database_that_may_only_be_read_is_refused() {
    let harness = Harness::new(On::Sqlite).await;
    let address = format!("{}?mode=ro", harness.url());
    let refused = Journal::open(&address, &keys()).await.map(drop);
    // Our own options override the address: the database is opened for writing, because it can be.
    assert!(refused.is_ok(), "{refused:?}");
    let immutable = format!("{}?immutable=1", harness.url());
    let refused = Journal::open(&immutable, &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotWritable { .. }), "{refused}");
}

async fn another_key_is_found_out_at_the_start(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    let refused = Journal::open(&harness.url(), &Keys::new(HOSPITAL, &[4; 32])).await.unwrap_err();
    assert!(matches!(refused, OpenError::Key), "{refused}");
}

async fn it_can_be_verified_without_a_key_while_it_is_used(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.append(vec![department(1)], &[]).await;
    let inspected = Journal::inspect(&harness.url(), HOSPITAL).await.unwrap();
    let report = inspected.verify().await.unwrap();
    assert_eq!((report.events, report.side_rows, report.findings), (2, 1, vec![]));
    let entry = harness.entry(department(2));
    assert!(inspected.append(&[entry], &[]).await.is_err(), "it only reads");
}

async fn another_hospital_than_those_that_are_there_is_refused(on: On) {
    let mut harness = Harness::new(on).await;
    let other = HospitalId(8);
    assert!(Journal::inspect(&harness.url(), other).await.is_ok(), "nothing is in it yet");
    harness.append(vec![department(1)], &[]).await;
    let refused = Journal::inspect(&harness.url(), other).await.unwrap_err();
    assert!(matches!(refused, OpenError::NoHospital { hospital: 8, found: 7, .. }), "{refused}");
    assert!(Journal::inspect(&harness.url(), HOSPITAL).await.is_ok());
}

#[tokio::test]
async fn keys_show_nothing_of_themselves() {
    let shown = format!("{:?}", Keys::new(HOSPITAL, &[171; 32]));
    assert!(!shown.contains("171") && !shown.to_lowercase().contains("ab"), "{shown}");
    let (one, other) = (keys(), Keys::new(HOSPITAL, &[4; 32]));
    assert_eq!(one.lookup_hash("phone", "1380000").len(), 64);
    assert_ne!(one.lookup_hash("phone", "1380000"), other.lookup_hash("phone", "1380000"));
    assert_ne!(one.lookup_hash("phone", "1380000"), one.lookup_hash("name", "1380000"));
    let elsewhere = Keys::new(HospitalId(8), &[3; 32]);
    assert_eq!(one.request_hash(b"1380000"), keys().request_hash(b"1380000"));
    for another in [other, elsewhere] {
        assert_ne!(
            one.request_hash(b"1380000"),
            another.request_hash(b"1380000"),
            "nobody without the key can try texts"
        );
    }
}

on_both!(
    a_database_that_lacks_a_table_is_refused_and_left_alone,
    a_half_migrated_database_is_refused_and_left_alone,
    migrations_of_somebody_else_are_refused_and_left_alone,
    a_database_is_brought_up_to_date_without_a_key,
    another_key_is_found_out_at_the_start,
    it_can_be_verified_without_a_key_while_it_is_used,
    another_hospital_than_those_that_are_there_is_refused,
    a_newer_database_is_refused_with_both_versions_and_left_alone,
);
