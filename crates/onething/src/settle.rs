//! `onething settle`: who pays what of a stay, and why; of many stays, see [`bulk`].

mod bulk;

use crate::{
    cli::Settle,
    ending::Ending,
    files, policies,
    policies::Policies,
    print::{complain, print},
};
use model::{message::Message, money::Yuan, time::Zone};
use serde::Serialize;
use settlement::{
    case::{CaseFile, Mismatch, Outcome, PRINTED},
    limits::CASE_BYTES_MAX,
    policy::{Basis, Ground},
};
use std::path::Path;
use web::locale::{Locale, Localizer};

/// Adjudicates and prints.
pub(crate) fn run(settle: &Settle) -> Result<(), Ending> {
    let t = Localizer::new(Locale::of_tag(&settle.lang), Zone::SHANGHAI);
    let policies = Policies::read(&t, &settle.policy);
    match (&settle.what.case, &settle.what.cases) {
        (Some(case), _) => one(&t, settle, policies, case),
        (None, Some(cases)) => bulk::run(&t, settle, &policies.map_err(ending)?, cases),
        (None, None) => Err(Ending::cannot("--case, --cases")),
    }
}

/// Several lines of what could not be done.
fn ending(lines: Vec<String>) -> Ending {
    Ending::cannot(lines.join("\nonething: "))
}

/// One case: the problems of all files are named together.
fn one(t: &Localizer, settle: &Settle, policies: Result<Policies, Vec<String>>, path: &Path) -> Result<(), Ending> {
    let text = files::read(t, path, CASE_BYTES_MAX)?;
    let case = CaseFile::parse(&text).map_err(|problems| policies::said(t, path, &problems));
    let (policies, case) = match (policies, case) {
        (Ok(policies), Ok(case)) => (policies, case),
        (policies, case) => return Err(ending([policies.err(), case.err()].into_iter().flatten().flatten().collect())),
    };
    let settled = policies.of(case.policy.as_deref()).and_then(|policy| case.settle(policy));
    let outcome = settled.map_err(|problem| ending(policies::said(t, path, &[problem])))?;
    print(&shown(t, settle, &outcome)?)?;
    if outcome.mismatches.is_empty() {
        return Ok(());
    }
    complain(&outcome.mismatches.iter().map(|mismatch| differs(t, mismatch)).collect::<Vec<_>>());
    Err(Ending::No)
}

fn shown(t: &Localizer, settle: &Settle, outcome: &Outcome) -> Result<String, Ending> {
    match (settle.json, settle.explain) {
        (true, true) => json(&Explained::new(t, outcome)),
        (true, false) => json(outcome),
        (false, explain) => {
            let explanation = if explain { explanation(t, outcome) } else { String::new() };
            Ok(table(t, outcome) + &explanation)
        }
    }
}

fn json(what: &impl Serialize) -> Result<String, Ending> {
    serde_json::to_string_pretty(what).map(|text| text + "\n").map_err(Ending::cannot)
}

/// A published amount that the arithmetic does not give.
fn differs(t: &Localizer, mismatch: &Mismatch) -> String {
    let message = Message::new("cli-cases-differ")
        .with("field", mismatch.field.as_str())
        .with("published", t.figure(mismatch.published))
        .with("computed", t.figure(mismatch.computed));
    t.say(&message)
}

/// Every national name with its meaning and amount.
fn table(t: &Localizer, outcome: &Outcome) -> String {
    let mut text = format!("{} ({})\n", t.label(&outcome.title), outcome.policy);
    for name in PRINTED {
        let amount = t.figure(outcome.amount(name).unwrap_or_default());
        let words = t.text(&format!("title-{}", name.replace('_', "-")));
        text += &format!("{amount:>16}  {name:<18} {words}\n");
    }
    if !outcome.adjudication.confirmed_possible {
        text += &format!("{}\n", t.text("cli-estimate"));
        text += &match outcome.adjudication.at_stake {
            Some(amount) => t.say(&Message::new("cli-at-stake").with("amount", amount)),
            None => t.text("cli-at-stake-unknown"),
        };
        text += "\n";
    }
    text
}

/// A step of the explanation in words: rule, arithmetic, and the source of the rule.
#[derive(Serialize)]
struct StepWords {
    title: String,
    result: Yuan,
    rule: String,
    arithmetic: Vec<String>,
    grounds: Vec<GroundWords>,
}

#[derive(Serialize)]
struct GroundWords {
    convention: String,
    why: String,
}

impl GroundWords {
    fn new(t: &Localizer, ground: &Ground) -> Self {
        let why = match &ground.basis {
            Basis::Source(source) => source.to_string(),
            Basis::Assumed(reason) => format!("{}{reason}", t.text("cli-assumed")),
            Basis::NotStated => t.text("cli-not-stated"),
        };
        Self { convention: t.say(&ground.convention), why }
    }
}

/// An outcome in JSON, with its explanation in words.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    explanation: Vec<StepWords>,
}

impl<'a> Explained<'a> {
    fn new(t: &Localizer, outcome: &'a Outcome) -> Self {
        Self { outcome, explanation: steps(t, outcome) }
    }
}

fn steps(t: &Localizer, outcome: &Outcome) -> Vec<StepWords> {
    let steps = outcome.adjudication.steps.iter().map(|step| StepWords {
        title: t.say(&step.title),
        result: step.result,
        rule: t.say(&step.rule),
        arithmetic: step.arithmetic.iter().map(|row| t.say(row)).collect(),
        grounds: step.grounds.iter().map(|ground| GroundWords::new(t, ground)).collect(),
    });
    steps.collect()
}

/// Every step, and what else has to be known.
fn explanation(t: &Localizer, outcome: &Outcome) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(steps(t, outcome)) {
        text += &format!("\n{number}. {}  {}\n   {}\n", step.title, t.figure(step.result), step.rule);
        for row in &step.arithmetic {
            text += &format!("   = {row}\n");
        }
        for ground in &step.grounds {
            text += &format!("   [{}] {}\n", ground.convention, ground.why);
        }
    }
    for note in &outcome.adjudication.notes {
        let about = note.ground.as_ref().map(|ground| t.say(&ground.convention)).unwrap_or_default();
        text += &format!("\n! {about}: {}\n", t.say(&note.message));
    }
    text
}
