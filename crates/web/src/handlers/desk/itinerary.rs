//! Several things in one go for whoever is opened at the desk: planned, booked as one, printed, and cancelled as one.

use super::{place::Place, unreached::Nothing};
use crate::{
    handlers::orders::{self, Changes, DoneQuery, OrderForm, Whose},
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        itinerary::{
            ask::{Ask, At},
            plan,
        },
        parts::{Link, Notice},
        words,
    },
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, usecase,
    view::{BookedItinerary, VisitState, VisitSummary},
};
use model::{
    id::{ItineraryId, PersonId},
    message::Message,
    scheduling::{Channel, ReasonCode},
};

const DONE: [&str; 4] =
    ["itinerary-done-booked", "itinerary-done-moved", "itinerary-done-cancelled", "itinerary-done-cancelled-partly"];

/// Where an itinerary that was booked is shown.
fn page_of(person: PersonId, itinerary: ItineraryId) -> String {
    format!("{}/{itinerary}", At::Desk(person).page())
}

/// Whose it is, as the desk sees them; only who stands at a desk does this here.
async fn whose(staff: &Member, person: PersonId) -> Result<Whose, Failure> {
    let t = &staff.t;
    staff.hospital.may_ever(&staff.actor, Action::CheckIn)?;
    let card = staff.hospital.desk_person(&staff.actor, person).await?.patient;
    Ok(Whose {
        title: "desk-way-itinerary",
        head: format!("{} {}", words::full_name(t, &card), words::person(t, &card)),
        back: Link { href: Place::default().opening(person, None).href(), words: t.text("desk-back"), current: false },
        booked: Vec::new(),
        moved: Vec::new(),
    })
}

/// What the person has already, each with its page.
async fn with_booked(staff: &Member, person: PersonId) -> Result<Whose, Failure> {
    let whose = whose(staff, person).await?;
    let all = staff.hospital.booked_itineraries(&staff.actor, person).await?;
    Ok(Whose { booked: all.iter().map(|one| link(&staff.t, person, one)).collect(), ..whose })
}

fn link(t: &Localizer, person: PersonId, one: &BookedItinerary) -> Link {
    let first = one.visits.first().map(|visit| visit.date);
    let is_one_day = one.visits.iter().all(|visit| Some(visit.date) == first);
    let words = Message::new(if is_one_day { "itinerary-day" } else { "itinerary-days" })
        .with("day", first.map(|date| t.day(date)).unwrap_or_default())
        .with("count", one.visits.len() as i64);
    Link { href: page_of(person, one.itinerary), words: t.say(&words), current: false }
}

/// The same while an itinerary is moved: what is given up is named, and the way back leads to it.
fn moving(t: &Localizer, whose: Whose, booked: &BookedItinerary) -> Whose {
    let and = t.text("itinerary-and");
    let line = |day: plan::Day| {
        let stops: Vec<String> = day.stops.iter().map(|stop| format!("{} {}", stop.window, stop.name)).collect();
        format!("{} · {}", day.head, stops.join(&and))
    };
    Whose {
        title: "itinerary-move-title",
        back: Link {
            href: page_of(booked.patient.person, booked.itinerary),
            words: t.text("order-back-to-booked"),
            current: false,
        },
        booked: Vec::new(),
        moved: plan::booked(t, &given_up(booked)).into_iter().map(line).collect(),
        ..whose
    }
}

/// What of it is given up when it is moved: what has begun, or is asked about by itself, stays.
fn given_up(booked: &BookedItinerary) -> BookedItinerary {
    let is_open = |visit: &&VisitSummary| visit.state == VisitState::Booked;
    BookedItinerary { visits: booked.visits.iter().filter(is_open).cloned().collect(), ..booked.clone() }
}

/// Where all of it is planned again while what is booked is kept.
fn again(person: PersonId, booked: &BookedItinerary) -> String {
    let open = given_up(booked);
    let parts: Vec<_> = open.visits.iter().filter_map(|visit| Some((visit, visit.itinerary.as_ref()?))).collect();
    Ask::moving((At::Desk(person), person), booked.itinerary, &parts).href()
}

pub(super) async fn show(
    mut staff: Member,
    Path(person): Path<PersonId>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let notice = staff.said(None);
    let whose = match with_booked(&staff, person).await {
        Ok(whose) => whose,
        Err(failure) => return staff.cannot(&failure),
    };
    let ask = Ask::read(pairs, At::Desk(person), Some(person));
    let Some(itinerary) = ask.instead else { return orders::page(&staff, whose, &ask, notice).await };
    match staff.hospital.booked_itinerary(&staff.actor, (person, None), itinerary).await {
        Ok(booked) if booked.can_move => {
            let whose = moving(&staff.t, whose, &booked);
            orders::page(&staff, whose, &ask, notice).await
        }
        // What cannot be moved (any more, or from this desk) is shown as it stands.
        Ok(booked) => done_page(&staff, person, whose, &booked, notice),
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn book(staff: Member, Path(person): Path<PersonId>, post: Post<OrderForm>) -> Response {
    match staff.hospital.may_ever(&staff.actor, Action::CheckIn) {
        Ok(()) => orders::book(&staff, &post.key, post.form, (At::Desk(person), person, Channel::OnSite)).await,
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn done(
    mut staff: Member,
    Path((person, itinerary)): Path<(PersonId, ItineraryId)>,
    Query(query): Query<DoneQuery>,
) -> Response {
    let notice = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(notice);
    let whose = match whose(&staff, person).await {
        Ok(whose) => whose,
        Err(failure) => return staff.cannot(&failure),
    };
    match staff.hospital.booked_itinerary(&staff.actor, (person, None), itinerary).await {
        Ok(booked) => done_page(&staff, person, whose, &booked, notice),
        Err(failure) => staff.cannot(&failure),
    }
}

/// What is booked, with where it is moved and cancelled.
fn done_page(
    staff: &Member,
    person: PersonId,
    whose: Whose,
    booked: &BookedItinerary,
    notice: Option<Notice>,
) -> Response {
    let changes = Changes {
        again: Some(again(person, booked)),
        cancel: Some(format!("{}/cancel", page_of(person, booked.itinerary))),
    };
    orders::done(staff, whose, booked, (notice, changes))
}

pub(super) async fn cancel(
    staff: Member,
    Path((person, itinerary)): Path<(PersonId, ItineraryId)>,
    post: Post<Nothing>,
) -> Response {
    let request = usecase::CancelItinerary { itinerary, reason: ReasonCode::PatientWish, text: None };
    let page = page_of(person, itinerary);
    match staff.execute(&post.key, request.into()).await {
        Ok(_) => {
            // What has begun stays, which nobody should take for cancelled.
            let booked = staff.hospital.booked_itinerary(&staff.actor, (person, None), itinerary).await;
            let is_left = booked.is_ok_and(|booked| !booked.visits.is_empty());
            let done = if is_left { "itinerary-done-cancelled-partly" } else { "itinerary-done-cancelled" };
            see(&format!("{page}?done={done}"))
        }
        Err(failure) => refused(&staff.t, &page, &failure).into_response(),
    }
}
