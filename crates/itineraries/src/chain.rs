//! What was found.

use crate::{
    explain::Explanation,
    facts::Facts,
    ids::{Minute, StepId},
    offer::Offer,
    search::State,
};

/// One step with the offer that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which step.
    pub step: StepId,
    /// Its window.
    pub offer: Offer,
}

/// All steps of a request, each with an offer. Whoever holds them holds all or none, in one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// In the order of time.
    pub stops: Vec<Stop>,
    /// On how many days the person comes.
    pub trips: u32,
    /// The sum over those days of the time from the beginning of the first window until the last step is done, in
    /// minutes.
    pub stay_minutes: u32,
    /// When the last step is done.
    pub done: Minute,
}

impl Chain {
    pub(crate) fn new(state: &State, facts: &Facts<'_>, offers: &[Offer]) -> Self {
        let (trips, counted) = state.counted(facts);
        let stop = |(step, number): &(u8, u32)| {
            let candidate = &facts.domains[*step as usize].candidates[*number as usize];
            Stop { step: facts.pool.ids[*step as usize], offer: offers[candidate.offer as usize] }
        };
        Self {
            stops: state.taken().iter().map(stop).collect(),
            trips: trips as u32,
            // At most three days for each of the steps.
            stay_minutes: u32::try_from(counted.stay).unwrap_or(u32::MAX),
            done: Minute(state.done),
        }
    }
}

/// What is known of other chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// All others were searched, or bounded: none is better.
    Best,
    /// The work that was allowed ended before that. There may be better ones, but none with fewer trips than this.
    BestFound {
        /// How many trips any chain takes at least, as far as that is known.
        trips_least: u32,
    },
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is a chain.
    Found {
        /// The best that was found.
        chain: Chain,
        /// Whether it is the best of all.
        certificate: Certificate,
        /// How much was done for it, in units of [`WORK`](crate::limits::WORK).
        work: u64,
    },
    /// There is none; that is certain.
    Impossible(Explanation),
    /// The work that was allowed ended before one was found, or before it was certain that there is none.
    Unknown {
        /// How much was done, in units of [`WORK`](crate::limits::WORK).
        work: u64,
    },
}
