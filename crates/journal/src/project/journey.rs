//! People without their names, insurance, journeys.

use super::table::{Change, Value, named, shown};
use model::{
    id::JourneyId,
    journey::{Event, Identity, Move, StepKind, Subject},
    person::Sex,
    time::Instant,
};

fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::Known => "known",
        Identity::Newborn { .. } => "newborn",
        Identity::Unidentified => "unidentified",
    }
}

fn subject(subject: Subject) -> Value {
    match subject {
        Subject::Appointment(id) => shown(id),
        Subject::Admission(id) => shown(id),
        Subject::Settlement(id) => shown(id),
    }
}

pub(super) fn changes(event: &Event, at: Instant) -> Vec<Change> {
    match event {
        Event::PersonRegistered(e) => {
            // Whoever has a credential is known by it, a newborn too.
            let known = if e.credentials.is_empty() { e.identity } else { Identity::Known };
            let person = Change::Put {
                table: "person",
                key: vec![shown(e.person)],
                set: vec![("sex", named(e.sex)), ("identity", identity(known).into()), ("erased", false.into())],
            };
            vec![person]
        }
        Event::PersonCorrected(e) => {
            let known = (!e.credentials.is_empty()).then(|| ("identity", identity(Identity::Known).into()));
            let set = [("sex", named(e.sex))].into_iter().chain(known).collect();
            vec![Change::Set { table: "person", key: vec![shown(e.person)], set }]
        }
        Event::SexRecorded(e) => {
            vec![Change::Set { table: "person", key: vec![shown(e.person)], set: vec![("sex", named(e.sex))] }]
        }
        // The year is in no table.
        Event::BirthYearKnown(_) => Vec::new(),
        Event::PersonErased(e) => {
            let cleared = || vec![("erased", true.into()), ("sex", named(Sex::Unknown))];
            e.family().map(|one| Change::Set { table: "person", key: vec![shown(one)], set: cleared() }).collect()
        }
        Event::PersonsMerged(e) => {
            vec![Change::Set { table: "person", key: vec![shown(e.from)], set: vec![("alias_of", shown(e.into))] }]
        }
        Event::MergeUndone(e) => {
            vec![Change::Set { table: "person", key: vec![shown(e.from)], set: vec![("alias_of", Value::Null)] }]
        }
        Event::CoverageAdded(e) => vec![Change::Put {
            table: "coverage",
            key: vec![shown(e.coverage)],
            set: vec![
                ("person", shown(e.person)),
                ("insurance", named(e.insurance)),
                ("class", named(e.class)),
                ("region", e.region.as_str().into()),
            ],
        }],
        Event::RelativeAdded(e) => vec![Change::Put {
            table: "relative",
            key: vec![shown(e.relative), shown(e.person)],
            set: vec![("since", at.into())],
        }],
        Event::RelativeRemoved(e) => vec![Change::Set {
            table: "relative",
            key: vec![shown(e.relative), shown(e.person)],
            set: vec![("ended_at", at.into())],
        }],
        Event::JourneyMoved(e) => e.moves.iter().flat_map(|step| moved(e.journey, step, at)).collect(),
    }
}

fn moved(journey: JourneyId, step: &Move, at: Instant) -> Vec<Change> {
    let of_journey = |set| Change::Set { table: "journey", key: vec![shown(journey)], set };
    let key = |kind: &StepKind, about: &Subject| vec![shown(journey), named(kind), subject(*about)];
    let change = match step {
        Move::Opened { person, department } => Change::Put {
            table: "journey",
            key: vec![shown(journey)],
            set: vec![
                ("person", shown(person)),
                ("department", department.map(shown).into()),
                ("opened_at", at.into()),
                ("trips", 0i64.into()),
                ("documents", 0i64.into()),
                ("typed_twice", 0i64.into()),
                ("waiting_minutes", 0i64.into()),
                ("procedure_minutes", 0i64.into()),
            ],
        },
        Move::StepOpened { kind, subject, owner, due } => {
            let step = Change::Put {
                table: "journey_step",
                key: key(kind, subject),
                set: vec![("owner", named(owner)), ("due_at", (*due).into()), ("opened_at", at.into())],
            };
            // A journey that was closed goes on when something is taken back.
            return vec![step, of_journey(vec![("closed_at", Value::Null)])];
        }
        Move::StepClosed { kind, subject, done } => Change::Set {
            table: "journey_step",
            key: key(kind, subject),
            set: vec![("closed_at", at.into()), ("done", (*done).into())],
        },
        Move::EffortCounted(effort) => Change::Add {
            table: "journey",
            key: vec![shown(journey)],
            add: vec![
                ("trips", effort.trips.into()),
                ("documents", effort.documents.into()),
                ("typed_twice", effort.typed_twice.into()),
                ("waiting_minutes", effort.waiting_minutes.into()),
                ("procedure_minutes", effort.procedure_minutes.into()),
            ],
        },
        Move::Closed => of_journey(vec![("closed_at", at.into())]),
    };
    vec![change]
}
