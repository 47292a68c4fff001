//! The explanation of an adjudication: its steps in order, and what is assumed or not stated.

use crate::policy::{Basis, CrossYear, Ground, Piece, Policy};
use chrono::NaiveDate;
use model::{
    message::{Message, Value},
    money::Yuan,
};
use rust_decimal::Decimal;
use serde::Serialize;

/// One step: a rule, its inputs, the arithmetic row by row, and the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The national name of the amount that it gives.
    pub field: &'static str,
    /// Names the step in a word or two: `title-<field>`.
    pub title: Message,
    /// The rule; its arguments are the inputs.
    pub rule: Message,
    /// The arithmetic, one message per row; empty if there is nothing to compute.
    pub arithmetic: Vec<Message>,
    /// The result.
    pub result: Yuan,
    /// The conventions used, and why they are what they are.
    pub grounds: Vec<Ground>,
}

/// Something that a reader of the result must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `note-assumed` (argument `reason`), `note-not-stated`, `note-policy-not-in-force`, `note-no-day`,
    /// `note-charge-date`, `note-no-layer-sums`, `note-too-many-open`.
    pub message: Message,
    /// The convention that it is about, if any.
    pub ground: Option<Ground>,
    /// If true, the result is an estimate and is never confirmed.
    pub estimate_only: bool,
}

impl Note {
    /// Is it about a value that nobody states and that is assumed?
    pub fn is_assumption(&self) -> bool {
        self.ground.as_ref().is_some_and(|ground| matches!(ground.basis, Basis::Assumed(_)))
    }
}

/// The steps and notes of an adjudication in progress.
pub(super) struct Explanation {
    steps: Vec<Step>,
    notes: Vec<Note>,
    confirmed_possible: bool,
}

impl Default for Explanation {
    fn default() -> Self {
        Self { steps: Vec::with_capacity(10), notes: Vec::new(), confirmed_possible: true }
    }
}

impl Explanation {
    /// For a stay over the end of the year if each charge counts in its own year.
    pub(super) fn estimate_only(&mut self) {
        self.confirmed_possible = false;
        self.notes.push(Note { message: Message::new("note-charge-date"), ground: None, estimate_only: true });
    }

    pub(super) fn not_in_force(&mut self, policy: &Policy, day: NaiveDate) {
        self.confirmed_possible = false;
        let message = Message::new("note-policy-not-in-force")
            .with("policy", policy.title.clone())
            .with("day", day.to_string())
            .with("from", policy.valid_from.to_string())
            .with("to", policy.valid_to.map_or_else(|| "—".to_owned(), |day| day.to_string()));
        self.notes.push(Note { message, ground: None, estimate_only: true });
    }

    /// The bill does not say the day that decides the year and the policy.
    pub(super) fn without_day(&mut self, rule: CrossYear) {
        self.confirmed_possible = false;
        let day = match rule {
            CrossYear::AdmissionDate => "day-of-admission",
            CrossYear::DischargeDate | CrossYear::ChargeDate => "day-of-discharge",
            CrossYear::SettlementDate => "day-of-settlement",
        };
        let message = Message::new("note-no-day").with("day", Value::Message(day.into()));
        self.notes.push(Note { message, ground: None, estimate_only: true });
    }

    /// Nobody has a layer's sums of the year, which count.
    pub(super) fn without_sums(&mut self, layer: &'static str) {
        self.confirmed_possible = false;
        let message = Message::new("note-no-layer-sums").with("layer", Value::Message(layer.into()));
        self.notes.push(Note { message, ground: None, estimate_only: true });
    }

    pub(super) fn step(
        &mut self,
        field: &'static str,
        rule: Message,
        arithmetic: Vec<Message>,
        result: Yuan,
        grounds: Vec<Ground>,
    ) {
        self.steps.push(Step { field, title: Message::new(title(field)), rule, arithmetic, result, grounds });
    }

    pub(super) fn finish(self) -> (Vec<Step>, Vec<Note>, bool) {
        (self.steps, self.notes, self.confirmed_possible)
    }
}

/// The message that names a national field.
pub(crate) fn title(field: &str) -> &'static str {
    match field {
        "medfee_sumamt" => "title-medfee-sumamt",
        "fulamt_ownpay_amt" => "title-fulamt-ownpay-amt",
        "overlmt_selfpay" => "title-overlmt-selfpay",
        "preselfpay_amt" => "title-preselfpay-amt",
        "inscp_scp_amt" => "title-inscp-scp-amt",
        "act_pay_dedc" => "title-act-pay-dedc",
        "hifp_pay" => "title-hifp-pay",
        "hifmi_pay" => "title-hifmi-pay",
        "hifob_pay" => "title-hifob-pay",
        "maf_pay" => "title-maf-pay",
        "cvlserv_pay" => "title-cvlserv-pay",
        "hifes_pay" => "title-hifes-pay",
        "oth_pay" => "title-oth-pay",
        "fund_pay_sumamt" => "title-fund-pay-sumamt",
        "acct_pay" => "title-acct-pay",
        "acct_mulaid_pay" => "title-acct-mulaid-pay",
        "psn_cash_pay" => "title-psn-cash-pay",
        "deposit_refund" => "title-deposit-refund",
        "arrears" => "title-arrears",
        _ => "title-psn-part-amt",
    }
}

/// `9,000.00 × 85 % = 7,650.00`, with the exact product.
pub(super) fn band_row(amount: Yuan, rate: Decimal, exact: Decimal) -> Message {
    Message::new("arithmetic-band")
        .with("amount", amount)
        .with("rate", Value::Rate(rate))
        .with("exact", exact.normalize())
}

/// One row for each piece, and one for the sum if it is rounded or has several pieces.
pub(super) fn band_rows(pieces: &[Piece], paid: Yuan, exact: Decimal) -> Vec<Message> {
    let mut rows: Vec<Message> = pieces.iter().map(|piece| band_row(piece.amount, piece.rate, piece.pays())).collect();
    if pieces.len() > 1 || paid.decimal() != exact {
        rows.push(Message::new("arithmetic-sum").with("exact", exact.normalize()).with("result", paid));
    }
    rows
}

/// `10,000.00 − 1,000.00 = 9,000.00`.
pub(super) fn difference(from: Yuan, less: Yuan, result: Yuan) -> Message {
    Message::new("arithmetic-difference").with("from", from).with("less", less).with("result", result)
}
