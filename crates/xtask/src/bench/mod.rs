//! `cargo xtask bench`: figures measured in one run, printed as tables with the machine and the commit.
//!
//! A benchmark is never asserted in a test. Each one is a program of the crate that it measures; this collects them and
//! adds what can only be measured from outside (build time, size, start-up).

mod beds;
mod booking;
mod million;
mod nodes;
mod outpatient;
mod postgres;
mod slow;

use crate::command::{Error, cargo, complete, output, root, target};
use clap::ValueEnum;
use serde_json::{Value as Json, json};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// Bookings per second of the scheduling core, one thread, in memory.
    Core,
    /// Slot search, decisions, closure, itinerary and optimiser beside their goals.
    Outpatient,
    /// How long a copy of one department's fortnight takes, to ask "what if".
    Whatif,
    /// Adjudications per second of a 200-line bill.
    Settlement,
    /// The main pages in a browser: size, first paint, layout shift.
    Pages,
    /// The demo: first start, later start, memory, size of the program; and the start of a hospital with a million
    /// appointments, which takes minutes to make.
    Start,
    /// Bookings per second in process and over HTTP, on SQLite and PostgreSQL, beside pgbench. Takes minutes.
    Booking,
    /// The processor time, in milliseconds and without hashing passwords, of the most expensive requests of 126 and 252
    /// kB that somebody can make expensive on purpose. Takes minutes.
    Hostile,
    /// A clean release build: time and size. Takes minutes.
    Build,
    /// The best plan of beds by time on the instances of a folder, and how much longer one twice as large takes. Takes
    /// minutes an instance.
    Beds,
}

pub(crate) use beds::Instances;

/// Runs the benchmarks named; if none is, all except those that take minutes.
pub(crate) fn run(which: &[Bench], instances: &Instances, json: bool) -> Result<(), Error> {
    let all = [Bench::Core, Bench::Whatif, Bench::Settlement, Bench::Pages];
    let which = if which.is_empty() { &all[..] } else { which };
    let mut figures = serde_json::Map::new();
    figures.insert("machine".into(), machine().into());
    figures.insert("commit".into(), commit().into());
    figures.insert("load_average".into(), load_average().into());
    for bench in which {
        let (name, rows) = match bench {
            Bench::Core => ("core", example("scheduling", "throughput")?),
            Bench::Outpatient => ("outpatient", outpatient::run()?),
            Bench::Whatif => ("whatif", example("scheduling", "whatif")?),
            Bench::Settlement => ("settlement", settlement()?),
            Bench::Pages => ("pages", example("tests", "pages")?),
            Bench::Start => {
                figures.insert("start".into(), start()?);
                ("start_million", million::run()?)
            }
            Bench::Build => ("build", build()?),
            Bench::Hostile => ("hostile", hostile()?),
            Bench::Booking => {
                figures.extend(booking::run()?);
                continue;
            }
            Bench::Beds => {
                figures.extend(beds::run(instances)?);
                continue;
            }
        };
        figures.insert(name.into(), rows);
    }
    let figures = Json::Object(figures);
    if json {
        println!("{figures:#}");
    } else {
        print_tables(&figures);
    }
    Ok(())
}

/// A crate's own benchmark program, which prints JSON.
fn example(package: &str, name: &str) -> Result<Json, Error> {
    example_with(package, name, &["--json"])
}

/// The same with arguments.
fn example_with(package: &str, name: &str, arguments: &[&str]) -> Result<Json, Error> {
    let text = printed(package, name, arguments)?;
    serde_json::from_str(&text).map_err(|error| Error::Words(format!("{package}'s {name}: {error}")))
}

/// What a crate's own program prints.
fn printed(package: &str, name: &str, arguments: &[&str]) -> Result<String, Error> {
    let words = ["run", "--release", "--quiet", "-p", package, "--example", name, "--"];
    output(cargo(&words).args(arguments))
}

/// The program measures this itself.
fn settlement() -> Result<Json, Error> {
    let text = output(Command::new(program()?).args(["bench", "settlement", "--json"]))?;
    let read: Json =
        serde_json::from_str(&text).map_err(|error| Error::Words(format!("onething bench settlement: {error}")))?;
    Ok(read["measured"].clone())
}

/// The tests that limit the cost of requests write down what they measured.
fn hostile() -> Result<Json, Error> {
    let folder = target().join("bench-hostile");
    let file = |source| Error::File { path: folder.clone(), source };
    std::fs::create_dir_all(&folder).map_err(file)?;
    let mut tests = cargo(&["test", "--release", "--quiet", "-p", "web", "--lib", "cost::", "--", "--test-threads=1"]);
    // Only the figures are printed.
    output(tests.env("ONETHING_COST_FOLDER", &folder))?;
    let mut rows = Vec::new();
    for name in ["bodies.json", "forms.json"] {
        let text = std::fs::read_to_string(folder.join(name)).map_err(file)?;
        let read: Vec<Json> = serde_json::from_str(&text).map_err(|error| Error::Words(format!("{name}: {error}")))?;
        rows.extend(read);
    }
    Ok(Json::Array(rows))
}

fn program() -> Result<PathBuf, Error> {
    complete(&mut cargo(&["build", "--release", "--quiet", "-p", "onething"]))?;
    Ok(target().join("release/onething"))
}

/// A clean release build in a folder of its own.
fn build() -> Result<Json, Error> {
    let target = target().join("bench-build");
    if target.exists() {
        std::fs::remove_dir_all(&target).map_err(|source| Error::File { path: target.clone(), source })?;
    }
    let started = Instant::now();
    complete(cargo(&["build", "--release", "--quiet", "-p", "onething"]).env("CARGO_TARGET_DIR", &target))?;
    let seconds = started.elapsed().as_secs_f64();
    let size = size_mb(&target.join("release/onething"))?;
    std::fs::remove_dir_all(&target).map_err(|source| Error::File { path: target, source })?;
    Ok(json!([{ "clean_release_build_s": round(seconds), "binary_mb": size }]))
}

/// The demo, started from a fresh data folder and again.
fn start() -> Result<Json, Error> {
    let program = program()?;
    let data = target().join("bench-demo");
    if data.exists() {
        std::fs::remove_dir_all(&data).map_err(|source| Error::File { path: data.clone(), source })?;
    }
    let mut rows = Vec::new();
    for which in ["first", "later"] {
        let started = Instant::now();
        let mut child = Command::new(&program)
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| Error::Start { program: program.display().to_string(), source })?;
        let out = child.stdout.take().ok_or_else(|| Error::Words("no output".into()))?;
        let listening = BufReader::new(out).lines().map_while(Result::ok).any(|line| line.contains("http://"));
        let seconds = started.elapsed().as_secs_f64();
        let memory = memory_mb(child.id());
        complete(Command::new("kill").args(["-TERM", &child.id().to_string()]))?;
        child.wait().map_err(|source| Error::Start { program: program.display().to_string(), source })?;
        if !listening {
            return Err(Error::Words("the demo ended before it listened".into()));
        }
        rows.push(json!({ "start": which, "seconds_to_listening": round(seconds),
            "memory_mb": memory, "binary_mb": size_mb(&program)? }));
    }
    Ok(Json::Array(rows))
}

/// The memory that a process has now.
fn memory_mb(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<f64>().ok().map(|kb| round(kb / 1024.0))
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name").map(|rest| rest.trim_start_matches([' ', '\t', ':'])))
        .unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{model}, {cores} cores")
}

/// How busy the machine was when the benchmarks began: the mean of the last minute.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

fn commit() -> String {
    output(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(root()))
        .map_or_else(|_| "unknown".into(), |text| text.trim().to_owned())
}

fn size_mb(path: &std::path::Path) -> Result<f64, Error> {
    let metadata = std::fs::metadata(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    Ok(round(metadata.len() as f64 / 1_048_576.0))
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn print_tables(figures: &Json) {
    for (name, rows) in figures.as_object().into_iter().flatten() {
        // A benchmark with one row prints just that row.
        let one = rows.is_object().then(|| vec![rows.clone()]);
        let Some(rows) = one.as_ref().or(rows.as_array()) else {
            println!("{name}: {}", rows.as_str().unwrap_or_default());
            continue;
        };
        println!("\n{name}");
        let Some(first) = rows.first().and_then(Json::as_object) else { continue };
        let columns: Vec<&String> = first.keys().collect();
        let cell = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let widths: Vec<usize> = columns
            .iter()
            .map(|column| rows.iter().map(|row| cell(&row[*column]).len()).max().unwrap_or(0).max(column.len()))
            .collect();
        let line = |cells: Vec<String>| {
            let padded = cells.iter().zip(&widths).map(|(text, width)| format!("{text:>width$}"));
            println!("  {}", padded.collect::<Vec<_>>().join("  "));
        };
        line(columns.iter().map(|column| (*column).clone()).collect());
        for row in rows {
            let others = row["others"].as_object().map(|others| Json::Object(others.clone()).to_string());
            line(columns.iter().map(|column| cell(&row[*column])).chain(others).collect());
        }
    }
}
