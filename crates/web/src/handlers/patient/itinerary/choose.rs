//! What is to be done, in which order, and on which days it does not suit: the page on a phone.

use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        itinerary::{
            ask::Ask,
            choose::{Chooser, chooser},
        },
        page::Shell,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use hospital::{
    read,
    view::{FamilyMember, ServicesPage},
};

/// The page.
#[derive(Template)]
#[template(path = "patient/itinerary.html")]
struct ChooseScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    /// For whom it can be asked; nobody if what is booked for somebody is moved.
    family: Vec<Link>,
    chooser: Chooser,
}

pub(super) async fn page(member: &Member, ask: &Ask, services: &ServicesPage, said: Option<Notice>) -> Response {
    let t = &member.t;
    let people = match member.hospital.read(&member.actor, read::Departments {}).await {
        Ok(page) => page.family,
        Err(failure) => return member.cannot(&failure),
    };
    let link = |one: &FamilyMember| Link {
        href: Ask { patient: Some(one.person), is_plan: false, ..ask.clone() }.href(),
        words: one.name.full.clone(),
        current: Some(one.person) == ask.patient,
    };
    let screen = ChooseScreen {
        t,
        shell: &member.shell,
        notice: said,
        family: if ask.instead.is_some() { Vec::new() } else { people.iter().map(link).collect() },
        chooser: chooser(t, ask, services),
    };
    html(&screen, StatusCode::OK)
}
