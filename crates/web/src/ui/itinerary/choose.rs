//! What is to be done, in which order, and on which days it does not suit, as the fields of a form.

use super::{
    ask::{Ask, At, VISIT, order_word},
    words,
};
use crate::{locale::Localizer, ui::parts::Choice};
use hospital::view::{DepartmentRef, ServicesPage};
use model::{
    message::Message,
    scheduling::{ItineraryOrder, Service},
};

/// How many days can be ruled out.
const DAYS: i64 = 14;

/// The form.
pub(crate) struct Chooser {
    /// The address that it asks.
    pub(crate) action: String,
    /// What it keeps without showing it: for whom, what is moved, visits to departments that stay chosen.
    pub(crate) kept: Vec<(&'static str, String)>,
    pub(crate) sought: String,
    pub(crate) services: Vec<Offered>,
    /// A visit to the clinician in whose room the patient is, in the room.
    pub(crate) comes_back: Option<Choice>,
    pub(crate) orders: Vec<Choice>,
    pub(crate) days: Vec<Choice>,
    pub(crate) same_day: bool,
}

/// A service to choose.
pub(crate) struct Offered {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) line: String,
    pub(crate) chosen: bool,
}

/// The form with what is chosen, and what was looked for.
pub(crate) fn chooser(t: &Localizer, ask: &Ask, page: &ServicesPage) -> Chooser {
    let wanted = ask.sought.to_lowercase();
    let is_shown = |service: &&Service| {
        let words = format!("{} {}", service.name.zh, service.name.en).to_lowercase();
        ask.services.contains(&service.code) || words.contains(&wanted)
    };
    let today = t.zone().date(page.now);
    let days = (0..DAYS).map(|after| today.plus_days(after));
    Chooser {
        action: ask.at.page(),
        kept: kept(ask),
        sought: ask.sought.clone(),
        services: page
            .services
            .iter()
            .filter(is_shown)
            .map(|service| offered(t, service, &page.departments, ask))
            .collect(),
        comes_back: match ask.at {
            At::Room(_) => {
                Some(Choice { value: "1".to_owned(), words: t.text("itinerary-back-to-me"), chosen: ask.comes_back })
            }
            At::Phone | At::Desk(_) => None,
        },
        orders: orders(t, ask),
        days: days
            .map(|day| Choice { value: day.to_string(), words: t.day(day), chosen: ask.impossible.contains(&day) })
            .collect(),
        same_day: ask.same_day,
    }
}

fn kept(ask: &Ask) -> Vec<(&'static str, String)> {
    let visits = ask.services.iter().filter(|word| word.starts_with(VISIT));
    let whom = ask.patient.filter(|_| ask.at == At::Phone);
    let mut kept: Vec<_> = whom.map(|id| ("for", id.to_string())).into_iter().collect();
    kept.extend(ask.instead.map(|id| ("instead", id.to_string())));
    kept.extend(visits.map(|visit| ("s", visit.clone())));
    kept
}

fn orders(t: &Localizer, ask: &Ask) -> Vec<Choice> {
    let all = [
        (ItineraryOrder::ResultsFirst, "itinerary-order-results"),
        (ItineraryOrder::Listed, "itinerary-order-listed"),
        (ItineraryOrder::Any, "itinerary-order-any"),
    ];
    let choice =
        |(order, id)| Choice { value: order_word(order).to_owned(), words: t.text(id), chosen: order == ask.order };
    all.into_iter().map(choice).collect()
}

fn offered(t: &Localizer, service: &Service, departments: &[DepartmentRef], ask: &Ask) -> Offered {
    let department = departments.iter().find(|one| one.department == service.department);
    let place = department.map(|one| format!("{} · {}", t.label(&one.name), t.label(&one.place)));
    let prepared = service.preparations.iter().map(|one| t.text(words::kind_id(one.kind)));
    let result = (service.result_minutes > 0).then(|| {
        let takes = words::duration(t, service.result_minutes.into());
        t.say(&Message::new("itinerary-result-after").with("takes", takes))
    });
    Offered {
        code: service.code.clone(),
        name: t.label(&service.name),
        line: place.into_iter().chain(prepared).chain(result).collect::<Vec<_>>().join(" · "),
        chosen: ask.services.contains(&service.code),
    }
}
