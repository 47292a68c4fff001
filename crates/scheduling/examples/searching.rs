//! How long a patient's search for a seat takes while others come at an even rate, whether or not they are answered: one
//! department's fortnight by day, or that of all departments.
//!
//! `cargo run --release -p scheduling --example searching [-- --json]`

#[path = "hospital/fortnight.rs"]
mod fortnight;
mod hospital;

use model::{
    id::DepartmentId,
    time::{BusinessDate, Zone},
};
use scheduling::{World, read::Moment};
use std::{
    hint::black_box,
    time::{Duration, Instant as Stopwatch},
};

const DEPARTMENTS: usize = 10;
const DAYS: u16 = 14;
/// For so long searches come.
const SECONDS: u32 = 5;
const PER_SECOND: u32 = 1_000;

/// Milliseconds from the time at which each search comes to its answer, sorted.
fn asked(mut search: impl FnMut(usize)) -> Vec<f64> {
    let began = Stopwatch::now();
    let mut took: Vec<f64> = (0..SECONDS * PER_SECOND)
        .map(|number| {
            let comes = began + Duration::from_secs(1) / PER_SECOND * number;
            while Stopwatch::now() < comes {
                std::hint::spin_loop();
            }
            search(number as usize);
            comes.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took
}

fn search(world: &World, departments: &[DepartmentId], from: BusinessDate, moment: Moment) {
    for department in departments {
        black_box(world.days(*department, from, DAYS, moment));
    }
}

fn main() -> Result<(), String> {
    let json = std::env::args().any(|argument| argument == "--json");
    let date: BusinessDate = "2026-11-26".parse().map_err(|error| format!("{error}"))?;
    let (hospital, days) = fortnight::fortnight(date, DEPARTMENTS)?;
    let world = &hospital.world;
    let departments: Vec<DepartmentId> = world.departments().iter().map(|department| department.id).collect();
    let moment = Moment { now: hospital.context.now, zone: Zone::SHANGHAI };
    let one = asked(|number| search(world, &departments[number % DEPARTMENTS..][..1], days.from, moment));
    let all = asked(|_| search(world, &departments, days.from, moment));
    for (what, took) in [("one", one), ("all", all)] {
        let at = |share: f64| took[(took.len() as f64 * share) as usize];
        let (half, p99, most) = (at(0.5), at(0.99), took[took.len() - 1]);
        if json {
            println!(
                "{{\"departments\":\"{what}\",\"per_second\":{PER_SECOND},\"p50_ms\":{half:.3},\"p99_ms\":{p99:.3},\"most_ms\":{most:.3}}}"
            );
        } else {
            println!(
                "{what}: {DAYS} days at {PER_SECOND} searches a second: half within {half:.3} ms, 99 % within {p99:.3} ms, all within {most:.3} ms"
            );
        }
    }
    Ok(())
}
