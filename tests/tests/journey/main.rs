//! One patient's whole journey in a real browser, on the demo: book → check in → call → admit → charge → settle →
//! discharge, with what each person sees, including the fen. The demo's own clock makes it run at any hour. Beside it,
//! what the demo shows of outpatient booking (`outpatient`).
//!
//! With `ONETHING_PICTURES=docs/images` it leaves the pictures of the README there.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod outpatient;

use fantoccini::{
    Locator,
    actions::{InputSource, MouseActions, PointerAction},
};
use std::{path::PathBuf, time::Duration};
use testkit::{Browser, Server};

/// The insurance code of the demo patient: any credential will do.
const INSURANCE_CODE: &str = "DEMO0000000000000100";

async fn picture(browser: &Browser, name: &str) {
    if let Some(folder) = std::env::var_os("ONETHING_PICTURES") {
        browser.photograph(&PathBuf::from(folder).join(format!("{name}.png"))).await;
    }
}

async fn address(browser: &Browser) -> String {
    browser.current_url().await.unwrap().path().to_owned()
}

/// Clicks a link or button and waits for the page that it leads to.
async fn go(browser: &Browser, css: &str, arrives_at: &str) {
    browser.click(css).await;
    for _ in 0..600 {
        if address(browser).await.contains(arrives_at) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("`{css}` led to {} and not to {arrives_at}:\n{}", address(browser).await, browser.text("body").await);
}

/// Checks in by the code. If the first free window begins too late for that, the demo's clock is moved on.
async fn check_in(desk: &Browser, code: &str) {
    for _ in 0..3 {
        desk.fill("#scan", code).await;
        desk.click(".scan button").await;
        desk.element("#notice, #said").await;
        if desk.text("#notice, #said").await.contains("已签到") {
            return;
        }
        desk.click("button[name=step][value=hour]").await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    panic!("she cannot be checked in:\n{}", desk.text("body").await);
}

async fn sign(browser: &Browser) {
    let canvas = browser.element("canvas").await;
    browser
        .execute("arguments[0].scrollIntoView({block: 'center'})", vec![serde_json::to_value(&canvas).unwrap()])
        .await
        .unwrap();
    let at = |x, y| PointerAction::MoveToElement {
        element: canvas.clone(),
        duration: Some(Duration::from_millis(50)),
        x,
        y,
    };
    let button = fantoccini::actions::MOUSE_BUTTON_LEFT;
    let actions = MouseActions::new("pen".into())
        .then(at(-60.0, 0.0))
        .then(PointerAction::Down { button })
        .then(at(-20.0, -20.0))
        .then(at(20.0, 20.0))
        .then(at(60.0, -10.0))
        .then(PointerAction::Up { button });
    browser.perform_actions(actions).await.unwrap();
}

/// Does whatever formalities remain, until the patient may go to bed.
async fn do_formalities(ward: &Browser) {
    for _ in 0..120 {
        if ward.find(Locator::Css("form[action$='/in-bed'] button:not([disabled])")).await.is_ok() {
            return;
        }
        if let Ok(step) = ward.find(Locator::Css("form[action$='/formality'] button")).await {
            // The page may still be the old one: the next round then finds the button again.
            drop(step.click().await);
            ward.sent().await;
        } else if let Ok(amount) = ward.find(Locator::Css("#deposit")).await {
            drop(amount.clear().await);
            drop(amount.send_keys("3000\n").await);
            ward.sent().await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    panic!("the formalities do not end:\n{}", ward.text("body").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_patient_is_seen_admitted_and_settled() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::demo(data.path());
    let phone = Browser::open(390, 844, 2.0).await;

    // A seat of an expert whose seats are all taken was given back, and is kept for the patient, who takes it.
    phone.log_in(server.address(), "patient").await;
    phone.wait_for_text("轮到您了").await;
    go(&phone, "a.entry[href='/waitlist']", "/waitlist").await;
    phone.wait_for_text("有一个号留给您").await;
    picture(&phone, "patient-waitlist").await;
    go(&phone, "form[action$='/accept'] button", "/journeys/").await;
    phone.wait_for_text("预约成功").await;
    phone.goto(&format!("{}/", server.address())).await.unwrap();

    // The patient books a window of today with four touches from home.
    go(&phone, "a.department", "/departments/").await;
    phone.wait_for_text("每段 20 分钟").await;
    let scroll = phone
        .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
        .await
        .unwrap();
    assert_eq!(scroll.as_i64(), Some(0), "the page scrolls sideways");
    picture(&phone, "patient-slots").await;
    // A seat of the window that is touched is kept; its price and its expected minute stand beside the confirmation.
    go(&phone, phone.free_window().await, "/book/").await;
    phone.element("form.thumb button").await;
    phone.wait_for_text("15.00 元").await;
    phone.wait_for_text("为您保留到").await;
    go(&phone, "form.thumb button", "/journeys/").await;
    phone.wait_for_text("预约成功").await;
    let journey = phone.current_url().await.unwrap();
    let code = phone.text(".code-text").await;
    assert_eq!(code.len(), 8, "{code}");

    // The reception checks her in by the code on her phone.
    let desk = Browser::open(1440, 900, 1.0).await;
    desk.log_in(server.address(), "desk").await;
    check_in(&desk, &code).await;
    desk.close().await;

    // Her phone says so by itself, with her place in the queue.
    phone.wait_for_text("已签到").await;
    phone.wait_for_text("前面还有").await;
    picture(&phone, "patient-journey").await;

    // The clinician calls her, sees her, and requests the admission.
    let room = Browser::open(1280, 800, 1.0).await;
    room.log_in(server.address(), "clinician").await;
    room.wait_for_text("林听雨").await;
    picture(&room, "consulting-room").await;
    // Only the clinician has called anybody there.
    room.element("form[action$='/call-next'] button").await;
    let calls = room.find_all(Locator::Css(".ticket")).await.unwrap();
    let mut called = false;
    for ticket in calls {
        if ticket.text().await.unwrap().contains("林听雨")
            && let Ok(button) = ticket.find(Locator::Css("form[action$='/call'] button")).await
        {
            button.click().await.unwrap();
            called = true;
            break;
        }
    }
    if !called {
        room.click("form[action$='/call-next'] button").await;
    }
    room.element("form[action$='/start'] button").await;
    phone.wait_for_text("正在叫您").await;
    let wall = Browser::open(1920, 1080, 1.0).await;
    wall.goto(&format!("{}/screen/CARD", server.address())).await.unwrap();
    wall.wait_for_text("林*雨").await;
    assert!(!wall.text("body").await.contains("林听雨"), "a full name on the wall");
    picture(&wall, "queue-screen").await;
    wall.close().await;
    room.click("form[action$='/start'] button").await;
    room.element("#request-admission summary").await;
    room.click("#request-admission summary").await;
    room.fill("input[name=diagnosis]", "I25.103").await;
    room.fill("input[name=expected_days]", "5").await;
    room.click("#request-admission input[name=urgency][value=urgent]").await;
    room.click("#request-admission form button").await;
    room.wait_for_text("入院").await;
    room.click("form[action$='/finish'] button").await;
    room.close().await;

    // The ward: a bed in one touch, arrived by another credential, the one form, the formalities.
    let ward = Browser::open(1180, 820, 1.0).await;
    ward.log_in(server.address(), "nurse").await;
    ward.wait_for_text("林*雨").await;
    picture(&ward, "ward").await;
    let waiting = ward.find_all(Locator::Css(".admissions li[id^=waiting]")).await.unwrap();
    let mut admission = None;
    for row in waiting {
        if row.text().await.unwrap().contains("林*雨") {
            admission = row.attr("id").await.unwrap().map(|id| id.trim_start_matches("waiting-").to_owned());
        }
    }
    let admission = admission.expect("she waits for a bed");
    let choose = format!("#waiting-{admission} form[action$='/bed'] button");
    // The demo keeps a bed for her, at whatever hour.
    ward.click(&choose).await;
    ward.fill(&format!("#arrive-{admission}"), INSURANCE_CODE).await;
    go(&ward, &format!("#waiting-{admission} form.arrive button"), "/ward/admissions/").await;
    ward.element("form[action$='/form']").await;
    let form = format!("form[action='/ward/admissions/{admission}/form']");
    for field in ward.find_all(Locator::Css(&format!("{form} input[required]"))).await.unwrap() {
        let name = field.attr("name").await.unwrap().unwrap_or_default();
        field.send_keys(if name.contains("phone") { "10000000999" } else { "虚构" }).await.unwrap();
    }
    ward.click(&format!("{form} button")).await;
    do_formalities(&ward).await;
    ward.click("form[action$='/in-bed'] button").await;

    // At the bedside: 100 × 58.60 = 5,860.00, all in scope. Level 3, first admission of an active employee of Jinan:
    // (5,860.00 − 1,000.00) × 85 % = 4,131.00 from the pool, 1,729.00 remain.
    go(&ward, &format!("a[href='/ward/stays/{admission}/bill']"), "/bill").await;
    ward.fill("form[action$='/charges'] input[name=item]", "D040").await;
    ward.fill("form[action$='/charges'] input[name=count]", "-1").await;
    ward.click("form[action$='/charges'] button").await;
    ward.element(".notice-bad").await;
    ward.fill("form[action$='/charges'] input[name=item]", "D040").await;
    ward.fill("form[action$='/charges'] input[name=count]", "100").await;
    ward.click("form[action$='/charges'] button").await;
    ward.wait_for_text("5,860.00").await;
    for _ in 0..20 {
        if ward.find(Locator::Css("#settle")).await.is_ok() {
            break;
        }
        if let Ok(button) = ward.find(Locator::Css("form[action$='/presettle'] button:not([disabled])")).await {
            // A live page may replace the button while it is being clicked.
            drop(button.click().await);
            ward.sent().await;
        }
        tokio::time::sleep(Duration::from_secs(4)).await;
        ward.refresh().await.unwrap();
    }
    ward.element("#settle").await;
    for amount in ["5,860.00 元", "4,131.00", "1,000.00"] {
        ward.wait_for_text(amount).await;
    }
    sign(&ward).await;
    picture(&ward, "bedside").await;
    let button = ward.text("#settle").await;
    assert!(button.starts_with("结算并退还"), "the button says what will happen: {button}");
    ward.click("#settle").await;
    ward.element(".receipt").await;
    ward.wait_for_text("4,131.00").await;
    ward.click(".receipt form[action$='/discharge'] button").await;
    ward.wait_for_text("已出院").await;
    ward.close().await;

    // Her phone shows the whole way, and what it cost her.
    phone.goto(journey.as_str()).await.unwrap();
    phone.wait_for_text("出院").await;
    phone.wait_for_text("重复填写 0 项").await;
    phone.close().await;

    // The administrator sees the three promises, computed from real events.
    let admin = Browser::open(1440, 900, 1.0).await;
    admin.log_in(server.address(), "admin").await;
    admin.wait_for_text("20 分钟").await;
    picture(&admin, "admin").await;
    // Two more wait for the expert.
    go(&admin, "a[href='/admin/waitlist']", "/admin/waitlist").await;
    let endocrinology =
        "[...document.querySelectorAll('#department option')].find(o => o.text === '内分泌科').selected = true";
    admin.execute(endocrinology, vec![]).await.unwrap();
    admin.click("form[action='/admin/waitlist'] button").await;
    admin.wait_for_text("0 / 36").await;
    admin.goto(&format!("{}/dev/components", server.address())).await.unwrap();
    admin.element(".stages").await;
    picture(&admin, "components").await;
    admin.close().await;
}
