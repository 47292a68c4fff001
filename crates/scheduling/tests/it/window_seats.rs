//! Templates whose windows have seats of their own: what is published, what differs from it, and what is refused.

use crate::harness::*;
use model::{
    Label,
    id::TemplateId,
    message::Value,
    scheduling::{CalendarAdopted, CalendarYear, Command, DayOfWeek, TemplatePlan, Weeks, WindowSeats, command},
    time::MinuteOfDay,
};
use scheduling::World;

const TEMPLATE: u32 = 1;

/// Thursdays 08:00–09:20 in windows of 20 minutes, from today on.
fn plan(capacity: WindowSeats) -> TemplatePlan {
    TemplatePlan {
        valid_from: date("2026-11-26"),
        valid_until: None,
        room: Label::new("1 诊室", "Room 1"),
        device: None,
        weekday: DayOfWeek::Thursday,
        weeks: Weeks::Every,
        anchor: date("2026-11-26"),
        from: MinuteOfDay(480),
        until: MinuteOfDay(560),
        slot_minutes: 20,
        capacity,
        release_days: 7,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

fn template() -> TemplateId {
    TemplateId(id(13, TEMPLATE))
}

fn create(capacity: WindowSeats) -> Command {
    command::CreateTemplate { template: template(), clinician: clinician(1), plan: plan(capacity) }.into()
}

fn hospital() -> Harness {
    let mut harness = Harness::new();
    for year in [2026, 2027] {
        let calendar = CalendarYear { year, source: "test".into(), off: Vec::new(), worked: Vec::new() };
        harness.ok(Command::AdoptCalendar(CalendarAdopted { calendar }));
    }
    harness
}

fn publish_all(harness: &mut Harness) {
    for command in harness.due() {
        harness.ok(command);
    }
}

/// The beginnings and seats of the windows of a day's session.
fn windows(harness: &Harness, day: &str) -> Vec<(String, u16)> {
    let sessions = harness.world.sessions_between(date(day), date(day), harness.moment());
    let slots = sessions.iter().flat_map(|session| &session.slots);
    slots.map(|slot| (ZONE.minute(slot.from).to_string(), slot.capacity)).collect()
}

#[test]
fn each_window_is_published_with_its_seats_and_one_without_is_not() {
    let mut harness = hospital();
    harness.ok(create(WindowSeats::Windows(vec![3, 1, 0, 2])));
    publish_all(&mut harness);
    let expected = [("08:00".to_owned(), 3), ("08:20".to_owned(), 1), ("09:00".to_owned(), 2)];
    assert_eq!(windows(&harness, "2026-12-03"), expected);
    // It is what its template says; with the same seats at other times it would not be.
    let unlike =
        |harness: &Harness| harness.world.sessions_unlike_templates(department(1), date("2026-11-26"), ZONE).len();
    assert_eq!(unlike(&harness), 0);
    let published = harness.log.len();
    harness.ok(command::ChangeTemplate { template: template(), plan: plan(WindowSeats::Windows(vec![0, 3, 1, 2])) }
        .into());
    assert_eq!((unlike(&harness), harness.log.len()), (2, published + 1), "what is published stays as it is");
    assert_eq!(windows(&harness, "2026-12-03"), expected);
    // From a day on: the session of 10 December, released on the 3rd, has the new seats.
    harness.now += chrono::Duration::days(7);
    publish_all(&mut harness);
    assert_eq!(windows(&harness, "2026-12-10"), [("08:20".into(), 3), ("08:40".into(), 1), ("09:00".into(), 2)]);
    // As many can book as there are seats.
    let slot = harness.world.sessions_between(date("2026-12-10"), date("2026-12-10"), harness.moment())[0].slots[1].id;
    harness.ok(book(1, 1, slot));
    harness.refused(book(2, 2, slot), "slot-full");
    let again = World::restore(harness.world.snapshot());
    assert_eq!(again.snapshot(), harness.world.snapshot());
}

#[test]
fn seats_that_do_not_fit_the_windows_are_refused_with_field_value_and_rule() {
    let mut harness = hospital();
    for (seats, code, rule) in [
        (vec![3, 3, 3], "seats-count", [("value", 3), ("needed", 4)].as_slice()),
        (vec![], "seats-count", &[("value", 0), ("needed", 4)]),
        (vec![3, 3, 3, 3, 3], "seats-count", &[("value", 5), ("needed", 4)]),
        (vec![51, 1, 1, 1], "out-of-range", &[("value", 51), ("min", 0), ("max", 50)]),
        (vec![0, 0, 0, 0], "out-of-range", &[("value", 0), ("min", 1), ("max", 50)]),
    ] {
        let refusal = harness.refused(create(WindowSeats::Windows(seats)), code);
        assert_eq!(refusal.field, Some("capacity"));
        let args: Vec<_> = rule.iter().map(|(name, value)| ((*name).into(), Value::Count(*value))).collect();
        assert_eq!(refusal.args, args);
    }
    harness.refused(create(WindowSeats::Each(0)), "out-of-range");
    harness.ok(create(WindowSeats::Windows(vec![50, 0, 0, 0])));
}

#[test]
fn a_session_has_no_more_seats_than_can_be_proposed_others_when_it_is_closed() {
    let mut harness = Harness::new();
    // 20 windows of 50 seats, and one window more.
    harness.refused(publish(7, 1, "2026-11-30", (480, 901), 20, 50), "slots-do-not-divide");
    let refused = harness.refused(publish(7, 1, "2026-11-30", (480, 900), 20, 50), "session-seats");
    assert_eq!((arg(&refused, "value"), arg(&refused, "limit")), (Some(1_050u16.into()), Some(1_000u16.into())));
    harness.ok(publish(7, 1, "2026-11-30", (480, 880), 20, 50));
}
