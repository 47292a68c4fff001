//! Services as they are adopted, and appointments that become one itinerary.

use crate::harness::*;
use model::{
    Label,
    id::ItineraryId,
    scheduling::{
        Command, DayMinutes, ItineraryBooked, ItineraryOrder, ItineraryStop, Preparation, PreparationKind, Service,
        ServicesAdopted, Trace,
    },
    time::MinuteOfDay,
};
use scheduling::{World, read::AppointmentState};

const DAY: &str = "2026-11-26";

fn blood() -> Service {
    Service {
        code: "BLOOD".into(),
        name: Label::new("抽血", "Blood sample"),
        department: department(1),
        device: None,
        preparations: vec![Preparation { kind: PreparationKind::Fasting, minutes: 480 }],
        leaves: vec![Trace::EmptyBladder],
        result_minutes: 90,
        hears_results: false,
        begins_between: Some(DayMinutes { from: MinuteOfDay(420), until: MinuteOfDay(600) }),
    }
}

fn adopt(services: Vec<Service>) -> Command {
    ServicesAdopted { services }.into()
}

fn itinerary(number: u32) -> ItineraryId {
    ItineraryId(id(20, number))
}

fn stop(number: u32, service: Option<Service>) -> ItineraryStop {
    ItineraryStop { appointment: appointment(number), service }
}

fn join(number: u32, stops: Vec<ItineraryStop>) -> Command {
    ItineraryBooked { itinerary: itinerary(number), order: ItineraryOrder::ResultsFirst, stops }.into()
}

/// Two sessions of two departments, and two appointments of one person.
fn two_visits() -> Harness {
    let mut harness = Harness::new();
    for number in [1, 2] {
        harness.ok(publish(number, number, DAY, (480, 600), 20, 3));
        harness.ok(book(number, 1, slot(number, number)));
    }
    harness
}

#[test]
fn a_service_that_breaks_a_rule_is_refused_with_its_field() {
    let mut harness = Harness::new();
    let with = |change: fn(&mut Service)| {
        let mut service = blood();
        change(&mut service);
        vec![service]
    };
    for (code, field, services) in [
        ("code-form", "code", with(|it| it.code = "抽血".into())),
        ("code-in-use", "code", vec![blood(), blood()]),
        ("empty", "name", with(|it| it.name.en = " ".into())),
        ("not-there", "department", with(|it| it.department = department(99))),
        ("service-says-twice", "preparations", with(|it| it.preparations.push(it.preparations[0]))),
        ("out-of-range", "preparations", with(|it| it.preparations[0].minutes = 0)),
        ("out-of-range", "preparations", with(|it| it.preparations[0].minutes = 10_081)),
        ("service-says-twice", "leaves", with(|it| it.leaves.push(Trace::EmptyBladder))),
        ("out-of-range", "result_minutes", with(|it| it.result_minutes = 20_161)),
        (
            "out-of-range",
            "begins_between",
            with(|it| it.begins_between = Some(DayMinutes { from: MinuteOfDay(600), until: MinuteOfDay(599) })),
        ),
        ("out-of-range", "services", vec![blood(); 201]),
    ] {
        assert_eq!(harness.refused(adopt(services), code).field, Some(field));
    }
    assert!(harness.world.services().is_empty());
    harness.ok(adopt(vec![blood()]));
    assert_eq!(harness.world.service("BLOOD"), Some(&blood()));
    // A later set takes the place of all of it.
    harness.ok(adopt(Vec::new()));
    assert_eq!(harness.world.service("BLOOD"), None);
}

#[test]
fn appointments_of_one_person_become_one_itinerary_once() {
    let mut harness = two_visits();
    let stops = vec![stop(1, Some(blood())), stop(2, None)];
    harness.ok(join(1, stops.clone()));
    let found = harness.world.itinerary_of(appointment(2)).unwrap();
    assert_eq!((found.id, found.stops), (itinerary(1), stops.clone()));
    // Neither the same ones again, nor the same id.
    harness.refused(join(2, stops.clone()), "id-in-use");
    harness.refused(join(1, stops), "id-in-use");
    // A snapshot has it, and its index.
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    assert_eq!(restored.itinerary_of(appointment(1)).unwrap().id, itinerary(1));
}

#[test]
fn what_is_no_itinerary_is_refused() {
    let mut harness = two_visits();
    harness.ok(book(3, 2, slot(1, 1)));
    for (code, stops) in [
        ("out-of-range", vec![stop(1, None)]),
        ("id-in-use", vec![stop(1, None), stop(1, None)]),
        ("id-in-use", vec![stop(1, None), stop(3, None)]),
        ("not-there", vec![stop(1, None), stop(9, None)]),
        ("other-department", vec![stop(1, None), stop(2, Some(blood()))]),
    ] {
        harness.refused(join(1, stops), code);
    }
    harness.ok(cancel(2, true));
    assert_eq!(harness.world.appointment(appointment(2)).unwrap().state, AppointmentState::Cancelled);
    harness.refused(join(1, vec![stop(1, None), stop(2, None)]), "appointment-state");
}
