//! The command line as its user types it: published examples to the fen, and clear words for what cannot be done.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use std::{path::Path, process::Command};
use testkit::{Database, program};

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(program()).args(arguments).output().unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates/settlement/tests/data");
    let file = folder.join(name);
    assert!(file.is_file(), "{}", file.display());
    file.to_str().unwrap().to_owned()
}

fn settle(example: &str) -> serde_json::Value {
    let (policy, case) = (data(&format!("{example}-policy.toml")), data(&format!("{example}-case.toml")));
    let (code, out, err) = run(&["settle", "--policy", &policy, "--case", &case, "--json"]);
    assert_eq!(code, 0, "{example}: {err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_published_examples_come_out_to_the_fen() {
    let published = [
        ("W01", "fund_pay_sumamt", "6560.00"),
        ("W01", "psn_part_amt", "3440.00"),
        ("W02", "fund_pay_sumamt", "42120.00"),
        ("W06", "hifmi_pay", "93800.00"),
        ("W18", "fund_pay_sumamt", "2080.00"),
        ("W18", "psn_part_amt", "920.00"),
        ("W18", "deposit_refund", "280.00"),
    ];
    for (example, field, amount) in published {
        assert_eq!(settle(example)[field], amount, "{example} {field}");
    }
}

#[test]
fn a_policy_that_lacks_a_convention_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(data("W01-policy.toml")).unwrap();
    let broken = folder.path().join("policy.toml");
    let lacking: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("band_edges")).collect();
    std::fs::write(&broken, lacking.join("\n")).unwrap();
    let case = data("W01-case.toml");
    let (code, _, err) = run(&["settle", "--policy", broken.to_str().unwrap(), "--case", &case]);
    assert_eq!(code, 2);
    assert!(err.contains("band_edges"), "{err}");
}

/// Values printed with the task; all others are tests of the crate `schedules`.
#[test]
fn schedules_are_evaluated_and_optimised() {
    let session = ["--slot-minutes", "20", "--no-show", "0.1", "--service", "lognormal:6,0.6"];
    let printed = |arguments: &[&str], more: &[&str]| {
        let (code, out, err) = run(&[&["schedule"][..], arguments, &session, more].concat());
        assert_eq!(code, 0, "{err}");
        out
    };
    let json =
        |arguments: &[&str]| -> serde_json::Value { serde_json::from_str(&printed(arguments, &["--json"])).unwrap() };
    let uniform = json(&["evaluate", "--calls", "3,3,3,3,3,3,3,3,3,3,3,3"]);
    for (field, expected) in [("wait_mean", 7.874), ("overtime", 3.284)] {
        assert!((uniform[field].as_f64().unwrap() - expected).abs() < 0.0005, "{uniform}");
    }
    let optimise = ["optimise", "--patients", "36", "--slots", "12"];
    let best = json(&optimise);
    assert_eq!(best["calls"], serde_json::json!([4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2]));
    assert!((best["cost"].as_f64().unwrap() - 10.061_289_71).abs() < 1e-6, "{best}");
    for field in ["wait_total", "wait_mean", "overtime", "idle", "p_overtime"] {
        assert!(best[field].is_f64(), "{field}: {best}");
    }
    for (language, words) in [("zh-CN", "超时的概率"), ("en", "probability of overtime")] {
        let table = printed(&optimise, &["--lang", language]);
        assert!(table.contains(words) && table.contains("4,3,3,3,3,3,3,3,3,3,3,2"), "{table}");
        assert!(table.contains("10.061") && table.contains("4094"), "{table}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let arguments = ["simulate", "--seed", "7", "--days", "2", "--json"];
    let (code, out, err) = run(&arguments);
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, run(&arguments).1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["promises"]["slot_minutes_max"], 20);
    for promise in ["kept_window_share", "admission_minutes_mean", "bedside_share"] {
        assert!(!report["promises"][promise].is_null(), "{promise}");
    }
    assert_ne!(out, run(&["simulate", "--seed", "8", "--days", "2", "--json"]).1);
}

#[test]
fn the_simulation_is_told_in_the_readers_language() {
    let told = |language| run(&["simulate", "--seed", "7", "--days", "1", "--lang", language]).1;
    let (chinese, english) = (told("zh-CN"), told("en"));
    assert!(chinese.contains("20.0 分钟：最长的预约时段，目标不超过 20  [兑现]"), "{chinese}");
    assert!(english.contains("20.0 min: the longest window, at most 20  [kept]"), "{english}");
    let figures = |text: &str| {
        let parts = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let mut figures: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
        figures.sort();
        figures
    };
    assert_eq!(figures(&chinese), figures(&english));
}

#[test]
fn what_cannot_be_done_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = folder.path().join("data");
    let (code, _, err) = run(&["demo", "--listen", &address, "--data", data.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(err.contains(&address) && err.contains("--listen"), "{err}");
    assert!(!data.exists(), "nothing was made");

    let missing = format!("sqlite://{}/none.db", folder.path().display());
    let (code, _, err) = run(&["journal", "verify", "--database", &missing]);
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = run(&["journal", "verify", "--database", "mysql://x"]);
    assert_eq!(code, 2);
    assert!(err.contains("mysql://x"), "{err}");
}

#[test]
fn database_url_is_taken_where_no_other_is_named() {
    let database = Database::new();
    let migrate = |variables: &[(&str, &str)]| {
        let mut command = Command::new(program());
        command.arg("migrate").env_remove("DATABASE_URL").env_remove("ONETHING_DATABASE");
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let url = database.url();
    assert_eq!(migrate(&[]).status.code(), Some(2), "none is named");
    let first = migrate(&[("DATABASE_URL", &url)]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let again = migrate(&[("DATABASE_URL", "mysql://nobody"), ("ONETHING_DATABASE", &url)]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("already"), "{again:?}");
}

#[test]
fn a_journal_with_a_hole_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key").display().to_string();
    let database = Database::new();
    let url = database.url();
    let (code, _, err) = run(&["migrate", "--database", &url]);
    assert_eq!(code, 0, "{err}");
    database.psql(
        "insert into event (hospital_id, seq, at, actor, kind, version, payload, hash) values \
        (1, 2, '2026-11-26T00:00:00.000Z', '{\"role\":\"system\"}', 'scheduling.BedReadied', 1, \
        '{\"bed\":\"00000000-0000-0000-0000-000000000001\"}', '')",
    );
    let (code, _, err) = run(&["serve", "--listen", "127.0.0.1:0", "--key-file", &key, "--database", &url]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("event 1 is missing"), "{err}");
}

/// An instance of the benchmark.
fn instance(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates/beds/tests/data");
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn beds_are_planned_and_scored() {
    let folder = tempfile::tempdir().unwrap();
    let file = instance("testdata01.txt");
    let plan = |seed: &str, threads: &str| {
        let out = folder.path().join("plan.txt").to_str().unwrap().to_owned();
        let arguments = ["--iterations", "20000", "--seed", seed, "--threads", threads, "--lang", "en", "--out", &out];
        let (code, score, err) = run(&[&["beds", "solve", &file][..], &arguments].concat());
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("a function of file and seed") && err.contains(" s  0hard/0medium/-"), "{err}");
        assert_eq!(run(&["beds", "score", &file, &out]), (0, score.clone(), String::new()));
        assert!(score.starts_with("0hard/0medium/-"), "{score}");
        std::fs::read_to_string(out).unwrap()
    };
    let one = plan("7", "1");
    assert_eq!(one.lines().count(), 652);
    assert_eq!(one, plan("7", "3"));
    assert_ne!(one, plan("8", "1"));
}

#[test]
fn an_interrupted_search_keeps_its_best_plan() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (instance("testdata01.txt"), folder.path().join("plan.txt"));
    let mut command = Command::new(program());
    command.args(["beds", "solve", &file, "--seconds", "86400", "--lang", "en", "--out"]).arg(&out);
    let mut search = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // Until it says a score.
    let err = std::io::BufReader::new(search.stderr.take().unwrap());
    let mut lines = std::io::BufRead::lines(err).map(Result::unwrap);
    assert!(lines.next().unwrap().contains("how fast the machine is"));
    assert!(lines.next().unwrap().contains("hard/"));
    assert!(Command::new("kill").args(["-INT", &search.id().to_string()]).status().unwrap().success());
    assert!(search.wait().unwrap().success());
    let mut score = String::new();
    std::io::Read::read_to_string(&mut search.stdout.unwrap(), &mut score).unwrap();
    assert_eq!(run(&["beds", "score", &file, out.to_str().unwrap()]), (0, score, String::new()));
}
