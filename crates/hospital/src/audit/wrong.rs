//! Wrong passwords: counted, with one line a minute for each login and address. What exceeds the limit is counted too.

use journal::AccessRow;
use model::{
    actor::{Actor, Role},
    id::UserId,
    time::Instant,
};
use std::collections::HashMap;
use tokio::time::{Duration, Instant as Real};

/// A log-in, right or wrong.
pub(crate) const LOG_IN: &str = "log_in";
/// Tries with a name that nobody has.
pub(crate) const UNKNOWN: &str = "log_in_unknown";
/// Wrong passwords beyond the limit of logins and addresses that are counted apart.
pub(crate) const UNCOUNTED: &str = "log_in_uncounted";

/// The most logins and addresses that are counted apart.
const APART_MAX: usize = 1024;
/// The time that one line covers.
const MINUTE: Duration = Duration::from_secs(60);

/// The login or kind of try, and the address, that a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum About {
    Login(Option<UserId>, Role, Option<String>),
    Unknown,
    Uncounted,
}

#[derive(Debug)]
struct Count {
    at: Instant,
    since: Real,
    times: i64,
}

/// What is counted but not yet written.
#[derive(Debug, Default)]
pub(super) struct WrongPasswords(HashMap<About, Count>);

impl About {
    fn row(&self, count: &Count) -> AccessRow {
        let (user, role, action, address) = match self {
            Self::Login(user, role, address) => (*user, *role, LOG_IN, address.clone()),
            Self::Unknown => (None, Role::System, UNKNOWN, None),
            Self::Uncounted => (None, Role::System, UNCOUNTED, None),
        };
        AccessRow {
            at: count.at,
            user,
            role,
            action: action.to_owned(),
            person: None,
            allowed: false,
            reason: None,
            address,
            subject: None,
            times: Some(count.times),
        }
    }

    fn of(row: &AccessRow) -> Self {
        match row.action.as_str() {
            UNKNOWN => Self::Unknown,
            UNCOUNTED => Self::Uncounted,
            _ => Self::Login(row.user, row.role, row.address.clone()),
        }
    }
}

impl WrongPasswords {
    pub(super) fn count(&mut self, at: Instant, whose: Option<&Actor>, address: Option<&str>) {
        let about =
            whose.map_or(About::Unknown, |actor| About::Login(actor.user, actor.role, address.map(ToOwned::to_owned)));
        self.add(about, at, 1);
    }

    fn add(&mut self, about: About, at: Instant, times: i64) {
        let fits = self.0.len() < APART_MAX || self.0.contains_key(&about);
        let about = if fits { about } else { About::Uncounted };
        self.0.entry(about).or_insert(Count { at, since: Real::now(), times: 0 }).times += times;
    }

    /// All that is counted.
    pub(super) fn rows(&self) -> Vec<AccessRow> {
        self.0.iter().map(|(about, count)| about.row(count)).collect()
    }

    /// Takes out what has been counted for a minute, or `all` of it.
    pub(super) fn due(&mut self, all: bool) -> Vec<AccessRow> {
        let due = self.0.extract_if(|_, count| all || count.since.elapsed() >= MINUTE);
        due.map(|(about, count)| about.row(&count)).collect()
    }

    /// Puts back rows that could not be written.
    pub(super) fn again(&mut self, rows: Vec<AccessRow>) {
        for row in rows {
            self.add(About::of(&row), row.at, row.times.unwrap_or(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test(start_paused = true)]
    async fn there_is_a_line_a_minute_and_no_more() {
        let at: Instant = "2026-11-26T00:00:00Z".parse().unwrap();
        let login = |number| Actor { user: Some(UserId(Uuid::from_u128(number))), ..Actor::system() };
        let mut wrong = WrongPasswords::default();
        for _ in 0..500 {
            wrong.count(at, Some(&login(1)), Some("203.0.113.9"));
            wrong.count(at, None, Some("203.0.113.9"));
        }
        wrong.count(at, Some(&login(1)), Some("203.0.113.10"));
        assert!(wrong.due(false).is_empty());
        tokio::time::advance(MINUTE).await;
        let mut times: Vec<_> = wrong.due(false).into_iter().map(|row| (row.action, row.address, row.times)).collect();
        times.sort();
        assert_eq!(
            times,
            [
                (LOG_IN.to_owned(), Some("203.0.113.10".to_owned()), Some(1)),
                (LOG_IN.to_owned(), Some("203.0.113.9".to_owned()), Some(500)),
                (UNKNOWN.to_owned(), None, Some(500)),
            ]
        );
        for number in 0..5000 {
            wrong.count(at, Some(&login(number)), None);
        }
        let rows = wrong.rows();
        assert!(rows.len() <= APART_MAX + 1);
        assert_eq!(rows.iter().filter_map(|row| row.times).sum::<i64>(), 5000, "dropped by counting");
        wrong.again(rows);
        assert_eq!(wrong.rows().iter().filter_map(|row| row.times).sum::<i64>(), 10_000);
    }
}
