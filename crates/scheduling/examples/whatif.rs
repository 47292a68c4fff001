//! How long a copy of one department's fortnight takes, beside the rate of bookings in the same run.
//!
//! `cargo run --release -p scheduling --example whatif [-- --json]`

#[path = "hospital/fortnight.rs"]
mod fortnight;
mod hospital;

use model::time::BusinessDate;
use std::time::Instant as Stopwatch;

const DEPARTMENTS: usize = 10;
const COPIES: usize = 100;

fn main() -> Result<(), String> {
    let json = std::env::args().any(|argument| argument == "--json");
    let date: BusinessDate = "2026-11-26".parse().map_err(|error| format!("{error}"))?;
    let clock = Stopwatch::now();
    let (hospital, days) = fortnight::fortnight(date, DEPARTMENTS)?;
    let making = clock.elapsed().as_secs_f64();
    let mut copies = Vec::with_capacity(COPIES);
    let mut milliseconds: Vec<f64> = (0..COPIES)
        .map(|_| {
            let clock = Stopwatch::now();
            copies.push(hospital.world.copy(&days));
            clock.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let entities = copies.first().map_or(0, scheduling::World::entities);
    let (least, median) = (milliseconds[0], milliseconds[COPIES / 2]);
    let events = hospital.context.seq as f64 / making;
    if json {
        println!(
            "{{\"entities\":{entities},\"copies\":{COPIES},\"least_ms\":{least:.2},\"median_ms\":{median:.2},\"events_per_second_before\":{events:.0}}}"
        );
    } else {
        println!(
            "a copy of one department's fortnight, {entities} entities: {least:.2} ms at least, median {median:.2} ms of {COPIES}"
        );
        println!("{events:.0} events a second while the hospital was made");
    }
    Ok(())
}
