//! Messages without text: an id with arguments. `web` holds the texts, in both languages.

use crate::{money::Yuan, time::Instant};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// An argument of a message; `web` formats it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text shown as it is (a code, a field's name).
    Text(String),
    /// The id of another message.
    Message(Cow<'static, str>),
    /// A count.
    Count(i64),
    /// Minutes.
    Minutes(i64),
    /// An amount of money.
    Yuan(Yuan),
    /// A rate (0.85 is shown as 85 %).
    Rate(Decimal),
    /// A plain number.
    Number(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A point in time, shown in the hospital's zone.
    At(Instant),
}

/// A message id with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The id in the Fluent files, for example `refusal-slot-full`.
    pub id: Cow<'static, str>,
    /// Named arguments.
    #[serde(default)]
    pub args: Vec<(Cow<'static, str>, Value)>,
}

impl Message {
    /// A message without arguments.
    pub const fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// The same with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}

macro_rules! value_from {
    ($($source:ty => $variant:ident),* $(,)?) => {$(
        impl From<$source> for Value {
            fn from(value: $source) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
value_from! { &str => Text, String => Text, i64 => Count, u16 => Count, u32 => Count, u8 => Count, Yuan => Yuan,
Decimal => Number, NaiveDate => Date, Instant => At }

/// The rules said no. Not an error: nothing broke, nothing changed, and the reason can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Stable code, kebab-case; its text has the id `refusal-<code>`.
    pub code: &'static str,
    /// The field of the request that is at fault, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// The rule's values and the refused value.
    pub args: Vec<(Cow<'static, str>, Value)>,
}

impl Refusal {
    /// A refusal by its code.
    pub const fn new(code: &'static str) -> Self {
        Self { code, field: None, args: Vec::new() }
    }

    /// Names the field at fault.
    #[must_use]
    pub const fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// The message that says it: `refusal-<code>`.
    pub fn message(&self) -> Message {
        Message { id: Cow::Owned(format!("refusal-{}", self.code)), args: self.args.clone() }
    }

    /// `Err(self)`, for early returns.
    pub fn err<T>(self) -> Result<T, Self> {
        Err(self)
    }
}

impl fmt::Display for Refusal {
    /// The code and field only: arguments may hold what belongs to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(field) => write!(f, "refused: {} ({field})", self.code),
            None => write!(f, "refused: {}", self.code),
        }
    }
}

impl std::error::Error for Refusal {}
