//! What can be asked of bills and policies: `settle`, `policy` and `bench settlement`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The examples of `onething settle --help`.
pub(super) const SETTLE_HELP: &str = "\
Examples:
  onething settle --policy jinan.toml --case stay.toml
  onething settle --policy jinan.toml --case stay.toml --json
  onething settle --policy jinan.toml --case stay.toml --explain --lang en
  onething settle --policy jinan.toml --cases bills.ndjson > results.ndjson
  onething settle --policy jinan-2024.toml --policy jinan-2025.toml --cases folder --json > results.json
  zcat bills.ndjson.gz | onething settle --policy jinan.toml --cases - | head

With --cases each result is one line of JSON on standard output, in the order of the cases, and what cannot be computed
is named on standard error and does not stop the rest. A case has at most 200,000 lines and 64 MiB.
Exit codes: 0 done, 1 a case could not be computed or differs from what was published, 2 nothing could be done.
docs/policies.md describes the files.";

/// `onething settle`.
#[derive(Debug, Args)]
pub(crate) struct Settle {
    /// The policy file (TOML). Given several times, each case says by its `policy` which one holds, by its id or its
    /// file
    #[arg(long, required = true, value_name = "FILE")]
    pub(crate) policy: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) what: WhichCases,
    /// Prints one JSON document: the national field names with decimal strings; with --cases an array of them.
    #[arg(long)]
    pub(crate) json: bool,
    /// Every step: rule, arithmetic, source.
    #[arg(long)]
    pub(crate) explain: bool,
    /// The language of what is said.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// One case or many.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct WhichCases {
    /// A case file (TOML or JSON); - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) case: Option<PathBuf>,
    /// Many cases: a folder (*.toml, *.json, *.ndjson), a file with one JSON object on each line, or - for standard
    /// input with such lines.
    #[arg(long, value_name = "FOLDER|FILE")]
    pub(crate) cases: Option<PathBuf>,
}

/// `onething policy`.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Names what is wrong with policy files and what stands out: gaps and overlaps of bands, bands that begin above
    /// zero, rates that fall, conventions that are missing or open, and days for which two files hold.
    #[command(after_help = "\
Examples:
  onething policy check jinan.toml
  onething policy check policies/*.toml --json

What stands out need not be wrong: compare it with the source.
Exit codes: 0 nothing stands out, 1 something does, 2 a file could not be read.")]
    Check(CheckPolicies),
    /// Says what putting one policy in the place of another does to real bills.
    #[command(after_help = "\
Examples:
  onething policy diff jinan-2024.toml jinan-2025.toml --cases bills.ndjson
  onething policy diff old.toml new.toml --cases folder --json

Each case is computed under both policies, whichever it names and whenever it was; differences are new less old.
Exit codes: 0 done, 1 a case could not be computed under one of them, 2 nothing could be done.")]
    Diff(DiffPolicies),
}

/// `onething policy check`.
#[derive(Debug, Args)]
pub(crate) struct CheckPolicies {
    /// The policy files (TOML).
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of what is said.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething policy diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffPolicies {
    /// The policy as it is.
    pub(crate) old: PathBuf,
    /// The policy that would take its place.
    pub(crate) new: PathBuf,
    /// The bills: a folder, a file with one JSON object on each line, or - for standard input with such lines.
    #[arg(long, value_name = "FOLDER|FILE")]
    pub(crate) cases: PathBuf,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of what is said.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething bench`.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// How many 200-line bills and lines are adjudicated in a second: on one core and on all, with the explanation and
    /// without it, with 0, 5 and 10 conventions that the policy does not state.
    #[command(after_help = "Example:\n  onething bench settlement --seconds 2 --json")]
    Settlement(BenchSettlement),
}

/// `onething bench settlement`.
#[derive(Debug, Args)]
pub(crate) struct BenchSettlement {
    /// How long each of the twelve measurements lasts.
    #[arg(long, default_value_t = 1, value_name = "S", value_parser = clap::value_parser!(u16).range(1..=60))]
    pub(crate) seconds: u16,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the table.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}
