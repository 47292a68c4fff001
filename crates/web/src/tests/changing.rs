//! A published session is changed on its pages: from the grid to the form, the preview, and the publication.

use super::{
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::header;
use model::{
    Label,
    actor::Role,
    id::{SessionId, SlotId},
    time::{MinuteOfDay, Zone},
};

/// Tomorrow's hour of the clinician: three windows of one seat.
async fn session(harness: &Harness) -> (SessionId, Vec<SlotId>) {
    let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
    harness.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hour, 1).await
}

fn week(harness: &Harness, session: SessionId) -> String {
    let day = today().plus_days(1);
    format!("/admin/schedule?department={}&week={day}&session={session}", harness.department)
}

const FORM: &str = "form[method=post][action$='/change']";

#[tokio::test]
async fn a_change_is_tried_then_published_and_a_page_that_was_left_open_is_refused() {
    let harness = Harness::new().await;
    let (t, (session, slots)) = (Localizer::new(Locale::Chinese, Zone::SHANGHAI), session(&harness).await);
    let admin = Phone::of(&harness, Role::Admin, Locale::Chinese, false).await;
    let page = admin.page(&week(&harness, session)).await;
    let way = attribute(&page, &format!("a[href^='/admin/sessions/{session}/change']"), "href");
    assert_eq!(attribute(&page, ".session.is-chosen", "data-change"), way, "dragging leads to the same form");
    harness.book(slots[0]).await;
    let page = admin.page(&week(&harness, session)).await;
    assert!(all(&page, ".session.is-chosen[draggable]").is_empty(), "somebody is booked");
    let form = admin.page(&way).await;
    assert!(all(&form, FORM).is_empty(), "nothing is published untried");
    let typed = ["from", "until", "capacity"]
        .map(|name| attribute(&form, &format!("#change-form input[name={name}]"), "value"));
    assert_eq!(typed, ["09:00", "10:00", "1"]);
    let tried = format!("{way}&until=10:20&capacity=2,1,1,3");
    let (page, left_open) = (admin.page(&tried).await, admin.page(&tried).await);
    let done = admin.submit(&page, FORM).await;
    let page = admin.page(done.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("admin-done-changed")));
    let seats = harness.hospital.look(|worlds| {
        let moment = scheduling::read::Moment { now: harness.demo_clock(), zone: Zone::SHANGHAI };
        let session = worlds.scheduling.session(session, moment).unwrap();
        session.slots.iter().map(|slot| slot.capacity).collect::<Vec<_>>()
    });
    assert_eq!(seats, [2, 1, 1, 3]);
    let refused = admin.submit(&left_open, FORM).await;
    let page = admin.page(refused.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice-bad")[0]).contains("已被改动"));
}

#[tokio::test]
async fn who_is_in_the_way_is_shown_masked_and_the_closure_is_offered_instead() {
    let harness = Harness::new().await;
    let (session, slots) = session(&harness).await;
    harness.book(slots[0]).await;
    let admin = Phone::of(&harness, Role::Admin, Locale::Chinese, false).await;
    let page = admin.page(&week(&harness, session)).await;
    let way = attribute(&page, &format!("a[href^='/admin/sessions/{session}/change']"), "href");
    let page = admin.page(&format!("{way}&from=09:20")).await;
    assert!(all(&page, FORM).is_empty());
    let rows = all(&page, ".pairs dd");
    assert_eq!(rows.len(), 1);
    assert!(words(rows[0]).contains('*'), "{}", words(rows[0]));
    assert_eq!(all(&page, &format!("a[href='/admin/sessions/{session}/closure']")).len(), 1);
    let moved = admin.page(&format!("{way}&date={}", today().plus_days(2))).await;
    assert!(all(&moved, FORM).is_empty(), "a session with bookings stays on its day");
    let wrong = admin.page(&format!("{way}&capacity=x")).await;
    assert!(all(&wrong, FORM).is_empty());
    assert!(words(all(&wrong, "main")[0]).contains('x'));
}
