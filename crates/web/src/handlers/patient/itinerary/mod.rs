//! Several things in one go: what is chosen, the best chain of windows or why there is none, and booking all of it.

mod ask;
mod cancel;
mod choose;
mod conflict;
mod plan;
pub(super) mod trip;
mod words;

pub(super) use cancel::{ask_cancel, cancel};

use crate::{
    session::{Member, Post},
    ui::act::{refused, see},
};
use ask::{Ask, stops};
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{Action, Request, read, usecase};
use model::{
    id::{ItineraryId, PersonId},
    scheduling::{Channel, ItineraryOrder},
};
use serde::Deserialize;

pub(super) async fn show(mut member: Member, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    let said = member.said(None);
    if let Err(failure) = member.hospital.may_ever(&member.actor, Action::BookItinerary) {
        return member.cannot(&failure);
    }
    let ask = Ask::read(pairs, member.actor.person);
    let services = match member.hospital.services(&member.actor).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    if !ask.is_plan || ask.services.len() < 2 {
        return choose::page(&member, &ask, &services, said).await;
    }
    let Some(request) = ask.request() else { return choose::page(&member, &ask, &services, said).await };
    match member.hospital.read(&member.actor, request).await {
        Ok(found) => plan::page(&member, &ask, &found, said),
        // What was chosen may not be there any more.
        Err(failure @ hospital::Failure::Refused(_)) => {
            let failed = crate::ui::act::failed(&member.t, &failure);
            choose::page(&member, &ask, &services, Some(said.unwrap_or(failed))).await
        }
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
        (None, Some(patient)) => usecase::BookItinerary { patient, channel, stops, order }.into(),
        (None, None) => return member.cannot(&hospital::Failure::Denied),
    };
    let done = if instead.is_some() { "itinerary-done-moved" } else { "itinerary-done-booked" };
    match member.execute(&post.key, request).await {
        Ok(_) => see(&format!("/journeys?done={done}")),
        // The page plans again.
        Err(failure) => refused(&member.t, &ask::back(&asked), &failure).into_response(),
    }
}

/// The read that answers what is asked.
type Plan = read::PlanItinerary;
