//! What is asked, as an address has it: `?for=…&s=BLOOD&s=US-LIVER&order=results_first&no=2026-12-03&plan=1`.

use hospital::{
    read::{PlanItinerary, WantedStep},
    usecase::Stop,
    view::{VisitItinerary, VisitSummary},
};
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, ItineraryId, PersonId},
    scheduling::ItineraryOrder,
    time::{BusinessDate, Instant},
};

/// The longest text of an address that is read again.
const ASKED_MAX: usize = 2_000;

/// The most values of one name that are read: one more than a request may have, so that too many are refused.
const VALUES_MAX: usize = 61;

/// Where it is asked: what follows leads back there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum At {
    /// On a phone, for oneself or one's family.
    #[default]
    Phone,
    /// In the consulting room.
    Room(InTheRoom),
    /// At the desk, for whoever is opened there.
    Desk(PersonId),
}

/// The visit whose patient is in the room, and with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InTheRoom {
    pub(crate) visit: AppointmentId,
    pub(crate) department: DepartmentId,
    pub(crate) clinician: Option<ClinicianId>,
}

impl At {
    /// The address of the page.
    pub(crate) fn page(self) -> String {
        match self {
            Self::Phone => "/itinerary".to_owned(),
            Self::Room(room) => format!("/room/appointments/{}/tests", room.visit),
            Self::Desk(person) => format!("/desk/persons/{person}/itinerary"),
        }
    }

    /// Where one thing alone is booked, in a department.
    pub(crate) fn single(self, department: DepartmentId, patient: Option<PersonId>) -> String {
        match self {
            Self::Phone => {
                let whom = patient.map(|id| format!("?for={id}")).unwrap_or_default();
                format!("/departments/{department}{whom}")
            }
            Self::Room(room) => format!("/room/appointments/{}/next?department={department}", room.visit),
            Self::Desk(person) => format!("/desk?department={department}&person={person}"),
        }
    }

    /// Where the patient's other visits are changed; a clinician changes none of them from the room.
    pub(crate) fn visits(self) -> Option<String> {
        match self {
            Self::Phone => Some("/journeys".to_owned()),
            Self::Room(_) => None,
            Self::Desk(person) => Some(format!("/desk?person={person}")),
        }
    }

    /// The page to which a form leads back: only this one.
    pub(crate) fn back(self, asked: &str) -> String {
        let page = self.page();
        let is_ours = asked.strip_prefix(&page).is_some_and(|rest| rest.starts_with('?')) && asked.len() <= ASKED_MAX;
        if is_ours { asked.to_owned() } else { page }
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) at: At,
    pub(crate) patient: Option<PersonId>,
    /// What is to be done, step by step.
    pub(crate) services: Vec<String>,
    /// And then a visit to the clinician in whose room the patient is.
    pub(crate) comes_back: bool,
    pub(crate) order: ItineraryOrder,
    pub(crate) impossible: Vec<BusinessDate>,
    pub(crate) same_day: bool,
    pub(crate) not_before: Option<Instant>,
    pub(crate) by: Option<Instant>,
    pub(crate) instead: Option<ItineraryId>,
    pub(crate) sought: String,
    /// All is chosen.
    pub(crate) is_plan: bool,
}

impl Ask {
    /// Reads an address; what cannot be read is not asked.
    pub(crate) fn read(pairs: Vec<(String, String)>, at: At, own: Option<PersonId>) -> Self {
        let mut ask = Self { at, patient: own, ..Self::default() };
        let is_phone = at == At::Phone;
        // A clinician orders something new, and moves nothing that is booked.
        let may_move = !matches!(at, At::Room(_));
        for (name, value) in pairs {
            match name.as_str() {
                "for" if is_phone => ask.patient = value.parse().ok().or(own),
                "s" if ask.services.len() < VALUES_MAX && !ask.services.contains(&value) => ask.services.push(value),
                "back" => ask.comes_back = matches!(at, At::Room(_)),
                "order" => ask.order = order(&value),
                "no" if ask.impossible.len() < VALUES_MAX => ask.impossible.extend(value.parse::<BusinessDate>().ok()),
                "same_day" => ask.same_day = true,
                "not_before" => ask.not_before = value.parse().ok(),
                "by" => ask.by = value.parse().ok(),
                "instead" if may_move => ask.instead = value.parse().ok(),
                "q" => ask.sought = value.trim().chars().take(40).collect(),
                "plan" => ask.is_plan = true,
                _ => {}
            }
        }
        ask
    }

    /// What asks for the steps of a booked itinerary again, in the order in which they were asked for, and gives it up.
    pub(crate) fn moving(
        (at, patient): (At, PersonId),
        itinerary: ItineraryId,
        parts: &[(&VisitSummary, &VisitItinerary)],
    ) -> Self {
        let mut parts = parts.to_vec();
        parts.sort_by_key(|(_, part)| part.place);
        let word = |(visit, part): &(&VisitSummary, &VisitItinerary)| {
            part.service.clone().unwrap_or_else(|| format!("{VISIT}{}", visit.department.department))
        };
        Self {
            at,
            patient: Some(patient),
            services: parts.iter().map(word).collect(),
            order: parts.first().map(|(_, part)| part.order).unwrap_or_default(),
            instead: Some(itinerary),
            ..Self::default()
        }
    }

    /// How many things are to be done.
    pub(crate) fn count(&self) -> usize {
        self.services.len() + usize::from(self.comes_back)
    }

    /// The question, once there is somebody and something to ask for.
    pub(crate) fn request(&self) -> Option<PlanItinerary> {
        let room = match self.at {
            At::Room(room) => Some(room),
            At::Phone | At::Desk(_) => None,
        };
        let back = room.filter(|_| self.comes_back).map(|room| WantedStep {
            department: Some(room.department),
            clinician: room.clinician,
            ..WantedStep::default()
        });
        Some(PlanItinerary {
            patient: self.patient?,
            steps: self.services.iter().map(|word| step(word)).chain(back).collect(),
            order: self.order,
            not_before: self.not_before,
            by: self.by,
            impossible_days: self.impossible.clone(),
            same_day: self.same_day,
            instead_of: self.instead,
            visit: room.map(|room| room.visit),
        })
    }

    /// The address of this question.
    pub(crate) fn href(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let whom = self.patient.filter(|_| self.at == At::Phone);
        pairs.extend(whom.map(|id| ("for", id.to_string())));
        pairs.extend(self.services.iter().map(|code| ("s", code.clone())));
        pairs.extend(self.comes_back.then(|| ("back", "1".to_owned())));
        pairs.push(("order", order_word(self.order).to_owned()));
        pairs.extend(self.impossible.iter().map(|day| ("no", day.to_string())));
        pairs.extend(self.same_day.then(|| ("same_day", "1".to_owned())));
        pairs.extend(self.not_before.map(|at| ("not_before", at.to_rfc3339())));
        pairs.extend(self.by.map(|at| ("by", at.to_rfc3339())));
        pairs.extend(self.instead.map(|id| ("instead", id.to_string())));
        pairs.extend(self.is_plan.then(|| ("plan", "1".to_owned())));
        // Plain texts, which are always written.
        format!("{}?{}", self.at.page(), serde_urlencoded::to_string(&pairs).unwrap_or_default())
    }
}

/// A visit to a department, as an address says it among the codes of services, in which there is no colon.
pub(crate) const VISIT: &str = "department:";

/// A step: a visit to a department, or a service by its code.
fn step(word: &str) -> WantedStep {
    match word.strip_prefix(VISIT).map(str::parse) {
        Some(department) => WantedStep { department: department.ok(), ..WantedStep::default() },
        None => WantedStep { service: Some(word.to_owned()), ..WantedStep::default() },
    }
}

/// An order, as an address and a form say it.
pub(crate) const fn order_word(order: ItineraryOrder) -> &'static str {
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
pub(crate) fn stops(typed: &str) -> Vec<Stop> {
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
            at: At::Phone,
            patient: Some(person),
            comes_back: false,
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
        assert_eq!(Ask::read(pairs, At::Phone, None), ask);
        assert_eq!(At::Phone.back(&href), href);
        assert_eq!(At::Phone.back("https://elsewhere.example/itinerary?"), "/itinerary");
        assert_eq!(At::Phone.back("/itinerary-elsewhere?"), "/itinerary");
    }

    /// Whoever is in the room is who it is for, whatever the address says; the clinician's own visit is the last step.
    #[test]
    fn in_the_room_it_is_for_whoever_is_in_it() {
        let id = uuid::Uuid::from_u128;
        let (inside, other) = (PersonId(id(7)), PersonId(id(8)));
        let room = InTheRoom {
            visit: AppointmentId(id(1)),
            department: DepartmentId(id(2)),
            clinician: Some(ClinicianId(id(3))),
        };
        let moved = ItineraryId(id(9));
        let pairs = [
            ("for", other.to_string()),
            ("s", "BLOOD".to_owned()),
            ("back", "1".to_owned()),
            ("instead", moved.to_string()),
        ];
        let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let ask = Ask::read(pairs.clone(), At::Room(room), Some(inside));
        let asked = ask.request().unwrap();
        assert_eq!((asked.patient, asked.visit, ask.count()), (inside, Some(room.visit), 2));
        assert_eq!(asked.instead_of, None, "nothing that is booked is moved from the room");
        assert_eq!((asked.steps[1].department, asked.steps[1].clinician), (Some(room.department), room.clinician));
        assert_eq!(At::Room(room).back(&ask.href()), ask.href());
        assert_eq!(At::Room(room).back("/itinerary?s=BLOOD"), At::Room(room).page());
        let at_the_desk = Ask::read(pairs, At::Desk(inside), Some(inside));
        assert_eq!((at_the_desk.patient, at_the_desk.count()), (Some(inside), 1));
        assert_eq!(at_the_desk.instead, Some(moved));
    }

    #[test]
    fn stops_are_read_all_or_none() {
        let slot = uuid::Uuid::from_u128(3);
        let read = stops(&format!("{slot}:BLOOD,{slot}:"));
        assert_eq!(read.iter().map(|stop| stop.service.as_deref()).collect::<Vec<_>>(), [Some("BLOOD"), None]);
        assert!(stops(&format!("{slot}:BLOOD,x")).is_empty());
    }
}
