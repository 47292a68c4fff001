//! The server keeps to what the document says of a field: a value at each bound is accepted, one beyond it is refused,
//! and a closed object accepts no more members.

use super::authorization::sample;
use crate::{
    api::{
        document::DOCUMENT,
        routes::COMMANDS,
        schema::{item, member, resolved},
    },
    tests::harness::{Harness, ROLES, today},
};
use axum::http::{Method, StatusCode};
use hospital::authorize::{Grant, grant};
use model::{actor::Role, credential::complete_resident_id};
use serde_json::{Value, json};

/// The schema of the body of an address.
fn described(path: &str) -> &'static Value {
    &DOCUMENT["paths"][format!("/api/v1{path}")]["post"]["requestBody"]["content"]["application/json"]["schema"]
}

/// What is said of a field, also if it is one of a list's items.
fn field(path: &str, pointer: &str) -> Value {
    pointer.split('/').skip(1).fold(described(path).clone(), |schema, step| {
        let below =
            if step.bytes().all(|digit| digit.is_ascii_digit()) { item(&schema) } else { member(&schema, step) };
        // What is said beside a reference applies to it.
        resolved(below).clone()
    })
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

fn text(of: &str, length: usize) -> Value {
    json!(of.repeat(length))
}

/// Pairs of a value at a bound and one beyond it, from the document.
fn pairs(schema: &Value, letter: &str) -> Vec<(Value, Value)> {
    let number = |name: &str| schema[name].as_i64();
    let length = |name: &str| number(name).map(|number| usize::try_from(number).unwrap());
    let mut pairs = Vec::new();
    if let Some(max) = length("maxLength") {
        pairs.push((text(letter, max), text(letter, max + 1)));
    }
    if let Some(min) = length("minLength").filter(|min| *min > 0) {
        pairs.push((text(letter, min), text(letter, min - 1)));
    }
    pairs.extend(number("maximum").map(|max| (json!(max), json!(max + 1))));
    pairs.extend(number("minimum").map(|min| (json!(min), json!(min - 1))));
    pairs
}

/// Values that fit a pattern of the document, and values that do not.
fn forms(schema: &Value, fit: &[&str], others: &[&str]) -> Vec<(Value, Value)> {
    let pattern = fancy_regex::Regex::new(schema["pattern"].as_str().unwrap()).unwrap();
    let fits = |text: &str| pattern.is_match(text).unwrap();
    assert!(fit.iter().all(|text| fits(text)), "{schema}");
    assert!(!others.iter().any(|text| fits(text)), "{schema}");
    fit.iter().flat_map(|fit| others.iter().map(move |other| (json!(fit), json!(other)))).collect()
}

struct Bounds {
    harness: Harness,
    /// The stay that was requested.
    admission: String,
    tried: usize,
    /// Where document and server differ.
    found: Vec<String>,
}

impl Bounds {
    async fn post(&self, path: &str, role: Role, body: &Value) -> (StatusCode, Value) {
        let token = self.harness.token(role).await;
        let path = format!("/api/v1{}", self.harness.address(&self.filled(path)));
        let reply = self.harness.call(Method::POST, &path, Some(&token), Some(body.clone())).await;
        (reply.status, if reply.body.is_empty() { Value::Null } else { reply.json() })
    }

    /// The address of the stay that was requested, if one was.
    fn filled(&self, path: &str) -> String {
        if self.admission.is_empty() { path.to_owned() } else { path.replace("{admission}", &self.admission) }
    }

    /// The value beyond is refused, and the one at the bound is not refused for that reason.
    async fn hold(&mut self, (path, role): (&str, Role), body: &Value, pointer: &str, pairs: Vec<(Value, Value)>) {
        assert!(!pairs.is_empty(), "{path} {pointer}: the document says no bound");
        for (at, beyond) in pairs {
            let with = |value: &Value| {
                let mut body = body.clone();
                // What was accepted has its code; one of twelve characters is one of a hospital too.
                if let Some(code) = body.get_mut("code") {
                    *code = json!(format!("C{:010}{}", self.tried, u8::from(value == &at)));
                }
                *body.pointer_mut(pointer).unwrap() = value.clone();
                body
            };
            let (status, refused) = self.post(path, role, &with(&beyond)).await;
            let name =
                pointer.split('/').skip(1).find(|step| refused["field"].as_str().is_some_and(|at| at.contains(*step)));
            if status != StatusCode::UNPROCESSABLE_ENTITY || name.is_none() {
                self.found.push(format!("{path} {pointer} takes {}: {refused}", shortened(&beyond)));
            }
            let (_, taken) = self.post(path, role, &with(&at)).await;
            if let Some(admission) = taken["admission"].as_str() {
                self.admission = admission.to_owned();
            }
            let why = |reply: &Value| (reply["code"].clone(), reply["field"].clone());
            if why(&taken) == why(&refused) {
                self.found.push(format!("{path} {pointer} refuses {}: {taken}", shortened(&at)));
            }
            self.tried += 1;
        }
    }

    /// The bounds that the document says of a text or a number.
    async fn says(&mut self, to: (&str, Role), body: &Value, pointers: &[(&str, &str)]) {
        for (pointer, letter) in pointers {
            self.hold(to, body, pointer, pairs(&field(to.0, pointer), letter)).await;
        }
    }
}

#[tokio::test]
async fn what_the_document_says_of_a_field_is_what_the_server_holds() {
    let mut bounds = Bounds { harness: Harness::new().await, admission: String::new(), tried: 0, found: Vec::new() };
    let (department, clinician) = (bounds.harness.department, bounds.harness.clinician);
    let label = json!({ "zh": "甲", "en": "A" });

    let days = ("/appointments/{appointment}/impossible-days", Role::Desk);
    let dates = |count: u64| -> Value { (1..=count).map(|day| json!(format!("2026-12-{day:02}"))).collect() };
    let body = json!({ "impossible": { "weekdays": [], "dates": [] } });
    let max = field(days.0, "/impossible/dates")["maxItems"].as_u64().unwrap();
    bounds.hold(days, &body, "/impossible/dates", vec![(dates(max), dates(max + 1))]).await;

    let cancel = ("/appointments/{appointment}/cancel", Role::Desk);
    bounds.says(cancel, &json!({ "reason": "other", "text": "" }), &[("/text", "a")]).await;

    let register = ("/persons", Role::Desk);
    let person = json!({ "identity": "unidentified", "person": {
        "name": "甲", "phone": "13800000000", "address": "甲", "credentials": [],
    } });
    let texts = [("/person/name", "甲"), ("/person/phone", "1"), ("/person/address", "甲")];
    bounds.says(register, &person, &texts).await;
    let cards = |count: u32| -> Value {
        let card = |number| complete_resident_id(&format!("37010019800101{number:03}")).unwrap();
        (0..count).map(|number| json!({ "kind": "resident_id", "number": card(2 * number) })).collect()
    };
    let max_cards = u32::try_from(field(register.0, "/person/credentials")["maxItems"].as_u64().unwrap()).unwrap();
    bounds.hold(register, &person, "/person/credentials", vec![(cards(max_cards), cards(max_cards + 1))]).await;
    let passport = json!({ "identity": "known", "person": { "name": "甲", "credentials": [
        { "kind": "passport", "number": "M12345678", "country": "KOR" },
    ] } });
    let country = field(register.0, "/person/credentials/0/country");
    let pairs = forms(&country, &["KOR"], &["KO", "K0R"]);
    bounds.hold(register, &passport, "/person/credentials/0/country", pairs).await;

    let coverage = ("/persons/{person}/coverages", Role::Desk);
    let body = json!({ "insurance": "310", "class": "active", "region": "370100", "psn_no": "1" });
    bounds.says(coverage, &body, &[("/psn_no", "1")]).await;
    let pairs = forms(&field(coverage.0, "/region"), &["370100"], &["37010", "3701000", "37010x"]);
    bounds.hold(coverage, &body, "/region", pairs).await;

    let profile = ("/profile", Role::Admin);
    let body = json!({ "name": label, "code": "H37010000001", "level": 3, "kind": "general", "region": "370100" });
    bounds.says(profile, &body, &[("/name/zh", "甲"), ("/name/en", "A"), ("/level", "")]).await;
    let pairs = forms(&field(profile.0, "/code"), &["H37010000001"], &["H3701000001", "H370100000012", "H3701000000-"]);
    bounds.hold(profile, &body, "/code", pairs).await;
    let pairs = forms(&field(profile.0, "/region"), &["370100"], &["37010", "3701000", "37010x"]);
    bounds.hold(profile, &body, "/region", pairs).await;

    let beds = ("/bed-rules", Role::Admin);
    let rules = json!({ "source": "甲", "other_ward": 1000, "later_ward": 0, "opened_room": 0, "takes_oxygen": 0,
        "takes_isolation": 0, "closed_bed": 0 });
    let body = json!({ "rules": rules });
    let weights = ["other_ward", "later_ward", "opened_room", "takes_oxygen", "takes_isolation", "closed_bed"];
    let weights = weights.map(|name| format!("/rules/{name}"));
    let fields: Vec<(&str, &str)> =
        std::iter::once(("/rules/source", "甲")).chain(weights.iter().map(|name| (name.as_str(), ""))).collect();
    bounds.says(beds, &body, &fields).await;

    let open = ("/departments", Role::Admin);
    let body = json!({ "code": "A", "name": label, "place": label });
    let texts = [("/name/zh", "甲"), ("/name/en", "A"), ("/place/zh", "甲"), ("/place/en", "A")];
    bounds.says(open, &body, &texts).await;
    let pairs =
        forms(&field(open.0, "/code"), &["A_1-b", "ABCDEFGHIJKLMNOPQRST"], &["", "ABCDEFGHIJKLMNOPQRSTU", "A B"]);
    bounds.hold(open, &body, "/code", pairs).await;

    let enrol = ("/departments/{department}/clinicians", Role::Admin);
    let body = json!({ "name": "甲", "title": "chief", "fee": "1.00" });
    bounds.says(enrol, &body, &[("/name", "甲")]).await;
    let pairs = forms(&field(enrol.0, "/fee"), &["0", "12.50"], &["-1", "1.234", "x"]);
    bounds.hold(enrol, &body, "/fee", pairs).await;

    let devices = ("/departments/{department}/devices", Role::Admin);
    let body = json!({ "code": "US-9", "name": label, "kind": "us", "room": label });
    let texts = [("/name/zh", "甲"), ("/name/en", "A"), ("/room/zh", "甲"), ("/room/en", "A")];
    bounds.says(devices, &body, &texts).await;
    let pairs = forms(&field(devices.0, "/code"), &["US_1-b"], &["", "ABCDEFGHIJKLMNOPQRSTU", "A B"]);
    bounds.hold(devices, &body, "/code", pairs).await;

    let clinics = ("/clinics", Role::Admin);
    let body = json!({ "code": "JC9", "name": label, "departments": [department] });
    bounds.says(clinics, &body, &[("/name/zh", "甲"), ("/name/en", "A")]).await;
    let change = ("/clinics/{clinic}/change", Role::Admin);
    let body = json!({ "name": label, "departments": [department] });
    bounds.says(change, &body, &[("/name/zh", "甲"), ("/name/en", "A")]).await;
    let refer = ("/clinics/{clinic}/referrals", Role::Referrer);
    let body = json!({ "slot": bounds.harness.slots[0], "person": person["person"], "why": "甲" });
    bounds.says(refer, &body, &[("/why", "甲")]).await;

    let ward = ("/wards", Role::Admin);
    let room = |room: u64, beds: u64| {
        let beds: Vec<String> = (0..beds).map(|bed| format!("{room}-{bed}")).collect();
        json!({ "number": format!("{room}"), "sex": "either", "beds": beds })
    };
    let rooms = |rooms: u64| -> Value { (0..rooms).map(|number| room(number, 1)).collect() };
    let items = |pointer: &str, bound: &str| field(ward.0, pointer)[bound].as_u64().unwrap();
    let body = json!({ "code": "W9", "name": label, "departments": [], "rooms": rooms(1) });
    let (min, max) = (items("/rooms", "minItems"), items("/rooms", "maxItems"));
    let pairs = vec![(rooms(min), rooms(min - 1)), (rooms(max), rooms(max + 1))];
    bounds.hold(ward, &body, "/rooms", pairs).await;
    let texts = [("/name/zh", "甲"), ("/name/en", "A"), ("/rooms/0/number", "1"), ("/rooms/0/beds/0", "1")];
    bounds.says(ward, &body, &texts).await;
    let (min, max) = (items("/rooms/0/beds", "minItems"), items("/rooms/0/beds", "maxItems"));
    let beds = |count: u64| room(0, count)["beds"].clone();
    let pairs = vec![(beds(min), beds(min - 1)), (beds(max), beds(max + 1))];
    bounds.hold(ward, &body, "/rooms/0/beds", pairs).await;
    let max = items("/departments", "maxItems");
    let departments = |count: u64| -> Value { (0..count).map(|_| json!(department)).collect() };
    bounds.hold(ward, &body, "/departments", vec![(departments(max), departments(max + 1))]).await;

    let publish = ("/sessions", Role::Admin);
    let body = json!({
        "clinician": clinician, "room": label, "date": "2026-12-01", "from": 600, "until": 700, "slot_minutes": 10,
        "capacity": 1,
    });
    let fields = [("/room/zh", "甲"), ("/room/en", "A"), ("/slot_minutes", ""), ("/capacity", ""), ("/from", "")];
    bounds.says(publish, &body, &fields).await;
    bounds.hold(publish, &body, "/until", vec![(json!(1620), json!(1621))]).await;
    let moment = |days: u16| json!({ "days_before": days, "at": 480 });
    let share = json!({ "pool": "referral", "share_percent": 30, "opens": moment(9), "falls": moment(1) });
    let kept = json!({ "pools": [share] });
    let with = |mut body: Value| {
        body["pools"] = kept["pools"].clone();
        body
    };
    let numbers = ["share_percent", "opens/days_before", "opens/at", "falls/at"];
    for pointer in numbers.map(|name| format!("/pools/0/{name}")) {
        bounds.says(publish, &with(body.clone()), &[(pointer.as_str(), "")]).await;
    }

    let template = ("/templates", Role::Admin);
    let body = json!({ "clinician": clinician, "plan": {
        "valid_from": "2026-12-01", "room": label, "weekday": "tuesday", "weeks": "odd", "anchor": "2026-12-01",
        "from": 600, "until": 660, "slot_minutes": 10, "capacity": 1, "release_days": 7, "release_at": 420,
    } });
    for pointer in ["slot_minutes", "release_days", "release_at", "from", "until"] {
        bounds.says(template, &body, &[(format!("/plan/{pointer}").as_str(), "")]).await;
    }
    // A number, or a list with one for each of the six windows.
    let seats = field(template.0, "/plan/capacity");
    bounds.hold(template, &body, "/plan/capacity", self::pairs(&seats["oneOf"][0], "")).await;
    let most = seats["oneOf"][1]["items"]["maximum"].as_u64().unwrap();
    let lists = vec![
        (json!([most, 0, 0, 0, 0, 0]), json!([most + 1, 0, 0, 0, 0, 0])),
        (json!([0, 0, 0, 0, 0, 1]), json!([0, 0, 0, 0, 0, 0])),
        (json!([1, 1, 1, 1, 1, 1]), json!([1, 1, 1, 1, 1])),
        (json!([1, 1, 1, 1, 1, 1]), json!([])),
    ];
    bounds.hold(template, &body, "/plan/capacity", lists).await;
    let calendar = ("/calendars", Role::Admin);
    let body = json!({ "calendar": { "year": 2026, "source": "test", "off": [], "worked": [] } });
    bounds.says(calendar, &body, &[("/calendar/source", "a"), ("/calendar/year", "")]).await;

    let services = ("/services", Role::Admin);
    let one = |code: u64| {
        json!({
            "code": format!("S{code}"), "name": label, "department": department, "result_minutes": 0,
            "preparations": [{ "kind": "fasting", "minutes": 1 }], "leaves": [],
        })
    };
    let many = |count: u64| -> Value { (0..count).map(one).collect() };
    let body = json!({ "services": many(1) });
    let max = field(services.0, "/services")["maxItems"].as_u64().unwrap();
    bounds.hold(services, &body, "/services", vec![(many(max), many(max + 1))]).await;
    let numbers = [("/services/0/result_minutes", ""), ("/services/0/preparations/0/minutes", "")];
    bounds.says(services, &body, &numbers).await;
    let pairs = forms(&field(services.0, "/services/0/code"), &["A_1-b"], &["", "ABCDEFGHIJKLMNOPQRSTU", "A B"]);
    bounds.hold(services, &body, "/services/0/code", pairs).await;

    let change = ("/sessions/{session}/room", Role::Admin);
    let body = json!({ "room": label, "reason": "mistake", "text": "" });
    bounds.says(change, &body, &[("/room/zh", "甲"), ("/room/en", "A"), ("/text", "a")]).await;

    let prolong = ("/draws/{draw}/prolong", Role::Admin);
    let body = json!({ "closes_at": "2026-12-02T01:00:00Z", "reason": "hospital", "text": "" });
    bounds.says(prolong, &body, &[("/text", "a")]).await;

    let change = ("/sessions/{session}/device", Role::Admin);
    let body = json!({ "device": department, "reason": "mistake", "text": "" });
    bounds.says(change, &body, &[("/text", "a")]).await;

    let change = ("/sessions/{session}/change", Role::Admin);
    let body = json!({
        "date": "2026-12-02", "from": 600, "until": 660, "capacity": 1, "room": label, "reason": "mistake", "text": "",
    });
    let fields = [("/room/zh", "甲"), ("/room/en", "A"), ("/text", "a")];
    bounds.says(change, &body, &fields).await;

    let rules = ("/rules", Role::Admin);
    let body = json!({ "rules": {
        "source": "test", "valid_from": today().to_string(), "days_ahead": 7, "release_at": 0, "book_minutes_before": 0,
        "caps": [{ "per": "day", "within": "hospital", "max": 50 }, { "per": "quarter", "within": "hospital", "max": 1 }],
        "no_shows": [{ "count": 1, "within_days": 1, "blocked_days": 1 }],
        "cancel_minutes_before": 10, "cancels_per_day_max": 100, "cancels_per_department_day_max": 1,
        "checkin_minutes_before": 120, "missed_minutes_after": 30, "pass_places": 3, "cleaning_minutes": 30,
        "undo_minutes": 30, "hold_minutes": 5,
        "waitlist": {
            "open_max": 3, "joins_per_day_max": 10, "line_max": 100, "closes": 1080, "offer_minutes_max": 120,
            "offer_share_percent": 25, "longer_minutes": 60, "night_from": 1320, "night_until": 420, "passes_max": 2,
            "silences_max": 1, "returned_minutes_max": 90,
        },
        "queue": {
            "older_from_age": 65, "emergency_minutes": 60, "after_tests_minutes": 30, "priority_minutes": 20,
        },
    } });
    let of = |set: &Value, at: &str| -> Vec<String> {
        let numbers = set.as_object().unwrap().iter().filter(|(_, value)| value.is_u64());
        numbers.map(|(name, _)| format!("{at}/{name}")).collect()
    };
    let parts = ["/rules", "/rules/waitlist", "/rules/queue", "/rules/caps/1", "/rules/no_shows/0"];
    let numbers: Vec<String> = parts.iter().flat_map(|at| of(body.pointer(at).unwrap(), at)).collect();
    bounds.says(rules, &body, &[("/rules/source", "a")]).await;
    for pointer in &numbers {
        bounds.says(rules, &body, &[(pointer, "")]).await;
    }
    let caps = |count: usize| -> Value {
        let all = ["day", "week", "month", "quarter"]
            .into_iter()
            .flat_map(|per| ["hospital", "department", "clinician"].map(|within| (per, within)));
        let all = all.cycle().map(|(per, within)| json!({ "per": per, "within": within, "max": 1 }));
        all.take(count).collect()
    };
    bounds.hold(rules, &body, "/rules/caps", vec![(caps(12), caps(13))]).await;
    let steps = |count: u16| -> Value {
        (1..=count).map(|count| json!({ "count": count, "within_days": 1, "blocked_days": 1 })).collect()
    };
    bounds.hold(rules, &body, "/rules/no_shows", vec![(steps(5), steps(6))]).await;

    let join = ("/waitlist", Role::Desk);
    let wish = |day: u64| json!({ "clinician": clinician, "date": format!("2026-12-{day:02}"), "half": "morning" });
    let wishes = |count: u64| -> Value { (1..=count).map(wish).collect() };
    let body = json!({ "patient": bounds.harness.other, "wishes": wishes(1) });
    let items = |bound: &str| field(join.0, "/wishes")[bound].as_u64().unwrap();
    let (min, max) = (items("minItems"), items("maxItems"));
    let pairs = vec![(wishes(min), wishes(min - 1)), (wishes(max), wishes(max + 1))];
    bounds.hold(join, &body, "/wishes", pairs).await;

    let item = ("/price-list", Role::Admin);
    let body = json!({ "item": {
        "item": "A", "name": label, "unit": label, "class": "01", "unit_price": "1", "ceiling": "1", "preself_rate": "0",
    } });
    let texts = [
        ("/item/item", "A"),
        ("/item/name/zh", "甲"),
        ("/item/name/en", "A"),
        ("/item/unit/zh", "甲"),
        ("/item/unit/en", "A"),
    ];
    bounds.says(item, &body, &texts).await;
    for pointer in ["/item/unit_price", "/item/ceiling"] {
        let pairs = forms(&field(item.0, pointer), &["0", "1.123456"], &["-1", "1.1234567", "x"]);
        bounds.hold(item, &body, pointer, pairs).await;
    }
    let pairs = forms(&field(item.0, "/item/preself_rate"), &["0", "0.123456", "1"], &["-0.1", "1.1", "0.1234567"]);
    bounds.hold(item, &body, "/item/preself_rate", pairs).await;

    let emergency = ("/admissions", Role::Clinician);
    let body = json!({
        "patient": bounds.harness.other, "department": department, "diagnosis": "J18.900", "urgency": "emergency",
        "expected_days": 5,
    });
    let pairs = forms(&field(emergency.0, "/diagnosis"), &["J18.900", "A00"], &["18", "J1", "J18.", "J18.9000000000"]);
    bounds.hold(emergency, &body, "/diagnosis", pairs).await;
    bounds.says(emergency, &body, &[("/expected_days", "")]).await;

    let arrive = ("/admissions/{admission}/arrive", Role::Nurse);
    let body = json!({ "credential": "resident_id", "number": "1" });
    bounds.says(arrive, &body, &[("/number", "1")]).await;
    let form = ("/admissions/{admission}/form", Role::Nurse);
    let body = json!({ "answers": {
        "contact_name": "甲", "contact_phone": "13800000000", "phone": "13800000000", "address": "甲", "allergies": "",
    } });
    let texts =
        [("contact_name", "甲"), ("contact_phone", "1"), ("phone", "1"), ("address", "甲"), ("allergies", "甲")];
    for (name, letter) in texts {
        let body = json!({ "answers": { name: body["answers"][name] } });
        bounds.says(form, &body, &[(&format!("/answers/{name}"), letter)]).await;
    }
    let (status, arrived) = bounds.post(arrive.0, arrive.1, &json!({ "credential": "resident_id" })).await;
    assert_eq!(status, StatusCode::OK, "{arrived}");
    let deposit = ("/admissions/{admission}/deposits", Role::Nurse);
    let body = json!({ "amount": "1.00", "method": "cash" });
    let pairs = forms(&field(deposit.0, "/amount"), &["0.01", "100"], &["-1", "1.234", "x"]);
    bounds.hold(deposit, &body, "/amount", pairs).await;
    let charge = ("/admissions/{admission}/charges", Role::Nurse);
    let body = json!({ "item": "A", "count": "1" });
    let pairs = forms(&field(charge.0, "/count"), &["1", "0.0001"], &["-1", "0.00001", "x"]);
    bounds.hold(charge, &body, "/count", pairs).await;

    let user = ("/users", Role::Admin);
    let body = json!({ "login": "somebody", "password": "a-slow-boat-home-7", "role": "patient", "person": bounds.harness.other });
    let pairs = forms(&field(user.0, "/login"), &["a.b-c_1"], &["A b", "甲甲"]);
    bounds.hold(user, &body, "/login", pairs).await;
    bounds.says(user, &body, &[("/login", "a"), ("/password", "a")]).await;
    let break_glass = ("/persons/{person}/break-glass", Role::Clinician);
    bounds.says(break_glass, &json!({ "reason": "" }), &[("/reason", "a")]).await;

    bounds.says(("/search", Role::Desk), &json!({ "text": "" }), &[("/text", "a")]).await;
    let adopt = ("/policies", Role::Admin);
    let max = usize::try_from(field(adopt.0, "/toml")["maxLength"].as_u64().unwrap()).unwrap();
    bounds.hold(adopt, &json!({ "toml": "" }), "/toml", vec![(text("#", max), text("#", max + 1))]).await;

    let correct = ("/persons/{person}/correct", Role::Desk);
    let body = json!({ "reason": "mistake", "text": "", "details": person["person"] });
    let texts = [("/details/name", "甲"), ("/details/phone", "1"), ("/details/address", "甲"), ("/text", "a")];
    bounds.says(correct, &body, &texts).await;
    bounds.hold(correct, &body, "/details/credentials", vec![(cards(max_cards), cards(max_cards + 1))]).await;
    assert!(bounds.found.is_empty(), "{:#?}", bounds.found);
    assert!(bounds.tried > 100, "{}", bounds.tried);
}

/// Every object of every body, with an unknown member.
#[tokio::test]
async fn what_the_document_closes_takes_no_more() {
    let bounds = Bounds { harness: Harness::new().await, admission: String::new(), tried: 0, found: Vec::new() };
    let mut tried = 0;
    for command in COMMANDS.iter() {
        let role = ROLES.into_iter().find(|role| !matches!(grant(command.action, *role), Grant::Never));
        let (Some(role), Value::Object(_)) = (role, described(command.path)) else { continue };
        let body = sample(described(command.path));
        for pointer in objects(&body) {
            let mut body = body.clone();
            body.pointer_mut(&pointer).unwrap()["surplus"] = json!(1);
            let (status, refused) = bounds.post(command.path, role, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{} {pointer}: {refused}", command.path);
            // One of several variants has one content.
            let closed = ["json-unknown-field", "json-invalid"].map(Value::from);
            assert!(closed.contains(&refused["code"]), "{} {pointer}: {refused}", command.path);
            tried += 1;
        }
    }
    assert!(tried > COMMANDS.len() / 2, "{tried}");
    let newborn = json!({ "newborn": { "mother": bounds.harness.patient, "surplus": 1 } });
    let body = json!({ "identity": newborn, "person": { "name": "甲" } });
    let (_, refused) = bounds.post("/persons", Role::Desk, &body).await;
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&json!("json-unknown-field"), &json!("identity.newborn.surplus"))
    );
}

/// The places of objects in a value.
fn objects(value: &Value) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    let here = value.is_object().then(String::new);
    let inner = below
        .into_iter()
        .flat_map(|(name, value)| objects(value).into_iter().map(move |pointer| format!("/{name}{pointer}")));
    here.into_iter().chain(inner).collect()
}
