//! Several things in one go: what is chosen, the best chain of windows or why there is none, and booking all of it.

mod cancel;
mod choose;
mod plan;
pub(super) mod trip;

pub(super) use cancel::{ask_cancel, cancel};

use crate::{
    handlers::orders::{Shown, shown},
    session::{Member, Post},
    ui::{
        act::{refused, see},
        itinerary::ask::{Ask, At, stops},
    },
};
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{Action, Failure, Request, usecase};
use model::{
    id::{ItineraryId, PersonId},
    scheduling::{Channel, ItineraryOrder},
};
use serde::Deserialize;

pub(super) async fn show(mut member: Member, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    let said = member.said(None);
    // Here it is for oneself and one's family; who books for others has pages for that at the desk and in the room.
    if let Err(failure) = member.hospital.may_ever(&member.actor, Action::HoldSeat) {
        return member.cannot(&failure);
    }
    let ask = Ask::read(pairs, At::Phone, member.actor.person);
    match shown(&member, &ask, said).await {
        Ok(Shown::Choose(services, notice)) => choose::page(&member, &ask, &services, notice).await,
        Ok(Shown::Plan(found, notice)) => plan::page(&member, &ask, &found, notice),
        Err(failure) => member.cannot(&failure),
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BookForm {
    patient: Option<PersonId>,
    /// Windows with their services, `id:code,id:code`.
    stops: String,
    order: ItineraryOrder,
    /// The itinerary that is given up for it.
    instead: Option<ItineraryId>,
    /// What was asked, as an address has it.
    asked: String,
}

pub(super) async fn book(member: Member, post: Post<BookForm>) -> Response {
    let BookForm { patient, stops: typed, order, instead, asked } = post.form;
    let (channel, stops) = (Channel::Online, stops(&typed));
    let request: Request = match (instead, patient.or(member.actor.person)) {
        (Some(itinerary), _) => usecase::MoveItinerary { itinerary, channel, stops, order }.into(),
        (None, Some(patient)) => usecase::BookItinerary { patient, channel, stops, order, visit: None }.into(),
        (None, None) => return member.cannot(&Failure::Denied),
    };
    let done = if instead.is_some() { "itinerary-done-moved" } else { "itinerary-done-booked" };
    match member.execute(&post.key, request).await {
        Ok(_) => see(&format!("/journeys?done={done}")),
        // The page plans again.
        Err(failure) => refused(&member.t, &At::Phone.back(&asked), &failure).into_response(),
    }
}
