//! Messages on their pages: new until they are seen, in both languages, and what the desk sees of them.

use super::{
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::StatusCode;
use hospital::{
    Answer, Request,
    messages::{Gateway, NotSent, Outgoing, Sending, Settings},
    usecase,
};
use model::{
    actor::Role,
    id::AppointmentId,
    message::Message,
    scheduling::{Channel, ReasonCode},
    time::Zone,
};
use std::{sync::Arc, time::Duration};

/// The desk books tomorrow's first window for the patient of the login.
async fn booked(harness: &Harness) -> AppointmentId {
    let slot = harness.tomorrow().await[0];
    let book =
        Request::Book(usecase::Book { slot, patient: harness.patient, channel: Channel::OnSite, impossible: None });
    let Ok(Answer::Booked { appointment, .. }) = harness.execute(&harness.desk(), book).await else { panic!() };
    appointment
}

#[tokio::test]
async fn a_message_is_new_until_it_is_seen_and_leads_to_what_it_is_about() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI).on(harness.hospital.now());
        let phone = Phone::new(&harness, locale, false).await;
        assert_eq!(all(&phone.page("/").await, "#unread").len(), 0);
        assert_eq!(words(all(&phone.page("/messages").await, ".empty p")[0]), t.text("messages-none"));

        let appointment = booked(&harness).await;
        let cancel = usecase::Cancel { appointment, reason: ReasonCode::Hospital, text: None };
        harness.execute(&harness.desk(), cancel.into()).await.unwrap();
        harness.told().await;
        let home = phone.page("/").await;
        let unread = t.say(&Message::new("messages-home-unread").with("count", 2_u32));
        assert_eq!(words(all(&home, "#unread")[0]), unread);
        assert_eq!(attribute(&home, "#unread", "href"), "/messages");

        let page = phone.page("/messages").await;
        let said: Vec<String> = all(&page, ".message p:nth-of-type(2)").into_iter().map(words).collect();
        let day = t.day(today().plus_days(1));
        let wanted = match locale {
            Locale::Chinese => [
                format!("林示例：很抱歉，{day} 09:00–09:20 的就诊由医院取消，请另选时间。"),
                format!("林示例：已为您预约 {day} 09:00–09:20，5 诊室。不能来请提前取消。"),
            ],
            Locale::English => [
                format!(
                    "林示例: we are sorry, the hospital cancelled your appointment of {day} 09:00–09:20. Please choose \
                    another time."
                ),
                format!(
                    "林示例: an appointment was booked for you, {day} 09:00–09:20, Room 5. If you cannot come, please \
                    cancel it in time."
                ),
            ],
        };
        assert_eq!(said, wanted, "newest first");
        assert_eq!(all(&page, ".message .tag-ok").len(), 2);
        assert_eq!(phone.get(&attribute(&page, ".message a.button", "href")).await.status, StatusCode::OK);

        // They have been seen.
        assert_eq!(all(&phone.page("/").await, "#unread").len(), 0);
        let again = phone.page("/messages").await;
        assert_eq!((all(&again, ".message").len(), all(&again, ".message .tag-ok").len()), (2, 0));
    }
}

#[tokio::test]
async fn the_desk_sees_what_was_said_and_whether_it_was_sent() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let address = format!("/desk?person={}", harness.patient);
        assert_eq!(all(&desk.page(&address).await, ".messages li").len(), 0);
        booked(&harness).await;
        harness.told().await;
        let page = desk.page(&address).await;
        let lines: Vec<String> = all(&page, ".messages li").into_iter().map(words).collect();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].contains("林*例") && !lines[0].contains("林示例"), "{lines:?}");
        // The test's hospital has no gateway.
        assert_eq!(words(all(&page, ".messages li .tag")[0]), t.text("desk-message-in-app"));
        // Looking at it at the desk is not reading it.
        assert_eq!(harness.hospital.unread_messages(&harness.patient(harness.patient)).await.unwrap(), 1);
    }
}

/// Takes nothing.
#[derive(Debug)]
struct Refuses;

impl Gateway for Refuses {
    fn send<'a>(&'a self, _: &'a Outgoing) -> Sending<'a> {
        Box::pin(std::future::ready(Err(NotSent::Never)))
    }
}

#[tokio::test]
async fn the_desk_tells_whom_no_message_reached() {
    for locale in Locale::ALL {
        let every = Duration::from_millis(5);
        let harness = Harness::sending(Settings { every, ..Settings::through(Some(Arc::new(Refuses))) }).await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        assert_eq!(all(&desk.page("/desk").await, "a[href='/desk/unreached']").len(), 0);
        let none = words(desk.page("/desk/unreached").await.root_element());
        assert!(none.contains(&t.text("unreached-none")), "{none}");
        booked(&harness).await;
        for _ in 0..1000 {
            if harness.hospital.unreached_count(&harness.desk()).await.unwrap() > 0 {
                break;
            }
            tokio::time::sleep(every).await;
        }
        let link = t.say(&Message::new("unreached-link").with("count", 1_u32));
        assert_eq!(words(all(&desk.page("/desk").await, "a[href='/desk/unreached']")[0]), link);
        let page = desk.page("/desk/unreached").await;
        assert_eq!(words(all(&page, "tbody th a")[0]), "林*例");
        assert_eq!(words(all(&page, "tbody .tag-bad")[0]), t.text("desk-message-failed"));
        let person = attribute(&page, "tbody th a", "href");
        assert!(person.ends_with(&harness.patient.to_string()), "{person}");
        let said = desk.submit(&page, "form[action$='/told']").await;
        let page = desk.page(said.header(axum::http::header::LOCATION)).await;
        let done = words(page.root_element());
        assert!(done.contains(&t.text("unreached-done")) && done.contains(&t.text("unreached-none")), "{done}");
        let page = desk.page(&person).await;
        assert_eq!(words(all(&page, ".messages li .tag")[0]), t.text("desk-message-told"));
    }
}
