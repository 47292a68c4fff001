//! The best score by time on the instances of a folder, and how an instance twice as large compares; both are printed as
//! JSON for `cargo xtask bench beds`.
//!
//! `cargo run --release -p beds --example benchmark -- --folder FOLDER --seconds 60 --threads 2 [--twice]`
//!
//! With `--processor` one thread works and the seconds are those that it had of the processor (on Linux), so that figures
//! of a busy machine can be compared: 120 of them are the 60 seconds of two threads on two cores that have nothing else
//! to do.

use beds::{
    Problem, assign,
    bound::{Bound, bound},
    house::House,
    pas,
    rules::Rules,
    score,
    search::{Budget, Control, Options, Plan, solve},
};
use serde_json::{Map, Value as Json, json};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

/// When the best score is noted, in seconds.
const MARKS: [u64; 8] = [1, 2, 5, 10, 20, 30, 60, 120];

/// Lower bounds of nights without a bed and of the cost of the others, where they are known: the dual bound of a mixed
/// integer program over stays and kinds of rooms. Of those that cannot give everybody a bed only the nights are known.
const BOUNDS: [(&str, i64, Option<i64>); 11] = [
    ("testdata01", 0, Some(6_478)),
    ("testdata02", 0, Some(11_182)),
    ("testdata03", 0, Some(7_534)),
    ("testdata05", 0, Some(6_228)),
    ("testdata06", 0, Some(7_910)),
    ("testdata07", 0, Some(11_764)),
    ("testdata09", 463, None),
    ("testdata10", 0, Some(77_174)),
    ("testdata12", 2, None),
    ("testdata13", 0, Some(81_670)),
    ("overconstrained01", 1_326, None),
];

/// How much more time an instance twice as large gets, until it is as good.
const TWICE: [f64; 4] = [1.0, 1.5, 2.0, 2.5];

/// Nights without a bed, and the cost of the others.
type Worth = (i64, i64);

struct Bench {
    folder: PathBuf,
    budget: Duration,
    threads: usize,
    seed: u64,
    twice: bool,
    processor: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let bench = arguments()?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(&bench.folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut rows = Vec::new();
    for file in &files {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let house = pas::read(&fs::read_to_string(file)?).map_err(|refusal| format!("{name}: {refusal:?}"))?;
        eprintln!("{name}");
        rows.push(if bench.twice { twice(&bench, name, &house) } else { by_time(&bench, name, &house) });
    }
    println!("{}", Json::Array(rows));
    Ok(())
}

fn arguments() -> Result<Bench, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut bench =
        Bench { folder, budget: Duration::from_secs(60), threads: 2, seed: 1, twice: false, processor: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} has no value"));
        match word.as_str() {
            "--folder" => bench.folder = value()?.into(),
            "--seconds" => bench.budget = Duration::try_from_secs_f64(value()?.parse()?)?,
            "--threads" => bench.threads = value()?.parse()?,
            "--seed" => bench.seed = value()?.parse()?,
            "--twice" => bench.twice = true,
            "--processor" => bench.processor = true,
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    if bench.processor {
        processor_time().ok_or("this machine does not say what a thread had of the processor")?;
        bench.threads = 1;
    }
    Ok(bench)
}

/// What this thread has had of the processor.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What a search found: the worth of each better plan with its time, and the last one.
struct Found {
    better: Vec<(Duration, Worth)>,
    score: score::Score,
    problem: Problem,
    plan: Plan,
}

fn search(bench: &Bench, house: &House, budget: Duration) -> Found {
    let (started, before) = (Instant::now(), processor_time().unwrap_or_default());
    let clock = || {
        if bench.processor {
            // The search ends if it is no longer told.
            processor_time().unwrap_or(Duration::MAX).saturating_sub(before)
        } else {
            started.elapsed()
        }
    };
    let control = Control { clock: &clock, stop: &AtomicBool::new(false) };
    let options = Options { seed: bench.seed, budget: Budget::Time(budget), threads: bench.threads };
    let mut better = Vec::new();
    let problem = Problem::new(house, &Rules::default());
    let plan = solve(&problem, options, &control, |plan| better.push((clock(), (plan.unplaced, plan.cost))));
    let score = score::score(house, &assign::beds(house, &plan.rooms));
    Found { better, score, problem, plan }
}

fn by_time(bench: &Bench, name: &str, house: &House) -> Json {
    let Found { better, score, problem, plan } = search(bench, house, bench.budget);
    let mut row =
        Map::from_iter([("instance".to_owned(), json!(name)), ("score".to_owned(), json!(score.to_string()))]);
    for mark in MARKS.into_iter().filter(|mark| *mark <= bench.budget.as_secs()) {
        // What is found in the last moment of the last mark is found when the budget is spent.
        let until = Duration::from_secs(mark) + Duration::from_millis(50);
        let best = better.iter().rev().find(|(at, _)| *at <= until);
        let best = best.map_or("-".to_owned(), |(_, (unplaced, cost))| format!("{unplaced}/{cost}"));
        row.insert(format!("at_{mark:03}_s"), json!(best));
    }
    let known = BOUNDS.iter().find(|(known, ..)| *known == name);
    let known = known.map(|&(_, unplaced, cost)| Bound { unplaced, cost });
    row.insert("gap".to_owned(), json!(known.map_or("unknown".to_owned(), |known| gap(score, known))));
    let own = bound(&problem, &plan);
    let cost = own.cost.map_or("-".to_owned(), |cost| cost.to_string());
    row.insert("own_bound".to_owned(), json!(format!("{}/{cost}", own.unplaced)));
    row.insert("gap_to_own_bound".to_owned(), json!(gap(score, own)));
    Json::Object(row)
}

/// How far a plan is above a bound.
fn gap(score: score::Score, bound: Bound) -> String {
    match bound.cost.filter(|cost| *cost > 0 && score.medium == 0) {
        Some(cost) => format!("{:.2} %", 100.0 * (-score.soft - cost) as f64 / cost as f64),
        None => format!("{} nights", -score.medium - bound.unplaced),
    }
}

/// How much longer two copies side by side take until they are as good, in relation to their size, as one.
fn twice(bench: &Bench, name: &str, house: &House) -> Json {
    let worth = |house: &House, budget: Duration| {
        let score = search(bench, house, budget).score;
        (-score.medium, -score.soft)
    };
    let one = worth(house, bench.budget);
    let two = side_by_side(house);
    let mut tried = Vec::new();
    let enough = TWICE.into_iter().find(|times| {
        let found = worth(&two, bench.budget.mul_f64(*times));
        tried.push(format!("{times}: {}/{}", found.0, found.1));
        found <= (2 * one.0, 2 * one.1)
    });
    json!({ "instance": name, "one": format!("{}/{}", one.0, one.1), "two": tried.join(", "), "times_as_long": enough })
}

/// Two copies of a house, with all their rooms and patients under one roof.
fn side_by_side(house: &House) -> House {
    let mut both = house.clone();
    let beds = 1 + house.rooms.iter().flat_map(|room| room.beds.iter().copied()).max().unwrap_or_default();
    let patients = 1 + house.stays.iter().map(|stay| stay.patient).max().unwrap_or_default();
    both.departments.extend(house.departments.iter().cloned());
    both.rooms.extend(house.rooms.iter().cloned().map(|mut room| {
        room.department += house.departments.len();
        room.beds.iter_mut().for_each(|bed| *bed += beds);
        room
    }));
    both.stays.extend(house.stays.iter().cloned().map(|mut stay| {
        stay.patient += patients;
        stay
    }));
    both
}
