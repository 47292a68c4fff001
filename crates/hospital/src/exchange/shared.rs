//! What all exchanges share, and the parts of the hospital that they are given.

use super::{
    connection::{PlatformConnection, Seen},
    gate::{self, Breaker, Closed, Patience},
    registration::{Registration, unfit},
};
use crate::{
    deciding::Decision,
    directory::Directory,
    failure::Failure,
    figures::Figures,
    prepare::{self, Sealed},
    request::Answer,
    worlds::Worlds,
    writer::{Core, keys::KeyUse},
};
use journal::Journal;
use model::{
    actor::Actor,
    id::{AdmissionId, ExchangeId, HospitalId, PersonId},
    journey::RetentionClass,
    message::Refusal,
    time::{BusinessDate, Instant, Zone},
};
use payer::{Sender, Text};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLockReadGuard},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant as RealInstant};
use uuid::Uuid;

/// How this hospital talks to the platform.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The platform's system (接收方系统代码), set by the region.
    pub receiver: Text<10>,
    /// An answer later than this counts as none; real time.
    pub within: Duration,
    /// When the platform is closed; nothing is sent then.
    pub closed: Vec<Closed>,
    /// When a platform that does not answer is left alone for a while.
    pub patience: Patience,
}

impl Settings {
    /// Settings with which the hospital waits eight seconds for an answer of a platform that never closes.
    #[must_use]
    pub fn new(receiver: Text<10>) -> Self {
        Self { receiver, within: Duration::from_secs(8), closed: Vec::new(), patience: Patience::default() }
    }
}

/// What the exchanges of a running hospital share, and what they are given of it. What they remember need not survive:
/// the journal has it.
pub(crate) struct Exchanges {
    core: Arc<Core>,
    pub(super) journal: Journal,
    pub(super) directory: Arc<Directory>,
    pub(super) platform: Arc<dyn payer::Platform>,
    pub(super) settings: Settings,
    /// Held while a message gets its number, until that number is journalled; a bulk holds it as long as it lives.
    /// Whoever holds it may wait for the writer's place, never the other way round.
    pub(crate) numbering: Arc<tokio::sync::Mutex<()>>,
    memory: Mutex<Memory>,
    /// Something may need recovery, or a stay its discharge.
    pub(super) wake: Notify,
}

#[derive(Debug, Default)]
pub(super) struct Memory {
    /// `sign_no` and the day for which it is good.
    pub(super) signed: Option<(String, BusinessDate)>,
    /// What 1101 said, by stay; what is not here is read from the journal.
    pub(super) registrations: HashMap<AdmissionId, Registration>,
    /// Exchanges sent by this node and not recorded yet: recovery leaves them alone.
    pub(super) in_flight: HashSet<ExchangeId>,
    connection: Seen,
    breaker: Breaker,
}

/// The most registrations kept in memory.
const REGISTRATIONS_MAX: usize = 4096;

/// What new [`Exchanges`] are made from.
pub(crate) struct Parts {
    pub(crate) core: Arc<Core>,
    pub(crate) journal: Journal,
    pub(crate) directory: Arc<Directory>,
    pub(crate) platform: Arc<dyn payer::Platform>,
    pub(crate) settings: Settings,
}

impl Exchanges {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { core, journal, directory, platform, settings } = parts;
        let (numbering, memory, wake) = (Arc::default(), Mutex::default(), Notify::new());
        Self { core, journal, directory, platform, settings, numbering, memory, wake }
    }

    /// Wakes the recovery: there may be something to do.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what 1101 said.
    pub(super) fn remember(&self, admission: AdmissionId, registration: Registration) {
        let mut memory = self.memory();
        if memory.registrations.len() >= REGISTRATIONS_MAX {
            memory.registrations.clear();
        }
        memory.registrations.insert(admission, registration);
    }

    /// The worlds, for a short look; never across an await.
    pub(super) fn worlds(&self) -> RwLockReadGuard<'_, Worlds> {
        self.core.worlds()
    }

    /// Who sends: the hospital as its profile says now.
    ///
    /// # Errors
    /// `profile-missing`.
    pub(super) fn sender(&self) -> Result<Sender, Failure> {
        let worlds = self.worlds();
        let profile = worlds.settlement.profile().ok_or_else(|| Refusal::new("profile-missing"))?;
        Sender::new(profile, &self.settings.receiver).map_err(|error| unfit(error.into()))
    }

    /// Of which hospital they are.
    pub(super) fn id(&self) -> HospitalId {
        self.core.id
    }

    /// What is counted of it.
    pub(super) fn figures(&self) -> &Figures {
        &self.core.figures
    }

    /// Hospital time.
    pub(super) fn now(&self) -> Instant {
        self.core.now()
    }

    pub(super) fn now_of(&self, worlds: &Worlds) -> Instant {
        self.core.now_of(worlds)
    }

    pub(super) fn zone(&self) -> Zone {
        self.core.zone
    }

    /// Asks the hospital's writer.
    pub(super) async fn ask(&self, actor: Actor, key: Option<KeyUse>, decision: Decision) -> Result<Answer, Failure> {
        self.core.ask(actor, key, decision).await
    }

    /// A new id.
    pub(super) fn new_id(&self) -> Uuid {
        self.core.new_id()
    }

    /// Seals a message's bytes under a person's key, or the hospital's.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the keys cannot be read.
    pub(super) fn seal(&self, person: Option<PersonId>, bytes: Vec<u8>) -> Result<Sealed, Failure> {
        prepare::seal((&self.core, &self.journal), person, RetentionClass::Financial, "exchange", bytes)
    }

    /// May a message go out now? Nothing is journalled as to be sent without asking.
    ///
    /// # Errors
    /// `platform-closed` outside the platform's hours, `platform-away` while it answers nobody.
    pub(super) fn check_open(&self, now: Instant) -> Result<(), Refusal> {
        if let Some(until) = self.opens(now) {
            return Err(gate::closed(until));
        }
        self.memory().breaker.check(RealInstant::now()).map_err(gate::away)
    }

    fn opens(&self, now: Instant) -> Option<Instant> {
        gate::opens(&self.settings.closed, now, self.zone())
    }

    /// Notes that a message goes out.
    pub(super) fn note_sent(&self) {
        self.memory().breaker.sent(&self.settings.patience, RealInstant::now());
    }

    /// Notes what became of a message; `took` in real time.
    pub(super) fn note(&self, answered: bool, took: Duration, at: Instant) {
        let mut memory = self.memory();
        memory.connection = Seen::of(answered, took, at);
        memory.breaker.note(answered, &self.settings.patience, RealInstant::now());
    }

    /// How the connection to the insurance platform is. Names no patient.
    pub(crate) fn connection(&self) -> PlatformConnection {
        let seen = self.memory().connection;
        let open = self.worlds().settlement.exchanges_open().count();
        seen.shown(u32::try_from(open).unwrap_or(u32::MAX), self.opens(self.now()))
    }
}
