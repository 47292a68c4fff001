//! What is due of draws.

use super::{Due, Facts, FallsDue};
use crate::{
    component::{Draw, DrawState, Part as _},
    index::Watch,
    read::DrawStage,
};
use bevy_ecs::system::{Query, SystemParamItem};
use model::{scheduling::command, time::Instant};
use std::iter;
use uuid::Uuid;

/// Each step of a draw, from the closing of its list on.
impl FallsDue for command::CloseDrawList {
    const WATCH: Watch = Watch::Draw;
    type Look = Query<'static, 'static, (&'static Draw, &'static DrawState)>;

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        facts: &Facts,
        draws: &SystemParamItem<Self::Look>,
        (at, id): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let (draw, state) = draws.get(facts.index.entity(Draw::KIND, id)?).ok()?;
        let has_begun = facts.moment.now >= draw.begins;
        let due = match state.stage {
            DrawStage::Listed | DrawStage::Closed if has_begun => (draw.begins, Due::CancelDraw(draw.id)),
            DrawStage::Listed => (at, Due::CloseDrawList(draw.id)),
            DrawStage::Closed => (at, Due::OpenDraw(draw.id)),
            DrawStage::Drawing => (at, Due::GiveDrawn(draw.id)),
            DrawStage::Over | DrawStage::Cancelled => return None,
        };
        Some((due.0, iter::once(due.1)))
    }
}
