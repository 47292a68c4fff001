//! Closed sessions: what is offered, kept, answered, taken back, and that nobody is lost.
//!
//! It is Thursday, 07:00. Session 4 of clinician 1 is on Monday 30 November, 08:00–09:00: three windows of two seats, booked
//! by persons 1–6, two in each window. Session 5 of the same clinician is on Tuesday at the same time, two seats a window;
//! session 6 of clinician 3, who has the same title, is on Monday at the same time, one seat a window.

use crate::{
    harness::*,
    waiting::{accept as accept_offer, adopt, entry, join, tick, waitlist_rules, wish},
};
use model::{
    message::Value,
    scheduling::{
        AppointmentMoved, BookingRules, Command, DayOfWeek, Event, Half, ImpossibleDays, ImpossibleDaysChanged,
        Rebooking, RebookingDeclined, RulesAdopted, RulesScope, SessionClosed, Silence, command,
    },
    time::Instant,
};
use scheduling::read::{AppointmentState, ClosureStage, RebookingAnswer, SlotState};

const MONDAY: &str = "2026-11-30";
const TUESDAY: &str = "2026-12-01";

pub(crate) fn close(
    number: u32,
    deadline: Instant,
    silence: Silence,
    proposals: &[(u32, model::id::SlotId)],
    phone: &[u32],
) -> Command {
    let proposal = |(number, slot): &(u32, _)| Rebooking { appointment: appointment(*number), slot: *slot };
    Command::CloseSession(command::CloseSession {
        session: session(number),
        reason: reason(),
        deadline,
        silence,
        proposals: proposals.iter().map(proposal).collect(),
        to_phone: phone.iter().map(|number| appointment(*number)).collect(),
    })
}

fn accept(number: u32) -> Command {
    Command::AcceptRebooking(command::AcceptRebooking { appointment: appointment(number) })
}

fn decline(number: u32) -> Command {
    Command::DeclineRebooking(command::DeclineRebooking { appointment: appointment(number) })
}

fn withdraw(number: u32) -> Command {
    Command::WithdrawSession(command::WithdrawSession { session: session(number), reason: reason() })
}

pub(crate) fn undo(number: u32) -> Command {
    Command::UndoClosure(command::UndoClosure { session: session(number), reason: reason() })
}

fn sunday() -> Instant {
    on("2026-11-29", "18:00")
}

fn booked() -> Harness {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 2));
    harness.ok(publish(5, 1, TUESDAY, (480, 540), 20, 2));
    harness.ok(publish(6, 3, MONDAY, (480, 540), 20, 1));
    for number in 1..=6 {
        harness.ok(book(number, number, slot(4, (number - 1) / 2)));
    }
    harness
}

/// Persons 1–4 are offered Tuesday, 5 another clinician at the same time; 6 is phoned.
fn closed(silence: Silence) -> Harness {
    let mut harness = booked();
    let proposals = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
    harness.ok(close(4, sunday(), silence, &proposals, &[6]));
    harness
}

fn state(harness: &Harness, number: u32) -> AppointmentState {
    harness.world.appointment(appointment(number)).expect("booked").state
}

/// Where an appointment is now.
fn place(harness: &Harness, number: u32) -> model::id::SlotId {
    harness.world.appointment(appointment(number)).expect("booked").slot
}

/// The slot that is kept for an appointment.
fn kept(harness: &Harness, number: u32) -> Option<model::id::SlotId> {
    harness.world.rebooking(appointment(number)).map(|offer| offer.kept.slot)
}

fn to_phone(harness: &Harness) -> Vec<model::id::AppointmentId> {
    harness.world.to_phone().into_iter().map(|one| one.id).collect()
}

/// Seats taken, and seats that nobody can book although they are free.
fn seats(harness: &Harness, of: model::id::SlotId) -> (u16, u16) {
    let slot = harness.world.slot(of, harness.moment()).expect("published");
    (slot.taken, slot.aside)
}

fn stage(harness: &Harness, number: u32) -> Option<ClosureStage> {
    harness.world.closure(session(number)).map(|closure| closure.stage)
}

fn go(harness: &mut Harness, day: &str, time: &str) {
    harness.now = on(day, time);
}

#[test]
fn a_proposed_seat_is_kept_for_one_person_and_becomes_theirs_when_they_accept() {
    let mut harness = closed(Silence::Keep);
    for number in 1..=6 {
        assert_eq!(state(&harness, number), AppointmentState::Displaced, "{number}");
    }
    assert_eq!((kept(&harness, 1), kept(&harness, 5), kept(&harness, 6)), (Some(slot(5, 0)), Some(slot(6, 2)), None));
    assert_eq!((seats(&harness, slot(5, 0)), seats(&harness, slot(6, 2))), ((0, 2), (0, 1)));
    assert_eq!(to_phone(&harness), [appointment(6)]);
    harness.refused(book(20, 20, slot(5, 0)), "slot-full");
    harness.refused(book(20, 20, slot(6, 2)), "slot-full");
    harness.ok(book(20, 20, slot(5, 2)));

    let events = harness.ok(accept(5));
    let [Event::RebookingAccepted(_), Event::AppointmentMoved(AppointmentMoved { slot: to, by_hospital, .. })] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((*to, *by_hospital), (slot(6, 2), true));
    assert_eq!((state(&harness, 5), place(&harness, 5)), (AppointmentState::Booked, slot(6, 2)));
    assert_eq!((seats(&harness, slot(6, 2)), seats(&harness, slot(4, 2))), ((1, 0), (1, 0)));
    harness.refused(accept(5), "no-rebooking");
    harness.refused(accept(6), "no-rebooking");
    let closure = harness.world.closure(session(4)).expect("closed");
    let answers: Vec<_> = closure.rows.iter().map(|row| row.answer).collect();
    assert_eq!(answers, [None, None, None, None, Some(RebookingAnswer::Accepted), None]);
    // It is an appointment like any other: the patient may move it as long as the rules say.
    harness.ok(move_to(5, slot(5, 2), false));
    assert_eq!(seats(&harness, slot(6, 2)), (0, 0));
}

#[test]
fn nothing_is_booked_or_moved_into_a_closed_session_and_nobody_is_seen_or_missed_there() {
    let mut harness = booked();
    harness.ok(book(10, 10, slot(6, 0)));
    harness.ok(cancel(6, true));
    harness.ok(close(4, sunday(), Silence::Keep, &[], &[1, 2, 3, 4, 5]));
    let slots = harness.world.session(session(4), harness.moment()).expect("published").slots;
    assert!(slots.iter().all(|slot| slot.state == SlotState::Closed));
    harness.refused(book(20, 20, slot(4, 2)), "slot-closed");
    harness.refused(move_to(10, slot(4, 2), true), "slot-closed");
    harness.refused(withdraw(4), "session-booked");
    go(&mut harness, MONDAY, "07:50");
    let refusal = harness.refused(check_in(1), "appointment-state");
    assert_eq!(arg(&refusal, "state"), Some(Value::Message("appointment-state-displaced".into())));
    go(&mut harness, "2026-12-02", "12:00");
    tick(&mut harness);
    assert_eq!(state(&harness, 1), AppointmentState::Displaced);
    assert_eq!(to_phone(&harness).len(), 5, "nobody is lost, however late it is");
    harness.ok(publish(9, 1, "2026-12-03", (480, 540), 20, 2));
    harness.ok(move_to(1, slot(9, 0), true));
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Booked, slot(9, 0)));
}

#[test]
fn who_declines_is_phoned_chooses_another_time_or_gives_it_up_and_no_limit_counts() {
    let mut harness = booked();
    let strict = BookingRules { cancels_per_day_max: Some(1), cancels_per_department_day_max: Some(1), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules: strict }));
    let proposals = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
    harness.ok(close(4, sunday(), Silence::Keep, &proposals, &[6]));

    harness.ok(decline(1));
    assert_eq!((kept(&harness, 1), seats(&harness, slot(5, 0))), (None, (0, 1)));
    assert_eq!(to_phone(&harness), [appointment(1), appointment(6)]);
    harness.refused(decline(1), "no-rebooking");

    // Another time: what was kept is free again.
    let events = harness.ok(move_to(2, slot(5, 2), false));
    assert!(matches!(&events[..], [Event::RebookingDeclined(_), Event::AppointmentMoved(_)]), "{events:?}");
    assert_eq!((state(&harness, 2), seats(&harness, slot(5, 0))), (AppointmentState::Booked, (0, 0)));
    // Once it is booked, the limit counts, from the beginning.
    harness.ok(move_to(2, slot(6, 0), false));
    harness.refused(move_to(2, slot(5, 2), false), "department-cancel-cap");

    let events = harness.ok(cancel(3, false));
    let declined = RebookingDeclined { appointment: appointment(3) };
    assert_eq!(events.first(), Some(&Event::from(declined)));
    assert_eq!((state(&harness, 3), seats(&harness, slot(5, 1))), (AppointmentState::Cancelled, (0, 1)));
    harness.ok(cancel(6, false));
    harness.ok(move_to(1, slot(5, 0), true));
    assert!(to_phone(&harness).is_empty());
    assert_eq!(seats(&harness, slot(4, 0)), (0, 0));
    // Cutoffs are for who could have come: somebody may give it up on the very morning.
    go(&mut harness, MONDAY, "07:59");
    harness.ok(cancel(4, false));
}

#[test]
fn silence_keeps_the_seat_or_gives_it_back_as_the_closure_says() {
    for silence in [Silence::Keep, Silence::Return] {
        let mut harness = closed(silence);
        harness.ok(accept(1));
        go(&mut harness, "2026-11-29", "17:59");
        assert!(harness.due().is_empty());
        harness.refused(Command::SettleClosure(command::SettleClosure { session: session(4) }), "closure-not-over");
        go(&mut harness, "2026-11-29", "18:00");
        harness.refused(accept(2), "rebooking-over");
        harness.refused(decline(2), "rebooking-over");
        tick(&mut harness);
        assert_eq!(stage(&harness, 4), Some(ClosureStage::Over));
        let kept_now: Vec<_> = (1..=6).filter(|number| state(&harness, *number) == AppointmentState::Booked).collect();
        match silence {
            Silence::Keep => {
                assert_eq!(kept_now, [1, 2, 3, 4, 5]);
                assert_eq!((place(&harness, 4), place(&harness, 5)), (slot(5, 1), slot(6, 2)));
                assert_eq!(to_phone(&harness), [appointment(6)]);
                assert_eq!(seats(&harness, slot(5, 0)), (2, 0));
            }
            Silence::Return => {
                assert_eq!(kept_now, [1]);
                assert_eq!(to_phone(&harness).len(), 5);
                assert_eq!(seats(&harness, slot(5, 0)), (1, 0));
            }
        }
        harness.refused(undo(4), "closure-over");
        harness.refused(accept(2), "no-rebooking");
        assert!(harness.due().is_empty(), "it is settled once");
    }
}

#[test]
fn a_tick_that_comes_late_sends_nobody_to_a_window_that_has_begun() {
    let mut harness = closed(Silence::Keep);
    go(&mut harness, MONDAY, "08:45");
    tick(&mut harness);
    assert_eq!(state(&harness, 5), AppointmentState::Displaced, "Monday 08:40 has begun");
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Booked, slot(5, 0)));
    assert_eq!(to_phone(&harness), [appointment(5), appointment(6)]);
}

#[test]
fn an_undone_closure_puts_back_who_has_not_answered_and_asks_again_who_has_accepted() {
    let mut harness = closed(Silence::Return);
    harness.ok(accept(1));
    harness.ok(accept(3));
    harness.ok(decline(2));
    harness.ok(move_to(5, slot(5, 2), false));
    harness.ok(undo(4));
    assert_eq!(stage(&harness, 4), Some(ClosureStage::Undone));
    for number in [2, 4, 6] {
        let now = harness.world.appointment(appointment(number)).expect("booked");
        let old = slot(4, (number - 1) / 2);
        assert_eq!((now.state, now.slot), (AppointmentState::Booked, old), "{number}");
    }
    // The others keep what they have, and their old seats are kept for them; nobody else gets these.
    assert_eq!((place(&harness, 1), kept(&harness, 1)), (slot(5, 0), Some(slot(4, 0))));
    assert_eq!((place(&harness, 3), kept(&harness, 3)), (slot(5, 1), Some(slot(4, 1))));
    assert_eq!((place(&harness, 5), kept(&harness, 5)), (slot(5, 2), Some(slot(4, 2))));
    assert_eq!((seats(&harness, slot(4, 0)), seats(&harness, slot(5, 1))), ((1, 1), (1, 0)));
    harness.refused(book(20, 20, slot(4, 0)), "slot-full");
    assert!(to_phone(&harness).is_empty());
    harness.refused(undo(4), "closure-none");

    harness.ok(accept(1));
    assert_eq!(
        (place(&harness, 1), seats(&harness, slot(5, 0)), seats(&harness, slot(4, 0))),
        (slot(4, 0), (0, 0), (2, 0))
    );
    harness.ok(decline(3));
    assert_eq!((place(&harness, 3), seats(&harness, slot(4, 1))), (slot(5, 1), (1, 0)));
    // No answer: it stays where it is.
    go(&mut harness, "2026-11-29", "18:00");
    tick(&mut harness);
    assert_eq!((place(&harness, 5), kept(&harness, 5), stage(&harness, 4)), (slot(5, 2), None, None));
    harness.refused(accept(5), "no-rebooking");
    assert_eq!(seats(&harness, slot(4, 2)), (1, 0));
    harness.ok(book(20, 20, slot(4, 2)));
    // And it takes place.
    go(&mut harness, MONDAY, "07:50");
    harness.ok(check_in(1));
}

#[test]
fn an_undone_closure_leaves_out_who_has_taken_something_else() {
    let mut harness = closed(Silence::Keep);
    // Person 6 has no seat that is kept, and takes the other clinician's at the same time.
    harness.refused(book(16, 5, slot(6, 2)), "rebooking-open");
    harness.ok(decline(5));
    harness.ok(book(16, 6, slot(6, 2)));
    harness.ok(undo(4));
    assert_eq!((state(&harness, 5), state(&harness, 6)), (AppointmentState::Booked, AppointmentState::Displaced));
    assert_eq!(to_phone(&harness), [appointment(6)]);
    harness.ok(cancel(6, true));
    assert_eq!(seats(&harness, slot(4, 2)), (1, 0));
}

#[test]
fn what_cannot_be_closed_is_refused_with_the_reason() {
    let mut harness = booked();
    let all = [1, 2, 3, 4, 5, 6];
    harness.refused(close(6, sunday(), Silence::Keep, &[], &[]), "closure-empty");
    harness.refused(close(9, sunday(), Silence::Keep, &[], &[]), "not-there");
    for deadline in [at("07:00"), at("06:00"), on(MONDAY, "08:01")] {
        let refusal = harness.refused(close(4, deadline, Silence::Keep, &[], &all), "closure-deadline");
        assert_eq!(arg(&refusal, "until"), Some(Value::At(on(MONDAY, "08:00"))));
    }
    harness.ok(close(4, on(MONDAY, "08:00"), Silence::Keep, &[], &all));
    harness.refused(close(4, sunday(), Silence::Keep, &[], &all), "closure-twice");
    harness.refused(undo(5), "closure-none");

    let mut harness = booked();
    go(&mut harness, MONDAY, "07:30");
    harness.ok(check_in(1));
    let refusal = harness.refused(close(4, on(MONDAY, "08:00"), Silence::Keep, &[], &all), "closure-arrived");
    assert_eq!(arg(&refusal, "count"), Some(Value::Count(1)));
    go(&mut harness, MONDAY, "08:00");
    harness.refused(close(4, on(MONDAY, "08:30"), Silence::Keep, &[], &all), "closure-past");
    go(&mut harness, TUESDAY, "08:00");
    harness.refused(close(4, on(TUESDAY, "08:30"), Silence::Keep, &[], &all), "closure-past");
}

#[test]
fn a_stale_preview_is_refused_with_what_changed() {
    let mut harness = booked();
    let proposals = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
    harness.ok(cancel(6, true));
    let refusal = harness.refused(close(4, sunday(), Silence::Keep, &proposals, &[6]), "closure-changed");
    assert_eq!((arg(&refusal, "added"), arg(&refusal, "gone")), (Some(Value::Count(0)), Some(Value::Count(1))));
    harness.ok(book(7, 7, slot(4, 2)));
    let refusal = harness.refused(close(4, sunday(), Silence::Keep, &proposals, &[]), "closure-changed");
    assert_eq!((arg(&refusal, "added"), arg(&refusal, "gone")), (Some(Value::Count(1)), Some(Value::Count(0))));
    harness.refused(close(4, sunday(), Silence::Keep, &proposals, &[7, 1]), "closure-named-twice");
    // A seat is gone.
    harness.ok(book(20, 20, slot(6, 2)));
    harness.refused(close(4, sunday(), Silence::Keep, &proposals, &[7]), "slot-full");
    harness.ok(cancel(20, true));
    // Not in the closed session, not earlier, not elsewhere, not more than there are.
    let one = |target| [(1, target), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
    harness.refused(close(4, sunday(), Silence::Keep, &one(slot(4, 2)), &[7]), "closure-same-session");
    harness.refused(close(4, sunday(), Silence::Keep, &one(slot(5, 1)), &[7]), "slot-full");
    harness.refused(close(4, sunday(), Silence::Keep, &one(slot(9, 1)), &[7]), "not-there");
    harness.ok(publish(7, 2, TUESDAY, (480, 540), 20, 2));
    harness.refused(close(4, sunday(), Silence::Keep, &one(slot(7, 0)), &[7]), "other-department");
    let early = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 0))];
    harness.refused(close(4, sunday(), Silence::Keep, &early, &[7]), "rebooking-earlier");
    // Not when the person has something else.
    harness.ok(book(21, 5, slot(7, 0)));
    let clash = [(1, slot(5, 1)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(6, 1)), (5, slot(5, 0))];
    harness.refused(close(4, sunday(), Silence::Keep, &clash, &[7]), "same-time");
    harness.ok(close(4, sunday(), Silence::Keep, &proposals, &[7]));
}

#[test]
fn two_closures_do_not_keep_one_seat_twice_and_closing_the_other_session_gives_its_seats_back() {
    let mut harness = closed(Silence::Keep);
    harness.ok(publish(8, 3, TUESDAY, (540, 600), 20, 1));
    harness.ok(book(30, 30, slot(6, 0)));
    // The seat of 08:40 is kept for person 5.
    harness.refused(close(6, sunday(), Silence::Keep, &[(30, slot(5, 0))], &[]), "slot-full");
    let events = harness.ok(close(6, sunday(), Silence::Keep, &[(30, slot(8, 0))], &[]));
    let [Event::SessionClosed(SessionClosed { released, .. })] = &events[..] else { panic!("{events:?}") };
    assert_eq!(released, &[appointment(5)]);
    assert_eq!((kept(&harness, 5), kept(&harness, 30)), (None, Some(slot(8, 0))));
    assert_eq!(to_phone(&harness), [appointment(5), appointment(6)]);
    // Who was moved into a session that is closed too is displaced again, and both closures are undone one after the other.
    harness.ok(accept(1));
    harness.ok(close(5, sunday(), Silence::Keep, &[(1, slot(8, 1))], &[]));
    assert_eq!((state(&harness, 1), kept(&harness, 1)), (AppointmentState::Displaced, Some(slot(8, 1))));
    assert_eq!(to_phone(&harness).len(), 6 - 1, "2, 3, 4 lost their seats of Tuesday; 5 and 6 had none");
    harness.ok(undo(4));
    assert_eq!(
        (state(&harness, 1), place(&harness, 1)),
        (AppointmentState::Booked, slot(4, 0)),
        "it has no other seat"
    );
    assert_eq!((kept(&harness, 1), seats(&harness, slot(8, 1))), (None, (0, 0)));
    assert_eq!((seats(&harness, slot(4, 0)), seats(&harness, slot(5, 0))), ((2, 0), (0, 0)));
    // Tuesday takes place too: it is offered, and nobody is moved who has a seat.
    harness.ok(undo(5));
    assert_eq!((place(&harness, 1), kept(&harness, 1)), (slot(4, 0), Some(slot(5, 0))));
    assert!(to_phone(&harness).is_empty());
}

/// Person 1 took Tuesday instead of Monday, and Tuesday is closed too.
fn closed_twice() -> Harness {
    let mut harness = closed(Silence::Keep);
    harness.ok(accept(1));
    harness.ok(close(5, sunday(), Silence::Keep, &[], &[1]));
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Displaced, slot(5, 0)));
    harness
}

#[test]
fn who_is_closed_twice_is_back_when_the_second_closure_is_undone() {
    let mut harness = closed_twice();
    harness.ok(undo(5));
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Booked, slot(5, 0)));
    assert_eq!(seats(&harness, slot(5, 0)), (1, 0), "the seats that were kept there for others ended");
    // Then the first one: as for everybody who has a seat elsewhere.
    harness.ok(undo(4));
    assert_eq!((place(&harness, 1), kept(&harness, 1)), (slot(5, 0), Some(slot(4, 0))));
}

#[test]
fn who_is_closed_twice_and_phoned_is_back_in_the_first_seat_unless_something_is_in_the_way() {
    let mut harness = closed_twice();
    let events = harness.ok(undo(4));
    let moved = |event: &&Event| matches!(event, Event::AppointmentMoved(moved) if moved.by_hospital);
    assert_eq!(events.iter().filter(moved).count(), 1, "{events:?}");
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Booked, slot(4, 0)));
    assert_eq!(seats(&harness, slot(4, 0)), (2, 0));

    // In another hospital the same person has taken something else at that time.
    let mut harness = closed_twice();
    harness.enrol(8, 2);
    harness.ok(publish(9, 8, MONDAY, (480, 540), 20, 1));
    harness.ok(book(31, 1, slot(9, 0)));
    harness.ok(undo(4));
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Displaced, slot(5, 0)));
    assert_eq!((to_phone(&harness), seats(&harness, slot(4, 0))), (vec![appointment(1)], (1, 0)));
}

fn impossible(number: u32, weekdays: &[DayOfWeek], dates: &[&str]) -> Command {
    let days = ImpossibleDays { weekdays: weekdays.to_vec(), dates: dates.iter().map(|day| date(day)).collect() };
    Command::ChangeImpossibleDays(ImpossibleDaysChanged { appointment: appointment(number), days })
}

#[test]
fn nothing_is_proposed_on_a_day_that_is_impossible_and_silence_keeps_nothing_then() {
    let mut harness = booked();
    harness.ok(impossible(1, &[DayOfWeek::Tuesday, DayOfWeek::Friday, DayOfWeek::Tuesday], &[]));
    let days = harness.world.appointment(appointment(1)).expect("booked").impossible;
    assert_eq!(days.weekdays, [DayOfWeek::Tuesday, DayOfWeek::Friday], "each once and in order");
    let phone = [2, 3, 4, 5, 6];
    let refused =
        harness.refused(close(4, sunday(), Silence::Keep, &[(1, slot(5, 0))], &phone), "rebooking-impossible");
    assert_eq!(arg(&refused, "date"), Some(Value::Date(date(TUESDAY).0)));
    // A date counts as a weekday does, and nothing counts once it is taken back.
    harness.ok(impossible(1, &[], &[TUESDAY]));
    harness.refused(close(4, sunday(), Silence::Keep, &[(1, slot(5, 0))], &phone), "rebooking-impossible");
    harness.ok(impossible(1, &[], &[]));
    harness.ok(close(4, sunday(), Silence::Keep, &[(1, slot(5, 0))], &phone));
    // Said after it was proposed: the seat is kept until the deadline, and silence does not make it the patient's.
    harness.ok(impossible(1, &[DayOfWeek::Tuesday], &[]));
    assert_eq!(kept(&harness, 1), Some(slot(5, 0)));
    go(&mut harness, "2026-11-29", "18:00");
    tick(&mut harness);
    assert_eq!((state(&harness, 1), kept(&harness, 1)), (AppointmentState::Displaced, None));
    assert_eq!(seats(&harness, slot(5, 0)), (0, 0));
}

#[test]
fn impossible_days_are_bounded_and_said_only_of_a_visit_that_is_ahead() {
    let mut harness = booked();
    let many: Vec<String> = (1..=15).map(|day| format!("2026-12-{day:02}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    harness.refused(impossible(1, &[], &many), "out-of-range");
    harness.ok(impossible(1, &[], &many[..14]));
    harness.refused(impossible(1, &[DayOfWeek::Monday; 8], &[]), "out-of-range");
    harness.ok(impossible(1, &DayOfWeek::ALL, &[]));
    harness.refused(impossible(99, &[], &[]), "not-there");
    // They stay with a visit that is moved.
    harness.ok(move_to(1, slot(5, 0), true));
    assert_eq!(harness.world.appointment(appointment(1)).expect("booked").impossible.weekdays.len(), 7);
    harness.ok(cancel(1, true));
    harness.refused(impossible(1, &[], &[]), "appointment-state");
}

#[test]
fn a_session_is_closed_again_after_it_was_undone() {
    let mut harness = closed(Silence::Keep);
    harness.ok(accept(1));
    harness.ok(undo(4));
    assert_eq!(kept(&harness, 1), Some(slot(4, 0)));
    let proposals = [(2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1))];
    harness.ok(close(4, sunday(), Silence::Keep, &proposals, &[5, 6]));
    assert_eq!((kept(&harness, 1), place(&harness, 1)), (None, slot(5, 0)), "there is nothing to return to");
    go(&mut harness, "2026-11-29", "18:00");
    tick(&mut harness);
    assert_eq!((place(&harness, 2), place(&harness, 1)), (slot(5, 0), slot(5, 0)));
    assert_eq!(seats(&harness, slot(5, 0)), (2, 0));
}

#[test]
fn somebody_with_two_appointments_in_the_session_gets_two_windows_that_do_not_overlap_and_both_back() {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 2));
    harness.ok(publish(5, 1, TUESDAY, (480, 540), 20, 2));
    harness.ok(publish(6, 3, TUESDAY, (480, 540), 20, 2));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(book(2, 1, slot(4, 2)));
    harness.refused(close(4, sunday(), Silence::Keep, &[(1, slot(5, 0)), (2, slot(6, 0))], &[]), "same-time");
    harness.ok(close(4, sunday(), Silence::Keep, &[(1, slot(5, 0)), (2, slot(6, 1))], &[]));
    // Two in a department a day, and both are kept: no third one.
    harness.refused(book(9, 1, slot(6, 2)), "department-day-cap");
    harness.ok(accept(2));
    harness.ok(undo(4));
    assert_eq!((state(&harness, 1), place(&harness, 1)), (AppointmentState::Booked, slot(4, 0)));
    assert_eq!((place(&harness, 2), kept(&harness, 2)), (slot(6, 1), Some(slot(4, 2))));
    harness.ok(accept(2));
    assert_eq!(place(&harness, 2), slot(4, 2));

    // Both are put back at once; with a third one on that day, only as many as the rules allow.
    harness.ok(close(4, sunday(), Silence::Keep, &[], &[1, 2]));
    harness.ok(undo(4));
    assert_eq!((state(&harness, 1), state(&harness, 2)), (AppointmentState::Booked, AppointmentState::Booked));
    harness.ok(close(4, sunday(), Silence::Keep, &[], &[1, 2]));
    harness.ok(publish(7, 3, MONDAY, (600, 660), 20, 2));
    harness.ok(book(9, 1, slot(7, 0)));
    harness.ok(undo(4));
    assert_eq!((state(&harness, 1), state(&harness, 2)), (AppointmentState::Booked, AppointmentState::Displaced));
    assert_eq!(to_phone(&harness), [appointment(2)]);
}

#[test]
fn two_people_who_become_one_during_the_offer_are_not_in_two_places() {
    for silence in [Silence::Keep, Silence::Return] {
        let mut harness = closed(silence);
        harness.merge(2, 1);
        // Both are kept the same window; the second cannot have it beside the first.
        harness.ok(accept(1));
        harness.refused(accept(2), "same-time");
        go(&mut harness, "2026-11-29", "18:00");
        tick(&mut harness);
        assert_eq!(state(&harness, 2), AppointmentState::Displaced);
        assert!(to_phone(&harness).contains(&appointment(2)));
        assert_eq!(seats(&harness, slot(5, 0)), (1, 0));
    }
    let mut harness = closed(Silence::Keep);
    harness.merge(2, 1);
    go(&mut harness, "2026-11-29", "18:00");
    tick(&mut harness);
    assert_eq!((state(&harness, 1), state(&harness, 2)), (AppointmentState::Booked, AppointmentState::Displaced));
}

#[test]
fn offers_of_the_waiting_list_in_the_session_end_without_counting() {
    let mut harness = booked();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(join(1, 11, &[wish(1, MONDAY, Half::Morning)]));
    harness.ok(cancel(6, true));
    tick(&mut harness);
    let offer = |harness: &Harness| harness.world.waitlist_entry(entry(1), harness.moment()).expect("joined").offer;
    assert!(offer(&harness).is_some());
    let proposals = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
    harness.ok(close(4, sunday(), Silence::Keep, &proposals, &[]));
    assert_eq!(offer(&harness), None);
    harness.refused(accept_offer(1, 40, 11), "no-offer");
    assert!(tick(&mut harness).is_empty(), "nobody is asked for a seat of a closed session");
    // What is given up in a closed session is nobody's.
    harness.ok(cancel(1, false));
    assert!(tick(&mut harness).is_empty());
    harness.ok(undo(4));
    assert_eq!(seats(&harness, slot(4, 2)), (1, 0), "the seat is free for all");
}

/// However it is given back: by an answer, by silence, or because the old session takes place after all.
#[test]
fn a_kept_seat_that_is_given_back_goes_to_those_who_wait() {
    type GivesBack = fn(&mut Harness);
    let given_back: [(&str, GivesBack); 5] = [
        ("declined", |harness| drop(harness.ok(decline(1)))),
        ("cancelled", |harness| drop(harness.ok(cancel(1, false)))),
        ("moved", |harness| drop(harness.ok(move_to(1, slot(6, 0), false)))),
        ("silence", |harness| go(harness, "2026-11-29", "18:00")),
        ("undone", |harness| drop(harness.ok(undo(4)))),
    ];
    for (how, give_back) in given_back {
        let mut harness = booked();
        harness.ok(adopt(waitlist_rules()));
        let proposals = [(1, slot(5, 0)), (2, slot(5, 0)), (3, slot(5, 1)), (4, slot(5, 1)), (5, slot(6, 2))];
        harness.ok(close(4, sunday(), Silence::Return, &proposals, &[6]));
        for number in [41, 42] {
            harness.ok(book(number, number, slot(5, 2)));
        }
        harness.ok(join(1, 11, &[wish(1, TUESDAY, Half::Morning)]));
        assert!(tick(&mut harness).is_empty(), "{how}");
        give_back(&mut harness);
        harness.refused(book(20, 20, slot(5, 0)), "slot-full");
        tick(&mut harness);
        let offer = harness.world.waitlist_entry(entry(1), harness.moment()).expect("joined").offer;
        assert_eq!(offer.map(|offer| offer.slot), Some(slot(5, 0)), "{how}");
        harness.refused(book(20, 20, slot(5, 0)), "slot-full");
        harness.ok(accept_offer(1, 50, 11));
        assert_eq!(place(&harness, 50), slot(5, 0), "{how}");
    }
}

#[test]
fn a_session_in_which_seats_are_only_kept_can_be_closed_and_then_withdrawn() {
    let mut harness = closed(Silence::Keep);
    // The seat of 08:40 is kept for person 5.
    harness.refused(withdraw(6), "session-kept");
    assert_eq!(harness.world.seats_kept_in(session(6)), 1);
    assert_eq!(harness.world.would_displace(session(6), harness.moment()), Ok(vec![]));
    harness.ok(close(6, sunday(), Silence::Keep, &[], &[]));
    assert_eq!((kept(&harness, 5), to_phone(&harness)), (None, vec![appointment(5), appointment(6)]));
    harness.ok(withdraw(6));
    go(&mut harness, "2026-11-29", "18:00");
    tick(&mut harness);
    assert_eq!(to_phone(&harness), [appointment(5), appointment(6)]);
    // Where nothing is kept either, there is nothing to close.
    harness.ok(publish(8, 3, TUESDAY, (540, 600), 20, 1));
    harness.refused(close(8, on(TUESDAY, "09:00"), Silence::Keep, &[], &[]), "closure-empty");
}

#[test]
fn displaced_appointments_count_towards_no_limit() {
    let mut harness = booked();
    harness.ok(publish(7, 3, MONDAY, (600, 660), 20, 2));
    harness.ok(book(11, 1, slot(7, 0)));
    harness.refused(book(12, 1, slot(7, 1)), "department-day-cap");
    harness.ok(close(4, sunday(), Silence::Keep, &[], &[1, 2, 3, 4, 5, 6]));
    harness.ok(book(12, 1, slot(7, 1)));
    harness.refused(book(13, 1, slot(7, 2)), "department-day-cap");
    // The one that is displaced is moved like a new booking: the limit counts for it.
    harness.refused(move_to(1, slot(7, 2), false), "department-day-cap");
    harness.ok(move_to(1, slot(5, 0), false));
}

#[test]
fn a_deadline_may_be_in_another_year_and_a_session_may_end_at_midnight() {
    let mut harness = Harness::new();
    harness.now = on("2026-12-30", "09:00");
    harness.ok(publish(4, 1, "2026-12-31", (1380, 1440), 20, 1));
    harness.ok(publish(5, 1, "2027-01-01", (0, 60), 20, 1));
    for number in 1..=3 {
        harness.ok(book(number, number, slot(4, number - 1)));
    }
    let deadline = on("2026-12-31", "23:00");
    let proposals = [(1, slot(5, 0)), (2, slot(5, 1)), (3, slot(5, 2))];
    harness.ok(close(4, deadline, Silence::Keep, &proposals, &[]));
    harness.ok(accept(3));
    harness.now = deadline;
    tick(&mut harness);
    for number in 1..=3 {
        assert_eq!((state(&harness, number), place(&harness, number)), (AppointmentState::Booked, slot(5, number - 1)));
    }

    harness.ok(publish(6, 1, "2027-01-01", (480, 540), 20, 3));
    let across = on("2027-01-01", "07:00");
    harness.now = on("2026-12-31", "23:30");
    for number in 11..=12 {
        harness.ok(book(number, number, slot(6, 0)));
    }
    harness.ok(close(6, across, Silence::Return, &[], &[11, 12]));
    harness.now = on("2027-01-01", "06:59");
    harness.ok(undo(6));
    assert_eq!(state(&harness, 11), AppointmentState::Booked);
}

#[test]
fn a_snapshot_holds_everything_that_a_closure_holds() {
    let mut harness = closed(Silence::Keep);
    harness.ok(accept(1));
    let bytes = harness.bytes();
    let restored = scheduling::World::restore(harness.world.snapshot());
    assert_eq!(serde_json::to_string(&restored.snapshot()).expect("plain data"), bytes);
    harness.world = restored;
    assert_eq!(to_phone(&harness), [appointment(6)]);
    harness.ok(accept(2));
    harness.refused(book(20, 20, slot(6, 2)), "slot-full");
    go(&mut harness, "2026-11-29", "18:00");
    assert_eq!(harness.due().len(), 1);
    tick(&mut harness);
    assert_eq!(state(&harness, 3), AppointmentState::Booked);
}

#[test]
fn a_merge_sees_the_seats_that_a_closure_keeps() {
    let mut harness = closed(Silence::Keep);
    harness.enrol(7, 1);
    // Another record, on Tuesday at the hour at which a seat is kept for person 1.
    harness.ok(publish(8, 7, TUESDAY, (480, 540), 20, 1));
    harness.ok(book(20, 20, slot(8, 0)));
    harness.ok(book(21, 21, slot(8, 1)));
    assert_eq!(harness.obstacles(1, 20), [("obstacle-same-time".to_owned(), 1)]);
    assert_eq!(harness.obstacles(1, 21), []);
    harness.ok(decline(1));
    assert_eq!(harness.obstacles(1, 20), []);
}

#[test]
fn silence_that_keeps_a_seat_takes_nothing_from_anybody() {
    for (silence, takes) in [(Silence::Keep, false), (Silence::Return, true)] {
        let mut harness = closed(silence);
        harness.now = sunday();
        let moment = harness.moment();
        let due: Vec<_> =
            harness.world.due(moment).into_iter().map(|(at, due)| (at, due.takes_from_somebody())).collect();
        assert_eq!(due, [(sunday(), takes)]);
    }
}
