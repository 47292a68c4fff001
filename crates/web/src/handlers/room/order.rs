//! Tests for the patient in the room (开检查单): chosen, planned over all departments, booked as one, and printed.

use crate::{
    handlers::orders::{self, Changes, DoneQuery, OrderForm, Whose},
    session::{Member, Post},
    ui::{
        act,
        itinerary::ask::{Ask, At, InTheRoom},
        parts::Link,
        words,
    },
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use hospital::{Action, Failure, view::ListedVisit};
use model::{
    id::{AppointmentId, ItineraryId},
    scheduling::Channel,
};

const DONE: [&str; 1] = ["itinerary-done-booked"];

/// The visit during which it is ordered, as whoever holds consultations sees it.
async fn visit(staff: &Member, appointment: AppointmentId) -> Result<ListedVisit, Failure> {
    staff.hospital.may_ever(&staff.actor, Action::ReadRoom)?;
    staff.hospital.listed_visit(&staff.actor, appointment).await
}

fn at(staff: &Member, visit: &ListedVisit) -> At {
    At::Room(InTheRoom {
        visit: visit.appointment,
        department: visit.department.department,
        clinician: staff.actor.clinician,
    })
}

fn whose(staff: &Member, visit: &ListedVisit) -> Whose {
    let t = &staff.t;
    Whose {
        title: "room-tests",
        head: words::full_name(t, &visit.patient),
        back: Link {
            href: format!("/room?session={}", visit.session),
            words: t.text("room-next-back"),
            current: false,
        },
        booked: Vec::new(),
        moved: Vec::new(),
    }
}

pub(super) async fn page(
    mut staff: Member,
    Path(appointment): Path<AppointmentId>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let notice = staff.said(None);
    match visit(&staff, appointment).await {
        Ok(visit) => {
            let ask = Ask::read(pairs, at(&staff, &visit), Some(visit.patient.person));
            orders::page(&staff, whose(&staff, &visit), &ask, notice).await
        }
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn book(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<OrderForm>) -> Response {
    match visit(&staff, appointment).await {
        Ok(visit) => {
            let whom = (at(&staff, &visit), visit.patient.person, Channel::FollowUp);
            orders::book(&staff, &post.key, post.form, whom).await
        }
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn done(
    mut staff: Member,
    Path((appointment, itinerary)): Path<(AppointmentId, ItineraryId)>,
    Query(query): Query<DoneQuery>,
) -> Response {
    let notice = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(notice);
    let visit = match visit(&staff, appointment).await {
        Ok(visit) => visit,
        Err(failure) => return staff.cannot(&failure),
    };
    let whom = (visit.patient.person, Some(appointment));
    match staff.hospital.booked_itinerary(&staff.actor, whom, itinerary).await {
        Ok(booked) => orders::done(&staff, whose(&staff, &visit), &booked, (notice, Changes::default())),
        Err(failure) => staff.cannot(&failure),
    }
}
