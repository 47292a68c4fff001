//! The split per line (decisions.md D37): which parts each line is made of and who pays how much of each, so that every
//! line and every column of the bill add up to the fen.

use crate::{
    adjudicate::Adjudication,
    parts::{Burden, Payer, spread},
    policy::Part,
};
use model::{money::Yuan, settlement::LineSplit};

/// Each line's parts and payers, in the order of the lines. Empty if only totals are known, or if a line is negative:
/// what is taken back is a line's own and is no share of the bill.
///
/// Column by column, each amount of the bill is divided over the lines in proportion to what the columns before it have
/// left of them. Fen that remain go to the largest remainders and, of equal ones, to the line with more in scope; so
/// equal lines may change places and nothing else depends on the order of the lines.
#[must_use]
pub fn split(bill: &Adjudication) -> Vec<Burden> {
    if !bill.years.is_empty() {
        return of_years(bill);
    }
    let of = |line: &LineSplit| [line.inscp_scp_amt, line.preselfpay_amt, line.overlmt_amt, line.fulamt_ownpay_amt];
    if bill.lines.iter().any(|line| of(line).iter().any(|part| part.is_negative())) {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..bill.lines.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(of(&bill.lines[*place])));
    let column = |place: usize| order.iter().map(|line| of(&bill.lines[*line])[place]).collect::<Vec<_>>();
    let mut in_scope = column(0);
    let moved = take(bill.detail.remote_preself, &mut in_scope);
    let first: Vec<Yuan> = column(1).into_iter().zip(moved).map(|(first, moved)| first + moved).collect();
    let mut wholes = vec![(Part::FirstSelfPay, first), (Part::OverCeiling, column(2)), (Part::OwnPay, column(3))];
    let burden = &bill.burden;
    for part in [Part::Deductible, Part::OverCap, Part::Coinsurance] {
        let amount = burden.whole(part);
        wholes.push((part, take(amount, &mut in_scope)));
    }
    // What nobody bears is what the pool pays.
    let shares = in_scope
        .into_iter()
        .enumerate()
        .map(|(line, pool)| Burden::new(pool, wholes.iter().map(|(part, whole)| (*part, whole[line]))));
    let mut shares: Vec<Burden> = shares.collect();
    for (part, mut left) in wholes {
        for payer in Payer::AFTER_THE_POOL {
            for (share, amount) in shares.iter_mut().zip(take(burden.paid(part, payer), &mut left)) {
                share.give(part, payer, amount);
            }
        }
    }
    let mut placed: Vec<(usize, Burden)> = order.into_iter().zip(shares).collect();
    placed.sort_unstable_by_key(|(line, _)| *line);
    placed.into_iter().map(|(_, share)| share).collect()
}

/// Each line's parts and payers if they count in two years: each year is divided by itself.
fn of_years(bill: &Adjudication) -> Vec<Burden> {
    let mut placed: Vec<(usize, Burden)> = Vec::new();
    for part in &bill.years {
        placed.extend(part.lines.iter().copied().zip(split(&part.result)));
    }
    placed.sort_unstable_by_key(|(line, _)| *line);
    placed.into_iter().map(|(_, share)| share).collect()
}

/// Divides an amount over what is left of the lines, and takes it off.
fn take(amount: Yuan, left: &mut [Yuan]) -> Vec<Yuan> {
    let shares = spread(amount, left);
    for (left, share) in left.iter_mut().zip(&shares) {
        *left -= *share;
    }
    shares
}
