//! The server as hospital IT meets it: files for its owner only, one program on one file, a journal that somebody
//! changed, clients that hang on while it stops, figures on a listener of their own.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Output},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use testkit::{Cluster, Server, free_port, program};

const PASSWORD: &str = "yijianshi-server-14";

struct Place {
    folder: TempDir,
}

impl Place {
    /// A hospital with some departments, stopped in good order: its snapshot is of the last event.
    async fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        assert!(place.run(&["admin", "create", "--name", "chief"]).status.success());
        let mut server = place.serve("");
        for number in 0..5 {
            assert_eq!(place.open_department(&server, number).await.0, StatusCode::OK);
        }
        assert!(server.stop().success());
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn arguments(&self, command: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        all.extend(["--database".to_owned(), format!("sqlite://{}", self.file("hospital.db").display())]);
        if !matches!(command[0], "journal" | "migrate") {
            all.extend(["--key-file".to_owned(), self.file("key").display().to_string()]);
        }
        all
    }

    fn run(&self, command: &[&str]) -> Output {
        let mut run = Command::new("timeout");
        run.arg("60").arg(program()).args(self.arguments(command)).env("ONETHING_ADMIN_PASSWORD", PASSWORD);
        run.output().unwrap()
    }

    fn serve(&self, config: &str) -> Server {
        fs::write(self.file("onething.toml"), config).unwrap();
        let config = self.file("onething.toml").display().to_string();
        let arguments = self.arguments(&["serve", "--listen", "127.0.0.1:0", "--config", &config]);
        Server::start(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    async fn open_department(&self, server: &Server, number: u32) -> (StatusCode, Value) {
        let (client, api) = (Client::new(), format!("{}/api/v1", server.address()));
        let login = json!({ "login": "chief", "password": PASSWORD });
        let login: Value = client.post(format!("{api}/login")).json(&login).send().await.unwrap().json().await.unwrap();
        let label = json!({ "zh": "心血管内科", "en": "Cardiology" });
        let department = json!({ "code": format!("D{number}"), "name": label, "place": label });
        let asked = client.post(format!("{api}/departments")).bearer_auth(login["token"].as_str().unwrap());
        let key = format!("open-{number}");
        let reply = asked.header("Idempotency-Key", key).json(&department).send().await.unwrap();
        (reply.status(), reply.json().await.unwrap())
    }

    async fn sql(&self, text: &str) {
        let url = format!("sqlite://{}", self.file("hospital.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

fn call(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address().trim_start_matches("http://")).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

#[tokio::test]
async fn files_are_for_their_owner_only() {
    let place = Place::new().await;
    for file in fs::read_dir(place.folder.path()).unwrap() {
        let name = file.unwrap().file_name();
        fs::set_permissions(place.file(name.to_str().unwrap()), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let server = place.serve("");
    assert_eq!(place.open_department(&server, 9).await.0, StatusCode::OK);
    let export = place.file("export.jsonl").display().to_string();
    assert!(place.run(&["journal", "export", "--to", &export]).status.success());
    for name in ["hospital.db", "hospital.db-wal", "hospital.db-shm", "export.jsonl"] {
        let mode = fs::metadata(place.file(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}: {mode:o}");
    }
    drop(server);
    let fresh = tempfile::tempdir().unwrap();
    let (database, key) = (fresh.path().join("h.db"), fresh.path().join("key"));
    let url = format!("sqlite://{}", database.display());
    let mut serve =
        Server::start(&["serve", "--database", &url, "--key-file", key.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    for file in fs::read_dir(fresh.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
    assert!(serve.stop().success());
}

#[tokio::test]
async fn one_program_writes_to_a_file() {
    let place = Place::new().await;
    let mut server = place.serve("");
    let file = place.file("nothing.jsonl").display().to_string();
    fs::write(&file, "").unwrap();
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["admin", "create", "--name", "second"],
        &["journal", "forget-snapshot"],
        &["migrate"],
    ] {
        let refused = place.run(command);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            refused.status.code() == Some(2) && said.contains("is used by another onething"),
            "{command:?}: {said}"
        );
    }
    assert!(place.run(&["journal", "verify"]).status.success(), "who only reads may");
    assert_eq!(place.open_department(&server, 9).await.0, StatusCode::OK, "the first goes on");
    server.kill();
    drop(server);
    assert!(place.serve("").stop().success(), "a crash leaves no lock");
}

/// As from a mount that may only be read. Root may write everywhere, so it then runs as nobody.
#[tokio::test]
async fn verify_reads_where_nothing_may_be_written() {
    let place = Place::new().await;
    place.sql("pragma wal_checkpoint(truncate)").await;
    assert!(!place.file("hospital.db-wal").exists(), "whoever closes it last takes the log away");
    let own = place.file("onething");
    if fs::hard_link(program(), &own).is_err() {
        fs::copy(program(), &own).unwrap();
    }
    assert!(!place.file("hospital-tables.db-wal").exists(), "a stop closes the tables too");
    for file in ["hospital.db", "hospital-tables.db"] {
        fs::set_permissions(place.file(file), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let mut verify = Command::new(if root { "runuser" } else { "env" });
    if root {
        verify.args(["-u", "nobody", "--"]);
    }
    let verified = verify.arg(own).args(place.arguments(&["journal", "verify"])).current_dir("/").output().unwrap();
    let (said, error) = (String::from_utf8_lossy(&verified.stdout), String::from_utf8_lossy(&verified.stderr));
    let stand = "the tables for reports stand at event 5";
    assert!(verified.status.success() && said.contains("5 events") && said.contains(stand), "{said}{error}");
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_journal_with_a_hole_under_a_snapshot_is_not_started() {
    let place = Place::new().await;
    place.sql("delete from event where seq = 2").await;
    let refused = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("event 2 is missing"), "{said}");
}

#[tokio::test]
async fn an_event_edited_after_the_snapshot_is_not_started_with() {
    let place = Place::new().await;
    let mut server = place.serve("");
    assert_eq!(place.open_department(&server, 8).await.0, StatusCode::OK);
    assert_eq!(place.open_department(&server, 9).await.0, StatusCode::OK);
    server.kill();
    drop(server);
    place.sql("update event set payload = replace(payload, 'D8', 'X8')").await;
    let refused = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("is not as it was written"), "{said}");
}

#[tokio::test]
async fn an_event_edited_under_a_snapshot_stops_writing() {
    let place = Place::new().await;
    place.sql("update event set payload = replace(payload, 'D1', 'X1')").await;
    let server = place.serve("");
    let client = Client::new();
    let until = Instant::now() + Duration::from_secs(20);
    let ready = async || client.get(format!("{}/readyz", server.address())).send().await.unwrap();
    while ready().await.status().is_success() && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let red = ready().await;
    assert_eq!(red.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(red.text().await.unwrap(), "journal-damaged\n");
    let (status, problem) = place.open_department(&server, 9).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("journal-damaged")));
    assert_eq!(place.open_department(&server, 3).await.0, StatusCode::OK, "what was answered before stays so");
    let healthy = client.get(format!("{}/healthz", server.address())).send().await.unwrap();
    assert!(healthy.status().is_success());
}

#[tokio::test]
async fn it_stops_whatever_clients_do() {
    let place = Place::new().await;
    let mut server = place.serve("");
    let mut lines = Vec::new();
    for bytes in [
        &b""[..],
        b"GET /healthz HT",
        b"POST /api/v1/login HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{",
        b"GET /live HTTP/1.1\r\nhost: here\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n",
    ] {
        lines.push(call(&server, bytes));
    }
    let mut first = [0; 12];
    lines[3].read_exact(&mut first).unwrap();
    server.signal("TERM");
    assert!(server.ends_within(Duration::from_secs(10)), "it still runs");
}

#[tokio::test]
async fn figures_stand_on_a_listener_of_their_own() {
    let place = Place::new().await;
    let port = free_port();
    let server = place.serve(&format!("[server]\ntls = true\n[metrics]\nlisten = \"127.0.0.1:{port}\"\n"));
    let client = Client::new();
    let public = client.get(format!("{}/metrics", server.address())).send().await.unwrap();
    assert_eq!(public.status(), StatusCode::NOT_FOUND);
    assert!(public.headers().contains_key("strict-transport-security"));
    let own = client.get(format!("http://127.0.0.1:{port}/metrics")).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    let text = own.text().await.unwrap();
    assert!(
        text.contains("http_requests_total{hospital=\"1\"") && text.contains("http_request_seconds_bucket"),
        "{text}"
    );
}

/// Answers of a server some seconds after its database was taken away: pages and API, with a login and without.
#[tokio::test]
async fn a_postgresql_that_is_away_is_no_fault_of_whoever_asks() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::faulty()));
    let database = cluster.database();
    let folder = tempfile::tempdir().unwrap();
    let (url, key) = (database.url(), folder.path().join("key").display().to_string());
    let mut create = Command::new(program());
    create.args(["admin", "create", "--database", &url, "--key-file", &key, "--name", "chief"]);
    assert!(create.env("ONETHING_ADMIN_PASSWORD", PASSWORD).status().unwrap().success());
    let server = Server::start(&["serve", "--database", &url, "--key-file", &key, "--listen", "127.0.0.1:0"]);
    let login = json!({ "login": "chief", "password": PASSWORD });
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let asked = client.post(format!("{}/api/v1/login", server.address())).json(&login).send().await.unwrap();
    let token = asked.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
    let form = client.post(format!("{}/login", server.address()));
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let entered = form.body(format!("name=chief&password={PASSWORD}")).send().await.unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    cluster.kill();
    // A session is trusted for two seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    for path in ["/admin", "/admin/users", "/api/v1/users", "/api/v1/places", "/api/v1/broken-glass", "/login"] {
        let asked = client.get(format!("{}{path}", server.address()));
        let asked = if path.starts_with("/api") { asked.bearer_auth(&token) } else { asked.header("cookie", &cookie) };
        let reply = asked.send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    let again = client.post(format!("{}/api/v1/login", server.address())).json(&login).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::SERVICE_UNAVAILABLE);
    drop(server);
    cluster.start_again(false);
}
