//! Case files: a stay in TOML, adjudicated under a policy file. All of the logic of `onething settle`.

mod years;

use crate::{
    adjudicate::{
        Adjudication, Case, CostLine, Costs, Days, HospitalFacts, Note, Particulars, PersonFacts, adjudicate, amounts,
    },
    file::{Quantity, Rate, Scalar, Section},
    limits,
    line::{self, Priced},
    national,
    policy::{self, Away, HospitalKind, Policy},
    problem::Problem,
    split::split,
};
use chrono::NaiveDate;
use model::{
    Label,
    code::PolicyCode,
    journey::PersonClass,
    message::Refusal,
    money::Yuan,
    settlement::{Amounts, ChargeClass, LineSplit},
};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;

use years::{Named, earlier, next_year, year_to_date, years_after};

type Problems = Vec<Problem>;

/// What a case comes to under a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The policy's id.
    pub policy: PolicyCode,
    /// What people call it.
    pub title: Label,
    /// Who pays what, and why.
    pub adjudication: Adjudication,
    /// Each line's name as the file gives it; empty for totals.
    pub line_names: Vec<String>,
    /// Where the file's `[published]` gives another amount.
    pub mismatches: Vec<Mismatch>,
    /// The year's sums after this stay, under the names of `[year_to_date]`.
    pub year_after: Named,
    /// The same of the next year, if the case gives it.
    pub next_year_after: Named,
}

/// A published amount that differs from the computed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// The national name, `deposit_refund` or `arrears`.
    pub field: String,
    /// As published.
    pub published: Yuan,
    /// As computed.
    pub computed: Yuan,
}

/// The classes that every policy knows if it has none of its own.
const NATIONAL: [PersonClass; 3] = [PersonClass::Active, PersonClass::Retired, PersonClass::Resident];

/// The amounts that `onething settle --json` prints.
pub const PRINTED: [&str; 17] = [
    "medfee_sumamt",
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "preselfpay_amt",
    "inscp_scp_amt",
    "act_pay_dedc",
    "hifp_pay",
    "hifmi_pay",
    "hifob_pay",
    "maf_pay",
    "fund_pay_sumamt",
    "acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
    "psn_part_amt",
    "deposit_refund",
    "arrears",
];

impl Outcome {
    /// An amount by its national name, or `deposit_refund` or `arrears`.
    pub fn amount(&self, name: &str) -> Option<Yuan> {
        match name {
            "deposit_refund" => Some(self.adjudication.deposit_refund),
            "arrears" => Some(self.adjudication.arrears),
            _ => {
                let fields = national::fields(&self.adjudication.amounts);
                fields.into_iter().find(|(field, _)| *field == name).map(|(_, amount)| amount)
            }
        }
    }
}

impl Serialize for Outcome {
    /// The [`PRINTED`] names, each with a decimal string of two decimals; how certain the result is and why; and who
    /// pays how much of which part of each line.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let result = &self.adjudication;
        let mut map = serializer.serialize_map(None)?;
        for name in PRINTED {
            map.serialize_entry(name, &self.amount(name).unwrap_or_default())?;
        }
        map.serialize_entry("certainty", if result.confirmed_possible { "confirmed" } else { "estimate" })?;
        let notes = |which: fn(&Note) -> bool| result.notes.iter().filter(|note| which(note)).collect::<Vec<_>>();
        map.serialize_entry("reasons", &notes(|note| note.estimate_only))?;
        map.serialize_entry("assumptions", &notes(Note::is_assumption))?;
        map.serialize_entry("at_stake", &result.at_stake)?;
        map.serialize_entry("burden", &result.burden)?;
        map.serialize_entry("lines", &split(result))?;
        let sums = |all: &[(String, Yuan)]| all.iter().cloned().collect::<BTreeMap<_, _>>();
        map.serialize_entry("year_after", &sums(&self.year_after))?;
        if !self.next_year_after.is_empty() {
            map.serialize_entry("next_year_after", &sums(&self.next_year_after))?;
        }
        map.end()
    }
}

impl Scalar for ChargeClass {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        match value.as_str() {
            Some("01") => Ok(Self::A),
            Some("02") => Ok(Self::B),
            Some("03") => Ok(Self::C),
            _ => Err(crate::file::no_such_choice(value, &["01", "02", "03"])),
        }
    }
}

/// A case file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// The id or the file of its policy, if it names one.
    pub policy: Option<String>,
    /// The stay.
    pub case: Case,
    /// Each line's name; empty for totals.
    line_names: Vec<String>,
    /// What was published of it, by names of [`PRINTED`].
    published: Vec<(String, Yuan)>,
}

impl CaseFile {
    /// Reads a case, in TOML or JSON.
    ///
    /// # Errors
    /// Every problem in it.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        read(text)
    }

    /// What it comes to under a policy.
    ///
    /// # Errors
    /// The one problem why it cannot be adjudicated.
    pub fn settle(self, policy: &Policy) -> Result<Outcome, Problem> {
        let adjudication = adjudicate(policy, &self.case).map_err(refused)?;
        let (year_after, next_year_after) = years_after(policy, &adjudication, &self.case);
        let mut outcome = Outcome {
            policy: policy.id.clone(),
            title: policy.title.clone(),
            adjudication,
            line_names: self.line_names,
            mismatches: Vec::new(),
            year_after,
            next_year_after,
        };
        for (field, published) in self.published {
            let computed = outcome.amount(&field).unwrap_or_default();
            if computed != published {
                outcome.mismatches.push(Mismatch { field, published, computed });
            }
        }
        Ok(outcome)
    }

    /// The national amounts under a policy, without explanation and certainty.
    ///
    /// # Errors
    /// The one problem why it cannot be adjudicated.
    pub fn amounts(&self, policy: &Policy) -> Result<Amounts, Problem> {
        amounts(policy, &self.case).map_err(refused)
    }
}

/// Why a policy says nothing of a case.
fn refused(refusal: Refusal) -> Problem {
    let path = match refusal.code {
        "policy-class-unknown" | "policy-class-needed" => "person.class",
        "policy-category-unknown" => "person.categories",
        "policy-other-benefit" => "benefit",
        _ => "hospital",
    };
    let mut problem = Problem::new(refusal.code, path);
    problem.args = refusal.args;
    problem
}

/// Adjudicates a case file under a policy file.
///
/// # Errors
/// Every problem in both files; paths begin with `policy:` or `case:`.
pub fn run(policy_text: &str, case_text: &str) -> Result<Outcome, Problems> {
    let from = |file: &str, problems: Problems| -> Problems {
        let named = |problem: Problem| Problem { path: format!("{file}:{}", problem.path), ..problem };
        problems.into_iter().map(named).collect()
    };
    let policy = Policy::parse(policy_text).map_err(|problems| from("policy", problems));
    let read = read(case_text).map_err(|problems| from("case", problems));
    match (policy, read) {
        (Ok(policy), Ok(read)) => read.settle(&policy).map_err(|problem| from("case", vec![problem])),
        (policy, read) => Err([policy.err(), read.err()].into_iter().flatten().flatten().collect()),
    }
}

fn read(text: &str) -> Result<CaseFile, Problems> {
    let mut root = Section::in_either_form(text, limits::CASE_BYTES_MAX).map_err(|problem| vec![problem])?;
    let mut problems = Problems::new();
    let policy = root.maybe("policy", &mut problems);
    let admission_no = root.must::<u8>("admission_no", &mut problems);
    if admission_no == Some(0) {
        let problem = Problem::new("file-integer-range", "admission_no").value(0);
        problems.push(problem.with("min", 1i64).with("max", 255i64));
    }
    let deposits = optional(&mut root, "deposits", &mut problems);
    let mut particulars = Particulars::default();
    if let Some(benefit) = root.maybe("benefit", &mut problems) {
        particulars.benefit = benefit;
    }
    particulars.diseases = names(&mut root, "diseases", &mut problems);
    particulars.earlier = earlier(&mut root, &mut problems);
    let person = person(&mut root, &mut particulars, &mut problems);
    let hospital = hospital(&mut root, &mut problems);
    let days = days(&mut root, &mut problems);
    let (year_to_date, layers) = year_to_date(&mut root, &mut problems);
    particulars.layers = Some(layers);
    particulars.next_year = next_year(&mut root, &mut problems);
    let published = published(&mut root, &mut problems);
    let (has_lines, has_totals) = (root.has("line"), root.has("totals"));
    let (costs, names) = match (has_lines, has_totals) {
        (true, false) => lines(&mut root, &mut particulars.charged_on, &mut problems),
        (false, true) => (totals(&mut root, &mut problems).map(Costs::Totals), Vec::new()),
        (both, _) => {
            let code = if both { "case-lines-and-totals" } else { "case-without-costs" };
            problems.push(Problem::new(code, "line"));
            root.sections("line", &mut Vec::new());
            root.maybe_section("totals", &mut Vec::new());
            (None, Vec::new())
        }
    };
    root.finish(&mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let whole = move || {
        let (person, account_balance, family_balance) = person?;
        let (hospital, admission_no, costs) = (hospital?, admission_no?, costs?);
        let case = Case {
            person,
            hospital,
            admission_no,
            days,
            costs,
            year_to_date,
            account_balance,
            family_balance,
            deposits,
            particulars,
        };
        Some(CaseFile { policy, case, line_names: names, published })
    };
    whole().ok_or_else(|| vec![Problem::new("file-field-missing", "")])
}

/// An amount that is zero if the file does not give it.
fn optional(section: &mut Section, key: &str, problems: &mut Problems) -> Yuan {
    section.maybe(key, problems).unwrap_or_default()
}

/// A list of names, which may be left out.
fn names(section: &mut Section, key: &str, problems: &mut Problems) -> Vec<String> {
    if section.has(key) { section.list(key, problems) } else { Vec::new() }
}

/// `remote`: `true` and `false`, or in which way.
struct RemoteCare(Option<Away>);

impl Scalar for RemoteCare {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        match value.as_bool() {
            Some(remote) => Ok(Self(remote.then_some(Away::Without))),
            None => Away::read(value).map(|away| Self(Some(away))),
        }
    }
}

fn person(
    root: &mut Section,
    particulars: &mut Particulars,
    problems: &mut Problems,
) -> Option<(PersonFacts, Yuan, Yuan)> {
    let mut section = root.section("person", problems);
    let named = section.must::<String>("class", problems);
    particulars.age = section.maybe("age", problems);
    particulars.categories = names(&mut section, "categories", problems);
    particulars.away = section.maybe::<RemoteCare>("remote", problems).and_then(|remote| remote.0);
    let assistance = section.maybe("assistance", problems).unwrap_or(false);
    let account = optional(&mut section, "account_balance", problems);
    let family = optional(&mut section, "family_balance", problems);
    section.finish(problems);
    let named = named?;
    let national = NATIONAL.into_iter().find(|class| policy::word(*class) == named);
    if national.is_none() {
        particulars.class = Some(named);
    }
    // Only the policy knows to which national class one of its own belongs, and nothing asks for it then.
    let class = national.unwrap_or(PersonClass::Resident);
    Some((PersonFacts { class, remote: particulars.away.is_some(), assistance }, account, family))
}

fn hospital(root: &mut Section, problems: &mut Problems) -> Option<HospitalFacts> {
    let mut section = root.section("hospital", problems);
    let level = section.must::<u8>("level", problems);
    if let Some(level) = level.filter(|level| *level > 3) {
        let problem = Problem::new("file-integer-range", "hospital.level").value(level);
        problems.push(problem.with("min", 0i64).with("max", 3i64));
    }
    let kind = section.maybe("kind", problems).unwrap_or(HospitalKind::General);
    section.finish(problems);
    Some(HospitalFacts { level: level?, kind })
}

fn days(root: &mut Section, problems: &mut Problems) -> Days {
    let Some(mut section) = root.maybe_section("days", problems) else { return Days::default() };
    let days = Days {
        admitted: section.maybe("admitted", problems),
        discharged: section.maybe("discharged", problems),
        settled: section.maybe("settled", problems),
    };
    section.finish(problems);
    let order = [days.admitted, days.discharged, days.settled];
    let known: Vec<_> = order.into_iter().flatten().collect();
    if !known.is_sorted() {
        problems.push(Problem::new("case-days-order", "days"));
    }
    days
}

fn published(root: &mut Section, problems: &mut Problems) -> Vec<(String, Yuan)> {
    let Some(mut section) = root.maybe_section("published", problems) else { return Vec::new() };
    let mut read = |name: &str| section.maybe(name, problems).map(|amount| (name.to_owned(), amount));
    let amounts = PRINTED.into_iter().filter_map(&mut read).collect();
    section.finish(problems);
    amounts
}

fn totals(root: &mut Section, problems: &mut Problems) -> Option<LineSplit> {
    let mut section = root.section("totals", problems);
    let total = section.must::<Yuan>("medfee_sumamt", problems);
    let own = optional(&mut section, "fulamt_ownpay_amt", problems);
    let over = optional(&mut section, "overlmt_selfpay", problems);
    let first = optional(&mut section, "preselfpay_amt", problems);
    let in_scope = section.maybe::<Yuan>("inscp_scp_amt", problems);
    section.finish(problems);
    let (total, personal) = (total?, own + over + first);
    let in_scope = in_scope.unwrap_or((total - personal).max(Yuan::ZERO));
    let sum = personal + in_scope;
    if sum != total {
        // Identity I2.
        problems.push(Problem::new("case-totals-differ", "totals").value(total).with("sum", sum).with("total", total));
    }
    Some(LineSplit { fulamt_ownpay_amt: own, overlmt_amt: over, preselfpay_amt: first, inscp_scp_amt: in_scope })
}

fn lines(
    root: &mut Section,
    charged_on: &mut Vec<Option<NaiveDate>>,
    problems: &mut Problems,
) -> (Option<Costs>, Vec<String>) {
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for mut section in root.sections("line", problems) {
        let class = section.must::<ChargeClass>("class", problems);
        let name = section.maybe::<String>("name", problems).unwrap_or_default();
        let day = section.maybe::<NaiveDate>("day", problems);
        let before = problems.len();
        let count = section.maybe::<Quantity<4>>("count", problems);
        let price = section.maybe::<Quantity<6>>("price", problems);
        let amount = section.maybe::<Yuan>("amount", problems);
        let ceiling = section.maybe::<Quantity<6>>("ceiling", problems).map(|ceiling| ceiling.0);
        let preself_rate = section.maybe::<Rate>("preself_rate", problems).map_or(Decimal::ZERO, |rate| rate.0);
        let path = section.path.clone();
        section.finish(problems);
        let amount = match (amount, price, count) {
            (Some(amount), None, _) => amount,
            (given, Some(Quantity(price)), Some(Quantity(count))) => {
                let product = line::amount(price, count);
                if let Some(given) = given.filter(|given| *given != product) {
                    let problem = Problem::new("case-line-amount-differs", path).value(given);
                    problems.push(problem.with("product", product));
                    continue;
                }
                product
            }
            _ => {
                // If a value could not be read, that has been reported already.
                if problems.len() == before {
                    problems.push(Problem::new("case-line-without-amount", path));
                }
                continue;
            }
        };
        if amount > limits::AMOUNT_MAX {
            let problem = Problem::new("file-amount-too-large", path).value(amount);
            problems.push(problem.with("max", limits::AMOUNT_MAX));
            continue;
        }
        let Some(class) = class else { continue };
        let count = count.map_or(Decimal::ONE, |count| count.0);
        lines.push(CostLine { priced: Priced { class, count, ceiling, preself_rate }, amount });
        names.push(name);
        charged_on.push(day);
    }
    (Some(Costs::Lines(lines)), names)
}
