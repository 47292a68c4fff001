//! The accumulators of a person, scheme and year.

use super::SandboxError;
use model::{money::Yuan, settlement::YearToDate};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

/// Person, scheme, year.
pub(super) type Key<'a> = (&'a str, &'a str, i32);

const COLUMNS: [&str; 7] = [
    "in_scope",
    "deductible",
    "pool_paid",
    "second_tier_base",
    "second_tier_paid",
    "assistance_base",
    "assistance_paid",
];

fn fen(year: &YearToDate) -> [Yuan; 7] {
    [
        year.in_scope,
        year.deductible,
        year.pool_paid,
        year.second_tier_base,
        year.second_tier_paid,
        year.assistance_base,
        year.assistance_paid,
    ]
}

fn of(row: &SqliteRow) -> Result<YearToDate, sqlx::Error> {
    let mut amounts = [Yuan::ZERO; 7];
    for (amount, column) in amounts.iter_mut().zip(COLUMNS) {
        *amount = Yuan::from_fen(row.try_get(column)?);
    }
    let [in_scope, deductible, pool_paid, second_tier_base, second_tier_paid, assistance_base, assistance_paid] =
        amounts;
    Ok(YearToDate {
        in_scope,
        deductible,
        pool_paid,
        second_tier_base,
        second_tier_paid,
        assistance_base,
        assistance_paid,
    })
}

/// Accumulators and number of admissions so far; zero when nothing is known.
pub(super) async fn get(
    connection: &mut SqliteConnection,
    (psn_no, insutype, year): Key<'_>,
) -> Result<(YearToDate, u8), SandboxError> {
    const SQL: &str = "SELECT * FROM year_to_date WHERE psn_no = $1 AND insutype = $2 AND year = $3";
    let query = sqlx::query(SQL).bind(psn_no).bind(insutype).bind(year);
    let Some(row) = query.fetch_optional(connection).await? else { return Ok((YearToDate::default(), 0)) };
    Ok((of(&row)?, u8::try_from(row.try_get::<i64, _>("admissions")?).unwrap_or(u8::MAX)))
}

/// Replaces accumulators and number of admissions.
pub(super) async fn set(
    connection: &mut SqliteConnection,
    (psn_no, insutype, year): Key<'_>,
    to_date: &YearToDate,
    admissions: u8,
) -> Result<(), SandboxError> {
    const SQL: &str = "INSERT INTO year_to_date (psn_no, insutype, year, admissions, in_scope, deductible, pool_paid, \
        second_tier_base, second_tier_paid, assistance_base, assistance_paid) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (psn_no, insutype, year) DO UPDATE SET \
        admissions = excluded.admissions, in_scope = excluded.in_scope, deductible = excluded.deductible, \
        pool_paid = excluded.pool_paid, second_tier_base = excluded.second_tier_base, \
        second_tier_paid = excluded.second_tier_paid, assistance_base = excluded.assistance_base, \
        assistance_paid = excluded.assistance_paid";
    let mut query = sqlx::query(SQL).bind(psn_no).bind(insutype).bind(year).bind(i64::from(admissions));
    for amount in fen(to_date) {
        query = query.bind(amount.fen());
    }
    query.execute(connection).await?;
    Ok(())
}

/// `a + b`, or `a − b` when `back`.
pub(super) fn moved(a: &YearToDate, b: &YearToDate, back: bool) -> YearToDate {
    let moved = |a: Yuan, b: Yuan| if back { a - b } else { a + b };
    YearToDate {
        in_scope: moved(a.in_scope, b.in_scope),
        deductible: moved(a.deductible, b.deductible),
        pool_paid: moved(a.pool_paid, b.pool_paid),
        second_tier_base: moved(a.second_tier_base, b.second_tier_base),
        second_tier_paid: moved(a.second_tier_paid, b.second_tier_paid),
        assistance_base: moved(a.assistance_base, b.assistance_base),
        assistance_paid: moved(a.assistance_paid, b.assistance_paid),
    }
}
