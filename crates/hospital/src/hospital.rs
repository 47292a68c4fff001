//! The handle: a cheap clone through which everybody asks and reads.

use crate::{
    accounts::{self, Accounts, LoginState, Sessions},
    audit::{Access, AccessLog},
    authorize::authorize,
    clock::{Clock, ClockWatch, RealClock},
    deciding::Decision,
    directory::{Directory, Lookups, short_text},
    exchange::{self, Exchanges, PlatformConnection, Settings},
    failure::Failure,
    figures::Figures,
    ids::IdSource,
    limits::{KEY_MAX, TEXT_MAX},
    messages,
    prepare::{Prepared, Preparing},
    request::Answer,
    scope::Scope,
    tries::Tries,
    usecase::{Action, Opens, Request},
    worlds::Worlds,
    writer::{
        self, Core, QUEUE_MAX, Work,
        keys::{KeyMemory, KeyUse},
    },
};
use chrono::Duration;
use journal::Journal;
use model::{
    actor::Actor,
    id::{AdmissionId, HospitalId, JourneyId, PersonId, Seq, UserId},
    message::Refusal,
    settlement::Profile,
    time::{Instant, Zone},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
    sync::{
        Arc, Mutex, PoisonError, RwLockReadGuard,
        atomic::{AtomicBool, AtomicU64},
    },
};
use tokio::sync::{Semaphore, mpsc, watch};
use tracing::Instrument as _;

/// Whose data the glass is broken for: a person, or the patient of something that was come across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This person's.
    Person(PersonId),
    /// The patient of this journey.
    Journey(JourneyId),
    /// The patient of this admission.
    Admission(AdmissionId),
}

/// A record that is about to be opened, and by what.
struct Opening {
    action: Action,
    opens: Opens,
}

impl From<PersonId> for Whose {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

/// For how many minutes breaking the glass opens a record.
const BREAK_GLASS_MINUTES: i64 = 60;

/// What a hospital is opened with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its zone.
    pub zone: Zone,
    /// Random draws are a function of this, the event's number and a purpose.
    pub seed: u64,
    /// This process's name in the access log.
    pub node: String,
    /// Real time: sessions of logins, lock-outs, age of idempotency keys; and the witness of `clock`.
    pub real: Arc<dyn RealClock>,
    /// The clock is a demo's, which is stepped on purpose: events may lie ahead of it, and what falls due is always
    /// decided.
    pub stepped: bool,
    /// How it talks to the insurance platform.
    pub payer: Settings,
    /// What the hospital's IT decides about logins.
    pub logins: accounts::Settings,
    /// How messages to people go out.
    pub messages: messages::Settings,
}

/// A client's key for one command: it is done at most once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key of 1–80 printable ASCII characters.
    ///
    /// # Errors
    /// A refusal that names the rule.
    pub fn new(key: impl Into<String>) -> Result<Self, Refusal> {
        let key = key.into();
        if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Refusal::new("idempotency-key").field("idempotency-key").with("max", KEY_MAX as i64).err();
        }
        Ok(Self(key))
    }
}

/// The running hospital.
#[derive(Clone)]
pub struct Hospital {
    pub(crate) inner: Arc<Inner>,
}

/// What all handles and tasks share.
pub(crate) struct Inner {
    pub(crate) config: Config,
    /// The part that writes and follows.
    pub(crate) core: Arc<Core>,
    pub(crate) journal: Journal,
    /// Up to which event the tables for reports stand, as far as is known.
    pub(crate) tables_stand: AtomicU64,
    /// A first history is being made, which is not told to anybody.
    pub(crate) history: AtomicBool,
    pub(crate) directory: Arc<Directory>,
    pub(crate) lookups: Lookups,
    pub(crate) audit: AccessLog,
    pub(crate) exchanges: Arc<Exchanges>,
    pub(crate) closing: watch::Sender<bool>,
    /// Held while a snapshot is made: one at a time.
    pub(crate) snapshots: tokio::sync::Mutex<()>,
    /// Held while a template is tuned: one at a time, because it takes up to seconds of a processor.
    pub(crate) tuning: Arc<Semaphore>,
    /// Held while an itinerary is searched: one at a time.
    pub(crate) planning: Arc<Semaphore>,
    /// The logins whose question is searched or waits for that.
    pub(crate) planners: Mutex<HashSet<UserId>>,
    pub(crate) logins: Arc<LoginState>,
    /// Who broke the glass for whom, and until when (real time).
    break_glass: Mutex<HashMap<(UserId, PersonId), Instant>>,
}

impl fmt::Debug for Hospital {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hospital").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// What a new [`Inner`] is made from.
pub(crate) struct Parts {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: IdSource,
    pub(crate) journal: Journal,
    pub(crate) platform: Arc<dyn payer::Platform>,
    pub(crate) worlds: Worlds,
    pub(crate) keys: KeyMemory,
}

impl Inner {
    pub(crate) fn new(parts: Parts) -> (Self, mpsc::Receiver<Work>) {
        let Parts { config, clock, ids, journal, platform, worlds, keys } = parts;
        let directory = Arc::new(Directory::new(journal.clone()));
        let sessions = Arc::<Sessions>::default();
        let forgets = (directory.clone(), sessions.clone());
        let (core, waiting) = Core::new(writer::Parts {
            id: journal.keys().hospital(),
            watch: ClockWatch::new(clock, config.real.clone(), config.stepped),
            ids,
            zone: config.zone,
            seed: config.seed,
            worlds,
            keys,
            shared: journal.is_shared(),
            queue_max: QUEUE_MAX,
            erased: Box::new(move || {
                forgets.0.forget();
                forgets.1.forget_all();
            }),
        });
        let core = Arc::new(core);
        let audit = AccessLog::start(journal.clone(), config.node.clone());
        let exchanges = Exchanges::new(exchange::Parts {
            core: core.clone(),
            journal: journal.clone(),
            directory: directory.clone(),
            platform,
            settings: config.payer.clone(),
        });
        let logins = LoginState::new(accounts::Parts {
            settings: config.logins.clone(),
            reaches_phones: config.messages.gateway.is_some(),
            sessions,
            core: core.clone(),
            journal: journal.clone(),
            directory: directory.clone(),
            audit: audit.clone(),
            real: config.real.clone(),
        });
        let inner = Self {
            core,
            directory,
            lookups: Lookups::new(journal.keys().clone()),
            audit,
            exchanges: Arc::new(exchanges),
            closing: watch::Sender::new(false),
            snapshots: tokio::sync::Mutex::default(),
            tuning: Arc::new(Semaphore::new(1)),
            planning: Arc::new(Semaphore::new(1)),
            planners: Mutex::default(),
            logins: Arc::new(logins),
            break_glass: Mutex::default(),
            config,
            journal,
            tables_stand: AtomicU64::default(),
            history: AtomicBool::default(),
        };
        (inner, waiting)
    }
}

/// The decision for a request and what was prepared for it; denied when the actor may not ask for it.
pub(crate) fn decision_of(actor: Actor, request: Request, prepared: Prepared) -> Decision {
    Box::new(move |deciding| {
        // The world may have changed since the request was made.
        let scope = Scope { worlds: deciding.worlds(), actor: &actor, moment: deciding.moment() };
        authorize(&actor, request.action(), &request.resource(&scope)).map_err(|_| Failure::Denied)?;
        request.decide(deciding, &prepared)
    })
}

impl Hospital {
    /// Does one thing, once: with the same key and request the answer is the same, however often it is asked.
    ///
    /// # Errors
    /// See [`Failure`]. After [`Failure::OutcomeUnknown`] and [`Failure::Busy`] ask again with the same key.
    #[tracing::instrument(name = "use_case", level = "error", skip_all, fields(does = ?request.action(), hospital = %self.id()))]
    pub async fn execute(&self, actor: &Actor, key: IdempotencyKey, request: Request) -> Result<Answer, Failure> {
        let body = serde_json::to_vec(&request).map_err(|_| Failure::Broken)?;
        let (body_hash, body_hash_before) = (self.inner.lookups.request(&body), Sha256::digest(&body).into());
        let key = KeyUse { user: actor.user, key: key.0, body_hash, body_hash_before };
        self.allowed(actor, &request).await?;
        model::text::check(&request)?;
        if (request.moves_money() || request.counts_tries())
            && let Some(known) = self.inner.core.look_up(&self.inner.journal, &key).await?
        {
            return known;
        }
        let look = |worlds: &Worlds, moment| request.refused_at_once(worlds, moment);
        if let Some(refusal) = self.inner.core.refused_at_once(&key, look).await? {
            return Err(refusal.into());
        }
        if let Some(answer) = self.speak(actor, &key, &request).await? {
            return Ok(answer);
        }
        let talk = request.talk();
        let opening = self.opening(actor, &request);
        // The writer answers a repeat that this node remembers before it decides, so it counts no try.
        let is_repeat = request.counts_tries() && self.inner.core.keys().look(&key).is_some();
        let decision: Decision =
            if is_repeat { Box::new(|_| Err(Failure::OutcomeUnknown)) } else { self.decision(actor, request).await? };
        let answer = match opening {
            Some(opening) => self.ask_and_report(actor, key, decision, opening).await?,
            None => self.inner.core.ask(actor.clone(), Some(key), decision).await?,
        };
        if talk.wakes() {
            self.inner.exchanges.wake();
        }
        if talk.goes_on() {
            let mut live = exchange::Live(self.inner.exchanges.clone());
            tokio::spawn(async move { exchange::after(&mut live, talk).await }.in_current_span());
        }
        if matches!(answer, Answer::PersonErased { .. }) {
            self.inner.core.erased();
        }
        Ok(answer)
    }

    /// Sends the insurance platform what a request needs sent. Under a key that was used before nothing is sent again.
    ///
    /// # Errors
    /// As [`exchange::speak`].
    async fn speak(&self, actor: &Actor, key: &KeyUse, request: &Request) -> Result<Option<Answer>, Failure> {
        let talk = request.talk();
        if !talk.speaks() {
            return Ok(None);
        }
        if let Some(known) = self.inner.core.known(key).await? {
            return Ok(Some(known));
        }
        // Whoever asked may hang up; what was begun is brought to its end.
        let (hospital, actor, key, request) = (self.clone(), actor.clone(), key.clone(), request.clone());
        let spoken = async move {
            let mut live = exchange::Live(hospital.inner.exchanges.clone());
            let decision = hospital.decision(&actor, request);
            exchange::speak(&mut live, &actor, Some(key), talk, decision).await
        };
        tokio::spawn(spoken.in_current_span()).await.unwrap_or(Err(Failure::Broken))
    }

    /// Prepares what a request's decision needs, and makes the decision.
    pub(crate) async fn decision(&self, actor: &Actor, request: Request) -> Result<Decision, Failure> {
        let inner = &self.inner;
        let preparing = Preparing {
            core: &inner.core,
            journal: &inner.journal,
            directory: &inner.directory,
            lookups: &inner.lookups,
        };
        let prepared = request.prepare(&preparing).await?;
        Ok(decision_of(actor.clone(), request, prepared))
    }

    /// As [`Core::catch_up`].
    pub(crate) async fn catch_up(&self) -> Result<bool, Failure> {
        self.inner.core.catch_up(&self.inner.journal).await
    }

    async fn allowed(&self, actor: &Actor, request: &Request) -> Result<(), Failure> {
        if self.granted(actor, request) || self.catch_up().await? && self.granted(actor, request) {
            return Ok(());
        }
        self.audit_denial(actor, request.action())?;
        Err(Failure::Denied)
    }

    fn granted(&self, actor: &Actor, request: &Request) -> bool {
        let worlds = self.worlds();
        let scope = Scope { worlds: &worlds, actor, moment: self.inner.core.moment_of(&worlds) };
        authorize(actor, request.action(), &request.resource(&scope)).is_ok()
    }

    /// The record that a request opens to the actor on the actor's word alone: in an emergency, when nobody asks for
    /// papers, or when a ward takes somebody in without a number that is the patient's.
    fn opening(&self, actor: &Actor, request: &Request) -> Option<Opening> {
        let opens = request.opens(&self.worlds())?;
        let is_open = opens.stay.is_some_and(|stay| self.reads_stay(actor, stay));
        (!is_open).then(|| Opening { action: request.action(), opens })
    }

    /// Reports what opens a record even if whoever asked has hung up meanwhile, or it is not known yet whether it was
    /// done.
    async fn ask_and_report(
        &self,
        actor: &Actor,
        key: KeyUse,
        decision: Decision,
        opening: Opening,
    ) -> Result<Answer, Failure> {
        let (hospital, actor) = (self.clone(), actor.clone());
        let asked = async move {
            let answer = hospital.inner.core.ask(actor.clone(), Some(key), decision).await;
            match (&answer, opening.opens.stay) {
                (Ok(answer), _) => hospital.report(&actor, &opening, answer)?,
                (Err(Failure::OutcomeUnknown), Some(stay)) => hospital.note_opening(&actor, &opening, stay)?,
                (Err(_), _) => {}
            }
            answer
        };
        tokio::spawn(asked.in_current_span()).await.map_err(|_| Failure::Broken)?
    }

    /// Reports a record that is now open; each such opening is to be looked into.
    fn report(&self, actor: &Actor, opening: &Opening, answer: &Answer) -> Result<(), Failure> {
        let stay = match (opening.opens.stay, answer) {
            (Some(stay), _) if self.reads_stay(actor, stay) => stay,
            (None, Answer::AdmissionRequested { admission }) => *admission,
            // What the actor may not read is not open.
            (Some(_), _) => return Ok(()),
            (None, _) => {
                tracing::error!(action = ?opening.action, "an opened record has no stay and cannot be reported");
                return Ok(());
            }
        };
        self.note_opening(actor, opening, stay)
    }

    fn note_opening(&self, actor: &Actor, opening: &Opening, stay: AdmissionId) -> Result<(), Failure> {
        self.inner.audit.note([Access::opened(self.now(), actor, opening.action, opening.opens.patient, stay)])
    }

    /// May this actor read the stay, without breaking the glass?
    fn reads_stay(&self, actor: &Actor, admission: AdmissionId) -> bool {
        let worlds = self.worlds();
        let scope = Scope { worlds: &worlds, actor, moment: self.inner.core.moment_of(&worlds) };
        let stay = worlds.scheduling.admission(admission);
        stay.is_some_and(|stay| authorize(actor, Action::ReadAdmission, &scope.of_stay_read(&stay)).is_ok())
    }

    /// Lets the actor read a patient's data outside its own place, for an hour, with a reason that is reported.
    ///
    /// # Errors
    /// [`Failure::Denied`] for roles that never may; a refusal when no reason is given; [`Failure::Busy`].
    pub async fn break_glass(&self, actor: &Actor, whose: impl Into<Whose>, reason: &str) -> Result<(), Failure> {
        let (Ok(()), Some(user)) = (authorize(actor, Action::BreakGlass, &Default::default()), actor.user) else {
            self.audit_denial(actor, Action::BreakGlass)?;
            return Err(Failure::Denied);
        };
        let reason = short_text(reason, "reason", TEXT_MAX)?;
        let person = {
            let worlds = self.worlds();
            let person = match whose.into() {
                Whose::Person(person) => Some(person),
                Whose::Journey(journey) => worlds.journey.journey(journey).map(|journey| journey.person),
                Whose::Admission(admission) => worlds.scheduling.admission(admission).map(|stay| stay.patient),
            };
            person.and_then(|person| worlds.journey.person(person)).ok_or(Failure::NotFound)?.id
        };
        self.inner.audit.note([Access::break_glass(self.now(), actor, person, reason)])?;
        tracing::warn!(%user, %person, "glass broken");
        let until = self.inner.config.real.now() + Duration::minutes(BREAK_GLASS_MINUTES);
        self.inner.break_glass.lock().unwrap_or_else(PoisonError::into_inner).insert((user, person), until);
        Ok(())
    }

    /// For whom this actor has broken the glass.
    pub(crate) fn broken_for(&self, actor: &Actor) -> BTreeSet<PersonId> {
        let Some(user) = actor.user else { return BTreeSet::new() };
        let now = self.inner.config.real.now();
        let mut break_glass = self.inner.break_glass.lock().unwrap_or_else(PoisonError::into_inner);
        break_glass.retain(|_, until| *until > now);
        break_glass.keys().filter(|(who, _)| *who == user).map(|(_, person)| *person).collect()
    }

    /// The number of the last durable event, and news of it: for live pages.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Seq> {
        self.inner.core.changes()
    }

    /// Becomes `true` when the hospital shuts down: live pages end.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.inner.closing.subscribe()
    }

    /// Hospital time: max(clock, time of the last event).
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now_of(&self.worlds())
    }

    pub(crate) fn now_of(&self, worlds: &Worlds) -> Instant {
        self.inner.core.now_of(worlds)
    }

    /// Tries at kiosks.
    pub(crate) fn kiosk_tries(&self) -> &Tries {
        &self.inner.core.kiosk_tries
    }

    /// What the hospital is, as insurers and papers know it; `None` until its profile is adopted.
    #[must_use]
    pub fn profile(&self) -> Option<Profile> {
        self.worlds().settlement.profile().cloned()
    }

    /// The hospital's zone.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.inner.config.zone
    }

    /// Which hospital of the installation.
    #[must_use]
    pub fn id(&self) -> HospitalId {
        self.inner.core.id
    }

    /// What is counted of it.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.inner.core.figures
    }

    /// Looks into the worlds, including what is not durable yet: for the demo's simulator, never for an answer.
    pub fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R {
        look(&self.worlds())
    }

    /// The worlds, for a short look; never across an await.
    pub(crate) fn worlds(&self) -> RwLockReadGuard<'_, Worlds> {
        self.inner.core.worlds()
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.inner.directory
    }

    pub(crate) fn lookups(&self) -> &Lookups {
        &self.inner.lookups
    }

    pub(crate) fn audit_log(&self) -> &AccessLog {
        &self.inner.audit
    }

    /// The logins of this hospital.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        Accounts::of(self.inner.logins.clone())
    }

    /// How the connection to the insurance platform is. Names no patient.
    #[must_use]
    pub fn platform_connection(&self) -> PlatformConnection {
        self.inner.exchanges.connection()
    }
}
