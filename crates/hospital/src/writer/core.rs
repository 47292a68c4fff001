//! What the writer, the follower and everybody who asks share: the worlds, how much of them is durable, keys, the
//! queue.

use super::{
    Work,
    keys::{KeyMemory, KeyUse},
};
use crate::{
    clock::ClockWatch, figures::Figures, ids::IdSource, limits::REFERRAL_MINUTES, stopped::Stopped, tries::Tries,
    worlds::Worlds,
};
use journal::Unattended;
use model::{
    id::{HospitalId, Seq},
    time::{Instant, Zone},
};
use scheduling::read::Moment;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

/// The part of a hospital that writes and follows. It knows no database and no secret: whoever needs to write or read
/// events is given a [`Log`](super::Log) or a [`History`](super::History).
pub(crate) struct Core {
    /// Which hospital of the installation.
    pub(crate) id: HospitalId,
    /// What is counted of it.
    pub(crate) figures: Figures,
    /// Hospital time.
    pub(crate) watch: ClockWatch,
    /// The journal was found to be damaged.
    pub(crate) damaged: AtomicBool,
    /// The database did not answer when it was last read.
    pub(crate) away: AtomicBool,
    /// Spans in which nobody ran the hospital: what fell due in them is not decided by itself.
    unattended: Mutex<Vec<Unattended>>,
    pub(crate) ids: IdSource,
    pub(crate) zone: Zone,
    /// Random draws are a function of this, the event's number and a purpose.
    pub(crate) seed: u64,
    /// Do other nodes write to the same hospital?
    pub(crate) shared: bool,
    pub(crate) queue: mpsc::Sender<Work>,
    /// Held by whoever decides and commits: the writer for a batch, or a bulk for its life.
    pub(crate) writing: Arc<tokio::sync::Mutex<()>>,
    worlds: RwLock<Worlds>,
    durable: watch::Sender<Seq>,
    keys: Mutex<KeyMemory>,
    erased: Box<dyn Fn() + Send + Sync>,
    /// How often clinics said people whom nobody here is.
    pub(crate) referral_tries: Tries,
    /// Codes that were typed by whoever wants to check in on their phone, by minutes.
    pub(crate) code_tries: Tries,
    /// The same at kiosks, by hours.
    pub(crate) kiosk_tries: Tries,
}

/// What a new [`Core`] is made from.
pub(crate) struct Parts {
    /// Which hospital of the installation.
    pub(crate) id: HospitalId,
    pub(crate) watch: ClockWatch,
    pub(crate) ids: IdSource,
    pub(crate) zone: Zone,
    pub(crate) seed: u64,
    pub(crate) worlds: Worlds,
    pub(crate) keys: KeyMemory,
    /// Do other nodes write to the same hospital?
    pub(crate) shared: bool,
    /// The most commands that may wait.
    pub(crate) queue_max: usize,
    /// Called when another node has erased a person.
    pub(crate) erased: Box<dyn Fn() + Send + Sync>,
}

impl Core {
    pub(crate) fn new(parts: Parts) -> (Self, mpsc::Receiver<Work>) {
        let Parts { id, watch, ids, zone, seed, worlds, keys, shared, queue_max, erased } = parts;
        let (queue, waiting) = mpsc::channel(queue_max);
        let core = Self {
            id,
            figures: Figures::of(id),
            durable: watch::Sender::new(worlds.seq),
            writing: Arc::default(),
            worlds: RwLock::new(worlds),
            keys: Mutex::new(keys),
            watch,
            damaged: AtomicBool::new(false),
            away: AtomicBool::new(false),
            unattended: Mutex::default(),
            ids,
            zone,
            seed,
            shared,
            queue,
            erased,
            referral_tries: Tries::within_minutes(REFERRAL_MINUTES),
            code_tries: Tries::within_minutes(1),
            kiosk_tries: Tries::within_minutes(60),
        };
        (core, waiting)
    }

    pub(crate) fn worlds(&self) -> RwLockReadGuard<'_, Worlds> {
        self.worlds.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn worlds_mut(&self) -> RwLockWriteGuard<'_, Worlds> {
        self.worlds.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, KeyMemory> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Spans in which nobody ran the hospital.
    pub(crate) fn unattended(&self) -> Vec<Unattended> {
        self.unattended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_unattended(&self, spans: Vec<Unattended>) {
        *self.unattended.lock().unwrap_or_else(PoisonError::into_inner) = spans;
    }

    /// Hospital time: never before the last event.
    pub(crate) fn now_of(&self, worlds: &Worlds) -> Instant {
        self.watch.now_after(worlds.at)
    }

    /// Hospital time: max(clock, time of the last event).
    pub(crate) fn now(&self) -> Instant {
        self.now_of(&self.worlds())
    }

    /// A new id.
    pub(crate) fn new_id(&self) -> Uuid {
        self.ids.next(self.watch.shows())
    }

    /// Why nothing is written now.
    pub(crate) fn stopped(&self) -> Option<Stopped> {
        if self.damaged.load(Ordering::Relaxed) {
            return Some(Stopped::Journal);
        }
        let last = self.worlds().at;
        self.watch.fault(last).map(Stopped::Clock)
    }

    /// The moment that a decision about these worlds sees.
    pub(crate) fn moment_of(&self, worlds: &Worlds) -> Moment {
        Moment { now: self.now_of(worlds), zone: self.zone }
    }

    /// The number of the last durable event, and news of it.
    pub(crate) fn changes(&self) -> watch::Receiver<Seq> {
        self.durable.subscribe()
    }

    /// Notes that everything up to this number is durable.
    pub(crate) fn durable(&self, seq: Seq) {
        self.worlds_mut().durable();
        self.announce(seq);
    }

    /// Tells those who wait that everything up to this number is durable.
    pub(crate) fn announce(&self, seq: Seq) {
        self.durable.send_replace(seq);
    }

    /// Takes back what is not durable, and wakes those who wait for it.
    pub(crate) fn take_back(&self, keys: &[KeyUse]) {
        self.keys().forget(keys);
        self.worlds_mut().take_back();
        self.durable.send_modify(|_| {});
    }

    /// Does what is needed when another node has erased a person.
    pub(crate) fn erased(&self) {
        (self.erased)();
    }
}
