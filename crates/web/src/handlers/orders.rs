//! Several things in one go: what a question is answered with, on a phone, in the consulting room and at the desk; and
//! the pages that the room and the desk share, where it is done for somebody else.

use crate::{
    locale::Localizer,
    session::Member,
    ui::{
        act::{self, failed, refused, see},
        itinerary::{
            ask::{Ask, At, stops},
            choose::{Chooser, chooser},
            plan::{self, Day, Found, found},
        },
        page::Shell,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::response::{IntoResponse, Response};
use hospital::{
    Answer, Failure, Request,
    usecase::{BookItinerary, MoveItinerary},
    view::{BookedItinerary, ItineraryPlan, ServicesPage},
};
use model::{
    id::{ItineraryId, PersonId},
    scheduling::{Channel, ItineraryOrder},
};
use serde::Deserialize;

/// What a page shows, with what there is to say: what can be chosen, or what was found.
pub(super) enum Shown {
    Choose(ServicesPage, Option<Notice>),
    Plan(Box<ItineraryPlan>, Option<Notice>),
}

/// Looks for the best chain once all is chosen.
pub(super) async fn shown(member: &Member, ask: &Ask, said: Option<Notice>) -> Result<Shown, Failure> {
    let request = ask.request().filter(|_| ask.is_plan && ask.count() >= 2);
    let notice = match request {
        None => said.or_else(|| ask.is_plan.then(|| too_few(&member.t, ask.at))),
        Some(request) => match member.hospital.read(&member.actor, request).await {
            Ok(found) => return Ok(Shown::Plan(Box::new(found), said)),
            // What was chosen may not be there any more.
            Err(failure @ Failure::Refused(_)) => Some(said.unwrap_or_else(|| failed(&member.t, &failure))),
            Err(failure) => return Err(failure),
        },
    };
    Ok(Shown::Choose(member.hospital.services(&member.actor).await?, notice))
}

/// One thing alone is booked like any other visit.
fn too_few(t: &Localizer, at: At) -> Notice {
    let (head, single) = match at {
        At::Phone => ("itinerary-choose-two", None),
        At::Room(room) => ("order-choose-two", Some(at.single(room.department, None))),
        At::Desk(_) => ("order-choose-two", at.visits()),
    };
    let link = |href| Link { href, words: t.text("order-single"), current: false };
    let ways = single.into_iter().map(link).collect();
    Notice { tone: "bad", head: t.text(head), ways, ..Notice::default() }
}

/// For whom a page is, and where it leads back to.
pub(super) struct Whose {
    pub(super) title: &'static str,
    pub(super) head: String,
    pub(super) back: Link,
    /// What is booked of this kind already, each with its page.
    pub(super) booked: Vec<Link>,
    /// What is given up for it, a line for each day.
    pub(super) moved: Vec<String>,
}

/// Where what is booked can be changed, by whom that can be done.
#[derive(Default)]
pub(super) struct Changes {
    /// Where all of it is planned again.
    pub(super) again: Option<String>,
    /// Where all of it is cancelled.
    pub(super) cancel: Option<String>,
}

/// What can be chosen.
#[derive(Template)]
#[template(path = "staff/order.html")]
struct ChooseScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    whose: Whose,
    notice: Option<Notice>,
    chooser: Chooser,
}

/// What was found.
#[derive(Template)]
#[template(path = "staff/order-plan.html")]
struct PlanScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    whose: Whose,
    notice: Option<Notice>,
    found: Found,
}

/// What is booked: to be read out and printed.
#[derive(Template)]
#[template(path = "staff/order-done.html")]
struct DoneScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    whose: Whose,
    notice: Option<Notice>,
    days: Vec<Day>,
    lines: Vec<String>,
    changes: Changes,
}

/// The page of a question for somebody else.
pub(super) async fn page(staff: &Member, whose: Whose, ask: &Ask, said: Option<Notice>) -> Response {
    let (t, shell) = (&staff.t, &staff.shell);
    match shown(staff, ask, said).await {
        Ok(Shown::Choose(services, notice)) => {
            act::answer(&ChooseScreen { t, shell, whose, notice, chooser: chooser(t, ask, &services) })
        }
        Ok(Shown::Plan(plan, said)) => {
            let mut found = found(t, &staff.nonce, ask, &plan);
            let notice = said.or(found.refused.take());
            act::answer(&PlanScreen { t, shell, whose, notice, found })
        }
        Err(failure) => staff.cannot(&failure),
    }
}

/// What is booked, and what can be done with it.
pub(super) fn done(
    staff: &Member,
    whose: Whose,
    booked: &BookedItinerary,
    (notice, changes): (Option<Notice>, Changes),
) -> Response {
    let (t, shell, nonce) = (&staff.t, &staff.shell, staff.nonce.as_str());
    let changes = Changes {
        again: changes.again.filter(|_| booked.can_move),
        cancel: changes.cancel.filter(|_| booked.can_cancel),
    };
    let days = plan::booked(t, booked);
    let lines = if days.is_empty() { Vec::new() } else { vec![t.text("order-told")] };
    act::answer(&DoneScreen { t, shell, nonce, whose, notice, days, lines, changes })
}

/// What has just been done, as an address says it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DoneQuery {
    #[serde(default)]
    pub(super) done: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderForm {
    /// Windows with their services, `id:code,id:code`.
    stops: String,
    order: ItineraryOrder,
    /// The itinerary that is given up for it.
    instead: Option<ItineraryId>,
    /// What was asked, as an address has it.
    asked: String,
}

/// Books all of it, or moves it at the desk, and leads to what is booked; a refusal is shown by the page that plans again.
pub(super) async fn book(
    staff: &Member,
    key: &str,
    form: OrderForm,
    (at, patient, channel): (At, PersonId, Channel),
) -> Response {
    let visit = match at {
        At::Room(room) => Some(room.visit),
        At::Phone | At::Desk(_) => None,
    };
    let OrderForm { stops: typed, order, instead, asked } = form;
    let stops = stops(&typed);
    // A clinician orders something new, and moves nothing that is booked.
    let instead = instead.filter(|_| visit.is_none());
    let (request, done): (Request, _) = match instead {
        None => (BookItinerary { patient, channel, stops, order, visit }.into(), "itinerary-done-booked"),
        Some(itinerary) => {
            // Whoever the page is of is whose itinerary is moved.
            if let Err(failure) = staff.hospital.booked_itinerary(&staff.actor, (patient, None), itinerary).await {
                return staff.cannot(&failure);
            }
            (MoveItinerary { itinerary, channel, stops, order }.into(), "itinerary-done-moved")
        }
    };
    match staff.execute(key, request).await {
        Ok(Answer::ItineraryBooked { itinerary, .. }) => see(&format!("{}/{itinerary}?done={done}", at.page())),
        Ok(_) => see(&at.page()),
        Err(failure) => refused(&staff.t, &at.back(&asked), &failure).into_response(),
    }
}
