//! The layers above the pool: second tier (大额), serious illness (大病), medical assistance (医疗救助), supplements.

use super::{LayerSums, Run, explain};
use crate::{
    parts::Payer,
    policy::{self, BandEdges, CapKind, Continues, Layer, Part, Period, Piece, Tier},
};
use model::{
    message::{Message, Value},
    money::Yuan,
};
use std::borrow::Cow;

/// A layer in this bill: who pays, under which name, and what the year has used.
struct InBill<'a> {
    which: Layer,
    tier: &'a Tier,
    payer: Payer,
    field: &'static str,
    year: LayerSums,
}

/// Who pays in a layer, and the national name of the amount.
const fn pays(layer: Layer) -> (Payer, &'static str) {
    match layer {
        Layer::Pool => (Payer::Pool, "hifp_pay"),
        Layer::SecondTier => (Payer::SecondTier, "hifob_pay"),
        Layer::SeriousIllness => (Payer::SeriousIllness, "hifmi_pay"),
        Layer::Assistance | Layer::AssistanceAgain => (Payer::Assistance, "maf_pay"),
        Layer::CivilServants => (Payer::CivilServants, "cvlserv_pay"),
        Layer::Enterprise => (Payer::Enterprise, "hifes_pay"),
        Layer::Commercial => (Payer::Commercial, "oth_pay"),
    }
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
        let mut paying = 0;
        for (which, tier) in policy.order.value.iter().filter_map(|layer| Some((*layer, policy.tier(*layer)?))) {
            if !self.is_for(which, tier) {
                continue;
            }
            let ((payer, field), year) = (pays(which), self.year_of(which, tier));
            self.of_earlier_part(which, tier);
            let sums = self.layer(&InBill { which, tier, payer, field, year });
            paying += usize::from(!sums.paid.is_zero());
            if policy.has_own_year(which) {
                self.layers.insert(which, sums);
            } else if which == Layer::Assistance {
                self.detail.assistance_base = sums.base;
            } else {
                self.detail.tier_base = sums.base;
            }
        }
        if paying > 1 {
            self.choices.number(&policy.order);
        }
        self.amounts.hifob_pay = self.burden.paid_by(Payer::SecondTier);
        self.amounts.hifmi_pay = self.burden.paid_by(Payer::SeriousIllness);
        self.amounts.maf_pay = self.burden.paid_by(Payer::Assistance);
    }

    /// Is the layer for this person?
    fn is_for(&self, which: Layer, tier: &Tier) -> bool {
        let case = self.case;
        if tier.only_for.is_empty() {
            let wants_right = matches!(which, Layer::Assistance | Layer::AssistanceAgain);
            return !wants_right || case.person.assistance;
        }
        tier.only_for.iter().any(|name| case.particulars.categories.contains(name))
    }

    /// What the year has used of a layer.
    fn year_of(&mut self, which: Layer, tier: &Tier) -> LayerSums {
        let year = self.case.year_to_date;
        if !self.policy.has_own_year(which) {
            return if which == Layer::Assistance {
                LayerSums { base: year.assistance_base, paid: year.assistance_paid }
            } else {
                LayerSums { base: year.second_tier_base, paid: year.second_tier_paid }
            };
        }
        if let Some(known) = &self.case.particulars.layers {
            return known.get(&which).copied().unwrap_or_default();
        }
        let counts = tier.period.value == Period::Year
            || (tier.cap.kind.value == CapKind::Payment && tier.cap.period.value == Period::Year);
        if let Some(explanation) = self.explanation.as_mut().filter(|_| counts) {
            explanation.without_sums(which.title());
        }
        LayerSums::default()
    }

    /// After an interim settlement or the new year, a layer of the stay would have to go on from what the earlier part had used of it.
    fn of_earlier_part(&mut self, which: Layer, tier: &Tier) {
        let goes_on = self.case.particulars.earlier.is_some_and(|earlier| earlier.kind != Continues::Transfer);
        let capped = tier.cap.kind.value == CapKind::Payment;
        let of_stay = tier.period.value == Period::Stay || (capped && tier.cap.period.value == Period::Stay);
        if let Some(explanation) = self.explanation.as_mut().filter(|_| goes_on && of_stay) {
            explanation.without_sums(which.title());
        }
    }

    /// What a layer pays is taken off the parts that its base names. Returns the base and the payment.
    fn layer(&mut self, layer: &InBill<'_>) -> LayerSums {
        let tier = layer.tier;
        let parts = self.base(layer);
        let base = self.burden.left_of(&parts);
        if base.is_zero() {
            return LayerSums::default();
        }
        let at = self.tier_position(layer, base);
        let pieces = policy::pieces(&tier.bands, at.low, at.high, self.points(layer.which));
        let paid = self.pay(&pieces);
        if at.low < at.high {
            self.choices.number(&tier.basis);
        }
        self.choices.number(&tier.threshold);
        if self.explanation.is_some() {
            self.explain_layer(layer, (base, at), &pieces, (paid.amount, paid.exact));
        }
        let others = if tier.cap.kind.value == CapKind::Payment { [CapKind::None] } else { [CapKind::Payment] };
        let reaches = layer.year.paid + paid.amount > tier.cap.amount.value;
        let kind = self.cap_kind(&tier.cap, &others, reaches, paid.amount);
        let paid = self.payment_cap(&tier.cap, kind, paid.amount, (Yuan::ZERO, layer.year.paid), layer.field);
        self.burden.pay(layer.payer, paid, &parts);
        LayerSums { base, paid }
    }

    /// The parts that the base counts: those that it names in their order, then any that another reading adds.
    fn base(&mut self, layer: &InBill<'_>) -> Vec<Part> {
        let tier = layer.tier;
        let named = &tier.base.value;
        // If even everything that any reading could count does not pass the threshold, no reading pays anything.
        let widest = self.burden.left_of(Part::ALL);
        if layer.year.base + widest <= tier.threshold.value {
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

    fn tier_position(&mut self, layer: &InBill<'_>, base: Yuan) -> Position {
        let tier = layer.tier;
        let threshold = tier.threshold.value;
        let above = |position: Yuan| (position - threshold).max(Yuan::ZERO);
        let start_of = |period: Period| if period == Period::Year { layer.year.base } else { Yuan::ZERO };
        let place = |edges: BandEdges, start: Yuan| match edges {
            BandEdges::FromZero => (start.max(threshold), (start + base).max(threshold)),
            BandEdges::AboveDeductible => (above(start), above(start + base)),
        };
        let start = self.choices.decide(&tier.period, Period::ALL, start_of);
        let points = self.points(layer.which);
        // Where the edges lie matters only if other bands are met.
        let edges = self.choices.decide_by(&tier.band_edges, BandEdges::ALL, |edges| {
            let (low, high) = place(edges, start);
            policy::pieces(&tier.bands, low, high, points)
        });
        let (low, high) = place(edges, start);
        Position { start, low, high }
    }

    fn explain_layer(
        &mut self,
        layer: &InBill<'_>,
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
