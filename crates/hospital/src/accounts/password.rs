//! Which passwords may be chosen, and how much processor time checking them may take.

use crate::{failure::Failure, limits::PASSWORD_MAX, writer::RETRY_AFTER};
use journal::{hash_password, verify_password};
use model::{actor::Role, message::Refusal};
use std::sync::{LazyLock, OnceLock};
use tokio::sync::Semaphore;

/// Words that people around here choose, which are missing from the estimator's own lists.
static LOCAL: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/local-passwords.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// The shortest password of a role, characters.
#[must_use]
pub const fn length_min(role: Role) -> usize {
    match role {
        Role::Patient => 8,
        Role::Desk | Role::Clinician | Role::Nurse | Role::Referrer => 10,
        Role::Admin | Role::System => 14,
    }
}

/// How many guesses a password must take, at least, even by somebody who knows what people choose. Log-ins are slowed
/// down after wrong passwords, and stolen hashes are slow to try.
const fn guesses_min(role: Role) -> u64 {
    match role {
        Role::Patient => 100_000_000,
        Role::Desk | Role::Clinician | Role::Nurse | Role::Referrer => 1_000_000_000,
        Role::Admin | Role::System => 10_000_000_000,
    }
}

/// May this role choose this password for this login?
///
/// # Errors
/// The refusals `password-length` and `password-common`.
fn check(role: Role, login: &str, password: &str) -> Result<(), Refusal> {
    let min = length_min(role);
    if !(min..=PASSWORD_MAX).contains(&password.chars().count()) {
        let refusal = Refusal::new("password-length").field("password");
        return refusal.with("min", min as i64).with("max", PASSWORD_MAX as i64).err();
    }
    let known: Vec<&str> = LOCAL.iter().copied().chain([login]).collect();
    let guesses = zxcvbn::zxcvbn(password, &known).guesses();
    if guesses < guesses_min(role) { Refusal::new("password-common").field("password").err() } else { Ok(()) }
}

/// A hash that no password fits, for names that no login has.
pub(super) fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(&super::random_hex()).unwrap_or_default())
}

/// Where passwords are hashed: a few at a time (each takes 19 MiB and tens of milliseconds), few waiting, and those who
/// are known never behind those who are not.
#[derive(Debug)]
pub(crate) struct Hashing {
    /// For those who lately logged in from this address, or are logged in.
    known: Lane,
    /// For everybody else.
    others: Lane,
}

#[derive(Debug)]
struct Lane {
    /// Places in this lane, waiting or being hashed.
    places: Semaphore,
    /// Places for passwords that are being hashed.
    running: Semaphore,
}

impl Default for Hashing {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { known: Lane::new(processors.clamp(2, 8), 256), others: Lane::new((processors / 2).clamp(1, 4), 48) }
    }
}

impl Lane {
    fn new(running: usize, places: usize) -> Self {
        Self { places: Semaphore::new(places), running: Semaphore::new(running) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _place = self.places.try_acquire().map_err(|_| Failure::Busy { retry_after: RETRY_AFTER })?;
        let _running = self.running.acquire().await.map_err(|_| Failure::Broken)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Failure::Broken)
    }
}

impl Hashing {
    /// May this role choose the password for this login? The check takes up to a few hundred milliseconds.
    ///
    /// # Errors
    /// The refusals `password-length` and `password-common`; as [`hash`](Self::hash).
    pub(super) async fn check(&self, role: Role, login: &str, password: &str) -> Result<(), Failure> {
        let (login, typed) = (login.to_owned(), password.to_owned());
        Ok(self.known.run(move || check(role, &login, &typed)).await??)
    }

    /// The hash of a new password, for somebody who is logged in.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait; [`Failure::Broken`].
    pub(super) async fn hash(&self, password: &str) -> Result<String, Failure> {
        let typed = password.to_owned();
        self.known.run(move || hash_password(&typed)).await?.map_err(super::broken)
    }

    /// Does the password fit the hash? Without a hash it does not, and finding out takes as long.
    ///
    /// # Errors
    /// As [`hash`](Self::hash).
    pub(super) async fn fits(&self, known: bool, password: &str, hash: Option<String>) -> Result<bool, Failure> {
        let typed = password.to_owned();
        let lane = if known { &self.known } else { &self.others };
        lane.run(move || {
            let nobodys = nobodys_hash();
            let fits = verify_password(&typed, hash.as_deref().unwrap_or(nobodys));
            fits && hash.is_some()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_soon_is_refused() {
        let code = |role, password: &str| check(role, "li.na7", password).err().map(|refusal| refusal.code);
        for common in [
            "Password2026!",
            "qwertyuiop",
            "1234567890",
            "aaaaaaaaaaaa",
            "20260101-0101",
            "P@ssw0rd1234",
            "P@ssw0rdP@ssw0rd",
            "1qaz2wsx3edc4rfv",
            "qwer1234asdf",
            "li.na72026",
            "li.na7-2026",
            "zhangwei1985",
            "woaini1314520",
            "yijianshi2026",
            "13812345678abc",
        ] {
            assert_eq!(code(Role::Desk, common), Some("password-common"), "{common}");
        }
        assert_eq!(code(Role::Admin, "correcthorsebatterystaple"), Some("password-common"));
        for good in ["quiet-morning-7", "早上的查房九点开始 走廊", "tall grey heron"] {
            assert_eq!(code(Role::Desk, good), None, "{good}");
        }
        assert_eq!(code(Role::Nurse, "heron-7b!"), Some("password-length"));
        assert_eq!(code(Role::Admin, "tall grey her"), Some("password-length"), "13 of 14");
        assert_eq!(code(Role::Admin, "tall grey hero"), None);
        assert_eq!(code(Role::Patient, "heron-7b"), Some("password-common"));
        assert_eq!(code(Role::Patient, "heron reed"), None);
    }

    /// Those who are known do not wait behind others, and others are told to come back rather than left to wait for
    /// ever.
    #[tokio::test]
    async fn others_do_not_delay_who_is_known() {
        let hashing = std::sync::Arc::new(Hashing { known: Lane::new(1, 4), others: Lane::new(1, 2) });
        let (release, held) = std::sync::mpsc::channel::<()>();
        let running = hashing.clone();
        let first = tokio::spawn(async move { running.others.run(move || held.recv().is_ok()).await });
        let waiting = hashing.clone();
        tokio::task::yield_now().await;
        let second = tokio::spawn(async move { waiting.others.run(|| true).await });
        tokio::task::yield_now().await;
        assert!(matches!(hashing.others.run(|| true).await, Err(Failure::Busy { .. })), "no place is left");
        assert!(hashing.known.run(|| true).await.unwrap(), "and yet");
        release.send(()).unwrap();
        assert!(first.await.unwrap().unwrap() && second.await.unwrap().unwrap());
    }
}
