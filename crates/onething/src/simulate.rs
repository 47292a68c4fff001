//! `onething simulate`: days of a hospital on the same core, and the three promises.

use crate::{cli::Simulate, ending::Ending};
use model::{message::Message, time::Zone};
use simulator::{
    report::{ADMISSION_MINUTES_TARGET, BEDSIDE_TARGET, COVERAGE_TARGET, KEPT_TARGET, Report, SLOT_MINUTES_TARGET},
    scenario::Scenario,
};
use web::locale::{Locale, Localizer};

/// Simulates and prints.
pub(crate) fn run(simulate: &Simulate) -> Result<(), Ending> {
    let scenario = match &simulate.scenario {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Ending::cannot(format!("scenario {}: {error}", file.display())))?;
            Scenario::parse(&text)
        }
        None => Scenario::built_in(),
    };
    let scenario = scenario.map_err(Ending::cannot)?;
    let report = simulator::simulate(&scenario, simulate.seed, simulate.days.into()).map_err(Ending::cannot)?;
    if simulate.json {
        print!("{}", report.json().map_err(Ending::cannot)?);
    } else {
        print!("{}", table(&Localizer::new(Locale::of_tag(&simulate.lang), Zone::SHANGHAI), &report));
    }
    Ok(())
}

/// Each promise with its target and its cases, and where the minutes of an admission go.
fn table(t: &Localizer, report: &Report) -> String {
    let (promises, cases) = (&report.promises, &report.cases);
    let headline = Message::new("cli-simulate-days")
        .with("scenario", report.scenario.as_str())
        .with("seed", report.seed.to_string())
        .with("first", report.first_day.as_str())
        .with("last", report.last_day.as_str())
        .with("days", report.days);
    let mut text = format!("{}\n\n", t.say(&headline));
    let mut row = |found: Option<f64>, kept: Option<bool>, what: Message| {
        let kept = match kept {
            Some(true) => "cli-kept",
            Some(false) => "cli-not-kept",
            None => "cli-no-cases",
        };
        let found = found.map_or_else(|| "-".to_owned(), |found| format!("{found:.1}"));
        text += &format!("{found:>8} {}  [{}]\n", t.say(&what), t.text(kept));
    };
    let percent = |share: f64| share * 100.0;
    let slot = promises.slot_minutes_max;
    row(
        slot.map(f64::from),
        slot.map(|minutes| minutes <= SLOT_MINUTES_TARGET),
        Message::new("cli-slot-minutes").with("target", SLOT_MINUTES_TARGET),
    );
    row(
        promises.kept_window_share.map(percent),
        promises.kept_window_share.map(|share| share >= KEPT_TARGET),
        counted("cli-kept-windows", percent(KEPT_TARGET), cases.windows_kept).with("of", cases.windows.to_string()),
    );
    row(
        promises.admission_minutes_mean,
        promises.admission_minutes_mean.map(|minutes| minutes <= ADMISSION_MINUTES_TARGET),
        counted("cli-admission-minutes", ADMISSION_MINUTES_TARGET, cases.admissions),
    );
    row(
        promises.bedside_share.map(percent),
        promises.bedside_share.map(|share| share >= BEDSIDE_TARGET),
        counted("cli-bedside", percent(BEDSIDE_TARGET), cases.bedside).with("of", cases.discharges.to_string()),
    );
    let forecasts = &report.forecasts;
    row(
        forecasts.coverage.map(percent),
        forecasts.coverage.map(|share| COVERAGE_TARGET.contains(&share)),
        counted("cli-forecasts", 80.0, forecasts.cases.within).with("of", forecasts.cases.all().to_string()),
    );
    for (count, id) in [
        (cases.called_early, "cli-early"),
        (cases.called_out_of_turn, "cli-out-of-turn"),
        (forecasts.cases.never_called, "cli-never-called"),
    ] {
        text += &format!("{count:>8} {}\n", t.text(id));
    }
    text += &format!("\n{}\n", t.text("cli-admission-steps"));
    for step in &report.admission_steps {
        let minutes = step.minutes_mean.map_or_else(|| "-".to_owned(), |minutes| format!("{minutes:.1}"));
        let name = match step.step {
            "bed" => t.text("admission-step-bed"),
            "to_bed" => t.text("admission-step-walk"),
            formality => t.text(&format!("formality-{formality}")),
        };
        text += &format!("{minutes:>8} {name}\n");
    }
    let visits = Message::new("cli-visits")
        .with("visits", cases.visits.to_string())
        .with("missed", cases.missed.to_string())
        .with("not_seen", cases.not_seen.to_string())
        .with("turned_away", cases.turned_away.to_string())
        .with("actions", cases.actions.to_string());
    text + &format!("\n{}\n", t.say(&visits))
}

fn counted(id: &'static str, target: f64, count: u64) -> Message {
    Message::new(id).with("target", format!("{target:.0}")).with("count", count.to_string())
}
