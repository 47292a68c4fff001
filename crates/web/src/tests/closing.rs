//! A closure on the pages: the administration's preview and button, the patient's answer, and the desk's list.
//!
//! Tomorrow's session, 09:00–10:00, has three windows of two seats. The patient of the login and two others are in it; the day
//! after there is one window with two seats, so one of the three has to be phoned.

use super::{
    authorization::request,
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::{
    locale::{Locale, Localizer},
    ui::checks,
};
use axum::http::{StatusCode, header};
use hospital::{Answer, accounts::Opened, usecase};
use model::{
    Label,
    actor::Role,
    id::{AppointmentId, SessionId, SlotId},
    message::Message,
    scheduling::Channel,
    time::{MinuteOfDay, Zone},
};
use scraper::{Html, Selector};

struct Closing {
    harness: Harness,
    session: SessionId,
    visits: Vec<AppointmentId>,
    first: SlotId,
    admin: Opened,
}

fn chinese() -> Localizer {
    Localizer::new(Locale::Chinese, Zone::SHANGHAI)
}

async fn closing() -> Closing {
    let harness = Harness::new().await;
    let room = |name: &str| Label::new(name, name);
    let hour = (MinuteOfDay(540), MinuteOfDay(600));
    let (session, slots) = harness.publish(room("5"), today().plus_days(1), hour, 2).await;
    let short = (MinuteOfDay(540), MinuteOfDay(560));
    harness.publish(room("5"), today().plus_days(2), short, 2).await;
    let book = |slot, patient| {
        hospital::Request::Book(usecase::Book { slot, patient, channel: Channel::Online, impossible: None })
    };
    let Answer::Booked { appointment, .. } = harness.system(book(slots[2], harness.patient)).await else { panic!() };
    let mut visits = vec![appointment];
    for slot in [slots[0], slots[1]] {
        let person = harness.person_named("林晓雨").await;
        let Answer::Booked { appointment, .. } = harness.system(book(slot, person)).await else { panic!() };
        visits.push(appointment);
    }
    let admin = harness.cookie(Role::Admin).await;
    Closing { harness, session, visits, first: slots[0], admin }
}

impl Closing {
    async fn page(&self, role: Role, path: &str) -> Html {
        let token = self.harness.cookie(role).await.token;
        let reply = self.harness.send(request("get", path, Some(&token), String::new())).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        checks::sound(std::str::from_utf8(&reply.body).unwrap())
    }

    fn address(&self) -> String {
        format!("/admin/sessions/{}/closure", self.session)
    }

    /// The preview's form as it is sent if nothing is changed.
    async fn form(&self) -> Vec<(String, String)> {
        let page = self.page(Role::Admin, &self.address()).await;
        let form = all(&page, "form#close")[0];
        let mut fields = Vec::new();
        for input in form.select(&Selector::parse("input").unwrap()) {
            let of = |name| input.value().attr(name).unwrap_or_default().to_owned();
            fields.push((of("name"), of("value")));
        }
        for select in form.select(&Selector::parse("select").unwrap()) {
            let chosen = select.select(&Selector::parse("option[selected]").unwrap()).next();
            let first = || select.select(&Selector::parse("option").unwrap()).next().unwrap();
            let value = chosen.unwrap_or_else(first).value().attr("value").unwrap();
            fields.push((select.value().attr("name").unwrap().to_owned(), value.to_owned()));
        }
        fields.retain(|(name, _)| name != "csrf");
        fields
    }

    async fn send(&self, fields: &[(String, String)]) -> (String, Html) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = format!("/admin/sessions/{}/close", self.session);
        let (to, reply) = self.harness.through(&path, &self.admin, &fields).await;
        assert_eq!(reply.status, StatusCode::OK);
        (to, checks::sound(std::str::from_utf8(&reply.body).unwrap()))
    }

    async fn close(&self) -> Html {
        let (to, page) = self.send(&self.form().await).await;
        assert!(to.ends_with("done=closure-done-closed"), "{to}: {}", words(page.root_element()));
        page
    }
}

#[tokio::test]
async fn the_preview_says_who_is_affected_and_the_button_does_what_it_says() {
    let one = closing().await;
    let t = chinese();
    let week = format!("/admin/schedule?session={}&week={}", one.session, today().plus_days(1));
    let schedule = one.page(Role::Admin, &week).await;
    let way = format!("a[href=\"{}\"]", one.address());
    assert_eq!(all(&schedule, &way).len(), 1, "the schedule leads here instead of a button that is refused");

    let page = one.page(Role::Admin, &one.address()).await;
    let text = words(page.root_element());
    assert!(text.contains(&t.say(&Message::new("closure-affected").with("count", 3i64))), "{text}");
    assert!(text.contains("林*雨") && !text.contains("林晓雨"), "{text}");
    let button = words(all(&page, "#close button")[0]);
    let says = Message::new("closure-button").with("placed", "2").with("phone", "1");
    assert_eq!(button, t.say(&says));
    assert_eq!(all(&page, "#close select[name^='to.']").len(), 3);
    // The message that is read, with the deadline: today at 18:00, more than half a day before.
    let message = words(all(&page, ".closure-message")[0]);
    assert!(message.contains("18:00") && message.contains(&t.text("closure-silence-keep-told")), "{message}");

    let closed = one.close().await;
    let notice = words(all(&closed, ".notice")[0]);
    assert!(notice.contains(&t.text("closure-done-closed")), "{notice}");
    assert!(all(&closed, "#close").is_empty());
    assert_eq!(all(&closed, "form[action$='/undo-closure']").len(), 1);
    let chips: Vec<String> = all(&closed, "tbody .tag").into_iter().map(words).collect();
    assert_eq!(chips.iter().filter(|chip| **chip == t.text("closure-state-proposed")).count(), 2, "{chips:?}");
    let schedule = one.page(Role::Admin, &week).await;
    assert!(words(all(&schedule, ".session.is-chosen")[0]).contains(&t.text("closure-closed")));
}

#[tokio::test]
async fn what_is_refused_is_said_and_nothing_is_done() {
    let one = closing().await;
    let t = chinese();
    let good = one.form().await;
    let with = |name: &str, value: &str| {
        let mut fields = good.clone();
        fields.iter_mut().filter(|(of, _)| of == name).for_each(|field| value.clone_into(&mut field.1));
        fields
    };
    let before = one.harness.seq();
    let row = format!("to.{}", one.visits[1]);
    for (number, (name, value)) in
        [("deadline", "2026-11-26T07:00"), ("deadline", "2026-11-27T09:01"), ("deadline", "x"), ("silence", "maybe")]
            .into_iter()
            .chain([(row.as_str(), "x"), (row.as_str(), one.harness.slots[0].to_string().as_str())])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .enumerate()
    {
        let mut fields = with(&name, &value);
        fields.iter_mut().filter(|(of, _)| of == "key").for_each(|field| field.1 = format!("wrong-{number}"));
        let (_, page) = one.send(&fields).await;
        assert_eq!(all(&page, ".notice-bad").len(), 1, "{name} {value}");
    }
    // Somebody books after the preview.
    one.harness.book(one.first).await;
    let before_last = one.harness.seq();
    let (_, page) = one.send(&good).await;
    let notice = words(all(&page, ".notice-bad")[0]);
    let refusal = model::message::Refusal::new("closure-changed").with("added", 1i64).with("gone", 0i64);
    assert!(notice.contains(t.refusal(&refusal).split('。').next().unwrap()), "{notice}");
    assert_eq!((before_last > before, one.harness.seq()), (true, before_last), "only the booking");
}

#[tokio::test]
async fn a_patient_accepts_what_is_kept_chooses_another_time_or_gives_it_up() {
    for locale in Locale::ALL {
        let one = closing().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        one.close().await;
        let phone = Phone::new(&one.harness, locale, false).await;
        let home = phone.page("/").await;
        let entry = all(&home, "a.entry.is-urgent")[0];
        assert!(words(entry).contains(&t.text("rebooking-answer")), "{}", words(entry));
        let address = entry.value().attr("href").unwrap().to_owned();
        let page = phone.page(&address).await;
        let visit = one.visits[0];
        assert!(words(page.root_element()).contains(&t.text("rebooking-head")));
        // Each way leads somewhere.
        for path in [attribute(&page, "a[href*='moving=']", "href"), attribute(&page, "a[href$='/cancel']", "href")] {
            phone.page(&path).await;
        }
        let slot = attribute(&page, "form[action$='/rebooking/accept'] input[name='slot']", "value");
        let accepted = phone.submit(&page, &format!("form[action='/visits/{visit}/rebooking/accept']")).await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER);
        let page = phone.page(accepted.header(header::LOCATION)).await;
        let text = words(page.root_element());
        assert!(text.contains(&t.text("rebooking-done-accepted")), "{text}");
        assert!(!text.contains(&t.text("rebooking-head")) && text.contains("09:00"), "{text}");
        // Sent again, it is what it was.
        let fields = [("key", "again"), ("slot", slot.as_str())];
        let again = phone.post(&format!("/visits/{visit}/rebooking/accept"), &fields).await;
        let page = phone.page(again.header(header::LOCATION)).await;
        assert_eq!(all(&page, ".notice-bad").len(), 1);
        // The closure is taken back: the patient is asked again.
        let path = format!("/admin/sessions/{}/undo-closure", one.session);
        let (to, reply) = one.harness.through(&path, &one.admin, &[("key", "undo"), ("reason", "mistake")]).await;
        assert_eq!(reply.status, StatusCode::OK, "{to}");
        let page = phone.page(&address).await;
        assert!(words(page.root_element()).contains(&t.text("rebooking-head-back")));
        let declined = phone.submit(&page, &format!("form[action='/visits/{visit}/rebooking/decline']")).await;
        let page = phone.page(declined.header(header::LOCATION)).await;
        assert!(!words(page.root_element()).contains(&t.text("rebooking-head-back")));
    }
}

#[tokio::test]
async fn the_desk_sees_whom_to_phone_and_moves_them() {
    let one = closing().await;
    let t = chinese();
    one.close().await;
    let desk = one.page(Role::Desk, "/desk").await;
    assert_eq!(all(&desk, "a[href='/desk/to-phone']").len(), 1);
    let list = one.page(Role::Desk, "/desk/to-phone").await;
    let rows: Vec<_> = all(&list, "tbody a");
    assert_eq!(rows.iter().map(|row| words(*row)).collect::<Vec<_>>(), ["林*雨"]);
    let contact = one.page(Role::Desk, rows[0].value().attr("href").unwrap()).await;
    let text = words(contact.root_element());
    assert!(text.contains("林晓雨") && text.replace(' ', "").contains("13800000000"), "{text}");
    let change = attribute(&contact, "a.button-primary", "href");
    one.page(Role::Desk, &change).await;
    // The first window of tomorrow lost most: 1,440 minutes until the next seat of the clinician.
    assert!(change.ends_with(&one.visits[1].to_string()), "{change}");
    let fields = [("key", "cancel"), ("reason", "patient_wish")];
    one.harness.through(&format!("{change}/cancel"), &one.harness.cookie(Role::Desk).await, &fields).await;
    let list = one.page(Role::Desk, "/desk/to-phone").await;
    assert!(words(list.root_element()).contains(&t.text("to-phone-none")));
}
