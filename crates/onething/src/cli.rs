//! The command line: what can be asked, with examples. Each command is implemented in the module of its name.

mod bills;

pub(crate) use bills::{Bench, BenchSettlement, CheckPolicies, DiffPolicies, Policy, Settle};

use crate::{ending::Ending, messages::Way};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use model::id::HospitalId;
use simulator::{
    demo::people::CROWD_MAX,
    load::{CONNECTIONS_MAX, SECONDS_MAX},
};
use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

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
  onething settle --policy jinan.toml --cases bills.ndjson > results.ndjson
  onething policy check jinan.toml
  onething schedule optimise --patients 36 --slots 12 --slot-minutes 20 --service lognormal:6,0.6 --no-show 0.1
  onething beds solve testdata01.txt --seconds 60 --out plan.txt
  onething draw verify draw.json
  onething simulate --seed 7 --days 5 --json
  onething load --target http://127.0.0.1:8080 --accounts 200 --rate 500 --seconds 10
  onething serve --database postgres://onething@db.hospital/onething?sslmode=verify-full
  onething migrate --database postgres://onething@db.hospital/onething
  onething journal verify --database sqlite://onething.db
  onething journal forget-snapshot --database sqlite://onething.db

Where no --database is given, ONETHING_DATABASE and then DATABASE_URL name it.
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
  onething demo --accounts 500                    and 500 patients' logins for `onething load`

Prints its addresses and logins. Keeps its data and its clock in the data folder and finds them again.")]
    Demo(Demo),
    /// Runs a hospital.
    #[command(after_help = "\
Examples:
  onething serve --database sqlite://onething.db --listen 127.0.0.1:8080
  ONETHING_DATABASE=sqlite:///var/lib/onething/onething.db onething serve --config /etc/onething.toml
  DATABASE_URL=postgres://onething@db.hospital/onething onething serve

The first admin is made with `onething admin create`. docs/operations.md describes the configuration.")]
    Serve(Serve),
    /// Brings a database's schema up to date, and does nothing else. `serve` does so too when it starts.
    #[command(after_help = "Example:\n  onething migrate --database postgres://onething@db.hospital/onething")]
    Migrate(Address),
    /// Computes who pays what of stays, of one or of millions, without a database.
    #[command(after_help = bills::SETTLE_HELP)]
    Settle(Settle),
    /// Policy files: what stands out in them, and what a change of one does to real bills.
    #[command(subcommand)]
    Policy(Policy),
    /// Measures this program on this machine.
    #[command(subcommand)]
    Bench(Bench),
    /// Appointment schedules: what a session costs its patients and its clinician, and whom to call when.
    #[command(subcommand)]
    Schedule(Schedule),
    /// Gives the stays of a house their beds, and scores such a plan, without a database.
    #[command(subcommand)]
    Beds(Beds),
    /// Draws (摇号): computes a published one again, without a database.
    #[command(subcommand)]
    Draw(Draw),
    /// Simulates days of a hospital on the same core, and prints the three promises.
    #[command(after_help = "\
Examples:
  onething simulate --seed 7 --days 5
  onething simulate winter.toml --seed 7 --days 20 --json

The same scenario and seed give the same bytes.")]
    Simulate(Simulate),
    /// Sends a rush of patients to a running hospital, and checks that it shows what they were told.
    #[command(after_help = "\
Examples:
  onething demo --accounts 200 --still            in another terminal
  onething load --target http://127.0.0.1:8080 --accounts 200 --rate 500 --seconds 10 --alone
  onething load --target http://127.0.0.1:8080 --logins logins.txt --scenario spread --rate 50 --seconds 60 --json

Patients come at random moments at the given rate, however slowly they are answered (open loop); latencies count from
the moment at which they came. They really book, from tomorrow on; nothing is cancelled afterwards.
A server that says busy, or gives no answer, is asked again under the same key, up to 6 times in all.

Exit codes: 0 the hospital says what the patients were told, 1 it does not, 2 there was no rush.")]
    Load(Load),
    /// Makes a consistent copy of a hospital while it runs; `journal import` restores it.
    #[command(after_help = "\
Example:
  onething backup --database sqlite://onething.db --to 2026-11-24.jsonl

The hospital's key is not in it: keep a copy of the key file somewhere else.")]
    Backup {
        #[command(flatten)]
        one: OneHospital,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
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
    /// Makes this many invented patients with logins (load-000001, …; all with the demo's password) for
    /// `onething load`. Those that exist already are kept.
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u32).range(..=i64::from(CROWD_MAX)))]
    pub(crate) accounts: u32,
    /// The simulator does not play: nobody acts but those who log in.
    #[arg(long)]
    pub(crate) still: bool,
    /// Seconds after which an open page reloads itself, whatever it was told meanwhile.
    #[arg(long, default_value_t = web::REFRESH_SECONDS, value_name = "N")]
    pub(crate) refresh_seconds: NonZeroU32,
    /// Where messages to patients go: `none`, `console`, or `file:PATH`. If it is not given, they are written to
    /// messages.jsonl in the data folder
    #[arg(long, value_name = "WAY")]
    pub(crate) messages: Option<Way>,
}

/// `onething serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "ONETHING_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// The configuration file (TOML): the hospital's zone and names, the connection to the insurance platform.
    #[arg(long, env = "ONETHING_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Where messages to patients go: `none` (their page only), or `file:PATH`, a file or a folder, from which another
    /// program sends them. If it is not given, `[messages] gateway` of the configuration says it
    #[arg(long, env = "ONETHING_MESSAGES", value_name = "WAY")]
    pub(crate) messages: Option<Way>,
}

/// Where the database is.
#[derive(Debug, Args)]
pub(crate) struct Address {
    /// The database: sqlite://onething.db, or postgres://user@host/database with `PGPASSWORD`, `PGSSLMODE` and the
    /// like, and `~/.pgpass`, read as PostgreSQL's programs read them. If it is not given, `DATABASE_URL` is taken
    #[arg(long = "database", env = "ONETHING_DATABASE", hide_env_values = true, value_name = "URL")]
    url: Option<String>,
}

impl Address {
    /// The address as given, or from the environment.
    pub(crate) fn url(&self) -> Result<String, Ending> {
        let named = self.url.clone().or_else(|| std::env::var("DATABASE_URL").ok());
        named
            .filter(|url| !url.is_empty())
            .ok_or_else(|| Ending::cannot("which database? --database URL, ONETHING_DATABASE or DATABASE_URL says it"))
    }
}

/// Which hospital of a database.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Which hospital of the database: the `[hospital] id` of its configuration
    #[arg(long, default_value_t = 1, value_name = "ID")]
    hospital: i64,
}

impl Which {
    /// Its number.
    pub(crate) const fn id(&self) -> HospitalId {
        HospitalId(self.hospital)
    }
}

/// A hospital in a database.
#[derive(Debug, Args)]
pub(crate) struct OneHospital {
    #[command(flatten)]
    pub(crate) address: Address,
    #[command(flatten)]
    which: Which,
}

impl OneHospital {
    /// Its number.
    pub(crate) const fn id(&self) -> HospitalId {
        self.which.id()
    }
}

/// Which database, and the key to it.
#[derive(Debug, Args)]
pub(crate) struct Database {
    #[command(flatten)]
    pub(crate) address: Address,
    /// The file with the hospital's key, 64 hexadecimal digits; made with mode 0600 if there is none. Back it up apart
    /// from the database: without it no name can be read.
    #[arg(long = "key-file", env = "ONETHING_KEY_FILE", default_value = "onething.key", value_name = "FILE")]
    pub(crate) key_file: PathBuf,
}

/// `onething schedule`.
#[derive(Debug, Subcommand)]
pub(crate) enum Schedule {
    /// Computes waiting, overtime and idle time of given calls, exactly.
    #[command(after_help = "\
Examples:
  onething schedule evaluate --calls 2,1,1,1,1,1,1,1,1,0 --slot-minutes 10 --service exp:10
  onething schedule evaluate --calls 3,3,3,3 --slot-minutes 20 --no-show 0.1 --service lognormal:6,0.6 --json
  onething schedule evaluate --calls 2,2,2,2 --slot-minutes 5 --no-show 0.1 --service pmf:minutes.txt

docs/schedules.md describes the figures and the file.")]
    Evaluate(Evaluate),
    /// Finds the calls that cost least, among all, and says why nothing costs less.
    #[command(after_help = "\
Examples:
  onething schedule optimise --patients 36 --slots 12 --slot-minutes 20 --no-show 0.1 --service lognormal:6,0.6
  onething schedule optimise --patients 10 --slots 8 --slot-minutes 15 --service exp:10 --overtime-weight 2 --json

The cost is wait-weight × the waiting of one patient + overtime-weight × overtime.")]
    Optimise(Optimise),
    /// Learns who does not come and how long the others take, from files of visits, and proposes calls.
    #[command(after_help = "\
Examples:
  onething schedule learn visits.csv --columns 'no-show=No-show:Yes/No,scheduled=ScheduledDay,appointment=AppointmentDay,age=Age'
  onething schedule learn visits.csv --columns no-show=Absent,appointment=Day,start=Start,service=Seconds,type=Clinic \\
    --hold-out-from 2026-09 --slot-minutes 20 --calls 2,2,2,2,2,2,2,2,2,2,2,2

Columns are FIELD=COLUMN, separated by commas; the fields are type, clinician, appointment, order, start, scheduled, age,
no-show and service (in seconds). no-show=COLUMN:YES/NO names its two values; type=COLUMN:A/B keeps A and B and calls
all others \"other\". A file named - is standard input. docs/schedules.md describes all of it.")]
    Learn(Learn),
}

/// `onething schedule learn`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("called").args(["calls", "patients"])))]
pub(crate) struct Learn {
    /// Comma-separated values with the columns' names in the first line, packed by gzip or not.
    #[arg(required = true, num_args = 1..=4, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Which column says what, once for each file.
    #[arg(long, required = true, value_name = "FIELD=COLUMN,…")]
    pub(crate) columns: Vec<String>,
    /// From this day, month (2026-09) or number on visits are not learnt from but replayed; once for each file.
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    pub(crate) hold_out_from: Vec<String>,
    /// How long a slot is; with it, calls are proposed.
    #[arg(long, value_name = "MINUTES", requires = "called", allow_hyphen_values = true)]
    pub(crate) slot_minutes: Option<String>,
    /// How many patients are called to the start of each slot today.
    #[arg(long, value_name = "N,N,…", requires = "slot_minutes", allow_hyphen_values = true)]
    pub(crate) calls: Option<String>,
    /// How many patients are called today, as evenly as they can be.
    #[arg(long, value_name = "N", requires_all = ["slots", "slot_minutes"], allow_hyphen_values = true)]
    pub(crate) patients: Option<String>,
    /// To how many slots they are called, 48 at most.
    #[arg(long, value_name = "N", requires = "patients", conflicts_with = "calls", allow_hyphen_values = true)]
    pub(crate) slots: Option<String>,
    /// What a minute of one patient's waiting weighs.
    #[arg(long, default_value = "1", value_name = "WEIGHT", allow_hyphen_values = true)]
    pub(crate) wait_weight: String,
    /// What a minute of overtime weighs.
    #[arg(long, default_value = "1", value_name = "WEIGHT", allow_hyphen_values = true)]
    pub(crate) overtime_weight: String,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the tables.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething schedule evaluate`.
#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// How many patients are called to the start of each slot.
    #[arg(long, value_name = "N,N,…", allow_hyphen_values = true)]
    pub(crate) calls: String,
    #[command(flatten)]
    pub(crate) session: Session,
}

/// `onething schedule optimise`.
#[derive(Debug, Args)]
pub(crate) struct Optimise {
    /// How many patients are called.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) patients: String,
    /// How many slots the session has, 48 at most.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) slots: String,
    /// What a minute of one patient's waiting weighs.
    #[arg(long, default_value = "1", value_name = "WEIGHT", allow_hyphen_values = true)]
    pub(crate) wait_weight: String,
    /// What a minute of overtime weighs.
    #[arg(long, default_value = "1", value_name = "WEIGHT", allow_hyphen_values = true)]
    pub(crate) overtime_weight: String,
    #[command(flatten)]
    pub(crate) session: Session,
}

/// What a session is like apart from whom it calls when. Values are read by `schedules::text`, which says in the
/// reader's language what is wrong with one.
#[derive(Debug, Args)]
pub(crate) struct Session {
    /// How long a slot is.
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    pub(crate) slot_minutes: String,
    /// The probability that a patient does not show, from 0 to below 1.
    #[arg(long, default_value = "0", value_name = "PROBABILITY", allow_hyphen_values = true)]
    pub(crate) no_show: String,
    /// How long one patient is in the room: exp:MEAN, lognormal:MEAN,CV (rounded to whole minutes) or pmf:FILE with a
    /// minute and its probability on each line.
    #[arg(long, value_name = "SERVICE", allow_hyphen_values = true)]
    pub(crate) service: String,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the table.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething beds`.
#[derive(Debug, Subcommand)]
pub(crate) enum Beds {
    /// Searches for a plan, prints each better score with its time on standard error, and at the end the best one's score.
    #[command(after_help = "\
Examples:
  onething beds solve testdata01.txt --seconds 60 --out plan.txt
  onething beds solve testdata01.txt --iterations 2000000 --seed 7 --threads 2 --out plan.txt

With --iterations the plan is a function of file and seed, the same for any --threads; with --seconds it also depends on
how fast the machine is. Ctrl-C ends the search and writes the best plan so far. docs/beds.md describes both files.")]
    Solve(Solve),
    /// Prints a plan's score, counted by code that shares nothing with the search.
    #[command(after_help = "Example:\n  onething beds score testdata01.txt plan.txt")]
    Score(Score),
}

/// `onething beds solve`.
#[derive(Debug, Args)]
pub(crate) struct Solve {
    /// An instance of the PAS benchmark.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) budget: SearchBudget,
    /// The seed of all random draws.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many threads search, of which at most 2 have something to do; as many as the machine has if it is not given.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Where the plan is written; an earlier one is replaced when the search has ended.
    #[arg(long, value_name = "SOLUTION")]
    pub(crate) out: PathBuf,
    /// The language of messages.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// How long a search lasts.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SearchBudget {
    /// For so many seconds.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u32).range(1..=i64::from(SOLVE_SECONDS_MAX)))]
    pub(crate) seconds: Option<u32>,
    /// So many steps of each of the 2 searches that run side by side.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=SOLVE_ITERATIONS_MAX))]
    pub(crate) iterations: Option<u64>,
}

/// A day, and about as many steps as a core makes in ten.
const SOLVE_SECONDS_MAX: u32 = 86_400;
const SOLVE_ITERATIONS_MAX: u64 = 1_000_000_000_000;

/// `onething beds score`.
#[derive(Debug, Args)]
pub(crate) struct Score {
    /// An instance of the PAS benchmark.
    pub(crate) file: PathBuf,
    /// The plan: a line `<patient id> <part number from 0> <bed id or ->` for each part.
    pub(crate) solution: PathBuf,
    /// The language of messages.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething draw`.
#[derive(Debug, Subcommand)]
pub(crate) enum Draw {
    /// Computes ranking and winners again from seed and list, and names everything in the record that does not agree.
    #[command(after_help = "\
Examples:
  onething draw verify draw.json
  onething draw verify draw.json --commitment 6d225b01… --list-hash 2930d18f… --number 4827193650 --lang en

The record alone cannot show that the seed is older than the list: note both hashes in full when they are published, the
one of the seed before the list opens, and give them here. docs/draws.md says how to compute all this without Onething.
Exit codes: 0 everything agrees, 1 something does not, 2 the record could not be read.")]
    Verify(VerifyDraw),
}

/// `onething draw verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyDraw {
    /// The record as it was published (draw.json).
    pub(crate) file: PathBuf,
    /// The SHA-256 of the seed, as it was published before the list opened.
    #[arg(long, value_name = "SHA256")]
    pub(crate) commitment: Option<String>,
    /// The SHA-256 of the list, as it was published when the list closed.
    #[arg(long, value_name = "SHA256")]
    pub(crate) list_hash: Option<String>,
    /// Says also what the draw gave this number.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Option<String>,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of what is said.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething simulate`.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// A scenario file (TOML); the built-in hospital if none is given.
    pub(crate) scenario: Option<PathBuf>,
    /// The seed of all random draws.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many working days.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub(crate) days: u16,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the table.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// `onething load`.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// The server, for example http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    pub(crate) target: String,
    /// Allows a target that is not this machine. Only with its owner's consent: a rush stops others' work.
    #[arg(long)]
    pub(crate) allow_remote: bool,
    #[command(flatten)]
    pub(crate) crowd: Crowd,
    /// The password of the demo's crowd.
    #[arg(long, default_value = "yijianshi", env = "ONETHING_LOAD_PASSWORD", hide_env_values = true)]
    pub(crate) password: String,
    /// What the patients want.
    #[arg(long, value_enum, default_value_t = Wanted::Hot)]
    pub(crate) scenario: Wanted,
    /// The code of the department whose window everybody wants in `hot`.
    #[arg(long, default_value = "CARD", value_name = "CODE")]
    pub(crate) department: String,
    /// Patients a second on average.
    #[arg(long, default_value_t = 100.0, value_name = "PER_SECOND")]
    pub(crate) rate: f64,
    /// For how many seconds patients come.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=i64::from(SECONDS_MAX)))]
    pub(crate) seconds: u32,
    /// The most requests under way at once; further patients wait, which counts in their latency.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=i64::from(CONNECTIONS_MAX)))]
    pub(crate) connections: u16,
    /// The seed of who comes when and for what.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Nobody else books or cancels meanwhile (`demo --still`): then seats are counted to the last one.
    #[arg(long)]
    pub(crate) alone: bool,
    /// Prints JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
    /// The language of the table.
    #[arg(long, default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
    pub(crate) lang: String,
}

/// Who comes.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Crowd {
    /// How many come of the crowd that `demo --accounts` made.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(CROWD_MAX)))]
    pub(crate) accounts: Option<u32>,
    /// A file of patients' logins: a name, a space and a password on each line.
    #[arg(long, value_name = "FILE")]
    pub(crate) logins: Option<PathBuf>,
}

/// What patients want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wanted {
    /// Everybody wants the same window: nearly everybody is refused.
    Hot,
    /// Each wants any one of all windows.
    Spread,
}

/// `onething journal`.
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Checks the hash chain, the side tables' hashes, that the tables equal the journal up to where they stand, that
    /// what the journal makes of them is what the hospital's worlds say, the seats and the ledger; names each row that is
    /// wrong. It only reads.
    #[command(after_help = "Example:\n  onething journal verify --database sqlite://onething.db")]
    Verify(OneHospital),
    /// Writes the whole hospital, as it is at one moment, into a text file; from either database, while it runs.
    #[command(after_help = "Example:\n  onething journal export --database sqlite://onething.db --to hospital.jsonl")]
    Export {
        #[command(flatten)]
        one: OneHospital,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Fills an empty database from such a file, all of it or nothing, and checks the chain of events on the way. The
    /// key file must be copied by hand; everybody has to log in again.
    #[command(after_help = "\
Example:
  onething journal import --database postgres://onething@db/hospital --from hospital.jsonl")]
    Import {
        #[command(flatten)]
        one: OneHospital,
        /// The file.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
    /// Removes the snapshot from which a start goes on, for instance when the start says that it is damaged. Nothing is
    /// lost: the next start reads the whole journal instead, which takes longer.
    #[command(after_help = "Example:\n  onething journal forget-snapshot --database sqlite://onething.db")]
    ForgetSnapshot(OneHospital),
    /// Empties the tables for reports and makes them anew from the first event, also while a server runs, which goes on
    /// booking. Nothing that the hospital needs is in them.
    #[command(after_help = "Example:\n  onething journal rebuild-tables --database sqlite://onething.db")]
    RebuildTables(OneHospital),
    /// Rebuilds the index by which people are found by parts of their names from the sealed records. A start does so if
    /// there is none (after an import). Whatever is written meanwhile waits.
    #[command(after_help = "Example:\n  onething journal index-names --database sqlite://onething.db")]
    IndexNames {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        which: Which,
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
        #[command(flatten)]
        which: Which,
        /// The login's name.
        #[arg(long)]
        name: String,
    },
}
