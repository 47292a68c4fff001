//! What is wrong with a policy or case file. All problems of a file are collected, not only the first.

use model::message::{Message, Refusal, Value};
use serde::Serialize;
use std::{borrow::Cow, fmt};

/// One thing that is wrong with a file: where, the value there, and the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code, kebab-case; its text has the id `refusal-<code>`.
    pub code: &'static str,
    /// Where in the file: `pool.rates.row[1].bands[0].rate`.
    pub path: String,
    /// The value there, if any.
    pub value: Option<String>,
    /// The rule's own values.
    pub args: Vec<(Cow<'static, str>, Value)>,
}

impl Problem {
    /// A problem at a place of the file.
    pub fn new(code: &'static str, path: impl Into<String>) -> Self {
        Self { code, path: path.into(), value: None, args: Vec::new() }
    }

    /// A refusal of the value at a place of the file.
    pub fn of(path: impl Into<String>, refusal: Refusal) -> Self {
        let args = refusal.args.into_iter().filter(|(name, _)| name != "value").collect();
        Self { code: refusal.code, path: path.into(), value: None, args }
    }

    /// The same with the value there, cut to 80 characters.
    #[must_use]
    pub fn value(mut self, value: impl fmt::Display) -> Self {
        self.value = Some(value.to_string().chars().take(80).collect());
        self
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// As a refusal: the arguments are `path`, `value` and the rule's own.
    pub fn refusal(&self) -> Refusal {
        let mut refusal = Refusal::new(self.code).with("path", self.path.as_str());
        refusal = refusal.with("value", self.value.as_deref().unwrap_or("—"));
        refusal.args.extend(self.args.iter().cloned());
        refusal
    }

    /// The message that describes it: `refusal-<code>`.
    pub fn message(&self) -> Message {
        self.refusal().message()
    }
}

/// The first problem of a file that was not accepted, as a refusal.
pub fn first(problems: &[Problem]) -> Refusal {
    problems.first().map_or_else(|| Problem::new("file-not-toml", "—").refusal(), Problem::refusal)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.code)?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, " ({value})"))
    }
}

impl std::error::Error for Problem {}
