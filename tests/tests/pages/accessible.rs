//! Every main page of every role can be read and used by everybody: in both languages, at the size of its screen, in
//! large type and at twice the size; the long run sees all of these together. The rules are those of axe-core, which `cargo xtask test` fetches and names in
//! `ONETHING_AXE`, and our own in `accessible.js`: what axe cannot see, and axe's most important ones for whoever has
//! no network.

use crate::harness::{Harness, INSURANCE_CODE, Seat, id, plain};
use serde_json::json;

const RULES: &str = include_str!("accessible.js");
/// Runs axe; each finding is a line. That a name contains the words that are seen on its control, so that it can be
/// reached by voice, is an experimental rule and has to be switched on.
const AXE: &str = "
const rules = { 'label-content-name-mismatch': { enabled: true } };
return axe.run(document, { rules, resultTypes: ['violations'] }).then((result) => result.violations.flatMap((rule) =>
  rule.nodes.map((node) => `axe ${rule.id} (${rule.impact}): ${node.html.replace(/\\s+/g, ' ').slice(0, 160)} ${node.any.map((one) => one.message).join('; ').slice(0, 160)}`)));";

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
enum Look {
    Usual,
    /// 大字版 on a phone of this width.
    Large,
    /// Text twice as large: half the width.
    Twice,
}

async fn set(seat: &Seat, field: &str, value: &str) {
    let script = format!(
        "const form = [...document.querySelectorAll(`form[action='/preferences']`)].pop();
         const sent = new URLSearchParams(new FormData(form));
         sent.set('{field}', '{value}');
         return fetch('/preferences', {{ method: 'POST', body: sent, redirect: 'manual' }}).then(() => true);"
    );
    seat.script(&script).await;
}

/// What is wrong with the page that is shown.
async fn findings(seat: &Seat) -> Vec<String> {
    let mut lines = vec![seat.script(RULES).await];
    if let Some(axe) = std::env::var_os("ONETHING_AXE") {
        seat.script(&std::fs::read_to_string(axe).unwrap()).await;
        lines.push(seat.script(AXE).await);
    }
    lines.iter().flat_map(|lines| lines.as_array().unwrap()).map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// The ways in which pages are looked at in a language. The usual run sees each page in each language and in each way,
/// and the enlarged ones in English, whose words need more room; the long run sees each way in each language.
fn seen<'a>(language: &str, looks: &'a [Look]) -> &'a [Look] {
    let (usual, enlarged) = looks.split_at(1);
    match language {
        _ if std::env::var_os("ONETHING_FAULTS").is_some_and(|value| value == "long") || enlarged.is_empty() => looks,
        "zh-CN" => usual,
        _ => enlarged,
    }
}

/// Looks at pages in both languages and in these ways, the usual one first; returns everything that is wrong.
async fn look_at(seat: &Seat, who: &str, size: (u32, u32), looks: &[Look], paths: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    seat.go(&paths[0]).await;
    for language in ["zh-CN", "en"] {
        set(seat, "language", language).await;
        for look in seen(language, looks) {
            let (width, large) = match look {
                Look::Usual => (size.0, "0"),
                Look::Large => (size.0, "1"),
                Look::Twice => (size.0 / 2, "0"),
            };
            set(seat, "large", large).await;
            seat.browser.set_window_size(width, size.1).await.unwrap();
            for path in paths {
                seat.go(path).await;
                seat.browser.element("#main").await;
                let lines = findings(seat).await.into_iter();
                found.extend(lines.map(|line| format!("{who} {language} {look:?} {path}\n    {line}")));
            }
        }
    }
    found
}

/// Neither axe nor our own rules find anything on the main pages of any role, however they are looked at.
#[tokio::test(flavor = "multi_thread")]
async fn every_main_page_can_be_read_and_used_by_everybody() {
    let harness = Harness::open();
    let (desk, nurse, clinician) =
        (harness.caller("desk").await, harness.caller("nurse").await, harness.caller("clinician").await);
    let card = desk.department("CARD").await;
    let patient = id(&desk.get_search(INSURANCE_CODE).await["hits"][0]["patient"], "person");
    let slot = desk.free_slot(&card, "").await;
    let booked = desk.done("/appointments", json!({ "slot": slot, "patient": patient })).await;
    let (appointment, journey) = (id(&booked, "appointment"), id(&booked, "journey"));
    let lies = nurse.who_lies().await;
    let room = clinician.get("/room").await;
    if let Some(called) = room["current"]["appointment"].as_str() {
        clinician.done(&format!("/appointments/{called}/start"), json!({})).await;
    }

    let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    let phone = async {
        let seat = Seat::take(&harness, "patient", (400, 844)).await;
        let mut all = paths(&["/", "/journeys", "/itinerary", "/family", "/draws", "/messages", "/help", "/password"]);
        let next = desk.free_slot(&card, "").await;
        all.extend([
            format!("/departments/{card}"),
            format!("/departments/{card}?slot={next}"),
            format!("/book/{next}"),
            format!("/journeys/{journey}"),
            format!("/visits/{appointment}/cancel"),
        ]);
        look_at(&seat, "patient", (400, 844), &[Look::Usual, Look::Large], &all).await
    };
    let reception = async {
        let seat = Seat::take(&harness, "desk", (1280, 900)).await;
        let mut found =
            look_at(&seat, "desk", (1280, 900), &[Look::Usual, Look::Twice], &paths(&["/desk", "/desk/appeals"])).await;
        seat.browser.set_window_size(1280, 900).await.unwrap();
        seat.go("/desk").await;
        seat.browser.fill("#scan", INSURANCE_CODE).await;
        seat.browser.click(".scan button").await;
        seat.browser.element(".has-opened, .hits").await;
        let person = seat.state().await["address"].as_str().unwrap().to_owned();
        found.extend(look_at(&seat, "desk", (1280, 900), &[Look::Usual, Look::Twice], &[person]).await);
        found
    };
    let consulting = async {
        let seat = Seat::take(&harness, "clinician", (1280, 800)).await;
        look_at(&seat, "clinician", (1280, 800), &[Look::Usual, Look::Twice], &paths(&["/room"])).await
    };
    let nursing = async {
        let seat = Seat::take(&harness, "nurse", (1180, 820)).await;
        let mut all = paths(&["/ward", "/ward/open-stays"]);
        let bill = nurse.get(&format!("/admissions/{lies}/bill")).await;
        let line = plain(&id(&bill["lines"][0], "charge"));
        all.extend([
            format!("/ward/admissions/{lies}"),
            format!("/ward/stays/{lies}/bill"),
            format!("/ward/stays/{lies}/bill?refund={line}"),
        ]);
        look_at(&seat, "nurse", (1180, 820), &[Look::Usual, Look::Twice], &all).await
    };
    let office = async {
        let seat = Seat::take(&harness, "admin", (1280, 900)).await;
        let all = paths(&[
            "/admin",
            "/admin/decide",
            "/admin/schedule",
            "/admin/templates",
            "/admin/rules",
            "/admin/exemptions",
            "/admin/services",
            "/admin/clinics",
            "/admin/users",
            "/admin/log-ins",
            "/admin/break-glass",
            "/admin/clock",
        ]);
        look_at(&seat, "admin", (1280, 900), &[Look::Usual, Look::Twice], &all).await
    };
    let outside = async {
        let seat = Seat::take(&harness, "", (1920, 1080)).await;
        let walls = paths(&["/screen/CARD", "/kiosk", "/login", "/login/code", "/offline", "/dev/components"]);
        look_at(&seat, "anybody", (1920, 1080), &[Look::Usual, Look::Large, Look::Twice], &walls).await
    };
    let mut found = Vec::new();
    let (one, two) = tokio::join!(phone, reception);
    found.extend([one, two]);
    let (one, two) = tokio::join!(consulting, nursing);
    found.extend([one, two]);
    let (one, two) = tokio::join!(office, outside);
    found.extend([one, two]);
    let found: Vec<String> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}
