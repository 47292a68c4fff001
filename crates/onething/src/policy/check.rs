//! `onething policy check`: all that is wrong with policy files, and what stands out in them and between them.

use crate::{cli::CheckPolicies, ending::Ending, files, print::print};
use model::{message::Message, time::Zone};
use serde::Serialize;
use settlement::{
    Policy, Problem,
    limits::POLICY_BYTES_MAX,
    policy::{Ground, beside, findings},
};
use std::path::{Path, PathBuf};
use web::locale::{Locale, Localizer};

/// What is found in one file.
#[derive(Serialize)]
struct Found {
    file: String,
    /// The policy's id, if the file could be read as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    findings: Vec<Finding>,
    /// The conventions that no source states, and those that are only assumed: no findings, because a file that says
    /// so is right.
    open: Vec<String>,
    assumed: Vec<String>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    clean: bool,
    files: &'a [Found],
}

/// Something that is wrong or stands out: where, the value there, and the rule, also in words.
#[derive(Serialize)]
struct Finding {
    field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    rule: &'static str,
    message: String,
}

impl Finding {
    fn new(t: &Localizer, problem: &Problem) -> Self {
        let message = t.say(&problem.message());
        Self { field: problem.path.clone(), value: problem.value.clone(), rule: problem.code, message }
    }
}

/// Checks the files and prints what stands out.
pub(super) fn run(asked: &CheckPolicies) -> Result<(), Ending> {
    let t = Localizer::new(Locale::of_tag(&asked.lang), Zone::SHANGHAI);
    let found = all(&t, &asked.files)?;
    let clean = found.iter().all(|one| one.findings.is_empty());
    let text = if asked.json {
        serde_json::to_string_pretty(&Printed { clean, files: &found }).map_err(Ending::cannot)? + "\n"
    } else {
        found.iter().map(|one| told(&t, one)).collect()
    };
    print(&text)?;
    if clean { Ok(()) } else { Err(Ending::No) }
}

/// Looks at each file alone, and then at those that are policies beside each other.
fn all(t: &Localizer, files: &[PathBuf]) -> Result<Vec<Found>, Ending> {
    let (mut found, mut policies, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let parsed = Policy::parse(&files::read(t, file, POLICY_BYTES_MAX)?);
        found.push(one(t, file, &parsed));
        if let Ok(policy) = parsed {
            policies.push(policy);
            places.push(found.len() - 1);
        }
    }
    for (place, problem) in beside(&policies.iter().collect::<Vec<_>>()) {
        found[places[place]].findings.push(Finding::new(t, &problem));
    }
    Ok(found)
}

fn one(t: &Localizer, file: &Path, parsed: &Result<Policy, Vec<Problem>>) -> Found {
    let file = file.display().to_string();
    let of = |problems: &[Problem]| problems.iter().map(|problem| Finding::new(t, problem)).collect();
    match parsed {
        Ok(policy) => Found {
            file,
            policy: Some(policy.id.as_str().to_owned()),
            findings: of(&findings(policy)),
            open: names(t, &policy.silent),
            assumed: names(t, &policy.assumed),
        },
        Err(problems) => Found { file, policy: None, findings: of(problems), open: Vec::new(), assumed: Vec::new() },
    }
}

/// The conventions in words; several layers have some of them, and each is named once.
fn names(t: &Localizer, grounds: &[Ground]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for ground in grounds {
        let name = t.say(&ground.convention);
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn told(t: &Localizer, found: &Found) -> String {
    let name = match &found.policy {
        Some(id) => format!("{} ({id})", found.file),
        None => found.file.clone(),
    };
    let mut text = format!("{name}\n");
    for finding in &found.findings {
        text += &format!("  ! {}\n", finding.message);
    }
    if found.findings.is_empty() {
        text += &format!("  {}\n", t.text("cli-check-nothing"));
    }
    for (id, names) in [("cli-check-open", &found.open), ("cli-check-assumed", &found.assumed)] {
        if !names.is_empty() {
            text += &format!("  {}\n", t.say(&listed(id, names)));
        }
    }
    text
}

fn listed(id: &'static str, names: &[String]) -> Message {
    Message::new(id).with("names", names.join("; "))
}
