//! An administrator adds, changes and ends templates of sessions, and adopts a year's holidays.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::attribute,
};
use crate::ui::checks::{all, first, sound, words};
use hospital::{Answer, Request, accounts::Opened, usecase};
use model::{
    actor::{Actor, Role},
    id::TemplateId,
};
use scraper::Html;

/// Thursdays 14:00–15:00 from today on, released a week before at 07:00. Today is Thursday, 26 November 2026, 07:00.
pub(super) fn fields<'a>(harness: &Harness, key: &'a str, from: &'a str) -> Vec<(&'a str, String)> {
    let mut fields: Vec<_> = [
        ("key", key),
        ("room_zh", "3 诊室"),
        ("room_en", "Room 3"),
        ("weekday", "thursday"),
        ("weeks", "every"),
        ("anchor", "2026-11-26"),
        ("from", from),
        ("until", "15:00"),
        ("slot_minutes", "20"),
        ("capacity", "2"),
        ("release_days", "7"),
        ("release_at", "07:00"),
        ("valid_from", "2026-11-26"),
        ("valid_until", ""),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    fields.push(("clinician", harness.clinician.to_string()));
    fields.push(("department", harness.department.to_string()));
    fields
}

pub(super) async fn send(harness: &Harness, path: &str, admin: &Opened, fields: &[(&str, String)]) -> Html {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (_, reply) = harness.through(path, admin, &fields).await;
    sound(std::str::from_utf8(&reply.body).unwrap())
}

pub(super) async fn page(harness: &Harness, admin: &Opened, more: &str) -> Html {
    let reply =
        harness.send(request("get", &format!("/admin/templates{more}"), Some(&admin.token), String::new())).await;
    sound(std::str::from_utf8(&reply.body).unwrap())
}

pub(super) fn calendar(harness: &Harness, key: &str, off: &str, worked: &str) -> Vec<(&'static str, String)> {
    vec![
        ("key", key.to_owned()),
        ("department", harness.department.to_string()),
        ("year", "2026".into()),
        ("source", "国务院办公厅关于2026年部分节假日安排的通知".into()),
        ("off", off.to_owned()),
        ("worked", worked.to_owned()),
    ]
}

#[tokio::test]
async fn a_template_is_added_changed_and_ended_and_the_page_says_what_is_published() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let empty = page(&harness, &admin, "").await;
    assert!(first(&empty, ".calendar-missing").contains("2026"), "the year has no calendar");
    assert_eq!(all(&empty, "#not-published tr").len(), 0);

    // A wrong time is named, and what was typed is there again.
    let wrong = send(&harness, "/admin/templates", &admin, &fields(&harness, "t-0", "2 pm")).await;
    assert!(first(&wrong, "[role=alert]").contains("2 pm"));
    assert_eq!(attribute(&wrong, "form[action='/admin/templates'] input[name=room_zh]", "value"), "3 诊室");

    let added = send(&harness, "/admin/templates", &admin, &fields(&harness, "t-1", "14:00")).await;
    assert!(first(&added, ".notice").contains("模板已新增"));
    assert_eq!(all(&added, ".templates tbody tr").len(), 1);
    let row = first(&added, ".templates tbody tr");
    assert!(row.contains("周四 14:00–15:00") && row.contains("3 个时段") && row.contains("提前 7 天 07:00"), "{row}");
    // Today's and next Thursday's wait for the calendar.
    assert_eq!(all(&added, "#not-published tbody tr").len(), 2);
    assert!(first(&added, "#not-published").contains("2026 年还没有放假日历"));

    let off = "2026-12-10 2026-12-11 院庆 / Anniversary\n\n";
    let bad = send(&harness, "/admin/calendar", &admin, &calendar(&harness, "c-0", "10 Dec", "")).await;
    assert!(first(&bad, "[role=alert]").contains("10 Dec"));
    let adopted =
        send(&harness, "/admin/calendar", &admin, &calendar(&harness, "c-1", off, "2026-12-12 thursday")).await;
    assert!(first(&adopted, ".notice").contains("日历已采用"));
    assert_eq!(all(&adopted, ".calendar-missing").len(), 1, "60 days ahead is January");
    assert!(first(&adopted, ".calendar-missing").contains("2027"));
    assert_eq!(all(&adopted, ".calendar .off").len(), 2);
    assert!(first(&adopted, ".calendar .exchanged").contains("按周四"));
    assert_eq!(all(&adopted, ".calendar").len(), 3, "November, and until 25 January");
    assert_eq!(all(&adopted, ".calendar thead th[scope=col]").len(), 21);
    assert_eq!(first(&adopted, ".calendar thead th:last-child"), "周日");
    assert!(first(&adopted, ".calendar td[aria-current=date]").starts_with("26"));

    // The hospital publishes today's; next week's clinician is taken.
    let id = harness.hospital.look(|worlds| worlds.scheduling.templates(harness.department, today())[0].id);
    let publish = |days: i64| {
        let date = today().plus_days(days);
        Request::PublishFromTemplate(usecase::PublishFromTemplate { template: id, date })
    };
    let taken = send(
        &harness,
        "/admin/sessions",
        &admin,
        &[
            ("key", "s-1".into()),
            ("clinician", harness.clinician.to_string()),
            ("room_zh", "7 诊室".into()),
            ("room_en", "Room 7".into()),
            ("date", "2026-12-03".into()),
            ("from", "14:20".into()),
            ("until", "14:40".into()),
            ("slot_minutes", "20".into()),
            ("capacity", "1".into()),
        ],
    )
    .await;
    assert_eq!(all(&taken, "[role=alert]").len(), 0);
    assert!(matches!(harness.system(publish(0)).await, Answer::SessionPublished { .. }));
    assert!(harness.execute(&Actor::system(), publish(7)).await.is_err());
    let shown = page(&harness, &admin, "").await;
    assert_eq!(all(&shown, "#not-published tbody tr").len(), 1);
    assert_eq!(all(&shown, "#not-published thead th[scope=col]").len(), 4);
    let week = attribute(&shown, "#not-published tbody th a", "href");
    assert_eq!(week, format!("/admin/schedule?department={}&week=2026-12-03", harness.department));
    let why = first(&shown, "#not-published tbody tr");
    assert!(why.contains("7 诊室") && why.contains("14:20–14:40"), "{why}");
    assert!(!why.contains("请换"), "nobody can choose another time for it: {why}");
    changed_and_ended(&harness, &admin, id).await;
}

async fn changed_and_ended(harness: &Harness, admin: &Opened, id: TemplateId) {
    let chosen = page(harness, admin, &format!("?template={id}")).await;
    let form = format!("form[action='/admin/templates/{}/change']", id);
    assert_eq!(attribute(&chosen, &format!("{form} input[name=until]"), "value"), "15:00");
    assert_eq!(attribute(&chosen, &format!("{form} option[selected]"), "value"), "thursday");
    let change = format!("/admin/templates/{id}/change");
    let same = send(harness, &change, admin, &fields(harness, "t-2", "14:00")).await;
    assert!(first(&same, "[role=alert]").contains("没有变化"));
    // Over midnight only if that is said: from 22:00 to 15:00 is too long, to 02:00 is not.
    let unsaid = send(harness, &change, admin, &fields(harness, "t-3", "22:00")).await;
    assert!(first(&unsaid, "[role=alert]").contains("请勾选“次日结束”"));
    assert_eq!(all(&unsaid, &format!("{form} input[name=until][aria-invalid]")).len(), 1);
    let mut long = fields(harness, "t-3b", "22:00");
    long.push(("next_day", "true".into()));
    let long = send(harness, &change, admin, &long).await;
    assert!(first(&long, "[role=alert]").contains("03:00"), "it says how long it may be");
    assert_eq!(all(&long, &format!("{form} input[name=next_day][checked]")).len(), 1);
    let mut night = fields(harness, "t-4", "22:00");
    night.push(("next_day", "true".into()));
    night.iter_mut().filter(|(name, _)| *name == "until").for_each(|(_, value)| *value = "02:00".into());
    let changed = send(harness, &change, admin, &night).await;
    assert!(first(&changed, ".notice").contains("模板已修改"));
    assert!(first(&changed, ".templates tbody").contains("22:00–02:00 (+1)"));
    // Today's session was published as the template was.
    assert_eq!(all(&changed, "#differing tbody tr").len(), 1);
    assert!(first(&changed, "#differing tbody tr").contains("11月26日 周四 14:00–15:00"));
    assert!(attribute(&changed, "#differing tbody a", "href").contains("&session="));
    let end = format!("/admin/templates/{id}/end");
    let department = ("department", harness.department.to_string());
    let end_on = |key: &str, last: &str| {
        vec![("key", key.to_owned()), department.clone(), ("until", last.to_owned()), ("reason", "hospital".to_owned())]
    };
    let past = send(harness, &end, admin, &end_on("e-0", "2026-11-01")).await;
    assert_eq!(all(&past, "[role=alert]").len(), 1);
    assert_eq!(all(&past, &format!("form[action='{end}'] input[name=until][aria-invalid]")).len(), 1);
    let ended = send(harness, &end, admin, &end_on("e-1", "2026-11-25")).await;
    assert!(first(&ended, ".notice").contains("模板已结束"));
    assert_eq!(all(&ended, ".templates").len(), 0);
    // In English too.
    harness.through("/preferences", admin, &[("language", "en"), ("here", "/admin/templates")]).await;
    let english = page(harness, admin, "").await;
    assert!(words(all(&english, "h1")[0]).starts_with("Templates"));
    assert!(first(&english, ".calendar .exchanged").contains("as Thu"));
}
