//! Three programs on one PostgreSQL: clients book on all of them while one is frozen in the middle of its transaction
//! and woken later.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::Path,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use testkit::{Database, Server, program};

const NAMES: [&str; 3] = ["node-a", "node-b", "node-c"];
const CAPACITY: u64 = 50;
const CLIENTS: usize = 4;
/// An administrator's password has at least 14 characters.
const PASSWORD: &str = "tall grey heron at dawn";
const PATIENCE: Duration = Duration::from_secs(60);

/// What was acknowledged: slot and appointment of each booking, and how much each node acknowledged; that includes the
/// registration of people, because seats may be sold out.
#[derive(Default)]
struct Told {
    booked: Mutex<Vec<(String, String)>>,
    by_node: [AtomicUsize; 3],
}

impl Told {
    fn by(&self, node: usize) -> usize {
        self.by_node[node].load(Ordering::Relaxed)
    }

    /// Waits until a node has acknowledged more.
    async fn more_by(&self, node: usize) {
        let (before, began) = (self.by(node), Instant::now());
        while self.by(node) < before + 3 {
            assert!(began.elapsed() < PATIENCE, "{} acknowledges nothing", NAMES[node]);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn address(database: &Database, node: &str) -> String {
    format!("{}&application_name={node}", database.url())
}

fn serve(database: &Database, folder: &Path, node: &str) -> Server {
    let config = folder.join(format!("{node}.toml"));
    std::fs::write(&config, format!("[hospital]\nnode = \"{node}\"\n")).unwrap();
    let (key, config) = (folder.join("key"), config.display().to_string());
    let (url, key) = (address(database, node), key.display().to_string());
    Server::start(&["serve", "--database", &url, "--key-file", &key, "--config", &config, "--listen", "127.0.0.1:0"])
}

async fn post(client: &Client, server: &str, token: &str, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
    let asked = client.post(format!("{server}/api/v1{path}")).bearer_auth(token).header("Idempotency-Key", key);
    let answer = asked.json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
}

async fn done(client: &Client, server: &str, token: &str, path: &str, body: Value) -> Value {
    let key = format!("set-up{}", path.replace('/', "-"));
    let (status, answer) = post(client, server, token, path, &key, &body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

async fn log_in(client: &Client, server: &str, login: &str) -> String {
    let body = json!({ "login": login, "password": PASSWORD });
    let answer = client.post(format!("{server}/api/v1/login")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json::<Value>().await.unwrap()["token"].as_str().expect("a token").to_owned()
}

/// Sets up a department with a clinician and a day of windows; returns its slots.
async fn set_up(client: &Client, server: &str, admin: &str, database: &Database) -> Vec<String> {
    let day = |days: u8| database.psql(&format!("select ((now() at time zone 'Asia/Shanghai')::date + {days})::text"));
    let (today, date) = (day(0), day(1));
    let rules = json!({ "source": "test", "valid_from": today, "days_ahead": 14, "caps": [{ "per": "day", "within": "hospital", "max": 3 }, { "per": "day", "within": "department", "max": 1 }],
        "cancel_minutes_before": 60, "cancels_per_day_max": 100,
        "cancels_per_department_day_max": 100, "checkin_minutes_before": 120, "missed_minutes_after": 30,
        "pass_places": 3, "cleaning_minutes": 30, "undo_minutes": 30 });
    done(client, server, admin, "/rules", json!({ "rules": rules })).await;
    let label = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    let department =
        json!({ "code": "CARD", "name": label("心血管内科", "Cardiology"), "place": label("三层", "Floor 3") });
    let department = done(client, server, admin, "/departments", department).await["department"].clone();
    let enrol = format!("/departments/{}/clinicians", department.as_str().unwrap());
    let clinician = json!({ "name": "周示例", "title": "chief", "fee": "15.00" });
    let clinician = done(client, server, admin, &enrol, clinician).await["clinician"].clone();
    let session = json!({ "clinician": clinician, "room": label("3 诊室", "Room 3"), "date": date, "from": 480,
        "until": 880, "slot_minutes": 20, "capacity": CAPACITY });
    let published = done(client, server, admin, "/sessions", session).await;
    published["slots"].as_array().unwrap().iter().map(|slot| slot.as_str().unwrap().to_owned()).collect()
}

/// Registers people and books for them until it is told to stop.
async fn book(
    number: usize,
    node: usize,
    server: String,
    token: String,
    slots: Arc<Vec<String>>,
    told: Arc<Told>,
    stop: Arc<AtomicBool>,
) {
    let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    for round in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let person = json!({ "person": { "name": format!("虚构{number}-{round}"), "sex": "female" }, "identity": "unidentified" });
        let ask = async |path: &str, key: String, body: &Value| {
            let asked =
                client.post(format!("{server}/api/v1{path}")).bearer_auth(&token).header("Idempotency-Key", key);
            let answer = asked.json(body).send().await.ok()?;
            let success = answer.status().is_success();
            answer.json::<Value>().await.ok().filter(|_| success)
        };
        let Some(registered) = ask("/persons", format!("person-{number}-{round}"), &person).await else { continue };
        told.by_node[node].fetch_add(1, Ordering::Relaxed);
        let slot = &slots[(number + round) % slots.len()];
        let booking = json!({ "slot": slot, "patient": registered["person"] });
        if let Some(answer) = ask("/appointments", format!("book-{number}-{round}"), &booking).await {
            let appointment = answer["appointment"].as_str().unwrap_or_default().to_owned();
            told.booked.lock().unwrap().push((slot.clone(), appointment));
            told.by_node[node].fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Stops a node while it holds the write lock: tries until that succeeds.
async fn freeze_in_transaction(server: &Server, database: &Database, node: &str) {
    let has_the_write_lock = format!(
        "select count(*) from pg_stat_activity a join pg_locks l on l.pid = a.pid where a.application_name = '{node}' \
        and a.state like 'idle in transaction%' and l.relation = 'head'::regclass and l.mode = 'RowShareLock' and l.granted"
    );
    let began = Instant::now();
    loop {
        server.signal("STOP");
        // By now, what it had sent before is answered or waits for nobody.
        tokio::time::sleep(Duration::from_millis(30)).await;
        if database.psql(&has_the_write_lock) != "0" {
            return;
        }
        server.signal("CONT");
        assert!(began.elapsed() < PATIENCE, "{node} never holds the write lock");
        tokio::time::sleep(Duration::from_millis(7)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_frozen_in_its_transaction_holds_nobody_up_for_long_and_loses_nothing() {
    let (folder, database) = (tempfile::tempdir().unwrap(), Database::new());
    let key = folder.path().join("key").display().to_string();
    let created = Command::new(program())
        .args(["admin", "create", "--database", &database.url(), "--key-file", &key, "--name", "chief"])
        .env("ONETHING_ADMIN_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let nodes = NAMES.map(|node| serve(&database, folder.path(), node));
    let client = Client::new();
    let admin = log_in(&client, nodes[0].address(), "chief").await;
    let slots = Arc::new(set_up(&client, nodes[0].address(), &admin, &database).await);
    let desk = json!({ "login": "desk", "password": PASSWORD, "role": "desk" });
    done(&client, nodes[0].address(), &admin, "/users", desk).await;
    // Logged in on one node, known on all.
    let token = log_in(&client, nodes[2].address(), "desk").await;

    let (told, stop) = (Arc::new(Told::default()), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CLIENTS * 3)
        .map(|number| {
            let node = number % 3;
            let server = nodes[node].address().to_owned();
            tokio::spawn(book(number, node, server, token.clone(), slots.clone(), told.clone(), stop.clone()))
        })
        .collect();
    for node in 0..3 {
        told.more_by(node).await;
    }
    freeze_in_transaction(&nodes[1], &database, NAMES[1]).await;
    let frozen = Instant::now();
    told.more_by(0).await;
    told.more_by(2).await;
    println!("the others went on {:?} after one froze", frozen.elapsed());
    tokio::time::sleep(Duration::from_secs(2)).await;
    nodes[1].signal("CONT");
    let woken = Instant::now();
    told.more_by(1).await;
    println!("it went on {:?} after it woke", woken.elapsed());
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }

    let booked = told.booked.lock().unwrap().clone();
    assert!(!booked.is_empty(), "nobody got a seat");
    println!("acknowledged by node: {:?}", [0, 1, 2].map(|node| told.by(node)));
    let appointments: BTreeSet<&str> = booked.iter().map(|(_, appointment)| appointment.as_str()).collect();
    assert_eq!(appointments.len(), booked.len(), "none was acknowledged twice");
    // An independent check: separate SQL over the journal's events.
    let events = database.psql(
        "select part -> 2 ->> 'appointment', part -> 2 ->> 'slot' from event e, json_array_elements(e.payload::json) part \
        where e.kind = 'several' and part ->> 0 = 'scheduling.AppointmentBooked' order by seq",
    );
    let events: Vec<(&str, &str)> = events.lines().filter_map(|line| line.split_once('|')).collect();
    for (slot, appointment) in &booked {
        let found = events.iter().filter(|event| **event == (appointment.as_str(), slot.as_str())).count();
        assert_eq!(found, 1, "{appointment} was acknowledged");
    }
    for slot in slots.iter() {
        let sold = events.iter().filter(|(_, of)| of == slot).count() as u64;
        assert!(sold <= CAPACITY, "{sold} of {CAPACITY} seats");
    }
    let holes = "select sum(coalesce(last_seq, seq) - seq + 1) - max(coalesce(last_seq, seq)) from event";
    assert_eq!(database.psql(holes), "0", "no number is missing");
    let verified = Command::new(program()).args(["journal", "verify", "--database", &database.url()]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
