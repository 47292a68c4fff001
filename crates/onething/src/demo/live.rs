//! The living demo: the simulator plays everybody but the demo logins, in hospital time and during a step.

use super::{
    bulk::BulkExecutor,
    clock::{KeptClock, next_opening, next_session},
    executor::Executor,
    roster::Roster,
    sandbox::InsurerTime,
    target::{HospitalTarget, Left},
};
use chrono::Duration as Span;
use futures_util::future::BoxFuture;
use hospital::{Answer, Failure, Hospital, IdempotencyKey, Request, clock::Clock, worlds::Worlds};
use model::{
    actor::{Actor, Role},
    message::Message,
    time::Instant,
};
use simulator::{
    demo::{Blueprint, people::DemoPerson},
    engine::{Engine, HandsOff},
    scenario::Scenario,
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::runtime::Handle;

/// How often the simulator looks for something to do.
const EVERY: Duration = Duration::from_millis(500);
/// After how many rounds of the simulator the clock is written down.
const KEEP_ROUNDS: u32 = 10;
/// How long after the user's last form the demo still counts as used.
const AFTER: Span = Span::minutes(20);

/// The executor of the present: each request by itself, under its own key.
#[derive(Debug)]
struct LiveExecutor {
    hospital: Hospital,
    runtime: Handle,
    asked: u64,
}

impl Executor for LiveExecutor {
    fn execute(&mut self, _: Instant, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        self.asked += 1;
        let name = format!("demo-{}-{}", self.hospital.now().timestamp_millis(), self.asked);
        let key = IdempotencyKey::new(name)?;
        self.runtime.block_on(self.hospital.execute(actor, key, request))
    }

    fn tick(&mut self, _: Instant) -> Result<(), Failure> {
        // The hospital has its own clockwork.
        Ok(())
    }

    fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R {
        self.hospital.look(look)
    }
}

/// The demo's clock and its simulator.
pub(crate) struct Control {
    hospital: Hospital,
    clock: KeptClock,
    insurer: InsurerTime,
    roster: Arc<Roster>,
    people: Arc<Vec<DemoPerson>>,
    engine: Arc<Mutex<Engine>>,
    /// When somebody last sent a form, in hospital time.
    used: Mutex<Option<Instant>>,
    /// Only one step runs at a time.
    stepping: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Control {
    /// A simulator for a hospital that has been set up; it does nothing before [`run`](Self::run).
    pub(crate) fn new(
        hospital: Hospital,
        clock: KeptClock,
        insurer: InsurerTime,
        (roster, people): (Arc<Roster>, Arc<Vec<DemoPerson>>),
        (scenario, seed): (Scenario, u64),
    ) -> Self {
        let mut engine = Engine::new(scenario, hospital.zone(), seed);
        engine.hands_off = HandsOff {
            clinicians: roster.own_clinician().into_iter().collect(),
            wards: roster.own_ward().into_iter().collect(),
            ..HandsOff::default()
        };
        let engine = Arc::new(Mutex::new(engine));
        let (used, stepping) = Default::default();
        Self { hospital, clock, insurer, roster, people, engine, used, stepping }
    }

    fn target<E: Executor>(&self, executor: E) -> HospitalTarget<E> {
        let zone = self.hospital.zone();
        HospitalTarget::new(executor, self.roster.clone(), &self.people, zone, Left::OwnRoomAndWard)
    }

    /// Plays until the hospital shuts down. A simulator that stops is logged; the hospital goes on without it.
    pub(crate) async fn run(self: Arc<Self>) {
        let runtime = Handle::current();
        let mut closing = self.hospital.closing();
        let mut round: u32 = 0;
        loop {
            let (this, runtime, begin) = (self.clone(), runtime.clone(), round == 0);
            let played = tokio::task::spawn_blocking(move || this.play_now(runtime, begin)).await;
            if !matches!(played, Ok(true)) {
                return;
            }
            round += 1;
            if round.is_multiple_of(KEEP_ROUNDS) {
                self.keep();
                // A wall at noon, at night or on a Sunday would show nobody.
                let now = self.clock.clock().now();
                let coming = self.is_family_coming(now);
                let next = next_session(now, self.hospital.zone(), Blueprint::get(), coming);
                // The clock does not jump while somebody is at work.
                if let Some(next) = next.filter(|_| !self.is_used(now)) {
                    self.step_to(next).await;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = closing.changed() => break,
            }
        }
        self.keep();
    }

    /// Did somebody send a form not long ago?
    fn is_used(&self, now: Instant) -> bool {
        let used = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.is_some_and(|used| now - used < AFTER)
    }

    /// Is somebody of the patient's family on the way to a room, or in one?
    fn is_family_coming(&self, now: Instant) -> bool {
        let zone = self.hospital.zone();
        let today = zone.date(now);
        self.hospital.look(|worlds| {
            let family = [self.roster.patient, self.roster.child].into_iter();
            let mut visits = family.flat_map(|person| worlds.scheduling.appointments_of(person));
            visits.any(|visit| visit.state.is_open() && zone.date(visit.from) == today && visit.from < now + AFTER)
        })
    }

    /// Plays what is due now. `false`: the simulator has stopped.
    fn play_now(&self, runtime: Handle, begin: bool) -> bool {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let hospital = self.hospital.clone();
        let mut target = self.target(LiveExecutor { hospital, runtime, asked: 0 });
        let now = self.hospital.now();
        let begun = if begin { engine.begin(now, &mut target) } else { Ok(()) };
        let played = begun.and_then(|()| engine.run_until(now, &mut target));
        played.map_err(|error| tracing::error!(%error, "the demo's simulator stops")).is_ok()
    }

    /// Saves what the clock shows.
    pub(crate) fn keep(&self) {
        if let Err(error) = self.clock.keep() {
            tracing::error!(%error, "the demo's clock cannot be kept");
        }
    }

    /// Plays everything until a moment at once, then shows that moment.
    async fn step_to(&self, until: Instant) {
        let _one = self.stepping.lock().await;
        let (engine, hospital, insurer) = (self.engine.clone(), self.hospital.clone(), self.insurer.clone());
        let (runtime, roster, people) = (Handle::current(), self.roster.clone(), self.people.clone());
        let played = tokio::task::spawn_blocking(move || {
            // The engine first, then the writer's place: the live simulator holds the engine while it asks the writer.
            let mut engine = engine.lock().unwrap_or_else(PoisonError::into_inner);
            let bulk = runtime.block_on(hospital.bulk());
            let executor = BulkExecutor::new(bulk, runtime, insurer);
            let mut target = HospitalTarget::new(executor, roster, &people, hospital.zone(), Left::OwnRoomAndWard);
            let played = engine.run_until(until, &mut target);
            let flushed = target.executor.flush();
            (played, flushed)
        });
        match played.await {
            Ok((Ok(()), Ok(()))) => {}
            Ok((Err(failure), _)) => tracing::error!(%failure, "a step was not played to its end"),
            Ok((Ok(()), Err(failure))) => tracing::error!(%failure, "what was played could not be written"),
            Err(failure) => tracing::error!(%failure, "a step was not played to its end"),
        }
        self.clock.clock().step_to(until);
        self.keep();
    }
}

impl web::DemoControl for Control {
    fn now(&self) -> Instant {
        self.clock.clock().now()
    }

    fn step(&self, by: web::DemoStep) -> BoxFuture<'_, ()> {
        let now = self.clock.clock().now();
        let zone = self.hospital.zone();
        let until = match by {
            web::DemoStep::By(duration) => now + duration,
            web::DemoStep::Tomorrow => next_opening(now, zone, &Blueprint::get().calendar),
        };
        Box::pin(self.step_to(until))
    }

    fn used(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.now());
    }

    fn logins(&self) -> Vec<(Message, String, String)> {
        let role = |role: Role| match role {
            Role::Patient => Message::new("staff-role-patient"),
            Role::Desk => Message::new("staff-role-desk"),
            Role::Clinician => Message::new("staff-role-clinician"),
            Role::Nurse => Message::new("staff-role-nurse"),
            Role::Admin => Message::new("staff-role-admin"),
            Role::Referrer => Message::new("staff-role-referrer"),
            Role::System => Message::new("staff-role-system"),
        };
        let shown = super::logins::LOGINS.iter();
        shown.map(|(who, name)| (role(*who), (*name).to_owned(), super::logins::PASSWORD.to_owned())).collect()
    }
}
