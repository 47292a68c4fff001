//! How long a wrong password delays the next try. Nobody is locked out: whoever types wrong passwords waits, counted by
//! name and address and by address; a name that is tried from many addresses costs its owner some seconds, and nothing
//! at an address from which the owner logged in lately. All of it is in memory, per node, and bounded.
//!
//! It is not a token bucket (`governor`): the wait grows with each wrong password in a row, a right one does not count,
//! and the owner's bound depends on where the login was used before. A bucket refills whatever was typed.

use super::{Origin, broken};
use crate::failure::Failure;
use chrono::Duration;
use journal::{Journal, StoreError};
use model::{id::UserId, time::Instant};
use serde::Deserialize;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration as RealDuration,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The most names, addresses and pairs of both that are remembered, each; then the oldest half is forgotten.
const REMEMBERED_MAX: usize = 16_384;
/// The most tries that are held back at the same time; further ones are checked without delay.
const HELD_MAX: usize = 512;

/// Bounds on wrong passwords, which the hospital's IT decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Wrong passwords for one name from one address before the next try waits: 1 s, then twice as long each time.
    pub name_tries: u32,
    /// The longest such wait, seconds.
    pub name_seconds_max: u32,
    /// Wrong passwords from one address, whatever the names, before it waits.
    pub address_tries: u32,
    /// The longest such wait, seconds.
    pub address_seconds_max: u32,
    /// Wrong passwords for one name from anywhere before tries from addresses that it has not logged in from are held
    /// back.
    pub spread_tries: u32,
    /// The longest that they are held back, seconds, 0–5.
    pub spread_seconds_max: u32,
    /// Wrong passwords are forgotten after this many minutes without one.
    pub forget_minutes: u32,
    /// Days for which an address that a login was used from stays known.
    pub known_days: u32,
    /// Is this machine itself exempt from waiting?
    pub loopback_exempt: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            name_tries: 5,
            name_seconds_max: 60,
            address_tries: 50,
            address_seconds_max: 60,
            spread_tries: 10,
            spread_seconds_max: 5,
            forget_minutes: 30,
            known_days: 30,
            loopback_exempt: true,
        }
    }
}

/// Wrong passwords counted for one key.
#[derive(Clone, Copy, Debug)]
struct Tries {
    wrong: u32,
    last: Instant,
}

/// Wrong passwords by key: a name, an address, or both.
#[derive(Debug)]
struct Counts<K>(HashMap<K, Tries>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// 1 s for the first wrong password beyond the free ones, then twice as long each time.
fn delay(wrong: u32, free: u32, seconds_max: u32) -> Duration {
    match wrong.checked_sub(free) {
        None => Duration::zero(),
        Some(above) => Duration::seconds(i64::from(1_u32.checked_shl(above).unwrap_or(u32::MAX).min(seconds_max))),
    }
}

impl<K: Hash + Eq + Clone> Counts<K> {
    fn wrong(&self, key: &K, now: Instant, forget: Duration) -> Option<Tries> {
        self.0.get(key).copied().filter(|tries| now - tries.last < forget)
    }

    /// How long until the next try for this key is checked; zero or less: now.
    fn wait(&self, key: &K, now: Instant, forget: Duration, (free, seconds_max): (u32, u32)) -> Duration {
        self.wrong(key, now, forget)
            .map_or(Duration::zero(), |tries| tries.last + delay(tries.wrong, free, seconds_max) - now)
    }

    fn count(&mut self, key: K, now: Instant, forget: Duration) {
        if self.0.len() >= REMEMBERED_MAX && !self.0.contains_key(&key) {
            let mut times: Vec<Instant> = self.0.values().map(|tries| tries.last).collect();
            let middle = times.len() / 2;
            let (_, oldest_kept, _) = times.select_nth_unstable(middle);
            let oldest_kept = *oldest_kept;
            self.0.retain(|_, tries| tries.last > oldest_kept);
        }
        let wrong = self.wrong(&key, now, forget).map_or(0, |tries| tries.wrong);
        self.0.insert(key, Tries { wrong: wrong.saturating_add(1), last: now });
    }

    fn take_back(&mut self, key: &K) {
        if let Some(tries) = self.0.get_mut(key) {
            tries.wrong = tries.wrong.saturating_sub(1);
        }
    }
}

#[derive(Debug, Default)]
struct Counted {
    pairs: Counts<(String, String)>,
    addresses: Counts<String>,
    names: Counts<String>,
}

/// Who waits, and how long.
#[derive(Debug)]
pub(super) struct Throttle {
    limits: Limits,
    counted: Mutex<Counted>,
    held: Semaphore,
}

/// A try that may be checked: it counts as a wrong one until it proves to be right.
#[derive(Debug)]
pub(super) struct Try {
    /// The login was lately used from this address.
    pub(super) known: bool,
    /// How long it is to be held back first.
    hold: RealDuration,
    counted: bool,
}

impl Throttle {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, counted: Mutex::default(), held: Semaphore::new(HELD_MAX) }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self) -> Duration {
        Duration::minutes(i64::from(self.limits.forget_minutes))
    }

    fn known_since(&self, now: Instant) -> Instant {
        now - Duration::days(i64::from(self.limits.known_days))
    }

    /// The address that may have to wait; none for an origin that never does.
    fn waits<'a>(&self, origin: &'a Origin) -> Option<&'a str> {
        let exempt = origin.exempt || origin.loopback && self.limits.loopback_exempt;
        origin.network.as_deref().filter(|_| !exempt)
    }

    /// Was the login used from there lately? For a name that no login has, the same query is made.
    pub(super) async fn is_known(
        &self,
        journal: &Journal,
        login: Option<UserId>,
        origin: &Origin,
        now: Instant,
    ) -> Result<bool, Failure> {
        let Some(network) = &origin.network else { return Ok(false) };
        let login = login.unwrap_or(UserId(Uuid::nil()));
        journal.is_known_from(login, network, self.known_since(now)).await.map_err(broken)
    }

    /// Counts a try before it is checked, so that many at once get no further than one after the other.
    ///
    /// # Errors
    /// [`Failure::TooOften`]: it is neither checked nor counted.
    pub(super) fn pass(&self, name: &str, origin: &Origin, known: bool, now: Instant) -> Result<Try, Failure> {
        let Some(address) = self.waits(origin) else {
            return Ok(Try { known, hold: RealDuration::ZERO, counted: false });
        };
        let (limits, forget) = (&self.limits, self.forget());
        let mut counted = self.counted();
        let (name, address) = (name.to_owned(), address.to_owned());
        let pair = (name.clone(), address.clone());
        let by_pair = counted.pairs.wait(&pair, now, forget, (limits.name_tries, limits.name_seconds_max));
        let by_address =
            counted.addresses.wait(&address, now, forget, (limits.address_tries, limits.address_seconds_max));
        let wait = if known { by_pair } else { by_pair.max(by_address) };
        if wait > Duration::zero() {
            return Err(Failure::TooOften { retry_after: wait.to_std().unwrap_or_default() });
        }
        let spread = counted.names.wrong(&name, now, forget).map_or(Duration::zero(), |tries| {
            delay(tries.wrong, limits.spread_tries, limits.spread_seconds_max.min(5))
        });
        counted.pairs.count(pair, now, forget);
        counted.addresses.count(address, now, forget);
        counted.names.count(name, now, forget);
        let hold = if known { RealDuration::ZERO } else { spread.to_std().unwrap_or_default() };
        Ok(Try { known, hold, counted: true })
    }

    /// Holds a try back; when too many are held already, it goes on at once.
    pub(super) async fn hold(&self, tried: &Try) {
        if !tried.hold.is_zero()
            && let Ok(_place) = self.held.try_acquire()
        {
            tokio::time::sleep(tried.hold).await;
        }
    }

    /// The try was not checked, or was right: it does not count. `right`: wrong ones from here before do not count
    /// either.
    pub(super) fn take_back(&self, tried: &Try, name: &str, origin: &Origin, right: bool) {
        let Some(address) = origin.network.as_ref().filter(|_| tried.counted) else { return };
        let mut counted = self.counted();
        let pair = (name.to_owned(), address.clone());
        if right {
            counted.pairs.0.remove(&pair);
        } else {
            counted.pairs.take_back(&pair);
        }
        counted.addresses.take_back(address);
        counted.names.take_back(&pair.0);
    }

    /// Remembers the address from which a login was used successfully.
    pub(super) async fn came_in(
        &self,
        journal: &Journal,
        login: UserId,
        origin: &Origin,
        now: Instant,
    ) -> Result<(), StoreError> {
        match &origin.network {
            Some(network) => journal.came_from(login, network, now, self.known_since(now)).await,
            None => Ok(()),
        }
    }

    /// Until when a try with this name must wait, on this node.
    pub(super) fn waits_until(&self, name: &str, now: Instant) -> Option<Instant> {
        let (limits, forget) = (&self.limits, self.forget());
        let counted = self.counted();
        let pairs = counted.pairs.0.keys().filter(|(of, _)| of == name);
        let longest =
            pairs.map(|pair| counted.pairs.wait(pair, now, forget, (limits.name_tries, limits.name_seconds_max))).max();
        longest.filter(|wait| *wait > Duration::zero()).map(|wait| now + wait)
    }

    /// Nobody has to wait with this name any more.
    pub(super) fn open(&self, name: &str) {
        let mut counted = self.counted();
        counted.pairs.0.retain(|(of, _), _| of != name);
        counted.names.0.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        "2026-11-24T00:00:00Z".parse::<Instant>().unwrap() + Duration::seconds(seconds)
    }

    fn from(address: &str) -> Origin {
        Origin::of(address.parse().unwrap())
    }

    fn wait(result: Result<Try, Failure>) -> u64 {
        match result {
            Ok(_) => 0,
            Err(Failure::TooOften { retry_after }) => retry_after.as_secs(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn who_types_wrong_passwords_waits_and_nobody_else() {
        let throttle = Throttle::new(Limits::default());
        let (wrong, own) = (from("203.0.113.9"), from("198.51.100.1"));
        for _ in 0..5 {
            assert_eq!(wait(throttle.pass("admin", &wrong, false, at(0))), 0);
        }
        assert_eq!(wait(throttle.pass("admin", &wrong, false, at(0))), 1);
        assert_eq!(wait(throttle.pass("admin", &wrong, false, at(1))), 0, "and is counted again");
        assert_eq!(wait(throttle.pass("admin", &wrong, false, at(1))), 2);
        assert_eq!(wait(throttle.pass("admin", &own, false, at(1))), 0, "another address");
        assert_eq!(wait(throttle.pass("desk", &wrong, false, at(1))), 0, "another name");
        assert!(throttle.waits_until("admin", at(1)).is_some());
        throttle.open("admin");
        assert_eq!(wait(throttle.pass("admin", &wrong, false, at(1))), 0);
        for (name, known) in [("unknown", false), ("admin", true)] {
            for number in 0..60 {
                let _ = throttle.pass(&format!("{name}-{number}"), &wrong, false, at(2));
            }
            assert_eq!(
                wait(throttle.pass("desk", &wrong, known, at(2))) > 0,
                !known,
                "the whole address, but for who is known"
            );
        }
        let minute = wait(throttle.pass("desk", &wrong, false, at(2)));
        assert!(minute <= 60, "{minute}");
        assert_eq!(wait(throttle.pass("desk", &wrong, false, at(2 + 1800))), 0, "forgotten");
    }

    #[test]
    fn a_name_tried_from_everywhere_costs_its_owner_five_seconds() {
        let throttle = Throttle::new(Limits::default());
        for number in 0..200 {
            throttle.pass("admin", &from(&format!("203.0.113.{number}")), false, at(0)).unwrap();
        }
        assert_eq!(throttle.pass("admin", &from("198.51.100.1"), false, at(0)).unwrap().hold.as_secs(), 5);
        assert_eq!(throttle.pass("admin", &from("198.51.100.1"), true, at(0)).unwrap().hold.as_secs(), 0, "known");
    }

    #[test]
    fn an_address_is_a_network_and_some_never_wait() {
        assert_eq!(from("2001:db8:1:2:3::4").network, from("2001:db8:1:2:ffff::1").network);
        assert_ne!(from("2001:db8:1:2::4").network, from("2001:db8:1:3::4").network);
        assert_eq!(from("::ffff:192.0.2.1").network, from("192.0.2.1").network);
        let throttle = Throttle::new(Limits::default());
        let proxy = Origin { exempt: true, ..from("192.0.2.1") };
        for _ in 0..100 {
            assert_eq!(wait(throttle.pass("admin", &from("127.0.0.1"), false, at(0))), 0);
            assert_eq!(wait(throttle.pass("admin", &proxy, false, at(0))), 0);
        }
        let strict = Throttle::new(Limits { loopback_exempt: false, ..Limits::default() });
        for _ in 0..5 {
            let _ = strict.pass("admin", &from("127.0.0.1"), false, at(0));
        }
        assert_eq!(wait(strict.pass("admin", &from("127.0.0.1"), false, at(0))), 1);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut counts = Counts::default();
        for number in 0..(REMEMBERED_MAX as i64 * 3) {
            counts.count(number, at(number), Duration::minutes(30));
            assert!(counts.0.len() <= REMEMBERED_MAX);
        }
        assert!(counts.0.contains_key(&(REMEMBERED_MAX as i64 * 3 - 1)));
    }
}
