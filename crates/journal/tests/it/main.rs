//! The journal on SQLite and on PostgreSQL: what is appended is there, once, and what was changed by hand is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

/// Runs each of these tests on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::harness::On::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::harness::On::Postgres).await;
            })*
        }
    };
}

mod appending;
mod asked;
mod erasing;
mod following;
mod frozen;
mod harness;
mod logins;
mod moving;
mod opening;
mod opening_postgres;
mod outbox;
mod reading;
mod rows;
mod snapshots;
mod stopped;
mod tables;
mod tampering;
mod write_lock;
