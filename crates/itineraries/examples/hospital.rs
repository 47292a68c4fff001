//! How long requests take in a hospital of 60 clinicians and 40 devices over 14 days, with windows of 20 minutes of which
//! some are booked: `cargo run -p itineraries --example hospital -- [SEED] [REQUESTS]`.

use itineraries::{
    Accepted, Certificate, Day, Effect, Engagement, GroupId, Minute, Offer, OfferId, Outcome, Place, Preparation,
    Problem, Request, ResourceId, Rule, Step, StepId, Walks, find, limits::WORK_USUAL,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::{error::Error, time::Instant};

/// How many resources each group has: 60 clinicians of 12 departments, then 40 devices of 10 kinds.
const GROUPS: [u32; 22] = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 8, 4, 3, 5, 4, 4, 6, 2, 2, 2];
const DEPARTMENTS: u32 = 12;
const DAYS: i32 = 14;

/// What share of windows is booked already, in per cent.
const BOOKED: [u32; 5] = [30, 60, 80, 95, 99];

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let mut number = |usual: u64| words.next().map_or(Ok(usual), |word| word.parse());
    let (seed, requests) = (number(1)?, number(200)?);
    println!(
        "{:>7} {:>6} {:>6} {:>10} {:>9} | ms: {:>7} {:>7} {:>7}",
        "booked", "offers", "found", "impossible", "open", "median", "p99", "max"
    );
    for booked in BOOKED {
        let mut random = Pcg64::seed_from_u64(seed);
        let offers = hospital(&mut random, booked);
        let walks = walks()?;
        let mut all = Vec::new();
        let (mut found, mut impossible, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..requests {
            let request = request(&mut random);
            let (outcome, time) = timed(|| find(&request, &offers, &walks, WORK_USUAL))?;
            all.push(time);
            match outcome {
                Outcome::Found { certificate: Certificate::Best, .. } => found.push(time),
                Outcome::Impossible(_) => impossible.push(time),
                Outcome::Found { .. } | Outcome::Unknown { .. } => open.push(time),
            }
        }
        let counts = [found.len(), impossible.len(), open.len()];
        print!("{booked:>5} % {:>6} {:>6} {:>10} {:>9} | all ", offers.len(), counts[0], counts[1], counts[2]);
        line(&mut all);
        for (name, times) in [("found", &mut found), ("impossible", &mut impossible), ("not proven", &mut open)] {
            if !times.is_empty() {
                print!("{name:>44}  ");
                line(times);
            }
        }
    }
    Ok(())
}

/// The answer, and the least time of three runs in milliseconds: a busy machine interrupts some.
fn timed(run: impl Fn() -> Result<Outcome, Problem>) -> Result<(Outcome, f64), Problem> {
    let once = || {
        let start = Instant::now();
        run().map(|outcome| (outcome, start.elapsed().as_secs_f64() * 1000.0))
    };
    let (outcome, first) = once()?;
    Ok((outcome, first.min(once()?.1).min(once()?.1)))
}

/// Median, 99th percentile and maximum.
fn line(times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
    println!("{:>7.2} {:>7.2} {:>7.2}", at(0.5), at(0.99), at(1.0));
}

/// The open windows. Each group is at a place of its own, and half of the departments rest at the weekend.
fn hospital(random: &mut Pcg64, booked: u32) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut resource = 0;
    for (group, count) in (0..).zip(GROUPS) {
        let minutes = random.random_range(5..=18);
        for _ in 0..count {
            resource += 1;
            for day in (0..DAYS).map(Day) {
                if day.0 % 7 >= 5 && group % 2 == 0 {
                    continue;
                }
                for window in (24..36).chain(41..53) {
                    if random.random_range(0..100) < booked {
                        continue;
                    }
                    let from = day.minute(20 * window);
                    offers.push(Offer {
                        id: OfferId(offers.len() as u64),
                        resource: ResourceId(resource),
                        group: GroupId(group),
                        place: Place(group),
                        day,
                        from,
                        until: Minute(from.0 + 20),
                        start: Minute(from.0 + random.random_range(0..4) * 4),
                        minutes,
                    });
                }
            }
        }
    }
    offers
}

/// Three buildings: two minutes within one, and five or eight between them.
fn walks() -> Result<Walks, Problem> {
    let mut walks = Walks::new(8)?;
    let building = |place: u32| place % 3;
    for one in 0..GROUPS.len() as u32 {
        for other in 0..one {
            let minutes = match building(one).abs_diff(building(other)) {
                0 => 2,
                1 => 5,
                _ => 8,
            };
            walks = walks.with(Place(one), Place(other), minutes)?;
        }
    }
    Ok(walks)
}

const FOOD: Effect = Effect(1);
const CONTRAST: Effect = Effect(2);
const EMPTY_BLADDER: Effect = Effect(3);

/// Two to six steps with some of what hospitals demand.
fn request(random: &mut Pcg64) -> Request {
    let count = random.random_range(2..=6);
    let steps = (0..count).map(|number| {
        let group = random.random_range(0..GROUPS.len() as u32);
        let mut step = Step::new(StepId(number), vec![Accepted::Group(GroupId(group))]);
        if group >= DEPARTMENTS {
            match random.random_range(0..8) {
                0 => {
                    step.preparations.push(Preparation::Without { effect: FOOD, minutes: 480, by_person: true });
                    step.begins_between = Some((420, 660));
                }
                1 => {
                    let minutes = 48 * 60;
                    step.preparations.push(Preparation::Without { effect: CONTRAST, minutes, by_person: false });
                }
                2 => step.leaves.push(CONTRAST),
                3 => {
                    let minutes = 60;
                    step.preparations.push(Preparation::Without { effect: EMPTY_BLADDER, minutes, by_person: true });
                }
                4 => step.leaves.push(EMPTY_BLADDER),
                5 => step.leaves.push(FOOD),
                _ => {}
            }
        }
        step
    });
    let mut request = Request::new(Minute(600), steps.collect());
    request.not_before = Some(Minute(600));
    for number in 1..count {
        let (first, then) = (StepId(random.random_range(0..number)), StepId(number));
        let after = |least, most| Rule::After { first, then, least, most };
        match random.random_range(0..10) {
            0..3 => request.rules.push(after(0, None)),
            3 => request.rules.push(after(60, None)),
            4 => request.rules.push(after(30, Some(120))),
            5 => request.rules.push(after(24 * 60, None)),
            6 => request.rules.push(Rule::SameDay(vec![first, then])),
            _ => {}
        }
    }
    for _ in 0..random.random_range(0..4) {
        request.impossible_days.push(Day(random.random_range(0..DAYS)));
    }
    for _ in 0..random.random_range(0..3) {
        let from = Day(random.random_range(0..DAYS)).minute(random.random_range(480..960));
        request.engagements.push(Engagement { way: 30, ..Engagement::new(from, Minute(from.0 + 60)) });
    }
    request
}
