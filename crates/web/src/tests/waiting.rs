//! The waiting list on its pages: joined, asked, answered, on a phone and at the desk; the lines for administrators.

use super::{
    harness::{Harness, Reply, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::{StatusCode, header};
use chrono::Duration;
use hospital::{Answer, fixture, read, usecase};
use model::{
    Label,
    actor::{Actor, Role},
    id::{AppointmentId, PersonId, SlotId},
    message::Message,
    scheduling::{Channel, Half, ReasonCode, RulesScope, Wish},
    time::{MinuteOfDay, Zone},
};
use scraper::Html;

/// Tomorrow's first hour of the clinician, one seat a window, is full. Whose the visits are does not matter.
async fn full(harness: &Harness) -> Vec<(SlotId, AppointmentId)> {
    let rules = fixture::rules_with_waitlist();
    harness.system(usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None }.into()).await;
    let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
    let (_, slots) = harness.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hour, 1).await;
    let mut all = Vec::new();
    for slot in slots {
        all.push((slot, harness.book(slot).await));
    }
    all
}

/// A seat is given back, and offered to whoever is next.
async fn given_back(harness: &Harness, (slot, appointment): (SlotId, AppointmentId)) {
    harness.system(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None }.into()).await;
    harness.system(usecase::PassOn { slot, seat: 0 }.into()).await;
}

/// Somebody new waits for tomorrow morning.
async fn somebody_waits(harness: &Harness) -> PersonId {
    let patient = harness.person().await;
    let wish = Wish { clinician: harness.clinician, date: today().plus_days(1), half: Half::Morning };
    let request = usecase::JoinWaitlist { patient, channel: Channel::OnSite, wishes: vec![wish] };
    let Answer::WaitlistJoined { .. } = harness.system(request.into()).await else { panic!() };
    patient
}

/// The page that a form led to.
async fn after(phone: &Phone<'_>, reply: &Reply) -> Html {
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    phone.page(reply.header(header::LOCATION)).await
}

fn said(page: &Html) -> String {
    words(all(page, ".notice")[0])
}

#[tokio::test]
async fn on_a_phone_one_joins_is_asked_and_accepts() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let visits = full(&harness).await;
        somebody_waits(&harness).await;
        let phone = Phone::new(&harness, locale, false).await;

        // From the full day to the list: what one can wait for, and the place that one would have.
        let day = today().plus_days(1);
        let slots = phone.page(&format!("/departments/{}?date={day}", harness.department)).await;
        let to_list = all(&slots, "a").into_iter().find(|link| words(*link) == t.text("wait-see")).unwrap();
        let address = to_list.value().attr("href").unwrap().to_owned();
        let list = phone.page(&address).await;
        let choices = all(&list, ".wait-half input");
        assert_eq!(choices.len(), 1, "one half-day is full; today's has seats");
        let place = |place: u32| t.say(&Message::new("wait-place").with("place", place));
        assert!(words(all(&list, "label.wait-half")[0]).contains(&place(2)));

        // Nothing chosen: said, and nothing happened.
        let key = attribute(&list, "form.wait-form input[name=key]", "value");
        let (department, patient) = (harness.department.to_string(), harness.patient.to_string());
        let empty = [("key", &*key), ("department", department.as_str()), ("patient", patient.as_str())];
        let before = harness.seq();
        let page = after(&phone, &phone.post("/waitlist", &empty).await).await;
        assert!(said(&page).contains(&t.text("refusal-wishes-missing")));
        assert_eq!(harness.seq(), before);

        // Joined once, however often the form is sent.
        let joined = phone.submit(&list, "form.wait-form").await;
        let again = phone.submit(&list, "form.wait-form").await;
        assert_eq!(joined.header(header::LOCATION), again.header(header::LOCATION));
        let mine = after(&phone, &joined).await;
        assert!(said(&mine).contains(&t.text("wait-done-joined")));
        assert_eq!(all(&mine, ".wait-entry").len(), 1);
        assert!(all(&mine, ".wait-offer").is_empty());
        // A second form for the same half-day is refused, with its reason.
        let key = format!("{key}.again");
        let field = attribute(&list, ".wait-half input", "name");
        let twice =
            [("key", &*key), ("department", department.as_str()), ("patient", patient.as_str()), (&*field, "on")];
        let refused = after(&phone, &phone.post("/waitlist", &twice).await).await;
        assert_eq!(all(&refused, ".notice-bad").len(), 1);
        assert_eq!(all(&phone.page("/waitlist").await, ".wait-entry").len(), 1);

        // The first who waits is asked first, then this one.
        given_back(&harness, visits[0]).await;
        assert!(all(&phone.page("/waitlist").await, ".wait-offer").is_empty());
        given_back(&harness, visits[1]).await;
        let home = phone.page("/").await;
        assert!(words(all(&home, "a.entry")[0]).contains(&t.text("wait-your-turn")), "it stands first");
        let mine = phone.page("/waitlist").await;
        let window =
            t.window(t.zone().instant(day, MinuteOfDay(9 * 60 + 20)), t.zone().instant(day, MinuteOfDay(9 * 60 + 40)));
        assert_eq!(words(all(&mine, ".wait-window .whole")[0]), window);
        assert_eq!(all(&mine, ".wait-offer form").len(), 3, "accept, let pass, more time");

        // More time once, then accepted: a visit like any other.
        let longer = after(&phone, &phone.submit(&mine, ".wait-offer form[action$='/extend']").await).await;
        assert_eq!(all(&longer, ".wait-offer form").len(), 2);
        harness.pass(Duration::minutes(150));
        let visit = after(&phone, &phone.submit(&longer, ".wait-offer form[action$='/accept']").await).await;
        assert_eq!(words(all(&visit, ".code-text")[0]).len(), 8);
        let over = phone.page("/waitlist").await;
        assert_eq!(all(&over, ".wait-entry form").len(), 0, "nothing is left to be done");
        assert!(words(all(&over, ".wait-entry")[0]).contains(&t.text("wait-ended-booked")));
        // The page that was left open is answered, not obeyed.
        let late = after(&phone, &phone.submit(&longer, ".wait-offer form[action$='/pass']").await).await;
        assert_eq!(all(&late, ".notice-bad").len(), 1);
    }
}

#[tokio::test]
async fn the_desk_joins_answers_and_leaves_for_somebody() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let visits = full(&harness).await;
        let person = harness.person().await;
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let opened = desk.page(&format!("/desk?person={person}")).await;
        let way = all(&opened, ".desk-ways a").into_iter().find(|way| words(*way) == t.text("desk-way-waitlist"));
        let address = way.unwrap().value().attr("href").unwrap().to_owned();
        let page = desk.page(&address).await;
        assert_eq!(all(&page, ".wait-half input").len(), 1);
        let joined = after(&desk, &desk.submit(&page, "form.wait-form").await).await;
        assert!(said(&joined).contains(&t.text("desk-done-wait-joined")));
        assert_eq!(all(&joined, ".wait-entry").len(), 1);
        // What is waited for can be changed, not to nothing.
        let change = desk.page(&attribute(&joined, ".wait-entry header a", "href")).await;
        assert_eq!(all(&change, ".wait-half input[checked]").len(), 1);
        let same = after(&desk, &desk.submit(&change, "form.wait-form").await).await;
        assert_eq!(all(&same, ".notice-bad").len(), 1);

        given_back(&harness, visits[2]).await;
        let asked = desk.page(&address).await;
        let passed = after(&desk, &desk.submit(&asked, ".wait-offer form[action$='/pass']").await).await;
        assert!(said(&passed).contains(&t.text("wait-done-passed")));
        assert!(all(&passed, ".wait-offer").is_empty());
        given_back(&harness, visits[0]).await;
        let asked = desk.page(&address).await;
        let accepted = after(&desk, &desk.submit(&asked, ".wait-offer form[action$='/accept']").await).await;
        assert!(said(&accepted).contains(&t.text("desk-done-wait-accepted")));
        let journeys = harness.hospital.read(&Actor::system(), read::Journeys { person: Some(person) }).await.unwrap();
        assert_eq!(journeys.journeys[0].visits[0].slot, visits[0].0);

        // Another one joins and leaves.
        let other = harness.person().await;
        let page = desk.page(&format!("/desk/persons/{other}/waitlist")).await;
        let joined = after(&desk, &desk.submit(&page, "form.wait-form").await).await;
        let left = after(&desk, &desk.submit(&joined, ".wait-entry form[action$='/leave']").await).await;
        assert!(said(&left).contains(&t.text("desk-done-wait-left")));
        // Nobody is found under another person's address.
        let entry = attribute(&joined, ".wait-entry header a", "href");
        let elsewhere = entry.replace(&other.to_string(), &person.to_string());
        assert_eq!(desk.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn administrators_see_the_lines_and_no_names() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let admin = Phone::of(&harness, Role::Admin, locale, false).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let without = admin.page("/admin/waitlist").await;
        assert_eq!(words(all(&without, ".empty")[0]), t.text("refusal-no-waitlist"));
        let visits = full(&harness).await;
        for _ in 0..3 {
            somebody_waits(&harness).await;
        }
        given_back(&harness, visits[1]).await;
        harness
            .system(usecase::Cancel { appointment: visits[2].1, reason: ReasonCode::PatientWish, text: None }.into())
            .await;
        let page = admin.page("/admin/waitlist").await;
        let cells: Vec<String> = all(&page, "tbody td.num").into_iter().map(words).collect();
        // Full but for a seat that is offered and one that is kept; the one who is asked waits too.
        assert_eq!(cells, ["0 / 3", "3", "1", "1"]);
        let link = attribute(&page, "tbody a", "href");
        assert_eq!(admin.get(&link).await.status, StatusCode::OK);
    }
}
