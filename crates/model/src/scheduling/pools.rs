//! Pools of seats (号源池): which channels they are for, how a session's seats are divided among them, and when what is left
//! of one falls to everybody.

use super::Channel;
use crate::time::{BusinessDate, Instant, MinuteOfDay, Zone};
use serde::{Deserialize, Serialize};

/// The part of a session's seats that is kept for some channels (号源池).
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// 普通池: for every booking, through any channel.
    General,
    /// 现场号: for those who come to the desk.
    OnSite,
    /// 基层转诊号: for those whom a primary-care clinic refers.
    Referral,
}

impl Pool {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::General, Self::OnSite, Self::Referral];
    /// Those that a share of a session's seats can be kept for.
    pub const KEPT: [Self; 2] = [Self::OnSite, Self::Referral];
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Online, Self::OnSite, Self::FollowUp, Self::Referral];

    /// The pool that is kept for it alone; the others take from the general one.
    pub const fn own_pool(self) -> Option<Pool> {
        match self {
            Self::Online | Self::FollowUp => None,
            Self::OnSite => Some(Pool::OnSite),
            Self::Referral => Some(Pool::Referral),
        }
    }
}

/// The most days before a session at which a pool opens or falls.
pub const POOL_DAYS_MAX: u16 = 60;

/// A minute of a day before a session's, in the hospital's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DaysBefore {
    /// How many days before the session's day, 0–60; 0 is the day itself.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 60))]
    pub days_before: u16,
    /// At which minute of that day.
    #[cfg_attr(feature = "schema", schema(value_type = u16, maximum = 1439))]
    pub at: MinuteOfDay,
}

impl DaysBefore {
    /// The moment for a session's day.
    pub fn of(self, date: BusinessDate, zone: Zone) -> Instant {
        zone.instant(date.plus_days(-i64::from(self.days_before)), self.at)
    }
}

/// A share of a session's seats that is kept for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PoolShare {
    /// For whom: `on_site` or `referral`, each at most once. What is kept for nobody is the general pool.
    pub pool: Pool,
    /// How many of a hundred seats of the session; all shares together at most 100.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub share_percent: u16,
    /// From when on its seats can be booked; without it, as soon as the session can be.
    #[serde(default)]
    pub opens: Option<DaysBefore>,
    /// When what is left of it falls to everybody, later than it opens and before the session ends; without it, never.
    #[serde(default)]
    pub falls: Option<DaysBefore>,
    /// Its channel takes general seats when none of its own is left. The desk can always do that.
    #[serde(default)]
    pub borrows: bool,
}

/// A pool of a session as it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolTerms {
    /// Which one.
    pub pool: Pool,
    /// From when on its seats can be booked.
    pub opens_at: Option<Instant>,
    /// When what is left of it falls to everybody.
    pub falls_at: Option<Instant>,
    /// Its channel takes general seats when none of its own is left.
    pub borrows: bool,
}

/// Seats of one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatsOfSlot {
    /// The slot.
    pub slot: crate::id::SlotId,
    /// Which seats, from 0.
    pub seats: Vec<u16>,
}

/// A seat of a slot with the pool for which it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PooledSeat {
    /// Which one, from 0.
    pub seat: u16,
    /// Its pool.
    pub pool: Pool,
}

/// A slot that has other seats from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResizedSlot {
    /// The slot.
    pub slot: crate::id::SlotId,
    /// All its seats. Numbers may be missing: whoever has a seat keeps its number.
    pub seats: Vec<PooledSeat>,
}

/// How many seats of a session each share has. Sums are rounded, and not each share, so that shares which make up the whole
/// have all seats and no seat twice.
fn seats_of_shares(total: u32, shares: &[PoolShare]) -> Vec<u32> {
    let mut percent = 0;
    let mut before = 0;
    let seats = shares.iter().map(|share| {
        percent += u32::from(share.share_percent);
        let until = ((total * percent + 50) / 100).min(total);
        let seats = until - before;
        before = until;
        seats
    });
    seats.collect()
}

/// Spreads seats evenly over windows that have so many left: each gets as many as the others or one more, unless it has
/// fewer left. Those that get one more lie evenly among the others.
fn spread(seats: u32, left: &[u32]) -> Vec<u32> {
    let level = |level: u32| left.iter().map(|left| (*left).min(level)).sum::<u32>();
    let highest = left.iter().copied().max().unwrap_or(0);
    let base = (0..=highest).rev().find(|base| level(*base) <= seats).unwrap_or(0);
    let rest = seats - level(base).min(seats);
    let can_have_more = left.iter().filter(|left| **left > base).count() as u32;
    let mut place = 0;
    let each = left.iter().map(|left| {
        if *left <= base {
            return *left;
        }
        let is_one_more = (place + 1) * rest / can_have_more > place * rest / can_have_more;
        place += 1;
        base + u32::from(is_one_more)
    });
    each.collect()
}

/// The pool of each seat of each window. General seats come first in a window, then those that are kept, in the order of the
/// shares.
pub fn divide(windows: &[u16], shares: &[PoolShare]) -> Vec<Vec<Pool>> {
    let mut left: Vec<u32> = windows.iter().map(|seats| u32::from(*seats)).collect();
    let total = left.iter().sum();
    let mut kept: Vec<Vec<Pool>> = vec![Vec::new(); windows.len()];
    for (share, seats) in shares.iter().zip(seats_of_shares(total, shares)) {
        for (window, seats) in spread(seats, &left).into_iter().enumerate() {
            left[window] -= seats;
            kept[window].extend((0..seats).map(|_| share.pool));
        }
    }
    let general = left.into_iter().map(|seats| (0..seats).map(|_| Pool::General).collect::<Vec<_>>());
    general.zip(kept).map(|(general, kept)| [general, kept].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(pool: Pool, share_percent: u16) -> PoolShare {
        PoolShare { pool, share_percent, opens: None, falls: None, borrows: false }
    }

    fn counts(divided: &[Vec<Pool>], pool: Pool) -> Vec<usize> {
        divided.iter().map(|seats| seats.iter().filter(|of| **of == pool).count()).collect()
    }

    #[test]
    fn a_share_is_of_the_whole_session_and_lies_evenly_in_it() {
        // A fifth of 18 seats is 3.6, so 4, of which no window has two.
        let divided = divide(&[3; 6], &[share(Pool::OnSite, 20)]);
        assert_eq!(counts(&divided, Pool::OnSite), [0, 1, 1, 0, 1, 1]);
        assert_eq!(counts(&divided, Pool::General), [3, 2, 2, 3, 2, 2]);
        assert_eq!(divided[1], [Pool::General, Pool::General, Pool::OnSite]);
        assert_eq!(divide(&[2, 1], &[]), [vec![Pool::General; 2], vec![Pool::General]]);
    }

    #[test]
    fn shares_that_make_up_the_whole_have_every_seat_once() {
        let divided = divide(&[1, 1, 1], &[share(Pool::OnSite, 50), share(Pool::Referral, 50)]);
        let all = |pool| counts(&divided, pool).into_iter().sum::<usize>();
        assert_eq!((all(Pool::OnSite), all(Pool::Referral), all(Pool::General)), (2, 1, 0));
    }

    #[test]
    fn a_moment_before_a_session_is_of_the_hospitals_day() {
        let falls = DaysBefore { days_before: 1, at: MinuteOfDay(18 * 60) };
        let date = "2027-01-01".parse().expect("a date");
        assert_eq!(falls.of(date, Zone::SHANGHAI).to_string(), "2026-12-31 10:00:00 UTC");
    }

    proptest! {
        #[test]
        fn every_seat_has_one_pool_and_no_window_more_than_its_seats(
            windows in proptest::collection::vec(1u16..=50, 1..40),
            (on_site, referral) in (1u16..=50, 1u16..=50),
        ) {
            let divided = divide(&windows, &[share(Pool::OnSite, on_site), share(Pool::Referral, referral)]);
            let sizes: Vec<u16> = divided.iter().map(|seats| seats.len() as u16).collect();
            prop_assert_eq!(&sizes, &windows);
            let total: usize = windows.iter().map(|seats| usize::from(*seats)).sum();
            let seats = |pool| counts(&divided, pool).into_iter().sum::<usize>();
            // Half a seat of each sum at most.
            let near = |seats: usize, percent: u16| (seats * 100).abs_diff(total * usize::from(percent)) <= 50;
            prop_assert!(near(seats(Pool::OnSite), on_site));
            prop_assert!(near(seats(Pool::OnSite) + seats(Pool::Referral), on_site + referral));
            // Of two windows of the same size neither has two seats more of the first pool.
            let first = counts(&divided, Pool::OnSite);
            for (one, seats) in windows.iter().enumerate() {
                for (other, _) in windows.iter().enumerate().filter(|(_, of)| *of == seats) {
                    prop_assert!(first[one].abs_diff(first[other]) <= 1);
                }
            }
        }
    }
}
