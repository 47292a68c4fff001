//! Exchanges with the insurance platform (decisions.md D9): nothing is sent before it is journalled, nothing is sent
//! twice, and an answer that does not come is a state that gets resolved.
//!
//! * [`converse`]: intend (journalled with its very bytes, sealed) → durable → send once → record the answer or the silence.
//! * [`stay`]: the facts of a stay, and the typed messages made from them.
//! * [`step`]: what a stay needs of the platform: registration (1101, 2401), lines (2301), trial (2303), settlement (2304),
//!   discharge (2402); what an unknown outcome needs: query (5203), reversal (2601); and what takes a registration back:
//!   lines deleted (2302), admission undone (2404).
//! * [`recover`]: the task that resolves unknown outcomes, after a restart and from time to time.
//! * [`line`]: how the line to the platform is, for the badge on the pages.
//!
//! A use case says what the platform has to do with it ([`Talk`]): [`speak`] says what must have been said before it can be
//! decided, [`after`] what follows from it. The same code serves the running hospital and the making of a past ([`desk`]).

mod converse;
mod desk;
mod line;
mod recover;
mod stay;
mod step;

pub(crate) use desk::{Live, Past};
pub use line::{LineState, PlatformLine};
pub(crate) use recover::run;

use crate::{failure::Failure, hospital::Hospital, request::Answer, usecase::Request, writer::keys::KeyUse};
use desk::Writes;
use model::{
    actor::Actor,
    id::{AdmissionId, ExchangeId, PersonId, SettlementId},
    time::BusinessDate,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use tracing::Instrument as _;

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

/// What the insurance platform has to do with a use case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Talk {
    /// Nothing.
    Nothing,
    /// Before it can be decided the stay is registered (1101, 2401).
    RegisterFirst(AdmissionId),
    /// Before it can be decided the stay is registered, its lines are uploaded (2301) and the trial is made (2303).
    TrialFirst(AdmissionId),
    /// It is an exchange itself (2304), which decides it.
    Settle(SettlementId),
    /// Once it is decided, and before it is answered, the stay is registered anew.
    RegisterAgain(AdmissionId),
    /// What was decided is to be told, by the recovery.
    Tells,
    /// The same, of who has left (2402).
    Discharged(AdmissionId),
    /// Once it is decided, the stays of this person that are not registered are (1101, 2401), in the background.
    Insured(PersonId),
}

impl Talk {
    /// Is anything said before it is decided, or by whom it is decided?
    pub(crate) const fn speaks(self) -> bool {
        match self {
            Self::RegisterFirst(_) | Self::TrialFirst(_) | Self::Settle(_) | Self::RegisterAgain(_) => true,
            Self::Nothing | Self::Tells | Self::Discharged(_) | Self::Insured(_) => false,
        }
    }

    /// Does the recovery find something to say, once it is decided?
    pub(crate) const fn wakes(self) -> bool {
        match self {
            Self::Tells | Self::Discharged(_) => true,
            Self::Nothing
            | Self::RegisterFirst(_)
            | Self::TrialFirst(_)
            | Self::Settle(_)
            | Self::RegisterAgain(_)
            | Self::Insured(_) => false,
        }
    }

    /// Does the running hospital go on with [`after`], once it is decided?
    pub(crate) const fn goes_on(self) -> bool {
        match self {
            Self::Insured(_) => true,
            Self::Nothing
            | Self::RegisterFirst(_)
            | Self::TrialFirst(_)
            | Self::Settle(_)
            | Self::RegisterAgain(_)
            | Self::Tells
            | Self::Discharged(_) => false,
        }
    }
}

/// Says what follows from what was decided. A platform that does not answer holds nobody back; the recovery or the next trial
/// tries again.
pub(crate) async fn after<W: Writes>(writes: &mut W, talk: Talk) {
    match talk {
        Talk::Discharged(admission) => {
            if let Err(failure) = step::discharge(writes, admission).await {
                tracing::info!(%admission, %failure, "2402 will be tried again");
            }
        }
        Talk::Insured(person) => {
            for admission in step::unregistered(writes, person) {
                if let Err(failure) = step::register(writes, &Actor::system(), admission).await {
                    tracing::info!(%admission, %failure, "the insurance is registered with the next trial");
                }
            }
        }
        Talk::Nothing
        | Talk::RegisterFirst(_)
        | Talk::TrialFirst(_)
        | Talk::Settle(_)
        | Talk::RegisterAgain(_)
        | Talk::Tells => {}
    }
}

/// Says what a request needs said. `Some`: the request was an exchange itself, and this is its answer. A 2304 is journalled
/// under the request's own key, sent once, and its answer recorded; whatever becomes of it, the answer is that it was
/// begun, and the bill shows the rest.
///
/// # Errors
/// `platform-silent`, `platform-refused`, or what the deciders refuse; then the request cannot be decided either, and no
/// 2304 was sent.
pub(crate) async fn speak<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    request: &Request,
) -> Result<Option<Answer>, Failure> {
    match request.talk() {
        Talk::RegisterFirst(admission) => {
            step::register(writes, actor, admission).await?;
            Ok(None)
        }
        Talk::TrialFirst(admission) => {
            crate::billing::check_in_bed(&writes.hospital().worlds(), admission)?;
            step::register(writes, actor, admission).await?;
            step::upload(writes, actor, admission).await?;
            step::trial(writes, actor, admission).await?;
            Ok(None)
        }
        Talk::Settle(settlement) => step::settle(writes, actor, key, settlement).await.map(Some),
        Talk::RegisterAgain(admission) => {
            let decision = writes.hospital().decision(actor, request.clone()).await?;
            let answer = writes.decide(actor, key, decision).await?;
            step::register_again(writes, actor, admission).await?;
            Ok(Some(answer))
        }
        Talk::Nothing | Talk::Tells | Talk::Discharged(_) | Talk::Insured(_) => Ok(None),
    }
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
        if !request.talk().speaks() {
            return Ok(None);
        }
        if let Some(known) = self.inner.core.known(key).await? {
            return Ok(Some(known));
        }
        // Who asked may go away; what was begun is ended.
        let (mut live, actor, key, request) = (Live(self.clone()), actor.clone(), key.clone(), request.clone());
        let spoken = async move { speak(&mut live, &actor, Some(key), &request).await };
        tokio::spawn(spoken.in_current_span()).await.unwrap_or(Err(Failure::Broken))
    }
}
