//! What pages and statistics read.

use crate::harness::*;
use model::{
    decide::Decider,
    person::Sex::{Female, Male},
    scheduling::{BedRules, BedRulesAdopted, Command, Needs, SettledAt, command},
};
use scheduling::read::{Availability, Share, SlotState};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };

#[test]
fn days_say_how_much_is_left() {
    let mut harness = Harness::with_session(1);
    harness.ok(publish(2, 1, "2026-11-27", (480, 600), 20, 1));
    harness.ok(publish(3, 1, "2026-12-20", (480, 600), 20, 1));
    for window in 0..6 {
        harness.ok(book(window + 1, window + 1, slot(1, window)));
    }
    for window in 0..5 {
        harness.ok(book(window + 11, window + 11, slot(2, window)));
    }
    let days = harness.world.days(department(1), date("2026-11-26"), 25, harness.moment());
    let of = |day: usize| (days[day].availability, days[day].seats_left);
    assert_eq!(of(0), (Availability::Full, 0));
    assert_eq!(of(1), (Availability::Few, 1));
    assert_eq!(of(2), (Availability::None, 0));
    assert_eq!(of(24), (Availability::None, 0), "further ahead than the rules allow");
    let far = harness.world.slot(slot(3, 0), harness.moment()).expect("published");
    assert_eq!((far.state, far.next_expected_at), (SlotState::NotYet, None));
    harness.set("08:00").ok(cancel(6, true));
    let today = harness.world.sessions(department(1), date("2026-11-26"), harness.moment());
    let states: Vec<_> = today[0].slots.iter().map(|slot| slot.state).collect();
    assert_eq!(states[0], SlotState::Past);
    assert_eq!((states[5], today[0].open_seats()), (SlotState::Open, 1));
    assert_eq!(harness.world.departments().len(), 2);
    assert_eq!(harness.world.department_by_code("D2").map(|view| view.id), Some(department(2)));
    assert_eq!(harness.world.sessions_between(date("2026-11-26"), date("2026-11-27"), harness.moment()).len(), 2);
}

#[test]
fn answers_carry_the_highest_event_they_saw() {
    let mut harness = Harness::with_session(3);
    let published = harness.log.len() as u64;
    let touched = |harness: &Harness| harness.world.session(session(1), harness.moment()).map(|view| view.touched);
    assert_eq!(touched(&harness), Some(published));
    harness.ok(book(1, 1, slot(1, 0)));
    assert_eq!(touched(&harness), Some(published + 1));
    harness.ok(request(1, Male, NOTHING));
    assert_eq!(touched(&harness), Some(published + 1), "what does not concern it does not count");
    assert_eq!(harness.world.seq(), published + 2);
    assert_eq!(harness.world.appointments_of(person(1))[0].touched, published + 1);
}

#[test]
fn a_forecast_comes_from_the_clinicians_own_visits_or_not_at_all() {
    let mut harness = Harness::with_session(3);
    for number in 1..=9 {
        harness.ok(book(number, number, slot(1, (number - 1) / 3)));
    }
    harness.set("07:55");
    for number in 1..=9 {
        harness.check_in(number);
    }
    assert!(harness.world.queue(session(1), harness.moment()).expect("there").waiting[0].forecast.is_none());
    assert_eq!(harness.world.clinician(clinician(1)).expect("there").usual_wait, None);
    for (number, called, finished) in [
        (1, "08:00", "08:06"),
        (2, "08:06", "08:12"),
        (3, "08:12", "08:18"),
        (4, "08:20", "08:26"),
        (5, "08:26", "08:32"),
    ] {
        harness.consult(number, called, finished);
    }
    let queue = harness.world.queue(session(1), harness.moment()).expect("there");
    let likely: Vec<_> = queue.waiting.iter().map(|entry| entry.forecast.expect("five cases").likely_minutes).collect();
    // From call to call: 6, 6, 8, 6 and 6 minutes, 6.4 on average.
    assert_eq!(likely, [0, 6, 13, 19]);
    assert_eq!((queue.fulfilled, queue.expected.len()), (5, 0));
    let wait = harness.world.clinician(clinician(1)).expect("there").usual_wait.expect("five cases");
    // Waits of 0, 6, 12, 0 and 6 minutes from the window's start.
    assert_eq!((wait.median_minutes, wait.on_time, wait.cases), (6, 2, 5));
    assert_eq!(harness.world.appointments_on(department(1), date("2026-11-26")).len(), 9);

    // At 08:32, a pause of 18 minutes comes before everything else.
    let until = at("08:50");
    harness.ok(Command::PauseSession(command::PauseSession { session: session(1), until, reason: reason() }));
    let queue = harness.world.queue(session(1), harness.moment()).expect("there");
    let likely: Vec<_> = queue.waiting.iter().map(|entry| entry.forecast.expect("five cases").likely_minutes).collect();
    assert_eq!((likely, queue.paused_until), (vec![18, 24, 31, 37], Some(until)));
}

#[test]
fn a_call_in_vain_after_tests_does_not_shorten_the_forecast() {
    let mut harness = Harness::with_session(3);
    for number in 1..=9 {
        harness.ok(book(number, number, slot(1, (number - 1) / 3)));
    }
    harness.set("07:55");
    for number in 1..=9 {
        harness.check_in(number);
    }
    for (number, called, finished) in [
        (1, "08:00", "08:06"),
        (2, "08:06", "08:12"),
        (3, "08:12", "08:18"),
        (4, "08:20", "08:26"),
        (5, "08:26", "08:32"),
        (6, "08:32", "08:38"),
    ] {
        harness.consult(number, called, finished);
    }
    let likely = |harness: &Harness| {
        let queue = harness.world.queue(session(1), harness.moment()).expect("there");
        queue.waiting.iter().map(|entry| entry.forecast.map(|forecast| forecast.likely_minutes)).collect::<Vec<_>>()
    };
    assert_eq!(likely(&harness), [Some(0), Some(6), Some(13)]);
    // Whose consultation was over at 08:06 is back, is called half an hour later, does not come, and waits no more.
    let appointment = appointment(1);
    harness.ok(Command::ReturnAfterTests(command::ReturnAfterTests { appointment }));
    harness.ok(call(Some(1)));
    harness.ok(Command::Pass(command::Pass { appointment }));
    harness.ok(Command::UndoReturn(command::UndoReturn { appointment, reason: reason() }));
    assert_eq!(likely(&harness), [Some(0), Some(6), Some(13)]);
}

/// The weights, worked out by hand: a room that was empty 15, oxygen 20 and isolation 10 for whoever needs neither,
/// each bed that nobody can have then 8, a ward of other departments 100.
#[test]
fn a_suggestion_costs_what_its_rules_say() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    harness.ok(request(2, Male, NOTHING));
    let scores = |harness: &Harness, number: u32| -> Vec<_> {
        let listed = harness.world.suggest_beds(admission(number), 10).into_iter();
        listed.map(|suggestion| (suggestion.place.bed, suggestion.score)).collect()
    };
    // The own ward, beside somebody; then an empty room with oxygen, then one that also isolates.
    let expected = [(bed(1, 1), 0), (bed(3, 0), -35), (bed(3, 1), -35), (bed(4, 0), -45), (bed(4, 1), -45)];
    assert_eq!(scores(&harness, 2), expected);
    harness.ok(request(3, Male, Needs { oxygen: true, isolation: true }));
    assert_eq!(scores(&harness, 3), [(bed(4, 0), -23), (bed(4, 1), -23)]);
    let Command::RequestAdmission(mut asked) = request(4, Male, NOTHING) else { panic!("a request") };
    asked.department = department(2);
    harness.ok(Command::RequestAdmission(asked));
    assert_eq!(scores(&harness, 4)[0], (bed(1, 1), -100));
}

/// The hospital's own weights decide from the moment on at which they are adopted, and the reasons follow them.
#[test]
fn a_hospital_weighs_its_rules_itself() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    harness.ok(request(2, Male, NOTHING));
    let best = |harness: &Harness| harness.world.suggest_beds(admission(2), 1).remove(0);
    assert_eq!(best(&harness).place.bed, bed(1, 1));
    assert_eq!(best(&harness).reasons[0].id, "bed-reason-own-ward");
    let none = BedRules {
        source: "院务会".into(),
        other_ward: 0,
        later_ward: 0,
        opened_room: 0,
        takes_oxygen: 0,
        takes_isolation: 7,
        closed_bed: 0,
    };
    let adopt = |rules: BedRules| Command::AdoptBedRules(BedRulesAdopted { rules });
    harness.ok(adopt(BedRules { opened_room: 1, ..none.clone() }));
    assert_eq!((best(&harness).place.bed, best(&harness).score), (bed(1, 1), 0));
    assert_eq!(best(&harness).reasons[0].id, "bed-reason-spares-isolation", "the only one that weighs more than 1");
    for (wrong, field) in [
        (BedRules { source: " ".into(), ..none.clone() }, "source"),
        (BedRules { closed_bed: 1001, ..none.clone() }, "closed_bed"),
        (BedRules { other_ward: 5, later_ward: 6, ..none.clone() }, "later_ward"),
    ] {
        let code = if field == "source" { "empty" } else { "out-of-range" };
        assert_eq!(harness.refused(adopt(wrong), code).field, Some(field));
    }
}

#[test]
fn suggestions_fit_and_say_why() {
    let mut harness = Harness::new();
    harness.admit(1, Female, NOTHING, bed(3, 0));
    harness.ok(request(2, Female, NOTHING));
    let suggestions = harness.world.suggest_beds(admission(2), 10);
    // Beds 20, 21, 31, and the two of room 4.
    assert_eq!(suggestions.len(), 5);
    assert!(suggestions.is_sorted_by_key(|suggestion| -suggestion.score));
    let best = &suggestions[0];
    assert_eq!(best.place.room, room(2), "women's, without oxygen that she does not need");
    assert!(best.reasons.iter().any(|reason| reason.id == "bed-reason-own-ward"));
    for suggestion in &suggestions {
        assert!(harness.world.decide(&assign(2, suggestion.place.bed), &harness.context()).is_ok());
    }
    harness.ok(request(3, Male, Needs { oxygen: false, isolation: true }));
    let mut alone: Vec<_> =
        harness.world.suggest_beds(admission(3), 10).iter().map(|suggestion| suggestion.place.bed).collect();
    alone.sort();
    assert_eq!(alone, [bed(4, 0), bed(4, 1)], "only one room isolates");
    assert_eq!(harness.world.admissions_waiting(None).len(), 2);
    assert_eq!(harness.world.admissions_waiting(Some(ward(1))).len(), 2);
    harness.ok(assign(2, bed(2, 0)));
    let view = harness.world.ward(ward(1), harness.moment()).expect("there");
    assert_eq!(view.rooms[1].taken_by, Some(Female));
    assert_eq!(view.rooms[1].beds[0].occupant.as_ref().map(|occupant| occupant.id), Some(admission(2)));
}

#[test]
fn the_promises_are_counted_as_they_are_defined() {
    let mut harness = Harness::with_session(3);
    let none = harness.world.promises(date("2026-11-20"), date("2026-11-21"), ZONE);
    assert_eq!(
        (none.slot_minutes_max, none.calls.kept_window.share(), none.admission.minutes(), none.bedside.share()),
        (None, None, None, None)
    );
    for number in 1..=4 {
        harness.ok(book(number, number, slot(1, if number == 4 { 1 } else { 0 })));
    }
    harness.set("07:50").check_in(1);
    harness.check_in(2);
    harness.set("08:05").check_in(3); // after the window's start: not counted
    harness.check_in(4);
    harness.consult(1, "08:06", "08:12"); // kept
    harness.consult(2, "08:20", "08:25"); // the window has ended: not kept
    harness.consult(3, "08:25", "08:30");
    harness.consult(4, "08:30", "08:35"); // kept
    harness.now = on("2026-11-25", "09:00");
    harness.admit(1, Male, NOTHING, bed(1, 0)); // the day before, taking no time
    harness.ok(request(2, Male, NOTHING));
    harness.ok(assign(2, bed(1, 1)));
    harness.set("09:00").ok(arrive(2));
    harness.set("09:20");
    harness.formalities(2);
    harness.set("09:24").ok(Command::OccupyBed(command::OccupyBed { admission: admission(2) }));
    harness.ok(Command::Discharge(command::Discharge { admission: admission(1), settled: SettledAt::Bedside }));
    harness
        .set("11:00")
        .ok(Command::Discharge(command::Discharge { admission: admission(2), settled: SettledAt::Counter }));

    let promises = harness.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE);
    assert_eq!(promises.slot_minutes_max, Some(20));
    assert_eq!(promises.calls.kept_window, Share { count: 2, of: 3 });
    assert_eq!(promises.admission.minutes(), Some(24.0));
    assert_eq!(promises.bedside, Share { count: 1, of: 2 });
    assert_eq!(promises.steps.iter().map(|step| step.mean.seconds).sum::<i64>(), promises.admission.seconds);
    let both = harness.world.promises(date("2026-11-25"), date("2026-11-26"), ZONE);
    assert_eq!((both.admission.cases, both.admission.minutes()), (2, Some(12.0)));
    assert_eq!(both.days.len(), 2);
    assert_eq!(both.days[0].admission.cases, 1);
}
