//! The command line may be given anything: it says what is wrong, exits with 2, and leaves everything as it was.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use testkit::{Database, Server, free_port, program};

const PASSWORD: &str = "tall grey heron at dawn";
/// The most seconds that anybody waits for an answer.
const PATIENCE: &str = "60";
/// What somebody may have put in the place of the database.
const TEXT: &str = "these are somebody's notes, and no database at all. ";

struct Ended {
    code: i32,
    out: String,
    err: String,
}

fn ended(command: &mut Command) -> Ended {
    let output = command.env("ONETHING_ADMIN_PASSWORD", PASSWORD).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
}

fn run(arguments: &[&str]) -> Ended {
    ended(Command::new("timeout").arg(PATIENCE).arg(program()).args(arguments))
}

/// A folder for a database, and a hospital's file to import.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let empty = format!("sqlite://{}", place.file("empty.db").display());
        assert_eq!(run(&["migrate", "--database", &empty]).code, 0);
        let good = place.path("good.jsonl");
        assert_eq!(run(&["journal", "export", "--database", &empty, "--to", &good]).code, 0);
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.file(name).display().to_string()
    }

    /// The address of the SQLite file under test.
    fn url(&self) -> String {
        format!("sqlite://{}", self.path("hospital.db"))
    }

    /// Every command that opens a database, by name.
    fn commands(&self, url: &str) -> Vec<(&'static str, Vec<String>)> {
        let (key, to, good) = (self.path("key"), self.path("out.jsonl"), self.path("good.jsonl"));
        let command = |name: &'static str, more: &[&str]| {
            let words = name.split(' ').chain(["--database", url]).chain(more.iter().copied());
            (name, words.map(str::to_owned).collect())
        };
        vec![
            command("serve", &["--listen", "127.0.0.1:0", "--key-file", &key]),
            command("admin create", &["--name", "chief", "--key-file", &key]),
            command("migrate", &[]),
            command("backup", &["--to", &to]),
            command("journal verify", &[]),
            command("journal export", &["--to", &to]),
            command("journal import", &["--from", &good]),
            command("journal forget-snapshot", &[]),
            command("journal rebuild-tables", &[]),
        ]
    }

    /// These commands are refused, each with exit code 2 and these words, and make no new file.
    fn refuses(&self, url: &str, only: &[&str], words: &[&str]) {
        for (name, arguments) in
            self.commands(url).into_iter().filter(|(name, _)| only.is_empty() || only.contains(name))
        {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let Ended { code, out, err } = run(&arguments);
            assert_eq!(code, 2, "{name}: {out}{err}");
            for word in words {
                assert!(err.contains(word), "{name}: `{word}` in {err}");
            }
            assert!(!err.contains("geheim"), "{name}: {err}");
            assert!(err.starts_with("onething: ") && err.lines().count() == 1, "{name}: {err}");
            for made in ["key", "out.jsonl", "out.jsonl.part"] {
                assert!(!self.file(made).exists(), "{name} made {made}");
            }
        }
    }

    /// The same for the SQLite file under test, whose bytes stay the same.
    async fn refuses_file(&self, only: &[&str], words: &[&str]) {
        let before = self.bytes().await;
        self.refuses(&self.url(), only, words);
        assert!(self.bytes().await == before, "the file is as it was");
    }

    /// The bytes of the file and of its log.
    async fn bytes(&self) -> Vec<u8> {
        self.sql("pragma wal_checkpoint(truncate)").await;
        fs::read(self.file("hospital.db")).unwrap()
    }

    async fn sql(&self, text: &str) {
        let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    fn migrated() -> Self {
        let place = Self::new();
        let migrated = run(&["migrate", "--database", &place.url()]);
        assert_eq!(migrated.code, 0, "{}", migrated.err);
        place
    }
}

/// The commands that read an existing database.
const READING: [&str; 3] = ["backup", "journal verify", "journal export"];
/// The commands that start a hospital.
const STARTING: [&str; 2] = ["serve", "admin create"];

#[test]
fn a_server_that_is_not_there_or_says_nothing_does_not_answer() {
    let place = Place::new();
    let nobody = format!("postgres://hospital:geheim@127.0.0.1:{}/hospital", free_port());
    place.refuses(&nobody, &[], &["does not answer", "127.0.0.1"]);
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let silent = format!("postgres://hospital:geheim@{}/hospital", silent.local_addr().unwrap());
    place.refuses(&silent, &["serve", "journal verify"], &["does not answer", "within 5 s"]);
}

#[test]
fn a_wrong_password_and_a_database_that_is_not_there_are_named() {
    let place = Place::new();
    let database = Database::new();
    place.refuses(&database.tcp_url(Some("geheim")), &[], &["wrong user name or password", "127.0.0.1"]);
    let elsewhere = database.tcp_url(None).replace(database.name(), "elsewhere");
    place.refuses(&elsewhere, &[], &["there is no database", "elsewhere"]);
    let tables = "select count(*) from pg_tables where schemaname = 'public'";
    assert_eq!(database.psql(tables), "0", "nothing was changed");
    place.refuses(&place.url(), &READING, &["there is no database", "hospital.db"]);
    assert!(!place.file("hospital.db").exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_of_ours_is_left_alone() {
    let place = Place::new();
    fs::write(place.file("hospital.db"), TEXT.repeat(100)).unwrap();
    place.refuses(&place.url(), &[], &["not a database of this program", "hospital.db"]);
    assert_eq!(fs::read_to_string(place.file("hospital.db")).unwrap(), TEXT.repeat(100));
    fs::remove_file(place.file("hospital.db")).unwrap();
    fs::write(place.file("hospital.db"), "").unwrap();
    place.sql("create table theirs (x text)").await;
    place.refuses_file(&[], &["not a database of this program"]).await;
}

/// Tried by a user who may not write: root may write everywhere.
#[tokio::test]
async fn a_file_that_may_only_be_read_is_said_to_be() {
    let place = Place::migrated();
    place.sql("pragma journal_mode = delete").await;
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let program = place.file("onething");
    if fs::hard_link(testkit::program(), &program).is_err() {
        fs::copy(testkit::program(), &program).unwrap();
    }
    allow(&place.file("hospital.db"), 0o444);
    allow(&place.file("good.jsonl"), 0o444);
    let before = fs::read(place.file("hospital.db")).unwrap();
    fs::write(place.file("readable.key"), "ab".repeat(32)).unwrap();
    allow(&place.file("readable.key"), 0o444);
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    for folder in [0o555, 0o777] {
        allow(place.folder.path(), folder);
        for (name, mut arguments) in place.commands(&place.url()) {
            if READING.contains(&name) {
                continue;
            }
            for argument in arguments.iter_mut().filter(|argument| **argument == place.path("key")) {
                *argument = place.path("readable.key");
            }
            let mut command = Command::new(if root { "runuser" } else { "env" });
            if root {
                command.args(["-u", "nobody", "--"]);
            }
            let Ended { code, err, .. } = ended(command.arg(&program).args(&arguments).current_dir("/"));
            assert_eq!(code, 2, "{name}: {err}");
            assert!(err.contains("cannot be written") && err.contains("hospital.db"), "{name}: {err}");
        }
    }
    assert!(fs::read(place.file("hospital.db")).unwrap() == before, "the file is as it was");
}

#[tokio::test]
async fn a_schema_that_is_not_ours_is_refused() {
    let damages = [
        ("update _sqlx_migrations set success = false where version = 2", "half migrated"),
        ("drop table works_as", "lacks the table `works_as`"),
        (
            "insert into _sqlx_migrations select 99, 'later', installed_on, true, checksum, execution_time \
            from _sqlx_migrations where version = 1",
            "newer version of this program (its schema 99",
        ),
    ];
    for (damage, said) in damages {
        let place = Place::migrated();
        place.sql(damage).await;
        place.refuses_file(&[], &[said, "hospital.db"]).await;
    }
}

#[tokio::test]
async fn a_journal_with_a_hole_is_not_started() {
    let place = Place::migrated();
    place
        .sql(
            "insert into event (hospital_id, seq, at, actor, kind, version, payload, hash) values \
        (1, 2, '2026-11-26T00:00:00.000Z', '{\"role\":\"system\"}', 'scheduling.BedReadied', 1, \
        '{\"bed\":\"00000000-0000-0000-0000-000000000001\"}', '')",
        )
        .await;
    fs::write(place.file("key"), "ab".repeat(32)).unwrap();
    let before = place.bytes().await;
    for (name, arguments) in place.commands(&place.url()).into_iter().filter(|(name, _)| STARTING.contains(name)) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let Ended { code, err, .. } = run(&arguments);
        assert!(code == 2 && err.contains("event 1 is missing from the journal"), "{name}: {code} {err}");
    }
    assert!(place.bytes().await == before, "the file is as it was");
    let verified = run(&["journal", "verify", "--database", &place.url()]);
    assert!(verified.code == 1 && verified.out.contains("numbers 1 to 1 are missing"), "{}", verified.out);
    assert!(verified.out.contains("not compared with the worlds"), "{}", verified.out);
}

/// A hospital with this number and one department with this code, stopped in good order.
async fn hospital(place: &Place, number: i64, code: &str) {
    let (url, key, id) = (place.url(), place.path("hospital.key"), number.to_string());
    let create = ["admin", "create", "--database", &url, "--key-file", &key, "--name", "chief", "--hospital", &id];
    let created = run(&create);
    assert_eq!(created.code, 0, "{}", created.err);
    let config = place.path("onething.toml");
    fs::write(&config, format!("[hospital]\nid = {number}\n")).unwrap();
    let serve = ["serve", "--database", &url, "--key-file", &key, "--config", &config, "--listen", "127.0.0.1:0"];
    let mut server = Server::start(&serve);
    let (client, api) = (Client::new(), format!("{}/api/v1", server.address()));
    let login = json!({ "login": "chief", "password": PASSWORD });
    let login: Value = client.post(format!("{api}/login")).json(&login).send().await.unwrap().json().await.unwrap();
    let label = json!({ "zh": "心血管内科", "en": "Cardiology" });
    let department = json!({ "code": code, "name": label, "place": label });
    let asked = client.post(format!("{api}/departments")).bearer_auth(login["token"].as_str().unwrap());
    let opened = asked.header("Idempotency-Key", "open").json(&department).send().await.unwrap();
    assert!(opened.status().is_success(), "{opened:?}");
    assert!(server.stop().success());
}

#[tokio::test]
async fn a_damaged_snapshot_is_refused_and_one_command_puts_it_right() {
    let damages = [
        "update snapshot_part set body = substr(body, 1, length(body) - 7)",
        "update snapshot_part set body = zeroblob(length(body))",
        "delete from snapshot_part",
        "update snapshot set hash = 'x'",
        "update snapshot set seq = 99",
    ];
    let made = Place::migrated();
    hospital(&made, 1, "CARD").await;
    made.bytes().await;
    for damage in damages {
        let place = Place::new();
        for file in ["hospital.db", "hospital.key"] {
            fs::copy(made.file(file), place.file(file)).unwrap();
        }
        place.sql(damage).await;
        let (url, key) = (place.url(), place.path("hospital.key"));
        let before = place.bytes().await;
        let serve = ["serve", "--database", &url, "--key-file", &key, "--listen", "127.0.0.1:0"];
        let refused = run(&serve);
        assert_eq!(refused.code, 2, "{damage}: {}", refused.err);
        for word in ["the snapshot ", "event", "nothing was changed", "onething journal forget-snapshot"] {
            assert!(refused.err.contains(word), "{damage}: {}", refused.err);
        }
        assert!(place.bytes().await == before, "{damage}: the file is as it was");
        let forgotten = run(&["journal", "forget-snapshot", "--database", &url]);
        assert!(forgotten.code == 0 && forgotten.out.contains("reads the whole journal"), "{}", forgotten.err);
        assert!(Server::start(&serve).stop().success(), "{damage}");
        assert_eq!(run(&["journal", "verify", "--database", &url]).code, 0);
    }
}

#[tokio::test]
async fn each_command_is_about_the_hospital_that_it_names() {
    let place = Place::migrated();
    hospital(&place, 1, "ONE").await;
    hospital(&place, 2, "TWO").await;
    let url = place.url();
    let about = |command: &[&str], number: &str| {
        let words: Vec<&str> = command.iter().copied().chain(["--database", &url, "--hospital", number]).collect();
        run(&words)
    };
    for (number, code, other) in [("1", "ONE", "TWO"), ("2", "TWO", "ONE")] {
        let verified = about(&["journal", "verify"], number);
        assert!(verified.code == 0 && verified.out.starts_with("1 events"), "{}{}", verified.out, verified.err);
        for command in [&["backup"][..], &["journal", "export"]] {
            let to = place.path(&format!("{number}-{}.jsonl", command.len()));
            let exported = about(&[command, &["--to", &to]].concat(), number);
            assert_eq!(exported.code, 0, "{}", exported.err);
            let text = fs::read_to_string(&to).unwrap();
            assert!(text.contains(code) && !text.contains(other), "{text}");
        }
        let file = place.path(&format!("{number}-1.jsonl"));
        let new = format!("sqlite://{}", place.path(&format!("{number}.db")));
        let wrong = if number == "1" { "2" } else { "1" };
        let import =
            |number: &str| run(&["journal", "import", "--database", &new, "--hospital", number, "--from", &file]);
        let refused = import(wrong);
        assert!(refused.code == 2 && refused.err.contains(&format!("is of hospital {number}")), "{}", refused.err);
        assert!(!place.file(&format!("{number}.db")).exists());
        assert_eq!(import(number).code, 0);
        let verified = run(&["journal", "verify", "--database", &new, "--hospital", number]);
        assert!(verified.code == 0 && verified.out.starts_with("1 events"), "{}{}", verified.out, verified.err);
        assert!(verified.out.contains("there are no tables for reports"), "{}", verified.out);
        let rebuilt = about(&["journal", "rebuild-tables"], number);
        assert!(rebuilt.out.contains("made anew up to event 1"), "{}{}", rebuilt.out, rebuilt.err);
        let verified = about(&["journal", "verify"], number);
        let said = "1 events, 0 side rows, 1 table rows: all is well\nthe tables for reports stand at event 1\n\
            compared with the worlds, replayed from the journal: 1 rows\n";
        assert_eq!(verified.out, said);
        let forgotten = about(&["journal", "forget-snapshot"], number);
        assert!(forgotten.out.contains("is removed"), "{}{}", forgotten.out, forgotten.err);
        assert!(about(&["journal", "forget-snapshot"], number).out.contains("there is no snapshot"));
    }
    let nobody = about(&["journal", "verify"], "3");
    assert!(nobody.code == 2 && nobody.err.contains("there is no hospital 3"), "{}", nobody.err);
}

#[tokio::test]
async fn an_import_of_a_foreign_or_damaged_file_makes_nothing() {
    let place = Place::migrated();
    hospital(&place, 1, "CARD").await;
    let good = place.path("whole.jsonl");
    assert_eq!(run(&["journal", "export", "--database", &place.url(), "--to", &good]).code, 0);
    let text = fs::read_to_string(&good).unwrap();
    let without_end = &text[..text.trim_end().rfind('\n').unwrap() + 1];
    let files = [
        ("", "this is no file of a hospital"),
        ("id,name\n1,x\n", "this is no file of a hospital"),
        (&text[..text.len() - 30], "not whole"),
        (without_end, "not whole"),
        (&text.replacen("CARD", "CARX", 1), "not whole"),
        (&text.replacen("\"hospital\":1", "\"hospital\":9", 1), "is of hospital 9"),
        (&text.replacen("\"version\":2", "\"version\":7", 1), "has form 7"),
    ];
    let (server, bad) = (Database::new(), place.path("bad.jsonl"));
    let url = format!("sqlite://{}", place.path("new.db"));
    for (file, said) in files {
        fs::write(&bad, file).unwrap();
        for url in [&url, &server.url()] {
            let refused = run(&["journal", "import", "--database", url, "--from", &bad]);
            assert_eq!(refused.code, 2, "{said}: {}", refused.err);
            assert!(refused.err.contains(said) && refused.err.contains("bad.jsonl"), "{said}: {}", refused.err);
        }
    }
    assert!(!place.file("new.db").exists());
    assert_eq!(server.psql("select count(*) from pg_tables where schemaname = 'public'"), "0", "nothing was made");
    let before = place.bytes().await;
    let refused = run(&["journal", "import", "--database", &place.url(), "--from", &good]);
    assert!(refused.code == 2 && refused.err.contains("there is a hospital in this database"), "{}", refused.err);
    assert!(place.bytes().await == before, "the hospital that is there is as it was");
}

/// Option, value and rule are named, in one line, and nothing is printed.
#[test]
fn a_schedule_of_bad_numbers_is_refused_by_field_value_and_rule() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let service = |text: &str| format!("pmf:{}", file("minutes.txt", text));
    let evaluate = ["evaluate", "--calls", "2,1,1", "--slot-minutes", "10", "--service", "exp:10"];
    let optimise = ["optimise", "--patients", "6", "--slots", "4", "--slot-minutes", "10", "--service", "exp:10"];
    let cases: [(&[&str], &str, &str, &[&str]); 20] = [
        (&evaluate, "--calls", "2,-1,1", &["--calls[2]", "-1", "whole number"]),
        (&evaluate, "--calls", "2,,1", &["--calls[2]", "whole number"]),
        (&evaluate, "--calls", "-2", &["--calls[1]", "-2", "whole number"]),
        (&evaluate, "--calls", "0,0", &["--calls names 0 patients", "from 1 to 500"]),
        (&evaluate, "--calls", "400,400", &["--calls names 800 patients", "from 1 to 500"]),
        (&evaluate, "--slot-minutes", "0", &["--slot-minutes is 0", "from 1 to 480"]),
        (&evaluate, "--slot-minutes", "481", &["--slot-minutes is 481", "from 1 to 480"]),
        (&evaluate, "--slot-minutes", "2.5", &["--slot-minutes", "2.5", "whole number"]),
        (&evaluate, "--no-show", "1", &["--no-show is 1", "less than 1"]),
        (&evaluate, "--no-show", "-0.1", &["--no-show is -0.1", "at least 0"]),
        (&evaluate, "--no-show", "NaN", &["--no-show", "NaN", "not a number"]),
        (&evaluate, "--service", "normal:3", &["--service", "normal:3", "lognormal:MEAN,CV"]),
        (&evaluate, "--service", "exp:0", &["--service.mean is 0", "from 0.5 to 144"]),
        (&evaluate, "--service", "lognormal:6", &["--service", "lognormal:6", "exp:MEAN"]),
        (&evaluate, "--service", "pmf:none.txt", &["none.txt"]),
        (&optimise, "--patients", "0", &["--patients is 0", "from 1 to 500"]),
        (&optimise, "--slots", "49", &["--slots is 49", "from 1 to 48"]),
        (&optimise, "--slots", "4000000000000", &["--slots is 4000000000000", "from 1 to 48"]),
        (&optimise, "--wait-weight", "-1", &["--wait-weight is -1", "from 0 to 1000000"]),
        (&optimise, "--overtime-weight", "inf", &["--overtime-weight", "inf", "not a number"]),
    ];
    let refused = |base: &[&str], more: &[&str], words: &[&str]| {
        // A later value of an option would be one too many, so the first is replaced.
        let kept = base.iter().position(|word| more.first() == Some(word));
        let mut arguments = vec!["schedule"];
        arguments.extend(
            base.iter()
                .enumerate()
                .filter(|(at, _)| kept.is_none_or(|k| *at != k && *at != k + 1))
                .map(|(_, word)| *word),
        );
        arguments.extend(more.iter().chain(&["--lang", "en"]));
        let Ended { code, out, err } = run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.starts_with("onething: ") && err.lines().count() == 1, "{arguments:?}: {err}");
        for word in words {
            assert!(err.contains(word), "{arguments:?}: `{word}` in {err}");
        }
    };
    for (base, option, value, words) in cases {
        refused(base, &[option, value], words);
    }
    refused(&optimise, &["--wait-weight", "0", "--overtime-weight", "0"], &["--wait-weight is 0", "above 0"]);
    for (text, words) in [
        ("3 0.2\n5 0.3\n8 many\n", &["minutes.txt:3", "many", "not a number"][..]),
        ("3 0.2\n\n-5 0.8\n", &["minutes.txt:3", "-5", "whole number"]),
        ("3 0.5\n3 0.5\n", &["minutes.txt:2", "3 minutes", "once"]),
        ("3 0.5 0.5\n", &["minutes.txt:1", "3 0.5 0.5", "each line"]),
        ("3 0.5\n", &["minutes.txt", "0.5", "add up to 1"]),
        ("", &["minutes.txt", "add up to 1"]),
    ] {
        refused(&evaluate, &["--service", &service(text)], words);
    }
    // What is not asked is not taken.
    let unknown = run(&[&["schedule"][..], &optimise, &["--calls", "2,1,1"]].concat());
    assert!(unknown.code == 2 && unknown.err.contains("--calls"), "{}", unknown.err);
    let lacking = run(&["schedule", "evaluate", "--slot-minutes", "10", "--service", "exp:10"]);
    assert!(lacking.code == 2 && lacking.err.contains("--calls"), "{}", lacking.err);
}

/// Files of visits that are none, columns that are not there, and options that lead nowhere: nothing is printed.
#[test]
fn visits_that_cannot_be_learnt_from_are_refused_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let good = file("good.csv", b"Day,Absent,Seconds,Name\n2026-03-02,n,600,Wang Wu\n2026-03-03,y,,Li Si\n");
    let shifted = file("shifted.csv", b"Day,Absent,Seconds,Name\nWang Wu,2026-03-02,n,600\n");
    let bytes = file("bytes.csv", &[0xff, 0xfe, 0x00]);
    let packed = file("packed.csv.gz", &[0x1f, 0x8b, 0x08, 0x00, 0x00]);
    let (empty, columns) = (file("empty.csv", b""), "no-show=Absent:y/n,appointment=Day,service=Seconds");
    let nowhere = folder.path().join("nowhere.csv").display().to_string();
    let session = ["--slot-minutes", "20", "--calls", "1,1"];
    let cases: [(&[&str], &[&str]); 22] = [
        (&[&good, "--columns", columns, "--columns", columns], &["--columns was given 2 times", "1 files"]),
        (&[&good, &good, "--columns", columns], &["--columns was given 1 times", "2 files"]),
        (&[&good, "--columns", "age=Age"], &["neither no-show nor service"]),
        (&[&good, "--columns", "name=Name"], &["name=Name", "type, clinician"]),
        (&[&good, "--columns", "no-show=Missed"], &["good.csv", "no-show", "Missed"]),
        (&[&good, "--columns", "no-show=Name"], &["good.csv", "2 of 2 rows", "line 2", "no-show is “…(7)”"]),
        (&[&shifted, "--columns", columns], &["shifted.csv", "1 of 1 rows", "line 2", "no-show is “2026-03-02”"]),
        (&[&bytes, "--columns", columns], &["bytes.csv", "UTF-16"]),
        (&[&packed, "--columns", columns], &["packed.csv.gz"]),
        (&[&empty, "--columns", columns], &["empty.csv", "the file is empty"]),
        (&[&nowhere, "--columns", columns], &["nowhere.csv", "No such file"]),
        (&["/dev/zero", "--columns", columns], &["/dev/zero", "which is the limit"]),
        (&[&good, "--columns", columns, "--hold-out-from", "June"], &["--hold-out-from", "June"]),
        (&[&good, "--columns", "service=Seconds,no-show=Absent:y/n", "--hold-out-from", "3"], &["an order in time"]),
        (
            &[&good, "--columns", columns, "--hold-out-from", "3", "--hold-out-from", "3"],
            &["--hold-out-from was given 2 times"],
        ),
        (&[&good, "--columns", columns, "--slot-minutes", "20", "--calls", "1,-1"], &["--calls[2]", "whole number"]),
        (&[&good, "--columns", columns, "--slot-minutes", "0", "--calls", "1"], &["--slot-minutes is 0"]),
        (
            &[&good, "--columns", columns, "--slot-minutes", "20", "--patients", "0", "--slots", "3"],
            &["--patients is 0"],
        ),
        (
            &[&good, "--columns", columns, "--slot-minutes", "20", "--patients", "3", "--slots", "99999999999"],
            &["--slots is 99999999999"],
        ),
        (
            &[&good, "--columns", columns, "--slot-minutes", "20", "--calls", "1", "--wait-weight", "x"],
            &["--wait-weight", "not a number"],
        ),
        // One service time says nothing of how much they vary.
        (
            &[&[&good, "--columns", columns][..], &session].concat(),
            &["No calls are proposed", "fewer than two services"],
        ),
        (&[&[&good, "--columns", "no-show=Absent:y/n"][..], &session].concat(), &["No calls are proposed"]),
    ];
    for (arguments, words) in cases {
        let Ended { code, out, err } = run(&[&["schedule", "learn", "--lang", "en"][..], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.starts_with("onething: ") && err.lines().count() == 1, "{arguments:?}: {err}");
        for word in words {
            assert!(err.contains(word), "{arguments:?}: `{word}` in {err}");
        }
        assert!(!err.contains("Wang") && !err.contains("Li Si"), "{arguments:?}: {err}");
    }
    // What unpacks to more than may be read is not kept.
    let zeros = Command::new("sh").arg("-c").arg("head -c 80000000 /dev/zero | gzip").output().unwrap().stdout;
    let bomb = run(&["schedule", "learn", &file("bomb.gz", &zeros), "--columns", columns, "--lang", "en"]);
    assert!(bomb.code == 2 && bomb.err.contains("67108864 bytes, which is the limit"), "{}", bomb.err);
    // Options that need each other.
    for (arguments, words) in [
        (vec!["--slot-minutes", "20"], "--calls"),
        (vec!["--calls", "1,1"], "--slot-minutes"),
        (vec!["--patients", "3", "--slot-minutes", "20"], "--slots"),
        (vec!["--slots", "3", "--slot-minutes", "20"], "--calls"),
        (vec!["--slots", "3", "--slot-minutes", "20", "--calls", "1"], "cannot be used with"),
        (vec!["--patients", "3", "--slots", "3", "--slot-minutes", "20", "--calls", "1"], "cannot be used with"),
    ] {
        let ended = run(&[&["schedule", "learn", &good, "--columns", columns][..], &arguments].concat());
        assert!(ended.code == 2 && ended.err.contains(words), "{arguments:?}: {}", ended.err);
    }
    let lacking = run(&["schedule", "learn", &good]);
    assert!(lacking.code == 2 && lacking.err.contains("--columns"), "{}", lacking.err);
}

/// Beds: files that are not what they should be, and places where nothing can be written.
#[test]
fn what_is_wrong_with_rooms_and_stays_is_named_and_no_plan_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates/beds/tests/data/testdata01.txt");
    let good = fs::read_to_string(data).unwrap();
    fs::write(file("good.txt"), &good).unwrap();
    fs::write(file("no-beds.txt"), good.replace("BEDS:", "")).unwrap();
    fs::write(file("fewer.txt"), good.replace("Patients: 693", "Patients: 692")).unwrap();
    fs::write(file("department.txt"), good.replace("1 11 | 1 | 1 | D", "1 11 | 1 | 9 | D")).unwrap();
    fs::write(file("before.txt"), good.replace("1 Patient1 82 F | 0 1", "1 Patient1 82 F | 1 0")).unwrap();
    fs::write(file("bytes.txt"), [0xff, 0xfe, 0x00]).unwrap();
    fs::write(file("short.plan"), "1 0 1\n").unwrap();
    fs::write(file("unknown.plan"), "1 0 999\n").unwrap();
    fs::write(file("kept.plan"), "somebody's plan").unwrap();

    let out = file("kept.plan");
    for (name, words) in [
        ("no-beds.txt", "section ROOMS has 384 lines; the head of the file says 98"),
        ("fewer.txt", "PATIENTS has 693 lines; the head of the file says 692"),
        ("department.txt", "Line 28: there is no department 9"),
        ("before.txt", "Line 416: last night is 0, before the first night, 1"),
        ("bytes.txt", "not UTF-8"),
        ("nowhere.txt", "No such file"),
    ] {
        let ended = run(&["beds", "solve", &file(name), "--seconds", "1", "--out", &out, "--lang", "en"]);
        assert_eq!(ended.code, 2, "{name}");
        assert!(ended.err.contains(words), "{name}: {}", ended.err);
        assert_eq!(ended.out, "", "{name}");
    }
    let (instance, endless) = (file("good.txt"), "/dev/zero");
    let same = run(&["beds", "solve", &instance, "--iterations", "1", "--out", &instance, "--lang", "en"]);
    assert!(same.code == 2 && same.err.contains("the plan needs another one"), "{}", same.err);
    assert_eq!(fs::read_to_string(&instance).unwrap(), good);
    for arguments in [
        vec!["beds", "solve", endless, "--iterations", "1", "--out", &out],
        vec!["beds", "score", &instance, endless],
        vec!["schedule", "evaluate", "--calls", "1", "--slot-minutes", "10", "--service", "pmf:/dev/zero"],
    ] {
        let ended = run(&[&arguments[..], &["--lang", "en"]].concat());
        assert!(ended.code == 2 && ended.err.contains("which is the limit"), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(fs::read_to_string(&out).unwrap(), "somebody's plan");
    // What is no ordinary file is written to and stays what it is.
    let through = run(&["beds", "solve", &instance, "--iterations", "1", "--out", "/dev/null", "--lang", "en"]);
    assert!(through.code == 0 && !fs::metadata("/dev/null").unwrap().is_file(), "{}", through.err);
    let chinese = run(&["beds", "solve", &file("department.txt"), "--seconds", "1", "--out", &out]);
    assert!(chinese.err.contains("第 28 行：没有 department 9"), "{}", chinese.err);

    for (plan, words) in [
        ("short.plan", "without a line for patient and part 3 0"),
        ("unknown.plan", "Line 1: there is no bed 999"),
        ("nowhere.plan", "No such file"),
    ] {
        let ended = run(&["beds", "score", &file("good.txt"), &file(plan), "--lang", "en"]);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{plan}");
        assert!(ended.err.contains(words), "{plan}: {}", ended.err);
    }

    // Where nothing can be written, nothing is searched either; and how long to search must be said, once.
    let good = file("good.txt");
    for (arguments, words) in [
        (vec!["--seconds", "60", "--out", "/nowhere/plan"], "/nowhere/plan"),
        (vec!["--seconds", "60", "--out", "/"], "directory"),
        (vec!["--out", &out], "--seconds"),
        (vec!["--seconds", "1", "--iterations", "1", "--out", &out], "cannot be used with"),
        (vec!["--seconds", "0", "--out", &out], "not in 1..="),
        (vec!["--iterations", "-1", "--out", &out], "--iterations"),
        (vec!["--iterations", "1", "--threads", "0", "--out", &out], "not in 1..="),
        (vec!["--iterations", "1"], "--out"),
    ] {
        let ended = run(&[&["beds", "solve", &good][..], &arguments].concat());
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.err.contains(words), "{arguments:?}: {}", ended.err);
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_str().unwrap().ends_with(".part")), "{left:?}");
}

/// Draws: records that cannot be read, and options that are none.
#[test]
fn a_record_of_a_draw_that_cannot_be_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/draws.md");
    let page = fs::read_to_string(page).unwrap();
    let good = page.split_once("```json\n").unwrap().1.split_once("```").unwrap().0;
    fs::write(file("good.json"), good).unwrap();
    fs::write(file("cut.json"), &good[..300]).unwrap();
    fs::write(file("fee.json"), good.replace("\"seats\": 2", "\"seats\": 2, \"fee\": 15")).unwrap();
    fs::write(file("twice.json"), good.replace("\"seats\": 2", "\"seats\": 2, \"seats\": 3")).unwrap();
    fs::write(file("upper.json"), good.replace("6d225b01", "6D225B01")).unwrap();
    fs::write(file("bytes.json"), [0xff, 0xfe, 0x00]).unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let ended = run(&[&["draw", "verify"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(words), "{arguments:?}: `{words}` in {}", ended.err);
        assert!(ended.err.starts_with("onething: ") && ended.err.lines().count() == 1, "{}", ended.err);
    };
    for (name, english, chinese) in [
        ("cut.json", "It is not JSON, from line", "起不是 JSON"),
        ("fee.json", "has no field fee", "不应有字段 fee"),
        ("twice.json", "The field seats is there twice", "字段 seats 出现了两次"),
        ("upper.json", "commitment is “6D225B01", "字母小写"),
        ("bytes.json", "not UTF-8", "不是 UTF-8"),
        ("nowhere.json", "No such file", "没有这个文件"),
    ] {
        refused(&[&file(name), "--lang", "en"], english);
        refused(&[&file(name)], chinese);
    }
    refused(&["/dev/zero", "--lang", "en"], "which is the limit");
    let good = file("good.json");
    refused(&[&good, "--lang", "en", "--commitment", "DMH5-P0A8-PW4C"], "the short code is only for reading aloud");
    refused(&[&good, "--lang", "en", "--list-hash", "x"], "--list-hash is “x”");
    refused(&[&good, "--lang", "en", "--number", "0123456789"], "--number is “0123456789”");
}
