//! Exact money (decisions.md D7): decimals in code, integer fen on disk, never floats.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
    str::FromStr,
};

/// An amount of renminbi, exact to the fen (0.01 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(utoipa::ToSchema),
    schema(value_type = String, format = "yuan", pattern = r"^-?[0-9]+(\.[0-9]{1,2})?$", examples("1234.50"))
)]
pub struct Yuan(i64);

/// Why a text or number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// More than two decimals.
    #[error("more than two decimals")]
    TooPrecise,
    /// More than an amount can hold (about 92 quadrillion yuan).
    #[error("too large")]
    TooLarge,
    /// Below zero where it must be zero or more.
    #[error("negative")]
    Negative,
}

impl Yuan {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// From integer fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// In integer fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// As a decimal with two places.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// From a decimal that has at most two places.
    pub fn exact(value: Decimal) -> Result<Self, AmountError> {
        let value = value.normalize();
        if value.scale() > 2 {
            return Err(AmountError::TooPrecise);
        }
        Self::of_scaled(value)
    }

    /// From any decimal, rounded to the fen.
    pub fn rounded(value: Decimal, strategy: RoundingStrategy) -> Result<Self, AmountError> {
        Self::of_scaled(value.round_dp_with_strategy(2, strategy))
    }

    fn of_scaled(value: Decimal) -> Result<Self, AmountError> {
        let fen = value.checked_mul(Decimal::ONE_HUNDRED).ok_or(AmountError::TooLarge)?;
        // What is truncated has no decimals left: its mantissa is the number itself.
        i64::try_from(fen.trunc().mantissa()).map(Self).map_err(|_| AmountError::TooLarge)
    }

    /// An amount that a person typed: at most two decimals, zero or more.
    pub fn parse_amount(text: &str) -> Result<Self, AmountError> {
        let amount: Self = text.parse()?;
        if amount.is_negative() { Err(AmountError::Negative) } else { Ok(amount) }
    }

    /// Below zero?
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Exactly zero?
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl FromStr for Yuan {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Self, AmountError> {
        Self::exact(Decimal::from_str_exact(text.trim()).map_err(|_| AmountError::NotANumber)?)
    }
}

impl fmt::Display for Yuan {
    /// Two decimals, no separators: `-12.30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl Add for Yuan {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Yuan {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Yuan {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Yuan {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Yuan {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Yuan {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_to_the_fen() {
        for (text, fen) in [("0", 0), ("12.3", 1230), ("-0.01", -1), ("22487.98", 2_248_798), ("1.200", 120)] {
            assert_eq!(text.parse::<Yuan>().map(Yuan::fen), Ok(fen), "{text}");
        }
        assert_eq!("1.234".parse::<Yuan>(), Err(AmountError::TooPrecise));
        assert_eq!("1,234".parse::<Yuan>(), Err(AmountError::NotANumber));
        assert_eq!(Yuan::parse_amount("-1"), Err(AmountError::Negative));
        assert_eq!("99999999999999999999".parse::<Yuan>(), Err(AmountError::TooLarge));
        assert_eq!(Yuan::from_fen(-5).to_string(), "-0.05");
    }

    #[test]
    fn an_amount_holds_what_64_bits_hold_and_is_written_with_two_decimals() {
        // 2⁶³ − 1 fen, and one fen more.
        assert_eq!("92233720368547758.07".parse(), Ok(Yuan::from_fen(i64::MAX)));
        assert_eq!("92233720368547758.08".parse::<Yuan>(), Err(AmountError::TooLarge));
        let too_large = Yuan::rounded(Decimal::MAX, RoundingStrategy::ToZero);
        assert_eq!(too_large, Err(AmountError::TooLarge));
        for (fen, text) in
            [(0, "0.00"), (7, "0.07"), (1230, "12.30"), (-1205, "-12.05"), (i64::MAX, "92233720368547758.07")]
        {
            let amount = Yuan::from_fen(fen);
            assert_eq!(
                (amount.to_string(), amount.decimal().to_string(), amount.fen()),
                (text.into(), text.into(), fen)
            );
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&amount).unwrap(), json);
            assert_eq!(serde_json::from_str::<Yuan>(&json).unwrap(), amount);
        }
        assert!(serde_json::from_str::<Yuan>("\"1.234\"").is_err());
        assert_eq!(Yuan::exact(Decimal::new(12_340, 3)), Ok(Yuan::from_fen(1234)));
        assert_eq!(Yuan::exact(Decimal::new(12_345, 3)), Err(AmountError::TooPrecise));
    }

    #[test]
    fn nothing_is_zero_and_not_negative() {
        for (fen, is_negative, is_zero) in [(-1, true, false), (0, false, true), (1, false, false)] {
            let amount = Yuan::from_fen(fen);
            assert_eq!((amount.is_negative(), amount.is_zero()), (is_negative, is_zero), "{fen}");
        }
        assert_eq!(Yuan::parse_amount("0"), Ok(Yuan::ZERO));
        assert_eq!(Yuan::parse_amount(" 0.01 "), Ok(Yuan::from_fen(1)));
    }

    #[test]
    fn amounts_are_added_taken_away_and_turned() {
        // 12.34 + (−5.67) = 6.67; 12.34 − (−5.67) = 18.01.
        let (one, other) = (Yuan::from_fen(1234), Yuan::from_fen(-567));
        assert_eq!([one + other, one - other, -one, -other].map(Yuan::fen), [667, 1801, -1234, 567]);
        let mut amount = one;
        amount += other;
        assert_eq!(amount.fen(), 667);
        // 6.67 − 12.34 = −5.67.
        amount -= one;
        assert_eq!(amount.fen(), -567);
        // 12.34 − 5.67 + 12.34 = 19.01.
        assert_eq!([one, other, one].into_iter().sum::<Yuan>().fen(), 1901);
        assert_eq!(std::iter::empty::<Yuan>().sum::<Yuan>(), Yuan::ZERO);
    }

    #[test]
    fn rounding_is_the_callers_choice() {
        let tie = Decimal::new(855, 4);
        assert_eq!(Yuan::rounded(tie, RoundingStrategy::MidpointAwayFromZero), Ok(Yuan::from_fen(9)));
        let tie = Decimal::new(85, 3);
        assert_eq!(Yuan::rounded(tie, RoundingStrategy::MidpointAwayFromZero), Ok(Yuan::from_fen(9)));
        assert_eq!(Yuan::rounded(tie, RoundingStrategy::MidpointNearestEven), Ok(Yuan::from_fen(8)));
        assert_eq!(Yuan::rounded(tie, RoundingStrategy::ToZero), Ok(Yuan::from_fen(8)));
    }
}
