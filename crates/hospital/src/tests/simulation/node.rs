//! A node: the writer, the follower and the clock's tick on a connection to the server, put together as `start` does;
//! and what can happen to it.

use super::{
    asking::Command, chance::Chance, connection::Connection, follower::Follower, life::Life, scene, server::Server,
    sides, trace::Trace, weather::Weather,
};
use crate::{
    Answer, Failure, attended,
    clock::{Clock, RealClock, believed},
    deciding::Decision,
    follow,
    hospital::decision_of,
    ids::IdSource,
    load::{self, StartError},
    snapshot::Loaded,
    tables,
    writer::{self, Core, Parts, RETRY_AFTER, Work},
};
use chrono::TimeDelta;
use model::{
    id::HospitalId,
    time::{Instant, Zone},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{oneshot, watch};

/// How often it is checked what is due by itself.
const TICK_EVERY: Duration = Duration::from_secs(1);
/// A node that died comes back after this time, when every message has reached its destination, and up to
/// `AWAY_MAX_MILLIS` later.
const AWAY: Duration = Duration::from_millis(50);
const AWAY_MAX_MILLIS: u64 = 2000;

/// Hospital time follows the simulated clock, at its own pace and with a small error.
#[derive(Debug)]
struct NodeClock {
    began: tokio::time::Instant,
    pace: i64,
    skew: TimeDelta,
}

impl RealClock for NodeClock {
    fn elapsed(&self) -> TimeDelta {
        self.now() - scene::morning()
    }
}

impl Clock for NodeClock {
    fn now(&self) -> Instant {
        let gone = i64::try_from(self.began.elapsed().as_millis()).unwrap_or_default();
        scene::morning() + TimeDelta::milliseconds(gone * self.pace) + self.skew
    }
}

/// What all nodes have in common.
#[derive(Clone)]
pub(super) struct World {
    pub(super) server: Arc<Server>,
    pub(super) chance: Chance,
    pub(super) weather: Arc<Weather>,
    pub(super) trace: Trace,
    pub(super) began: tokio::time::Instant,
}

/// One of the nodes, whether its process runs or not.
pub(super) struct Node {
    number: u64,
    world: World,
    running: Mutex<Option<Running>>,
}

/// A running process.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) life: Arc<Life>,
    pub(super) core: Arc<Core>,
    pub(super) connection: Connection,
    /// Held by the one task that waits for what is durable: a channel wakes several in an order that does not depend on
    /// the seed.
    pub(super) waiting: Arc<tokio::sync::Mutex<()>>,
    _closing: Arc<watch::Sender<bool>>,
}

/// There is no answer, because the process died or does not run.
#[derive(Debug)]
pub(super) struct Gone;

impl Node {
    pub(super) fn new(number: u64, world: World) -> Arc<Self> {
        Arc::new(Self { number, world, running: Mutex::new(None) })
    }

    pub(super) fn running(&self) -> Option<Running> {
        self.running.lock().unwrap().clone()
    }

    /// Keeps the process running: starts it again after each death.
    pub(super) async fn keep(self: Arc<Self>) {
        for times in 1.. {
            let name = format!("node {}.{times}", self.number);
            let life = Life::begin(name, self.world.trace.clone());
            tokio::select! {
                biased;
                () = life.until_doomed() => {}
                () = self.live(&life, times) => {}
            }
            self.running.lock().unwrap().take();
            life.bury().await;
            self.world.trace.note(&life, "is dead");
            tokio::time::sleep(AWAY + self.world.chance.millis(AWAY_MAX_MILLIS)).await;
        }
    }

    /// Starts the process, which runs until it dies. It ends by itself when it cannot start.
    async fn live(&self, life: &Arc<Life>, times: u64) {
        let World { server, chance, weather, trace, .. } = self.world.clone();
        let connection = Connection::new(life.clone(), server, chance, weather, trace);
        match self.load(connection, times).await {
            Ok(running) => {
                self.world.trace.note(life, format!("runs, knows {}", running.core.worlds().seq));
                *self.running.lock().unwrap() = Some(running);
                std::future::pending().await
            }
            Err(StartError::Journal(_)) => self.world.trace.note(life, "cannot start"),
            Err(error) => self.world.trace.wrong(format!("{life}: {error}")),
        }
    }

    async fn load(&self, connection: Connection, times: u64) -> Result<Running, StartError> {
        let Loaded { worlds, keys, .. } = load::load(&connection).await?;
        let World { weather, chance, began, .. } = &self.world;
        let skew = TimeDelta::seconds(weather.skew_seconds * i64::try_from(self.number).unwrap());
        let (core, waiting) = Core::new(Parts {
            id: HospitalId(1),
            watch: believed(NodeClock { began: *began, pace: weather.pace, skew }),
            ids: IdSource::seeded(chance.below(u64::MAX) ^ times),
            zone: Zone::SHANGHAI,
            seed: scene::SEED,
            worlds,
            keys,
            shared: weather.nodes > 1,
            queue_max: weather.queue_max,
            erased: Box::new(|| ()),
        });
        let (life, core) = (connection.life.clone(), Arc::new(core));
        let closing = watch::Sender::new(false);
        life.run(writer::run(core.clone(), connection.clone(), waiting));
        if weather.nodes > 1 {
            life.run(follow::run(core.clone(), connection.clone(), closing.subscribe()));
        }
        life.run(tables::run(Follower::new(connection.clone()), closing.subscribe()));
        let (ticked, weather) = (core.clone(), weather.clone());
        life.run(async move {
            while !weather.is_calm() {
                tokio::time::sleep(TICK_EVERY).await;
                let _ = ticked.queue.try_send(Work::Due(attended::due));
            }
        });
        Ok(Running { life, core, connection, waiting: Arc::default(), _closing: Arc::new(closing) })
    }

    /// Asks the node for something, as `Hospital::execute` does.
    ///
    /// `attempt` is held as long as the node is at work on it.
    pub(super) async fn execute(&self, command: &Command, attempt: Arc<()>) -> Result<Result<Answer, Failure>, Gone> {
        let Command { actor, key, request, .. } = command;
        let (actor, key, request) = (actor.clone(), key.clone(), request.clone());
        self.call(|Running { core, connection, waiting, .. }| async move {
            let _attempt = attempt.clone();
            // An error of a connection passes, although it is not one of those that the database would report.
            let busy = |_| Failure::Busy { retry_after: RETRY_AFTER };
            if request.moves_money()
                && let Some(known) = core.look_up(&connection, &key).await.map_err(busy)?
            {
                return known;
            }
            let refused = {
                let _one = waiting.lock().await;
                core.refused_at_once(&key, |worlds, moment| request.refused_at_once(worlds, moment)).await?
            };
            if let Some(refusal) = refused {
                return Err(refusal.into());
            }
            let prepared = sides::prepared(&core, &request);
            let mut decide = decision_of(actor.clone(), request, prepared);
            // What is in the queue is decided, also when nobody waits for it any more.
            let decision: Decision = Box::new(move |deciding| {
                let _attempt = &attempt;
                decide(deciding)
            });
            core.ask(actor, Some(key), decision).await
        })
        .await
    }

    /// Runs something in the node's process and waits for what comes of it. When nobody waits any more, the process
    /// may notice that and drop it, or go on.
    pub(super) async fn call<T, F>(&self, work: impl FnOnce(Running) -> F) -> Result<T, Gone>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let running = self.running().ok_or(Gone)?;
        self.world.chance.pause(self.world.weather.way_millis).await;
        let (mut done, answer) = oneshot::channel();
        let (work, notices) = (work(running.clone()), self.world.chance.below(2) == 0);
        running.life.run(async move {
            let answer = tokio::select! {
                biased;
                () = done.closed(), if notices => return,
                answer = work => answer,
            };
            let _ = done.send(answer);
        });
        // Not kept while we wait, so that the process's memory is freed if it dies meanwhile.
        drop(running);
        let answer = answer.await.map_err(|_| Gone);
        self.world.chance.pause(self.world.weather.way_millis).await;
        answer
    }
}
