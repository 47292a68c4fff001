//! The forms of templates and calendars: which plan a change begins with, the year of a calendar, times over midnight.

use super::{
    harness::Harness,
    pages::attribute,
    templates::{calendar, fields, page, send},
};
use crate::ui::checks::{all, first, words};
use model::actor::Role;
use scraper::Html;

fn with<'a>(mut fields: Vec<(&'a str, String)>, other: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    for (name, value) in other {
        fields.retain(|(own, _)| own != name);
        fields.push((*name, (*value).to_owned()));
    }
    fields
}

/// What stands in a text area.
fn area(page: &Html, name: &str) -> String {
    let all = all(page, &format!("form[action='/admin/calendar'] textarea[name={name}]"));
    all[0].text().collect::<String>().trim().to_owned()
}

#[tokio::test]
async fn a_change_begins_with_the_plan_that_was_clicked_and_says_what_it_drops() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let added = send(&harness, "/admin/templates", &admin, &fields(&harness, "t-1", "14:00")).await;
    let only = attribute(&added, ".templates tbody a", "href");
    let shown = page(&harness, &admin, only.strip_prefix("/admin/templates").unwrap()).await;
    assert_eq!(all(&shown, ".template-drops").len(), 0, "nothing is planned for later");
    let change = attribute(&shown, "#change form", "action");
    let from = |key, day, seats| with(fields(&harness, key, "14:00"), &[("valid_from", day), ("capacity", seats)]);
    let two = send(&harness, &change, &admin, &from("t-2", "2026-12-10", "3")).await;
    let rows = all(&two, ".templates tbody tr");
    assert_eq!(rows.len(), 2);
    let links = all(&two, ".templates tbody a[href$='#change']");
    let links: Vec<_> = links.iter().map(|link| link.value().attr("href").unwrap().to_owned()).collect();

    // The first row: its seats, and the change of December is dropped.
    let earlier = page(&harness, &admin, links[0].strip_prefix("/admin/templates").unwrap()).await;
    let field = |page: &Html, name: &str| attribute(page, &format!("#change input[name={name}]"), "value");
    assert_eq!((field(&earlier, "capacity"), field(&earlier, "valid_from")), ("2".into(), "2026-11-26".into()));
    assert_eq!(field(&earlier, "valid_until"), "", "it would count for as long as the change of December");
    assert!(first(&earlier, ".template-drops").contains("12月10日"));
    let chosen = all(&earlier, ".templates .is-chosen");
    assert_eq!(chosen.len(), 1);
    assert!(words(chosen[0]).contains("11月26日"));
    // The second row.
    let later = page(&harness, &admin, links[1].strip_prefix("/admin/templates").unwrap()).await;
    assert_eq!((field(&later, "capacity"), field(&later, "valid_from")), ("3".into(), "2026-12-10".into()));
    assert_eq!(all(&later, ".template-drops").len(), 0);
    assert_eq!(all(&later, ".templates .is-chosen").len(), 1);

    // While the first page was open, somebody changed the template.
    let seen = field(&earlier, "version");
    send(&harness, &change, &admin, &from("t-3", "2026-12-17", "4")).await;
    let stale = with(from("t-4", "2026-11-26", "5"), &[("version", seen.as_str()), ("opened", "2026-11-26")]);
    let refused = send(&harness, &change, &admin, &stale).await;
    assert!(first(&refused, "[role=alert]").contains("已被修改"));
    assert_eq!(all(&refused, ".templates tbody tr").len(), 3, "nothing was dropped");
    assert_eq!(field(&refused, "capacity"), "5", "what was typed is there again");
    let now = field(&refused, "version");
    assert_ne!(now, seen);
    let fresh = with(from("t-5", "2026-11-26", "5"), &[("version", now.as_str()), ("opened", "2026-11-26")]);
    let changed = send(&harness, &change, &admin, &fresh).await;
    assert!(first(&changed, ".notice").contains("模板已修改"));
    assert_eq!(all(&changed, ".templates tbody tr").len(), 1);
}

#[tokio::test]
async fn midnight_is_the_end_of_a_day_or_the_next_days_beginning() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let late = |key, until: &'static str, next_day: &'static str| {
        with(fields(&harness, key, "22:00"), &[("until", until), ("next_day", next_day)])
    };
    // `24:00`, and midnight of the next day.
    let added = send(&harness, "/admin/templates", &admin, &late("t-1", "24:00", "")).await;
    assert!(first(&added, ".templates tbody").contains("22:00–24:00"));
    let link = attribute(&added, ".templates tbody a", "href");
    let shown = page(&harness, &admin, link.strip_prefix("/admin/templates").unwrap()).await;
    assert_eq!(attribute(&shown, "#change input[name=until]", "value"), "00:00", "a field for a time has no 24:00");
    assert_eq!(all(&shown, "#change input[name=next_day][checked]").len(), 1);
    assert_eq!(all(&shown, "form[action='/admin/templates'] input[name=next_day][checked]").len(), 0);
    let change = attribute(&shown, "#change form", "action");
    let same = send(&harness, &change, &admin, &late("t-2", "00:00", "true")).await;
    assert!(first(&same, "[role=alert]").contains("没有变化"), "the form as it was shown changes nothing");
    // The same time is no end, whatever is ticked.
    for (key, next_day) in [("t-3", ""), ("t-4", "true")] {
        let refused = send(&harness, &change, &admin, &late(key, "22:00", next_day)).await;
        assert!(first(&refused, "[role=alert]").contains("22:00"), "{next_day}");
        assert_eq!(all(&refused, "#change input[name=until][aria-invalid]").len(), 1, "{next_day}");
    }
    // The session that is published by hand.
    let by_hand = |key: &'static str, from: &'static str, until: &'static str, next_day: &'static str| {
        let more = [("date", "2026-12-05"), ("from", from), ("until", until), ("next_day", next_day)];
        with(fields(&harness, key, from), &more)
    };
    let long = send(&harness, "/admin/sessions", &admin, &by_hand("s-1", "08:00", "01:00", "")).await;
    assert!(first(&long, "[role=alert]").contains("次日结束"), "seventeen hours are not meant");
    assert_eq!(all(&long, "input[name=until][aria-invalid]").len(), 1);
    let night = send(&harness, "/admin/sessions", &admin, &by_hand("s-2", "22:00", "01:00", "true")).await;
    assert_eq!(all(&night, "[role=alert]").len(), 0);
}

#[tokio::test]
async fn a_calendar_is_entered_year_by_year_and_says_what_it_hits() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let off = "2026-11-27 2026-11-27 院庆/Anniversary\n2026-12-24 2026-12-25 年末 / Year's end";
    let adopt = async |key: &str, off: &str, worked: &str| {
        send(&harness, "/admin/calendar", &admin, &calendar(&harness, key, off, worked)).await
    };
    // What cannot be read is named, and everything that was typed stays.
    let wrong = adopt("c-0", "10 Dec", "2026-12-12 周四").await;
    assert!(first(&wrong, "[role=alert]").contains("10 Dec"));
    assert_eq!((area(&wrong, "off"), area(&wrong, "worked")), ("10 Dec".into(), "2026-12-12 周四".into()));
    assert_eq!(all(&wrong, "textarea[name=off][aria-invalid]").len(), 1);
    assert_eq!(attribute(&wrong, "form[action='/admin/calendar'] input[name=year]", "value"), "2026");
    // A year without holidays is refused: it would wipe what was adopted.
    let empty = adopt("c-1", " \n", "2026-12-12 周四").await;
    assert!(first(&empty, "[role=alert]").contains("放假一栏是空的"));
    assert_eq!(all(&empty, "textarea[name=off][aria-invalid]").len(), 1);
    assert!(first(&empty, ".calendar-missing").contains("2026"));

    // Tomorrow becomes a day off: one session, of which one seat is taken.
    let slots = harness.tomorrow().await;
    harness.book(slots[0]).await;
    let adopted = adopt("c-2", off, "2026-12-12 Thursday").await;
    assert!(first(&adopted, ".notice").contains("日历已采用"));
    let rows = all(&adopted, "#days-off tbody tr");
    assert_eq!(rows.len(), 1);
    let row = words(rows[0]);
    assert!(row.starts_with("11月27日 周五 09:00–10:00") && row.contains("院庆") && row.ends_with(" 1"), "{row}");
    assert!(attribute(&adopted, "#days-off tbody a", "href").contains("&session="));
    let overview = async || {
        let reply = harness.send(super::authorization::request("get", "/admin", Some(&admin.token), String::new()));
        crate::ui::checks::sound(std::str::from_utf8(&reply.await.body).unwrap())
    };
    let home = overview().await;
    let hit = "a[href='/admin/templates#days-off']";
    assert!(first(&home, hit).contains("有 1 个班次排在休假日，已约 1 人"));
    harness.through("/preferences", &admin, &[("language", "en"), ("here", "/admin")]).await;
    assert!(first(&overview().await, hit).contains("1 session with 1 appointment on days off"));
    harness.through("/preferences", &admin, &[("language", "zh-CN"), ("here", "/admin")]).await;

    // The year that lacks a calendar is offered first; the one that was adopted can be asked for, as it is.
    let next = page(&harness, &admin, "").await;
    let years: Vec<_> = all(&next, "select[name=year] option").into_iter().map(words).collect();
    assert_eq!(years, ["2026", "2027", "2028"]);
    assert_eq!(attribute(&next, "select[name=year] option[selected]", "value"), "2027");
    assert_eq!((area(&next, "off"), area(&next, "worked")), (String::new(), String::new()));
    let this = page(&harness, &admin, "?year=2026").await;
    assert_eq!(attribute(&this, "form[action='/admin/calendar'] input[name=year]", "value"), "2026");
    assert!(attribute(&this, "form[action='/admin/calendar'] input[name=source]", "value").starts_with("国务院"));
    let lines = "2026-11-27 2026-11-27 院庆 / Anniversary\n2026-12-24 2026-12-25 年末 / Year's end";
    assert_eq!((area(&this, "off"), area(&this, "worked")), (lines.into(), "2026-12-12 thursday".into()));

    // Tomorrow is worked after all.
    let without = adopt("c-3", "2026-12-24 2026-12-25 年末 / Year's end", "").await;
    assert_eq!(all(&without, "#days-off").len(), 0);
    assert_eq!(all(&overview().await, hit).len(), 0);
}
