//! Reception (导诊台): today's list, one field that takes a scan or typing and finds out which it is, one person opened
//! beside them, and a page for each thing that the desk does for a person.

mod appeals;
mod book;
mod change;
mod check_in;
mod correct;
mod days;
pub(crate) mod displaced;
mod draws;
mod end;
mod family;
mod itinerary;
pub(crate) mod list;
mod login;
mod merge;
mod opened;
mod place;
pub(crate) mod register;
mod scan;
mod show;
mod transfer;
mod unreached;
mod waitlist;

#[cfg(test)]
mod tests;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The desk's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/desk", get(show::show))
        .route("/desk/scan", post(scan::scan))
        .route("/desk/persons", post(register::register))
        .route("/desk/unidentified", get(register::ask_unidentified).post(register::unidentified))
        .route("/desk/persons/{person}/newborn", get(register::ask_newborn).post(register::newborn))
        .route("/desk/persons/{person}/book", post(book::book))
        .route("/desk/persons/{person}/correct", get(correct::show).post(correct::correct))
        .route("/desk/persons/{person}/merge/{other}", get(merge::show))
        .route("/desk/persons/{person}/merge", post(merge::merge))
        .route("/desk/persons/{person}/undo-merge", post(merge::undo))
        .route("/desk/persons/{person}/family/{other}", get(family::show))
        .route("/desk/persons/{person}/family", post(family::link))
        .route("/desk/persons/{person}/login", get(login::show).post(login::make))
        .route("/desk/persons/{person}/draws", get(draws::show))
        .route("/desk/persons/{person}/draws/{draw}/join", post(draws::join))
        .route("/desk/persons/{person}/draws/{draw}/prolong", post(draws::prolong))
        .route("/desk/persons/{person}/entrants/{entrant}/leave", post(draws::leave))
        .route("/desk/persons/{person}/itinerary", get(itinerary::show).post(itinerary::book))
        .route("/desk/persons/{person}/itinerary/{itinerary}", get(itinerary::done))
        .route("/desk/persons/{person}/itinerary/{itinerary}/cancel", post(itinerary::cancel))
        .route("/desk/persons/{person}/waitlist", get(waitlist::show).post(waitlist::join))
        .route("/desk/persons/{person}/waitlist/{entry}/change", get(waitlist::ask_change).post(waitlist::change))
        .route("/desk/persons/{person}/waitlist/{entry}/accept", post(waitlist::accept))
        .route("/desk/persons/{person}/waitlist/{entry}/pass", post(waitlist::pass))
        .route("/desk/persons/{person}/waitlist/{entry}/extend", post(waitlist::extend))
        .route("/desk/persons/{person}/waitlist/{entry}/leave", post(waitlist::leave))
        .route("/desk/appointments/{appointment}", get(change::show))
        .route("/desk/appointments/{appointment}/cancel", post(change::cancel))
        .route("/desk/appointments/{appointment}/move", post(change::move_to))
        .route("/desk/appointments/{appointment}/impossible-days", post(days::change))
        .route("/desk/appointments/{appointment}/transfer", post(transfer::send_on))
        .route("/desk/appointments/{appointment}/undo-transfer", post(transfer::undo))
        .route("/desk/appointments/{appointment}/check-in", post(check_in::check_in))
        .route("/desk/appointments/{appointment}/undo-check-in", post(check_in::undo_check_in))
        .route("/desk/appointments/{appointment}/return", post(check_in::back))
        .route("/desk/appointments/{appointment}/undo-return", post(check_in::undo_back))
        .route("/desk/appointments/{appointment}/undo-missed", post(check_in::undo_missed))
        .route("/desk/appointments/{appointment}/undo-cancel", post(check_in::undo_cancel))
        .route("/desk/to-phone", get(displaced::list))
        .route("/desk/displaced/{appointment}", get(displaced::show))
        .route("/desk/appeals", get(appeals::list))
        .route("/desk/appeals/{appointment}", get(appeals::show))
        .route("/desk/appeals/{appointment}/excuse", post(appeals::excuse))
        .route("/desk/appeals/{appointment}/decline", post(appeals::decline))
        .route("/desk/appeals/{appointment}/undo", post(appeals::undo))
        .route("/desk/unreached", get(unreached::list))
        .route("/desk/unreached/{message}/told", post(unreached::told))
        .route("/desk/unreached/{message}/untold", post(unreached::untold))
        .route("/desk/sessions/{session}/end", post(end::end))
        .route("/desk/sessions/{session}/room", post(end::change_room))
        .route("/desk/sessions/{session}/pause", post(end::pause))
        .route("/desk/sessions/{session}/resume", post(end::resume))
        .route("/desk/sessions/{session}/undo-end", post(end::undo_end))
}
