//! Which conventions a bill reaches. A convention that a source states has one value. Any other is *open*: each value
//! that it could have is a branch, and a run of the arithmetic takes one branch at each open convention that it reads.
//! The arithmetic reads one only where another value could matter, so what was read is what the bill reached.

use crate::policy::{Basis, Convention, Ground, Part};
use std::collections::BTreeSet;

/// What tells open conventions apart. Whether a base counts a part is a question for each part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    name: &'static str,
    layer: Option<&'static str>,
    part: Option<Part>,
}

/// An open convention in a run, and the value that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) key: Key,
    /// 0 is the policy's own value, then the others in the order of their list.
    pub(crate) taken: usize,
    /// How many values there are.
    pub(crate) values: usize,
    pub(crate) ground: Ground,
}

/// The branches of one run: those that are fixed beforehand, and those that it came to.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    fixed: Vec<(Key, usize)>,
    pub(crate) path: Vec<Branch>,
    /// Numbers that are not stated, or only assumed, and were used.
    pub(crate) numbers: Vec<Ground>,
    /// Conventions whose other values need numbers that nobody has.
    pub(crate) unweighed: Vec<Ground>,
    seen: BTreeSet<Key>,
}

impl Choices {
    /// A run in which these conventions have these values; all others have the policy's own.
    pub(crate) fn fixed(fixed: Vec<(Key, usize)>) -> Self {
        Self { fixed, ..Self::default() }
    }

    /// The value of a convention in this run.
    pub(crate) fn pick<T: Copy + PartialEq>(&mut self, convention: &Convention<T>, all: &[T]) -> T {
        if matches!(convention.basis, Basis::Source(_)) {
            return convention.value;
        }
        match self.take(convention, None, all.len()) {
            0 => convention.value,
            nth => {
                let others = all.iter().filter(|value| **value != convention.value);
                others.copied().nth(nth - 1).unwrap_or(convention.value)
            }
        }
    }

    /// What a value leads to; if all values lead to the same, the convention does not matter here and is not read.
    pub(crate) fn decide<T: Copy + PartialEq, R: PartialEq>(
        &mut self,
        convention: &Convention<T>,
        all: &[T],
        leads: impl Fn(T) -> R,
    ) -> R {
        let value = self.decide_by(convention, all, &leads);
        leads(value)
    }

    /// The value itself, which is the policy's own if all values lead to the same.
    pub(crate) fn decide_by<T: Copy + PartialEq, R: PartialEq>(
        &mut self,
        convention: &Convention<T>,
        all: &[T],
        leads: impl Fn(T) -> R,
    ) -> T {
        if matches!(convention.basis, Basis::Source(_)) {
            return convention.value;
        }
        let own = leads(convention.value);
        if all.iter().all(|value| leads(*value) == own) { convention.value } else { self.pick(convention, all) }
    }

    /// Whether a base counts a part of which something is left.
    pub(crate) fn counts(&mut self, base: &Convention<Vec<Part>>, part: Part) -> bool {
        let own = base.value.contains(&part);
        // Nobody counts what the patient chose to pay alone, unless the policy names it.
        if matches!(base.basis, Basis::Source(_)) || (part == Part::OwnPay && !own) {
            return own;
        }
        (self.take(base, Some(part), 2) == 0) == own
    }

    /// A number was used with something that is not zero.
    pub(crate) fn number<T>(&mut self, convention: &Convention<T>) {
        if matches!(convention.basis, Basis::Source(_)) {
            return;
        }
        let key = Key { name: convention.name, layer: convention.layer, part: None };
        if self.seen.insert(key) {
            self.numbers.push(convention.ground());
        }
    }

    /// A convention of which another value would need numbers that nobody has, assumed or not.
    pub(crate) fn unweighed<T>(&mut self, convention: &Convention<T>) {
        if !matches!(convention.basis, Basis::Source(_)) {
            self.unweighed.push(convention.ground());
        }
    }

    /// Has the bill reached nothing but what sources state?
    pub(crate) fn is_stated(&self) -> bool {
        self.path.is_empty() && self.numbers.is_empty() && self.unweighed.is_empty()
    }

    fn take<T>(&mut self, convention: &Convention<T>, part: Option<Part>, values: usize) -> usize {
        let key = Key { name: convention.name, layer: convention.layer, part };
        if let Some(branch) = self.path.iter().find(|branch| branch.key == key) {
            return branch.taken;
        }
        let taken = self.fixed.iter().find(|(fixed, _)| *fixed == key).map_or(0, |(_, taken)| *taken);
        self.path.push(Branch { key, taken, values, ground: convention.ground() });
        taken
    }
}
