//! Seats that are kept for the desk and for referrals: who can book them, when, and what becomes of what is left.
//!
//! Session 5 is on Monday 30 November, 08:00–09:00: three windows of four seats. Of the twelve, three are kept for the desk
//! and three for referrals, which fall on Sunday at 18:00. It is Thursday, 07:00.

use crate::{
    harness::*,
    waiting::{accept, adopt, entry, join, waitlist_rules, wish},
};
use chrono::Duration;
use model::{
    Label, SideRef,
    decide::Decider,
    id::{ClinicId, SlotId},
    scheduling::{
        Channel, Command, DaysBefore, Event, Half, Pool, PoolShare, ReferrerChanged, ReferrerEnded, ReferrerEnrolled,
        SeatsOfSlot, Silence, command,
    },
    time::MinuteOfDay,
};
use proptest::prelude::*;
use scheduling::{
    Due, World,
    read::{SlotState, SlotView},
};
use std::collections::{BTreeMap, BTreeSet};

const MONDAY: &str = "2026-11-30";
const SUNDAY: &str = "2026-11-29";

fn clinic(number: u32) -> ClinicId {
    ClinicId(id(14, number))
}

fn share(pool: Pool, share_percent: u16) -> PoolShare {
    PoolShare { pool, share_percent, opens: None, falls: None, borrows: false }
}

fn before(days_before: u16, hour: u16) -> Option<DaysBefore> {
    Some(DaysBefore { days_before, at: MinuteOfDay(hour * 60) })
}

fn kept() -> Vec<PoolShare> {
    vec![share(Pool::OnSite, 25), PoolShare { falls: before(1, 18), ..share(Pool::Referral, 25) }]
}

fn publish_with(number: u32, day: &str, shares: Vec<PoolShare>) -> Command {
    let mut command = publish(number, 1, day, (480, 540), 20, 4);
    if let Command::PublishSession(command::PublishSession { pools, .. }) = &mut command {
        *pools = shares;
    }
    command
}

fn open() -> Harness {
    let mut harness = Harness::new();
    harness.ok(Command::EnrolReferrer(enrol(1, "JC01")));
    harness.ok(publish_with(5, MONDAY, kept()));
    harness
}

fn enrol(number: u32, code: &str) -> ReferrerEnrolled {
    let name = Label::new("社区卫生服务中心", "Health centre");
    ReferrerEnrolled { clinic: clinic(number), code: code.into(), name, departments: vec![department(1)] }
}

fn why() -> SideRef {
    let text = "{\"id\":\"01a20eda-f820-7410-b572-2eb13df96541\",\"hash\":\"2930d18fb090f5a008ab74b0c8e470fd13e3aa2cb8b41fe0374d8b2e1180a61e\"}";
    serde_json::from_str(text).expect("a reference")
}

fn refer(number: u32, who: u32, slot: SlotId) -> Command {
    Command::Refer(command::Refer {
        appointment: appointment(number),
        slot,
        patient: person(who),
        journey: journey(who),
        clinic: clinic(1),
        why: why(),
    })
}

fn by(channel: Channel, number: u32, who: u32, slot: SlotId) -> Command {
    match channel {
        Channel::Referral => refer(number, who, slot),
        Channel::Online | Channel::OnSite | Channel::FollowUp => Command::Book(command::Book {
            appointment: appointment(number),
            slot,
            patient: person(who),
            journey: journey(who),
            channel,
        }),
    }
}

const CHANNELS: [Channel; 4] = [Channel::Online, Channel::OnSite, Channel::FollowUp, Channel::Referral];

fn view(harness: &Harness, slot: SlotId, channel: Channel) -> SlotView {
    harness.world.slot_for(slot, channel, harness.moment()).expect("published")
}

/// What is left in the windows of session 5 for a channel.
fn left(harness: &Harness, channel: Channel) -> [u16; 3] {
    [0, 1, 2].map(|window| view(harness, slot(5, window), channel).left())
}

fn tick(harness: &mut Harness) -> Vec<Event> {
    harness.due().into_iter().flat_map(|command| harness.play(&command).unwrap_or_default()).collect()
}

#[test]
fn each_channel_sees_and_takes_only_what_is_its_own() {
    let mut harness = open();
    assert_eq!(left(&harness, Channel::Online), [2, 2, 2]);
    assert_eq!(left(&harness, Channel::FollowUp), [2, 2, 2]);
    assert_eq!(left(&harness, Channel::OnSite), [3, 3, 3]);
    assert_eq!(left(&harness, Channel::Referral), [1, 1, 1]);
    assert_eq!(view(&harness, slot(5, 0), Channel::Online).seats, 2);
    // Two online, and nobody else gets in by phone; a clinician takes from the same seats.
    for number in 1..=2 {
        harness.ok(by(Channel::Online, number, number, slot(5, 0)));
    }
    // The refusal counts the same seats as the list.
    let full = harness.refused(by(Channel::Online, 3, 3, slot(5, 0)), "slot-full");
    assert_eq!(arg(&full, "limit"), Some(2u16.into()));
    harness.refused(by(Channel::FollowUp, 3, 3, slot(5, 0)), "slot-full");
    harness.ok(by(Channel::Referral, 3, 3, slot(5, 0)));
    // It does not borrow.
    harness.refused(by(Channel::Referral, 4, 4, slot(5, 0)), "slot-full");
    harness.ok(by(Channel::OnSite, 4, 4, slot(5, 0)));
    harness.refused(by(Channel::OnSite, 5, 5, slot(5, 0)), "slot-full");
    let referral = harness.world.referral(appointment(3)).expect("referred");
    assert_eq!((referral.clinic, referral.at), (clinic(1), harness.now));
    assert_eq!(harness.world.referral(appointment(1)), None);
    assert_eq!(harness.world.referrals_of(clinic(1)).count(), 1);
}

#[test]
fn the_desk_borrows_general_seats_and_a_clinic_only_where_that_is_said() {
    let mut harness = open();
    let borrows = PoolShare { borrows: true, ..share(Pool::Referral, 25) };
    harness.ok(publish_with(6, "2026-12-01", vec![borrows]));
    for number in 1..=3 {
        harness.ok(by(Channel::OnSite, number, number, slot(5, 1)));
        harness.ok(by(Channel::Referral, 10 + number, 10 + number, slot(6, 1)));
    }
    // Its own seat first: the last one of the desk's three was general.
    assert_eq!([left(&harness, Channel::Online)[1], view(&harness, slot(6, 1), Channel::Online).left()], [0, 1]);
    // A session without a pool for referrals takes none.
    harness.ok(publish(7, 1, "2026-12-02", (480, 540), 20, 4));
    harness.refused(by(Channel::Referral, 20, 20, slot(7, 0)), "slot-full");
}

#[test]
fn a_seat_that_is_given_back_returns_to_its_own_pool() {
    let mut harness = open();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(by(Channel::Referral, 1, 1, slot(5, 0)));
    harness.ok(by(Channel::OnSite, 2, 2, slot(5, 0)));
    for number in 1..=2 {
        // Nothing is set aside for those who wait, who could not have had it.
        assert_eq!(harness.ok(cancel(number, true)).len(), 1);
    }
    assert_eq!([left(&harness, Channel::Referral)[0], left(&harness, Channel::OnSite)[0]], [1, 3]);
    // Moved by the patient, the visit takes a general seat, and the other one is free for referrals again.
    harness.ok(by(Channel::Referral, 3, 1, slot(5, 0)));
    harness.ok(move_to(3, slot(5, 1), false));
    assert_eq!((left(&harness, Channel::Referral), left(&harness, Channel::Online)), ([1, 1, 1], [2, 1, 2]));
    assert_eq!(harness.world.referral(appointment(3)).map(|referral| referral.clinic), Some(clinic(1)));
}

#[test]
fn what_is_left_falls_at_its_minute_and_is_everybodys() {
    let mut harness = open();
    harness.ok(by(Channel::Referral, 1, 1, slot(5, 2)));
    harness.now = on(SUNDAY, "18:00") - Duration::seconds(1);
    assert_eq!(tick(&mut harness), []);
    let release = Command::ReleasePool(command::ReleasePool { session: session(5), pool: Pool::Referral });
    harness.refused(release.clone(), "pool-not-due");
    harness.now = on(SUNDAY, "18:00");
    let events = tick(&mut harness);
    let [Event::PoolFell(fell)] = &events[..] else { panic!("{events:?}") };
    let seats = |window| SeatsOfSlot { slot: slot(5, window), seats: vec![3] };
    assert_eq!((fell.pool, &fell.slots), (Pool::Referral, &vec![seats(0), seats(1), seats(2)]));
    assert_eq!((left(&harness, Channel::Online), left(&harness, Channel::Referral)), ([3, 3, 2], [0, 0, 0]));
    harness.refused(by(Channel::Referral, 2, 2, slot(5, 0)), "slot-full");
    // It falls once.
    assert_eq!(tick(&mut harness), []);
    harness.refused(release, "not-there");
    // The one that was taken returns to everybody.
    harness.ok(cancel(1, true));
    assert_eq!(left(&harness, Channel::Online), [3, 3, 3]);
    let pools = harness.world.pools_of_session(session(5));
    assert_eq!(
        pools.iter().map(|pool| (pool.pool, pool.seats, pool.left)).collect::<Vec<_>>(),
        [(Pool::OnSite, 3, 3), (Pool::Referral, 0, 0)]
    );
}

#[test]
fn what_fell_while_nobody_ran_the_hospital_falls_at_once_and_waits_for_nobody() {
    let mut harness = open();
    harness.now = on(MONDAY, "08:30");
    let moment = harness.moment();
    let due = harness.world.due(moment);
    assert_eq!(due, [(on(SUNDAY, "18:00"), Due::ReleasePool(session(5), Pool::Referral))]);
    assert!(!due[0].1.takes_from_somebody());
    assert!(matches!(tick(&mut harness)[..], [Event::PoolFell(_)]));
    assert_eq!(view(&harness, slot(5, 2), Channel::Online).left(), 3);
}

#[test]
fn of_many_pools_only_some_fall_at_a_time() {
    let mut harness = Harness::new();
    for number in 0..40 {
        let day = date(MONDAY).plus_days(number.into()).to_string();
        let late = PoolShare { falls: before(60, 0), ..share(Pool::Referral, 25) };
        harness.ok(publish_with(100 + number, &day, vec![late]));
    }
    let fell = [(); 3].map(|()| tick(&mut harness).len());
    assert_eq!(fell, [32, 8, 0]);
}

#[test]
fn who_waits_is_asked_first_for_what_has_fallen() {
    let mut harness = open();
    harness.ok(adopt(waitlist_rules()));
    for window in 0..3 {
        for place in 0..2 {
            let number = window * 2 + place + 1;
            harness.ok(book(number, number, slot(5, window)));
        }
    }
    harness.ok(join(1, 20, &[wish(1, MONDAY, Half::Morning)]));
    // Before the list closes.
    let early = vec![PoolShare { falls: before(2, 9), ..share(Pool::Referral, 25) }];
    harness.ok(publish_with(8, "2026-12-01", early));
    harness.now = on("2026-11-29", "09:00");
    let events = tick(&mut harness);
    assert!(matches!(events[..], [Event::PoolFell(_), ..]));
    // Nobody waits for Tuesday: each seat returns at a moment that nobody knows, and can be booked by nobody until then.
    let moments = events.iter().filter_map(|event| match event {
        Event::SeatSetAside(aside) => Some(aside.public_at),
        _ => None,
    });
    assert_eq!(moments.collect::<BTreeSet<_>>().len(), 3, "whoever sees one of them does not know the others");
    assert!((0..3).all(|window| view(&harness, slot(8, window), Channel::Online).left() == 3));
    assert!((0..3).all(|window| view(&harness, slot(8, window), Channel::Online).aside == 1));
    // Monday's fall at 18:00, when the list is closed.
    harness.now = on(SUNDAY, "18:00");
    let events = tick(&mut harness);
    assert!(events.iter().any(|event| matches!(event, Event::PoolFell(fell) if fell.session == session(5))));
    assert_eq!(left(&harness, Channel::Online), [0, 0, 0]);
    harness.refused(book(30, 30, slot(5, 0)), "slot-full");
}

#[test]
fn a_fallen_seat_is_offered_and_accepted_like_one_that_was_given_back() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish_with(5, MONDAY, vec![PoolShare { falls: before(2, 9), ..share(Pool::Referral, 25) }]));
    for window in 0..3 {
        for place in 0..3 {
            let number = window * 3 + place + 1;
            harness.ok(book(number, number, slot(5, window)));
        }
    }
    harness.ok(join(1, 20, &[wish(1, MONDAY, Half::Morning)]));
    harness.now = on("2026-11-28", "09:00");
    tick(&mut harness);
    let events = tick(&mut harness);
    let offered = events.iter().find_map(|event| match event {
        Event::SeatOffered(offered) => Some(offered.clone()),
        _ => None,
    });
    let offered = offered.expect("offered");
    assert_eq!((offered.entry, offered.seat), (entry(1), 3));
    harness.ok(accept(1, 30, 20));
    let booked = harness.world.appointment(appointment(30)).expect("booked");
    assert_eq!((booked.slot, booked.seat), (offered.slot, 3));
}

#[test]
fn a_pool_opens_at_its_minute() {
    let mut harness = open();
    let late = PoolShare { opens: before(1, 8), ..share(Pool::Referral, 50) };
    harness.ok(publish_with(6, "2026-12-01", vec![late]));
    let opens = on(MONDAY, "08:00");
    harness.now = opens - Duration::seconds(1);
    assert_eq!(view(&harness, slot(6, 0), Channel::Referral).state, SlotState::NotYet);
    let refusal = harness.refused(by(Channel::Referral, 1, 1, slot(6, 0)), "pool-opens");
    assert_eq!(arg(&refusal, "at"), Some(opens.into()));
    harness.now = opens;
    assert_eq!(view(&harness, slot(6, 0), Channel::Referral).state, SlotState::Open);
    harness.ok(by(Channel::Referral, 1, 1, slot(6, 0)));
}

#[test]
fn the_desk_books_the_window_that_is_running_and_nobody_else_does() {
    let mut harness = Harness::new();
    harness.ok(publish_with(5, "2026-11-26", kept()));
    harness.now = at("08:12") + Duration::seconds(40);
    for channel in [Channel::Online, Channel::FollowUp] {
        assert_eq!(view(&harness, slot(5, 0), channel).state, SlotState::Past);
        harness.refused(by(channel, 1, 1, slot(5, 0)), "slot-in-past");
    }
    assert_eq!(view(&harness, slot(5, 0), Channel::OnSite).state, SlotState::Open);
    harness.ok(by(Channel::OnSite, 1, 1, slot(5, 0)));
    let booked = harness.world.appointment(appointment(1)).expect("booked");
    // The seat that is kept on site; its own minute, 08:10, is over.
    assert_eq!((booked.seat, booked.expected_at), (2, at("08:12")));
    harness.ok(by(Channel::OnSite, 2, 2, slot(5, 0)));
    assert_eq!(harness.world.appointment(appointment(2)).map(|visit| visit.expected_at), Some(at("08:12")));
    harness.check_in(1);
    // Not once it is over, and not once the session has been ended.
    harness.now = at("08:20");
    harness.refused(by(Channel::OnSite, 3, 3, slot(5, 0)), "slot-in-past");
    harness.ok(by(Channel::OnSite, 3, 3, slot(5, 1)));
}

#[test]
fn a_session_with_kept_seats_is_not_drawn() {
    let mut harness = open();
    let set_up = command::SetUpDraw {
        draw: model::id::DrawId(id(15, 1)),
        session: session(5),
        commitment: "6d225b0148b708ce62d58d077441f4b666a43c7fd5a4a9c17d8e944dd9e7c6d2".into(),
        seed: why(),
        opens_at: at("08:00"),
        closes_at: at("09:00"),
        drawn_at: at("10:00"),
    };
    harness.refused(Command::SetUpDraw(set_up), "draw-pools");
}

#[test]
fn shares_and_clinics_are_within_bounds() {
    let mut harness = open();
    let mut refused = |shares: Vec<PoolShare>, code: &str| {
        harness.refused(publish_with(6, "2026-12-01", shares), code);
    };
    let referral = share(Pool::Referral, 50);
    refused(vec![share(Pool::General, 50)], "pool-twice");
    refused(vec![referral, referral], "pool-twice");
    refused(vec![referral, share(Pool::OnSite, 51)], "pool-shares");
    refused(vec![share(Pool::OnSite, 0)], "out-of-range");
    refused(vec![PoolShare { falls: before(61, 8), ..referral }], "out-of-range");
    refused(vec![PoolShare { falls: before(0, 24), ..referral }], "out-of-range");
    // It would fall when the session is over, or before it opens.
    refused(vec![PoolShare { falls: before(0, 9), ..referral }], "pool-times");
    refused(vec![PoolShare { opens: before(1, 8), falls: before(1, 8), ..referral }], "pool-times");
    refused(vec![PoolShare { opens: before(0, 9), ..referral }], "pool-times");
    harness.refused(Command::EnrolReferrer(enrol(2, "JC01")), "code-in-use");
    let nowhere = ReferrerEnrolled { departments: Vec::new(), ..enrol(2, "JC02") };
    harness.refused(Command::EnrolReferrer(nowhere), "out-of-range");
    let unknown = ReferrerEnrolled { departments: vec![department(9)], ..enrol(2, "JC02") };
    harness.refused(Command::EnrolReferrer(unknown), "not-there");
    let twice = ReferrerEnrolled { departments: vec![department(1); 2], ..enrol(2, "JC02") };
    harness.ok(Command::EnrolReferrer(twice));
    let enrolled = harness.world.clinic(clinic(2)).expect("enrolled");
    assert_eq!(enrolled.departments, [department(1)]);
    // To a department to which it may not refer.
    let mut elsewhere = publish(9, 2, MONDAY, (480, 540), 20, 4);
    if let Command::PublishSession(command::PublishSession { pools, .. }) = &mut elsewhere {
        *pools = vec![referral];
    }
    harness.ok(elsewhere);
    harness.refused(refer(1, 1, slot(9, 0)), "clinic-department");
}

#[test]
fn k_seats_of_a_pool_and_more_who_want_them_are_k_bookings() {
    for (channel, seats) in [(Channel::Online, 2), (Channel::OnSite, 3), (Channel::Referral, 1)] {
        let mut harness = open();
        let won = (1..=9).filter(|number| harness.play(&by(channel, *number, *number, slot(5, 0))).is_ok());
        assert_eq!(won.count(), seats, "{channel:?}");
    }
}

/// A step of a random history.
#[derive(Clone, Debug)]
enum Step {
    Book(Channel, u32, u32, SlotId),
    /// A seat is held while somebody decides.
    Hold(Channel, u32, SlotId),
    Release(u32, SlotId),
    Cancel(u32),
    UndoCancel(u32),
    Move(u32, SlotId, Channel),
    Join(u32, u32),
    Accept(u32, u32),
    Wait(i64),
    /// A session with other seats, and with windows at its end from this number on.
    Change(u32, u16, u16, u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let a_slot = || (5u32..=6, 0u32..3).prop_map(|(session, window)| slot(session, window));
    let a_channel = || proptest::sample::select(CHANNELS.to_vec());
    let step = prop_oneof![
        10 => (a_channel(), 1u32..60, 1u32..30, a_slot()).prop_map(|(by, number, who, slot)| Step::Book(by, number, who, slot)),
        4 => (a_channel(), 1u32..30, a_slot()).prop_map(|(by, who, slot)| Step::Hold(by, who, slot)),
        1 => (1u32..30, a_slot()).prop_map(|(who, slot)| Step::Release(who, slot)),
        4 => (1u32..60).prop_map(Step::Cancel),
        2 => (1u32..60).prop_map(Step::UndoCancel),
        3 => (1u32..60, a_slot(), a_channel()).prop_map(|(number, slot, by)| Step::Move(number, slot, by)),
        2 => (1u32..20, 1u32..30).prop_map(|(number, who)| Step::Join(number, who)),
        2 => (1u32..20, 60u32..90).prop_map(|(number, booking)| Step::Accept(number, booking)),
        2 => (5u32..=6, 1u16..6, 0u16..3, 1u32..90).prop_map(|(number, seats, more, ids)| Step::Change(number, seats, more, ids)),
        4 => prop_oneof![8 => 1i64..240, 1 => 1000i64..5000].prop_map(Step::Wait),
    ];
    proptest::collection::vec(step, 0..120)
}

fn play(harness: &mut Harness, step: &Step) {
    match step {
        Step::Wait(minutes) => {
            harness.now += Duration::minutes(*minutes);
            tick(harness);
        }
        Step::Change(number, seats, more, ids) => {
            let day = if *number == 5 { MONDAY } else { "2026-12-01" };
            drop(harness.play(&Command::ChangeSession(command::ChangeSession {
                session: session(*number),
                date: date(day),
                from: MinuteOfDay(480),
                until: MinuteOfDay(520 + 20 * more),
                capacity: (*seats).into(),
                room: Label::new("1 诊室", "Room 1"),
                slots: (0..4).map(|window| slot(*number, 10 * ids + window)).collect(),
                reason: reason(),
            })));
        }
        Step::Book(channel, number, who, slot) => drop(harness.play(&by(*channel, *number, *who, *slot))),
        Step::Hold(channel, who, slot) => {
            let held = command::HoldSeat { slot: *slot, patient: person(*who), channel: *channel };
            drop(harness.play(&Command::HoldSeat(held)));
        }
        Step::Release(who, slot) => drop(harness.play(&release_hold(*who, *slot))),
        Step::Cancel(number) => drop(harness.play(&cancel(*number, true))),
        Step::UndoCancel(number) => {
            let undo = command::UndoCancel { appointment: appointment(*number), reason: reason(), by_hospital: true };
            drop(harness.play(&Command::UndoCancel(undo)));
        }
        Step::Move(number, slot, channel) => {
            let moved =
                command::Move { appointment: appointment(*number), slot: *slot, channel: *channel, by_hospital: true };
            drop(harness.play(&Command::Move(moved)));
        }
        Step::Join(number, who) => drop(harness.play(&join(*number, *who, &[wish(1, MONDAY, Half::Morning)]))),
        Step::Accept(number, booking) => {
            let who = harness.world.who_waits(entry(*number)).map(|(patient, _)| patient);
            let numbers = (1..30).find(|number| Some(person(*number)) == who);
            if let Some(who) = numbers {
                drop(harness.play(&accept(*number, *booking, who)));
            }
        }
    }
}

/// Which seats are whose, built from the events alone.
#[derive(Debug, Default)]
struct Told {
    /// The pool of each seat now.
    pools: BTreeMap<(SlotId, u16), Pool>,
    /// Who has a seat.
    taken: BTreeMap<(SlotId, u16), model::id::AppointmentId>,
    seat_of: BTreeMap<model::id::AppointmentId, (SlotId, u16)>,
    /// What is held while somebody decides.
    held: BTreeSet<(SlotId, u16)>,
    /// What was held until the event before: whoever held it gets it, through whichever channel.
    let_go: Option<(SlotId, u16)>,
}

impl Told {
    fn of(harness: &Harness) -> Result<Self, TestCaseError> {
        let mut told = Self::default();
        for (one, _) in &harness.log {
            let crate::harness::Told::Event(event) = one else { continue };
            told.event(event)?;
        }
        Ok(told)
    }

    fn take(&mut self, seat: (SlotId, u16), who: model::id::AppointmentId) -> Result<(), TestCaseError> {
        prop_assert!(self.pools.contains_key(&seat), "a seat that is not there");
        prop_assert!(!self.held.contains(&seat), "a seat that is held");
        prop_assert_eq!(self.taken.insert(seat, who), None, "a seat that is taken");
        self.seat_of.insert(who, seat);
        Ok(())
    }

    /// May somebody who comes through this channel have this seat?
    fn is_own(&self, channel: Channel, seat: (SlotId, u16)) -> bool {
        let pool = self.pools.get(&seat).copied();
        match channel {
            Channel::Online | Channel::FollowUp => pool == Some(Pool::General),
            Channel::OnSite => pool == Some(Pool::General) || pool == Some(Pool::OnSite),
            // Session 6 lets it borrow.
            Channel::Referral => pool == Some(Pool::Referral) || seat.0.0 >= slot(6, 0).0,
        }
    }

    fn event(&mut self, event: &Event) -> Result<(), TestCaseError> {
        let let_go = self.let_go.take();
        match event {
            Event::SessionPublished(e) => {
                for slot in &e.slots {
                    self.pools.extend((0..).zip(&slot.pools).map(|(seat, pool)| ((slot.slot, seat), *pool)));
                }
            }
            Event::SessionChanged(e) => {
                for of in &e.resized {
                    let stay: BTreeSet<u16> = of.seats.iter().map(|one| one.seat).collect();
                    self.pools.retain(|(slot, seat), _| *slot != of.slot || stay.contains(seat));
                    for one in &of.seats {
                        // What has fallen stays general.
                        self.pools.entry((of.slot, one.seat)).or_insert(one.pool);
                    }
                }
                self.pools.retain(|(slot, _), _| !e.dropped.contains(slot));
                for slot in &e.added {
                    self.pools.extend((0..).zip(&slot.pools).map(|(seat, pool)| ((slot.slot, seat), *pool)));
                }
                prop_assert!(self.taken.keys().all(|seat| self.pools.contains_key(seat)), "somebody lost a seat");
            }
            Event::PoolFell(e) => {
                for of in &e.slots {
                    for seat in &of.seats {
                        let before = self.pools.insert((of.slot, *seat), Pool::General);
                        prop_assert_eq!(before, Some(e.pool), "of another pool");
                    }
                }
            }
            Event::HoldPlaced(e) => {
                let seat = (e.slot, e.seat);
                prop_assert!(self.is_own(e.channel, seat) && !self.taken.contains_key(&seat), "{:?}", e);
                prop_assert!(self.held.insert(seat), "held for two: {:?}", e);
            }
            Event::HoldEnded(e) => {
                prop_assert!(self.held.remove(&(e.slot, e.seat)), "not held: {:?}", e);
                self.let_go = Some((e.slot, e.seat));
            }
            Event::AppointmentBooked(e) => {
                let seat = (e.slot, e.seat);
                prop_assert!(
                    self.is_own(e.channel, seat) || let_go == Some(seat),
                    "{:?} {:?}",
                    e,
                    self.pools.get(&seat)
                );
                self.take((e.slot, e.seat), e.appointment)?;
            }
            Event::AppointmentMoved(e) => {
                let before = self.seat_of.get(&e.appointment).copied();
                before.map(|before| self.taken.remove(&before));
                self.take((e.slot, e.seat), e.appointment)?;
            }
            Event::AppointmentCancelled(e) => {
                let before = self.seat_of.get(&e.appointment).copied();
                before.map(|before| self.taken.remove(&before));
            }
            Event::CancellationUndone(e) => {
                let seat = self.seat_of.get(&e.appointment).copied().expect("it had one");
                self.take(seat, e.appointment)?;
            }
            _ => {}
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_seat_is_given_twice_and_every_channel_books_exactly_what_it_is_shown(steps in steps()) {
        let mut harness = open();
        harness.ok(adopt(waitlist_rules()));
        let borrows = PoolShare { borrows: true, opens: before(2, 12), falls: before(1, 18), ..share(Pool::Referral, 50) };
        harness.ok(publish_with(6, "2026-12-01", vec![borrows, PoolShare { falls: before(0, 8), ..share(Pool::OnSite, 30) }]));
        for some in steps.chunks(10) {
            some.iter().for_each(|step| play(&mut harness, step));
            let told = Told::of(&harness)?;
            for (session, window) in [(5, 0), (5, 1), (5, 2), (6, 0), (6, 1), (6, 2)] {
                let slot = slot(session, window);
                // It may be gone.
                let Some(all) = harness.world.slot(slot, harness.moment()) else { continue };
                let seats = told.pools.keys().filter(|(of, _)| *of == slot).count();
                prop_assert_eq!(usize::from(all.capacity), seats);
                for channel in CHANNELS {
                    let shown = view(&harness, slot, channel);
                    let fresh = harness.world.decide(&by(channel, 999, 999, slot), &harness.context());
                    prop_assert_eq!(shown.state == SlotState::Open, fresh.is_ok(), "{:?} {:?} {:?}", channel, shown, fresh);
                    prop_assert!(shown.left() <= shown.seats && shown.seats <= shown.capacity);
                }
                let taken = told.taken.keys().filter(|(of, _)| *of == slot).count();
                prop_assert_eq!(usize::from(all.taken), taken);
                prop_assert!(all.taken + all.aside <= all.capacity);
            }
            // Nobody has more than the rules allow, by whichever channel.
            let mut held: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
            for id in told.taken.values() {
                let visit = harness.world.appointment(*id).expect("booked");
                held.entry((visit.patient, visit.date)).or_default().insert(*id);
            }
            prop_assert!(held.values().all(|of| of.len() <= 2), "{:?}", held);
        }
        let restored = scheduling::World::restore(harness.world.snapshot());
        prop_assert_eq!(restored.snapshot(), harness.world.snapshot());
        let moment = harness.moment();
        let mut other = restored;
        prop_assert_eq!(other.due(moment), harness.world.due(moment));
    }
}

#[test]
fn a_clinic_is_changed_ended_and_taken_up_again() {
    let mut harness = open();
    harness.ok(by(Channel::Referral, 1, 1, slot(5, 0)));
    let change = |departments: &[u32]| {
        Command::ChangeReferrer(ReferrerChanged {
            clinic: clinic(1),
            name: Label::new("新名称", "New name"),
            departments: departments.iter().map(|number| department(*number)).collect(),
        })
    };
    harness.refused(change(&[]), "out-of-range");
    harness.refused(change(&[9]), "not-there");
    harness.ok(change(&[2, 2]));
    let changed = harness.world.clinic(clinic(1)).expect("enrolled");
    assert_eq!((changed.name.zh.as_str(), changed.code.as_str()), ("新名称", "JC01"));
    assert_eq!((changed.departments, changed.ended_at), (vec![department(2)], None));
    harness.refused(by(Channel::Referral, 2, 2, slot(5, 1)), "clinic-department");

    let end = Command::EndReferrer(ReferrerEnded { clinic: clinic(1), reason: reason() });
    harness.ok(end.clone());
    harness.refused(end.clone(), "clinic-ended");
    harness.refused(by(Channel::Referral, 2, 2, slot(5, 1)), "clinic-ended");
    // What it has booked stays, also in a snapshot, and its code is still in use.
    assert_eq!(harness.world.referrals_of(clinic(1)).count(), 1);
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.clinic(clinic(1)).and_then(|clinic| clinic.ended_at), Some(harness.now));
    harness.refused(Command::EnrolReferrer(enrol(2, "JC01")), "code-in-use");
    // That it ended was a mistake.
    harness.ok(change(&[1]));
    harness.ok(by(Channel::Referral, 2, 2, slot(5, 1)));
    harness.refused(Command::EndReferrer(ReferrerEnded { clinic: clinic(9), reason: reason() }), "not-there");
}

#[test]
fn a_closure_offers_each_the_seats_that_their_channel_reaches() {
    let mut harness = open();
    // Somebody of each channel on Monday; on Tuesday one general seat is left, and one of each pool.
    harness.ok(by(Channel::Online, 1, 1, slot(5, 0)));
    harness.ok(by(Channel::Referral, 2, 2, slot(5, 0)));
    harness.ok(by(Channel::OnSite, 3, 3, slot(5, 0)));
    harness.ok(by(Channel::Online, 4, 4, slot(5, 0)));
    harness.ok(publish_with(6, "2026-12-01", kept()));
    harness.ok(by(Channel::Online, 5, 5, slot(6, 0)));
    let free = harness.world.free_by_pool(slot(6, 0), harness.now);
    let said: Vec<_> = free.iter().map(|one| (one.pool, one.free, one.channels.clone())).collect();
    assert_eq!(
        said,
        [
            (Pool::General, 1, CHANNELS.to_vec()),
            (Pool::OnSite, 1, vec![Channel::OnSite]),
            (Pool::Referral, 1, vec![Channel::Referral]),
        ]
    );
    let deadline = on("2026-11-29", "18:00");
    let close = |proposed: &[u32], phone: &[u32]| {
        let proposals: Vec<_> = proposed.iter().map(|number| (*number, slot(6, 0))).collect();
        crate::closing::close(5, deadline, Silence::Keep, &proposals, phone)
    };
    // Where nothing is kept for referrals, whoever was referred gets a general seat.
    harness.ok(publish(7, 1, "2026-12-02", (480, 540), 20, 1));
    let plain = crate::closing::close(5, deadline, Silence::Keep, &[(2, slot(7, 0))], &[1, 3, 4]);
    assert!(harness.world.decide(&plain, &harness.context()).is_ok());
    // The second one from the phone finds no general seat, although two of the pools are free.
    harness.refused(close(&[1, 4], &[2, 3]), "slot-full");
    harness.ok(close(&[1, 2, 3], &[4]));
    let seat_of = |number| {
        let offer = harness.world.rebooking(appointment(number)).expect("kept");
        assert_eq!(offer.kept.slot, slot(6, 0));
    };
    [1, 2, 3].into_iter().for_each(seat_of);
    assert!(harness.world.free_by_pool(slot(6, 0), harness.now).is_empty());
}
