//! The best chain, with one button that books all of it; or why there is none.

use super::{
    ask::{Ask, At, order_word},
    conflict,
    words::{self, step_name},
};
use crate::{
    locale::Localizer,
    ui::parts::{Link, Notice},
};
use hospital::view::{BookedItinerary, ItineraryPlan, PlanOutcome, PlannedChain, PlannedStop, VisitSummary};
use model::{
    message::Message,
    time::{BusinessDate, Instant},
};

/// What was found.
pub(crate) struct Found {
    /// Why it cannot be booked as it stands.
    pub(crate) refused: Option<Notice>,
    pub(crate) days: Vec<Day>,
    /// Trips, stay, and how sure it is that nothing is better.
    pub(crate) lines: Vec<String>,
    pub(crate) conflict: Option<conflict::Words>,
    pub(crate) form: Option<Form>,
    /// What is chosen, to be changed.
    pub(crate) back: Link,
}

/// A day of the chain.
pub(crate) struct Day {
    pub(crate) head: String,
    pub(crate) stay: String,
    pub(crate) preparations: Vec<(String, String)>,
    pub(crate) stops: Vec<Step>,
}

/// A step of a day.
pub(crate) struct Step {
    pub(crate) window: String,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) expected: String,
}

/// What books all of it.
pub(crate) struct Form {
    pub(crate) action: String,
    /// Its hidden fields.
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) button: String,
}

/// What was found for a question; `nonce` begins the key of the form.
pub(crate) fn found(t: &Localizer, nonce: &str, ask: &Ask, plan: &ItineraryPlan) -> Found {
    let chain = match &plan.outcome {
        PlanOutcome::Chain(chain) => Some(chain),
        PlanOutcome::NoChain(_) | PlanOutcome::Unknown => None,
    };
    let refused = chain.and_then(|chain| chain.refusal.as_ref()).map(|refusal| Notice {
        tone: "bad",
        head: t.refusal(refusal),
        ways: ways(t, ask.at),
        ..Notice::default()
    });
    let can_book = chain.filter(|chain| chain.refusal.is_none());
    Found {
        refused,
        days: chain.map(|chain| days(t, plan, chain)).unwrap_or_default(),
        lines: lines(t, ask, plan, chain),
        conflict: conflict::words(t, ask, plan),
        form: can_book.map(|chain| form(t, nonce, ask, (plan, chain))),
        back: Link {
            href: Ask { is_plan: false, ..ask.clone() }.href(),
            words: t.text("itinerary-change-wishes"),
            current: false,
        },
    }
}

/// Where to go on if what the patient has already is in the way.
fn ways(t: &Localizer, at: At) -> Vec<Link> {
    let words = match at {
        At::Phone => "patient-see-mine",
        At::Room(_) | At::Desk(_) => "itinerary-see-theirs",
    };
    at.visits().into_iter().map(|href| Link { href, words: t.text(words), current: false }).collect()
}

fn days(t: &Localizer, plan: &ItineraryPlan, chain: &PlannedChain) -> Vec<Day> {
    let by_day = chain.stops.chunk_by(|one, other| one.date == other.date);
    by_day.map(|stops| day(t, plan, stops)).collect()
}

fn day(t: &Localizer, plan: &ItineraryPlan, stops: &[PlannedStop]) -> Day {
    let windows: Vec<_> = stops.iter().map(|stop| (stop.date, stop.from, stop.until)).collect();
    let prepared = stops.iter().flat_map(|stop| stop.preparations.iter().map(|one| (one, stop.from)));
    Day {
        preparations: words::preparations(t, prepared),
        stops: stops.iter().map(|stop| step(t, plan, stop)).collect(),
        ..Day::of(t, &windows)
    }
}

impl Day {
    /// A day's head: its windows, each with the day of its session, and how long the stay is.
    fn of(t: &Localizer, windows: &[(BusinessDate, Instant, Instant)]) -> Self {
        let (from, until) = (windows.iter().map(|window| window.1).min(), windows.iter().map(|window| window.2).max());
        let minutes = from.zip(until).map_or(0, |(from, until)| (until - from).num_minutes());
        let date = windows.first().map(|window| t.day(window.0)).unwrap_or_default();
        Self {
            head: t.say(&Message::new("itinerary-day").with("day", date).with("count", windows.len() as i64)),
            stay: words::duration(t, u32::try_from(minutes).unwrap_or_default()),
            preparations: Vec::new(),
            stops: Vec::new(),
        }
    }
}

/// What was booked, day by day; whoever reads it needs the code of each visit.
pub(crate) fn booked(t: &Localizer, booked: &BookedItinerary) -> Vec<Day> {
    let by_day = booked.visits.chunk_by(|one, other| one.date == other.date);
    by_day.map(|visits| booked_day(t, visits)).collect()
}

fn booked_day(t: &Localizer, visits: &[VisitSummary]) -> Day {
    let windows: Vec<_> = visits.iter().map(|visit| (visit.date, visit.from, visit.until)).collect();
    let prepared = visits.iter().flat_map(|visit| {
        let all = visit.itinerary.iter().flat_map(|part| &part.preparations);
        all.map(|one| (one, visit.from))
    });
    Day {
        preparations: words::preparations(t, prepared),
        stops: visits.iter().map(|visit| booked_step(t, visit)).collect(),
        ..Day::of(t, &windows)
    }
}

fn booked_step(t: &Localizer, visit: &VisitSummary) -> Step {
    let service = visit.itinerary.as_ref().and_then(|part| part.name.as_ref());
    let place = t.label(&visit.department.place);
    let expected = Message::new("itinerary-expected").with("at", t.clock(visit.expected_at));
    Step {
        window: t.window_beside(visit.date, visit.from, visit.until),
        name: t.label(service.unwrap_or(&visit.department.name)),
        place: format!("{place} {} · {} · {}", t.room(&visit.room), visit.clinician.full, t.yuan(visit.fee)),
        expected: format!("{} · {} {}", t.say(&expected), t.text("itinerary-code"), visit.code),
    }
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

fn lines(t: &Localizer, ask: &Ask, plan: &ItineraryPlan, chain: Option<&PlannedChain>) -> Vec<String> {
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
        lines.push(t.text(match ask.at {
            At::Phone => "itinerary-capped",
            At::Room(_) | At::Desk(_) => "itinerary-capped-theirs",
        }));
    }
    lines
}

fn form(t: &Localizer, nonce: &str, ask: &Ask, (plan, chain): (&ItineraryPlan, &PlannedChain)) -> Form {
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
    let mut fields = vec![
        ("key", format!("{nonce}.itinerary")),
        ("patient", plan.patient.person.to_string()),
        ("stops", stops.iter().map(stop).collect::<Vec<_>>().join(",")),
        ("order", order_word(ask.order).to_owned()),
        ("asked", ask.href()),
    ];
    fields.extend(ask.instead.map(|id| ("instead", id.to_string())));
    Form { action: ask.at.page(), fields, button: t.say(&button) }
}
