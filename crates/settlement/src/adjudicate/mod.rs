//! Who pays how much of a stay, and why (待遇计算), in exact decimals.
//!
//! Order: lines → remote rule → deductible → cap on cost → bands → cap on payment → tiers → account → cash → deposits.
//! The order is taken from published examples, which are cases in `tests/data`.

mod account;
mod explain;
mod pool;
mod tier;

pub(crate) use explain::title;
pub use explain::{Note, Step};

use crate::{
    line::{self, Priced},
    policy::{Convention, CrossYear, HospitalKind, Piece, Policy, RemoteRule},
};
use chrono::{Datelike, NaiveDate};
use explain::Explanation;
use model::{
    journey::PersonClass,
    message::{Message, Refusal},
    money::Yuan,
    settlement::{Amounts, ChargeClass, LineSplit, YearToDate},
};
use rust_decimal::Decimal;
use serde::Serialize;

/// A stay as adjudication sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Who is insured.
    pub person: PersonFacts,
    /// Where the stay was.
    pub hospital: HospitalFacts,
    /// Which admission of the year, from 1.
    pub admission_no: u8,
    /// Its days.
    pub days: Days,
    /// What it cost.
    pub costs: Costs,
    /// The year to date, before this stay.
    pub year_to_date: YearToDate,
    /// Balance of the person's own account.
    pub account_balance: Yuan,
    /// Balance of the family's account (共济).
    pub family_balance: Yuan,
    /// Deposits held.
    pub deposits: Yuan,
}

/// What matters about the insured person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// Active, retired, resident.
    pub class: PersonClass,
    /// Treated away from the insured place without referral; counts if the policy has a rule for it.
    pub remote: bool,
    /// Entitled to medical assistance.
    pub assistance: bool,
}

/// What matters about the hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HospitalFacts {
    /// 0 = community and township, 1–3.
    pub level: u8,
    /// General, traditional, psychiatric.
    pub kind: HospitalKind,
}

/// The days of a stay, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Admitted on.
    pub admitted: Option<NaiveDate>,
    /// Left on.
    pub discharged: Option<NaiveDate>,
    /// Settled on.
    pub settled: Option<NaiveDate>,
}

/// What a stay cost.
#[derive(Clone, Debug, PartialEq)]
pub enum Costs {
    /// Line by line; the adjudication splits them.
    Lines(Vec<CostLine>),
    /// Already split.
    Totals(LineSplit),
}

/// A line to be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// Its item.
    pub priced: Priced,
    /// Its amount.
    pub amount: Yuan,
}

/// Values between the national amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Moved from in-scope cost to first self-pay because of the remote rule.
    pub remote_preself: Yuan,
    /// In-scope cost above a cap on the cost.
    pub over_cap_cost: Yuan,
    /// The part of the pool's payment that a cap on payments took away.
    pub cut_by_cap: Yuan,
    /// In-scope cost above the last band.
    pub above_bands: Yuan,
    /// The patient's share within the bands.
    pub coinsurance: Yuan,
    /// In scope and not paid by the pool.
    pub personal_in_scope: Yuan,
    /// The base of the second tier or of serious-illness insurance.
    pub tier_base: Yuan,
    /// The base of medical assistance.
    pub assistance_base: Yuan,
}

/// The result: who pays what, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjudication {
    /// The national amounts.
    pub amounts: Amounts,
    /// Deposits that go back to the patient.
    pub deposit_refund: Yuan,
    /// What the patient still owes after the deposits.
    pub arrears: Yuan,
    /// The values between the amounts.
    pub detail: Detail,
    /// How much of the cost lay in which band of the pool.
    pub pieces: Vec<Piece>,
    /// Each line's split, in the order of the lines; empty if only totals are known.
    pub lines: Vec<LineSplit>,
    /// The explanation in order.
    pub steps: Vec<Step>,
    /// Assumed values, and values that the policy does not state and that mattered.
    pub notes: Vec<Note>,
    /// False if a value that is not stated mattered, or the policy is not in force: an estimate, never confirmed.
    pub confirmed_possible: bool,
}

impl Adjudication {
    /// The year's accumulators after this stay.
    #[must_use]
    pub fn year_after(&self, before: &YearToDate) -> YearToDate {
        YearToDate {
            in_scope: before.in_scope + self.amounts.inscp_scp_amt,
            deductible: before.deductible + self.amounts.act_pay_dedc,
            pool_paid: before.pool_paid + self.amounts.hifp_pay,
            second_tier_base: before.second_tier_base + self.detail.tier_base,
            second_tier_paid: before.second_tier_paid + self.amounts.hifob_pay + self.amounts.hifmi_pay,
            assistance_base: before.assistance_base + self.detail.assistance_base,
            assistance_paid: before.assistance_paid + self.amounts.maf_pay,
        }
    }
}

/// An adjudication in progress.
struct Run<'a> {
    policy: &'a Policy,
    case: &'a Case,
    amounts: Amounts,
    detail: Detail,
    pieces: Vec<Piece>,
    /// How much every rate is reduced by.
    points: Decimal,
    explanation: Explanation,
}

impl Run<'_> {
    /// The case reaches a convention, so its value matters for the result.
    fn reach<T>(&mut self, convention: &Convention<T>) {
        self.explanation.reach(convention);
    }

    /// Did rounding matter? Then its conventions are reached.
    fn reach_rounding(&mut self, inexact: bool, pieces: usize) {
        let policy = self.policy;
        if inexact {
            self.reach(&policy.rounding.mode);
            if pieces > 1 {
                self.reach(&policy.rounding.place);
            }
        }
    }
}

/// Adjudicates a stay.
///
/// # Errors
/// `policy-no-rate`: the policy has no deductible or rate for this level and class; `bill-too-large`: the bill is over
/// [`limits::AMOUNT_MAX`](crate::limits::AMOUNT_MAX).
pub fn adjudicate(policy: &Policy, case: &Case) -> Result<Adjudication, Refusal> {
    if !policy.covers(case.hospital, case.person.class) {
        return Refusal::new("policy-no-rate")
            .with("policy", policy.id.as_str())
            .with("level", case.hospital.level)
            .with("class", class_name(case.person.class))
            .err();
    }
    let mut run = Run {
        policy,
        case,
        amounts: Amounts::default(),
        detail: Detail::default(),
        pieces: Vec::new(),
        points: Decimal::ZERO,
        explanation: Explanation::new(policy),
    };
    let lines = run.lines()?;
    run.year();
    run.remote();
    run.pool();
    run.tiers();
    run.account();
    let cash = run.amounts.psn_cash_pay;
    let deposit_refund = (case.deposits - cash).max(Yuan::ZERO);
    let arrears = (cash - case.deposits).max(Yuan::ZERO);
    account::deposits(&mut run.explanation, case.deposits, cash, deposit_refund, arrears);
    let (steps, notes, confirmed_possible) = run.explanation.finish();
    let (amounts, detail, pieces) = (run.amounts, run.detail, run.pieces);
    Ok(Adjudication { amounts, deposit_refund, arrears, detail, pieces, lines, steps, notes, confirmed_possible })
}

/// The message that names a class of insured people.
pub(crate) fn class_name(class: PersonClass) -> model::message::Value {
    let id = match class {
        PersonClass::Active => "class-active",
        PersonClass::Retired => "class-retired",
        PersonClass::Resident => "class-resident",
    };
    model::message::Value::Message(std::borrow::Cow::Borrowed(id))
}

impl Run<'_> {
    /// Splits the lines and adds them up.
    fn lines(&mut self) -> Result<Vec<LineSplit>, Refusal> {
        let policy = self.policy;
        let (total, splits) = match &self.case.costs {
            Costs::Totals(split) => (*split, Vec::new()),
            Costs::Lines(lines) => {
                let mut total = LineSplit::default();
                let mut splits = Vec::with_capacity(lines.len());
                for line in lines {
                    let split = line::split(Some(policy), line.priced, line.amount);
                    total = line::plus(&total, &split);
                    if line.priced.class != ChargeClass::C {
                        let rated = !line.priced.preself_rate.is_zero();
                        if rated && !split.overlmt_amt.is_zero() {
                            self.reach(&policy.line_order);
                        }
                        let base = line.amount - split.overlmt_amt;
                        if rated && policy.rounding.share(base, line.priced.preself_rate).1 {
                            self.reach(&policy.rounding.mode);
                        }
                    }
                    splits.push(split);
                }
                (total, splits)
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
        self.explanation.step("inscp_scp_amt", rule, vec![arithmetic], total.inscp_scp_amt, grounds);
        Ok(splits)
    }

    /// The year in which the stay counts, if that is a question; and whether the policy is in force.
    fn year(&mut self) {
        let policy = self.policy;
        let Days { admitted, discharged, settled } = self.case.days;
        let last = settled.or(discharged);
        let over_year_end = match (admitted, last) {
            (Some(first), Some(last)) => first.year() != last.year(),
            _ => false,
        };
        let rule = policy.cross_year.value;
        let counted = match rule {
            CrossYear::AdmissionDate => admitted.or(last),
            CrossYear::DischargeDate | CrossYear::ChargeDate => discharged.or(settled).or(admitted),
            CrossYear::SettlementDate => last.or(admitted),
        };
        if over_year_end {
            self.reach(&policy.cross_year);
            if rule == CrossYear::ChargeDate {
                self.explanation.estimate_only();
            }
            if let Some(day) = counted {
                let rule = Message::new("step-year")
                    .with("year", i64::from(day.year()).to_string())
                    .with("rule", model::message::Value::Message(year_rule(rule).into()));
                let grounds = vec![policy.cross_year.ground()];
                self.explanation.step("medfee_sumamt", rule, Vec::new(), self.amounts.medfee_sumamt, grounds);
            }
        }
        if let Some(day) = counted.filter(|day| !policy.in_force(*day)) {
            self.explanation.not_in_force(policy, day);
        }
    }

    /// Treatment away from the insured place.
    fn remote(&mut self) {
        let policy = self.policy;
        if !self.case.person.remote {
            return;
        }
        self.reach(&policy.remote.rule);
        let share = policy.remote.share.value;
        let grounds = vec![policy.remote.rule.ground(), policy.remote.share.ground()];
        match policy.remote.rule.value {
            RemoteRule::None => {}
            RemoteRule::RateLess => {
                self.points = share;
                self.reach(&policy.remote.share);
                let rule = Message::new("step-remote-rate").with("share", model::message::Value::Rate(share));
                self.explanation.step("inscp_scp_amt", rule, Vec::new(), self.amounts.inscp_scp_amt, grounds);
            }
            RemoteRule::BaseLess => {
                self.reach(&policy.remote.share);
                let base = self.amounts.inscp_scp_amt;
                let exact = base.decimal() * share;
                let moved = policy.rounding.fen(exact);
                self.reach_rounding(exact.normalize().scale() > 2, 1);
                self.detail.remote_preself = moved;
                self.amounts.preselfpay_amt += moved;
                self.amounts.inscp_scp_amt -= moved;
                let rule = Message::new("step-remote-base").with("share", model::message::Value::Rate(share));
                let row = explain::band_row(base, share, exact);
                let rows = vec![row, explain::difference(base, moved, self.amounts.inscp_scp_amt)];
                self.explanation.step("preselfpay_amt", rule, rows, moved, grounds);
            }
        }
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

/// The bill of someone who pays everything: there is nothing to adjudicate but the deposits.
pub fn self_pay(totals: &LineSplit, deposits: Yuan) -> Adjudication {
    let total = line::sum(totals);
    let amounts = Amounts {
        medfee_sumamt: total,
        fulamt_ownpay_amt: totals.fulamt_ownpay_amt,
        overlmt_selfpay: totals.overlmt_amt,
        preselfpay_amt: totals.preselfpay_amt,
        inscp_scp_amt: totals.inscp_scp_amt,
        psn_cash_pay: total,
        psn_part_amt: total,
        ..Amounts::default()
    };
    let mut explanation = Explanation::default();
    explanation.step("psn_cash_pay", Message::new("step-self-pay").with("total", total), Vec::new(), total, Vec::new());
    let deposit_refund = (deposits - total).max(Yuan::ZERO);
    let arrears = (total - deposits).max(Yuan::ZERO);
    account::deposits(&mut explanation, deposits, total, deposit_refund, arrears);
    let (steps, notes, confirmed_possible) = explanation.finish();
    let (detail, pieces, lines) = (Detail::default(), Vec::new(), Vec::new());
    Adjudication { amounts, deposit_refund, arrears, detail, pieces, lines, steps, notes, confirmed_possible }
}
