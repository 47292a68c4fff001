//! How many bookings one thread decides and applies in a second, in batches of 256 with `durable()` between them.
//!
//! `cargo run --release -p scheduling --example throughput [-- --json]`

use chrono::Duration;
use model::{
    Label,
    decide::{Context, Decider, Stamp},
    id::{AppointmentId, ClinicianId, DepartmentId, JourneyId, PersonId, SessionId, SlotId},
    money::Yuan,
    scheduling::{
        BookingRules, Channel, ClinicianEnrolled, Command, DepartmentOpened, RulesAdopted, RulesScope, Title, command,
    },
    time::{BusinessDate, MinuteOfDay, Zone},
};
use scheduling::World;
use std::time::Instant as Stopwatch;
use uuid::Uuid;

const ZONE: Zone = Zone::SHANGHAI;
const BATCH: usize = 256;
/// Sessions of 12 windows with 50 seats each.
const SESSIONS: u32 = 840;
const WINDOWS: u16 = 12;
const SEATS: u16 = 50;

/// Ids like those of a hospital: a growing time, and tails that look random.
struct Ids(u64);

impl Ids {
    fn next(&mut self) -> Uuid {
        self.0 += 1;
        let mut mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 31;
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Uuid::from_u128(u128::from(self.0 >> 4) << 80 | 7 << 76 | u128::from(mixed))
    }
}

struct Bench {
    world: World,
    context: Context,
}

impl Bench {
    fn play(&mut self, command: &Command) -> Result<(), String> {
        let events =
            self.world.decide(command, &self.context).map_err(|refusal| format!("{refusal} {:?}", refusal.args))?;
        for event in &events {
            self.world.apply(event, Stamp { seq: self.context.seq, at: self.context.now });
            self.context.seq += 1;
        }
        Ok(())
    }

    /// A hospital with all its sessions; returns their slots.
    fn open(date: BusinessDate, ids: &mut Ids) -> Result<(Self, Vec<SlotId>), String> {
        let now = ZONE.instant(date, MinuteOfDay(7 * 60));
        let context = Context { now, seq: 1, seed: 1, zone: ZONE };
        let mut bench = Self { world: World::default(), context };
        let label = || Label::new("甲", "A");
        let rules = BookingRules {
            source: "assumed".into(),
            valid_from: date,
            days_ahead: Some(14),
            per_day_max: Some(3),
            per_department_day_max: Some(3),
            cancel_minutes_before: Some(60),
            cancels_per_day_max: Some(6),
            cancels_per_department_day_max: Some(3),
            checkin_minutes_before: Some(60),
            missed_minutes_after: Some(30),
            pass_places: Some(3),
            cleaning_minutes: Some(30),
            undo_minutes: Some(60),
        };
        bench.play(&Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }))?;
        let mut slots = Vec::new();
        for number in 0..SESSIONS {
            let department = DepartmentId(ids.next());
            let code = format!("D{number}");
            bench.play(&Command::OpenDepartment(DepartmentOpened {
                department,
                code,
                name: label(),
                place: label(),
            }))?;
            let clinician = ClinicianId(ids.next());
            bench.play(&Command::EnrolClinician(ClinicianEnrolled {
                clinician,
                department,
                person: PersonId(ids.next()),
                title: Title::Attending,
                fee: Yuan::from_fen(600),
            }))?;
            let windows: Vec<_> = (0..WINDOWS).map(|_| SlotId(ids.next())).collect();
            bench.play(&Command::PublishSession(command::PublishSession {
                session: SessionId(ids.next()),
                clinician,
                room: label(),
                date: date.plus_days(1 + i64::from(number % 14)),
                from: MinuteOfDay(480),
                until: MinuteOfDay(480 + WINDOWS * 20),
                slot_minutes: 20,
                capacity: SEATS,
                slots: windows.clone(),
            }))?;
            slots.extend(windows);
        }
        bench.world.durable();
        Ok((bench, slots))
    }
}

fn main() -> Result<(), String> {
    let json = std::env::args().any(|argument| argument == "--json");
    let date: BusinessDate = "2026-11-26".parse().map_err(|error| format!("{error}"))?;
    let mut ids = Ids(0);
    let (mut bench, slots) = Bench::open(date, &mut ids)?;
    let total = slots.len() * usize::from(SEATS);
    // Every seat of every slot once, slots in scattered order, each booking by another person.
    let commands: Vec<Command> = (0..total)
        .map(|number| {
            Command::Book(command::Book {
                appointment: AppointmentId(ids.next()),
                slot: slots[number.wrapping_mul(7_919) % slots.len()],
                patient: PersonId(ids.next()),
                journey: JourneyId(ids.next()),
                channel: Channel::Online,
            })
        })
        .collect();

    let clock = Stopwatch::now();
    for batch in commands.chunks(BATCH) {
        for command in batch {
            bench.play(command)?;
        }
        bench.world.durable();
        bench.context.now += Duration::milliseconds(1);
    }
    let booked = clock.elapsed().as_secs_f64();

    // The same seats again: every answer is a refusal.
    let refusals = commands.len().min(500_000);
    let clock = Stopwatch::now();
    let refused =
        commands[..refusals].iter().filter(|command| bench.world.decide(command, &bench.context).is_err()).count();
    let refusing = clock.elapsed().as_secs_f64();
    if refused != refusals {
        return Err(format!("{refused} of {refusals} refused"));
    }

    // Batches that are taken back.
    let (mut bench, free) = Bench::open(date, &mut ids)?;
    let clock = Stopwatch::now();
    let mut taken_back = 0usize;
    let mark = bench.world.mark();
    for round in 0..200usize {
        for number in 0..BATCH {
            bench.play(&Command::Book(command::Book {
                appointment: AppointmentId(ids.next()),
                slot: free[(round * 31 + number * 7) % free.len()],
                patient: PersonId(ids.next()),
                journey: JourneyId(ids.next()),
                channel: Channel::Online,
            }))?;
        }
        bench.world.take_back_to(mark);
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
