//! An administrator looks at the booking rules, changes them from a day on, and begins with those of others.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{Phone, attribute},
    templates::send,
};
use crate::{
    locale::{Locale, Localizer},
    ui::checks::{all, first, sound, words},
};
use chrono::Duration;
use hospital::{accounts::Opened, usecase};
use model::{
    Label,
    actor::Role,
    scheduling::{BookingRules, RulesScope},
    time::{MinuteOfDay, Zone},
};
use scraper::Html;

async fn page(harness: &Harness, admin: &Opened, more: &str) -> Html {
    let reply = harness.send(request("get", &format!("/admin/rules{more}"), Some(&admin.token), String::new())).await;
    sound(std::str::from_utf8(&reply.body).unwrap())
}

/// The form as the page has it, with some fields typed otherwise.
fn typed(page: &Html, key: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let inputs = all(page, "#rules-form input");
    let mut fields: Vec<(String, String)> = inputs
        .into_iter()
        .filter_map(|input| {
            let element = input.value();
            let is_sent = element.attr("type") != Some("checkbox") || element.attr("checked").is_some();
            let name = element.attr("name")?;
            (is_sent && name != "csrf").then(|| (name.to_owned(), element.attr("value").unwrap_or_default().to_owned()))
        })
        .collect();
    for (name, value) in changes.iter().chain(&[("key", key)]) {
        let field = fields.iter_mut().find(|(other, _)| other == name).expect("a field of the form");
        (*value).clone_into(&mut field.1);
    }
    fields
}

async fn adopt(harness: &Harness, admin: &Opened, fields: &[(String, String)]) -> Html {
    let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    send(harness, "/admin/rules", admin, &fields).await
}

#[tokio::test]
async fn rules_are_shown_and_changed_from_a_day_on() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let shown = page(&harness, &admin, "").await;
    assert_eq!(all(&shown, ".rules tbody tr").len(), 1, "the hospital's");
    let row = first(&shown, ".rules tbody tr");
    assert!(row.contains("全院") && row.contains("生效中") && row.contains("每天在同一科室：每人最多 1 个"), "{row}");
    assert_eq!(attribute(&shown, "input[name=cap-day-hospital]", "value"), "3");

    // What is wrong is named, and what was typed is there again.
    for (changes, said) in [
        (&[("cap-week-hospital", "many")][..], "many"),
        (&[("cap-week-hospital", "manyy")], "每周（周一起）在全院"),
        (&[("cap-month-department", "70000")], "每月在同一科室：70000"),
        (&[("days_ahead", "70000")], "为 70000，应在 1 到 60 之间"),
        (&[("cap-day-department", "4")], "每天在同一科室：4"),
        (&[("valid_from", "2026-11-25")], "11月25日"),
        (&[("step-0-count", "3")], "第 1 级"),
        (&[("days_ahead", "61")], "61"),
        (&[("days_ahead", "")], "可预约天数"),
        (&[("source", " ")], "出处"),
        (&[("release_at", "7.30")], "放号时刻"),
        (&[("release_at", "24:00")], "23:59"),
        (&[("closes", "1080")], "请勾选"),
        (&[("older_from_age", "65")], "请勾选"),
    ] {
        let key = format!("wrong-{}-{}", changes[0].0, changes[0].1.len());
        let wrong = adopt(&harness, &admin, &typed(&shown, &key, changes)).await;
        let alert = words(all(&wrong, "[role=alert]")[0]);
        assert!(!alert.is_empty() && alert.contains(said), "{alert}");
        let (name, value) = changes[0];
        assert_eq!(attribute(&wrong, &format!("#rules-form input[name={name}]"), "value"), value);
    }

    let later = [
        ("valid_from", "2026-12-01"),
        ("source", "院务会 2026-11-26"),
        ("cap-month-clinician", "2"),
        ("step-0-count", "3"),
        ("step-0-within", "365"),
        ("step-0-blocked", "90"),
    ];
    let adopted = adopt(&harness, &admin, &typed(&shown, "right", &later)).await;
    assert!(first(&adopted, ".notice").contains("规则已采用"));
    let rows: Vec<String> = all(&adopted, ".rules tbody tr").into_iter().map(words).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[1].contains("将生效") && rows[1].contains("365 天内爽约满 3 次：90 天内不能自行预约"), "{rows:?}");
    assert!(rows[1].contains("每月在同一位医生处：每人最多 2 个") && !rows[0].contains("每月"), "{rows:?}");

    // A page that was opened before knows nothing of it.
    let stale = adopt(&harness, &admin, &typed(&shown, "stale", &[("days_ahead", "3")])).await;
    assert!(first(&stale, "[role=alert]").contains("规则已有变动"));
}

#[tokio::test]
async fn a_department_says_only_what_is_different_and_others_rules_fill_the_form() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let of_department = format!("?department={}", harness.department);
    let shown = page(&harness, &admin, &of_department).await;
    assert_eq!(all(&shown, "input[name=cleaning_minutes], input[name=step-0-count]").len(), 0);
    let narrower = [("cap-week-department", "2"), ("source", "科室约定")];
    let adopted = adopt(&harness, &admin, &typed(&shown, "department", &narrower)).await;
    let rows: Vec<String> = all(&adopted, ".rules tbody tr").into_iter().map(words).collect();
    assert!(rows.len() == 2 && rows[1].contains("每周（周一起）在同一科室：每人最多 2 个"), "{rows:?}");

    let filled = page(&harness, &admin, "?department=&preset=beijing-platform").await;
    let value = |name: &str| attribute(&filled, &format!("#rules-form input[name={name}]"), "value").to_owned();
    let names =
        ["cap-day-hospital", "cap-week-hospital", "cap-month-hospital", "cap-quarter-hospital", "step-1-blocked"];
    assert_eq!(names.map(value), ["3", "14", "20", "30", "180"]);
    assert_eq!(value("cancel_minutes_before"), "720");
    let filled = page(&harness, &admin, "?department=&preset=one-hospital").await;
    assert_eq!(attribute(&filled, "#rules-form input[name=release_at]", "value"), "15:00");

    for nowhere in ["?department=nowhere", "?session=01932f2a-0000-7000-8000-000000000001"] {
        let request = request("get", &format!("/admin/rules{nowhere}"), Some(&admin.token), String::new());
        assert!(harness.send(request).await.status.is_client_error(), "{nowhere}");
    }
}

#[tokio::test]
async fn a_kind_of_sessions_has_rules_of_its_own_and_times_are_typed_as_a_clock_says_them() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let shown = page(&harness, &admin, "?kind=chief").await;
    assert!(first(&shown, "#change-title").contains("号别：主任医师"));
    assert_eq!(all(&shown, "input[name=cleaning_minutes], input[name=closes]").len(), 0);
    assert!(words(all(&shown, "#rules-form")[0]).contains("零点放号请填 00:00"), "an empty field is the hospital's");
    let own = [("days_ahead", "3"), ("release_at", "07:30"), ("cap-week-hospital", "1"), ("source", "专家号约定")];
    let adopted = adopt(&harness, &admin, &typed(&shown, "kind", &own)).await;
    let rows: Vec<String> = all(&adopted, ".rules tbody tr").into_iter().map(words).collect();
    assert!(rows.len() == 2 && rows[1].contains("号别：主任医师") && rows[1].contains("07:30"), "{rows:?}");
    assert!(rows[1].contains("每周（周一起）在全院：每人最多 1 个"), "{rows:?}");
    assert_eq!(attribute(&adopted, "#rules-form input[name=release_at]", "value"), "07:30");

    let request = request("get", "/admin/rules?kind=professor", Some(&admin.token), String::new());
    assert!(harness.send(request).await.status.is_client_error());
}

#[tokio::test]
async fn a_group_of_patients_has_rules_of_its_own_about_what_is_asked_of_a_person() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let shown = page(&harness, &admin, "?group=older").await;
    assert!(first(&shown, "#change-title").contains("就诊人群：老年人"));
    let others =
        "input[name=book_minutes_before], input[name=hold_minutes], input[name=closes], input[name=older_from_age]";
    assert_eq!(all(&shown, others).len(), 0, "no matter of one person");
    let own = [
        ("days_ahead", "3"),
        ("release_at", "06:30"),
        ("cancel_minutes_before", "30"),
        ("cap-week-hospital", "2"),
        ("step-0-count", "5"),
        ("step-0-within", "365"),
        ("step-0-blocked", "7"),
        ("source", "敬老约定"),
    ];
    let adopted = adopt(&harness, &admin, &typed(&shown, "group", &own)).await;
    let rows: Vec<String> = all(&adopted, ".rules tbody tr").into_iter().map(words).collect();
    assert!(rows.len() == 2 && rows[1].contains("就诊人群：老年人"), "{rows:?}");
    assert!(rows[1].contains("每周（周一起）在全院：每人最多 2 个"), "{rows:?}");
    assert!(rows[1].contains("365 天内爽约满 5 次：7 天内不能自行预约"), "{rows:?}");
    assert!(rows[1].contains("06:30"), "{rows:?}");
    assert_eq!(attribute(&adopted, "#rules-form input[name=days_ahead]", "value"), "3");
    assert_eq!(attribute(&adopted, "#rules-form input[name=cancel_minutes_before]", "value"), "30");

    let request = request("get", "/admin/rules?group=everybody", Some(&admin.token), String::new());
    assert!(harness.send(request).await.status.is_client_error());
}

#[tokio::test]
async fn a_departments_page_says_which_day_opens_next_and_when() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI).on(harness.hospital.now());
        // Seven days ahead is the last day, and it opens at 16:00.
        let last = today().plus_days(7);
        let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
        harness.publish(Label::new("5 诊室", "Room 5"), last, hour, 1).await;
        let release_at = Some(MinuteOfDay(16 * 60));
        let rules = BookingRules { valid_from: today(), release_at, ..hospital::fixture::rules() };
        harness.system(usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None }.into()).await;
        let phone = Phone::new(&harness, locale, false).await;
        let said = |page: &Html| -> Vec<String> {
            let lines = all(page, "p.quiet").into_iter().map(words);
            lines.filter(|line| line.contains(&t.day(last))).collect()
        };
        let address = format!("/departments/{}?date={last}", harness.department);
        let before = phone.page(&address).await;
        assert!(matches!(&said(&before)[..], [line] if line.contains("16:00")), "{:?}", said(&before));
        assert!(all(&before, "button.slot").is_empty());
        assert_eq!(words(all(&before, ".day.is-chosen .day-state")[0]), t.text("patient-day-not-yet"));
        harness.pass(Duration::hours(9));
        let after = phone.page(&address).await;
        assert!(said(&after).is_empty() && !all(&after, "button.slot").is_empty());
    }
}
