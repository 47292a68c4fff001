//! A session that runs over midnight: its later windows are on the day after its own, and everybody is told that day.

use super::{
    harness::{Harness, today},
    pages::{Phone, all, attribute, words},
};
use crate::locale::Locale;
use axum::http::{StatusCode, header};
use model::{Label, actor::Role, time::MinuteOfDay};

/// Tomorrow is Friday, 27 November 2026: a night from 23:00 until 00:40.
#[tokio::test]
async fn a_window_after_midnight_is_told_with_its_own_day() {
    for (locale, short, day, wrong) in [
        (Locale::Chinese, "28日 00:20–00:40", "11月28日 周六", "11月27日 周五 00:20"),
        (Locale::English, "28 Nov 00:20–00:40", "Sat 28 Nov", "Fri 27 Nov 00:20"),
    ] {
        let harness = Harness::new().await;
        let night = (MinuteOfDay(1380), MinuteOfDay(1480));
        let date = today().plus_days(1);
        let (_, slots) = harness.publish(Label::new("5 诊室", "Room 5"), date, night, 2).await;
        let phone = Phone::new(&harness, locale, false).await;
        let list = format!("/departments/{}?date={date}&for={}", harness.department, harness.patient);
        let page = phone.page(&list).await;
        let offered: Vec<String> = all(&page, "button.slot").into_iter().map(words).collect();
        assert_eq!(offered.len(), 5);
        assert!(offered[0].starts_with("23:00–23:20") && offered[4].starts_with(short), "{offered:?}");

        let choice = phone.page(&format!("{list}&slot={}", slots[4])).await;
        let thumb = words(all(&choice, "form.thumb")[0]);
        assert!(thumb.contains(day) && thumb.contains("00:20–00:40"), "{thumb}");
        let booked = phone.submit(&choice, "form.thumb").await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER);
        let journey = phone.page(booked.header(header::LOCATION)).await;
        let told = words(journey.root_element());
        assert!(told.contains(&format!("{day} 00:20–00:40")) && !told.contains(wrong), "{told}");
        let home = words(phone.page("/journeys").await.root_element());
        assert!(home.contains(&format!("{day} 00:20–00:40")), "{home}");

        // Moving to the window before: what it was, what it would be.
        let moving = attribute(&journey, "a[href*='moving=']", "href");
        let moving = phone.page(&moving).await;
        assert!(words(moving.root_element()).contains(&format!("{day} 00:20–00:40")));
        let appointment = harness.book(slots[3]).await;
        let desk = Phone::of(&harness, Role::Desk, locale, false).await;
        let change = words(desk.page(&format!("/desk/appointments/{appointment}?date={date}")).await.root_element());
        assert!(change.contains(&format!("{day} 00:00–00:20")), "{change}");
        assert!(change.contains(short), "the windows beside it: {change}");
    }
}
