//! A line of a file: groups between `|`, words between spaces.

use super::count;
use model::message::{Refusal, Value};

/// A refusal of a field's value in a line.
pub(crate) fn refuse(code: &'static str, line: u32, field: &'static str, value: impl Into<Value>) -> Refusal {
    Refusal::new(code).with("line", i64::from(line)).with("field", field).with("value", value)
}

/// A line that is not empty.
pub(super) struct Line<'t> {
    /// Its number in the file, from 1.
    pub(super) number: u32,
    groups: Vec<Vec<&'t str>>,
}

impl<'t> Line<'t> {
    pub(super) fn of(number: u32, text: &'t str) -> Self {
        Self { number, groups: text.split('|').map(|group| group.split_whitespace().collect()).collect() }
    }

    /// It has exactly so many groups.
    pub(super) fn groups(&self, expected: usize) -> Result<(), Refusal> {
        columns(self.number, "groups", self.groups.len(), expected)
    }

    pub(super) fn group(&self, place: usize) -> Result<Group<'_, 't>, Refusal> {
        let words = self.groups.get(place).ok_or_else(|| {
            refuse("beds-columns", self.number, "groups", count(self.groups.len())).with("expected", count(place + 1))
        })?;
        Ok(Group { line: self.number, words })
    }
}

/// The words between two `|`.
#[derive(Clone, Copy)]
pub(super) struct Group<'l, 't> {
    line: u32,
    words: &'l [&'t str],
}

impl<'t> Group<'_, 't> {
    pub(super) const fn len(&self) -> usize {
        self.words.len()
    }

    /// It has exactly so many words.
    pub(super) fn columns(&self, expected: usize, field: &'static str) -> Result<(), Refusal> {
        columns(self.line, field, self.words.len(), expected)
    }

    pub(super) fn word(&self, place: usize, field: &'static str) -> Result<&'t str, Refusal> {
        let word = self.words.get(place).copied();
        word.ok_or_else(|| refuse("beds-word-missing", self.line, field, "").with("expected", count(place + 1)))
    }

    pub(super) fn number(&self, place: usize, field: &'static str, min: u32, max: u32) -> Result<u32, Refusal> {
        number(self.line, field, self.word(place, field)?, min, max)
    }

    /// The word so far from the end (1 is the last): names, which come before, may hold spaces. An id and a name come
    /// before it.
    pub(super) fn word_from_end(&self, back: usize, field: &'static str) -> Result<&'t str, Refusal> {
        self.word(self.words.len().saturating_sub(back).max(2), field)
    }

    pub(super) fn number_from_end(&self, back: usize, field: &'static str, min: u32, max: u32) -> Result<u32, Refusal> {
        number(self.line, field, self.word_from_end(back, field)?, min, max)
    }
}

/// A whole number within bounds.
pub(crate) fn number(line: u32, field: &'static str, word: &str, min: u32, max: u32) -> Result<u32, Refusal> {
    let found = word.parse().ok().filter(|number| (min..=max).contains(number));
    found.ok_or_else(|| {
        let shown: String = word.chars().take(40).collect();
        refuse("beds-number", line, field, shown).with("min", i64::from(min)).with("max", i64::from(max))
    })
}

fn columns(line: u32, field: &'static str, found: usize, expected: usize) -> Result<(), Refusal> {
    if found == expected {
        return Ok(());
    }
    refuse("beds-columns", line, field, count(found)).with("expected", count(expected)).err()
}
