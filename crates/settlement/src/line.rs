//! One line of a bill: its amount, its split, and the split of what is taken back.

use crate::policy::{LineOrder, Policy, RoundingMode};
use model::{
    money::Yuan,
    settlement::{ChargeClass, LineSplit},
};
use rust_decimal::{Decimal, RoundingStrategy};

/// What a line says about its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// Catalogue class.
    pub class: ChargeClass,
    /// Units.
    pub count: Decimal,
    /// Price ceiling per unit.
    pub ceiling: Option<Decimal>,
    /// Rate paid by the patient first, 0–1.
    pub preself_rate: Decimal,
}

/// Price × count, half up to the fen (decisions.md D7). Price and count are within [`limits`](crate::limits).
pub fn amount(unit_price: Decimal, count: Decimal) -> Yuan {
    Yuan::rounded(unit_price * count, RoundingStrategy::MidpointAwayFromZero).unwrap_or_default()
}

/// Splits a line; without a policy the patient pays everything. The four parts add up to the amount.
///
/// Source: definitions of the national interface 2301 (identity I1); the policy gives the order of ceiling and rate.
pub fn split(policy: Option<&Policy>, line: Priced, amount: Yuan) -> LineSplit {
    match policy {
        Some(policy) => divide(policy.line_order.value, policy.rounding.mode.value, line, amount),
        None => LineSplit { fulamt_ownpay_amt: amount, ..LineSplit::default() },
    }
}

/// Splits a line of an insured person by these conventions.
pub(crate) fn divide(order: LineOrder, mode: RoundingMode, line: Priced, amount: Yuan) -> LineSplit {
    if line.class == ChargeClass::C {
        return LineSplit { fulamt_ownpay_amt: amount, ..LineSplit::default() };
    }
    let over = |left: Yuan| over(line, left);
    let first = |left: Yuan| mode.share(left, line.preself_rate).0;
    let (overlmt_amt, preselfpay_amt) = match order {
        LineOrder::CeilingFirst => {
            let over = over(amount);
            (over, first(amount - over))
        }
        LineOrder::RateFirst => {
            let first = first(amount);
            (over(amount - first), first)
        }
    };
    let inscp_scp_amt = amount - overlmt_amt - preselfpay_amt;
    LineSplit { fulamt_ownpay_amt: Yuan::ZERO, overlmt_amt, preselfpay_amt, inscp_scp_amt }
}

/// How much of an amount is over the line's price ceiling.
pub(crate) fn over(line: Priced, left: Yuan) -> Yuan {
    line.ceiling.map_or(Yuan::ZERO, |ceiling| (left - amount(ceiling, line.count)).max(Yuan::ZERO))
}

/// The sum of a split's parts.
pub fn sum(split: &LineSplit) -> Yuan {
    split.fulamt_ownpay_amt + split.overlmt_amt + split.preselfpay_amt + split.inscp_scp_amt
}

/// Adds the parts of two splits.
#[must_use]
pub fn plus(a: &LineSplit, b: &LineSplit) -> LineSplit {
    LineSplit {
        fulamt_ownpay_amt: a.fulamt_ownpay_amt + b.fulamt_ownpay_amt,
        overlmt_amt: a.overlmt_amt + b.overlmt_amt,
        preselfpay_amt: a.preselfpay_amt + b.preselfpay_amt,
        inscp_scp_amt: a.inscp_scp_amt + b.inscp_scp_amt,
    }
}

/// The split with its signs reversed, as the platform has it for a refund line.
#[must_use]
pub fn negative(split: &LineSplit) -> LineSplit {
    LineSplit {
        fulamt_ownpay_amt: -split.fulamt_ownpay_amt,
        overlmt_amt: -split.overlmt_amt,
        preselfpay_amt: -split.preselfpay_amt,
        inscp_scp_amt: -split.inscp_scp_amt,
    }
}

/// A line of which some units are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
    /// Yuan per unit.
    pub unit_price: Decimal,
    /// All units of the line.
    pub count: Decimal,
    /// The line's own split.
    pub split: LineSplit,
    /// Units not taken back yet.
    pub count_left: Decimal,
    /// What is left of the line's own split.
    pub split_left: LineSplit,
}

/// The part of a line's own split that goes back with some units. The last units take everything that is left. Before
/// that, each part gives its share, rounded down to the fen, and the fen still missing from price × count come from
/// parts that have some left. So no part ever gives back more than is left of it, and all of them end at zero.
pub fn refund(line: &Charged, count: Decimal) -> (Yuan, LineSplit) {
    let left = [
        line.split_left.inscp_scp_amt,
        line.split_left.preselfpay_amt,
        line.split_left.overlmt_amt,
        line.split_left.fulamt_ownpay_amt,
    ];
    let whole =
        [line.split.inscp_scp_amt, line.split.preselfpay_amt, line.split.overlmt_amt, line.split.fulamt_ownpay_amt];
    let parts = if count >= line.count_left {
        left
    } else {
        let mut wanted = amount(line.unit_price, count).min(left.into_iter().sum());
        let mut parts = [Yuan::ZERO; 4];
        for ((part, whole), left) in parts.iter_mut().zip(whole).zip(left) {
            let share = Yuan::rounded(whole.decimal() * count / line.count, RoundingStrategy::ToZero);
            *part = share.unwrap_or_default().min(left).min(wanted);
            wanted -= *part;
        }
        for (part, left) in parts.iter_mut().zip(left) {
            let more = wanted.min(left - *part);
            *part += more;
            wanted -= more;
        }
        parts
    };
    let [inscp_scp_amt, preselfpay_amt, overlmt_amt, fulamt_ownpay_amt] = parts;
    let split = LineSplit { fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt };
    (sum(&split), split)
}
