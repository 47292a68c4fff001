//! Exchanges with the insurance platform (design D9): nothing is sent before it is journalled, nothing is sent twice, and an
//! answer that does not come is a state that gets resolved.
//!
//! * [`converse`]: intend (journalled with its very bytes, sealed) → durable → send once → record the answer or the silence.
//! * [`stay`]: the facts of a stay, and the typed messages made from them.
//! * [`step`]: what a stay needs of the platform: registration (1101, 2401), lines (2301), trial (2303), settlement (2304),
//!   discharge (2402); what an unknown outcome needs: query (5203), reversal (2601); and what takes a registration back:
//!   lines deleted (2302), admission undone (2404).
//! * [`recover`]: the task that resolves unknown outcomes, after a restart and from time to time.
//! * [`line`]: how the line to the platform is, for the badge on the pages.
//!
//! Use cases call in here from two places: [`before`], for what must have been said before something can be decided, and
//! [`after`], for what follows from it. `Settle` is an exchange itself ([`speak`]). The same code serves the running
//! hospital and the making of a past ([`desk`]).

mod converse;
mod desk;
mod line;
mod recover;
mod stay;
mod step;

pub(crate) use desk::{Live, Past};
pub use line::{LineState, PlatformLine};
pub(crate) use recover::run;

use crate::{
    failure::Failure,
    hospital::Hospital,
    request::{Answer, Request},
    writer::keys::KeyUse,
};
use desk::Writes;
use model::{
    actor::Actor,
    id::{AdmissionId, ExchangeId},
    scheduling::Formality,
    time::BusinessDate,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// How this hospital talks to the platform.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who sends.
    pub sender: payer::Sender,
    /// An answer later than this is none; real time.
    pub within: Duration,
}

impl Settings {
    /// A hospital that waits eight seconds for an answer.
    #[must_use]
    pub const fn new(sender: payer::Sender) -> Self {
        Self { sender, within: Duration::from_secs(8) }
    }
}

/// What the exchanges of a running hospital share. Nothing in here must survive: the journal has it.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    /// Held while a message gets its number, until that number is journalled; by a bulk for its life. Whoever holds it may
    /// ask for the writer's place, never the other way round.
    pub(crate) numbering: Arc<tokio::sync::Mutex<()>>,
    memory: Mutex<Memory>,
    /// Something may need recovery, or a stay its discharge.
    wake: Notify,
}

#[derive(Debug, Default)]
struct Memory {
    /// `sign_no` and the day for which it is good.
    signed: Option<(String, BusinessDate)>,
    /// What 1101 said, by stay; else it is read from the journal.
    registrations: HashMap<AdmissionId, stay::Registration>,
    /// Sent by this node, not recorded yet: recovery leaves them alone.
    in_flight: HashSet<ExchangeId>,
    line: line::Seen,
}

/// Registrations kept in memory.
const REGISTRATIONS_MAX: usize = 4096;

impl Exchanges {
    /// There may be something to do.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says to the platform what must have been said before a request can be decided: the stay is registered before the
/// formality `insurance` is done; the lines are uploaded and the trial is made before it is shown.
///
/// # Errors
/// `platform-silent`, `platform-refused`, or what the deciders refuse; then the request cannot be decided either.
async fn before<W: Writes>(writes: &mut W, actor: &Actor, request: &Request) -> Result<(), Failure> {
    match request {
        Request::DoFormality { admission, formality: Formality::Insurance } => {
            step::register(writes, actor, *admission).await
        }
        Request::Presettle { admission } => {
            crate::billing::check_in_bed(&writes.hospital().worlds(), *admission)?;
            step::register(writes, actor, *admission).await?;
            step::upload(writes, actor, *admission).await?;
            step::trial(writes, actor, *admission).await
        }
        _ => Ok(()),
    }
}

/// Says what follows from a request: 2402 after the discharge, 1101 and 2401 after insurance became known. A platform that
/// does not answer holds nobody back; the recovery or the next trial tries again.
pub(crate) async fn after<W: Writes>(writes: &mut W, request: &Request) {
    match request {
        Request::Discharge { admission } => {
            if let Err(failure) = step::discharge(writes, *admission).await {
                tracing::info!(%admission, %failure, "2402 will be tried again");
            }
        }
        Request::AddCoverage { person, .. } | Request::MergePersons { into: person, .. } => {
            for admission in step::unregistered(writes, *person) {
                if let Err(failure) = step::register(writes, &Actor::system(), admission).await {
                    tracing::info!(%admission, %failure, "the insurance is registered with the next trial");
                }
            }
        }
        _ => {}
    }
}

/// Does something follow that the running hospital says in the background?
pub(crate) const fn follows(request: &Request) -> bool {
    matches!(request, Request::AddCoverage { .. } | Request::MergePersons { .. })
}

/// Says what a request needs said. `Some`: the request was an exchange itself, and this is its answer. A 2304 is journalled
/// under the request's own key, sent once, and its answer recorded; whatever becomes of it, the answer is that it was
/// begun, and the bill shows the rest.
///
/// # Errors
/// As [`before`], and what settlement refuses; then no 2304 was sent.
pub(crate) async fn speak<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    request: &Request,
) -> Result<Option<Answer>, Failure> {
    match request {
        Request::Settle { settlement } => step::settle(writes, actor, key, *settlement).await.map(Some),
        Request::ChooseCoverage { admission, .. } => {
            let decision = writes.hospital().decision(actor, request.clone()).await?;
            let answer = writes.decide(actor, key, decision).await?;
            step::register_again(writes, actor, *admission).await?;
            Ok(Some(answer))
        }
        request => before(writes, actor, request).await.map(|()| None),
    }
}

/// Does a request need anything said to the platform before it is decided?
pub(crate) const fn speaks(request: &Request) -> bool {
    matches!(
        request,
        Request::DoFormality { formality: Formality::Insurance, .. }
            | Request::Presettle { .. }
            | Request::Settle { .. }
            | Request::ChooseCoverage { .. }
    )
}

/// Should the platform hear of what was decided?
pub(crate) const fn tells(request: &Request) -> bool {
    matches!(
        request,
        Request::Discharge { .. }
            | Request::Pay { .. }
            | Request::CancelAdmission { .. }
            | Request::PayAllForNow { .. }
            | Request::UndoMerge { .. }
    )
}

impl Hospital {
    /// [`speak`] for the running hospital. A key that was used before says nothing again.
    ///
    /// # Errors
    /// As [`speak`].
    pub(crate) async fn speak(
        &self,
        actor: &Actor,
        key: &KeyUse,
        request: &Request,
    ) -> Result<Option<Answer>, Failure> {
        if !speaks(request) {
            return Ok(None);
        }
        if let Some(known) = self.inner.core.known(key).await? {
            return Ok(Some(known));
        }
        // Who asked may go away; what was begun is ended.
        let (mut live, actor, key, request) = (Live(self.clone()), actor.clone(), key.clone(), request.clone());
        let spoken = tokio::spawn(async move { speak(&mut live, &actor, Some(key), &request).await });
        spoken.await.unwrap_or(Err(Failure::Broken))
    }
}
