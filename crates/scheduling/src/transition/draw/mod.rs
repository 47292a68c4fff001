//! Draws (摇号): the seats of a session go to some of those who join a list, by lots that anybody can compute again
//! (`docs/draws.md`).
//!
//! [`set_up`]: that a session is drawn, or is not after all. [`prolong`]: its list stays open longer. [`entrant`]: who is on the list, until it closes.
//! [`drawing`]: the seed is opened, and those who are next get the seats. [`finish`]: the others wait in line.
//!
//! While a draw is pending nobody can book the session's seats (`Seats::drawn`). Being on a list counts towards no limit:
//! the limits are checked at joining and again when a seat is given.

mod drawing;
mod entrant;
mod finish;
mod prolong;
mod set_up;

pub(crate) use drawing::Next;

use super::{Apply, Decide, Decision, booking::seats};
use crate::{
    World,
    component::{Counted, Draw, DrawState, Entrant, EntrantState, Seats, Session, Slot},
    index::Pair,
    read::DrawStage,
    tx::Tx,
};
use model::{
    decide::Stamp,
    id::{DrawId, EntrantId, SessionId},
    message::Refusal,
    scheduling::{DrawCancelled, Event, Reason},
};

/// A seat that nobody has is in no count.
const NOBODY: (Counted, Counted) = (Counted { awaited: false, left: false }, Counted { awaited: false, left: false });

impl World {
    /// A draw and how it stands, if that is one of these stages.
    fn draw_in(&self, id: DrawId, stages: &[DrawStage]) -> Result<(&Draw, &DrawState), Refusal> {
        let (draw, state) = (self.find::<Draw>(id.0, "draw")?, self.find::<DrawState>(id.0, "draw")?);
        if stages.contains(&state.stage) {
            return Ok((draw, state));
        }
        let (code, at) = match state.stage {
            DrawStage::Listed => ("draw-list-open", draw.closes_at),
            DrawStage::Closed => ("draw-list-closed", draw.closes_at),
            DrawStage::Drawing => ("draw-opened", draw.drawn_at),
            DrawStage::Over => ("draw-over", draw.drawn_at),
            DrawStage::Cancelled => ("draw-cancelled", state.ended_at.unwrap_or(draw.drawn_at)),
        };
        Refusal::new(code).field("draw").with("at", at).err()
    }

    /// The draw of a session that is not over.
    pub(crate) fn pending_draw(&self, session: SessionId) -> Option<(&Draw, &DrawState)> {
        let pending = |id: DrawId| {
            let state = self.get::<DrawState>(id.0).filter(|state| state.stage.is_pending())?;
            Some((self.get::<Draw>(id.0)?, state))
        };
        self.index().draws_of(session).find_map(pending)
    }

    /// What ends the draw of a session that is not held.
    pub(super) fn draw_ends(&self, session: SessionId, reason: &Reason) -> Option<Event> {
        let (draw, _) = self.pending_draw(session)?;
        Some(DrawCancelled { draw: draw.id, reason: reason.clone() }.into())
    }
}

/// Changes how a draw stands, and when it is looked at again.
fn draw_state<R>(tx: &mut Tx, id: DrawId, stamp: Stamp, change: impl FnOnce(&mut DrawState) -> R) -> R {
    let draw = tx.get::<Draw>(id.0).clone();
    let before = tx.get::<DrawState>(id.0).watched(&draw);
    let changed = tx.update(id.0, |state: &mut DrawState| {
        state.touched = stamp.seq;
        change(state)
    });
    let after = tx.get::<DrawState>(id.0).watched(&draw);
    tx.reindex(before.map(Pair::Watched), after.map(Pair::Watched));
    changed
}

/// Changes how an entrant stands, and the place among the others.
fn entrant_state(tx: &mut Tx, id: EntrantId, stamp: Stamp, change: impl FnOnce(&mut EntrantState)) {
    let entrant = tx.get::<Entrant>(id.0).clone();
    let before = tx.get::<EntrantState>(id.0).pair(&entrant);
    tx.update(id.0, |state: &mut EntrantState| {
        state.touched = stamp.seq;
        change(state);
    });
    let after = tx.get::<EntrantState>(id.0).pair(&entrant);
    tx.reindex(before, after);
}

/// From now on the seats of a session can be had only by drawing, or by booking again.
fn set_drawn(tx: &mut Tx, session: SessionId, is_drawn: bool, stamp: Stamp) {
    for slot in tx.get::<Session>(session.0).slots.clone() {
        let slot = tx.get::<Slot>(slot.0).clone();
        seats(tx, &slot, NOBODY, stamp, |seats: &mut Seats| seats.drawn = is_drawn);
    }
}
