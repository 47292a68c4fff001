//! The seed is opened, and those who are next get the seats, in the order of the windows.

use super::{
    super::booking::{Free, expected_at},
    Apply, Decide, Decision, draw_state, entrant_state,
};
use crate::{
    World,
    component::{Draw, DrawState, Entrant, EntrantState, Session, Slot},
    read::{DrawStage, EntrantOutcome, Moment},
    rules::caps::Instead,
    tx::Tx,
};
use draws::{ClosedList, EntrantNumber, Seed, rank};
use model::{
    decide::{Context, Stamp},
    id::{EntrantId, PersonId},
    message::Refusal,
    scheduling::{AppointmentBooked, Channel, DrawOpened, DrawPassedOver, DrawWon, PassedOverInDraw, Pool, command},
};
use std::collections::BTreeMap;

/// Of those who are next, at most so many are passed over in one decision.
const PASSED_OVER_AT_ONCE: usize = 100;

/// A window of which a seat can be had, and that seat.
type Window<'w> = (&'w Slot, Free);

/// What is done next in a draw whose seed is open.
pub(crate) enum Next<'w> {
    /// This one gets this seat.
    Wins(&'w Entrant, Window<'w>),
    /// This one is passed over.
    PassedOver(&'w Entrant, Refusal),
    /// The seats are gone, or everybody was asked.
    Nobody,
}

impl Decide<World> for command::OpenDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (draw, state) = world.draw_in(self.draw, &[DrawStage::Closed])?;
        let from = state.opens_from(draw);
        if context.now < from {
            return Refusal::new("draw-not-due").field("draw").with("at", from).err();
        }
        if context.now >= draw.begins {
            return Refusal::new("draw-begun").field("draw").with("at", draw.begins).err();
        }
        let seed = Seed::from_hex(&self.seed).filter(|seed| seed.commitment().hex() == draw.commitment);
        let seed = seed.ok_or(Refusal::new("draw-wrong-seed").field("seed"))?;
        let numbers = world.index().listed(self.draw).filter_map(|(_, number, _)| EntrantNumber::new(number));
        let list = ClosedList::new(numbers.collect()).ok();
        let sealed = state.list.as_ref().map(|(_, hash)| hash);
        let list = list.filter(|list| Some(&list.hash().hex()) == sealed);
        let list = list.ok_or(Refusal::new("draw-list-twice").field("draw"))?;
        let ranking = rank(&seed, &list).into_iter().map(EntrantNumber::get).collect();
        Ok(vec![DrawOpened { draw: self.draw, seed: self.seed.clone(), ranking }.into()])
    }
}

impl Apply<Tx<'_>> for DrawOpened {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let listed: BTreeMap<u64, EntrantId> =
            tx.indexes().listed(self.draw).map(|(_, number, id)| (number, id)).collect();
        for (rank, number) in (1..).zip(&self.ranking) {
            if let Some(id) = listed.get(number) {
                entrant_state(tx, *id, stamp, |state| state.rank = rank);
            }
        }
        draw_state(tx, self.draw, stamp, |state| {
            state.stage = DrawStage::Drawing;
            state.seed = Some((stamp.at, self.seed.clone()));
        });
    }
}

impl World {
    /// The first window of a session, by time, of which this person can have a seat; none if all seats are gone.
    ///
    /// # Errors
    /// There are seats, and the person can have none of them: why not the first; or the person cannot book alone.
    pub(super) fn window_in_draw(
        &self,
        (patient, channel): (PersonId, Channel),
        session: &Session,
        moment: Moment,
    ) -> Result<Option<Window<'_>>, Refusal> {
        let (may_book, mut why) = (self.not_blocked(patient, channel, session.department, moment.today()), None);
        for (slot, seats) in session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot)) {
            let Some(seat) = seats.free(Pool::General).filter(|_| !seats.closed) else { continue };
            let fits = if moment.now >= slot.from {
                Refusal::new("slot-in-past").field("slot").with("from", slot.from).with("now", moment.now).err()
            } else {
                let rules = self.rules_of_slot(moment.today(), slot);
                let rules = rules.ok_or_else(|| Refusal::new("no-rules").with("date", moment.today().0));
                // What is only held gives way to what is won.
                let within = |rules| {
                    self.is_open_to_group(patient, slot, rules, moment)?;
                    self.within_caps(patient, slot, Instead::Holds.into(), &rules)
                };
                may_book.clone().and(rules).and_then(within)
            };
            match fits {
                Ok(()) => return Ok(Some((slot, Free { seat, expected_at: expected_at(slot, seat) }))),
                Err(refusal) => why = why.or(Some(refusal)),
            }
        }
        why.map_or(Ok(None), Err)
    }

    /// What becomes of the entrant who comes after this rank.
    pub(crate) fn next_in_draw(&self, draw: &Draw, state: &DrawState, after: u32, moment: Moment) -> Next<'_> {
        let mut behind = self.index().listed_after(draw.id, after);
        let next = behind.next().filter(|_| state.won < draw.seats && !state.is_lining_up);
        let next = next.and_then(|(.., id)| self.entrant(id));
        let session = self.get::<Session>(draw.session.0);
        let (Some((entrant, standing)), Some(session)) = (next, session) else { return Next::Nobody };
        let gone = standing.outcome.as_ref().map(|(at, _)| Refusal::new("draw-left").field("entrant").with("at", *at));
        let window = match self.window_in_draw((entrant.patient, entrant.channel), session, moment) {
            Ok(None) => return Next::Nobody,
            Ok(Some(window)) => Ok(window),
            Err(refusal) => Err(refusal),
        };
        let won = || self.has_won(entrant).then(|| Refusal::new("draw-won").field("entrant"));
        match (gone.or_else(won), window) {
            (Some(refusal), _) | (None, Err(refusal)) => Next::PassedOver(entrant, refusal),
            (None, Ok(window)) => Next::Wins(entrant, window),
        }
    }

    /// Has another entrant who is the same person by now won in the same draw?
    pub(super) fn has_won(&self, entrant: &Entrant) -> bool {
        self.index().entrants_of(entrant.patient).filter_map(|id| self.entrant(id)).any(|(other, state)| {
            let won = matches!(state.outcome, Some((_, EntrantOutcome::Won { .. })));
            other.draw == entrant.draw && won
        })
    }
}

impl Decide<World> for command::PassOverDrawn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (draw, state) = world.draw_in(self.draw, &[DrawStage::Drawing])?;
        let moment = Moment { now: context.now, zone: context.zone };
        let (mut entrants, mut after) = (Vec::new(), state.next);
        while entrants.len() < PASSED_OVER_AT_ONCE
            && let Next::PassedOver(entrant, refusal) = world.next_in_draw(draw, state, after, moment)
        {
            entrants.push(PassedOverInDraw { entrant: entrant.id, code: refusal.code.to_owned() });
            after += 1;
        }
        if entrants.is_empty() {
            return Refusal::new("draw-not-next").field("draw").err();
        }
        Ok(vec![DrawPassedOver { draw: self.draw, entrants }.into()])
    }
}

impl Apply<Tx<'_>> for DrawPassedOver {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for passed in &self.entrants {
            entrant_state(tx, passed.entrant, stamp, |state| {
                state.outcome = Some((stamp.at, EntrantOutcome::PassedOver { code: passed.code.clone() }));
            });
        }
        let last = self.entrants.last().map(|last| tx.get::<EntrantState>(last.entrant.0).rank);
        draw_state(tx, self.draw, stamp, |state| state.next = last.unwrap_or(state.next));
    }
}

impl Decide<World> for command::GiveDrawn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { entrant: id, appointment, patient, journey } = *self;
        let (draw, state) = world.draw_in(world.find::<Entrant>(id.0, "entrant")?.draw, &[DrawStage::Drawing])?;
        let moment = Moment { now: context.now, zone: context.zone };
        match world.next_in_draw(draw, state, state.next, moment) {
            Next::Wins(entrant, (slot, free)) if entrant.id == id => {
                if !world.is_same_person(patient, entrant.patient) {
                    return Refusal::new("other-person").field("patient").err();
                }
                world.unused(appointment.0, "appointment")?;
                let booked = AppointmentBooked {
                    appointment,
                    slot: slot.id,
                    patient,
                    journey,
                    channel: entrant.channel,
                    seat: free.seat,
                    expected_at: free.expected_at,
                };
                let rules = world.rules_at(slot, context)?;
                let has_room = world.within_caps(patient, slot, Instead::Nothing.into(), &rules).is_ok();
                let mut events = world.holds_give_way(Some(patient).filter(|_| !has_room), context)?;
                events.push(DrawWon { entrant: id, appointment }.into());
                events.push(booked.into());
                Ok(events)
            }
            Next::Wins(..) | Next::PassedOver(..) | Next::Nobody => {
                Refusal::new("draw-not-next").field("entrant").err()
            }
        }
    }
}

impl Apply<Tx<'_>> for DrawWon {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let draw = tx.get::<Entrant>(self.entrant.0).draw;
        entrant_state(tx, self.entrant, stamp, |state| {
            state.outcome = Some((stamp.at, EntrantOutcome::Won { appointment: self.appointment }));
        });
        let rank = tx.get::<EntrantState>(self.entrant.0).rank;
        draw_state(tx, draw, stamp, |state| {
            state.next = rank;
            state.won += 1;
        });
    }
}
