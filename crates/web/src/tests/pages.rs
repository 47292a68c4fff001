//! The frame and the patient's pages over a real hospital: both languages, both sizes, every refusal a page.

use super::{
    authorization::request,
    harness::{Harness, Reply},
};
use crate::locale::Locale;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use hospital::accounts::{Opened, Origin};
use model::actor::Role;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

pub(super) fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub(super) fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn attribute(page: &Html, selector: &str, name: &str) -> String {
    let elements = all(page, selector);
    let element = elements.first().unwrap_or_else(|| panic!("no {selector}"));
    element.value().attr(name).unwrap_or_else(|| panic!("{selector} has no {name}")).to_owned()
}

fn html(reply: &Reply) -> String {
    String::from_utf8(reply.body.to_vec()).unwrap()
}

/// Forms that ask nothing of the hospital: logins, how pages look, the demo's clock, requests to see more.
const WITHOUT_A_KEY: [&str; 6] = ["/login", "/logout", "/password", "/preferences", "/demo/step", "/break-glass"];

/// What holds for every page of everybody.
pub(super) fn sound(reply: &Reply, locale: Locale) -> Html {
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-store");
    assert!(reply.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"));
    assert!(!reply.header(header::CONTENT_SECURITY_POLICY).contains("unsafe"));
    assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(!reply.headers.get("x-request-id").unwrap().is_empty());
    let text = html(reply);
    assert!(text.len() < 60_000, "{} bytes", text.len());
    for forbidden in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
        assert!(!text.contains(forbidden), "the Content-Security-Policy forbids {forbidden}");
    }
    let page = Html::parse_document(&text);
    assert!(all(&page, "script:not([src])").is_empty(), "an inline script");
    assert_eq!(attribute(&page, "html", "lang"), locale.tag());
    assert_eq!(all(&page, "h1").len(), 1, "one page, one head");
    assert_eq!(all(&page, "main#main").len(), 1);
    // A missing text is shown as its id.
    for element in all(&page, "body *") {
        for word in element.text().flat_map(str::split_whitespace) {
            let id =
                ["patient-", "problem-", "login-", "help-", "screen-", "staff-", "demo-", "refusal-", "components-"];
            assert!(!id.iter().any(|area| word.starts_with(area)), "{word} has no text");
        }
    }
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        let id = element.value().attr("id").unwrap();
        assert!(ids.insert(id), "the id {id} is there twice");
    }
    for form in all(&page, "form[method=post]") {
        let token = Selector::parse("input[type=hidden][name=csrf]").unwrap();
        let action = form.value().attr("action").unwrap();
        assert!(action.starts_with("/login") || form.select(&token).next().is_some(), "{action} has no token");
        let key = Selector::parse("input[type=hidden][name=key]").unwrap();
        let key = form.select(&key).next().and_then(|key| key.value().attr("value"));
        assert!(
            WITHOUT_A_KEY.contains(&action)
                || action.starts_with("/login/code")
                || key.is_some_and(|key| !key.is_empty()),
            "{action} could be done twice: it has no key"
        );
    }
    for control in all(&page, "a, button") {
        let named = control.value().attr("aria-label").is_some_and(|label| !label.is_empty());
        assert!(named || !words(control).is_empty(), "a control without words: {}", control.html());
    }
    // A label must contain the words that are shown, for people who say what they see.
    let bare = |text: &str| text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    for control in all(&page, "a[aria-label], button[aria-label], summary[aria-label]") {
        let (label, seen) = (control.value().attr("aria-label").unwrap_or_default(), words(control));
        assert!(bare(label).contains(&bare(&seen)), "`{label}` does not say `{seen}`");
    }
    for asset in all(&page, "link[rel=stylesheet], script[src]") {
        let address = asset.value().attr("href").or(asset.value().attr("src")).unwrap();
        assert!(address.contains("?v="), "{address} has no hash: there is no such file");
    }
    page
}

/// A patient with a browser.
pub(super) struct Phone<'a> {
    harness: &'a Harness,
    session: Opened,
    locale: Locale,
}

impl<'a> Phone<'a> {
    pub(super) async fn new(harness: &'a Harness, locale: Locale, large: bool) -> Self {
        Self::of(harness, Role::Patient, locale, large).await
    }

    /// The browser of somebody with another role.
    pub(super) async fn of(harness: &'a Harness, role: Role, locale: Locale, large: bool) -> Self {
        let session = harness.cookie(role).await;
        let phone = Self { harness, session, locale };
        let reply = phone
            .post(
                "/preferences",
                &[("language", locale.tag()), ("large", if large { "1" } else { "0" }), ("here", "/")],
            )
            .await;
        assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
        phone
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.harness.send(request("get", path, Some(&self.session.token), String::new())).await
    }

    pub(super) async fn page(&self, path: &str) -> Html {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        sound(&reply, self.locale)
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.session.account.csrf));
        let form = serde_urlencoded::to_string(&fields).unwrap();
        self.harness.send(request("post", path, Some(&self.session.token), form)).await
    }

    /// Touches a button of a page that belongs to a form elsewhere in it, as a browser would.
    pub(super) async fn touch(&self, page: &Html, selector: &str) -> Reply {
        let [form, name, value] = ["form", "name", "value"].map(|name| attribute(page, selector, name));
        self.send(all(page, &format!("form#{form}"))[0], Some((name, value))).await
    }

    /// Sends a page's form as a browser would.
    pub(super) async fn submit(&self, page: &Html, selector: &str) -> Reply {
        self.send(all(page, selector)[0], None).await
    }

    async fn send(&self, form: ElementRef<'_>, touched: Option<(String, String)>) -> Reply {
        let field = |input: ElementRef<'_>| {
            let [name, value] = ["name", "value"].map(|name| input.value().attr(name).unwrap_or_default().to_owned());
            (name, value)
        };
        let inputs: Vec<_> = form.select(&Selector::parse("input").unwrap()).map(field).collect();
        let body = serde_urlencoded::to_string(inputs.into_iter().chain(touched).collect::<Vec<_>>()).unwrap();
        self.harness.send(request("post", form.value().attr("action").unwrap(), Some(&self.session.token), body)).await
    }
}

#[tokio::test]
async fn four_touches_from_home_to_booked_in_both_languages_and_sizes() {
    for (locale, large) in [(Locale::Chinese, false), (Locale::English, false), (Locale::Chinese, true)] {
        let harness = Harness::new().await;
        let phone = Phone::new(&harness, locale, large).await;
        let home = phone.page("/").await;
        assert_eq!(attribute(&home, "html", "lang"), locale.tag());
        assert_eq!(all(&home, "html.large").len(), usize::from(large));

        // One: the department. Two: the window. Three: the confirmation.
        let department = attribute(&home, "a.department", "href");
        let slots = phone.page(&department).await;
        assert!(all(&slots, "form.thumb").is_empty(), "nothing was chosen yet");
        let held = phone.touch(&slots, "button.slot.is-free").await;
        assert_eq!(held.status, StatusCode::SEE_OTHER);
        let chosen = phone.page(held.header(header::LOCATION)).await;
        // Its price, and until when it is kept: 07:30 and five minutes.
        let told = words(chosen.root_element());
        assert!(told.contains(if locale == Locale::Chinese { "15.00 元" } else { "¥15.00" }), "{told}");
        let until = words(all(&chosen, "#held")[0]);
        assert!(until.contains("07:35") && until.contains('5'), "{until}");
        // The home page leads back to it.
        let home = phone.page("/").await;
        assert_eq!(attribute(&home, ".held-seat a.button-primary", "href"), held.header(header::LOCATION));

        // Sent twice, it is booked once.
        let booked = phone.submit(&chosen, "form.thumb").await;
        let again = phone.submit(&chosen, "form.thumb").await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER);
        assert_eq!(booked.header(header::LOCATION), again.header(header::LOCATION));

        let journey = phone.page(booked.header(header::LOCATION)).await;
        assert_eq!(words(all(&journey, ".code-text")[0]).len(), 8);
        assert_eq!(all(&journey, ".qr svg").len(), 1);
        assert_eq!(all(&journey, ".stage.is-now").len(), 1, "one step is now");
        assert_eq!(all(&phone.page("/").await, "a.entry").len(), 1, "what is under way stands first");
        assert_eq!(all(&phone.page("/journeys").await, "a.entry").len(), 1);

        // Moved, then cancelled; the button says what happens.
        let to_move = attribute(&journey, ".buttons a[href*=moving]", "href");
        let other = attribute(&phone.page(&to_move).await, "a.slot.is-free", "href");
        let moved = phone.submit(&phone.page(&other).await, "form.thumb").await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER);
        let journey = phone.page(moved.header(header::LOCATION)).await;
        let cancel = phone.page(&attribute(&journey, ".buttons a[href$=cancel]", "href")).await;
        assert!(words(all(&cancel, "form.thumb button")[0]).contains("08:"), "the button names the window");
        let cancelled = phone.submit(&cancel, "form.thumb").await;
        let journey = phone.page(cancelled.header(header::LOCATION)).await;
        assert!(all(&journey, ".code-text").is_empty(), "no code for what was cancelled");
        assert_eq!(all(&journey, ".place-in-line a.button-primary").len(), 1, "booking again is the way on");
    }
}

#[tokio::test]
async fn a_full_window_leads_to_the_nearest_free_one() {
    let harness = Harness::new().await;
    harness.fill(harness.slots[3]).await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let slots = phone.page(&format!("/departments/{}", harness.department)).await;
    let full = phone.page(&attribute(&slots, "a.slot.is-full", "href")).await;
    assert_eq!(words(all(&full, "button.slot.is-chosen b")[0]), "08:40–09:00", "the nearest, the earlier first");
    assert!(words(all(&full, ".thumb-note")[0]).contains("09:00–09:20 已约满"));
    assert_eq!(phone.submit(&full, "form.thumb").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn departments_are_found_in_either_language() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    for (sought, found) in [("心血管", 1), ("CARDIO", 1), ("%3Cscript%3E", 0)] {
        let page = phone.page(&format!("/?q={}", sought.replace("心血管", "%E5%BF%83%E8%A1%80%E7%AE%A1"))).await;
        assert_eq!(all(&page, "a.department").len(), found, "{sought}");
        assert_eq!(all(&page, "#none-found:not([hidden])").len(), 1 - found);
    }
}

#[tokio::test]
async fn what_is_not_there_or_not_readable_is_a_page_with_a_way_on() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let nobody = uuid::Uuid::nil();
    let cases = [
        ("/nowhere".to_owned(), StatusCode::NOT_FOUND),
        ("/book/nothing".to_owned(), StatusCode::NOT_FOUND),
        (format!("/departments/{nobody}"), StatusCode::NOT_FOUND),
        (format!("/departments/{}?date=yesterday", harness.department), StatusCode::NOT_FOUND),
        (format!("/journeys/{nobody}"), StatusCode::FORBIDDEN),
        (format!("/departments/{}?for={}", harness.department, harness.other), StatusCode::FORBIDDEN),
        (format!("/visits/{}/cancel", harness.others_visit), StatusCode::NOT_FOUND),
        ("/admin".to_owned(), StatusCode::FORBIDDEN),
        ("/screen/NONE".to_owned(), StatusCode::NOT_FOUND),
    ];
    for (path, status) in cases {
        let reply = phone.get(&path).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.header(header::CONTENT_TYPE).starts_with("text/html"), "{path}");
        assert_eq!(all(&sound(&reply, Locale::Chinese), ".problem a.button").len(), 1, "{path}");
    }
}

#[tokio::test]
async fn a_body_of_fifty_megabytes_is_refused_before_it_is_read() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    for path in ["/book", "/login", "/preferences"] {
        let body = format!("text={}", "x".repeat(50 << 20));
        let reply = harness.send(request("post", path, Some(&phone.session.token), body)).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(html(&reply).contains("256 KB"), "{path}");
    }
}

#[tokio::test]
async fn a_login_gets_a_new_token_and_lands_where_its_day_begins() {
    let harness = Harness::new().await;
    let homes = [
        (Role::Patient, "/"),
        (Role::Desk, "/desk"),
        (Role::Clinician, "/room"),
        (Role::Nurse, "/ward"),
        (Role::Admin, "/admin"),
    ];
    for (role, home) in homes {
        let form = [("name", super::harness::login_of(role)), ("password", super::harness::PASSWORD.to_owned())];
        let before = harness.cookie(role).await;
        let form = serde_urlencoded::to_string(form).unwrap();
        let reply = harness.send(request("post", "/login", Some(&before.token), form)).await;
        assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, home));
        let cookie = reply.header(header::SET_COOKIE);
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert!(!cookie.contains(&before.token), "the token is new");
        assert!(!cookie.contains("Secure"), "the reader came without TLS");
        let old = harness.send(request("get", home, Some(&before.token), String::new())).await;
        assert_eq!(old.status, StatusCode::SEE_OTHER, "the one from before has ended");
    }
}

#[tokio::test]
async fn who_came_by_tls_has_a_cookie_for_tls_only() {
    let harness = Harness::new().await;
    let form = [("name", "patient"), ("password", super::harness::PASSWORD)];
    let mut login = request("post", "/login", None, serde_urlencoded::to_string(form).unwrap());
    login.headers_mut().insert("x-forwarded-proto", "https".parse().unwrap());
    assert!(harness.send(login).await.header(header::SET_COOKIE).contains("Secure"));
}

#[tokio::test]
async fn where_everybody_comes_by_tls_cookies_and_browsers_know() {
    let harness = Harness::behind_tls().await;
    let form = [("name", "patient"), ("password", super::harness::PASSWORD)];
    let login = harness.send(request("post", "/login", None, serde_urlencoded::to_string(form).unwrap())).await;
    assert!(login.header(header::SET_COOKIE).contains("Secure"));
    assert_eq!(login.header(header::STRICT_TRANSPORT_SECURITY), "max-age=31536000");
    let plain = Harness::new().await.send(request("get", "/login", None, String::new())).await;
    assert!(!plain.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn an_id_of_a_request_that_could_pass_for_more_is_made_anew() {
    let harness = Harness::new().await;
    let id = header::HeaderName::from_static("x-request-id");
    for (given, stays) in [
        ("0190b7c2-6f3a-7000-8000-000000000000", true),
        ("ward_3.tablet-7", true),
        ("1 status=200 route=/admin", false),
        ("a\"b", false),
        ("1;2", false),
        ("", false),
        (&"x".repeat(65), false),
        (&"x".repeat(64), true),
    ] {
        let mut get = request("get", "/healthz", None, String::new());
        get.headers_mut().insert(&id, given.parse().unwrap());
        let told = harness.send(get).await;
        assert_eq!(told.header(id.clone()) == given, stays, "{given}");
        assert!(!told.header(id.clone()).is_empty(), "{given}");
    }
    let mut twice = request("get", "/healthz", None, String::new());
    twice.headers_mut().append(&id, "one".parse().unwrap());
    twice.headers_mut().append(&id, "two".parse().unwrap());
    assert!(!["one", "two"].contains(&harness.send(twice).await.header(id)));
}

#[tokio::test]
async fn a_wrong_password_and_another_sites_address_lead_nowhere() {
    let harness = Harness::new().await;
    let form = "name=patient&password=wrong-password&next=/journeys".to_owned();
    let reply = harness.send(request("post", "/login", None, form)).await;
    let cookies = reply.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let cookies: Vec<_> = cookies.map(|cookie| cookie.split('=').next().unwrap()).collect();
    assert_eq!((reply.header(header::LOCATION), cookies), ("/login?next=%2Fjourneys", vec!["login-1"]), "no session");
    for next in ["//example.com", "https://example.com", "/\\example.com", "/\t/example.com"] {
        let form = [("name", "patient"), ("password", super::harness::PASSWORD), ("next", next)];
        let reply = harness.send(request("post", "/login", None, serde_urlencoded::to_string(form).unwrap())).await;
        assert_eq!(reply.header(header::LOCATION), "/", "{next}");
    }
}

#[tokio::test]
async fn public_pages_speak_the_browsers_language() {
    let harness = Harness::new().await;
    for (asked, locale) in [("en-GB", Locale::English), ("zh-CN", Locale::Chinese), ("fr", Locale::Chinese)] {
        for path in ["/login", "/help", "/screen/CARD", "/nowhere"] {
            let mut get = request("get", path, None, String::new());
            get.headers_mut().insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            sound(&harness.send(get).await, locale);
        }
    }
}

#[tokio::test]
async fn the_wall_shows_masked_names_only() {
    let harness = Harness::new().await;
    harness.somebody_waits().await;
    let reply = harness.send(request("get", "/screen/CARD", None, String::new())).await;
    let page = sound(&reply, Locale::Chinese);
    let rooms = words(all(&page, ".wall-rooms")[0]);
    assert!(rooms.contains("林*例") && !html(&reply).contains("林示例"), "{rooms}");
}

#[tokio::test]
async fn the_demo_shows_every_component_in_both_languages_and_sizes() {
    let harness = Harness::demo().await;
    for locale in Locale::ALL {
        for large in [false, true] {
            let path = format!("/dev/components?language={}&large={}", locale.tag(), u8::from(large));
            let page = sound(&harness.send(request("get", &path, None, String::new())).await, locale);
            assert_eq!(all(&page, "html.large").len(), usize::from(large));
            for component in [
                ".button-primary",
                ".tag",
                ".notice",
                ".day.is-chosen",
                ".slot.is-full",
                ".stage.is-late",
                ".bed-free",
                ".thumb",
                ".entry",
                ".facts",
                ".field",
                ".amount",
                ".stale",
                ".empty",
                ".chart-forecast",
                ".chart-split",
            ] {
                assert!(!all(&page, component).is_empty(), "{component} is not shown");
            }
        }
    }
    let page = sound(&harness.send(request("get", "/login", None, String::new())).await, Locale::Chinese);
    assert_eq!(all(&page, ".demo button").len(), 3, "the clock can be stepped");
    let login = all(&page, ".demo-login button").iter().map(|button| words(*button)).collect::<Vec<_>>();
    assert!(login.iter().any(|words| words.contains("patient")), "{login:?}");
    let step = |step: &str| request("post", "/demo/step", None, format!("step={step}&here=/help"));
    let before = harness.demo_clock();
    assert_eq!(harness.send(step("hour")).await.header(header::LOCATION), "/help");
    assert_eq!((harness.demo_clock() - before).num_minutes(), 60);
    assert_eq!(harness.send(step("year")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn outside_the_demo_there_are_no_components_and_no_steps() {
    let harness = Harness::new().await;
    assert_eq!(
        harness.send(request("get", "/dev/components", None, String::new())).await.status,
        StatusCode::NOT_FOUND
    );
    let step = request("post", "/demo/step", None, "step=hour".to_owned());
    assert_eq!(harness.send(step).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn assets_are_kept_for_a_year_under_their_hash_only() {
    let harness = Harness::new().await;
    let address = crate::assets::url("css/base.css");
    let hashed = harness.send(request("get", &address, None, String::new())).await;
    assert!(hashed.header(header::CACHE_CONTROL).contains("immutable"));
    assert!(hashed.header(header::CONTENT_TYPE).starts_with("text/css"));
    for other in ["/assets/css/base.css", "/assets/css/base.css?v=0000000000000000"] {
        let plain = harness.send(request("get", other, None, String::new())).await;
        assert!(!plain.header(header::CACHE_CONTROL).contains("immutable"), "{other}");
    }
    let mut again = request("get", "/assets/css/base.css", None, String::new());
    again.headers_mut().insert(header::IF_NONE_MATCH, hashed.header(header::ETAG).parse().unwrap());
    assert_eq!(harness.send(again).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(
        harness.send(request("get", "/assets/../Cargo.toml", None, String::new())).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn pages_are_compressed_for_who_can_read_it() {
    let harness = Harness::new().await;
    let get = Request::builder().method(Method::GET).uri("/help").header(header::ACCEPT_ENCODING, "gzip");
    let reply = harness.send(get.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.header(header::CONTENT_ENCODING), "gzip");
}

#[tokio::test]
async fn a_panic_and_another_sites_page_are_said_in_the_readers_words() {
    let harness = Harness::new().await;
    let routes = || {
        let panics = axum::routing::any(async || -> String { panic!("a fault of ours") });
        axum::Router::new().route("/page", panics.clone()).route("/api/v1/page", panics)
    };
    let from_elsewhere = |path: &str| {
        let mut sent = request("post", path, None, String::new());
        sent.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        sent
    };
    let broken = harness.send_framed(routes(), request("get", "/page", None, String::new())).await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(all(&sound(&broken, Locale::Chinese), ".problem a.button").len(), 1);
    let elsewhere = harness.send_framed(routes(), from_elsewhere("/page")).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    assert!(words(all(&sound(&elsewhere, Locale::Chinese), "h1")[0]).contains("别的网站"));
    let cases = [
        (request("get", "/api/v1/page", None, String::new()), StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        (from_elsewhere("/api/v1/page"), StatusCode::FORBIDDEN, "other-site"),
    ];
    for (sent, status, code) in cases {
        let reply = harness.send_framed(routes(), sent).await;
        assert_eq!((reply.status, reply.header(header::CONTENT_TYPE)), (status, "application/problem+json"));
        assert_eq!(reply.json()["code"], code);
        assert_eq!(reply.json()["instance"], reply.headers["x-request-id"].to_str().unwrap());
    }
}

#[tokio::test]
async fn who_may_not_see_a_page_is_told_why_and_where_to_go() {
    let harness = Harness::new().await;
    let homes = [
        (Role::Patient, "/ward", "/"),
        (Role::Desk, "/ward", "/desk"),
        (Role::Clinician, "/ward", "/room"),
        (Role::Nurse, "/desk", "/ward"),
        (Role::Admin, "/ward", "/admin"),
        (Role::Desk, "/journeys", "/desk"),
        (Role::Admin, "/room", "/admin"),
    ];
    for (role, path, home) in homes {
        let session = harness.cookie(role).await;
        let reply = harness.send(request("get", path, Some(&session.token), String::new())).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        let page = sound(&reply, Locale::Chinese);
        assert_eq!(attribute(&page, ".problem a.button", "href"), home, "{role:?} {path}");
        if role != Role::Patient {
            let said = words(all(&page, ".problem")[0]);
            assert!(said.contains(&session.account.name), "who is logged in: {said}");
        }
        assert!(all(&page, "form[action='/break-glass']").is_empty(), "no patient is behind {path}");
    }
    let reply = harness.send(request("get", "/nowhere", None, String::new())).await;
    assert_eq!(attribute(&sound(&reply, Locale::Chinese), ".problem a.button", "href"), "/login");
}

#[tokio::test]
async fn the_glass_is_broken_with_a_reason_and_the_administrator_sees_it() {
    let harness = Harness::new().await;
    let journey = harness.journey_of_other().await;
    let path = format!("/journeys/{journey}");
    let nurse = harness.cookie(Role::Nurse).await;
    let get = async |path: &str| harness.send(request("get", path, Some(&nurse.token), String::new())).await;
    let page = sound(&get(&path).await, Locale::Chinese);
    assert_eq!(attribute(&page, "form[action='/break-glass'] input[name=journey]", "value"), journey.to_string());
    let send = async |reason: &str| {
        let fields = [("csrf", nurse.account.csrf.as_str()), ("journey", &journey.to_string()), ("reason", reason)];
        let form = serde_urlencoded::to_string(fields).unwrap();
        harness.send(request("post", "/break-glass", Some(&nurse.token), form)).await
    };
    let without = send(" ").await;
    assert_eq!(without.status, StatusCode::SEE_OTHER);
    let asked = sound(&get(without.header(header::LOCATION)).await, Locale::Chinese);
    assert_eq!(all(&asked, "form[action='/break-glass']").len(), 1, "asked for again");
    assert_eq!(all(&asked, "[role=alert]").len(), 1);
    assert_eq!(get(&path).await.status, StatusCode::FORBIDDEN, "nothing was opened");
    let given = send("抢救，家属不在场").await;
    assert_eq!((given.status, given.header(header::LOCATION)), (StatusCode::SEE_OTHER, path.as_str()));
    assert_eq!(get(&path).await.status, StatusCode::OK);
    let admin = harness.cookie(Role::Admin).await;
    let report = harness.send(request("get", "/admin/break-glass", Some(&admin.token), String::new())).await;
    let said = words(all(&sound(&report, Locale::Chinese), ".users tbody")[0]);
    assert!(said.contains("抢救，家属不在场") && said.contains("nurse"), "{said}");
    let overview = harness.send(request("get", "/admin", Some(&admin.token), String::new())).await;
    assert_eq!(all(&sound(&overview, Locale::Chinese), ".attention a[href='/admin/break-glass']").len(), 1);
}

#[tokio::test]
async fn an_administrator_unlocks_a_login_and_gives_it_a_password() {
    let harness = Harness::new().await;
    let accounts = harness.hospital.accounts();
    let nurse = harness.cookie(Role::Nurse).await;
    let far = Origin::of("203.0.113.9".parse().unwrap());
    for _ in 0..5 {
        assert!(accounts.login("nurse", "wrong-password", &far).await.is_err());
    }
    assert!(accounts.login("nurse", super::harness::PASSWORD, &far).await.is_err(), "waits");
    let admin = harness.cookie(Role::Admin).await;
    let users = async || {
        let reply = harness.send(request("get", "/admin/users", Some(&admin.token), String::new())).await;
        sound(&reply, Locale::Chinese)
    };
    let send = async |path: &str, password: &str| {
        let fields = [("csrf", admin.account.csrf.as_str()), ("password", password)];
        harness.send(request("post", path, Some(&admin.token), serde_urlencoded::to_string(fields).unwrap())).await
    };
    let unlock = attribute(&users().await, "form[action$='/unlock']", "action");
    let done = send(&unlock, "").await;
    assert_eq!(done.header(header::LOCATION), "/admin/users?done=admin-done-unlocked");
    assert!(all(&users().await, "form[action$='/unlock']").is_empty());
    assert!(accounts.login("nurse", super::harness::PASSWORD, &far).await.is_ok());
    let set = unlock.replace("/unlock", "/password");
    let (_, short) = harness.through(&set, &admin, &[("password", "short")]).await;
    assert!(words(all(&sound(&short, Locale::Chinese), "[role=alert]")[0]).contains("10"), "the rule with its number");
    let done = send(&set, "another-morning-8").await;
    assert_eq!(done.header(header::LOCATION), "/admin/users?done=admin-done-password");
    assert!(accounts.session(&nurse.token).await.unwrap().is_none(), "the old sessions have ended");
    assert!(accounts.login("nurse", "another-morning-8", &far).await.is_ok());
    let off = unlock.replace("/unlock", "/switch-off");
    assert_eq!(send(&off, "").await.header(header::LOCATION), "/admin/users?done=admin-done-off");
    assert!(accounts.login("nurse", "another-morning-8", &far).await.is_err(), "switched off");
    assert_eq!(all(&users().await, &format!("form[action='{}']", off.replace("-off", "-on"))).len(), 1);
    let log = harness.send(request("get", "/admin/log-ins", Some(&admin.token), String::new())).await;
    let said = words(all(&sound(&log, Locale::Chinese), ".users tbody")[0]);
    assert!(said.contains("203.0.113.9") && said.contains("密码输错 7 次"), "{said}");
    for (step, whose) in [("停用", "nurse"), ("解锁", "nurse"), ("设了新密码", "nurse")] {
        assert!(said.contains(step) && said.contains(whose), "{step} {said}");
    }
}

#[tokio::test]
async fn a_nurse_sees_how_the_connection_to_the_insurer_is() {
    let harness = Harness::new().await;
    for (role, path, shown) in [(Role::Nurse, "/ward", 1), (Role::Desk, "/desk", 0), (Role::Admin, "/admin", 0)] {
        let session = harness.cookie(role).await;
        let page = harness.send(request("get", path, Some(&session.token), String::new())).await;
        assert_eq!(all(&sound(&page, Locale::Chinese), ".bar #connection").len(), shown, "{role:?}");
    }
}

#[tokio::test]
async fn everybody_changes_the_own_password_on_a_page() {
    let harness = Harness::new().await;
    for role in [Role::Patient, Role::Nurse] {
        let (own, other) = (harness.cookie(role).await, harness.cookie(role).await);
        let page =
            sound(&harness.send(request("get", "/password", Some(&own.token), String::new())).await, Locale::Chinese);
        assert_eq!(all(&page, "form[action='/password'] input[type=password]").len(), 3, "{role:?}");
        let send = async |current: &str, new: &str, again: &str| {
            let fields = [("current", current), ("password", new), ("again", again)];
            harness.through("/password", &own, &fields).await
        };
        for (current, new, again) in [
            ("not this one", "another-morning-8", "another-morning-8"),
            (super::harness::PASSWORD, "another-morning-8", "another-morning-9"),
            (super::harness::PASSWORD, "Password2026!", "Password2026!"),
        ] {
            let (_, refused) = send(current, new, again).await;
            let page = sound(&refused, Locale::Chinese);
            assert_eq!(all(&page, "[role=alert]").len(), 1);
            assert!(all(&page, "input[type=password][value]").is_empty(), "a password never comes back");
        }
        let (led, after) = send(super::harness::PASSWORD, "another-morning-8", "another-morning-8").await;
        assert_eq!((led.as_str(), after.status), ("/password?done=login-password-changed", StatusCode::OK));
        let accounts = harness.hospital.accounts();
        assert!(accounts.session(&other.token).await.unwrap().is_none(), "elsewhere logged out");
    }
}

/// Two bookings in one department are two: each has its day, its code, its own buttons.
#[tokio::test]
async fn every_visit_of_a_journey_is_seen_moved_and_cancelled_by_itself() {
    let harness = Harness::new().await;
    let patient = harness.cookie(Role::Patient).await;
    let (token, csrf) = (Some(patient.token.as_str()), patient.account.csrf.as_str());
    let person = harness.patient.to_string();
    let send = async |path: &str, key: &str, fields: &[(&str, &str)]| {
        let form = [&[("csrf", csrf), ("key", key)], fields].concat();
        let reply = harness.send(request("post", path, token, serde_urlencoded::to_string(form).unwrap())).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        reply.header(header::LOCATION).to_owned()
    };
    let get = async |path: &str| {
        let reply = harness.send(request("get", path, token, String::new())).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        sound(&reply, Locale::Chinese)
    };
    let tomorrow = harness.tomorrow().await[0];
    let book = async |key: &str, slot: String| send("/book", key, &[("slot", &slot), ("patient", &person)]).await;
    let (first, second) =
        (book("two.one", harness.slots[8].to_string()).await, book("two.two", tomorrow.to_string()).await);
    let visit = |address: &str| address.split("visit=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (one, other) = (visit(&first), visit(&second));
    assert_eq!(first.split('?').next(), second.split('?').next(), "one journey");
    let page = get(&second).await;
    let codes: Vec<String> = all(&page, ".code-text").into_iter().map(words).collect();
    assert_eq!(codes.len(), 2);
    assert_ne!(codes[0], codes[1]);
    let shown = words(all(&page, ".place-in-line")[0]);
    assert!(shown.contains("11月27日") && shown.contains("5 诊室"), "what was just booked stands first: {shown}");
    for visit in [&one, &other] {
        assert_eq!(all(&page, &format!("a[href='/visits/{visit}/cancel']")).len(), 1);
        assert_eq!(all(&page, &format!("a[href$='moving={visit}']")).len(), 1);
    }
    let home = get("/").await;
    for visit in [&one, &other] {
        assert_eq!(all(&home, &format!("a.entry[href$='visit={visit}']")).len(), 1, "home shows each");
    }
    let cancelled = send(&format!("/visits/{other}/cancel"), "two.three", &[]).await;
    assert_eq!(visit(&cancelled), other);
    let page = get(&cancelled).await;
    assert!(words(all(&page, ".place-in-line")[0]).contains("11月27日"), "what was cancelled stands first");
    assert_eq!(all(&page, ".code-text").len(), 1, "the other one still has its code");
    assert_eq!(all(&page, &format!("a[href='/visits/{one}/cancel']")).len(), 1);
    assert!(all(&get("/").await, &format!("a.entry[href$='visit={other}']")).is_empty());
}

/// A script cannot read where a redirection leads; a browser without it is redirected as ever.
#[tokio::test]
async fn a_script_that_sends_a_form_is_told_where_to_go_on() {
    let harness = Harness::new().await;
    let form = || request("post", "/preferences", None, "language=en&here=/help%23main".to_owned());
    let plain = harness.send(form()).await;
    assert_eq!((plain.status, plain.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/help#main"));
    let mut by_script = form();
    by_script.headers_mut().insert("x-sent-by-script", "1".parse().unwrap());
    let told = harness.send(by_script).await;
    assert_eq!((told.status, told.header(header::LOCATION)), (StatusCode::NO_CONTENT, "/help#main"));
    let mut cookies = told.headers.get_all(header::SET_COOKIE).iter();
    assert!(cookies.any(|cookie| cookie.as_bytes().starts_with(b"language=en")), "what comes with the answer comes");
    assert!(told.body.is_empty());
    // An address that is no way to go on is not changed.
    let mut asked = request("get", "/help", None, String::new());
    asked.headers_mut().insert("x-sent-by-script", "1".parse().unwrap());
    assert_eq!(harness.send(asked).await.status, StatusCode::OK);
}
