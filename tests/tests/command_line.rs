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

/// The page that says how a draw is computed without this program.
fn draws_page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/draws.md")).unwrap()
}

/// Its first block of a kind.
fn block(kind: &str) -> String {
    let page = draws_page();
    let (_, rest) = page.split_once(&format!("\n```{kind}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// A folder with the record of the page.
fn drawn() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("draw.json");
    std::fs::write(&file, block("json")).unwrap();
    (folder, file.to_str().unwrap().to_owned())
}

#[test]
fn a_shell_computes_the_draw_of_the_page() {
    let (folder, _) = drawn();
    let output = Command::new("sh").arg("-eu").arg("-c").arg(block("sh")).current_dir(folder.path()).output();
    let output = output.unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(draws_page().contains(&format!("\n```\n{out}```\n")), "{out}");
}

/// Where there is a Python.
#[test]
fn python_computes_the_draw_of_the_page() {
    let (folder, file) = drawn();
    let Ok(output) = Command::new("python3").arg("-c").arg(block("python")).arg(&file).output() else { return };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "True True\nTrue True\n");
    drop(folder);
}

#[test]
fn the_draw_of_the_page_agrees() {
    let (_folder, file) = drawn();
    let (code, out, err) = run(&["draw", "verify", &file, "--lang", "en"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for words in
        ["Entrants: 6; seats: 2", "DMH5-P0A8-PW4C", "54RD-33XG-J3TT", "Everything agrees", "waiting in line: 3"]
    {
        assert!(out.contains(words), "{words} in {out}");
    }
    assert!(out.contains("--commitment"), "{out}");
    let (code, out, _) = run(&["draw", "verify", &file, "--number", "4827193650"]);
    assert!(code == 0 && out.contains("全部相符") && out.contains("第 2 名，按规则 cap-month 跳过"), "{out}");
    let (commitment, list) = (
        "6d225b0148b708ce62d58d077441f4b666a43c7fd5a4a9c17d8e944dd9e7c6d2",
        "2930d18fb090f5a008ab74b0c8e470fd13e3aa2cb8b41fe0374d8b2e1180a61e",
    );
    let noted = ["draw", "verify", &file, "--commitment", commitment, "--list-hash", list, "--lang", "en"];
    let (code, out, _) = run(&noted);
    assert!(code == 0 && !out.contains("--commitment"), "{out}");
    let (code, out, err) = run(&[&noted[..], &["--json", "--number", "9048213765"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&json["agrees"], &json["commitment"], &json["list_short"]),
        (&true.into(), &commitment.into(), &"54RD-33XG-J3TT".into())
    );
    assert_eq!(json["counts"], serde_json::json!({"winners": 2, "passed_over": 1, "waiting": 3}));
    let number =
        serde_json::json!({"number": "9048213765", "listed": true, "outcome": "waiting", "rank": 5, "place": 2});
    assert_eq!(json["number"], number);
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn what_does_not_agree_in_a_draw_is_named_in_both_languages() {
    let (folder, file) = drawn();
    let good = std::fs::read_to_string(&file).unwrap();
    let changed = |before: &str, after: &str| {
        let path = folder.path().join("changed.json");
        assert!(good.contains(before), "{before}");
        std::fs::write(&path, good.replacen(before, after, 1)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    for (before, after, english, chinese) in [
        ("\"seats\": 2", "\"seats\": 1", "2 got a seat, but there are 1 seats", "得号 2 人，而号只有 1 个"),
        ("\"seed\": \"bd", "\"seed\": \"be", "The seed is not the one", "种子与公布的指纹不符"),
        ("    \"9048213765\"\n", "    \"9048213766\"\n", "The list is not the one", "名单与公布的封存码不符"),
        ("\"9048213765\",\n      \"77", "\"77", "is on the list, but has no rank", "却没有名次"),
        (
            "      \"1093847562\"\n    ]\n  }",
            "      \"6201938475\"\n    ]\n  }",
            "Number 1093847562 got no seat and no reason",
            "编号 1093847562 没有得号，也没有写明原因",
        ),
    ] {
        let file = changed(before, after);
        let (code, out, err) = run(&["draw", "verify", &file, "--lang", "en"]);
        assert_eq!((code, err.as_str()), (1, ""), "{out}");
        assert!(out.contains(english) && out.contains("NOT EVERYTHING AGREES"), "{english} in {out}");
        let (code, out, _) = run(&["draw", "verify", &file]);
        assert!(code == 1 && out.contains(chinese) && out.contains("有不相符之处"), "{chinese} in {out}");
        let (code, out, _) = run(&["draw", "verify", &file, "--json"]);
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(code == 1 && json["agrees"] == false && !json["findings"].as_array().unwrap().is_empty(), "{out}");
    }
    let zeros = "0".repeat(64);
    for option in ["--commitment", "--list-hash"] {
        let (code, out, _) = run(&["draw", "verify", &file, option, &zeros, "--lang", "en"]);
        assert!(code == 1 && out.contains("than was noted") && out.contains(&zeros), "{out}");
    }
    let (closed, _) = good.split_once(",\n  \"opened\"").unwrap();
    let path = folder.path().join("closed.json");
    std::fs::write(&path, format!("{closed}\n}}\n")).unwrap();
    let (code, out, _) = run(&["draw", "verify", path.to_str().unwrap(), "--lang", "en"]);
    assert!(code == 1 && out.contains("has not been opened"), "{out}");
    let (code, out, _) = run(&["draw", "verify", &file, "--number", "1000000000", "--lang", "en"]);
    assert!(code == 1 && out.contains("is not on the list"), "{out}");
}

/// A sample of visits, in the columns of the public data sets.
fn visits(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates/schedules/tests/data");
    folder.join(name).to_str().unwrap().to_owned()
}

const APPOINTMENTS: &str =
    "no-show=No-show:Yes/No,scheduled=ScheduledDay,appointment=AppointmentDay,age=Age,type=Neighbourhood";
const CONSULTATIONS: &str = "order=Session,start=StartTime,service=ServTime,type=AM_PM";

fn learnt(arguments: &[&str]) -> serde_json::Value {
    let (code, out, err) = run(&[&["schedule", "learn", "--json"][..], arguments].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// Of 474 appointments that can be right, 93 were missed (counted with another tool): Beta(93.5, 381.5).
#[test]
fn no_shows_are_learnt_from_a_file() {
    let file = visits("appointments.csv");
    let found = learnt(&[&file, "--columns", APPOINTMENTS]);
    assert_eq!(found["files"][0]["rows"], 480);
    let left: u64 =
        found["files"][0]["left_out"].as_array().unwrap().iter().map(|left| left["rows"].as_u64().unwrap()).sum();
    assert_eq!(left, 6);
    let all = &found["groups"][0]["no_show"];
    assert_eq!((all["n"].as_u64(), all["no_shows"].as_u64()), (Some(474), Some(93)));
    assert!((all["rate"].as_f64().unwrap() - 93.5 / 475.0).abs() < 1e-12, "{all}");
    assert_eq!(found["groups"].as_array().unwrap().len(), 5);
    assert_eq!(found["groups"][4]["path"], serde_json::json!(["SOUTH HILL, UPPER PART"]));
    let bands = |name: &str| {
        found[name].as_array().unwrap().iter().map(|band| band["no_show"]["n"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!((bands("lead_days"), bands("age")), (474, 474));

    // Packed, and from standard input: the same.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("visits");
    std::fs::copy(&file, &copy).unwrap();
    assert!(Command::new("gzip").arg(&copy).status().unwrap().success());
    let packed = folder.path().join("visits.gz");
    let again = learnt(&[packed.to_str().unwrap(), "--columns", APPOINTMENTS]);
    assert_eq!(again["groups"], found["groups"]);
    let mut command = Command::new(program());
    command.args(["schedule", "learn", "-", "--json", "--columns", APPOINTMENTS]);
    let piped = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
    let piped: serde_json::Value = serde_json::from_slice(&piped.stdout).unwrap();
    assert_eq!((&piped["groups"], &piped["lead_days"]), (&found["groups"], &found["lead_days"]));
}

/// Both files together: who comes is known from one, how long it takes from the other.
#[test]
fn calls_are_proposed_and_tried_out_on_what_was_held_out() {
    let (appointments, consultations) = (visits("appointments.csv"), visits("consultations.csv"));
    let session = ["--patients", "10", "--slots", "5", "--slot-minutes", "20", "--overtime-weight", "0.5"];
    let files = [&appointments[..], "--columns", APPOINTMENTS, &consultations, "--columns", CONSULTATIONS];
    let held = ["--hold-out-from", "2026-05-25", "--hold-out-from", "33"];
    let found = learnt(&[&files[..], &held, &session].concat());
    let service = &found["groups"][0]["service"];
    // 282,981 s in 358 services (counted with another tool).
    assert_eq!(service["n"], 358);
    assert!((service["mean"].as_f64().unwrap() - 282_981.0 / 358.0 / 60.0).abs() < 1e-9, "{service}");
    let minutes = service["minutes"].as_array().unwrap();
    assert!((minutes.iter().map(|share| share.as_f64().unwrap()).sum::<f64>() - 1.0).abs() < 1e-9);
    let proposals = found["proposals"].as_array().unwrap();
    let paths: Vec<&serde_json::Value> = proposals.iter().map(|proposal| &proposal["path"]).collect();
    assert_eq!(paths, [&serde_json::json!([]), &serde_json::json!(["afternoon"]), &serde_json::json!(["morning"])]);
    for proposal in proposals {
        assert_eq!(proposal["present"]["calls"], serde_json::json!([2, 2, 2, 2, 2]));
        let calls: u64 = proposal["proposed"]["calls"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(calls, 10);
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        assert!(number(&proposal["proposed"]["cost"]) <= number(&proposal["present"]["cost"]));
        let held = &proposal["held_out"];
        assert!(held["sessions"].as_u64().unwrap() >= 5, "{held}");
        for figure in ["wait", "overtime", "idle", "cost"] {
            let difference = &held["difference"][figure];
            let mean = number(&held["proposed"][figure]) - number(&held["present"][figure]);
            assert!((number(&difference["mean"]) - mean).abs() < 1e-9, "{figure}: {held}");
            assert!(number(&difference["low"]) <= mean && mean <= number(&difference["high"]));
        }
    }

    // What the proposal says is what `schedule optimise` says of what was learnt.
    let folder = tempfile::tempdir().unwrap();
    let pmf = folder.path().join("minutes");
    let lines: Vec<String> = minutes.iter().map(ToString::to_string).collect();
    std::fs::write(&pmf, lines.join("\n")).unwrap();
    let (rate, service) = (found["groups"][0]["no_show"]["rate"].to_string(), format!("pmf:{}", pmf.display()));
    let same = ["schedule", "optimise", "--json", "--no-show", &rate, "--service", &service];
    let (code, out, err) = run(&[&same[..], &session].concat());
    assert_eq!(code, 0, "{err}");
    let optimum: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(optimum["calls"], proposals[0]["proposed"]["calls"]);
    assert!((optimum["cost"].as_f64().unwrap() - proposals[0]["proposed"]["cost"].as_f64().unwrap()).abs() < 1e-9);

    for (language, words) in [
        ("zh-CN", ["爽约（%）", "就诊时长（分钟）", "现行", "用留出的"]),
        ("en", ["No-shows in %", "Service times in min", "2,2,2,2,2  today", "that were held out"]),
    ] {
        let arguments = [&["schedule", "learn", "--lang", language][..], &files, &held, &session].concat();
        let (code, out, err) = run(&arguments);
        assert_eq!(code, 0, "{err}");
        for word in words {
            assert!(out.contains(word), "{word}: {out}");
        }
    }
}

/// The public data sets, which may not be shipped: `ONETHING_OUTPATIENT_DATA` names their folder. What is expected was
/// counted with another tool.
#[test]
fn the_public_data_sets_are_learnt_from() {
    let Some(folder) = std::env::var_os("ONETHING_OUTPATIENT_DATA") else {
        eprintln!("skipped: ONETHING_OUTPATIENT_DATA names no folder with the public data sets");
        return;
    };
    let file = |name: &str| Path::new(&folder).join(name).to_str().unwrap().to_owned();
    let appointments = learnt(&[&file("appointments-vitoria-2016.csv.gz"), "--columns", APPOINTMENTS]);
    assert_eq!(appointments["files"][0]["rows"], 110_527);
    let all = &appointments["groups"][0]["no_show"];
    assert_eq!((all["n"].as_u64(), all["no_shows"].as_u64()), (Some(110_521), Some(22_314)));
    assert_eq!(appointments["groups"].as_array().unwrap().len(), 82);
    let consultations = learnt(&[&file("consultations-hangu.csv"), "--columns", CONSULTATIONS]);
    let service = &consultations["groups"][0]["service"];
    assert_eq!(service["n"], 6637);
    assert!((service["mean"].as_f64().unwrap() - 801.910_953_744_165_1 / 60.0).abs() < 1e-9, "{service}");
}
