//! Splits the lines and adds them up.

use super::{Costs, Run};
use crate::{
    line,
    policy::{LineOrder, RoundingMode},
};
use model::{
    message::{Message, Refusal},
    settlement::{ChargeClass, LineSplit},
};

/// The lines added up under one pair of conventions, and whether another one could give something else.
#[derive(Clone, Copy, Debug)]
struct Sum {
    by: (LineOrder, RoundingMode),
    total: LineSplit,
    /// Some line has both a rate and something over its ceiling.
    order_matters: bool,
    /// Some share was rounded.
    mode_matters: bool,
}

/// The sums that were computed already: a bill is adjudicated many times, and its lines are many.
#[derive(Debug, Default)]
pub(crate) struct Sums(Vec<Sum>);

impl Run<'_> {
    /// Splits the lines and adds them up; the splits are only kept for a result that is explained.
    pub(super) fn lines(&mut self, sums: &mut Sums) -> Result<Vec<LineSplit>, Refusal> {
        let policy = self.policy;
        let (total, splits) = match &self.case.costs {
            Costs::Totals(split) => (*split, Vec::new()),
            Costs::Lines(_) => {
                let own = (policy.line_order.value, policy.rounding.mode.value);
                let mut splits = Vec::new();
                let mut sum = self.sum(sums, own, &mut splits);
                if sum.order_matters {
                    let order = self.choices.pick(&policy.line_order, LineOrder::ALL);
                    sum = self.sum(sums, (order, own.1), &mut Vec::new());
                }
                if sum.mode_matters {
                    let mode = self.choices.pick(&policy.rounding.mode, RoundingMode::ALL);
                    sum = self.sum(sums, (sum.by.0, mode), &mut Vec::new());
                }
                (sum.total, splits)
            }
        };
        let sum = line::sum(&total);
        if sum > crate::limits::AMOUNT_MAX {
            return Refusal::new("bill-too-large").with("total", sum).with("max", crate::limits::AMOUNT_MAX).err();
        }
        self.amounts.medfee_sumamt = sum;
        self.amounts.fulamt_ownpay_amt = total.fulamt_ownpay_amt;
        self.amounts.overlmt_selfpay = total.overlmt_amt;
        self.amounts.preselfpay_amt = total.preselfpay_amt;
        self.amounts.inscp_scp_amt = total.inscp_scp_amt;
        if let Some(explanation) = &mut self.explanation {
            let rule = Message::new("step-lines")
                .with("count", splits.len() as i64)
                .with("total", sum)
                .with("in_scope", total.inscp_scp_amt);
            let arithmetic = Message::new("arithmetic-lines")
                .with("total", sum)
                .with("own", total.fulamt_ownpay_amt)
                .with("over", total.overlmt_amt)
                .with("first", total.preselfpay_amt)
                .with("in_scope", total.inscp_scp_amt);
            let grounds = if splits.is_empty() { Vec::new() } else { vec![policy.line_order.ground()] };
            explanation.step("inscp_scp_amt", rule, vec![arithmetic], total.inscp_scp_amt, grounds);
        }
        Ok(splits)
    }

    fn sum(&self, sums: &mut Sums, by: (LineOrder, RoundingMode), splits: &mut Vec<LineSplit>) -> Sum {
        if let Some(known) = sums.0.iter().find(|sum| sum.by == by) {
            return *known;
        }
        let Costs::Lines(lines) = &self.case.costs else {
            return Sum { by, total: LineSplit::default(), order_matters: false, mode_matters: false };
        };
        let mut sum = Sum { by, total: LineSplit::default(), order_matters: false, mode_matters: false };
        splits.reserve(lines.len());
        for one in lines {
            let split = line::divide(by.0, by.1, one.priced, one.amount);
            sum.total = line::plus(&sum.total, &split);
            if one.priced.class != ChargeClass::C && !one.priced.preself_rate.is_zero() {
                // What is over the ceiling after the rate is over it before the rate as well.
                let over = line::over(one.priced, one.amount);
                sum.order_matters |= !over.is_zero();
                let base = if by.0 == LineOrder::CeilingFirst { one.amount - over } else { one.amount };
                sum.mode_matters |= by.1.share(base, one.priced.preself_rate).1;
            }
            splits.push(split);
        }
        sums.0.push(sum);
        sum
    }
}
