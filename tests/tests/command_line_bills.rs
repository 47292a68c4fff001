//! The commands about bills and policies as their user types them: `settle --cases`, `policy`, `bench settlement`.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;
use testkit::program;

struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn run(arguments: &[&str]) -> Ended {
    Ended::of(Command::new(program()).args(arguments).output().unwrap())
}

/// With this on standard input.
fn fed(arguments: &[&str], input: &str) -> Ended {
    let mut command = Command::new(program());
    let mut child =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Ended::of(output)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn jinan() -> String {
    root().join("crates/settlement/policies/370100-310-inpatient-2024.toml").display().to_string()
}

/// 80 % of what is above 1,300, as published.
fn w01() -> String {
    root().join("crates/settlement/tests/data/W01-policy.toml").display().to_string()
}

/// A folder of files.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.0.path().join(name), text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn folder(&self) -> String {
        self.0.path().display().to_string()
    }
}

/// A bill of so many yuan in scope, in one line.
fn bill(yuan: u32) -> String {
    format!(
        r#"{{"admission_no":1,"person":{{"class":"active"}},"hospital":{{"level":3}},"totals":{{"medfee_sumamt":"{yuan}"}}}}"#
    )
}

#[test]
fn many_bills_are_settled_in_the_order_in_which_they_come() {
    let place = Place::new();
    let text: String = (1..=3_000).map(|number| bill(number) + "\n").collect();
    let file = place.file("bills.ndjson", &text);
    let all = run(&["settle", "--policy", &w01(), "--cases", &file, "--lang", "en"]);
    assert_eq!(all.code, 0, "{}", all.err);
    assert!(all.err.lines().count() == 1 && all.err.contains("3000 cases"), "{}", all.err);
    let lines = all.lines();
    assert_eq!(lines.len(), 3_000);
    for (number, line) in (1..).zip(&lines) {
        assert_eq!(line["line"], number);
        assert_eq!(line["medfee_sumamt"], format!("{number}.00"));
    }
    assert_eq!(lines[0]["case"], file);
    assert!(lines[0]["lines"].is_null() && lines[0]["certainty"].is_string(), "{}", lines[0]);
    // The same from standard input, and as one document.
    let piped = fed(&["settle", "--policy", &w01(), "--cases", "-", "--json", "--lang", "en"], &text);
    let document = piped.json();
    assert_eq!(document.as_array().unwrap().len(), 3_000);
    assert_eq!(document[2_999]["psn_part_amt"], lines[2_999]["psn_part_amt"]);
    // With every step, in the reader's language.
    let one = place.file("one.ndjson", bill(10_000));
    let explained = run(&["settle", "--policy", &w01(), "--cases", &one, "--explain", "--json"]).json();
    assert!(explained[0]["explanation"].as_array().unwrap().len() > 2, "{explained}");
    assert!(explained[0]["burden"].is_object(), "{explained}");
}

/// What one case lacks stops none of the others.
#[test]
fn what_is_wrong_with_a_case_is_named_with_file_line_field_value_and_rule() {
    let place = Place::new();
    let wrong = bill(3_000).replace("\"3000\"", "\"30.001\"");
    let gbk = [b"{\"name\":\"".as_slice(), &[0xbc, 0xc3, 0xc4, 0xcf], b"\"}\n"].concat();
    let ndjson = [format!("{}\n\n{wrong}\n{{\"a\":\n", bill(1_000)).as_bytes(), &gbk, bill(2_000).as_bytes()].concat();
    place.file("b.ndjson", ndjson);
    place.file(
        "a.toml",
        "admission_no = 1\n[person]\nclass = \"active\"\n[hospital]\nlevel = 9\n[totals]\nmedfee_sumamt = 1\n",
    );
    // Which classes there are is said by the policy, once the rest can be read.
    place.file("c.ndjson", bill(1_000).replace("active", "king"));
    place.file("readme.txt", "no case");
    for (language, words) in [("en", ["king", "9", "two decimals", "GBK"]), ("zh-CN", ["king", "9", "小数", "GBK"])] {
        let all = run(&["settle", "--policy", &w01(), "--cases", &place.folder(), "--lang", language]);
        assert_eq!(all.code, 1, "{}", all.err);
        for word in words {
            assert!(all.err.contains(word), "{word}: {}", all.err);
        }
        for named in ["a.toml: ", "b.ndjson:3: ", "b.ndjson:4: ", "b.ndjson:5: ", "c.ndjson:1: "] {
            assert!(all.err.contains(named), "{named}: {}", all.err);
        }
        let lines = all.lines();
        assert_eq!(lines.len(), 7);
        let failed: Vec<bool> = lines.iter().map(|line| line["problems"].is_array()).collect();
        assert_eq!(failed, [true, false, true, true, true, false, true]);
        let class = &lines[6]["problems"][0];
        assert_eq!(
            (class["field"].as_str(), class["rule"].as_str()),
            (Some("person.class"), Some("policy-class-unknown"))
        );
        let problem = &lines[2]["problems"][0];
        assert_eq!(
            (problem["field"].as_str(), problem["value"].as_str()),
            (Some("totals.medfee_sumamt"), Some("30.001"))
        );
        assert_eq!(problem["rule"], "file-amount-too-precise");
    }
    // A published amount that the arithmetic does not give is a no as well.
    let differs = bill(1_000).replace("\"totals\"", "\"published\":{\"psn_part_amt\":\"1\"},\"totals\"");
    let differs = fed(&["settle", "--policy", &w01(), "--cases", "-", "--lang", "en"], &differs);
    assert_eq!(differs.code, 1);
    assert!(differs.err.contains("-:1: psn_part_amt: published 1.00"), "{}", differs.err);
    assert_eq!(differs.lines()[0]["mismatches"][0]["field"], "psn_part_amt");
}

#[test]
fn each_case_is_settled_by_the_policy_that_it_names() {
    let named = |name: &str| bill(10_000).replacen('{', &format!("{{\"policy\":\"{name}\","), 1);
    let text = [named("370100-310-inpatient-2024"), named("W01-policy.toml"), named("nowhere"), bill(1)].join("\n");
    let all = fed(&["settle", "--policy", &w01(), "--policy", &jinan(), "--cases", "-", "--lang", "en"], &text);
    assert_eq!(all.code, 1, "{}", all.err);
    let lines = all.lines();
    assert_eq!(lines[0]["policy"], "370100-310-inpatient-2024");
    assert_ne!(lines[1]["policy"], lines[0]["policy"]);
    for (line, rule) in [(2, "case-policy-unknown"), (3, "case-policy-missing")] {
        assert_eq!(lines[line]["problems"][0]["rule"], rule, "{}", lines[line]);
    }
    assert!(all.err.contains("nowhere") && all.err.contains("370100-310-inpatient-2024"), "{}", all.err);
    // A single case by the same rule, also from standard input and in JSON.
    let single = |case: &str| fed(&["settle", "--policy", &w01(), "--case", "-", "--json", "--lang", "en"], case);
    assert_eq!(single(&bill(10_000)).json()["medfee_sumamt"], "10000.00");
    let refused = single(&named("nowhere"));
    assert!(refused.code == 2 && refused.err.contains("nowhere"), "{}", refused.err);
}

#[test]
fn a_reader_who_has_enough_ends_it_quietly() {
    let place = Place::new();
    let file = place.file("bills.ndjson", (bill(10_000) + "\n").repeat(50_000));
    for more in [None, Some("--json")] {
        let mut command = Command::new(program());
        let policy = w01();
        command.args(["settle", "--policy", &policy, "--cases", &file]).args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        // The reader is gone with its end of the pipe.
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert!(!first.is_empty());
    }
}

#[test]
fn what_cannot_be_begun_is_said_and_nothing_is_printed() {
    let place = Place::new();
    let gbk = [b"id = \"".as_slice(), &[0xbc, 0xc3, 0xc4, 0xcf], b"\"\n"].concat();
    let gbk = place.file("gbk.toml", gbk);
    let utf_16 = place.file("utf16.toml", [0xff, 0xfe, b'i', 0]);
    fs::create_dir(place.0.path().join("empty")).unwrap();
    let (empty, nowhere, bills) = (place.path("empty"), place.path("nowhere"), place.file("b.ndjson", bill(1)));
    let policies = (w01(), jinan());
    let (w01, jinan, bills) = (policies.0.as_str(), policies.1.as_str(), bills.as_str());
    let cases: [(&[&str], &str, &str); 12] = [
        (&["settle", "--policy", &gbk, "--cases", bills], "GBK", "GBK"),
        (&["settle", "--policy", &utf_16, "--cases", bills], "UTF-16", "UTF-16"),
        (&["settle", "--policy", w01, "--case", &gbk], "iconv", "iconv"),
        (&["settle", "--policy", &nowhere, "--cases", bills], "No such file", "没有这个文件"),
        (&["settle", "--policy", w01, "--cases", &nowhere], "No such file", "没有这个文件"),
        (&["settle", "--policy", w01, "--cases", &empty], "no case in this folder", "文件夹里没有案例"),
        (&["settle", "--policy", w01, "--policy", w01, "--cases", bills], "too", "前面的文件"),
        (&["settle", "--policy", &empty, "--cases", bills], "is a folder", "文件夹"),
        (&["policy", "check", &gbk], "GBK", "GBK"),
        (&["policy", "check", jinan, &nowhere], "No such file", "没有这个文件"),
        (&["policy", "diff", w01, &utf_16, "--cases", bills], "UTF-16", "UTF-16"),
        (&["policy", "diff", w01, jinan, "--cases", &empty], "no case", "没有案例"),
    ];
    for (arguments, english, chinese) in cases {
        for (language, words) in [("en", english), ("zh-CN", chinese)] {
            let refused = run(&[arguments, &["--lang", language]].concat());
            assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}: {}", refused.err);
            assert!(refused.err.starts_with("onething: ") && refused.err.contains(words), "{}", refused.err);
        }
    }
    for (arguments, words) in [
        (&["settle", "--policy", w01][..], "--case"),
        (&["settle", "--cases", bills], "--policy"),
        (&["settle", "--policy", w01, "--case", bills, "--cases", bills], "cannot be used with"),
        (&["policy", "check"], "FILE"),
        (&["policy", "diff", w01, jinan], "--cases"),
        (&["bench", "settlement", "--seconds", "0"], "not in 1..="),
    ] {
        let refused = run(arguments);
        assert!(refused.code == 2 && refused.err.contains(words), "{arguments:?}: {}", refused.err);
    }
}

#[test]
fn policies_are_checked_alone_and_beside_each_other() {
    let place = Place::new();
    let text = fs::read_to_string(w01()).unwrap();
    let clean = run(&["policy", "check", &w01(), "--json"]);
    assert_eq!((clean.code, clean.json()["clean"].as_bool()), (0, Some(true)), "{}", clean.out);
    let begins = place.file("begins.toml", text.replacen("from = \"0\"", "from = \"500\"", 1));
    let lacking: Vec<&str> = text.lines().filter(|line| !line.starts_with("band_edges")).collect();
    let lacking = place.file("lacking.toml", lacking.join("\n"));
    let broken = place.file("broken.toml", "id = ");
    let (w01, jinan) = (w01(), jinan());
    let check = ["policy", "check", &w01, &begins, &lacking, &broken, &jinan];
    let found = run(&[&check[..], &["--json"]].concat());
    assert_eq!(found.code, 1, "{}", found.err);
    let rules: Vec<Vec<String>> = found.json()["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let findings = file["findings"].as_array().unwrap().iter();
            findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
        })
        .collect();
    assert_eq!(rules[0], [""; 0]);
    // The same scheme, region and days as the first.
    assert_eq!(rules[1], ["policy-bands-above-zero", "policy-days-overlap"]);
    assert_eq!(rules[2], ["policy-convention-missing"]);
    assert_eq!(rules[3], ["file-not-toml"]);
    assert_eq!(rules[4], ["policy-bands-falling"; 3]);
    for (language, words) in [
        ("en", ["nothing stands out", "begins at 500.00", "assumed:", "the rate 0.9 is below"]),
        ("zh-CN", ["没有发现问题", "第一段从 500.00 开始", "假定：", "支付比例 0.9 低于"]),
    ] {
        let told = run(&[&check[..], &["--lang", language]].concat()).out;
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
}

#[test]
fn a_change_of_a_policy_is_weighed_on_real_bills() {
    let place = Place::new();
    let text = fs::read_to_string(w01()).unwrap();
    assert!(text.contains("rate = \"0.80\""), "{text}");
    let new = place.file("new.toml", text.replacen("rate = \"0.80\"", "rate = \"0.90\"", 1));
    // In scope 10,000: the pool pays on 10,000 less the deductible; ten points more of it fall off the patient's share.
    let bills: String = (1..=12).map(|number| bill(number * 10_000) + "\n").collect();
    let bills = place.file("bills.ndjson", bills + &bill(1) + "\n{}\n");
    let diff = ["policy", "diff", &w01(), &new, "--cases", &bills].map(str::to_owned);
    let diff: Vec<&str> = diff.iter().map(String::as_str).collect();
    let compared = run(&[&diff[..], &["--json"]].concat());
    assert_eq!(compared.code, 1, "one case is none: {}", compared.err);
    assert!(compared.err.contains("bills.ndjson:14: "), "{}", compared.err);
    let json = compared.json();
    assert_eq!(
        (json["cases"].as_u64(), json["failed"].as_u64(), json["changed"].as_u64()),
        (Some(14), Some(1), Some(12))
    );
    let largest = json["largest"].as_array().unwrap();
    assert_eq!(largest.len(), 10);
    assert_eq!((largest[0]["line"].as_u64(), largest[9]["line"].as_u64()), (Some(12), Some(3)));
    assert_eq!(largest[0]["case"], bills.as_str());
    let yuan = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    let sum = &json["psn_part_amt"];
    assert!((yuan(&sum["new"]) - yuan(&sum["old"]) - yuan(&sum["difference"])).abs() < 0.001, "{sum}");
    assert!(yuan(&largest[0]["difference"]) < -10_000.0, "{json}");
    let spread: u64 =
        json["distribution"].as_array().unwrap().iter().map(|range| range["cases"].as_u64().unwrap()).sum();
    assert_eq!(spread, 13, "each case that was computed is in one range");
    for (language, words) in [
        ("en", ["14 cases", "at least 100000 less", "bills.ndjson:12"]),
        ("zh-CN", ["案例 14 个", "减少 100000 以上", "bills.ndjson:12"]),
    ] {
        let told = run(&[&diff[..], &["--lang", language]].concat()).out;
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
}

#[test]
fn the_benchmark_says_bills_and_lines_a_second() {
    let measured = run(&["bench", "settlement", "--seconds", "1", "--json"]);
    assert_eq!(measured.code, 0, "{}", measured.err);
    let rows = measured.json()["measured"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let bills = row["bills_per_second"].as_u64().unwrap();
        assert!(bills > 0 && row["lines_per_second"].as_u64() == Some(bills * 200), "{row}");
    }
    let open: Vec<u64> = rows.iter().filter_map(|row| row["open"].as_u64()).collect();
    assert_eq!(open[..3], [0, 5, 10]);
}
