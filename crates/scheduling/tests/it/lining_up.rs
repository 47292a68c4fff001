//! Whoever joins, leaves, books, cancels and answers, in whatever order: seats go round in the order of the line, nobody
//! has more than one may have, and nobody waits for ever. The line is told here from the events alone.

use crate::{
    harness::*,
    waiting::{accept, adopt, entry, join, tick, waitlist_rules, wish},
};
use chrono::Duration;
use model::{
    decide::{Decider, Stamp},
    id::{PersonId, Seq, SlotId, WaitlistEntryId},
    scheduling::{Command, Event, Half, Wish, command},
    time::Instant,
};
use proptest::prelude::*;
use scheduling::{
    Snapshot, World,
    read::{AppointmentView, SlotState},
};
use std::collections::{BTreeMap, BTreeSet};

const MONDAY: &str = "2026-11-30";
const TUESDAY: &str = "2026-12-01";

/// The sessions: their clinician, and how many windows of one seat.
const SESSIONS: [(u32, u32, &str, u16); 3] = [(4, 1, MONDAY, 3), (5, 1, TUESDAY, 2), (6, 3, MONDAY, 2)];

#[derive(Clone, Debug)]
enum Step {
    Ask(Command),
    Wait(i64),
    Tick,
}

impl Step {
    fn play(&self, harness: &mut Harness) {
        match self {
            Self::Ask(command) => _ = harness.play(command),
            Self::Wait(minutes) => harness.now += Duration::minutes(*minutes),
            Self::Tick => _ = tick(harness),
        }
    }
}

fn a_slot() -> impl Strategy<Value = SlotId> {
    (0usize..3, 0u32..3).prop_map(|(session, window)| {
        let (number, _, _, windows) = SESSIONS[session];
        slot(number, window % u32::from(windows))
    })
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let all = SESSIONS.map(|(_, who, day, _)| wish(who, day, Half::Morning)).to_vec();
    proptest::sample::subsequence(all, 1..=3)
}

fn a_command() -> impl Strategy<Value = Command> {
    let who = || 1u32..8;
    let one = || 1u32..16;
    prop_oneof![
        2 => (30u32..60, who(), a_slot()).prop_map(|(number, who, slot)| book(number, who, slot)),
        5 => (1u32..60).prop_map(|number| cancel(number, true)),
        1 => (1u32..60, a_slot()).prop_map(|(number, slot)| move_to(number, slot, true)),
        8 => (one(), who(), wishes()).prop_map(|(number, who, wishes)| join(number, who, &wishes)),
        1 => (one(), wishes()).prop_map(|(number, wishes)| {
            Command::ChangeWishes(command::ChangeWishes { entry: entry(number), wishes })
        }),
        1 => one().prop_map(|number| {
            Command::LeaveWaitlist(command::LeaveWaitlist { entry: entry(number), reason: reason() })
        }),
        1 => (1u32..90).prop_map(|booking| Command::UndoCancel(command::UndoCancel {
            appointment: appointment(booking),
            reason: reason(),
            by_hospital: true,
        })),
        2 => one().prop_map(|number| Command::PassOffer(command::PassOffer { entry: entry(number) })),
        1 => one().prop_map(|number| Command::ExtendOffer(command::ExtendOffer { entry: entry(number) })),
        2 => (one(), 60u32..90, who()).prop_map(|(number, booking, who)| accept(number, booking, who)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => a_command().prop_map(Step::Ask),
        3 => Just(Step::Tick),
        2 => prop_oneof![10 => 1i64..60, 1 => 60i64..900].prop_map(Step::Wait),
    ];
    proptest::collection::vec(step, 0..160)
}

/// All windows taken by people 21–27; it is Thursday, 07:00.
fn open() -> Harness {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.enrol(3, 1);
    let mut number = 0;
    for (session, who, day, windows) in SESSIONS {
        harness.ok(publish(session, who, day, (480, 480 + 20 * windows), 20, 1));
        for window in 0..u32::from(windows) {
            number += 1;
            harness.ok(book(number, 20 + number, slot(session, window)));
        }
    }
    harness.world.durable();
    harness
}

/// Somebody on the list, by the events.
#[derive(Clone, Debug)]
struct Waits {
    patient: PersonId,
    wishes: BTreeMap<Wish, Seq>,
    offer: Option<(SlotId, Instant)>,
    is_over: bool,
}

/// The list, by the events.
#[derive(Clone, Debug, Default)]
struct Line {
    entries: BTreeMap<WaitlistEntryId, Waits>,
    /// Seats that were given back, with those who were asked.
    aside: BTreeMap<SlotId, BTreeSet<WaitlistEntryId>>,
}

impl Line {
    fn entry(&mut self, id: WaitlistEntryId) -> &mut Waits {
        self.entries.get_mut(&id).expect("joined")
    }

    fn not_taken(&mut self, id: WaitlistEntryId) {
        if let Some((slot, _)) = self.entry(id).offer.take() {
            self.aside.get_mut(&slot).expect("aside").insert(id);
        }
    }

    fn puts_at_end(&mut self, id: WaitlistEntryId, to_end: bool, seq: Seq) {
        if to_end {
            self.entry(id).wishes.values_mut().for_each(|rank| *rank = seq);
        }
    }

    /// Takes an event in, after it was checked.
    fn take(&mut self, event: &Event, seq: Seq) {
        match event {
            Event::WaitlistJoined(joined) => {
                let wishes = joined.wishes.iter().map(|placed| (placed.wish, seq)).collect();
                let waits = Waits { patient: joined.patient, wishes, offer: None, is_over: false };
                self.entries.insert(joined.entry, waits);
            }
            Event::WaitlistChanged(changed) => {
                let before = self.entry(changed.entry).wishes.clone();
                let rank = |wish: &Wish| before.get(wish).copied().unwrap_or(seq);
                self.entry(changed.entry).wishes =
                    changed.wishes.iter().map(|placed| (placed.wish, rank(&placed.wish))).collect();
            }
            Event::WaitlistLeft(left) => {
                self.not_taken(left.entry);
                self.entry(left.entry).is_over = true;
            }
            Event::WaitlistClosed(closed) => self.entry(closed.entry).is_over = true,
            Event::SeatSetAside(set) => {
                assert!(self.aside.insert(set.slot, BTreeSet::new()).is_none(), "a seat is given back once");
            }
            Event::SeatReleased(released) => _ = self.aside.remove(&released.slot).expect("aside"),
            Event::WaitlistPassedOver(passed) => {
                let asked = self.aside.get_mut(&passed.slot).expect("aside");
                asked.extend(passed.entries.iter().map(|passed| passed.entry));
            }
            Event::SeatOffered(offered) => self.entry(offered.entry).offer = Some((offered.slot, offered.until)),
            Event::OfferExtended(longer) => {
                let offer = self.entry(longer.entry).offer.as_mut().expect("an offer");
                assert!(longer.until > offer.1, "longer");
                offer.1 = longer.until;
            }
            Event::OfferWithdrawn(withdrawn) => self.entry(withdrawn.entry).offer = None,
            Event::OfferPassed(passed) => {
                self.not_taken(passed.entry);
                self.puts_at_end(passed.entry, passed.to_end, seq);
            }
            Event::OfferLapsed(lapsed) => {
                self.not_taken(lapsed.entry);
                self.puts_at_end(lapsed.entry, lapsed.to_end, seq);
            }
            Event::OfferAccepted(accepted) => {
                let entry = self.entry(accepted.entry);
                entry.is_over = true;
                let (slot, _) = entry.offer.take().expect("an offer");
                self.aside.remove(&slot).expect("aside");
            }
            _ => {}
        }
    }

    /// Who is next for a slot: the first who waits for it, has no offer, and was not asked, by no entry.
    fn next(&self, slot: SlotId) -> Option<WaitlistEntryId> {
        let is_in = |session: u32| (0..3).any(|window| slot == self::slot(session, window));
        let (_, who, day, _) = SESSIONS.into_iter().find(|(session, ..)| is_in(*session))?;
        let wished = wish(who, day, Half::Morning);
        let asked: BTreeSet<PersonId> = self.aside.get(&slot)?.iter().map(|id| self.entries[id].patient).collect();
        let is_next = |one: &Waits| !one.is_over && one.offer.is_none() && !asked.contains(&one.patient);
        let waiting = self.entries.iter().filter(|(_, one)| is_next(one));
        waiting.filter_map(|(id, one)| Some((*one.wishes.get(&wished)?, *id))).min().map(|(_, id)| id)
    }
}

/// Plays and checks each event against the line as it was told here.
struct Game {
    harness: Harness,
    line: Line,
    read: usize,
}

impl Game {
    fn new() -> Self {
        Self { harness: open(), line: Line::default(), read: 0 }
    }

    fn play(&mut self, step: &Step) {
        step.play(&mut self.harness);
        let log: Vec<_> = self.harness.log[self.read..].to_vec();
        self.read = self.harness.log.len();
        for (told, stamp) in log {
            if let Told::Event(event) = told {
                self.check(&event, stamp);
                self.line.take(&event, stamp.seq);
            }
        }
    }

    fn check(&self, event: &Event, stamp: Stamp) {
        match event {
            Event::WaitlistPassedOver(passed) => {
                let mut line = self.line.clone();
                for one in &passed.entries {
                    assert_eq!(line.next(passed.slot), Some(one.entry), "in order");
                    line.aside.get_mut(&passed.slot).expect("aside").insert(one.entry);
                }
            }
            Event::SeatOffered(offered) => {
                assert_eq!(self.line.next(offered.slot), Some(offered.entry), "the first who waits is asked");
                assert!(offered.until > stamp.at);
            }
            Event::OfferLapsed(lapsed) => {
                let (_, until) = self.line.entries[&lapsed.entry].offer.expect("an offer");
                assert!(stamp.at >= until, "an offer is kept as long as was said");
            }
            Event::AppointmentBooked(booked) => {
                let is_accepted = matches!(
                    self.harness.log.iter().rev().find(|(_, of)| of.seq + 1 == stamp.seq),
                    Some((Told::Event(Event::OfferAccepted(_)), _))
                );
                assert!(is_accepted || !self.line.aside.contains_key(&booked.slot), "nobody snatches a seat");
            }
            _ => {}
        }
    }

    /// What a person has at most, offers too, counted without the core's help.
    fn within_limits(&self) -> Result<(), TestCaseError> {
        let moment = self.harness.moment();
        let sessions = self.harness.world.sessions_between(date("2026-11-01"), date("2026-12-31"), moment);
        let all = sessions.iter().flat_map(|session| self.harness.world.appointments_of_session(session.id));
        let booked: Vec<AppointmentView> = all.filter(|one| one.state.is_open()).collect();
        let mut held: BTreeMap<PersonId, Vec<(Instant, Instant)>> = BTreeMap::new();
        for one in &booked {
            held.entry(one.patient).or_default().push((one.from, one.until));
        }
        for one in self.line.entries.values() {
            if let Some((slot, _)) = one.offer {
                let slot = self.harness.world.slot(slot, moment).expect("there");
                held.entry(one.patient).or_default().push((slot.from, slot.until));
            }
        }
        for windows in held.values_mut() {
            windows.sort_unstable();
            prop_assert!(windows.windows(2).all(|two| two[0].1 <= two[1].0), "in two places at once: {:?}", windows);
            let days = |day: &str| windows.iter().filter(|(from, _)| ZONE.date(*from) == date(day)).count();
            prop_assert!(days(MONDAY) <= 2 && days(TUESDAY) <= 2, "more than one may have: {:?}", windows);
        }
        // Each window has one seat: booked, set aside, or open, and listed as that.
        for slot in sessions.iter().flat_map(|session| &session.slots) {
            let (booked, aside) =
                (booked.iter().filter(|one| one.slot == slot.id).count(), self.line.aside.contains_key(&slot.id));
            prop_assert_eq!((usize::from(slot.taken), slot.aside > 0), (booked, aside));
            prop_assert!(booked + usize::from(aside) <= 1, "given twice");
            let fresh = self.harness.world.decide(&book(999, 999, slot.id), &self.harness.context());
            prop_assert_eq!(slot.state == SlotState::Open, fresh.is_ok(), "{:?} {:?}", slot, fresh);
        }
        Ok(())
    }
}

fn bytes(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).expect("plain data")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn seats_go_round_in_order_and_nobody_waits_for_ever(steps in steps()) {
        let mut game = Game::new();
        for step in &steps {
            game.play(step);
            game.within_limits()?;
        }
        // A week later everybody has an answer, and no seat is kept for anybody.
        for _ in 0..7 * 24 {
            game.play(&Step::Wait(60));
            game.play(&Step::Tick);
        }
        prop_assert!(game.line.entries.values().all(|one| one.is_over && one.offer.is_none()));
        prop_assert!(game.line.aside.is_empty());
        for id in (1..16).map(entry) {
            let view = game.harness.world.waitlist_entry(id, game.harness.moment());
            prop_assert!(view.is_none_or(|view| view.ended.is_some()));
        }
    }

    #[test]
    fn the_same_log_gives_the_same_list_and_what_is_taken_back_was_never_there(
        kept in steps(),
        undone in steps(),
        after in steps(),
    ) {
        let mut game = Game::new();
        kept.iter().for_each(|step| game.play(step));
        let mut again = World::default();
        for (told, stamp) in &game.harness.log {
            tell(&mut again, told, *stamp);
        }
        prop_assert_eq!(bytes(&again.snapshot()), game.harness.bytes());
        let restored = World::restore(game.harness.world.snapshot());
        let mark = game.harness.world.mark();
        let (before, now, length) = (game.harness.bytes(), game.harness.now, game.harness.log.len());
        undone.iter().for_each(|step| step.play(&mut game.harness));
        game.harness.world.take_back_to(mark);
        prop_assert_eq!(game.harness.bytes(), before);
        game.harness.now = now;
        game.harness.log.truncate(length);
        // It goes on as a world that was restored and never saw the rest.
        let mut other = Harness { world: restored, ..Harness::default() };
        (other.now, other.log) = (now, game.harness.log.clone());
        for step in &after {
            step.play(&mut game.harness);
            step.play(&mut other);
            prop_assert_eq!(game.harness.log.len(), other.log.len());
        }
        prop_assert_eq!(game.harness.bytes(), other.bytes());
    }
}
