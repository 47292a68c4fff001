//! `onething settle`: who pays what of a stay, and why.

use crate::{cli::Settle, ending::Ending};
use model::{message::Message, time::Zone};
use settlement::{
    case::{self, Outcome, PRINTED},
    policy::Basis,
};
use std::path::Path;
use web::locale::{Locale, Localizer};

/// Adjudicates and prints.
pub(crate) fn run(settle: &Settle) -> Result<(), Ending> {
    let t = Localizer::new(Locale::of_tag(&settle.lang), Zone::SHANGHAI);
    let outcome = case::run(&read(&settle.policy)?, &read(&settle.case)?).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| t.say(&problem.message())).collect();
        Ending::cannot(lines.join("\nonething: "))
    })?;
    if settle.json {
        println!("{}", serde_json::to_string_pretty(&outcome).map_err(Ending::cannot)?);
    } else {
        print!("{}", table(&t, &outcome));
    }
    if settle.explain && !settle.json {
        print!("{}", explanation(&t, &outcome));
    }
    if outcome.mismatches.is_empty() {
        return Ok(());
    }
    for mismatch in &outcome.mismatches {
        let (published, computed) = (t.figure(mismatch.published), t.figure(mismatch.computed));
        eprintln!("onething: {}: published {published}, computed {computed}", mismatch.field);
    }
    Err(Ending::No)
}

fn read(file: &Path) -> Result<String, Ending> {
    std::fs::read_to_string(file).map_err(|error| Ending::cannot(format!("{}: {error}", file.display())))
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

/// Every step: rule, arithmetic, and the source of the rule.
fn explanation(t: &Localizer, outcome: &Outcome) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(&outcome.adjudication.steps) {
        text += &format!("\n{number}. {}  {}\n", t.say(&step.title), t.figure(step.result));
        text += &format!("   {}\n", t.say(&step.rule));
        for row in &step.arithmetic {
            text += &format!("   = {}\n", t.say(row));
        }
        for ground in &step.grounds {
            let why = match &ground.basis {
                Basis::Source(source) => source.to_string(),
                Basis::Assumed(reason) => format!("{}{reason}", t.text("cli-assumed")),
                Basis::NotStated => t.text("cli-not-stated"),
            };
            text += &format!("   [{}] {why}\n", t.say(&ground.convention));
        }
    }
    for note in &outcome.adjudication.notes {
        let about = note.ground.as_ref().map(|ground| t.say(&ground.convention)).unwrap_or_default();
        text += &format!("\n! {about}: {}\n", t.say(&note.message));
    }
    text
}
