//! A server that cannot be used says why, within bounded time, and never with a password.

use crate::harness::{HOSPITAL, Harness, On, keys};
use journal::{Journal, OpenError};
use sqlx::{Connection as _, PgConnection};
use std::time::Duration;
use testkit::{Cluster, Database, free_port};

#[tokio::test]
async fn a_password_opens_and_a_wrong_one_is_refused_without_being_shown() {
    let database = Database::new();
    let journal = Journal::open(&database.tcp_url(None), &keys()).await.unwrap();
    assert_eq!(journal.head().await.unwrap().0, 0);
    let refused = Journal::open(&database.tcp_url(Some("gueltig")), &keys()).await.unwrap_err();
    let text = refused.to_string();
    assert!(matches!(refused, OpenError::Denied { .. }), "{text}");
    assert!(text.contains("127.0.0.1") && text.contains("password") && !text.contains("gueltig"), "{text}");
    assert!(!format!("{refused:?}").contains("gueltig"));
}

#[tokio::test]
async fn a_connection_is_encrypted_and_a_certificate_that_is_not_believed_is_refused() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::encrypted()));
    let database = cluster.database();
    let journal = Journal::open(&format!("{}?sslmode=require", database.tcp_url(None)), &keys()).await.unwrap();
    assert_eq!(journal.head().await.unwrap().0, 0);
    let encrypted = "select bool_and(s.ssl) from pg_stat_ssl s join pg_stat_activity a on a.pid = s.pid \
        where a.application_name = 'onething'";
    assert_eq!(database.psql(encrypted), "t");
    let refused = Journal::open(&format!("{}?sslmode=verify-full", database.tcp_url(None)), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Unusable { .. }), "{refused}");
    assert!(refused.to_string().contains("certificate"), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_not_there_and_one_that_says_nothing_do_not_answer() {
    let nobody = format!("postgres://hospital@127.0.0.1:{}/hospital", free_port());
    let refused = Journal::open(&nobody, &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Silent { .. }), "{refused}");
    // It accepts the connection and sends nothing; the error comes after the time-out.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("postgres://hospital:geheim@{}/hospital", silent.local_addr().unwrap());
    let refused = Journal::inspect(&url, HOSPITAL).await.unwrap_err();
    assert!(matches!(refused, OpenError::Silent { .. }), "{refused}");
    assert!(refused.to_string().contains("does not answer") && !refused.to_string().contains("geheim"), "{refused}");
}

#[tokio::test]
async fn a_database_that_is_not_on_the_server_is_named() {
    let database = Database::new();
    let url = database.url().replace(database.name(), "elsewhere");
    let refused = Journal::open(&url, &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Missing { .. }) && refused.to_string().contains("elsewhere"), "{refused}");
}

#[tokio::test]
async fn somebody_elses_database_is_refused_and_left_alone() {
    let database = Database::new();
    database.psql("create table theirs (x text)");
    for refused in [
        Journal::open(&database.url(), &keys()).await.map(drop),
        Journal::inspect(&database.url(), HOSPITAL).await.map(drop),
        Journal::migrate(&database.url()).await.map(drop),
    ] {
        assert!(matches!(refused, Err(OpenError::NotADatabase { .. })), "{refused:?}");
    }
    let tables = "select string_agg(table_name, ' ') from information_schema.tables where table_schema = 'public'";
    assert_eq!(database.psql(tables), "theirs");
}

#[tokio::test]
async fn a_database_that_may_only_be_read_is_refused() {
    let database = Database::new();
    database.psql(&format!("alter database {} set default_transaction_read_only = on", database.name()));
    let refused = Journal::open(&database.url(), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotWritable { .. }), "{refused}");

    let database = Database::new();
    let name = database.name();
    database.psql(&format!("alter database {name} owner to postgres; revoke create on schema public from public"));
    let refused = Journal::open(&database.url(), &keys()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NotWritable { .. }), "{refused}");
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once() {
    for database in [Database::new(), of_schema_26().await] {
        let url = database.url();
        let started = (0..4).map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Journal::open(&url, &keys()).await.map(drop) })
        });
        for node in started.collect::<Vec<_>>() {
            node.await.unwrap().unwrap();
        }
        assert_eq!(database.psql("select count(*) from _sqlx_migrations"), crate::opening::migrations().0.to_string());
    }
}

/// A database as schema 26 left it.
async fn of_schema_26() -> Database {
    let database = Database::new();
    drop(Journal::open(&database.url(), &keys()).await.unwrap());
    database.psql(
        "drop table message, message_attempt, message_position, share, login_code, login_phone, direct_message, \
        family_request",
    );
    database.psql("alter table event drop column last_seq");
    database.psql("delete from _sqlx_migrations where version > 26");
    database
}

/// A program of before schema 27 asked for all columns of `event`, which PostgreSQL refuses once there is one more.
#[tokio::test]
async fn connections_from_before_rows_of_several_events_are_ended_by_the_upgrade() {
    let database = of_schema_26().await;
    let mut before = PgConnection::connect(&database.url()).await.unwrap();
    let asked = "select * from event where hospital_id = $1";
    assert!(sqlx::query(asked).bind(7).fetch_all(&mut before).await.unwrap().is_empty());
    // Whoever has only just connected may be a node that starts.
    tokio::time::sleep(Duration::from_millis(3100)).await;
    assert_eq!(Journal::migrate(&database.url()).await.unwrap(), (26, crate::opening::migrations().1));
    let refused = sqlx::query(asked).bind(7).fetch_all(&mut before).await.unwrap_err();
    let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    // Not 0A000, "cached plan must not change result type", which would come again and again.
    assert!(matches!(refused, sqlx::Error::Io(_)) || code.as_deref() == Some("57P01"), "{refused:?}");
    let mut again = PgConnection::connect(&database.url()).await.unwrap();
    assert!(sqlx::query(asked).bind(7).fetch_all(&mut again).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_head_row_that_was_edited_is_found() {
    let mut harness = Harness::new(On::Postgres).await;
    harness.append(vec![crate::harness::department(1)], &[]).await;
    harness.sql().await.execute("update head set seq = 5").await;
    assert_eq!(harness.findings().await, [("head".into(), String::new(), "head")]);
}

#[tokio::test]
async fn every_connection_has_its_time_limits() {
    let mut harness = Harness::new(On::Postgres).await;
    harness.append(vec![crate::harness::department(1)], &[]).await;
    let (lock, missed) = harness.journal.write_lock(1).await.unwrap();
    assert_eq!(missed, []);
    // Whoever stops here is cut off after a second: the next one gets its lock.
    let theirs = harness.entry(crate::harness::department(2));
    let other = Journal::open(&harness.url(), &keys()).await.unwrap();
    other.append(std::slice::from_ref(&theirs), &[]).await.unwrap();
    let failed = harness.journal.append_in(lock, &[theirs], &[]).await;
    assert!(matches!(failed, Err(journal::AppendError::Interrupted(_))), "{failed:?}");
    assert_eq!(harness.findings().await, []);
}
