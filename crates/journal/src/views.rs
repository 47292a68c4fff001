//! Views of one hospital's tables, on PostgreSQL: what hospital IT may be let read.
//!
//! Whoever runs the database makes the schema `reports_<hospital>` and gives it to the program's role; that is all that
//! it takes. The program keeps views in it: of each projected table, the rows of that hospital. They are dropped with
//! their tables when these are made anew, and then made again.

use crate::{
    project::{SCHEMA, Table},
    store::{Backend, Connection},
    tables::{MAKES_IF_FREE, MAKING},
};
use sqlx::{AssertSqlSafe, PgConnection};

/// The statements that make the views that are missing in a hospital's schema, with the comments of their tables: each
/// name is written by the database. None where there is no such schema, or where it is somebody else's. What has the
/// name of a view is left alone.
///
/// Nobody sees rows of another hospital through a function of their own: the barrier makes such a function see only
/// rows that are in the view.
pub(crate) const MISSING: &str = "select format('create view %1$I.%2$I with (security_barrier) as \
    select %3$s from %4$I.%2$I where hospital_id = %5$L; comment on view %1$I.%2$I is %6$L; ', \
    own.nspname, t.relname, columns.names, base.nspname, $2::text, obj_description(t.oid, 'pg_class')) || columns.comments \
    from pg_namespace own join pg_namespace base on base.nspname = $1::text \
    join pg_class t on t.relnamespace = base.oid and t.relkind = 'r' and t.relname = any($3) \
    cross join lateral (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) as names, \
    string_agg(format('comment on column %I.%I.%I is %L', own.nspname, t.relname, a.attname, \
    col_description(t.oid, a.attnum)), '; ' order by a.attnum) as comments from pg_attribute a \
    where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) columns \
    where own.nspname = $1::text || '_' || $2::text and pg_get_userbyid(own.nspowner) = current_user \
    and not exists (select from pg_class v where v.relnamespace = own.oid and v.relname = t.relname)";

/// Makes the views that are missing, in a transaction.
pub(crate) async fn make_missing<'t>(
    to: Connection<'_>,
    hospital: i64,
    tables: impl Iterator<Item = &'t Table>,
) -> Result<(), sqlx::Error> {
    let Backend::Postgres(connection) = to else { return Ok(()) };
    let names: Vec<&str> = tables.map(|table| table.name).collect();
    if missing(connection, hospital, &names).await?.is_empty() {
        return Ok(());
    }
    // While another node makes the tables it has their rows locked or waits for them: this one does not wait for it, and
    // looks again in its next step.
    if !sqlx::query_scalar::<_, bool>(MAKES_IF_FREE).bind(MAKING).fetch_one(&mut *connection).await? {
        return Ok(());
    }
    for statements in missing(connection, hospital, &names).await? {
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn missing(connection: &mut PgConnection, hospital: i64, names: &[&str]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(MISSING).bind(SCHEMA).bind(hospital.to_string()).bind(names).fetch_all(connection).await
}
