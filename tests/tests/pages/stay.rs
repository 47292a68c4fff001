//! Each kind of page is left open while the hospital goes on: nothing is lost, nothing turns into an error, focus stays
//! where it was, and what changed is seen.

use crate::harness::{Caller, Harness, INSURANCE_CODE, Seat, id, plain};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::Way;

const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1440, 900);

/// Answers that a refresh must not take for the page.
const WRONG: [u16; 3] = [500, 404, 405];

/// A page to be opened, and what on it shows that it was refreshed.
struct Page {
    name: &'static str,
    /// The element that has focus: nothing is typed into it.
    focus: Option<&'static str>,
    /// The field that is typed into.
    field: Option<&'static str>,
    /// An expression whose value differs once the change is seen.
    seen: Option<String>,
}

impl Page {
    fn new(name: &'static str) -> Self {
        Self { name, focus: None, field: None, seen: None }
    }

    fn focus(self, css: &'static str) -> Self {
        Self { focus: Some(css), ..self }
    }

    fn field(self, css: &'static str) -> Self {
        Self { field: Some(css), ..self }
    }

    fn seen(self, expression: impl Into<String>) -> Self {
        Self { seen: Some(expression.into()), ..self }
    }
}

fn what_is_kept(state: &Value) -> [&Value; 3] {
    ["address", "typed", "focus"].map(|name| &state[name])
}

/// Leaves the page open, whatever happens.
async fn stays(seat: &Seat, page: &Page, change: impl Future<Output = ()>) {
    let name = page.name;
    if let Some(css) = page.focus {
        seat.script(&format!("document.querySelector(`{css}`).focus()")).await;
    }
    if page.focus.is_none() {
        // Somebody who is in a field with something in it is left alone: see below.
        seat.script("document.activeElement.blur()").await;
    }
    let begin = seat.state().await;
    assert!(page.focus.is_none() || begin["focus"] != "", "{name}: {begin:#}");

    // The hospital goes on.
    let value = async || match &page.seen {
        Some(seen) => seat.script(&format!("return {seen}")).await,
        None => Value::Null,
    };
    let before = value().await;
    change.await;
    let mut seen = page.seen.is_none();
    for _ in 0..150 {
        seen = seen || value().await != before;
        if seen {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(seen, "{name}: what changed is not seen ({before}); {:#}", seat.state().await);
    seat.two_refreshes().await;
    let after = seat.state().await;
    assert_eq!(what_is_kept(&after), what_is_kept(&begin), "{name}: after two refreshes");

    // An answer that is not the page is not taken for it. Somebody else may change the page at the last moment before
    // that answer; not each time.
    for status in WRONG {
        let mut changed = 0;
        loop {
            let good = seat.state().await;
            let asked = seat.noticed(Way::Answers(status)).await["asked"].as_u64().unwrap();
            let state = seat.until("it asked again", |state| state["asked"].as_u64().unwrap() > asked).await;
            assert_eq!(what_is_kept(&state), what_is_kept(&good), "{name}: after a {status}");
            seat.mended().await;
            if state["words"] == good["words"] {
                break;
            }
            changed += 1;
            assert!(changed < 3, "{name}: after a {status}: {} is now {}", good["words"], state["words"]);
        }
    }

    // Somebody types.
    if let Some(css) = page.field {
        seat.script(&format!("document.querySelector(`{css}`).focus()")).await;
        seat.browser.find(fantoccini::Locator::Css(css)).await.unwrap().send_keys("12").await.unwrap();
        let typed = seat.state().await;
        assert!(typed["typed"].to_string().contains("12"), "{name}: {typed:#}");
        for way in [Way::Open, Way::Answers(500), Way::Closed, Way::Open] {
            seat.gate.set(way);
            tokio::time::sleep(Duration::from_millis(2500)).await;
            assert_eq!(what_is_kept(&seat.state().await), what_is_kept(&typed), "{name}: while typing, {way:?}");
        }
        seat.mended().await;
    }

    // The session ends.
    let cookie = seat.browser.get_named_cookie("onething-1").await;
    assert_eq!(cookie.is_ok(), name != "the wall", "{name}: somebody is logged in everywhere but there");
    if let Ok(cookie) = cookie {
        let good = seat.state().await;
        seat.browser.delete_all_cookies().await.unwrap();
        if page.field.is_none() {
            let says = seat.until("the bar says that the log-in ended", |state| state["bar"] != "").await;
            assert!(says["bar"].as_str().unwrap().contains("登录"), "{name}: {says:#}");
        } else {
            tokio::time::sleep(Duration::from_millis(2500)).await;
        }
        let state = seat.state().await;
        assert_eq!(what_is_kept(&state), what_is_kept(&good), "{name}: the session ended");
        assert_eq!(state["words"], good["words"], "{name}: the session ended");
        seat.browser.add_cookie(cookie).await.unwrap();
    }
}

async fn nothing() {}

/// Books today for somebody new, in a session or anywhere in the department; returns the appointment's id.
async fn books(desk: &Caller<'_>, name: &str, session: &str, department: &str) -> String {
    let patient = desk.person(name).await;
    for _ in 0..10 {
        let slot = desk.free_slot(department, session).await;
        let (status, text) = desk.tried("/appointments", json!({ "slot": slot, "patient": patient })).await;
        if status.is_success() {
            return id(&serde_json::from_str(&text).unwrap(), "appointment");
        }
        // Another page's test was quicker.
        assert!(text.contains("slot-full"), "{status} {text}");
    }
    panic!("each free window was taken by somebody else");
}

async fn the_desk(harness: &Harness) {
    let (desk, seat) = (harness.caller("desk").await, Seat::take(harness, "desk", DESK).await);
    let card = desk.department("CARD").await;
    let seen = |name: &str| format!("/{name}/.test(document.querySelector('#main').innerText)");

    seat.go("/desk").await;
    let page = Page::new("the desk's list").focus(".today a, .today button, .today summary").field("#scan");
    stays(&seat, &page.seen(seen("虚.甲")), async { drop(books(&desk, "虚构甲", "", &card).await) }).await;

    seat.go("/desk").await;
    seat.browser.fill("#scan", INSURANCE_CODE).await;
    seat.browser.click(".scan button").await;
    seat.browser.wait_for_text("林").await;
    seat.browser.element(".has-opened, .hits").await;
    let page = Page::new("who was found").focus(".hits a, .scan button").field("#scan");
    stays(&seat, &page.seen(seen("虚.乙")), async { drop(books(&desk, "虚构乙", "", &card).await) }).await;

    seat.go("/desk").await;
    seat.browser.click("#register summary").await;
    seat.browser.fill("#register input[name=name]", "虚构").await;
    seat.browser.fill("#register input[name=credential]", "110101").await;
    seat.browser.click("#register form > button").await;
    seat.browser.element("form[data-kept]").await;
    let page = Page::new("a refused registration").field("#register input[name=phone]");
    stays(&seat, &page.seen(seen("虚.丙")), async { drop(books(&desk, "虚构丙", "", &card).await) }).await;
    assert!(seat.state().await["typed"].to_string().contains("110101"), "what was sent stands there");
    seat.browser.close().await;
}

/// Sees whoever has been called, and the next ones, until somebody is in consultation who is not to be admitted yet:
/// who comes first is not the same in each demo, and whoever has a stay already is not offered another.
async fn sees_until_somebody_has_no_stay(clinician: &Caller<'_>, session: &str) {
    for _ in 0..5 {
        let mut room = clinician.get("/room").await;
        if room["current"].is_null() {
            let next = id(room["queue"].get(0).expect("somebody is waiting"), "appointment");
            clinician.done(&format!("/appointments/{next}/call"), json!({ "session": session })).await;
            room = clinician.get("/room").await;
        }
        let current = id(&room["current"], "appointment");
        clinician.done(&format!("/appointments/{current}/start"), json!({})).await;
        if room["current"]["stays"].as_array().unwrap().is_empty() {
            return;
        }
        clinician.done(&format!("/appointments/{current}/finish"), json!({})).await;
    }
    panic!("five patients in a row have a stay already");
}

async fn the_room(harness: &Harness) {
    let (desk, clinician) = (harness.caller("desk").await, harness.caller("clinician").await);
    let card = desk.department("CARD").await;
    let room = clinician.get("/room").await;
    let session = id(&room["session"], "session");

    let wall = Seat::take(harness, "", (1920, 1080)).await;
    wall.go("/screen/CARD").await;
    // Nobody has been called in this room yet.
    let called = id(&room["queue"][0], "appointment");
    let page = Page::new("the wall").seen("document.querySelector('.wall-rooms').innerText");
    let call =
        async || drop(clinician.done(&format!("/appointments/{called}/call"), json!({ "session": session })).await);
    stays(&wall, &page, call()).await;
    wall.browser.close().await;

    let seat = Seat::take(harness, "clinician", (1280, 800)).await;
    let absent = "document.querySelector('.queue-foot').innerText";
    let page = Page::new("the room").focus(".room-keys button").seen(absent);
    stays(&seat, &page, async { drop(books(&desk, "虚构戊", &session, &card).await) }).await;

    sees_until_somebody_has_no_stay(&clinician, &session).await;
    seat.go("/room").await;
    seat.browser.click("#request-admission summary").await;
    seat.browser.fill("input[name=diagnosis]", "没有这个诊断").await;
    seat.browser.fill("input[name=expected_days]", "5").await;
    seat.browser.click("#request-admission input[name=urgency]").await;
    seat.browser.click("#request-admission form button").await;
    seat.browser.element("form[data-kept]").await;
    let page = Page::new("a refused diagnosis").field("input[name=diagnosis]").seen(absent);
    stays(&seat, &page, async { drop(books(&desk, "虚构己", &session, &card).await) }).await;
    seat.browser.close().await;
}

async fn the_ward(harness: &Harness) {
    let (nurse, seat) = (harness.caller("nurse").await, Seat::take(harness, "nurse", (1180, 820)).await);
    let (lies, comes) = (nurse.who_lies().await, nurse.who_comes().await);
    let row = plain(&comes);

    seat.go("/ward").await;
    seat.browser.fill(&format!("#arrive-{row}"), "DEMO-WRONG").await;
    seat.browser.click(&format!("#waiting-{row} form.arrive button")).await;
    seat.browser.element("form[data-kept]").await;
    stays(&seat, &Page::new("a wrong credential").field("form[data-kept] input[name=text]"), nothing()).await;

    seat.go(&format!("/ward/stays/{lies}/bill")).await;
    seat.browser.fill("form[action$='/charges'] input[name=item]", "D040").await;
    seat.browser.fill("form[action$='/charges'] input[name=count]", "-1").await;
    seat.browser.click("form[action$='/charges'] button").await;
    seat.browser.element("form[data-kept]").await;
    let total = "document.querySelector('#total-label').parentElement.innerText";
    let page = Page::new("a refused charge").field("form[action$='/deposits'] input[name=amount]").seen(total);
    let charge = async || {
        nurse.done(&format!("/admissions/{lies}/charges"), json!({ "item": "D040", "count": "1" })).await;
    };
    stays(&seat, &page, charge()).await;

    seat.go("/ward").await;
    let page = Page::new("the ward").focus(".bed a").seen(format!("!document.querySelector('#arrive-{row}')"));
    let unassign = async || {
        nurse.done(&format!("/admissions/{comes}/unassign-bed"), json!({ "reason": "mistake" })).await;
    };
    stays(&seat, &page, unassign()).await;
    seat.browser.close().await;
}

async fn the_office(harness: &Harness) {
    let (admin, seat) = (harness.caller("admin").await, Seat::take(harness, "admin", DESK).await);
    for path in ["/admin", "/admin/decide"] {
        seat.go(path).await;
        stays(&seat, &Page::new(path).focus("main a[href]"), nothing()).await;
    }

    seat.go("/admin/users").await;
    let create = "form[action='/admin/users'][method=post]";
    seat.browser.fill(&format!("{create} input[name=name]"), "desk").await;
    seat.browser.fill(&format!("{create} input[name=password]"), "four words in a row").await;
    seat.browser.click(&format!("{create} > button")).await;
    seat.browser.element("form[data-kept]").await;
    let page = Page::new("a refused login").field("form[action='/admin/users'][method=post] input[name=name]");
    let user = json!({ "login": "porter", "password": "four words in a row", "role": "desk" });
    let create = async || drop(admin.done("/users", user).await);
    stays(&seat, &page.seen("/porter/.test(document.querySelector('#users').textContent)"), create()).await;

    seat.go("/admin/schedule").await;
    let page = Page::new("the schedule").focus(".session").field("input[name=room_zh]");
    let publish = async || {
        let clinician = admin.get("/places").await["clinicians"][0].clone();
        let now = id(&admin.get("/departments").await, "now");
        let label = json!({ "zh": "9 诊室", "en": "Room 9" });
        admin
            .done(
                "/sessions",
                json!({
                    "clinician": clinician["clinician"], "room": label, "date": &now[..10], "from": 1200, "until": 1260,
                    "slot_minutes": 20, "capacity": 3,
                }),
            )
            .await;
    };
    let department = admin.get("/places").await["clinicians"][0]["department"].as_str().unwrap().to_owned();
    seat.go(&format!("/admin/schedule?department={department}")).await;
    stays(&seat, &page.seen("document.querySelectorAll('.session').length"), publish()).await;

    seat.go("/password").await;
    seat.browser.fill("input[name=current]", "not the password").await;
    for field in ["password", "again"] {
        seat.browser.fill(&format!("input[name={field}]"), "four other words in a row").await;
    }
    seat.browser.click("main form button").await;
    seat.browser.element("#notice, #said").await;
    stays(&seat, &Page::new("a refused password").field("input[name=current]"), nothing()).await;
    seat.browser.close().await;
}

async fn the_phone(harness: &Harness) {
    let (desk, seat) = (harness.caller("desk").await, Seat::take(harness, "patient", PHONE).await);
    let card = desk.department("CARD").await;
    let found = desk.get_search(INSURANCE_CODE).await;
    let patient = id(&found["hits"][0]["patient"], "person");

    // The windows: somebody else takes one. Then one that she holds, and lets go.
    seat.go(&format!("/departments/{card}")).await;
    seat.browser.element("button.slot:not(.is-full)").await;
    let left = "[...document.querySelectorAll('.slot')].map((one) => one.innerText).join()";
    let page = Page::new("the windows of a day").seen(left);
    stays(&seat, &page, async { drop(books(&desk, "虚构庚", "", &card).await) }).await;
    seat.browser.click(seat.browser.free_window().await).await;
    seat.browser.element("#confirm button").await;
    stays(&seat, &Page::new("a window before it is booked").focus("#confirm button"), nothing()).await;
    seat.browser.click("#release button").await;
    seat.browser.element("button.slot:not(.is-full)").await;

    // Home: the desk books for her.
    seat.go("/").await;
    let page =
        Page::new("home").focus("a.department").field("#search").seen("document.querySelectorAll('.entry').length");
    let (mut appointment, mut journey) = (String::new(), String::new());
    let mut book = async || {
        let slot = desk.free_slot(&card, "").await;
        let booked = desk.done("/appointments", json!({ "slot": slot, "patient": patient })).await;
        (appointment, journey) = (id(&booked, "appointment"), id(&booked, "journey"));
    };
    stays(&seat, &page, book()).await;

    // Her visit: the desk cancels it.
    seat.go("/journeys").await;
    stays(&seat, &Page::new("all journeys").focus("a.entry"), nothing()).await;
    seat.go(&format!("/journeys/{journey}")).await;
    seat.browser.element(".stages").await;
    let page = Page::new("a visit").seen("/已取消/.test(document.querySelector('#main').innerText)");
    let cancel = async || {
        let path = format!("/appointments/{appointment}/cancel");
        desk.done(&path, json!({ "reason": "patient_wish" })).await;
    };
    stays(&seat, &page, cancel()).await;
    seat.browser.close().await;
}

/// An open page shows what changes and keeps its address, its focus and what is typed, whatever it is answered with.
#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_page_stays_while_the_hospital_goes_on() {
    let harness = Harness::open();
    tokio::join!(the_desk(&harness), the_room(&harness));
    tokio::join!(the_ward(&harness), the_office(&harness), the_phone(&harness));
}
