//! The projected tables as SQL. They follow from the journal, so there are no migrations: tables of another version are
//! dropped and made anew.

use super::table::{Column, Kind, Table};
use crate::{bulk::postgres_type, store::Backend};

/// Rises with every change to a table or to what its rows say: a start then makes all of them anew.
pub(crate) const VERSION: i64 = 1;

/// PostgreSQL's schema for them; SQLite has a file of its own for them.
pub(crate) const SCHEMA: &str = "reports";

/// Up to which event the tables of a hospital stand, and that event's hash.
pub(crate) const POSITION: Table =
    Table { name: "table_position", key: &[], columns: &[Column::int("seq"), Column::text("hash")], indexes: &[] };

/// The statements that make a table and its indexes.
pub(crate) fn create<S, P>(table: &Table, on: &Backend<S, P>) -> Vec<String> {
    let Table { name, key, columns, indexes } = table;
    let column = |Column { name, kind, optional }: &Column| {
        let is = match on {
            Backend::Sqlite(_) => sqlite_type(*kind),
            Backend::Postgres(_) => postgres_type(*kind),
        };
        format!("{name} {is}{}", if *optional { "" } else { " not null" })
    };
    let columns: Vec<String> = key.iter().chain(*columns).map(column).collect();
    let key: Vec<&str> = std::iter::once("hospital_id").chain(key.iter().map(|column| column.name)).collect();
    let made = format!(
        "create table {name} (hospital_id bigint not null, {}, primary key ({}))",
        columns.join(", "),
        key.join(", ")
    );
    let indexes = indexes.iter().map(|columns| {
        format!("create index {name}_{} on {name} (hospital_id, {})", columns.join("_"), columns.join(", "))
    });
    std::iter::once(made).chain(indexes).collect()
}

const fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Truth => "boolean",
        Kind::Text | Kind::Id | Kind::Date | Kind::Instant => "text",
        Kind::Blob => "blob",
    }
}

/// The statement that reads all rows of a hospital, with identifiers, dates and instants as SQLite has them.
pub(crate) fn select<S, P>(table: &Table, on: &Backend<S, P>) -> String {
    let shown = |Column { name, kind, .. }: &Column| match (on, kind) {
        (Backend::Postgres(_), Kind::Id) => format!("replace({name}::text, '-', '') as {name}"),
        (Backend::Postgres(_), Kind::Date) => format!("{name}::text"),
        (Backend::Postgres(_), Kind::Instant) => {
            format!("to_char({name} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') as {name}")
        }
        _ => (*name).to_owned(),
    };
    let columns: Vec<String> = table.key.iter().chain(table.columns).map(shown).collect();
    format!("select {} from {} where hospital_id = $1", columns.join(", "), table.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::TABLES;
    use sha2::{Digest as _, Sha256};

    /// Whoever changes a table raises [`VERSION`] and writes here what it is then.
    #[test]
    fn each_version_has_its_own_tables() {
        let (file, server) = (Backend::<(), ()>::Sqlite(()), Backend::<(), ()>::Postgres(()));
        let made = |on| TABLES.iter().flat_map(move |table| create(table, on)).collect::<Vec<_>>().join(";");
        let hash = hex::encode(Sha256::digest(made(&file) + &made(&server)));
        assert_eq!((VERSION, &hash[..16]), (1, "67e97dc7c83ca411"));
    }

    #[test]
    fn each_database_has_its_own_types() {
        const VISIT: Table = Table {
            name: "visit",
            key: &[Column::id("id")],
            columns: &[Column::date("day"), Column::instant("seen_at").optional(), Column::truth("late")],
            indexes: &[&["day", "late"]],
        };
        let index = "create index visit_day_late on visit (hospital_id, day, late)";
        let on_file = "create table visit (hospital_id bigint not null, id text not null, day text not null, \
            seen_at text, late boolean not null, primary key (hospital_id, id))";
        assert_eq!(create(&VISIT, &Backend::<(), ()>::Sqlite(())), [on_file, index]);
        let on_server = "create table visit (hospital_id bigint not null, id uuid not null, day date not null, \
            seen_at timestamptz, late boolean not null, primary key (hospital_id, id))";
        assert_eq!(create(&VISIT, &Backend::<(), ()>::Postgres(())), [on_server, index]);
    }
}
