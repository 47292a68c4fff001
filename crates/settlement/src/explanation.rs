//! What the patient signs, explained: the split by the amounts that hold, as signed steps from the deposits to what is
//! given back or still to be paid (decisions.md D16). The steps always add up, whoever computed the amounts.

use crate::{
    adjudicate::Adjudication,
    cause::{Cause, Fit},
    policy::{Cited, Policy},
    world::Difference,
};
use model::{message::Message, money::Yuan, settlement::Amounts};
use rust_decimal::Decimal;
use serde::Serialize;

/// A step's place in the split.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(model::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitPart {
    /// Deposits held.
    Deposits,
    /// Everything, for somebody who pays everything.
    SelfPay,
    /// Own pay, over the ceiling, first self-pay: `medfee_sumamt` less `inscp_scp_amt`.
    OutOfScope,
    /// The deductible, which the patient pays: `act_pay_dedc`.
    Deductible,
    /// What is in scope less the deductible and `hifp_pay`.
    Share,
    /// What employees' large-sum fund pays: `hifob_pay`.
    SecondTier,
    /// What residents' serious-illness insurance pays: `hifmi_pay`.
    SeriousIllness,
    /// What medical assistance pays: `maf_pay`.
    Assistance,
    /// Civil servants' and enterprises' supplements and others: `cvlserv_pay`, `hifes_pay`, `oth_pay`, `hosp_part_amt`.
    OtherFunds,
    /// The person's own account and the family's.
    Account,
}

/// A step of the split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SplitStep {
    /// Which part of the split it is; a part of which the amount is zero is left out.
    pub part: SplitPart,
    /// What the amount is made up of; empty if there is nothing to add.
    pub rows: Vec<SplitRow>,
    /// Positive in the patient's favour, negative against.
    pub amount: Yuan,
}

/// A part of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SplitRow {
    /// What it is, as words with their values.
    pub message: Message,
    /// How much it is, in yuan; none if the words say it.
    pub amount: Option<Yuan>,
}

/// Why the amount that is signed is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The steps; they add up to the balance.
    pub steps: Vec<SplitStep>,
    /// Given back to the patient; if negative, still to be paid.
    pub balance: Yuan,
    /// Where the platform's amounts, which hold, differ from our adjudication.
    pub differences: Vec<Difference>,
    /// Computed causes that make both agree in every amount; each of them suffices by itself.
    pub causes: Vec<Cause>,
    /// The documents in which the rules stand.
    pub sources: Vec<Cited>,
}

impl Explanation {
    /// Does the platform give amounts for which nobody has a reason?
    #[must_use]
    pub const fn is_unexplained(&self) -> bool {
        !self.differences.is_empty() && self.causes.is_empty()
    }
}

/// What an explanation is made of.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// `None`: the patient pays everything.
    pub policy: Option<&'a Policy>,
    /// Hospital level, and the number of the stay in the year as the hospital has it.
    pub stay: (u8, u8),
    /// The amounts that hold.
    pub amounts: &'a Amounts,
    /// Deposits against the bill.
    pub deposits: Yuan,
    /// Our own adjudication.
    pub ours: &'a Adjudication,
    /// Where the two differ.
    pub differences: Vec<Difference>,
    /// What makes the two agree.
    pub fits: &'a [Fit],
}

impl Explained<'_> {
    /// The explanation.
    #[must_use]
    pub fn explanation(self) -> Explanation {
        let steps = self.steps();
        Explanation {
            balance: self.deposits - self.amounts.psn_cash_pay,
            sources: self.policy.map_or_else(Vec::new, |policy| policy.cited(&self.grounds().steps)),
            causes: self.fits.iter().map(|fit| fit.cause.clone()).collect(),
            differences: self.differences,
            steps,
        }
    }

    /// The adjudication whose rules are cited: one that gives what is signed, or else our own.
    fn grounds(&self) -> &Adjudication {
        self.agreeing().unwrap_or(self.ours)
    }

    /// An adjudication that gives the amounts that hold, if all those that do have the same bands.
    fn agreeing(&self) -> Option<&Adjudication> {
        if self.ours.amounts == *self.amounts {
            return Some(self.ours);
        }
        let first = &self.fits.first()?.adjudication;
        let same = |fit: &Fit| fit.adjudication.pieces == first.pieces && fit.adjudication.detail == first.detail;
        self.fits.iter().all(same).then_some(first)
    }

    fn steps(&self) -> Vec<SplitStep> {
        let a = self.amounts;
        let funds = a.hifp_pay + a.hifob_pay + a.hifmi_pay + a.maf_pay;
        let out_of_scope = a.medfee_sumamt - a.inscp_scp_amt;
        let share = a.inscp_scp_amt - a.act_pay_dedc - a.hifp_pay;
        let is_self_pay = self.policy.is_none();
        let own_part = if is_self_pay { SplitPart::SelfPay } else { SplitPart::OutOfScope };
        let steps = [
            (SplitPart::Deposits, self.deposits),
            (own_part, -out_of_scope),
            (SplitPart::Deductible, -a.act_pay_dedc),
            (SplitPart::Share, -share),
            (SplitPart::SecondTier, a.hifob_pay),
            (SplitPart::SeriousIllness, a.hifmi_pay),
            (SplitPart::Assistance, a.maf_pay),
            (SplitPart::OtherFunds, a.medfee_sumamt - a.psn_part_amt - funds),
            (SplitPart::Account, a.psn_part_amt - a.psn_cash_pay),
        ];
        let step = |(part, amount)| SplitStep { part, rows: self.rows(part), amount };
        steps.into_iter().filter(|(_, amount)| !amount.is_zero()).map(step).collect()
    }

    fn rows(&self, part: SplitPart) -> Vec<SplitRow> {
        let a = self.amounts;
        let agreeing = self.agreeing();
        match part {
            SplitPart::OutOfScope => amounts([
                ("split-row-own", a.fulamt_ownpay_amt),
                ("split-row-first", a.preselfpay_amt),
                ("split-row-over", a.overlmt_selfpay),
            ]),
            // The number of the stay in the year is only given if both sides have the same deductible.
            SplitPart::Deductible if self.ours.amounts.act_pay_dedc == a.act_pay_dedc => {
                let (level, nth) = self.stay;
                words([Message::new("split-row-deductible").with("level", level).with("nth", nth)])
            }
            SplitPart::Share => agreeing.map_or_else(Vec::new, bands),
            SplitPart::Account => {
                let all = a.psn_part_amt - a.psn_cash_pay;
                let family = a.acct_mulaid_pay.min(all);
                if family.is_zero() {
                    return Vec::new();
                }
                amounts([("split-row-account-own", all - family), ("split-row-account-family", family)])
            }
            SplitPart::Deposits
            | SplitPart::SelfPay
            | SplitPart::Deductible
            | SplitPart::SecondTier
            | SplitPart::SeriousIllness
            | SplitPart::Assistance
            | SplitPart::OtherFunds => Vec::new(),
        }
    }
}

/// What the patient pays of each band.
fn bands(found: &Adjudication) -> Vec<SplitRow> {
    let bands = found.pieces.iter().map(|piece| {
        let rate = model::message::Value::Rate(Decimal::ONE - piece.rate);
        Message::new("split-row-band").with("amount", piece.amount).with("rate", rate)
    });
    let beyond = [
        ("split-row-above-bands", found.detail.above_bands),
        ("split-row-over-cap", found.detail.over_cap_cost + found.detail.cut_by_cap),
    ];
    let beyond = beyond.into_iter().filter(|(_, amount)| !amount.is_zero());
    words(bands.chain(beyond.map(|(id, amount)| Message::new(id).with("amount", amount))))
}

fn words(messages: impl IntoIterator<Item = Message>) -> Vec<SplitRow> {
    messages.into_iter().map(|message| SplitRow { message, amount: None }).collect()
}

/// The parts that are not zero.
fn amounts<const N: usize>(parts: [(&'static str, Yuan); N]) -> Vec<SplitRow> {
    let parts = parts.into_iter().filter(|(_, amount)| !amount.is_zero());
    parts.map(|(id, amount)| SplitRow { message: Message::new(id), amount: Some(amount) }).collect()
}
