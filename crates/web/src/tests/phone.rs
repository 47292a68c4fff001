//! The patient's phone: a choice that is gone, what has begun and what is over, the order of lists, the strip.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::{StatusCode, header};
use chrono::Duration;
use hospital::usecase;
use model::{
    actor::{Actor, Role},
    id::DepartmentId,
    scheduling::DayOfWeek,
    time::Zone,
};
use scraper::Html;

/// A patient whose session is withdrawn during the choice has a button to the next free window, before and after
/// confirming.
#[tokio::test]
async fn a_window_that_was_withdrawn_leads_to_the_next_free_one() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let gone = harness.tomorrow().await[0];
        let phone = Phone::new(&harness, locale, false).await;
        let day = today().plus_days(1);
        let address = format!("/departments/{}?date={day}&for={}&slot={gone}", harness.department, harness.patient);
        let chosen = phone.page(&address).await;
        assert_eq!(all(&chosen, "form.thumb").len(), 1);
        harness.withdraw(gone).await;

        let confirmed = phone.submit(&chosen, "form.thumb").await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
        for address in [address.as_str(), confirmed.header(header::LOCATION)] {
            let page = phone.page(address).await;
            assert_eq!(all(&page, ".thumb [role=alert]").len(), 1, "{address}");
            let next = phone.page(&attribute(&page, ".thumb a.button", "href")).await;
            let free = all(&next, "form.thumb").len() + all(&next, "button.slot.is-free").len();
            assert!(free > 0, "a free window, or the next day that has one");
        }
        // Another clinician's window of that day is the next one.
        let page = phone.page(confirmed.header(header::LOCATION)).await;
        let next = phone.page(&attribute(&page, ".thumb a.button", "href")).await;
        assert_eq!(all(&next, "form.thumb").len(), 1, "one touch to confirm the next");
    }
}

#[tokio::test]
async fn a_window_is_over_when_it_is_over() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let (begun, over) = (t.text("patient-begun"), t.text("patient-past"));
        assert_ne!(begun, over);
        // 08:10: the first window has begun, none is over.
        harness.pass(Duration::minutes(40));
        let phone = Phone::new(&harness, locale, false).await;
        let address = format!("/departments/{}?date={}", harness.department, today());
        let page = phone.page(&address).await;
        let said: Vec<String> = all(&page, ".slot.is-past span").into_iter().map(words).collect();
        assert_eq!(said, [begun]);
        // 08:20: now it is.
        harness.pass(Duration::minutes(10));
        let page = phone.page(&address).await;
        assert_eq!(words(all(&page, ".slot.is-past span")[0]), over);
        // 23:30: the day is over, which is not the same as closed.
        harness.pass(Duration::hours(15));
        let page = phone.page(&address).await;
        assert_eq!(words(all(&page, ".day.is-chosen .day-state")[0]), over);
        let slots = all(&page, ".slot");
        assert_eq!(slots.len(), 9, "from 08:00 until 11:00");
        assert!(slots.into_iter().all(|slot| words(slot).ends_with(&over)));
    }
}

#[tokio::test]
async fn lists_go_by_time_and_what_is_over_comes_last() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let tomorrow = harness.tomorrow().await;
    let person = harness.patient.to_string();
    // The family's journeys are separate ones, begun later.
    let relative = harness.person().await;
    harness
        .system(hospital::Request::AddRelative(usecase::AddRelative { relative: harness.patient, person: relative }))
        .await;
    let relative = relative.to_string();
    let book = async |key: &str, slot: &model::id::SlotId, patient: &str| {
        let slot = slot.to_string();
        let reply = phone.post("/book", &[("key", key), ("slot", &slot), ("patient", patient)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let address = reply.header(header::LOCATION).to_owned();
        address.split("visit=").nth(1).unwrap().split('&').next().unwrap().to_owned()
    };
    // Booked in the opposite order; two of them are cancelled.
    book("time.1", &tomorrow[2], &person).await;
    let cancelled = book("time.2", &harness.slots[8], &person).await;
    phone.post(&format!("/visits/{cancelled}/cancel"), &[("key", "time.3")]).await;
    book("time.4", &harness.slots[4], &person).await;
    let later = book("time.5", &tomorrow[1], &relative).await;
    phone.post(&format!("/visits/{later}/cancel"), &[("key", "time.6")]).await;
    book("time.7", &tomorrow[0], &relative).await;
    for path in ["/", "/journeys"] {
        let page = phone.page(path).await;
        let lines: Vec<String> = all(&page, "a.entry .entry-line").into_iter().map(words).collect();
        let under_way = ["11月26日 周四 09:20", "11月27日 周五 09:00", "11月27日 周五 09:40"];
        assert!(
            lines.len() >= 3 && lines.iter().zip(under_way).all(|(line, begins)| line.starts_with(begins)),
            "{path}: {lines:?}"
        );
        // A cancelled visit is among all visits, the newest first, not among those under way.
        let ways = all(&page, "a.entry").into_iter().map(|entry| entry.value().attr("href").unwrap());
        let over: Vec<&str> = ways.skip(3).collect();
        let wanted = if path == "/" { Vec::new() } else { vec![&later, &cancelled] };
        assert_eq!(over.len(), wanted.len(), "{path}: {over:?}");
        assert!(over.iter().zip(wanted).all(|(way, visit)| way.contains(visit.as_str())), "{path}: {over:?}");
    }
}

#[tokio::test]
async fn the_strip_names_its_months_and_a_mouse_can_move_it() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        // Seven days ahead of 26 November: two months.
        let phone = Phone::new(&harness, locale, false).await;
        let page = phone.page(&format!("/departments/{}", harness.department)).await;
        let months: Vec<String> = all(&page, ".days .month").into_iter().map(words).collect();
        assert_eq!(months, if locale == Locale::Chinese { ["11月", "12月"] } else { ["Nov", "Dec"] });
        assert_eq!(all(&page, ".days .day b").into_iter().map(words).next().as_deref(), Some("26"));
        assert_eq!(all(&page, "button[type=button].days-go[aria-label]").len(), 2);
    }
}

/// The window nearest to the one that is gone, not the first of the day; a move says what is moved, and from where.
#[tokio::test]
async fn the_nearest_window_is_offered_and_a_move_says_what_is_moved() {
    for (locale, own) in [(Locale::Chinese, "现在的时间"), (Locale::English, "yours now")] {
        let harness = Harness::new().await;
        let gone = harness.tomorrow().await[0];
        harness.withdraw(gone).await;
        let phone = Phone::new(&harness, locale, false).await;
        let begins = Zone::SHANGHAI.instant(today(), model::time::MinuteOfDay(10 * 60));
        let at = begins.timestamp() / 60;
        let address = format!("/departments/{}?for={}&slot={gone}&at={at}", harness.department, harness.patient);
        let page = phone.page(&address).await;
        let next = attribute(&page, ".thumb a.button", "href");
        assert!(next.contains(&harness.slots[6].to_string()), "10:00 of today: {next}");

        let (slot, patient) = (harness.slots[4], harness.patient);
        let book = hospital::Request::Book(usecase::Book {
            slot,
            patient,
            channel: model::scheduling::Channel::Online,
            impossible: None,
        });
        let hospital::Answer::Booked { appointment: visit, .. } = harness.system(book).await else { panic!() };
        let page = phone.page(&format!("/departments/{}?for={patient}&moving={visit}", harness.department)).await;
        assert!(words(all(&page, ".moved")[0]).contains("09:20–09:40"));
        assert!(all(&page, ".slot").into_iter().any(|slot| words(slot) == format!("09:20–09:40 {own}")));
    }
}

/// A figure with what it is based on, or nothing.
#[tokio::test]
async fn no_usual_wait_is_said_where_nobody_knows_it() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let page = phone.page(&format!("/departments/{}", harness.department)).await;
    assert!(all(&page, ".clinician header .tag").is_empty());
}

/// A patient who had checked in and was not seen when the session ended is told so first, has a button to another time,
/// and may say that none is needed.
#[tokio::test]
async fn who_was_not_seen_is_offered_another_time() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let slot = harness.slots[8].to_string();
        let person = harness.patient.to_string();
        let reply = phone.post("/book", &[("key", "end.1"), ("slot", &slot), ("patient", &person)]).await;
        let address = reply.header(header::LOCATION).to_owned();
        let visit = address.split("visit=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        harness.pass(Duration::hours(3));
        let appointment: model::id::AppointmentId = visit.parse().unwrap();
        let credential = model::person::CredentialKind::ResidentId;
        harness.system(hospital::Request::CheckIn(usecase::CheckIn { appointment, credential, class: None })).await;
        let waits = phone.page(&address).await;
        assert!(words(all(&waits, ".place-in-line")[0]).contains("10:40-1"), "the number that is called");
        assert!(words(all(&phone.page("/").await, "a.entry")[0]).contains("10:40-1"));
        harness.pass(Duration::hours(16));
        let session = harness.session;
        harness.system(hospital::Request::EndSession(usecase::EndSession { session })).await;

        let home = phone.page("/").await;
        let entry = all(&home, "a.entry.is-urgent");
        assert!(words(entry[0]).contains(&t.text("patient-window-wanted")), "it wants an answer, so it stands first");
        assert!(words(entry[0]).contains("10:40–11:00"), "which visit it was");
        let journey = phone.page(&address).await;
        assert!(words(all(&journey, ".place-big")[0]).contains(&t.text("patient-not-seen")));
        assert!(words(all(&journey, ".place-in-line")[0]).contains("10:40–11:00"));
        assert!(words(all(&journey, ".stages")[0]).contains(&t.text("patient-window-wanted")));
        let other = phone.page(&attribute(&journey, ".place-in-line a.button-primary", "href")).await;
        assert!(!all(&other, ".days").is_empty());
        let none = attribute(&journey, &format!("a[href='/visits/{visit}/cancel']"), "href");
        let asked = phone.page(&none).await;
        assert!(words(all(&asked, "form.thumb button")[0]).contains(&t.text("patient-decline-button")));
        let declined = phone.submit(&asked, "form.thumb").await;
        let journey = phone.page(declined.header(header::LOCATION)).await;
        assert!(all(&journey, ".place-in-line a.button").is_empty());
        assert!(all(&phone.page("/").await, "a.entry.is-urgent").is_empty());
    }
}

/// A missed visit can be restored while its day lasts; on a later day nobody is sent to the reception for it.
#[tokio::test]
async fn a_missed_visit_is_restored_on_its_own_day_only() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let (slot, person) = (harness.slots[8].to_string(), harness.patient.to_string());
        let reply = phone.post("/book", &[("key", "missed.1"), ("slot", &slot), ("patient", &person)]).await;
        let address = reply.header(header::LOCATION).to_owned();
        let visit = address.split("visit=").nth(1).unwrap().split('&').next().unwrap();
        let appointment: model::id::AppointmentId = visit.parse().unwrap();
        harness.pass(Duration::hours(6));
        harness.system(hospital::Request::MarkMissed(usecase::MarkMissed { appointment })).await;
        let said = |page: &scraper::Html| words(all(page, ".place-in-line")[0]);
        let same_day = said(&phone.page(&address).await);
        assert!(same_day.contains(&t.text("patient-missed")), "{same_day}");
        assert!(same_day.contains(&t.text("patient-missed-line")), "{same_day}");
        harness.pass(Duration::hours(24));
        let later = said(&phone.page(&address).await);
        assert!(later.contains(&t.text("patient-missed")), "{later}");
        assert!(!later.contains(&t.text("patient-missed-line")), "{later}");
    }
}

/// A clinician's sessions of a day may be in different rooms: each says its own.
#[tokio::test]
async fn each_session_says_its_own_room() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let later = model::Label::new("9 诊室", "Room 9");
        let published = hospital::Request::PublishSession(usecase::PublishSession {
            pools: Vec::new(),
            clinician: harness.clinician,
            device: None,
            room: later.clone(),
            date: today(),
            from: model::time::MinuteOfDay(14 * 60),
            until: model::time::MinuteOfDay(15 * 60),
            slot_minutes: 20,
            capacity: 1,
        });
        harness.system(published).await;
        let phone = Phone::new(&harness, locale, false).await;
        let page = phone.page(&format!("/departments/{}?date={}", harness.department, today())).await;
        let parts: Vec<String> = all(&page, ".clinician .part").into_iter().map(words).collect();
        assert_eq!(parts.len(), 2);
        assert!(!parts[0].contains(&t.label(&later)) && parts[1].contains(&t.label(&later)), "{parts:?}");
        let header = words(all(&page, ".clinician header")[0]);
        assert!(!header.contains("诊室") && !header.contains("Room"), "{header}");
        let rooms = all(&page, ".part-room").into_iter().map(words).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(rooms.len(), 2, "{rooms:?}");
    }
}

/// A cancellation is taken back with one touch as long as the seat is free; then the button is gone.
#[tokio::test]
async fn a_cancellation_is_taken_back_while_the_seat_is_free() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let slot = harness.tomorrow().await[0];
        let day = today().plus_days(1);
        let chosen = phone
            .page(&format!("/departments/{}?date={day}&for={}&slot={slot}", harness.department, harness.patient))
            .await;
        let booked = phone.submit(&chosen, "form.thumb").await;
        let visit = phone.page(booked.header(header::LOCATION)).await;
        let undo = "form[action$='/undo-cancel']";
        assert!(all(&visit, undo).is_empty(), "nothing was cancelled");
        let cancel = || async {
            let page = phone.page(booked.header(header::LOCATION)).await;
            let ask = phone.page(&attribute(&page, "a[href$='/cancel']", "href")).await;
            let cancelled = phone.submit(&ask, "form[action$='/cancel']").await;
            phone.page(cancelled.header(header::LOCATION)).await
        };
        let cancelled = cancel().await;
        let back = phone.submit(&cancelled, undo).await;
        let page = phone.page(back.header(header::LOCATION)).await;
        assert!(words(all(&page, ".notice")[0]).contains(&t.text("patient-done-undo-cancel")));
        assert_eq!(words(all(&page, ".code-text")[0]), words(all(&visit, ".code-text")[0]), "the same appointment");

        // Two others take both seats: the page that was left open is answered with the reason, the next has no button.
        let cancelled = cancel().await;
        assert_eq!(all(&cancelled, undo).len(), 1);
        harness.fill(slot).await;
        let refused = phone.submit(&cancelled, undo).await;
        let page = phone.page(refused.header(header::LOCATION)).await;
        assert_eq!(all(&page, ".notice-bad").len(), 1);
        assert!(all(&page, undo).is_empty());
    }
}

/// The calendar file says when, and where only if that was chosen; it never says who.
#[tokio::test]
async fn a_visit_goes_into_a_calendar() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let phone = Phone::new(&harness, locale, false).await;
        let slot = harness.tomorrow().await[0];
        let day = today().plus_days(1);
        let chosen = phone
            .page(&format!("/departments/{}?date={day}&for={}&slot={slot}", harness.department, harness.patient))
            .await;
        let booked = phone.submit(&chosen, "form.thumb").await;
        let visit = phone.page(booked.header(header::LOCATION)).await;
        let links: Vec<String> =
            all(&visit, "a[download]").iter().map(|link| link.value().attr("href").unwrap().to_owned()).collect();
        assert_eq!(links.len(), 2);
        let name = words(all(&phone.page("/").await, ".entry")[0]);
        let department = if locale == Locale::Chinese { "心血管内科" } else { "Cardiology" };
        assert!(name.contains(department), "{name}");
        for (link, says_where) in links.iter().zip([false, true]) {
            let reply = phone.get(link).await;
            assert_eq!(
                (reply.status, reply.header(header::CONTENT_TYPE)),
                (StatusCode::OK, "text/calendar; charset=utf-8")
            );
            let file = String::from_utf8(reply.body.to_vec()).unwrap();
            let lines: Vec<&str> = file.split("\r\n").collect();
            assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains('\n')), "{file}");
            // 09:00 in Shanghai on the day after Thursday 26 November.
            for line in ["BEGIN:VCALENDAR", "DTSTART:20261127T010000Z", "DTEND:20261127T012000Z", "END:VCALENDAR"] {
                assert!(lines.contains(&line), "{line} in {file}");
            }
            let whole = file.replace("\r\n ", "");
            assert_eq!(whole.contains(department), says_where, "{whole}");
        }
        let cancel = phone.page(&attribute(&visit, "a[href$='/cancel']", "href")).await;
        phone.submit(&cancel, "form[action$='/cancel']").await;
        assert_eq!(phone.get(&links[0]).await.status, StatusCode::NOT_FOUND, "nobody is expected");
    }
}

#[tokio::test]
async fn days_that_do_not_suit_are_said_at_booking_and_changed_on_the_visit() {
    let harness = Harness::new().await;
    let patient = harness.cookie(Role::Patient).await;
    let (slot, whom) = (harness.slots[1].to_string(), harness.patient.to_string());
    let parsed = |body: &[u8]| Html::parse_document(&String::from_utf8_lossy(body));
    let checked = |page: &Html| {
        let days = all(page, "input[type=checkbox][checked]");
        days.iter().filter_map(|day| day.value().attr("name").map(ToOwned::to_owned)).collect::<Vec<_>>()
    };
    let fields = [
        ("key", "book-1"),
        ("slot", slot.as_str()),
        ("patient", whom.as_str()),
        ("day-monday", "true"),
        ("date-0", "2026-12-24"),
        ("date-1", ""),
    ];
    let (to, page) = harness.through("/book", &patient, &fields).await;
    assert!(to.contains("patient-done-booked"), "{to}");
    let page = parsed(&page.body);
    assert_eq!(checked(&page), ["day-monday"]);
    assert_eq!(all(&page, "input[type=date][value='2026-12-24']").len(), 1);
    let action = attribute(&page, "form[action$='/impossible-days']", "action");
    let (to, page) = harness.through(&action, &patient, &[("key", "days-1"), ("day-friday", "true")]).await;
    assert!(to.contains("patient-done-days"), "{to}");
    assert_eq!(checked(&parsed(&page.body)), ["day-friday"]);
    let (_, page) = harness.through(&action, &patient, &[("key", "days-2"), ("date-0", "soon")]).await;
    assert_eq!(all(&parsed(&page.body), ".notice-bad").len(), 1);
}

/// Who calls the desk says it there, on the page of the visit; the patient sees it on the phone.
#[tokio::test]
async fn the_desk_notes_the_days_on_which_a_patient_cannot_come() {
    let harness = Harness::new().await;
    let desk = harness.cookie(Role::Desk).await;
    let appointment = harness.book(harness.slots[8]).await;
    let action = format!("/desk/appointments/{appointment}/impossible-days");
    let (to, _) = harness.through(&action, &desk, &[("key", "days-1"), ("day-friday", "true")]).await;
    assert!(to.contains("desk-done-days"), "{to}");
    let noted = || harness.hospital.listed_visit(&desk.account.actor, appointment);
    let days = noted().await.unwrap().impossible.unwrap();
    assert_eq!((days.weekdays, days.dates), (vec![DayOfWeek::Friday], Vec::new()));
    let wrong = [("key", "days-2"), ("day-friday", "true"), ("date-0", "soon")];
    let (_, page) = harness.through(&action, &desk, &wrong).await;
    let page = Html::parse_document(std::str::from_utf8(&page.body).unwrap());
    assert_eq!((all(&page, ".notice-bad").len(), all(&page, "input[name=day-friday][checked]").len()), (1, 1));
    assert_eq!(attribute(&page, "form#cannot", "action"), action);

    // The desk's page is the desk's.
    let patient = harness.cookie(Role::Patient).await;
    let before = harness.seq();
    let reply = harness
        .send(request("post", &action, Some(&patient.token), format!("key=days-3&csrf={}", patient.account.csrf)))
        .await;
    assert_eq!((reply.status, harness.seq()), (StatusCode::SEE_OTHER, before));
    assert!(!reply.header(header::LOCATION).contains("done"), "{}", reply.header(header::LOCATION));
    // None of them: any day is possible again.
    let (to, _) = harness.through(&action, &desk, &[("key", "days-3")]).await;
    assert!(to.contains("desk-done-days"), "{to}");
    assert!(noted().await.unwrap().impossible.unwrap().is_empty());
    let elsewhere = Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..desk.account.actor.clone() };
    let seen = harness.hospital.listed_visit(&elsewhere, appointment).await.unwrap();
    assert_eq!(seen.impossible, None);
}
