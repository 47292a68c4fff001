//! Structs that are read from rows of either database.

/// Reads a struct from a row by the names of its fields.
///
/// sqlx's derive does the same, but its macros can also check queries against a database and would build both drivers,
/// and SQLite itself, a second time.
macro_rules! from_row {
    (
        $(#[$about:meta])*
        $visible:vis struct $name:ident { $($(#[$of:meta])* $seen:vis $field:ident: $type:ty,)* }
    ) => {
        $(#[$about])*
        $visible struct $name { $($(#[$of])* $seen $field: $type,)* }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)* })
            }
        }
    };
}
