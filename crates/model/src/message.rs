//! Messages without text: an id with arguments. The texts are in `web`, in both languages.

use crate::{Label, journey::Subject, money::Yuan, time::Instant};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// An argument of a message; `web` formats it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text that is shown as it is (a code, a field's name).
    Text(String),
    /// The id of another message.
    Message(Cow<'static, str>),
    /// A count of people or things.
    Count(i64),
    /// A length of time in whole minutes.
    Minutes(i64),
    /// An amount of money in yuan.
    Yuan(Yuan),
    /// A rate (0.85 is shown as 85 %).
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DecimalNumber))]
    Rate(Decimal),
    /// A decimal number that is shown as it is.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DecimalNumber))]
    Number(Decimal),
    /// A calendar date, without a time.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Date))]
    Date(NaiveDate),
    /// A point in time, shown in the hospital's zone.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::PointInTime))]
    At(Instant),
    /// The hospital's own name for something in both languages, `{"zh": …, "en": …}`, shown in the reader's.
    Label(Label),
}

/// A message id with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Message {
    /// The id in the Fluent files, for example `refusal-slot-full`.
    pub id: Cow<'static, str>,
    /// The values that the text names, each with its name.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Argument>))]
    pub args: Vec<(Cow<'static, str>, Value)>,
}

impl Message {
    /// A message without arguments.
    pub const fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// The same with one more argument.
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
Decimal => Number, NaiveDate => Date, Instant => At, Label => Label }

/// Something that stands in the way and can be dealt with first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Obstacle {
    /// What stands in the way, as words with their values.
    pub message: Message,
    /// The places where it can be resolved, each of them alone; a page links to them.
    pub subjects: Vec<Subject>,
}

/// The rules said no. This is not an error: nothing broke, nothing changed, and it gives the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// Stable code, kebab-case; its text has the id `refusal-<code>`.
    pub code: &'static str,
    /// The field of the request that is at fault, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    pub field: Option<&'static str>,
    /// The rule's values and the refused value.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Argument>))]
    pub args: Vec<(Cow<'static, str>, Value)>,
    /// What has to be resolved first, if that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub obstacles: Vec<Obstacle>,
}

impl Refusal {
    /// A refusal by its code.
    pub const fn new(code: &'static str) -> Self {
        Self { code, field: None, args: Vec::new(), obstacles: Vec::new() }
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

    /// Names what has to be resolved first.
    #[must_use]
    pub fn because_of(mut self, obstacles: Vec<Obstacle>) -> Self {
        self.obstacles = obstacles;
        self
    }

    /// The message that explains it: `refusal-<code>`.
    pub fn message(&self) -> Message {
        Message { id: Cow::Owned(format!("refusal-{}", self.code)), args: self.args.clone() }
    }

    /// `Err(self)`, for early returns.
    pub fn err<T>(self) -> Result<T, Self> {
        Err(self)
    }
}

impl fmt::Display for Refusal {
    /// Only the code and the field: arguments may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(field) => write!(f, "refused: {} ({field})", self.code),
            None => write!(f, "refused: {}", self.code),
        }
    }
}

impl std::error::Error for Refusal {}
