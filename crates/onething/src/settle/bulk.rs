//! `onething settle --cases`: millions of bills on all cores. One line of JSON for each on standard output, in the order
//! of the cases; what cannot be computed has its line too, is named on standard error, and does not stop the rest.

use super::{Explained, differs};
use crate::{
    bulk::{cores, in_order},
    cases::{self, Cases, Fault, Item},
    cli::Settle,
    ending::Ending,
    policies::Policies,
    print::is_read,
};
use indicatif::ProgressBar;
use model::message::Message;
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use settlement::{
    Problem,
    case::{Mismatch, Outcome, PRINTED},
};
use std::{
    io::{self, BufWriter, Write},
    path::Path,
    time::Instant,
};
use web::locale::Localizer;

/// Adjudicates all cases and prints what they come to.
pub(super) fn run(t: &Localizer, settle: &Settle, policies: &Policies, path: &Path) -> Result<(), Ending> {
    let mut cases = Cases::open(*t, path)?;
    let (bar, begun) = (cases.bar(), Instant::now());
    let mut printed = Printed { out: BufWriter::new(io::stdout().lock()), array: settle.json, count: 0 };
    let (mut failed, mut differing) = (0u64, 0u64);
    let mut reads = is_read(printed.begin())?;
    in_order(
        cores(),
        || cases.batch(),
        |item: &Item| computed(t, policies, settle.explain, item),
        |results: Vec<Computed>| {
            for one in &results {
                failed += u64::from(one.failed);
                differing += u64::from(!one.failed && !one.said.is_empty());
                cases::say(&bar, &one.said);
            }
            reads = reads && is_read(printed.results(&results))?;
            advance(t, &bar, printed.count);
            Ok::<_, Ending>(reads)
        },
    )?;
    if !reads || !is_read(printed.end())? {
        // Nobody reads any more: that is no failure, and there is nobody to be told anything.
        return Ok(());
    }
    let done = Message::new("cli-cases-done")
        .with("count", printed.count.to_string())
        .with("seconds", format!("{:.1}", begun.elapsed().as_secs_f64()))
        .with("failed", failed.to_string())
        .with("differing", differing.to_string());
    cases::say(&bar, &[t.say(&done)]);
    if failed + differing == 0 { Ok(()) } else { Err(Ending::No) }
}

fn advance(t: &Localizer, bar: &ProgressBar, count: u64) {
    bar.set_message(format!("{count} {}", t.text("cli-cases-working")));
}

/// What came of one case.
struct Computed {
    json: String,
    /// Problems, or differences from what was published.
    said: Vec<String>,
    failed: bool,
}

fn computed(t: &Localizer, policies: &Policies, explain: bool, item: &Item) -> Computed {
    let settled = item.read(t).and_then(|case| {
        let policy = policies.of(case.policy.as_deref())?;
        Ok(case.settle(policy)?)
    });
    let (shown, said) = match &settled {
        Ok(outcome) => {
            let shown =
                if explain { Shown::Explained(Explained::new(t, outcome)) } else { Shown::Brief(Brief(outcome)) };
            (shown, outcome.mismatches.iter().map(|mismatch| differs(t, mismatch)).collect())
        }
        Err(fault) => (Shown::refused(t, fault), fault.said(t)),
    };
    let outcome = settled.as_ref().ok();
    let record = Record {
        case: &item.place.file,
        line: item.place.line,
        policy: outcome.map(|outcome| outcome.policy.as_str()),
        mismatches: outcome.map(|outcome| &outcome.mismatches[..]).filter(|mismatches| !mismatches.is_empty()),
        shown,
    };
    let place = &item.place;
    let said: Vec<String> = said.into_iter().map(|words: String| format!("{place}: {words}")).collect();
    match serde_json::to_string(&record) {
        Ok(json) => Computed { json, said, failed: settled.is_err() },
        Err(error) => Computed { json: "null".to_owned(), said: vec![format!("{place}: {error}")], failed: true },
    }
}

/// A line of the output.
#[derive(Serialize)]
struct Record<'a> {
    case: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mismatches: Option<&'a [Mismatch]>,
    #[serde(flatten)]
    shown: Shown<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Brief(Brief<'a>),
    Explained(Explained<'a>),
    Refused { problems: Vec<Refused<'a>> },
}

/// A problem of a case: where, the value there, and the rule, also in words.
#[derive(Serialize)]
struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    message: String,
}

impl<'a> Shown<'a> {
    fn refused(t: &Localizer, fault: &'a Fault) -> Self {
        let of = |problem: &'a Problem| Refused {
            field: Some(problem.path.as_str()),
            value: problem.value.as_deref(),
            rule: Some(problem.code),
            message: t.say(&problem.message()),
        };
        let problems = match fault {
            Fault::Unread(reason) => vec![Refused { field: None, value: None, rule: None, message: reason.clone() }],
            Fault::Problems(problems) => problems.iter().map(of).collect(),
        };
        Self::Refused { problems }
    }
}

/// The amounts of an outcome and how certain they are, without what stands behind them.
struct Brief<'a>(&'a Outcome);

impl Serialize for Brief<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let result = &self.0.adjudication;
        let mut map = serializer.serialize_map(None)?;
        for name in PRINTED {
            map.serialize_entry(name, &self.0.amount(name).unwrap_or_default())?;
        }
        map.serialize_entry("certainty", if result.confirmed_possible { "confirmed" } else { "estimate" })?;
        map.serialize_entry("at_stake", &result.at_stake)?;
        map.end()
    }
}

/// Results, one on each line or as one array.
struct Printed<W: Write> {
    out: W,
    array: bool,
    count: u64,
}

impl<W: Write> Printed<W> {
    fn begin(&mut self) -> io::Result<()> {
        let bracket = if self.array { "[" } else { "" };
        self.out.write_all(bracket.as_bytes())
    }

    fn results(&mut self, results: &[Computed]) -> io::Result<()> {
        for one in results {
            let before = match (self.array, self.count) {
                (true, 0) | (false, _) => "",
                (true, _) => ",",
            };
            let after = if self.array { "" } else { "\n" };
            let line = if self.array { "\n" } else { "" };
            write!(self.out, "{before}{line}{}{after}", one.json)?;
            self.count += 1;
        }
        self.out.flush()
    }

    fn end(&mut self) -> io::Result<()> {
        let bracket = if self.array { "\n]\n" } else { "" };
        self.out.write_all(bracket.as_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(array: bool, batches: &[&[&str]]) -> String {
        let mut out = Vec::new();
        let mut printed = Printed { out: &mut out, array, count: 0 };
        printed.begin().unwrap();
        for batch in batches {
            let one = |json: &&str| Computed { json: (*json).to_owned(), said: Vec::new(), failed: false };
            printed.results(&batch.iter().map(one).collect::<Vec<_>>()).unwrap();
        }
        printed.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn results_are_lines_or_one_array() {
        assert_eq!(printed(false, &[&["{}", "1"], &["2"]]), "{}\n1\n2\n");
        assert_eq!(printed(true, &[&["{}", "1"], &["2"]]), "[\n{},\n1,\n2\n]\n");
        assert_eq!(printed(true, &[]), "[\n]\n");
        assert_eq!(printed(false, &[]), "");
    }
}
