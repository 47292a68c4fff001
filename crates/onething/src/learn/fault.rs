//! What is wrong with a row, a file or an option.

use model::message::Message;
use schedules::Problem;

/// The most characters of a value that are repeated.
const VALUE_CHARACTERS_MAX: usize = 24;
/// The most digits in a row of a value that is repeated: a date has eight, a phone or an identity number has more.
const DIGITS_MAX: usize = 8;

/// One thing that is wrong. What a cell holds is repeated only where it cannot be a name or the number of a person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// A number that is none or out of bounds.
    Number(Problem),
    /// A field that breaks a rule, with its value.
    Field { field: &'static str, value: String, rule: Rule },
}

/// A rule that a row breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// It has to be a date, after which a time may follow.
    Date,
    /// It has to be a time of day, a date with a time, or a whole number.
    Clock,
    /// It has to be one of two values.
    Flag,
    /// A visit cannot be booked after its day.
    BookedAfter,
    /// Who did not come was not served.
    Served,
    /// A line has as many cells as the first one.
    Cells(usize),
    /// A line has so many bytes at most.
    Long(usize),
    /// It has to be there.
    Absent,
    /// It says neither who came nor how long it took.
    Nothing,
}

impl Fault {
    /// A cell that breaks a rule.
    pub(crate) fn cell(field: &'static str, cell: &str, rule: Rule) -> Self {
        Self::Field { field, value: shown(cell), rule }
    }

    /// A number of a cell that is none or out of bounds.
    pub(crate) fn number(problem: Problem) -> Self {
        Self::Number(Problem { value: shown(&problem.value), ..problem })
    }

    /// Whether the other breaks the same rule in the same field, whatever its value.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.field == other.field && one.rule == other.rule,
            (Self::Field { field, rule, .. }, Self::Field { field: other_field, rule: other_rule, .. }) => {
                field == other_field && rule == other_rule
            }
            (Self::Number(_), Self::Field { .. }) | (Self::Field { .. }, Self::Number(_)) => false,
        }
    }

    pub(crate) fn message(&self) -> Message {
        let (field, value, rule) = match self {
            Self::Number(problem) => return problem.message(),
            Self::Field { field, value, rule } => (*field, value.as_str(), *rule),
        };
        let message = match rule {
            Rule::Date => Message::new("learn-rule-date"),
            Rule::Clock => Message::new("learn-rule-clock"),
            Rule::Flag => Message::new("learn-rule-flag"),
            Rule::BookedAfter => Message::new("learn-rule-booked-after"),
            Rule::Served => Message::new("learn-rule-served"),
            Rule::Cells(cells) => Message::new("learn-rule-cells").with("expected", cells.to_string()),
            Rule::Long(max) => Message::new("learn-rule-long").with("max", max.to_string()),
            Rule::Absent => Message::new("learn-rule-absent"),
            Rule::Nothing => Message::new("learn-rule-nothing"),
        };
        message.with("field", field).with("value", value)
    }
}

/// A value as it may be repeated: numbers, dates and times as they are, of anything else only how long it is.
fn shown(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_digit() || "-+.:/TZ ".contains(letter);
    let digits = value.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    let length = value.chars().count();
    if value.chars().all(plain) && digits <= DIGITS_MAX && length <= VALUE_CHARACTERS_MAX {
        value.to_owned()
    } else {
        format!("…({length})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_of_people_are_not_repeated() {
        for (value, repeated) in [
            ("-1", "-1"),
            ("2016-04-29T18:38:08Z", "2016-04-29T18:38:08Z"),
            ("20160429", "20160429"),
            ("", ""),
            ("王小明", "…(3)"),
            ("Maria", "…(5)"),
            ("13900001111", "…(11)"),
            ("11010519491231002X", "…(18)"),
            ("1 1 1 1 1 1 1 1 1 1 1 1 1 1", "…(27)"),
        ] {
            assert_eq!(shown(value), repeated);
        }
    }
}
