//! The list of a draw stays open longer, because people could not join while the hospital could not be reached.
//!
//! Only the list's time changes: the fingerprint covers the seed alone, and nobody knows that before it is opened, so a
//! longer list gives nobody a better chance. A list that is closed stays closed, since its seal has been published.

use super::{Apply, Decide, Decision, set_up::LIST_MINUTES};
use crate::{
    World,
    component::{Draw, DrawState, SEAL_MINUTES},
    index::Pair,
    read::{DrawStage, Prolonged},
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{DrawProlonged, command},
};

/// Later than was said means at least so much later.
const LONGER_MINUTES: i64 = 1;
/// Those who win have at least so many minutes to come.
const BEFORE_MINUTES: i64 = 30;

impl Decide<World> for command::ProlongDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { draw: id, closes_at, reason } = self;
        let (draw, state) = world.draw_in(*id, &[DrawStage::Listed, DrawStage::Closed])?;
        if let Some((at, _)) = &state.list {
            return Refusal::new("draw-sealed").field("draw").with("at", *at).err();
        }
        let seal = Duration::minutes(SEAL_MINUTES);
        let longer = draw.closes_at + Duration::minutes(LONGER_MINUTES);
        let from = longer.max(context.now + Duration::minutes(LIST_MINUTES));
        // A seed that was to be opened later than that still can be.
        let until = draw.drawn_at.max(draw.begins - Duration::minutes(BEFORE_MINUTES)) - seal;
        if *closes_at < from || *closes_at > until {
            return Refusal::new("draw-prolong-times")
                .field("closes_at")
                .with("value", *closes_at)
                .with("from", from)
                .with("until", until)
                .with("begins", draw.begins)
                .err();
        }
        let drawn_at = draw.drawn_at.max(*closes_at + seal);
        Ok(vec![DrawProlonged { draw: *id, closes_at: *closes_at, drawn_at, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for DrawProlonged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.draw.0;
        let before = tx.get::<DrawState>(id).watched(tx.get::<Draw>(id));
        let closed_at = tx.get::<Draw>(id).closes_at;
        tx.update(id, |draw: &mut Draw| (draw.closes_at, draw.drawn_at) = (self.closes_at, self.drawn_at));
        tx.update(id, |state: &mut DrawState| {
            let instead_of = state.prolonged.map_or(closed_at, |prolonged| prolonged.instead_of);
            state.prolonged = Some(Prolonged { at: stamp.at, instead_of, reason: self.reason.code });
            state.touched = stamp.seq;
        });
        let after = tx.get::<DrawState>(id).watched(tx.get::<Draw>(id));
        tx.reindex(before.map(Pair::Watched), after.map(Pair::Watched));
    }
}
