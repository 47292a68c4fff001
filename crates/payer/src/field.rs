//! The field types of the national interface: 字符型, 数值型, 日期型, with their lengths.
//!
//! Numbers (数值型) are JSON numbers on the wire, written with all their decimals (`1234.50`) and read digit by digit from
//! the JSON text, never through a binary float. What a platform writes as a string (`"1234.50"`) is read as well.

use chrono::{NaiveDate, NaiveDateTime};
use model::money::Yuan;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

/// A value does not fit its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A required text is empty.
    #[error("{field}: required, but empty")]
    Empty {
        /// The national name.
        field: &'static str,
    },
    /// A text is longer than its field.
    #[error("{field}: {length} characters, at most {max}")]
    TooLong {
        /// The national name.
        field: &'static str,
        /// Characters of the text.
        length: usize,
        /// Characters that the field takes.
        max: usize,
    },
    /// A number has too many digits or decimals.
    #[error("{field}: {value} does not fit a number of {digits} digits, {decimals} of them decimals")]
    Number {
        /// The national name.
        field: &'static str,
        /// The number.
        value: Decimal,
        /// All digits.
        digits: u32,
        /// Digits after the point.
        decimals: u32,
    },
    /// Too many rows in one message.
    #[error("{field}: {count} rows, at most {max}")]
    Rows {
        /// The national name.
        field: &'static str,
        /// Rows given.
        count: usize,
        /// Rows that one message takes.
        max: usize,
    },
}

/// 字符型 of 1 to `MAX` characters; an optional field is an `Option` of it and is left out when empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Makes a text that fits; `field` is the national name, for the error.
    ///
    /// # Errors
    /// [`FieldError::Empty`] and [`FieldError::TooLong`].
    pub fn new(field: &'static str, text: impl Into<String>) -> Result<Self, FieldError> {
        let text = text.into();
        let length = text.chars().count();
        if text.trim().is_empty() {
            return Err(FieldError::Empty { field });
        }
        if length > MAX {
            return Err(FieldError::TooLong { field, length, max: MAX });
        }
        Ok(Self(text))
    }

    /// The same for an optional field: an empty text becomes `None`.
    ///
    /// # Errors
    /// [`FieldError::TooLong`].
    pub fn maybe(field: &'static str, text: impl Into<String>) -> Result<Option<Self>, FieldError> {
        match Self::new(field, text) {
            Err(FieldError::Empty { .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new("text", String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Reads a JSON number, or a string that holds one, without loss.
fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    let digits = raw.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(raw).trim();
    match digits.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(digits).map_err(de::Error::custom),
        Some(_) => Decimal::from_scientific(digits).map_err(de::Error::custom),
    }
}

fn write<S: Serializer>(value: Decimal, decimals: u32, serializer: S) -> Result<S::Ok, S::Error> {
    let text = format!("{value:.*}", decimals as usize);
    RawValue::from_string(text).map_err(ser::Error::custom)?.serialize(serializer)
}

/// 数值型 of `DIGITS` digits, `DECIMALS` of them after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number<const DIGITS: u32, const DECIMALS: u32>(Decimal);

impl<const DIGITS: u32, const DECIMALS: u32> Number<DIGITS, DECIMALS> {
    /// Makes a number that fits; `field` is the national name, for the error.
    ///
    /// # Errors
    /// [`FieldError::Number`].
    pub fn new(field: &'static str, value: Decimal) -> Result<Self, FieldError> {
        let value = value.normalize();
        let limit = Decimal::from(10u64.pow(DIGITS - DECIMALS));
        if value.scale() > DECIMALS || value.abs() >= limit {
            return Err(FieldError::Number { field, value, digits: DIGITS, decimals: DECIMALS });
        }
        Ok(Self(value))
    }

    /// The number.
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl<const DIGITS: u32, const DECIMALS: u32> Serialize for Number<DIGITS, DECIMALS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, DECIMALS, serializer)
    }
}

impl<'de, const DIGITS: u32, const DECIMALS: u32> Deserialize<'de> for Number<DIGITS, DECIMALS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new("number", exact(deserializer)?).map_err(de::Error::custom)
    }
}

/// 数值型 16,2: an amount of money, in yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(Yuan);

impl Amount {
    /// The smallest amount in fen that no longer fits: a field takes 14 digits of yuan.
    const LIMIT_FEN: u64 = 10_000_000_000_000_000;

    /// Makes an amount that fits.
    ///
    /// # Errors
    /// [`FieldError::Number`].
    pub fn new(field: &'static str, yuan: Yuan) -> Result<Self, FieldError> {
        if yuan.fen().unsigned_abs() >= Self::LIMIT_FEN {
            return Err(FieldError::Number { field, value: yuan.decimal(), digits: 16, decimals: 2 });
        }
        Ok(Self(yuan))
    }

    /// The amount.
    pub const fn yuan(self) -> Yuan {
        self.0
    }

    /// The same amount with its sign reversed, which fits as well.
    #[must_use]
    pub fn negative(self) -> Self {
        Self(-self.0)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0.decimal(), 2, serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let yuan = Yuan::exact(exact(deserializer)?).map_err(de::Error::custom)?;
        Self::new("amount", yuan).map_err(de::Error::custom)
    }
}

macro_rules! times {
    ($($(#[$doc:meta])* $name:ident($inner:ident) = $format:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub $inner);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0.format($format))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $inner::parse_from_str(&text, $format).map(Self).map_err(de::Error::custom)
            }
        }
    )*};
}
times! {
    /// 日期时间型 `yyyy-MM-dd HH:mm:ss`, on the hospital's wall clock.
    Time(NaiveDateTime) = "%Y-%m-%d %H:%M:%S";
    /// 日期型 `yyyy-MM-dd`.
    Day(NaiveDate) = "%Y-%m-%d";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_all_decimals_and_read_without_a_float() {
        let amount = Amount::new("medfee_sumamt", Yuan::from_fen(123_450)).unwrap();
        assert_eq!(serde_json::to_string(&amount).unwrap(), "1234.50");
        let price = Number::<16, 6>::new("pric", Decimal::new(1, 6)).unwrap();
        assert_eq!(serde_json::to_string(&price).unwrap(), "0.000001");
        for text in ["90071992547409.93", "\"90071992547409.93\"", "9.007199254740993e13"] {
            let read: Amount = serde_json::from_str(text).unwrap();
            assert_eq!(read.yuan().to_string(), "90071992547409.93", "{text}");
        }
        assert!(serde_json::from_str::<Amount>("0.001").is_err());
        assert!(serde_json::from_str::<Amount>("100000000000000").is_err());
        assert!(serde_json::from_str::<Amount>("null").is_err());
    }

    #[test]
    fn a_value_that_does_not_fit_names_its_field() {
        let too_long = Text::<4>::new("oinfno", "23045").unwrap_err();
        assert_eq!(too_long, FieldError::TooLong { field: "oinfno", length: 5, max: 4 });
        assert_eq!(Text::<30>::new("psn_no", " ").unwrap_err(), FieldError::Empty { field: "psn_no" });
        assert_eq!(Text::<4>::maybe("card_sn", ""), Ok(None));
        assert!(Number::<16, 4>::new("cnt", Decimal::new(12345, 5)).is_err());
        assert_eq!(Text::<2>::new("psn_name", "张三").unwrap().as_str(), "张三"); // characters, not bytes
    }
}
