//! Reads TOML strictly and collects every problem: a [`Section`] gives each key once, and a key that is left is
//! unknown.

#![expect(clippy::wildcard_enum_match_arm, reason = "the values are toml's, and whichever was not meant is refused")]

use crate::problem::Problem;
use chrono::NaiveDate;
use model::{
    message::Value as Argument,
    money::{AmountError, Yuan},
    settlement::HospitalKind,
};
use rust_decimal::Decimal;
use std::borrow::Cow;
use toml::{Table, Value};

/// A table of the file whose keys are taken one by one.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) path: String,
    table: Table,
}

/// Something that a file writes as one value.
pub(crate) trait Scalar: Sized {
    /// Reads it, or says which rule is broken.
    fn read(value: &Value) -> Result<Self, Problem>;
}

/// The value as a person wrote it.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn wrong_type(value: &Value, expected: &'static str) -> Problem {
    Problem::new("file-type-wrong", "")
        .value(written(value))
        .with("expected", Argument::Message(Cow::Borrowed(expected)))
}

impl Scalar for String {
    fn read(value: &Value) -> Result<Self, Problem> {
        match value.as_str() {
            Some(text) if !text.trim().is_empty() && text.len() <= 1000 => Ok(text.trim().to_owned()),
            Some(_) => Err(Problem::new("file-text-length", "").with("max", 1000i64)),
            None => Err(wrong_type(value, "file-type-text")),
        }
    }
}

impl Scalar for bool {
    fn read(value: &Value) -> Result<Self, Problem> {
        value.as_bool().ok_or_else(|| wrong_type(value, "file-type-bool"))
    }
}

impl Scalar for u8 {
    fn read(value: &Value) -> Result<Self, Problem> {
        let number = value.as_integer().ok_or_else(|| wrong_type(value, "file-type-integer"))?;
        Self::try_from(number)
            .map_err(|_| Problem::new("file-integer-range", "").value(number).with("min", 0i64).with("max", 255i64))
    }
}

impl Scalar for NaiveDate {
    fn read(value: &Value) -> Result<Self, Problem> {
        let wrong = || Problem::new("file-date-wrong", "").value(written(value));
        match value {
            Value::String(text) => text.parse().map_err(|_| wrong()),
            Value::Datetime(date) if date.time.is_none() => date.to_string().parse().map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

/// A decimal in quotes, or an integer. A number with a point but no quotes would be a float, so it is refused.
fn decimal(value: &Value) -> Result<Decimal, Problem> {
    match value {
        Value::Integer(number) => Ok(Decimal::from(*number)),
        Value::String(text) => {
            Decimal::from_str_exact(text.trim()).map_err(|_| Problem::new("file-amount-not-a-number", "").value(text))
        }
        other => Err(wrong_type(other, "file-type-decimal")),
    }
}

impl Scalar for Yuan {
    /// Zero or more, at most two decimals, at most [`limits::AMOUNT_MAX`](crate::limits::AMOUNT_MAX).
    fn read(value: &Value) -> Result<Self, Problem> {
        let amount = decimal(value)?;
        let code = match Self::exact(amount) {
            Ok(yuan) if yuan.is_negative() => "file-amount-negative",
            Ok(yuan) if yuan > crate::limits::AMOUNT_MAX => "file-amount-too-large",
            Ok(yuan) => return Ok(yuan),
            Err(AmountError::TooPrecise) => "file-amount-too-precise",
            Err(_) => "file-amount-too-large",
        };
        Err(Problem::new(code, "").value(amount).with("max", crate::limits::AMOUNT_MAX))
    }
}

/// A rate: 0–1, at most six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate(pub(crate) Decimal);

impl Scalar for Rate {
    fn read(value: &Value) -> Result<Self, Problem> {
        let rate = decimal(value)?.normalize();
        if rate < Decimal::ZERO || rate > Decimal::ONE || rate.scale() > 6 {
            return Err(Problem::new("file-rate-out-of-range", "").value(rate));
        }
        Ok(Self(rate))
    }
}

/// A unit price (16,6) or count (16,4): zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity<const SCALE: u32>(pub(crate) Decimal);

impl<const SCALE: u32> Scalar for Quantity<SCALE> {
    fn read(value: &Value) -> Result<Self, Problem> {
        let number = decimal(value)?.normalize();
        if number < Decimal::ZERO {
            return Err(Problem::new("file-amount-negative", "").value(number));
        }
        if number.scale() > SCALE || number > crate::limits::QUANTITY_MAX {
            return Err(Problem::new("file-quantity-range", "")
                .value(number)
                .with("decimals", i64::from(SCALE))
                .with("max", crate::limits::QUANTITY_MAX));
        }
        Ok(Self(number))
    }
}

impl Scalar for HospitalKind {
    fn read(value: &Value) -> Result<Self, Problem> {
        let named = Self::ALL.into_iter().find(|kind| value.as_str() == Some(kind.word()));
        named.ok_or_else(|| no_such_choice(value, &Self::ALL.map(Self::word)))
    }
}

/// Declares an enum whose variants are written as words in a file.
macro_rules! choice {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The words that a file may write.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word that a file writes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl $crate::file::Scalar for $name {
            fn read(value: &toml::Value) -> Result<Self, $crate::problem::Problem> {
                match value.as_str() {
                    $(Some($word) => Ok(Self::$variant),)*
                    _ => Err($crate::file::no_such_choice(value, Self::WORDS)),
                }
            }
        }
    )*};
}
pub(crate) use choice;

pub(crate) fn no_such_choice(value: &Value, words: &[&str]) -> Problem {
    Problem::new("file-choice-unknown", "").value(written(value)).with("choices", words.join(", "))
}

fn within(text: &str, most: usize) -> Result<(), Problem> {
    if text.len() <= most {
        return Ok(());
    }
    let max = i64::try_from(most).unwrap_or(i64::MAX);
    Err(Problem::new("file-too-large", "").value(text.len()).with("max", max))
}

impl Section {
    /// The whole file.
    ///
    /// # Errors
    /// One problem: the file has more than `most` bytes, or is not TOML.
    pub(crate) fn whole(text: &str, most: usize) -> Result<Self, Problem> {
        within(text, most)?;
        match text.parse() {
            Ok(table) => Ok(Self { path: String::new(), table }),
            Err(error) => {
                let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
                Err(Problem::new("file-not-toml", format!("line {line}")).value(error.message()))
            }
        }
    }

    /// The whole file, which is JSON if it begins with a brace, as no TOML file does. Its keys and values are the same.
    ///
    /// # Errors
    /// One problem: the file has more than `most` bytes, or is neither.
    pub(crate) fn in_either_form(text: &str, most: usize) -> Result<Self, Problem> {
        if !text.trim_start().starts_with('{') {
            return Self::whole(text, most);
        }
        within(text, most)?;
        match serde_json::from_str(text) {
            Ok(Value::Table(table)) => Ok(Self { path: String::new(), table }),
            Ok(other) => Err(Problem::new("file-not-json", "line 1").value(written(&other))),
            Err(error) => {
                let words = error.to_string();
                // The place stands before it, in the reader's language.
                let reason = words.rsplit_once(" at line ").map_or(words.as_str(), |(reason, _)| reason);
                let place = format!("line {}, column {}", error.line(), error.column());
                Err(Problem::new("file-not-json", place).value(reason))
            }
        }
    }

    /// A path below this one.
    pub(crate) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Is the key there?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The keys that have not been taken yet.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.table.keys().cloned().collect()
    }

    /// Reads a key that may be absent.
    pub(crate) fn maybe<T: Scalar>(&mut self, key: &str, problems: &mut Vec<Problem>) -> Option<T> {
        let value = self.table.remove(key)?;
        match T::read(&value) {
            Ok(read) => Some(read),
            Err(problem) => {
                problems.push(Problem { path: self.at(key), ..problem });
                None
            }
        }
    }

    /// Reads a key that must be there.
    pub(crate) fn must<T: Scalar>(&mut self, key: &str, problems: &mut Vec<Problem>) -> Option<T> {
        if !self.has(key) {
            problems.push(Problem::new("file-field-missing", self.at(key)));
        }
        self.maybe(key, problems)
    }

    /// Reads a list that must be there and not be empty.
    pub(crate) fn list<T: Scalar>(&mut self, key: &str, problems: &mut Vec<Problem>) -> Vec<T> {
        let path = self.at(key);
        let items = match self.table.remove(key) {
            Some(Value::Array(items)) if !items.is_empty() && items.len() <= crate::limits::LIST_MAX => items,
            Some(other) => {
                problems.push(Problem { path, ..wrong_type(&other, "file-type-list") });
                return Vec::new();
            }
            None => {
                problems.push(Problem::new("file-field-missing", path));
                return Vec::new();
            }
        };
        let mut read = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            match T::read(item) {
                Ok(item) => read.push(item),
                Err(problem) => problems.push(Problem { path: format!("{path}[{position}]"), ..problem }),
            }
        }
        read
    }

    /// A table below this one, if it is there.
    pub(crate) fn maybe_section(&mut self, key: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let path = self.at(key);
        match self.table.remove(key)? {
            Value::Table(table) => Some(Self { path, table }),
            other => {
                problems.push(Problem { path, ..wrong_type(&other, "file-type-table") });
                None
            }
        }
    }

    /// A table below this one that must be there; if missing, an empty one takes its place, so that all it lacks is
    /// reported.
    pub(crate) fn section(&mut self, key: &str, problems: &mut Vec<Problem>) -> Self {
        let path = self.at(key);
        self.maybe_section(key, problems).unwrap_or(Self { path, table: Table::new() })
    }

    /// An array of tables, which may be absent.
    pub(crate) fn sections(&mut self, key: &str, problems: &mut Vec<Problem>) -> Vec<Self> {
        let path = self.at(key);
        let items = match self.table.remove(key) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(other) => {
                problems.push(Problem { path, ..wrong_type(&other, "file-type-tables") });
                return Vec::new();
            }
        };
        if items.len() > crate::limits::LINES_MAX {
            let max = crate::limits::LINES_MAX as i64;
            problems.push(Problem::new("file-too-many", path).value(items.len()).with("max", max));
            return Vec::new();
        }
        let mut sections = Vec::with_capacity(items.len());
        for (position, item) in items.into_iter().enumerate() {
            let path = format!("{path}[{position}]");
            match item {
                Value::Table(table) => sections.push(Self { path, table }),
                other => problems.push(Problem { path, ..wrong_type(&other, "file-type-table") }),
            }
        }
        sections
    }

    /// Ends reading: the keys that are left have no meaning and are refused.
    pub(crate) fn finish(self, problems: &mut Vec<Problem>) {
        for (key, value) in &self.table {
            problems.push(Problem::new("file-field-unknown", self.at(key)).value(written(value)));
        }
    }
}
