//! The sum of all events: kinds, versions, and the upcasters that read old ones.
//!
//! Events are kept for ever (decisions.md D5). A kind that changes gets a new version and an upcaster here; each version
//! has a golden file under `tests/data/events`, which is never edited once it is released. A kind that is no longer
//! written is read as the kind that says the same today.

use serde_json::{Value as Json, json};

/// Declares the events of one area: a payload struct for each, and the enum over them. Before `;` there may be a dollar
/// sign and the name of the macro that passes the list of them to another macro, so that the list is written once.
macro_rules! events {
    (area $area:literal, ($d:tt) $each:ident; $($(#[$doc:meta])* $name:ident $version:literal { $($fields:tt)* })*) => {
        /// Calls a macro with the names of all events of this area.
        #[macro_export]
        macro_rules! $each {
            ($d callback:ident) => { $d callback! { $($name)* } };
        }

        $crate::event::events! { area $area; $($(#[$doc])* $name $version { $($fields)* })* }
    };
    (area $area:literal; $(
        $(#[$doc:meta])* $name:ident $version:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

            impl From<$name> for Event {
                fn from(payload: $name) -> Self {
                    Self::$name(payload)
                }
            }
        )*

        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event { $($(#[$doc])* $name($name),)* }

        impl Event {
            /// Kind and version, as stored.
            pub const fn kind(&self) -> (&'static str, u16) {
                match self { $(Self::$name(_) => (concat!($area, ".", stringify!($name)), $version),)* }
            }

            /// The payload as JSON text.
            pub fn encode(&self) -> Result<String, serde_json::Error> {
                match self { $(Self::$name(payload) => serde_json::to_string(payload),)* }
            }

            /// All kinds of this area with their current versions.
            pub const KINDS: &'static [(&'static str, u16)] =
                &[$((concat!($area, ".", stringify!($name)), $version),)*];

            pub(crate) fn decode(kind: &str, payload: &str) -> Option<Result<Self, serde_json::Error>> {
                Some(match kind {
                    $(concat!($area, ".", stringify!($name)) => serde_json::from_str(payload).map(Self::$name),)*
                    _ => return None,
                })
            }
        }
    };
}
pub(crate) use events;

/// Any event of the three deciders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An event of the scheduling core.
    Scheduling(crate::scheduling::Event),
    /// An event of settlement.
    Settlement(crate::settlement::Event),
    /// An event of journey.
    Journey(crate::journey::Event),
}

/// Why a stored event cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// A kind or version that this program does not know: a newer program wrote it.
    #[error("event kind {kind} version {version} is not known to this program")]
    Unknown {
        /// The stored kind.
        kind: String,
        /// The stored version.
        version: u16,
    },
    /// The payload is not what its kind and version promise.
    #[error("event of kind {kind} version {version} cannot be read: {source}")]
    Payload {
        /// The stored kind.
        kind: String,
        /// The stored version.
        version: u16,
        /// The parser's error.
        source: serde_json::Error,
    },
}

impl Event {
    /// Kind and version, as stored.
    pub const fn kind(&self) -> (&'static str, u16) {
        match self {
            Self::Scheduling(event) => event.kind(),
            Self::Settlement(event) => event.kind(),
            Self::Journey(event) => event.kind(),
        }
    }

    /// The payload as JSON text: the very bytes that are stored and hashed.
    pub fn encode(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Scheduling(event) => event.encode(),
            Self::Settlement(event) => event.encode(),
            Self::Journey(event) => event.encode(),
        }
    }

    /// All kinds with their current versions.
    pub fn kinds() -> impl Iterator<Item = (&'static str, u16)> {
        use crate::{journey, scheduling, settlement};
        [scheduling::Event::KINDS, settlement::Event::KINDS, journey::Event::KINDS].into_iter().flatten().copied()
    }

    /// Reads a stored event of this or any older version.
    pub fn decode(kind: &str, version: u16, payload: &str) -> Result<Self, DecodeError> {
        let unknown = || DecodeError::Unknown { kind: kind.to_owned(), version };
        if let Some((.., translate)) = RETIRED.iter().find(|(name, of, _)| (*name, *of) == (kind, version)) {
            let read = serde_json::from_str(payload).and_then(translate);
            return read.map_err(|source| DecodeError::Payload { kind: kind.to_owned(), version, source });
        }
        let current = Self::kinds().find(|(name, _)| *name == kind).ok_or_else(unknown)?.1;
        if version > current || version == 0 {
            return Err(unknown());
        }
        let unreadable = |source| DecodeError::Payload { kind: kind.to_owned(), version, source };
        let upcasted;
        let payload = if version == current {
            payload
        } else {
            let mut json: Json = serde_json::from_str(payload).map_err(unreadable)?;
            for from in version..current {
                upcaster(kind, from).ok_or_else(unknown)?(&mut json);
            }
            upcasted = json.to_string();
            &upcasted
        };
        crate::scheduling::Event::decode(kind, payload)
            .map(|event| event.map(Self::Scheduling))
            .or_else(|| crate::settlement::Event::decode(kind, payload).map(|event| event.map(Self::Settlement)))
            .or_else(|| crate::journey::Event::decode(kind, payload).map(|event| event.map(Self::Journey)))
            .ok_or_else(unknown)?
            .map_err(unreadable)
    }
}

/// The pure function that turns a payload of version `from` into one of version `from + 1`.
fn upcaster(kind: &str, from: u16) -> Option<fn(&mut Json)> {
    match (kind, from) {
        ("scheduling.AppointmentBooked", 1) => Some(|payload| {
            // Before channels existed, every booking came from a phone.
            payload["channel"] = Json::from("online");
        }),
        ("journey.PersonRegistered" | "journey.PersonCorrected", 1) => Some(|payload| {
            // The birth date is now in the sealed record; for an older event `journal` finds it in the event itself.
            if let Some(fields) = payload.as_object_mut() {
                fields.remove("birth");
            }
        }),
        // Nothing depended on the year of birth: whoever was registered then is in no group until `BirthYearKnown` says it.
        ("journey.PersonRegistered" | "journey.PersonCorrected", 2) => Some(|payload| payload["born_in"] = Json::Null),
        ("scheduling.PatientCheckedIn", 1) => Some(|payload| {
            // A number within the session; somebody who came late kept the place of their own window.
            payload["ticket"] = Json::from(payload["ticket"].to_string());
            payload["joined"] = Json::Null;
        }),
        ("scheduling.RulesAdopted", 1) => Some(|payload| {
            // How often a day a seat may be given back was not recorded: the numbers with which most hospitals start.
            payload["rules"]["cancels_per_day_max"] = Json::from(6);
            payload["rules"]["cancels_per_department_day_max"] = Json::from(3);
        }),
        // There was no waiting list, and a seat that was given back could be booked at once.
        ("scheduling.RulesAdopted", 3) => Some(|payload| payload["rules"]["waitlist"] = Json::Null),
        ("scheduling.RulesAdopted", 4) => Some(|payload| {
            // There were two caps, both of a day; nobody was blocked for not coming.
            let rules = &mut payload["rules"];
            let mut caps = Vec::new();
            for (field, within) in [("per_day_max", "hospital"), ("per_department_day_max", "department")] {
                let max = rules.as_object_mut().and_then(|rules| rules.remove(field)).filter(|max| !max.is_null());
                caps.extend(max.map(|max| json!({ "per": "day", "within": within, "max": max })));
            }
            rules["caps"] = caps.into();
            rules["no_shows"] = json!([]);
        }),
        // Classes counted within a window only.
        ("scheduling.RulesAdopted", 5) => Some(|payload| payload["rules"]["queue"] = Json::Null),
        // Days opened at midnight, a window could be booked until it began, and no seat was held: whoever adopted those rules
        // said nothing of it.
        ("scheduling.RulesAdopted", 6) => Some(|payload| {
            payload["rules"]["release_at"] = Json::Null;
            payload["rules"]["book_minutes_before"] = Json::Null;
            payload["rules"]["hold_minutes"] = Json::Null;
        }),
        ("scheduling.RulesAdopted", 2) => Some(|payload| payload["scope"] = Json::from("hospital")),
        // Everybody waited in one class.
        ("scheduling.PatientCheckedIn", 2) => Some(|payload| {
            payload["class"] = Json::from("ordinary");
            payload["head_start"] = Json::from(0);
        }),
        ("scheduling.SessionPublished", 1) => Some(|payload| {
            // Any booking could take any seat.
            for slot in payload["slots"].as_array_mut().into_iter().flatten() {
                let capacity = slot.as_object_mut().and_then(|slot| slot.remove("capacity"));
                let seats = capacity.and_then(|capacity| capacity.as_u64()).unwrap_or_default();
                slot["pools"] = (0..seats).map(|_| "general").collect();
            }
        }),
        // All seats were general.
        ("scheduling.SessionPublished", 2) => Some(|payload| payload["pools"] = json!([])),
        ("scheduling.TemplateCreated" | "scheduling.TemplateChanged", 2) => {
            Some(|payload| payload["plan"]["pools"] = json!([]))
        }
        // There were no devices.
        ("scheduling.SessionPublished", 3) => Some(|payload| payload["device"] = Json::Null),
        ("scheduling.TemplateCreated" | "scheduling.TemplateChanged", 3) => {
            Some(|payload| payload["plan"]["device"] = Json::Null)
        }
        ("scheduling.ServicesAdopted", 1) => Some(|payload| {
            for service in payload["services"].as_array_mut().into_iter().flatten() {
                service["device"] = Json::Null;
            }
        }),
        ("scheduling.ItineraryBooked", 1) => Some(|payload| {
            let stops = payload["stops"].as_array_mut().into_iter().flatten();
            for service in stops.filter_map(|stop| stop["service"].as_object_mut()) {
                service.insert("device".into(), Json::Null);
            }
        }),
        // Each window had the same seats, a number, which is still read.
        ("scheduling.TemplateCreated" | "scheduling.TemplateChanged", 1) => Some(|_| {}),
        // It was not recorded who did it, so it does not count towards a patient's limit per day.
        ("scheduling.AppointmentCancelled" | "scheduling.AppointmentMoved", 1) => {
            Some(|payload| payload["by_hospital"] = Json::from(true))
        }
        // It was not recorded who was waiting at that time.
        ("scheduling.PatientCalled", 1) => Some(|payload| payload["in_turn"] = Json::Null),
        // A refused exchange was taken as not done.
        ("settlement.ExchangeAnswered", 1) => Some(|payload| payload["doubted"] = Json::from(false)),
        // Deductibles were those of a general hospital.
        ("settlement.BillOpened", 1) => Some(|payload| payload["hospital_kind"] = Json::from("general")),
        // A deposit was given back whole, so its amount was that of the deposit; a part would have been taken for all.
        ("settlement.DepositReturned", 1) => Some(|_| {}),
        // There was no other place, and it was not recorded of which deposits money went back.
        ("settlement.SettlementPaid", 1) => Some(|payload| {
            payload["place"] = Json::from("bedside");
            payload["refunds"] = json!([]);
        }),
        // It was not recorded who asked for it.
        ("settlement.SettlementTakingBack", 1) => Some(|payload| payload["by"] = Json::Null),
        // No receipt had a number.
        ("settlement.SettlementPaid", 2) => Some(|payload| payload["receipt"] = Json::Null),
        ("settlement.SettlementTakenBack", 1) => Some(|payload| payload["red"] = Json::Null),
        // It was not recorded what is counted.
        ("settlement.ItemPriced", 1) => Some(|payload| payload["unit"] = Json::Null),
        // Nobody could have more than the rules allow.
        ("journey.PersonsMerged", 1) => Some(|payload| payload["over_caps"] = Json::Null),
        // It was not recorded which records had been merged into it.
        ("journey.PersonErased", 1) => Some(|payload| payload["aliases"] = json!([])),
        _ => None,
    }
}

/// Reads an event of a kind that is no longer written as the event that says the same today.
type Translate = fn(Json) -> serde_json::Result<Event>;

/// Kinds that are no longer written, in each version that they had.
const RETIRED: [(&str, u16, Translate); 5] = [
    ("journey.JourneyOpened", 1, |payload| moved(payload, |rest| json!({ "opened": rest }))),
    ("journey.StepOpened", 1, |payload| moved(payload, |rest| json!({ "step_opened": rest }))),
    ("journey.StepClosed", 1, |payload| moved(payload, |rest| json!({ "step_closed": rest }))),
    ("journey.EffortCounted", 1, |payload| moved(payload, |rest| json!({ "effort_counted": rest["effort"] }))),
    ("journey.JourneyClosed", 1, |payload| moved(payload, |_| "closed".into())),
];

/// Each move of a journey was once an event of its own.
fn moved(mut payload: Json, step: fn(Json) -> Json) -> serde_json::Result<Event> {
    let journey = payload.get_mut("journey").map(Json::take);
    let moved = json!({ "journey": journey, "moves": [step(payload)] });
    serde_json::from_value(moved).map(|moved| Event::Journey(crate::journey::Event::JourneyMoved(moved)))
}

macro_rules! wrap {
    ($($area:ident => $variant:ident),*) => {$(
        impl From<crate::$area::Event> for Event {
            fn from(event: crate::$area::Event) -> Self {
                Self::$variant(event)
            }
        }
    )*};
}
wrap! { scheduling => Scheduling, settlement => Settlement, journey => Journey }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        journey::{self, Move, StepKind},
        scheduling::{self, Channel, Pool, RulesScope, WindowSeats},
        settlement::{self, HospitalKind},
    };
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn version_1_of_a_booking_is_still_read() -> Result<(), DecodeError> {
        let stored = include_str!("../tests/data/events/scheduling.AppointmentBooked.1.json");
        let event = Event::decode("scheduling.AppointmentBooked", 1, stored)?;
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::AppointmentBooked(booked))
            if booked.channel == Channel::Online && booked.seat == 2));
        let (kind, version) = event.kind();
        assert_eq!(version, 2);
        let text = event.encode().map_err(|source| DecodeError::Payload { kind: kind.into(), version, source })?;
        assert_eq!(Event::decode(kind, version, &text)?, event);
        Ok(())
    }

    #[test]
    fn version_1_of_a_check_in_and_of_a_call_are_still_read() {
        let stored = include_str!("../tests/data/events/scheduling.PatientCheckedIn.1.json");
        let event = Event::decode("scheduling.PatientCheckedIn", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::PatientCheckedIn(here))
            if here.ticket.to_string() == "7" && here.joined.is_none()));
        let stored = include_str!("../tests/data/events/scheduling.PatientCalled.1.json");
        let event = Event::decode("scheduling.PatientCalled", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::PatientCalled(called))
            if called.in_turn.is_none()));
    }

    #[test]
    fn version_1_of_rules_and_of_a_seat_given_back_are_still_read() {
        let stored = include_str!("../tests/data/events/scheduling.RulesAdopted.1.json");
        let event = Event::decode("scheduling.RulesAdopted", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::RulesAdopted(adopted))
            if (adopted.rules.cancels_per_day_max, adopted.rules.cancels_per_department_day_max) == (Some(6), Some(3))
                && adopted.rules.undo_minutes == Some(120) && adopted.scope == RulesScope::Hospital));
        let stored = include_str!("../tests/data/events/scheduling.AppointmentCancelled.1.json");
        let event = Event::decode("scheduling.AppointmentCancelled", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::AppointmentCancelled(one)) if one.by_hospital));
        let stored = include_str!("../tests/data/events/scheduling.AppointmentMoved.1.json");
        let event = Event::decode("scheduling.AppointmentMoved", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::AppointmentMoved(one))
            if one.by_hospital && one.seat == 2));
    }

    #[test]
    fn rules_of_version_2_were_the_hospitals_and_seats_of_version_1_were_anybodys() {
        let stored = include_str!("../tests/data/events/scheduling.RulesAdopted.2.json");
        let event = Event::decode("scheduling.RulesAdopted", 2, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::RulesAdopted(adopted))
            if adopted.scope == RulesScope::Hospital && adopted.rules.cancels_per_day_max == Some(4)));
        let stored = include_str!("../tests/data/events/scheduling.SessionPublished.1.json");
        let event = Event::decode("scheduling.SessionPublished", 1, stored).unwrap();
        assert!(matches!(&event, Event::Scheduling(scheduling::Event::SessionPublished(published))
            if published.slots.iter().map(|slot| slot.capacity()).collect::<Vec<_>>() == [3, 2]
                && published.slots[0].pools == [Pool::General; 3]));
        assert_eq!(event.kind().1, 4);
    }

    #[test]
    fn version_1_of_a_template_has_the_same_seats_in_each_window() {
        let seats = |kind: &str, stored: &str| match Event::decode(kind, 1, stored) {
            Ok(Event::Scheduling(scheduling::Event::TemplateCreated(created))) => created.plan.capacity,
            Ok(Event::Scheduling(scheduling::Event::TemplateChanged(changed))) => changed.plan.capacity,
            other => panic!("{kind}: {other:?}"),
        };
        let created = include_str!("../tests/data/events/scheduling.TemplateCreated.1.json");
        let changed = include_str!("../tests/data/events/scheduling.TemplateChanged.1.json");
        assert_eq!(seats("scheduling.TemplateCreated", created), WindowSeats::Each(3));
        assert_eq!(seats("scheduling.TemplateChanged", changed), WindowSeats::Each(1));
    }

    #[test]
    fn version_1_of_a_bill_was_of_a_general_hospital() {
        let stored = include_str!("../tests/data/events/settlement.BillOpened.1.json");
        let event = Event::decode("settlement.BillOpened", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(settlement::Event::BillOpened(bill))
            if (bill.hospital_level, bill.hospital_kind) == (3, HospitalKind::General) && bill.admission_no == 2));
        assert_eq!(event.kind().1, 2);
    }

    #[test]
    fn version_1_of_a_price_has_no_unit() {
        let stored = include_str!("../tests/data/events/settlement.ItemPriced.1.json");
        let event = Event::decode("settlement.ItemPriced", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(crate::settlement::Event::ItemPriced(item))
            if item.unit.is_none() && item.item.as_str() == "D001" && item.unit_price.to_string() == "12.8"));
        assert_eq!(event.kind().1, 2);
    }

    #[test]
    fn version_1_of_a_return_gave_the_whole_deposit_back() {
        let stored = include_str!("../tests/data/events/settlement.DepositReturned.1.json");
        let event = Event::decode("settlement.DepositReturned", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(settlement::Event::DepositReturned(back))
            if back.amount.to_string() == "5000.00" && back.postings.len() == 2));
        assert_eq!(event.kind().1, 2);
    }

    #[test]
    fn version_1_of_a_payment_was_at_the_bedside() {
        let stored = include_str!("../tests/data/events/settlement.SettlementPaid.1.json");
        let event = Event::decode("settlement.SettlementPaid", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(settlement::Event::SettlementPaid(paid))
            if paid.place == settlement::PayPlace::Bedside && paid.refunds.is_empty() && paid.deposit_refund.to_string() == "1345.00"));
        assert_eq!(event.kind().1, 3);
    }

    #[test]
    fn version_2_of_a_payment_and_version_1_of_a_take_back_had_no_receipt() {
        let stored = include_str!("../tests/data/events/settlement.SettlementPaid.2.json");
        let event = Event::decode("settlement.SettlementPaid", 2, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(settlement::Event::SettlementPaid(paid))
            if paid.place == settlement::PayPlace::Counter && paid.receipt.is_none()));
        assert_eq!(event.kind().1, 3);
        let stored = include_str!("../tests/data/events/settlement.SettlementTakenBack.1.json");
        let event = Event::decode("settlement.SettlementTakenBack", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(settlement::Event::SettlementTakenBack(back))
            if back.refund.is_zero() && back.red.is_none()));
        assert_eq!(event.kind().1, 2);
    }

    #[test]
    fn version_1_of_an_answer_was_not_doubted() {
        let stored = include_str!("../tests/data/events/settlement.ExchangeAnswered.1.json");
        let event = Event::decode("settlement.ExchangeAnswered", 1, stored).unwrap();
        assert!(matches!(&event, Event::Settlement(crate::settlement::Event::ExchangeAnswered(one)) if !one.doubted));
        assert_eq!(event.kind().1, 2);
    }

    #[test]
    fn a_birth_date_of_version_1_does_not_come_into_the_event() {
        let read = |kind: &str, stored: &str| {
            let event = Event::decode(kind, 1, stored).unwrap();
            (event.encode().unwrap(), event)
        };
        for (kind, stored) in [
            ("journey.PersonRegistered", include_str!("../tests/data/events/journey.PersonRegistered.1.json")),
            ("journey.PersonCorrected", include_str!("../tests/data/events/journey.PersonCorrected.1.json")),
        ] {
            assert!(stored.contains("1949-12-31"));
            let (text, event) = read(kind, stored);
            assert_eq!(event.kind(), (kind, 3));
            assert!(!text.contains("1949") && !text.contains("birth") && text.contains("female"), "{text}");
            assert!(text.contains(r#""born_in":null"#), "{text}");
        }
        let stored = include_str!("../tests/data/events/journey.PersonErased.1.json");
        let (_, event) = read("journey.PersonErased", stored);
        assert!(matches!(event, Event::Journey(journey::Event::PersonErased(erased))
            if erased.aliases.is_empty() && erased.kept.len() == 1));
    }

    #[test]
    fn what_once_was_an_event_of_its_own_is_read_as_a_move() {
        let read = |kind: &str, stored: &str| match Event::decode(kind, 1, stored) {
            Ok(Event::Journey(journey::Event::JourneyMoved(moved))) => moved.moves,
            other => panic!("{kind}: {other:?}"),
        };
        let kind = |step: &Move| match step {
            Move::Opened { department, .. } => ("opened", department.is_some()),
            Move::StepOpened { kind, due, .. } => ("step opened", *kind == StepKind::Consult && due.is_some()),
            Move::StepClosed { kind, done, .. } => ("step closed", *kind == StepKind::Booking && *done),
            Move::EffortCounted(effort) => ("effort", effort.trips == 1 && effort.waiting_minutes == 12),
            Move::Closed => ("closed", true),
        };
        let moves = [
            read("journey.JourneyOpened", include_str!("../tests/data/events/journey.JourneyOpened.1.json")),
            read("journey.StepOpened", include_str!("../tests/data/events/journey.StepOpened.1.json")),
            read("journey.StepClosed", include_str!("../tests/data/events/journey.StepClosed.1.json")),
            read("journey.EffortCounted", include_str!("../tests/data/events/journey.EffortCounted.1.json")),
            read("journey.JourneyClosed", include_str!("../tests/data/events/journey.JourneyClosed.1.json")),
        ];
        let kinds: Vec<_> = moves.iter().map(|moves| moves.iter().map(kind).collect::<Vec<_>>()).collect();
        let expected = ["opened", "step opened", "step closed", "effort", "closed"].map(|kind| vec![(kind, true)]);
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_retired_event_that_lacks_something_is_refused() {
        let read = Event::decode("journey.StepClosed", 1, r#"{"journey":"01a20eda-f820-7410-b572-2eb13df963db"}"#);
        assert!(matches!(read, Err(DecodeError::Payload { .. })));
        assert!(matches!(Event::decode("journey.StepClosed", 2, "{}"), Err(DecodeError::Unknown { .. })));
    }

    #[test]
    fn a_newer_version_and_an_unknown_kind_are_refused() {
        for (kind, version) in [("scheduling.AppointmentBooked", 3), ("scheduling.Nonsense", 1)] {
            assert!(matches!(Event::decode(kind, version, "{}"), Err(DecodeError::Unknown { .. })));
        }
    }

    /// What older versions wrote is applied by the golden test of each decider.
    #[test]
    fn each_version_of_each_kind_has_a_golden_file_and_todays_is_written_as_it_stands_there() {
        let written = Event::kinds().flat_map(|(kind, current)| (1..=current).map(move |version| (kind, version)));
        let released: BTreeSet<_> = written.chain(RETIRED.map(|(kind, version, _)| (kind, version))).collect();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/events");
        let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let wanted: BTreeSet<_> = released.iter().map(|(kind, version)| format!("{kind}.{version}.json")).collect();
        assert_eq!(files.collect::<BTreeSet<_>>(), wanted, "one file for each version of each kind");
        for (kind, version) in released {
            let stored = fs::read_to_string(folder.join(format!("{kind}.{version}.json"))).unwrap();
            let event =
                Event::decode(kind, version, &stored).unwrap_or_else(|error| panic!("{kind} {version}: {error}"));
            let (today, current) = event.kind();
            let text = event.encode().unwrap();
            if (kind, version) == (today, current) {
                assert_eq!(text, stored.trim_end(), "a kind that is written otherwise gets a new version");
            } else {
                assert_eq!(Event::decode(today, current, &text).unwrap(), event, "{kind} {version}");
            }
        }
    }
}
