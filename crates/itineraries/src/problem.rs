//! What is wrong with an input: the field, the value, and the rule that it breaks.

use std::{fmt, ops::RangeInclusive};

/// A rule that an input breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It has to be at least the first and at most the second; of lists, their length.
    Between(i64, i64),
    /// It may be there once.
    Once,
    /// The request has to have a step of that name.
    KnownStep,
    /// The two have to be different.
    Different,
    /// It may not be before what it follows, which is this.
    NotBefore(i64),
    /// It may not be after what it precedes, which is this.
    NotAfter(i64),
}

impl Broken {
    /// A stable name for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Between(..) => "itinerary-between",
            Self::Once => "itinerary-once",
            Self::KnownStep => "itinerary-known-step",
            Self::Different => "itinerary-different",
            Self::NotBefore(_) => "itinerary-not-before",
            Self::NotAfter(_) => "itinerary-not-after",
        }
    }
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which field: `steps`, `rules[2].least` (counted from 1).
    pub field: String,
    /// The value there; of lists, their length.
    pub value: i64,
    /// The rule that it breaks.
    pub broken: Broken,
}

impl Problem {
    pub(crate) fn new(field: impl Into<String>, value: impl TryInto<i64>, broken: Broken) -> Self {
        Self { field: field.into(), value: value.try_into().unwrap_or(i64::MAX), broken }
    }

    /// Nothing, if the value is in the range.
    pub(crate) fn within<T>(field: impl Into<String>, value: T, range: &RangeInclusive<T>) -> Result<(), Self>
    where
        T: PartialOrd + Copy + TryInto<i64>,
    {
        if range.contains(&value) {
            return Ok(());
        }
        let number = |value: T| value.try_into().unwrap_or(i64::MAX);
        Err(Self::new(field, value, Broken::Between(number(*range.start()), number(*range.end()))))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}: {} {:?}", self.field, self.value, self.broken.code(), self.broken)
    }
}

impl std::error::Error for Problem {}
