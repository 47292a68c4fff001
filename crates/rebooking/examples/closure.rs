//! How long a proposal takes: `cargo run --release -p rebooking --example closure [-- --json]`.
//!
//! Ten sessions of twenty patients each are closed, of which some have two appointments; 3,000 seats are free in the
//! twenty working days from then on, in windows of 20 minutes with three seats each.

use chrono::{DateTime, Duration, NaiveDate};
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, PersonId, SlotId},
    scheduling::{Channel, Pool, Title},
    time::BusinessDate,
};
use rebooking::{Calendar, Displaced, FreeSlot, Invalid, Outcome, Problem, Window, check, propose};
use std::{collections::BTreeMap, time::Instant};
use uuid::Uuid;

const PATIENTS: u32 = 200;
const WINDOWS: u32 = 1_000;
const CLINICIANS: u64 = 10;

fn main() -> Result<(), Invalid> {
    for (several, wanted) in [(0, 1), (5, 1), (20, 1), (0, CLINICIANS)] {
        report(several, wanted)?;
    }
    Ok(())
}

/// So many of a hundred have two appointments; all appointments are with so many clinicians.
fn report(several: u64, clinicians: u64) -> Result<(), Invalid> {
    let problem = closure(several, clinicians)?;
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        propose(&problem);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let proposal = propose(&problem);
    let start = Instant::now();
    let checked = check(&problem, &proposal).is_ok();
    let checking = start.elapsed().as_secs_f64() * 1000.0;
    if std::env::args().any(|argument| argument == "--json") {
        let case = format!("clinicians: {clinicians}, with two appointments: {several} %");
        let (least, median) = (times[0], times[times.len() / 2]);
        println!("{{\"patients\":{PATIENTS},\"case\":\"{case}\",\"least_ms\":{least:.3},\"median_ms\":{median:.3}}}");
        return Ok(());
    }
    let longest = proposal.rebooked.iter().filter_map(|rebooked| match &rebooked.outcome {
        Outcome::Placed(placed) => Some(placed.minutes_later),
        Outcome::Unplaced(_) => None,
    });
    let longest = longest.max().unwrap_or_default() / 1440;
    let steps = proposal.certificate.steps.len();
    println!(
        "{PATIENTS} patients of {clinicians} clinicians, {several} % with two appointments, {} seats: \
        {:.1} ms least, {:.1} ms median; checked in {checking:.1} ms: {checked}; \
        {steps} steps, proven: {}; {:?}, at most {longest} days later",
        3 * WINDOWS,
        times[0],
        times[times.len() / 2],
        proposal.is_proven,
        proposal.cost,
    );
    Ok(())
}

/// A generator that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn window(day: u64, minute: u64, minutes: u64) -> Window {
    let start = 1_795_996_800 + 60 * (1440 * day + minute);
    let at = |second: u64| DateTime::from_timestamp(second.cast_signed(), 0).unwrap_or_default();
    Window { start: at(start), end: at(start + 60 * minutes) }
}

fn clinician(number: u64) -> (ClinicianId, Title) {
    (ClinicianId(Uuid::from_u128(number.into())), if number < 4 { Title::Chief } else { Title::Attending })
}

fn closure(several: u64, clinicians: u64) -> Result<Problem, Invalid> {
    let mut random = Random(20_261_130);
    let department = DepartmentId(Uuid::nil());
    let (mut lost, mut calendars) = (Vec::new(), BTreeMap::new());
    let mut person = 0_u32;
    while lost.len() < PATIENTS as usize {
        person += 1;
        let count = if random.below(100) < several { 2 } else { 1 };
        let id = PersonId(Uuid::from_u128(person.into()));
        for _ in 0..count {
            let (clinician, title) = clinician(random.below(clinicians));
            lost.push(Displaced {
                appointment: AppointmentId(Uuid::from_u128(lost.len() as u128)),
                person: id,
                booked: 1 + random.below(1_000_000),
                window: window(0, 480 + 20 * random.below(12), 20),
                clinician,
                device: None,
                title,
                department,
                channel: Channel::Online,
            });
        }
        let mut calendar = Calendar::default();
        for _ in 0..random.below(3) {
            calendar.busy.push(window(random.below(28), 480 + random.below(480), 90));
        }
        let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
        for _ in 0..random.below(6) {
            calendar.impossible.insert(BusinessDate(monday + Duration::days(random.below(28).cast_signed())));
        }
        calendars.insert(id, calendar);
    }
    let slots = (0..WINDOWS).map(|number| {
        let (clinician, title) = clinician(random.below(CLINICIANS));
        let week_day = random.below(20);
        let day = week_day / 5 * 7 + week_day % 5;
        let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
        FreeSlot {
            slot: SlotId(Uuid::from_u128(number.into())),
            clinician,
            device: None,
            title,
            department,
            date: BusinessDate(monday + Duration::days(day.cast_signed())),
            window: window(day, 480 + 20 * random.below(12), 20),
            pool: Pool::General,
            channels: vec![Channel::Online],
            free: 3,
        }
    });
    Problem::new(lost, slots.collect(), calendars)
}
