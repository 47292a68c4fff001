//! The closed list: everybody who joined, as numbers.

use crate::{EntrantNumber, ListHash, limits::ENTRANTS_MAX};

/// Why numbers are no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// There are more than [`ENTRANTS_MAX`]; this many.
    #[error("{0} numbers are more than a list may have")]
    TooMany(usize),
    /// This number is there twice: somebody would be drawn twice.
    #[error("{0} is on the list twice")]
    Twice(EntrantNumber),
}

/// A list that nobody joins any more: the numbers in ascending order, each once, whatever the order of joining was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedList {
    numbers: Vec<EntrantNumber>,
    hash: ListHash,
}

impl ClosedList {
    /// Closes a list.
    ///
    /// # Errors
    /// More than [`ENTRANTS_MAX`] numbers, or one that is there twice.
    pub fn new(mut numbers: Vec<EntrantNumber>) -> Result<Self, ListError> {
        if numbers.len() > ENTRANTS_MAX {
            return Err(ListError::TooMany(numbers.len()));
        }
        numbers.sort_unstable();
        match numbers.iter().zip(numbers.iter().skip(1)).find(|(one, next)| one == next) {
            Some((twice, _)) => Err(ListError::Twice(*twice)),
            None => Ok(Self::of(numbers)),
        }
    }

    /// A list of numbers that ascend, each once.
    pub(crate) fn of(numbers: Vec<EntrantNumber>) -> Self {
        Self { hash: ListHash::of(text(&numbers).as_bytes()), numbers }
    }

    /// All numbers, ascending.
    pub fn numbers(&self) -> &[EntrantNumber] {
        &self.numbers
    }

    /// Is this number on the list?
    pub fn contains(&self, number: EntrantNumber) -> bool {
        self.numbers.binary_search(&number).is_ok()
    }

    /// The bytes that are hashed, in ASCII (and so in UTF-8): each number on a line of its own, ascending, every line with
    /// a line feed (0x0A) at its end, also the last one; nothing else. A list without a number has no byte.
    pub fn canonical(&self) -> String {
        text(&self.numbers)
    }

    /// The SHA-256 of [`Self::canonical`].
    pub const fn hash(&self) -> ListHash {
        self.hash
    }
}

fn text(numbers: &[EntrantNumber]) -> String {
    numbers.iter().map(|number| format!("{number}\n")).collect()
}
