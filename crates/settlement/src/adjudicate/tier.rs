//! The layers above the pool: second tier (大额), serious illness (大病), medical assistance (医疗救助).

use super::{Run, explain};
use crate::{
    parts::Payer,
    policy::{self, BandEdges, CapKind, Part, Period, Piece, Tier},
};
use model::{
    message::{Message, Value},
    money::Yuan,
};
use std::borrow::Cow;

/// A layer in this bill: who pays, under which name, and what the year has used.
struct Layer<'a> {
    tier: &'a Tier,
    payer: Payer,
    field: &'static str,
    year_base: Yuan,
    year_paid: Yuan,
}

/// Where the base of a layer lies.
#[derive(Clone, Copy)]
struct Position {
    start: Yuan,
    low: Yuan,
    high: Yuan,
}

impl Run<'_> {
    pub(super) fn tiers(&mut self) {
        let policy = self.policy;
        let year = self.case.year_to_date;
        let above = [
            (&policy.second_tier, Payer::SecondTier, "hifob_pay"),
            (&policy.serious_illness, Payer::SeriousIllness, "hifmi_pay"),
        ];
        for (tier, payer, field) in above {
            let Some(tier) = tier else { continue };
            let (year_base, year_paid) = (year.second_tier_base, year.second_tier_paid);
            self.detail.tier_base = self.layer(&Layer { tier, payer, field, year_base, year_paid });
        }
        if let Some(tier) = policy.assistance.as_ref().filter(|_| self.case.person.assistance) {
            let (year_base, year_paid) = (year.assistance_base, year.assistance_paid);
            let layer = Layer { tier, payer: Payer::Assistance, field: "maf_pay", year_base, year_paid };
            self.detail.assistance_base = self.layer(&layer);
        }
        self.amounts.hifob_pay = self.burden.paid_by(Payer::SecondTier);
        self.amounts.hifmi_pay = self.burden.paid_by(Payer::SeriousIllness);
        self.amounts.maf_pay = self.burden.paid_by(Payer::Assistance);
    }

    /// What a layer pays is taken off the parts that its base names. Returns the base.
    fn layer(&mut self, layer: &Layer<'_>) -> Yuan {
        let tier = layer.tier;
        let parts = self.base(layer);
        let base = self.burden.left_of(&parts);
        if base.is_zero() {
            return base;
        }
        let at = self.tier_position(layer, base);
        let pieces = policy::pieces(&tier.bands, at.low, at.high, rust_decimal::Decimal::ZERO);
        let paid = self.pay(&pieces);
        if at.low < at.high {
            self.choices.number(&tier.basis);
        }
        self.choices.number(&tier.threshold);
        if self.explanation.is_some() {
            self.explain_layer(layer, (base, at), &pieces, (paid.amount, paid.exact));
        }
        let others = if tier.cap.kind.value == CapKind::Payment { [CapKind::None] } else { [CapKind::Payment] };
        let reaches = layer.year_paid + paid.amount > tier.cap.amount.value;
        let kind = self.cap_kind(&tier.cap, &others, reaches, paid.amount);
        let result = self.payment_cap(&tier.cap, kind, paid.amount, layer.year_paid, layer.field);
        self.burden.pay(layer.payer, result, &parts);
        base
    }

    /// The parts that the base counts: those that it names in their order, then any that another reading adds.
    fn base(&mut self, layer: &Layer<'_>) -> Vec<Part> {
        let tier = layer.tier;
        let named = &tier.base.value;
        // If even everything that any reading could count does not pass the threshold, no reading pays anything.
        let widest = self.burden.left_of(Part::ALL);
        if layer.year_base + widest <= tier.threshold.value {
            return named.clone();
        }
        let others = Part::ALL.iter().filter(|part| !named.contains(part));
        let all: Vec<Part> = named.iter().chain(others).copied().collect();
        all.into_iter()
            .filter(|part| {
                if self.burden.left(*part).is_zero() {
                    named.contains(part)
                } else {
                    self.choices.counts(&tier.base, *part)
                }
            })
            .collect()
    }

    fn tier_position(&mut self, layer: &Layer<'_>, base: Yuan) -> Position {
        let tier = layer.tier;
        let threshold = tier.threshold.value;
        let above = |position: Yuan| (position - threshold).max(Yuan::ZERO);
        let start_of = |period: Period| if period == Period::Year { layer.year_base } else { Yuan::ZERO };
        let place = |edges: BandEdges, start: Yuan| match edges {
            BandEdges::FromZero => (start.max(threshold), (start + base).max(threshold)),
            BandEdges::AboveDeductible => (above(start), above(start + base)),
        };
        let start = self.choices.decide(&tier.period, Period::ALL, start_of);
        // Where the edges lie matters only if other bands are met.
        let edges = self.choices.decide_by(&tier.band_edges, BandEdges::ALL, |edges| {
            let (low, high) = place(edges, start);
            policy::pieces(&tier.bands, low, high, rust_decimal::Decimal::ZERO)
        });
        let (low, high) = place(edges, start);
        Position { start, low, high }
    }

    fn explain_layer(
        &mut self,
        layer: &Layer<'_>,
        (base, at): (Yuan, Position),
        pieces: &[Piece],
        (paid, exact): (Yuan, rust_decimal::Decimal),
    ) {
        let tier = layer.tier;
        let threshold = tier.threshold.value;
        let name = Value::Message(Cow::Borrowed(explain::title(layer.field)));
        let rule = Message::new("step-tier")
            .with("layer", name)
            .with("base", base)
            .with("before", at.start)
            .with("threshold", threshold);
        let mut rows = vec![self.base_row(tier, base)];
        if at.low >= at.high {
            rows.push(
                Message::new("arithmetic-below-threshold")
                    .with("position", at.start + base)
                    .with("threshold", threshold),
            );
        }
        rows.extend(explain::band_rows(pieces, paid, exact));
        let grounds = vec![
            tier.base.ground(),
            tier.threshold.ground(),
            tier.basis.ground(),
            tier.band_edges.ground(),
            tier.period.ground(),
        ];
        if let Some(explanation) = &mut self.explanation {
            explanation.step(layer.field, rule, rows, paid, grounds);
        }
    }

    /// How the base is made up: the named parts, and what earlier layers took off them.
    fn base_row(&self, tier: &Tier, base: Yuan) -> Message {
        let shown = |part: Part| if tier.base.value.contains(&part) { self.burden.whole(part) } else { Yuan::ZERO };
        let whole: Yuan = Part::ALL.iter().map(|part| shown(*part)).sum();
        let own = shown(Part::OwnPay);
        let id = if own.is_zero() { "arithmetic-tier-base" } else { "arithmetic-tier-base-own" };
        let row = Message::new(id)
            .with("deductible", shown(Part::Deductible))
            .with("coinsurance", shown(Part::Coinsurance))
            .with("over_cap", shown(Part::OverCap))
            .with("first", shown(Part::FirstSelfPay) + shown(Part::OverCeiling))
            .with("earlier", whole - base)
            .with("base", base);
        if own.is_zero() { row } else { row.with("own", own) }
    }
}
