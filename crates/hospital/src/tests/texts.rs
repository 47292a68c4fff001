//! Every text of every request: invisible characters are refused before anything is decided, whatever field they are
//! in.

use super::harness::Harness;
use crate::{
    Action, Failure, Request,
    usecase::{self, Address, Catalogue, Sent},
};
use model::{
    actor::Actor,
    scheduling::{BookingRules, QueueRules},
    time::MinuteOfDay,
};
use serde_json::{Value, json};

const ID: &str = "01a20eda-f820-7410-b572-2eb13df963db";

/// One sample of each request, with every field filled.
fn samples() -> Vec<Value> {
    let (id, reason) = (ID, "mistake");
    let undo = |what: &str, field: &str| json!({ "do": what, field: id, "reason": reason, "text": "写错了" });
    let label = json!({ "zh": "内科", "en": "Medicine" });
    let credential = json!({ "kind": "passport", "number": "M12345678", "country": "KOR" });
    let person = json!({
        "name": "林示例", "sex": "female", "birth": "1986-03-02", "phone": "13800000000", "address": "济南市",
        "credentials": [credential]
    });
    let needs = json!({ "oxygen": true, "isolation": false });
    let diagnosis = "J18.900";
    let pools = pools();
    vec![
        json!({ "do": "book", "slot": id, "patient": id, "channel": "online",
            "impossible": { "weekdays": ["monday"], "dates": ["2026-12-24"] } }),
        json!({ "do": "book_from_room", "appointment": id, "slot": id }),
        json!({ "do": "change_impossible_days", "appointment": id,
            "impossible": { "weekdays": ["friday", "sunday"], "dates": ["2026-12-24"] } }),
        json!({ "do": "refer", "clinic": id, "slot": id, "person": person, "is_new": true, "why": "血压控制不佳" }),
        undo("cancel", "appointment"),
        json!({ "do": "move", "appointment": id, "slot": id }),
        json!({ "do": "hold_seat", "slot": id, "patient": id, "channel": "online" }),
        json!({ "do": "release_hold", "slot": id, "patient": id }),
        json!({ "do": "lapse_hold", "slot": id, "seat": 0 }),
        json!({ "do": "join_waitlist", "patient": id, "channel": "online",
            "wishes": [{ "clinician": id, "date": "2026-11-30", "half": "morning" }] }),
        json!({ "do": "change_wishes", "entry": id,
            "wishes": [{ "clinician": id, "date": "2026-11-30", "half": "afternoon" }] }),
        undo("leave_waitlist", "entry"),
        json!({ "do": "accept_offer", "entry": id, "slot": id }),
        json!({ "do": "pass_offer", "entry": id, "slot": id }),
        json!({ "do": "extend_offer", "entry": id, "slot": id }),
        json!({ "do": "lapse_offer", "entry": id }),
        json!({ "do": "close_entry", "entry": id }),
        json!({ "do": "pass_on", "slot": id, "seat": 0 }),
        json!({ "do": "check_in", "appointment": id, "credential": "resident_id", "class": "priority" }),
        json!({ "do": "check_in_here", "appointment": id, "code": "123456" }),
        undo("undo_check_in", "appointment"),
        json!({ "do": "call_next", "session": id }),
        json!({ "do": "call", "session": id, "appointment": id }),
        undo("undo_call", "appointment"),
        json!({ "do": "pass", "appointment": id }),
        json!({ "do": "start", "appointment": id }),
        json!({ "do": "finish", "appointment": id }),
        undo("undo_finish", "appointment"),
        json!({ "do": "return_after_tests", "appointment": id }),
        undo("undo_return", "appointment"),
        json!({ "do": "transfer_visit", "appointment": id, "session": id, "reason": reason, "text": "换个诊室" }),
        undo("undo_visit_transfer", "appointment"),
        json!({ "do": "mark_missed", "appointment": id }),
        undo("undo_missed", "appointment"),
        undo("appeal_missed", "appointment"),
        undo("excuse_missed", "appointment"),
        undo("decline_appeal", "appointment"),
        undo("undo_excuse", "appointment"),
        undo("undo_cancel", "appointment"),
        json!({ "do": "end_session", "session": id }),
        undo("undo_end_session", "session"),
        json!({ "do": "pause_session", "session": id, "minutes": 15, "reason": reason, "text": "x" }),
        json!({ "do": "resume_session", "session": id }),
        json!({ "do": "request_admission", "appointment": id, "diagnosis": diagnosis, "urgency": "urgent",
            "needs": needs, "expected_days": 3 }),
        json!({ "do": "request_emergency_admission", "patient": id, "department": id, "diagnosis": diagnosis,
            "urgency": "urgent", "needs": needs, "expected_days": 3 }),
        undo("cancel_admission", "admission"),
        json!({ "do": "assign_bed", "admission": id, "bed": id }),
        json!({ "do": "assign_bed_against_rules", "admission": id, "bed": id, "reason": reason, "text": "抢救" }),
        undo("unassign_bed", "admission"),
        json!({ "do": "arrive", "admission": id, "credential": "resident_id", "number": "11010519491231002X" }),
        json!({ "do": "submit_admission_form", "admission": id, "answers": { "contact_name": "林一",
            "contact_phone": "13800000001", "phone": "13800000000", "address": "济南市", "allergies": "青霉素" } }),
        json!({ "do": "do_formality", "admission": id, "formality": "identity" }),
        json!({ "do": "undo_formality", "admission": id, "formality": "identity", "reason": reason, "text": "错" }),
        json!({ "do": "pay_all_for_now", "admission": id, "reason": reason, "text": "先自费" }),
        json!({ "do": "choose_coverage", "admission": id, "coverage": id }),
        json!({ "do": "occupy_bed", "admission": id }),
        json!({ "do": "transfer", "admission": id, "bed": id, "reason": reason, "text": "换床" }),
        json!({ "do": "accept_transfer", "admission": id }),
        undo("decline_transfer", "admission"),
        undo("withdraw_transfer", "admission"),
        undo("undo_transfer", "admission"),
        json!({ "do": "record_sex", "admission": id, "sex": "male" }),
        json!({ "do": "discharge", "admission": id }),
        undo("undo_discharge", "admission"),
        json!({ "do": "ready_bed", "bed": id }),
        json!({ "do": "block_bed", "bed": id, "reason": "broken", "until": "2026-12-03T00:00:00Z" }),
        json!({ "do": "unblock_bed", "bed": id }),
        json!({ "do": "charge", "admission": id, "item": "A01", "count": "1" }),
        json!({ "do": "refund_charge", "charge": id, "count": "1", "reason": reason, "text": "多收" }),
        json!({ "do": "take_deposit", "admission": id, "amount": "100.00", "method": "cash" }),
        json!({ "do": "return_deposit", "deposit": id, "amount": "40.00", "reason": reason, "text": "多收" }),
        json!({ "do": "presettle", "admission": id }),
        undo("confirm_difference", "settlement"),
        undo("close_registration", "admission"),
        json!({ "do": "consent", "settlement": id, "fingerprint": "abc", "means": { "signature": { "strokes": "M0 0" } } }),
        json!({ "do": "settle", "settlement": id }),
        undo("take_back_settlement", "settlement"),
        json!({ "do": "take_payment", "settlement": id, "amount": "300.00", "method": "mobile", "place": "counter" }),
        json!({ "do": "pay", "settlement": id, "method": "cash", "place": "counter" }),
        json!({ "do": "close_till", "seen": 7, "counted": "279.00", "text": "少一元" }),
        json!({ "do": "register_person", "identity": "known", "person": person }),
        json!({ "do": "correct_person", "person": id, "details": person, "reason": reason, "text": "写错" }),
        json!({ "do": "erase_person", "person": id }),
        json!({ "do": "merge_persons", "from": id, "into": id }),
        json!({ "do": "record_birth_year", "person": id }),
        json!({ "do": "merge_over_caps", "from": id, "into": id, "reason": reason, "text": "同一人" }),
        undo("undo_merge", "from"),
        json!({ "do": "add_coverage", "person": id, "insurance": "310", "class": "active", "region": "370100",
            "psn_no": "37010000001" }),
        json!({ "do": "add_relative", "relative": id, "person": id }),
        json!({ "do": "grant_exemption", "patient": id, "exempt_from": "both", "department": id, "from": "2026-12-01",
            "until": "2026-12-31", "reason": reason, "text": "透析" }),
        undo("end_exemption", "exemption"),
        json!({ "do": "remove_relative", "relative": id, "person": id }),
        json!({ "do": "open_department", "code": "D1", "name": label, "place": label }),
        json!({ "do": "enrol_clinician", "department": id, "name": "周示例", "credentials": [credential],
            "title": "chief", "fee": "15.00" }),
        json!({ "do": "enrol_device", "department": id, "code": "US-2", "name": label, "kind": "us", "room": label }),
        json!({ "do": "take_out_of_service", "device": id, "reason": reason, "text": "坏了" }),
        json!({ "do": "put_in_service", "device": id }),
        json!({ "do": "open_ward", "code": "W1", "name": label, "departments": [id], "rooms": [{ "number": "1",
            "sex": "female", "oxygen": true, "isolation": false, "beds": ["1"] }] }),
        json!({
            "do": "adopt_profile", "name": { "zh": "示例医院", "en": "Example" }, "code": "H37010000001", "level": 3,
            "kind": "general", "region": "370100",
        }),
        json!({ "do": "adopt_rules", "rules": all_rules(), "version": 1 }),
        json!({ "do": "publish_session", "clinician": id, "device": id, "room": label, "date": "2026-11-26", "from": 480,
            "until": 660, "slot_minutes": 20, "capacity": 1, "pools": pools }),
        json!({ "do": "release_pool", "session": id, "pool": "referral" }),
        json!({ "do": "enrol_referrer", "code": "JC01", "name": label, "departments": [id] }),
        json!({ "do": "change_referrer", "clinic": id, "name": label, "departments": [id] }),
        undo("end_referrer", "clinic"),
        undo("withdraw_session", "session"),
        json!({ "do": "change_room", "session": id, "room": { "zh": "5 诊室", "en": "Room 5" }, "reason": "hospital", "text": "x" }),
        json!({ "do": "change_device", "session": id, "device": id, "version": 1, "reason": reason, "text": "坏了" }),
        json!({ "do": "change_session", "session": id, "date": "2026-11-27", "from": 480, "until": 600, "capacity": [2, 3],
            "room": label, "version": 1, "reason": reason, "text": "加号" }),
        json!({ "do": "create_template", "clinician": id, "plan": plan(&label, id) }),
        json!({ "do": "change_template", "template": id, "plan": plan(&label, id), "version": 1 }),
        json!({ "do": "end_template", "template": id, "until": "2026-12-31", "reason": reason, "text": "停诊" }),
        json!({ "do": "publish_from_template", "template": id, "date": "2026-12-01" }),
        json!({ "do": "adopt_calendar", "calendar": { "year": 2026, "source": "通知",
            "off": [{ "name": label, "from": "2026-10-01", "until": "2026-10-07" }],
            "worked": [{ "date": "2026-10-10", "worked_as": "friday" }] } }),
        json!({ "do": "close_session", "session": id, "deadline": "2026-11-28T10:00:00Z", "silence": "keep",
            "proposals": [{ "appointment": id, "slot": id }], "to_phone": [id], "reason": "hospital", "text": "会诊" }),
        undo("undo_closure", "session"),
        json!({ "do": "settle_closure", "session": id }),
        json!({ "do": "accept_rebooking", "appointment": id, "slot": id }),
        json!({ "do": "decline_rebooking", "appointment": id, "slot": id }),
        json!({ "do": "set_up_draw", "session": id, "opens_at": "2026-11-26T04:00:00Z",
            "closes_at": "2026-11-26T23:00:00Z", "drawn_at": "2026-11-26T23:05:00Z" }),
        json!({ "do": "prolong_draw", "draw": id, "closes_at": "2026-11-27T01:00:00Z", "reason": reason, "text": "停机" }),
        undo("cancel_draw", "draw"),
        json!({ "do": "join_draw", "draw": id, "patient": id, "channel": "online" }),
        undo("leave_draw", "entrant"),
        json!({ "do": "close_draw_list", "draw": id }),
        json!({ "do": "open_draw", "draw": id }),
        json!({ "do": "give_drawn", "draw": id }),
        json!({ "do": "book_itinerary", "patient": id, "channel": "online", "order": "listed",
            "stops": [{ "slot": id, "service": "US-LIVER" }], "visit": id }),
        undo("cancel_itinerary", "itinerary"),
        json!({ "do": "move_itinerary", "itinerary": id, "channel": "online", "order": "any",
            "stops": [{ "slot": id, "service": "US-LIVER" }] }),
        json!({ "do": "adopt_bed_rules", "version": 1, "rules": { "source": "院务会", "other_ward": 100, "later_ward": 30, "opened_room": 15, "takes_oxygen": 20, "takes_isolation": 10,
            "closed_bed": 8 } }),
        json!({ "do": "adopt_services", "version": 1, "services": [{ "code": "US-LIVER", "name": label, "department": id, "device": "us",
            "preparations": [{ "kind": "fasting", "minutes": 480 }], "leaves": ["contrast"], "result_minutes": 30,
            "hears_results": false, "begins_between": { "from": 480, "until": 660 } }] }),
        json!({ "do": "adopt_policy", "toml": "id = \"x\"" }),
        json!({ "do": "add_item", "item": { "item": "A01", "name": label, "unit": label, "class": "01", "unit_price": "1.00",
            "ceiling": "2.00", "preself_rate": "0.1" } }),
    ]
}

/// What a template says, with every field filled.
fn plan(label: &Value, device: &str) -> Value {
    json!({
        "valid_from": "2026-12-01", "valid_until": "2027-12-01", "room": label, "device": device,
        "weekday": "tuesday", "weeks": "odd", "anchor": "2026-12-01", "from": 480, "until": 720, "slot_minutes": 20, "capacity": 3, "pools": pools(),
        "release_days": 7, "release_at": 420,
    })
}

/// Both shares, with every field.
fn pools() -> Value {
    let moment = |days: u16| json!({ "days_before": days, "at": 1080 });
    json!([{ "pool": "referral", "share_percent": 30, "opens": moment(7), "falls": moment(1), "borrows": true }])
}

/// Reads a request as it is written, with its own struct.
fn read(mut written: Value) -> Result<Request, serde_json::Error> {
    let name = written.as_object_mut().and_then(|fields| fields.remove("do")).unwrap_or_default();
    let mut reading = Reading { name, fields: written, read: None };
    usecase::each(&mut reading);
    reading.read.unwrap()
}

struct Reading {
    name: Value,
    fields: Value,
    read: Option<Result<Request, serde_json::Error>>,
}

impl Catalogue for Reading {
    fn add<T: Sent>(&mut self, address: Address) {
        if json!(address.action) == self.name {
            self.read = Some(serde_json::from_value::<T>(self.fields.clone()).map(Into::into));
        }
    }
}

/// Rules of every kind.
fn all_rules() -> BookingRules {
    let queue = QueueRules { older_from_age: 70, emergency_minutes: 60, after_tests_minutes: 20, priority_minutes: 20 };
    BookingRules {
        queue: Some(queue),
        hold_minutes: Some(5),
        release_at: Some(MinuteOfDay(450)),
        book_minutes_before: Some(30),
        ..super::harness::rules_with_waitlist()
    }
}

/// Collects the addresses of all texts in a value.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| texts(item, &format!("{at}/{n}"), found)),
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "do")
            .for_each(|(name, item)| texts(item, &format!("{at}/{name}"), found)),
        Value::Null => panic!("{at} is not filled: a sample lacks a field"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test]
async fn every_text_of_every_request_is_refused_when_it_holds_what_nobody_sees() {
    let harness = Harness::new(1).await;
    let mut actions = std::collections::BTreeSet::new();
    let mut planted = 0;
    for sample in samples() {
        let request: Request = read(sample.clone()).unwrap_or_else(|error| panic!("{sample}: {error}"));
        actions.insert(request.action());
        let whole = serde_json::to_value(&request).unwrap();
        let mut addresses = Vec::new();
        texts(&whole, "", &mut addresses);
        for (address, letter) in
            addresses.iter().flat_map(|at| ['\0', '\u{202E}', '\u{200B}', '\u{7F}'].map(|letter| (at, letter)))
        {
            let mut bad = whole.clone();
            let text = bad.pointer_mut(address).unwrap();
            *text = format!("{}{letter}", text.as_str().unwrap()).into();
            // An id, a date, a code from a list or an amount cannot contain it.
            let Ok(request) = read(bad) else { continue };
            planted += 1;
            match harness.execute(&Actor::system(), request).await {
                Err(Failure::Refused(refusal)) if refusal.code == "text-character" => {
                    let named = refusal.field.unwrap();
                    assert!(address.split('/').any(|step| step == named), "{address} is named {named}");
                }
                other => panic!("{address} of {sample} takes {letter:?}: {other:?}"),
            }
        }
    }
    assert!(planted > 150, "{planted} texts");
    // The actions for reading and managing have no requests.
    let reads = Action::ALL.iter().position(|action| *action == Action::ReadSlots).unwrap();
    assert_eq!(actions.into_iter().collect::<Vec<_>>(), Action::ALL[..reads], "each request has a sample");
}

#[tokio::test]
async fn a_code_that_is_too_long_is_refused_with_field_value_and_rule() {
    let harness = Harness::new(1).await;
    let sample = samples().into_iter().find(|sample| sample["do"] == "add_item").unwrap();
    let add = |code: String| {
        let mut sample = sample.clone();
        sample["item"]["item"] = json!(code);
        harness.system(read(sample).unwrap())
    };
    add("甲".repeat(40)).await.unwrap();
    let Err(Failure::Refused(refusal)) = add("甲".repeat(41)).await else { panic!("taken") };
    assert_eq!((refusal.code, refusal.field), ("code-length", Some("item")));
    assert_eq!(refusal.args[0], ("value".into(), "甲".repeat(40).into()));
}
