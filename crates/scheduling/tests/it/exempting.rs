//! Exemptions of one person from caps and from the ladder: from which day until which, where, and for whom.

use crate::{
    harness::*,
    missing::{adopt, by_desk, miss, step},
    waiting::{join, wish},
};
use model::{
    id::ExemptionId,
    scheduling::{Cap, Command, ExemptFrom, ExemptionGranted, Half, Period, RulesAdopted, RulesScope, Within, command},
};
use scheduling::{DepartmentDays, World};

pub(crate) fn exemption(number: u32) -> ExemptionId {
    ExemptionId(id(90, number))
}

pub(crate) fn grant(number: u32, who: u32, exempt_from: ExemptFrom, place: Option<u32>, days: (&str, &str)) -> Command {
    Command::GrantExemption(ExemptionGranted {
        exemption: exemption(number),
        patient: person(who),
        exempt_from,
        department: place.map(department),
        from: date(days.0),
        until: date(days.1),
        reason: reason(),
    })
}

pub(crate) fn end(number: u32) -> Command {
    Command::EndExemption(command::EndExemption { exemption: exemption(number), reason: reason() })
}

/// One a week; three sessions of clinician 1 and one of clinician 2, in the other department, on 7 to 10 December, a Monday to
/// a Thursday. Person 1 has a seat on Monday. It is 1 December.
fn capped() -> Harness {
    let mut harness = Harness::new();
    harness.now = on("2026-12-01", "07:00");
    let caps = [&Cap::days(9, 9)[..], &[Cap::new(Period::Week, Within::Hospital, 1)]].concat();
    let rules = model::scheduling::BookingRules { caps, days_ahead: Some(30), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    for (number, who, day) in [(1, 1, "2026-12-07"), (2, 1, "2026-12-08"), (3, 1, "2026-12-09"), (4, 2, "2026-12-10")] {
        harness.ok(publish(number, who, day, (480, 520), 20, 3));
    }
    harness.ok(book(1, 1, slot(1, 0)));
    harness
}

#[test]
fn it_counts_from_midnight_of_its_first_day_to_midnight_after_its_last() {
    let mut harness = capped();
    harness.ok(grant(1, 1, ExemptFrom::Caps, None, ("2026-12-02", "2026-12-03")));
    harness.now = on("2026-12-01", "23:59");
    harness.refused(book(2, 1, slot(2, 0)), "week-cap");
    harness.now = on("2026-12-02", "00:00");
    harness.ok(book(2, 1, slot(2, 0)));
    // Nobody is in two places at once, and nobody else is exempt.
    harness.refused(book(3, 1, slot(2, 0)), "already-in-slot");
    harness.ok(book(3, 2, slot(2, 0)));
    harness.refused(book(4, 2, slot(3, 0)), "week-cap");
    harness.now = on("2026-12-03", "23:59");
    harness.ok(book(5, 1, slot(3, 0)));
    harness.now = on("2026-12-04", "00:00");
    harness.refused(book(6, 1, slot(4, 0)), "week-cap");
    // Nobody is thrown out.
    assert!(
        [1, 2, 5]
            .iter()
            .all(|number| { harness.world.appointment(appointment(*number)).expect("booked").state.is_open() })
    );
    harness.refused(end(1), "exemption-over");
}

#[test]
fn in_one_department_and_until_it_is_ended() {
    let mut harness = capped();
    harness.ok(grant(1, 1, ExemptFrom::Both, Some(1), ("2026-12-01", "2026-12-31")));
    harness.ok(book(2, 1, slot(2, 0)));
    harness.refused(book(3, 1, slot(4, 0)), "week-cap");
    harness.ok(end(1));
    harness.refused(book(3, 1, slot(3, 0)), "week-cap");
    harness.refused(end(1), "exemption-over");
    // From the ladder alone frees from no cap.
    harness.ok(grant(2, 1, ExemptFrom::NoShows, None, ("2026-12-01", "2026-12-31")));
    harness.refused(book(3, 1, slot(3, 0)), "week-cap");
}

#[test]
fn moving_undoing_and_merging_ask_it_too() {
    let mut harness = capped();
    harness.ok(grant(1, 2, ExemptFrom::Caps, Some(1), ("2026-12-01", "2026-12-01")));
    harness.ok(book(2, 2, slot(2, 0)));
    harness.ok(book(3, 2, slot(3, 0)));
    harness.ok(cancel(3, true));
    harness.ok(Command::UndoCancel(command::UndoCancel {
        appointment: appointment(3),
        reason: reason(),
        by_hospital: true,
    }));
    harness.ok(move_to(3, slot(3, 1), true));
    // As one person they have three in a week; all three are where one of the two is exempt.
    assert_eq!(harness.obstacles(1, 2), []);
    harness.now = on("2026-12-02", "07:00");
    assert_eq!(harness.obstacles(1, 2).len(), 1, "{:?}", harness.obstacles(1, 2));
    harness.refused(move_to(3, slot(3, 0), true), "week-cap");
}

#[test]
fn what_is_not_exempt_is_too_much_for_a_merge_by_itself_only() {
    let mut harness = capped();
    // Person 2 has one in the other department, and is exempt in the first.
    harness.ok(book(2, 2, slot(4, 0)));
    assert_eq!(harness.obstacles(1, 2).len(), 1);
    harness.ok(grant(1, 2, ExemptFrom::Caps, Some(1), ("2026-12-01", "2026-12-31")));
    assert_eq!(harness.obstacles(1, 2), [], "one is left, as many as are allowed");
    harness.merge(2, 1);
    // As one person, under either record.
    harness.ok(book(3, 1, slot(2, 0)));
    harness.part(2, 1);
    harness.refused(book(4, 1, slot(3, 0)), "week-cap");
}

#[test]
fn whoever_is_exempt_from_the_ladder_can_book_alone() {
    let mut harness = Harness::new();
    harness.ok(adopt(&[step(1, 10, 30)]));
    miss(&mut harness, 1, 1, "2026-12-01");
    harness.ok(publish(9, 1, "2026-12-04", (480, 520), 20, 3));
    harness.ok(publish(10, 2, "2026-12-05", (480, 520), 20, 3));
    let until = |harness: &Harness, place: Option<u32>| {
        let block = harness.world.no_show_block(person(1), place.map(department), harness.moment().today());
        block.map(|block| block.until.to_string())
    };
    harness.ok(grant(1, 1, ExemptFrom::Caps, None, ("2026-12-01", "2026-12-31")));
    harness.refused(book(90, 1, slot(9, 0)), "no-show-block");
    harness.ok(grant(2, 1, ExemptFrom::NoShows, Some(1), ("2026-12-01", "2026-12-02")));
    assert_eq!((until(&harness, Some(1)), until(&harness, None).as_deref()), (None, Some("2026-12-31")));
    harness.ok(book(90, 1, slot(9, 0)));
    harness.refused(book(91, 1, slot(10, 0)), "no-show-block");
    harness.ok(publish(11, 1, "2026-12-06", (480, 500), 20, 1));
    harness.ok(by_desk(92, 2, 11));
    harness.ok(join(1, 1, &[wish(1, "2026-12-06", Half::Morning)]));
    harness.now = on("2026-12-02", "23:59");
    assert_eq!(until(&harness, Some(1)), None);
    harness.now = on("2026-12-03", "00:00");
    assert_eq!(until(&harness, Some(1)).as_deref(), Some("2026-12-31"));
}

#[test]
fn it_is_granted_within_its_bounds() {
    let mut harness = capped();
    let caps = ExemptFrom::Caps;
    let refusal = harness.refused(grant(1, 1, caps, None, ("2026-11-30", "2026-12-31")), "exemption-from");
    assert_eq!((refusal.field, arg(&refusal, "today")), (Some("from"), Some(date("2026-12-01").0.into())));
    harness.refused(grant(1, 1, caps, None, ("2027-12-03", "2027-12-31")), "exemption-from");
    let refusal = harness.refused(grant(1, 1, caps, None, ("2026-12-02", "2026-12-01")), "exemption-until");
    assert_eq!((refusal.field, arg(&refusal, "from")), (Some("until"), Some(date("2026-12-02").0.into())));
    // 366 days from 1 December are up to 1 December of the next year, which is no leap year.
    let refusal = harness.refused(grant(1, 1, caps, None, ("2026-12-01", "2027-12-02")), "exemption-until");
    assert_eq!(arg(&refusal, "latest"), Some(date("2027-12-01").0.into()));
    harness.refused(grant(1, 1, caps, Some(7), ("2026-12-01", "2026-12-01")), "not-there");
    harness.ok(grant(1, 1, caps, None, ("2026-12-01", "2027-12-01")));
    harness.refused(grant(1, 1, caps, None, ("2026-12-01", "2026-12-01")), "id-in-use");
    harness.refused(end(99), "not-there");
    for number in 2..=10 {
        harness.ok(grant(number, 1, caps, None, ("2026-12-01", "2026-12-01")));
    }
    harness.refused(grant(11, 1, caps, None, ("2026-12-01", "2026-12-01")), "exemptions-max");
    // Under whichever record; those that are over or ended make room.
    harness.merge(2, 1);
    harness.refused(grant(11, 2, caps, None, ("2026-12-01", "2026-12-01")), "exemptions-max");
    harness.ok(end(2));
    harness.ok(grant(11, 2, caps, None, ("2026-12-01", "2026-12-01")));
    harness.now = on("2026-12-02", "00:00");
    harness.ok(grant(12, 1, caps, None, ("2026-12-02", "2026-12-02")));
    assert_eq!(harness.world.exemptions_of(person(2)).len(), 12);
}

#[test]
fn snapshots_copies_and_what_is_taken_back_know_it() {
    let mut harness = capped();
    harness.ok(grant(1, 1, ExemptFrom::Caps, None, ("2026-12-01", "2026-12-31")));
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    let days = DepartmentDays { department: department(1), from: date("2026-12-07"), until: date("2026-12-09") };
    let copy = harness.world.copy(&days);
    for world in [&restored, &copy] {
        let decided = model::decide::Decider::decide(world, &book(2, 1, slot(2, 0)), &harness.context());
        assert!(decided.is_ok(), "{decided:?}");
    }
    model::decide::Decider::durable(&mut harness.world);
    let before = harness.world.snapshot();
    let mark = model::decide::Decider::mark(&harness.world);
    harness.ok(end(1));
    harness.ok(grant(2, 1, ExemptFrom::Both, Some(1), ("2026-12-01", "2026-12-31")));
    model::decide::Decider::take_back_to(&mut harness.world, mark);
    assert_eq!(harness.world.snapshot(), before);
    assert_eq!(harness.world.exemptions_of(person(1)).len(), 1);
}
