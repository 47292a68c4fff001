//! A published session is changed before it begins: what is refused, who keeps what, and what becomes of the windows.
//!
//! Session 4 is on Monday 30 November, 08:00–09:00: three windows, slots 0–2. It is Thursday, 07:00.

use crate::{
    closing::close,
    harness::*,
    waiting::{adopt, entry, join, tick, waitlist_rules, wish},
};
use model::{
    Label, SideRef,
    id::{DrawId, SlotId},
    scheduling::{
        Channel, Command, DaysBefore, Event, Half, Pool, PoolShare, SessionChanged, Silence, WindowSeats, command,
    },
    time::MinuteOfDay,
};
use scheduling::read::{SessionView, SlotState};

const MONDAY: &str = "2026-11-30";
const TUESDAY: &str = "2026-12-01";

fn room(number: u32) -> Label {
    Label::new(format!("{number} 诊室"), format!("Room {number}"))
}

/// Session 4 on a day, at these hours, with these seats, in room 1; new windows are slots 10, 11, …
pub(crate) fn change(day: &str, (from, until): (u16, u16), capacity: impl Into<WindowSeats>) -> command::ChangeSession {
    command::ChangeSession {
        session: session(4),
        date: date(day),
        from: MinuteOfDay(from),
        until: MinuteOfDay(until),
        capacity: capacity.into(),
        room: room(1),
        slots: (10..40).map(|window| slot(4, window)).collect(),
        reason: reason(),
    }
}

fn list(seats: &[u16]) -> WindowSeats {
    WindowSeats::Windows(seats.to_vec())
}

fn with_seats(capacity: u16) -> Harness {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, capacity));
    harness
}

fn view(harness: &Harness) -> SessionView {
    harness.world.session(session(4), harness.moment()).expect("a session")
}

/// Each window with its seats, in order.
fn windows(harness: &Harness) -> Vec<(SlotId, u16)> {
    view(harness).slots.iter().map(|slot| (slot.id, slot.capacity)).collect()
}

fn changed(events: &[Event]) -> &SessionChanged {
    let [Event::SessionChanged(changed), ..] = events else { panic!("{events:?}") };
    changed
}

#[test]
fn windows_are_added_at_both_ends_and_those_that_stay_are_the_same() {
    let mut harness = with_seats(2);
    harness.ok(book(1, 1, slot(4, 1)));
    let before = harness.world.appointment(appointment(1)).expect("booked");
    let events = harness.ok(change(MONDAY, (460, 560), 2).into());
    assert!(changed(&events).dropped.is_empty() && changed(&events).resized.is_empty());
    let all = [slot(4, 10), slot(4, 0), slot(4, 1), slot(4, 2), slot(4, 11)];
    assert_eq!(windows(&harness), all.map(|slot| (slot, 2)));
    assert_eq!((view(&harness).from, view(&harness).until), (MinuteOfDay(460), MinuteOfDay(560)));
    let after = harness.world.appointment(appointment(1)).expect("booked");
    assert_eq!((after.from, after.until, after.expected_at), (before.from, before.until, before.expected_at));
    // The new windows can be booked like the others.
    harness.ok(book(2, 2, slot(4, 10)));
    harness.ok(book(3, 3, slot(4, 11)));
}

#[test]
fn windows_in_which_nobody_has_a_seat_are_dropped_and_others_are_not() {
    let mut harness = with_seats(2);
    harness.ok(book(1, 1, slot(4, 2)));
    let refusal = harness.refused(change(MONDAY, (480, 520), 2).into(), "window-claimed");
    assert_eq!(refusal.field, Some("capacity"));
    let events = harness.ok(change(MONDAY, (520, 540), 2).into());
    assert_eq!(changed(&events).dropped, [slot(4, 0), slot(4, 1)]);
    harness.refused(book(2, 2, slot(4, 0)), "not-there");
    // A window in the middle goes in the same way: it has no seats.
    harness.ok(change(MONDAY, (520, 580), list(&[2, 0, 1])).into());
    assert_eq!(windows(&harness), [(slot(4, 2), 2), (slot(4, 10), 1)]);
    harness.refused(change(MONDAY, (520, 580), list(&[0, 0, 1])).into(), "window-claimed");
}

#[test]
fn who_cancelled_in_a_window_that_is_gone_cannot_have_it_back() {
    let mut harness = with_seats(1);
    harness.ok(book(1, 1, slot(4, 2)));
    harness.ok(command::Cancel { appointment: appointment(1), reason: reason(), by_hospital: true }.into());
    harness.ok(change(MONDAY, (480, 520), 1).into());
    assert!(
        harness
            .play(&command::UndoCancel { appointment: appointment(1), reason: reason(), by_hospital: true }.into())
            .is_err()
    );
    assert_eq!(harness.world.appointment(appointment(1)).expect("a history").date, date(MONDAY));
}

/// Of two seats the second one was given back, and is none any more: with it the window would have one too many.
#[test]
fn who_cancelled_a_seat_that_is_gone_cannot_have_it_back() {
    let mut harness = with_seats(2);
    harness.ok(book(1, 1, slot(4, 2)));
    harness.ok(book(2, 2, slot(4, 2)));
    harness.ok(cancel(2, true));
    harness.ok(change(MONDAY, (480, 540), list(&[2, 2, 1])).into());
    let undo = command::UndoCancel { appointment: appointment(2), reason: reason(), by_hospital: true };
    harness.refused(undo.clone().into(), "seat-gone");
    // Once the window has it again, it can be had.
    harness.ok(change(MONDAY, (480, 540), 2).into());
    harness.ok(undo.into());
    assert_eq!(view(&harness).slots[2].taken, 2);
}

#[test]
fn seats_are_never_fewer_than_those_that_are_taken() {
    let mut harness = with_seats(3);
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(book(2, 2, slot(4, 0)));
    let refusal = harness.refused(change(MONDAY, (480, 540), list(&[1, 3, 3])).into(), "window-claimed");
    assert_eq!(refusal.args.len(), 4, "the window, what was asked, and what is taken");
    harness.ok(change(MONDAY, (480, 540), list(&[2, 1, 3])).into());
    assert_eq!(windows(&harness), [(slot(4, 0), 2), (slot(4, 1), 1), (slot(4, 2), 3)]);
    harness.refused(book(3, 3, slot(4, 0)), "slot-full");
    // The one with the lower seat leaves: whoever stays keeps the number, and both seats can go on being used.
    harness.ok(command::Cancel { appointment: appointment(1), reason: reason(), by_hospital: true }.into());
    harness.ok(change(MONDAY, (480, 540), list(&[1, 1, 3])).into());
    assert_eq!(harness.world.appointment(appointment(2)).expect("booked").seat, 1);
    harness.refused(book(3, 3, slot(4, 0)), "slot-full");
    harness.ok(change(MONDAY, (480, 540), list(&[4, 1, 3])).into());
    for number in 3..=5 {
        harness.ok(book(number, number, slot(4, 0)));
        let visit = harness.world.appointment(appointment(number)).expect("booked");
        assert!(visit.from <= visit.expected_at && visit.expected_at < visit.until, "within the window");
    }
    harness.refused(book(6, 6, slot(4, 0)), "slot-full");
}

#[test]
fn a_session_without_bookings_is_moved_and_one_with_a_booking_is_not() {
    let mut harness = with_seats(2);
    let events = harness.ok(change(TUESDAY, (840, 900), 2).into());
    assert_eq!(changed(&events).dropped.len(), 3);
    assert_eq!(view(&harness).date, date(TUESDAY));
    let on = |day| harness.world.sessions(department(1), date(day), harness.moment()).len();
    assert_eq!((on(MONDAY), on(TUESDAY)), (0, 1));
    harness.refused(book(1, 1, slot(4, 0)), "not-there");
    harness.ok(book(1, 1, slot(4, 10)));
    let refusal = harness.refused(change(MONDAY, (840, 900), 2).into(), "session-move-claimed");
    assert_eq!(refusal.field, Some("date"));
    // Its old day is free for another one.
    harness.ok(publish(5, 1, MONDAY, (480, 540), 20, 1));
}

#[test]
fn who_is_booked_is_told_of_another_room_by_the_event_that_tells_it_always() {
    let mut harness = with_seats(1);
    harness.ok(book(1, 1, slot(4, 0)));
    let moved = command::ChangeSession { room: room(7), ..change(MONDAY, (480, 540), 1) };
    let events = harness.ok(moved.clone().into());
    assert!(matches!(&events[..], [Event::SessionRoomChanged(to)] if to.room == room(7)), "{events:?}");
    harness.refused(moved.into(), "session-same");
    let events = harness.ok(change(MONDAY, (480, 560), 1).into());
    assert!(matches!(&events[..], [Event::SessionChanged(_), Event::SessionRoomChanged(_)]), "{events:?}");
}

#[test]
fn clinician_and_room_are_free_also_over_midnight() {
    let mut harness = with_seats(1);
    harness.ok(publish(5, 1, MONDAY, (540, 600), 20, 1));
    harness.refused(change(MONDAY, (480, 560), 1).into(), "clinician-overlap");
    harness.ok(change(MONDAY, (460, 540), 1).into());
    harness.enrol(12, 1);
    harness.ok(publish(6, 12, MONDAY, (420, 460), 20, 1));
    let into = command::ChangeSession { room: room(12), ..change(MONDAY, (440, 540), 1) };
    harness.refused(into.into(), "room-taken");
    // Tuesday's first session begins while Monday's would still go on.
    harness.ok(publish(7, 1, TUESDAY, (60, 120), 20, 1));
    harness.refused(change(MONDAY, (1380, 1520), 1).into(), "clinician-overlap");
    let others = (20..40).map(|window| slot(4, window)).collect();
    harness.ok(command::ChangeSession { slots: others, ..change(MONDAY, (1380, 1500), 1) }.into());
    assert_eq!(view(&harness).slots.last().expect("a window").until, on(TUESDAY, "01:00"));
    harness.refused(change(MONDAY, (1380, 1640), 1).into(), "session-times");
}

#[test]
fn what_has_begun_is_over_or_closed_is_not_changed() {
    let mut harness = with_seats(1);
    harness.refused(change("2028-01-10", (480, 540), 1).into(), "session-too-far");
    harness.refused(change("2026-11-25", (480, 540), 1).into(), "session-in-past");
    harness.refused(change(MONDAY, (480, 550), 1).into(), "slots-do-not-divide");
    harness.refused(change(MONDAY, (480, 540), 51).into(), "out-of-range");
    harness.refused(change(MONDAY, (480, 540), list(&[1, 1])).into(), "seats-count");
    harness.refused(change(MONDAY, (480, 540), 1).into(), "session-same");
    let short = command::ChangeSession { slots: vec![slot(4, 10)], ..change(MONDAY, (480, 580), 1) };
    harness.refused(short.into(), "slot-count");
    let twice = command::ChangeSession { slots: vec![slot(4, 10); 2], ..change(MONDAY, (480, 580), 1) };
    harness.refused(twice.into(), "id-in-use");
    let other = command::ChangeSession { session: session(9), ..change(MONDAY, (480, 560), 1) };
    harness.refused(other.into(), "not-there");
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(close(4, on("2026-11-28", "12:00"), Silence::Keep, &[], &[1]));
    harness.refused(change(MONDAY, (480, 560), 1).into(), "session-change-closed");
    let mut harness = with_seats(1);
    harness.now = on(MONDAY, "08:00");
    harness.refused(change(MONDAY, (480, 560), 1).into(), "session-begun");
    harness.now = on(TUESDAY, "04:00");
    tick(&mut harness);
    assert!(harness.play(&change(TUESDAY, (480, 540), 1).into()).is_err());
}

#[test]
fn what_is_drawn_is_not_changed() {
    let mut harness = with_seats(1);
    harness.ok(Command::SetUpDraw(command::SetUpDraw {
        draw: DrawId(id(15, 1)),
        session: session(4),
        commitment: draws::Seed::new([1; 32]).commitment().hex(),
        seed: SideRef { id: id(17, 1), hash: "00".repeat(32) },
        opens_at: at("08:00"),
        closes_at: at("12:00"),
        drawn_at: at("12:05"),
    }));
    harness.refused(change(MONDAY, (480, 540), 2).into(), "session-change-drawn");
}

#[test]
fn seats_that_are_added_are_offered_first_to_those_who_wait() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    (0..3).for_each(|window| drop(harness.ok(book(window + 1, window + 1, slot(4, window)))));
    harness.ok(join(1, 11, &[wish(1, MONDAY, Half::Morning)]));
    let events = harness.ok(change(MONDAY, (480, 560), list(&[2, 1, 1, 1])).into());
    let aside: Vec<_> = events
        .iter()
        .filter_map(|event| if let Event::SeatSetAside(aside) = event { Some((aside.slot, aside.seat)) } else { None })
        .collect();
    assert_eq!(aside, [(slot(4, 0), 1), (slot(4, 10), 0)]);
    // Nobody else can have them, and they cannot be taken away again.
    harness.refused(book(9, 9, slot(4, 10)), "slot-full");
    harness.refused(change(MONDAY, (480, 540), 1).into(), "window-claimed");
    let offered = tick(&mut harness);
    assert!(offered.iter().any(|event| matches!(event, Event::SeatOffered(to) if to.entry == entry(1))), "{offered:?}");
    // Where nobody waits they are everybody's at once.
    let mut harness = with_seats(1);
    harness.ok(adopt(waitlist_rules()));
    let events = harness.ok(change(MONDAY, (480, 560), 2).into());
    assert!(matches!(&events[..], [Event::SessionChanged(_)]), "{events:?}");
    harness.ok(book(1, 1, slot(4, 10)));
}

/// Of three windows of four seats, three seats are kept for the desk until Sunday 18:00.
fn kept_for_the_desk() -> Harness {
    let mut harness = Harness::new();
    let falls = Some(DaysBefore { days_before: 1, at: MinuteOfDay(18 * 60) });
    let share = PoolShare { pool: Pool::OnSite, share_percent: 25, opens: None, falls, borrows: false };
    let mut published = publish(4, 1, MONDAY, (480, 540), 20, 4);
    if let Command::PublishSession(command::PublishSession { pools, .. }) = &mut published {
        *pools = vec![share];
    }
    harness.ok(published);
    harness
}

fn pools(harness: &Harness, slot: SlotId) -> Vec<(Pool, u32)> {
    harness.world.pools(slot).collect()
}

#[test]
fn general_seats_come_and_go_before_those_that_are_kept() {
    let mut harness = kept_for_the_desk();
    assert_eq!(pools(&harness, slot(4, 0)), [(Pool::General, 3), (Pool::OnSite, 1)]);
    harness.ok(change(MONDAY, (480, 540), list(&[6, 2, 1])).into());
    assert_eq!(pools(&harness, slot(4, 0)), [(Pool::General, 5), (Pool::OnSite, 1)]);
    assert_eq!(pools(&harness, slot(4, 1)), [(Pool::General, 1), (Pool::OnSite, 1)]);
    assert_eq!(pools(&harness, slot(4, 2)), [(Pool::OnSite, 1)]);
    let online = harness.world.slot_for(slot(4, 2), Channel::Online, harness.moment()).expect("a window");
    assert_eq!((online.state, online.seats), (SlotState::Full, 0));
    // They fall when they would have.
    harness.now = on("2026-11-29", "18:00");
    tick(&mut harness);
    let online = harness.world.slot_for(slot(4, 2), Channel::Online, harness.moment()).expect("a window");
    assert_eq!((online.state, online.seats), (SlotState::Open, 1));
}

#[test]
fn a_session_that_is_moved_keeps_what_is_kept_as_long_before_it() {
    let mut harness = kept_for_the_desk();
    harness.ok(change(TUESDAY, (840, 900), list(&[4, 1, 2])).into());
    assert_eq!(pools(&harness, slot(4, 10)), [(Pool::General, 3), (Pool::OnSite, 1)]);
    assert_eq!(pools(&harness, slot(4, 11)), [(Pool::OnSite, 1)]);
    assert_eq!(pools(&harness, slot(4, 12)), [(Pool::General, 1), (Pool::OnSite, 1)]);
    let terms = harness.world.pools_of_session(session(4));
    assert_eq!(terms[0].falls_at, Some(on(MONDAY, "18:00")));
    harness.now = on("2026-11-29", "18:00");
    assert!(tick(&mut harness).is_empty());
    harness.now = on(MONDAY, "18:00");
    assert!(matches!(tick(&mut harness)[..], [Event::PoolFell(_)]));
}

#[test]
fn what_is_taken_back_was_never_changed() {
    use model::decide::Decider as _;
    let mut harness = kept_for_the_desk();
    harness.world.durable();
    let (before, mark) = (harness.bytes(), harness.world.mark());
    harness.ok(change(MONDAY, (500, 580), list(&[2, 6, 1, 1])).into());
    assert_ne!(harness.bytes(), before);
    harness.world.take_back_to(mark);
    assert_eq!(harness.bytes(), before);
    let on = |day| harness.world.sessions(department(1), date(day), harness.moment()).len();
    assert_eq!((on(MONDAY), on(TUESDAY)), (1, 0));
    // A restored world goes on as this one.
    harness.ok(change(TUESDAY, (480, 540), 4).into());
    let restored = scheduling::World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
}
