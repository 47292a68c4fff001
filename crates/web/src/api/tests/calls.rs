//! Calls as a client makes them.

use crate::tests::harness::{Harness, PASSWORD};
use axum::http::{Method, StatusCode, header};
use model::actor::Role;
use serde_json::{Value, json};

const GET: Method = Method::GET;
const POST: Method = Method::POST;

fn assert_problem(reply: &crate::tests::harness::Reply, status: StatusCode, code: &str) -> Value {
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json");
    let problem = reply.json();
    assert_eq!((reply.status, problem["code"].as_str()), (status, Some(code)), "{problem}");
    assert_eq!(problem["type"], format!("urn:onething:problem:{code}"));
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(problem["instance"].as_str(), Some(reply.headers["x-request-id"].to_str().unwrap()));
    assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
    problem
}

async fn log_in(harness: &Harness, login: &str) -> String {
    let body = json!({ "login": login, "password": PASSWORD }).to_string();
    let reply = harness.call_with(POST, "/api/v1/login", &[], None, body).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!((&reply.json()["login"], &reply.json()["role"]), (&json!(login), &json!(login)));
    reply.json()["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_patient_logs_in_books_looks_cancels_and_logs_out() {
    let harness = Harness::new().await;
    let token = log_in(&harness, "patient").await;
    let slots = format!("/api/v1/departments/{}/slots", harness.department);
    assert_eq!(harness.call(GET, &slots, Some(&token), None).await.status, StatusCode::OK);
    let body = json!({ "slot": harness.slots[0], "patient": harness.patient });
    let booked = harness.call(POST, "/api/v1/appointments", Some(&token), Some(body)).await;
    assert_eq!((booked.status, &booked.json()["done"]), (StatusCode::OK, &json!("booked")), "{}", booked.json());
    let visit = format!("/api/v1/appointments/{}", booked.json()["appointment"].as_str().unwrap());
    let shown = harness.call(GET, &visit, Some(&token), None).await;
    assert_eq!((shown.status, &shown.json()["channel"]), (StatusCode::OK, &json!("online")));
    assert_eq!(shown.header(header::CACHE_CONTROL), "no-store");
    let journeys = harness.call(GET, "/api/v1/journeys", Some(&token), None).await;
    assert_eq!(journeys.json()["journeys"].as_array().unwrap().len(), 1);
    let cancel = format!("{visit}/cancel");
    let reply = harness.call(POST, &cancel, Some(&token), Some(json!({ "reason": "patient_wish" }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    assert_eq!(harness.call(POST, "/api/v1/logout", Some(&token), None).await.status, StatusCode::NO_CONTENT);
    assert_problem(&harness.call(GET, &visit, Some(&token), None).await, StatusCode::UNAUTHORIZED, "no-token");
}

#[tokio::test]
async fn a_key_does_one_thing_once() {
    let harness = Harness::new().await;
    let token = harness.token(Role::Patient).await;
    let body = json!({ "slot": harness.slots[0], "patient": harness.patient }).to_string();
    let key = [("idempotency-key", "one-booking")];
    let first = harness.call_with(POST, "/api/v1/appointments", &key, Some(&token), body.clone()).await;
    assert_eq!(first.status, StatusCode::OK);
    let seq = harness.seq();
    let again = harness.call_with(POST, "/api/v1/appointments", &key, Some(&token), body.clone()).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let other = json!({ "slot": harness.slots[1], "patient": harness.patient }).to_string();
    let conflict = harness.call_with(POST, "/api/v1/appointments", &key, Some(&token), other).await;
    assert_problem(&conflict, StatusCode::CONFLICT, "conflict");
    for headers in [&[][..], &[("idempotency-key", "")], &[("idempotency-key", "has a space")]] {
        let reply = harness.call_with(POST, "/api/v1/appointments", headers, Some(&token), body.clone()).await;
        let problem = assert_problem(&reply, StatusCode::BAD_REQUEST, "idempotency-key");
        assert_eq!((&problem["field"], &problem["args"]["max"]), (&json!("idempotency-key"), &json!(80)));
    }
    assert_eq!(harness.seq(), seq, "nothing more was done");
}

#[tokio::test]
async fn a_wrong_body_is_named_by_field_value_and_rule() {
    let harness = Harness::new().await;
    let (desk, nurse) = (harness.token(Role::Desk).await, harness.token(Role::Nurse).await);
    let nobody = uuid::Uuid::nil();
    let before = harness.seq();
    let book = "/api/v1/appointments";
    let deposits = format!("/api/v1/admissions/{nobody}/deposits");
    let cases = [
        (book, json!({ "slot": nobody, "patient": nobody, "vip": true }), "json-unknown-field", "vip"),
        (book, json!({ "slot": nobody, "patient": nobody, "channel": "online" }), "json-unknown-field", "channel"),
        (book, json!({ "slot": nobody, "patient": nobody, "do": "settle" }), "json-unknown-field", "do"),
        (book, json!({ "slot": nobody }), "json-missing-field", "patient"),
        (book, json!({ "slot": 7, "patient": nobody }), "json-invalid", "slot"),
        (book, json!({ "slot": nobody, "patient": "7" }), "json-invalid", "patient"),
        ("/api/v1/persons", json!({ "identity": "known", "person": { "name": 5 } }), "json-invalid", "person.name"),
        (
            "/api/v1/persons",
            json!({ "identity": "known", "person": { "name": "林示例", "credentials": [{ "kind": "face", "number": "1" }] } }),
            "json-invalid",
            "person.credentials[0].kind",
        ),
    ];
    for (path, body, code, field) in cases {
        let reply = harness.call(POST, path, Some(&desk), Some(body)).await;
        let problem = assert_problem(&reply, StatusCode::UNPROCESSABLE_ENTITY, code);
        assert_eq!(problem["field"], field, "{problem}");
    }
    for (amount, rule) in [(json!("1.234"), "yuan"), (json!(5), "yuan"), (json!("x"), "yuan")] {
        let body = json!({ "amount": amount, "method": "cash" });
        let problem = harness.call(POST, &deposits, Some(&nurse), Some(body)).await.json();
        assert_eq!((&problem["field"], &problem["args"]["rule"]), (&json!("amount"), &json!(rule)), "{problem}");
        assert_eq!(problem["args"]["value"], amount.to_string());
    }
    let body = json!({ "amount": "1.00", "method": "gold" });
    let problem = harness.call(POST, &deposits, Some(&nurse), Some(body)).await.json();
    assert_eq!((&problem["field"], &problem["args"]["rule"]), (&json!("method"), &json!("one-of")), "{problem}");
    assert_eq!(harness.seq(), before, "nothing was done");
}

#[tokio::test]
async fn an_id_number_with_a_wrong_check_digit_is_refused_by_its_rule() {
    let harness = Harness::new().await;
    let desk = harness.token(Role::Desk).await;
    let before = harness.seq();
    let right = model::credential::complete_resident_id("37010019600101021").unwrap();
    let wrong = if right.ends_with('1') { "2" } else { "1" };
    let credential = json!({ "kind": "resident_id", "number": format!("{}{wrong}", &right[..17]) });
    let person = json!({ "identity": "known", "person": { "name": "林示例", "credentials": [credential] } });
    let reply = harness.call(POST, "/api/v1/persons", Some(&desk), Some(person)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json");
    assert!(reply.json()["field"].is_string(), "{}", reply.json());
    assert_eq!(harness.seq(), before);
}

#[tokio::test]
async fn a_body_that_is_none_is_refused() {
    let harness = Harness::new().await;
    let token = harness.token(Role::Desk).await;
    let key = [("idempotency-key", "k")];
    let send = |body: Vec<u8>| harness.call_with(POST, "/api/v1/appointments", &key, Some(&token), body);
    let problem = assert_problem(&send(b"{\n \"slot\": }".to_vec()).await, StatusCode::BAD_REQUEST, "json-malformed");
    assert_eq!((&problem["args"]["line"], &problem["args"]["column"]), (&json!(2), &json!(10)));
    assert_problem(&send(b"[]".to_vec()).await, StatusCode::BAD_REQUEST, "json-not-object");
    let large = send(vec![b' '; 50 * 1024 * 1024]).await;
    let problem = assert_problem(&large, StatusCode::PAYLOAD_TOO_LARGE, "body-too-large");
    assert_eq!(problem["args"]["max"], 256);
    let login = harness.call_with(POST, "/api/v1/login", &[], None, vec![b' '; 50 * 1024 * 1024]).await;
    assert_problem(&login, StatusCode::PAYLOAD_TOO_LARGE, "body-too-large");
    let headers = [("idempotency-key", "k"), ("content-type", "text/plain")];
    let text = harness.call_with(POST, "/api/v1/logout", &headers, Some(&token), "").await;
    assert_eq!(text.status, StatusCode::NO_CONTENT, "no body has no type");
}

#[tokio::test]
async fn somebody_elses_appointment_is_as_one_that_is_not_there() {
    let harness = Harness::new().await;
    let token = harness.token(Role::Patient).await;
    let before = harness.seq();
    for (method, step, body) in [
        (GET, "", None),
        (POST, "/cancel", Some(json!({ "reason": "patient_wish" }))),
        (POST, "/move", Some(json!({ "slot": harness.slots[0] }))),
    ] {
        let mut said = Vec::new();
        for visit in [harness.others_visit.to_string(), uuid::Uuid::from_u128(7).to_string(), "x".to_owned()] {
            let reply = harness
                .call(method.clone(), &format!("/api/v1/appointments/{visit}{step}"), Some(&token), body.clone())
                .await;
            let mut problem = assert_problem(&reply, StatusCode::NOT_FOUND, "not-found");
            problem["instance"] = Value::Null;
            said.push(problem);
        }
        assert!(said.iter().all(|problem| *problem == said[0]), "{said:?}");
    }
    let body = json!({ "slot": harness.slots[0], "patient": harness.other });
    let reply = harness.call(POST, "/api/v1/appointments", Some(&token), Some(body)).await;
    assert_problem(&reply, StatusCode::NOT_FOUND, "not-found");
    assert_eq!(harness.seq(), before, "nothing was done");
}

#[tokio::test]
async fn a_problem_speaks_the_callers_language() {
    let harness = Harness::new().await;
    let token = harness.token(Role::Patient).await;
    let path = format!("/api/v1/appointments/{}", uuid::Uuid::nil());
    for (asked, title) in [("en-GB,en;q=0.9", "Not found"), ("zh-CN", "未找到"), ("fr", "未找到")] {
        let reply = harness.call_with(GET, &path, &[("accept-language", asked)], Some(&token), "").await;
        assert_eq!(reply.json()["title"], title, "{asked}");
    }
    // A refusal by the rules as well: the same person twice in a slot.
    let key = |key| [("idempotency-key", key), ("accept-language", "en")];
    let body = json!({ "slot": harness.slots[0], "patient": harness.patient }).to_string();
    let first = harness.call_with(POST, "/api/v1/appointments", &key("1"), Some(&token), body.clone()).await;
    assert_eq!(first.status, StatusCode::OK);
    let twice = harness.call_with(POST, "/api/v1/appointments", &key("2"), Some(&token), body).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(twice.json()["title"], "The rules do not allow this");
    assert!(twice.json()["detail"].as_str().unwrap().contains("limit is 1"), "{}", twice.json());
}

#[tokio::test]
async fn a_wrong_password_and_a_name_that_nobody_has_are_refused_alike() {
    let harness = Harness::new().await;
    let mut said = Vec::new();
    for login in ["patient", "nobody-at-all"] {
        let body = json!({ "login": login, "password": "wrong-password" }).to_string();
        let reply = harness.call_with(POST, "/api/v1/login", &[], None, body).await;
        let mut problem = assert_problem(&reply, StatusCode::UNPROCESSABLE_ENTITY, "login-failed");
        problem["instance"] = Value::Null;
        said.push(problem);
    }
    assert_eq!(said[0], said[1]);
}

#[tokio::test]
async fn an_address_that_is_none_is_a_problem_too() {
    let harness = Harness::new().await;
    for path in ["/api/none", "/api/v1", "/api/v1/", "/api/v1/none", "/api/v2/appointments"] {
        assert_problem(&harness.call(GET, path, None, None).await, StatusCode::NOT_FOUND, "no-such-address");
    }
    assert_problem(&harness.call(POST, "/api/none", None, None).await, StatusCode::NOT_FOUND, "no-such-address");
    let wrong = harness.call(Method::DELETE, "/api/v1/appointments", None, None).await;
    assert_problem(&wrong, StatusCode::METHOD_NOT_ALLOWED, "no-such-method");
    let admin = harness.token(Role::Admin).await;
    let asked = harness.call(GET, "/api/v1/overview?day=1", Some(&admin), None).await;
    assert_eq!(assert_problem(&asked, StatusCode::BAD_REQUEST, "query-unknown")["field"], "day");
    let asked = harness.call(GET, "/api/v1/overview?days=many", Some(&admin), None).await;
    assert_eq!(assert_problem(&asked, StatusCode::BAD_REQUEST, "json-invalid")["field"], "days");
}

/// What an address contains is read as what it is, once, and as nothing else.
#[tokio::test]
async fn an_address_says_what_is_looked_at() {
    let harness = Harness::new().await;
    let (admin, desk) = (harness.token(Role::Admin).await, harness.token(Role::Desk).await);
    let days = harness.call(GET, "/api/v1/overview?days=7", Some(&admin), None).await.json();
    assert_eq!((&days["days"], &days["from"], &days["until"]), (&json!(7), &json!("2026-11-20"), &json!("2026-11-26")));
    let own = harness.call(GET, "/api/v1/overview", Some(&admin), None).await.json();
    assert_eq!((&own["days"], &own["from"]), (&json!(14), &json!("2026-11-13")));
    let week = format!("/api/v1/departments/{}/week", harness.department);
    let shown = harness.call(GET, &format!("{week}?date=2026-12-03"), Some(&admin), None).await.json();
    assert_eq!((&shown["days"][0], &shown["days"][6]), (&json!("2026-11-30"), &json!("2026-12-06")), "{shown}");

    let list = format!("/api/v1/departments/{}/appointments", harness.department);
    let at = async |query: &str| harness.call(GET, &format!("{list}{query}"), Some(&desk), None).await;
    assert_eq!(at("?date=2026-11-26").await.json()["rows"].as_array().unwrap().len(), 1);
    assert_eq!(at("?date=2026-11-27").await.json()["rows"].as_array().unwrap().len(), 0);
    let named = |query: String| async move {
        let reply = at(&query).await;
        assert_problem(&reply, StatusCode::BAD_REQUEST, "query-unknown")["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(named("?date=2026-11-26&date=2026-11-27".into()).await, "date");
    assert_eq!(named(format!("?department={}", harness.department)).await, "department");
    assert_eq!(named("?days=3".into()).await, "days");
    let wrong = at("?date=26.11.2026").await;
    let wrong = assert_problem(&wrong, StatusCode::BAD_REQUEST, "json-invalid");
    assert_eq!((&wrong["field"], &wrong["args"]["value"]), (&json!("date"), &json!("26.11.2026")), "{wrong}");
    let nowhere = harness.call(GET, "/api/v1/departments/7/appointments?date=none", Some(&desk), None).await;
    assert_problem(&nowhere, StatusCode::NOT_FOUND, "not-found");
}

#[tokio::test]
async fn the_page_to_try_it_has_its_own_policy_and_all_others_the_strict_one() {
    let harness = Harness::new().await;
    let policy = async |path: &str| {
        let reply = harness.call(GET, path, None, None).await;
        (reply.status, reply.header(header::CONTENT_SECURITY_POLICY).to_owned())
    };
    for path in ["/api/", "/api/swagger-ui.css", "/api/swagger-initializer.js"] {
        let (status, policy) = policy(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(policy.contains("'unsafe-inline'") && policy.contains("script-src 'self';"), "{path}: {policy}");
    }
    for path in ["/api/openapi.json", "/api/none", "/login"] {
        assert!(!policy(path).await.1.contains("unsafe"), "{path}");
    }
    assert_eq!(harness.call(GET, "/api", None, None).await.header(header::LOCATION), "/api/");
    let initializer = harness.call(GET, "/api/swagger-initializer.js", None, None).await;
    assert!(std::str::from_utf8(&initializer.body).unwrap().contains("/api/openapi.json"));
    assert_eq!(harness.call(GET, "/api/openapi.json", None, None).await.json()["openapi"], "3.1.0");
}

#[tokio::test]
async fn staff_find_people_without_naming_them_in_an_address() {
    let harness = Harness::new().await;
    let desk = harness.token(Role::Desk).await;
    let found = harness.call(POST, "/api/v1/search", Some(&desk), Some(json!({ "text": "13800000000" }))).await;
    assert_eq!(found.json()["hits"].as_array().unwrap().len(), 2, "{}", found.json());
    let screen = harness.call(GET, "/api/v1/screens/CARD", None, None).await;
    assert_eq!(screen.json()["department"]["code"], "CARD");
    let nowhere = harness.call(GET, "/api/v1/screens/NONE", None, None).await;
    assert_problem(&nowhere, StatusCode::NOT_FOUND, "not-found");
}

#[tokio::test]
async fn an_administrator_keeps_logins() {
    let harness = Harness::new().await;
    let admin = harness.token(Role::Admin).await;
    let body = json!({ "login": "desk-2", "password": PASSWORD, "role": "desk", "department": harness.department });
    let created = harness.call(POST, "/api/v1/users", Some(&admin), Some(body.clone())).await;
    assert_eq!(created.status, StatusCode::OK, "{}", created.json());
    let user = created.json()["user"].as_str().unwrap().to_owned();
    let twice = harness.call(POST, "/api/v1/users", Some(&admin), Some(body)).await;
    assert_eq!(assert_problem(&twice, StatusCode::UNPROCESSABLE_ENTITY, "login-taken")["field"], "login");
    let body = json!({ "password": "another-morning-8" });
    let set = harness.call(POST, &format!("/api/v1/users/{user}/password"), Some(&admin), Some(body)).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT);
    let unlocked = harness.call(POST, &format!("/api/v1/users/{user}/unlock"), Some(&admin), None).await;
    assert_eq!(unlocked.status, StatusCode::NO_CONTENT);
    let users = harness.call(GET, "/api/v1/users", Some(&admin), None).await;
    assert!(users.json().as_array().unwrap().iter().any(|row| row["login"] == "desk-2"));
}

#[tokio::test]
async fn a_window_is_read_with_its_price_and_minute_before_it_is_booked() {
    let harness = Harness::new().await;
    let patient = harness.token(Role::Patient).await;
    let window = format!("/api/v1/slots/{}", harness.slots[0]);
    let shown = harness.call(GET, &window, Some(&patient), None).await.json();
    assert_eq!((&shown["fee"], &shown["refusal"]), (&json!("15.00"), &Value::Null), "{shown}");
    assert!(shown["slot"]["expected_at"].is_string(), "{shown}");
    // How a booking would be answered now.
    let body = json!({ "slot": harness.slots[0], "patient": harness.patient });
    assert_eq!(harness.call(POST, "/api/v1/appointments", Some(&patient), Some(body)).await.status, StatusCode::OK);
    let again = harness.call(GET, &window, Some(&patient), None).await.json();
    assert_eq!(again["refusal"]["code"], "already-in-slot", "{again}");
    // A login without a person must say whom it means; a patient may not ask about somebody else.
    let desk = harness.token(Role::Desk).await;
    let nobody = harness.call(GET, &window, Some(&desk), None).await;
    assert_eq!(assert_problem(&nobody, StatusCode::BAD_REQUEST, "query-missing")["field"], "patient");
    let named = format!("{window}?patient={}", harness.other);
    assert_eq!(harness.call(GET, &named, Some(&desk), None).await.status, StatusCode::OK);
    assert_problem(&harness.call(GET, &named, Some(&patient), None).await, StatusCode::NOT_FOUND, "not-found");
}
