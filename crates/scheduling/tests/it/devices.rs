//! Devices: enrolled, one session at a time, out of service, wanted by services and kept by closures.

use crate::{
    closing::{close, undo},
    harness::*,
};
use model::{
    Label,
    id::{DeviceId, ItineraryId, TemplateId},
    message::Value,
    scheduling::{
        CalendarAdopted, CalendarYear, Command, DayOfWeek, DeviceEnrolled, DeviceKind, Event, ItineraryBooked,
        ItineraryOrder, ItineraryStop, Service, Silence, TemplatePlan, Weeks, command,
    },
    time::MinuteOfDay,
};
use proptest::prelude::*;
use scheduling::{DepartmentDays, World, read::Publication};

const DAY: &str = "2026-11-26";
const NEXT: &str = "2026-11-27";

pub(crate) fn device(number: u32) -> DeviceId {
    DeviceId(id(21, number))
}

fn us(number: u32, department_of: u32) -> DeviceEnrolled {
    DeviceEnrolled {
        device: device(number),
        department: department(department_of),
        code: format!("US-{number}"),
        name: Label::new(format!("超声 {number} 号机"), format!("Ultrasound {number}")),
        kind: DeviceKind::Us,
        room: Some(Label::new("彩超室", "Ultrasound room")),
    }
}

pub(crate) fn enrol(number: u32, department_of: u32) -> Command {
    us(number, department_of).into()
}

/// The same session, on a device.
pub(crate) fn with(number: u32, mut published: Command) -> Command {
    if let Command::PublishSession(command::PublishSession { device: of, .. }) = &mut published {
        *of = Some(device(number));
    }
    published
}

pub(crate) fn take_out(number: u32) -> Command {
    command::TakeOutOfService { device: device(number), reason: reason() }.into()
}

pub(crate) fn put_in(number: u32) -> Command {
    command::PutInService { device: device(number) }.into()
}

/// Department 1 has clinicians 1 and 3, two ultrasounds (1 and 2) and a CT (4); department 2 has the ultrasound 3.
pub(crate) fn hospital() -> Harness {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    harness.ok(enrol(1, 1));
    harness.ok(enrol(2, 1));
    harness.ok(enrol(3, 2));
    harness.ok(DeviceEnrolled { kind: DeviceKind::Ct, room: None, ..us(4, 1) }.into());
    harness
}

#[test]
fn a_device_that_breaks_a_rule_is_refused_with_its_field() {
    let mut harness = hospital();
    let new = || us(9, 1);
    let named = |zh: &str| Label::new(zh, "Device");
    for (code, field, device) in [
        ("id-in-use", "device", DeviceEnrolled { device: device(1), ..new() }),
        ("not-there", "department", DeviceEnrolled { department: department(9), ..new() }),
        ("code-form", "code", DeviceEnrolled { code: "超声".into(), ..new() }),
        ("code-in-use", "code", DeviceEnrolled { code: "US-1".into(), department: department(2), ..new() }),
        ("empty", "name", DeviceEnrolled { name: named(" "), ..new() }),
        ("empty", "room", DeviceEnrolled { room: Some(named("")), ..new() }),
        ("text-too-long", "room", DeviceEnrolled { room: Some(named(&"甲".repeat(101))), ..new() }),
    ] {
        assert_eq!(harness.refused(device.into(), code).field, Some(field), "{code}");
    }
    let codes: Vec<_> = harness.world.devices_of(department(1)).map(|one| one.code).collect();
    assert_eq!(codes, ["US-1", "US-2", "US-4"]);
}

#[test]
fn one_session_at_a_time_uses_a_device() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, DAY, (480, 540), 20, 1)));
    let refused = harness.refused(with(1, publish(2, 3, DAY, (520, 580), 20, 1)), "device-overlap");
    assert_eq!(refused.field, Some("device"));
    let told = ["device", "from", "until", "room"].map(|name| arg(&refused, name));
    let text = |text: &str| Some(Value::Text(text.into()));
    let label = |zh: &str, en: &str| Some(Value::Label(Label::new(zh, en)));
    assert_eq!(told, [label("超声 1 号机", "Ultrasound 1"), text("08:00"), text("09:00"), label("1 诊室", "Room 1")]);
    // On the other one, without any, or once the first has ended, nothing is in the way.
    harness.ok(with(2, publish(2, 3, DAY, (480, 500), 20, 1)));
    harness.ok(publish(3, 3, DAY, (500, 520), 20, 1));
    harness.ok(with(1, publish(4, 3, DAY, (540, 600), 20, 1)));
    // What is withdrawn uses it no longer.
    harness.ok(Command::WithdrawSession(command::WithdrawSession { session: session(1), reason: reason() }));
    harness.ok(with(1, publish(5, 1, DAY, (480, 540), 20, 1)));
    let on_it = harness.world.sessions_on(device(1), date(DAY), harness.moment());
    assert_eq!(on_it.iter().map(|one| one.id).collect::<Vec<_>>(), [session(5), session(4)]);
    assert_eq!(on_it[0].room.device, Some(Label::new("超声 1 号机", "Ultrasound 1")));
    assert_eq!(on_it[0].device_kind, Some(DeviceKind::Us));
}

/// Until 02:00 of the next day.
#[test]
fn a_session_over_midnight_uses_its_device_on_both_days() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, DAY, (1320, 1560), 20, 1)));
    harness.refused(with(1, publish(2, 3, NEXT, (60, 180), 20, 1)), "device-overlap");
    harness.ok(with(1, publish(2, 3, NEXT, (120, 180), 20, 1)));
    // And the other way round: the night before begins later.
    harness.ok(with(2, publish(3, 3, "2026-11-28", (60, 120), 20, 1)));
    harness.refused(with(2, publish(4, 1, NEXT, (1320, 1520), 20, 1)), "device-overlap");
    harness.ok(with(2, publish(4, 1, NEXT, (1320, 1500), 20, 1)));
}

#[test]
fn a_device_that_is_unknown_or_another_departments_is_refused() {
    let mut harness = hospital();
    assert_eq!(harness.refused(with(9, publish(1, 1, DAY, (480, 540), 20, 1)), "not-there").field, Some("device"));
    harness.refused(with(3, publish(1, 1, DAY, (480, 540), 20, 1)), "device-department");
    harness.refused(create(1, 1, on_device(9, plan())), "not-there");
    harness.refused(create(1, 1, on_device(3, plan())), "device-department");
    harness.refused(take_out(9), "not-there");
    harness.refused(put_in(9), "not-there");
}

fn plan() -> TemplatePlan {
    TemplatePlan {
        valid_from: date(DAY),
        valid_until: None,
        room: Label::new("1 诊室", "Room 1"),
        device: None,
        weekday: DayOfWeek::Thursday,
        weeks: Weeks::Every,
        anchor: date(DAY),
        from: MinuteOfDay(480),
        until: MinuteOfDay(600),
        slot_minutes: 20,
        capacity: 2.into(),
        release_days: 7,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

fn on_device(number: u32, plan: TemplatePlan) -> TemplatePlan {
    TemplatePlan { device: Some(device(number)), ..plan }
}

fn elsewhere(plan: TemplatePlan) -> TemplatePlan {
    TemplatePlan { room: Label::new("7 诊室", "Room 7"), ..plan }
}

fn template(number: u32) -> TemplateId {
    TemplateId(id(22, number))
}

fn create(number: u32, who: u32, plan: TemplatePlan) -> Command {
    command::CreateTemplate { template: template(number), clinician: clinician(who), plan }.into()
}

fn with_calendar() -> Harness {
    let mut harness = hospital();
    let calendar = CalendarYear { year: 2026, source: "test".into(), off: Vec::new(), worked: Vec::new() };
    harness.ok(Command::AdoptCalendar(CalendarAdopted { calendar }));
    harness
}

/// What falls due is done, as the tick does it; the devices of the sessions that were published.
fn tick(harness: &mut Harness) -> Vec<Option<DeviceId>> {
    let published = |event: Event| match event {
        Event::SessionPublished(published) => Some(published.device),
        _ => None,
    };
    harness
        .due()
        .into_iter()
        .filter_map(|command| harness.play(&command).ok())
        .flatten()
        .filter_map(published)
        .collect()
}

fn publication(harness: &Harness, day: &str) -> Option<Publication> {
    let days = harness.world.template_days(department(1), (date(day), date(day)), harness.moment());
    days.into_iter().find(|one| one.template == template(1)).map(|one| one.publication)
}

#[test]
fn two_templates_that_want_one_device_at_the_same_time_are_refused() {
    let mut harness = with_calendar();
    harness.ok(create(1, 1, on_device(1, plan())));
    let refused = harness.refused(create(2, 3, elsewhere(on_device(1, plan()))), "template-device-taken");
    assert_eq!(refused.field, Some("device"));
    assert_eq!(arg(&refused, "device"), Some(Value::Label(Label::new("超声 1 号机", "Ultrasound 1"))));
    assert_eq!(arg(&refused, "date"), Some(Value::Date(date(DAY).0)));
    harness.ok(create(2, 3, elsewhere(on_device(2, plan()))));
    let change =
        |plan: TemplatePlan| Command::from(command::ChangeTemplate { template: template(2), plan: elsewhere(plan) });
    harness.refused(change(on_device(1, plan())), "template-device-taken");
    let later = TemplatePlan { from: MinuteOfDay(600), until: MinuteOfDay(660), ..plan() };
    harness.ok(change(on_device(1, later)));
    // Today's and next Thursday's of each.
    let of = |number| Some(device(number));
    assert_eq!(tick(&mut harness), [of(1), of(1), of(1), of(1)]);
}

#[test]
fn what_another_session_has_is_not_published_by_a_template_until_it_is_free() {
    let mut harness = with_calendar();
    harness.ok(with(1, publish(1, 3, DAY, (480, 500), 20, 1)));
    harness.ok(create(1, 1, on_device(1, plan())));
    assert_eq!(tick(&mut harness).len(), 1, "next Thursday's");
    let why = publication(&harness, DAY);
    assert!(matches!(&why, Some(Publication::Not(refusal)) if refusal.code == "device-overlap"), "{why:?}");
    harness.ok(Command::WithdrawSession(command::WithdrawSession { session: session(1), reason: reason() }));
    assert_eq!(tick(&mut harness).len(), 1);
}

#[test]
fn nothing_is_published_on_a_device_that_does_not_work() {
    let mut harness = with_calendar();
    harness.ok(with(1, publish(1, 3, DAY, (620, 680), 20, 1)));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(create(1, 1, on_device(1, plan())));
    harness.ok(take_out(1));
    let refused = harness.refused(take_out(1), "device-out-of-service");
    assert_eq!(arg(&refused, "since"), Some(Value::At(at("07:00"))));
    harness.refused(with(1, publish(2, 3, DAY, (700, 740), 20, 1)), "device-out-of-service");
    assert!(tick(&mut harness).is_empty());
    let why = publication(&harness, DAY);
    assert!(matches!(&why, Some(Publication::Not(refusal)) if refusal.code == "device-out-of-service"), "{why:?}");
    // What is published stays, with whoever is booked in it; a template for later can be made.
    assert!(harness.world.appointment(appointment(1)).is_some_and(|visit| visit.state.is_open()));
    harness.ok(create(2, 3, elsewhere(on_device(1, TemplatePlan { weekday: DayOfWeek::Friday, ..plan() }))));
    harness.ok(put_in(1));
    harness.refused(put_in(1), "device-in-service");
    // Two Thursdays and a Friday.
    assert_eq!(tick(&mut harness), [Some(device(1)); 3]);
}

fn service(device: Option<DeviceKind>) -> Service {
    Service {
        code: "US".into(),
        name: Label::new("超声", "Ultrasound"),
        department: department(1),
        device,
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes: 0,
        hears_results: false,
        begins_between: None,
    }
}

#[test]
fn a_service_that_needs_a_device_is_done_on_one_of_its_kind() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, DAY, (480, 600), 20, 3)));
    harness.ok(publish(2, 2, DAY, (480, 600), 20, 3));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 3)));
    let join = |kind| {
        let stop = |number, service| ItineraryStop { appointment: appointment(number), service };
        let stops = vec![stop(1, Some(service(kind))), stop(2, None)];
        Command::from(ItineraryBooked { itinerary: ItineraryId(id(20, 1)), order: ItineraryOrder::Any, stops })
    };
    harness.refused(join(Some(DeviceKind::Ct)), "service-device");
    harness.ok(join(Some(DeviceKind::Us)));
}

/// The patients of an ultrasound are not sent to a consultation, nor to the CT.
#[test]
fn a_closure_keeps_only_seats_with_the_same_kind_of_device() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, NEXT, (480, 500), 20, 1)));
    harness.ok(with(2, publish(2, 3, NEXT, (500, 520), 20, 1)));
    harness.ok(publish(3, 1, NEXT, (520, 540), 20, 1));
    harness.ok(with(4, publish(4, 3, NEXT, (540, 560), 20, 1)));
    harness.ok(book(1, 1, slot(1, 0)));
    let deadline = on(DAY, "18:00");
    let to = |number| close(1, deadline, Silence::Keep, &[(1, slot(number, 0))], &[]);
    harness.refused(to(3), "rebooking-device");
    harness.refused(to(4), "rebooking-device");
    harness.ok(to(2));
    // And nobody from a consultation comes to a device.
    harness.ok(book(2, 2, slot(3, 0)));
    let away = close(3, deadline, Silence::Keep, &[(2, slot(4, 0))], &[]);
    harness.refused(away, "rebooking-device");
}

/// It can take place after all, so nobody else has its device meanwhile.
#[test]
fn a_closed_session_keeps_its_device() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, NEXT, (480, 500), 20, 1)));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(close(1, on(DAY, "18:00"), Silence::Keep, &[], &[1]));
    harness.refused(with(1, publish(2, 3, NEXT, (480, 500), 20, 1)), "device-overlap");
    harness.ok(undo(1));
    assert!(harness.world.appointment(appointment(1)).is_some_and(|visit| visit.state.is_open()));
}

/// Of two sessions on one device, 08:00–09:00 and 09:00–10:00, the first one is changed.
#[test]
fn a_changed_session_keeps_its_device_and_gets_new_hours_only_on_one_that_is_free_and_works() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, NEXT, (480, 540), 20, 2)));
    harness.ok(with(1, publish(2, 3, NEXT, (540, 600), 20, 1)));
    let change = |(from, until): (u16, u16), seats: u16| command::ChangeSession {
        session: session(1),
        date: date(NEXT),
        from: MinuteOfDay(from),
        until: MinuteOfDay(until),
        capacity: seats.into(),
        room: Label::new("1 诊室", "Room 1"),
        slots: (10..20).map(|window| slot(1, window)).collect(),
        reason: reason(),
    };
    assert_eq!(harness.refused(change((480, 560), 2).into(), "device-overlap").field, Some("device"));
    harness.ok(take_out(1));
    harness.refused(change((460, 540), 2).into(), "device-out-of-service");
    // Fewer seats and shorter hours are possible, as somebody who repairs it may need.
    harness.ok(change((500, 540), 1).into());
    assert_eq!(harness.world.sessions_on(device(1), date(NEXT), harness.moment()).len(), 2);
    harness.ok(put_in(1));
    harness.ok(change((460, 540), 1).into());
}

#[test]
fn devices_are_in_snapshots_and_in_copies() {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, DAY, (480, 540), 20, 1)));
    harness.ok(take_out(2));
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    let mut again = Harness { world: restored, now: harness.now, ..Harness::default() };
    again.refused(with(1, publish(2, 3, DAY, (480, 540), 20, 1)), "device-overlap");
    again.refused(with(2, publish(2, 3, DAY, (480, 540), 20, 1)), "device-out-of-service");

    let days = DepartmentDays { department: department(1), from: date(DAY), until: date(DAY) };
    let mut copy = Harness { world: harness.world.copy(&days), now: harness.now, ..Harness::default() };
    copy.refused(with(1, publish(2, 3, DAY, (480, 540), 20, 1)), "device-overlap");
    copy.refused(with(2, publish(2, 3, DAY, (480, 540), 20, 1)), "device-out-of-service");
    copy.ok(with(1, publish(2, 3, DAY, (540, 600), 20, 1)));
    let codes: Vec<_> = copy.world.devices().map(|one| one.code).collect();
    assert_eq!(codes, ["US-1", "US-2", "US-4"], "those of the department");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is published in whatever order: the sessions of one device never overlap, by minutes since the first
    /// midnight; and what is refused for a device would have overlapped.
    #[test]
    fn no_two_sessions_of_a_device_overlap(
        wanted in prop::collection::vec((1u32..3, 0i64..3, 24u16..72, 1u16..5), 0..24),
    ) {
        let mut harness = hospital();
        let mut used: Vec<(u32, i64, i64)> = Vec::new();
        for (number, (which, day, from, thirds)) in (1u32..).zip(wanted) {
            // Each has a clinician and a room of its own: only the device can be in the way.
            harness.enrol(100 + number, 1);
            let (from, until) = (from * 20, (from + thirds * 3) * 20);
            let text = date(DAY).plus_days(day).to_string();
            let begins = day * 1440 + i64::from(from);
            let ends = day * 1440 + i64::from(until);
            let overlaps = used.iter().any(|(of, other, end)| *of == which && begins < *end && *other < ends);
            match harness.play(&with(which, publish(number, 100 + number, &text, (from, until), 20, 1))) {
                Ok(_) => {
                    prop_assert!(!overlaps);
                    used.push((which, begins, ends));
                }
                Err(refusal) if refusal.code == "device-overlap" => prop_assert!(overlaps),
                // Beyond 03:00 of the next day.
                Err(refusal) => prop_assert_eq!(refusal.code, "session-times"),
            }
        }
    }
}
