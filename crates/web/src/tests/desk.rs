//! What reception does for a person, on its pages, over a real hospital and in both languages.

use super::{
    authorization::request,
    harness::{Harness, PASSWORD, Reply, today},
};
use crate::{
    locale::Locale,
    ui::checks::{all, first, sound, words},
};
use axum::http::{StatusCode, header};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Request,
    accounts::{NewAccount, Opened, Origin},
    request::{PersonDetails, TypedCredential},
    view::VisitState,
};
use model::{
    Label,
    actor::{Actor, Role},
    credential::complete_resident_id,
    id::{AppointmentId, DepartmentId, PersonId},
    journey::Identity,
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{Channel, Title},
    time::MinuteOfDay,
};
use scraper::Html;

/// Somebody at the desk, with a browser.
struct Desk<'a> {
    harness: &'a Harness,
    session: Opened,
}

impl<'a> Desk<'a> {
    async fn new(harness: &'a Harness, locale: Locale) -> Self {
        let desk = Self { harness, session: harness.cookie(Role::Desk).await };
        desk.post("/preferences", &[("language", locale.tag()), ("here", "/desk")]).await;
        desk
    }

    async fn get(&self, path: &str) -> Reply {
        self.harness.send(request("get", path, Some(&self.session.token), String::new())).await
    }

    async fn page(&self, path: &str) -> Html {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        sound(std::str::from_utf8(&reply.body).unwrap())
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.session.account.csrf));
        let form = serde_urlencoded::to_string(&fields).unwrap();
        self.harness.send(request("post", path, Some(&self.session.token), form)).await
    }

    /// The page that a form leads to.
    async fn after(&self, reply: &Reply) -> Html {
        if reply.status == StatusCode::SEE_OTHER {
            return self.page(reply.header(header::LOCATION)).await;
        }
        sound(std::str::from_utf8(&reply.body).unwrap())
    }

    async fn scan(&self, text: &str) -> Html {
        let reply = self.post("/desk/scan", &[("key", "scan"), ("text", text)]).await;
        self.after(&reply).await
    }

    /// Sends a page's form as a browser would, with the typed fields in place of the earlier values.
    async fn submit(&self, page: &Html, selector: &str, typed: &[(&str, &str)]) -> Html {
        let form = *all(page, selector).first().unwrap_or_else(|| panic!("no {selector}"));
        let part = Html::parse_fragment(&form.html());
        let mut fields: Vec<(String, String)> = Vec::new();
        for field in all(&part, "input, select") {
            let kind = field.value().attr("type").unwrap_or("text");
            let name = field.value().attr("name").unwrap_or_default().to_owned();
            let chosen = field.select(&scraper::Selector::parse("option[selected]").unwrap()).next();
            let chosen = chosen.or(field.select(&scraper::Selector::parse("option").unwrap()).next());
            let value = chosen.or(Some(field)).and_then(|field| field.value().attr("value")).unwrap_or_default();
            if kind != "radio" {
                fields.push((name, value.to_owned()));
            }
        }
        for (name, value) in typed {
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let body = serde_urlencoded::to_string(&fields).unwrap();
        let action = form.value().attr("action").unwrap();
        let reply = self.harness.send(request("post", action, Some(&self.session.token), body)).await;
        self.after(&reply).await
    }
}

fn text(page: &Html) -> String {
    words(all(page, "main")[0])
}

/// Somebody with a passport: only rules about one person keep them apart from another.
async fn foreigner(harness: &Harness, number: &str) -> PersonId {
    let passport =
        TypedCredential { kind: CredentialKind::Passport, number: number.into(), country: Some("KOR".into()) };
    register(
        harness,
        PersonDetails {
            name: "朴示例".into(),
            sex: Some(Sex::Female),
            birth: "1990-05-06".parse().ok(),
            phone: Some("13900000000".into()),
            address: None,
            credentials: vec![passport],
        },
    )
    .await
}

async fn register(harness: &Harness, person: PersonDetails) -> PersonId {
    let registered =
        harness.system(Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person })).await;
    let Answer::PersonRegistered { person } = registered else { panic!() };
    person
}

async fn book(harness: &Harness, place: usize, patient: PersonId) -> AppointmentId {
    let book = Request::Book(usecase::Book {
        slot: harness.slots[place],
        patient,
        channel: Channel::OnSite,
        impossible: None,
    });
    let Answer::Booked { appointment, .. } = harness.system(book).await else { panic!() };
    appointment
}

#[tokio::test]
async fn a_check_in_says_who_with_what_number_where_and_how_many_wait() {
    for (locale, room, ahead) in
        [(Locale::Chinese, "3 诊室", "前面 1 人"), (Locale::English, "Room 3", "One person before")]
    {
        let harness = Harness::new().await;
        harness.somebody_waits().await;
        let patient = foreigner(&harness, "M10000001").await;
        book(&harness, 1, patient).await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.scan("M10000001").await;
        let said = first(&page, "#notice");
        assert!(said.contains("朴*例") && said.contains(room) && said.contains(ahead), "{said}");
        let ticket = harness
            .hospital
            .read(&Actor::system(), read::DayList { department: Some(harness.department), date: None })
            .await
            .unwrap();
        let ticket = ticket.rows.iter().find(|row| row.patient.person == patient).unwrap().ticket.unwrap();
        assert!(said.contains(&ticket.to_string()), "{said}");
        assert_eq!(first(&page, "#opened-name").split_whitespace().next(), Some("朴示例"), "who it was stands open");
        assert!(!text(&page).contains("M10000001"));
    }
}

#[tokio::test]
async fn a_name_lists_masked_names_and_a_wrong_check_digit_is_said() {
    for (locale, wrong) in [(Locale::Chinese, "校验位"), (Locale::English, "check")] {
        let harness = Harness::new().await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.scan("林示").await;
        assert!(all(&page, ".hits a").len() >= 2 && all(&page, ".opened").is_empty());
        assert!(!text(&page).contains("林示例"), "{}", text(&page));
        let opened = desk.page(all(&page, ".hits a")[0].value().attr("href").unwrap()).await;
        assert!(first(&opened, "#opened-name").contains("林示例"));
        assert_eq!(all(&opened, ".hits a").len(), all(&page, ".hits a").len(), "who else was found stays");
        assert_eq!(all(&opened, ".hits a[aria-current]").len(), 1);
        assert!(all(&opened, "#notice").is_empty(), "said already");

        // Nobody has this number, and its last digit shows that it was misread.
        for typed in ["110105194912310021", "１１０１０５ 19491231 ００２１"] {
            let said = first(&desk.scan(typed).await, "#notice");
            assert!(said.to_lowercase().contains(wrong), "{said}");
        }
        // A correct number is found, full-width and with spaces too.
        let number = complete_resident_id("37010019700203004").unwrap();
        let card = TypedCredential { kind: CredentialKind::ResidentId, number: number.clone(), country: None };
        let (sex, birth, phone, address) = (None, None, None, None);
        let person = PersonDetails { name: "温示例".into(), sex, birth, phone, address, credentials: vec![card] };
        register(&harness, person).await;
        let wide: String = number.chars().map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap()).collect();
        let found = desk
            .scan(&format!("{} {}", wide.chars().take(6).collect::<String>(), wide.chars().skip(6).collect::<String>()))
            .await;
        assert!(first(&found, "#opened-name").contains("温示例"));
    }
}

#[tokio::test]
async fn more_than_twenty_ask_for_the_birth_date() {
    let harness = Harness::new().await;
    for _ in 0..21 {
        harness.person().await;
    }
    let desk = Desk::new(&harness, Locale::Chinese).await;
    let page = desk.scan("林示例").await;
    assert_eq!(all(&page, ".hits a").len(), 20);
    let said = first(&page, "#notice");
    assert!(said.contains("20") && said.contains("出生日期"), "{said}");
}

#[tokio::test]
async fn a_visit_is_moved_and_cancelled_and_a_refusal_is_in_words() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let patient = foreigner(&harness, "M10000002").await;
        let visit = book(&harness, 1, patient).await;
        harness.fill(harness.slots[3]).await;
        let desk = Desk::new(&harness, locale).await;
        let address = format!("/desk/appointments/{visit}");
        let page = desk.page(&address).await;
        let slot = |place: usize| harness.slots[place].to_string();
        let refused = desk.submit(&page, "form[action$='/move']", &[("slot", &slot(3))]).await;
        assert!(!first(&refused, ".notice-bad").is_empty());
        let moved = desk.submit(&page, "form[action$='/move']", &[("slot", &slot(4)), ("key", "again")]).await;
        assert!(first(&moved, ".opened").contains("09:20–09:40"), "{}", first(&moved, ".opened"));
        let said = first(&moved, "#notice");
        assert!(said.contains("朴*例") && said.contains("09:20–09:40"), "whom and when: {said}");
        let page = desk.page(&address).await;
        assert!(first(&page, "form[action$='/cancel'] button").contains("09:20–09:40"), "the button says what goes");
        let cancelled = desk.submit(&page, "form[action$='/cancel']", &[]).await;
        assert!(all(&cancelled, ".opened form[action$='/check-in']").is_empty());
        assert!(all(&desk.page(&address).await, "form[action$='/cancel']").is_empty(), "over");
    }
}

#[tokio::test]
async fn who_is_only_booked_has_presented_nothing_yet() {
    let harness = Harness::new().await;
    let patient = foreigner(&harness, "M10000009").await;
    let desk = Desk::new(&harness, Locale::Chinese).await;
    let page = desk.page(&format!("/desk?person={patient}")).await;
    let chosen = all(&page, "form[action$='/book'] select[name=credential] option[selected]");
    assert_eq!(chosen[0].value().attr("value"), Some("passport"), "what this person has");
    let (slot, form) = (harness.slots[3].to_string(), "form[action$='/book']");
    let booked = desk.submit(&page, form, &[("slot", &slot), ("check_in", "false")]).await;
    let said = first(&booked, "#notice");
    assert!(said.contains("朴*例") && said.contains("09:00–09:20") && said.contains("3 诊室"), "{said}");
    assert_eq!(all(&booked, ".opened form[action$='/book'] select[name=credential]").len(), 1, "asked at check-in");
}

/// Booked and not checked in yet: the page says both, because the seat is taken.
#[tokio::test]
async fn who_is_booked_before_the_check_in_opens_is_told_of_both() {
    for (locale, booked, opens) in
        [(Locale::Chinese, "已挂号，尚未签到", "签到"), (Locale::English, "Booked, not checked in yet", "Check-in")]
    {
        let harness = Harness::new().await;
        let patient = foreigner(&harness, "M10000009").await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.page(&format!("/desk?person={patient}")).await;
        let slot = harness.slots[8].to_string();
        let page = desk.submit(&page, "form[action$='/book']", &[("slot", &slot), ("check_in", "true")]).await;
        let said = first(&page, "#notice");
        for part in [booked, opens, "10:40–11:00", "朴*例"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

/// A code as a phone's keyboard may write it; one character of a name is too short, which is not the same as no match.
#[tokio::test]
async fn what_was_typed_is_folded_and_too_little_is_said_to_be_so() {
    for (locale, hint) in [(Locale::Chinese, "至少"), (Locale::English, "at least 2")] {
        let harness = Harness::new().await;
        let visit = harness.book(harness.slots[2]).await;
        let desk = Desk::new(&harness, locale).await;
        let code: String = model::id::short_code(visit.0)
            .chars()
            .map(|letter| char::from_u32(u32::from(letter) + 0xFEE0).unwrap())
            .collect();
        assert!(!first(&desk.scan(&code).await, "#opened-name").is_empty());
        let page = desk.scan("林").await;
        assert!(first(&page, "#notice").contains(hint), "{}", first(&page, "#notice"));
        assert_eq!(all(&page, "script[src*='js/scan.js']").len(), 1, "selects what stays in the field");
    }
}

/// Saved without a change, nothing is corrected; a name of spaces is not a name.
#[tokio::test]
async fn what_was_not_changed_is_not_called_corrected() {
    for (locale, nothing, empty) in
        [(Locale::Chinese, "没有改动", "还没有填"), (Locale::English, "Nothing was changed", "Name is empty")]
    {
        let harness = Harness::new().await;
        let patient = foreigner(&harness, "M10000011").await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.page(&format!("/desk/persons/{patient}/correct")).await;
        let form = "form[action$='/correct']";
        let same = desk.submit(&page, form, &[("key", "same")]).await;
        assert!(first(&same, "#notice").contains(nothing), "{}", first(&same, "#notice"));
        let blank = desk.submit(&page, form, &[("name", " "), ("key", "blank")]).await;
        assert!(first(&blank, ".notice-bad").contains(empty), "{}", first(&blank, ".notice-bad"));
    }
}

/// What is stored does not depend on the clerk's language: it is the same in both.
#[tokio::test]
async fn names_that_the_desk_gives_are_the_same_in_both_languages() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let mother = foreigner(&harness, "M10000012").await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.page(&format!("/desk/persons/{mother}/newborn")).await;
        let form = "form[action$='/newborn']";
        let born = desk.submit(&page, form, &[("sex", "female"), ("key", "born")]).await;
        assert!(first(&born, "#opened-name").contains("朴示例之女"), "{}", first(&born, "#opened-name"));
        let page = desk.page("/desk/unidentified").await;
        let nobody = desk.submit(&page, "form[action$='/unidentified']", &[("key", "nobody")]).await;
        assert!(
            first(&nobody, "#opened-name").contains("身份不明 2026年11月26日 "),
            "{}",
            first(&nobody, "#opened-name")
        );
    }
}

/// A number that belongs to somebody else leads to that person; the window of the visit itself is not offered for a
/// move.
#[tokio::test]
async fn a_number_of_somebody_else_leads_there_and_a_move_is_to_another_window() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let (holder, other) = (foreigner(&harness, "M10000013").await, foreigner(&harness, "M10000014").await);
        let desk = Desk::new(&harness, locale).await;
        let page = desk.page(&format!("/desk/persons/{other}/correct")).await;
        let typed =
            [("credential_kind", "passport"), ("credential", "M10000013"), ("country", "KOR"), ("key", "taken")];
        let refused = desk.submit(&page, "form[action$='/correct']", &typed).await;
        assert_eq!(all(&refused, &format!(".notice-bad a[href*='{holder}']")).len(), 1);
        let visit = book(&harness, 8, other).await;
        let page = desk.page(&format!("/desk/appointments/{visit}")).await;
        let offered = |slot| all(&page, &format!("input[name=slot][value='{slot}']")).len();
        assert_eq!((offered(harness.slots[8]), offered(harness.slots[7])), (0, 1));
    }
}

#[tokio::test]
async fn a_correction_keeps_what_is_left_empty() {
    let harness = Harness::new().await;
    let patient = foreigner(&harness, "M10000003").await;
    let desk = Desk::new(&harness, Locale::English).await;
    let page = desk.page(&format!("/desk/persons/{patient}/correct")).await;
    assert!(!text(&page).contains("M10000003") && !text(&page).contains("13900000000"), "no number stands there whole");
    let form = "form[action$='/correct']";
    let refused =
        desk.submit(&page, form, &[("credential_kind", "resident_id"), ("credential", "110105194912310021")]).await;
    assert!(first(&refused, ".notice-bad").contains("check"), "{}", first(&refused, ".notice-bad"));
    let done = desk.submit(&page, form, &[("name", "朴示范"), ("birth", "1990-05-07"), ("key", "right")]).await;
    assert!(first(&done, "#opened-name").contains("朴示范") && first(&done, "#opened-name").contains("7 May 1990"));
    assert!(first(&desk.scan("13900000000").await, ".hits").contains("朴*范"), "the phone number stays");
    assert!(first(&desk.scan("M10000003").await, "#opened-name").contains("朴示范"), "the passport stays");
    // Somebody else corrected it meanwhile: the first page shows an outdated version.
    let late = desk.submit(&page, form, &[("name", "朴别人"), ("key", "late")]).await;
    assert!(!first(&late, ".notice-bad").is_empty());
}

#[tokio::test]
async fn a_merge_names_what_is_to_be_resolved_and_is_taken_back() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let (one, other) = (foreigner(&harness, "M10000004").await, foreigner(&harness, "M10000005").await);
        let (first_visit, second_visit) = (book(&harness, 1, one).await, book(&harness, 1, other).await);
        let desk = Desk::new(&harness, locale).await;
        // Found as similar, or by looking for the other record.
        let opened = desk.page(&format!("/desk?person={one}")).await;
        let compare = all(&opened, ".alike a")[0].value().attr("href").unwrap().to_owned();
        let look =
            desk.page(all(&opened, ".desk-ways a[href*='purpose=merge']")[0].value().attr("href").unwrap()).await;
        let found = desk.submit(&look, "form.scan", &[("text", "M10000005")]).await;
        let page = desk.page(&compare).await;
        assert_eq!(text(&found), text(&page), "the same page by both ways");
        assert!(all(&page, "form[action$='/merge']").is_empty(), "no button that would be refused");
        for visit in [first_visit, second_visit] {
            let selector = format!("#obstacles a[href='/desk/appointments/{visit}']");
            assert_eq!(all(&page, &selector).len(), 2, "same window, and too many of one department");
        }
        let visit = desk.page(&format!("/desk/appointments/{second_visit}")).await;
        desk.submit(&visit, "form[action$='/cancel']", &[]).await;
        let page = desk.page(&compare).await;
        let merged = desk.submit(&page, "form[action$='/merge']", &[]).await;
        assert!(
            first(&merged, ".merged").contains("05") && !first(&merged, ".merged").contains('*'),
            "the record that went into it: {}",
            first(&merged, ".merged")
        );
        assert!(first(&desk.scan("M10000005").await, "#opened-name").contains("朴示例"));
        let parted = desk.submit(&merged, "form[action$='/undo-merge']", &[]).await;
        assert!(all(&parted, ".merged").is_empty());
        let again = desk.submit(&merged, "form[action$='/undo-merge']", &[("key", "again")]).await;
        assert!(!first(&again, ".notice-bad").is_empty(), "it is parted already");
    }
}

#[tokio::test]
async fn newborns_the_unidentified_family_and_logins_have_pages() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let mother = foreigner(&harness, "M10000006").await;
        let desk = Desk::new(&harness, locale).await;
        let page = desk.page(&format!("/desk/persons/{mother}/newborn")).await;
        let refused = desk.submit(&page, "form[action$='/newborn']", &[("birth", "1986-01-01"), ("sex", "male")]).await;
        assert!(first(&refused, ".notice-bad").contains("1986"));
        let born = today().to_string();
        let child =
            desk.submit(&page, "form[action$='/newborn']", &[("birth", &born), ("sex", "male"), ("key", "b")]).await;
        assert!(first(&child, ".family").contains("朴*例"), "the mother may act: {}", first(&child, ".family"));

        let unknown = desk.page("/desk/unidentified").await;
        let unknown = desk.submit(&unknown, "form[action='/desk/unidentified']", &[]).await;
        assert!(!first(&unknown, "#opened-name").is_empty());

        let father = foreigner(&harness, "M10000007").await;
        let family = format!("/desk/persons/{mother}/family/{father}");
        let page = desk.page(&family).await;
        assert_eq!(all(&page, "form[action$='/family'] button").len(), 2);
        let linked = desk.submit(&page, "form[action$='/family']", &[("acts", "true")]).await;
        assert_eq!(all(&linked, ".family li").len(), 2);
        let page = desk.page(&family).await;
        assert_eq!(all(&page, "form.desk-ways[action$='/family'] button").len(), 1, "the other way is left");
        assert_eq!(all(&page, "form[action$='/family'] input[name=end]").len(), 1, "and this one can be ended");

        let page = desk.page(&format!("/desk/persons/{mother}/login")).await;
        let short = desk.submit(&page, "form[action$='/login']", &[("name", "pu-1"), ("password", "short")]).await;
        assert!(!first(&short, ".notice-bad").is_empty());
        let made =
            desk.submit(&page, "form[action$='/login']", &[("name", "pu-1"), ("password", "tall-heron-9")]).await;
        assert!(text(&made).contains("pu-1"));
        let opened = harness.hospital.accounts().login("pu-1", "tall-heron-9", &Origin::here()).await.unwrap();
        assert_eq!((opened.account.actor.role, opened.account.actor.person), (Role::Patient, Some(mother)));
    }
}

/// A second department with one clinician and one visit today.
async fn elsewhere(harness: &Harness) -> (DepartmentId, AppointmentId) {
    let opened = Request::OpenDepartment(usecase::OpenDepartment {
        code: "NEUR".into(),
        name: Label::new("神经内科", "Neurology"),
        place: Label::new("门诊楼 4 层", "Building A, floor 4"),
    });
    let Answer::DepartmentOpened { department } = harness.system(opened).await else { panic!() };
    let enrolled = Request::EnrolClinician(usecase::EnrolClinician {
        department,
        name: "郑示例".into(),
        credentials: Vec::new(),
        title: Title::Chief,
        fee: Yuan::from_fen(1500),
    });
    let Answer::ClinicianEnrolled { clinician, .. } = harness.system(enrolled).await else { panic!() };
    let published = Request::PublishSession(usecase::PublishSession {
        pools: Vec::new(),
        clinician,
        device: None,
        room: Label::new("6 诊室", "Room 6"),
        date: today(),
        from: MinuteOfDay(8 * 60),
        until: MinuteOfDay(9 * 60),
        slot_minutes: 20,
        capacity: 2,
    });
    let Answer::SessionPublished { slots, .. } = harness.system(published).await else { panic!() };
    let patient = foreigner(harness, "M10000008").await;
    let book = Request::Book(usecase::Book { slot: slots[0], patient, channel: Channel::OnSite, impossible: None });
    let Answer::Booked { appointment, .. } = harness.system(book).await else { panic!() };
    (department, appointment)
}

#[tokio::test]
async fn another_department_is_looked_at_without_a_step_that_is_refused() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let (department, visit) = elsewhere(&harness).await;
        let desk = Desk::new(&harness, locale).await;
        assert_eq!(all(&desk.page("/desk").await, "#department option").len(), 2);
        let page = desk.page(&format!("/desk?department={department}")).await;
        assert_eq!(all(&page, ".today tbody tr").len(), 1);
        assert_eq!(all(&page, ".windows-left li").len(), 3);
        assert!(all(&page, ".today form").is_empty(), "a check-in would be denied");
        // The visit opened, from either list, and directly.
        let opened = desk.scan("M10000008").await;
        assert!(all(&opened, ".opened form[action$='/check-in'], .opened a[href*='/desk/appointments/']").is_empty());
        let page = desk.page(&format!("/desk/appointments/{visit}")).await;
        assert!(all(&page, "main form").is_empty() && !first(&page, "#only-looks").is_empty());
        let denied =
            desk.post(&format!("/desk/appointments/{visit}/cancel"), &[("key", "no"), ("reason", "other")]).await;
        assert!(!first(&desk.after(&denied).await, ".notice-bad").is_empty());
        let visit = harness.hospital.listed_visit(&Actor::system(), visit).await.unwrap();
        assert_eq!(visit.state, VisitState::Booked);
        // The central reception has all departments.
        let account = NewAccount {
            login: "central".into(),
            password: PASSWORD.into(),
            role: Role::Desk,
            person: None,
            clinician: None,
            department: None,
            ward: None,
            clinic: None,
        };
        harness.hospital.accounts().create(&Actor::system(), account, &Origin::here()).await.unwrap();
        let session = harness.hospital.accounts().login("central", PASSWORD, &Origin::here()).await.unwrap();
        let central = Desk { harness: &harness, session };
        let page = central.page(&format!("/desk?department={department}")).await;
        assert_eq!(all(&page, ".today form[action$='/check-in']").len(), 1);
    }
}
