//! A session is moved to another room: whoever looks is told at once, wherever it was changed.

use super::{
    authorization::request,
    harness::{Harness, today},
};
use crate::{
    locale::{Locale, Localizer},
    ui::checks::{all, sound, words},
};
use axum::http::StatusCode;
use model::{actor::Role, time::Zone};
use scraper::Html;

async fn page(harness: &Harness, role: Option<Role>, path: &str) -> Html {
    let session = match role {
        Some(role) => Some(harness.cookie(role).await.token),
        None => None,
    };
    let reply = harness.send(request("get", path, session.as_deref(), String::new())).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    sound(std::str::from_utf8(&reply.body).unwrap())
}

#[tokio::test]
async fn a_changed_room_is_told_on_every_page_at_once() {
    let harness = Harness::new().await;
    harness.somebody_waits().await;
    let t = Localizer::new(Locale::ALL[0], Zone::SHANGHAI);
    let session = harness.session;
    let pages = [
        (None, "/screen/CARD".to_owned()),
        (Some(Role::Patient), format!("/departments/{}?date={}", harness.department, today())),
        (Some(Role::Desk), "/desk".to_owned()),
        (Some(Role::Clinician), format!("/room?session={session}")),
        (Some(Role::Admin), format!("/admin/schedule?session={session}&week={}", today())),
    ];
    let changes = [
        ("desk", Role::Desk, "7"),
        ("room", Role::Clinician, "8"),
        ("admin", Role::Admin, "9"),
        ("desk", Role::Desk, "3"),
    ];
    for (place, role, number) in changes {
        let (zh, en) = (format!("{number} 诊室"), format!("Room {number}"));
        let path = format!("/{place}/sessions/{session}/room");
        let fields = [("key", number), ("room_zh", zh.as_str()), ("room_en", en.as_str()), ("text", "空调坏了")];
        let (_, reply) = harness.through(&path, &harness.cookie(role).await, &fields).await;
        assert_eq!(reply.status, StatusCode::OK, "{place}");
        let shown = sound(std::str::from_utf8(&reply.body).unwrap());
        let notice = words(all(&shown, ".notice")[0]);
        assert!(notice.contains(&t.text("staff-done-room")), "{place}: {notice}");
        let told = if number == "3" { zh } else { format!("{zh}（原 3 诊室）") };
        for (role, path) in &pages {
            let text = words(page(&harness, *role, path).await.root_element());
            assert!(text.contains(&told), "{path}: {told}: {text}");
            assert_eq!(text.contains("（原 "), number != "3", "{path}: {text}");
        }
    }
}
