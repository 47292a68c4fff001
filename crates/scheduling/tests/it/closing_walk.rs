//! Random histories with closures: nobody is lost, and no seat is anybody's twice.
//!
//! A model of its own follows the events alone: who sits where, which seat is kept for whom, who is displaced. After each
//! step it is compared with what the world shows, and what it says must hold by itself.

use crate::{
    cancelling::undo as undo_cancel,
    closing::{close, undo},
    harness::*,
    waiting::tick,
};
use model::{
    id::{AppointmentId, PersonId, SessionId, SlotId},
    scheduling::{Command, Event, Silence, command},
};
use proptest::prelude::*;
use scheduling::read::AppointmentState;
use std::collections::{BTreeMap, BTreeSet};

/// Five sessions of two clinicians of one department, on three days; windows of 20 minutes with so many seats.
const SESSIONS: [(u32, u32, &str, u16); 5] = [
    (1, 1, "2026-11-27", 2),
    (2, 3, "2026-11-27", 1),
    (3, 1, "2026-11-28", 1),
    (4, 3, "2026-11-28", 2),
    (5, 1, "2026-11-30", 2),
];
const WINDOWS: u32 = 3;
const PEOPLE: u32 = 8;

#[derive(Clone, Debug)]
enum Step {
    Book(u32, usize),
    /// Who, where; or the seat that is held there is given up.
    Hold(u32, usize, bool),
    Cancel(usize, bool),
    UndoCancel(usize, bool),
    Move(usize, usize, bool),
    /// Which session, how long until the deadline in hours, what silence does, and what each is offered.
    Close(usize, u8, bool, Vec<Option<usize>>),
    Accept(usize),
    Decline(usize),
    Undo(usize),
    Withdraw(usize),
    Merge(u32, u32),
    /// So many hours pass, then everything that is due happens.
    Wait(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let slot = || 0..SESSIONS.len() * WINDOWS as usize;
    let which = || 0..40usize;
    prop_oneof![
        8 => (1..=PEOPLE, slot()).prop_map(|(who, slot)| Step::Book(who, slot)),
        4 => (1..=PEOPLE, slot(), prop::bool::weighted(0.2)).prop_map(|(who, slot, back)| Step::Hold(who, slot, back)),
        2 => (which(), any::<bool>()).prop_map(|(which, hospital)| Step::Cancel(which, hospital)),
        2 => (which(), any::<bool>()).prop_map(|(which, hospital)| Step::UndoCancel(which, hospital)),
        3 => (which(), slot(), any::<bool>()).prop_map(|(which, slot, hospital)| Step::Move(which, slot, hospital)),
        4 => (0..SESSIONS.len(), 1u8..40, any::<bool>(), prop::collection::vec(prop::option::weighted(0.8, slot()), 6))
            .prop_map(|(session, hours, keep, offers)| Step::Close(session, hours, keep, offers)),
        6 => which().prop_map(Step::Accept),
        2 => which().prop_map(Step::Decline),
        2 => (0..SESSIONS.len()).prop_map(Step::Undo),
        1 => (0..SESSIONS.len()).prop_map(Step::Withdraw),
        1 => (1..=PEOPLE, 1..=PEOPLE).prop_map(|(from, into)| Step::Merge(from, into)),
        3 => (1u8..20).prop_map(Step::Wait),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Sits(AppointmentId),
    Kept(AppointmentId),
    /// Held while somebody decides.
    Held(PersonId),
}

/// What the events say.
#[derive(Default)]
struct Model {
    seats: BTreeMap<(SlotId, u16), Holder>,
    /// Where each open or displaced appointment is.
    at: BTreeMap<AppointmentId, (SlotId, u16)>,
    displaced: BTreeSet<AppointmentId>,
    /// Every appointment that a closure ever displaced.
    affected: BTreeSet<AppointmentId>,
    /// Each with the seat that it had.
    cancelled: BTreeMap<AppointmentId, (SlotId, u16)>,
    closed: BTreeSet<SessionId>,
    kept: BTreeMap<AppointmentId, ((SlotId, u16), SessionId)>,
    /// The seats in which a closure found its appointments.
    old: BTreeMap<(SessionId, AppointmentId), (SlotId, u16)>,
}

fn session_of(slot: SlotId) -> SessionId {
    session((slot.0.as_u128() as u32) / 1000)
}

impl Model {
    fn sit(&mut self, id: AppointmentId, seat: (SlotId, u16)) {
        assert!(!self.closed.contains(&session_of(seat.0)), "{id} gets a seat in a closed session");
        let before = self.seats.insert(seat, Holder::Sits(id));
        assert_eq!(before, None, "{seat:?} is given twice");
        self.at.insert(id, seat);
    }

    fn keep(&mut self, id: AppointmentId, seat: (SlotId, u16), by: SessionId) {
        assert!(!self.closed.contains(&session_of(seat.0)), "a seat is kept in a closed session");
        assert_eq!(self.seats.insert(seat, Holder::Kept(id)), None, "{seat:?} is kept and taken");
        assert_eq!(self.kept.insert(id, (seat, by)), None, "two seats are kept for {id}");
    }

    fn let_go(&mut self, id: AppointmentId) {
        let (seat, _) = self.kept.remove(&id).expect("a seat was kept");
        assert_eq!(self.seats.remove(&seat), Some(Holder::Kept(id)));
    }

    fn leave(&mut self, id: AppointmentId) {
        let seat = self.at.remove(&id).expect("it was somewhere");
        assert_eq!(self.seats.remove(&seat), Some(Holder::Sits(id)));
        self.displaced.remove(&id);
    }

    fn follow(&mut self, event: &Event) {
        match event {
            Event::AppointmentBooked(e) => self.sit(e.appointment, (e.slot, e.seat)),
            Event::AppointmentMoved(e) => {
                assert_eq!(self.at.get(&e.appointment).map(|seat| seat.0), Some(e.from));
                self.leave(e.appointment);
                self.sit(e.appointment, (e.slot, e.seat));
            }
            Event::AppointmentCancelled(e) => {
                self.cancelled.insert(e.appointment, self.at[&e.appointment]);
                self.leave(e.appointment);
            }
            Event::CancellationUndone(e) => {
                let seat = self.cancelled.remove(&e.appointment).expect("it was cancelled");
                self.sit(e.appointment, seat);
            }
            Event::SessionClosed(e) => {
                e.released.iter().for_each(|id| self.let_go(*id));
                let here: BTreeSet<_> =
                    self.at.iter().filter(|(_, seat)| session_of(seat.0) == e.session).map(|(id, _)| *id).collect();
                let here: BTreeSet<_> = here.difference(&self.displaced).copied().collect();
                let named: BTreeSet<_> =
                    e.proposals.iter().map(|one| one.appointment).chain(e.to_phone.iter().copied()).collect();
                assert_eq!(named, here, "the closure names everybody who is booked");
                self.closed.insert(e.session);
                for one in &e.proposals {
                    self.keep(one.appointment, (one.slot, one.seat), e.session);
                }
                for id in named {
                    self.old.insert((e.session, id), self.at[&id]);
                    self.displaced.insert(id);
                    self.affected.insert(id);
                }
            }
            Event::HoldPlaced(e) => {
                assert!(!self.closed.contains(&session_of(e.slot)), "a seat is held in a closed session");
                let before = self.seats.insert((e.slot, e.seat), Holder::Held(e.patient));
                assert_eq!(before, None, "{} is held and taken", e.slot);
            }
            Event::HoldEnded(e) => {
                let before = self.seats.remove(&(e.slot, e.seat));
                assert!(matches!(before, Some(Holder::Held(_))), "{} was not held: {before:?}", e.slot);
            }
            Event::RebookingAccepted(e) => self.let_go(e.appointment),
            Event::RebookingDeclined(e) => self.let_go(e.appointment),
            Event::ClosureLapsed(e) => self.end_all(e.session),
            Event::ClosureUndone(e) => {
                self.end_all(e.session);
                assert!(self.closed.remove(&e.session));
                for id in &e.back {
                    assert!(self.displaced.remove(id));
                    assert_eq!(session_of(self.at[id].0), e.session);
                }
                for id in &e.asked {
                    let old = self.old[&(e.session, *id)];
                    self.keep(*id, old, e.session);
                }
            }
            _ => {}
        }
    }

    /// All seats that a closure keeps are kept no longer.
    fn end_all(&mut self, closure: SessionId) {
        let all: Vec<_> = self.kept.iter().filter(|(_, (_, by))| *by == closure).map(|(id, _)| *id).collect();
        all.into_iter().for_each(|id| self.let_go(id));
    }

    /// The world shows what the events say, and nobody is lost.
    fn check(&self, harness: &Harness) {
        let to_phone: BTreeSet<_> = harness.world.to_phone().into_iter().map(|one| one.id).collect();
        for id in self.at.keys().chain(self.cancelled.keys()) {
            let now = harness.world.appointment(*id).expect("it is known");
            let kept = harness.world.rebooking(*id).map(|offer| offer.kept.slot);
            assert_eq!(kept, self.kept.get(id).map(|(seat, _)| seat.0), "{id}");
            let is_displaced = now.state == AppointmentState::Displaced;
            assert_eq!(is_displaced, self.displaced.contains(id), "{id}");
            assert_eq!(to_phone.contains(id), is_displaced && kept.is_none(), "{id}");
            match self.at.get(id) {
                Some(seat) => assert_eq!((now.slot, now.seat), *seat, "{id}"),
                None => assert_eq!(now.state, AppointmentState::Cancelled, "{id}"),
            }
        }
        for id in &self.affected {
            let now = harness.world.appointment(*id).expect("it is known");
            let found = [
                self.displaced.contains(id) && self.kept.contains_key(id),
                self.displaced.contains(id) && to_phone.contains(id),
                self.cancelled.contains_key(id),
                !self.displaced.contains(id)
                    && !self.cancelled.contains_key(id)
                    && !self.closed.contains(&session_of(now.slot)),
            ];
            assert_eq!(found.iter().filter(|is| **is).count(), 1, "{id} is lost: {found:?}");
        }
        for (number, _, _, capacity) in SESSIONS {
            let Some(view) = harness.world.session(session(number), harness.moment()) else { continue };
            assert_eq!(view.closed_at.is_some(), self.closed.contains(&view.id));
            for slot in &view.slots {
                let of = |kind: fn(&Holder) -> bool| {
                    self.seats.iter().filter(|((of, _), holder)| *of == slot.id && kind(holder)).count()
                };
                let sits = of(|holder| matches!(holder, Holder::Sits(_)));
                let aside = of(|holder| !matches!(holder, Holder::Sits(_)));
                assert_eq!((usize::from(slot.taken), usize::from(slot.aside)), (sits, aside), "{:?}", slot.id);
                assert!(sits + aside <= usize::from(capacity), "more than there are");
            }
        }
        assert!(self.seats.keys().all(|(slot, seat)| {
            SESSIONS.iter().any(|(number, .., capacity)| session(*number) == session_of(*slot) && seat < capacity)
        }));
    }
}

fn target(place: usize) -> SlotId {
    let windows = WINDOWS as usize;
    slot(SESSIONS[place / windows].0, (place % windows) as u32)
}

fn command(harness: &Harness, made: u32, step: &Step) -> Option<Command> {
    let nth = |which: usize| 1 + (which as u32) % made.max(1);
    let number_of = |place: usize| SESSIONS[place].0;
    Some(match step {
        Step::Book(who, place) => book(made + 1, *who, target(*place)),
        Step::Hold(who, place, false) => hold(*who, target(*place)),
        Step::Hold(who, place, true) => release_hold(*who, target(*place)),
        Step::Cancel(which, hospital) => cancel(nth(*which), *hospital),
        Step::UndoCancel(which, hospital) => undo_cancel(nth(*which), *hospital),
        Step::Move(which, place, hospital) => move_to(nth(*which), target(*place), *hospital),
        Step::Close(place, hours, keep, offers) => {
            let number = number_of(*place);
            let all = harness.world.appointments_of_session(session(number));
            let all: Vec<u32> = all
                .iter()
                .filter(|one| one.state == AppointmentState::Booked)
                .map(|one| one.id.0.as_u128() as u32)
                .collect();
            let (mut proposals, mut phone) = (Vec::new(), Vec::new());
            for (place, id) in all.into_iter().enumerate() {
                match offers.get(place).copied().flatten() {
                    Some(at) => proposals.push((id, target(at))),
                    None => phone.push(id),
                }
            }
            let deadline = harness.now + chrono::Duration::hours(i64::from(*hours));
            let silence = if *keep { Silence::Keep } else { Silence::Return };
            // What does not fit is phoned, as somebody would choose who sees the refusal.
            loop {
                let asked = close(number, deadline, silence, &proposals, &phone);
                let context = harness.context();
                let refused = model::decide::Decider::decide(&harness.world, &asked, &context).err();
                match (refused, proposals.pop()) {
                    (None, Some(last)) => {
                        proposals.push(last);
                        return Some(asked);
                    }
                    (Some(_), Some((id, _))) => phone.push(id),
                    (_, None) => return Some(asked),
                }
            }
        }
        Step::Accept(which) => {
            Command::AcceptRebooking(command::AcceptRebooking { appointment: appointment(nth(*which)) })
        }
        Step::Decline(which) => {
            Command::DeclineRebooking(command::DeclineRebooking { appointment: appointment(nth(*which)) })
        }
        Step::Undo(place) => undo(number_of(*place)),
        Step::Withdraw(place) => {
            Command::WithdrawSession(command::WithdrawSession { session: session(number_of(*place)), reason: reason() })
        }
        Step::Merge(..) | Step::Wait(_) => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_closure_loses_nobody_and_no_seat_is_anybodys_twice(steps in prop::collection::vec(step(), 1..60)) {
        let mut harness = Harness::new();
        harness.enrol(3, 1);
        for (number, who, day, capacity) in SESSIONS {
            harness.ok(publish(number, who, day, (480, 540), 20, capacity));
        }
        let mut model = Model::default();
        let mut made = 0;
        let mut merged = BTreeSet::new();
        for step in &steps {
            match (command(&harness, made, step), step) {
                (Some(command), _) => {
                    let events = harness.play(&command).unwrap_or_default();
                    made += u32::from(matches!(step, Step::Book(..)) && !events.is_empty());
                    events.iter().for_each(|event| model.follow(event));
                }
                (None, Step::Merge(from, into)) => {
                    // Each record becomes an alias once, of one that is none.
                    if from != into && !merged.contains(into) && merged.insert(*from) {
                        harness.merge(*from, *into);
                    }
                }
                (None, Step::Wait(hours)) => {
                    harness.now += chrono::Duration::hours(i64::from(*hours));
                    tick(&mut harness).iter().for_each(|event| model.follow(event));
                }
                (None, other) => panic!("{other:?}"),
            }
            model.check(&harness);
        }
        // Everything comes to an end: no seat is kept for ever.
        harness.now += chrono::Duration::days(10);
        tick(&mut harness).iter().for_each(|event| model.follow(event));
        model.check(&harness);
        prop_assert!(model.kept.is_empty());
        prop_assert!(!model.seats.values().any(|holder| matches!(holder, Holder::Held(_))));
        let taken_back: Vec<_> = harness.bytes().into_bytes();
        let restored = scheduling::World::restore(harness.world.snapshot());
        prop_assert_eq!(serde_json::to_string(&restored.snapshot()).expect("plain data").into_bytes(), taken_back);
    }
}
