//! The pool (统筹): deductible, bands, cap.

use super::{Earlier, Run, explain};
use crate::policy::{
    self, Band, BandEdges, Cap, CapDeductible, CapKind, CapOver, Continued, Continues, Deductible, InsuredClass, Layer,
    Paid, Part, Period, Piece, Pool, Repeat, RoundingMode, RoundingPlace, YearPosition,
};
use model::{message::Message, money::Yuan, settlement::YearToDate};
use rust_decimal::Decimal;

impl Run<'_> {
    pub(super) fn pool(&mut self) {
        let policy = self.policy;
        let in_scope = self.amounts.inscp_scp_amt;
        let Some(pool) = &policy.pool else {
            self.detail.coinsurance = in_scope;
            self.detail.personal_in_scope = in_scope;
            let nothing = Yuan::ZERO;
            let parts = [(Part::Coinsurance, in_scope), (Part::Deductible, nothing), (Part::OverCap, nothing)];
            self.bear(nothing, parts);
            return;
        };
        let deductible = self.deductible(&pool.deductible);
        self.amounts.act_pay_dedc = deductible;
        let year = self.case.year_to_date;
        // No layer pays more than the cost, so a cap that even the whole cost does not reach cuts nothing.
        let stay = self.stay_before();
        let before = year.in_scope.max(year.pool_paid).max(stay.in_scope).max(stay.pool_paid);
        let reaches = before + in_scope > pool.cap.amount.value;
        // Nothing is paid above the last band, whether the cap says so or not.
        let others = match pool.cap.kind.value {
            CapKind::None | CapKind::NoBandAbove => [CapKind::Cost, CapKind::Payment],
            CapKind::Cost => [CapKind::None, CapKind::Payment],
            CapKind::Payment => [CapKind::None, CapKind::Cost],
        };
        let kind = self.cap_kind(&pool.cap, &others, reaches, in_scope - deductible);
        let (base, over_cap_cost) = self.cost_cap(pool, kind, deductible);
        let paid = self.bands(pool, base);
        let covered: Yuan = self.pieces.iter().map(|piece| piece.amount).sum();
        let hifp_pay = self.payment_cap(&pool.cap, kind, paid.amount, (stay.pool_paid, year.pool_paid), "hifp_pay");
        let cut = paid.amount - hifp_pay;
        let over_payment = if cut.is_zero() {
            Yuan::ZERO
        } else {
            let pieces = &self.pieces;
            self.choices.decide(&pool.cap.over, CapOver::ALL, |over| match over {
                CapOver::PaymentCut => cut,
                CapOver::CostAbove => covered - cost_at(pieces, hifp_pay),
            })
        };
        self.amounts.hifp_pay = hifp_pay;
        let detail = &mut self.detail;
        detail.over_cap_cost = over_cap_cost;
        detail.cut_by_cap = over_payment;
        detail.above_bands = base - covered;
        detail.coinsurance = covered - hifp_pay - over_payment;
        detail.personal_in_scope = in_scope - hifp_pay;
        let over_cap = over_cap_cost + over_payment + detail.above_bands;
        let parts =
            [(Part::Deductible, deductible), (Part::Coinsurance, detail.coinsurance), (Part::OverCap, over_cap)];
        self.bear(hifp_pay, parts);
    }

    fn deductible(&mut self, rules: &Deductible) -> Yuan {
        let case = self.case;
        let before = case.year_to_date.deductible;
        let in_scope = self.amounts.inscp_scp_amt;
        // `terms` has found the row.
        let amounts = rules.row(case.hospital, case.person.class).map_or(&[][..], |row| &row.amounts);
        let first = amounts.first().copied().unwrap_or_default();
        let left = rules.yearly_max.value.map(|max| (max - before).max(Yuan::ZERO));
        let earlier = case.particulars.earlier;
        let part_of = |repeat: Repeat, rule: Continued| match (rule, earlier) {
            // What is paid once a year counts the earlier part already, if it was in the same year.
            (Continued::Difference, Some(earlier))
                if repeat != Repeat::OnceAYear || earlier.kind == Continues::NewYear =>
            {
                earlier.deductible
            }
            _ => Yuan::ZERO,
        };
        let rest_of = |standard: Yuan, paid: Yuan| (standard - paid).max(Yuan::ZERO);
        let due_of = |rest: Yuan| left.map_or(rest, |left| left.min(rest));
        let standard_of = |repeat: Repeat| match repeat {
            Repeat::Listed => {
                let nth = usize::from(case.admission_no.max(1)) - 1;
                amounts.get(nth.min(amounts.len().saturating_sub(1))).copied().unwrap_or_default()
            }
            Repeat::EachTime => first,
            Repeat::OnceAYear => (first - before).max(Yuan::ZERO),
        };
        let continued = match earlier.map(|earlier| earlier.kind) {
            Some(Continues::Interim) => &rules.interim,
            Some(Continues::NewYear) => &rules.new_year,
            Some(Continues::Transfer) | None => &rules.transfer,
        };
        let pays =
            |repeat: Repeat, rule: Continued| due_of(rest_of(standard_of(repeat), part_of(repeat, rule))).min(in_scope);
        // The standard is shown; what is paid of it is what matters.
        let repeat = self.choices.decide_by(&rules.repeat, Repeat::ALL, |repeat| {
            Continued::ALL.iter().map(|rule| pays(repeat, *rule)).collect::<Vec<_>>()
        });
        let rule = self.choices.decide_by(continued, Continued::ALL, |rule| pays(repeat, rule));
        let standard = standard_of(repeat);
        let part = part_of(repeat, rule).min(standard);
        let rest = rest_of(standard, part);
        let due = due_of(rest);
        let paid = due.min(in_scope);
        if !in_scope.is_zero() {
            self.choices.number(&rules.basis);
            if !standard.is_zero() {
                self.choices.number(&rules.yearly_max);
            }
        }
        if let Some(explanation) = &mut self.explanation {
            let rule = Message::new("step-deductible")
                .with("level", case.hospital.level)
                .with("nth", case.admission_no)
                .with("standard", standard)
                .with("in_scope", in_scope);
            let mut rows = Vec::new();
            if !part.is_zero() {
                rows.push(explain::difference(standard, part, rest));
            }
            if due < rest {
                rows.push(Message::new("arithmetic-yearly-max").with("left", due).with("standard", rest));
            }
            if paid < due {
                rows.push(Message::new("arithmetic-deductible-in-scope").with("in_scope", in_scope).with("due", due));
            }
            rows.push(explain::difference(in_scope, paid, in_scope - paid));
            let mut grounds = vec![rules.basis.ground(), rules.repeat.ground()];
            if earlier.is_some() {
                grounds.push(continued.ground());
            }
            explanation.step("act_pay_dedc", rule, rows, paid, grounds);
        }
        paid
    }

    /// What came before in this stay: something only if a part of it was settled already.
    fn stay_before(&self) -> YearToDate {
        match self.case.particulars.earlier {
            Some(Earlier { kind: Continues::Interim | Continues::NewYear, in_scope, deductible, pool_paid }) => {
                YearToDate { in_scope, deductible, pool_paid, ..YearToDate::default() }
            }
            _ => YearToDate::default(),
        }
    }

    /// Which kind of cap there is. `others`: the kinds that do something else than the policy's own. `reaches`: could
    /// the cap cut anything? `entering`: what the layer could pay for.
    pub(super) fn cap_kind(&mut self, cap: &Cap, others: &[CapKind], reaches: bool, entering: Yuan) -> CapKind {
        let own = cap.kind.value;
        if entering.is_zero() {
            return own;
        }
        if own == CapKind::None && cap.amount.value.is_zero() {
            // Another kind of cap has an amount, and nobody has it.
            self.choices.number(&cap.kind);
            return own;
        }
        let mut kinds = vec![own];
        kinds.extend(others);
        let kind = if reaches { self.choices.pick(&cap.kind, &kinds) } else { own };
        if kind != CapKind::None {
            self.choices.number(&cap.amount);
        }
        kind
    }

    /// The cost that enters the bands, and the cost that a cap keeps out. The deductible comes first: what the patient
    /// bears as deductible is not over the cap.
    fn cost_cap(&mut self, pool: &Pool, kind: CapKind, deductible: Yuan) -> (Yuan, Yuan) {
        let cap = &pool.cap;
        let above = self.amounts.inscp_scp_amt - deductible;
        if kind != CapKind::Cost {
            return (above, Yuan::ZERO);
        }
        let (stay, year) = (self.stay_before(), self.case.year_to_date);
        let base_of = |counts: CapDeductible, period: Period| {
            let sums = if period == Period::Stay { stay } else { year };
            let before = match counts {
                CapDeductible::Included => sums.in_scope,
                CapDeductible::Above => sums.in_scope - sums.deductible,
            };
            let room = match counts {
                CapDeductible::Included => cap.amount.value - before - deductible,
                CapDeductible::Above => cap.amount.value - before,
            };
            above.min(room.max(Yuan::ZERO))
        };
        let all = |counts: CapDeductible| Period::ALL.iter().map(|period| base_of(counts, *period)).collect::<Vec<_>>();
        let counts = self.choices.decide_by(&cap.deductible, CapDeductible::ALL, all);
        let base = self.choices.decide(&cap.period, Period::ALL, |period| base_of(counts, period));
        let over = above - base;
        if let Some(explanation) = self.explanation.as_mut().filter(|_| !over.is_zero()) {
            let rule = Message::new("step-cap-cost").with("cap", cap.amount.value).with("over", over);
            let rows = vec![explain::difference(above, over, base)];
            let grounds = vec![cap.kind.ground(), cap.amount.ground(), cap.deductible.ground(), cap.period.ground()];
            explanation.step("inscp_scp_amt", rule, rows, base, grounds);
        }
        (base, over)
    }

    /// Where the cost lies in the bands.
    fn position(&mut self, pool: &Pool, bands: &[Band], base: Yuan) -> Yuan {
        let (stay, year) = (self.stay_before(), self.case.year_to_date);
        let deductible = self.amounts.act_pay_dedc;
        let low_of = |edges: BandEdges, period: Period, position: YearPosition| {
            let sums = if period == Period::Stay { stay } else { year };
            let start = match position {
                YearPosition::InScope => sums.in_scope,
                YearPosition::AboveDeductible => sums.in_scope - sums.deductible,
            };
            if edges == BandEdges::FromZero { start + deductible } else { start }
        };
        let (own_edges, own_period, own_position) =
            (pool.band_edges.value, pool.band_period.value, pool.year_position.value);
        // If one band holds every place where the cost could lie, no convention moves anything.
        let high = year.in_scope.max(stay.in_scope) + deductible + base;
        let holds = |band: &Band| band.from.is_zero() && band.to.is_none_or(|edge| high <= edge);
        if bands.iter().any(holds) {
            return low_of(own_edges, own_period, own_position);
        }
        let positions =
            |period: Period| YearPosition::ALL.iter().map(|one| low_of(own_edges, period, *one)).collect::<Vec<_>>();
        let period = self.choices.decide_by(&pool.band_period, Period::ALL, positions);
        let position =
            self.choices.decide_by(&pool.year_position, YearPosition::ALL, |one| low_of(own_edges, period, one));
        self.choices.decide(&pool.band_edges, BandEdges::ALL, |edges| low_of(edges, period, position))
    }

    /// What the bands pay before a cap on the payment.
    fn bands(&mut self, pool: &Pool, base: Yuan) -> Paid {
        let case = self.case;
        if base.is_zero() {
            // No bands: "0.00 in the bands from 551.80 to 551.80" says nothing.
            if let Some(explanation) = &mut self.explanation {
                let grounds = vec![pool.rates.basis.ground()];
                explanation.step("hifp_pay", Message::new("step-pool-none"), Vec::new(), Yuan::ZERO, grounds);
            }
            return Paid::default();
        }
        self.choices.number(&pool.rates.basis);
        // `terms` has found the row.
        let bands = pool.rates.row(case.hospital, case.person.class).map_or(&[][..], |row| &row.bands);
        let low = self.position(pool, bands, base);
        let pieces = policy::pieces(bands, low, low + base, self.points(Layer::Pool));
        let paid = self.pay(&pieces);
        if let Some(explanation) = &mut self.explanation {
            let covered: Yuan = pieces.iter().map(|piece| piece.amount).sum();
            let class = self.policy.people.class(case.person, &case.particulars);
            let class = class.map_or_else(|_| super::class_name(case.person.class), InsuredClass::value);
            let rule = Message::new("step-pool")
                .with("level", case.hospital.level)
                .with("class", class)
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
            explanation.step("hifp_pay", rule, rows, paid.amount, grounds);
        }
        self.pieces = pieces;
        paid
    }

    /// The points that a layer's rates lose away from home.
    pub(super) fn points(&self, layer: Layer) -> Decimal {
        if self.policy.remote.layers.value.contains(&layer) { self.points } else { Decimal::ZERO }
    }

    /// What pieces pay, to the fen.
    pub(super) fn pay(&mut self, pieces: &[Piece]) -> Paid {
        let rounding = &self.policy.rounding;
        let all = |place: RoundingPlace| {
            RoundingMode::ALL.iter().map(|mode| mode.pay(place, pieces).amount).collect::<Vec<_>>()
        };
        let own = rounding.mode.value.pay(rounding.place.value, pieces);
        if !own.inexact {
            return own;
        }
        let place = self.choices.decide_by(&rounding.place, RoundingPlace::ALL, all);
        self.choices.decide(&rounding.mode, RoundingMode::ALL, |mode| mode.pay(place, pieces))
    }

    /// Cuts a payment at a cap on payments; before it, so much was paid in the stay and in the year.
    pub(super) fn payment_cap(
        &mut self,
        cap: &Cap,
        kind: CapKind,
        raw: Yuan,
        (stay, year): (Yuan, Yuan),
        field: &'static str,
    ) -> Yuan {
        if kind != CapKind::Payment {
            return raw;
        }
        let before_of = |period: Period| if period == Period::Year { year } else { stay };
        let paid_of = |period: Period| raw.min((cap.amount.value - before_of(period)).max(Yuan::ZERO));
        let period = self.choices.decide_by(&cap.period, Period::ALL, paid_of);
        let paid = paid_of(period);
        if let Some(explanation) = self.explanation.as_mut().filter(|_| paid < raw) {
            let before = before_of(period);
            let rule = Message::new("step-cap-payment").with("cap", cap.amount.value).with("before", before);
            let rows = vec![explain::difference(raw, raw - paid, paid)];
            let grounds = vec![cap.kind.ground(), cap.amount.ground(), cap.period.ground()];
            explanation.step(field, rule, rows, paid, grounds);
        }
        paid
    }
}

/// The cost at which the pieces pay so much: the least that does.
fn cost_at(pieces: &[Piece], paid: Yuan) -> Yuan {
    let (mut cost, mut left) = (Yuan::ZERO, paid.decimal());
    for piece in pieces {
        let pays = piece.pays();
        if pays >= left {
            let part = if left.is_zero() { left } else { left / piece.rate };
            let whole = Yuan::rounded(part, rust_decimal::RoundingStrategy::AwayFromZero).unwrap_or_default();
            return cost + whole.min(piece.amount);
        }
        cost += piece.amount;
        left -= pays;
    }
    cost
}
