//! Bands (分段): which part of a cost falls under which rate, and what that pays.

use super::{Rounding, RoundingPlace};
use model::money::Yuan;
use rust_decimal::Decimal;
use serde::Serialize;

/// A band: from an edge up to another, at a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Lower edge.
    pub from: Yuan,
    /// Upper edge; `None` = without end.
    pub to: Option<Yuan>,
    /// What is paid, 0–1.
    pub rate: Decimal,
}

/// What of a cost falls into one band.
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

/// The pieces of the cost between two positions, in order, each rate less by `points` (never below zero).
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) amount: Yuan,
    /// The exact sum, before rounding.
    pub(crate) exact: Decimal,
    /// Something was rounded: the mode matters.
    pub(crate) inexact: bool,
}

impl Rounding {
    /// A decimal to the fen.
    pub(crate) fn fen(&self, value: Decimal) -> Yuan {
        // Amounts and rates are limited when they are read, so a product fits.
        Yuan::rounded(value, self.mode.value.strategy()).unwrap_or_default()
    }

    /// What the pieces pay, to the fen.
    pub fn paid(&self, pieces: &[Piece]) -> Yuan {
        self.pay(pieces).amount
    }

    /// What the pieces pay, and whether rounding mattered.
    pub(crate) fn pay(&self, pieces: &[Piece]) -> Paid {
        let exact: Decimal = pieces.iter().map(Piece::pays).sum();
        let amount = match self.place.value {
            RoundingPlace::Total => self.fen(exact),
            RoundingPlace::Band => pieces.iter().map(|piece| self.fen(piece.pays())).sum(),
        };
        Paid { amount, exact, inexact: pieces.iter().any(|piece| piece.pays().normalize().scale() > 2) }
    }
}
