//! Work grows with what is sent, not with its square: whatever a body, a form, an address or a cookie is made of, twice
//! as much of it costs at most two and a half times as much. Work is counted, not timed, so that a busy machine changes
//! nothing: what the handler allocates, in pieces and in bytes, and how much of a body it reads, counting repeated
//! reads. `cargo xtask bench hostile` prints how long it takes.

use crate::{
    api::{account::STEPS, json::work, routes::COMMANDS, schema::Said},
    tests::{
        authorization::posts,
        harness::{Harness, ROLES},
    },
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use hospital::authorize::{Grant, grant};
use model::actor::Role;
use rustix::time::{ClockId, clock_gettime};
use std::{array, collections::BTreeSet, future::poll_fn, pin::pin, task::Poll, time::Duration};

const SMALL: usize = 126 * 1024;
const RATIO_MAX: f64 = 2.5;
/// What is counted, and how much of it is allowed whatever the size of what was sent.
const COUNTED: [(&str, u64); 3] = [("pieces", 500), ("bytes allocated", 128 * 1024), ("bytes and tokens read", 64)];
/// Something else may grow in between, once: what the hospital remembers of everybody.
const TRIES: usize = 3;
const TRIES_OF_BENCH: usize = 20;

/// The fields of what is sent.
fn fields_of(said: Said) -> Vec<String> {
    said.schema()["properties"].as_object().unwrap().keys().cloned().collect()
}

/// A name, and a body of about this many bytes.
type Shape = (&'static str, fn(usize) -> String);

/// Values that cost more than their length if somebody counts badly. Each has about this many bytes.
const SHAPES: [Shape; 10] = [
    ("numbers", |bytes| format!("[{}1]", "1,".repeat(bytes / 2))),
    ("texts", |bytes| format!("[{}\"\"]", "\"a\",".repeat(bytes / 4))),
    ("objects", |bytes| format!("[{}{{}}]", "{},".repeat(bytes / 3))),
    ("deep", |bytes| format!("{}{}", "[".repeat(bytes / 2), "]".repeat(bytes / 2))),
    ("nested", |bytes| format!("[{}0]", format!("{}{},", "[".repeat(100), "]".repeat(100)).repeat(bytes / 201))),
    ("keys", |bytes| {
        let keys: Vec<String> = (0..bytes / 11).map(|key| format!("\"{key:06}\":1")).collect();
        format!("{{{}}}", keys.join(","))
    }),
    ("long key", |bytes| format!("{{\"{}\":[{}1]}}", "k".repeat(bytes / 2), "1,".repeat(bytes / 4))),
    ("text", |bytes| format!("\"{}\"", "x".repeat(bytes))),
    ("signs", |bytes| format!("\"{}\"", "[".repeat(bytes))),
    ("lines", |bytes| format!("\"{}\"", "a.b.c=[1]\\n".repeat(bytes / 11))),
];

fn spent() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// What a future does itself, in the order of [`COUNTED`], and how long it takes.
async fn counted<T>(future: impl Future<Output = T>) -> (T, [u64; 3], Duration) {
    let (mut future, mut pieces, mut bytes) = (pin!(future), 0, 0);
    let (read, started) = (work::read(), spent());
    let done = poll_fn(|context| {
        let mut polled = Poll::Pending;
        let allocated = allocation_counter::measure(|| polled = future.as_mut().poll(context));
        pieces += allocated.count_total;
        bytes += allocated.bytes_total;
        polled
    });
    (done.await, [pieces, bytes, work::read() - read], spent() - started)
}

/// What was measured, and in words what grew too fast.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    /// Addresses that turned a body away before it was read.
    away: BTreeSet<String>,
    measured: Vec<(String, Duration, Duration)>,
}

/// The file in which `cargo xtask bench hostile` wants the most expensive requests, as JSON.
const BENCH: &str = "ONETHING_COST_FOLDER";
const DEAREST: usize = 10;

impl Findings {
    /// Measures a request at both sizes.
    async fn measure(&mut self, harness: &Harness, what: &str, request: impl Fn(usize) -> Request<Body>) {
        let bench = std::env::var_os(BENCH).is_some();
        let mut least = [([u64::MAX; 3], Duration::MAX); 2];
        for _ in 0..if bench { TRIES_OF_BENCH } else { TRIES } {
            for (bytes, (counts, time)) in [SMALL, 2 * SMALL].into_iter().zip(&mut least) {
                let (reply, counted, spent) = counted(harness.send(request(bytes))).await;
                *counts = array::from_fn(|count| counts[count].min(counted[count]));
                *time = (*time).min(spent);
                assert_ne!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
                if [StatusCode::UNAUTHORIZED, StatusCode::PAYLOAD_TOO_LARGE].contains(&reply.status) {
                    self.away.extend(what.split(' ').next().map(str::to_owned));
                }
            }
            if !bench && grown(&least).is_none() {
                break;
            }
        }
        self.wrong.extend(grown(&least).map(|grown| format!("{what}: {grown}")));
        let [(_, one), (_, two)] = least;
        self.measured.push((what.to_owned(), one, two));
    }

    /// Checks that nothing grew too fast. The bench gets its figures.
    fn judge(mut self, name: &str) {
        if let Some(folder) = std::env::var_os(BENCH) {
            self.measured.sort_by_key(|(_, _, two)| std::cmp::Reverse(*two));
            let millis = |time: &Duration| (time.as_secs_f64() * 1e5).round() / 100.0;
            let row = |(what, one, two): &(String, Duration, Duration)| serde_json::json!({ "request": what, "ms_126_kb": millis(one), "ms_252_kb": millis(two) });
            let rows: Vec<_> = self.measured.iter().take(DEAREST).map(row).collect();
            std::fs::write(std::path::Path::new(&folder).join(name), serde_json::json!(rows).to_string()).unwrap();
        }
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

/// What grew too fast.
fn grown([(one, _), (two, _)]: &[([u64; 3], Duration); 2]) -> Option<String> {
    COUNTED.iter().zip(one.iter().zip(two)).find_map(|((what, forgiven), (one, two))| {
        #[expect(clippy::cast_precision_loss, reason = "only a ratio")]
        let most = *one as f64 * RATIO_MAX;
        let more = two.saturating_sub(*forgiven);
        #[expect(clippy::cast_precision_loss, reason = "only a ratio")]
        (more as f64 > most).then(|| format!("{one} {what} for 126 kB, {two} for 252 kB"))
    })
}

fn json(path: &str, token: Option<&str>, body: String) -> Request<Body> {
    let request =
        Request::post(path).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", "cost");
    let request = match token {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    };
    request.body(Body::from(body)).unwrap()
}

/// Every address of the API that takes a body: the body as a whole, and each of its fields.
#[tokio::test]
async fn a_body_twice_as_long_costs_at_most_two_and_a_half_times_as_much() {
    let harness = Harness::new().await;
    let mut tokens = Vec::new();
    for role in ROLES {
        tokens.push((role, harness.token(role).await));
    }
    let token = |action| {
        let may = |role: &Role| !matches!(grant(action, *role), Grant::Never);
        tokens.iter().find(|(role, _)| may(role)).map(|(_, token)| token.clone())
    };
    let mut found = Findings::default();
    let fields = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut routes = vec![
        ("/api/v1/login".to_owned(), None, fields(&["login", "password"])),
        ("/api/v1/search".to_owned(), token(hospital::Action::SearchPeople), fields(&["text"])),
    ];
    for step in STEPS {
        let names = step.body.map(fields_of).unwrap_or_default();
        routes.push((harness.address(&format!("/api/v1{}", step.path)), step.action.and_then(token), names));
    }
    for command in COMMANDS.iter() {
        let mut names = fields_of(command.said);
        names.retain(|name| command.in_body(name));
        routes.push((harness.address(&format!("/api/v1{}", command.path)), token(command.action), names));
    }
    for (path, token, fields) in &routes {
        for (shape, make) in SHAPES {
            let whole = |bytes| json(path, token.as_deref(), make(bytes));
            found.measure(&harness, &format!("{path} {shape}"), whole).await;
            for field in fields {
                let one = |bytes| json(path, token.as_deref(), format!("{{\"{field}\":{}}}", make(bytes)));
                found.measure(&harness, &format!("{path} {field}: {shape}"), one).await;
            }
        }
    }
    // Without a login; strangers may send less than this.
    let away = ["/api/v1/login", "/api/v1/logout", "/api/v1/password"].map(str::to_owned);
    assert_eq!(found.away, BTreeSet::from(away), "everything else reads what is sent");
    found.judge("bodies.json");
}

/// Every form, every kind of query, and cookies.
#[tokio::test]
async fn a_form_twice_as_long_costs_at_most_two_and_a_half_times_as_much() {
    let harness = Harness::demo().await;
    let mut found = Findings::default();
    let shapes: [Shape; 4] = [
        ("fields", |bytes| (0..bytes / 11).map(|field| format!("&f{field:07}=1")).collect()),
        ("same", |bytes| "&text=1".repeat(bytes / 7)),
        ("text", |bytes| format!("&text={}", "x".repeat(bytes))),
        ("escapes", |bytes| format!("&text={}", "%41".repeat(bytes / 3))),
    ];
    for (path, role) in posts() {
        let session = match role {
            Some(role) => Some(harness.cookie(role).await),
            None => None,
        };
        for (shape, make) in shapes {
            let form = |bytes| {
                let request = Request::post(harness.address(path))
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let (request, csrf) = match &session {
                    Some(opened) => (
                        request.header(header::COOKIE, format!("onething-1={}", opened.token)),
                        opened.account.csrf.as_str(),
                    ),
                    None => (request, ""),
                };
                request.body(Body::from(format!("csrf={csrf}&key=cost{}", make(bytes)))).unwrap()
            };
            found.measure(&harness, &format!("{path} {shape}"), form).await;
        }
    }
    let admin = harness.token(Role::Admin).await;
    let query = |bytes: usize| {
        Request::get(format!("/api/v1/overview?{}", "days=1&".repeat(bytes / 28)))
            .header(header::AUTHORIZATION, format!("Bearer {admin}"))
            .body(Body::empty())
            .unwrap()
    };
    found.measure(&harness, "query", query).await;
    assert!(!found.away.contains("query"), "it is read");
    let cookies = |bytes: usize| {
        let cookies: String = (0..bytes / 13).map(|cookie| format!("c{cookie:07}=1; ")).collect();
        Request::get("/login").header(header::COOKIE, cookies).body(Body::empty()).unwrap()
    };
    found.measure(&harness, "cookies", cookies).await;
    found.judge("forms.json");
}

/// No body is read from somebody who may not do the action at all.
#[tokio::test]
async fn rights_come_before_the_body() {
    let harness = Harness::new().await;
    let nurse = harness.token(Role::Nurse).await;
    let broken = "[".repeat(1024);
    for (path, token, status) in [
        ("/api/v1/rules", None, StatusCode::UNAUTHORIZED),
        ("/api/v1/rules", Some(nurse.as_str()), StatusCode::FORBIDDEN),
        ("/api/v1/users", Some(nurse.as_str()), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(harness.send(json(path, token, broken.clone())).await.status, status, "{path}");
    }
    let long = format!("{{\"login\":\"{}\",\"password\":\"x\"}}", "x".repeat(16 * 1024));
    assert_eq!(harness.send(json("/api/v1/login", None, long)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
