//! Who is on the list of a draw: joined and left while it is open, and what it is when it closes.

use super::{Apply, Decide, Decision, draw_state, entrant_state};
use crate::{
    World,
    component::{DrawState, Entrant, EntrantState, Session},
    read::{DrawStage, EntrantOutcome, Moment},
    tx::Tx,
};
use draws::{ClosedList, EntrantNumber};
use model::{
    decide::{Context, Stamp},
    id::{DrawId, EntrantId, PersonId},
    message::Refusal,
    scheduling::{DrawJoined, DrawLeft, DrawListClosed, command},
};
use std::collections::BTreeSet;

/// How many may be on the list of one draw.
const ENTRANTS_MAX: u32 = 5_000;
/// How often one person may join the same draw: whoever left may come back.
const JOINS_MAX: usize = 3;
/// In how many draws that are not over one person may be.
const OPEN_MAX: usize = 10;

impl Decide<World> for command::JoinDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { entrant, draw: id, patient, channel, random } = *self;
        let (draw, state) = world.draw_in(id, &[DrawStage::Listed])?;
        if context.now < draw.opens_at {
            return Refusal::new("draw-not-open").field("draw").with("from", draw.opens_at).err();
        }
        if context.now >= draw.closes_at {
            return Refusal::new("draw-list-closed").field("draw").with("at", draw.closes_at).err();
        }
        if state.entrants >= ENTRANTS_MAX {
            return Refusal::new("draw-full").field("draw").with("limit", ENTRANTS_MAX).err();
        }
        world.may_enter(patient, id)?;
        let session = world.find::<Session>(draw.session.0, "draw")?;
        let moment = Moment { now: context.now, zone: context.zone };
        // What keeps somebody from every window now would most likely do so when a seat is given.
        if let Err(refusal) = world.window_in_draw((patient, channel), session, moment) {
            return refusal.field("patient").err();
        }
        world.unused(entrant.0, "entrant")?;
        let number = world.fresh_number(id, random).ok_or(Refusal::new("draw-numbers").field("draw"))?;
        Ok(vec![DrawJoined { entrant, draw: id, patient, channel, number: number.get() }.into()])
    }
}

impl World {
    /// One person is on a list at most once, joins it only so often, and only so many of them, under whichever record.
    fn may_enter(&self, patient: PersonId, draw: DrawId) -> Result<(), Refusal> {
        let (mut joins, mut open) = (0, 0);
        for id in self.index().entrants_of(patient) {
            let (entrant, state) =
                (self.find::<Entrant>(id.0, "patient")?, self.find::<EntrantState>(id.0, "patient")?);
            let is_pending = state.outcome.is_none() && self.draw_is_pending(entrant.draw);
            if entrant.draw == draw {
                if is_pending {
                    return Refusal::new("draw-joined").field("patient").with("at", entrant.joined_at).err();
                }
                joins += 1;
            }
            open += usize::from(is_pending);
        }
        for (code, value, limit) in [("draw-joins-cap", joins, JOINS_MAX), ("draw-open-cap", open, OPEN_MAX)] {
            if value >= limit {
                let refusal = Refusal::new(code).field("patient");
                return refusal.with("value", value as i64).with("limit", limit as i64).err();
            }
        }
        Ok(())
    }

    /// A number that nobody on the list has, from random bits.
    fn fresh_number(&self, draw: DrawId, random: [u64; 8]) -> Option<EntrantNumber> {
        let random = random.into_iter().map(u64::to_be_bytes);
        EntrantNumber::fresh(random, |number| self.index().is_listed(draw, number.get()))
    }

    /// The list of a draw as it would close now, and who would be dropped from it: of two entrants who are one person by
    /// now, the one who joined first stays.
    fn list_of(&self, draw: DrawId) -> (Vec<EntrantNumber>, Vec<EntrantId>) {
        let mut all: Vec<&Entrant> =
            self.index().listed(draw).filter_map(|(.., id)| self.get::<Entrant>(id.0)).collect();
        all.sort_by_key(|entrant| (entrant.joined_at, entrant.id));
        let (mut people, mut numbers, mut dropped) = (BTreeSet::new(), Vec::new(), Vec::new());
        for entrant in all {
            if people.insert(self.index().canonical(entrant.patient)) {
                numbers.extend(EntrantNumber::new(entrant.number));
            } else {
                dropped.push(entrant.id);
            }
        }
        (numbers, dropped)
    }
}

impl Apply<Tx<'_>> for DrawJoined {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let entrant = Entrant {
            id: self.entrant,
            draw: self.draw,
            patient: self.patient,
            channel: self.channel,
            number: self.number,
            joined_at: stamp.at,
        };
        tx.spawn((entrant, EntrantState { is_listed: true, rank: 0, outcome: None, touched: stamp.seq }));
        draw_state(tx, self.draw, stamp, |state| state.entrants += 1);
    }
}

impl Decide<World> for command::LeaveDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (id, reason) = (self.entrant, &self.reason);
        let entrant = world.find::<Entrant>(id.0, "entrant")?;
        let state = world.find::<EntrantState>(id.0, "entrant")?;
        let stages: &[_] = if self.by_hospital {
            &[DrawStage::Listed, DrawStage::Closed, DrawStage::Drawing]
        } else {
            &[DrawStage::Listed]
        };
        let (draw, _) = world.draw_in(entrant.draw, stages)?;
        if !self.by_hospital && context.now >= draw.closes_at {
            return Refusal::new("draw-list-closed").field("entrant").with("at", draw.closes_at).err();
        }
        if let Some((at, _)) = state.outcome {
            return Refusal::new("draw-left").field("entrant").with("at", at).err();
        }
        Ok(vec![DrawLeft { entrant: id, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for DrawLeft {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let draw = tx.get::<Entrant>(self.entrant.0).draw;
        let is_open = tx.get::<DrawState>(draw.0).stage == DrawStage::Listed;
        entrant_state(tx, self.entrant, stamp, |state| {
            // The numbers of a closed list stay as they are; whoever left is passed over.
            state.is_listed = !is_open;
            state.outcome = Some((stamp.at, EntrantOutcome::Left));
        });
        if is_open {
            draw_state(tx, draw, stamp, |state| state.entrants -= 1);
        }
    }
}

impl Decide<World> for command::CloseDrawList {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (draw, _) = world.draw_in(self.draw, &[DrawStage::Listed])?;
        if context.now < draw.closes_at {
            return Refusal::new("draw-list-open").field("draw").with("at", draw.closes_at).err();
        }
        let (numbers, dropped) = world.list_of(self.draw);
        let entrants = numbers.len() as u32;
        let Ok(list) = ClosedList::new(numbers) else { return Refusal::new("draw-list-twice").field("draw").err() };
        Ok(vec![DrawListClosed { draw: self.draw, list_sha256: list.hash().hex(), entrants, dropped }.into()])
    }
}

impl Apply<Tx<'_>> for DrawListClosed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for entrant in &self.dropped {
            entrant_state(tx, *entrant, stamp, |state| {
                state.is_listed = false;
                state.outcome = Some((stamp.at, EntrantOutcome::Dropped));
            });
        }
        draw_state(tx, self.draw, stamp, |state| {
            state.stage = DrawStage::Closed;
            state.entrants = self.entrants;
            state.list = Some((stamp.at, self.list_sha256.clone()));
        });
    }
}

impl World {
    /// Is a draw neither over nor cancelled?
    pub(crate) fn draw_is_pending(&self, draw: DrawId) -> bool {
        self.get::<DrawState>(draw.0).is_some_and(|state| state.stage.is_pending())
    }

    /// An entrant, and how it stands.
    pub(crate) fn entrant(&self, id: EntrantId) -> Option<(&Entrant, &EntrantState)> {
        Some((self.get::<Entrant>(id.0)?, self.get::<EntrantState>(id.0)?))
    }
}
