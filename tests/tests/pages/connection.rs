//! A hospital that cannot be reached while the device is online: the page stays, and nothing is done twice. Also where
//! focus goes.

use crate::harness::{Harness, INSURANCE_CODE, Seat, id, plain};
use fantoccini::{actions::InputSource as _, key::Key};
use serde_json::Value;
use std::time::Duration;
use testkit::Way;

impl Seat {
    /// Lets the clock of the open page run ahead by some minutes. Returns the hospital's minute when the page was sent.
    async fn minutes_pass(&self, minutes: u32) -> u64 {
        let ahead = format!(
            "const now = performance.now.bind(performance); performance.now = () => now() + {minutes} * 60000; \
            return Number(document.getElementById('connection-bar').dataset.minute)"
        );
        self.script(&ahead).await.as_u64().unwrap()
    }
}

fn says(state: &Value, words: &str) -> bool {
    state["bar"].as_str().unwrap().contains(words)
}

/// While the hospital cannot be reached, the page says so and keeps what was typed; what is sent again is done once.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_stays_when_nobody_can_be_reached_and_nothing_is_done_twice() {
    let harness = Harness::open();
    let nurse = harness.caller("nurse").await;
    let lies = nurse.who_lies().await;
    let bill = format!("/ward/stays/{lies}/bill");
    let seat = Seat::take(&harness, "nurse", (1180, 820)).await;
    let lines = async || {
        let bill = nurse.get(&format!("/admissions/{lies}/bill")).await;
        bill["lines"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["count"] == "7" || line["count"] == "7.0000")
            .count()
    };
    assert_eq!(lines().await, 0);

    for way in [Way::Closed, Way::Answers(502), Way::Unheard] {
        let before = lines().await;
        seat.go(&bill).await;
        seat.browser.fill("form[action$='/charges'] input[name=item]", "D040").await;
        seat.browser.fill("form[action$='/charges'] input[name=count]", "7").await;
        let opened = seat.minutes_pass(2).await;
        seat.gate.set(way);
        let typed = seat.state().await;
        seat.browser.click("form[action$='/charges'] button").await;
        let state = seat.until("it says so", |state| says(state, "您写的都还在")).await;
        assert_eq!((&state["typed"], &state["address"]), (&typed["typed"], &typed["address"]), "{way:?}");
        let since = state["bar"].as_str().unwrap().split(' ').next().unwrap().to_owned();
        let wanted = [opened + 2, opened + 3].map(|minute| format!("{:02}:{:02}", minute / 60 % 24, minute % 60));
        assert!(wanted.contains(&since), "since when, in the hospital's time: {wanted:?} {state:#}");
        // Once more, later, in vain, with the form's own button.
        seat.minutes_pass(2).await;
        seat.browser.click("form[action$='/charges'] button").await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let state = seat.until("it still says so", |state| says(state, "您写的都还在")).await;
        assert_eq!(state["typed"], typed["typed"], "{way:?}: after the second try");
        assert!(says(&state, &since), "since the first try: {since} {state:#}");
        seat.gate.set(Way::Open);
        seat.until("the connection is back", |state| says(state, "又连上了")).await;
        seat.browser.click("#connection-again").await;
        seat.browser.element("#notice, #said").await;
        assert_eq!(lines().await, before + 1, "{way:?}: done once");
    }

    // Whatever was not sent can be given up.
    seat.go(&bill).await;
    seat.browser.fill("form[action$='/charges'] input[name=item]", "D040").await;
    seat.browser.fill("form[action$='/charges'] input[name=count]", "7").await;
    seat.gate.set(Way::Closed);
    seat.browser.click("form[action$='/charges'] button").await;
    seat.until("it says so", |state| says(state, "您写的都还在")).await;
    let before = lines().await;
    seat.gate.set(Way::Open);
    seat.until("the connection is back", |state| says(state, "又连上了")).await;
    seat.browser.click("#connection-leave").await;
    seat.until("the page is new", |state| state["bar"] == "" && !state["typed"].to_string().contains("D040")).await;
    assert_eq!(lines().await, before);

    // A link: the page stays, with what was typed.
    seat.browser.fill("form[action$='/charges'] input[name=count]", "9").await;
    seat.noticed(Way::Closed).await;
    let typed = seat.state().await;
    seat.script("document.querySelector('a.back').click()").await;
    let state = seat.until("it says so", |state| says(state, "先留在这一页")).await;
    assert_eq!((&state["typed"], &state["address"]), (&typed["typed"], &typed["address"]));
    seat.gate.set(Way::Open);
    seat.browser.click("#connection-again").await;
    seat.until("it goes on", |state| state["address"] == format!("/ward/admissions/{}", plain(&lies))).await;

    // A form is sent however many pages came one after another (a browser has six connections to a hospital).
    for round in 0..12 {
        let language = seat.script("return document.documentElement.lang").await;
        seat.browser.click("button[name=language]").await;
        let other = format!("document.documentElement.lang !== {language}");
        for tries in 0.. {
            let changed = seat.browser.execute(&format!("return {other}"), vec![]).await;
            if changed.is_ok_and(|changed| changed == true) {
                break;
            }
            assert!(tries < 100, "page {round} does not come: {:#}", seat.state().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    seat.browser.close().await;

    // Without a login there is no live page: the same holds for the log-in itself.
    let stranger = Seat::take(&harness, "", (390, 844)).await;
    stranger.go("/login").await;
    stranger.browser.fill("input[name=name]", "patient").await;
    stranger.browser.fill("input[name=password]", testkit::DEMO_PASSWORD).await;
    stranger.gate.set(Way::Closed);
    stranger.browser.click("main form.stack button").await;
    stranger.until("it says so", |state| says(state, "您写的都还在")).await;
    stranger.gate.set(Way::Open);
    stranger.browser.click("main form.stack button").await;
    stranger.browser.element("form[action='/logout']").await;
    stranger.browser.close().await;
}

/// The id of the element that has focus.
async fn focus(seat: &Seat) -> String {
    let id = seat.script("return document.activeElement.id || document.activeElement.tagName").await;
    id.as_str().unwrap().to_owned()
}

/// By keyboard, focus goes to what one does next: the choice that was made, the answer, or the field that was refused.
#[tokio::test(flavor = "multi_thread")]
async fn focus_is_led_to_where_one_goes_on() {
    let harness = Harness::open();
    let desk = harness.caller("desk").await;
    let card = desk.department("CARD").await;
    let phone = Seat::take(&harness, "patient", (390, 844)).await;
    phone.go(&format!("/departments/{card}")).await;
    let key = async |key: Key| {
        let keys = fantoccini::actions::KeyActions::new("keys".into())
            .then(fantoccini::actions::KeyAction::Down { value: key.into() })
            .then(fantoccini::actions::KeyAction::Up { value: key.into() });
        phone.browser.perform_actions(keys).await.unwrap();
    };
    let next = desk.free_slot(&card, "").await;
    let patient = id(&desk.get_search(INSURANCE_CODE).await["hits"][0]["patient"], "person");
    phone.go(&format!("/departments/{card}?for={patient}&slot={next}")).await;
    phone
        .until("the focus is on the choice", |state| state["focus"].as_str().unwrap().starts_with("FORM choice"))
        .await;
    // It stays there when the page is refreshed, and the next key leads to the button.
    phone.two_refreshes().await;
    assert_eq!(focus(&phone).await, "choice");
    key(Key::Tab).await;
    assert_eq!(
        phone
            .script("return document.activeElement.closest('#choice') !== null && document.activeElement.tagName")
            .await,
        "BUTTON"
    );
    // A window is chosen by keyboard too: a seat of it is held, and the confirmation is the next page.
    phone.script("document.querySelector('button.slot:not(.is-full, .is-chosen)').focus()").await;
    key(Key::Enter).await;
    phone.browser.element("#held").await;
    phone.script("document.querySelector('form.thumb button').focus()").await;
    key(Key::Enter).await;
    // The answer has focus.
    phone.browser.wait_for_text("预约成功").await;
    phone.until("the answer has the focus", |state| state["focus"].as_str().unwrap().starts_with("DIV notice")).await;
    // Without the script: the page that shows a choice puts focus on it.
    let next = desk.free_slot(&card, "").await;
    phone.go(&format!("/departments/{card}?for={patient}&slot={next}")).await;
    phone
        .until("the focus is on the choice", |state| {
            let focus = state["focus"].as_str().unwrap();
            focus.starts_with("FORM choice") || focus.starts_with("DIV choice")
        })
        .await;
    phone.browser.close().await;

    // On the ward, after a refusal: focus is on the wrong field, which says why.
    let nurse = harness.caller("nurse").await;
    let comes = plain(&nurse.who_comes().await);
    let seat = Seat::take(&harness, "nurse", (1180, 820)).await;
    seat.go("/ward").await;
    seat.browser.fill(&format!("#arrive-{comes}"), "DEMO-WRONG").await;
    seat.browser.click(&format!("#waiting-{comes} form.arrive button")).await;
    seat.browser.element("form[data-kept]").await;
    let field = "document.querySelector('form[data-kept] input[name=text]')";
    assert_eq!(seat.script(&format!("return document.activeElement === {field}")).await, true);
    let why =
        format!("document.getElementById({field}.getAttribute('aria-describedby')?.split(' ')[0])?.innerText ?? ''");
    let why = seat.script(&format!("return {why}")).await;
    assert!(!why.as_str().unwrap().is_empty(), "the field says why");
    seat.browser.close().await;
}
