//! A session uses another device, which is undone by changing back. It is Thursday, 07:00; session 1 is on Friday,
//! 08:00–09:00, on the ultrasound 1, and person 1 is booked in its first window.

use crate::{
    closing::{close, undo},
    devices::{device, enrol, hospital, put_in, take_out, with},
    harness::*,
};
use model::{
    Label,
    id::SessionId,
    message::Value,
    scheduling::{Command, Event, Silence, command},
};
use proptest::prelude::*;
use scheduling::World;

const FRIDAY: &str = "2026-11-27";

fn change(number: u32, to: u32) -> Command {
    command::ChangeDevice { session: session(number), device: device(to), reason: reason() }.into()
}

fn booked() -> Harness {
    let mut harness = hospital();
    harness.ok(with(1, publish(1, 1, FRIDAY, (480, 540), 20, 1)));
    harness.ok(book(1, 1, slot(1, 0)));
    harness
}

fn on_it(harness: &Harness, number: u32) -> Vec<SessionId> {
    let all = harness.world.sessions_on(device(number), date(FRIDAY), harness.moment());
    all.into_iter().map(|one| one.id).collect()
}

fn touched(harness: &Harness) -> [u64; 2] {
    let of_session = harness.world.session(session(1), harness.moment()).expect("a session").touched;
    [of_session, harness.world.appointment(appointment(1)).expect("booked").touched]
}

#[test]
fn everybody_sees_the_other_device_and_the_first_is_free() {
    let mut harness = booked();
    let before = touched(&harness);
    let events = harness.ok(change(1, 2));
    assert!(matches!(&events[..], [Event::SessionDeviceChanged(to)] if to.device == device(2)), "{events:?}");
    let visit = harness.world.appointment(appointment(1)).expect("booked");
    assert_eq!(visit.room.device, Some(Label::new("超声 2 号机", "Ultrasound 2")));
    assert_eq!((on_it(&harness, 1), on_it(&harness, 2)), (vec![], vec![session(1)]));
    // Whoever reads either of them waits until the change is durable.
    let after = touched(&harness);
    assert!(after[0] > before[0] && after[1] > before[1], "{before:?} {after:?}");
    harness.refused(change(1, 2), "device-same");
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    let mut again = Harness { world: restored, now: harness.now, ..Harness::default() };
    again.refused(with(2, publish(2, 3, FRIDAY, (480, 540), 20, 1)), "device-overlap");
    // Somebody else takes the first one, until then it could be changed back.
    harness.ok(change(1, 1));
    harness.ok(change(1, 2));
    harness.ok(with(1, publish(2, 3, FRIDAY, (520, 540), 20, 1)));
    let refused = harness.refused(change(1, 1), "device-overlap");
    let room = Label::new("3 诊室", "Room 3");
    let told = ["from", "room"].map(|name| arg(&refused, name));
    assert_eq!(told, [Some(Value::Text("08:40".into())), Some(Value::Label(room))], "it names the other session");
}

#[test]
fn only_a_device_of_the_department_that_works() {
    let mut harness = booked();
    harness.refused(change(1, 3), "device-department");
    harness.refused(change(1, 9), "not-there");
    harness.refused(change(9, 2), "not-there");
    harness.ok(take_out(2));
    assert_eq!(harness.refused(change(1, 2), "device-out-of-service").field, Some("device"));
    harness.ok(put_in(2));
    // From one that does not work to one that does.
    harness.ok(take_out(1));
    harness.ok(change(1, 2));
    harness.refused(change(1, 1), "device-out-of-service");
}

/// The CT is number 4, and session 2 uses none.
#[test]
fn a_session_keeps_its_kind_of_device() {
    let mut harness = booked();
    let refused = harness.refused(change(1, 4), "device-other-kind");
    let name = Label::new("超声 4 号机", "Ultrasound 4");
    assert_eq!((refused.field, arg(&refused, "device")), (Some("device"), Some(Value::Label(name))));
    // Also if nobody is booked: a cancellation can be taken back.
    harness.ok(cancel(1, true));
    harness.refused(change(1, 4), "device-other-kind");
    harness.ok(change(1, 2));
    harness.ok(publish(2, 3, FRIDAY, (480, 540), 20, 1));
    harness.refused(change(2, 1), "device-other-kind");
}

#[test]
fn also_while_it_goes_on_or_is_closed_but_not_when_it_is_over() {
    let mut harness = booked();
    harness.now = on(FRIDAY, "08:10");
    harness.ok(change(1, 2));
    harness.now = on("2026-11-28", "04:00");
    harness.refused(change(1, 1), "session-closed");
    let mut harness = booked();
    harness.now = on(FRIDAY, "10:00");
    harness.ok(Command::EndSession(command::EndSession { session: session(1) }));
    harness.refused(change(1, 2), "session-ended");
    // A session that is closed because its device does not work takes place after all, on another one.
    let mut harness = booked();
    harness.ok(close(1, on("2026-11-26", "18:00"), Silence::Keep, &[], &[1]));
    harness.ok(change(1, 2));
    harness.ok(undo(1));
    assert!(harness.world.appointment(appointment(1)).is_some_and(|visit| visit.state.is_open()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Three sessions of which the second overlaps both others, and three ultrasounds: whatever is changed in whatever order,
    /// a device is in no two sessions at a time, and what is refused for that would have been.
    #[test]
    fn no_change_puts_two_sessions_on_one_device(
        wanted in prop::collection::vec((1usize..4, prop::sample::select(vec![1u32, 2, 5])), 0..24),
    ) {
        let mut harness = hospital();
        harness.ok(enrol(5, 1));
        let hours = [(480, 540), (520, 580), (560, 620)];
        let mut used = [1, 2, 1];
        for (number, (times, on)) in (1u32..).zip(hours.into_iter().zip(used)) {
            harness.enrol(100 + number, 1);
            harness.ok(with(on, publish(number, 100 + number, FRIDAY, times, 20, 1)));
        }
        for (number, to) in wanted {
            let (own, others) = (number - 1, (0..3usize).filter(|other| *other != number - 1));
            let mut others = others.filter(|other| hours[own].0 < hours[*other].1 && hours[*other].0 < hours[own].1);
            let is_used = others.any(|other| used[other] == to);
            match harness.play(&change(number as u32, to)) {
                Ok(_) => {
                    prop_assert!(!is_used && used[own] != to);
                    used[own] = to;
                }
                Err(refusal) if refusal.code == "device-overlap" => prop_assert!(is_used),
                Err(refusal) => {
                    prop_assert_eq!(refusal.code, "device-same");
                    prop_assert_eq!(used[own], to);
                }
            }
            let shown: Vec<_> = (1..4).map(|one| harness.world.session(session(one), harness.moment())).collect();
            let shown: Vec<_> = shown.into_iter().flatten().map(|one| one.device_id).collect();
            prop_assert_eq!(shown, used.map(|one| Some(device(one))).to_vec());
        }
    }
}
