//! Published sessions that are not what templates and calendars say now: which are found, and which are not.

use crate::harness::*;
use model::{
    Label,
    id::TemplateId,
    scheduling::{CalendarAdopted, CalendarYear, Command, DayOfWeek, DaysOff, TemplatePlan, Weeks, WorkedDay, command},
    time::{BusinessDate, MinuteOfDay},
};

fn template(number: u32) -> TemplateId {
    TemplateId(id(13, number))
}

/// Thursdays 08:00–10:00 in room 1, published 21 days before. The test's day, 26 November 2026, is a Thursday.
fn plan() -> TemplatePlan {
    TemplatePlan {
        valid_from: date("2026-11-26"),
        valid_until: None,
        room: Label::new("1 诊室", "Room 1"),
        device: None,
        weekday: DayOfWeek::Thursday,
        weeks: Weeks::Every,
        anchor: date("2026-11-26"),
        from: MinuteOfDay(480),
        until: MinuteOfDay(600),
        slot_minutes: 20,
        capacity: 2.into(),
        release_days: 21,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

fn change(plan: TemplatePlan) -> Command {
    command::ChangeTemplate { template: template(1), plan }.into()
}

/// These days off and these days in exchange.
fn calendar(off: &[&str], worked: &[&str]) -> Command {
    let off =
        off.iter().map(|day| DaysOff { name: Label::new("假期", "Holiday"), from: date(day), until: date(day) });
    let worked = worked.iter().map(|day| WorkedDay { date: date(day), worked_as: Some(DayOfWeek::Friday) });
    let (off, worked) = (off.collect(), worked.collect());
    Command::AdoptCalendar(CalendarAdopted {
        calendar: CalendarYear { year: 2026, source: "test".into(), off, worked },
    })
}

/// Four Thursdays are published: 26 November, 3, 10 and 17 December.
fn hospital() -> Harness {
    let mut harness = Harness::new();
    harness.ok(calendar(&["2026-12-31"], &[]));
    harness.ok(command::CreateTemplate { template: template(1), clinician: clinician(1), plan: plan() }.into());
    for command in harness.due() {
        drop(harness.play(&command));
    }
    assert_eq!(harness.world.sessions_between(date("2026-11-26"), date("2026-12-31"), harness.moment()).len(), 4);
    harness
}

fn unlike(harness: &Harness, from: &str) -> Vec<String> {
    let found = harness.world.sessions_unlike_templates(department(1), date(from), ZONE);
    found.into_iter().map(|(day, _, _)| day.to_string()).collect()
}

fn on_days_off(harness: &Harness, (from, until): (&str, &str)) -> Vec<(BusinessDate, u32)> {
    let found = harness.world.sessions_on_days_off((date(from), date(until)), harness.moment());
    found.iter().map(|session| (session.date, session.taken())).collect()
}

#[test]
fn what_differs_from_its_template_is_found_and_nothing_else() {
    let mut harness = hospital();
    assert_eq!(unlike(&harness, "2026-11-26"), [""; 0]);
    // From 10 December on there is one seat more.
    harness.ok(change(TemplatePlan { valid_from: date("2026-12-10"), capacity: 3.into(), ..plan() }));
    assert_eq!(unlike(&harness, "2026-11-26"), ["2026-12-10", "2026-12-17"]);
    assert_eq!(unlike(&harness, "2026-12-11"), ["2026-12-17"]);
    // Each other difference: the hours, the length of a window, the room, the day of the week, the weeks.
    let others = [
        TemplatePlan { from: MinuteOfDay(460), ..plan() },
        TemplatePlan { until: MinuteOfDay(580), ..plan() },
        TemplatePlan { slot_minutes: 10, ..plan() },
        TemplatePlan { room: Label::new("2 诊室", "Room 2"), ..plan() },
        TemplatePlan { weekday: DayOfWeek::Monday, ..plan() },
        // 26 November is in an odd week, so are 10 and 24 December.
        TemplatePlan { weeks: Weeks::Even, ..plan() },
    ];
    for (place, other) in others.into_iter().enumerate() {
        let mut harness = hospital();
        harness.ok(change(other));
        let all = ["2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17"];
        let found = unlike(&harness, "2026-11-26");
        let expected = if place < 5 { &all[..] } else { &["2026-11-26", "2026-12-10"][..] };
        assert_eq!(found, expected, "{place}");
    }
    // What only says when it is published changes no session.
    let mut harness = hospital();
    harness.ok(change(TemplatePlan { release_days: 20, ..plan() }));
    assert_eq!(unlike(&harness, "2026-11-26"), [""; 0]);
    // A session that was taken back is none.
    harness.ok(change(TemplatePlan { capacity: 1.into(), ..plan() }));
    let next = harness.world.sessions_between(date("2026-12-03"), date("2026-12-03"), harness.moment())[0].id;
    harness.ok(command::WithdrawSession { session: next, reason: reason() }.into());
    assert_eq!(unlike(&harness, "2026-11-26"), ["2026-11-26", "2026-12-10", "2026-12-17"]);
}

#[test]
fn a_session_that_was_moved_to_another_day_is_not_what_its_template_says() {
    let mut harness = hospital();
    let next = harness.world.sessions_between(date("2026-12-03"), date("2026-12-03"), harness.moment())[0].id;
    let moved = command::ChangeSession {
        session: next,
        date: date("2026-12-04"),
        from: MinuteOfDay(480),
        until: MinuteOfDay(600),
        capacity: 2.into(),
        room: Label::new("1 诊室", "Room 1"),
        slots: (0..6).map(|window| slot(9, window)).collect(),
        reason: reason(),
    };
    harness.ok(moved.into());
    assert_eq!(unlike(&harness, "2026-11-26"), ["2026-12-03"]);
    // It was given its session for that day all the same.
    assert!(harness.due().is_empty());
}

#[test]
fn sessions_on_days_that_became_off_are_found_with_who_is_booked() {
    let mut harness = hospital();
    let span = ("2026-11-26", "2026-12-31");
    assert!(on_days_off(&harness, span).is_empty());
    let slot = harness.world.sessions_between(date("2026-12-03"), date("2026-12-03"), harness.moment())[0].slots[0].id;
    harness.ok(book(1, 1, slot));
    // 3 and 10 December become days off; 17 December is worked as a Friday.
    harness.ok(calendar(&["2026-12-03", "2026-12-10"], &["2026-12-17"]));
    assert_eq!(on_days_off(&harness, span), [(date("2026-12-03"), 1), (date("2026-12-10"), 0)]);
    assert_eq!(on_days_off(&harness, ("2026-12-04", "2026-12-31")), [(date("2026-12-10"), 0)]);
    assert!(on_days_off(&harness, ("2026-12-04", "2026-12-09")).is_empty());
    // A day off is told there; a day in exchange has no session of this template any more.
    assert_eq!(unlike(&harness, "2026-11-26"), ["2026-12-17"]);
}

#[test]
fn a_session_is_published_at_a_minute_of_its_day() {
    let mut harness = Harness::new();
    let create = |number, minute| -> Command {
        let plan = TemplatePlan { release_at: MinuteOfDay(minute), ..plan() };
        command::CreateTemplate { template: template(number), clinician: clinician(1), plan }.into()
    };
    let refused = harness.play(&create(1, 1440)).expect_err("24:00 is no minute of the day");
    assert_eq!(refused.field, Some("release_at"));
    harness.ok(create(1, 1439));
}
