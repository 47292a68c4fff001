//! A rush in figures.

use super::{Plan, check::Check, tally::Tally};
use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;

/// Latencies from the moment at which patients came, in milliseconds; `None` if there are no cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Latency {
    /// How many cases.
    pub count: u64,
    /// Mean.
    pub mean: Option<f64>,
    /// Half are faster.
    pub p50: Option<f64>,
    /// Nine of ten are faster.
    pub p90: Option<f64>,
    /// 99 of 100 are faster.
    pub p99: Option<f64>,
    /// 999 of 1000 are faster.
    pub p99_9: Option<f64>,
    /// The slowest.
    pub max: Option<f64>,
}

impl Latency {
    fn of(histogram: &Histogram<u64>) -> Self {
        let some = |us: f64| (!histogram.is_empty()).then(|| rounded(us / 1000.0));
        let quantile = |share: f64| some(histogram.value_at_quantile(share) as f64);
        Self {
            count: histogram.len(),
            mean: some(histogram.mean()),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            p99_9: quantile(0.999),
            max: some(histogram.max() as f64),
        }
    }
}

/// Rounds to three decimals.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// What `onething load` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The server.
    pub target: String,
    /// What was wanted.
    pub scenario: &'static str,
    /// The seed.
    pub seed: u64,
    /// Planned arrivals a second.
    pub rate: f64,
    /// Seconds for which patients came.
    pub seconds: u32,
    /// Patients who could come.
    pub patients: usize,
    /// Windows that were wanted.
    pub windows: usize,
    /// The most requests under way at once.
    pub connections: u16,
    /// How many patients came.
    pub arrivals: u64,
    /// From the first arrival to the last answer, seconds.
    pub took_s: f64,
    /// Arrivals with an answer (booked or refused), by `took_s`.
    pub answers_per_s: f64,
    /// Booked.
    pub bookings: u64,
    /// Booked, by `took_s`.
    pub bookings_per_s: f64,
    /// Refused, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Arrivals without such an answer, by kind.
    pub errors: BTreeMap<String, u64>,
    /// Sent again under the same key.
    pub retries: u64,
    /// Latencies of all answers.
    pub latency_ms: Latency,
    /// Latencies of bookings.
    pub booked_ms: Latency,
    /// Latencies of refusals.
    pub refused_ms: Latency,
    /// Whether the hospital shows the same.
    pub check: Check,
}

impl Report {
    pub(super) fn of(plan: &Plan, patients: usize, windows: usize, tally: &Tally, check: Check) -> Self {
        let mut all = tally.booked.clone();
        // Both have the same bounds, so that nothing is left out.
        all.add(&tally.refused).unwrap_or_default();
        let seconds = tally.took.as_secs_f64();
        let per_second = |count: u64| if seconds > 0.0 { rounded(count as f64 / seconds) } else { 0.0 };
        Self {
            target: format!("http://{}", plan.target.host),
            scenario: plan.scenario.name(),
            seed: plan.seed,
            rate: plan.rate,
            seconds: plan.seconds,
            patients,
            windows,
            connections: plan.connections,
            arrivals: tally.arrivals,
            took_s: rounded(seconds),
            answers_per_s: per_second(all.len()),
            bookings: tally.booked.len(),
            bookings_per_s: per_second(tally.booked.len()),
            refusals: tally.refusals.clone(),
            errors: tally.errors.clone(),
            retries: tally.retries,
            latency_ms: Latency::of(&all),
            booked_ms: Latency::of(&tally.booked),
            refused_ms: Latency::of(&tally.refused),
            check,
        }
    }

    /// As JSON text, ending with a line break.
    ///
    /// # Errors
    /// Never with these types; the caller says so.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Login, arrivals::Scenario, tally::End, target::Target};
    use std::time::Duration;

    fn report(check: Check) -> Report {
        let plan = Plan {
            target: Target::parse("http://127.0.0.1:8080", false).unwrap(),
            logins: vec![Login { name: "load-000001".into(), password: "x".into() }],
            scenario: Scenario::Hot,
            department: "CARD".into(),
            rate: 2.0,
            seconds: 2,
            seed: 1,
            connections: 1,
            alone: true,
        };
        let mut tally = Tally::new();
        tally.note(0, 0, End::Booked("a".into()), Duration::from_millis(10));
        tally.note(0, 0, End::Refused("already-in-slot".into()), Duration::from_millis(2));
        tally.note(0, 0, End::Refused("already-in-slot".into()), Duration::from_millis(4));
        tally.took = Duration::from_secs(2);
        Report::of(&plan, 1, 1, &tally, check)
    }

    #[test]
    fn rates_and_percentiles_are_of_what_was_answered() {
        let report = report(Check { holds: true, ..Check::default() });
        let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
        assert_eq!(json["answers_per_s"], 1.5);
        assert_eq!(json["bookings_per_s"], 0.5);
        assert_eq!(json["refusals"]["already-in-slot"], 2);
        assert_eq!(json["latency_ms"]["count"], 3);
        assert!((report.latency_ms.p50.unwrap() - 4.0).abs() < 0.01);
        assert!((report.booked_ms.p99.unwrap() - 10.0).abs() < 0.02);
    }
}
