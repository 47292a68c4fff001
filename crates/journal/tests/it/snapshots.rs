//! A snapshot is whole or it is not there; a damaged one is reported as damaged.

use crate::harness::{Harness, On, Place, Sql, department, keys};
use journal::{Journal, SnapshotError};

const SCHEMA: u32 = 4;
/// More than three parts.
const LONG: usize = 900 * 1024;

fn body(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| (at as u8).wrapping_mul(31).wrapping_add(seed)).collect()
}

/// A journal of three events with a snapshot of the second.
async fn kept(on: On) -> (Harness, Sql) {
    let mut harness = Harness::new(on).await;
    harness.append(vec![department(1), department(2), department(3)], &[]).await;
    assert!(harness.journal.save_snapshot(2, SCHEMA, &body(1, LONG)).await.unwrap());
    let sql = harness.sql().await;
    (harness, sql)
}

async fn loaded(harness: &Harness) -> Option<(u64, Vec<u8>)> {
    harness.journal.load_snapshot(SCHEMA).await.unwrap()
}

async fn refused(harness: &Harness) -> SnapshotError {
    harness.journal.load_snapshot(SCHEMA).await.unwrap_err()
}

async fn the_newest_is_read_back_and_one_of_another_schema_is_not(on: On) {
    let (harness, sql) = kept(on).await;
    assert_eq!(loaded(&harness).await, Some((2, body(1, LONG))));
    assert_eq!(harness.journal.snapshot_seq(SCHEMA).await.unwrap(), Some(2));
    assert_eq!(harness.journal.load_snapshot(SCHEMA + 1).await.unwrap(), None);
    for (seed, length) in [(2, LONG / 2), (3, LONG), (4, 10)] {
        assert!(harness.journal.save_snapshot(3, SCHEMA, &body(seed, length)).await.unwrap());
        assert_eq!(loaded(&harness).await, Some((3, body(seed, length))));
    }
    assert_eq!(sql.one::<i64>("select count(*) from snapshot_part").await, 4 + 1, "each place holds its last one");
    assert!(harness.journal.save_snapshot(3, SCHEMA + 1, &body(5, 10)).await.unwrap());
    assert_eq!(loaded(&harness).await, None, "the one of the schema before is gone");
    assert_eq!(sql.one::<i64>("select count(*) from snapshot_part").await, 1);
}

async fn one_that_was_never_finished_leaves_the_one_before(on: On) {
    let (harness, sql) = kept(on).await;
    let begun = format!("insert into snapshot_part values (7, {SCHEMA}, 1, $N, 'x', {})", on.bytes("00"));
    for number in 1..=9 {
        sql.execute(&begun.replace("$N", &number.to_string())).await;
    }
    let harness = harness.reopened().await;
    assert_eq!(loaded(&harness).await, Some((2, body(1, LONG))));
    assert!(harness.journal.save_snapshot(3, SCHEMA, &body(2, LONG)).await.unwrap());
    assert_eq!(loaded(&harness).await, Some((3, body(2, LONG))));
    assert_eq!(sql.one::<i64>("select count(*) from snapshot_part where place = 1").await, 4, "what was left is gone");
}

async fn two_at_once_leave_a_whole_one(on: On) {
    let (harness, _sql) = kept(on).await;
    let other = Journal::open(&harness.url(), &keys()).await.unwrap();
    let (one, two) = (body(2, LONG), body(3, LONG));
    let saved = tokio::join!(harness.journal.save_snapshot(3, SCHEMA, &one), other.save_snapshot(3, SCHEMA, &two));
    let (seq, found) = loaded(&harness).await.unwrap();
    match (saved.0.unwrap(), saved.1.unwrap()) {
        (false, false) => assert_eq!((seq, found), (2, body(1, LONG))),
        _ => assert!(seq == 3 && (found == one || found == two)),
    }
}

async fn a_damaged_one_is_refused_until_it_is_forgotten(on: On) {
    let damages = [
        ("delete from snapshot_part where number = 2".to_owned(), "part 2 of 4 is missing"),
        ("delete from snapshot_part where number = 4".to_owned(), "part 4 of 4 is missing"),
        (format!("update snapshot_part set body = {} where number = 3", on.bytes("7468")), "part 3 of 4 is not as"),
        ("update snapshot set parts = 9000000000000000".to_owned(), "part 5 of 9000000000000000 is missing"),
        ("update snapshot set hash = 'x'".to_owned(), "not those that were written together"),
        ("update snapshot set seq = 9".to_owned(), "journal ends with event 3"),
    ];
    for (damage, said) in damages {
        let (harness, sql) = kept(on).await;
        sql.execute(&damage).await;
        let parts = "select number, hash from snapshot_part order by number";
        let before: Vec<(i64, String)> = sql.rows(parts).await;
        let error = refused(&harness).await.to_string();
        assert!(error.contains(said), "{damage}: {error}");
        assert_eq!(sql.rows::<(i64, String)>(parts).await, before, "nothing was changed");
        assert!(harness.journal.forget_snapshots().await.unwrap());
        assert_eq!(loaded(&harness).await, None);
        assert_eq!(sql.one::<i64>("select count(*) from snapshot_part").await, 0);
        assert!(!harness.journal.forget_snapshots().await.unwrap());
    }
}

/// The database has a snapshot of the version before, which is ignored.
async fn a_database_of_the_version_before_is_brought_up_to_date(on: On) {
    let place = Place::new(on);
    let kind = if on == On::Sqlite { "sqlite" } else { "postgres" };
    let migrations = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(kind);
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(migrations.join("0001_hospital.sql"), folder.path().join("0001_hospital.sql")).unwrap();
    let migrator = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
    let old = format!("insert into snapshot values (7, 1, 3, 'x', {})", on.bytes("00"));
    match on {
        On::Sqlite => {
            let pool = sqlx::SqlitePool::connect(&format!("{}?mode=rwc", place.url())).await.unwrap();
            migrator.run(&pool).await.unwrap();
            Sql::Sqlite(pool).execute(&old).await;
        }
        On::Postgres => {
            let pool = sqlx::PgPool::connect(&place.url()).await.unwrap();
            migrator.run(&pool).await.unwrap();
            Sql::Postgres(pool).execute(&old).await;
        }
    }
    let journal = Journal::open(&place.url(), &keys()).await.unwrap();
    let mut harness = Harness { place, journal, next: 1 };
    harness.append(vec![department(1)], &[]).await;
    assert_eq!(harness.journal.load_snapshot(1).await.unwrap(), None);
    assert!(harness.journal.save_snapshot(1, SCHEMA, &body(1, LONG)).await.unwrap());
    assert_eq!(loaded(&harness).await, Some((1, body(1, LONG))));
    assert_eq!(harness.sql().await.one::<i64>("select count(*) from snapshot").await, 1);
    assert_eq!(harness.findings().await, []);
}

on_both!(
    the_newest_is_read_back_and_one_of_another_schema_is_not,
    one_that_was_never_finished_leaves_the_one_before,
    two_at_once_leave_a_whole_one,
    a_damaged_one_is_refused_until_it_is_forgotten,
    a_database_of_the_version_before_is_brought_up_to_date,
);
