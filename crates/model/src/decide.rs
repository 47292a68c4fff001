//! The form that all deciders share (decisions.md D1).

use crate::{
    id::Seq,
    message::Refusal,
    time::{Instant, Zone},
};

/// What a decision may know besides the world and the command.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The later of the clock and the time of the last event.
    pub now: Instant,
    /// The number that the command's first event will have.
    pub seq: Seq,
    /// The hospital's seed: a random draw is a function of (seed, seq, purpose).
    pub seed: u64,
    /// The hospital's zone.
    pub zone: Zone,
}

impl Context {
    /// A number below `below` (at least 1) that nobody can know beforehand who does not know the hospital's seed. The same
    /// decision draws the same number for the same purpose; its result stands in the event, so the way it is drawn may
    /// change.
    pub fn draw(&self, purpose: &str, below: u64) -> u64 {
        let mut state = self.seed;
        let mut mixed = 0;
        // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
        for word in std::iter::once(self.seq).chain(purpose.bytes().map(u64::from)) {
            state = (state ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
            mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            state = mixed;
        }
        ((u128::from(mixed) * u128::from(below.max(1))) >> 64) as u64
    }
}

/// The time and number of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The event's number.
    pub seq: Seq,
    /// The event's time.
    pub at: Instant,
}

/// A deterministic state machine: events in, events out, time as an argument.
pub trait Decider {
    /// What it is asked to do.
    type Command;
    /// What it answers with.
    type Event;
    /// A point to go back to: the length of its undo log at that time.
    type Mark: Copy;

    /// Decides a command into events. Changes nothing.
    fn decide(&self, command: &Self::Command, context: &Context) -> Result<Vec<Self::Event>, Refusal>;

    /// Applies an event that was decided. Only this changes the state; it cannot fail.
    fn apply(&mut self, event: &Self::Event, stamp: Stamp);

    /// The events applied since the last call are durable: forget their before-images.
    fn durable(&mut self);

    /// Marks the current state; valid until the next [`durable`](Self::durable), after which a new mark is needed.
    fn mark(&self) -> Self::Mark;

    /// Takes back every event applied since the mark, as if it had never happened.
    fn take_back_to(&mut self, mark: Self::Mark);
}

/// A command's payload: is it allowed, and what happens then? A refusal carries the values of the rule that says no.
pub trait Decide<W: Decider> {
    /// Decides it; changes nothing.
    fn decide(&self, world: &W, context: &Context) -> Result<Vec<W::Event>, Refusal>;
}

/// An event's payload, and what it changes in a world.
pub trait Apply<W> {
    /// Takes it in; cannot fail.
    fn apply(&self, world: &mut W, stamp: Stamp);
}
