//! Codes that others assign: an item's by the price list, a policy's by its file, a stay's and its settlement's by the
//! insurance platform. Each has its own type, so that none is used in place of another.
//!
//! A code is checked when it comes in ([`new`](ItemCode::new)). Codes from the journal are read unchecked.

use crate::{message::Refusal, text};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// The rule for all codes: something visible, at most so many characters, none of them invisible.
fn check(field: &'static str, code: &str, characters_max: usize) -> Result<(), Refusal> {
    if code.trim().is_empty() || code.chars().count() > characters_max {
        let value: String = code.chars().take(characters_max).collect();
        return Refusal::new("code-length").field(field).with("value", value).with("max", characters_max as i64).err();
    }
    match text::fault(code, false) {
        None => Ok(()),
        Some(letter) => Refusal::new("code-character")
            .field(field)
            .with("value", text::visible(code))
            .with("character", text::number(letter))
            .err(),
    }
}

/// Is it a place by GB/T 2260: six digits, such as 370100?
pub fn is_region(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $field:literal $characters_max:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a code from outside.
            ///
            /// # Errors
            /// `code-length` and `code-character`, which name the field, the refused value and the rule.
            pub fn new(code: impl Into<String>) -> Result<Self, Refusal> {
                let code = code.into();
                check($field, &code, $characters_max).map(|()| Self(code))
            }

            /// The code as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Refusal;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::new(code)
            }
        }
    )*};
}

codes! {
    /// The hospital's code for an item of its price list.
    ItemCode "item" 40,
    /// A policy's id and version, for example `370100-310-inpatient-2024`.
    PolicyCode "policy" 200,
    /// The platform's number for a stay (就诊ID).
    StayNumber "mdtrt_id" 30,
    /// The platform's number for a settlement (结算ID).
    SettlementNumber "setl_id" 30,
}

/// The national code of a medical institution (定点医药机构编号): 12 letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct InstitutionCode(String);

impl InstitutionCode {
    /// Letters and digits of a code.
    pub const LENGTH: usize = 12;

    /// Takes a code from outside.
    ///
    /// # Errors
    /// `institution-code`, which names the field, what stood there and the rule.
    pub fn new(code: impl Into<String>) -> Result<Self, Refusal> {
        let code = code.into();
        if code.len() == Self::LENGTH && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(Self(code));
        }
        let value: String = code.chars().take(2 * Self::LENGTH).collect();
        Refusal::new("institution-code").field("code").with("value", text::visible(&value)).err()
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for InstitutionCode {
    type Err = Refusal;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::new(code)
    }
}

impl<'de> Deserialize<'de> for InstitutionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(code).map_err(|_| de::Error::custom("an institution's code has 12 letters and digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_institutions_code_has_twelve_letters_and_digits() {
        assert_eq!(InstitutionCode::new("H37010000001").unwrap().as_str(), "H37010000001");
        for wrong in ["", "H3701000000", "H370100000011", "H3701000000 ", "Ｈ37010000001", "H37-10000001"] {
            let refusal = InstitutionCode::new(wrong).unwrap_err();
            assert_eq!((refusal.code, refusal.field), ("institution-code", Some("code")), "{wrong:?}");
            assert!(serde_json::from_value::<InstitutionCode>(wrong.into()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_code_from_outside_is_short_and_can_be_seen() {
        assert_eq!(ItemCode::new("甲".repeat(40)).unwrap().as_str(), "甲".repeat(40));
        for (code, says) in [("", "code-length"), ("  ", "code-length"), ("A\u{200B}1", "code-character")] {
            let refusal = ItemCode::new(code).unwrap_err();
            assert_eq!((refusal.code, refusal.field), (says, Some("item")), "{code:?}");
        }
        let refusal = "1".repeat(31).parse::<StayNumber>().unwrap_err();
        let value = Refusal::new("code-length").field("mdtrt_id").with("value", "1".repeat(30)).with("max", 30i64);
        assert_eq!(refusal, value);
    }

    #[test]
    fn what_is_written_stays_the_bare_text_and_is_read_as_it_stands() {
        assert_eq!(serde_json::to_string(&ItemCode::new("B01").unwrap()).unwrap(), "\"B01\"");
        let long = "x".repeat(300);
        assert_eq!(serde_json::from_str::<PolicyCode>(&format!("\"{long}\"")).unwrap().as_str(), long);
    }
}
