//! All neighbours of a schedule.
//!
//! Between two slots there is a boundary, whose bit says whether the number of patients called before it is changed
//! (raised, or lowered) by one. A slot's calls change by the difference of the bits at its two boundaries; the bits before
//! the first and after the last slot are 0. So a slot's calls are one of two numbers, given the bit on one side, and the
//! ways from the first slot to the middle, and from the last slot back to it, are two binary trees.

use super::search::{Due, Paid, Scored, Search, together};

/// What was seen of the neighbours.
pub(crate) struct Seen {
    pub(crate) count: u64,
    pub(crate) best: Option<Scored>,
}

/// Whether the numbers of patients called before the boundaries are raised or lowered.
#[derive(Clone, Copy)]
enum Direction {
    Raised,
    Lowered,
}

impl Direction {
    /// The calls of a slot with these bits at its boundaries; `None` if they were below zero.
    fn called(self, called: u32, before: bool, after: bool) -> Option<u32> {
        let (raises, lowers) = match self {
            Self::Raised => (after, before),
            Self::Lowered => (before, after),
        };
        (called + u32::from(raises)).checked_sub(u32::from(lowers))
    }
}

/// A half of a schedule, with the bits of its boundaries (bit `t` is that before slot `t`).
struct Half<T> {
    bits: u64,
    reached: T,
}

/// Evaluates all neighbours.
pub(crate) fn all(search: &Search, calls: &[u32]) -> Seen {
    let mut seen = Seen { count: 0, best: None };
    for direction in [Direction::Raised, Direction::Lowered] {
        let trees = Trees { search, calls, direction, middle: calls.len() / 2 };
        let (beginnings, ends) = (trees.beginnings(), trees.ends());
        let mut least: Option<(f64, u64)> = None;
        for beginning in &beginnings {
            let bit = (beginning.bits >> trees.middle) & 1;
            for end in ends.iter().filter(|end| (end.bits >> trees.middle) & 1 == bit) {
                let bits = beginning.bits | end.bits;
                // The schedule itself is no neighbour of its own.
                if bits == 0 {
                    continue;
                }
                seen.count += 1;
                let cost = together(&beginning.reached, &end.reached);
                if least.is_none_or(|(least, _)| cost < least) {
                    least = Some((cost, bits));
                }
            }
        }
        if let Some((cost, bits)) = least
            && seen.best.as_ref().is_none_or(|best| cost < best.cost)
        {
            seen.best = Some(Scored { calls: trees.neighbour(bits), cost });
        }
    }
    seen
}

/// The two trees that meet at the boundary before the slot `middle`.
struct Trees<'a> {
    search: &'a Search,
    calls: &'a [u32],
    direction: Direction,
    middle: usize,
}

impl Trees<'_> {
    fn beginnings(&self) -> Vec<Half<Paid>> {
        let slots = self.calls.len();
        let mut level = vec![Half { bits: 0, reached: self.search.start(slots) }];
        for slot in 0..self.middle {
            let mut next = Vec::with_capacity(2 * level.len());
            for half in level {
                let before = (half.bits >> slot) & 1 == 1;
                let mut ways = self.ways(slot, |bit| (before, bit), 1 << (slot + 1));
                let reach = |least, most| self.search.forwards_each(&half.reached, least, most, slots - slot);
                join(&mut ways, half.bits, reach, &mut next);
            }
            level = next;
        }
        level
    }

    fn ends(&self) -> Vec<Half<Due>> {
        let slots = self.calls.len();
        let mut level = vec![Half { bits: 0, reached: self.search.end() }];
        for slot in (self.middle..slots).rev() {
            let mut next = Vec::with_capacity(2 * level.len());
            for half in level {
                let after = (half.bits >> (slot + 1)) & 1 == 1;
                let mut ways = self.ways(slot, |bit| (bit, after), 1 << slot);
                let reach = |least, most| self.search.backwards_each(&half.reached, least, most, slots - slot);
                join(&mut ways, half.bits, reach, &mut next);
            }
            level = next;
        }
        level
    }

    /// The calls that a slot may have, each with the new bit that makes them.
    fn ways(&self, slot: usize, bits: impl Fn(bool) -> (bool, bool), new: u64) -> Vec<(u32, u64)> {
        let way = |bit: bool| {
            let (before, after) = bits(bit);
            let called = self.direction.called(self.calls[slot], before, after)?;
            Some((called, if bit { new } else { 0 }))
        };
        [false, true].into_iter().filter_map(way).collect()
    }

    /// The neighbour that these bits make.
    fn neighbour(&self, bits: u64) -> Vec<u32> {
        let bit = |boundary: usize| (bits >> boundary) & 1 == 1;
        let called = |(slot, called): (usize, &u32)| self.direction.called(*called, bit(slot), bit(slot + 1));
        self.calls.iter().enumerate().filter_map(called).collect()
    }
}

/// Follows all ways that a slot may go, which share their arrivals.
fn join<T>(ways: &mut [(u32, u64)], bits: u64, reach: impl Fn(u32, u32) -> Vec<T>, next: &mut Vec<Half<T>>) {
    ways.sort_unstable();
    let (Some((least, _)), Some((most, _))) = (ways.first(), ways.last()) else { return };
    let reached = reach(*least, *most);
    next.extend(ways.iter().zip(reached).map(|((_, new), reached)| Half { bits: bits | new, reached }));
}
