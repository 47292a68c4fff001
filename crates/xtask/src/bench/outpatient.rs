//! `cargo xtask bench outpatient`: the figures of booking beside their goals, one table.

use super::printed;
use crate::command::Error;
use serde_json::{Value as Json, json};

/// Each figure with its unit and its goal.
pub(super) fn run() -> Result<Json, Error> {
    let mut rows = Vec::new();
    for row in measured("scheduling", "searching")? {
        let what = format!("slot search over 14 days, departments: {}, p99 at 1,000/s", text(&row["departments"]));
        rows.push(figure(&what, &row["p99_ms"], "ms", ""));
    }
    for (what, more) in [("plain rules", None), ("all rules on", Some("--all-rules"))] {
        for row in measured_with("scheduling", "throughput", more)? {
            let what = format!("bookings in one thread, {what}");
            rows.push(figure(&what, &row["bookings_per_second"], "1/s", "≥ 200000"));
        }
    }
    for row in measured("rebooking", "closure")? {
        let what = format!("closure for {} patients, {}, median", row["patients"], text(&row["case"]));
        rows.push(figure(&what, &row["median_ms"], "ms", "< 200"));
    }
    for row in measured("hospital", "itinerary")? {
        rows.push(figure("itinerary, median", &row["median_ms"], "ms", "< 50"));
        rows.push(figure("itinerary, longest", &row["longest_ms"], "ms", "< 50"));
    }
    for row in measured("schedules", "optimise")? {
        let what = text(&row["what"]);
        // The goal is for the session of three hours.
        let goal = if what.starts_with("optimise 36 patients in 12 slots") { "< 100" } else { "" };
        rows.push(figure(&format!("{what}, median"), &row["median_ms"], "ms", goal));
    }
    Ok(Json::Array(rows))
}

fn figure(what: &str, measured: &Json, unit: &str, goal: &str) -> Json {
    json!({ "figure": what, "measured": measured, "unit": unit, "goal": goal })
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

/// What a program prints as JSON, a line each.
fn measured(package: &str, name: &str) -> Result<Vec<Json>, Error> {
    measured_with(package, name, None)
}

/// The same with one more argument.
fn measured_with(package: &str, name: &str, more: Option<&str>) -> Result<Vec<Json>, Error> {
    let arguments: Vec<&str> = std::iter::once("--json").chain(more).collect();
    let all = printed(package, name, &arguments)?;
    let read = |line| serde_json::from_str(line).map_err(|error| Error::Words(format!("{package}'s {name}: {error}")));
    all.lines().map(read).collect()
}
