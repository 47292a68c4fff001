//! A rush over HTTP: what the patients were told is what the hospital says, and each request had one effect.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use serde_json::Value;
use std::process::Command;
use testkit::{Server, program};

fn load(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(program()).arg("load").args(arguments).output().unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// The sum of an object's counts.
fn sum(counts: &Value) -> u64 {
    counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn a_rush_is_counted_as_the_hospital_counts_it() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let server = Server::start(&["demo", "--listen", "127.0.0.1:0", "--data", folder, "--accounts", "30", "--still"]);
    assert!(server.greeting().contains("load-000001 … load-000030"), "{}", server.greeting());
    let rush = |scenario: &str| {
        let (code, out, err) = load(&[
            "--target",
            server.address(),
            "--accounts",
            "30",
            "--rate",
            "60",
            "--seconds",
            "3",
            "--connections",
            "8",
            "--scenario",
            scenario,
            "--alone",
            "--json",
        ]);
        assert_eq!(code, 0, "{out}\n{err}");
        assert!(err.is_empty(), "no bar where there is no terminal: {err}");
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let spread = rush("spread");
    assert!(spread["bookings"].as_u64().unwrap() > 50, "{spread:#}");
    for report in [spread, rush("hot")] {
        let (bookings, check) = (report["bookings"].as_u64().unwrap(), &report["check"]);
        assert_eq!(report["arrivals"], bookings + sum(&report["refusals"]) + sum(&report["errors"]));
        assert_eq!(sum(&report["errors"]), 0, "{report:#}");
        assert_eq!((&check["acknowledged"], &check["found"]), (&report["bookings"], &report["bookings"]), "{check:#}");
        assert_eq!((&check["seats_taken"], &check["seats_of_others"]), (&report["bookings"], &Value::from(0)));
        assert_eq!(report["latency_ms"]["count"], report["arrivals"]);
    }
    let hot = rush("hot");
    assert_eq!(hot["windows"], 1);
    assert!(sum(&hot["refusals"]) > 100, "nearly everybody is refused: {hot:#}");
}

#[test]
fn who_cannot_rush_is_told_why() {
    let (code, _, err) = load(&["--target", "http://192.0.2.1", "--accounts", "1"]);
    assert_eq!(code, 2);
    assert!(err.contains("--allow-remote"), "{err}");
    let closed = format!("http://127.0.0.1:{}", testkit::free_port());
    let (code, _, err) = load(&["--target", &closed, "--accounts", "1"]);
    assert_eq!(code, 2);
    assert!(err.contains("no connection"), "{err}");
    let (code, _, err) = load(&["--target", &closed, "--accounts", "1", "--rate", "NaN"]);
    assert_eq!(code, 2);
    assert!(err.contains("--rate"), "{err}");
    let (code, _, err) = load(&["--target", &closed]);
    assert_eq!(code, 2);
    assert!(err.contains("--accounts"), "{err}");
}
