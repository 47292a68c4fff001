//! The clock and its witnesses: a clock that jumps, a start with a wrong one, and what falls due while nobody is there.

use super::{
    harness::{Harness, Silent, config, journal_at, morning, rules},
    templates,
};
use crate::read;
use crate::usecase;
use crate::{
    Action, Answer, Config, Failure, Hospital, IdSource, IdempotencyKey, Request, Stopped, attended,
    clock::{Clock, ClockFault, RealClock, StandingClock, SystemClock},
    writer::Work,
};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AppointmentId, BedId, PersonId},
    scheduling::{Channel, RulesScope, TemplatePlan},
    time::{Instant, MinuteOfDay},
};
use scheduling::read::{AppointmentState, Moment};
use std::sync::Arc;
use testkit::Database;
use uuid::Uuid;

/// A machine, with a wall clock that anybody can set and time that only goes forward.
#[derive(Clone, Debug)]
struct Machine {
    wall: StandingClock,
    steady: StandingClock,
}

impl Machine {
    fn showing(at: Instant) -> Self {
        Self { wall: StandingClock::new(at), steady: StandingClock::new(morning()) }
    }

    /// Time goes on.
    fn pass(&self, time: Duration) {
        self.wall.step(time);
        self.steady.step(time);
    }
}

impl Clock for Machine {
    fn now(&self) -> Instant {
        self.wall.now()
    }
}

impl RealClock for Machine {
    fn elapsed(&self) -> Duration {
        self.steady.elapsed()
    }
}

async fn start(url: &str, machine: &Machine) -> Hospital {
    let machine = Arc::new(machine.clone());
    let config = Config { real: machine.clone(), stepped: false, ..config() };
    Hospital::open(config, journal_at(url).await, machine, IdSource::seeded(9), Arc::new(Silent)).await.unwrap()
}

/// A harness with one person who booked 08:00 to 08:20 and one who did not, stopped at 07:00.
async fn booked() -> (Harness, PersonId, AppointmentId) {
    let harness = Harness::new(2).await;
    let (person, other) = (harness.person().await, harness.person().await);
    let Answer::Booked { appointment, .. } = harness.book(person, harness.slots[0]).await.unwrap() else { panic!() };
    harness.hospital.shutdown().await;
    (harness, other, appointment)
}

async fn try_to_book(hospital: &Hospital, harness: &Harness, person: PersonId, slot: usize) -> Result<Answer, Failure> {
    let request = Request::Book(usecase::Book {
        slot: harness.slots[slot],
        patient: person,
        channel: Channel::OnSite,
        impossible: None,
    });
    hospital.execute(&harness.desk(), harness.key(), request).await
}

fn stopped(done: Result<Answer, Failure>) -> ClockFault {
    match done {
        Err(Failure::Stopped(Stopped::Clock(fault))) => fault,
        other => panic!("{other:?}"),
    }
}

/// Does now what a running hospital does each second.
async fn tick(hospital: &Hospital) {
    hospital.attend().await.unwrap();
    hospital.inner.core.queue.send(Work::Due(attended::due)).await.unwrap();
    // A request that is queued after the tick is answered after it.
    let key = IdempotencyKey::new("after-the-tick").unwrap();
    let asked =
        hospital.execute(&Actor::system(), key, Request::ReadyBed(usecase::ReadyBed { bed: BedId(Uuid::nil()) })).await;
    assert!(asked.is_err(), "nothing is written");
}

fn state(hospital: &Hospital, appointment: AppointmentId) -> AppointmentState {
    hospital.look(|worlds| worlds.scheduling.appointment(appointment).unwrap().state)
}

#[tokio::test]
async fn a_clock_that_jumps_stops_writing_until_it_is_right_again() {
    let (harness, other, appointment) = booked().await;
    let machine = Machine::showing(morning());
    let hospital = start(&harness.place.url, &machine).await;
    machine.wall.step(Duration::days(21));
    tick(&hospital).await;
    let head = hospital.look(|worlds| worlds.seq);
    assert_eq!(stopped(try_to_book(&hospital, &harness, other, 1).await), ClockFault::Moved { minutes: 30_240 });
    assert_eq!(hospital.now(), morning(), "pages go on with the time that it should be");
    assert_eq!(hospital.look(|worlds| worlds.seq), head, "nothing is written");
    assert_eq!(state(&hospital, appointment), AppointmentState::Booked, "nobody missed anything");
    assert!(hospital.read(&harness.desk(), read::Departments {}).await.is_ok(), "reading goes on");
    machine.wall.step(Duration::days(-21));
    assert!(try_to_book(&hospital, &harness, other, 1).await.is_ok());
    assert_eq!(hospital.stopped(), None);
}

#[tokio::test]
async fn what_fell_due_while_the_clock_jumped_waits_for_an_administrator() {
    let (harness, _, appointment) = booked().await;
    let machine = Machine::showing(morning());
    let hospital = start(&harness.place.url, &machine).await;
    machine.wall.step(Duration::hours(5));
    assert!(matches!(hospital.agree_to_clock(&harness.desk()).await, Err(Failure::Denied)));
    hospital.agree_to_clock(&harness.admin()).await.unwrap();
    assert!(matches!(hospital.agree_to_clock(&harness.admin()).await, Err(Failure::Refused(_))), "once is enough");
    tick(&hospital).await;
    assert_eq!(state(&hospital, appointment), AppointmentState::Booked);
    let page = hospital.clock_state(&harness.admin()).await.unwrap();
    assert_eq!(page.unattended.len(), 1);
    assert_eq!((page.unattended[0].since, page.unattended[0].count), (morning(), 1));
    assert!(matches!(hospital.see_to(&harness.nurse(), morning()).await, Err(Failure::Denied)));
    hospital.see_to(&harness.admin(), morning()).await.unwrap();
    assert!(matches!(hospital.see_to(&harness.admin(), morning()).await, Err(Failure::NotFound)), "it was seen to");
    tick(&hospital).await;
    assert_eq!(state(&hospital, appointment), AppointmentState::NoShow);
}

/// While nobody ran the hospital, a seat was not kept from anybody, and the release of a session has no date to wait for.
#[tokio::test]
async fn a_session_whose_release_was_missed_is_published_without_an_administrator() {
    let harness = Harness::new(2).await;
    harness.system(templates::calendar()).await.unwrap();
    // Next Thursday's, at nine; nobody is there from seven to twelve.
    templates::created(&harness, TemplatePlan { release_at: MinuteOfDay(540), ..templates::plan() }).await;
    let person = harness.person().await;
    let Answer::Booked { appointment, .. } = harness.book(person, harness.slots[0]).await.unwrap() else { panic!() };
    harness.hospital.shutdown().await;
    let machine = Machine::showing(morning());
    let hospital = start(&harness.place.url, &machine).await;
    machine.wall.step(Duration::hours(5));
    hospital.agree_to_clock(&harness.admin()).await.unwrap();
    let next = "2026-12-03".parse().unwrap();
    let published = |hospital: &Hospital| {
        let moment = Moment { now: hospital.now(), zone: hospital.zone() };
        hospital.look(|worlds| worlds.scheduling.sessions_between(next, next, moment).len())
    };
    assert_eq!(published(&hospital), 0);
    tick(&hospital).await;
    assert_eq!(published(&hospital), 1);
    assert_eq!(state(&hospital, appointment), AppointmentState::Booked, "what takes something from somebody waits");
}

#[tokio::test]
async fn a_start_with_the_clock_ahead_decides_nothing_by_itself() {
    let (harness, _, appointment) = booked().await;
    let ahead = start(&harness.place.url, &Machine::showing(morning() + Duration::days(21))).await;
    tick(&ahead).await;
    assert_eq!(state(&ahead, appointment), AppointmentState::Booked);
    let page = ahead.clock_state(&harness.admin()).await.unwrap();
    let held: Vec<_> = page.unattended[0].held.iter().map(|held| (held.what, held.department.is_some())).collect();
    assert_eq!(held, [(Action::MarkMissed, true), (Action::EndSession, true)], "the session would have ended, too");
    let window = page.unattended[0].held[1].window.map(|(from, until)| (until - from).num_hours());
    assert_eq!(window, Some(3), "all of it");
}

#[tokio::test]
async fn a_wrong_start_that_wrote_nothing_is_forgotten() {
    let (harness, _, appointment) = booked().await;
    let ahead = start(&harness.place.url, &Machine::showing(morning() + Duration::days(21))).await;
    ahead.attend().await.unwrap();
    ahead.shutdown().await;
    let machine = Machine::showing(morning());
    let hospital = start(&harness.place.url, &machine).await;
    assert_eq!((hospital.stopped(), hospital.now()), (None, morning()));
    assert_eq!(hospital.clock_state(&harness.admin()).await.unwrap().unattended, []);
    // The day goes on, and a patient who does not come is marked as missed.
    for _ in 0..14 {
        machine.pass(Duration::minutes(9));
        hospital.attend().await.unwrap();
    }
    tick(&hospital).await;
    assert_eq!(state(&hospital, appointment), AppointmentState::NoShow);
}

/// One write every three minutes, all of which succeed.
async fn write_for_a_while(hospital: &Hospital, machine: &Machine, name: &str) {
    for nth in 0..5 {
        machine.pass(Duration::minutes(3));
        let key = IdempotencyKey::new(format!("{name}-{nth}")).unwrap();
        let written = hospital
            .execute(
                &Actor::system(),
                key,
                Request::AdoptRules(usecase::AdoptRules { scope: RulesScope::Hospital, rules: rules(), version: None }),
            )
            .await;
        assert!(written.is_ok(), "write {nth} of {name}: {written:?}");
    }
}

#[tokio::test]
async fn a_start_behind_the_last_event_writes_nothing_until_an_administrator_agrees() {
    let (harness, other, _) = booked().await;
    let early = morning() - Duration::hours(2);
    let machine = Machine::showing(early);
    let hospital = start(&harness.place.url, &machine).await;
    let fault = ClockFault::BehindLastEvent { last: morning(), minutes: 120 };
    assert_eq!(hospital.stopped(), Some(Stopped::Clock(fault)));
    assert_eq!(stopped(try_to_book(&hospital, &harness, other, 5).await), fault);
    let page = hospital.clock_state(&harness.admin()).await.unwrap();
    let future = page.future.unwrap();
    assert_eq!((future.first, future.first_at, future.last_at), (1, morning(), morning()));
    assert_eq!(future.count, hospital.look(|worlds| worlds.seq));
    hospital.agree_to_clock(&harness.admin()).await.unwrap();
    assert!(try_to_book(&hospital, &harness, other, 5).await.is_ok());
    write_for_a_while(&hospital, &machine, "first").await;
    hospital.shutdown().await;
    let machine = Machine::showing(machine.wall.now());
    let again = start(&harness.place.url, &machine).await;
    assert_eq!(again.stopped(), None, "it was agreed to");
    write_for_a_while(&again, &machine, "again").await;
    again.shutdown().await;
    let earlier = start(&harness.place.url, &Machine::showing(early - Duration::days(1))).await;
    assert_eq!(earlier.stopped(), None, "the same events lie in the future");
}

#[tokio::test]
async fn a_machine_whose_clock_parts_from_the_database_servers_writes_nothing() {
    let database = Database::new();
    let machine = Machine::showing(SystemClock.now() + Duration::minutes(120) + Duration::seconds(30));
    let hospital = start(&database.url(), &machine).await;
    let fault = ClockFault::PartedFromServer { minutes: 120 };
    assert_eq!(hospital.stopped(), Some(Stopped::Clock(fault)));
    let asked = Request::AdoptRules(usecase::AdoptRules { scope: RulesScope::Hospital, rules: rules(), version: None });
    let key = || IdempotencyKey::new("rules").unwrap();
    assert_eq!(stopped(hospital.execute(&Actor::system(), key(), asked.clone()).await), fault);
    machine.wall.set(SystemClock.now());
    // The write lock asks the server again; set back by two hours, the wall clock is behind its own witness.
    let moved = stopped(hospital.execute(&Actor::system(), key(), asked.clone()).await);
    assert_eq!(moved, ClockFault::Moved { minutes: -120 });
    machine.steady.set(machine.steady.now() - Duration::hours(2));
    assert!(hospital.execute(&Actor::system(), key(), asked).await.is_ok());
}
