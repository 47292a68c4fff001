//! The best chain, with one button that books all of it, or why there is none: the page on a phone.

use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        itinerary::{
            ask::Ask,
            plan::{Found, found},
        },
        page::Shell,
        parts::Notice,
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use hospital::view::ItineraryPlan;

/// The page.
#[derive(Template)]
#[template(path = "patient/itinerary-plan.html")]
struct PlanScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    title: String,
    notice: Option<Notice>,
    patient: String,
    found: Found,
}

pub(super) fn page(member: &Member, ask: &Ask, plan: &ItineraryPlan, said: Option<Notice>) -> Response {
    let t = &member.t;
    let mut found = found(t, &member.nonce, ask, plan);
    let screen = PlanScreen {
        t,
        shell: &member.shell,
        title: t.text(if ask.instead.is_some() { "itinerary-move-title" } else { "itinerary-title" }),
        notice: said.or(found.refused.take()),
        patient: plan.patient.name.full.clone(),
        found,
    };
    html(&screen, StatusCode::OK)
}
