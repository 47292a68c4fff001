//! Links to a visit for others: what they show, and when they end.

use super::{
    harness::{Harness, Reply},
    pages::{Phone, all, attribute, sound, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::{StatusCode, header};
use hospital::{Answer, Request, usecase};
use model::{
    actor::Role,
    id::AppointmentId,
    scheduling::{Channel, ReasonCode},
    time::Zone,
};

async fn booked(harness: &Harness) -> AppointmentId {
    let slot = harness.tomorrow().await[0];
    let book =
        Request::Book(usecase::Book { slot, patient: harness.patient, channel: Channel::Online, impossible: None });
    let own = harness.patient(harness.patient);
    let Ok(Answer::Booked { appointment, .. }) = harness.execute(&own, book).await else { panic!() };
    appointment
}

/// Whoever has a link opens it, without a login.
async fn open(harness: &Harness, link: &str) -> Reply {
    harness.send(super::authorization::request("get", link, None, String::new())).await
}

/// What a stranger reads, whose browser asks for no language.
fn text(reply: &Reply) -> String {
    words(sound(reply, Locale::Chinese).root_element())
}

#[tokio::test]
async fn a_link_shows_what_was_chosen_and_ends_when_it_is_taken_back_or_the_visit_is_over() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI).on(harness.hospital.now());
        let phone = Phone::new(&harness, locale, false).await;
        let visit = booked(&harness).await;
        let address = format!("/visits/{visit}/share");
        let page = phone.page(&address).await;
        assert_eq!(all(&page, ".share-link").len(), 0);
        let made = phone.post(&address, &[("key", "bare")]).await;
        assert_eq!(made.header(header::LOCATION), address);
        let page = phone.page(&address).await;
        let bare = attribute(&page, ".share-link", "href");
        // `/s/` and 128 random bits.
        assert_eq!(bare.len(), 3 + 32, "{bare}");

        let seen = open(&harness, &bare).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.headers["x-robots-tag"], "noindex, nofollow");
        assert_eq!(seen.headers[header::REFERRER_POLICY], "no-referrer");
        let said = text(&seen);
        assert!(said.contains("林*例") && said.contains("09:00–09:20"), "{said}");
        for hidden in ["林示例", "心血管内科", "Cardiology", "5 诊室", "Room 5", "周远航", "138"] {
            assert!(!said.contains(hidden), "{hidden}: {said}");
        }
        // Asked for again, it is the same; with the department it is another, and the first one ends.
        let again = phone.post(&address, &[("key", "again")]).await;
        assert_eq!(attribute(&phone.page(again.header(header::LOCATION)).await, ".share-link", "href"), bare);
        phone.submit(&page, &format!("form[action='{address}']")).await;
        let page = phone.page(&address).await;
        let whole = attribute(&page, ".share-link", "href");
        assert_ne!(whole, bare);
        let (old, new) = (open(&harness, &bare).await, open(&harness, &whole).await);
        assert_eq!((old.status, new.status), (StatusCode::NOT_FOUND, StatusCode::OK));
        assert!(text(&old).contains("这个链接打不开了"));
        assert!(text(&new).contains("心血管内科") && !text(&new).contains("林示例"), "{}", text(&new));

        // Taken back.
        let ended = phone.submit(&page, &format!("form[action='/visits/{visit}/unshare']")).await;
        let page = phone.page(ended.header(header::LOCATION)).await;
        assert!(words(page.root_element()).contains(&t.text("share-ended")));
        assert_eq!(open(&harness, &whole).await.status, StatusCode::NOT_FOUND);

        // The visit is over; taken back, its link leads there again.
        phone.submit(&page, &format!("form[action='{address}']")).await;
        let link = attribute(&phone.page(&address).await, ".share-link", "href");
        let own = harness.patient(harness.patient);
        let cancel = usecase::Cancel { appointment: visit, reason: ReasonCode::PatientWish, text: None };
        harness.execute(&own, cancel.into()).await.unwrap();
        assert_eq!(open(&harness, &link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(phone.get(&address).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn nobody_shares_somebody_elses_visit_and_an_erased_person_is_shown_to_nobody() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let others = format!("/visits/{}/share", harness.others_visit);
    let own = harness.patient(harness.other);
    let token = harness.hospital.share(&own, harness.others_visit, true).await.unwrap().token;
    let tried = phone.post(&others, &[("key", "k"), ("whole", "1")]).await;
    assert_eq!(phone.get(&others).await.status, StatusCode::NOT_FOUND);
    let page = phone.get(tried.header(header::LOCATION)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(matches!(
        harness.hospital.unshare(&harness.patient(harness.patient), harness.others_visit).await,
        Err(hospital::Failure::Denied)
    ));
    let link = format!("/s/{token}");
    assert_eq!(open(&harness, &link).await.status, StatusCode::OK);
    for wrong in ["/s/", "/s/0", &format!("{link}0"), &link.to_uppercase().replace("/S/", "/s/")] {
        assert_eq!(open(&harness, wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // The desk cannot hand it out, and the page of the link needs no role.
    assert!(matches!(
        harness.hospital.share(&harness.desk(), harness.others_visit, true).await,
        Err(hospital::Failure::Denied)
    ));
    let nurse = Phone::of(&harness, Role::Nurse, Locale::Chinese, false).await;
    assert_eq!(nurse.get(&link).await.status, StatusCode::OK);
    // Nothing of it is left once the person is erased.
    let cancel = usecase::Cancel { appointment: harness.others_visit, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.desk(), cancel.into()).await.unwrap();
    assert_eq!(open(&harness, &link).await.status, StatusCode::NOT_FOUND);
    assert!(harness.journal.share_of(harness.others_visit).await.unwrap().is_some());
    let erase = Request::ErasePerson(usecase::ErasePerson { person: harness.other });
    harness.execute(&harness.admin(), erase).await.unwrap();
    assert_eq!(harness.journal.share_of(harness.others_visit).await.unwrap(), None);
}
