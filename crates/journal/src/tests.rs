//! Tests that need the inside: every statement prepares on both databases, every table is as described, a full disk.

use crate::{
    AppendError, Broken, Entry, Followed, Journal, Keys, SideRow, StoreError, access, append, attended,
    bulk::Statement,
    chain,
    changes::{How, PUTS, set},
    direct, family_request, kept, learn, login, login_code, names, news, open, outbox, people,
    project::{self, Kind, TABLES, Table},
    read, session, share, side, snapshot,
    store::{Backend, Connection, MIGRATION_STATEMENTS, Way, on, postgres},
    tables, transfer, verify, views, write_lock,
};
use model::{
    Label,
    actor::Actor,
    id::{DepartmentId, HospitalId, PersonId},
    journey::{Identity, PersonRegistered, RetentionClass},
    person::Sex,
    scheduling::{self, DepartmentOpened},
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _, SqlitePool, Statement as _};
use std::collections::HashMap;
use testkit::Database;

const NAMED: &[&str] = &[
    access::ALL,
    access::EVERYTHING,
    access::LAST,
    access::ABOUT_LOGINS,
    access::REPORTED,
    append::LAST,
    write_lock::HASH_FROM,
    write_lock::HASH_OF,
    write_lock::HEAD,
    login::CAME_FROM,
    login::CHANGE_PASSWORD,
    login::FORGET_FROM,
    login::KNOWN_FROM,
    login::END_ADDRESSES_OF,
    login::END_FORMS_OF,
    login::END_LOGINS_OF,
    login::GONE,
    login::CLINICIANS_OF,
    login::END_SESSIONS_OF,
    login::LOGIN,
    login::LOGINS,
    login::LOGINS_OF,
    login::LOGIN_NAMES_OF,
    login::LOGIN_NAMED,
    login::PREFER,
    login::SET_PASSWORD,
    login::SWITCH_OFF,
    login::SWITCH_ON,
    open::ANY_HOSPITAL,
    open::ANY_PERSON,
    open::KEYS,
    read::EVENTS,
    read::KEY,
    read::STORED,
    side::BEFORE,
    side::DESTROY,
    side::SIDE,
    snapshot::CUT,
    snapshot::FORGET,
    snapshot::FORGET_PARTS,
    snapshot::HASHES,
    snapshot::HEADER,
    snapshot::PARTS,
    snapshot::PUT_HEADER,
    snapshot::PUT_PART,
    session::END,
    session::ENDED,
    session::END_OF,
    session::END_OLD,
    session::OPEN,
    session::RENEW,
    session::SEEN,
    session::SESSION,
    transfer::EVENTS,
    transfer::FILLED,
    transfer::SIDES,
    verify::NODES,
    verify::SIDE,
];

/// The statements for PostgreSQL only.
const POSTGRES: &[&str] = &[
    chain::BEGINS,
    chain::HOLE,
    chain::NUMBERS,
    learn::KEYS_OF_PEOPLE,
    learn::KEYS_OF_ROWS,
    news::TELL,
    postgres::FREE,
    postgres::MAKE_HEAD,
    postgres::MY_PID,
    write_lock::LOCK_HEAD,
    write_lock::MOVE_HEAD,
    verify::HEAD_ROW,
];

/// Those that run beside the projected tables.
const OF_TABLES: &[&str] = &[tables::BEGIN, tables::READ, tables::MOVE];
/// The same on PostgreSQL only.
const OF_POSTGRES_TABLES: &[&str] = &[
    views::MISSING,
    tables::MAKES_IF_FREE,
    tables::ONE_MAKES,
    tables::HAS_SCHEMA,
    tables::POSTGRES_COLUMNS,
    tables::LOCK,
    tables::LOCK_IF_FREE,
];

/// With its projected tables.
async fn open(url: &str) -> Journal {
    let journal = Journal::open(url, &Keys::new(HospitalId(1), &[1; 32])).await.unwrap();
    journal.follow_tables().await.unwrap();
    journal
}

async fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("hospital.db").display());
    (folder, open(&url).await)
}

fn writer(journal: &Journal) -> &SqlitePool {
    let Backend::Sqlite(store) = &journal.store else { panic!("a file") };
    &store.writer
}

fn made(table: &Table) -> [Statement; 3] {
    let columns = table.columns.len();
    [PUTS[table.name].clone(), set(table, &vec![How::Set; columns]), set(table, &vec![How::Add; columns])]
}

/// All statements that are made from columns of the projected tables. Only numbers can be added up.
fn made_of_tables() -> Vec<Statement> {
    let numbers = |table: &Table| table.columns.iter().all(|column| column.kind == Kind::Int);
    let of_table = |table| {
        let [put, set, add] = made(table);
        [Some(put), Some(set), numbers(table).then_some(add)].into_iter().flatten()
    };
    TABLES.iter().flat_map(of_table).collect()
}

/// All others that are made from columns.
fn all_made() -> Vec<Statement> {
    append::INSERTS
        .iter()
        .chain([&*access::INSERT, &*kept::PUT, &*login::INSERT, &*names::INSERT, &*outbox::PUT])
        .chain(people::INSERTS.iter())
        .cloned()
        .collect()
}

/// How many placeholders and columns a statement has.
async fn prepared(journal: &Journal, text: &str) -> (usize, usize) {
    match journal.store.writing() {
        Backend::Sqlite(pool) => prepared_on(Backend::Sqlite(&mut *pool.acquire().await.unwrap()), text).await,
        Backend::Postgres(pool) => prepared_on(Backend::Postgres(&mut *pool.acquire().await.unwrap()), text).await,
    }
}

async fn prepared_on(connection: Connection<'_>, text: &str) -> (usize, usize) {
    let text = AssertSqlSafe(text.to_owned()).into_sql_str();
    on!(connection, connection => {
        let prepared = connection.prepare(text.clone()).await;
        let prepared = prepared.unwrap_or_else(|error| panic!("{}: {error}", text.as_str()));
        let places = match prepared.parameters() {
            Some(sqlx::Either::Left(types)) => types.len(),
            Some(sqlx::Either::Right(count)) => count,
            None => 0,
        };
        (places, prepared.columns().len())
    })
}

#[tokio::test]
async fn every_statement_prepares_on_both_and_means_the_same() {
    let (_folder, file) = journal().await;
    let database = Database::new();
    let server = open(&database.url()).await;
    let named = NAMED
        .iter()
        .chain(&names::NAMED)
        .chain(attended::NAMED)
        .chain(kept::NAMED)
        .chain(outbox::named())
        .chain(share::NAMED)
        .chain(login_code::NAMED)
        .chain(direct::NAMED)
        .chain(family_request::NAMED);
    for text in named.chain(MIGRATION_STATEMENTS) {
        let (on_file, on_server) = (prepared(&file, text).await, prepared(&server, text).await);
        assert_eq!(on_file, on_server, "{text}");
    }
    for text in POSTGRES {
        prepared(&server, text).await;
    }
    for statement in all_made() {
        for text in statement.in_parts() {
            prepared(&file, text).await;
        }
        prepared(&server, statement.at_once()).await;
    }
}

#[tokio::test]
async fn every_statement_of_the_tables_prepares_on_both() {
    let (_folder, file) = journal().await;
    let database = Database::new();
    let server = open(&database.url()).await;
    let mut file = file.store.connect_tables(Way::Serve).await.unwrap();
    let mut server = server.store.connect_tables(Way::Serve).await.unwrap();
    let pairs = OF_TABLES.iter().map(|text| ((*text).to_owned(), (*text).to_owned()));
    let pairs =
        pairs.chain(TABLES.iter().map(|table| (project::select(table, &file), project::select(table, &server))));
    let pairs = pairs.chain(TABLES.iter().map(|table| (tables::delete(table), tables::delete(table))));
    for (on_file, on_server) in pairs.collect::<Vec<_>>() {
        let found = prepared_on(file.connection(), &on_file).await;
        assert_eq!(found, prepared_on(server.connection(), &on_server).await, "{on_file}");
    }
    for text in OF_POSTGRES_TABLES {
        prepared_on(server.connection(), text).await;
    }
    for statement in made_of_tables() {
        for text in statement.in_parts() {
            prepared_on(file.connection(), text).await;
        }
        prepared_on(server.connection(), statement.at_once()).await;
    }
}

/// Of the server, not of a hospital.
const OF_THE_SERVER: &[&str] = &[news::TELL, postgres::FREE, postgres::MY_PID];

/// What reads or changes rows says of which hospital, also of each table that it joins; what makes rows, too.
#[test]
fn every_statement_says_of_which_hospital() {
    let server = Backend::<(), ()>::Postgres(());
    let of_tables = TABLES.iter().flat_map(|table| [project::select(table, &server), tables::delete(table)]);
    let made = all_made().into_iter().chain(made_of_tables()).map(|statement| statement.at_once().to_owned());
    let made: Vec<String> = of_tables.chain(made).collect();
    let named = NAMED
        .iter()
        .chain(&names::NAMED)
        .chain(attended::NAMED)
        .chain(kept::NAMED)
        .chain(outbox::named())
        .chain(share::NAMED)
        .chain(login_code::NAMED)
        .chain(direct::NAMED)
        .chain(family_request::NAMED);
    let named: Vec<&str> = named.chain(POSTGRES).copied().collect();
    let of_tables = OF_TABLES.iter().chain([&tables::LOCK, &tables::LOCK_IF_FREE]).copied();
    let all = named.into_iter().chain(of_tables).chain(made.iter().map(String::as_str));
    for text in all.filter(|text| !OF_THE_SERVER.contains(text) && *text != open::ANY_HOSPITAL) {
        let makes = text.starts_with("insert into") && text.contains("(hospital_id, ");
        assert!(makes || text.contains("hospital_id = $1"), "{text}");
        assert!(text.split(" join ").skip(1).all(|joined| joined.contains("hospital_id")), "{text}");
    }
}

type Columns = Vec<(String, i64)>;

/// The columns of each table, with their positions in its key; the projected tables after the others.
async fn columns(journal: &Journal) -> Vec<(String, Columns)> {
    let mut own = match &journal.store {
        Backend::Sqlite(store) => Backend::Sqlite(store.writer.acquire().await.unwrap().detach()),
        Backend::Postgres(store) => Backend::Postgres(store.pool.acquire().await.unwrap().detach()),
    };
    let mut tables = journal.store.connect_tables(Way::Inspect).await.unwrap();
    let projected = columns_in(tables.connection()).await;
    // Those of earlier releases stay on PostgreSQL for one more.
    let before = |name: &String| TABLES.iter().any(|table| table.name == name);
    let own = columns_in(own.connection()).await.into_iter().filter(|(name, _)| !before(name));
    own.chain(projected.into_iter().filter(|(name, _)| name != "table_version")).collect()
}

async fn columns_in(mut from: Connection<'_>) -> Vec<(String, Columns)> {
    let (names, of) = match from {
        Backend::Sqlite(_) => (
            "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' \
            and name not like 'sqlite%' order by name",
            "select name, cast(pk as integer) from pragma_table_info($1)",
        ),
        Backend::Postgres(_) => (
            "select table_name::text from information_schema.tables where table_schema = current_schema() \
            and table_name not like '\\_%' and table_name <> 'head' order by table_name",
            "select c.column_name::text, coalesce(k.ordinal_position, 0)::bigint from information_schema.columns c \
            left join information_schema.key_column_usage k on k.table_name = c.table_name \
            and k.column_name = c.column_name and k.table_schema = c.table_schema \
            where c.table_name = $1 and c.table_schema = current_schema()",
        ),
    };
    let names: Vec<String> = on!(from.again(), to => sqlx::query_scalar(names).fetch_all(to).await.unwrap());
    let mut tables = Vec::new();
    for name in names {
        let mut columns: Columns = on!(from.again(), to => sqlx::query_as(of).bind(&name).fetch_all(to).await.unwrap());
        columns.sort_unstable();
        tables.push((name, columns));
    }
    tables
}

#[tokio::test]
async fn tables_have_the_columns_that_are_described_and_hospital_first_in_their_key() {
    let (_folder, file) = journal().await;
    let database = Database::new();
    let tables = columns(&file).await;
    for (table, columns) in &tables {
        assert!(columns.contains(&("hospital_id".into(), 1)), "{table}: the key starts with the hospital");
        if let Some(described) = TABLES.iter().find(|described| described.name == table) {
            let found: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let described = described.key.iter().chain(described.columns).map(|column| column.name);
            let mut wanted: Vec<&str> = ["hospital_id"].into_iter().chain(described).collect();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{table}");
        }
    }
    assert!(TABLES.iter().all(|described| tables.iter().any(|(name, _)| name == described.name)));
    assert_eq!(columns(&open(&database.url()).await).await, tables, "both databases have the same tables");
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
        goes_on: false,
        event: scheduling::Event::from(opened).into(),
    }
}

/// As a newer program would write it: its hash fits, and this one cannot read it.
#[tokio::test]
async fn an_event_that_cannot_be_read_is_found_although_its_hash_fits() {
    let (_folder, journal) = journal().await;
    journal.append(&[department(1), department(2)], &[]).await.unwrap();
    let rows: Vec<append::EventRow> =
        sqlx::query_as(read::EVENTS).bind(1).bind(1).bind(9).fetch_all(writer(&journal)).await.unwrap();
    let newer = append::EventRow { version: 99, ..rows[1].clone() };
    let update = format!("update event set version = 99, hash = '{}' where seq = 2", newer.chained(&rows[0].hash));
    sqlx::query(AssertSqlSafe(update)).execute(writer(&journal)).await.unwrap();
    assert_eq!(journal.check(0, 9).await.unwrap(), Err(Broken::Changed(2)));
    let found = journal.verify().await.unwrap().findings;
    let events: Vec<_> = found.iter().filter(|found| found.table == "event").map(|found| found.what).collect();
    assert_eq!(events, ["unreadable"]);
}

#[test]
fn side_rows_are_pointed_to_by_id_and_hash_wherever_they_stand() {
    let id = |number: u128| uuid::Uuid::from_u128(number).to_string();
    let payload = json!({
        "record": { "id": id(1), "hash": "a" },
        "reason": { "code": "other", "texts": [{ "text": { "id": id(2), "hash": "b" } }] },
        "of three": { "id": id(3), "hash": "c", "more": 1 },
        "no id": { "id": "third", "hash": "d" },
        "no hash": { "id": id(4), "other": "e" },
    });
    let mut found = HashMap::new();
    verify::side_refs(&payload, 7, &mut found);
    let wanted = [("00000000000000000000000000000001", "a"), ("00000000000000000000000000000002", "b")];
    assert_eq!(found, wanted.map(|(id, hash)| (id.to_owned(), (hash.to_owned(), 7))).into());
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing() {
    let (_folder, journal) = journal().await;
    journal.append(&[department(1)], &[]).await.unwrap();
    let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(writer(&journal)).await.unwrap();
    let limit = format!("pragma max_page_count = {}", pages + 2);
    sqlx::query(AssertSqlSafe(limit)).execute(writer(&journal)).await.unwrap();
    let many: Vec<Entry> = (2..2000).map(department).collect();
    assert!(matches!(journal.append(&many, &[]).await, Err(AppendError::Full)));
    assert_eq!(journal.head().await.unwrap().0, 1);
    sqlx::query("pragma max_page_count = 1000000").execute(writer(&journal)).await.unwrap();
    journal.append(&many, &[]).await.unwrap();
    assert_eq!(journal.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn a_full_disk_of_the_tables_holds_up_only_them() {
    let (_folder, journal) = journal().await;
    journal.append(&[department(1)], &[]).await.unwrap();
    assert_eq!(journal.follow_tables().await.unwrap(), Followed::Head(1));
    {
        let mut place = journal.tables.lock().await;
        let Some(Backend::Sqlite(tables)) = place.as_mut().map(|open| &mut open.connection) else { panic!("open") };
        let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(&mut *tables).await.unwrap();
        let limit = format!("pragma max_page_count = {}", pages + 2);
        sqlx::query(AssertSqlSafe(limit)).execute(tables).await.unwrap();
    }
    let many: Vec<Entry> = (2..2000).map(department).collect();
    journal.append(&many, &[]).await.unwrap();
    assert!(matches!(journal.follow_tables().await, Err(StoreError::Database(_))));
    journal.append(&[department(2000)], &[]).await.unwrap();
    let report = journal.verify().await.unwrap();
    assert_eq!((report.events, report.tables, report.rows, report.findings), (2000, Some(1), 1, vec![]));
    // The limit ended with the connection.
    assert_eq!(journal.follow_tables().await.unwrap(), Followed::Head(2000));
    let report = journal.verify().await.unwrap();
    assert_eq!((report.tables, report.rows, report.findings), (Some(2000), 2000, vec![]));
}

/// Rows that follow from events after the one at which the tables stand would be found to be wrong.
#[tokio::test]
async fn what_is_written_to_the_tables_while_they_are_compared_is_not_seen() {
    let (_folder, file) = journal().await;
    let database = Database::new();
    for journal in [file, open(&database.url()).await] {
        journal.append(&[department(1)], &[]).await.unwrap();
        assert_eq!(journal.follow_tables().await.unwrap(), Followed::Head(1));
        let (mut tables, (stand, _)) = journal.tables_as_they_are().await.unwrap().unwrap();
        journal.append(&[department(2)], &[]).await.unwrap();
        assert_eq!(journal.follow_tables().await.unwrap(), Followed::Head(2));
        let count = "select count(*) from department";
        let rows: i64 = on!(tables.connection(), to => sqlx::query_scalar(count).fetch_one(to).await.unwrap());
        assert_eq!((stand, rows), (1, 1));
    }
}

#[tokio::test]
async fn the_disk_is_waited_for() {
    let (_folder, journal) = journal().await;
    let read = |name: &str| AssertSqlSafe(format!("pragma {name}"));
    let mode: String = sqlx::query_scalar(read("journal_mode")).fetch_one(writer(&journal)).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar(read("synchronous")).fetch_one(writer(&journal)).await.unwrap();
    let secure: i64 = sqlx::query_scalar(read("secure_delete")).fetch_one(writer(&journal)).await.unwrap();
    assert_eq!((mode.as_str(), synchronous, secure), ("wal", 2, 1));
}

#[tokio::test]
async fn a_birth_date_of_before_is_found_in_the_event_of_its_record() {
    let (_folder, journal) = journal().await;
    let (person, side) = (PersonId(uuid::Uuid::from_u128(1)), uuid::Uuid::from_u128(2));
    let plain = br#"{"name":"Before"}"#.to_vec();
    let row = SideRow { id: side, person: Some(person), class: RetentionClass::Contact, kind: "person", plain };
    let row = journal.keys().seal(row).unwrap();
    let registered = PersonRegistered {
        person,
        sex: Sex::Female,
        born_in: None,
        identity: Identity::Unidentified,
        credentials: Vec::new(),
        record: row.side_ref(),
        name_lookup: None,
        phone_lookup: None,
    };
    let event = model::journey::Event::from(registered).into();
    let entry = Entry { on_behalf_of: Some(person), event, ..department(1) };
    journal.append(&[entry], &[row]).await.unwrap();
    let born = async |version: i64| {
        let update = format!(
            "update event set version = {version}, payload = json_set(payload, '$.birth', '1949-12-31') where seq = 1"
        );
        sqlx::query(AssertSqlSafe(update)).execute(writer(&journal)).await.unwrap();
        journal.open_person(side).await.unwrap().unwrap().birth.map(|birth| birth.to_string())
    };
    assert_eq!(born(1).await.as_deref(), Some("1949-12-31"));
    assert_eq!(born(2).await, None, "events of today hold none");
}

#[tokio::test]
async fn the_data_map_names_every_table_and_column() {
    let (_folder, journal) = journal().await;
    let map = include_str!("../../../docs/data-map.md");
    let mut tables = 0;
    for (table, columns) in columns(&journal).await {
        let row = map.lines().find(|line| line.starts_with(&format!("| `{table}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/data-map.md does not say what `{table}` holds"));
        for column in columns.iter().map(|column| &column.0).filter(|column| *column != "hospital_id") {
            assert!(row.contains(&format!("`{column}`")), "docs/data-map.md lacks `{table}.{column}`");
        }
        tables += 1;
    }
    assert_eq!(map.lines().filter(|line| line.starts_with("| `")).count(), tables, "a table that is none");
}
