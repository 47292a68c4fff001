//! A clinic refers a patient on its page, sees what became of it, and calls it off; an administrator keeps seats for it.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{Phone, all, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::StatusCode;
use hospital::accounts::Opened;
use model::{actor::Role, credential::complete_resident_id, time::Zone};
use scraper::Html;

async fn page(harness: &Harness, session: &Opened, path: &str) -> Html {
    let reply = harness.send(request("get", path, Some(&session.token), String::new())).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    Html::parse_document(&String::from_utf8_lossy(&reply.body))
}

/// An administrator publishes tomorrow's hour with a share for referrals.
async fn published(harness: &Harness) {
    let admin = harness.cookie(Role::Admin).await;
    let (clinician, department) = (harness.clinician.to_string(), harness.department.to_string());
    let date = today().plus_days(1).to_string();
    let fields = [
        ("key", "publish-1"),
        ("department", department.as_str()),
        ("week", date.as_str()),
        ("clinician", clinician.as_str()),
        ("room_zh", "5 诊室"),
        ("room_en", "Room 5"),
        ("date", date.as_str()),
        ("from", "13:00"),
        ("until", "14:00"),
        ("slot_minutes", "20"),
        ("capacity", "2"),
        ("referral_percent", "50"),
        ("referral_falls_days", "1"),
        ("referral_falls_at", "18:00"),
    ];
    let (to, reply) = harness.through("/admin/sessions", &admin, &fields).await;
    assert!(to.contains("admin-done-published"), "{to} {}", String::from_utf8_lossy(&reply.body));
}

#[tokio::test]
async fn a_clinic_refers_and_calls_off_and_the_patient_reads_by_whom() {
    let harness = Harness::new().await;
    published(&harness).await;
    let clinic = harness.cookie(Role::Referrer).await;
    let date = today().plus_days(1);
    let place = format!("/referrals?department={}&date={date}", harness.department);
    let shown = page(&harness, &clinic, &place).await;
    let windows = all(&shown, "select[name=slot] option[value]:not([value=''])");
    assert_eq!(windows.len(), 3, "one seat for referrals in each window");
    let slot = windows[0].value().attr("value").unwrap().to_owned();
    let number = complete_resident_id("37010019700101002").unwrap();
    let fields = |key: &'static str, is_new: &'static str| {
        [
            ("key", key.to_owned()),
            ("department", harness.department.to_string()),
            ("date", date.to_string()),
            ("slot", slot.clone()),
            ("name", "林示例".to_owned()),
            ("credential_kind", "resident_id".to_owned()),
            ("document", number.clone()),
            ("why", "血压控制不佳".to_owned()),
            ("is_new", is_new.to_owned()),
        ]
    };
    // Nobody has this number, and nothing is said about whom it may be.
    let unknown = fields("refer-1", "");
    let unknown: Vec<(&str, &str)> = unknown.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (_, refused) = harness.through("/referrals", &clinic, &unknown).await;
    let refused = Html::parse_document(&String::from_utf8_lossy(&refused.body));
    assert_eq!(all(&refused, ".notice-bad").len(), 1);
    // It comes back as it was sent, but for the number of the document.
    let typed = |selector: &str| all(&refused, selector)[0].value().attr("value").unwrap_or_default().to_owned();
    assert_eq!((typed("input[name=name]").as_str(), typed("input[name=document]").as_str()), ("林示例", ""));
    assert!(words(all(&refused, "textarea[name=why]")[0]).contains("血压"));
    assert!(!all(&refused, &format!("option[value='{slot}'][selected]")).is_empty());
    let new = fields("refer-2", "true");
    let new: Vec<(&str, &str)> = new.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (to, _) = harness.through("/referrals", &clinic, &new).await;
    assert_eq!(to, "/referrals?done=referrals-done");
    let listed = page(&harness, &clinic, &to).await;
    let cancels = all(&listed, "form[action$='/cancel']");
    assert_eq!(cancels.len(), 1);
    assert_eq!(all(&page(&harness, &clinic, &place).await, "select[name=slot] option[value]").len(), 3);
    let cancel = cancels[0].value().attr("action").unwrap().to_owned();
    // The desk of the department reads why; a patient does not.
    let visit = cancel.trim_start_matches("/referrals/").trim_end_matches("/cancel");
    let desk = harness.cookie(Role::Desk).await;
    let why = page(&harness, &desk, &format!("/visits/{visit}/referral")).await;
    assert!(words(why.root_element()).contains("血压控制不佳"));
    let patient = harness.cookie(Role::Patient).await;
    let address = format!("/visits/{visit}/referral");
    let denied = harness.send(request("get", &address, Some(&patient.token), String::new())).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    let (to, _) = harness.through(&cancel, &clinic, &[("key", "cancel-1")]).await;
    assert_eq!(to, "/referrals?done=referrals-done-cancelled");
    assert!(all(&page(&harness, &clinic, &to).await, "form[action$='/cancel']").is_empty());
}

#[tokio::test]
async fn patients_see_only_what_is_theirs_and_the_schedule_says_what_is_kept() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        published(&harness).await;
        let phone = Phone::new(&harness, locale, false).await;
        let date = today().plus_days(1);
        let slots = phone.page(&format!("/departments/{}?date={date}", harness.department)).await;
        assert_eq!(all(&slots, "button.slot").len(), 3);
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let one_left = all(&slots, "button.slot.is-last");
        assert_eq!(one_left.len(), 3, "one of two seats in each window: {}", t.text("pool-general"));
        let admin = harness.cookie(Role::Admin).await;
        let address = format!("/admin/schedule?department={}&week={date}", harness.department);
        let week = page(&harness, &admin, &address).await;
        let links: Vec<_> = all(&week, "a.session").iter().filter_map(|link| link.value().attr("href")).collect();
        let mut said = String::new();
        for link in links {
            said += &words(all(&page(&harness, &admin, link).await, ".schedule-side")[0]);
        }
        assert!(said.contains("3 / 3"), "{said}");
        // The form of a template asks for them too.
        let form = page(&harness, &admin, &format!("/admin/templates?department={}", harness.department)).await;
        assert!(!all(&form, "input[name=on_site_percent]").is_empty());
        assert!(!all(&form, "input[name=referral_borrows]").is_empty());
    }
}

#[tokio::test]
async fn an_administrator_adds_a_clinic_by_the_codes_of_departments() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let add = |key: &'static str, departments: &'static str| {
        [
            ("key", key),
            ("code", "JC09"),
            ("name_zh", "卫生院"),
            ("name_en", "Health centre"),
            ("departments", departments),
        ]
    };
    let (_, refused) = harness.through("/admin/clinics", &admin, &add("clinic-1", "card, nowhere")).await;
    assert!(String::from_utf8_lossy(&refused.body).contains("nowhere"));
    let (to, added) = harness.through("/admin/clinics", &admin, &add("clinic-2", "card")).await;
    assert_eq!(to, "/admin/clinics?done=admin-done-clinic");
    assert!(String::from_utf8_lossy(&added.body).contains("JC09"));
}

#[tokio::test]
async fn an_administrator_changes_a_clinic_ends_it_and_takes_that_back() {
    let harness = Harness::new().await;
    published(&harness).await;
    let (admin, clinic) = (harness.cookie(Role::Admin).await, harness.cookie(Role::Referrer).await);
    let address = |step: &str| format!("/admin/clinics/{}/{step}", harness.clinic);
    let change = |key: &'static str, departments: &'static str| {
        [("key", key), ("name_zh", "新卫生院"), ("name_en", "New centre"), ("departments", departments)]
    };
    let (_, refused) = harness.through(&address("change"), &admin, &change("change-1", "nowhere")).await;
    assert!(String::from_utf8_lossy(&refused.body).contains("nowhere"));
    let (to, changed) = harness.through(&address("change"), &admin, &change("change-2", "card")).await;
    assert_eq!(to, "/admin/clinics?done=admin-done-clinic-changed");
    assert!(String::from_utf8_lossy(&changed.body).contains("新卫生院"));
    let place = format!("/referrals?department={}&date={}", harness.department, today().plus_days(1));
    assert_eq!(all(&page(&harness, &clinic, &place).await, "select[name=slot]").len(), 1);
    let (to, _) = harness.through(&address("end"), &admin, &[("key", "end-1"), ("reason", "hospital")]).await;
    assert_eq!(to, "/admin/clinics?done=admin-done-clinic-ended");
    assert!(all(&page(&harness, &clinic, &place).await, "select[name=slot]").is_empty());
    // A page from before that does not take it back; one that says it does.
    harness.through(&address("change"), &admin, &change("change-3", "card")).await;
    assert!(all(&page(&harness, &clinic, &place).await, "select[name=slot]").is_empty());
    let again = [&change("change-4", "card")[..], &[("again", "true")]].concat();
    harness.through(&address("change"), &admin, &again).await;
    assert_eq!(all(&page(&harness, &clinic, &place).await, "select[name=slot]").len(), 1);
}
