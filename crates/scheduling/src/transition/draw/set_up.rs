//! That the seats of a session are drawn, or are not after all.

use super::{Apply, Decide, Decision, draw_state, set_drawn};
use crate::{
    World,
    component::{Draw, DrawState, SEAL_MINUTES, Seats, Session, Slot},
    read::DrawStage,
    tx::Tx,
};
use chrono::Duration;
use draws::Commitment;
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{DrawCancelled, DrawSetUp, HoldEnd, RulesScope, command},
    time::Instant,
};

/// How long the fingerprint can be seen before the list opens, and how long the list is open at least.
const NOTICE_MINUTES: i64 = 10;
pub(super) const LIST_MINUTES: i64 = 10;

impl Decide<World> for command::SetUpDraw {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { draw, session: id, commitment, seed, opens_at, closes_at, drawn_at } = self;
        let session = world.find::<Session>(id.0, "session")?;
        world.unused(draw.0, "draw")?;
        world.not_ended(*id, "session")?;
        if let Some((pending, _)) = world.pending_draw(*id) {
            return Refusal::new("draw-pending").field("session").with("at", pending.drawn_at).err();
        }
        if world.queue_state(*id)?.is_closed() {
            return Refusal::new("session-not-held").field("session").err();
        }
        if world.has_kept_pool(session) {
            return Refusal::new("draw-pools").field("session").err();
        }
        let begins = context.zone.instant(session.date, session.from);
        // A seat that cannot be booked yet cannot be won either.
        let rules = world.rules_now(RulesScope::Session(*id), context)?;
        let notice = context.now + Duration::minutes(NOTICE_MINUTES);
        let first = notice.max(rules.opens_at(session.date, context.zone));
        in_order(first, (*opens_at, *closes_at, *drawn_at), begins)?;
        if Commitment::from_hex(commitment).is_none() {
            return Refusal::new("draw-commitment").field("commitment").err();
        }
        let seats: Vec<&Seats> = session.slots.iter().filter_map(|slot| world.get::<Seats>(slot.0)).collect();
        // Whoever only holds a seat can join the draw like everybody else.
        let taken: u32 = seats.iter().map(|seats| (seats.taken | seats.aside | seats.kept).count_ones()).sum();
        if taken > 0 {
            return Refusal::new("draw-booked").field("session").with("booked", taken).err();
        }
        let set_up = DrawSetUp {
            draw: *draw,
            session: *id,
            seats: world.seats_of(session),
            commitment: commitment.clone(),
            seed: seed.clone(),
            opens_at: *opens_at,
            closes_at: *closes_at,
            drawn_at: *drawn_at,
        };
        Ok(world.holds_end(*id, HoldEnd::Drawn).into_iter().chain([set_up.into()]).collect())
    }
}

/// The list opens then at the earliest, and each time leaves enough since the one before.
fn in_order(first: Instant, times: (Instant, Instant, Instant), begins: Instant) -> Result<(), Refusal> {
    let (opens, closes, drawn) = times;
    let least = [
        ("opens_at", opens, first),
        ("closes_at", closes, opens + Duration::minutes(LIST_MINUTES)),
        ("drawn_at", drawn, closes + Duration::minutes(SEAL_MINUTES)),
    ];
    for (field, at, least) in least {
        if at < least || at >= begins {
            return Refusal::new("draw-times")
                .field(field)
                .with("value", at)
                .with("from", least)
                .with("until", begins)
                .err();
        }
    }
    Ok(())
}

impl Apply<Tx<'_>> for DrawSetUp {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session = tx.get::<Session>(self.session.0).clone();
        let begins = session.slots.first().map(|slot| tx.get::<Slot>(slot.0).from);
        let draw = Draw {
            id: self.draw,
            session: self.session,
            clinician: session.clinician,
            department: session.department,
            date: session.date,
            from: session.from,
            until: session.until,
            begins: begins.unwrap_or(self.drawn_at),
            seats: self.seats,
            commitment: self.commitment.clone(),
            seed: self.seed.clone(),
            set_up_at: stamp.at,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            drawn_at: self.drawn_at,
        };
        let state = DrawState {
            stage: DrawStage::Listed,
            entrants: 0,
            won: 0,
            next: 0,
            is_lining_up: false,
            list: None,
            seed: None,
            ended_at: None,
            cancelled_for: None,
            prolonged: None,
            touched: stamp.seq,
        };
        tx.spawn((draw, state));
        set_drawn(tx, self.session, true, stamp);
    }
}

impl Decide<World> for command::CancelDraw {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.draw_in(self.draw, &[DrawStage::Listed, DrawStage::Closed])?;
        Ok(vec![DrawCancelled { draw: self.draw, reason: self.reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for DrawCancelled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session = tx.get::<Draw>(self.draw.0).session;
        draw_state(tx, self.draw, stamp, |state| {
            state.stage = DrawStage::Cancelled;
            state.ended_at = Some(stamp.at);
            state.cancelled_for = Some(self.reason.code);
        });
        set_drawn(tx, session, false, stamp);
    }
}

impl World {
    /// All seats of a session.
    fn seats_of(&self, session: &Session) -> u32 {
        let slots = session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot));
        slots.map(|(_, seats)| u32::from(seats.capacity())).sum()
    }
}
