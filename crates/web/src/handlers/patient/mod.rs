//! The patient's phone: departments, windows, confirmation, the one journey.

pub(crate) mod parts;
pub(crate) mod slots;

mod address;
mod appeal;
mod book;
mod calendar;
mod change;
mod days;
mod draw;
mod draw_check;
pub(crate) mod draw_parts;
mod draws;
mod family;
mod here;
mod hold;
mod home;
mod itinerary;
mod journey;
mod messages;
mod rebooking;
mod share;
mod waitlist;
mod waits;
mod way;
mod words;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The patient's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(home::show))
        .route("/departments/{department}", get(slots::show))
        .route("/book/{slot}", get(book::confirm))
        .route("/book", post(book::book))
        .route("/hold", post(hold::place))
        .route("/hold/release", post(hold::release))
        .route("/departments/{department}/waitlist", get(waitlist::show))
        .route("/waitlist", get(waits::show).post(waitlist::join))
        .route("/waitlist/{entry}/change", get(waitlist::ask_change).post(waitlist::change))
        .route("/waitlist/{entry}/accept", post(waits::accept))
        .route("/waitlist/{entry}/pass", post(waits::pass))
        .route("/waitlist/{entry}/extend", post(waits::extend))
        .route("/waitlist/{entry}/leave", post(waits::leave))
        .route("/draws", get(draws::show))
        .route("/draws/{draw}", get(draw::show))
        .route("/draws/{draw}/join", post(draw::join))
        .route("/draws/{draw}/check", get(draw_check::show))
        .route("/draws/{draw}/record", get(draw_check::record))
        .route("/entrants/{entrant}/leave", post(draw::leave))
        .route("/family", get(family::show).post(family::ask))
        .route("/family/end", post(family::end))
        .route("/family/{id}/accept", post(family::accept))
        .route("/family/{id}/decline", post(family::decline))
        .route("/family/{id}/take-back", post(family::take_back))
        .route("/itinerary", get(itinerary::show).post(itinerary::book))
        .route("/itineraries/{itinerary}/cancel", get(itinerary::ask_cancel).post(itinerary::cancel))
        .route("/messages", get(messages::show))
        .route("/journeys", get(journey::list))
        .route("/journeys/{journey}", get(journey::show))
        .route("/visits/{appointment}/here", post(here::check_in))
        .route("/visits/{appointment}/rebooking/accept", post(rebooking::accept))
        .route("/visits/{appointment}/rebooking/decline", post(rebooking::decline))
        .route("/visits/{appointment}/cancel", get(change::ask_cancel).post(change::cancel))
        .route("/visits/{appointment}/calendar.ics", get(calendar::show))
        .route("/visits/{appointment}/share", get(share::show).post(share::share))
        .route("/visits/{appointment}/unshare", post(share::unshare))
        .route("/s/{token}", get(share::shared))
        .route("/visits/{appointment}/appeal", post(appeal::ask))
        .route("/visits/{appointment}/impossible-days", post(days::change))
        .route("/visits/{appointment}/undo-cancel", post(change::undo_cancel))
        .route("/visits/{appointment}/move/{slot}", get(change::ask_move).post(change::do_move))
}
