//! Events as older versions of the program wrote them (`model/tests/data/events`): each is read, applied where it
//! belongs, and must change what it says.

use crate::{Erasure, World};
use model::{
    decide::{Decider, Stamp},
    id::{AppointmentId, JourneyId, PersonId},
    journey::{Effort, Event, Identity, JourneyMoved, Move, Owner, RetentionClass, StepKind, Subject},
    person::{CredentialKind, Sex},
    time::Instant,
};

#[path = "../../../model/tests/data/events.rs"]
mod events;

#[test]
fn what_older_versions_wrote_is_read_and_applied() {
    let (mut world, mut golden, mut seq) = (World::default(), events::golden("journey"), 0);
    let start: Instant = "2026-11-26T00:00:00Z".parse().unwrap();
    let mut apply = |world: &mut World, event: &Event| {
        seq += 1;
        let at = start + chrono::Duration::minutes(seq);
        world.apply(event, Stamp { seq: seq.unsigned_abs(), at });
        at
    };
    let mut take_version = |kind: &str, version: u16| match golden.remove(&(kind.to_owned(), version)).unwrap() {
        model::event::Event::Journey(event) => event,
        other => panic!("{other:?}"),
    };
    // Version 2 had no birth date any more, and did not say the year yet.
    let before_years =
        [("PersonRegistered", 2), ("PersonCorrected", 2)].map(|(kind, version)| take_version(kind, version));
    let mut take = |kind: &str| take_version(kind, 1);
    let person = PersonId("01a20eda-f820-7410-b572-2eb13df963db".parse().unwrap());
    let patient = PersonId("01a20ed1-1589-7086-9443-62e127dea996".parse().unwrap());
    let journey = JourneyId("01a20eda-f820-7410-b572-2eb13df963db".parse().unwrap());
    let visit = Subject::Appointment(AppointmentId("01a20edb-0f3d-7ae2-9e57-e1b065967dfb".parse().unwrap()));

    let registered = take("PersonRegistered");
    apply(&mut world, &registered);
    let row = world.record(person).unwrap();
    assert_eq!((row.sex, row.identity, row.mother), (Sex::Female, Identity::Known, None));
    assert_eq!(row.credentials.iter().map(|one| one.kind).collect::<Vec<_>>(), [CredentialKind::ResidentId]);
    assert_eq!((row.name_lookup.as_deref(), row.phone_lookup.as_deref()), (Some(&*"a".repeat(64)), None));
    let corrected = take("PersonCorrected");
    let corrected_at = apply(&mut world, &corrected);
    assert!(corrected_at > start && world.sex_of(person) == Sex::Female);

    // Another person's journey, move by move.
    let Event::PersonRegistered(mut other) = registered else { panic!("another kind") };
    other.person = patient;
    other.credentials.clear();
    apply(&mut world, &other.clone().into());
    for event in &before_years {
        match event {
            Event::PersonRegistered(told) => {
                assert_eq!(told.born_in, None);
                apply(&mut world, event);
                assert_eq!(world.record(told.person).unwrap().credentials.len(), 3);
            }
            Event::PersonCorrected(told) => assert_eq!((told.born_in, told.credentials.len()), (None, 3)),
            other => panic!("{other:?}"),
        }
    }
    let opened = apply(&mut world, &take("JourneyOpened"));
    let row = world.journey(journey).unwrap();
    assert_eq!((row.person, row.opened, row.closed, row.steps.len()), (patient, opened, None, 0));
    assert_eq!(row.department.map(|id| id.0.to_string()).as_deref(), Some("01a20ed1-1552-73d3-ad1a-fd7b466cf200"));
    let moved = |step: Move| Event::from(JourneyMoved { journey, moves: vec![step] });
    apply(
        &mut world,
        &moved(Move::StepOpened { kind: StepKind::Booking, subject: visit, owner: Owner::Patient, due: None }),
    );
    apply(&mut world, &take("StepOpened"));
    let row = world.journey(journey).unwrap();
    let step = row.open_step(StepKind::Consult, visit).unwrap();
    assert_eq!((step.owner, step.due), (Owner::Clinician, Some("2026-11-29T12:20:00Z".parse().unwrap())));
    apply(&mut world, &take("StepClosed"));
    let row = world.journey(journey).unwrap();
    assert!(row.open_step(StepKind::Booking, visit).is_none() && row.steps[0].done);
    apply(&mut world, &take("EffortCounted"));
    let effort = Effort { trips: 1, waiting_minutes: 12, ..Effort::default() };
    assert_eq!(world.journey(journey).unwrap().effort, effort);
    apply(&mut world, &moved(Move::StepClosed { kind: StepKind::Consult, subject: visit, done: true }));
    let closed = apply(&mut world, &take("JourneyClosed"));
    assert_eq!(world.journey(journey).unwrap().closed, Some(closed));

    let at = apply(&mut world, &take("PersonErased"));
    let row = world.record(person).unwrap();
    let kept = vec![(RetentionClass::Medical, "2054-01-01".parse().unwrap())];
    assert_eq!(row.erased, Some(Erasure { at, destroyed: vec![RetentionClass::Contact], kept }));
    assert_eq!((row.sex, row.record.is_none(), row.credentials.len()), (Sex::Unknown, true, 0));

    // No merge was done although together they had more than the rules allow.
    let merged = take("PersonsMerged");
    let Event::PersonsMerged(of) = &merged else { panic!("another kind") };
    assert_eq!(of.over_caps, None);
    for person in [of.from, of.into] {
        apply(&mut world, &model::journey::PersonRegistered { person, ..other.clone() }.into());
    }
    apply(&mut world, &merged);
    assert_eq!(world.canonical(of.from), of.into);

    assert!(golden.is_empty(), "nobody applies {:?}", golden.keys());
}
