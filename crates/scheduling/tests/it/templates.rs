//! Templates of sessions and the calendar: what is published when, what is not, and that nothing ever overlaps.

use crate::harness::*;
use chrono::Datelike as _;
use model::{
    Label,
    id::{SessionId, TemplateId},
    message::{Refusal, Value},
    scheduling::{
        CalendarAdopted, CalendarYear, Command, DayOfWeek, DaysOff, Event, Silence, TemplatePlan, Weeks, WindowSeats,
        WorkedDay, command,
    },
    time::{BusinessDate, MinuteOfDay},
};
use proptest::prelude::*;
use scheduling::{
    World,
    read::{Publication, SessionView},
};

fn template(number: u32) -> TemplateId {
    TemplateId(id(13, number))
}

/// Thursdays 08:00–10:00 in room 1, published 7 days before at 07:00. The test's day, 26 November 2026, is a Thursday.
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
        release_days: 7,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

fn create(number: u32, who: u32, plan: TemplatePlan) -> Command {
    command::CreateTemplate { template: template(number), clinician: clinician(who), plan }.into()
}

fn change(number: u32, plan: TemplatePlan) -> Command {
    command::ChangeTemplate { template: template(number), plan }.into()
}

fn end(number: u32, until: &str) -> Command {
    command::EndTemplate { template: template(number), until: date(until), reason: reason() }.into()
}

fn withdraw(session: SessionId) -> Command {
    command::WithdrawSession { session, reason: reason() }.into()
}

fn off(from: &str, until: &str) -> DaysOff {
    DaysOff { name: Label::new("假期", "Holiday"), from: date(from), until: date(until) }
}

fn calendar(year: u16, off: Vec<DaysOff>, worked: Vec<WorkedDay>) -> Command {
    Command::AdoptCalendar(CalendarAdopted { calendar: CalendarYear { year, source: "test".into(), off, worked } })
}

/// A hospital with plain calendars of 2026 and 2027.
fn hospital() -> Harness {
    let mut harness = Harness::new();
    for year in [2026, 2027] {
        harness.ok(calendar(year, Vec::new(), Vec::new()));
    }
    harness
}

/// What falls due is done, as the tick does it; how many sessions were published.
fn tick(harness: &mut Harness) -> usize {
    let published = |event: &Event| matches!(event, Event::SessionPublished(_));
    harness.due().into_iter().filter_map(|command| harness.play(&command).ok()).flatten().filter(published).count()
}

fn sessions(harness: &Harness) -> Vec<SessionView> {
    harness.world.sessions_between(date("2026-01-01"), date("2028-12-31"), harness.moment())
}

/// The days on which there is a session.
fn days(harness: &Harness) -> Vec<String> {
    sessions(harness).iter().map(|session| session.date.to_string()).collect()
}

fn publication(harness: &Harness, number: u32, day: &str) -> Option<Publication> {
    let all =
        (1..=2).flat_map(|of| harness.world.template_days(department(of), (date(day), date(day)), harness.moment()));
    all.into_iter().find(|one| one.template == template(number)).map(|one| one.publication)
}

fn refusal(harness: &Harness, number: u32, day: &str) -> Refusal {
    match publication(harness, number, day) {
        Some(Publication::Not(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_session_is_published_at_its_release_and_only_once() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    // Today and next Thursday: both releases have passed, 19 November 07:00 and just now.
    assert_eq!(tick(&mut harness), 2);
    assert_eq!(days(&harness), ["2026-11-26", "2026-12-03"]);
    assert_eq!(tick(&mut harness), 0);
    let first = &sessions(&harness)[0];
    assert_eq!(
        (first.from, first.until, first.slots.len(), first.capacity()),
        (MinuteOfDay(480), MinuteOfDay(600), 6, 12)
    );
    // It is a session like any other.
    harness.ok(book(1, 1, first.slots[0].id));
    // 10 December is released on 3 December at 07:00.
    harness.now = on("2026-12-03", "06:59");
    assert_eq!(tick(&mut harness), 0);
    let ahead = Publication::Ahead(on("2026-12-03", "07:00"), None);
    assert_eq!(publication(&harness, 1, "2026-12-10"), Some(ahead));
    let early = command::PublishFromTemplate {
        template: template(1),
        date: date("2026-12-10"),
        session: session(50),
        slots: (0..6).map(|window| slot(50, window)).collect(),
    };
    let refused = harness.refused(early.clone().into(), "template-not-released");
    assert_eq!(arg(&refused, "at"), Some(Value::At(on("2026-12-03", "07:00"))));
    harness.now = on("2026-12-03", "07:00");
    harness.ok(early.clone().into());
    harness.refused(early.into(), "template-used");
    assert_eq!(tick(&mut harness), 0);
}

#[test]
fn a_session_that_was_closed_is_not_published_again() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    assert_eq!(tick(&mut harness), 2);
    let next = &sessions(&harness)[1];
    assert_eq!(next.date, date("2026-12-03"));
    let (closed, window) = (next.id, next.slots[0].id);
    harness.ok(book(1, 1, window));
    let close = command::CloseSession {
        session: closed,
        reason: reason(),
        deadline: on("2026-12-02", "18:00"),
        silence: Silence::Return,
        proposals: Vec::new(),
        to_phone: vec![appointment(1)],
    };
    harness.ok(close.into());
    assert_eq!(tick(&mut harness), 0);
    assert_eq!(publication(&harness, 1, "2026-12-03"), Some(Publication::Published(closed)));
    // Another template cannot take its place either.
    harness.ok(end(1, "2026-12-02"));
    let after = TemplatePlan { valid_from: date("2026-12-03"), room: Label::new("2 诊室", "Room 2"), ..plan() };
    harness.ok(create(2, 1, after));
    assert_eq!(tick(&mut harness), 0);
    assert_eq!(publication(&harness, 2, "2026-12-03"), Some(Publication::Published(closed)));
    // The closure is over, and whoever was in it has given it up.
    harness.now = on("2026-12-02", "18:00");
    assert_eq!(tick(&mut harness), 0);
    harness.ok(cancel(1, true));
    tick(&mut harness);
    assert_eq!(publication(&harness, 2, "2026-12-03"), Some(Publication::Published(closed)));
    assert_eq!(days(&harness), ["2026-11-26", "2026-12-03"]);
}

#[test]
fn after_days_without_anybody_it_catches_up_but_never_for_the_past() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    // Three weeks later, at 08:01 on a Thursday: that day's session would have begun.
    harness.now = on("2026-12-17", "08:01");
    assert_eq!(tick(&mut harness), 1);
    assert_eq!(days(&harness), ["2026-12-24"]);
    assert_eq!(refusal(&harness, 1, "2026-12-17").code, "session-in-past");
    // In the very minute in which it begins it is still published.
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    harness.now = on("2026-12-17", "08:00");
    assert_eq!(tick(&mut harness), 2);
    assert_eq!(days(&harness), ["2026-12-17", "2026-12-24"]);
}

#[test]
fn alternating_weeks_go_on_over_the_end_of_a_year() {
    let mut harness = hospital();
    // Odd from the week of 26 November on: 26 November, 10 and 24 December, 7 and 21 January. ISO weeks 53 and 1 would
    // both be odd: the week numbers of the year do not count.
    harness.ok(create(1, 1, TemplatePlan { weeks: Weeks::Odd, release_days: 60, ..plan() }));
    let later = TemplatePlan { from: MinuteOfDay(660), until: MinuteOfDay(720), ..plan() };
    let even = TemplatePlan { weeks: Weeks::Even, release_days: 60, ..later };
    harness.ok(create(2, 1, even));
    tick(&mut harness);
    let at = |minute: u16| -> Vec<String> {
        let all = sessions(&harness);
        all.iter().filter(|one| one.from.0 == minute).map(|one| one.date.to_string()).collect()
    };
    assert_eq!(at(480), ["2026-11-26", "2026-12-10", "2026-12-24", "2027-01-07", "2027-01-21"]);
    assert_eq!(at(660), ["2026-12-03", "2026-12-17", "2026-12-31", "2027-01-14"]);
}

#[test]
fn a_holiday_has_no_session_and_a_day_in_exchange_has_that_of_the_weekday_it_is_worked_as() {
    let mut harness = Harness::new();
    let worked = |day: &str, worked_as| WorkedDay { date: date(day), worked_as };
    // Thursday 10 December is off; Saturday 5 is worked as a Thursday, Sunday 6 as what it is.
    harness.ok(calendar(
        2026,
        vec![off("2026-12-10", "2026-12-11")],
        vec![worked("2026-12-05", Some(DayOfWeek::Thursday)), worked("2026-12-06", None)],
    ));
    harness.ok(create(1, 1, TemplatePlan { release_days: 20, ..plan() }));
    harness.ok(create(2, 1, TemplatePlan { release_days: 20, weekday: DayOfWeek::Sunday, ..plan() }));
    harness.ok(create(3, 1, TemplatePlan { release_days: 20, weekday: DayOfWeek::Saturday, ..plan() }));
    tick(&mut harness);
    // Saturday 5 December is no Saturday; 28 November and 12 December are. 16 December is the last day within 20 days.
    assert_eq!(
        days(&harness),
        [
            "2026-11-26",
            "2026-11-28",
            "2026-11-29",
            "2026-12-03",
            "2026-12-05",
            "2026-12-06",
            "2026-12-12",
            "2026-12-13"
        ]
    );
    assert_eq!(publication(&harness, 1, "2026-12-10"), None);
    let off_day = command::PublishFromTemplate {
        template: template(1),
        date: date("2026-12-10"),
        session: session(50),
        slots: Vec::new(),
    };
    harness.refused(off_day.clone().into(), "day-off");
    harness.refused(command::PublishFromTemplate { date: date("2026-12-09"), ..off_day }.into(), "template-other-day");
    // A day that becomes a holiday later keeps its session; one that no longer is one gets its own.
    harness.ok(calendar(2026, vec![off("2026-12-03", "2026-12-03")], Vec::new()));
    tick(&mut harness);
    assert!(days(&harness).contains(&"2026-12-03".to_owned()));
    assert!(days(&harness).contains(&"2026-12-10".to_owned()));
}

#[test]
fn in_a_year_without_a_calendar_nothing_is_published_and_it_is_said() {
    let mut harness = Harness::new();
    harness.ok(calendar(2026, Vec::new(), Vec::new()));
    harness.ok(create(1, 1, TemplatePlan { release_days: 60, ..plan() }));
    tick(&mut harness);
    assert_eq!(days(&harness).last().map(String::as_str), Some("2026-12-31"));
    let refused = refusal(&harness, 1, "2027-01-07");
    assert_eq!((refused.code, arg(&refused, "year")), ("no-calendar", Some(Value::Text("2027".into()))));
    harness.ok(calendar(2027, vec![off("2027-01-01", "2027-01-03")], Vec::new()));
    tick(&mut harness);
    assert_eq!(days(&harness).last().map(String::as_str), Some("2027-01-21"));
}

#[test]
fn a_calendar_is_checked_as_a_whole() {
    let mut harness = Harness::new();
    let worked = |day: &str| WorkedDay { date: date(day), worked_as: None };
    for (off, worked, code, field) in [
        (vec![off("2025-12-31", "2026-01-02")], vec![], "calendar-other-year", "off"),
        (vec![off("2026-01-02", "2026-01-01")], vec![], "calendar-days", "off"),
        (vec![off("2026-01-01", "2026-02-01")], vec![], "calendar-days", "off"),
        (vec![off("2026-10-01", "2026-10-07")], vec![worked("2026-10-07")], "calendar-day-twice", "worked"),
        (vec![], vec![worked("2026-10-10"), worked("2026-10-10")], "calendar-day-twice", "worked"),
        (vec![], vec![worked("2027-10-10")], "calendar-other-year", "worked"),
        (vec![off("2026-01-01", "2026-01-01"); 41], vec![], "out-of-range", "off"),
    ] {
        assert_eq!(harness.refused(calendar(2026, off, worked), code).field, Some(field));
    }
    harness.refused(calendar(1999, Vec::new(), Vec::new()), "out-of-range");
    let nameless = DaysOff { name: Label::new("", "x"), ..off("2026-01-01", "2026-01-01") };
    harness.refused(calendar(2026, vec![nameless], Vec::new()), "empty");
    // A month is possible.
    harness.ok(calendar(2026, vec![off("2026-01-01", "2026-01-31")], Vec::new()));
}

#[test]
fn what_was_withdrawn_is_not_published_again() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    tick(&mut harness);
    let gone = sessions(&harness)[1].id;
    harness.ok(withdraw(gone));
    assert_eq!(publication(&harness, 1, "2026-12-03"), Some(Publication::Withdrawn));
    for time in ["07:01", "12:00"] {
        harness.now = on("2026-11-27", time);
        assert_eq!(tick(&mut harness), 0);
    }
    // Also not after a change of the template, the calendar, or a restart.
    harness.ok(change(1, TemplatePlan { valid_from: date("2026-12-01"), capacity: 5.into(), ..plan() }));
    harness.ok(calendar(2026, Vec::new(), Vec::new()));
    harness.world = World::restore(harness.world.snapshot());
    assert_eq!(tick(&mut harness), 0);
    assert_eq!(days(&harness), ["2026-11-26"]);
    // By hand it can be.
    harness.ok(publish(60, 1, "2026-12-03", (480, 600), 20, 1));
}

#[test]
fn a_change_in_mid_day_concerns_only_what_is_not_published() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    tick(&mut harness);
    harness.now = on("2026-11-26", "12:30");
    // From today on Fridays, half as long.
    let friday = TemplatePlan { weekday: DayOfWeek::Friday, until: MinuteOfDay(540), ..plan() };
    harness.ok(change(1, friday.clone()));
    tick(&mut harness);
    let seen: Vec<_> = sessions(&harness).iter().map(|one| (one.date.to_string(), one.until.0)).collect();
    let expected = [("2026-11-26", 600), ("2026-11-27", 540), ("2026-12-03", 600)];
    let expected: Vec<_> = expected.map(|(day, until)| (day.to_owned(), until)).into();
    assert_eq!(seen, expected);
    harness.refused(change(1, friday.clone()), "template-same");
    harness.refused(change(1, TemplatePlan { valid_from: date("2026-11-25"), ..friday.clone() }), "template-from");
    harness.refused(change(1, TemplatePlan { valid_from: date("2028-11-25"), ..friday.clone() }), "template-from");
    harness
        .refused(change(1, TemplatePlan { valid_until: Some(date("2026-11-25")), ..friday.clone() }), "template-until");
    harness.refused(change(1, TemplatePlan { slot_minutes: 21, ..friday.clone() }), "slot-minutes");
    harness.refused(change(1, TemplatePlan { release_days: 61, ..friday.clone() }), "out-of-range");
    harness.refused(change(2, friday), "not-there");
}

#[test]
fn a_plan_counts_until_the_next_one_and_a_template_ends() {
    let mut harness = hospital();
    harness.ok(create(1, 1, TemplatePlan { release_days: 60, valid_until: Some(date("2027-01-07")), ..plan() }));
    harness
        .ok(change(1, TemplatePlan { release_days: 60, valid_from: date("2026-12-20"), capacity: 9.into(), ..plan() }));
    let view = harness.world.template(template(1)).expect("it is there");
    assert_eq!(view.plans[0].valid_until, Some(date("2026-12-19")));
    harness.refused(end(1, "2026-11-24"), "template-end-past");
    harness.ok(end(1, "2026-12-25"));
    harness.refused(end(1, "2026-12-25"), "template-same");
    tick(&mut harness);
    let seats: Vec<_> = sessions(&harness).iter().map(|one| (one.date.0.day(), one.slots[0].capacity)).collect();
    assert_eq!(seats, [(26, 2), (3, 2), (10, 2), (17, 2), (24, 9)]);
    harness.now = on("2026-12-26", "07:00");
    assert_eq!(harness.refused(end(1, "2026-12-26"), "template-ended").field, Some("template"));
    harness.refused(change(1, TemplatePlan { valid_from: date("2026-12-26"), ..plan() }), "template-ended");
    // One that ends before it begins gives nothing.
    harness.ok(create(2, 1, TemplatePlan { valid_from: date("2027-01-04"), ..plan() }));
    harness.ok(end(2, "2027-01-03"));
    harness.refused(end(2, "2027-01-02"), "template-ended");
    harness.now = on("2027-01-04", "07:00");
    assert_eq!(tick(&mut harness), 0);
    assert_eq!(harness.world.templates(department(1), date("2027-01-04")), []);
}

#[test]
fn no_session_overlaps_another_of_its_clinician_or_room_also_over_midnight() {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    let here = |number: u32, who: u32, day: &str, hours: (u16, u16)| {
        let mut command = publish(number, who, day, hours, 20, 1);
        if let Command::PublishSession(one) = &mut command {
            one.room = Label::new("1 诊室", "Room 1");
        }
        command
    };
    // 22:00–02:00.
    harness.ok(publish(1, 1, "2026-11-26", (1320, 1560), 20, 1));
    // The next day from 01:40: the same clinician, then another one in the same room.
    let refused = harness.refused(publish(2, 1, "2026-11-27", (100, 200), 20, 1), "clinician-overlap");
    assert_eq!(arg(&refused, "date"), Some(Value::Date(date("2026-11-26").0)));
    assert_eq!(arg(&refused, "from"), Some(Value::Text("22:00".into())));
    assert_eq!(arg(&refused, "until"), Some(Value::Text("02:00 (+1)".into())));
    assert_eq!(arg(&refused, "room"), Some(Value::Label(Label::new("1 诊室", "Room 1"))));
    let refused = harness.refused(here(2, 3, "2026-11-27", (100, 200)), "room-taken");
    assert_eq!(arg(&refused, "room"), Some(Value::Label(Label::new("1 诊室", "Room 1"))));
    // From 02:00 on both are free, and another room is free all the time.
    harness.ok(here(2, 3, "2026-11-27", (120, 220)));
    harness.ok(publish(3, 1, "2026-11-27", (480, 600), 20, 1));
    // The other way round: one that would run into the next day's.
    harness.ok(here(4, 1, "2026-11-28", (60, 120)));
    harness.refused(publish(5, 1, "2026-11-27", (1380, 1520), 20, 1), "clinician-overlap");
    harness.refused(here(5, 3, "2026-11-27", (1380, 1520)), "room-taken");
    harness.ok(publish(5, 1, "2026-11-27", (1380, 1500), 20, 1));
    // By a change of rooms: into the room in which a session of the day before still is.
    harness.ok(publish(6, 3, "2026-11-28", (0, 40), 20, 1));
    let room = Label::new("一 诊室", "room 1");
    let moved = command::ChangeRoom { session: session(6), room, reason: reason() };
    assert_eq!(harness.refused(moved.into(), "room-taken").field, Some("room"));
    // Another department has rooms of its own.
    harness.ok(here(7, 2, "2026-11-26", (1320, 1560)));
}

#[test]
fn what_conflicts_is_not_published_says_why_and_is_published_when_it_no_longer_does() {
    let mut harness = hospital();
    harness.enrol(3, 1);
    harness.ok(publish(1, 1, "2026-12-03", (540, 600), 20, 1));
    harness.ok(create(1, 1, plan()));
    harness.ok(create(2, 3, TemplatePlan { from: MinuteOfDay(600), until: MinuteOfDay(660), ..plan() }));
    harness.ok(publish(2, 3, "2026-12-03", (480, 540), 20, 1));
    harness
        .ok(command::ChangeRoom { session: session(2), room: Label::new("7 诊室", "Room 7"), reason: reason() }.into());
    // Today's two; next week's of template 2, which begins when the other ends.
    assert_eq!(tick(&mut harness), 3);
    assert_eq!(tick(&mut harness), 0);
    let refused = refusal(&harness, 1, "2026-12-03");
    assert_eq!((refused.code, arg(&refused, "from")), ("clinician-overlap", Some(Value::Text("09:00".into()))));
    harness.ok(withdraw(session(1)));
    // Nothing stands in its way any more.
    assert_eq!(publication(&harness, 1, "2026-12-03"), Some(Publication::Now));
    assert_eq!(tick(&mut harness), 1);
    // A room that is taken.
    harness.ok(publish(3, 3, "2026-12-10", (480, 520), 20, 1));
    harness
        .ok(command::ChangeRoom { session: session(3), room: Label::new("1 诊室", "Room 1"), reason: reason() }.into());
    harness.now = on("2026-12-03", "07:00");
    assert_eq!(tick(&mut harness), 1, "that of template 2");
    assert_eq!(refusal(&harness, 1, "2026-12-10").code, "room-taken");
    harness.now = on("2026-11-26", "07:00");
    // By hand it is refused too, beside what a template published.
    harness.refused(publish(9, 1, "2026-12-03", (500, 520), 20, 1), "clinician-overlap");
}

#[test]
fn a_template_beside_another_that_wants_the_same_is_refused_when_it_is_made() {
    let mut harness = hospital();
    harness.enrol(3, 1);
    harness.ok(create(1, 1, plan()));
    let at = |from: u16, until: u16| TemplatePlan { from: MinuteOfDay(from), until: MinuteOfDay(until), ..plan() };
    let elsewhere = |plan: TemplatePlan| TemplatePlan { room: Label::new("7 诊室", "Room 7"), ..plan };
    // The clinician, in whichever room; the room, whoever is in it.
    let refused = harness.refused(create(2, 1, elsewhere(at(580, 640))), "template-overlap");
    assert_eq!((refused.field, arg(&refused, "date")), (Some("from"), Some(Value::Date(date("2026-11-26").0))));
    assert_eq!(arg(&refused, "from"), Some(Value::Text("08:00".into())));
    assert_eq!(harness.refused(create(2, 3, at(580, 640)), "template-room-taken").field, Some("room"));
    // After it, in another room, on another day, of another department.
    harness.ok(create(2, 1, at(600, 640)));
    harness.ok(create(3, 3, elsewhere(at(580, 640))));
    harness.ok(create(4, 1, TemplatePlan { weekday: DayOfWeek::Monday, ..plan() }));
    harness.ok(create(5, 2, plan()));
    // By a change as well, but not beside itself.
    harness.refused(change(4, TemplatePlan { capacity: 5.into(), ..plan() }), "template-overlap");
    harness.ok(change(1, at(480, 580)));
    // In the weeks between, and until it is changed or ended.
    let weeks = |weeks: Weeks| TemplatePlan { weeks, ..at(720, 780) };
    harness.ok(create(6, 1, weeks(Weeks::Odd)));
    harness.refused(create(7, 1, weeks(Weeks::Every)), "template-overlap");
    let refused = harness.refused(
        create(7, 1, TemplatePlan { anchor: date("2026-12-03"), valid_from: date("2026-11-27"), ..weeks(Weeks::Even) }),
        "template-overlap",
    );
    assert_eq!(arg(&refused, "date"), Some(Value::Date(date("2026-12-10").0)));
    harness.ok(create(7, 1, weeks(Weeks::Even)));
    harness.ok(end(6, "2026-12-10"));
    harness
        .refused(change(7, TemplatePlan { valid_from: date("2026-12-10"), ..weeks(Weeks::Every) }), "template-overlap");
    harness.ok(change(7, TemplatePlan { valid_from: date("2026-12-11"), ..weeks(Weeks::Every) }));
    // Over midnight, from the last night before the other begins.
    let night = TemplatePlan { weekday: DayOfWeek::Saturday, ..at(1320, 1560) };
    harness.ok(create(8, 1, TemplatePlan { valid_until: Some(date("2026-12-05")), ..night }));
    let early = |from: &str| TemplatePlan { weekday: DayOfWeek::Sunday, valid_from: date(from), ..at(100, 140) };
    let refused = harness.refused(create(9, 1, early("2026-12-06")), "template-overlap");
    assert_eq!(arg(&refused, "date"), Some(Value::Date(date("2026-12-06").0)));
    harness.ok(create(9, 1, early("2026-12-07")));
    // The other way round: the night before the first early session.
    let last = |until: u16| TemplatePlan {
        weekday: DayOfWeek::Saturday,
        valid_from: date("2026-12-12"),
        valid_until: Some(date("2026-12-12")),
        ..at(1320, until)
    };
    harness.refused(create(10, 1, last(1560)), "template-overlap");
    harness.ok(create(10, 1, last(1540)));
}

/// By days in exchange two templates can want the same all the same.
#[test]
fn two_templates_that_want_the_same_are_decided_one_after_the_other() {
    let mut harness = hospital();
    harness.enrol(3, 1);
    // Thursday 22:00 until Friday 02:00, and Wednesdays from 01:00; Friday is worked as a Wednesday.
    harness.ok(create(1, 1, TemplatePlan { from: MinuteOfDay(1320), until: MinuteOfDay(1560), ..plan() }));
    let wednesday = TemplatePlan { from: MinuteOfDay(60), until: MinuteOfDay(160), ..plan() };
    harness.ok(create(2, 3, TemplatePlan { weekday: DayOfWeek::Wednesday, ..wednesday }));
    let worked = WorkedDay { date: date("2026-11-27"), worked_as: Some(DayOfWeek::Wednesday) };
    harness.ok(calendar(2026, Vec::new(), vec![worked]));
    // Thursday, today and in a week, and Wednesday in a week are free; the Friday that both want is decided second.
    assert_eq!(harness.due().len(), 4, "each of them could");
    assert_eq!(tick(&mut harness), 3);
    assert_eq!(harness.due(), []);
    assert_eq!(refusal(&harness, 2, "2026-11-27").code, "room-taken");
}

#[test]
fn everything_can_be_taken_back_and_kept() {
    use model::decide::Decider as _;
    let mut harness = hospital();
    let before = harness.bytes();
    harness.world.durable();
    let mark = harness.world.mark();
    let length = harness.log.len();
    harness.ok(calendar(2026, vec![off("2026-12-03", "2026-12-03")], Vec::new()));
    harness.ok(calendar(2028, Vec::new(), Vec::new()));
    harness.ok(create(1, 1, plan()));
    tick(&mut harness);
    harness.ok(change(1, TemplatePlan { capacity: 7.into(), ..plan() }));
    harness.ok(end(1, "2026-12-31"));
    let after = harness.bytes();
    assert_eq!(World::restore(harness.world.snapshot()).snapshot(), harness.world.snapshot());
    harness.world.take_back_to(mark);
    assert_eq!(harness.bytes(), before);
    let again: Vec<_> = harness.log.split_off(length);
    for (told, stamp) in &again {
        tell(&mut harness.world, told, *stamp);
    }
    assert_eq!(harness.bytes(), after);
}

/// What somebody does.
#[derive(Clone, Debug)]
enum Step {
    Create(u32, TemplatePlan),
    Change(u32, TemplatePlan),
    End(u32, i64),
    Publish(u32, i64, u16, u16, u32),
    Withdraw(usize),
    Move(usize, u32),
    Calendar(i64, bool),
    Wait(i64),
    Tick,
}

fn a_plan() -> impl Strategy<Value = TemplatePlan> {
    let day = proptest::sample::select(DayOfWeek::ALL.to_vec());
    let weeks = proptest::sample::select(Weeks::ALL.to_vec());
    (day, weeks, 0u16..24, 1u16..14, 1u32..4, 0i64..20, (1u16..20, any::<bool>())).prop_map(
        |(weekday, weeks, from, hours, room, after, (release_days, is_list))| TemplatePlan {
            valid_from: date("2026-11-26").plus_days(after),
            room: Label::new(format!("{room} 诊室"), format!("Room {room}")),
            weekday,
            weeks,
            from: MinuteOfDay(from * 60),
            until: MinuteOfDay((from + hours) * 60),
            // Of the three windows of an hour the first has no seat.
            capacity: if is_list {
                WindowSeats::Windows((0..hours * 3).map(|window| window % 3).collect())
            } else {
                WindowSeats::Each(2)
            },
            release_days,
            ..plan()
        },
    )
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u32..4, a_plan()).prop_map(|(who, plan)| Step::Create(who, plan)),
        2 => (1u32..9, a_plan()).prop_map(|(number, plan)| Step::Change(number, plan)),
        1 => (1u32..9, -1i64..30).prop_map(|(number, after)| Step::End(number, after)),
        3 => (1u32..4, 0i64..30, 0u16..24, 1u16..14, 1u32..4)
            .prop_map(|(who, after, from, hours, room)| Step::Publish(who, after, from, hours, room)),
        2 => (0usize..20).prop_map(Step::Withdraw),
        2 => (0usize..20, 1u32..4).prop_map(|(place, room)| Step::Move(place, room)),
        1 => (0i64..30, any::<bool>()).prop_map(|(after, is_off)| Step::Calendar(after, is_off)),
        3 => (1i64..4_000).prop_map(Step::Wait),
        4 => Just(Step::Tick),
    ]
}

fn take(harness: &mut Harness, number: &mut u32, step: &Step) {
    let today = harness.moment().today();
    let place = |place: usize| {
        let all = sessions(harness);
        (!all.is_empty()).then(|| all[place % all.len()].id)
    };
    let room = |room: u32| Label::new(format!("{room} 诊室"), format!("Room {room}"));
    let command = match step {
        Step::Create(who, plan) => {
            *number += 1;
            create(*number, *who, plan.clone())
        }
        Step::Change(one, plan) => change(*one, plan.clone()),
        Step::End(one, after) => end(*one, &today.plus_days(*after).to_string()),
        Step::Publish(who, after, from, hours, room) => {
            *number += 1;
            let day = today.plus_days(*after).to_string();
            let mut command = publish(100 + *number, *who, &day, (from * 60, (from + hours) * 60), 20, 1);
            if let Command::PublishSession(one) = &mut command {
                one.room = Label::new(format!("{room} 诊室"), format!("Room {room}"));
            }
            command
        }
        Step::Withdraw(of) => match place(*of) {
            Some(session) => withdraw(session),
            None => return,
        },
        Step::Move(of, to) => match place(*of) {
            Some(session) => command::ChangeRoom { session, room: room(*to), reason: reason() }.into(),
            None => return,
        },
        Step::Calendar(after, is_off) => {
            let day = today.plus_days(*after);
            let year = u16::try_from(day.0.year()).expect("a year");
            let off = is_off.then(|| off(&day.to_string(), &day.to_string()));
            calendar(year, off.into_iter().collect(), Vec::new())
        }
        Step::Wait(minutes) => {
            harness.now += chrono::Duration::minutes(*minutes);
            return;
        }
        Step::Tick => {
            tick(harness);
            // Nothing is due for ever: what could not be done is not found again.
            let found = harness.due().into_iter().find(|due| matches!(due, Command::PublishFromTemplate(_)));
            assert_eq!(found, None, "at the second look");
            return;
        }
    };
    drop(harness.play(&command));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever is asked: no two sessions of one clinician, and none in one room of a department, at the same time. By
    /// instants, pair by pair.
    #[test]
    fn no_two_sessions_ever_overlap(steps in proptest::collection::vec(a_step(), 1..60)) {
        let mut harness = hospital();
        harness.enrol(3, 1);
        let mut number = 0;
        for step in &steps {
            take(&mut harness, &mut number, step);
        }
        let all = sessions(&harness);
        let span = |one: &SessionView| {
            let at = |minute: MinuteOfDay| {
                let midnight = ZONE.instant(one.date, MinuteOfDay(0));
                midnight + chrono::Duration::minutes(i64::from(minute.0))
            };
            (at(one.from), at(one.until))
        };
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                let (a, b) = (span(one), span(other));
                if a.0 < b.1 && b.0 < a.1 {
                    prop_assert!(one.clinician != other.clinician, "{:?} {:?}", one, other);
                    let same_room = one.department == other.department && one.room.name.zh == other.room.name.zh;
                    prop_assert!(!same_room, "{:?} {:?}", one, other);
                }
            }
        }
        // Each template gave each day once: by the log, whatever happened in between.
        let mut given = std::collections::BTreeSet::new();
        for (told, _) in &harness.log {
            if let Told::Event(Event::TemplateUsed(used)) = told {
                prop_assert!(given.insert((used.template, used.date)), "twice: {}", used.date);
            }
        }
        let restored = World::restore(harness.world.snapshot());
        prop_assert_eq!(restored.snapshot(), harness.world.snapshot());
    }
}

/// After a long pause, or when a year's calendar comes late, a great many are due: others are decided in between.
#[test]
fn what_is_due_at_once_is_published_in_portions() {
    let mut harness = Harness::new();
    for who in 3..=12 {
        harness.enrol(who, 1);
        let room = Label::new(format!("{who} 诊室"), format!("Room {who}"));
        harness.ok(create(who, who, TemplatePlan { room, release_days: 29, ..plan() }));
    }
    harness.ok(calendar(2026, Vec::new(), Vec::new()));
    // Ten clinicians on five Thursdays: today and four more.
    assert_eq!([tick(&mut harness), tick(&mut harness), tick(&mut harness)], [32, 18, 0]);
}

#[test]
fn days_of_templates_are_bounded() {
    let mut harness = hospital();
    harness.ok(create(1, 1, plan()));
    let far = (BusinessDate(chrono::NaiveDate::MIN), BusinessDate(chrono::NaiveDate::MAX));
    assert_eq!(harness.world.template_days(department(1), far, harness.moment()).len(), 0);
    let span = (date("2026-11-26"), date("2027-11-26"));
    // 100 days from Thursday on: 15 Thursdays.
    assert_eq!(harness.world.template_days(department(1), span, harness.moment()).len(), 15);
}
