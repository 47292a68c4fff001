//! Why no proposal costs less.

/// A proof, to be checked with [`check()`](crate::check()). All numbers are of the kind of
/// [`Cost::packed`](crate::Cost::packed).
///
/// Without people who have several displaced appointments it is one [`Step::Bound`]. Two windows of the same person may
/// not overlap, which no assignment can express; so where they do, cases are distinguished ([`Step::Split`]): at an
/// instant at which both would take place, one or the other does not. Every proposal is in at least one case, so none
/// costs less than the least of all bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The steps; the first one is about all proposals, and each case comes after the step that distinguishes it.
    pub steps: Vec<Step>,
}

/// A step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// In this case nothing costs less than the sum of all dual numbers.
    Bound(Duals),
    /// At this instant at most one of these two appointments takes place.
    Split {
        /// The places of both among [`Problem::displaced`](crate::Problem::displaced); they are of one person.
        pair: [usize; 2],
        /// The instant.
        at: model::time::Instant,
        /// The steps for the cases in which the first, and the second, does not take place then.
        without: [usize; 2],
    },
}

/// Dual numbers: an appointment costs in each slot that it may have at least the sum of both, and without a seat at least
/// its own; no slot's is above 0. So all appointments together cost at least the sum of their numbers and, for each free
/// seat, the number of its slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duals {
    /// One for each of [`Problem::displaced`](crate::Problem::displaced).
    pub displaced: Vec<i128>,
    /// One for each of [`Problem::slots`](crate::Problem::slots).
    pub slots: Vec<i128>,
}
