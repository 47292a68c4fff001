//! What is learnt, against arithmetic by hand, integrals and simulation.

mod limits;
mod rates;
mod replay;
mod sessions;
mod times;

use schedules::learn::{Group, GroupId, Learnt, Observation, Observations, Which, learn};

/// Draws that are the same each time (the mixing of `SplitMix64`).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, neither of them.
    fn uniform(&mut self) -> f64 {
        ((self.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// Whole shapes: sums of exponentials.
    fn beta(&mut self, a: u32, b: u32) -> f64 {
        let a: f64 = (0..a).map(|_| self.exponential()).sum();
        let b: f64 = (0..b).map(|_| self.exponential()).sum();
        a / (a + b)
    }

    /// Box and Muller.
    fn normal(&mut self) -> f64 {
        (2.0 * self.exponential()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}

fn came(group: GroupId, shown: bool) -> Observation {
    Observation { shown: Some(shown), ..Observation::of(group) }
}

fn took(group: GroupId, seconds: u32) -> Observation {
    Observation { service_seconds: Some(seconds), ..Observation::of(group) }
}

/// Groups with so many visits and no-shows.
fn no_shows(groups: &[(&[&str], u32, u32)]) -> Learnt {
    let mut seen = Observations::default();
    for (path, visits, absent) in groups {
        let group = seen.group(path).unwrap();
        for visit in 0..*visits {
            seen.push(came(group, visit >= *absent)).unwrap();
        }
    }
    learn(&seen, Which::All).unwrap()
}

/// Groups with these times in minutes.
fn services(groups: &[(&[&str], &[f64])]) -> Learnt {
    let mut seen = Observations::default();
    for (path, minutes) in groups {
        let group = seen.group(path).unwrap();
        for minutes in *minutes {
            seen.push(took(group, (minutes * 60.0).round() as u32)).unwrap();
        }
    }
    learn(&seen, Which::All).unwrap()
}

fn group<'l>(learnt: &'l Learnt, path: &[&str]) -> &'l Group {
    let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
    learnt.group(&path).unwrap()
}
