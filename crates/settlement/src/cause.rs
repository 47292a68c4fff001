//! Why the platform's amounts differ from ours: a search over what the platform knows about the year and we may not
//! (decisions.md D16).
//!
//! The accumulators of the year are the number of the stay, the deductible already used, and what has gone through the
//! funds so far. Our adjudication is repeated with other values of them; values with which **every** amount agrees are
//! a cause. A cause is computed and is not a fact: only a message of the platform could make it one. Conventions of the
//! policy are not varied.
//!
//! The amounts depend on each other in one direction (the deductible, then the pool, then the layers above it), so the
//! search goes from layer to layer: it keeps an accumulator if the layer already agrees, and looks for another value if
//! it does not. Each amount is a piecewise linear function of an accumulator with known corners, so a layer costs some
//! hundred adjudications.

use crate::{
    adjudicate::{Adjudication, Case, Costs, Figures, adjudicate, own_figures},
    line,
    policy::{Band, BandEdges, Policy, Repeat, RoundingPlace, YearPosition},
};
use model::{
    money::Yuan,
    settlement::{Amounts, LineSplit},
};
use serde::Serialize;
use std::collections::BTreeSet;

/// An amount that adds up over the year.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(model::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Accumulator {
    /// Deductibles paid this year.
    Deductible,
    /// In-scope cost that went through the bands this year.
    InScope,
    /// Paid by the pool this year.
    PoolPaid,
    /// Base of the large-sum fund or of serious-illness insurance this year.
    SecondTierBase,
    /// Paid by the large-sum fund or by serious-illness insurance this year.
    SecondTierPaid,
    /// Base of medical assistance this year.
    AssistanceBase,
    /// Paid by medical assistance this year.
    AssistancePaid,
}

/// Another value of something that adds up over the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Which stay of the year it is.
    Stay {
        /// The number that the hospital has, from 1.
        ours: u8,
        /// A number that fits: with it and the other settings, both sides agree in every amount.
        fits: u8,
        /// All greater numbers fit as well: it is the last that the policy lists.
        or_later: bool,
    },
    /// What had added up in the year before this stay.
    Amount {
        /// Which of the amounts that add up over the year differs.
        of: Accumulator,
        /// What the hospital has for it before this stay, in yuan.
        ours: Yuan,
        /// The least amount that fits, in yuan: with it and the other settings, both sides agree in every amount.
        from: Yuan,
        /// The most that fits, in yuan; none if any greater amount does.
        until: Option<Yuan>,
    },
}

/// What makes all amounts of both sides agree: all of these settings together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cause {
    /// What differs from the hospital's values. Empty if the hospital's own record has changed since and now agrees.
    pub settings: Vec<Setting>,
}

/// A cause, with our adjudication under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// What differs from the hospital's values.
    pub cause: Cause,
    /// Our adjudication under it, which gives the platform's amounts.
    pub adjudication: Adjudication,
}

/// How many guesses are followed at once.
const GUESSES_MAX: usize = 32;
/// How many stretches of one accumulator are kept.
const STRETCHES_MAX: usize = 4;
/// If each band is rounded by itself, the amount may be off a straight line by this many fen.
const WOBBLE_FEN: i64 = 200;

/// What makes our adjudication give all of the platform's amounts: those causes that change the fewest accumulators.
/// Empty if nothing does, or if the policy refuses the case.
pub fn search(policy: &Policy, case: &Case, platform: &Amounts) -> Vec<Fit> {
    let Ok(policy) = policy.terms(case.hospital, case.person, &case.particulars) else { return Vec::new() };
    let policy = &*policy;
    let Some(case) = totals(policy, case) else { return Vec::new() };
    let Some(ours) = amounts(policy, &case) else { return Vec::new() };
    // The amounts into which a bill divides before the year matters: no accumulator changes them.
    let before =
        |a: &Amounts| [a.medfee_sumamt, a.fulamt_ownpay_amt, a.overlmt_selfpay, a.preselfpay_amt, a.inscp_scp_amt];
    if before(&ours) != before(platform) {
        return Vec::new();
    }
    let mut guesses = vec![Guess { case, settings: Vec::new() }];
    for layer in [Layer::Deductible, Layer::Pool, Layer::Tier, Layer::Assistance] {
        guesses = guesses.iter().flat_map(|guess| layer.guesses(policy, guess, platform)).take(GUESSES_MAX).collect();
    }
    let mut fits: Vec<Fit> = guesses.into_iter().filter_map(|guess| guess.fit(policy, platform)).collect();
    let fewest = fits.iter().map(|fit| fit.cause.settings.len()).min().unwrap_or_default();
    fits.retain(|fit| fit.cause.settings.len() == fewest);
    fits
}

/// The case with its lines added up, because the search adjudicates it over and over again.
fn totals(policy: &Policy, case: &Case) -> Option<Case> {
    let total = match &case.costs {
        Costs::Totals(_) => return Some(case.clone()),
        Costs::Lines(_) => {
            let splits = own_figures(policy, case).ok()?.lines;
            splits.iter().fold(LineSplit::default(), |sum, split| line::plus(&sum, split))
        }
    };
    Some(Case { costs: Costs::Totals(total), ..case.clone() })
}

fn amounts(policy: &Policy, case: &Case) -> Option<Amounts> {
    own_figures(policy, case).ok().map(|found| found.amounts)
}

/// A case with some accumulators changed.
#[derive(Clone)]
struct Guess {
    case: Case,
    settings: Vec<Setting>,
}

impl Guess {
    fn fit(self, policy: &Policy, platform: &Amounts) -> Option<Fit> {
        amounts(policy, &self.case).filter(|found| found == platform)?;
        let adjudication = adjudicate(policy, &self.case).ok()?;
        Some(Fit { cause: Cause { settings: self.settings }, adjudication })
    }

    fn has(&self, accumulator: Accumulator) -> bool {
        self.settings.iter().any(|setting| matches!(setting, Setting::Amount { of, .. } if *of == accumulator))
    }

    fn with_stay(&self, fits: u8, or_later: bool) -> Self {
        let mut next = self.clone();
        next.settings.push(Setting::Stay { ours: self.case.admission_no, fits, or_later });
        next.case.admission_no = fits;
        next
    }

    /// The same with an accumulator that lies in a stretch.
    fn with(&self, policy: &Policy, of: Accumulator, (from, until): (Yuan, Option<Yuan>)) -> Self {
        let mut next = self.clone();
        next.settings.push(Setting::Amount { of, ours: of.get(&self.case), from, until });
        of.set(policy, &mut next.case, from);
        next
    }
}

impl Accumulator {
    const fn get(self, case: &Case) -> Yuan {
        let year = &case.year_to_date;
        match self {
            Self::Deductible => year.deductible,
            Self::InScope => year.in_scope,
            Self::PoolPaid => year.pool_paid,
            Self::SecondTierBase => year.second_tier_base,
            Self::SecondTierPaid => year.second_tier_paid,
            Self::AssistanceBase => year.assistance_base,
            Self::AssistancePaid => year.assistance_paid,
        }
    }

    fn set(self, policy: &Policy, case: &mut Case, value: Yuan) {
        let year = &mut case.year_to_date;
        match self {
            Self::Deductible => {
                year.deductible = value;
                // Deductibles are in scope: so a position above them cannot be negative.
                if policy.pool.as_ref().is_some_and(|pool| pool.year_position.value == YearPosition::AboveDeductible) {
                    year.in_scope = year.in_scope.max(value);
                }
            }
            Self::InScope => year.in_scope = value.max(year.deductible),
            Self::PoolPaid => year.pool_paid = value,
            Self::SecondTierBase => year.second_tier_base = value,
            Self::SecondTierPaid => year.second_tier_paid = value,
            Self::AssistanceBase => year.assistance_base = value,
            Self::AssistancePaid => year.assistance_paid = value,
        }
    }
}

/// A layer of the adjudication, in its order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Deductible,
    Pool,
    Tier,
    Assistance,
}

impl Layer {
    /// What the layer pays or, for the deductible, takes.
    fn paid(self, amounts: &Amounts) -> Yuan {
        match self {
            Self::Deductible => amounts.act_pay_dedc,
            Self::Pool => amounts.hifp_pay,
            Self::Tier => amounts.hifob_pay + amounts.hifmi_pay,
            Self::Assistance => amounts.maf_pay,
        }
    }

    /// The accumulators that change its amount.
    const fn accumulators(self) -> &'static [Accumulator] {
        match self {
            Self::Deductible => &[Accumulator::Deductible, Accumulator::InScope],
            Self::Pool => &[Accumulator::InScope, Accumulator::PoolPaid, Accumulator::Deductible],
            Self::Tier => &[Accumulator::SecondTierBase, Accumulator::SecondTierPaid],
            Self::Assistance => &[Accumulator::AssistanceBase, Accumulator::AssistancePaid],
        }
    }

    /// The guess itself if the layer agrees, else each way of making it agree.
    fn guesses(self, policy: &Policy, guess: &Guess, platform: &Amounts) -> Vec<Guess> {
        let wanted = self.paid(platform);
        if amounts(policy, &guess.case).is_some_and(|now| self.paid(&now) == wanted) {
            return vec![guess.clone()];
        }
        let mut all = Vec::new();
        if self == Self::Deductible {
            all.extend(
                stays(policy, guess)
                    .filter(|next| amounts(policy, &next.case).is_some_and(|amounts| self.paid(&amounts) == wanted)),
            );
        }
        for accumulator in self.accumulators().iter().filter(|accumulator| !guess.has(**accumulator)) {
            let found = stretches(policy, guess, self, *accumulator, wanted);
            all.extend(found.into_iter().map(|stretch| guess.with(policy, *accumulator, stretch)));
        }
        all
    }

    /// The amounts at which the policy's rules change in this layer.
    fn edges(self, policy: &Policy, case: &Case) -> Vec<Yuan> {
        let mut edges = Vec::new();
        let of_bands = |bands: &[Band], edges: &mut Vec<Yuan>| {
            edges.extend(bands.iter().flat_map(|band| [Some(band.from), band.to]).flatten());
        };
        match (self, &policy.pool) {
            (Self::Deductible | Self::Pool, Some(pool)) => {
                let (hospital, class) = (case.hospital, case.person.class);
                edges.extend(pool.deductible.row(hospital, class).iter().flat_map(|row| row.amounts.iter().copied()));
                edges.extend(pool.deductible.yearly_max.value);
                edges.push(pool.cap.amount.value);
                if self == Self::Pool {
                    let bands = pool.rates.row(hospital, class).map_or(&[][..], |row| &row.bands);
                    of_bands(bands, &mut edges);
                }
            }
            (Self::Deductible | Self::Pool, None) => {}
            (Self::Tier | Self::Assistance, _) => {
                let tiers = if matches!(self, Self::Assistance) {
                    [policy.assistance.as_ref(), None]
                } else {
                    [policy.second_tier.as_ref(), policy.serious_illness.as_ref()]
                };
                for tier in tiers.into_iter().flatten() {
                    let threshold = tier.threshold.value;
                    let mut own = vec![Yuan::ZERO];
                    of_bands(&tier.bands, &mut own);
                    let above = tier.band_edges.value == BandEdges::AboveDeductible;
                    edges.extend(own.into_iter().map(|edge| if above { edge + threshold } else { edge }));
                    edges.extend([threshold, tier.cap.amount.value]);
                }
            }
        }
        edges
    }
}

/// The guess as each other stay of the year, if the policy counts stays.
fn stays<'a>(policy: &'a Policy, guess: &'a Guess) -> impl Iterator<Item = Guess> + 'a {
    let listed = policy.pool.as_ref().filter(|pool| pool.deductible.repeat.value == Repeat::Listed);
    let row = listed.and_then(|pool| pool.deductible.row(guess.case.hospital, guess.case.person.class));
    let count = row.map_or(0, |row| u8::try_from(row.amounts.len()).unwrap_or(u8::MAX));
    (1..=count)
        .filter(move |fits| guess.case.admission_no.min(count) != *fits)
        .map(move |fits| guess.with_stay(fits, fits == count))
}

/// The stretches of an accumulator in which a layer pays the wanted amount, least first.
fn stretches(
    policy: &Policy,
    guess: &Guess,
    layer: Layer,
    accumulator: Accumulator,
    wanted: Yuan,
) -> Vec<(Yuan, Option<Yuan>)> {
    let at = |value: Yuan| {
        let mut case = guess.case.clone();
        accumulator.set(policy, &mut case, value);
        own_figures(policy, &case).ok()
    };
    let pays = |fen: i64| at(Yuan::from_fen(fen)).map_or(Yuan::ZERO, |found| layer.paid(&found.amounts));
    let least = if accumulator == Accumulator::InScope { guess.case.year_to_date.deductible } else { Yuan::ZERO };
    let wobbles = policy.rounding.place.value == RoundingPlace::Band;
    let mut found: Vec<(i64, i64)> = Vec::new();
    let corners = corners(policy, guess, layer, [at(least), at(accumulator.get(&guess.case))], least);
    for (low, high) in corners.iter().zip(corners.iter().skip(1)) {
        let Some((from, until)) = crossing(&pays, *low, *high, wanted, wobbles) else { continue };
        match found.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(until),
            _ => found.push((from, until)),
        }
    }
    let max = crate::limits::AMOUNT_MAX.fen();
    let stretch = |(from, until)| (Yuan::from_fen(from), (until < max).then(|| Yuan::from_fen(until)));
    found.into_iter().take(STRETCHES_MAX).map(stretch).collect()
}

/// The values of an accumulator (fen, in order) between which the layer's payment is straight.
fn corners(policy: &Policy, guess: &Guess, layer: Layer, known: [Option<Figures>; 2], least: Yuan) -> Vec<i64> {
    let year = guess.case.year_to_date;
    let mut widths = BTreeSet::from([Yuan::ZERO, year.deductible]);
    for found in known.into_iter().flatten() {
        let (a, d) = (found.amounts, found.detail);
        let base = a.inscp_scp_amt - a.act_pay_dedc;
        widths.extend([
            a.act_pay_dedc,
            a.inscp_scp_amt,
            base,
            base - year.deductible,
            a.inscp_scp_amt - year.deductible,
        ]);
        widths.extend([layer.paid(&a), a.hifp_pay + d.cut_by_cap, d.tier_base, d.assistance_base]);
    }
    let edges = layer.edges(policy, &guess.case);
    let max = crate::limits::AMOUNT_MAX.fen();
    let mut corners = BTreeSet::from([least.fen(), max]);
    for edge in &edges {
        for width in &widths {
            for corner in [*edge - *width, year.in_scope - *edge + *width, *edge + *width] {
                corners.extend(Some(corner.fen()).filter(|fen| (least.fen()..max).contains(fen)));
            }
        }
    }
    corners.into_iter().collect()
}

/// The part of a straight stretch in which the wanted amount is paid.
fn crossing(pays: &impl Fn(i64) -> Yuan, low: i64, high: i64, wanted: Yuan, wobbles: bool) -> Option<(i64, i64)> {
    let (first, last) = (pays(low), pays(high));
    if first == wanted && last == wanted {
        return Some((low, high));
    }
    let rising = first <= last;
    let slack = if wobbles { Yuan::from_fen(WOBBLE_FEN) } else { Yuan::ZERO };
    if wanted < first.min(last) - slack || wanted > first.max(last) + slack {
        return None;
    }
    let reached = |fen: i64| if rising { pays(fen) >= wanted } else { pays(fen) <= wanted };
    let beyond = |fen: i64| if rising { pays(fen) > wanted } else { pays(fen) < wanted };
    let mut from = first_where(low, high, reached);
    if wobbles && pays(from) != wanted {
        let near = (from - WOBBLE_FEN).max(low)..=(from + WOBBLE_FEN).min(high);
        from = near.into_iter().find(|fen| pays(*fen) == wanted)?;
        return Some((from, from));
    }
    if pays(from) != wanted {
        return None;
    }
    let until = if pays(high) == wanted { high } else { first_where(from, high, beyond) - 1 };
    Some((from, until))
}

/// The first number for which something is true, given that it stays true from there on; `high` if it is true of none.
fn first_where(mut low: i64, mut high: i64, is: impl Fn(i64) -> bool) -> i64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if is(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
