//! Who waits for what.

use super::{
    super::{Closed, booking::closed_refusal},
    Apply, Decide, Decision, aside, half_of, list_closes_at, not_taken, waiting,
};
use crate::{
    World,
    component::{CHANGES_MAX, Clinician, Seats, Slot, Waited, Waiting, WaitlistEntry},
    read::{Moment, WaitlistEnd},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{DepartmentId, PersonId, Seq, WaitlistEntryId},
    message::Refusal,
    scheduling::{
        Channel, PlacedWish, RulesScope, WaitlistChanged, WaitlistClosed, WaitlistJoined, WaitlistLeft, WaitlistRules,
        Wish, command,
    },
};
use std::collections::BTreeSet;

/// The most wishes of an entry: both halves of two weeks.
const WISHES_MAX: usize = 28;

impl Decide<World> for command::JoinWaitlist {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { entry, patient, channel, wishes } = self;
        world.unused(entry.0, "entry")?;
        let department = world.department_of(wishes)?;
        world.not_blocked(*patient, *channel, department, context.zone.date(context.now))?;
        let rules = world.waitlist_rules(department, context)?;
        for wish in wishes {
            world.can_wait_for(*patient, wish, &rules, context)?;
        }
        world.may_join(*patient, &rules, context)?;
        world.waits_only_once(*patient, *entry, wishes)?;
        let wishes = wishes.iter().map(|wish| world.at_end(wish, &rules)).collect::<Result<_, _>>()?;
        Ok(vec![WaitlistJoined { entry: *entry, patient: *patient, department, channel: *channel, wishes }.into()])
    }
}

impl Apply<Tx<'_>> for WaitlistJoined {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let entry = WaitlistEntry {
            id: self.entry,
            patient: self.patient,
            department: self.department,
            channel: self.channel,
            joined_at: stamp.at,
        };
        let state = Waiting {
            wishes: waited(&self.wishes, &[], stamp.seq),
            offer: None,
            passes: 0,
            silences: 0,
            changed: Vec::new(),
            passed_over: Vec::new(),
            ended: None,
            touched: stamp.seq,
        };
        tx.spawn((entry, state));
    }
}

impl Decide<World> for command::ChangeWishes {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { entry: id, wishes } = self;
        let (entry, waiting) = world.open_entry(*id)?;
        let department = world.department_of(wishes)?;
        if department != entry.department {
            return Refusal::new("other-department").field("wishes").err();
        }
        let before = |wish: &Wish| waiting.wishes.iter().find(|waited| waited.wish == *wish);
        if wishes.len() == waiting.wishes.len() && wishes.iter().all(|wish| before(wish).is_some()) {
            return Refusal::new("waitlist-same").field("wishes").err();
        }
        let rules = world.waitlist_rules(department, context)?;
        may_change(waiting, &rules, context)?;
        world.waits_only_once(entry.patient, *id, wishes)?;
        let placed = |wish: &Wish| match before(wish) {
            Some(waited) => Ok(PlacedWish { wish: *wish, place: world.place_in_line(waited, *id) }),
            None => world.can_wait_for(entry.patient, wish, &rules, context).and_then(|()| world.at_end(wish, &rules)),
        };
        let wishes = wishes.iter().map(placed).collect::<Result<_, _>>()?;
        Ok(vec![WaitlistChanged { entry: *id, wishes }.into()])
    }
}

impl Apply<Tx<'_>> for WaitlistChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        waiting(tx, self.entry, stamp, |waiting| {
            waiting.wishes = waited(&self.wishes, &waiting.wishes, stamp.seq);
            waiting.changed.push(stamp.at);
            let old = waiting.changed.len().saturating_sub(CHANGES_MAX);
            waiting.changed.drain(..old);
        });
    }
}

/// Also while a seat is offered: the next one is asked then.
impl Decide<World> for command::LeaveWaitlist {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (_, waiting) = world.open_entry(self.entry)?;
        let public_at = waiting.offer.map(|offer| world.public_again(&offer, context)).transpose()?;
        Ok(vec![WaitlistLeft { entry: self.entry, reason: self.reason.clone(), public_at }.into()])
    }
}

impl Apply<Tx<'_>> for WaitlistLeft {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let offer = waiting(tx, self.entry, stamp, |waiting| {
            waiting.ended = Some((stamp.at, WaitlistEnd::Left));
            waiting.offer.take()
        });
        if let (Some(offer), Some(public_at)) = (offer, self.public_at) {
            aside(tx, offer.slot, stamp, |seats| not_taken(seats, self.entry, stamp, public_at));
        }
    }
}

impl Decide<World> for command::CloseEntry {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (entry, waiting) = world.open_entry(self.entry)?;
        if let Some(offer) = &waiting.offer {
            return Refusal::new("entry-not-over").field("entry").with("until", offer.until).err();
        }
        // Where there is no waiting list any more, nothing can come.
        if let Some(rules) = world.rules_now(RulesScope::Department(entry.department), context)?.waitlist
            && let Some(last) = waiting.wishes.iter().map(|waited| waited.wish.date).max()
            && context.now < list_closes_at(last, &rules, context.zone)
        {
            let until = list_closes_at(last, &rules, context.zone);
            return Refusal::new("entry-not-over").field("entry").with("until", until).err();
        }
        Ok(vec![WaitlistClosed { entry: self.entry }.into()])
    }
}

impl Apply<Tx<'_>> for WaitlistClosed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        waiting(tx, self.entry, stamp, |waiting| waiting.ended = Some((stamp.at, WaitlistEnd::Closed)));
    }
}

/// Changing one's wishes is as much work for others as joining, so it is allowed as often a day.
fn may_change(waiting: &Waiting, rules: &WaitlistRules, context: &Context) -> Result<(), Refusal> {
    let today = context.zone.date(context.now);
    let count = waiting.changed.iter().filter(|at| context.zone.date(**at) == today).count();
    if count >= usize::from(rules.joins_per_day_max) {
        return Refusal::new("waitlist-changes-cap")
            .field("wishes")
            .with("value", count as i64)
            .with("limit", rules.joins_per_day_max)
            .err();
    }
    Ok(())
}

/// Wishes in order; what was waited for before keeps its place.
fn waited(wishes: &[PlacedWish], before: &[Waited], now: Seq) -> Vec<Waited> {
    let kept = |wish: &Wish| before.iter().find(|waited| waited.wish == *wish).copied();
    let mut all: Vec<_> = wishes
        .iter()
        .map(|&PlacedWish { wish, place }| kept(&wish).unwrap_or(Waited { wish, rank: now, place }))
        .collect();
    all.sort_by_key(|waited| waited.wish);
    all
}

impl World {
    /// The one department of all these wishes.
    fn department_of(&self, wishes: &[Wish]) -> Result<DepartmentId, Refusal> {
        let Some(first) = wishes.first().filter(|_| wishes.len() <= WISHES_MAX) else {
            return Refusal::new("out-of-range")
                .field("wishes")
                .with("value", wishes.len() as i64)
                .with("min", 1u16)
                .with("max", WISHES_MAX as i64)
                .err();
        };
        let department = self.find::<Clinician>(first.clinician.0, "wishes")?.department;
        let mut seen = BTreeSet::new();
        for wish in wishes {
            if self.find::<Clinician>(wish.clinician.0, "wishes")?.department != department {
                return Refusal::new("waitlist-two-departments").field("wishes").err();
            }
            if !seen.insert(wish) {
                return Refusal::new("waitlist-wish-twice").field("wishes").with("date", wish.date.0).err();
            }
        }
        Ok(department)
    }

    /// Only for what is full, and could be booked if it were not: who could book does not wait.
    fn can_wait_for(
        &self,
        patient: PersonId,
        wish: &Wish,
        rules: &WaitlistRules,
        context: &Context,
    ) -> Result<(), Refusal> {
        let closes = list_closes_at(wish.date, rules, context.zone);
        if context.now >= closes {
            return Refusal::new("waitlist-closed").field("wishes").with("date", wish.date.0).with("at", closes).err();
        }
        let moment = Moment { now: context.now, zone: context.zone };
        let today = moment.today();
        let (mut full, mut too_far, mut too_late) = (false, None, None);
        for (slot, seats) in self.slots_of_wish(wish, context.zone) {
            let rules = self.rules_of_slot(today, slot).map(|rules| self.rules_for(patient, rules));
            match self.free_seat(slot, seats, Channel::Online, rules, moment) {
                Ok(_) => {
                    return Refusal::new("waitlist-not-full")
                        .field("wishes")
                        .with("date", wish.date.0)
                        .with("from", slot.from)
                        .with("until", slot.until)
                        .err();
                }
                Err(Closed::Full) => full = true,
                Err(Closed::TooFar(not_open)) => too_far = Some(not_open),
                Err(closed @ Closed::TooLate(..)) => too_late = Some((closed, slot)),
                Err(Closed::Past | Closed::NoRules | Closed::Session | Closed::Draw | Closed::PoolOpens(_)) => {}
            }
        }
        match (too_far, too_late) {
            _ if full => Ok(()),
            (Some(not_open), _) => not_open.refusal("wishes").err(),
            (None, Some((closed, slot))) => closed_refusal(closed, (slot, 0), context, today).field("wishes").err(),
            (None, None) => Refusal::new("waitlist-no-session").field("wishes").with("date", wish.date.0).err(),
        }
    }

    /// The windows that somebody waits for.
    pub(crate) fn slots_of_wish(&self, wish: &Wish, zone: model::time::Zone) -> impl Iterator<Item = (&Slot, &Seats)> {
        let half = wish.half;
        let sessions = self.sessions_by_clinician(wish.clinician, wish.date);
        let slots = sessions.flat_map(|session| &session.slots).filter_map(|slot| self.slot_and_seats(*slot));
        slots.filter(move |(slot, _)| half_of(slot, zone) == half)
    }

    /// One person has only so many entries at a time, and joins only so often a day, under whichever record.
    pub(in crate::transition) fn may_join(
        &self,
        patient: PersonId,
        rules: &WaitlistRules,
        context: &Context,
    ) -> Result<(), Refusal> {
        let today = context.zone.date(context.now);
        let (mut open, mut joined) = (0u16, 0u16);
        for id in self.index().waitlist_of(patient) {
            let entry = self.find::<WaitlistEntry>(id.0, "entry")?;
            let is_open = self.find::<Waiting>(id.0, "entry")?.ended.is_none();
            open = open.saturating_add(u16::from(is_open));
            joined = joined.saturating_add(u16::from(context.zone.date(entry.joined_at) == today));
        }
        let counts = [("waitlist-cap", open, rules.open_max), ("waitlist-joins-cap", joined, rules.joins_per_day_max)];
        for (code, value, limit) in counts {
            if value >= limit {
                return Refusal::new(code).field("patient").with("value", value).with("limit", limit).err();
            }
        }
        Ok(())
    }

    /// Nobody is twice in a line, under whichever record.
    pub(in crate::transition) fn waits_only_once(
        &self,
        patient: PersonId,
        own: WaitlistEntryId,
        wishes: &[Wish],
    ) -> Result<(), Refusal> {
        for id in self.index().waitlist_of(patient).filter(|id| *id != own) {
            let waiting = self.find::<Waiting>(id.0, "entry")?;
            let waits = |wish: &&Wish| waiting.wishes.iter().any(|waited| waited.wish == **wish);
            if let Some(wish) = wishes.iter().find(waits).filter(|_| waiting.ended.is_none()) {
                return Refusal::new("already-waiting").field("wishes").with("date", wish.date.0).err();
            }
        }
        Ok(())
    }

    /// A wish behind all others.
    fn at_end(&self, wish: &Wish, rules: &WaitlistRules) -> Result<PlacedWish, Refusal> {
        let before = self.index().waiting_for(*wish).count();
        if before >= usize::from(rules.line_max) {
            return Refusal::new("waitlist-line-full")
                .field("wishes")
                .with("date", wish.date.0)
                .with("value", before as i64)
                .with("limit", rules.line_max)
                .err();
        }
        Ok(PlacedWish { wish: *wish, place: before as u32 + 1 })
    }

    /// The place of an entry in a line now.
    pub(crate) fn place_in_line(&self, waited: &Waited, entry: WaitlistEntryId) -> u32 {
        let before = self.index().waiting_for(waited.wish).take_while(|one| *one < (waited.rank, entry));
        before.count() as u32 + 1
    }
}
