//! What is due of seats that are kept for one person for a while: offers to those who wait, and holds.
//!
//! A hold is for whoever is at the page just then: if nobody ran the hospital meanwhile, it waits for no administrator,
//! which would keep the seat from everybody else.

use super::{Due, Facts, FallsDue};
use crate::{component::SessionState, index::Watch};
use bevy_ecs::system::{Query, SystemParamItem};
use model::{id::WaitlistEntryId, scheduling::command, time::Instant};
use std::iter;
use uuid::Uuid;

impl FallsDue for command::LapseOffer {
    const WATCH: Watch = Watch::Offered;
    type Look = ();

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        _: &Facts,
        _: &SystemParamItem<Self::Look>,
        (until, entry): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        Some((until, iter::once(Due::LapseOffer(WaitlistEntryId(entry)))))
    }
}

impl FallsDue for command::LapseHold {
    const WATCH: Watch = Watch::Hold;
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
        let holds = facts.get::<SessionState>(sessions, session)?.holds.iter();
        let over = holds.filter(move |hold| hold.until <= now);
        Some((first, over.map(|hold| Due::LapseHold(hold.slot, hold.seat))))
    }
}
