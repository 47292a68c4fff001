//! The projected tables as SQL. They follow from the journal, so there are no migrations: tables of another version are
//! dropped and made anew.

use super::table::{Column, Kind, Table};
use crate::{bulk::postgres_type, store::Backend};

/// Rises with every change to a table or to what its rows say: a start then makes all of them anew.
pub const VERSION: i64 = 10;

/// PostgreSQL's schema for them; SQLite has a file of its own for them.
pub(crate) const SCHEMA: &str = "reports";

/// Up to which event the tables of a hospital stand, and that event's hash.
pub(crate) const POSITION: Table = Table {
    name: "table_position",
    doc: "Up to which event of the journal all these tables stand.",
    key: &[],
    columns: &[
        Column::int("seq").says("The number of that event."),
        Column::text("hash").says("That event's place in the chain of hashes; empty before the first."),
    ],
    indexes: &[],
};

/// The first column of each table.
pub(crate) const HOSPITAL: Column = Column::int("hospital_id")
    .says("The hospital, as [hospital] id of its configuration; the first column of each key.");

/// The statements that make a table and its indexes, and on PostgreSQL its comments.
pub(crate) fn create<S, P>(table: &Table, on: &Backend<S, P>) -> Vec<String> {
    let Table { name, key, indexes, .. } = table;
    let column = |Column { name, kind, optional, .. }: &Column| {
        let is = match on {
            Backend::Sqlite(_) => sqlite_type(*kind),
            Backend::Postgres(_) => postgres_type(*kind),
        };
        format!("{name} {is}{}", if *optional { "" } else { " not null" })
    };
    let described: Vec<String> = all_columns(table).map(column).collect();
    let key: Vec<&str> = std::iter::once(&HOSPITAL).chain(*key).map(|column| column.name).collect();
    let made = format!("create table {name} ({}, primary key ({}))", described.join(", "), key.join(", "));
    let indexes = indexes.iter().map(|columns| {
        format!("create index {name}_{} on {name} (hospital_id, {})", columns.join("_"), columns.join(", "))
    });
    let comments = match on {
        Backend::Sqlite(_) => Vec::new(),
        Backend::Postgres(_) => comments(table),
    };
    std::iter::once(made).chain(indexes).chain(comments).collect()
}

/// All columns in their order.
pub(crate) fn all_columns(table: &Table) -> impl Iterator<Item = &'static Column> {
    std::iter::once(&HOSPITAL).chain(table.key).chain(table.columns)
}

fn comments(table: &Table) -> Vec<String> {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let of_column =
        |Column { name, doc, .. }: &Column| format!("comment on column {}.{name} is {}", table.name, quoted(doc));
    let of_table = format!("comment on table {} is {}", table.name, quoted(table.doc));
    std::iter::once(of_table).chain(all_columns(table).map(of_column)).collect()
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
        assert_eq!((VERSION, &hash[..16]), (10, "2e77ea23db0e6f02"));
    }

    #[test]
    fn each_database_has_its_own_types() {
        const VISIT: Table = Table {
            name: "visit",
            doc: "Somebody's visits.",
            key: &[Column::id("id").says("It.")],
            columns: &[
                Column::date("day").says("Its day."),
                Column::instant("seen_at").optional().says("When; null if never."),
                Column::truth("late").says("It's late."),
            ],
            indexes: &[&["day", "late"]],
        };
        let index = "create index visit_day_late on visit (hospital_id, day, late)";
        let on_file = "create table visit (hospital_id bigint not null, id text not null, day text not null, \
            seen_at text, late boolean not null, primary key (hospital_id, id))";
        assert_eq!(create(&VISIT, &Backend::<(), ()>::Sqlite(())), [on_file, index]);
        let on_server = "create table visit (hospital_id bigint not null, id uuid not null, day date not null, \
            seen_at timestamptz, late boolean not null, primary key (hospital_id, id))";
        let made = create(&VISIT, &Backend::<(), ()>::Postgres(()));
        assert_eq!(made[..3], [on_server, index, "comment on table visit is 'Somebody''s visits.'"]);
        assert_eq!(made[4..6], ["comment on column visit.id is 'It.'", "comment on column visit.day is 'Its day.'"]);
        assert_eq!((made.len(), made[7].as_str()), (8, "comment on column visit.late is 'It''s late.'"));
    }

    #[test]
    fn every_table_and_column_says_what_it_is() {
        for table in TABLES.iter().chain([&POSITION]) {
            let columns = all_columns(table).map(|column| (column.name, column.doc));
            for (name, doc) in columns.chain([(table.name, table.doc)]) {
                let is_sentence = doc.len() > 3 && doc.ends_with('.') && !doc.contains("  ");
                assert!(is_sentence, "{} {name}: `{doc}`", table.name);
            }
            for column in all_columns(table) {
                let (name, doc) = (column.name, column.doc);
                assert_eq!(column.optional, doc.contains("null"), "{} {name}: `{doc}`", table.name);
                assert!(!name.ends_with("_fen") || doc.contains("in fen"), "{} {name}: `{doc}`", table.name);
            }
        }
    }

    /// A list for those who have no comments to read, as on SQLite. `ONETHING_WRITE_DOCS=1` writes it.
    #[test]
    fn the_list_of_tables_is_the_comments() {
        let mut list = include_str!("tables.md").to_owned();
        for table in TABLES.iter().chain([&POSITION]) {
            let key = table.key.iter().map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ");
            let key = if key.is_empty() { "One row a hospital.".to_owned() } else { format!("Key: {key}.") };
            list += &format!("\n## `{}`\n\n{}\n{key}\n\n| column | type | |\n|---|---|---|\n", table.name, table.doc);
            for Column { name, kind, doc, .. } in table.key.iter().chain(table.columns) {
                list += &format!("| `{name}` | {} | {doc} |\n", postgres_type(*kind));
            }
        }
        if std::env::var_os("ONETHING_WRITE_DOCS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md"), &list).unwrap();
        }
        let same = list == include_str!("../../../../docs/tables.md");
        assert!(
            same,
            "docs/tables.md is not what the columns say: ONETHING_WRITE_DOCS=1 cargo test -p journal list_of"
        );
    }
}
