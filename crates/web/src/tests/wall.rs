//! The wall: who is called, and an honest message when nobody works.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{all, sound, words},
};
use crate::locale::Locale;
use axum::http::StatusCode;
use chrono::Duration;

async fn wall(harness: &Harness) -> scraper::Html {
    let reply = harness.send(request("get", "/screen/CARD", None, String::new())).await;
    assert_eq!(reply.status, StatusCode::OK);
    sound(&reply, Locale::Chinese)
}

#[tokio::test]
async fn a_wall_speaks_each_call_that_nobody_has_answered() {
    let harness = Harness::new().await;
    harness.somebody_waits().await;
    assert!(all(&wall(&harness).await, "[data-spoken]").is_empty());
    harness.system(hospital::usecase::CallNext { session: harness.session }.into()).await;
    let page = wall(&harness).await;
    let spoken = all(&page, ".wall-call [data-spoken][data-call-at]");
    assert_eq!(spoken.len(), 1);
    assert!(spoken[0].attr("data-spoken").is_some_and(|words| words.contains("3 诊室")));
}

#[tokio::test]
async fn a_wall_without_a_session_says_when_the_next_one_begins() {
    let harness = Harness::new().await;
    let page = wall(&harness).await;
    assert!(all(&page, ".wall-closed").is_empty());
    assert_eq!(all(&page, ".wall-rooms.of-one .wall-room").len(), 1);
    harness.tomorrow().await;
    harness.pass(Duration::hours(14));
    let said = words(all(&wall(&harness).await, ".wall-closed")[0]);
    let day = today().plus_days(1);
    assert!(said.contains("09:00") && said.contains(&format!("{}日", chrono::Datelike::day(&day.0))), "{said}");
    harness.pass(Duration::days(1));
    let said = words(all(&wall(&harness).await, ".wall-closed")[0]);
    assert!(!said.contains(":"), "nothing is published: {said}");
}
