//! What is to be done, in which order, and on which days it does not suit.

use super::ask::{Ask, VISIT, order_word};
use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        page::Shell,
        parts::{Choice, Link, Notice},
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use hospital::{
    read,
    view::{DepartmentRef, ServicesPage},
};
use model::{
    message::Message,
    scheduling::{ItineraryOrder, Service},
};

/// How many days can be ruled out.
const DAYS: i64 = 14;

/// The page.
#[derive(Template)]
#[template(path = "patient/itinerary.html")]
struct ChooseScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    /// For whom, as an address has it.
    patient: String,
    family: Vec<Link>,
    /// The itinerary that is moved.
    instead: String,
    sought: String,
    services: Vec<Offered>,
    /// Visits to departments that stay chosen.
    visits: Vec<String>,
    orders: Vec<Choice>,
    days: Vec<Choice>,
    same_day: bool,
}

/// A service to choose.
struct Offered {
    code: String,
    name: String,
    line: String,
    chosen: bool,
}

pub(super) async fn page(member: &Member, ask: &Ask, services: &ServicesPage, said: Option<Notice>) -> Response {
    let t = &member.t;
    let people = match member.hospital.read(&member.actor, read::Departments {}).await {
        Ok(page) => page.family,
        Err(failure) => return member.cannot(&failure),
    };
    let link = |one: &hospital::view::FamilyMember| Link {
        href: Ask { patient: Some(one.person), is_plan: false, ..ask.clone() }.href(),
        words: one.name.full.clone(),
        current: Some(one.person) == ask.patient,
    };
    let too_few = ask.is_plan && ask.services.len() < 2 && said.is_none();
    let few = || Notice { tone: "bad", head: t.text("itinerary-choose-two"), ..Notice::default() };
    let wanted = ask.sought.to_lowercase();
    let is_shown = |service: &&Service| {
        let words = format!("{} {}", service.name.zh, service.name.en).to_lowercase();
        ask.services.contains(&service.code) || words.contains(&wanted)
    };
    let today = t.zone().date(services.now);
    let days = (0..DAYS).map(|after| today.plus_days(after));
    let orders = [
        (ItineraryOrder::ResultsFirst, "itinerary-order-results"),
        (ItineraryOrder::Listed, "itinerary-order-listed"),
        (ItineraryOrder::Any, "itinerary-order-any"),
    ];
    let screen = ChooseScreen {
        t,
        shell: &member.shell,
        notice: if too_few { Some(few()) } else { said },
        patient: ask.patient.map(|id| id.to_string()).unwrap_or_default(),
        family: people.iter().map(link).collect(),
        instead: ask.instead.map(|id| id.to_string()).unwrap_or_default(),
        sought: ask.sought.clone(),
        services: services
            .services
            .iter()
            .filter(is_shown)
            .map(|service| offered(t, service, &services.departments, ask))
            .collect(),
        visits: ask.services.iter().filter(|word| word.starts_with(VISIT)).cloned().collect(),
        orders: orders
            .into_iter()
            .map(|(order, id)| Choice {
                value: order_word(order).to_owned(),
                words: t.text(id),
                chosen: order == ask.order,
            })
            .collect(),
        days: days
            .map(|day| Choice { value: day.to_string(), words: t.day(day), chosen: ask.impossible.contains(&day) })
            .collect(),
        same_day: ask.same_day,
    };
    html(&screen, StatusCode::OK)
}

fn offered(t: &Localizer, service: &Service, departments: &[DepartmentRef], ask: &Ask) -> Offered {
    let department = departments.iter().find(|one| one.department == service.department);
    let place = department.map(|one| format!("{} · {}", t.label(&one.name), t.label(&one.place)));
    let prepared = service.preparations.iter().map(|one| t.text(super::words::kind_id(one.kind)));
    let result = (service.result_minutes > 0).then(|| {
        let takes = super::words::duration(t, service.result_minutes.into());
        t.say(&Message::new("itinerary-result-after").with("takes", takes))
    });
    Offered {
        code: service.code.clone(),
        name: t.label(&service.name),
        line: place.into_iter().chain(prepared).chain(result).collect::<Vec<_>>().join(" · "),
        chosen: ask.services.contains(&service.code),
    }
}
