//! What is due of sessions that were closed.

use super::{Due, Facts, FallsDue};
use crate::{component::SessionState, index::Watch, read::ClosureStage};
use bevy_ecs::system::{Query, SystemParamItem};
use model::{
    id::SessionId,
    scheduling::{Silence, command},
    time::Instant,
};
use std::iter;
use uuid::Uuid;

impl FallsDue for command::SettleClosure {
    const WATCH: Watch = Watch::Closure;
    type Look = Query<'static, 'static, &'static SessionState>;

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        facts: &Facts,
        sessions: &SystemParamItem<Self::Look>,
        (deadline, session): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let closure = facts.get::<SessionState>(sessions, session)?.closure.as_ref()?;
        let returns = closure.stage == ClosureStage::Open && closure.silence == Silence::Return;
        Some((deadline, iter::once(Due::SettleClosure(SessionId(session), returns))))
    }
}
