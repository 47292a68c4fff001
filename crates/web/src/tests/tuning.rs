//! A template's seats: typed as a list, tuned on their own page, refused where they do not fit.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::attribute,
    templates::{fields, page, send},
};
use crate::ui::checks::{all, first, sound};
use hospital::accounts::Opened;
use model::{actor::Role, id::TemplateId};
use scraper::Html;

/// A template of Thursdays 14:00–15:00, three windows with two seats each.
async fn template(harness: &Harness, admin: &Opened) -> TemplateId {
    send(harness, "/admin/templates", admin, &fields(harness, "t-1", "14:00")).await;
    harness.hospital.look(|worlds| worlds.scheduling.templates(harness.department, today())[0].id)
}

async fn open(harness: &Harness, admin: &Opened, address: &str) -> Html {
    let reply = harness.send(request("get", address, Some(&admin.token), String::new())).await;
    assert_eq!(reply.status, axum::http::StatusCode::OK, "{address}");
    sound(std::str::from_utf8(&reply.body).unwrap())
}

#[tokio::test]
async fn seats_of_each_window_are_typed_shown_and_refused_by_name() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let id = template(&harness, &admin).await;
    let change = format!("/admin/templates/{id}/change");
    let with = |key, seats: &str| {
        let mut fields = fields(&harness, key, "14:00");
        fields.iter_mut().filter(|(name, _)| *name == "capacity").for_each(|(_, value)| *value = seats.to_owned());
        fields
    };
    for (key, seats, says) in [
        ("t-2", "3,2", ["2 个时段", "3 个时段"]),
        ("t-3", "3,x,2", ["3,x,2", "整数"]),
        ("t-4", "3,51,2", ["51", "50"]),
        ("t-5", "0,0,0", ["0", "1 到 50"]),
    ] {
        let refused = send(&harness, &change, &admin, &with(key, seats)).await;
        let words = first(&refused, "[role=alert]");
        assert!(says.iter().all(|part| words.contains(part)), "{seats}: {words}");
        let field = format!("form[action='{change}'] input[name=capacity]");
        assert_eq!(attribute(&refused, &field, "value"), seats, "what was typed is there again");
        assert_eq!(all(&refused, &format!("{field}[aria-invalid]")).len(), 1, "{seats}");
    }
    let changed = send(&harness, &change, &admin, &with("t-6", "3，2 0")).await;
    assert!(first(&changed, ".templates tbody tr").contains("依次 3, 2, 0 人"));
    let chosen = page(&harness, &admin, &format!("?template={id}")).await;
    assert_eq!(attribute(&chosen, &format!("form[action='{change}'] input[name=capacity]"), "value"), "3,2,0");
}

#[tokio::test]
async fn the_page_says_how_little_is_known_and_names_a_wrong_weight() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let id = template(&harness, &admin).await;
    let templates = page(&harness, &admin, "").await;
    let tuning = attribute(&templates, ".templates tbody a[href*=tuning]", "href");
    assert_eq!(tuning, format!("/admin/templates/{id}/tuning?plan=2026-11-26"));
    let shown = open(&harness, &admin, &tuning).await;
    assert!(first(&shown, "h1").contains("周四 14:00–15:00"));
    assert!(first(&shown, "[role=alert]").contains("至少要 30 人次"));
    assert_eq!(all(&shown, "#apply").len(), 0);
    assert_eq!(attribute(&shown, "#weights input[name=wait_weight]", "value"), "1");
    for (weights, says) in [
        ("wait_weight=x&overtime_weight=1", "“x”不是数字"),
        ("wait_weight=-1&overtime_weight=1", "为 -1，应在 0 到 1000 之间"),
        ("wait_weight=1&overtime_weight=1001", "应在 0 到 1000 之间"),
        ("wait_weight=0&overtime_weight=0", "权重都是 0"),
    ] {
        let wrong = open(&harness, &admin, &format!("/admin/templates/{id}/tuning?{weights}")).await;
        assert!(first(&wrong, "[role=alert]").contains(says), "{weights}");
        assert_eq!(all(&wrong, "#weights").len(), 1, "the page is there");
    }
    let weighed =
        open(&harness, &admin, &format!("/admin/templates/{id}/tuning?wait_weight=2&overtime_weight=5")).await;
    assert_eq!(attribute(&weighed, "#weights input[name=overtime_weight]", "value"), "5");
}

#[tokio::test]
async fn what_is_applied_changes_the_template_from_that_day_on_and_once_only() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let id = template(&harness, &admin).await;
    let tuning = format!("/admin/templates/{id}/tuning");
    let list = page(&harness, &admin, &format!("?template={id}")).await;
    let version = attribute(&list, "#change input[name=version]", "value");
    let apply = |key: &str, seats: &str, from: &str| {
        vec![
            ("key", key.to_owned()),
            ("department", harness.department.to_string()),
            ("opened", "2026-11-26".to_owned()),
            ("version", version.clone()),
            ("capacity", seats.to_owned()),
            ("valid_from", from.to_owned()),
            ("wait_weight", "2".to_owned()),
            ("overtime_weight", "5".to_owned()),
        ]
    };
    for (key, seats, from, says) in [
        ("a-1", "3,2", "2026-12-10", "2 个时段"),
        ("a-2", "3,2,1", "soon", "soon"),
        ("a-3", "3,2,1", "2026-11-25", "2026-11-25"),
    ] {
        let refused = send(&harness, &tuning, &admin, &apply(key, seats, from)).await;
        let words = first(&refused, "[role=alert]");
        assert!(words.contains(says) || words.contains("11月25日"), "{seats} {from}: {words}");
        // What was proposed stays beside what was typed.
        let weight = |name: &str| attribute(&refused, &format!("#weights input[name={name}]"), "value");
        assert_eq!((weight("wait_weight"), weight("overtime_weight")), ("2".into(), "5".into()));
    }
    let changed = send(&harness, &tuning, &admin, &apply("a-4", "3,2,1", "2026-12-10")).await;
    assert!(first(&changed, ".notice").contains("模板已修改"));
    let rows = all(&changed, ".templates tbody tr");
    assert_eq!(rows.len(), 2, "until then the seats stay");
    assert!(first(&changed, ".templates tbody tr:last-child").contains("依次 3, 2, 1 人"));
    let stale = send(&harness, &tuning, &admin, &apply("a-5", "1,2,3", "2026-12-10")).await;
    assert!(first(&stale, "[role=alert]").contains("已被修改"));
}
