//! Sessions that were looked up a moment ago: in a rush the same token comes many times a second, and looking it up
//! costs more than answering the request itself.
//!
//! What this node changes (log-out, password, language) counts at once. What another node changes counts here when the
//! entry is no longer fresh.

use super::account::Account;
use chrono::Duration;
use model::{id::UserId, time::Instant};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long a session is believed without looking it up again, seconds of real time.
const FRESH_SECONDS: i64 = 2;
/// The most sessions that are remembered.
const KEPT_MAX: usize = 16_384;

/// Sessions by the hash of their token.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    accounts: HashMap<String, (Account, Instant)>,
    /// Raised by each change: what was read before a change is not kept after it.
    changes: u64,
}

impl Sessions {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session that is fresh and has not ended.
    pub(crate) fn get(&self, token_hash: &str, now: Instant) -> Option<Account> {
        let kept = self.kept();
        let (account, at) = kept.accounts.get(token_hash)?;
        let fresh = (Duration::zero()..Duration::seconds(FRESH_SECONDS)).contains(&(now - *at));
        (fresh && now < account.expires_at).then(|| account.clone())
    }

    /// How many changes there have been; to be read before a session is looked up.
    pub(crate) fn changes(&self) -> u64 {
        self.kept().changes
    }

    /// Keeps what was looked up, unless something has changed meanwhile.
    pub(crate) fn keep(&self, token_hash: String, account: &Account, now: Instant, changes: u64) {
        let mut kept = self.kept();
        if kept.changes != changes {
            return;
        }
        if kept.accounts.len() >= KEPT_MAX {
            kept.accounts.retain(|_, (_, at)| now - *at < Duration::seconds(FRESH_SECONDS));
        }
        if kept.accounts.len() < KEPT_MAX {
            kept.accounts.insert(token_hash, (account.clone(), now));
        }
    }

    /// Forgets a session that has ended.
    pub(crate) fn forget(&self, token_hash: &str) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.accounts.remove(token_hash);
    }

    /// Forgets all sessions: somebody was erased, and their logins have ended.
    pub(crate) fn forget_all(&self) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.accounts.clear();
    }

    /// Forgets the sessions of a login that has changed.
    pub(crate) fn forget_user(&self, user: UserId) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.accounts.retain(|_, (account, _)| account.user != user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::actor::Actor;
    use uuid::Uuid;

    fn account(user: u128, expires_at: Instant) -> Account {
        Account {
            user: UserId(Uuid::from_u128(user)),
            login: "li".into(),
            name: "李".into(),
            actor: Actor::system(),
            locale: "zh-CN".into(),
            large_type: false,
            has_password: true,
            csrf: "secret".into(),
            bearer: true,
            expires_at,
        }
    }

    #[test]
    fn a_session_is_believed_for_a_moment_and_not_after_a_change() {
        let now: Instant = "2026-11-24T00:00:00Z".parse().unwrap();
        let later = |seconds: i64| now + Duration::seconds(seconds);
        let sessions = Sessions::default();
        let keep = |token: &str, user: u128, changes: u64| {
            sessions.keep(token.into(), &account(user, later(3600)), now, changes);
        };
        keep("a", 1, sessions.changes());
        assert!(sessions.get("a", later(1)).is_some());
        assert!(sessions.get("a", later(2)).is_none(), "no longer fresh");
        assert!(sessions.get("a", later(-1)).is_none(), "a clock that was set back makes nothing fresh");
        let before = sessions.changes();
        sessions.forget("a");
        assert!(sessions.get("a", now).is_none());
        keep("a", 1, before);
        assert!(sessions.get("a", now).is_none(), "read before it ended");
        keep("a", 1, sessions.changes());
        keep("b", 2, sessions.changes());
        sessions.forget_user(UserId(Uuid::from_u128(1)));
        assert!(sessions.get("a", now).is_none() && sessions.get("b", now).is_some());
        sessions.keep("c".into(), &account(3, now), now, sessions.changes());
        assert!(sessions.get("c", now).is_none(), "has ended");
    }
}
