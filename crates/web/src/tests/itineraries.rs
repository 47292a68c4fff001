//! Several things in one go, on a phone: chosen, planned, booked, shown as one card, cancelled; and the services behind it.

use super::{
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::{StatusCode, header};
use hospital::{Answer, Request, request::TypedCredential, usecase};
use model::{
    Label,
    actor::Role,
    credential::complete_resident_id,
    money::Yuan,
    person::CredentialKind,
    scheduling::{Preparation, PreparationKind, Service, Title},
    time::{MinuteOfDay, Zone},
};

/// A laboratory with a session tomorrow, and the clinician's own; blood fasting, with a follow-up that hears its result.
async fn scene(harness: &Harness) {
    let hours = (MinuteOfDay(480), MinuteOfDay(660));
    let opened = usecase::OpenDepartment {
        code: "LAB".into(),
        name: Label::new("检验科", "Laboratory"),
        place: Label::new("1 层", "Floor 1"),
    };
    let Answer::DepartmentOpened { department } = harness.system(opened.into()).await else { panic!() };
    let enrolled = usecase::EnrolClinician {
        department,
        name: "云示例".into(),
        credentials: vec![TypedCredential {
            kind: CredentialKind::ResidentId,
            number: complete_resident_id("37010019700101990").unwrap(),
            country: None,
        }],
        title: Title::Attending,
        fee: Yuan::from_fen(0),
    };
    let Answer::ClinicianEnrolled { clinician, .. } = harness.system(enrolled.into()).await else { panic!() };
    let published = usecase::PublishSession {
        clinician,
        device: None,
        room: Label::new("采血处", "Blood samples"),
        date: today().plus_days(1),
        from: hours.0,
        until: hours.1,
        slot_minutes: 20,
        capacity: 1,
        pools: Vec::new(),
    };
    harness.system(Request::PublishSession(published)).await;
    harness.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hours, 1).await;
    let service = |code: &str, name, department, result_minutes, hears_results| Service {
        code: code.into(),
        name,
        department,
        device: None,
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes,
        hears_results,
        begins_between: None,
    };
    let fasting = Preparation { kind: PreparationKind::Fasting, minutes: 600 };
    let blood = service("BLOOD", Label::new("抽血", "Blood sample"), department, 60, false);
    let services = vec![
        Service { preparations: vec![fasting], ..blood },
        service("FU", Label::new("复诊", "Follow-up"), harness.department, 0, true),
    ];
    harness.system(usecase::AdoptServices { services, version: None }.into()).await;
}

/// 08:00 minus ten hours is 22:00 the evening before.
#[tokio::test]
async fn one_chooses_sees_the_plan_books_all_and_cancels_all() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        scene(&harness).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let home = phone.page("/").await;
        assert!(all(&home, "a").iter().any(|link| link.value().attr("href") == Some("/itinerary")));

        let choose = phone.page("/itinerary").await;
        assert_eq!(all(&choose, "input[name=s]").len(), 2);
        let found = phone.page("/itinerary?q=blood").await;
        assert_eq!(all(&found, "input[name=s]").len(), 1, "a search finds names in both languages");
        let few = phone.page("/itinerary?s=BLOOD&plan=1").await;
        assert!(words(all(&few, ".notice")[0]).contains(&t.text("itinerary-choose-two")));

        let address = "/itinerary?s=FU&s=BLOOD&order=results_first&plan=1";
        let plan = phone.page(address).await;
        let prepared = words(all(&plan, ".trip-prepared")[0]);
        assert!(prepared.contains("22:00"), "{prepared}");
        let stops = attribute(&plan, "form.thumb input[name=stops]", "value");
        let fields = |name: &str| attribute(&plan, &format!("form.thumb input[name={name}]"), "value");
        let (key, patient, order, asked) = (fields("key"), fields("patient"), fields("order"), fields("asked"));
        let form =
            [("key", key.as_str()), ("patient", &patient), ("stops", &stops), ("order", &order), ("asked", &asked)];
        let before = harness.seq();
        let reply = phone.post("/itinerary", &form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let list = phone.page(reply.header(header::LOCATION)).await;
        assert!(words(all(&list, ".notice")[0]).contains(&t.text("itinerary-done-booked")));
        assert_eq!((all(&list, ".trip").len(), all(&list, ".trip-stops li").len()), (1, 2));
        assert!(harness.seq() > before);
        // Others may see the reader's calendar: how to prepare says what is done, and is there only if that was chosen.
        let visit = phone.page(&attribute(&list, ".trip-stops a", "href")).await;
        let links: Vec<String> =
            all(&visit, "a[download]").iter().map(|link| link.value().attr("href").unwrap().to_owned()).collect();
        for (link, says_how) in links[..2].iter().zip([false, true]) {
            let file = String::from_utf8(phone.get(link).await.body.to_vec()).unwrap();
            assert_eq!(file.replace("\r\n ", "").contains("22:00"), says_how, "{file}");
        }
        // Sent again, it is the same booking.
        let booked = harness.seq();
        assert_eq!(phone.post("/itinerary", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(harness.seq(), booked);

        let home = phone.page("/").await;
        assert_eq!(all(&home, ".trip").len(), 1);
        let cancel = all(&home, ".trip .buttons a")[1].value().attr("href").unwrap().to_owned();
        let change = all(&home, ".trip .buttons a")[0].value().attr("href").unwrap().to_owned();
        phone.page(&change).await;
        let ask = phone.page(&cancel).await;
        let key = attribute(&ask, "form.thumb input[name=key]", "value");
        let reply = phone.post(&cancel, &[("key", key.as_str())]).await;
        let list = phone.page(reply.header(header::LOCATION)).await;
        assert!(all(&list, ".trip").is_empty());
    }
}

#[tokio::test]
async fn what_cannot_be_had_says_what_would_help() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        scene(&harness).await;
        let phone = Phone::new(&harness, locale, true).await;
        let day = today().plus_days(1);
        let page = phone.page(&format!("/itinerary?s=FU&s=BLOOD&no={day}&plan=1")).await;
        assert!(all(&page, "form.thumb").is_empty());
        let ways: Vec<String> = all(&page, "section.card a.button")
            .into_iter()
            .filter_map(|link| link.value().attr("href").map(ToOwned::to_owned))
            .collect();
        let with_the_day = ways.iter().find(|href| href.starts_with("/itinerary?") && !href.contains("no=")).unwrap();
        let page = phone.page(with_the_day).await;
        assert_eq!(all(&page, "form.thumb").len(), 1, "the change that is offered helps");
    }
}

#[tokio::test]
async fn administrators_add_change_and_remove_a_service() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let admin = Phone::of(&harness, Role::Admin, locale, false).await;
        let department = harness.department.to_string();
        let fields = |page: &scraper::Html, key: &str| {
            [key, "version"].map(|name| attribute(page, &format!("form input[name={name}]"), "value"))
        };
        let page = admin.page("/admin/services").await;
        let [key, version] = fields(&page, "key");
        let form = [
            ("key", key.as_str()),
            ("version", &version),
            ("code", "US-LIVER"),
            ("zh", "肝胆超声"),
            ("en", "Liver ultrasound"),
            ("department", &department),
            ("fasting", "480"),
            ("result_minutes", "30"),
            ("begins_from", "08:00"),
            ("begins_until", "10:30"),
        ];
        let reply = admin.post("/admin/services", &form).await;
        let page = admin.page(reply.header(header::LOCATION)).await;
        assert_eq!(all(&page, "tbody tr").len(), 1);
        // The page that is still open names services that are no longer those.
        let stale = [("key", "stale"), ("version", &version)].into_iter().chain(form[2..].iter().copied());
        let reply = admin.post("/admin/services", &stale.collect::<Vec<_>>()).await;
        let refused = admin.page(reply.header(header::LOCATION)).await;
        assert_eq!((all(&refused, "tbody tr").len(), all(&refused, ".notice-bad").len()), (1, 1));

        let page = admin.page("/admin/services?code=US-LIVER").await;
        assert_eq!(attribute(&page, "input[name=fasting]", "value"), "480");
        assert_eq!(attribute(&page, "input[name=begins_until]", "value"), "10:30");
        let [key, version] = fields(&page, "key");
        let remove = [("key", key.as_str()), ("version", &version), ("changed", "US-LIVER"), ("remove", "true")];
        let reply = admin.post("/admin/services", &remove).await;
        let page = admin.page(reply.header(header::LOCATION)).await;
        assert!(all(&page, "tbody tr").is_empty());
    }
}

/// Blood and then back to the clinician, for whoever is in the room: chosen, planned, booked once, and printed.
#[tokio::test]
async fn the_room_orders_tests_for_whoever_is_in_it() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        scene(&harness).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let appointment = harness.book(harness.slots[0]).await;
        let credential = CredentialKind::ResidentId;
        harness.system(usecase::CheckIn { appointment, credential, class: None }.into()).await;
        let doctor = Phone::of(&harness, Role::Clinician, locale, false).await;
        let path = format!("/room/appointments/{appointment}/tests");
        let choose = doctor.page(&path).await;
        assert_eq!(all(&choose, "input[name=s]").len(), 2);
        assert_eq!(all(&doctor.page(&format!("{path}?q=blood")).await, "input[name=s]").len(), 1);
        // Nobody is in the room yet: nothing is planned, and the page says so.
        let address = format!("{path}?s=BLOOD&back=1&order=results_first&no={}&plan=1", today());
        let early = doctor.page(&address).await;
        assert_eq!((all(&early, ".notice-bad").len(), all(&early, "form.book-here").len()), (1, 0));

        harness.system(usecase::CallNext { session: harness.session }.into()).await;
        harness.system(usecase::Start { appointment }.into()).await;
        let room = doctor.page("/room").await;
        assert_eq!(all(&room, &format!("a[href='{path}']")).len(), 1);
        let few = doctor.page(&format!("{path}?s=BLOOD&plan=1")).await;
        assert!(words(all(&few, ".notice")[0]).contains(&t.text("order-choose-two")));
        let plan = doctor.page(&address).await;
        assert!(words(all(&plan, ".trip-prepared")[0]).contains("22:00"));
        let before = harness.seq();
        let reply = doctor.submit(&plan, "form.book-here").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let done = reply.header(header::LOCATION).to_owned();
        let page = doctor.page(&done).await;
        assert!(words(all(&page, ".notice")[0]).contains(&t.text("itinerary-done-booked")));
        assert_eq!((all(&page, ".trip-stops li").len(), all(&page, "[data-print]").len()), (2, 1));
        assert!(words(all(&page, ".trip-prepared")[0]).contains("22:00"));
        assert!(all(&page, "form[action$='/cancel']").is_empty());
        // Sent again, it is the same booking.
        let booked = harness.seq();
        assert!(booked > before);
        let again = doctor.submit(&plan, "form.book-here").await;
        assert_eq!((again.header(header::LOCATION), harness.seq()), (done.as_str(), booked));
    }
}

/// For whoever is opened at the desk: planned, booked, listed, seen by the patient, and cancelled as one.
#[tokio::test]
async fn the_desk_books_several_things_for_a_person_and_cancels_them() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        scene(&harness).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let path = format!("/desk/persons/{}/itinerary", harness.patient);
        let plan = desk.page(&format!("{path}?s=FU&s=BLOOD&order=results_first&plan=1")).await;
        let reply = desk.submit(&plan, "form.book-here").await;
        let done = desk.page(reply.header(header::LOCATION)).await;
        assert_eq!(all(&done, ".trip-stops li").len(), 2);
        let link = reply.header(header::LOCATION).split('?').next().unwrap().to_owned();
        let choose = desk.page(&path).await;
        assert_eq!(all(&choose, &format!("a[href='{link}']")).len(), 1);
        let phone = Phone::new(&harness, locale, false).await;
        assert_eq!(all(&phone.page("/").await, ".trip").len(), 1);

        let reply = desk.submit(&done, "form[action$='/cancel']").await;
        let page = desk.page(reply.header(header::LOCATION)).await;
        assert!(words(all(&page, ".notice")[0]).contains(&t.text("itinerary-done-cancelled")));
        assert!(all(&page, ".trip").is_empty() && all(&page, "form[action$='/cancel']").is_empty());
        assert!(all(&phone.page("/").await, ".trip").is_empty());
    }
}

/// From what is booked to the plan, with what is given up named, and to what is booked instead; by the page of that person
/// alone.
#[tokio::test]
async fn the_desk_moves_several_things_at_once() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        scene(&harness).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let path = format!("/desk/persons/{}/itinerary", harness.patient);
        let plan = desk.page(&format!("{path}?s=FU&s=BLOOD&order=results_first&plan=1")).await;
        let reply = desk.submit(&plan, "form.book-here").await;
        let old = reply.header(header::LOCATION).split('?').next().unwrap().to_owned();
        let done = desk.page(&old).await;
        let again = attribute(&done, &format!("a[href^='{path}?']"), "href");

        let choose = desk.page(&again).await;
        assert_eq!(all(&choose, "input[name=s][checked]").len(), 2);
        assert!(words(all(&choose, "section[aria-labelledby=moved-title]")[0]).contains("08:00"));
        assert_eq!(attribute(&choose, "a.back", "href"), old);
        let plan = desk.page(&format!("{again}&plan=1")).await;
        assert_eq!(all(&plan, "section[aria-labelledby=moved-title]").len(), 1);

        // The same form at the page of somebody else moves nothing.
        let value = |name: &str| attribute(&plan, &format!("form.book-here input[name={name}]"), "value");
        let [stops, order, instead, key] = ["stops", "order", "instead", "key"].map(value);
        let form = [("key", key.as_str()), ("stops", &stops), ("order", &order), ("instead", &instead)];
        let before = harness.seq();
        let other = format!("/desk/persons/{}/itinerary", uuid::Uuid::from_u128(9));
        let refused = desk.post(&other, &form).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        assert!(!refused.header(header::LOCATION).contains("done="), "{}", refused.header(header::LOCATION));
        assert_eq!(harness.seq(), before);

        let reply = desk.submit(&plan, "form.book-here").await;
        let moved = desk.page(reply.header(header::LOCATION)).await;
        assert!(words(all(&moved, ".notice")[0]).contains(&t.text("itinerary-done-moved")));
        assert_eq!(all(&moved, ".trip-stops li").len(), 2);
        // Of the old one nothing is left to move, also where its page was left open.
        for page in [old.as_str(), again.as_str()] {
            let left = desk.page(page).await;
            assert_eq!((all(&left, "form.book-here").len(), all(&left, "input[name=instead]").len()), (0, 0));
            assert!(words(all(&left, "main")[0]).contains(&t.text("order-nothing-left")));
        }
        let phone = Phone::new(&harness, locale, false).await;
        assert_eq!(all(&phone.page("/").await, ".trip").len(), 1);
    }
}
