//! A draw on its pages: an administrator sets it up, a patient joins and is drawn, and anybody computes it again.

use super::{
    harness::{Harness, today},
    pages::{Phone, all, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::{StatusCode, header};
use chrono::Duration;
use hospital::{Answer, usecase};
use model::{
    Label,
    actor::Role,
    id::{DrawId, SessionId},
    scheduling::Channel,
    time::{MinuteOfDay, Zone},
};

/// Tomorrow's first hour of the clinician: three windows of one seat.
async fn session(harness: &Harness) -> SessionId {
    let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
    harness.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hour, 1).await.0
}

/// Its draw: the list is open from ten minutes from now on for an hour, and the seed is opened five minutes later.
async fn set_up(harness: &Harness) -> DrawId {
    let session = session(harness).await;
    let at = |minutes| harness.demo_clock() + Duration::minutes(minutes);
    let request = usecase::SetUpDraw { session, opens_at: at(10), closes_at: at(70), drawn_at: at(75) };
    let Answer::DrawSetUp { draw } = harness.system(request.into()).await else { panic!() };
    draw
}

#[tokio::test]
async fn a_patient_joins_is_drawn_and_computes_it_again() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let draw = set_up(&harness).await;
        harness.pass(Duration::minutes(10));
        let phone = Phone::new(&harness, locale, false).await;

        // The windows lead to the draw, and cannot be chosen.
        let day = today().plus_days(1);
        let slots = phone.page(&format!("/departments/{}?date={day}", harness.department)).await;
        assert_eq!(all(&slots, &format!("a[href^='/draws/{draw}']")).len(), 1);
        assert!(all(&slots, "a.slot, button.slot").is_empty());

        let address = format!("/draws/{draw}");
        let page = phone.page(&address).await;
        assert_eq!(all(&page, ".draw-short").len(), 1, "the fingerprint, and no seed");
        let joined = phone.submit(&page, "form.thumb").await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER);
        let page = phone.page(joined.header(header::LOCATION)).await;
        let said = words(all(&page, ".notice")[0]);
        assert!(said.contains(&t.text("draw-done-joined")), "{said}");
        assert_eq!(all(&phone.page("/draws").await, "a.entry").len(), 1);
        assert_eq!(all(&phone.page("/").await, "a[href='/draws']").len(), 1);
        // Nothing can be computed before the list is closed.
        for path in ["check", "record"] {
            assert_eq!(phone.get(&format!("{address}/{path}")).await.status, StatusCode::NOT_FOUND);
        }

        harness.pass(Duration::minutes(60));
        harness.system(usecase::CloseDrawList { draw }.into()).await;
        assert!(words(all(&phone.page(&format!("{address}/check")).await, "h2")[0]).contains(&t.text("draw-not-yet")));
        harness.pass(Duration::minutes(5));
        harness.system(usecase::OpenDraw { draw }.into()).await;
        harness.system(usecase::GiveDrawn { draw }.into()).await;
        harness.system(usecase::GiveDrawn { draw }.into()).await;
        let page = phone.page(&address).await;
        assert!(words(all(&page, "#draw-own ~ p")[0]).contains(&t.text("draw-own-won")));
        assert_eq!(all(&page, ".draw-squares rect").len(), 1);

        // Whoever is on no list computes it again too, and what was noted wrongly is found.
        let clinician = Phone::of(&harness, Role::Clinician, locale, false).await;
        let check = clinician.page(&format!("{address}/check")).await;
        assert!(words(all(&check, "h2")[0]).contains(&t.text("draw-agrees")));
        let wrong = clinician.page(&format!("{address}/check?commitment={}", "0".repeat(64))).await;
        assert!(words(all(&wrong, "h2")[0]).contains(&t.text("draw-differs")));
        let unfit = clinician.page(&format!("{address}/check?number=12")).await;
        assert_eq!(all(&unfit, ".notice-bad").len(), 1);
        let record = clinician.get(&format!("{address}/record")).await;
        let text = String::from_utf8(record.body.to_vec()).unwrap();
        assert!(draws::verify(&draws::Published::read(&text).unwrap()).is_ok());
    }
}

#[tokio::test]
async fn an_administrator_sets_a_draw_up_and_calls_it_off() {
    let harness = Harness::new().await;
    let (t, session) = (Localizer::new(Locale::Chinese, Zone::SHANGHAI), session(&harness).await);
    let admin = Phone::of(&harness, Role::Admin, Locale::Chinese, false).await;
    let day = today().plus_days(1);
    let week = format!("/admin/schedule?department={}&week={day}&session={session}", harness.department);
    let page = admin.page(&week).await;
    let form = format!("form[action='/admin/sessions/{session}/draw']");
    let wrong = [("key", "wrong"), ("opens_at", "2026-11-26"), ("closes_at", ""), ("drawn_at", "")];
    let refused = admin.post(&format!("/admin/sessions/{session}/draw"), &wrong).await;
    assert_eq!(all(&admin.page(refused.header(header::LOCATION)).await, ".notice-bad").len(), 1);
    let done = admin.submit(&page, &form).await;
    let page = admin.page(done.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("admin-done-draw")));
    assert!(all(&page, &form).is_empty(), "it is pending");
    let to_draw = all(&page, "a[href^='/admin/draws/']")[0].value().attr("href").unwrap().to_owned();
    let page = admin.page(&to_draw).await;
    let longer = admin.submit(&page, "form[action$='/prolong']").await;
    let page = admin.page(longer.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("draw-done-prolonged")));
    let cancelled = admin.submit(&page, "form[action$='/cancel']").await;
    let page = admin.page(cancelled.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("admin-done-draw-cancelled")));
    assert!(all(&page, "form[action$='/cancel'], form[action$='/prolong']").is_empty());
    let draw = DrawId(to_draw.rsplit('/').next().unwrap().parse().unwrap());
    let late = usecase::JoinDraw { draw, patient: harness.patient, channel: Channel::Online };
    let joined = harness.hospital.execute(&model::actor::Actor::system(), harness.key(), late.into()).await;
    assert!(joined.is_err());
}

#[tokio::test]
async fn the_desk_joins_and_leaves_for_somebody() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        set_up(&harness).await;
        let person = harness.person().await;
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let opened = desk.page(&format!("/desk?person={person}")).await;
        let way = all(&opened, ".desk-ways a").into_iter().find(|way| words(*way) == t.text("desk-way-draws"));
        let address = way.unwrap().value().attr("href").unwrap().to_owned();
        // The list is not open yet.
        assert!(all(&desk.page(&address).await, "form.draw-open").is_empty());
        harness.pass(Duration::minutes(10));
        let page = desk.page(&address).await;
        let joined = desk.submit(&page, "form.draw-open").await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER);
        let page = desk.page(joined.header(header::LOCATION)).await;
        assert!(words(all(&page, ".notice")[0]).contains(&t.text("desk-done-draw-joined")));
        assert_eq!(all(&page, ".draw-entry").len(), 1);
        // Everybody joins once.
        let again = desk.submit(&page, "form.draw-open").await;
        let refused = desk.page(again.header(header::LOCATION)).await;
        assert_eq!(all(&refused, ".notice-bad").len(), 1);
        let left = desk.submit(&page, ".draw-entry form").await;
        let page = desk.page(left.header(header::LOCATION)).await;
        assert!(words(all(&page, ".notice")[0]).contains(&t.text("desk-done-draw-left")));
        assert!(all(&page, ".draw-entry form").is_empty());
    }
}

#[tokio::test]
async fn the_desk_leaves_the_list_of_its_department_open_longer_and_the_page_says_why() {
    let harness = Harness::new().await;
    let t = Localizer::new(Locale::Chinese, Zone::SHANGHAI);
    let draw = set_up(&harness).await;
    harness.pass(Duration::minutes(10));
    let person = harness.person().await;
    let desk = Phone::of(&harness, Role::Desk, Locale::Chinese, false).await;
    let page = desk.page(&format!("/desk/persons/{person}/draws")).await;
    let done = desk.submit(&page, "form[action$='/prolong']").await;
    let page = desk.page(done.header(header::LOCATION)).await;
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("draw-done-prolonged")));
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let page = phone.page(&format!("/draws/{draw}")).await;
    assert!(words(all(&page, "#draw-steps ~ p strong")[0]).contains(&t.text("reason-hospital")));
    // What cannot be read is refused, and the page stays.
    let wrong = [("key", "wrong"), ("reason", "hospital"), ("closes_at", "later")];
    let refused = desk.post(&format!("/desk/persons/{person}/draws/{draw}/prolong"), &wrong).await;
    assert_eq!(all(&desk.page(refused.header(header::LOCATION)).await, ".notice-bad").len(), 1);
}
