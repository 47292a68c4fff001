//! A stay over 31 December (跨年) of which the sums of both years are given: the year that the policy says counts, or each
//! charge in its own.

use super::{
    Adjudication, Case, Costs, Days, Detail, Earlier, LayerSums, Step, account, certainty,
    explain::{self, Explanation},
    within_a_year,
};
use crate::{
    parts::{Burden, Payer},
    policy::{Basis, Continues, CrossYear, Policy},
};
use chrono::{Datelike, NaiveDate};
use model::{
    message::{Message, Refusal},
    money::Yuan,
    settlement::{Amounts, YearToDate},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The year after the one in which a stay began, before the stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextYear {
    /// Which admission of that year it is.
    pub admission_no: u8,
    /// The sums that the platform has.
    pub year_to_date: YearToDate,
    /// Those of the other layers; `None`: nobody knows.
    pub layers: Option<BTreeMap<crate::policy::Layer, LayerSums>>,
}

/// What of a bill counts in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearPart {
    /// The year.
    pub year: i32,
    /// The places of its lines in the bill.
    pub lines: Vec<usize>,
    /// Who pays what of them.
    pub result: Adjudication,
}

/// In which year a case counts.
pub(super) enum Counted {
    /// In that of which the sums are given first, or there is only one.
    First,
    /// In the next one.
    Next,
    /// Each line in its own: these in the first.
    Each(Vec<bool>),
}

/// In which year a case counts. If it is not said what is needed to tell, the first.
pub(super) fn counted(policy: &Policy, case: &Case) -> Counted {
    let Days { admitted, discharged, settled } = case.days;
    let (Some(_), Some(first)) = (&case.particulars.next_year, admitted) else { return Counted::First };
    let next = |day: Option<NaiveDate>| day.is_some_and(|day| day.year() == first.year() + 1);
    let day = match policy.cross_year.value {
        CrossYear::AdmissionDate => None,
        CrossYear::DischargeDate => discharged.or(settled),
        CrossYear::SettlementDate => settled.or(discharged),
        CrossYear::ChargeDate => return each(case, first).map_or(Counted::First, Counted::Each),
    };
    if next(day) { Counted::Next } else { Counted::First }
}

/// Which lines count in the first year, if each has a day in it or in the next.
fn each(case: &Case, first: NaiveDate) -> Option<Vec<bool>> {
    let Costs::Lines(lines) = &case.costs else { return None };
    let days = &case.particulars.charged_on;
    let last = case.days.settled.or(case.days.discharged)?;
    let known = |day: &Option<NaiveDate>| day.is_some_and(|day| (0..=1).contains(&(day.year() - first.year())));
    if last.year() != first.year() + 1 || days.len() != lines.len() || !days.iter().all(known) {
        return None;
    }
    Some(days.iter().map(|day| day.is_some_and(|day| day.year() == first.year())).collect())
}

/// The case with the sums of the next year.
pub(super) fn in_next_year(case: &Case) -> Case {
    let mut next = case.clone();
    if let Some(year) = next.particulars.next_year.take() {
        next.admission_no = year.admission_no;
        next.year_to_date = year.year_to_date;
        next.particulars.layers = year.layers;
    }
    next
}

/// Each charge in its own year: first what was charged before the new year, then the rest, which continues it.
pub(super) fn each_in_its_own(policy: &Policy, case: &Case, early: &[bool]) -> Result<Adjudication, Refusal> {
    let year = case.days.admitted.map_or(0, |day| day.year());
    let place = |wanted: bool| (0..early.len()).filter(|line| early[*line] == wanted).collect::<Vec<_>>();
    let (first_lines, second_lines) = (place(true), place(false));
    let mut first = with_lines(case, &first_lines);
    first.particulars.next_year = None;
    let end = NaiveDate::from_ymd_opt(year, 12, 31);
    (first.days.discharged, first.days.settled) = (end, end);
    let one = within_a_year(policy, &first)?;
    let mut second = in_next_year(&with_lines(case, &second_lines));
    second.days.admitted = NaiveDate::from_ymd_opt(year + 1, 1, 1);
    second.account_balance -= one.burden.paid_by(Payer::Account);
    second.family_balance -= one.burden.paid_by(Payer::Family);
    second.particulars.earlier = Some(after(&case.particulars.earlier, &one));
    let two = within_a_year(policy, &second)?;
    let total = one.amounts.medfee_sumamt + two.amounts.medfee_sumamt;
    if total > crate::limits::AMOUNT_MAX {
        return Refusal::new("bill-too-large").with("total", total).with("max", crate::limits::AMOUNT_MAX).err();
    }
    let parts = [(year, first_lines, one), (year + 1, second_lines, two)];
    let parts = parts.map(|(year, lines, result)| YearPart { year, lines, result });
    Ok(join(policy, case.deposits, parts))
}

fn with_lines(case: &Case, lines: &[usize]) -> Case {
    let mut part = Case { deposits: Yuan::ZERO, ..case.clone() };
    if let Costs::Lines(all) = &case.costs {
        part.costs = Costs::Lines(lines.iter().map(|line| all[*line]).collect());
    }
    part.particulars.charged_on.clear();
    part
}

/// What the part before the new year was, with what came before it in the same stay.
fn after(earlier: &Option<Earlier>, one: &Adjudication) -> Earlier {
    let before = earlier.filter(|earlier| earlier.kind != Continues::Transfer);
    let of = |sum: fn(&Earlier) -> Yuan| before.as_ref().map_or(Yuan::ZERO, sum);
    Earlier {
        kind: Continues::NewYear,
        deductible: of(|earlier| earlier.deductible) + one.amounts.act_pay_dedc,
        in_scope: of(|earlier| earlier.in_scope) + one.amounts.inscp_scp_amt,
        pool_paid: of(|earlier| earlier.pool_paid) + one.amounts.hifp_pay,
    }
}

fn join(policy: &Policy, deposits: Yuan, parts: [YearPart; 2]) -> Adjudication {
    let [one, two] = [&parts[0].result, &parts[1].result];
    let amounts = amounts(&one.amounts, &two.amounts);
    let cash = amounts.psn_cash_pay;
    let (deposit_refund, arrears) = ((deposits - cash).max(Yuan::ZERO), (cash - deposits).max(Yuan::ZERO));
    let mut steps: Vec<Step> = Vec::new();
    let mut explanation = Explanation::default();
    for part in &parts {
        let rule = Message::new("step-year-part").with("year", i64::from(part.year).to_string());
        let total = part.result.amounts.medfee_sumamt;
        explanation.step("medfee_sumamt", rule, Vec::new(), total, vec![policy.cross_year.ground()]);
        let (mut own, ..) = std::mem::take(&mut explanation).finish();
        steps.append(&mut own);
        steps.extend(part.result.steps.iter().cloned());
    }
    for (field, of) in TOTALS {
        let (first, second) = (of(&one.amounts), of(&two.amounts));
        let row = Message::new("arithmetic-both-years").with("first", first).with("second", second);
        let row = row.with("result", first + second);
        explanation.step(field, Message::new("step-both-years"), vec![row], first + second, Vec::new());
    }
    account::deposits(&mut explanation, deposits, cash, deposit_refund, arrears);
    let (mut own, ..) = explanation.finish();
    steps.append(&mut own);
    let mut notes: Vec<explain::Note> = Vec::new();
    if !matches!(policy.cross_year.basis, Basis::Source(_)) {
        notes.extend(certainty::note(&policy.cross_year.ground(), true));
    }
    for note in one.notes.iter().chain(&two.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    let confirmed_possible = !notes.iter().any(|note| note.estimate_only);
    // Readings of the policy are tried in each year alone; those of both together are not known.
    let at_stake = match (one.at_stake, two.at_stake) {
        (Some(first), Some(second)) if first.is_zero() || second.is_zero() => Some(first + second),
        _ => None,
    };
    Adjudication {
        amounts,
        deposit_refund,
        arrears,
        detail: detail(&one.detail, &two.detail),
        burden: Burden::both(&one.burden, &two.burden),
        layers: one.layers_after(&two.layers),
        pieces: one.pieces.iter().chain(&two.pieces).copied().collect(),
        lines: in_order(&parts),
        steps,
        notes,
        confirmed_possible,
        at_stake: at_stake.filter(|_| confirmed_possible || matches!(policy.cross_year.basis, Basis::Source(_))),
        years: parts.into(),
    }
}

type Total = (&'static str, fn(&Amounts) -> Yuan);

/// The amounts that are said for both years together.
const TOTALS: [Total; 3] = [
    ("fund_pay_sumamt", |amounts| amounts.fund_pay_sumamt),
    ("psn_part_amt", |amounts| amounts.psn_part_amt),
    ("psn_cash_pay", |amounts| amounts.psn_cash_pay),
];

/// The splits of both parts' lines, in the order of the bill.
fn in_order(parts: &[YearPart; 2]) -> Vec<model::settlement::LineSplit> {
    let placed = parts.iter().flat_map(|part| part.lines.iter().copied().zip(part.result.lines.iter().copied()));
    let mut placed: Vec<_> = placed.collect();
    placed.sort_unstable_by_key(|(line, _)| *line);
    placed.into_iter().map(|(_, split)| split).collect()
}

fn amounts(one: &Amounts, two: &Amounts) -> Amounts {
    Amounts {
        medfee_sumamt: one.medfee_sumamt + two.medfee_sumamt,
        fulamt_ownpay_amt: one.fulamt_ownpay_amt + two.fulamt_ownpay_amt,
        overlmt_selfpay: one.overlmt_selfpay + two.overlmt_selfpay,
        preselfpay_amt: one.preselfpay_amt + two.preselfpay_amt,
        inscp_scp_amt: one.inscp_scp_amt + two.inscp_scp_amt,
        act_pay_dedc: one.act_pay_dedc + two.act_pay_dedc,
        hifp_pay: one.hifp_pay + two.hifp_pay,
        hifmi_pay: one.hifmi_pay + two.hifmi_pay,
        hifob_pay: one.hifob_pay + two.hifob_pay,
        maf_pay: one.maf_pay + two.maf_pay,
        fund_pay_sumamt: one.fund_pay_sumamt + two.fund_pay_sumamt,
        acct_pay: one.acct_pay + two.acct_pay,
        acct_mulaid_pay: one.acct_mulaid_pay + two.acct_mulaid_pay,
        psn_cash_pay: one.psn_cash_pay + two.psn_cash_pay,
        psn_part_amt: one.psn_part_amt + two.psn_part_amt,
    }
}

fn detail(one: &Detail, two: &Detail) -> Detail {
    Detail {
        remote_preself: one.remote_preself + two.remote_preself,
        over_cap_cost: one.over_cap_cost + two.over_cap_cost,
        cut_by_cap: one.cut_by_cap + two.cut_by_cap,
        above_bands: one.above_bands + two.above_bands,
        coinsurance: one.coinsurance + two.coinsurance,
        personal_in_scope: one.personal_in_scope + two.personal_in_scope,
        tier_base: one.tier_base + two.tier_base,
        assistance_base: one.assistance_base + two.assistance_base,
    }
}
