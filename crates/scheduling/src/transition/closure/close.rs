//! A session is closed, and seats are kept for those who were booked in it.

use super::{NOBODY, hold, let_go, state};
use crate::{
    RulesInForce, World,
    component::{Appointment, Closure, Displacement, Seat, Seats, Session, SessionState, Slot, Visit, Waiting},
    index::Pair,
    read::{AppointmentState, ClosureStage, Moment},
    rules::caps::{Besides, Instead},
    transition::{
        Apply, Decide, Decision,
        booking::{clash, closed_refusal, seats},
        session::SESSION_SEATS_MAX,
        visit::visit,
    },
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{Channel, Event, HoldEnd, OfferWithdrawn, ProposedSeat, Rebooking, SessionClosed, command},
};
use std::collections::{BTreeMap, BTreeSet};

impl Decide<World> for command::CloseSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, reason, deadline, silence, proposals, to_phone } = self;
        let session = world.find::<Session>(id.0, "session")?;
        let state = world.queue_state(*id)?;
        world.not_ended(*id, "session")?;
        if let Some(closure) = state.closure.as_ref().filter(|_| state.is_closed()) {
            return Refusal::new("closure-twice").field("session").with("at", closure.at).err();
        }
        let begins = context.zone.instant(session.date, session.from);
        if context.now >= begins {
            return Refusal::new("closure-past").field("session").with("from", begins).with("now", context.now).err();
        }
        if *deadline <= context.now || *deadline > begins {
            return Refusal::new("closure-deadline")
                .field("deadline")
                .with("value", *deadline)
                .with("from", context.now)
                .with("until", begins)
                .err();
        }
        let affected = world.affected(session)?;
        as_previewed(&affected, proposals, to_phone)?;
        let released = world.seats_that_end(*id, &affected);
        // Of those, the seats in other sessions are free again.
        let free = released.iter().filter_map(|id| world.seat_kept_for(*id)).filter(|kept| kept.slot.session != *id);
        let aside = free.map(|kept| world.set_aside(kept.slot, kept.seat, context)).collect::<Result<Vec<_>, _>>()?;
        let proposals = world.seats_for(*id, proposals, &released, context)?;
        let offered = state.aside.iter().filter_map(|seat| seat.offered);
        let mut events: Vec<Event> = offered.map(|entry| OfferWithdrawn { entry }.into()).collect();
        events.extend(world.holds_end(*id, HoldEnd::NoSession));
        events.extend(world.draw_ends(*id, reason));
        let closed = SessionClosed {
            session: *id,
            reason: reason.clone(),
            deadline: *deadline,
            silence: *silence,
            proposals,
            to_phone: to_phone.clone(),
            released: released.into_iter().collect(),
        };
        events.push(closed.into());
        events.extend(aside.into_iter().flatten());
        Ok(events)
    }
}

/// Everybody is named once: nobody has booked or cancelled since the preview.
fn as_previewed(
    affected: &BTreeSet<AppointmentId>,
    proposals: &[Rebooking],
    to_phone: &[AppointmentId],
) -> Result<(), Refusal> {
    let named = || proposals.iter().map(|one| one.appointment).chain(to_phone.iter().copied());
    let once: BTreeSet<AppointmentId> = named().collect();
    let (added, gone) = (affected.difference(&once).count(), once.difference(affected).count());
    if added + gone > 0 {
        return Refusal::new("closure-changed")
            .field("proposals")
            .with("added", added as i64)
            .with("gone", gone as i64)
            .err();
    }
    if once.len() != named().count() {
        return Refusal::new("closure-named-twice").field("proposals").err();
    }
    Ok(())
}

impl World {
    /// How many seats of a session are kept for people whose session was closed.
    pub(crate) fn kept_in(&self, session: &Session) -> u32 {
        let seats = session.slots.iter().filter_map(|slot| self.get::<Seats>(slot.0));
        seats.map(|seats| seats.kept.count_ones()).sum()
    }

    /// Who is booked in a session that has not begun, which may be nobody if seats of it are kept. Nobody has checked in.
    pub(crate) fn affected(&self, session: &Session) -> Result<BTreeSet<AppointmentId>, Refusal> {
        let (mut affected, mut here) = (BTreeSet::new(), 0_u32);
        for id in self.session_appointments(session) {
            match self.find::<Visit>(id.0, "session")?.state {
                AppointmentState::Booked => {
                    affected.insert(id);
                }
                AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled => here += 1,
                AppointmentState::Cancelled
                | AppointmentState::NoShow
                | AppointmentState::NotSeen
                | AppointmentState::Displaced => {}
            }
        }
        if here > 0 {
            return Refusal::new("closure-arrived").field("session").with("count", here).err();
        }
        if affected.is_empty() && self.kept_in(session) == 0 {
            return Refusal::new("closure-empty").field("session").err();
        }
        if affected.len() > SESSION_SEATS_MAX {
            return Refusal::new("out-of-range")
                .field("proposals")
                .with("value", affected.len() as i64)
                .with("min", 1u16)
                .with("max", SESSION_SEATS_MAX as i64)
                .err();
        }
        Ok(affected)
    }

    /// The appointments for which other closures, or an earlier one, keep seats that end with this one.
    pub(crate) fn seats_that_end(
        &self,
        session: SessionId,
        affected: &BTreeSet<AppointmentId>,
    ) -> BTreeSet<AppointmentId> {
        let all = self.index().kept_for.iter().map(|(_, id, _)| *id);
        all.filter(|id| {
            affected.contains(id) || self.seat_kept_for(*id).is_some_and(|kept| kept.slot.session == session)
        })
        .collect()
    }

    /// A seat for each proposal, if it still keeps all rules: one that the channel of the booking reaches. How often a day
    /// seats may be given back does not count: the hospital took the old one away.
    fn seats_for(
        &self,
        closed: SessionId,
        proposals: &[Rebooking],
        released: &BTreeSet<AppointmentId>,
        context: &Context,
    ) -> Result<Vec<ProposedSeat>, Refusal> {
        let today = context.zone.date(context.now);
        let mut held: BTreeMap<SlotId, u64> = BTreeMap::new();
        let mut kept: BTreeMap<PersonId, Vec<&Slot>> = BTreeMap::new();
        let mut all = Vec::with_capacity(proposals.len());
        for Rebooking { appointment, slot } in proposals {
            let old = &self.find::<Seat>(appointment.0, "proposals")?.slot;
            let booked = self.find::<Appointment>(appointment.0, "proposals")?;
            let (target, seats) = self.slot_and_seats(*slot).ok_or(Refusal::new("not-there").field("proposals"))?;
            if target.department != old.department {
                return Refusal::new("other-department").field("proposals").err();
            }
            if target.session == closed {
                return Refusal::new("closure-same-session").field("proposals").with("from", target.from).err();
            }
            let uses = |session: SessionId| self.get::<Session>(session.0).and_then(|session| session.device);
            if self.device_kind(uses(target.session)) != self.device_kind(uses(closed)) {
                return Refusal::new("rebooking-device").field("proposals").with("from", target.from).err();
            }
            if target.from < old.from {
                return Refusal::new("rebooking-earlier")
                    .field("proposals")
                    .with("from", target.from)
                    .with("old", old.from)
                    .err();
            }
            // Said since the preview, or chosen by hand.
            if self.find::<Visit>(appointment.0, "proposals")?.is_impossible(target.date) {
                return Refusal::new("rebooking-impossible")
                    .field("proposals")
                    .with("date", target.date.0)
                    .with("from", old.from)
                    .err();
            }
            let of_slot = held.entry(target.id).or_default();
            let mut left = *seats;
            left.kept |= *of_slot;
            // Nobody books it from afar: until when one may do that does not matter.
            let rules = self.rules_of_slot(today, target).map(RulesInForce::without_cut_off);
            let rules = rules.map(|rules| self.rules_for(booked.patient, rules));
            let reach = self.reach_instead(target.session, booked.channel, context.now);
            let moment = Moment { now: context.now, zone: context.zone };
            let free = |channel| self.free_seat(target, &left, channel, rules, moment);
            // Of its own pool first; a general one is anybody's.
            let free = free(booked.channel)
                .or_else(|_| free(Channel::Online))
                .map_err(|closed| closed_refusal(closed, (target, reach.seats(&left)), context, today))?;
            *of_slot |= 1 << free.seat;
            self.has_time(booked.patient, target, |_, other| other.session == closed)?;
            self.has_no_offer_then(booked.patient, target, closed, released)?;
            let own = kept.entry(self.index().canonical(booked.patient)).or_default();
            if let Some(other) = own.iter().find(|other| clash(other, target).is_some()) {
                return Refusal::new("same-time")
                    .field("proposals")
                    .with("from", other.from)
                    .with("until", other.until)
                    .err();
            }
            if let Some(rules) = &rules {
                let besides = Besides { instead: Instead::Closing(closed, released), also: own };
                self.caps_left(booked.patient, target, besides, rules).map_err(|refusal| refusal.field("proposals"))?;
            }
            own.push(target);
            all.push(ProposedSeat { appointment: *appointment, slot: target.id, seat: free.seat });
        }
        Ok(all)
    }

    /// Neither another closure nor the waiting list keeps a seat for the person at that time, nor is one held.
    fn has_no_offer_then(
        &self,
        person: PersonId,
        slot: &Slot,
        closed: SessionId,
        released: &BTreeSet<AppointmentId>,
    ) -> Result<(), Refusal> {
        let kept = self.kept_seats(person).filter(|kept| !released.contains(&kept.appointment));
        let kept = kept.map(|kept| (kept.slot, kept.deadline));
        let offers = self.index().offers_of(person).filter_map(|entry| {
            let offer = self.get::<Waiting>(entry.0)?.offer?;
            Some((self.get::<Slot>(offer.slot.0)?, offer.until))
        });
        let holds = self.holds_of(person).filter_map(|hold| Some((self.get::<Slot>(hold.slot.0)?, hold.until)));
        let offers = offers.chain(holds).filter(|(of, _)| of.session != closed);
        match kept.chain(offers).find(|(of, _)| clash(of, slot).is_some()) {
            Some((of, answer)) => Refusal::new("rebooking-open")
                .field("proposals")
                .with("from", of.from)
                .with("until", of.until)
                .with("answer", answer)
                .err(),
            None => Ok(()),
        }
    }
}

impl Apply<Tx<'_>> for SessionClosed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for appointment in &self.released {
            let_go(tx, *appointment, None, stamp);
        }
        for slot in tx.get::<Session>(self.session.0).slots.clone() {
            let slot = tx.get::<Slot>(slot.0).clone();
            seats(tx, &slot, NOBODY, stamp, |seats| {
                seats.closed = true;
                seats.aside = 0;
            });
        }
        let kept = self.proposals.iter().map(|one| (one.appointment, Some((one.slot, one.seat))));
        let all = kept.chain(self.to_phone.iter().map(|id| (*id, None)));
        let mut rows = Vec::with_capacity(self.proposals.len() + self.to_phone.len());
        for (appointment, kept) in all {
            let patient = tx.get::<Appointment>(appointment.0).patient;
            let seat = tx.get::<Seat>(appointment.0);
            let old = (seat.slot.id, seat.seat);
            rows.push(Displacement { appointment, patient, old, kept, answer: None });
            visit(tx, appointment, stamp, |visit| {
                visit.state = AppointmentState::Displaced;
                visit.excused = false;
            });
            tx.index(Pair::Displaced(appointment));
            if let Some((slot, seat)) = kept {
                hold(tx, slot, seat, true, stamp);
            }
        }
        let closure =
            Closure { at: stamp.at, deadline: self.deadline, silence: self.silence, stage: ClosureStage::Open, rows };
        state(tx, self.session, stamp, |state: &mut SessionState| {
            state.aside.clear();
            state.closure = Some(Box::new(closure));
        });
    }
}
