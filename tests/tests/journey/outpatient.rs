//! What the demo shows of outpatient booking, played by the people whom it concerns: the draw of tomorrow, a session that
//! is closed, an itinerary of a consultation with tests, a referral into a seat that is kept for referrals.
//!
//! Nobody but the test acts, and no window is used that begins on the first day: a slow machine finds the same hospital.

use crate::go;
use fantoccini::Locator;
use serde_json::{Value, json};
use testkit::{Browser, DEMO_PASSWORD, Server};

/// Somebody who has never been there: 999999 is no place.
/// The check digit is 8: 9 × (7 + 9 + 10 + 5 + 8 + 4) + 1 × 2 + 9 × 1 + 3 × 6 + 1 × 3 + 0 × 7 + 2 × 9 + 0 × 10 + 3 × 5
/// + 9 × 8 + 9 × 4 + 8 × 2 = 576 ≡ 4 (mod 11), and 12 − 4 = 8.
const STRANGER: &str = "999999193102039988";

async fn open(browser: &Browser, server: &Server, path: &str) {
    browser.goto(&format!("{}{path}", server.address())).await.unwrap();
}

/// The days of a department that the phone offers, as addresses, from today on.
async fn days_of(phone: &Browser, server: &Server, department: &str) -> Vec<String> {
    open(phone, server, &format!("/?q={department}")).await;
    go(phone, "a.department", "/departments/").await;
    phone.element("nav.days a.day").await;
    let mut days = Vec::new();
    for day in phone.find_all(Locator::Css("nav.days a.day")).await.unwrap() {
        days.push(day.attr("href").await.unwrap().expect("a day leads somewhere"));
    }
    days
}

/// Opens the first of these days on which there is such an element.
async fn first_day_with(phone: &Browser, server: &Server, days: &[String], css: &str) -> String {
    for day in days {
        open(phone, server, day).await;
        phone.element("nav.days").await;
        if phone.find(Locator::Css(css)).await.is_ok() {
            return day.clone();
        }
    }
    panic!("no `{css}` on any of {days:?}");
}

/// The session to which a window of a day belongs.
async fn session_of(server: &Server, day: &str, slot: &str) -> String {
    let (client, api) = (reqwest::Client::new(), format!("{}/api/v1", server.address()));
    let login = json!({ "login": "patient", "password": DEMO_PASSWORD });
    let answer: Value = client.post(format!("{api}/login")).json(&login).send().await.unwrap().json().await.unwrap();
    let (department, query) = day.split_once('?').expect("a day has a date");
    let date = query.split('&').find(|part| part.starts_with("date=")).expect("a day has a date");
    let request = client.get(format!("{api}{department}/slots?{date}")).bearer_auth(answer["token"].as_str().unwrap());
    let page: Value = request.send().await.unwrap().json().await.unwrap();
    let clinicians = page["clinicians"].as_array().unwrap_or_else(|| panic!("no clinicians in {page}"));
    let mut sessions = clinicians.iter().flat_map(|clinician| clinician["sessions"].as_array().unwrap());
    let is_it = |one: &Value| one["slot"].as_str().is_some_and(|id| id.replace('-', "") == slot.replace('-', ""));
    let found = sessions.find(|session| session["slots"].as_array().unwrap().iter().any(is_it));
    found.unwrap_or_else(|| panic!("no {slot} in {page}"))["session"].as_str().unwrap().replace('-', "")
}

/// She joins the draw and sees her number. Returns the address of the draw.
async fn joins_the_draw(phone: &Browser, server: &Server) -> String {
    let days = days_of(phone, server, "神经内科").await;
    first_day_with(phone, server, &days, "a[href^='/draws/']").await;
    go(phone, "a[href^='/draws/']", "/draws/").await;
    let draw = phone.current_url().await.unwrap().path().to_owned();
    // Before she joins, its seats and its fingerprint are there to be noted.
    phone.wait_for_text("种子指纹").await;
    phone.click("form.thumb[action$='/join'] button").await;
    phone.wait_for_text("林听雨 · 编号").await;
    draw
}

/// She books, the administrator closes the session, and she accepts what is proposed.
async fn is_moved_by_a_closure(phone: &Browser, server: &Server) {
    let days = days_of(phone, server, "心血管内科").await;
    let day = first_day_with(phone, server, days.get(2..).unwrap(), "button.slot:not(.is-full)").await;
    let window = phone.free_window().await;
    let slot = phone.element(window).await.attr("value").await.unwrap().expect("a free window has an id");
    go(phone, window, "/book/").await;
    go(phone, "form.thumb button", "/journeys/").await;
    phone.wait_for_text("预约成功").await;
    let journey = phone.current_url().await.unwrap();

    let admin = Browser::open(1440, 900, 1.0).await;
    admin.log_in(server.address(), "admin").await;
    open(&admin, server, &format!("/admin/sessions/{}/closure", session_of(server, &day, &slot).await)).await;
    admin.wait_for_text("还没有通知任何人").await;
    admin.wait_for_text("林*雨").await;
    assert!(!admin.text("main").await.contains("林听雨"), "a preview shows masked names");
    admin.click("#close button.button-primary").await;
    admin.wait_for_text("已停诊。建议的号已留好").await;
    admin.close().await;

    phone.goto(journey.as_str()).await.unwrap();
    phone.wait_for_text("停诊了，为您另留了一个号").await;
    phone.click("form[action$='/rebooking/accept'] button").await;
    phone.wait_for_text("已改好，号归您了").await;
}

/// She has tests made and sees the clinician with the results, all booked in one go.
async fn books_an_itinerary(phone: &Browser, server: &Server) {
    open(phone, server, "/itinerary").await;
    for service in ["URINE", "US-THYROID", "ENDO-FU"] {
        phone.click(&format!("input[name=s][value={service}]")).await;
    }
    phone.click("button[name=plan]").await;
    phone.wait_for_text("来医院").await;
    phone.click("form.thumb button").await;
    phone.wait_for_text("全部约好了").await;
    open(phone, server, "/").await;
    phone.element("section.trip").await;
    for stop in ["尿常规", "甲状腺超声", "内分泌科复诊"] {
        phone.wait_for_text(stop).await;
    }
}

/// The clinic refers somebody new into a seat of respiratory medicine that is kept for referrals.
async fn is_referred(server: &Server) {
    let clinic = Browser::open(1280, 800, 1.0).await;
    clinic.log_in(server.address(), "clinic").await;
    open(&clinic, server, "/referrals").await;
    clinic.element("form[action='/referrals'] select[name=department]").await;
    let department = "[...document.querySelectorAll('select[name=department] option')]
        .find((one) => one.text.includes('呼吸')).selected = true";
    clinic.execute(department, vec![]).await.unwrap();
    clinic.click("form.inline[action='/referrals'] button").await;
    // The last day: its shares have not fallen to everybody.
    go(&clinic, "p.inline a.button-small:last-child", "/referrals").await;
    clinic.element("select[name=slot] optgroup option").await;
    let slot = "document.querySelector('select[name=slot] optgroup option').selected = true";
    clinic.execute(slot, vec![]).await.unwrap();
    clinic.fill("input[name=name]", "虚构转").await;
    clinic.fill("input[name=document]", STRANGER).await;
    clinic.fill("textarea[name=why]", "虚构：咳嗽三周").await;
    clinic.click("input[name=is_new]").await;
    clinic.click("form[method=post][action='/referrals'] button").await;
    clinic.wait_for_text("已转诊").await;
    let row = clinic.text("table.users tbody tr").await;
    assert!(row.contains("虚*转") && row.contains("呼吸与危重症医学科"), "{row}");
    clinic.close().await;
}

/// The clock is moved on hour by hour until the seats were drawn: at ten past twelve of the day after. (A step to tomorrow
/// goes to the next working day, which may be after the session.) Then her rank can be computed again.
async fn sees_the_draw(phone: &Browser, server: &Server, draw: &str) {
    open(phone, server, draw).await;
    phone.element(".draw-head").await;
    // From shortly after 08:00 to 12:10 of the next day are 29 hours.
    for _ in 0..32 {
        if phone.text("main").await.contains("已摇号") {
            break;
        }
        phone.click("button[name=step][value=hour]").await;
    }
    // 23 had joined on the morning, and she; six seats are drawn.
    phone.wait_for_text("24 人摇 6 个号").await;
    go(phone, "a.button[href$='/check']", "/check").await;
    phone.wait_for_text("重算一遍，全部相符").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outpatient_booking_is_played() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let server = Server::start(&["demo", "--listen", "127.0.0.1:0", "--data", folder, "--still"]);
    let phone = Browser::open(390, 844, 2.0).await;
    phone.log_in(server.address(), "patient").await;
    let draw = joins_the_draw(&phone, &server).await;
    is_moved_by_a_closure(&phone, &server).await;
    books_an_itinerary(&phone, &server).await;
    is_referred(&server).await;
    sees_the_draw(&phone, &server, &draw).await;
    phone.close().await;
}
