//! Pools of seats: from which of them a channel takes, what a session's seats are divided into, and what falls to everybody.

use super::{Apply, Decide, Decision, booking::Closed, setup::within};
use crate::{
    World,
    component::{Seats, Session, SessionState, Slot, each_seat},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::SessionId,
    message::Refusal,
    scheduling::{
        Channel, DaysBefore, Event, POOL_DAYS_MAX, Pool, PoolFell, PoolShare, PoolTerms, SeatsOfSlot, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};

/// From which pools of a session a channel takes seats at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// The pool that is kept for it, and is open.
    own: Option<Pool>,
    /// It takes general seats, once none of its own is left.
    general: bool,
    /// Its own pool opens only then.
    opens_at: Option<Instant>,
}

impl Reach {
    /// Does it take seats of a pool?
    pub(crate) fn takes(self, pool: Pool) -> bool {
        self.own == Some(pool) || (self.general && pool == Pool::General)
    }

    /// The seats that it can ever take, as bits.
    const fn all(self, seats: &Seats) -> u64 {
        let own = match self.own {
            Some(pool) => seats.of(pool),
            None => 0,
        };
        own | if self.general { seats.of(Pool::General) } else { 0 }
    }

    /// How many seats it has, taken or not.
    pub(crate) const fn seats(self, seats: &Seats) -> u16 {
        self.all(seats).count_ones() as u16
    }

    /// How many of them are left.
    pub(crate) const fn left(self, seats: &Seats) -> u16 {
        (self.all(seats) & seats.unclaimed()).count_ones() as u16
    }

    /// The seat that it takes next: the lowest of its own pool, else the lowest general one.
    pub(crate) fn next(self, seats: &Seats) -> Result<u16, Closed> {
        let own = self.own.and_then(|pool| seats.free(pool));
        let general = || seats.free(Pool::General).filter(|_| self.general);
        own.or_else(general).ok_or(self.opens_at.map_or(Closed::Full, Closed::PoolOpens))
    }
}

impl Seats {
    /// Does a seat belong to a pool now?
    pub(crate) const fn is_of(&self, pool: Pool, seat: u16) -> bool {
        self.of(pool) & (1 << seat) != 0
    }

    /// The lowest free seat of a pool.
    pub(crate) const fn free(&self, pool: Pool) -> Option<u16> {
        let free = self.of(pool) & self.unclaimed();
        if free == 0 { None } else { Some(free.trailing_zeros() as u16) }
    }
}

impl World {
    /// The rule of borrowing: online and for follow-ups only general seats are booked; the desk takes on-site seats, then
    /// general ones; a referring clinic takes referral seats, then general ones where the session says so. Listing windows
    /// and booking both ask it.
    pub(crate) fn reach(&self, session: SessionId, channel: Channel, now: Instant) -> Reach {
        let Some(own) = channel.own_pool() else { return Reach { own: None, general: true, opens_at: None } };
        let kept = self.get::<SessionState>(session.0).and_then(|state| state.pools.iter().find(|of| of.pool == own));
        let opens_at = kept.and_then(|kept| kept.opens_at).filter(|at| now < *at);
        let general = match channel {
            Channel::Online | Channel::FollowUp | Channel::OnSite => true,
            Channel::Referral => kept.is_some_and(|kept| kept.borrows && opens_at.is_none()),
        };
        Reach { own: Some(own).filter(|_| opens_at.is_none()), general, opens_at }
    }

    /// What a booking reaches whose seat the hospital takes away: what its channel reaches, and general seats, whatever the
    /// session says of borrowing.
    pub(crate) fn reach_instead(&self, session: SessionId, channel: Channel, now: Instant) -> Reach {
        Reach { general: true, ..self.reach(session, channel, now) }
    }

    /// The seats of a session's pool in each slot, taken or not, as bits.
    fn of_pool<'w>(&'w self, session: &'w Session, pool: Pool) -> impl Iterator<Item = (&'w Slot, &'w Seats, u64)> {
        let slots = session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot));
        slots.map(move |(slot, seats)| (slot, seats, seats.of(pool)))
    }

    /// Are seats of a session kept for some channels?
    pub(super) fn has_kept_pool(&self, session: &Session) -> bool {
        Pool::KEPT.iter().any(|pool| self.of_pool(session, *pool).any(|(.., bits)| bits != 0))
    }
}

/// Shares within bounds, for a session that ends at this minute of its day.
pub(super) fn shares_fit(shares: &[PoolShare], until: MinuteOfDay) -> Result<(), Refusal> {
    let mut percent = 0;
    for (place, share) in shares.iter().enumerate() {
        if share.pool == Pool::General || shares[..place].iter().any(|other| other.pool == share.pool) {
            return Refusal::new("pool-twice").field("pools").err();
        }
        within("share_percent", share.share_percent, 1, 100)?;
        percent += share.share_percent;
        for moment in share.opens.iter().chain(&share.falls) {
            within("days_before", moment.days_before, 0, POOL_DAYS_MAX)?;
            within("at", moment.at.0, 0, 1439)?;
        }
        in_time(share, until)?;
    }
    if percent > 100 {
        return Refusal::new("pool-shares").field("pools").with("value", percent).with("limit", 100u16).err();
    }
    Ok(())
}

/// It opens, then falls, then the session ends.
fn in_time(share: &PoolShare, until: MinuteOfDay) -> Result<(), Refusal> {
    let minute = |moment: DaysBefore| i32::from(moment.at.0) - i32::from(moment.days_before) * 1440;
    let opens = share.opens.map_or(i32::MIN, minute);
    let falls = share.falls.map_or(i32::from(until.0), minute);
    let is_open_before_end = opens < i32::from(until.0);
    if opens < falls && is_open_before_end && (share.falls.is_none() || falls < i32::from(until.0)) {
        return Ok(());
    }
    Refusal::new("pool-times").field("pools").with("until", until.to_string()).err()
}

/// The terms of the pools that have a seat.
pub(super) fn terms_of(shares: &[PoolShare], divided: &[Vec<Pool>], date: BusinessDate, zone: Zone) -> Vec<PoolTerms> {
    let has_seat = |share: &&PoolShare| divided.iter().flatten().any(|pool| *pool == share.pool);
    let terms = shares.iter().filter(has_seat).map(|share| PoolTerms {
        pool: share.pool,
        opens_at: share.opens.map(|moment| moment.of(date, zone)),
        falls_at: share.falls.map(|moment| moment.of(date, zone)),
        borrows: share.borrows,
    });
    terms.collect()
}

/// Nothing is taken from anybody by it, so it can be late. Whoever waits for the session is asked first, as for a seat that
/// was given back.
impl Decide<World> for command::ReleasePool {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, pool } = *self;
        let session = world.find::<Session>(id.0, "session")?;
        let falls_at = world.queue_state(id)?.falling(pool).ok_or(Refusal::new("not-there").field("pool"))?;
        if context.now < falls_at {
            return Refusal::new("pool-not-due").field("pool").with("at", falls_at).err();
        }
        let mut slots = Vec::new();
        let mut aside = Vec::new();
        for (slot, seats, bits) in world.of_pool(session, pool).filter(|(.., bits)| *bits != 0) {
            slots.push(SeatsOfSlot { slot: slot.id, seats: each_seat(bits).collect() });
            for seat in each_seat(bits & seats.unclaimed()) {
                aside.extend(world.offered_first((slot, seats), seat, context)?);
            }
        }
        let fell: Event = PoolFell { session: id, pool, slots }.into();
        Ok([fell].into_iter().chain(aside).collect())
    }
}

impl Apply<Tx<'_>> for PoolFell {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for SeatsOfSlot { slot, seats: fallen } in &self.slots {
            let bits = fallen.iter().fold(0, |bits, seat| bits | 1 << seat);
            tx.update(slot.0, |seats: &mut Seats| {
                seats.fallen |= bits;
                seats.touched = stamp.seq;
            });
        }
        let before = tx.get::<SessionState>(self.session.0).falls(self.session);
        tx.update(self.session.0, |state: &mut SessionState| {
            state.pools.iter_mut().filter(|of| of.pool == self.pool).for_each(|of| of.falls_at = None);
            state.touched = stamp.seq;
        });
        let after = tx.get::<SessionState>(self.session.0).falls(self.session);
        tx.reindex(before, after);
    }
}
