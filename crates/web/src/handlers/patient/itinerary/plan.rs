//! The best chain, with one button that books all of it; or why there is none.

use super::{
    ask::{Ask, order_word},
    conflict, words,
};
use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        page::Shell,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use hospital::view::{ItineraryPlan, PlanOutcome, PlanStep, PlannedChain, PlannedStop};
use model::message::Message;

/// The page.
#[derive(Template)]
#[template(path = "patient/itinerary-plan.html")]
struct PlanScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    title: String,
    notice: Option<Notice>,
    patient: String,
    days: Vec<Day>,
    /// Trips, stay, and how sure it is that nothing is better.
    lines: Vec<String>,
    conflict: Option<conflict::Words>,
    form: Option<Form>,
    /// What is chosen, to be changed.
    back: Link,
}

/// A day of the chain.
struct Day {
    head: String,
    stay: String,
    preparations: Vec<(String, String)>,
    stops: Vec<Step>,
}

struct Step {
    window: String,
    name: String,
    place: String,
    expected: String,
}

/// What books all of it.
struct Form {
    key: String,
    patient: String,
    stops: String,
    order: &'static str,
    instead: String,
    asked: String,
    button: String,
}

pub(super) fn page(member: &Member, ask: &Ask, plan: &ItineraryPlan, said: Option<Notice>) -> Response {
    let t = &member.t;
    let chain = match &plan.outcome {
        PlanOutcome::Chain(chain) => Some(chain),
        PlanOutcome::NoChain(_) | PlanOutcome::Unknown => None,
    };
    let refused = chain.and_then(|chain| chain.refusal.as_ref()).map(|refusal| Notice {
        tone: "bad",
        head: t.refusal(refusal),
        ways: vec![Link { href: "/journeys".to_owned(), words: t.text("patient-see-mine"), current: false }],
        ..Notice::default()
    });
    let can_book = chain.filter(|chain| chain.refusal.is_none());
    let screen = PlanScreen {
        t,
        shell: &member.shell,
        title: t.text(if ask.instead.is_some() { "itinerary-move-title" } else { "itinerary-title" }),
        notice: said.or(refused),
        patient: plan.patient.name.full.clone(),
        days: chain.map(|chain| days(t, plan, chain)).unwrap_or_default(),
        lines: lines(t, plan, chain),
        conflict: conflict::words(t, ask, plan),
        form: can_book.map(|chain| form(member, ask, plan, chain)),
        back: Link {
            href: Ask { is_plan: false, ..ask.clone() }.href(),
            words: t.text("itinerary-change-wishes"),
            current: false,
        },
    };
    html(&screen, StatusCode::OK)
}

fn days(t: &Localizer, plan: &ItineraryPlan, chain: &PlannedChain) -> Vec<Day> {
    let by_day = chain.stops.chunk_by(|one, other| one.date == other.date);
    by_day.map(|stops| day(t, plan, stops)).collect()
}

fn day(t: &Localizer, plan: &ItineraryPlan, stops: &[PlannedStop]) -> Day {
    let (from, until) = (stops.iter().map(|stop| stop.from).min(), stops.iter().map(|stop| stop.until).max());
    let minutes = from.zip(until).map_or(0, |(from, until)| (until - from).num_minutes());
    let date = stops.first().map(|stop| t.day(stop.date)).unwrap_or_default();
    let prepared = stops.iter().flat_map(|stop| stop.preparations.iter().map(|one| (one, stop.from)));
    Day {
        head: t.say(&Message::new("itinerary-day").with("day", date).with("count", stops.len() as i64)),
        stay: words::duration(t, u32::try_from(minutes).unwrap_or_default()),
        preparations: words::preparations(t, prepared),
        stops: stops.iter().map(|stop| step(t, plan, stop)).collect(),
    }
}

/// A step by its service, or as a visit to its department.
pub(super) fn step_name(t: &Localizer, step: &PlanStep) -> String {
    step.service.as_ref().map_or_else(|| t.label(&step.department.name), |service| t.label(&service.name))
}

fn step(t: &Localizer, plan: &ItineraryPlan, stop: &PlannedStop) -> Step {
    let asked = plan.steps.get(stop.step as usize);
    let place = asked.map(|step| t.label(&step.department.place)).unwrap_or_default();
    Step {
        window: t.window_beside(stop.date, stop.from, stop.until),
        name: asked.map(|step| step_name(t, step)).unwrap_or_default(),
        place: format!("{place} {} · {} · {}", t.room(&stop.room), stop.clinician.full, t.yuan(stop.fee)),
        expected: stop
            .expected_at
            .map(|at| t.say(&Message::new("itinerary-expected").with("at", t.clock(at))))
            .unwrap_or_default(),
    }
}

fn lines(t: &Localizer, plan: &ItineraryPlan, chain: Option<&PlannedChain>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(chain) = chain {
        let stay = words::duration(t, chain.stay_minutes);
        lines.push(t.say(&Message::new("itinerary-trips").with("trips", chain.trips).with("stay", stay)));
        lines.push(if chain.is_best {
            t.say(&Message::new("itinerary-is-best").with("until", t.day(plan.until)))
        } else {
            t.say(&Message::new("itinerary-may-be-better").with("trips", chain.trips_least))
        });
    }
    if plan.is_capped {
        lines.push(t.text("itinerary-capped"));
    }
    lines
}

fn form(member: &Member, ask: &Ask, plan: &ItineraryPlan, chain: &PlannedChain) -> Form {
    let t = &member.t;
    // In the order in which the steps were asked for: that is the order which is checked.
    let mut stops: Vec<&PlannedStop> = chain.stops.iter().collect();
    stops.sort_by_key(|stop| stop.step);
    let stop = |stop: &&PlannedStop| {
        let service = plan.steps.get(stop.step as usize).and_then(|step| step.service.as_ref());
        format!("{}:{}", stop.slot, service.map(|service| service.code.as_str()).unwrap_or_default())
    };
    let button = Message::new(if ask.instead.is_some() { "itinerary-move-all" } else { "itinerary-book-all" })
        .with("name", plan.patient.name.full.as_str())
        .with("count", chain.stops.len() as i64)
        .with("day", chain.stops.first().map(|stop| t.day(stop.date)).unwrap_or_default())
        .with("stay", words::duration(t, chain.stay_minutes));
    Form {
        key: format!("{}.itinerary", member.nonce),
        patient: plan.patient.person.to_string(),
        stops: stops.iter().map(stop).collect::<Vec<_>>().join(","),
        order: order_word(ask.order),
        instead: ask.instead.map(|id| id.to_string()).unwrap_or_default(),
        asked: ask.href(),
        button: t.say(&button),
    }
}
