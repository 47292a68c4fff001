//! What comes before the layers: the day and year that count, and treatment away from the insured place.

use super::{Days, Run, explain};
use crate::policy::{Away, CrossYear, Layer, RemoteRule, RoundingMode};
use chrono::Datelike;
use model::message::Message;

impl Run<'_> {
    /// The year in which the stay counts, if that is a question; and whether the policy is in force.
    pub(super) fn year(&mut self) {
        let policy = self.policy;
        let Days { admitted, discharged, settled } = self.case.days;
        let last = settled.or(discharged);
        let over_year_end = match (admitted, last) {
            (Some(first), Some(last)) => first.year() != last.year(),
            _ => false,
        };
        if over_year_end {
            // The year's sums are given, and nobody has those of the other year.
            self.choices.unweighed(&policy.cross_year);
        }
        let Some(explanation) = &mut self.explanation else { return };
        let rule = policy.cross_year.value;
        let (counts, otherwise) = match rule {
            CrossYear::AdmissionDate => (admitted, last),
            CrossYear::DischargeDate | CrossYear::ChargeDate => (discharged, settled.or(admitted)),
            CrossYear::SettlementDate => (settled, discharged.or(admitted)),
        };
        if counts.is_none() {
            explanation.without_day(rule);
        }
        let counted = counts.or(otherwise);
        if over_year_end {
            if rule == CrossYear::ChargeDate {
                explanation.estimate_only();
            }
            if let Some(day) = counted {
                let rule = Message::new("step-year")
                    .with("year", i64::from(day.year()).to_string())
                    .with("rule", model::message::Value::Message(year_rule(rule).into()));
                let grounds = vec![policy.cross_year.ground()];
                explanation.step("medfee_sumamt", rule, Vec::new(), self.amounts.medfee_sumamt, grounds);
            }
        }
        if let Some(day) = counted.filter(|day| !policy.in_force(*day)) {
            explanation.not_in_force(policy, day);
        }
    }

    /// Treatment away from the insured place.
    pub(super) fn remote(&mut self) {
        let policy = self.policy;
        let remote = &policy.remote;
        let base = self.amounts.inscp_scp_amt;
        let way = self.case.particulars.away.or(self.case.person.remote.then_some(Away::Without));
        // With nothing in scope, only layers that pay on something else can lose points.
        let matters = !base.is_zero() || remote.layers.value.iter().any(|layer| *layer != Layer::Pool);
        let Some(way) = way.filter(|_| matters) else { return };
        let share = remote.share.value;
        let rule = if share.is_zero() {
            // Under another rule there is a share, and nobody has it.
            self.choices.number(&remote.rule);
            remote.rule.value
        } else {
            self.choices.pick(&remote.rule, RemoteRule::ALL)
        };
        if rule == RemoteRule::None || (rule == RemoteRule::BaseLess && base.is_zero()) {
            return;
        }
        self.choices.number(&remote.share);
        let grounds = || vec![remote.rule.ground(), remote.share.ground()];
        if rule == RemoteRule::RateLess {
            self.points = share;
            if let Some(explanation) = &mut self.explanation {
                let rule = Message::new(rate_rule(way)).with("share", model::message::Value::Rate(share));
                let grounds = grounds().into_iter().chain([remote.layers.ground()]).collect();
                explanation.step("inscp_scp_amt", rule, Vec::new(), base, grounds);
            }
            return;
        }
        let exact = base.decimal() * share;
        let moved = self.choices.decide(&policy.rounding.mode, RoundingMode::ALL, |mode| mode.fen(exact));
        self.detail.remote_preself = moved;
        self.amounts.preselfpay_amt += moved;
        self.amounts.inscp_scp_amt -= moved;
        if let Some(explanation) = &mut self.explanation {
            let rule = Message::new(base_rule(way)).with("share", model::message::Value::Rate(share));
            let row = explain::band_row(base, share, exact);
            let rows = vec![row, explain::difference(base, moved, self.amounts.inscp_scp_amt)];
            explanation.step("preselfpay_amt", rule, rows, moved, grounds());
        }
    }
}

const fn rate_rule(way: Away) -> &'static str {
    match way {
        Away::Without => "step-remote-rate",
        Away::Referred => "step-remote-rate-referred",
        Away::Registered => "step-remote-rate-registered",
    }
}

const fn base_rule(way: Away) -> &'static str {
    match way {
        Away::Without => "step-remote-base",
        Away::Referred => "step-remote-base-referred",
        Away::Registered => "step-remote-base-registered",
    }
}

fn year_rule(rule: CrossYear) -> &'static str {
    match rule {
        CrossYear::AdmissionDate => "year-of-admission",
        CrossYear::DischargeDate => "year-of-discharge",
        CrossYear::SettlementDate => "year-of-settlement",
        CrossYear::ChargeDate => "year-of-charge",
    }
}
