//! A window that is touched on the phone: held, changed, given up, run out.

use super::{
    harness::Harness,
    pages::{Phone, all, attribute, words},
};
use crate::locale::{Locale, Localizer};
use axum::http::header;
use chrono::Duration;
use model::time::Zone;
use scraper::Html;

/// A window is held, changed for another one, given up; and what another device holds meanwhile is refused with a way on.
#[tokio::test]
async fn a_window_that_is_touched_is_held_until_another_one_is() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let phone = Phone::new(&harness, locale, false).await;
        let slots = phone.page(&format!("/departments/{}", harness.department)).await;
        let first = phone.touch(&slots, "button.slot.is-free").await;
        // The list shows one less; another choice takes its place.
        let list = phone.page(&format!("/departments/{}", harness.department)).await;
        let last = all(&list, "button.slot.is-last").len();
        let second = phone.touch(&list, "button.slot.is-free").await;
        assert_ne!(first.header(header::LOCATION), second.header(header::LOCATION));
        let list = phone.page(&format!("/departments/{}", harness.department)).await;
        assert_eq!(all(&list, "button.slot.is-last").len(), last, "one seat is held, not two");
        let page = phone.page(first.header(header::LOCATION)).await;
        assert!(all(&page, "form#release").is_empty(), "the first is held no longer");
        // Kept for longer, then given up.
        let page = phone.page(second.header(header::LOCATION)).await;
        let longer = phone.touch(&page, "button[name='hold']").await;
        assert_eq!(longer.header(header::LOCATION), second.header(header::LOCATION));
        let given_up = phone.submit(&page, "form#release").await;
        assert!(given_up.header(header::LOCATION).starts_with("/departments/"));
        assert!(all(&phone.page("/").await, ".held-seat").is_empty());
        // Full meanwhile: the windows say so, and where to go on.
        let slot = harness.slots[3];
        harness.fill(slot).await;
        let body = format!("/departments/{}", harness.department);
        let refused = phone.touch(&slots, &format!("button.slot[value='{slot}']")).await;
        assert!(refused.header(header::LOCATION).starts_with(&body));
        let page = phone.page(refused.header(header::LOCATION)).await;
        assert_eq!(all(&page, ".thumb .notice-bad").len(), 1);
        assert!(!all(&page, ".thumb a.button").is_empty());
    }
}

/// The session of a window that is held is withdrawn while its confirmation is open, which leads to another window.
#[tokio::test]
async fn a_window_that_is_held_and_withdrawn_leads_to_another_one() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let gone = harness.tomorrow().await[0];
        let phone = Phone::new(&harness, locale, false).await;
        let page = phone.page(&format!("/book/{gone}?for={}", harness.patient)).await;
        phone.touch(&page, "button[name='hold']").await;
        harness.withdraw(gone).await;
        let refused = phone.submit(&page, "form.thumb").await;
        let page = phone.page(refused.header(header::LOCATION)).await;
        assert_eq!(all(&page, ".thumb [role=alert]").len(), 1);
        assert!(!all(&page, ".thumb a.button").is_empty());
    }
}

/// A hold that ran out while the page was open: the page says so, and the window can be held again or booked at once.
#[tokio::test]
async fn a_hold_that_ran_out_says_so_and_is_no_dead_end() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let list = format!("/departments/{}", harness.department);
        let slots = phone.page(&list).await;
        let held = phone.touch(&slots, "button.slot.is-free").await;
        let confirmation = held.header(header::LOCATION);
        assert_eq!(attribute(&phone.page(&list).await, "a#held", "href"), confirmation);
        harness.pass(Duration::minutes(5));
        let page = phone.page(confirmation).await;
        assert_eq!(words(all(&page, "#held")[0]), t.text("hold-none"));
        assert!(all(&page, "form#release").is_empty() && all(&phone.page(&list).await, "a#held").is_empty());
        assert!(all(&phone.page("/").await, ".held-seat").is_empty());
        // Held again, and given up by the choice of another device; then booked without being held.
        let again = phone.touch(&page, "button[name='hold']").await;
        assert_eq!(again.header(header::LOCATION), confirmation);
        let page = phone.page(confirmation).await;
        assert_eq!(all(&page, "form#release").len(), 1);
        phone.submit(&page, "form#release").await;
        let booked = phone.submit(&page, "form.thumb").await;
        assert!(booked.header(header::LOCATION).starts_with("/journeys/"), "{}", booked.header(header::LOCATION));
    }
}

/// The days that were typed on the page stay there when the seat is held for longer, and nothing is booked by that.
#[tokio::test]
async fn days_that_were_typed_stay_while_the_seat_is_held_for_longer() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let phone = Phone::new(&harness, locale, false).await;
        let slots = phone.page(&format!("/departments/{}", harness.department)).await;
        let held = phone.touch(&slots, "button.slot.is-free").await;
        let page = phone.page(held.header(header::LOCATION)).await;
        assert!(all(&page, "#confirm-days[open]").is_empty());
        let typed = |page: &Html, more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
            let inputs = all(page, "form#confirm input[name]:not([name='csrf'])").into_iter();
            let own = inputs.map(|input| ["name", "value"].map(|name| input.value().attr(name).unwrap().to_owned()));
            let own = own.map(|[name, value]| (name, value));
            own.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
        };
        let send = async |fields: Vec<(String, String)>| {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            phone.post("/book", &fields).await
        };
        let days = [("day-monday", "true"), ("date-0", "2026-12-24")];
        let longer = send(typed(&page, &[&days[..], &[("hold", "true")]].concat())).await;
        assert!(longer.header(header::LOCATION).starts_with("/book/"), "{}", longer.header(header::LOCATION));
        let again = phone.page(longer.header(header::LOCATION)).await;
        assert_eq!(all(&again, "#confirm-days[open] input[name='day-monday'][checked]").len(), 1);
        assert!(all(&again, "input[name='day-tuesday'][checked]").is_empty());
        assert_eq!(attribute(&again, "input[name='date-0']", "value"), "2026-12-24");
        assert!(all(&again, "[role=alert]").is_empty() && all(&again, "form#release").len() == 1);
        assert_ne!(attribute(&again, "#confirm [name=key]", "value"), attribute(&page, "#confirm [name=key]", "value"));
        let booked = send(typed(&again, &days)).await;
        assert!(booked.header(header::LOCATION).starts_with("/journeys/"), "{}", booked.header(header::LOCATION));
        let visit = phone.page(booked.header(header::LOCATION)).await;
        assert_eq!(all(&visit, "input[name='day-monday'][checked]").len(), 1);
    }
}
