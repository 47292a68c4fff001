//! The demo (decisions.md D15): a hospital with a history that lives on a clock of its own, with a sandbox insurer.
//!
//! * [`open`]: finds a data folder's hospital again, or makes one with two weeks of history.
//! * `clock`: hospital time, kept with the data. `sandbox`: the insurer.
//! * `setup`, `seed`: the demo's data and its history, made by ordinary requests. `roster`: the ids of its people and
//!   things. `templates`: what a demo of an older version lacks.
//! * `sold_out`: an expert whose seats are all taken. `drawn`: another whose seats are drawn.
//! * `crowd`: patients with logins for load.
//! * `target`: the hospital as the simulator sees it, over an `executor`: `bulk` for the history and for steps, or each
//!   request for itself. `live`: the present.

mod bulk;
mod clock;
mod crowd;
mod drawn;
mod executor;
mod live;
mod logins;
mod roster;
mod run;
mod sandbox;
mod seed;
mod services;
mod setup;
mod sold_out;
mod target;
mod templates;

pub(crate) use live::Control;
pub(crate) use run::run;

use crate::{
    messages::{Way, file_in},
    serve::adopt_first,
};
use bulk::BulkExecutor;
use clock::KeptClock;
use hospital::{
    Config, Failure, Hospital, IdSource, StartError,
    clock::{Clock, SystemClock},
};
use journal::{Journal, Keys, Lock, OpenError};
use model::{
    id::HospitalId,
    time::{BusinessDate, Instant, Zone},
};
use roster::Roster;
use sandbox::InsurerTime;
use scheduling::read::Moment;
use seed::{SeedError, make_history};
use serde::{Deserialize, Serialize};
use setup::POPULATION;
use simulator::{
    demo::{
        Blueprint,
        cast::Cast,
        people::{DemoPerson, population},
        policies::POLICIES,
    },
    scenario::{Scenario, ScenarioError},
};
use std::{fs, io, path::Path, sync::Arc};
use tokio::{runtime::Handle, task::JoinHandle};

/// The seed of the demo's random draws.
const SEED: u64 = 20_261_124;
const ZONE: Zone = Zone::SHANGHAI;
const HOSPITAL: HospitalId = HospitalId(1);
const DATABASE: &str = "onething.db";
/// The file that says what was made; written when the demo is complete.
const MADE: &str = "demo.toml";

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// A file of the data folder.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The hospital cannot be loaded.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The history cannot be made.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The demo's own scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The sandbox insurer.
    #[error("the sandbox insurer cannot be opened: {0}")]
    Sandbox(Box<dyn std::error::Error + Send + Sync>),
    /// What the hospital is.
    #[error("the demo's hospital has no profile: {0}")]
    Profile(#[source] Failure),
    /// The timetable.
    #[error("the demo's templates cannot be completed: {0}")]
    Templates(#[source] Failure),
    /// What several things in one go can be.
    #[error("the demo's services cannot be completed: {0}")]
    Services(#[source] Failure),
    /// The logins.
    #[error("the demo's logins cannot be made: {0}")]
    Logins(#[source] Failure),
    /// A database whose demo is not complete.
    #[error("{0} holds no whole demo; choose another folder, or remove it to begin anew")]
    Strange(String),
}

/// A demo that is ready to be looked at.
#[derive(Debug)]
pub(crate) struct Demo {
    /// The hospital.
    pub(crate) hospital: Hospital,
    /// Its clock and simulator; spawn [`Control::run`].
    pub(crate) control: Arc<Control>,
    /// Its keys.
    keys: Keys,
    /// Where messages to patients go.
    pub(crate) messages: Way,
    /// The lock that keeps others from writing to its database while it is open.
    pub(crate) lock: Option<Lock>,
}

impl Demo {
    /// Makes patients with logins for load, as many as are missing.
    ///
    /// # Errors
    /// [`DemoError::Logins`].
    pub(crate) async fn make_crowd(&self, count: u32) -> Result<(), DemoError> {
        crowd::make(&self.hospital, &self.keys, count).await.map_err(DemoError::Logins)
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    seed: u64,
    people: u32,
    /// The day on which the demo first opened.
    opened: BusinessDate,
}

/// Opens a data folder, and makes the hospital and its history if there is none.
///
/// # Errors
/// See [`DemoError`].
pub(crate) async fn open(folder: &Path, messages: Option<&Way>) -> Result<Demo, DemoError> {
    fs::create_dir_all(folder)?;
    let lock = Lock::take(&url(folder))?;
    let way = messages.cloned().unwrap_or_else(|| Way::File(file_in(folder)));
    let mut demo = opened(folder, &way).await?;
    (demo.lock, demo.messages) = (Some(lock), way);
    Ok(demo)
}

/// The address of a data folder's database.
fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join(DATABASE).display())
}

async fn opened(folder: &Path, messages: &Way) -> Result<Demo, DemoError> {
    match fs::read_to_string(folder.join(MADE)) {
        Ok(text) => {
            let strange = |_| DemoError::Strange(folder.display().to_string());
            find(folder, messages, toml::from_str(&text).map_err(strange)?).await
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder, messages).await,
        Err(error) => Err(error.into()),
    }
}

/// The parts that a demo is made of.
struct Parts {
    hospital: Hospital,
    keys: Keys,
    clock: KeptClock,
    insurer: InsurerTime,
    sandbox: payer::sandbox::Sandbox,
}

async fn parts(folder: &Path, messages: &Way) -> Result<Parts, DemoError> {
    let keys = Keys::new(HOSPITAL, &crate::key::open(&folder.join("key"))?);
    let journal = Journal::open(&url(folder), &keys).await?;
    let last = last_event(&journal).await?;
    let base = Arc::new(SystemClock);
    let clock = KeptClock::open(folder, base.clone(), ZONE, &Blueprint::get().calendar, last)?;
    let insurer = InsurerTime::new(Arc::new(clock.clock().clone()));
    let sandbox = sandbox::open(folder, &insurer, ZONE).await.map_err(|error| DemoError::Sandbox(error.into()))?;
    let config = Config {
        zone: ZONE,
        seed: SEED,
        node: "demo".to_owned(),
        real: base,
        stepped: true,
        payer: sandbox::settings().map_err(DemoError::Sandbox)?,
        logins: logins::settings(),
        messages: hospital::messages::Settings::through(messages.gateway()?),
    };
    let platform = sandbox::platform(&sandbox);
    let hospital =
        Hospital::open(config, journal, Arc::new(clock.clock().clone()), IdSource::random(), platform).await?;
    Ok(Parts { hospital, keys, clock, insurer, sandbox })
}

/// When the last event happened.
async fn last_event(journal: &Journal) -> Result<Option<Instant>, DemoError> {
    Ok(journal.last().await.map_err(StartError::from)?.map(|(_, at)| at))
}

async fn make(folder: &Path, messages: &Way) -> Result<Demo, DemoError> {
    // A first start that was interrupted left an incomplete history.
    for file in [DATABASE, "sandbox.db", "clock.toml"] {
        for suffix in ["", "-wal", "-shm"] {
            match fs::remove_file(folder.join(format!("{file}{suffix}"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
    }
    let parts = parts(folder, messages).await?;
    let opens = parts.clock.clock().now();
    let made = Made { seed: SEED, people: POPULATION, opened: ZONE.date(opens) };
    let people = Arc::new(population(made.seed, made.people, made.opened.0));
    let cast = Cast::on(made.opened.0);
    let (sandbox, known) = (parts.sandbox.clone(), people.clone());
    let enrolling = tokio::spawn(async move { sandbox::enrol(&sandbox, &known, &cast).await });
    let roster = history(&parts, opens, enrolling).await?;
    logins::create(&parts.hospital, &roster).await.map_err(DemoError::Logins)?;
    services::complete(&parts.hospital, &roster, made.seed).await.map_err(DemoError::Services)?;
    parts.clock.keep()?;
    fs::write(folder.join(MADE), toml::to_string(&made).map_err(io::Error::other)?)?;
    ready(parts, roster, people)
}

/// Tells the insurer whom it insures.
type Enrolling = JoinHandle<Result<(), Box<dyn std::error::Error + Send + Sync>>>;

/// Makes the history on a thread that may block; the hospital's writer waits meanwhile.
async fn history(parts: &Parts, opens: Instant, enrolling: Enrolling) -> Result<Arc<Roster>, DemoError> {
    let bulk = parts.hospital.bulk().await;
    let runtime = Handle::current();
    let executor = BulkExecutor::new(bulk, runtime.clone(), parts.insurer.clone());
    let policies: Vec<String> = POLICIES.iter().map(|policy| policy.toml.to_owned()).collect();
    let made = tokio::task::spawn_blocking(move || {
        let insurer_ready = || match runtime.block_on(enrolling) {
            Ok(enrolled) => enrolled.map_err(SeedError::Insurer),
            Err(broken) => Err(SeedError::Insurer(broken.into())),
        };
        let (mut executor, roster) = make_history(executor, opens, ZONE, SEED, &policies, insurer_ready)?;
        executor.flush()?;
        Ok::<_, SeedError>(roster)
    });
    Ok(made.await.map_err(io::Error::other)??)
}

async fn find(folder: &Path, messages: &Way, made: Made) -> Result<Demo, DemoError> {
    let parts = parts(folder, messages).await?;
    let people = Arc::new(population(made.seed, made.people, made.opened.0));
    let lookup = |number: &str| parts.keys.lookup_hash("resident_id", number);
    let moment = Moment { now: parts.hospital.now(), zone: ZONE };
    let facts = (made.seed, made.people, made.opened.0);
    let roster = parts.hospital.look(|worlds| Roster::find(worlds, moment, lookup, facts));
    let roster = roster.ok_or_else(|| DemoError::Strange(folder.display().to_string()))?;
    // A demo that was made before profiles were journalled has none.
    adopt_first(&parts.hospital, sandbox::profile()).await.map_err(DemoError::Profile)?;
    templates::complete(&parts.hospital, &roster).await.map_err(DemoError::Templates)?;
    services::complete(&parts.hospital, &roster, made.seed).await.map_err(DemoError::Services)?;
    ready(parts, Arc::new(roster), people)
}

fn ready(parts: Parts, roster: Arc<Roster>, people: Arc<Vec<DemoPerson>>) -> Result<Demo, DemoError> {
    let Parts { hospital, keys, clock, insurer, .. } = parts;
    let scenario = Scenario::demo()?;
    let control = Control::new(hospital.clone(), clock, insurer, (roster, people), (scenario, SEED));
    Ok(Demo { hospital, control: Arc::new(control), keys, messages: Way::None, lock: None })
}
