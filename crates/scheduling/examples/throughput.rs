//! How many bookings one thread decides and applies in a second, in batches of 256 with `durable()` between them.
//!
//! `cargo run --release -p scheduling --example throughput [-- --json] [--all-rules]`; with
//! `--all-rules`, every kind of cap counts (of four periods, in the hospital, in a department and with a clinician, for a
//! kind of session and for children), children have a ladder of missed visits, a fifth of the seats is kept for the desk,
//! which books it, and each of the others is held for its person before it is booked.

mod hospital;

use chrono::Duration;
use hospital::Hospital;
use model::{
    decide::{Decider, Stamp},
    id::{PersonId, SlotId},
    scheduling::{
        BookingRules, Cap, Channel, Command, NoShowStep, PatientGroup, Period, PersonFact, Pool, PoolShare,
        RulesAdopted, RulesScope, Title, Within, command,
    },
    time::BusinessDate,
};
use std::time::Instant as Stopwatch;

const BATCH: usize = 256;
/// Sessions of 12 windows with 50 seats each.
const SESSIONS: u32 = 840;
const WINDOWS: u16 = 12;
const SEATS: u16 = 50;
/// The desk's share of a session with pools: ten seats of each window.
const DESK_PERCENT: u16 = 20;
const DESK_SEATS: u16 = SEATS * DESK_PERCENT / 100;

/// A hospital with all its sessions, each of another department and with these pools; and their slots.
fn open(date: BusinessDate, pools: Vec<PoolShare>) -> Result<(Hospital, Vec<SlotId>), String> {
    let mut hospital = Hospital::open(date)?;
    hospital.pools = pools;
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

/// What a session keeps for the desk, until the end.
fn desk_pool() -> PoolShare {
    PoolShare { pool: Pool::OnSite, share_percent: DESK_PERCENT, opens: None, falls: None, borrows: false }
}

/// Caps of every period and place for the kind of all sessions, and for children, who have a ladder too.
fn adopt_all_rules(hospital: &mut Hospital, date: BusinessDate) -> Result<(), String> {
    let of = |per| Within::ALL.into_iter().map(move |within| Cap::new(per, within, 3));
    let caps: Vec<Cap> = Period::ALL.into_iter().flat_map(of).collect();
    let step = |count, blocked_days| NoShowStep { count, within_days: 365, blocked_days };
    let ladder = vec![step(3, 90), step(6, 180)];
    for (scope, no_shows) in
        [(RulesScope::Kind(Title::Attending), Vec::new()), (RulesScope::Group(PatientGroup::Children), ladder)]
    {
        let rules = BookingRules { caps: caps.clone(), no_shows, ..BookingRules::saying_nothing("assumed", date) };
        hospital.play(&Command::AdoptRules(RulesAdopted { scope, rules }))?;
    }
    Ok(())
}

/// What books a seat for somebody new.
fn plain_booking(hospital: &mut Hospital, slot: SlotId) -> Command {
    let patient = PersonId(hospital.ids.next());
    hospital.booking(slot, patient)
}

/// What books a seat for a child, by the phone or at the desk.
fn ruled_booking(hospital: &mut Hospital, slot: SlotId, channel: Channel) -> Command {
    let patient = child(hospital);
    let mut booking = hospital.booking(slot, patient);
    if let Command::Book(book) = &mut booking {
        book.channel = channel;
    }
    booking
}

/// Holds the seats that the next bookings take by the phone: as many at a time as a busy hospital has.
fn hold(hospital: &mut Hospital, bookings: &[Command]) -> Result<(), String> {
    for booking in bookings {
        if let Command::Book(command::Book { slot, patient, channel: Channel::Online, .. }) = *booking {
            hospital.play(&Command::HoldSeat(command::HoldSeat { slot, patient, channel: Channel::Online }))?;
        }
    }
    hospital.world.durable();
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
    let has_all_rules = std::env::args().any(|argument| argument == "--all-rules");
    let pools = if has_all_rules { vec![desk_pool()] } else { Vec::new() };
    let (mut hospital, slots) = open(date, pools)?;
    if has_all_rules {
        adopt_all_rules(&mut hospital, date)?;
    }
    let total = slots.len() * usize::from(SEATS);
    let online = slots.len() * usize::from(SEATS - DESK_SEATS);
    // Every seat of every slot once, slots in scattered order, each booking by another person.
    let mut commands = Vec::with_capacity(total);
    for number in 0..total {
        let slot = slots[number.wrapping_mul(7_919) % slots.len()];
        let channel = if number < online { Channel::Online } else { Channel::OnSite };
        commands.push(if has_all_rules {
            ruled_booking(&mut hospital, slot, channel)
        } else {
            plain_booking(&mut hospital, slot)
        });
    }
    hospital.world.durable();

    let mut booked = 0.0;
    for batch in commands.chunks(BATCH) {
        if has_all_rules {
            hold(&mut hospital, batch)?;
        }
        let clock = Stopwatch::now();
        for command in batch {
            hospital.play(command)?;
        }
        hospital.world.durable();
        booked += clock.elapsed().as_secs_f64();
        hospital.context.now += Duration::milliseconds(1);
    }

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
    let (mut hospital, free) = open(date, Vec::new())?;
    let clock = Stopwatch::now();
    let mut taken_back = 0usize;
    let mark = hospital.world.mark();
    for round in 0..200usize {
        for number in 0..BATCH {
            let booking = plain_booking(&mut hospital, free[(round * 31 + number * 7) % free.len()]);
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
