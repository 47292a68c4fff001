//! `onething load`: a rush of patients, with a bar on a terminal while it lasts.

use crate::{
    cli::{Load, Wanted},
    ending::Ending,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use simulator::load::{self, Login, Plan, RATE_MAX, Stage, Watcher, arrivals::Scenario, login_name, target::Target};
use std::path::Path;

/// Runs the rush and prints what came of it.
pub(crate) async fn run(load: &Load) -> Result<(), Ending> {
    let plan = plan(load)?;
    let report = load::run(&plan, &Bar::new()).await.map_err(Ending::cannot)?;
    if load.json {
        print!("{}", report.json().map_err(Ending::cannot)?);
    } else {
        print!("{report}");
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

/// A name, a space and a password on each line; empty lines do not count.
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

/// A bar on standard error, where that is a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{msg:>10} {wide_bar} {pos}/{len} {elapsed}");
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Watcher for Bar {
    fn begin(&self, stage: Stage, steps: u64) {
        self.0.set_length(steps);
        self.0.set_position(0);
        self.0.set_message(match stage {
            Stage::LogIn => "logging in",
            Stage::Look => "looking",
            Stage::Rush => "rush",
            Stage::Check => "checking",
        });
    }

    fn reach(&self, step: u64) {
        self.0.set_position(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
