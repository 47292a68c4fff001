//! The list of a draw stays open longer. Session 4 is on Monday, 08:00–09:00, with three seats; it is Thursday, 09:00. The list
//! is to close at 12:00, and the seed is to be opened at 12:05.

use crate::{
    drawing::{draw, drive, join, joined, seed},
    harness::*,
};
use draws::verify;
use model::{
    decide::Decider as _,
    message::Value,
    scheduling::{Command, Event, command},
    time::Instant,
};
use scheduling::{
    World,
    read::{DrawStage, DrawView, Prolonged},
};

const MONDAY: &str = "2026-11-30";

fn prolong(closes_at: Instant) -> Command {
    command::ProlongDraw { draw: draw(1), closes_at, reason: reason() }.into()
}

fn view(harness: &Harness) -> DrawView {
    harness.world.draw(draw(1)).expect("set up")
}

/// What the refusal says of the least and of the latest time.
fn allowed(harness: &mut Harness, closes_at: Instant) -> [Option<Value>; 2] {
    let refused = harness.refused(prolong(closes_at), "draw-prolong-times");
    assert_eq!((refused.field, arg(&refused, "value")), (Some("closes_at"), Some(Value::At(closes_at))));
    assert_eq!(arg(&refused, "begins"), Some(Value::At(on(MONDAY, "08:00"))));
    ["from", "until"].map(|name| arg(&refused, name))
}

#[test]
fn who_joins_later_is_on_the_list_and_the_draw_is_computed_as_any_other() {
    let mut harness = joined(2);
    let commitment = view(&harness).commitment;
    let events = harness.ok(prolong(at("15:00")));
    assert!(matches!(&events[..], [Event::DrawProlonged(longer)] if longer.drawn_at == at("15:01")), "{events:?}");
    let shown = view(&harness);
    assert_eq!((shown.closes_at, shown.drawn_at), (at("15:00"), at("15:01")));
    let said = Prolonged { at: at("09:00"), instead_of: at("12:00"), reason: reason().code };
    assert_eq!(shown.prolonged, Some(said));
    // It is kept as it is, also over a restart.
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.snapshot(), harness.world.snapshot());
    for time in ["12:00", "12:05", "14:59"] {
        assert!(drive(harness.set(time), &seed(7)).is_empty(), "nothing is due at {time}");
    }
    harness.ok(join(3));
    assert!(matches!(&drive(harness.set("15:00"), &seed(7))[..], [Event::DrawListClosed(list)] if list.entrants == 3));
    harness.refused(join(4), "draw-list-closed");
    drive(harness.set("15:01"), &seed(7));
    assert_eq!((view(&harness).stage, view(&harness).won), (DrawStage::Over, 3));
    let record = harness.world.draw_record(draw(1)).expect("over");
    assert_eq!(record.commitment.hex(), commitment, "the seed is the same");
    assert_eq!(verify(&record).expect("agrees").winners.len(), 3);
}

#[test]
fn it_is_later_than_was_said_and_leaves_time_to_join_and_to_come() {
    let mut harness = joined(1);
    let least = Some(Value::At(at("12:01")));
    // 30 minutes before the session, and a minute for the seal.
    let latest = Some(Value::At(on(MONDAY, "07:29")));
    assert_eq!(allowed(&mut harness, at("12:00")), [least.clone(), latest.clone()]);
    assert_eq!(allowed(&mut harness, on(MONDAY, "07:30")), [least, latest.clone()]);
    harness.set("11:55");
    assert_eq!(allowed(&mut harness, at("12:04")), [Some(Value::At(at("12:05"))), latest]);
    harness.ok(prolong(at("12:05")));
    // The tick has not looked yet, and nobody can join: ten minutes from then.
    harness.set("12:06");
    harness.refused(join(2), "draw-list-closed");
    harness.ok(prolong(at("12:16")));
    harness.ok(join(2));
    assert_eq!(view(&harness).prolonged.map(|longer| longer.instead_of), Some(at("12:00")), "as was said at first");
    harness.ok(prolong(on(MONDAY, "07:29")));
    assert_eq!(view(&harness).drawn_at, on(MONDAY, "07:30"));
    // From the session's beginning on there is no time at all.
    harness.now = on(MONDAY, "08:00");
    allowed(&mut harness, on(MONDAY, "08:30"));
}

/// The seed is opened when it was to be, if that leaves a minute for the seal.
#[test]
fn the_seed_is_not_opened_later_than_it_must_be() {
    let mut harness = joined(1);
    harness.ok(prolong(at("12:04")));
    assert_eq!(view(&harness).drawn_at, at("12:05"));
    harness.ok(prolong(at("12:05")));
    assert_eq!(view(&harness).drawn_at, at("12:06"));
}

#[test]
fn a_list_that_is_closed_stays_closed() {
    let mut harness = joined(1);
    drive(harness.set("12:00"), &seed(7));
    let refused = harness.refused(prolong(at("13:00")), "draw-sealed");
    assert_eq!((refused.field, arg(&refused, "at")), (Some("draw"), Some(Value::At(at("12:00")))));
    drive(harness.set("12:05"), &seed(7));
    harness.refused(prolong(at("13:00")), "draw-over");
    let mut harness = joined(1);
    harness.ok(Command::CancelDraw(command::CancelDraw { draw: draw(1), reason: reason() }));
    harness.refused(prolong(at("13:00")), "draw-cancelled");
    let nobody = command::ProlongDraw { draw: draw(9), closes_at: at("13:00"), reason: reason() };
    harness.refused(nobody.into(), "not-there");
}

/// What was decided and could not be written is taken back.
#[test]
fn it_is_taken_back_as_a_whole() {
    let mut harness = joined(1);
    let (mark, before) = (harness.world.mark(), harness.world.snapshot());
    harness.ok(prolong(at("15:00")));
    harness.world.take_back_to(mark);
    assert_eq!(harness.world.snapshot(), before);
    assert!(!drive(harness.set("12:00"), &seed(7)).is_empty(), "it closes when it was to");
}
