//! A platform for tests and for the demo: it keeps its own state in its own SQLite file, computes by policy, and can be
//! told to fail ([`Fault`]).
//!
//! A message arrives as bytes, over HTTP ([`Sandbox::router`]) or in process ([`Sandbox::in_process`]); both go through
//! `deliver`, which lets a fault strike, and `handle`, which handles the message in one transaction. What was done is
//! kept by `msgid`: the same message again gets the same answer, another one under the same id is refused, and one that
//! was reversed (2601) is refused even when it arrives only afterwards.

mod enrol;
mod fault;
mod handle;
mod http;
mod lines;
mod people;
mod reverse;
mod settle;
mod stay;
mod take_back;
mod year;

pub use enrol::{CatalogueItem, Coverage, Institution, Person};
pub use fault::Fault;
pub use http::Switch;
pub use settle::SettlementRow;

use crate::platform::{Platform, Silence};
use chrono::NaiveDateTime;
use fault::Faults;
use futures_util::future::BoxFuture;
use model::interface::Interface;
use settlement::policy::Policy;
use sqlx::{
    SqlSafeStr as _, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// The hospital's wall clock, local to its zone.
pub type WallClock = Arc<dyn Fn() -> NaiveDateTime + Send + Sync>;

/// The sandbox itself failed; its callers get no answer.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The database failed.
    #[error("the sandbox platform's database: {0}")]
    Database(#[from] sqlx::Error),
    /// The database's schema cannot be brought up to date.
    #[error("the sandbox platform's schema: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
    /// A policy cannot be loaded.
    #[error("the sandbox platform cannot load a policy: {0}")]
    Policy(String),
    /// A credential means nothing to a platform.
    #[error(transparent)]
    Certificate(#[from] crate::message::CertificateError),
    /// Something that the sandbox itself stored or wrote cannot be read.
    #[error("the sandbox platform's own data: {0}")]
    Data(String),
}

impl From<serde_json::Error> for SandboxError {
    fn from(error: serde_json::Error) -> Self {
        Self::Data(error.to_string())
    }
}

/// A platform. A cheap clone; all clones are the same platform.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

struct Shared {
    pool: SqlitePool,
    clock: WallClock,
    faults: Faults,
    policies: RwLock<BTreeMap<String, Arc<Policy>>>,
    catalogue: RwLock<BTreeMap<String, CatalogueItem>>,
}

/// The versions of the platform's own tables.
fn migrations() -> Migrator {
    let migration = |version, description: &'static str, text: &'static str| {
        Migration::new(version, description.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migration(1, "platform", include_str!("migrations/0001_platform.sql")),
        migration(2, "undone", include_str!("migrations/0002_undone.sql")),
        migration(3, "settlement undone", include_str!("migrations/0003_settlement_undone.sql")),
    ])
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Opens the platform's file; makes it if it is missing.
    ///
    /// # Errors
    /// When the database cannot be opened, or a stored policy cannot be read by this program.
    pub async fn open(path: &Path, clock: WallClock) -> Result<Self, SandboxError> {
        // The sandbox stands in for somebody else's system; it need not survive a power cut, only the end of its own
        // process.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        migrations().run(&pool).await?;
        let (faults, policies, catalogue) = (Faults::default(), RwLock::default(), RwLock::default());
        let shared = Shared { pool, clock, faults, policies, catalogue };
        let sandbox = Self { shared: Arc::new(shared) };
        let texts: Vec<String> =
            sqlx::query_scalar("SELECT toml FROM policy ORDER BY id").fetch_all(sandbox.pool()).await?;
        for text in texts {
            let policy = Policy::parse(&text).map_err(|problems| {
                SandboxError::Policy(problems.first().map(ToString::to_string).unwrap_or_default())
            })?;
            sandbox.remember(policy);
        }
        sandbox.load_items().await?;
        Ok(sandbox)
    }

    fn pool(&self) -> &SqlitePool {
        &self.shared.pool
    }

    fn now(&self) -> NaiveDateTime {
        (self.shared.clock)()
    }

    fn remember(&self, policy: Policy) {
        let mut policies = self.shared.policies.write().unwrap_or_else(PoisonError::into_inner);
        policies.insert(policy.id.to_string(), Arc::new(policy));
    }

    /// Lets a fault strike the next `times` messages of a transaction.
    pub fn fail(&self, infno: Interface, fault: Fault, times: u32) {
        self.shared.faults.arm(infno, fault, times);
    }

    /// Ends a fault.
    pub fn heal(&self, infno: Interface) {
        self.shared.faults.disarm(infno);
    }

    /// The platform without a network. An answer that takes longer than `within` counts as none.
    pub fn in_process(&self, within: Duration) -> InProcess {
        InProcess { sandbox: self.clone(), within }
    }

    /// Lets a fault strike, and handles the message. It continues even when nobody waits any more.
    async fn deliver(&self, bytes: Vec<u8>) -> Fate {
        let sandbox = self.clone();
        let handled = tokio::spawn(async move { sandbox.deliver_here(bytes).await }).await;
        handled.unwrap_or(Fate::Broken)
    }

    async fn deliver_here(&self, bytes: Vec<u8>) -> Fate {
        let fault = handle::infno(&bytes).and_then(|infno| self.shared.faults.strike(infno));
        let handled = match &fault {
            Some(Fault::RequestLost {}) => return Fate::Silent,
            Some(Fault::Reset {}) => return Fate::Broken,
            Some(Fault::RequestLate { millis }) => {
                tokio::time::sleep(Duration::from_millis(*millis)).await;
                self.handle(&bytes, None).await
            }
            Some(Fault::Twice {}) => match self.handle(&bytes, None).await {
                Ok(_) => self.handle(&bytes, None).await,
                broken => broken,
            },
            fault => self.handle(&bytes, fault.as_ref()).await,
        };
        match (handled, fault) {
            (Err(error), _) => {
                tracing::error!(%error, "the sandbox platform broke");
                Fate::Broken
            }
            (Ok(_), Some(Fault::ReplyLost {})) => Fate::Silent,
            (Ok(_), Some(Fault::ResetAfter {})) => Fate::Broken,
            (Ok(_), Some(Fault::RefusedThough { message })) => match handle::refusal(self.now(), message) {
                Ok(answer) => Fate::Answer(answer),
                Err(_) => Fate::Broken,
            },
            (Ok(answer), Some(Fault::Lie { says })) => match fault::lie(&answer, &says) {
                Ok(answer) => Fate::Answer(answer),
                Err(error) => {
                    tracing::error!(%error, "the sandbox platform cannot lie about this");
                    Fate::Broken
                }
            },
            (Ok(_), Some(Fault::Garbage {})) => Fate::Answer(b"<html>gateway</html>".to_vec()),
            (Ok(answer), Some(Fault::ReplyLate { millis })) => {
                tokio::time::sleep(Duration::from_millis(millis)).await;
                Fate::Answer(answer)
            }
            (Ok(answer), _) => Fate::Answer(answer),
        }
    }
}

/// What a sender sees.
enum Fate {
    Answer(Vec<u8>),
    Silent,
    Broken,
}

/// The sandbox as a [`Platform`], without a network.
#[derive(Clone, Debug)]
pub struct InProcess {
    sandbox: Sandbox,
    within: Duration,
}

impl Platform for InProcess {
    fn send(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, Silence>> {
        Box::pin(async move {
            let silent = Silence::TimedOut(self.within);
            match tokio::time::timeout(self.within, self.sandbox.deliver(bytes)).await {
                Ok(Fate::Answer(answer)) => Ok(answer),
                Ok(Fate::Broken) => Err(Silence::Broken("connection reset".to_owned())),
                Ok(Fate::Silent) => {
                    tokio::time::sleep(self.within).await;
                    Err(silent)
                }
                Err(_) => Err(silent),
            }
        })
    }
}
