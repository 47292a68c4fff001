//! What is due of pools of seats.

use super::{Due, Facts, FallsDue};
use crate::{component::SessionState, index::Watch};
use bevy_ecs::system::{Query, SystemParamItem};
use model::{id::SessionId, scheduling::command, time::Instant};
use uuid::Uuid;

/// The most pools that fall at a time, as those of a whole day do: what is due is decided in one batch, behind which others
/// wait.
pub(super) const FALL_AT_ONCE: usize = 32;

impl FallsDue for command::ReleasePool {
    const WATCH: Watch = Watch::Pool;
    type Look = Query<'static, 'static, &'static SessionState>;

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        facts: &Facts,
        sessions: &SystemParamItem<Self::Look>,
        (first, session): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let now = facts.moment.now;
        let pools = facts.get::<SessionState>(sessions, session)?.pools.iter();
        let falls = pools.filter(move |of| of.falls_at.is_some_and(|at| at <= now));
        Some((first, falls.map(move |of| Due::ReleasePool(SessionId(session), of.pool))))
    }
}
