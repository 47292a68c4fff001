//! `onething schedule learn`: who does not come and how long the others take, from files of visits; and the calls that
//! follow from it.

mod cells;
mod columns;
mod fault;
mod found;
mod table;
#[cfg(test)]
mod tests;
mod told;

use crate::{
    cli::Learn,
    ending::Ending,
    files,
    schedule::{json, localizer, refused},
};
use columns::{Columns, Field};
use found::{Asked, Found, Source};
use model::message::Message;
use schedules::{
    Calls, Problem, Rule, Weights,
    learn::{Observations, Which, even, learn},
    limits::SLOT_MINUTES,
    text,
};
use table::{FILE_BYTES_MAX, LEFT_OUT_ONE_IN, Plan};
use web::locale::Localizer;

/// Reads, learns, and prints.
pub(crate) fn run(asked: &Learn) -> Result<(), Ending> {
    let t = localizer(&asked.lang);
    let plans = plans(&t, asked)?;
    let session = session(asked).map_err(|problem| refused(&t, problem))?;
    let mut seen = Observations::default();
    let mut sources = Vec::new();
    for (file, plan) in asked.files.iter().zip(&plans) {
        let name = file.display().to_string();
        let text = files::read_packed(&t, file, FILE_BYTES_MAX)?;
        let read = table::read(&text, plan, &mut seen)
            .map_err(|message| Ending::cannot(format!("{name}: {}", t.say(&message))))?;
        if let Some(first) = read.too_many_left_out() {
            let message = Message::new("learn-file-left-out")
                .with("left", read.rows_left_out().to_string())
                .with("rows", read.rows.to_string())
                .with("most", LEFT_OUT_ONE_IN.to_string())
                .with("line", first.line.to_string())
                .with("reason", t.say(&first.fault.message()));
            return Err(Ending::cannot(format!("{name}: {}", t.say(&message))));
        }
        sources.push(Source { name, read });
    }
    let of_service = |problem: Problem| Ending::cannot(t.say(&problem.message()));
    let learnt = learn(&seen, Which::All).map_err(of_service)?;
    let held = plans.iter().any(|plan| plan.hold_out_from.is_some());
    let proposed = match &session {
        Some(session) => {
            let found = found::proposals(&seen, &learnt, session, held).map_err(|problem| refused(&t, problem))?;
            if found.is_empty() {
                return Err(Ending::cannot(t.text("learn-no-service")));
            }
            found
        }
        None => Vec::new(),
    };
    let found = Found { sources, learnt, proposed };
    if asked.json {
        return json(&found::printed(&t, &found));
    }
    print!("{}", told::all(&t, &found));
    Ok(())
}

/// What each file's columns are, and what of it is held out.
fn plans(t: &Localizer, asked: &Learn) -> Result<Vec<Plan>, Ending> {
    let wrong = |message: Message| Ending::cannot(t.say(&message));
    let (files, from) = (asked.files.len(), &asked.hold_out_from);
    for (option, given) in [("--columns", asked.columns.len()), ("--hold-out-from", from.len())] {
        if given != files && (option == "--columns" || given > 0) {
            let message = Message::new("learn-one-each").with("field", option).with("value", given.to_string());
            return Err(wrong(message.with("files", files.to_string())));
        }
    }
    let plan = |(at, typed): (usize, &String)| {
        let columns = Columns::of(typed).map_err(wrong)?;
        let hold_out_from = from.get(at).map(|from| hold_out(&columns, from)).transpose().map_err(wrong)?;
        Ok(Plan { columns, hold_out_from })
    };
    asked.columns.iter().enumerate().map(plan).collect()
}

/// From when on visits are held out: a day or a month where they have dates, a number where they have numbers.
fn hold_out(columns: &Columns, typed: &str) -> Result<i64, Message> {
    let from = match columns.order() {
        Some(Field::Order) => typed.trim().parse().ok(),
        Some(_) => cells::first_day(typed.trim()),
        None => return Err(Message::new("learn-hold-out-order")),
    };
    from.ok_or_else(|| Message::new("learn-hold-out-from").with("value", typed.to_owned()))
}

/// The session whose calls are wanted, if one is.
fn session(asked: &Learn) -> Result<Option<Asked>, Problem> {
    let Some(minutes) = &asked.slot_minutes else { return Ok(None) };
    let slot_minutes = text::whole("slot_minutes", minutes)?;
    if !SLOT_MINUTES.contains(&slot_minutes) {
        let rule = Rule::Between((*SLOT_MINUTES.start()).into(), (*SLOT_MINUTES.end()).into());
        return Err(Problem::new("slot_minutes", slot_minutes, rule));
    }
    let present: Calls = match (&asked.calls, &asked.patients, &asked.slots) {
        (Some(calls), _, _) => text::calls(calls)?,
        (None, Some(patients), Some(slots)) => even(text::whole("patients", patients)?, text::whole("slots", slots)?)?,
        // The command line asks for one of the two.
        (None, _, _) => return Ok(None),
    };
    let wait = text::number("wait_weight", &asked.wait_weight)?;
    let overtime = text::number("overtime_weight", &asked.overtime_weight)?;
    Ok(Some(Asked { slot_minutes, present, weights: Weights::new(wait, overtime)? }))
}
