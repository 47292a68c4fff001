//! How large the main pages are, how soon they paint and how much they shift, in a real browser on a fresh demo.
//!
//! `cargo run --release -p tests --example pages [-- --json]`
//!
//! Each page is opened in a browser of its own: once with an empty cache (a first visit), then several times with the
//! style sheets and scripts cached, as they are from the second page on. Sizes and times are the browser's own
//! performance entries: `html_kb` is the page as it is read, `wire_kb` the page as it is sent, `first_visit_kb`
//! everything that a first visit fetches; paint is the first contentful one, counted from the click; `shift` is the
//! cumulative layout shift.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that fails says where")]

use reqwest::{Client, redirect};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Browser, DEMO_PASSWORD, Server};

/// Loads with a warm cache; their median is printed.
const LOADS: usize = 7;
/// Asks the browser for its measurements of a page, once nothing moves any more.
const MEASURE: &str = "
const done = arguments[arguments.length - 1];
const shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
setTimeout(() => {
  const [page] = performance.getEntriesByType('navigation');
  const files = performance.getEntriesByType('resource').filter((file) => file.name.includes('/assets/'));
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  done({
    html: page.decodedBodySize,
    wire: page.encodedBodySize,
    fetched: page.transferSize + files.reduce((sum, file) => sum + file.transferSize, 0),
    answer: page.responseEnd - page.startTime,
    paint: paint ? paint.startTime : null,
    shift: shifts.filter((shift) => !shift.hadRecentInput).reduce((sum, shift) => sum + shift.value, 0),
  });
}, 400);";

/// A page to measure: its name, its login, its address and its window.
struct Page {
    name: &'static str,
    login: &'static str,
    path: String,
    size: (u32, u32),
}

struct Harness {
    server: Server,
    client: Client,
}

impl Harness {
    async fn token(&self, login: &str) -> String {
        let body = json!({ "login": login, "password": DEMO_PASSWORD });
        let answer = self.client.post(format!("{}/api/v1/login", self.server.address())).json(&body).send().await;
        answer.unwrap().json::<Value>().await.unwrap()["token"].as_str().expect("a token").to_owned()
    }

    async fn get(&self, token: &str, path: &str) -> Value {
        let address = format!("{}/api/v1{path}", self.server.address());
        self.client.get(address).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }

    /// The cookie of a web session.
    async fn cookie(&self, login: &str) -> String {
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        let form = format!("name={login}&password={DEMO_PASSWORD}");
        let request = client.post(format!("{}/login", self.server.address())).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie").1.to_owned()
    }

    /// The main pages, with a booking of the demo's patient and a stay of the demo's ward.
    async fn pages(&self) -> Vec<Page> {
        let patient = self.token("patient").await;
        let departments = self.get(&patient, "/departments").await;
        let department = departments["departments"][0]["department"].as_str().expect("a department").to_owned();
        let slots = self.get(&patient, &format!("/departments/{department}/slots")).await;
        let chips = slots["clinicians"].as_array().into_iter().flatten();
        let chips = chips.flat_map(|clinician| clinician["sessions"].as_array().into_iter().flatten());
        let mut chips = chips.flat_map(|session| session["slots"].as_array().into_iter().flatten());
        let free = chips.find(|slot| slot["left"].as_u64() > Some(0)).expect("a free window");
        let slot = free["slot"].as_str().expect("a window").to_owned();
        let booking = json!({ "slot": slot, "patient": slots["patient"]["person"] });
        let request = self.client.post(format!("{}/api/v1/appointments", self.server.address()));
        let request = request.bearer_auth(&patient).header("Idempotency-Key", "bench").json(&booking);
        let booked: Value = request.send().await.unwrap().json().await.unwrap();
        let journey = booked["journey"].as_str().expect("a booking").to_owned();
        let ward = self.get(&self.token("nurse").await, "/ward").await;
        let beds = ward["rooms"].as_array().into_iter().flatten();
        let mut beds = beds.flat_map(|room| room["beds"].as_array().into_iter().flatten());
        let lies = beds.find(|bed| bed["state"] == "occupied").expect("somebody lies in the ward");
        let stay = lies["occupant"]["admission"].as_str().expect("a stay").to_owned();
        let page = |name, login, path: &str, size| Page { name, login, path: path.to_owned(), size };
        let (phone, desk, tablet, admin) = ((390, 844), (1280, 800), (1180, 820), (1440, 900));
        vec![
            page("departments", "patient", "/", phone),
            page("slots", "patient", &format!("/departments/{department}"), phone),
            page("journey", "patient", &format!("/journeys/{journey}"), phone),
            page("room", "clinician", "/room", desk),
            page("desk", "desk", "/desk", desk),
            page("ward", "nurse", "/ward", tablet),
            page("bedside", "nurse", &format!("/ward/stays/{stay}/bill"), tablet),
            page("overview", "admin", "/admin", admin),
            page("schedule", "admin", "/admin/schedule", admin),
            page("queue screen", "", "/screen/CARD", (1920, 1080)),
        ]
    }

    async fn measure(&self, page: &Page) -> Value {
        let browser = Browser::open(page.size.0, page.size.1, 1.0).await;
        if !page.login.is_empty() {
            browser.goto(&format!("{}/healthz", self.server.address())).await.unwrap();
            // Logged in without a page that would leave style sheets in the cache.
            let cookie = format!("onething-1={}; path=/", self.cookie(page.login).await);
            browser.execute("document.cookie = arguments[0]", vec![cookie.into()]).await.unwrap();
        }
        let address = format!("{}{}", self.server.address(), page.path);
        let first = load(&browser, &address).await;
        let mut again = Vec::new();
        for _ in 0..LOADS {
            again.push(load(&browser, &address).await);
        }
        browser.close().await;
        let figure = |of: &Value, name: &str| of[name].as_f64().unwrap_or(f64::NAN);
        let median = |name: &str| {
            let mut all: Vec<f64> = again.iter().map(|one| figure(one, name)).collect();
            all.sort_by(f64::total_cmp);
            all[LOADS / 2]
        };
        let most = |name: &str| again.iter().chain([&first]).map(|one| figure(one, name)).fold(0.0, f64::max);
        json!({
            "page": page.name,
            "html_kb": round(median("html") / 1000.0, 1),
            "wire_kb": round(median("wire") / 1000.0, 1),
            "first_visit_kb": round(figure(&first, "fetched") / 1000.0, 1),
            "answer_ms": round(median("answer"), 1),
            "paint_ms": round(median("paint"), 0),
            "first_visit_paint_ms": round(figure(&first, "paint"), 0),
            "shift": round(most("shift"), 4),
        })
    }
}

async fn load(browser: &Browser, address: &str) -> Value {
    browser.goto(address).await.unwrap();
    browser.execute_async(MEASURE, vec![]).await.unwrap()
}

fn round(value: f64, decimals: i32) -> f64 {
    let by = 10_f64.powi(decimals);
    (value * by).round() / by
}

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let harness = Harness { server: Server::demo(data.path()), client: Client::new() };
    // During the first seconds a demo is busy with its own people.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut rows = Vec::new();
    for page in harness.pages().await {
        rows.push(harness.measure(&page).await);
    }
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", Value::Array(rows));
    } else {
        for row in rows {
            println!("{row}");
        }
    }
}
