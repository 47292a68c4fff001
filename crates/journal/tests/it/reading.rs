//! The role of docs/operations.md reads one hospital's tables through views, whatever happens to the tables, and
//! nothing else.

use crate::{
    harness::{Harness, On, Place, Sql, booked, charged, department, effort, id, journey_opened},
    tables::{drop_all, history},
};
use journal::{Followed, Journal, Keys};
use model::id::HospitalId;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use testkit::Database;

/// What an administrator is told to run.
const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

fn database(harness: &Harness) -> &Database {
    match &harness.place {
        Place::Server(database) => database,
        Place::File(_) => panic!("views are on a server"),
    }
}

/// Makes the role for a hospital as the page says, and returns its name. Its schema belongs to `owner`.
pub(crate) fn make_role(database: &Database, hospital: i64, owner: &str) -> String {
    let (_, after) = OPERATIONS.split_once("```sql\n  begin;").unwrap();
    let (lines, _) = after.split_once("```").unwrap();
    let (name, role) = (database.name(), format!("it_{hospital}_{}", database.name()));
    let lines = lines
        .replace("hospital_it", &role)
        .replace("reports_1", &format!("reports_{hospital}"))
        .replace("in database onething", &format!("in database {name}"))
        .replace("authorization onething", &format!("authorization {owner}"))
        .replace("role onething", &format!("role {owner}"));
    assert!(!lines.contains("onething"), "{lines}");
    database.psql(&format!("begin; {lines}"));
    role
}

async fn connect(database: &Database, role: &str) -> PgConnection {
    PgConnection::connect(&database.url_of(role)).await.unwrap()
}

async fn all<T>(connection: &mut PgConnection, text: &str) -> Vec<T>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
{
    sqlx::query_scalar(AssertSqlSafe(text.to_owned())).fetch_all(connection).await.unwrap()
}

/// The server refuses this to the role, and not for any other reason.
async fn is_denied(connection: &mut PgConnection, text: &str) {
    // What only keeps somebody from a slip is switched off: it would hide what the rights are.
    sqlx::query("set default_transaction_read_only = off").execute(&mut *connection).await.unwrap();
    let tried = sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(connection).await;
    let error = tried.map(|done| panic!("{text}: {done:?}")).unwrap_err();
    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    assert_eq!(code.as_deref(), Some("42501"), "{text}: {error}");
}

const PROJECTED: &str =
    "select tablename::text from pg_tables where schemaname = 'reports' and tablename <> 'table_version' order by 1";

/// Hospital 7 with its role, and hospital 8 with another one, in one database.
async fn two_hospitals() -> (Harness, Harness, String) {
    let harness = history(On::Postgres).await;
    let eight = Journal::open(&harness.url(), &Keys::new(HospitalId(8), &[3; 32])).await.unwrap();
    let mut theirs = Harness { place: Place::new(On::Sqlite), journal: eight, next: 1 };
    theirs.append(vec![department(88), journey_opened(9), effort(9, 40), charged(6, 99), charged(7, 98)], &[]).await;
    let role = make_role(database(&harness), 7, "hospital");
    make_role(database(&harness), 8, "hospital");
    // A second in which nothing is written.
    harness.followed().await;
    theirs.followed().await;
    (harness, theirs, role)
}

/// The role reads all rows of hospital 7, and no others.
async fn reads_its_own(harness: &Harness, role: &str, why: &str) {
    let mut own = connect(database(harness), role).await;
    let all_of_them = database(harness).psql(PROJECTED);
    let (mut tables, mut rows) = (0, 0);
    for table in all_of_them.lines() {
        let wanted = database(harness).psql(&format!("select count(*) from reports.{table} where hospital_id = 7"));
        let found: Vec<i64> = all(&mut own, &format!("select hospital_id from {table}")).await;
        assert!(found.iter().all(|hospital| *hospital == 7), "{why}: {table}");
        assert_eq!(found.len().to_string(), wanted, "{why}: {table}");
        (tables, rows) = (tables + 1, rows + found.len());
    }
    // 27 projected tables and the position; department, person, session, window, its pool, appointment, journey,
    // charge, two lines of the ledger and the position.
    assert_eq!(tables, 28, "{why}");
    assert!(rows >= 11, "{why}: {rows}");
    is_denied(&mut own, "select trips from reports.journey").await;
    is_denied(&mut own, "select trips from reports_8.journey").await;
}

#[tokio::test]
async fn the_role_reads_one_hospitals_tables_and_may_do_nothing_else() {
    let (harness, _theirs, role) = two_hospitals().await;
    reads_its_own(&harness, &role, "at first").await;
    let mut own = connect(database(&harness), &role).await;

    let others = "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n \
        on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname not in \
        ('pg_catalog', 'information_schema', 'reports_7') order by 1";
    let others = database(&harness).psql(others);
    for wanted in [
        "public.access_log",
        "public.event",
        "public.head",
        "public.kept_form",
        "public.login",
        "public.login_address",
        "public.name_part",
        "public.person_key",
        "public.side",
        "public.snapshot",
        "public.snapshot_part",
        "public.web_session",
        "reports.appointment",
        "reports.person",
        "reports.table_version",
        "reports_8.appointment",
    ] {
        assert!(others.lines().any(|name| name == wanted), "{wanted} is there to be tried: {others}");
    }
    for name in others.lines() {
        is_denied(&mut own, &format!("select * from {name}")).await;
        is_denied(&mut own, &format!("select count(*) from {name}")).await;
    }
    for table in database(&harness).psql(PROJECTED).lines() {
        for tried in [
            format!("update {table} set hospital_id = 8"),
            format!("delete from {table}"),
            format!("insert into {table} (hospital_id) values (7)"),
            format!("drop view {table}"),
            format!("create or replace view {table} as select 1"),
        ] {
            is_denied(&mut own, &tried).await;
        }
    }
    for tried in ["create table reports_7.mine (x int)", "create schema mine", "set role hospital", "set role postgres"]
    {
        is_denied(&mut own, tried).await;
    }
    let statistics = "select tablename::text from pg_stats where schemaname in ('public', 'reports', 'reports_8')";
    database(&harness).psql("analyze");
    assert_eq!(all::<String>(&mut own, statistics).await, [""; 0], "values that the planner remembers");
}

/// A function of one's own is not shown rows that the view leaves out, however cheap it says it is.
#[tokio::test]
async fn a_function_of_the_roles_own_sees_no_other_hospital() {
    let (harness, _theirs, role) = two_hospitals().await;
    let mut own = connect(database(&harness), &role).await;
    // Anybody may ask for a plan that looks at each row.
    let plan = "set default_transaction_read_only = off; set enable_indexscan = off; set enable_bitmapscan = off";
    sqlx::raw_sql(plan).execute(&mut own).await.unwrap();
    let spy = "create function pg_temp.shown(text) returns boolean language plpgsql cost 0.0000001 as \
        $$ begin if $1 <> 'D1' then raise exception 'saw %', $1; end if; return true; end $$";
    sqlx::query(spy).execute(&mut own).await.unwrap();
    assert_eq!(all::<String>(&mut own, "select code from department where pg_temp.shown(code)").await, ["D1"]);
}

#[tokio::test]
async fn views_and_grants_come_back_with_the_tables() {
    for change in [
        "drop table reports.appointment cascade",
        "drop table reports.table_position cascade",
        "alter table reports.appointment drop column seat cascade",
        "drop schema reports cascade",
        // The next start finds these.
        "drop table reports.charge cascade",
        "update reports.table_version set version = 1",
        // The next second in which nothing is written finds these.
        "drop view reports_7.charge",
        "drop view reports_7.table_position",
    ] {
        let (mut harness, theirs, role) = two_hospitals().await;
        let sql = harness.sql().await;
        match change {
            "drop schema reports cascade" => drop_all(&sql).await,
            change => sql.execute(change).await,
        }
        if change.contains("charge cascade") || change.contains("version") {
            harness = harness.reopened().await;
        }
        let entries = [harness.entry(booked(5, 3, 2)), harness.entry(effort(9, 3))];
        harness.journal.append(&entries, &[]).await.unwrap();
        caught_up(&harness.journal).await;
        // And what another hospital lost with the tables that both share comes back with its own program.
        caught_up(&theirs.journal).await;
        reads_its_own(&harness, &role, change).await;
        let mut own = connect(database(&harness), &role).await;
        assert_eq!(all::<i64>(&mut own, "select trips from journey").await, [5], "{change}");
        let booked =
            "select replace(id::text, '-', '') from appointment where patient = '00000000-0000-0000-0000-000000000002'";
        assert_eq!(all::<String>(&mut own, booked).await, [id(5).simple().to_string()], "{change}");
        let made = "select count(*) from pg_views where schemaname = 'reports_8'";
        assert_eq!(database(&harness).psql(made), "28", "{change}");
        let report = harness.journal.verify().await.unwrap();
        assert_eq!((report.tables, report.findings), (Some(9), vec![]), "{change}");
        drop(sql);
        assert_eq!(harness.journal.rebuild_tables().await.unwrap(), 9, "{change}");
        reads_its_own(&harness, &role, "rebuilt").await;
    }
}

/// Steps until nothing is left to write; a step may fail, but not for ever.
async fn caught_up(journal: &Journal) {
    let (mut failures, mut quiet) = (0, 0);
    while quiet < 2 {
        match journal.follow_tables().await {
            Ok(Followed::Head(_)) => quiet += 1,
            Ok(Followed::More(_) | Followed::Elsewhere(_)) => {}
            Err(error) if failures == 3 => panic!("it fails again and again: {error}"),
            Err(_) => failures += 1,
        }
    }
}

#[tokio::test]
async fn what_is_somebody_elses_is_left_alone_and_holds_up_nothing() {
    let (mut harness, _theirs, role) = two_hospitals().await;
    let nine = Journal::open(&harness.url(), &Keys::new(HospitalId(9), &[3; 32])).await.unwrap();
    let server = database(&harness);
    server.psql("create schema reports_9");
    server.psql("drop view reports_7.ward; create table reports_7.ward (note text)");
    server.psql("insert into reports_7.ward values ('theirs')");
    caught_up(&nine).await;
    caught_up(&harness.journal).await;
    let count = "select count(*) from pg_class where relnamespace = 'reports_9'::regnamespace";
    assert_eq!(server.psql(count), "0", "a schema that is not the program's");
    assert_eq!(server.psql("select note from reports_7.ward"), "theirs");
    harness.append(vec![effort(9, 3)], &[]).await;
    let mut own = connect(database(&harness), &role).await;
    assert_eq!(all::<i64>(&mut own, "select trips from journey").await, [5]);
}

#[tokio::test]
async fn every_table_view_and_column_has_its_comment() {
    let (harness, _theirs, _) = two_hospitals().await;
    let sql = harness.sql().await;
    let said = |what: &str, of: &str| {
        format!(
            "select {what}(c.oid, a.attnum) from pg_class c join pg_attribute a on a.attrelid = c.oid \
            where c.oid = '{of}'::regclass and a.attname = 'amount_fen'"
        )
    };
    for of in ["reports.ledger_entry", "reports_7.ledger_entry"] {
        let column: String = sql.one(&said("col_description", of)).await;
        assert_eq!(column, "Debit positive, credit negative, in fen.", "{of}");
        let table: String = sql.one(&format!("select obj_description('{of}'::regclass, 'pg_class')")).await;
        assert_eq!(table, "The double-entry ledger: the lines of one event add up to zero.", "{of}");
    }
    let silent: Vec<(String,)> = sql
        .rows(
            "select format('%s.%s', c.oid::regclass, a.attname) from pg_class c \
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
            where c.relnamespace in ('reports'::regnamespace, 'reports_7'::regnamespace) and c.relkind in ('r', 'v') \
            and c.relname <> 'table_version' \
            and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)",
        )
        .await;
    assert_eq!(silent, []);
    let Sql::Postgres(pool) = sql else { panic!("a server") };
    pool.close().await;
}

/// The page of the release before had people grant the tables of all hospitals: the lines of this one take that back.
#[tokio::test]
async fn a_role_that_could_read_all_hospitals_is_held_to_one() {
    let (harness, _theirs, role) = two_hospitals().await;
    database(&harness).psql(&format!(
        "grant usage on schema reports to {role}; grant select on all tables in schema reports to {role}; \
        alter default privileges for role hospital in schema reports grant select on tables to {role}"
    ));
    let mut own = connect(database(&harness), &role).await;
    let hospitals = "select distinct hospital_id from reports.charge order by 1";
    assert_eq!(all::<i64>(&mut own, hospitals).await, [7, 8]);
    let (_, after) = OPERATIONS.split_once("```sql\n  alter default privileges").unwrap();
    let (lines, _) = after.split_once("```").unwrap();
    let lines = lines.replace("hospital_it", &role).replace("role onething", "role hospital");
    database(&harness).psql(&format!("alter default privileges {lines}"));
    is_denied(&mut own, hospitals).await;
    database(&harness).psql("drop table reports.charge cascade");
    harness.followed().await;
    is_denied(&mut own, hospitals).await;
    reads_its_own(&harness, &role, "limited").await;
}

/// The page's lines that take the role and the views away leave nothing of them, and the other hospital's are as before.
#[tokio::test]
async fn a_role_and_its_views_are_taken_away_by_the_lines_for_that() {
    let (harness, theirs, role) = two_hospitals().await;
    let others = role.replacen("it_7", "it_8", 1);
    let line = OPERATIONS.lines().find(|line| line.contains("`drop owned by hospital_it;")).unwrap();
    let [_, away, _, views, _] = line.split('`').collect::<Vec<_>>()[..] else { panic!("{line}") };
    let (away, views) = (away.replace("hospital_it", &role), views.replace("reports_1", "reports_7"));
    database(&harness).psql(&away);
    database(&harness).psql(&views);
    let left = format!("select count(*) from pg_roles where rolname = '{role}'");
    assert_eq!(database(&harness).psql(&left), "0");
    let left = "select nspname from pg_namespace where nspname like 'reports%' order by 1";
    assert_eq!(database(&harness).psql(left), "reports\nreports_8");
    // The tables are followed as before.
    harness.followed().await;
    theirs.followed().await;
    let mut own = connect(database(&harness), &others).await;
    assert_eq!(all::<String>(&mut own, "select code from department").await, ["D88"]);
}
