//! The schema's versions: a database is brought up to date before anything else, or left alone where it cannot be.

use super::{
    Backend, Store,
    migrations::{POSTGRES, SQLITE},
    on, shown,
};
use crate::OpenError;
use sqlx::migrate::{MigrateError, Migrator};

/// Runs on both databases, once the table is there.
const APPLIED: &str = "select version, success, checksum from _sqlx_migrations order by version";

const SQLITE_TABLES: &str = "select count(*) from sqlite_master where type = 'table'";
const SQLITE_MIGRATED: &str = "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'";
/// Counts also the tables that this user may not read.
const POSTGRES_TABLES: &str = "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
    where n.nspname = current_schema() and c.relkind in ('r', 'p')";
const POSTGRES_MIGRATED: &str = "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
    where n.nspname = current_schema() and c.relname = '_sqlx_migrations'";

const SQLITE_NAMES: &str = "select name from sqlite_master where type = 'table'";
const POSTGRES_NAMES: &str = "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace \
    where n.nspname = current_schema() and c.relkind in ('r', 'p')";
/// Every table; the projected ones stand elsewhere and are made anew when they are missing.
const TABLES: [&str; 23] = [
    "event",
    "side",
    "person_key",
    "name_part",
    "works_as",
    "erased",
    "snapshot",
    "snapshot_part",
    "access_log",
    "login",
    "login_address",
    "web_session",
    "kept_form",
    "attended",
    "unattended",
    "message",
    "message_attempt",
    "message_position",
    "share",
    "login_code",
    "login_phone",
    "direct_message",
    "family_request",
];

/// The statements that run on both, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[APPLIED];

/// How a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To serve: it is made if missing, and brought up to date.
    Serve,
    /// To inspect: it is only read, as it is.
    Inspect,
}

#[macro_rules_attribute::apply(from_row!)]
struct Applied {
    version: i64,
    success: bool,
    checksum: Vec<u8>,
}

/// Brings a database up to date, or says why it is not touched. Returns the schema's versions before and after.
pub(crate) async fn prepare(store: &Store, url: &str, way: Way) -> Result<(i64, i64), OpenError> {
    let found = compare(store, url, way).await?;
    let known = newest(migrator(store));
    if found == known {
        complete(store, url).await?;
    }
    if way == Way::Serve {
        if let Backend::Sqlite(store) = store {
            store.prove_writable(url).await?;
        }
        if found < known {
            run(store, url).await?;
        }
    }
    Ok((found, known))
}

/// Refuses a database of this version that lacks a table.
async fn complete(store: &Store, url: &str) -> Result<(), OpenError> {
    let (names, head) = match store {
        Backend::Sqlite(_) => (SQLITE_NAMES, None),
        Backend::Postgres(_) => (POSTGRES_NAMES, Some("head")),
    };
    let found: Vec<String> = on!(store.writing(), pool => sqlx::query_scalar(names)
        .fetch_all(pool)
        .await
        .map_err(|source| OpenError::of(source, url))?);
    let mut wanted = TABLES.into_iter().chain(head);
    match wanted.find(|wanted| !found.iter().any(|name| name == wanted)) {
        Some(table) => Err(OpenError::Incomplete { url: shown(url), table }),
        None => Ok(()),
    }
}

fn migrator(store: &Store) -> &'static Migrator {
    match store {
        Backend::Sqlite(_) => &SQLITE,
        Backend::Postgres(_) => &POSTGRES,
    }
}

fn newest(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

async fn run(store: &Store, url: &str) -> Result<(), OpenError> {
    let done = match store {
        Backend::Sqlite(store) => SQLITE.run(&store.writer).await,
        // On a connection without time limits, under a lock that lets only one node do it.
        Backend::Postgres(store) => POSTGRES.run(&store.patient()).await,
    };
    done.map_err(|source| match source {
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => OpenError::of(source, url),
        source => OpenError::Migration { url: shown(url), source },
    })
}

async fn count(store: &Store, text: &'static str) -> Result<i64, sqlx::Error> {
    on!(store.writing(), pool => sqlx::query_scalar(text).fetch_one(pool).await)
}

/// Refuses a database that a newer program wrote, that is half migrated or that is something else, and an older one
/// that is to be inspected. Returns its version.
pub(crate) async fn compare(store: &Store, url: &str, way: Way) -> Result<i64, OpenError> {
    let unusable = |source| OpenError::of(source, url);
    let (tables, migrated) = match store {
        Backend::Sqlite(_) => (SQLITE_TABLES, SQLITE_MIGRATED),
        Backend::Postgres(_) => (POSTGRES_TABLES, POSTGRES_MIGRATED),
    };
    // In this order: another node may be making the tables, the table of migrations first.
    let empty = count(store, tables).await.map_err(unusable)? == 0;
    if empty && way == Way::Serve {
        return Ok(0);
    }
    if empty || count(store, migrated).await.map_err(unusable)? == 0 {
        return Err(OpenError::NotADatabase { url: shown(url) });
    }
    let applied: Vec<Applied> =
        on!(store.writing(), pool => sqlx::query_as(APPLIED).fetch_all(pool).await.map_err(unusable)?);
    let migrator = migrator(store);
    let (known, found) = (newest(migrator), applied.iter().map(|one| one.version).max().unwrap_or(0));
    if let Some(half) = applied.iter().find(|one| !one.success) {
        return Err(OpenError::HalfMigrated { url: shown(url), version: half.version });
    }
    if found > known {
        return Err(OpenError::Newer { url: shown(url), found, known });
    }
    let ours =
        |one: &Applied| migrator.iter().any(|ours| ours.version == one.version && *ours.checksum == *one.checksum);
    if !applied.iter().all(ours) {
        return Err(OpenError::NotADatabase { url: shown(url) });
    }
    if found < known && way == Way::Inspect {
        return Err(OpenError::Older { url: shown(url), found, known });
    }
    Ok(found)
}
