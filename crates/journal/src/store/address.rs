//! Addresses of databases, and how they are shown: never with a password.

use crate::OpenError;
use sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use std::str::FromStr;

/// Where a database is.
pub(crate) enum Address {
    /// A file.
    Sqlite(SqliteConnectOptions),
    /// A server.
    Postgres(PgConnectOptions),
}

impl Address {
    /// Reads `sqlite://path`, `postgres://…` or `postgresql://…`. What the address of a PostgreSQL leaves out is taken
    /// from `PGHOST`, `PGUSER`, `PGPASSWORD`, `PGSSLMODE` and the like, and from `~/.pgpass`.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let unknown = || OpenError::Url { url: shown(url) };
        if url.starts_with("sqlite:") {
            return SqliteConnectOptions::from_str(url).map(Self::Sqlite).map_err(|_| unknown());
        }
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return PgConnectOptions::from_str(url).map(Self::Postgres).map_err(|_| unknown());
        }
        Err(unknown())
    }
}

/// An address without the password in it.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    // A password may hold an unescaped `@`, and then a slash too: the last `@` counts.
    let (user, host) = match rest.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => (user.split_once(':').map(|(name, _)| name), host.to_owned()),
        _ => (None, format!("{authority}{tail}")),
    };
    let hidden = match user {
        Some(name) => format!("{name}:***@{host}"),
        None => host,
    };
    let hidden = match hidden.split_once('?') {
        None => hidden,
        Some((path, query)) => {
            let parts = query.split('&').map(|part| match part.split_once('=') {
                Some((name, _)) if name.contains("pass") => format!("{name}=***"),
                _ => part.to_owned(),
            });
            format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
        }
    };
    if url.contains("://") { format!("{scheme}://{hidden}") } else { hidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let cases = [
            ("postgres://onething:secret@db/hospital", "postgres://onething:***@db/hospital"),
            ("postgres://onething@db/hospital", "postgres://onething@db/hospital"),
            ("postgres://db:5432/hospital?sslmode=require", "postgres://db:5432/hospital?sslmode=require"),
            ("postgres:///hospital?user=a&password=secret", "postgres:///hospital?user=a&password=***"),
            ("postgres://a:sec/ret@x@db/hospital", "postgres://a:***@db/hospital"),
            ("postgers://a:secret@db", "postgers://a:***@db"),
            ("a:secret@db", "a:***@db"),
            ("sqlite:///var/lib/onething.db", "sqlite:///var/lib/onething.db"),
            ("sqlite://onething.db?mode=ro", "sqlite://onething.db?mode=ro"),
            ("onething.db", "onething.db"),
        ];
        for (url, wanted) in cases {
            assert_eq!(shown(url), wanted);
        }
    }
}
