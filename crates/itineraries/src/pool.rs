//! The offers that each step accepts, and the ways between their places: what stays the same while a request's demands
//! are changed, to see which of them speak against a chain.

use crate::{
    ids::{Day, Minute, OfferId, Place, ResourceId, StepId},
    limits::{DAYS_MAX, OFFERS_OF_A_STEP_MAX, PLACES_MAX},
    offer::{Offer, Walks},
    problem::Problem,
    relations::{self, MOST, Steps},
    request::{Accepted, Request, Step},
};
use std::collections::BTreeMap;

/// An offer that a step accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its place in [`Pool::days`].
    pub(crate) day: u8,
    /// Its place in [`Pool::places`].
    pub(crate) place: u16,
    pub(crate) from: i32,
    pub(crate) done: i32,
    pub(crate) id: OfferId,
    pub(crate) resource: ResourceId,
    /// Its place in the list that was passed in.
    pub(crate) offer: u32,
}

/// What each step could have.
#[derive(Debug)]
pub(crate) struct Pool {
    /// The steps in the order of their ids.
    pub(crate) ids: Vec<StepId>,
    /// The candidates of each step, by day, place, beginning, end and id.
    pub(crate) candidates: Vec<Vec<Candidate>>,
    /// The days on which there are any, in their order.
    pub(crate) days: Vec<Day>,
    pub(crate) ways: Ways,
}

impl Pool {
    /// # Errors
    /// `offers.day`, `offers.place` and `steps.offers` if there are more than [`DAYS_MAX`], [`PLACES_MAX`] and
    /// [`OFFERS_OF_A_STEP_MAX`] among the offers that will do.
    pub(crate) fn new(request: &Request, offers: &[Offer], walks: &Walks) -> Result<Self, Problem> {
        let mut steps: Vec<&Step> = request.steps.iter().collect();
        steps.sort_by_key(|step| step.id);
        let (mut groups, mut resources, mut single) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (place, step) in steps.iter().enumerate() {
            for accepted in &step.accepts {
                let accepting: &mut Steps = match accepted {
                    Accepted::Group(group) => groups.entry(*group).or_default(),
                    Accepted::Resource(resource) => resources.entry(*resource).or_default(),
                    Accepted::Offer(offer) => single.entry(*offer).or_default(),
                };
                *accepting |= 1 << place;
            }
        }
        let mut of_steps: Vec<Vec<u32>> = vec![Vec::new(); steps.len()];
        for (number, offer) in (0..).zip(offers) {
            let accepting = [groups.get(&offer.group), resources.get(&offer.resource), single.get(&offer.id)];
            let accepting = accepting.into_iter().flatten().fold(0, |all, steps| all | steps);
            relations::places(accepting).for_each(|place| of_steps[place].push(number));
        }
        let taken = || of_steps.iter().flatten().map(|number| &offers[*number as usize]);
        let days = distinct(taken().map(|offer| offer.day));
        let places = distinct(taken().map(|offer| offer.place));
        Problem::within("offers.day", days.len(), &(0..=DAYS_MAX))?;
        Problem::within("offers.place", places.len(), &(0..=PLACES_MAX))?;
        let mut candidates = Vec::new();
        for found in of_steps {
            Problem::within("steps.offers", found.len(), &(0..=OFFERS_OF_A_STEP_MAX))?;
            let mut of_step: Vec<Candidate> =
                found.into_iter().map(|number| candidate(number, &offers[number as usize], &days, &places)).collect();
            of_step.sort_unstable_by_key(|it| (it.day, it.place, it.from, it.done, it.id));
            candidates.push(of_step);
        }
        let ways = Ways::new(&candidates, &places, walks);
        Ok(Self { ids: steps.iter().map(|step| step.id).collect(), candidates, days, ways })
    }

    /// The latest minute at which any candidate is done; the first minute of all if there is none.
    pub(crate) fn latest(&self) -> Minute {
        Minute(self.candidates.iter().flatten().map(|it| it.done).max().unwrap_or(i32::MIN))
    }

    /// The earliest minute at which any candidate begins; the last minute of all if there is none.
    pub(crate) fn earliest(&self) -> Minute {
        Minute(self.candidates.iter().flatten().map(|it| it.from).min().unwrap_or(i32::MAX))
    }
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn candidate(number: u32, offer: &Offer, days: &[Day], places: &[Place]) -> Candidate {
    Candidate {
        // Both are in the lists, which are shorter than the types' limits.
        day: days.binary_search(&offer.day).unwrap_or_default() as u8,
        place: places.binary_search(&offer.place).unwrap_or_default() as u16,
        from: offer.from.0,
        done: offer.done().0,
        id: offer.id,
        resource: offer.resource,
        offer: number,
    }
}

/// How long it takes from place to place, and what that means for being somewhere else.
#[derive(Debug)]
pub(crate) struct Ways {
    places: usize,
    minutes: Vec<i32>,
    /// See [`Ways::behind`].
    behind: Vec<i32>,
    /// The longest way of all.
    pub(crate) longest: i32,
}

impl Ways {
    fn new(candidates: &[Vec<Candidate>], places: &[Place], walks: &Walks) -> Self {
        let count = places.len();
        let mut minutes = Vec::with_capacity(count * count);
        for one in places {
            minutes.extend(places.iter().map(|other| walks.minutes(*one, *other) as i32));
        }
        let mut behind = vec![0; MOST * count * count];
        for (step, candidates) in candidates.iter().enumerate() {
            let reached = distinct(candidates.iter().map(|candidate| candidate.place as usize));
            for one in 0..count {
                for other in 0..count {
                    let late = |to: &usize| minutes[one * count + to] - minutes[other * count + to];
                    behind[(step * count + one) * count + other] = reached.iter().map(late).max().unwrap_or_default();
                }
            }
        }
        let longest = minutes.iter().copied().max().unwrap_or_default();
        Self { places: count, minutes, behind, longest }
    }

    /// From one place to another, in minutes.
    #[inline]
    pub(crate) fn minutes(&self, one: u16, other: u16) -> i32 {
        self.minutes[one as usize * self.places + other as usize]
    }

    /// How many minutes later at most somebody who goes from the first place is at any place of a step than somebody who
    /// goes from the second at the same time; below zero if the first is closer to all of them.
    #[inline]
    pub(crate) fn behind(&self, step: usize, one: u16, other: u16) -> i32 {
        self.behind[(step * self.places + one as usize) * self.places + other as usize]
    }
}
