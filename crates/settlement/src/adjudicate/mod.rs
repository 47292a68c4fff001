//! Who pays how much of a stay, and why (待遇计算), in exact decimals.
//!
//! Order: lines → remote rule → deductible → cap on cost → bands → cap on payment → tiers → account → cash → deposits.
//! The order is taken from published examples, which are cases in `tests/data`.

mod account;
mod before;
mod certainty;
mod choice;
mod explain;
mod lines;
mod pool;
mod tier;
mod years;

pub(crate) use certainty::Runs;
pub(crate) use explain::title;
pub use explain::{Note, Step};
pub use years::{NextYear, YearPart};

use crate::{
    line::{self, Priced},
    parts::Burden,
    policy::{Away, Benefit, Continues, HospitalKind, Layer, Part, Piece, Policy},
};
use choice::Choices;
use chrono::NaiveDate;
use explain::Explanation;
use lines::Sums;
use model::{
    journey::PersonClass,
    message::{Message, Refusal},
    money::Yuan,
    settlement::{Amounts, LineSplit, YearToDate},
};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;
use years::Counted;

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
    /// What only some policies ask about.
    pub particulars: Particulars,
}

/// What only some policies ask about: by default an inpatient of whom nothing more is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// What the policy has to pay for.
    pub benefit: Benefit,
    /// The class of insured people, if the policy has classes of its own.
    pub class: Option<String>,
    /// Age in whole years.
    pub age: Option<u8>,
    /// Categories of people: poor, civil servants, as the policy names them.
    pub categories: Vec<String>,
    /// How the person came to be treated away from home; if nothing is known, [`PersonFacts::remote`] says it.
    pub away: Option<Away>,
    /// Diseases, as the policy names them.
    pub diseases: Vec<String>,
    /// The earlier part, if the stay continues one.
    pub earlier: Option<Earlier>,
    /// The day of each line, if it is known.
    pub charged_on: Vec<Option<NaiveDate>>,
    /// The year after the one in which the stay began, if it lasts over 31 December.
    pub next_year: Option<NextYear>,
    /// The year before this stay of layers that [`YearToDate`] does not have; `None`: nobody knows.
    pub layers: Option<BTreeMap<Layer, LayerSums>>,
}

/// The part of a stay that was settled before it went on, here or in another hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// In what way the stay goes on.
    pub kind: Continues,
    /// The deductible that it paid.
    pub deductible: Yuan,
    /// What of it was in scope; after an interim settlement, bands and caps of a stay go on from there.
    pub in_scope: Yuan,
    /// What the pool paid for it.
    pub pool_paid: Yuan,
}

/// What went through a layer above the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LayerSums {
    /// What it counted.
    pub base: Yuan,
    /// What it paid.
    pub paid: Yuan,
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
    /// What the patient bears, by parts, and who pays how much of each.
    pub burden: Burden,
    /// What this stay adds to the sums of layers that [`YearToDate`] does not have.
    pub layers: BTreeMap<Layer, LayerSums>,
    /// How much of the cost lay in which band of the pool.
    pub pieces: Vec<Piece>,
    /// Each line's split, in the order of the lines; empty if only totals are known.
    pub lines: Vec<LineSplit>,
    /// The explanation in order.
    pub steps: Vec<Step>,
    /// The assumed values that this bill reached, and all reasons why the result is an estimate.
    pub notes: Vec<Note>,
    /// False if there is a reason why the result is an estimate, which is never confirmed.
    pub confirmed_possible: bool,
    /// The largest minus the smallest patient share of all readings of the policy; `None`: nobody can say.
    pub at_stake: Option<Yuan>,
    /// The two years of a stay of which each charge counts in its own; empty for any other.
    pub years: Vec<YearPart>,
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
            second_tier_paid: before.second_tier_paid + self.amounts.hifob_pay + self.amounts.hifmi_pay
                - self.own_year(Layer::SeriousIllness),
            assistance_base: before.assistance_base + self.detail.assistance_base,
            assistance_paid: before.assistance_paid + self.amounts.maf_pay - self.own_year(Layer::AssistanceAgain),
        }
    }

    /// What a layer with sums of its own pays.
    fn own_year(&self, layer: Layer) -> Yuan {
        self.layers.get(&layer).map_or(Yuan::ZERO, |sums| sums.paid)
    }

    /// The same of the layers that [`YearToDate`] does not have.
    #[must_use]
    pub fn layers_after(&self, before: &BTreeMap<Layer, LayerSums>) -> BTreeMap<Layer, LayerSums> {
        let mut after = before.clone();
        for (layer, sums) in &self.layers {
            let sum = after.entry(*layer).or_default();
            (sum.base, sum.paid) = (sum.base + sums.base, sum.paid + sums.paid);
        }
        after
    }
}

/// The figures of a bill, without their explanation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) amounts: Amounts,
    pub(crate) detail: Detail,
    pub(crate) burden: Burden,
    pub(crate) layers: BTreeMap<Layer, LayerSums>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) lines: Vec<LineSplit>,
}

/// An adjudication in progress.
struct Run<'a> {
    policy: &'a Policy,
    case: &'a Case,
    choices: &'a mut Choices,
    amounts: Amounts,
    detail: Detail,
    burden: Burden,
    layers: BTreeMap<Layer, LayerSums>,
    pieces: Vec<Piece>,
    /// Points that the remote rule takes off the rates of its layers.
    points: Decimal,
    /// None: only the figures are wanted.
    explanation: Option<Explanation>,
}

/// Adjudicates a stay.
///
/// # Errors
/// As [`Policy::terms`]; `bill-too-large`: the bill is over [`limits::AMOUNT_MAX`](crate::limits::AMOUNT_MAX).
pub fn adjudicate(policy: &Policy, case: &Case) -> Result<Adjudication, Refusal> {
    let policy = &*policy.terms(case.hospital, case.person, &case.particulars)?;
    match years::counted(policy, case) {
        Counted::First => within_a_year(policy, case),
        Counted::Next => within_a_year(policy, &years::in_next_year(case)),
        Counted::Each(early) => years::each_in_its_own(policy, case, &early),
    }
}

/// Does a case count only in the year after the one in which it began?
pub(crate) fn counts_in_next_year(policy: &Policy, case: &Case) -> bool {
    matches!(years::counted(policy, case), Counted::Next)
}

/// Adjudicates what counts in one year; the policy's rows are chosen.
fn within_a_year(policy: &Policy, case: &Case) -> Result<Adjudication, Refusal> {
    let mut choices = Choices::default();
    let (found, explanation) = compute(policy, case, &mut choices, &mut Sums::default(), Some(Explanation::default()))?;
    let Figures { amounts, detail, burden, layers, pieces, lines } = found;
    let cash = amounts.psn_cash_pay;
    let deposit_refund = (case.deposits - cash).max(Yuan::ZERO);
    let arrears = (cash - case.deposits).max(Yuan::ZERO);
    let mut explanation = explanation.unwrap_or_default();
    account::deposits(&mut explanation, case.deposits, cash, deposit_refund, arrears);
    let (steps, notes, confirmed_possible) = explanation.finish();
    let at_stake = confirmed_possible.then_some(Yuan::ZERO);
    let mut result = Adjudication {
        amounts,
        deposit_refund,
        arrears,
        detail,
        burden,
        layers,
        pieces,
        lines,
        steps,
        notes,
        confirmed_possible,
        at_stake,
        years: Vec::new(),
    };
    if !choices.is_stated() {
        Runs::all(policy, case).tell(&mut result);
    }
    Ok(result)
}

/// The national amounts of a stay under the policy's own values: nothing is explained, and nothing else is tried.
///
/// # Errors
/// As [`adjudicate`].
pub fn amounts(policy: &Policy, case: &Case) -> Result<Amounts, Refusal> {
    own_figures(policy, case).map(|found| found.amounts)
}

/// The figures of a stay under the policy's own values.
///
/// # Errors
/// As [`adjudicate`].
pub(crate) fn own_figures(policy: &Policy, case: &Case) -> Result<Figures, Refusal> {
    let policy = &*policy.terms(case.hospital, case.person, &case.particulars)?;
    figures(policy, case, &mut Choices::default(), &mut Sums::default())
}

/// The figures of a stay under some choices; the policy's rows are chosen.
fn figures(policy: &Policy, case: &Case, choices: &mut Choices, sums: &mut Sums) -> Result<Figures, Refusal> {
    compute(policy, case, choices, sums, None).map(|(found, _)| found)
}

fn compute(
    policy: &Policy,
    case: &Case,
    choices: &mut Choices,
    sums: &mut Sums,
    explanation: Option<Explanation>,
) -> Result<(Figures, Option<Explanation>), Refusal> {
    let mut run = Run {
        policy,
        case,
        choices,
        amounts: Amounts::default(),
        detail: Detail::default(),
        burden: Burden::default(),
        layers: BTreeMap::new(),
        pieces: Vec::new(),
        points: Decimal::ZERO,
        explanation,
    };
    let lines = run.lines(sums)?;
    run.year();
    run.remote();
    run.pool();
    run.tiers();
    run.account();
    let Run { amounts, detail, burden, layers, pieces, explanation, .. } = run;
    Ok((Figures { amounts, detail, burden, layers, pieces, lines }, explanation))
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
    /// What falls on the patient if the pool pays so much.
    fn bear(&mut self, pool: Yuan, in_scope: [(Part, Yuan); 3]) {
        let outside = [
            (Part::FirstSelfPay, self.amounts.preselfpay_amt),
            (Part::OverCeiling, self.amounts.overlmt_selfpay),
            (Part::OwnPay, self.amounts.fulamt_ownpay_amt),
        ];
        self.burden = Burden::new(pool, in_scope.into_iter().chain(outside));
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
    let parts = [
        (Part::Coinsurance, totals.inscp_scp_amt),
        (Part::FirstSelfPay, totals.preselfpay_amt),
        (Part::OverCeiling, totals.overlmt_amt),
        (Part::OwnPay, totals.fulamt_ownpay_amt),
    ];
    Adjudication {
        amounts,
        deposit_refund,
        arrears,
        detail: Detail::default(),
        burden: Burden::new(Yuan::ZERO, parts),
        layers: BTreeMap::new(),
        pieces: Vec::new(),
        lines: Vec::new(),
        steps,
        notes,
        confirmed_possible,
        at_stake: Some(Yuan::ZERO),
        years: Vec::new(),
    }
}
