//! What is wrong with an input: the field, the value, and the rule that it breaks.

use crate::limits::SUM_TOLERANCE;
use model::message::Message;
use std::fmt;

/// A rule that an input breaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// It has to be a number.
    Number,
    /// It has to be a whole number.
    Whole,
    /// It has to be at least the first and at most the second.
    Between(f64, f64),
    /// It has to be at least 0 and less than 1.
    NoShow,
    /// Not all weights may be zero.
    SomeWeight,
    /// So many patients at most may be called, and at least one.
    Called(u32),
    /// There may be so many slots at most, and at least one.
    Slots(usize),
    /// All slots together may last this many minutes at most.
    SessionMinutes(usize),
    /// What one evaluation costs may be this at most; see [`crate::limits::OPTIMISED_EFFORT_MAX`].
    Effort(u64),
    /// The slot has to be one of this many.
    Slot(usize),
    /// The service has to be one of the forms that are known.
    Service,
    /// A line has to hold a minute and its probability, or only a probability; all lines the same.
    Columns,
    /// Each minute may be given once.
    Once,
    /// Probabilities have to add up to 1.
    Sum,
    /// A service has to take some time.
    SomeTime,
    /// Whoever has been inside for so long would have been done.
    Inside(usize),
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Which field: `no_show`, `calls[3]` (counted from 1), `service` with the line of its file.
    pub field: String,
    /// The value there.
    pub value: String,
    /// The rule that it breaks.
    pub rule: Rule,
}

impl Problem {
    /// A value of a field that breaks a rule. Of a long value the first 80 characters are kept.
    pub fn new(field: impl Into<String>, value: impl fmt::Display, rule: Rule) -> Self {
        Self { field: field.into(), value: value.to_string().chars().take(80).collect(), rule }
    }

    /// The message that describes it, with field, value and the rule's own values.
    pub fn message(&self) -> Message {
        let limit = |id, limit: String| Message::new(id).with("max", limit);
        let message = match self.rule {
            Rule::Number => Message::new("schedule-rule-number"),
            Rule::Whole => Message::new("schedule-rule-whole"),
            Rule::Between(min, max) => limit("schedule-rule-between", max.to_string()).with("min", min.to_string()),
            Rule::NoShow => Message::new("schedule-rule-no-show"),
            Rule::SomeWeight => Message::new("schedule-rule-some-weight"),
            Rule::Called(max) => limit("schedule-rule-called", max.to_string()),
            Rule::Slots(max) => limit("schedule-rule-slots", max.to_string()),
            Rule::SessionMinutes(max) => limit("schedule-rule-session-minutes", max.to_string()),
            Rule::Effort(max) => limit("schedule-rule-effort", max.to_string()),
            Rule::Slot(max) => limit("schedule-rule-slot", max.to_string()),
            Rule::Service => Message::new("schedule-rule-service"),
            Rule::Columns => Message::new("schedule-rule-columns"),
            Rule::Once => Message::new("schedule-rule-once"),
            Rule::Sum => Message::new("schedule-rule-sum").with("tolerance", SUM_TOLERANCE.to_string()),
            Rule::SomeTime => Message::new("schedule-rule-some-time"),
            Rule::Inside(max) => limit("schedule-rule-inside", max.to_string()),
        };
        message.with("field", self.field.as_str()).with("value", self.value.as_str())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}: {:?}", self.field, self.value, self.rule)
    }
}

impl std::error::Error for Problem {}

/// The number, if it is in the range; NaN is in none.
pub(crate) fn within(field: &str, value: f64, min: f64, max: f64) -> Result<f64, Problem> {
    if (min..=max).contains(&value) { Ok(value) } else { Err(Problem::new(field, value, Rule::Between(min, max))) }
}
