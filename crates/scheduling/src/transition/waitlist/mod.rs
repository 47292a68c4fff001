//! The waiting list (候补): joined for windows that are full; whoever waits is asked in turn when a seat is given back.
//!
//! [`entry`]: who waits for what. [`offer`]: a seat that is kept for one of them, and the answer.
//!
//! A place in the line is the number of the event since which somebody is in it. Those who cannot have a seat when their
//! turn comes, because of what they have booked since, are passed over and keep their place.

mod entry;
mod offer;

pub(crate) use offer::longer_until;

use super::{Apply, Decide, Decision};
use crate::{
    World,
    component::{AsideSeat, SessionState, Slot, Waiting, WaitlistEntry},
    index::{Index, Pair},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{DepartmentId, PersonId, SlotId, WaitlistEntryId},
    message::Refusal,
    scheduling::{Half, RulesScope, WaitlistRules, Wish},
    time::{BusinessDate, Instant, Zone},
};
use std::collections::BTreeSet;

/// When the seats of a day are no longer offered: on the day before.
pub(crate) fn list_closes_at(date: BusinessDate, rules: &WaitlistRules, zone: Zone) -> Instant {
    zone.instant(date.plus_days(-1), rules.closes)
}

/// What somebody waits for who waits for a slot.
pub(crate) fn wish_of(slot: &Slot, zone: Zone) -> Wish {
    Wish { clinician: slot.clinician, date: slot.date, half: half_of(slot, zone) }
}

/// The half of the session's day in which a slot begins; what begins after midnight is the end of that day.
pub(crate) fn half_of(slot: &Slot, zone: Zone) -> Half {
    if zone.date(slot.from) > slot.date { Half::Afternoon } else { Half::of(zone.minute(slot.from)) }
}

impl World {
    /// The rules of a department's waiting list, if one can join it.
    pub(in crate::transition) fn waitlist_rules(
        &self,
        department: DepartmentId,
        context: &Context,
    ) -> Result<WaitlistRules, Refusal> {
        let rules = self.rules_now(RulesScope::Department(department), context)?.waitlist;
        rules.filter(|rules| rules.open_max > 0).ok_or(Refusal::new("no-waitlist").field("wishes"))
    }

    /// An entry that has not ended.
    fn open_entry(&self, id: WaitlistEntryId) -> Result<(&WaitlistEntry, &Waiting), Refusal> {
        let (entry, waiting) = (self.find::<WaitlistEntry>(id.0, "entry")?, self.find::<Waiting>(id.0, "entry")?);
        match waiting.ended {
            Some((at, _)) => Refusal::new("waitlist-ended").field("entry").with("at", at).err(),
            None => Ok((entry, waiting)),
        }
    }
}

/// Changes how an entry stands, and what of it is in the indexes.
fn waiting<R>(tx: &mut Tx, id: WaitlistEntryId, stamp: Stamp, change: impl FnOnce(&mut Waiting) -> R) -> R {
    let entry = tx.get::<WaitlistEntry>(id.0).clone();
    let before = tx.get::<Waiting>(id.0).pairs(&entry);
    let changed = tx.update(id.0, |waiting: &mut Waiting| {
        waiting.touched = stamp.seq;
        change(waiting)
    });
    let after = tx.get::<Waiting>(id.0).pairs(&entry);
    let goes = |pair: &&Pair| !after.contains(pair);
    before.iter().filter(goes).cloned().for_each(|pair| tx.unindex(pair));
    after.into_iter().filter(|pair| !before.contains(pair)).for_each(|pair| tx.index(pair));
    changed
}

/// Changes the seats of the slot's session that are set aside.
fn aside(tx: &mut Tx, slot: SlotId, stamp: Stamp, change: impl FnOnce(&mut Vec<AsideSeat>)) {
    let session = tx.get::<Slot>(slot.0).session;
    tx.update(session.0, |state: &mut SessionState| {
        change(&mut state.aside);
        state.touched = stamp.seq;
    });
}

/// The seat is not offered any more: the next who has not been asked is.
fn not_taken(seats: &mut [AsideSeat], entry: WaitlistEntryId, stamp: Stamp, public_at: Instant) {
    for seat in seats.iter_mut().filter(|seat| seat.offered == Some(entry)) {
        seat.offered = None;
        seat.since = stamp.at;
        seat.public_at = seat.public_at.max(public_at);
        seat.asked.push(entry);
    }
}

/// Those to whom a seat can be offered, in order, each with the record that waits: nobody is asked twice for it, under
/// whichever record or entry, and nobody has two offers. `look` finds who waits by an entry, and whether it has an offer.
pub(crate) fn to_ask<'a>(
    index: &'a Index,
    wish: Wish,
    asked: &[WaitlistEntryId],
    look: impl Fn(WaitlistEntryId) -> Option<(PersonId, bool)> + 'a,
) -> impl Iterator<Item = (WaitlistEntryId, PersonId)> + 'a {
    let people = asked.iter().filter_map(|id| look(*id)).map(|(patient, _)| index.canonical(patient));
    let asked: BTreeSet<PersonId> = people.collect();
    index.waiting_for(wish).filter_map(move |(_, id)| {
        let (patient, is_offered) = look(id)?;
        (!is_offered && !asked.contains(&index.canonical(patient))).then_some((id, patient))
    })
}
