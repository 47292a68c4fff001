//! The end of a draw: those who won no seat wait in line for one that is given back, where there is a waiting list.

use super::{Apply, Decide, Decision, Next, draw_state, entrant_state, set_drawn};
use crate::{
    World,
    component::{Draw, DrawState, Entrant, EntrantState, Session},
    read::{DrawStage, EntrantOutcome, Moment},
    transition::{list_closes_at, wish_of},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::WaitlistEntryId,
    message::Refusal,
    scheduling::{DrawFinished, DrawLinedUp, Event, PlacedWish, WaitlistJoined, WaitlistRules, Wish, command},
};
use std::collections::{BTreeMap, BTreeSet};

impl Decide<World> for command::FinishDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (draw, state) = world.draw_in(self.draw, &[DrawStage::Drawing])?;
        let moment = Moment { now: context.now, zone: context.zone };
        if !matches!(world.next_in_draw(draw, state, state.next, moment), Next::Nobody) {
            return Refusal::new("draw-not-next").field("draw").err();
        }
        let (mut events, is_over) = world.line_up(draw, state, &self.entries, context)?;
        if is_over {
            events.push(DrawFinished { draw: self.draw }.into());
        }
        Ok(events)
    }
}

impl World {
    /// Puts those who come next in line, one for each id; whether nobody is left who could be.
    fn line_up(
        &self,
        draw: &Draw,
        state: &DrawState,
        ids: &[WaitlistEntryId],
        context: &Context,
    ) -> Result<(Vec<Event>, bool), Refusal> {
        let Ok(rules) = self.waitlist_rules(draw.department, context) else { return Ok((Vec::new(), true)) };
        let mut places: BTreeMap<Wish, u32> = self
            .halves_in_draw(draw, &rules, context)
            .into_iter()
            .map(|wish| (wish, self.index().waiting_for(wish).count() as u32))
            .collect();
        let (mut events, mut ids, mut used) = (Vec::new(), ids.iter(), BTreeSet::new());
        // Two entrants may have become one person since the list closed.
        let mut people = BTreeSet::new();
        for (.., entrant) in self.index().listed_after(draw.id, state.next) {
            let waits = self.entrant(entrant).filter(|(_, standing)| standing.outcome.is_none());
            let Some((entrant, _)) = waits else { continue };
            let room = |(_, before): &(&Wish, &u32)| **before < u32::from(rules.line_max);
            let wishes: Vec<Wish> = places.iter().filter(room).map(|(wish, _)| *wish).collect();
            if wishes.is_empty() {
                break;
            }
            let Some(id) = ids.as_slice().first() else { return Ok((events, false)) };
            if self.has_won(entrant)
                || people.contains(&self.index().canonical(entrant.patient))
                || self.may_join(entrant.patient, &rules, context).is_err()
                || self.waits_only_once(entrant.patient, *id, &wishes).is_err()
            {
                continue;
            }
            // An id is used only by who is put in line, so that each decision that is not the last one does something.
            ids.next();
            people.insert(self.index().canonical(entrant.patient));
            self.unused(id.0, "entries")?;
            if !used.insert(id) {
                return Refusal::new("id-in-use").field("entries").err();
            }
            let placed = wishes.iter().map(|wish| {
                let place = places.entry(*wish).or_default();
                *place += 1;
                PlacedWish { wish: *wish, place: *place }
            });
            let joined = WaitlistJoined {
                entry: *id,
                patient: entrant.patient,
                department: draw.department,
                channel: entrant.channel,
                wishes: placed.collect(),
            };
            events.extend([joined.into(), DrawLinedUp { entrant: entrant.id, entry: *id }.into()]);
        }
        Ok((events, true))
    }

    /// The half-days of the session for which one can still wait.
    fn halves_in_draw(&self, draw: &Draw, rules: &WaitlistRules, context: &Context) -> BTreeSet<Wish> {
        let session = self
            .get::<Session>(draw.session.0)
            .filter(|_| context.now < list_closes_at(draw.date, rules, context.zone));
        let slots = session.into_iter().flat_map(|session| &session.slots);
        slots.filter_map(|slot| self.slot_and_seats(*slot)).map(|(slot, _)| wish_of(slot, context.zone)).collect()
    }
}

impl Apply<Tx<'_>> for DrawLinedUp {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let draw = tx.get::<Entrant>(self.entrant.0).draw;
        entrant_state(tx, self.entrant, stamp, |state| {
            state.outcome = Some((stamp.at, EntrantOutcome::LinedUp { entry: self.entry }));
        });
        let rank = tx.get::<EntrantState>(self.entrant.0).rank;
        draw_state(tx, draw, stamp, |state| {
            state.next = rank;
            state.is_lining_up = true;
        });
    }
}

impl Apply<Tx<'_>> for DrawFinished {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session = tx.get::<Draw>(self.draw.0).session;
        draw_state(tx, self.draw, stamp, |state| {
            state.stage = DrawStage::Over;
            state.ended_at = Some(stamp.at);
        });
        set_drawn(tx, session, false, stamp);
    }
}
