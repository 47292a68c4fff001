//! The layers above the pool: second tier (大额), serious illness (大病), medical assistance (医疗救助).

use super::{Run, explain};
use crate::policy::{self, BandEdges, CapKind, Part, Period, Tier};
use model::{
    message::{Message, Value},
    money::Yuan,
};
use std::borrow::Cow;

impl Run<'_> {
    pub(super) fn tiers(&mut self) {
        let policy = self.policy;
        let ytd = self.case.year_to_date;
        if let Some(tier) = &policy.second_tier {
            let (base, paid) = self.tier(tier, Yuan::ZERO, ytd.second_tier_base, ytd.second_tier_paid, "hifob_pay");
            self.detail.tier_base = base;
            self.amounts.hifob_pay = paid;
        }
        if let Some(tier) = &policy.serious_illness {
            let (base, paid) = self.tier(tier, Yuan::ZERO, ytd.second_tier_base, ytd.second_tier_paid, "hifmi_pay");
            self.detail.tier_base = base;
            self.amounts.hifmi_pay = paid;
        }
        if let Some(tier) = policy.assistance.as_ref().filter(|_| self.case.person.assistance) {
            let earlier = self.amounts.hifob_pay + self.amounts.hifmi_pay;
            let (base, paid) = self.tier(tier, earlier, ytd.assistance_base, ytd.assistance_paid, "maf_pay");
            self.detail.assistance_base = base;
            self.amounts.maf_pay = paid;
        }
    }

    fn part(&self, part: Part) -> Yuan {
        match part {
            Part::Deductible => self.amounts.act_pay_dedc,
            Part::Coinsurance => self.detail.coinsurance,
            Part::OverCap => self.detail.over_cap_cost + self.detail.cut_by_cap + self.detail.above_bands,
            Part::FirstSelfPay => self.amounts.preselfpay_amt,
            Part::OverCeiling => self.amounts.overlmt_selfpay,
        }
    }

    /// The base of a layer and what it pays. `earlier` is what earlier layers paid for the same parts.
    fn tier(
        &mut self,
        tier: &Tier,
        earlier: Yuan,
        year_base: Yuan,
        year_paid: Yuan,
        field: &'static str,
    ) -> (Yuan, Yuan) {
        let sum: Yuan = tier.base.value.iter().map(|part| self.part(*part)).sum();
        let base = (sum - earlier).max(Yuan::ZERO);
        let threshold = tier.threshold.value;
        let start = if tier.period.value == Period::Year { year_base } else { Yuan::ZERO };
        let above = |position: Yuan| (position - threshold).max(Yuan::ZERO);
        let (low, high) = match tier.band_edges.value {
            BandEdges::FromZero => (start.max(threshold), (start + base).max(threshold)),
            BandEdges::AboveDeductible => (above(start), above(start + base)),
        };
        let pieces = policy::pieces(&tier.bands, low, high, rust_decimal::Decimal::ZERO);
        let paid = self.policy.rounding.pay(&pieces);
        self.reach_rounding(paid.inexact, pieces.len());
        // If even the most that any rule could count exceeds the threshold, it matters what counts.
        let widest = self.amounts.medfee_sumamt - self.amounts.fulamt_ownpay_amt - self.amounts.hifp_pay;
        if year_base + widest > threshold {
            self.reach(&tier.base);
            self.reach(&tier.threshold);
            if !year_base.is_zero() {
                self.reach(&tier.period);
            }
        }
        if low < high {
            self.reach(&tier.basis);
            if tier.bands.len() > 1 && !threshold.is_zero() {
                self.reach(&tier.band_edges);
            }
        }
        let layer = Value::Message(Cow::Borrowed(explain::title(field)));
        if !base.is_zero() {
            let rule = Message::new("step-tier")
                .with("layer", layer.clone())
                .with("base", base)
                .with("before", start)
                .with("threshold", threshold);
            let mut rows = vec![self.base_row(tier, earlier, base)];
            if low >= high {
                rows.push(
                    Message::new("arithmetic-below-threshold")
                        .with("position", start + base)
                        .with("threshold", threshold),
                );
            }
            rows.extend(explain::band_rows(&pieces, paid.amount, paid.exact));
            let grounds = vec![
                tier.base.ground(),
                tier.threshold.ground(),
                tier.basis.ground(),
                tier.band_edges.ground(),
                tier.period.ground(),
            ];
            self.explanation.step(field, rule, rows, paid.amount, grounds);
        }
        let before = if tier.cap.period.value == Period::Year { year_paid } else { Yuan::ZERO };
        let mut result = paid.amount;
        if tier.cap.kind.value != CapKind::None && before + paid.amount > tier.cap.amount.value {
            self.reach(&tier.cap.kind);
            self.reach(&tier.cap.amount);
            if tier.cap.kind.value == CapKind::Payment {
                result = paid.amount.min((tier.cap.amount.value - before).max(Yuan::ZERO));
                let rule = Message::new("step-cap-payment").with("cap", tier.cap.amount.value).with("before", before);
                let rows = vec![explain::difference(paid.amount, paid.amount - result, result)];
                let grounds = vec![tier.cap.kind.ground(), tier.cap.amount.ground(), tier.cap.period.ground()];
                self.explanation.step(field, rule, rows, result, grounds);
            }
        }
        (base, result)
    }

    /// How the base is made up.
    fn base_row(&self, tier: &Tier, earlier: Yuan, base: Yuan) -> Message {
        let shown = |part: Part| if tier.base.value.contains(&part) { self.part(part) } else { Yuan::ZERO };
        Message::new("arithmetic-tier-base")
            .with("deductible", shown(Part::Deductible))
            .with("coinsurance", shown(Part::Coinsurance))
            .with("over_cap", shown(Part::OverCap))
            .with("first", shown(Part::FirstSelfPay) + shown(Part::OverCeiling))
            .with("earlier", earlier)
            .with("base", base)
    }
}
