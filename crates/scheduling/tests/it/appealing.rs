//! Appeals against missed visits: who counts when, what is asked and decided once, and what taking it back leaves.

use crate::{
    harness::*,
    missing::{adopt, miss, step},
};
use model::scheduling::{Command, Event, ReasonCode, command};
use scheduling::{DepartmentDays, World, read::AppealStage};

fn appeal(number: u32) -> Command {
    Command::AppealMissed(command::AppealMissed { appointment: appointment(number), reason: ReasonCode::Other.into() })
}

fn excuse(number: u32) -> Command {
    Command::ExcuseMissed(command::ExcuseMissed {
        appointment: appointment(number),
        reason: ReasonCode::Mistake.into(),
    })
}

fn decline(number: u32) -> Command {
    Command::DeclineAppeal(command::DeclineAppeal { appointment: appointment(number), reason: reason() })
}

fn undo_excuse(number: u32) -> Command {
    Command::UndoExcuse(command::UndoExcuse { appointment: appointment(number), reason: reason() })
}

fn undo_missed(number: u32) -> Command {
    Command::UndoMissed(command::UndoMissed { appointment: appointment(number), reason: reason() })
}

/// Two within ten days block for five; person 1 has missed two, the last on 2 December.
fn blocked() -> Harness {
    let mut harness = Harness::new();
    harness.ok(adopt(&[step(2, 10, 5)]));
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 1, "2026-12-02");
    harness
}

fn until(world: &World, harness: &Harness, who: u32) -> Option<String> {
    world.no_show_block(person(who), None, harness.moment().today()).map(|block| block.until.to_string())
}

fn stage(harness: &Harness, number: u32) -> Option<AppealStage> {
    harness.world.appointment(appointment(number)).expect("booked").appeal.map(|appeal| appeal.stage)
}

fn open(harness: &Harness) -> Vec<u32> {
    harness.world.open_appeals().iter().map(|visit| visit.id.0.as_u128() as u32).collect()
}

#[test]
fn an_appeal_lifts_nothing_and_an_excused_visit_stays_missed_but_does_not_count() {
    let mut harness = blocked();
    harness.ok(appeal(2));
    assert_eq!(until(&harness.world, &harness, 1).as_deref(), Some("2026-12-07"), "an open appeal lifts nothing");
    let events = harness.ok(excuse(2));
    assert!(matches!(&events[..], [Event::MissedExcused(_)]), "{events:?}");
    assert_eq!(until(&harness.world, &harness, 1), None);
    let visit = harness.world.appointment(appointment(2)).expect("booked");
    assert_eq!(visit.state, scheduling::read::AppointmentState::NoShow, "it stays missed");
    let decided = visit.appeal.and_then(|appeal| appeal.decided).expect("decided");
    assert_eq!((decided.at, decided.code), (harness.now, ReasonCode::Mistake));
    // The first one is still there for the ladder: one more is the second.
    miss(&mut harness, 3, 1, "2026-12-03");
    assert_eq!(until(&harness.world, &harness, 1).as_deref(), Some("2026-12-08"));
    // Also without an appeal.
    harness.ok(excuse(3));
    assert_eq!(until(&harness.world, &harness, 1), None);
    harness.refused(excuse(3), "visit-excused");
}

#[test]
fn an_appeal_is_sent_once_decided_once_and_can_still_be_excused() {
    let mut harness = blocked();
    harness.refused(decline(2), "no-appeal");
    harness.ok(appeal(2));
    harness.refused(appeal(2), "appeal-open");
    harness.ok(decline(2));
    assert_eq!((stage(&harness, 2), open(&harness)), (Some(AppealStage::Declined), vec![]));
    assert!(until(&harness.world, &harness, 1).is_some());
    harness.refused(appeal(2), "appeal-declined");
    harness.refused(decline(2), "no-appeal");
    harness.ok(excuse(2));
    harness.refused(appeal(2), "visit-excused");
    harness.refused(decline(2), "no-appeal");
    // Taken back, it is as declined as before.
    harness.ok(undo_excuse(2));
    assert_eq!((stage(&harness, 2), open(&harness)), (Some(AppealStage::Declined), vec![]));
    assert!(until(&harness.world, &harness, 1).is_some());
    harness.refused(undo_excuse(2), "not-excused");
}

#[test]
fn an_excuse_is_taken_back_within_the_rules_minutes_and_the_appeal_is_open_again() {
    let mut harness = blocked();
    harness.ok(appeal(1));
    harness.now += chrono::Duration::minutes(1);
    harness.ok(appeal(2));
    assert_eq!(open(&harness), [1, 2], "the oldest first");
    harness.ok(excuse(1));
    harness.ok(excuse(2));
    assert_eq!((open(&harness), until(&harness.world, &harness, 1)), (vec![], None));
    let minutes =
        harness.world.rules(harness.moment().today(), model::scheduling::RulesScope::Hospital).expect("rules");
    harness.now += chrono::Duration::minutes(i64::from(minutes.undo_minutes));
    harness.ok(undo_excuse(1));
    assert_eq!((open(&harness), stage(&harness, 1)), (vec![1], Some(AppealStage::Asked)));
    assert_eq!(until(&harness.world, &harness, 1), None, "the other one is still excused");
    harness.now += chrono::Duration::seconds(1);
    harness.refused(undo_excuse(2), "undo-too-late");
    // Without an appeal there is none again.
    let mut harness = blocked();
    harness.ok(excuse(2));
    harness.ok(undo_excuse(2));
    assert_eq!((open(&harness), stage(&harness, 2)), (vec![], None));
    assert_eq!(until(&harness.world, &harness, 1).as_deref(), Some("2026-12-07"));
}

#[test]
fn only_a_missed_visit_can_be_appealed_against_and_for_a_year_and_a_day() {
    let mut harness = blocked();
    harness.ok(publish(9, 1, "2026-12-04", (480, 520), 20, 3));
    harness.ok(book(90, 2, slot(9, 0)));
    for command in [appeal(90), excuse(90), decline(90), undo_excuse(90)] {
        harness.refused(command, "appointment-state");
    }
    // 366 days after 2 December 2026 is 3 December 2027.
    harness.now = on("2027-12-03", "23:59");
    harness.refused(appeal(1), "appeal-too-late");
    harness.ok(appeal(2));
    harness.now = on("2027-12-04", "00:00");
    harness.ok(excuse(2));
    let mut harness = blocked();
    harness.now = on("2027-12-04", "00:00");
    let refusal = harness.refused(appeal(2), "appeal-too-late");
    assert_eq!(refusal.field, Some("appointment"));
    assert_eq!(arg(&refusal, "date"), Some(date("2026-12-02").0.into()));
    harness.ok(excuse(2));
}

#[test]
fn a_no_show_that_is_taken_back_ends_the_appeal() {
    let mut harness = blocked();
    harness.ok(appeal(2));
    harness.ok(undo_missed(2));
    assert_eq!((open(&harness), stage(&harness, 2), until(&harness.world, &harness, 1)), (vec![], None, None));

    harness.now = on("2026-12-03", "07:00");
    harness.ok(publish(3, 1, "2026-12-03", (480, 520), 20, 3));
    harness.ok(book(3, 2, slot(3, 0)));
    harness.now = on("2026-12-03", "08:45");
    harness.ok(Command::EndSession(command::EndSession { session: session(3) }));
    harness.ok(appeal(3));
    harness.ok(Command::UndoEndSession(command::UndoEndSession { session: session(3), reason: reason() }));
    assert_eq!((open(&harness), stage(&harness, 3)), (vec![], None));
}

#[test]
fn records_snapshots_copies_and_what_is_taken_back_know_it() {
    let mut harness = Harness::new();
    harness.ok(adopt(&[step(2, 10, 5)]));
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 2, "2026-12-02");
    harness.merge(2, 1);
    assert!(until(&harness.world, &harness, 1).is_some() && until(&harness.world, &harness, 2).is_some());
    harness.ok(appeal(1));
    harness.ok(excuse(2));
    assert_eq!((until(&harness.world, &harness, 1), until(&harness.world, &harness, 2)), (None, None));
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    assert_eq!(restored.open_appeals(), harness.world.open_appeals());
    assert_eq!(until(&restored, &harness, 2), None, "an excused visit is in no index");
    let days = DepartmentDays { department: department(1), from: date("2026-12-01"), until: date("2026-12-02") };
    assert_eq!(until(&harness.world.copy(&days), &harness, 1), None);

    // The same again, taken back before it is durable.
    let before = harness.world.snapshot();
    model::decide::Decider::durable(&mut harness.world);
    let mark = model::decide::Decider::mark(&harness.world);
    harness.ok(undo_excuse(2));
    assert!(until(&harness.world, &harness, 1).is_some());
    model::decide::Decider::take_back_to(&mut harness.world, mark);
    assert_eq!(harness.world.snapshot(), before);
    assert_eq!(until(&harness.world, &harness, 1), None);
}
