//! The answers to forms: none is asked for again as a page, and no form's address is a dead end.

use super::{
    authorization::{posts, request},
    house::{House, ROLES, login_of},
};
use crate::session::own_path;
use axum::http::{StatusCode, header};
use scraper::{Html, Selector};
use std::collections::BTreeMap;

#[tokio::test]
async fn a_page_that_answers_a_form_says_so_and_its_address_leads_on() {
    let house = House::new().await;
    let mut sessions = BTreeMap::new();
    for role in ROLES {
        sessions.insert(login_of(role), house.cookie(role).await);
    }
    let marked = Selector::parse("main[data-answer]").unwrap();
    let (mut led, mut pages) = (0, 0);
    for (path, role) in posts() {
        let session = role.map(|role| &sessions[&login_of(role)]);
        let token = session.map(|session| session.token.as_str());
        let address = house.address(path);

        let asked = house.send(request("get", &address, token, String::new())).await;
        assert_ne!(asked.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        if asked.status == StatusCode::SEE_OTHER {
            led += 1;
            let home = house.send(request("get", asked.header(header::LOCATION), token, String::new())).await;
            assert_eq!(home.status, StatusCode::OK, "{path}");
        } else {
            let page = Html::parse_document(std::str::from_utf8(&asked.body).unwrap());
            assert_eq!(page.select(&marked).count(), 0, "{path} can be asked for");
        }

        // A form without its fields is refused by a page, which must not ask for itself.
        if path == "/logout" {
            continue;
        }
        let form = session.map(|session| format!("csrf={}", session.account.csrf)).unwrap_or_default();
        let answer = house.send(request("post", &address, token, form)).await;
        let kind = answer.headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().starts_with(b"text/html"));
        if kind == Some(true) {
            pages += 1;
            let page = Html::parse_document(std::str::from_utf8(&answer.body).unwrap());
            assert_eq!(page.select(&marked).count(), 1, "{path} {}", answer.status);
        }
    }
    assert!(led > 30 && pages > 30, "{led} {pages}");
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
