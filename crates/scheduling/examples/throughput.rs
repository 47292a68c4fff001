//! How many bookings one thread decides and applies in a second, in batches of 256 with `durable()` between them.
//!
//! `cargo run --release -p scheduling --example throughput [-- --json] [--caps]`; with `--caps`, every kind
//! of cap counts: of four periods, in the hospital, in a department and with a clinician, for a kind of session and for
//! children.

mod hospital;

use chrono::Duration;
use hospital::Hospital;
use model::{
    decide::{Decider, Stamp},
    id::{PersonId, SlotId},
    scheduling::{
        BookingRules, Cap, Command, PatientGroup, Period, PersonFact, RulesAdopted, RulesScope, Title, Within,
    },
    time::BusinessDate,
};
use std::time::Instant as Stopwatch;

const BATCH: usize = 256;
/// Sessions of 12 windows with 50 seats each.
const SESSIONS: u32 = 840;
const WINDOWS: u16 = 12;
const SEATS: u16 = 50;

/// A hospital with all its sessions, each of another department; and their slots.
fn open(date: BusinessDate) -> Result<(Hospital, Vec<SlotId>), String> {
    let mut hospital = Hospital::open(date)?;
    let mut slots = Vec::new();
    for number in 0..SESSIONS {
        let department = hospital.department()?;
        let clinician = hospital.clinician(department)?;
        let date = date.plus_days(1 + i64::from(number % 14));
        slots.extend(hospital.session(clinician, date, (WINDOWS, SEATS))?);
    }
    hospital.world.durable();
    Ok((hospital, slots))
}

/// Caps of every period and place for the kind of all sessions, and for children.
fn adopt_caps(hospital: &mut Hospital, date: BusinessDate) -> Result<(), String> {
    let of = |per| Within::ALL.into_iter().map(move |within| Cap::new(per, within, 3));
    let caps: Vec<Cap> = Period::ALL.into_iter().flat_map(of).collect();
    for scope in [RulesScope::Kind(Title::Attending), RulesScope::Group(PatientGroup::Children)] {
        let rules = BookingRules { caps: caps.clone(), ..BookingRules::saying_nothing("assumed", date) };
        hospital.play(&Command::AdoptRules(RulesAdopted { scope, rules }))?;
    }
    Ok(())
}

/// Somebody new: a child, so that the caps of children count.
fn child(hospital: &mut Hospital) -> PersonId {
    let person = PersonId(hospital.ids.next());
    let stamp = Stamp { seq: hospital.context.seq, at: hospital.context.now };
    hospital.world.learn(&PersonFact::Born { person, year: Some(2020) }, stamp);
    hospital.context.seq += 1;
    person
}

fn main() -> Result<(), String> {
    let json = std::env::args().any(|argument| argument == "--json");
    let date: BusinessDate = "2026-11-26".parse().map_err(|error| format!("{error}"))?;
    let (mut hospital, slots) = open(date)?;
    let with_caps = std::env::args().any(|argument| argument == "--caps");
    if with_caps {
        adopt_caps(&mut hospital, date)?;
    }
    let total = slots.len() * usize::from(SEATS);
    // Every seat of every slot once, slots in scattered order, each booking by another person.
    let commands: Vec<Command> = (0..total)
        .map(|number| {
            let patient = if with_caps { child(&mut hospital) } else { PersonId(hospital.ids.next()) };
            hospital.booking(slots[number.wrapping_mul(7_919) % slots.len()], patient)
        })
        .collect();
    hospital.world.durable();

    let clock = Stopwatch::now();
    for batch in commands.chunks(BATCH) {
        for command in batch {
            hospital.play(command)?;
        }
        hospital.world.durable();
        hospital.context.now += Duration::milliseconds(1);
    }
    let booked = clock.elapsed().as_secs_f64();

    // The same seats again: every answer is a refusal.
    let refusals = commands.len().min(500_000);
    let clock = Stopwatch::now();
    let refused = commands[..refusals]
        .iter()
        .filter(|command| hospital.world.decide(command, &hospital.context).is_err())
        .count();
    let refusing = clock.elapsed().as_secs_f64();
    if refused != refusals {
        return Err(format!("{refused} of {refusals} refused"));
    }

    // Batches that are taken back.
    let (mut hospital, free) = open(date)?;
    let clock = Stopwatch::now();
    let mut taken_back = 0usize;
    let mark = hospital.world.mark();
    for round in 0..200usize {
        for number in 0..BATCH {
            let patient = PersonId(hospital.ids.next());
            let booking = hospital.booking(free[(round * 31 + number * 7) % free.len()], patient);
            hospital.play(&booking)?;
        }
        hospital.world.take_back_to(mark);
        taken_back += BATCH;
    }
    let taking_back = clock.elapsed().as_secs_f64();

    let rate = |count: usize, seconds: f64| (count as f64 / seconds).round() as u64;
    if json {
        println!(
            "{{\"bookings_per_second\":{},\"bookings\":{total},\"batch\":{BATCH},\"refusals_per_second\":{},\"booked_and_taken_back_per_second\":{}}}",
            rate(total, booked),
            rate(refusals, refusing),
            rate(taken_back, taking_back),
        );
    } else {
        println!("scheduling core, one thread, {} slots, batches of {BATCH}", slots.len());
        println!("{:<44} {:>12} {:>14}", "", "commands", "per second");
        println!("{:<44} {:>12} {:>14}", "bookings, decided and applied, made durable", total, rate(total, booked));
        println!("{:<44} {:>12} {:>14}", "refusals (already booked, full)", refusals, rate(refusals, refusing));
        println!("{:<44} {:>12} {:>14}", "bookings, then taken back", taken_back, rate(taken_back, taking_back));
    }
    Ok(())
}
