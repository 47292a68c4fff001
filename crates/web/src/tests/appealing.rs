//! An appeal against a missed visit on the pages: the patient's, the desk's list and decision; and exemptions on the
//! administration's page.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{Phone, all, words},
};
use crate::{
    locale::{Locale, Localizer},
    ui::checks::sound,
};
use axum::http::header;
use chrono::Duration;
use hospital::{Answer, usecase};
use model::{
    actor::Role,
    id::AppointmentId,
    scheduling::{BookingRules, Channel, NoShowStep, RulesScope},
    time::Zone,
};
use scraper::Html;

/// The patient of the login missed the visit of 08:00; one missed visit blocks for ten days.
async fn missed() -> (Harness, AppointmentId) {
    let harness = Harness::new().await;
    let ladder = vec![NoShowStep { count: 1, within_days: 30, blocked_days: 10 }];
    let rules = BookingRules { valid_from: today(), no_shows: ladder, ..hospital::fixture::rules() };
    harness.system(usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None }.into()).await;
    let book =
        usecase::Book { slot: harness.slots[0], patient: harness.patient, channel: Channel::OnSite, impossible: None };
    let Answer::Booked { appointment, .. } = harness.system(book.into()).await else { panic!() };
    harness.pass(Duration::hours(2));
    harness.system(usecase::MarkMissed { appointment }.into()).await;
    (harness, appointment)
}

async fn page(harness: &Harness, role: Role, path: &str) -> Html {
    let token = harness.cookie(role).await.token;
    let reply = harness.send(request("get", path, Some(&token), String::new())).await;
    sound(std::str::from_utf8(&reply.body).unwrap())
}

#[tokio::test]
async fn a_patient_appeals_and_reads_the_answer_in_both_languages() {
    for locale in [Locale::Chinese, Locale::English] {
        let (harness, visit) = missed().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let journeys = phone.page("/journeys").await;
        let journey = all(&journeys, "a[href^='/journeys/']")[0].value().attr("href").unwrap().to_owned();
        let shown = phone.page(&journey).await;
        assert!(words(shown.root_element()).contains(&t.text("appeal-hint")));
        let form = format!("form[action='/visits/{visit}/appeal']");
        let sent = phone.submit(&shown, &form).await;
        let shown = phone.page(sent.header(header::LOCATION)).await;
        let text = words(shown.root_element());
        assert!(text.contains(&t.text("appeal-done")) && text.contains(&t.text("appeal-waits")), "{text}");
        assert!(all(&shown, &form).is_empty());

        let desk = page(&harness, Role::Desk, "/desk").await;
        assert_eq!(all(&desk, "a[href='/desk/appeals']").len(), 1);
        let fields = [("key", "decline"), ("reason", "hospital"), ("text", "查过记录")];
        let session = harness.cookie(Role::Desk).await;
        let (to, _) = harness.through(&format!("/desk/appeals/{visit}/decline"), &session, &fields).await;
        assert_eq!(to, "/desk/appeals?done=appeals-done-declined");
        let shown = phone.page(&journey).await;
        let text = words(shown.root_element());
        assert!(text.contains(&t.text("appeal-declined-because-hospital")), "{text}");
        assert!(text.contains(&t.text("appeal-head-declined")) && all(&shown, &form).is_empty());

        let fields = [("key", "excuse"), ("reason", "mistake"), ("text", "")];
        harness.through(&format!("/desk/appeals/{visit}/excuse"), &session, &fields).await;
        let shown = phone.page(&journey).await;
        let text = words(shown.root_element());
        assert!(text.contains(&t.text("appeal-excused-because-mistake")), "{text}");
        assert!(text.contains(&t.text("appeal-not-blocked")), "{text}");
    }
}

#[tokio::test]
async fn the_desk_opens_a_masked_name_and_decides_in_one_step() {
    let (harness, visit) = missed().await;
    let t = Localizer::new(Locale::Chinese, Zone::SHANGHAI);
    let list = page(&harness, Role::Desk, "/desk/appeals").await;
    assert!(words(list.root_element()).contains(&t.text("appeals-none")));
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let fields = [("key", "appeal"), ("reason", "other"), ("text", "在家发烧")];
    phone.post(&format!("/visits/{visit}/appeal"), &fields).await;
    let list = page(&harness, Role::Desk, "/desk/appeals").await;
    let name = words(all(&list, "tbody a")[0]);
    assert!(name.contains('*'), "{name}");
    let one = page(&harness, Role::Desk, &format!("/desk/appeals/{visit}")).await;
    assert!(words(one.root_element()).contains("在家发烧"));
    assert_eq!(all(&one, "form[action$='/excuse'], form[action$='/decline']").len(), 2);
    let session = harness.cookie(Role::Desk).await;
    let fields = [("key", "excuse"), ("reason", "other"), ("text", "")];
    harness.through(&format!("/desk/appeals/{visit}/excuse"), &session, &fields).await;
    let one = page(&harness, Role::Desk, &format!("/desk/appeals/{visit}")).await;
    assert_eq!(all(&one, "form[action$='/excuse'], form[action$='/decline'], form[action$='/undo']").len(), 1);
    // Sent again from a page that was left open, it is refused and says why.
    let fields = [("key", "again"), ("reason", "other"), ("text", "")];
    let (_, reply) = harness.through(&format!("/desk/appeals/{visit}/excuse"), &session, &fields).await;
    let shown = sound(std::str::from_utf8(&reply.body).unwrap());
    assert!(words(all(&shown, "[role=alert]")[0]).contains("已经免除"));
}

#[tokio::test]
async fn an_administrator_finds_exempts_and_ends() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let (to, found) = harness.through("/admin/exemptions/find", &admin, &[("key", "find"), ("text", "林示例")]).await;
    assert!(!to.contains('林') && !to.contains("%E6"), "{to}");
    let shown = sound(std::str::from_utf8(&found.body).unwrap());
    let hits = all(&shown, ".found-list a");
    assert!(!hits.is_empty() && hits.iter().all(|hit| words(*hit).contains('*')), "masked");
    let grant = format!("/admin/persons/{}/exemptions", harness.other);
    let (from, until) = (today().to_string(), today().plus_days(30).to_string());
    let typed =
        [("key", "wrong"), ("exempt_from", "both"), ("from", &from), ("until", "2020-01-01"), ("reason", "other")];
    let (_, reply) = harness.through(&grant, &admin, &typed).await;
    let shown = sound(std::str::from_utf8(&reply.body).unwrap());
    assert!(words(all(&shown, "[role=alert]")[0]).contains("366"));
    let typed = [("key", "right"), ("exempt_from", "both"), ("from", &from), ("until", &until), ("reason", "other")];
    let (to, reply) = harness.through(&grant, &admin, &typed).await;
    assert!(to.ends_with("done=exemptions-done-granted"), "{to}");
    let shown = sound(std::str::from_utf8(&reply.body).unwrap());
    let end = all(&shown, "form[action$='/end']")[0].value().attr("action").unwrap().to_owned();
    let (to, _) = harness.through(&end, &admin, &[("key", "end"), ("reason", "hospital")]).await;
    assert_eq!(to, "/admin/exemptions?done=exemptions-done-ended");
    let shown = page(&harness, Role::Admin, &format!("/admin/exemptions?person={}", harness.other)).await;
    assert!(all(&shown, "form[action$='/end']").is_empty());
}
