//! How long evaluation and optimisation take: `cargo run --release -p schedules --example optimise [-- --json]`.

use schedules::{Calls, Problem, Service, Setting, Weights, evaluate, optimise};
use std::time::Instant;

fn main() -> Result<(), Problem> {
    let setting = Setting::new(20, 0.1, Service::lognormal(6.0, 0.6)?)?;
    let short = Setting::new(5, 0.1, Service::lognormal(6.0, 0.6)?)?;
    let exponential = Setting::new(20, 0.1, Service::exponential(6.0)?)?;
    let weights = Weights::new(1.0, 1.0)?;
    let calls = Calls::new(vec![3; 12])?;
    report("evaluate 36 patients in 12 slots of 20 min, lognormal", || evaluate(&setting, &calls).map(drop))?;
    report("evaluate the same, exponential", || evaluate(&exponential, &calls).map(drop))?;
    for (name, setting, patients, slots) in [
        ("optimise 36 patients in 12 slots of 20 min, lognormal", &setting, 36, 12),
        ("optimise the same, exponential", &exponential, 36, 12),
        ("optimise 60 patients in 20 slots of 20 min, lognormal", &setting, 60, 20),
        ("optimise 36 patients in 48 slots of 5 min, lognormal", &short, 36, 48),
    ] {
        if !is_json() {
            println!("{:?}", optimise(setting, patients, slots, weights)?);
        }
        report(name, || optimise(setting, patients, slots, weights).map(drop))?;
    }
    Ok(())
}

fn is_json() -> bool {
    std::env::args().any(|argument| argument == "--json")
}

/// Prints the least and the median of eleven runs.
fn report(name: &str, run: impl Fn() -> Result<(), Problem>) -> Result<(), Problem> {
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let (least, median) = (times[0], times[times.len() / 2]);
    if is_json() {
        println!("{{\"what\":\"{name}\",\"least_ms\":{least:.3},\"median_ms\":{median:.3}}}");
    } else {
        println!("{least:>10.3} ms least, {median:>10.3} ms median: {name}");
    }
    Ok(())
}
