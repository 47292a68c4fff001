//! The pool (统筹): deductible, bands, cap.

use super::{Run, explain};
use crate::policy::{self, BandEdges, Cap, CapDeductible, CapKind, Deductible, Period, Pool, Repeat, YearPosition};
use model::{message::Message, money::Yuan};

impl Run<'_> {
    pub(super) fn pool(&mut self) {
        let policy = self.policy;
        let in_scope = self.amounts.inscp_scp_amt;
        let Some(pool) = &policy.pool else {
            self.detail.coinsurance = in_scope;
            self.detail.personal_in_scope = in_scope;
            return;
        };
        let mut deductible = self.deductible(&pool.deductible);
        let (base, over_cap_cost) = self.cost_cap(pool, &mut deductible);
        self.amounts.act_pay_dedc = deductible;
        self.detail.over_cap_cost = over_cap_cost;
        let (raw, pieces) = self.bands(pool, base);
        let paid = self.payment_cap(&pool.cap, raw, self.case.year_to_date.pool_paid);
        self.detail.cut_by_cap = raw - paid;
        self.detail.above_bands = base - pieces;
        self.detail.coinsurance = pieces - raw;
        self.detail.personal_in_scope = in_scope - paid;
        self.amounts.hifp_pay = paid;
    }

    fn deductible(&mut self, rules: &Deductible) -> Yuan {
        let case = self.case;
        let ytd = case.year_to_date.deductible;
        let in_scope = self.amounts.inscp_scp_amt;
        self.reach(&rules.basis);
        if case.admission_no > 1 {
            self.reach(&rules.repeat);
        }
        // `covers` has found the row.
        let amounts = rules.row(case.hospital.level, case.hospital.kind).map_or(&[][..], |row| &row.amounts);
        let first = amounts.first().copied().unwrap_or_default();
        let standard = match rules.repeat.value {
            Repeat::Listed => {
                let nth = usize::from(case.admission_no.max(1)) - 1;
                amounts.get(nth.min(amounts.len().saturating_sub(1))).copied().unwrap_or_default()
            }
            Repeat::EachTime => first,
            Repeat::OnceAYear => (first - ytd).max(Yuan::ZERO),
        };
        let left = rules.yearly_max.as_ref().map(|max| (max, (max.value - ytd).max(Yuan::ZERO)));
        let mut due = standard;
        if let Some((max, left)) = left.filter(|(_, left)| *left < standard) {
            self.reach(max);
            due = left;
        }
        let paid = due.min(in_scope);
        let rule = Message::new("step-deductible")
            .with("level", case.hospital.level)
            .with("nth", case.admission_no)
            .with("standard", standard)
            .with("in_scope", in_scope);
        let mut rows = Vec::new();
        if due < standard {
            rows.push(Message::new("arithmetic-yearly-max").with("left", due).with("standard", standard));
        }
        if paid < due {
            rows.push(Message::new("arithmetic-deductible-in-scope").with("in_scope", in_scope).with("due", due));
        }
        rows.push(explain::difference(in_scope, paid, in_scope - paid));
        let grounds = vec![rules.basis.ground(), rules.repeat.ground()];
        self.explanation.step("act_pay_dedc", rule, rows, paid, grounds);
        paid
    }

    /// The cost that enters the bands, and the cost that a cap keeps out.
    fn cost_cap(&mut self, pool: &Pool, deductible: &mut Yuan) -> (Yuan, Yuan) {
        let cap = &pool.cap;
        let in_scope = self.amounts.inscp_scp_amt;
        let ytd = self.case.year_to_date;
        let yearly = cap.period.value == Period::Year;
        let before = if yearly { ytd.in_scope } else { Yuan::ZERO };
        if cap.kind.value != CapKind::None && before + in_scope > cap.amount.value {
            self.reach(&cap.kind);
            self.reach(&cap.amount);
        }
        if cap.kind.value != CapKind::Cost {
            return (in_scope - *deductible, Yuan::ZERO);
        }
        let (base, over) = match cap.deductible.value {
            CapDeductible::Included => {
                let entering = in_scope.min((cap.amount.value - before).max(Yuan::ZERO));
                *deductible = (*deductible).min(entering);
                (entering - *deductible, in_scope - entering)
            }
            CapDeductible::Above => {
                let before = if yearly { ytd.in_scope - ytd.deductible } else { Yuan::ZERO };
                let above = in_scope - *deductible;
                let base = above.min((cap.amount.value - before).max(Yuan::ZERO));
                (base, above - base)
            }
        };
        if !over.is_zero() {
            self.reach(&cap.deductible);
            if !before.is_zero() {
                self.reach(&cap.period);
            }
            let rule = Message::new("step-cap-cost").with("cap", cap.amount.value).with("over", over);
            let rows = vec![explain::difference(in_scope - *deductible, over, base)];
            let grounds = vec![cap.kind.ground(), cap.amount.ground(), cap.deductible.ground(), cap.period.ground()];
            self.explanation.step("inscp_scp_amt", rule, rows, base, grounds);
        }
        (base, over)
    }

    /// What the bands pay before a cap on the payment, and how much of the cost lies in them.
    fn bands(&mut self, pool: &Pool, base: Yuan) -> (Yuan, Yuan) {
        let case = self.case;
        let ytd = case.year_to_date;
        let deductible = self.amounts.act_pay_dedc;
        // `covers` has found the row.
        let bands = pool.rates.row(case.hospital.level, case.person.class).map_or(&[][..], |row| &row.bands);
        let start = match (pool.band_period.value, pool.year_position.value) {
            (Period::Stay, _) => Yuan::ZERO,
            (Period::Year, YearPosition::InScope) => ytd.in_scope,
            (Period::Year, YearPosition::AboveDeductible) => ytd.in_scope - ytd.deductible,
        };
        let low = match pool.band_edges.value {
            BandEdges::FromZero => start + deductible,
            BandEdges::AboveDeductible => start,
        };
        let pieces = policy::pieces(bands, low, low + base, self.points);
        let paid = self.policy.rounding.pay(&pieces);
        self.reach_rounding(paid.inexact, pieces.len());
        let covered: Yuan = pieces.iter().map(|piece| piece.amount).sum();
        let edged = bands.len() > 1 || bands.first().is_some_and(|band| band.to.is_some() || !band.from.is_zero());
        if !base.is_zero() {
            self.reach(&pool.rates.basis);
            if edged && !deductible.is_zero() {
                self.reach(&pool.band_edges);
            }
            if edged && !ytd.in_scope.is_zero() {
                self.reach(&pool.band_period);
                if pool.band_period.value == Period::Year && !ytd.deductible.is_zero() {
                    self.reach(&pool.year_position);
                }
            }
        }
        if base.is_zero() {
            // No bands: "0.00 in the bands from 551.80 to 551.80" says nothing.
            let grounds = vec![pool.rates.basis.ground()];
            self.explanation.step("hifp_pay", Message::new("step-pool-none"), Vec::new(), Yuan::ZERO, grounds);
            self.pieces = pieces;
            return (Yuan::ZERO, covered);
        }
        let rule = Message::new("step-pool")
            .with("level", case.hospital.level)
            .with("class", super::class_name(case.person.class))
            .with("low", low)
            .with("high", low + base)
            .with("base", base);
        let mut rows = explain::band_rows(&pieces, paid.amount, paid.exact);
        if covered < base {
            rows.push(Message::new("arithmetic-above-bands").with("amount", base - covered));
        }
        let mut grounds = vec![pool.rates.basis.ground(), pool.band_edges.ground(), pool.band_period.ground()];
        if pool.cap.kind.value == CapKind::NoBandAbove && covered < base {
            grounds.push(pool.cap.kind.ground());
        }
        grounds.push(self.policy.rounding.mode.ground());
        self.explanation.step("hifp_pay", rule, rows, paid.amount, grounds);
        self.pieces = pieces;
        (paid.amount, covered)
    }

    /// Cuts a payment at a cap on payments; `before` is what was paid earlier in the year.
    pub(super) fn payment_cap(&mut self, cap: &Cap, raw: Yuan, before: Yuan) -> Yuan {
        let before = if cap.period.value == Period::Year { before } else { Yuan::ZERO };
        if cap.kind.value != CapKind::None && before + raw > cap.amount.value {
            self.reach(&cap.kind);
            self.reach(&cap.amount);
        }
        if cap.kind.value != CapKind::Payment {
            return raw;
        }
        let paid = raw.min((cap.amount.value - before).max(Yuan::ZERO));
        if paid < raw {
            if !before.is_zero() {
                self.reach(&cap.period);
            }
            let rule = Message::new("step-cap-payment").with("cap", cap.amount.value).with("before", before);
            let rows = vec![explain::difference(raw, raw - paid, paid)];
            let grounds = vec![cap.kind.ground(), cap.amount.ground(), cap.period.ground()];
            self.explanation.step("hifp_pay", rule, rows, paid, grounds);
        }
        paid
    }
}
