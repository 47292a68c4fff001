//! What is asked, as an address has it: `?for=…&s=BLOOD&s=US-LIVER&order=results_first&no=2026-12-03&plan=1`.

use super::Plan;
use hospital::{read::WantedStep, usecase::Stop};
use model::{
    id::{ItineraryId, PersonId},
    scheduling::ItineraryOrder,
    time::{BusinessDate, Instant},
};

/// What the address of this page begins with.
const PAGE: &str = "/itinerary";

/// The longest text of an address that is read again.
const ASKED_MAX: usize = 2_000;

/// The most values of one name that are read: one more than a request may have, so that too many are refused.
const VALUES_MAX: usize = 61;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) patient: Option<PersonId>,
    /// What is to be done, step by step.
    pub(super) services: Vec<String>,
    pub(super) order: ItineraryOrder,
    pub(super) impossible: Vec<BusinessDate>,
    pub(super) same_day: bool,
    pub(super) not_before: Option<Instant>,
    pub(super) by: Option<Instant>,
    pub(super) instead: Option<ItineraryId>,
    pub(super) sought: String,
    /// All is chosen.
    pub(super) is_plan: bool,
}

impl Ask {
    /// Reads an address; what cannot be read is not asked.
    pub(super) fn read(pairs: Vec<(String, String)>, own: Option<PersonId>) -> Self {
        let mut ask = Self { patient: own, ..Self::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "for" => ask.patient = value.parse().ok().or(own),
                "s" if ask.services.len() < VALUES_MAX && !ask.services.contains(&value) => ask.services.push(value),
                "order" => ask.order = order(&value),
                "no" if ask.impossible.len() < VALUES_MAX => ask.impossible.extend(value.parse::<BusinessDate>().ok()),
                "same_day" => ask.same_day = true,
                "not_before" => ask.not_before = value.parse().ok(),
                "by" => ask.by = value.parse().ok(),
                "instead" => ask.instead = value.parse().ok(),
                "q" => ask.sought = value.trim().chars().take(40).collect(),
                "plan" => ask.is_plan = true,
                _ => {}
            }
        }
        ask
    }

    /// The question, once there is somebody and something to ask for.
    pub(super) fn request(&self) -> Option<Plan> {
        Some(Plan {
            patient: self.patient?,
            steps: self.services.iter().map(|word| step(word)).collect(),
            order: self.order,
            not_before: self.not_before,
            by: self.by,
            impossible_days: self.impossible.clone(),
            same_day: self.same_day,
            instead_of: self.instead,
        })
    }

    /// The address of this question.
    pub(super) fn href(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        pairs.extend(self.patient.map(|id| ("for", id.to_string())));
        pairs.extend(self.services.iter().map(|code| ("s", code.clone())));
        pairs.push(("order", order_word(self.order).to_owned()));
        pairs.extend(self.impossible.iter().map(|day| ("no", day.to_string())));
        pairs.extend(self.same_day.then(|| ("same_day", "1".to_owned())));
        pairs.extend(self.not_before.map(|at| ("not_before", at.to_rfc3339())));
        pairs.extend(self.by.map(|at| ("by", at.to_rfc3339())));
        pairs.extend(self.instead.map(|id| ("instead", id.to_string())));
        pairs.extend(self.is_plan.then(|| ("plan", "1".to_owned())));
        // Plain texts, which are always written.
        format!("{PAGE}?{}", serde_urlencoded::to_string(&pairs).unwrap_or_default())
    }
}

/// A visit to a department, as an address says it among the codes of services, in which there is no colon.
pub(super) const VISIT: &str = "department:";

/// A step: a visit to a department, or a service by its code.
fn step(word: &str) -> WantedStep {
    match word.strip_prefix(VISIT).map(str::parse) {
        Some(department) => WantedStep { department: department.ok(), ..WantedStep::default() },
        None => WantedStep { service: Some(word.to_owned()), ..WantedStep::default() },
    }
}

/// The page to which a form leads back: only this one.
pub(super) fn back(asked: &str) -> String {
    let is_ours = asked.starts_with("/itinerary?") && asked.len() <= ASKED_MAX;
    if is_ours { asked.to_owned() } else { PAGE.to_owned() }
}

/// An order, as an address and a form say it.
pub(super) const fn order_word(order: ItineraryOrder) -> &'static str {
    match order {
        ItineraryOrder::ResultsFirst => "results_first",
        ItineraryOrder::Listed => "listed",
        ItineraryOrder::Any => "any",
    }
}

fn order(word: &str) -> ItineraryOrder {
    let all = [ItineraryOrder::ResultsFirst, ItineraryOrder::Listed, ItineraryOrder::Any];
    all.into_iter().find(|one| order_word(*one) == word).unwrap_or_default()
}

/// Reads `id:code,id:code`; one that cannot be read makes the whole unreadable, so that nothing is booked without it.
pub(super) fn stops(typed: &str) -> Vec<Stop> {
    let stop = |one: &str| {
        let (slot, code) = one.split_once(':')?;
        Some(Stop { slot: slot.parse().ok()?, service: Some(code.to_owned()).filter(|code| !code.is_empty()) })
    };
    typed.split(',').take(VALUES_MAX).map(stop).collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked() {
        let person = PersonId(uuid::Uuid::from_u128(7));
        let day = "2026-12-03".parse().unwrap();
        let ask = Ask {
            patient: Some(person),
            services: vec!["BLOOD".to_owned(), "US-LIVER".to_owned()],
            order: ItineraryOrder::Listed,
            impossible: vec![day],
            same_day: true,
            not_before: "2026-12-01T00:00:00Z".parse().ok(),
            by: "2026-12-09T08:00:00Z".parse().ok(),
            instead: Some(ItineraryId(uuid::Uuid::from_u128(9))),
            sought: String::new(),
            is_plan: true,
        };
        let href = ask.href();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(href.split_once('?').unwrap().1).unwrap();
        assert_eq!(Ask::read(pairs, None), ask);
        assert_eq!(back(&href), href);
        assert_eq!(back("https://elsewhere.example/itinerary?"), "/itinerary");
    }

    #[test]
    fn stops_are_read_all_or_none() {
        let slot = uuid::Uuid::from_u128(3);
        let read = stops(&format!("{slot}:BLOOD,{slot}:"));
        assert_eq!(read.iter().map(|stop| stop.service.as_deref()).collect::<Vec<_>>(), [Some("BLOOD"), None]);
        assert!(stops(&format!("{slot}:BLOOD,x")).is_empty());
    }
}
