//! The demo in which only the test acts, and people at their screens.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use testkit::{Browser, DEMO_PASSWORD, Gate, Server, Way};

/// The demo patient's insurance code.
pub(crate) const INSURANCE_CODE: &str = "DEMO0000000000000100";

/// A demo in which only the test acts, and whose open pages refresh every second.
pub(crate) struct Harness {
    pub(crate) server: Server,
    client: Client,
    keys: AtomicU32,
    _data: TempDir,
}

impl Harness {
    pub(crate) fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().to_str().unwrap();
        let arguments = ["demo", "--listen", "127.0.0.1:0", "--data", folder, "--still", "--refresh-seconds", "1"];
        let server = Server::start(&arguments);
        Self { server, client: Client::new(), keys: AtomicU32::new(0), _data: data }
    }

    /// Logs somebody in to use the API.
    pub(crate) async fn caller(&self, login: &str) -> Caller<'_> {
        let body = json!({ "login": login, "password": DEMO_PASSWORD });
        let request = self.client.post(format!("{}/api/v1/login", self.server.address())).json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        Caller { harness: self, token: id(&answer, "token") }
    }
}

/// The text with this name in an answer.
pub(crate) fn id(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("{name} in {answer}")).to_owned()
}

/// An instant in an answer.
fn at(instant: &Value) -> DateTime<Utc> {
    instant.as_str().unwrap_or_else(|| panic!("{instant} is no instant")).parse().unwrap()
}

/// An id as pages write it.
pub(crate) fn plain(id: &str) -> String {
    id.replace('-', "")
}

pub(crate) struct Caller<'a> {
    harness: &'a Harness,
    token: String,
}

impl Caller<'_> {
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.harness.client.get(format!("{}/api/v1{path}", self.harness.server.address()));
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The admission of somebody whose bed on the caller's own ward is ready. If nobody waits, somebody is sent there.
    pub(crate) async fn who_comes(&self) -> String {
        let (clinician, desk) = (self.harness.caller("clinician").await, self.harness.caller("desk").await);
        let department = desk.department("CARD").await;
        for sex in ["", "female", "male"] {
            if !sex.is_empty() {
                let person = json!({ "identity": "unidentified", "person": { "name": "虚构来", "sex": sex } });
                let patient = id(&desk.done("/persons", person).await, "person");
                let needs = json!({ "oxygen": false, "isolation": false });
                let asked = json!({
                    "patient": patient, "department": department, "diagnosis": "I25.103", "urgency": "urgent",
                    "needs": needs, "expected_days": 5,
                });
                clinician.done("/admissions", asked).await;
            }
            let ward = self.get("/ward").await;
            let waiting = ward["waiting"].as_array().unwrap();
            if let Some(row) = waiting.iter().find(|row| row["state"] == "bed_assigned") {
                return id(row, "admission");
            }
            if let Some(row) = waiting.iter().find(|row| row["suggestions"][0].is_object()) {
                let (admission, bed) = (id(row, "admission"), id(&row["suggestions"][0]["bed"], "bed"));
                self.done(&format!("/admissions/{admission}/bed"), json!({ "bed": bed })).await;
                return admission;
            }
        }
        panic!("no bed of the ward is free for anybody");
    }

    /// The admission of somebody in a bed of the caller's own ward who has no bill yet.
    pub(crate) async fn who_lies(&self) -> String {
        let ward = self.get("/ward").await;
        let beds = ward["rooms"].as_array().unwrap().iter().flat_map(|room| room["beds"].as_array().unwrap());
        let lies = beds.map(|bed| &bed["occupant"]).find(|occupant| occupant["settlement"] == "none");
        id(lies.expect("somebody lies there"), "admission")
    }

    pub(crate) async fn done(&self, path: &str, body: Value) -> Value {
        let (status, text) = self.tried(path, body).await;
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// What it is answered, whatever that is.
    pub(crate) async fn tried(&self, path: &str, body: Value) -> (StatusCode, String) {
        let key = format!("test-{}", self.harness.keys.fetch_add(1, Ordering::Relaxed));
        let request = self.harness.client.post(format!("{}/api/v1{path}", self.harness.server.address()));
        let answer = request.header("Idempotency-Key", key).bearer_auth(&self.token).json(&body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// The id of the department with a code.
    pub(crate) async fn department(&self, code: &str) -> String {
        let places = self.get("/departments").await;
        let found = places["departments"].as_array().unwrap().iter().find(|one| one["code"] == code);
        id(found.unwrap_or_else(|| panic!("{code} in {places}")), "department")
    }

    /// The first free window of today, in one session or anywhere in a department.
    pub(crate) async fn free_slot(&self, department: &str, session: &str) -> String {
        let today = id(&self.get(&format!("/departments/{department}/appointments")).await, "date");
        self.free_slot_on(department, &today, session).await
    }

    /// The same of a day: what anybody can book, and still can when a slow test comes to it. (The desk could also book
    /// the window that is running, which is over for a patient.)
    pub(crate) async fn free_slot_on(&self, department: &str, day: &str, session: &str) -> String {
        let page = self.get(&format!("/departments/{department}/slots?date={day}")).await;
        let clinicians = page["clinicians"].as_array().unwrap();
        let sessions = clinicians.iter().flat_map(|clinician| clinician["sessions"].as_array().unwrap());
        let own = sessions.filter(|own| session.is_empty() || own["session"] == session);
        let mut slots = own.flat_map(|own| own["slots"].as_array().unwrap());
        let soon = at(&page["now"]) + TimeDelta::minutes(15);
        let free =
            slots.find(|slot| matches!(slot["state"].as_str(), Some("free" | "last")) && at(&slot["from"]) > soon);
        id(free.unwrap_or_else(|| panic!("no free window in {page:#}")), "slot")
    }

    /// The people whom the desk finds.
    pub(crate) async fn get_search(&self, text: &str) -> Value {
        self.done("/search", json!({ "text": text })).await
    }

    /// Registers somebody new and returns their id.
    pub(crate) async fn person(&self, name: &str) -> String {
        let person = json!({ "identity": "unidentified", "person": { "name": name, "sex": "female" } });
        id(&self.done("/persons", person).await, "person")
    }
}

/// Somebody at a screen, with a connection of their own to the hospital.
pub(crate) struct Seat {
    pub(crate) browser: Browser,
    pub(crate) gate: Gate,
}

/// What is read from the page: its address, its text, what is typed and where focus is.
const STATE: &str = "
const main = document.querySelector('#main');
const focus = document.activeElement;
return {
  address: location.pathname + location.search,
  words: main.innerText,
  bar: document.querySelector('#connection-bar p').innerText,
  typed: [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), textarea')].map((field) => field.value).filter((value) => value !== ''),
  focus: focus === document.body ? '' : [focus.tagName, focus.id, focus.name ?? '', focus.getAttribute('href') ?? '', focus.form?.getAttribute?.('action') ?? ''].join(' '),
  asked: performance.getEntriesByType('resource').filter((entry) => entry.initiatorType === 'fetch' && entry.name === location.href.split('#')[0]).length,
};";

impl Seat {
    /// Opens a browser; `login` is empty for somebody who has none.
    pub(crate) async fn take(harness: &Harness, login: &str, (width, height): (u32, u32)) -> Self {
        let seat =
            Self { browser: Browser::open(width, height, 1.0).await, gate: Gate::new(harness.server.address()).await };
        if !login.is_empty() {
            seat.log_in(login).await;
        }
        seat
    }

    pub(crate) async fn log_in(&self, login: &str) {
        self.browser.log_in(&self.gate.address(), login).await;
    }

    pub(crate) async fn go(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.gate.address())).await.unwrap();
    }

    pub(crate) async fn state(&self) -> Value {
        self.browser.execute(STATE, vec![]).await.unwrap()
    }

    pub(crate) async fn script(&self, script: &str) -> Value {
        self.browser.execute(script, vec![]).await.unwrap()
    }

    /// Waits until the page's state is as wanted.
    pub(crate) async fn until(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let mut state = Value::Null;
        for _ in 0..150 {
            if let Ok(now) = self.browser.execute(STATE, vec![]).await {
                state = now;
                if is(&state) {
                    return state;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("not so: {what}; the page is {state:#}");
    }

    /// Waits until the page has refreshed twice more.
    pub(crate) async fn two_refreshes(&self) {
        let before = self.state().await["asked"].as_u64().unwrap();
        self.until("two refreshes", |state| state["asked"].as_u64().unwrap() >= before + 2).await;
    }

    /// Sets the connection and waits until the page says that it noticed.
    pub(crate) async fn noticed(&self, way: Way) -> Value {
        self.gate.set(way);
        self.until("the bar says what is wrong", |state| state["bar"] != "").await
    }

    /// Restores the connection and waits until the page no longer says anything.
    pub(crate) async fn mended(&self) {
        self.gate.set(Way::Open);
        self.until("the bar is empty again", |state| state["bar"] == "").await;
    }
}
