//! `onething schedule`: what a session costs its patients and its clinician, and the calls that cost least; what is
//! learnt of patients is in [`learn`].

use crate::{
    cli::{Evaluate, Optimise, Schedule, Session},
    ending::Ending,
    files, learn,
};
use model::{message::Message, time::Zone};
use schedules::{
    Calls, Certificate, Evaluation, Problem, Service, Setting, Waiters, Weights, evaluate, optimise,
    text::{self, ServiceText},
};
use serde::Serialize;
use std::path::Path;
use web::locale::{Locale, Localizer};

/// The most bytes of a file of minutes: each of a day's minutes on a line of its own needs fewer.
const PMF_BYTES_MAX: usize = 64 << 10;

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    calls: &'a [u32],
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<f64>,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<&'a Certificate>,
}

/// Evaluates, optimises or learns, and prints.
pub(crate) fn run(schedule: &Schedule) -> Result<(), Ending> {
    match schedule {
        Schedule::Evaluate(asked) => evaluated(asked),
        Schedule::Optimise(asked) => optimised(asked),
        Schedule::Learn(asked) => learn::run(asked),
    }
}

fn evaluated(asked: &Evaluate) -> Result<(), Ending> {
    let t = localizer(&asked.session.lang);
    let setting = setting(&t, &asked.session)?;
    let calls = text::calls(&asked.calls).map_err(|problem| refused(&t, problem))?;
    let evaluation = evaluate(&setting, &calls).map_err(|problem| refused(&t, problem))?;
    if asked.session.json {
        let printed = Printed { calls: calls.as_slice(), cost: None, evaluation: &evaluation, certificate: None };
        return json(&printed);
    }
    print!("{}", table(&t, &setting, &calls, &evaluation));
    Ok(())
}

fn optimised(asked: &Optimise) -> Result<(), Ending> {
    let t = localizer(&asked.session.lang);
    let setting = setting(&t, &asked.session)?;
    let found = || {
        let patients = text::whole("patients", &asked.patients)?;
        let slots = text::whole("slots", &asked.slots)?;
        let wait = text::number("wait_weight", &asked.wait_weight)?;
        let overtime = text::number("overtime_weight", &asked.overtime_weight)?;
        optimise(&setting, patients, slots, Weights::new(wait, overtime)?)
    };
    let best = found().map_err(|problem| refused(&t, problem))?;
    let (calls, evaluation) = (&best.calls, &best.evaluation);
    if asked.session.json {
        let (cost, certificate) = (Some(best.cost), Some(&best.certificate));
        return json(&Printed { calls: calls.as_slice(), cost, evaluation, certificate });
    }
    let words = Message::new("cli-schedule-cost")
        .with("wait", asked.wait_weight.as_str())
        .with("overtime", asked.overtime_weight.as_str());
    print!("{}", table(&t, &setting, calls, evaluation));
    print!("{}", row(best.cost, &t.say(&words)));
    println!("\n{}", proof(&t, &best.certificate));
    Ok(())
}

/// The language of what is printed.
pub(crate) fn localizer(lang: &str) -> Localizer {
    Localizer::new(Locale::of_tag(lang), Zone::SHANGHAI)
}

fn setting(t: &Localizer, session: &Session) -> Result<Setting, Ending> {
    let service = service(t, &session.service)?;
    let read = || {
        let slot_minutes = text::whole("slot_minutes", &session.slot_minutes)?;
        Setting::new(slot_minutes, text::number("no_show", &session.no_show)?, service)
    };
    read().map_err(|problem| refused(t, problem))
}

fn service(t: &Localizer, typed: &str) -> Result<Service, Ending> {
    let file = match text::service(typed).map_err(|problem| refused(t, problem))? {
        ServiceText::Known(service) => return Ok(service),
        ServiceText::File(file) => file,
    };
    let lines = files::read(t, Path::new(&file), PMF_BYTES_MAX)?;
    let pmf = text::pmf(&lines).map_err(|problem| {
        // `service[7]` is the seventh line.
        let line = problem.field.trim_start_matches("service").trim_start_matches('[').trim_end_matches(']');
        let field = if line.is_empty() { file.clone() } else { format!("{file}:{line}") };
        Ending::cannot(t.say(&Problem { field, ..problem }.message()))
    })?;
    Ok(Service::Minutes(pmf))
}

/// A field is named as the option that gave it.
pub(crate) fn refused(t: &Localizer, problem: Problem) -> Ending {
    let field = format!("--{}", problem.field.replace('_', "-"));
    Ending::cannot(t.say(&Problem { field, ..problem }.message()))
}

/// For machines.
pub(crate) fn json(printed: &impl Serialize) -> Result<(), Ending> {
    println!("{}", serde_json::to_string_pretty(printed).map_err(Ending::cannot)?);
    Ok(())
}

fn row(figure: f64, words: &str) -> String {
    format!("{figure:>10.3} {words}\n")
}

fn table(t: &Localizer, setting: &Setting, calls: &Calls, found: &Evaluation) -> String {
    let headline = Message::new("cli-schedule-calls")
        .with("patients", calls.patients())
        .with("slots", i64::try_from(calls.slots()).unwrap_or(i64::MAX))
        .with("minutes", setting.slot_minutes());
    let called: Vec<String> = calls.as_slice().iter().map(ToString::to_string).collect();
    let total = match found.waiters {
        Waiters::Shown => t.text("cli-schedule-wait-total-shown"),
        Waiters::Called => t.text("cli-schedule-wait-total-called"),
    };
    format!("{}\n{}  {}\n\n", t.say(&headline), called.join(","), t.text("cli-schedule-called"))
        + &row(found.wait_mean, &t.text("cli-schedule-wait-mean"))
        + &row(found.wait_total, &total)
        + &row(found.overtime, &t.text("cli-schedule-overtime"))
        + &row(found.p_overtime * 100.0, &t.text("cli-schedule-p-overtime"))
        + &row(found.idle, &t.text("cli-schedule-idle"))
}

fn proof(t: &Localizer, certificate: &Certificate) -> String {
    let message = match certificate {
        Certificate::Enumerated { neighbours, best_neighbour: Some(best) } => Message::new("cli-schedule-enumerated")
            .with("neighbours", neighbours.to_string())
            .with("best", format!("{best:.6}")),
        Certificate::Enumerated { best_neighbour: None, .. } => Message::new("cli-schedule-alone"),
        Certificate::Bounded { no_neighbour_below, evaluated } => Message::new("cli-schedule-bounded")
            .with("bound", format!("{no_neighbour_below:.6}"))
            .with("evaluated", evaluated.to_string()),
    };
    t.say(&message)
}
