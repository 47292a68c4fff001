//! Chains against what is found by trying everything, and against values that were worked out by hand.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod by_hand;
mod cases;
mod explained;
mod limits;
mod properties;
mod slow;

use itineraries::{
    Accepted, Day, GroupId, Minute, Offer, OfferId, Outcome, Place, Request, ResourceId, Step, StepId, Walks, find,
    limits::WORK_USUAL,
};

/// A window of 20 minutes of a group's only resource, at a place of its own, that is expected to begin at once.
fn window(id: u64, group: u32, from: Minute, minutes: u32) -> Offer {
    let day = Day(from.0.div_euclid(1440));
    Offer {
        id: OfferId(id),
        resource: ResourceId(group),
        group: GroupId(group),
        place: Place(group),
        day,
        from,
        until: Minute(from.0 + 20),
        start: from,
        minutes,
    }
}

/// So many hours and minutes after the midnight of a day.
fn at(day: i32, hours: u32, minutes: u32) -> Minute {
    Day(day).minute(hours * 60 + minutes)
}

/// A step that accepts the group of the same number.
fn step(number: u32) -> Step {
    Step::new(StepId(number), vec![Accepted::Group(GroupId(number))])
}

fn no_walks() -> Walks {
    Walks::new(0).unwrap()
}

/// The answer, with as much work as is usual.
#[track_caller]
fn answer(request: &Request, offers: &[Offer], walks: &Walks) -> Outcome {
    find(request, offers, walks, WORK_USUAL).unwrap()
}

/// The offers of the best chain in the order of time, its trips and its stay.
#[track_caller]
fn best(request: &Request, offers: &[Offer], walks: &Walks) -> (Vec<u64>, u32, u32) {
    match answer(request, offers, walks) {
        Outcome::Found { chain, .. } => {
            (chain.stops.iter().map(|stop| stop.offer.id.0).collect(), chain.trips, chain.stay_minutes)
        }
        other => panic!("{other:?}"),
    }
}
