//! Bands (分段): which part of a cost falls under which rate, and what that pays.

use super::{Rounding, RoundingMode, RoundingPlace};
use model::money::Yuan;
use rust_decimal::Decimal;
use serde::Serialize;

/// A band: from one edge to another, with a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Lower edge.
    pub from: Yuan,
    /// Upper edge; `None`: no end.
    pub to: Option<Yuan>,
    /// The share that is paid, 0–1.
    pub rate: Decimal,
}

/// The part of a cost that falls into one band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The part of the cost.
    pub amount: Yuan,
    /// The rate.
    pub rate: Decimal,
}

impl Piece {
    /// Amount × rate, exactly.
    pub fn pays(&self) -> Decimal {
        self.amount.decimal() * self.rate
    }
}

/// The pieces of the cost between two positions, in order, with each rate reduced by `points` (never below zero).
pub fn pieces(bands: &[Band], low: Yuan, high: Yuan, points: Decimal) -> Vec<Piece> {
    let mut found = Vec::with_capacity(bands.len());
    for band in bands {
        let from = band.from.max(low);
        let to = band.to.map_or(high, |edge| edge.min(high));
        if from < to {
            found.push(Piece { amount: to - from, rate: (band.rate - points).max(Decimal::ZERO) });
        }
    }
    found
}

/// What pieces pay after rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) amount: Yuan,
    /// The exact sum, before rounding.
    pub(crate) exact: Decimal,
    /// Something was rounded: the mode matters.
    pub(crate) inexact: bool,
}

impl RoundingMode {
    /// A decimal to the fen.
    pub(crate) fn fen(self, value: Decimal) -> Yuan {
        // Amounts and rates are limited when they are read, so a product fits.
        Yuan::rounded(value, self.strategy()).unwrap_or_default()
    }

    /// Amount × rate to the fen, in integers, and whether something was rounded. Gives the same as [`fen`](Self::fen)
    /// of the product; there are many lines, so speed matters. The rate is 0–1 with at most six decimals.
    pub(crate) fn share(self, amount: Yuan, rate: Decimal) -> (Yuan, bool) {
        if rate.is_zero() {
            return (Yuan::ZERO, false);
        }
        let unit = 10i64.pow(rate.scale());
        let product = i64::try_from(rate.mantissa()).ok().and_then(|mantissa| amount.fen().checked_mul(mantissa));
        let Some(product) = product else {
            let exact = amount.decimal() * rate;
            return (self.fen(exact), exact.normalize().scale() > 2);
        };
        let (whole, rest) = (product.div_euclid(unit), product.rem_euclid(unit));
        let negative = product < 0;
        let up = match self {
            Self::HalfUp => 2 * rest > unit || (2 * rest == unit && !negative),
            Self::HalfEven => 2 * rest > unit || (2 * rest == unit && whole % 2 != 0),
            Self::Down => negative && rest > 0,
        };
        (Yuan::from_fen(whole + i64::from(up)), rest != 0)
    }

    /// What pieces pay, and whether rounding mattered.
    pub(crate) fn pay(self, place: RoundingPlace, pieces: &[Piece]) -> Paid {
        let exact: Decimal = pieces.iter().map(Piece::pays).sum();
        let amount = match place {
            RoundingPlace::Total => self.fen(exact),
            RoundingPlace::Band => pieces.iter().map(|piece| self.fen(piece.pays())).sum(),
        };
        Paid { amount, exact, inexact: pieces.iter().any(|piece| piece.pays().normalize().scale() > 2) }
    }
}

impl Rounding {
    /// What the pieces pay, to the fen.
    pub fn paid(&self, pieces: &[Piece]) -> Yuan {
        self.mode.value.pay(self.place.value, pieces).amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{JINAN_EMPLOYEE_INPATIENT_2024, Policy};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_share_in_integers_is_the_rounded_product(fen in -1_000_000i64..1_000_000, rate in 0i64..=10_000, mode in 0usize..3) {
            let mut policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
            policy.rounding.mode.value = [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Down][mode];
            let (amount, rate) = (Yuan::from_fen(fen), Decimal::new(rate, 4));
            let exact = amount.decimal() * rate;
            let expected = (policy.rounding.mode.value.fen(exact), exact.normalize().scale() > 2);
            prop_assert_eq!(policy.rounding.mode.value.share(amount, rate), expected);
        }
    }

    /// Half a fen, above and below zero, under each rounding mode; and fen × rate that is too large for an integer.
    #[test]
    fn half_a_fen_goes_where_the_rule_says() {
        let mut policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
        let half = Decimal::new(5, 1);
        for (mode, expected) in [
            (RoundingMode::HalfUp, [3, 4, -3, -4]),
            (RoundingMode::HalfEven, [2, 4, -2, -4]),
            (RoundingMode::Down, [2, 3, -2, -3]),
        ] {
            policy.rounding.mode.value = mode;
            let share = |fen: i64| policy.rounding.mode.value.share(Yuan::from_fen(fen), half);
            let found = [5, 7, -5, -7].map(share);
            assert_eq!(found, expected.map(|fen| (Yuan::from_fen(fen), true)), "{mode:?}");
            assert_eq!([6, -6].map(share), [3, -3].map(|fen| (Yuan::from_fen(fen), false)), "nothing to round");
            // 40,000,000,000,000,001 × 0.25 = 10,000,000,000,000,000.25, with eight decimals in the rate.
            let large = |fen: i64| policy.rounding.mode.value.share(Yuan::from_fen(fen), Decimal::new(25_000_000, 8));
            assert_eq!(large(40_000_000_000_000_001), (Yuan::from_fen(10_000_000_000_000_000), true));
            assert_eq!(large(40_000_000_000_000_004), (Yuan::from_fen(10_000_000_000_000_001), false));
        }
    }

    #[test]
    fn what_pays_whole_fen_is_not_rounded() {
        let rounding = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy").rounding;
        // 85 % of 1.00 are 0.85; of 1.01, 0.8585.
        let pay = |fen: i64| {
            rounding
                .mode
                .value
                .pay(rounding.place.value, &[Piece { amount: Yuan::from_fen(fen), rate: Decimal::new(85, 2) }])
        };
        let of = |paid: Paid| (paid.amount.fen(), paid.inexact);
        assert_eq!([of(pay(100)), of(pay(101))], [(85, false), (86, true)]);
    }

    #[test]
    fn a_band_that_is_only_touched_has_no_piece() {
        let yuan = |whole: i64| Yuan::from_fen(whole * 100);
        let band = |from, to, rate| Band { from: yuan(from), to: Some(yuan(to)), rate: Decimal::new(rate, 2) };
        let bands = [band(0, 100, 80), band(100, 200, 90)];
        let found = |low: i64, high: i64, points: i64| {
            let pieces = pieces(&bands, yuan(low), yuan(high), Decimal::new(points, 2));
            pieces.into_iter().map(|piece| (piece.amount, piece.rate)).collect::<Vec<_>>()
        };
        let (eighty, ninety) = (Decimal::new(80, 2), Decimal::new(90, 2));
        assert_eq!(found(0, 100, 0), [(yuan(100), eighty)]);
        assert_eq!(found(100, 150, 0), [(yuan(50), ninety)]);
        assert_eq!(found(50, 150, 0), [(yuan(50), eighty), (yuan(50), ninety)]);
        assert_eq!(found(50, 300, 10), [(yuan(50), Decimal::new(70, 2)), (yuan(100), eighty)]);
        assert_eq!(found(200, 300, 0), []);
        assert_eq!(found(0, 100, 85), [(yuan(100), Decimal::ZERO)]);
    }
}
