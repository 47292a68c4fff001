//! A small hospital under `onething serve`, set up over the API as an administrator would.

use chrono::{DateTime, Duration, Utc};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;
use testkit::{Database, Server, program};

const PASSWORD: &str = "tall grey heron at dawn";
/// Seats in each of the session's six windows.
const SEATS: u32 = 3;
/// People who want a seat: more than there are seats.
pub(crate) const PEOPLE: usize = 24;

/// A hospital's data: its key and a SQLite file in a folder, or the key in a folder and a database on a server.
pub(crate) struct Data {
    folder: TempDir,
    database: Option<Database>,
}

impl Data {
    fn new(database: Option<Database>) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    /// Other data in a file, empty, with the same key.
    pub(crate) fn empty_like(&self) -> Self {
        self.empty_in(None)
    }

    /// The same, on a server or in a file.
    pub(crate) fn empty_in(&self, database: Option<Database>) -> Self {
        let other = Self::new(database);
        fs::copy(self.key(), other.key()).unwrap();
        other
    }

    /// A copy, to be damaged.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new(self.database.as_ref().map(Database::copy));
        for file in fs::read_dir(self.folder()).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), copy.folder().join(file.file_name())).unwrap();
        }
        copy
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database on a server.
    pub(crate) fn database(&self) -> &Database {
        self.database.as_ref().expect("on PostgreSQL")
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.database.is_some()
    }

    pub(crate) fn url(&self) -> String {
        let file = || format!("sqlite://{}", self.folder().join("onething.db").display());
        self.database.as_ref().map_or_else(file, Database::url)
    }

    fn key(&self) -> PathBuf {
        self.folder().join("key")
    }

    /// Starts `onething serve` on it, in an environment with these variables added.
    pub(crate) fn serve(&self, environment: &[(&str, PathBuf)]) -> Server {
        self.serve_as("node-a", &self.url(), environment)
    }

    /// Starts a node with this name that reaches the database at this address.
    pub(crate) fn serve_as(&self, node: &str, url: &str, environment: &[(&str, PathBuf)]) -> Server {
        let config = self.folder().join(format!("{node}.toml"));
        fs::write(&config, format!("[hospital]\nnode = \"{node}\"\n")).unwrap();
        let (key, config) = (self.key(), config.to_str().unwrap());
        let files = ["--key-file", key.to_str().unwrap(), "--config", config];
        let arguments = [&["serve", "--database", url, "--listen", "127.0.0.1:0"], &files[..]].concat();
        Server::start_in(&arguments, environment)
    }
}

/// What there is once everything is set up and the server has ended in good order.
pub(crate) struct Clinic {
    pub(crate) data: Data,
    /// The desk's bearer token; it survives restarts.
    pub(crate) desk: String,
    pub(crate) people: Vec<String>,
    pub(crate) slots: Vec<String>,
}

/// A server's address and somebody's token.
pub(crate) struct Caller<'a> {
    pub(crate) client: Client,
    pub(crate) address: &'a str,
    pub(crate) token: &'a str,
}

impl Caller<'_> {
    /// Sends a command under a key.
    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> reqwest::Result<Response> {
        let request = self.client.post(format!("{}/api/v1{path}", self.address)).header("Idempotency-Key", key);
        request.bearer_auth(self.token).json(body).send().await
    }

    /// Sends a command that must succeed.
    async fn done(&self, path: &str, key: &str, body: Value) -> Value {
        let answer = self.post(path, key, &body).await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}/api/v1{path}", self.address)).bearer_auth(self.token);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }
}

/// The id with this name in an answer.
pub(crate) fn id(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("{name} in {answer}")).to_owned()
}

impl Clinic {
    /// Sets one up on SQLite.
    pub(crate) async fn open() -> Self {
        Self::set_up(Data::new(None)).await
    }

    /// Sets one up on PostgreSQL.
    pub(crate) async fn open_in(database: Database) -> Self {
        Self::set_up(Data::new(Some(database))).await
    }

    async fn set_up(data: Data) -> Self {
        let mut create = Command::new(program());
        create.args(["admin", "create", "--database", &data.url(), "--name", "chief", "--key-file"]).arg(data.key());
        create.env("ONETHING_ADMIN_PASSWORD", PASSWORD).stdout(Stdio::null());
        assert!(create.status().unwrap().success(), "admin create");
        let mut server = data.serve(&[]);
        let chief = log_in(&server, "chief").await;
        let chief = Caller { client: Client::new(), address: server.address(), token: &chief };
        let mut clinic = Self { data, desk: String::new(), people: Vec::new(), slots: Vec::new() };
        let (department, date) = publish(&chief).await;
        let desk = json!({ "login": "desk", "password": PASSWORD, "role": "desk" });
        chief.done("/users", "desk", desk).await;
        clinic.desk = log_in(&server, "desk").await;
        let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
        for number in 0..PEOPLE {
            let person =
                json!({ "identity": "unidentified", "person": { "name": format!("虚构{number}"), "sex": "female" } });
            clinic.people.push(id(&desk.done("/persons", &format!("person-{number}"), person).await, "person"));
        }
        let page = desk.get(&format!("/departments/{department}/slots?date={date}")).await;
        let sessions = page["clinicians"][0]["sessions"].as_array().unwrap();
        let slots = sessions.iter().flat_map(|session| session["slots"].as_array().unwrap());
        clinic.slots = slots.map(|slot| id(slot, "slot")).collect();
        assert_eq!(clinic.slots.len(), 6);
        server.stop();
        clinic
    }
}

/// Somebody's bearer token.
pub(crate) async fn log_in(server: &Server, login: &str) -> String {
    let body = json!({ "login": login, "password": PASSWORD });
    let request = Client::new().post(format!("{}/api/v1/login", server.address())).json(&body);
    id(&request.send().await.unwrap().json().await.unwrap(), "token")
}

/// Publishes rules, a department, a clinician and one session; returns the department and the session's day.
async fn publish(chief: &Caller<'_>) -> (String, String) {
    let now: DateTime<Utc> = id(&chief.get("/departments").await, "now").parse().unwrap();
    let in_shanghai = |days| (now + Duration::hours(8) + Duration::days(days)).date_naive().to_string();
    let rules = json!({
        "source": "test", "valid_from": in_shanghai(0), "days_ahead": 14, "caps": [{ "per": "day", "within": "hospital", "max": 3 }, { "per": "day", "within": "department", "max": 1 }],
        "cancel_minutes_before": 60, "cancels_per_day_max": 100,
        "cancels_per_department_day_max": 100, "checkin_minutes_before": 60,
        "missed_minutes_after": 30, "pass_places": 3, "cleaning_minutes": 30, "undo_minutes": 60,
    });
    chief.done("/rules", "rules", json!({ "rules": rules })).await;
    let label = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    let department =
        json!({ "code": "GAST", "name": label("消化内科", "Gastroenterology"), "place": label("三层", "Floor 3") });
    let department = id(&chief.done("/departments", "department", department).await, "department");
    let clinician = json!({ "name": "周云帆", "title": "attending", "fee": "10.00" });
    let path = format!("/departments/{department}/clinicians");
    let clinician = id(&chief.done(&path, "clinician", clinician).await, "clinician");
    // The day after tomorrow: that session does not begin while the test runs.
    let date = in_shanghai(2);
    let session = json!({
        "clinician": clinician, "room": label("1 诊室", "Room 1"), "date": date,
        "from": 480, "until": 600, "slot_minutes": 20, "capacity": SEATS,
    });
    chief.done("/sessions", "session", session).await;
    (department, date)
}
