//! Devices on the administration's pages: enrolled, used by a session, out of service with whom that concerns, and back.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{all, attribute, words},
};
use axum::http::StatusCode;
use hospital::accounts::Opened;
use model::actor::Role;
use scraper::Html;

async fn page(harness: &Harness, session: &Opened, path: &str) -> Html {
    let reply = harness.send(request("get", path, Some(&session.token), String::new())).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    Html::parse_document(&String::from_utf8_lossy(&reply.body))
}

#[tokio::test]
async fn a_device_is_enrolled_used_taken_out_of_service_and_put_back() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let (clinician, department) = (harness.clinician.to_string(), harness.department.to_string());
    let schedule = format!("/admin/schedule?department={department}");
    let before = page(&harness, &admin, &schedule).await;
    assert!(all(&before, "select[name=device]").is_empty(), "there is nothing to choose from");

    let enrol = |key: &'static str| {
        [
            ("key", key),
            ("department", department.as_str()),
            ("kind", "us"),
            ("code", "US-2"),
            ("name_zh", "超声 2 号机"),
            ("name_en", "Ultrasound 2"),
            ("room_zh", "彩超室 2"),
            ("room_en", "Ultrasound room 2"),
        ]
    };
    let mut other = enrol("d-3");
    (other[3], other[4], other[5]) = (("code", "US-3"), ("name_zh", "超声 3 号机"), ("name_en", "Ultrasound 3"));
    let (to, _) = harness.through("/admin/devices", &admin, &enrol("d-1")).await;
    assert!(to.contains("admin-done-device"), "{to}");
    let (_, again) = harness.through("/admin/devices", &admin, &enrol("d-2")).await;
    assert!(String::from_utf8_lossy(&again.body).contains("notice-bad"), "the code is taken");
    let list = page(&harness, &admin, "/admin/devices").await;
    assert_eq!(all(&list, "tbody tr").len(), 1);
    let one = attribute(&list, "tbody th a", "href");
    let device = one.rsplit('/').next().unwrap().to_owned();

    let form = page(&harness, &admin, &schedule).await;
    assert_eq!(all(&form, "select[name=device] option").len(), 2, "none, or this one");
    let date = today().plus_days(1).to_string();
    let publish = |key: &'static str, from: &'static str, until: &'static str| {
        [
            ("key", key),
            ("department", department.as_str()),
            ("clinician", clinician.as_str()),
            ("device", device.as_str()),
            ("room_zh", "彩超室 2"),
            ("room_en", "Ultrasound room 2"),
            ("date", date.as_str()),
            ("from", from),
            ("until", until),
            ("slot_minutes", "20"),
            ("capacity", "1"),
        ]
    };
    let (to, _) = harness.through("/admin/sessions", &admin, &publish("p-1", "13:00", "14:00")).await;
    assert!(to.contains("admin-done-published"), "{to}");

    let out = [("key", "o-1"), ("reason", "hospital"), ("text", "探头坏了")];
    let (to, reply) = harness.through(&format!("{one}/out-of-service"), &admin, &out).await;
    assert!(to.contains("admin-done-device-out"), "{to}");
    let shown = Html::parse_document(&String::from_utf8_lossy(&reply.body));
    assert_eq!(all(&shown, "tbody tr").len(), 1, "its session");
    assert!(words(all(&shown, "tbody tr")[0]).contains("13:00–14:00"));
    let (_, refused) = harness.through("/admin/sessions", &admin, &publish("p-2", "15:00", "16:00")).await;
    let refused = Html::parse_document(&String::from_utf8_lossy(&refused.body));
    assert!(words(all(&refused, ".notice-bad")[0]).contains("超声 2 号机"), "it says which device");

    let (to, _) = harness.through(&format!("{one}/in-service"), &admin, &[("key", "i-1")]).await;
    assert!(to.contains("admin-done-device-in"), "{to}");
    let (to, _) = harness.through("/admin/sessions", &admin, &publish("p-3", "15:00", "16:00")).await;
    assert!(to.contains("admin-done-published"), "{to}");

    // Its session goes to another device: tried first, then done.
    let (to, _) = harness.through("/admin/devices", &admin, &other).await;
    assert!(to.contains("admin-done-device"), "{to}");
    let shown = page(&harness, &admin, &one).await;
    let way = attribute(&shown, "tbody tr td.do a[href*='/change']", "href");
    let form = page(&harness, &admin, &way).await;
    assert!(all(&form, "form[action$='/device']").is_empty(), "nothing is done untried");
    let version = attribute(&form, "#device-form input[name=version]", "value");
    let another = all(&form, "#device-form option").into_iter().filter_map(|one| one.value().attr("value"));
    let mut another = another.filter(|value| !value.is_empty() && *value != device);
    let another = another.next_back().unwrap().to_owned();
    let tried = page(&harness, &admin, &format!("{way}&version={version}&device={another}")).await;
    assert_eq!(attribute(&tried, "form[action$='/device'] input[name=device]", "value"), another);
    let action = attribute(&tried, "form[action$='/device']", "action");
    let department = ("department", department.as_str());
    let (version, another) = (("version", version.as_str()), ("device", another.as_str()));
    let fields = [("key", "c-1"), department, ("week", date.as_str()), version, another];
    let (to, _) = harness.through(&action, &admin, &fields).await;
    assert!(to.contains("admin-done-device-changed"), "{to}");
    let shown = page(&harness, &admin, &one).await;
    assert_eq!(all(&shown, "tbody tr").len(), 1, "one of its two sessions is left");
}
