//! What stands for a person on a list.

use serde::{Serialize, Serializer};
use std::{fmt, str::FromStr};

/// The first number, and how many there are: ten digits of which the first is not 0, so that no program that takes them
/// for an amount shortens them.
const FIRST: u64 = 1_000_000_000;
const COUNT: u64 = 9_000_000_000;

/// The number of somebody who joined (摇号编号): ten decimal digits, the first of them 1 to 9. It is random, so that it
/// says neither who somebody is nor when they joined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntrantNumber(u64);

impl EntrantNumber {
    /// From the number itself; `None` if it has not ten digits.
    pub const fn new(number: u64) -> Option<Self> {
        if number >= FIRST && number < FIRST + COUNT { Some(Self(number)) } else { None }
    }

    /// The number itself.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// From eight random bytes (most significant first). One number is more probable than another by less than one part
    /// in 10⁹, which is without consequence: numbers have to differ, and say nothing.
    pub const fn from_random(bytes: [u8; 8]) -> Self {
        Self(FIRST + u64::from_be_bytes(bytes) % COUNT)
    }

    /// The first number that is not taken; `None` if all are, which with eight of them no list of
    /// [`ENTRANTS_MAX`](crate::limits::ENTRANTS_MAX) makes happen unless the bytes are not random.
    pub fn fresh(random: impl IntoIterator<Item = [u8; 8]>, is_taken: impl Fn(Self) -> bool) -> Option<Self> {
        random.into_iter().map(Self::from_random).find(|number| !is_taken(*number))
    }
}

impl fmt::Display for EntrantNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for EntrantNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntrantNumber({self})")
    }
}

/// It is not ten decimal digits of which the first is 1 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number has ten digits, the first of them 1 to 9")]
pub struct NotANumber;

impl FromStr for EntrantNumber {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        // `parse` alone would take a sign.
        let digits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number >= FIRST);
        number.map(Self).ok_or(NotANumber)
    }
}

impl Serialize for EntrantNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
