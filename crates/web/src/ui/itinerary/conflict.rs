//! Why there is no chain, in words, with each change that helps as a next step.

use super::{
    ask::Ask,
    words::{self, step_name},
};
use crate::{locale::Localizer, ui::parts::Link};
use hospital::view::{ItineraryPlan, PlanCause, PlanChange, PlanConflict, PlanOutcome};
use model::{message::Message, scheduling::ItineraryOrder, time::Instant};

/// Why there is none, and what helps.
pub(crate) struct Words {
    pub(crate) head: String,
    pub(crate) causes: Vec<String>,
    /// What the reader can change.
    pub(crate) ways: Vec<Link>,
    /// What only the department can.
    pub(crate) asks: Vec<String>,
}

/// Nothing if there is a chain.
pub(crate) fn words(t: &Localizer, ask: &Ask, plan: &ItineraryPlan) -> Option<Words> {
    match &plan.outcome {
        PlanOutcome::Chain(_) => None,
        PlanOutcome::Unknown => Some(Words {
            head: t.text("itinerary-unknown"),
            causes: Vec::new(),
            ways: (0..ask.count()).map(|place| without(t, ask, plan, place)).collect(),
            asks: Vec::new(),
        }),
        PlanOutcome::NoChain(conflict) => Some(of(t, ask, plan, conflict)),
    }
}

fn of(t: &Localizer, ask: &Ask, plan: &ItineraryPlan, conflict: &PlanConflict) -> Words {
    let name = |step: u32| plan.steps.get(step as usize).map(|step| step_name(t, step)).unwrap_or_default();
    let steps: Vec<String> = conflict.steps.iter().map(|step| name(*step)).collect();
    let head = Message::new(reason(&conflict.reason))
        .with("steps", steps.join(t.text("itinerary-and").as_str()))
        .with("until", t.day(plan.until));
    let (mut ways, mut asks) = (Vec::new(), Vec::new());
    for change in &conflict.changes {
        match way(t, ask, plan, *change) {
            Some(link) => ways.push(link),
            None => asks.push(request(t, plan, *change)),
        }
    }
    Words { head: t.say(&head), causes: conflict.causes.iter().map(|cause| why(t, plan, *cause)).collect(), ways, asks }
}

/// The text of a kind of conflict.
fn reason(code: &str) -> &'static str {
    match code {
        "itinerary-no-offer" => "itinerary-no-offer",
        "itinerary-none-fits" => "itinerary-none-fits",
        "itinerary-apart" => "itinerary-apart",
        _ => "itinerary-together",
    }
}

fn why(t: &Localizer, plan: &ItineraryPlan, cause: PlanCause) -> String {
    let named = |id, step: u32| {
        let name = plan.steps.get(step as usize).map(|step| step_name(t, step)).unwrap_or_default();
        Message::new(id).with("step", name)
    };
    match cause {
        PlanCause::Order => t.text("itinerary-why-order"),
        PlanCause::Results => t.text("itinerary-why-results"),
        PlanCause::SameDay => t.text("itinerary-why-same-day"),
        PlanCause::Preparation { step, kind } => {
            t.say(&named("itinerary-why-preparation", step).with("preparation", t.text(words::kind_id(kind))))
        }
        PlanCause::Hours { step } => t.say(&named("itinerary-why-hours", step)),
        PlanCause::NotBefore => t.text("itinerary-why-not-before"),
        PlanCause::By => t.text("itinerary-why-by"),
        PlanCause::ImpossibleDays => t.text("itinerary-why-days"),
        PlanCause::Visit { from, until } => {
            t.say(&Message::new("itinerary-why-visit").with("when", t.day_and_window(from, until)))
        }
    }
}

/// Without one of the steps; two that are left are an itinerary, one is an ordinary booking.
fn without(t: &Localizer, ask: &Ask, plan: &ItineraryPlan, place: usize) -> Link {
    let step = plan.steps.get(place);
    let mut changed = ask.clone();
    if place < changed.services.len() {
        changed.services.remove(place);
    } else {
        changed.comes_back = false;
    }
    let left = plan.steps.iter().enumerate().find(|(other, _)| *other != place).map(|(_, step)| step);
    let href = match left {
        Some(left) if plan.steps.len() == 2 => ask.at.single(left.department.department, ask.patient),
        _ => changed.href(),
    };
    let name = step.map(|step| step_name(t, step)).unwrap_or_default();
    Link { href, words: t.say(&Message::new("itinerary-without").with("step", name)), current: false }
}

/// What the reader can do about it.
fn way(t: &Localizer, ask: &Ask, plan: &ItineraryPlan, change: PlanChange) -> Option<Link> {
    let link = |changed: Ask, words: Message| Link { href: changed.href(), words: t.say(&words), current: false };
    let same = || ask.clone();
    Some(match change {
        PlanChange::WithoutStep { step } => without(t, ask, plan, step as usize),
        PlanChange::AnyOrder => link(Ask { order: ItineraryOrder::Any, ..same() }, Message::new("itinerary-any-order")),
        PlanChange::SeveralDays => link(Ask { same_day: false, ..same() }, Message::new("itinerary-several-days")),
        PlanChange::NotBefore { at } => {
            link(Ask { not_before: Some(at), ..same() }, Message::new("itinerary-from").with("at", at))
        }
        PlanChange::By { at } => link(Ask { by: Some(at), ..same() }, Message::new("itinerary-by").with("at", at)),
        PlanChange::Day { date } => {
            let impossible = ask.impossible.iter().copied().filter(|other| *other != date).collect();
            link(Ask { impossible, ..same() }, Message::new("itinerary-on-day").with("day", t.day(date)))
        }
        PlanChange::WithoutVisit { from, until } => {
            let words = without_visit(t, (from, until));
            Link { href: ask.at.visits()?, words, current: false }
        }
        PlanChange::Results { .. } | PlanChange::Preparation { .. } | PlanChange::AnyHour { .. } => return None,
    })
}

fn without_visit(t: &Localizer, (from, until): (Instant, Instant)) -> String {
    t.say(&Message::new("itinerary-without-visit").with("when", t.day_and_window(from, until)))
}

/// What the reader cannot change here: mostly only the department can.
fn request(t: &Localizer, plan: &ItineraryPlan, change: PlanChange) -> String {
    let name = |step: u32| plan.steps.get(step as usize).map(|step| step_name(t, step)).unwrap_or_default();
    match change {
        PlanChange::Results { minutes } => {
            t.say(&Message::new("itinerary-ask-results").with("takes", words::duration(t, minutes)))
        }
        PlanChange::Preparation { step, kind, minutes } => t.say(
            &Message::new("itinerary-ask-preparation")
                .with("step", name(step))
                .with("preparation", t.text(words::kind_id(kind)))
                .with("takes", words::duration(t, minutes)),
        ),
        PlanChange::AnyHour { step } => t.say(&Message::new("itinerary-ask-hour").with("step", name(step))),
        PlanChange::WithoutVisit { from, until } => without_visit(t, (from, until)),
        PlanChange::WithoutStep { .. }
        | PlanChange::AnyOrder
        | PlanChange::SeveralDays
        | PlanChange::NotBefore { .. }
        | PlanChange::By { .. }
        | PlanChange::Day { .. } => String::new(),
    }
}
