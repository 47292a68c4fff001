//! What speaks against a chain, one thing at a time: each can be left out by itself, to see whether a chain exists then.

use crate::{
    ids::{Effect, StepId},
    request::{Preparation, Request},
};

/// One thing that a request demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A rule between steps: its place in [`Request::rules`], counted from 0.
    Rule(usize),
    /// A preparation of a step: its place in the step's list, counted from 0.
    Preparation(StepId, usize),
    /// The minutes of the day between which a step begins.
    BeginsBetween(StepId),
    /// When a step may begin at the earliest.
    NotBefore(StepId),
    /// By when a step has to be done.
    By(StepId),
    /// When the whole may begin at the earliest.
    AllNotBefore,
    /// By when the whole has to be done.
    AllBy,
    /// All the days on which the person cannot come.
    ImpossibleDays,
    /// An engagement of the person: its place in [`Request::engagements`], counted from 0.
    Engagement(usize),
}

/// A set of causes of one request, by their place in [`Causes`]. The limits on lists keep them below 128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set(u128);

impl Set {
    pub(crate) const fn one(place: usize) -> Self {
        Self(1 << place)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of the other set are in it.
    pub(crate) const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of the other set is in it.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }
}

/// All causes of a request. What a person can change comes last, because an explanation leaves out what comes first, if
/// it can.
#[derive(Debug)]
pub(crate) struct Causes {
    pub(crate) list: Vec<Cause>,
}

impl Causes {
    pub(crate) fn new(request: &Request) -> Self {
        let mut list: Vec<Cause> = (0..request.rules.len()).map(Cause::Rule).collect();
        // The order in which the steps are asked changes nothing.
        let mut steps: Vec<_> = request.steps.iter().collect();
        steps.sort_by_key(|step| step.id);
        for step in &steps {
            list.extend((0..step.preparations.len()).map(|place| Cause::Preparation(step.id, place)));
        }
        for step in &steps {
            list.extend(step.begins_between.map(|_| Cause::BeginsBetween(step.id)));
            list.extend(step.not_before.map(|_| Cause::NotBefore(step.id)));
            list.extend(step.by.map(|_| Cause::By(step.id)));
        }
        list.extend(request.not_before.map(|_| Cause::AllNotBefore));
        list.extend(request.by.map(|_| Cause::AllBy));
        list.extend((!request.impossible_days.is_empty()).then_some(Cause::ImpossibleDays));
        list.extend((0..request.engagements.len()).map(Cause::Engagement));
        Self { list }
    }

    pub(crate) const fn all(&self) -> Set {
        Set((1 << self.list.len()) - 1)
    }

    /// The set of this one cause; empty if the request has no such cause.
    pub(crate) fn set(&self, cause: Cause) -> Set {
        self.list.iter().position(|known| *known == cause).map_or(Set(0), Set::one)
    }
}

/// One gap that preparations demand between what comes first and what comes later.
pub(crate) struct Spoiling {
    /// Which preparation of what comes first takes part, if one does.
    pub(crate) of_first: Option<usize>,
    /// Which preparation of what comes later takes part, if one does.
    pub(crate) of_later: Option<usize>,
    /// From when the first is done until the window of the later begins.
    pub(crate) minutes: u32,
}

/// The preparations of something, and what it leaves.
pub(crate) type Body<'a> = (&'a [Preparation], &'a [Effect]);

/// The gaps that preparations demand.
///
/// What comes later may need to be without something that the first leaves, or that is done for the first (which ends
/// when the first begins; it counts until that is done). And what is done for the later may not begin before the first
/// is done, if that has to be without it. A preparation of no length is none.
pub(crate) fn spoilings(first: Body<'_>, later: Body<'_>) -> Vec<Spoiling> {
    let mut found = Vec::new();
    for (of_later, need) in later.0.iter().enumerate() {
        let minutes = need.minutes();
        if minutes == 0 {
            continue;
        }
        if !need.is_done() && first.1.contains(&need.effect()) {
            found.push(Spoiling { of_first: None, of_later: Some(of_later), minutes });
        }
        for (of_first, other) in first.0.iter().enumerate() {
            if other.effect() == need.effect() && other.is_done() != need.is_done() && other.minutes() > 0 {
                found.push(Spoiling { of_first: Some(of_first), of_later: Some(of_later), minutes });
            }
        }
    }
    found
}
