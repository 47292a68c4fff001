//! Every address of the document has a case: who is denied follows from the right that it needs.

use crate::{
    api::{account::STEPS, document::DOCUMENT, read::READS, routes::COMMANDS},
    tests::harness::{Harness, ROLES},
};
use axum::http::{Method, StatusCode, header};
use hospital::{
    Action,
    authorize::{Grant, grant},
};
use model::actor::Role;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Addresses that need no token: the path below `/api/v1`.
const PUBLIC: [&str; 2] = ["/login", "/screens/{code}"];
/// Addresses that need a token but no right.
const MEMBER: [&str; 2] = ["/logout", "/password"];

/// The right that each address needs, from the tables from which the router is made.
fn rights() -> BTreeMap<(Method, &'static str), Action> {
    let commands = COMMANDS.iter().map(|command| {
        let action: Action = serde_json::from_value(json!(command.request)).unwrap();
        ((Method::POST, command.path), action)
    });
    let steps = STEPS.iter().filter_map(|step| Some(((Method::POST, step.path), step.action?)));
    let reads = READS.iter().filter(|read| !read.public).map(|read| {
        let method = if read.in_body { Method::POST } else { Method::GET };
        ((method, read.path), read.action)
    });
    commands.chain(steps).chain(reads).collect()
}

/// Who must be denied what, by the table that people wrote: not by the code that denies.
fn never() -> BTreeSet<(Action, Role)> {
    let mut rows = include_str!("../../../../hospital/tests/data/rights.tsv").lines().map(|row| row.split('\t'));
    let name = |text: &str| json!(text);
    let roles: Vec<Role> =
        rows.next().unwrap().skip(1).map(|role| serde_json::from_value(name(role)).unwrap()).collect();
    let denied = rows.flat_map(|mut row| {
        let action: Action = serde_json::from_value(name(row.next().unwrap())).unwrap();
        let denied = row.zip(roles.clone()).filter(|(right, _)| *right == "never");
        denied.map(move |(_, role)| (action, role)).collect::<Vec<_>>()
    });
    denied.collect()
}

/// Every address of the document: method, path below `/api/v1`, operation.
fn addresses() -> Vec<(Method, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, operations)| {
        let path = path.strip_prefix("/api/v1").unwrap();
        let operations = operations.as_object().unwrap();
        operations.iter().map(move |(method, operation)| (method.to_uppercase().parse().unwrap(), path, operation))
    });
    operations.collect()
}

/// A value that a schema of the document describes.
pub(super) fn sample(schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(one) =
        schema["anyOf"].get(0).or(schema["oneOf"].get(0)).or(schema.get("allOf").and_then(|all| all.get(0)))
    {
        return sample(one);
    }
    if let Some(value) = schema.get("const").or(schema["enum"].get(0)).or(schema["examples"].get(0)) {
        return value.clone();
    }
    match (
        schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default(),
        schema["format"].as_str().unwrap_or_default(),
    ) {
        ("string", "uuid") => json!(uuid::Uuid::nil()),
        ("string", "date") => json!("2026-11-26"),
        ("string", "date-time") => json!("2026-11-26T00:20:00Z"),
        ("string", _) => json!("text"),
        ("integer", _) => json!(1),
        ("boolean", _) => json!(true),
        ("array", _) if schema["items"].is_object() => json!([sample(&schema["items"])]),
        ("array", _) => json!([]),
        ("object", _) => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let members: Map<String, Value> =
                properties.iter().map(|(name, schema)| (name.clone(), sample(schema))).collect();
            Value::Object(members)
        }
        other => panic!("{other:?}: {schema}"),
    }
}

fn body(operation: &Value) -> Option<Value> {
    operation.pointer("/requestBody/content/application~1json/schema").map(sample)
}

#[test]
fn every_address_of_the_document_has_a_case() {
    let rights = rights();
    for (method, path, _) in addresses() {
        let cases = usize::from(rights.contains_key(&(method.clone(), path)))
            + usize::from(PUBLIC.contains(&path))
            + usize::from(MEMBER.contains(&path));
        assert_eq!(cases, 1, "{method} {path}");
    }
    assert_eq!(rights.len() + PUBLIC.len() + MEMBER.len(), addresses().len());
}

/// The cases below follow what a read itself says that it needs.
#[test]
fn a_read_needs_the_right_that_stands_here() {
    let needs: BTreeMap<&str, Action> = READS.iter().map(|read| (read.path, read.action)).collect();
    let stands = BTreeMap::from([
        ("/admissions/{admission}", Action::ReadAdmission),
        ("/admissions/{admission}/bill", Action::ReadBill),
        ("/admissions/{admission}/settlement", Action::ReadBill),
        ("/appointments/{appointment}", Action::ReadPerson),
        ("/broken-glass", Action::ReadAudit),
        ("/clinics/{clinic}/referrals", Action::ReadReferrals),
        ("/departments", Action::ReadSlots),
        ("/departments/{department}/appointments", Action::ReadDay),
        ("/departments/{department}/lines", Action::ReadWeek),
        ("/departments/{department}/slots", Action::ReadSlots),
        ("/departments/{department}/templates", Action::ReadWeek),
        ("/departments/{department}/waitlist", Action::ReadSlots),
        ("/departments/{department}/week", Action::ReadWeek),
        ("/devices", Action::ReadWeek),
        ("/devices/{device}/sessions", Action::ReadWeek),
        ("/draws", Action::ReadPerson),
        ("/draws/{draw}", Action::ReadSlots),
        ("/itineraries/plan", Action::BookItinerary),
        ("/journeys", Action::ReadPerson),
        ("/journeys/{journey}", Action::ReadPerson),
        ("/log-ins", Action::ReadAudit),
        ("/arrears", Action::ReadArrears),
        ("/tills/own", Action::ReadTill),
        ("/open-stays", Action::ReadOpenStays),
        ("/overview", Action::ReadPromises),
        ("/persons/{person}", Action::ReadPerson),
        ("/places", Action::ReadUsers),
        ("/profile", Action::ReadSlots),
        ("/room", Action::ReadRoom),
        ("/screens/{code}", Action::ReadSlots),
        ("/search", Action::SearchPeople),
        ("/sessions/{session}/closure", Action::ReadClosure),
        ("/closures/to-phone", Action::ReadClosure),
        ("/appointments/{appointment}/contact", Action::OpenDisplaced),
        ("/appeals", Action::ReadAppeals),
        ("/appointments/{appointment}/missed", Action::ReadAppeals),
        ("/appointments/{appointment}/referral", Action::ReadReferral),
        ("/exemptions", Action::ReadExemptions),
        ("/exemptions/candidates", Action::ReadExemptions),
        ("/sessions/{session}/withdrawal", Action::WithdrawSession),
        ("/slots/{slot}", Action::Book),
        ("/templates/{template}/tuning", Action::ReadWeek),
        ("/users", Action::ReadUsers),
        ("/waitlist", Action::ReadPerson),
        ("/ward", Action::ReadWard),
        ("/wards/{ward}", Action::ReadWard),
    ]);
    assert_eq!(needs, stands);
}

#[tokio::test]
async fn without_a_token_only_what_is_public_is_there() {
    let harness = Harness::new().await;
    let before = harness.seq();
    let cookie = format!("onething-1={}", harness.cookie(Role::Admin).await.token);
    for (method, path, operation) in addresses() {
        let public = PUBLIC.contains(&path);
        assert_eq!(operation["security"] == json!([]), public, "{path} says whether it needs a token");
        let address = format!("/api/v1{}", harness.address(path));
        // Neither nothing nor a cookie nor an invented token counts as a token.
        for headers in [vec![], vec![("cookie", cookie.as_str())], vec![("authorization", "Bearer 00")]] {
            let text = body(operation).map(|body| body.to_string()).unwrap_or_default();
            let reply = harness.call_with(method.clone(), &address, &headers, None, text).await;
            if public {
                assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
                continue;
            }
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(reply.header(header::WWW_AUTHENTICATE), "Bearer");
            assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json");
            assert_eq!(reply.json()["code"], "no-token");
        }
    }
    assert_eq!(harness.seq(), before, "nothing was done");
}

#[tokio::test]
async fn another_role_is_denied_and_does_nothing() {
    let harness = Harness::new().await;
    let before = harness.seq();
    let (rights, never, mut denied) = (rights(), never(), 0);
    let mut open = Vec::new();
    for role in ROLES {
        let token = harness.token(role).await;
        for (method, path, operation) in addresses() {
            let Some(action) = rights.get(&(method.clone(), path)) else { continue };
            if !never.contains(&(*action, role)) {
                continue;
            }
            denied += 1;
            let address = format!("/api/v1{}", harness.address(path));
            let reply = harness.call(method.clone(), &address, Some(&token), body(operation)).await;
            if (reply.status, &reply.json()["code"]) != (StatusCode::FORBIDDEN, &json!("denied")) {
                open.push(format!("{role:?} {method} {path}: {}", reply.json()));
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
    assert!(denied > 100, "{denied} were tried");
    assert_eq!(harness.seq(), before, "nothing was done");
}

/// The server accepts what the document describes: a body made from a schema is never refused for its form.
#[tokio::test]
async fn a_body_as_described_is_read() {
    let harness = Harness::new().await;
    let mut tokens = Vec::new();
    for role in ROLES {
        tokens.push((role, harness.token(role).await));
    }
    for command in COMMANDS.iter() {
        // Whoever may never do it is denied before the body is read.
        let may = |(role, _): &&(Role, String)| !matches!(grant(command.action, *role), Grant::Never);
        let (_, token) = tokens.iter().find(may).unwrap();
        let operation = &DOCUMENT["paths"][format!("/api/v1{}", command.path)]["post"];
        let address = format!("/api/v1{}", harness.address(command.path));
        let reply = harness.call(Method::POST, &address, Some(token), body(operation)).await;
        if reply.status.is_success() {
            continue;
        }
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        assert!(!code.starts_with("json-"), "{}: {}", command.request, reply.json());
    }
}
