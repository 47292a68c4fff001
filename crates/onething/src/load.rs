//! `onething load`: a rush of patients, with a progress bar on a terminal.

use crate::{
    cli::{Load, Wanted},
    ending::Ending,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use model::{message::Message, time::Zone};
use simulator::load::{
    self, Latency, Login, Plan, RATE_MAX, Report, Stage, Watcher, arrivals::Scenario, login_name, target::Target,
};
use std::path::Path;
use web::locale::{Locale, Localizer};

/// Runs the rush and prints its result.
pub(crate) async fn run(load: &Load) -> Result<(), Ending> {
    let plan = plan(load)?;
    let t = Localizer::new(Locale::of_tag(&load.lang), Zone::SHANGHAI);
    let report = load::run(&plan, &Bar::new(t)).await.map_err(Ending::cannot)?;
    if load.json {
        print!("{}", report.json().map_err(Ending::cannot)?);
    } else {
        print!("{}", table(&t, &report));
    }
    if report.check.holds { Ok(()) } else { Err(Ending::No) }
}

fn plan(load: &Load) -> Result<Plan, Ending> {
    if !(load.rate > 0.0 && load.rate <= RATE_MAX) {
        return Err(Ending::cannot(format!("--rate is {}: must be above 0 and at most {RATE_MAX}", load.rate)));
    }
    let logins = match (&load.crowd.logins, load.crowd.accounts) {
        (Some(file), _) => read(file)?,
        (None, count) => (1..=count.unwrap_or_default())
            .map(|number| Login { name: login_name(number), password: load.password.clone() })
            .collect(),
    };
    Ok(Plan {
        target: Target::parse(&load.target, load.allow_remote).map_err(Ending::cannot)?,
        logins,
        scenario: match load.scenario {
            Wanted::Hot => Scenario::Hot,
            Wanted::Spread => Scenario::Spread,
        },
        department: load.department.clone(),
        rate: load.rate,
        seconds: load.seconds,
        seed: load.seed,
        connections: load.connections,
        alone: load.alone,
    })
}

/// Reads a name, a space and a password from each line; empty lines do not count.
fn read(file: &Path) -> Result<Vec<Login>, Ending> {
    let text =
        std::fs::read_to_string(file).map_err(|error| Ending::cannot(format!("logins {}: {error}", file.display())))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let login = |(number, line): (usize, &str)| match line.trim().split_once(' ') {
        Some((name, password)) => Ok(Login { name: name.to_owned(), password: password.trim().to_owned() }),
        None => Err(Ending::cannot(format!("logins {}: line {number} has no password", file.display()))),
    };
    lines.map(login).collect()
}

/// Prints what came of the arrivals, how long they waited, and whether the hospital shows the same.
fn table(t: &Localizer, report: &Report) -> String {
    let headline = Message::new("cli-load")
        .with("target", report.target.as_str())
        .with("scenario", report.scenario)
        .with("arrivals", report.arrivals.to_string())
        .with("rate", report.rate.to_string())
        .with("seconds", report.seconds.to_string())
        .with("seed", report.seed.to_string())
        .with("patients", report.patients.to_string())
        .with("windows", report.windows.to_string())
        .with("connections", report.connections.to_string());
    let mut text = format!("{}\n\n", t.say(&headline));
    let mut count = |count: String, what: String| text += &format!("{count:>10} {what}\n");
    count(report.bookings.to_string(), t.text("cli-load-booked"));
    for (code, number) in &report.refusals {
        count(number.to_string(), t.say(&Message::new("cli-load-refused").with("code", code.as_str())));
    }
    for (kind, number) in &report.errors {
        count(number.to_string(), t.say(&Message::new("cli-load-error").with("kind", kind.as_str())));
    }
    count(report.retries.to_string(), t.text("cli-load-retries"));
    count(format!("{:.0}", report.answers_per_s), t.text("cli-load-answers"));
    text += &format!("\n{:>10}{:>10}{:>10}{:>10}{:>10}  ms\n", "p50", "p90", "p99", "p99.9", "max");
    let latencies = [
        (&report.latency_ms, "cli-load-all"),
        (&report.booked_ms, "cli-load-of-booked"),
        (&report.refused_ms, "cli-load-of-refused"),
    ];
    for (latency, name) in latencies {
        text += &format!("{}  {}\n", milliseconds(latency), t.text(name));
    }
    let check = &report.check;
    let verdict = Message::new(if check.holds { "cli-load-holds" } else { "cli-load-differs" })
        .with("acknowledged", check.acknowledged.to_string())
        .with("found", check.found.to_string())
        .with("unknown", check.unknown.to_string())
        .with("unknown_booked", check.unknown_booked.to_string())
        .with("seats", check.seats_taken.to_string())
        .with("others", check.seats_of_others.to_string());
    text += &format!("\n{}\n", t.say(&verdict));
    for fault in &check.faults_shown {
        text += &format!("  {fault}\n");
    }
    text
}

fn milliseconds(latency: &Latency) -> String {
    let all = [latency.p50, latency.p90, latency.p99, latency.p99_9, latency.max];
    all.map(|value| value.map_or_else(|| format!("{:>10}", "-"), |value| format!("{value:>10.2}"))).concat()
}

/// A progress bar on standard error, if that is a terminal.
struct Bar {
    bar: ProgressBar,
    t: Localizer,
}

impl Bar {
    fn new(t: Localizer) -> Self {
        let style = ProgressStyle::with_template("{msg:>10} {wide_bar} {pos}/{len} {elapsed}");
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        Self { bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())), t }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watcher for Bar {
    fn begin(&self, stage: Stage, steps: u64) {
        let name = match stage {
            Stage::LogIn => "cli-load-log-in",
            Stage::Look => "cli-load-look",
            Stage::Rush => "cli-load-rush",
            Stage::Check => "cli-load-check",
        };
        self.bar.set_length(steps);
        self.bar.set_position(0);
        self.bar.set_message(self.t.text(name));
    }

    fn reach(&self, step: u64) {
        self.bar.set_position(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::load::Check;

    fn report(check: Check) -> Report {
        let latency =
            Latency { count: 2, mean: None, p50: Some(1.5), p90: None, p99: None, p99_9: None, max: Some(9.0) };
        Report {
            target: "http://127.0.0.1:8080".into(),
            scenario: "hot",
            seed: 1,
            rate: 2.5,
            seconds: 2,
            patients: 3,
            windows: 1,
            connections: 4,
            arrivals: 5,
            took_s: 2.0,
            answers_per_s: 2.0,
            bookings: 2,
            bookings_per_s: 1.0,
            refusals: [("slot-full".to_owned(), 2)].into(),
            errors: [("connection-lost".to_owned(), 1)].into(),
            retries: 7,
            latency_ms: latency.clone(),
            booked_ms: latency.clone(),
            refused_ms: latency,
            check,
        }
    }

    #[test]
    fn the_table_says_what_came_of_it_in_both_languages() {
        let fault = Check { faults: 1, faults_shown: vec!["appointment a …".into()], ..Check::default() };
        for (locale, differs) in [(Locale::English, "DOES NOT SAY THE SAME"), (Locale::Chinese, "不一致")] {
            let t = Localizer::new(locale, Zone::SHANGHAI);
            let shown = table(&t, &report(Check { holds: true, ..Check::default() }));
            assert!(shown.contains("slot-full") && shown.contains("connection-lost"), "{shown}");
            assert!(shown.contains("      1.50         -") && !shown.contains(differs), "{shown}");
            let shown = table(&t, &report(fault.clone()));
            assert!(shown.contains(differs) && shown.contains("appointment a …"), "{shown}");
        }
    }

    #[test]
    fn a_file_of_logins_is_read_line_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("logins.txt");
        std::fs::write(&file, "wang  one two\n\nli x\n").unwrap();
        let logins = read(&file).unwrap();
        let read_as: Vec<_> = logins.iter().map(|login| (login.name.as_str(), login.password.as_str())).collect();
        assert_eq!(read_as, [("wang", "one two"), ("li", "x")]);
        std::fs::write(&file, "wang\n").unwrap();
        assert!(matches!(read(&file), Err(Ending::Cannot(why)) if why.contains("line 1")));
    }
}
