//! What proposals are compared by.

use std::ops::Add;

/// What a proposal costs, or one appointment's share of it. It is compared field by field, the first one first: a
/// proposal that places one appointment more is better whatever else it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Appointments without a seat.
    pub unplaced: u32,
    /// Appointments that have a seat, but with another clinician, or, if they need a device, on another one.
    pub other_clinician: u32,
    /// Appointments that have a seat, but with a clinician of another title.
    pub other_title: u32,
    /// The squares of the minutes from the start of the old window to that of the new one, added up. Squares, because the
    /// sum of the minutes is the same whoever gets which of the seats: only something convex spreads the delay, so that
    /// one person does not wait for weeks in order that others get their seats at once.
    pub lateness: u64,
}

/// The bits of a packed cost: sums of the limits fit in, with as many again for differences.
const LATENESS_BITS: u32 = 64;
const COUNT_BITS: u32 = 20;

impl Cost {
    /// What an appointment costs that gets no seat.
    pub(crate) const UNPLACED: Self = Self { unplaced: 1, other_clinician: 0, other_title: 0, lateness: 0 };

    /// As one whole number, which orders sums of up to [`DISPLACED_MAX`](crate::limits::DISPLACED_MAX) appointments as
    /// the fields do: `lateness + 2⁶⁴ · other_title + 2⁸⁴ · other_clinician + 2¹⁰⁴ · unplaced`. The numbers of a
    /// [`Certificate`](crate::Certificate) are of this kind.
    pub fn packed(self) -> i128 {
        let count = |count: u32, place: u32| i128::from(count) << (LATENESS_BITS + COUNT_BITS * place);
        i128::from(self.lateness)
            + count(self.other_title, 0)
            + count(self.other_clinician, 1)
            + count(self.unplaced, 2)
    }
}

impl Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            unplaced: self.unplaced + other.unplaced,
            other_clinician: self.other_clinician + other.other_clinician,
            other_title: self.other_title + other.other_title,
            lateness: self.lateness + other.lateness,
        }
    }
}

impl std::iter::Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}
