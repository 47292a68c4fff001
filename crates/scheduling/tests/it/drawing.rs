//! Draws: who can join, who wins, who is passed over and why, what becomes of the others; and that nobody is preferred.
//!
//! Session 4 is on Monday 30 November, 08:00–09:00: three windows of one seat. It is Thursday, 07:00. The list is open
//! from 08:00 to 12:00, and the seed is opened at 12:05.

use crate::{
    harness::*,
    missing,
    waiting::{adopt, waitlist_rules},
};
use chrono::Duration;
use draws::{Seed, verify};
use model::{
    SideRef,
    decide::{Context, Decider},
    id::{DrawId, EntrantId, WaitlistEntryId},
    message::Value,
    scheduling::{Channel, Command, DrawPassedOver, Event, Half, HoldEnd, PassedOverInDraw, Silence, Wish, command},
    time::{Instant, MinuteOfDay},
};
use scheduling::{
    Due, World,
    read::{DrawStage, EntrantOutcome, EntrantView, NextDrawn, SlotState},
};
use std::collections::BTreeSet;

const MONDAY: &str = "2026-11-30";

pub(crate) fn draw(number: u32) -> DrawId {
    DrawId(id(15, number))
}

fn entrant(number: u32) -> EntrantId {
    EntrantId(id(16, number))
}

/// A seed that nobody would draw: each byte is this one.
pub(crate) fn seed(byte: u8) -> Seed {
    Seed::new([byte; 32])
}

pub(crate) fn set_up_at(number: u32, seed: &Seed, times: [Instant; 3]) -> Command {
    Command::SetUpDraw(command::SetUpDraw {
        draw: draw(number),
        session: session(4),
        commitment: seed.commitment().hex(),
        seed: SideRef { id: id(17, number), hash: "00".repeat(32) },
        opens_at: times[0],
        closes_at: times[1],
        drawn_at: times[2],
    })
}

fn set_up(number: u32, seed: &Seed) -> Command {
    set_up_at(number, seed, [at("08:00"), at("12:00"), at("12:05")])
}

/// Person `who` joins draw 1 as entrant `who`.
pub(crate) fn join(who: u32) -> Command {
    join_as(who, who, 1)
}

pub(crate) fn join_as(number: u32, who: u32, of: u32) -> Command {
    let (entrant, draw, patient) = (entrant(number), draw(of), person(who));
    // As good as random, and different for each.
    let bits =
        |one: usize| (u64::from(number) << 32 | u64::from(of) << 8 | one as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let random = std::array::from_fn(bits);
    Command::JoinDraw(command::JoinDraw { entrant, draw, patient, channel: Channel::Online, random })
}

fn leave(number: u32, by_hospital: bool) -> Command {
    Command::LeaveDraw(command::LeaveDraw { entrant: entrant(number), reason: reason(), by_hospital })
}

fn close() -> Command {
    Command::CloseDrawList(command::CloseDrawList { draw: draw(1) })
}

fn open(seed: &Seed) -> Command {
    Command::OpenDraw(command::OpenDraw { draw: draw(1), seed: seed.opened() })
}

fn withdraw() -> Command {
    Command::WithdrawSession(command::WithdrawSession { session: session(4), reason: reason() })
}

/// Three seats of Monday are drawn, and so many people have joined; it is 09:00.
pub(crate) fn joined(people: u32) -> Harness {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(set_up(1, &seed(7)));
    harness.set("09:00");
    for who in 1..=people {
        harness.ok(join(who));
    }
    harness
}

/// Does what is due for draw 1 at this moment, as the hospital does it, until nothing is; what happened.
pub(crate) fn drive(harness: &mut Harness, seed: &Seed) -> Vec<Event> {
    let mut all = Vec::new();
    loop {
        let due = harness.world.due(harness.moment()).into_iter().map(|(_, due)| due).find(|due| {
            matches!(due, Due::CloseDrawList(_) | Due::OpenDraw(_) | Due::GiveDrawn(_) | Due::CancelDraw(_))
        });
        let command = match due {
            None => return all,
            Some(Due::OpenDraw(_)) => open(seed),
            Some(Due::GiveDrawn(_)) => next(harness),
            Some(other) => other.command(|| unreachable!("no id is needed")).expect("a command"),
        };
        all.extend(harness.ok(command));
    }
}

/// The next step of draw 1 once its seed is open.
fn next(harness: &mut Harness) -> Command {
    harness.made += 1;
    let made = harness.made;
    let draw = draw(1);
    match harness.world.next_drawn(draw, harness.moment()).expect("it is being drawn") {
        NextDrawn::Win(entrant, patient) => {
            let appointment = appointment(10_000 + made);
            command::GiveDrawn { entrant, appointment, patient, journey: journey(10_000 + made) }.into()
        }
        NextDrawn::PassOver => command::PassOverDrawn { draw }.into(),
        NextDrawn::Finish(left) => {
            let entries = (0..left).map(|one| WaitlistEntryId(id(18, made * 1_000 + one))).collect();
            command::FinishDraw { draw, entries }.into()
        }
    }
}

fn listed(world: &World) -> Vec<EntrantView> {
    world.listed_in_draw(draw(1))
}

fn outcome(harness: &Harness, number: u32) -> Option<EntrantOutcome> {
    harness.world.draw_entrant(entrant(number)).expect("joined").outcome.map(|(_, outcome)| outcome)
}

/// The numbers of the people who have the seats of the session, by window; 0 where nobody has.
fn seated(harness: &Harness) -> Vec<u32> {
    let all = harness.world.appointments_of_session(session(4));
    let who = |window: u32| all.iter().find(|one| one.slot == slot(4, window)).map(|one| one.patient);
    let number = |window| (1..100).find(|number| Some(person(*number)) == who(window)).unwrap_or_default();
    (0..3).map(number).collect()
}

fn stage(harness: &Harness) -> DrawStage {
    harness.world.draw(draw(1)).expect("set up").stage
}

#[test]
fn what_a_winner_only_holds_gives_way() {
    let mut harness = joined(1);
    harness.enrol(3, 1);
    harness.ok(publish(6, 3, MONDAY, (480, 540), 20, 1));
    drive(harness.set("12:00"), &seed(7));
    harness.set("12:05");
    harness.ok(hold(1, slot(6, 0)));
    let events = drive(&mut harness, &seed(7));
    let ended = |event: &Event| if let Event::HoldEnded(ended) = event { Some(ended.why) } else { None };
    assert_eq!(events.iter().filter_map(ended).collect::<Vec<_>>(), [HoldEnd::Replaced]);
    assert_eq!(seated(&harness), [1, 0, 0]);
    assert!(harness.world.holds(person(1)).is_empty());
}

#[test]
fn the_first_ranks_get_the_windows_in_order_and_anybody_can_compute_it_again() {
    let mut harness = joined(5);
    let booking = harness.refused(book(50, 50, slot(4, 0)), "slot-drawn");
    assert_eq!(booking.field, Some("slot"));
    assert_eq!(harness.world.draw_record(draw(1)), None, "the list is not closed yet");
    let numbers: BTreeSet<u64> = listed(&harness.world).iter().map(|entrant| entrant.number).collect();
    assert_eq!(numbers.len(), 5);
    assert!(numbers.iter().all(|number| number.to_string().len() == 10));

    // Not a second before its time.
    harness.now = at("12:00") - Duration::seconds(1);
    assert_eq!(drive(&mut harness, &seed(7)), []);
    harness.refused(close(), "draw-list-open");
    harness.set("12:00");
    assert!(matches!(&drive(&mut harness, &seed(7))[..], [Event::DrawListClosed(closed)]
        if closed.entrants == 5 && closed.dropped.is_empty()));
    let record = harness.world.draw_record(draw(1)).expect("closed");
    assert_eq!((record.list.len(), record.opened.is_some(), record.seats), (5, false, 3));
    harness.refused(join(6), "draw-list-closed");
    harness.refused(leave(1, false), "draw-list-closed");
    harness.refused(open(&seed(7)), "draw-not-due");

    harness.set("12:05");
    harness.refused(open(&seed(8)), "draw-wrong-seed");
    let events = drive(&mut harness, &seed(7));
    assert!(matches!(events.last(), Some(Event::DrawFinished(_))));
    assert_eq!(stage(&harness), DrawStage::Over);
    let record = harness.world.draw_record(draw(1)).expect("over");
    let verified = verify(&record).expect("it agrees with itself");
    let ranked: Vec<u32> = verified
        .ranking
        .iter()
        .map(|number| {
            (1..=5).find(|who| harness.world.draw_entrant(entrant(*who)).expect("joined").number == number.get())
        })
        .map(|who| who.expect("one of them"))
        .collect();
    assert_eq!(seated(&harness), ranked[..3]);
    for (rank, who) in (1..).zip(&ranked) {
        let view = harness.world.draw_entrant(entrant(*who)).expect("joined");
        assert_eq!(view.rank, Some(rank));
        assert_eq!(matches!(view.outcome, Some((_, EntrantOutcome::Won { .. }))), rank <= 3);
    }
    // There is no waiting list: the others have lost, and nobody is in line.
    assert_eq!((outcome(&harness, ranked[3]), outcome(&harness, ranked[4])), (None, None));
}

#[test]
fn seats_that_nobody_wins_can_be_booked_by_everybody() {
    for people in 0..3 {
        let mut harness = joined(people);
        for time in ["12:00", "12:05"] {
            drive(harness.set(time), &seed(7));
        }
        assert_eq!(stage(&harness), DrawStage::Over);
        assert_eq!(seated(&harness).iter().filter(|who| **who > 0).count() as u32, people);
        let open = harness.world.session(session(4), harness.moment()).expect("there").open_seats();
        assert_eq!(open, 3 - people);
        harness.ok(book(50, 50, slot(4, 2)));
        assert!(verify(&harness.world.draw_record(draw(1)).expect("over")).is_ok());
    }
}

#[test]
fn a_draw_needs_a_session_without_bookings_and_times_that_leave_enough_for_each_step() {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    let begins = on(MONDAY, "08:00");
    let times = |opens: &str, closes: &str, drawn| [at(opens), at(closes), drawn];
    for (wrong, field) in [
        (times("07:09", "12:00", at("12:05")), "opens_at"),
        (times("08:00", "08:09", at("12:05")), "closes_at"),
        (times("08:00", "12:00", at("12:00")), "drawn_at"),
        (times("08:00", "12:00", begins), "drawn_at"),
    ] {
        assert_eq!(harness.refused(set_up_at(1, &seed(7), wrong), "draw-times").field, Some(field));
    }
    harness.ok(book(1, 1, slot(4, 0)));
    let booked = harness.refused(set_up(1, &seed(7)), "draw-booked");
    assert_eq!(arg(&booked, "booked"), Some(Value::Count(1)));
    harness.ok(cancel(1, true));
    harness.ok(set_up_at(1, &seed(7), times("07:10", "07:20", at("07:21"))));
    harness.refused(set_up(2, &seed(8)), "draw-pending");
    // Called off, it can be set up again, with another seed.
    harness.ok(Command::CancelDraw(command::CancelDraw { draw: draw(1), reason: reason() }));
    harness.ok(set_up(2, &seed(8)));
    assert_eq!(harness.world.draw_of_session(session(4)).expect("set up").id, draw(2));
}

#[test]
fn one_person_is_on_the_list_once_and_only_so_often() {
    let mut harness = joined(0);
    harness.set("07:59").refused(join(1), "draw-not-open");
    harness.set("08:00").ok(join(1));
    harness.refused(join_as(2, 1, 1), "draw-joined");
    harness.merge(9, 1);
    harness.refused(join_as(2, 9, 1), "draw-joined");
    // Whoever left may come back, twice; each time with another number.
    let mut numbers = BTreeSet::new();
    for number in 1..=3 {
        numbers.insert(harness.world.draw_entrant(entrant(number)).expect("joined").number);
        harness.ok(leave(number, false));
        assert_eq!(harness.world.draw(draw(1)).expect("set up").entrants, 0);
        harness.refused(leave(number, false), "draw-left");
        if number < 3 {
            harness.ok(join_as(number + 1, if number == 1 { 9 } else { 1 }, 1));
        }
    }
    let capped = harness.refused(join_as(4, 1, 1), "draw-joins-cap");
    assert_eq!((arg(&capped, "value"), arg(&capped, "limit")), (Some(Value::Count(3)), Some(Value::Count(3))));
    assert_eq!(numbers.len(), 3);
    harness.now = at("12:00") - Duration::seconds(1);
    harness.ok(join(20));
    harness.set("12:00").refused(join(21), "draw-list-closed");
}

#[test]
fn limits_are_checked_at_joining_and_again_when_a_seat_is_given() {
    let mut harness = joined(0);
    // Monday afternoon, another clinician of the same department: two a day are the limit.
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, MONDAY, (840, 960), 20, 9));
    harness.ok(book(1, 1, slot(5, 0)));
    harness.ok(book(2, 1, slot(5, 1)));
    assert_eq!(harness.refused(join(1), "department-day-cap").field, Some("patient"));
    for who in 2..=5 {
        harness.ok(join(who));
    }
    // Being on the list counts for nothing.
    for (number, window) in [(3, 0), (4, 1)] {
        harness.ok(book(number, 2, slot(5, window)));
    }
    for time in ["12:00", "12:05"] {
        drive(harness.set(time), &seed(7));
    }
    let EntrantOutcome::PassedOver { code } = outcome(&harness, 2).expect("passed over or behind the others") else {
        panic!("a seat over the limit")
    };
    assert_eq!(code, "department-day-cap");
    assert_eq!(seated(&harness).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([3, 4, 5]));
    let record = harness.world.draw_record(draw(1)).expect("over");
    assert_eq!(verify(&record).expect("it agrees").passed_over.len(), 1);
}

#[test]
fn whoever_has_something_at_the_first_window_gets_the_next_that_fits() {
    let mut harness = joined(1);
    harness.ok(publish(6, 2, MONDAY, (480, 520), 20, 3));
    harness.ok(book(1, 1, slot(6, 0)));
    harness.ok(book(2, 1, slot(6, 1)));
    for time in ["12:00", "12:05"] {
        drive(harness.set(time), &seed(7));
    }
    assert_eq!(seated(&harness), [0, 0, 1]);
}

#[test]
fn of_two_entries_of_one_person_the_later_is_dropped_or_passed_over() {
    // Merged before the list closes.
    let mut harness = joined(1);
    harness.set("09:30").ok(join(2));
    harness.ok(join(3));
    harness.merge(2, 1);
    let closed = drive(harness.set("12:00"), &seed(7));
    assert!(matches!(&closed[..], [Event::DrawListClosed(closed)]
        if closed.dropped == [entrant(2)] && closed.entrants == 2));
    assert_eq!(outcome(&harness, 2), Some(EntrantOutcome::Dropped));
    drive(harness.set("12:05"), &seed(7));
    assert_eq!(harness.world.draw_record(draw(1)).expect("over").list.len(), 2);

    // Merged after: both numbers are on the sealed list, and one wins.
    let mut harness = joined(2);
    drive(harness.set("12:00"), &seed(7));
    harness.merge(2, 1);
    let events = drive(harness.set("12:05"), &seed(7));
    let passed: Vec<_> = events.iter().filter(|event| matches!(event, Event::DrawPassedOver(_))).collect();
    let second = listed(&harness.world).into_iter().find(|entrant| entrant.rank == Some(2)).expect("ranked");
    let entrants = vec![PassedOverInDraw { entrant: second.id, code: "draw-won".into() }];
    assert_eq!(passed, [&Event::DrawPassedOver(DrawPassedOver { draw: draw(1), entrants })]);
    assert_eq!(seated(&harness).iter().filter(|who| **who > 0).count(), 1);
}

#[test]
fn a_number_of_the_closed_list_stays_on_it_and_whoever_was_taken_off_is_passed_over() {
    let mut harness = joined(4);
    drive(harness.set("12:00"), &seed(7));
    harness.ok(leave(3, true));
    drive(harness.set("12:05"), &seed(7));
    assert_eq!(outcome(&harness, 3), Some(EntrantOutcome::PassedOver { code: "draw-left".into() }));
    assert!(!seated(&harness).contains(&3));
    assert_eq!(harness.world.draw_record(draw(1)).expect("over").list.len(), 4);
    assert!(verify(&harness.world.draw_record(draw(1)).expect("over")).is_ok());
}

#[test]
fn the_others_wait_in_the_order_of_their_ranks() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(set_up(1, &seed(7)));
    harness.set("09:00");
    for who in 1..=8 {
        harness.ok(join(who));
    }
    for time in ["12:00", "12:05"] {
        drive(harness.set(time), &seed(7));
    }
    let wish = Wish { clinician: clinician(1), date: date(MONDAY), half: Half::Morning };
    let line: Vec<_> = harness.world.waiting_for(wish, 100, harness.moment()).iter().map(|one| one.patient).collect();
    let ranked: Vec<_> = listed(&harness.world).iter().map(|entrant| entrant.patient).collect();
    assert_eq!(line, ranked[3..]);
    // A winner's seat that is given back goes to the first of them.
    let first = harness.world.appointments_of_session(session(4))[0].id;
    harness.ok(Command::Cancel(command::Cancel { appointment: first, reason: reason(), by_hospital: true }));
    crate::waiting::tick(&mut harness);
    let offered = harness.world.waiting_for(wish, 100, harness.moment())[0].clone();
    assert!(offered.offer.is_some() && offered.patient == ranked[3]);
}

/// Twelve entrants are six people by the time the seed is opened, and three of them win.
#[test]
fn nobody_waits_twice_in_line_and_no_winner_waits() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(set_up(1, &seed(7)));
    harness.set("09:00");
    for who in 1..=12 {
        harness.ok(join(who));
    }
    drive(harness.set("12:00"), &seed(7));
    for who in 1..=6 {
        harness.merge(who + 6, who);
    }
    drive(harness.set("12:05"), &seed(7));
    let own = |patient| (1..=12).find(|who| person(*who) == patient).map(|who| (who - 1) % 6);
    let wish = Wish { clinician: clinician(1), date: date(MONDAY), half: Half::Morning };
    let line = harness.world.waiting_for(wish, 100, harness.moment());
    let line: Vec<_> = line.iter().map(|one| own(one.patient)).collect();
    let seated: Vec<_> = seated(&harness).into_iter().map(|who| Some((who - 1) % 6)).collect();
    let all: BTreeSet<_> = line.iter().chain(&seated).collect();
    assert_eq!((line.len(), seated.len(), all.len()), (3, 3, 6), "{line:?} {seated:?}");
}

#[test]
fn whoever_cannot_book_alone_joins_no_draw() {
    let mut harness = Harness::new();
    harness.ok(missing::adopt(&[missing::step(1, 10, 30)]));
    missing::miss(&mut harness, 1, 1, "2026-11-26");
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(set_up_at(1, &seed(7), [at("11:00"), at("12:00"), at("12:05")]));
    harness.set("11:00").refused(join(1), "no-show-block");
    harness.ok(join(2));
}

/// Else somebody would have a seat that the published record does not know of.
#[test]
fn a_cancellation_is_not_taken_back_into_a_draw() {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(cancel(1, true));
    harness.ok(set_up(1, &seed(7)));
    let undo = command::UndoCancel { appointment: appointment(1), reason: reason(), by_hospital: true };
    harness.refused(undo.into(), "seat-gone");
}

#[test]
fn a_draw_ends_with_its_session() {
    let mut harness = joined(3);
    let events = harness.ok(withdraw());
    assert!(matches!(&events[..], [Event::DrawCancelled(_), Event::SessionWithdrawn(_)]));
    assert_eq!(stage(&harness), DrawStage::Cancelled);
    assert_eq!(drive(harness.set("12:10"), &seed(7)), []);
    harness.refused(join(9), "draw-cancelled");

    // Closed while the seats are being given: whoever has won is displaced like everybody who is booked.
    let mut harness = joined(3);
    drive(harness.set("12:00"), &seed(7));
    harness.set("12:05").ok(open(&seed(7)));
    let given = next(&mut harness);
    harness.ok(given);
    let booked = harness.world.appointments_of_session(session(4))[0].id;
    harness.ok(Command::CloseSession(command::CloseSession {
        session: session(4),
        reason: reason(),
        deadline: at("18:00"),
        silence: Silence::Keep,
        proposals: Vec::new(),
        to_phone: vec![booked],
    }));
    assert_eq!(stage(&harness), DrawStage::Cancelled);
    assert_eq!(drive(&mut harness, &seed(7)), []);
}

#[test]
fn what_was_missed_is_done_late_and_only_a_session_that_has_begun_is_not_drawn() {
    let mut harness = joined(4);
    // The list stands sealed for a minute all the same.
    harness.now = on("2026-11-29", "23:00");
    drive(&mut harness, &seed(7));
    assert_eq!(stage(&harness), DrawStage::Closed);
    harness.now = on("2026-11-29", "23:01") - Duration::seconds(1);
    harness.refused(open(&seed(7)), "draw-not-due");
    assert!(drive(&mut harness, &seed(7)).is_empty());
    harness.now = on("2026-11-29", "23:01");
    drive(&mut harness, &seed(7));
    assert_eq!(stage(&harness), DrawStage::Over);
    assert_eq!(seated(&harness).iter().filter(|who| **who > 0).count(), 3);

    let mut harness = joined(4);
    harness.now = on(MONDAY, "08:00");
    assert!(matches!(&drive(&mut harness, &seed(7))[..], [Event::DrawCancelled(_)]));
    assert_eq!(seated(&harness), [0, 0, 0]);
    harness.ok(book(50, 50, slot(4, 1)));
}

#[test]
fn a_restart_and_a_take_back_in_between_change_nothing() {
    let mut harness = joined(7);
    drive(harness.set("12:00"), &seed(7));
    let mut restarted = Harness { now: at("12:05"), made: harness.made, ..Harness::default() };
    restarted.world = World::restore(serde_json::from_str(&harness.bytes()).expect("a snapshot"));
    restarted.log.clone_from(&harness.log);
    harness.set("12:05");
    harness.world.durable();
    let (mark, before) = (harness.world.mark(), harness.bytes());
    let events = drive(&mut harness, &seed(7));
    assert_eq!(drive(&mut restarted, &seed(7)), events);
    assert_eq!(restarted.bytes(), harness.bytes());
    harness.world.take_back_to(mark);
    assert_eq!(harness.bytes(), before);
}

/// Of six people two get a seat, by 3,000 seeds through the world's own path. Each has a third of the seats; the statistic of
/// drawing two of six without putting back is Pearson's times 5/6 over 2/3, with five degrees of freedom: mean 5, standard
/// deviation √10.
#[test]
fn no_entrant_is_preferred() {
    const SEEDS: u32 = 3_000;
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 520), 20, 1));
    harness.world.durable();
    let (mark, log) = (harness.world.mark(), harness.log.len());
    let mut won = [0_u32; 6];
    for number in 0..SEEDS {
        let context = Context { now: harness.now, seq: number.into(), seed: 99, zone: ZONE };
        let byte = |place: usize| context.draw(&format!("byte {place}"), 256) as u8;
        let seed = Seed::new(std::array::from_fn(byte));
        harness.set("07:00").ok(set_up(1, &seed));
        harness.set("09:00");
        for who in 1..=6 {
            harness.ok(join(who));
        }
        for time in ["12:00", "12:05"] {
            drive(harness.set(time), &seed);
        }
        for who in seated(&harness).into_iter().filter(|who| *who > 0) {
            won[who as usize - 1] += 1;
        }
        harness.world.take_back_to(mark);
        harness.log.truncate(log);
    }
    assert_eq!(won.iter().sum::<u32>(), 2 * SEEDS, "every seat went to somebody, and none to two");
    let expected = f64::from(2 * SEEDS) / 6.0;
    let pearson: f64 = won.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
    let statistic = pearson * (5.0 / 6.0) / (2.0 / 3.0);
    assert!(statistic < 5.0 + 4.0 * 10.0_f64.sqrt(), "{won:?} {statistic}");
    assert!(statistic > 0.1, "suspiciously even: {won:?}");
}

#[test]
fn a_list_is_bounded_and_joining_in_vain_changes_nothing() {
    let mut harness = joined(0);
    for who in 1..=5_000 {
        harness.ok(join(who));
    }
    let full = harness.refused(join(5_001), "draw-full");
    assert_eq!(arg(&full, "limit"), Some(Value::Count(5_000)));
    harness.ok(leave(17, false));
    harness.ok(join(5_001));
    let slots = harness.world.session(session(4), harness.moment()).expect("there").slots;
    assert!(slots.iter().all(|slot| slot.state == SlotState::Drawn));
    assert_eq!(MinuteOfDay(480), harness.world.draw(draw(1)).expect("set up").from);
}

#[test]
fn the_list_of_a_day_that_cannot_be_booked_yet_opens_with_it() {
    let mut harness = Harness::new();
    // Fourteen days before it is 6 December.
    harness.ok(publish(4, 1, "2026-12-20", (480, 540), 20, 1));
    let on_day = |day: &str| [on(day, "08:00"), on(day, "12:00"), on(day, "12:05")];
    let refusal = harness.refused(set_up_at(1, &seed(7), on_day("2026-12-05")), "draw-times");
    assert_eq!((refusal.field, arg(&refusal, "from")), (Some("opens_at"), Some(on("2026-12-06", "00:00").into())));
    harness.ok(set_up_at(1, &seed(7), on_day("2026-12-06")));
}
