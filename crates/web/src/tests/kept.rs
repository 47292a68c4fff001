//! Post, redirect, get: every form leads to a page that can be opened by GET and says what the answer was.

use super::{
    authorization::{form, posts, request},
    harness::{Harness, ROLES, Reply, login_of},
};
use crate::{session::own_path, ui::kept::SECRET};
use axum::http::{StatusCode, header};
use chrono::Duration;
use hospital::accounts::Opened;
use hospital::read;
use model::actor::Role;
use scraper::{ElementRef, Html, Selector};
use std::{collections::BTreeMap, fs, path::Path};

fn parsed(reply: &Reply) -> Html {
    Html::parse_document(std::str::from_utf8(&reply.body).unwrap())
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(page: &Html, selector: &str) -> String {
    all(page, selector).iter().flat_map(|found| found.text()).collect()
}

fn value(page: &Html, selector: &str) -> String {
    let found = all(page, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found[0].value().attr("value").unwrap_or_default().to_owned()
}

/// What a page says, and its form as it was sent, but for the key, which is new each time. The rest of the page may
/// change.
fn said(page: &Html) -> Vec<String> {
    let notices = all(page, ".notice, .problem").into_iter().map(|notice| notice.html());
    let fields = all(page, "[data-kept] input:not([name=key]), [data-kept] select, [data-kept] textarea");
    notices.chain(fields.into_iter().map(|field| field.html())).collect()
}

/// No step of a page is forgotten: the list is that of the routes, which a test compares with the sources.
#[tokio::test]
async fn every_form_whatever_it_says_leads_to_a_page_that_can_be_reloaded() {
    let harness = Harness::new().await;
    let mut sessions = BTreeMap::new();
    for role in ROLES {
        sessions.insert(login_of(role), harness.cookie(role).await);
    }
    let (mut led, mut kept) = (0, 0);
    // Logging out comes last: it ends the session.
    let steps: Vec<_> =
        posts().filter(|(path, _)| *path != "/logout").chain([("/logout", Some(Role::Admin))]).collect();
    for (path, role) in steps {
        let mut readers = vec![role.unwrap_or(Role::Patient)];
        // Whoever may not do it is led to a page, too.
        readers.extend(ROLES.into_iter().filter(|other| Some(*other) != role && path != "/logout"));
        for reader in readers {
            let session = &sessions[&login_of(reader)];
            let csrf = session.account.csrf.as_str();
            let key = format!("{path}-{led}");
            let bodies = [
                format!("csrf={csrf}"),
                format!("csrf={csrf}&key={}&text=%E6%9E%97&amount=x&slot=y&bed=z&count=-&reason=%00", "k".repeat(200)),
                form(&harness, csrf, &key),
            ];
            let bodies = if path == "/logout" { &bodies[..1] } else { &bodies[..] };
            for body in bodies {
                let token = Some(session.token.as_str());
                let address = harness.address(path);
                let answer = harness.send(request("post", &address, token, body.clone())).await;
                let to = answer.header(header::LOCATION).to_owned();
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{reader:?} {path} {body}");
                assert!(own_path(&to, "") == to && !to.contains("13800000000") && !to.contains('林'), "{to}");
                let page = harness.send(request("get", &to, token, String::new())).await;
                let html = page.header(header::CONTENT_TYPE).starts_with("text/html");
                assert!(html || page.status == StatusCode::SEE_OTHER, "{path} leads to {to}: {}", page.status);
                assert!(!page.status.is_server_error(), "{path} leads to {to}: {}", page.status);
                led += 1;
                if to.contains("said=") {
                    kept += 1;
                    // Whoever may not see that page either is told so by it.
                    let shown = parsed(&page);
                    let (notices, problem) = (all(&shown, ".notice").len(), all(&shown, ".problem").len());
                    let once = notices == 1 || (notices == 0 && problem == 1);
                    assert!(once, "{reader:?} {path}: {to} says nothing, or twice");
                    let again = harness.send(request("get", &to, token, String::new())).await;
                    assert_eq!(said(&parsed(&again)), said(&shown), "{path}: a refresh of {to}");
                }
            }
        }
    }
    assert!(led > 700 && kept > 600, "{led} {kept}");
}

#[tokio::test]
async fn what_was_typed_is_there_again_in_either_language_for_its_login_and_its_time_only() {
    let harness = Harness::new().await;
    let (desk, nurse) = (harness.cookie(Role::Desk).await, harness.cookie(Role::Nurse).await);
    let typed = [("name", "\"林 <b>听雨"), ("credential_kind", "passport"), ("credential", "1"), ("phone", "1380000")];
    let (to, page) = harness.through("/desk/persons", &desk, &typed).await;
    let shown = parsed(&page);
    assert_eq!(all(&shown, "details.register[open]").len(), 1);
    assert_eq!(value(&shown, "form[action='/desk/persons'] input[name=name]"), "\"林 <b>听雨");
    assert_eq!(value(&shown, "form[action='/desk/persons'] input[name=phone]"), "1380000");
    assert_eq!(value(&shown, "form[action='/desk/persons'] option[selected][value=passport]"), "passport");
    assert_eq!(all(&shown, "[role=alert]").len(), 1);
    let chinese = words(&shown, "[role=alert]");
    harness.through("/preferences", &desk, &[("language", "en"), ("here", &to)]).await;
    let get =
        async |whose: &Opened| parsed(&harness.send(request("get", &to, Some(&whose.token), String::new())).await);
    let english = get(&desk).await;
    assert_ne!(words(&english, "[role=alert]"), chinese, "said in the language that is read");
    assert_eq!(value(&english, "form[action='/desk/persons'] input[name=name]"), "\"林 <b>听雨");
    let other = get(&nurse).await;
    assert!(!other.html().contains("听雨") && all(&other, "[role=alert]").is_empty(), "another login");
    harness.wait(Duration::minutes(14));
    assert!(get(&desk).await.html().contains("听雨"));
    harness.wait(Duration::seconds(61));
    let later = get(&desk).await;
    assert!(!later.html().contains("听雨") && all(&later, "[role=alert]").is_empty(), "its time is over");
}

#[tokio::test]
async fn who_was_found_stays_and_no_address_says_whom() {
    let harness = Harness::new().await;
    let desk = harness.cookie(Role::Desk).await;
    let (to, page) = harness.through("/desk/scan", &desk, &[("text", "13800000000")]).await;
    assert!(!to.contains("1380000"), "{to}");
    let found = parsed(&page);
    assert_eq!(all(&found, ".hits a").len(), 2, "both with this number");
    assert_eq!(value(&found, "#scan"), "", "free for the next scan");
    // A refused step on one of them leads back to both, and to the opened person.
    let opening = all(&found, ".hits a")[0].value().attr("href").unwrap().to_owned();
    assert!(!opening.contains("1380000"), "{opening}");
    let opened = parsed(&harness.send(request("get", &opening, Some(&desk.token), String::new())).await);
    let action = all(&opened, "form[action$='/book']")[0].value().attr("action").unwrap().to_owned();
    let csrf = &desk.account.csrf;
    let refused = harness.send(sent_from(&opening, &action, Some(&desk.token), format!("csrf={csrf}&key=k1"))).await;
    let page = request("get", refused.header(header::LOCATION), Some(&desk.token), String::new());
    let page = parsed(&harness.send(page).await);
    assert_eq!((all(&page, ".hits a").len(), all(&page, "form[action$='/book']").len()), (2, 1));
    assert_eq!(all(&page, "[role=alert]").len(), 1);
    let (_, page) = harness.through("/desk/scan", &desk, &[("text", "林无人")]).await;
    let nobody = parsed(&page);
    assert_eq!(value(&nobody, "#scan"), "林无人");
    assert_eq!(value(&nobody, "details.register[open] input[name=name]"), "林无人", "not typed again");
}

#[tokio::test]
async fn a_log_in_that_was_refused_is_said_on_its_page() {
    let harness = Harness::new().await;
    let sent = request("post", "/login", None, "name=nobody&password=never-this-1&next=%2Fdesk".into());
    let refused = harness.send(sent).await;
    assert_eq!((refused.status, refused.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/login?next=%2Fdesk"));
    let cookie = refused.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("login-1=") && !cookie.contains("nobody"), "sealed");
    let get = async |cookie: &str| {
        let mut asked = request("get", "/login?next=%2Fdesk", None, String::new());
        asked.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        parsed(&harness.send(asked).await)
    };
    let page = get(&cookie).await;
    assert_eq!(
        (value(&page, "input[name=name]"), value(&page, "input[name=password]")),
        ("nobody".into(), String::new())
    );
    assert_eq!(all(&page, "[role=alert]").len(), 1);
    assert!(all(&get("login-1=00ff").await, "[role=alert]").is_empty(), "only what this hospital sealed");
    harness.wait(Duration::minutes(15));
    assert!(all(&get(&cookie).await, "[role=alert]").is_empty(), "its time is over");
}

/// A form sent from a page, as a browser does.
fn sent_from(page: &str, path: &str, token: Option<&str>, form: String) -> axum::http::Request<axum::body::Body> {
    let mut sent = request("post", path, token, form);
    sent.headers_mut().insert(header::REFERER, format!("http://hospital.example{page}").parse().unwrap());
    sent.headers_mut().insert(header::HOST, "hospital.example".parse().unwrap());
    sent
}

/// Logs in on the page to which an ended session leads; returns where that leads.
async fn logged_in(harness: &Harness, role: Role, led: &Reply) -> (String, String) {
    let to = led.header(header::LOCATION);
    assert!(to.starts_with("/login?next="), "{to}");
    let token = None;
    let page = parsed(&harness.send(request("get", to, token, String::new())).await);
    let next = value(&page, "form[action='/login'] input[name=next]");
    let name = login_of(role);
    let form = [("name", name.as_str()), ("password", super::harness::PASSWORD), ("next", &next)];
    let entered = harness.send(request("post", "/login", None, serde_urlencoded::to_string(form).unwrap())).await;
    let cookie = entered.headers[header::SET_COOKIE].to_str().unwrap();
    let token = cookie.strip_prefix("onething-1=").unwrap().split(';').next().unwrap().to_owned();
    (token, entered.header(header::LOCATION).to_owned())
}

#[tokio::test]
async fn a_form_whose_session_ended_is_there_after_the_log_in_and_was_not_sent() {
    let harness = Harness::new().await;
    // By logging out elsewhere, and by being idle.
    for idle in [false, true] {
        let desk = harness.cookie(Role::Desk).await;
        let number = "11010519491231002X";
        let fields = [("key", "k1"), ("name", "林听雨"), ("credential_kind", "resident_id"), ("credential", number)];
        let typed = [&[("csrf", desk.account.csrf.as_str())], &fields[..]].concat();
        let form = serde_urlencoded::to_string(typed).unwrap();
        if idle {
            harness.wait(Duration::hours(5));
        } else {
            harness.hospital.accounts().logout(&desk.token).await.unwrap();
        }
        let registered = async || {
            harness.hospital.read(&desk.account.actor, read::Search { text: number.into() }).await.unwrap().hits.len()
        };
        // A browser that was logged out no longer has a cookie.
        let token = idle.then_some(desk.token.as_str());
        let led = harness.send(sent_from("/desk?said=1", "/desk/persons", token, form.clone())).await;
        assert!(!led.header(header::LOCATION).contains('林'));
        let (token, to) = logged_in(&harness, Role::Desk, &led).await;
        assert!(to.starts_with("/desk?said="), "{to}");
        let page = parsed(&harness.send(request("get", &to, Some(&token), String::new())).await);
        assert_eq!(value(&page, "form[action='/desk/persons'][data-kept] input[name=name]"), "林听雨", "{idle}");
        assert_eq!(all(&page, ".notice-warn").len(), 1, "says that nothing was done");
        assert_ne!(value(&page, "form[action='/desk/persons'] input[name=csrf]"), desk.account.csrf);
        assert_eq!(registered().await, 0, "sent only by hand");
        // Somebody else logs in at the same desk.
        let led = harness.send(sent_from("/desk", "/desk/persons", None, form.clone())).await;
        let (other, to) = logged_in(&harness, Role::Nurse, &led).await;
        let page = harness.send(request("get", &to, Some(&other), String::new())).await;
        assert!(!String::from_utf8_lossy(&page.body).contains("林听雨"), "another login");
        // The same login is in use already in another window: its session's own secret is needed, and the form stays.
        let again = harness.send(sent_from("/desk", "/desk/persons", Some(&token), form.clone())).await;
        assert!(again.header(header::LOCATION).starts_with("/desk?said="), "{}", again.status);
        let other = harness.send(sent_from("/desk", "/desk/persons", Some(&other), form)).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN, "the form is another login's");
        assert_eq!(registered().await, 0);
    }
}

#[tokio::test]
async fn no_form_of_an_ended_session_is_a_dead_end_and_a_new_password_ends_them_all() {
    let harness = Harness::new().await;
    let mut ended = BTreeMap::new();
    for role in ROLES {
        let session = harness.cookie(role).await;
        harness.hospital.accounts().logout(&session.token).await.unwrap();
        ended.insert(login_of(role), session);
    }
    let before = harness.seq();
    // Forms that need no session are sent without one.
    for (path, role) in posts().filter_map(|(path, role)| Some((path, role?))) {
        let session = &ended[&login_of(role)];
        let body = form(&harness, &session.account.csrf, "k1");
        let led = harness.send(request("post", &harness.address(path), Some(&session.token), body)).await;
        let to = led.header(header::LOCATION);
        assert!(to.starts_with("/login?next=%2F%3Fsaid%3D"), "{path}: {} {to}", led.status);
    }
    assert_eq!(harness.seq(), before);
    let admin = harness.cookie(Role::Admin).await;
    let users = harness.hospital.accounts().users(&admin.account.actor).await.unwrap();
    let user = users.iter().find(|user| user.login == "desk").unwrap().user;
    let accounts = harness.hospital.accounts();
    let here = hospital::accounts::Origin::here();
    accounts.set_password(&admin.account.actor, user, "another-morning-8", &here).await.unwrap();
    let session = &ended["desk"];
    let body = form(&harness, &session.account.csrf, "k1");
    let led = harness.send(request("post", "/desk/persons", Some(&session.token), body)).await;
    assert_eq!(led.header(header::LOCATION), "/login?next=%2F", "whoever knew the old password plants nothing");
}

/// A field that is typed hidden is never kept.
#[test]
fn no_password_is_kept() {
    fn look(folder: &Path, seen: &mut usize) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, seen);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for field in text.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
                let name = field.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
                if field.contains("type=\"password\"") {
                    *seen += 1;
                    assert!(SECRET.contains(&name), "{name} in {}", path.display());
                }
            }
        }
    }
    let mut seen = 0;
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut seen);
    assert!(seen >= 6, "{seen}");
}

#[test]
fn only_a_path_of_our_own_is_a_way_back() {
    let own = ["/", "/desk", "/book?department=1&slot=2", "/screen/%E5%8D%A1", "/visits/1#top", "/desk?from=%2Fward"];
    for target in own {
        assert_eq!(own_path(target, "/home"), target);
    }
    let foreign = [
        "",
        "desk",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\r\nset-cookie: a=b",
        "/\0/evil.example",
        "/ /evil.example",
        " //evil.example",
        "/./\u{7f}/evil.example",
        "/.//evil.example",
        "/desk//evil.example",
        "/%09/evil.example",
        "/%2f/evil.example",
        "/%2F%2Fevil.example",
        "/%5cevil.example",
        "/%252fevil.example",
        "/%",
        "/%2",
        "/%+1",
        "/%zz",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\u{ff0f}evil.example",
        "/desk?next=\t",
    ];
    for target in foreign {
        assert_eq!(own_path(target, "/home"), "/home", "{target:?}");
    }
    assert_eq!(own_path(&format!("/{}", "a".repeat(2048)), "/home"), "/home");
}
