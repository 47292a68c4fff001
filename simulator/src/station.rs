//! A queue before one or more servers: first come first served within a class, lower classes first, nobody interrupted.
//!
//! The engine's nurses are such a station; the tests drive it alone and compare with the closed forms of queueing
//! theory.

use std::collections::BTreeMap;

/// Servers with a queue. The caller decides who serves, and for how long: [`enter`](Self::enter) and
/// [`leave`](Self::leave) say whose service begins.
#[derive(Clone, Debug)]
pub struct Station<T> {
    servers: u32,
    busy: u32,
    number: u64,
    waiting: BTreeMap<(u8, u64), T>,
}

impl<T> Station<T> {
    /// This many servers, at least one.
    pub fn new(servers: u32) -> Self {
        Self { servers: servers.max(1), busy: 0, number: 0, waiting: BTreeMap::new() }
    }

    /// A job comes. If a server is free, its service begins now and the job is returned.
    #[must_use = "a job that is given back begins now"]
    pub fn enter(&mut self, class: u8, job: T) -> Option<T> {
        if self.busy < self.servers {
            self.busy += 1;
            return Some(job);
        }
        self.number += 1;
        self.waiting.insert((class, self.number), job);
        None
    }

    /// A service ends. Returns the job whose service begins now, if one waits.
    #[must_use = "the job that is given back begins now"]
    pub fn leave(&mut self) -> Option<T> {
        let next = self.waiting.pop_first().map(|(_, job)| job);
        if next.is_none() {
            self.busy = self.busy.saturating_sub(1);
        }
        next
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    //! Closed forms: M/M/1, M/M/c (Erlang C), M/G/1 (Pollaczek–Khinchine), non-preemptive priorities (Cobham).

    use super::*;
    use crate::{agenda::Agenda, random::Draws};
    use chrono::{Duration, TimeZone, Utc};
    use model::time::Instant;

    enum Happening {
        Arrival(usize),
        End,
    }

    struct Job {
        class: usize,
        came: Instant,
    }

    /// Mean wait of each class in service times of mean 1, for Poisson arrivals at the given rates. One unit of time is
    /// one virtual hour, so that rounding to microseconds does not matter.
    fn waits(servers: u32, rates: &[f64], scv: f64, customers: u32, seed: u64) -> Vec<f64> {
        let start = Utc.timestamp_opt(0, 0).unwrap();
        let hours = |hours: f64| Duration::microseconds((hours * 3.6e9) as i64);
        let mut draws = Draws::new(seed);
        let mut agenda = Agenda::default();
        let mut station: Station<Job> = Station::new(servers);
        let (mut sums, mut counts) = (vec![0.0; rates.len()], vec![0u32; rates.len()]);
        for (class, rate) in rates.iter().enumerate() {
            agenda.add(start + hours(draws.exponential(1.0 / rate)), Happening::Arrival(class));
        }
        let mut arrived = 0;
        while let Some((now, what)) = agenda.take_until(chrono::DateTime::<Utc>::MAX_UTC) {
            let begins = match what {
                Happening::Arrival(class) => {
                    arrived += 1;
                    if arrived < customers {
                        agenda.add(now + hours(draws.exponential(1.0 / rates[class])), Happening::Arrival(class));
                    }
                    station.enter(class as u8, Job { class, came: now })
                }
                Happening::End => station.leave(),
            };
            if let Some(job) = begins {
                sums[job.class] += (now - job.came).num_microseconds().unwrap() as f64 / 3.6e9;
                counts[job.class] += 1;
                let service = match scv {
                    0.0 => 1.0,
                    1.0 => draws.exponential(1.0),
                    scv => draws.lognormal(1.0, scv.sqrt()),
                };
                agenda.add(now + hours(service), Happening::End);
            }
        }
        assert_eq!(station.waiting(), 0);
        sums.iter().zip(counts).map(|(sum, count)| sum / f64::from(count)).collect()
    }

    fn close(found: f64, exact: f64, tolerance: f64) {
        assert!((found - exact).abs() <= tolerance * exact, "{found} is not within {tolerance} of {exact}");
    }

    #[test]
    fn one_server_and_several_wait_as_erlang_says() {
        close(waits(1, &[0.8], 1.0, 600_000, 1)[0], 4.0, 0.05);
        close(waits(3, &[2.0], 1.0, 400_000, 2)[0], 4.0 / 9.0, 0.05);
        close(waits(3, &[2.5], 1.0, 600_000, 3)[0], 1.404_494_382, 0.05);
        close(waits(10, &[9.0], 1.0, 600_000, 4)[0], 0.668_731_524_1, 0.06);
    }

    #[test]
    fn any_service_time_waits_as_pollaczek_and_khinchine_say() {
        for (scv, seed) in [(0.0, 5), (0.36, 6)] {
            close(waits(1, &[0.8], scv, 500_000, seed)[0], 0.8 * (1.0 + scv) / 0.4, 0.05);
        }
    }

    #[test]
    fn classes_wait_as_cobham_says() {
        let found = waits(1, &[0.2, 0.3, 0.3], 1.0, 800_000, 7);
        for (found, exact) in found.into_iter().zip([1.0, 2.0, 8.0]) {
            close(found, exact, 0.08);
        }
    }
}
