//! The command line: what can be asked, with examples. What is done stands in the module of the same name.

use clap::{Args, Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// The program's arguments.
#[derive(Debug, Parser)]
#[command(
    name = "onething",
    version,
    about = "Onething 一件事: getting a patient seen, admitted and settled, as one thing",
    after_help = "\
Examples:
  onething demo                                   a seeded hospital on http://127.0.0.1:8080
  onething serve --database sqlite://onething.db --listen 127.0.0.1:8080
  onething admin create --database sqlite://onething.db --name chief
  onething settle --policy jinan.toml --case stay.toml --explain
  onething simulate --seed 7 --days 5 --json
  onething journal verify --database sqlite://onething.db

Exit codes: 0 done, 1 the answer is no (a finding, a refusal), 2 it could not be done."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A seeded hospital with a sandbox insurer, on a clock that always finds it open.
    #[command(after_help = "\
Examples:
  onething demo
  onething demo --listen 127.0.0.1:9000 --data /tmp/hospital

Prints its addresses and logins. Keeps its data and its clock in the data folder and finds them again.")]
    Demo(Demo),
    /// Runs a hospital.
    #[command(after_help = "\
Examples:
  onething serve --database sqlite://onething.db --listen 127.0.0.1:8080
  ONETHING_DATABASE=sqlite:///var/lib/onething/onething.db onething serve --config /etc/onething.toml

The first admin is made with `onething admin create`. docs/operations.md describes the configuration.")]
    Serve(Serve),
    /// Computes who pays what of a stay, without a database.
    #[command(after_help = "\
Examples:
  onething settle --policy jinan.toml --case stay.toml
  onething settle --policy jinan.toml --case stay.toml --json
  onething settle --policy jinan.toml --case stay.toml --explain --lang en

docs/policies.md describes both files.")]
    Settle(Settle),
    /// Simulates days of a hospital on the same core, and prints the three promises.
    #[command(after_help = "\
Examples:
  onething simulate --seed 7 --days 5
  onething simulate winter.toml --seed 7 --days 20 --json

The same scenario and seed give the same bytes.")]
    Simulate(Simulate),
    /// The event journal.
    #[command(subcommand)]
    Journal(Journal),
    /// Administrators.
    #[command(subcommand)]
    Admin(Admin),
}

/// `onething demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "ONETHING_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Where the hospital and its clock are kept.
    #[arg(long, default_value = "data")]
    pub(crate) data: PathBuf,
}

/// `onething serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "ONETHING_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// The configuration file (TOML): the hospital's zone and names, the insurance platform's line.
    #[arg(long, env = "ONETHING_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// Which database.
#[derive(Debug, Args)]
pub(crate) struct Database {
    /// The database, for example sqlite://onething.db
    #[arg(long = "database", env = "ONETHING_DATABASE", value_name = "URL")]
    pub(crate) url: String,
    /// The file with the hospital's key, 64 hexadecimal digits; made with mode 0600 where there is none.
    /// Back it up apart from the database: without it no name can be read.
    #[arg(long = "key-file", env = "ONETHING_KEY_FILE", default_value = "onething.key", value_name = "FILE")]
    pub(crate) key_file: PathBuf,
}

/// `onething settle`.
#[derive(Debug, Args)]
pub(crate) struct Settle {
    /// The policy file (TOML).
    #[arg(long)]
    pub(crate) policy: PathBuf,
    /// The case file (TOML).
    #[arg(long)]
    pub(crate) case: PathBuf,
    /// The national field names as JSON with decimal strings.
    #[arg(long)]
    pub(crate) json: bool,
    /// Every step: rule, arithmetic, source.
    #[arg(long)]
    pub(crate) explain: bool,
    /// The language of the explanation.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething simulate`.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// A scenario file (TOML); the built-in hospital where none is named.
    pub(crate) scenario: Option<PathBuf>,
    /// The seed of all chance.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many working days.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub(crate) days: u16,
    /// For machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the table.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething journal`.
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Checks the hash chain, the side tables' hashes, that the tables equal the journal, seats and the ledger; names
    /// each row that is wrong.
    #[command(after_help = "Example:\n  onething journal verify --database sqlite://onething.db")]
    Verify {
        /// The database, for example sqlite://onething.db; it is only read.
        #[arg(long, env = "ONETHING_DATABASE", value_name = "URL")]
        database: String,
    },
}

/// `onething admin`.
#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// Creates an administrator's login and asks for the password (or takes it from ONETHING_ADMIN_PASSWORD).
    #[command(after_help = "Example:\n  onething admin create --database sqlite://onething.db --name chief")]
    Create {
        #[command(flatten)]
        database: Database,
        /// The login's name.
        #[arg(long)]
        name: String,
    },
}
