//! Exchanges with the insurance platform (decisions.md D9): nothing is sent before it is journalled, nothing is sent
//! twice, and an answer that does not come is a state that gets resolved.
//!
//! * [`converse`]: intend (journalled with its very bytes, sealed) → durable → send once → record the answer or the
//!   silence.
//! * [`stay`]: the facts of a stay, and the typed messages made from them.
//! * [`step`]: what a stay needs from the platform: registration (1101, 2401), lines (2301), trial (2303), settlement
//!   (2304), its taking back (2305), discharge (2402) and its taking back (2405); what an unknown outcome needs: query
//!   (5203), reversal (2601); and what takes a registration back: lines deleted (2302), admission undone (2404).
//! * [`recover`]: the task that resolves unknown outcomes, after a restart and from time to time.
//! * [`shared`]: what exchanges share, and the parts of the hospital that they are given.
//! * [`gate`]: when a message may go out at all: the platform's hours, and pauses while it answers nobody.
//! * [`connection`]: how the connection to the platform is, for the pages.
//!
//! A use case declares what it needs from the platform ([`Talk`]): [`speak`] sends what must have been sent before it
//! can be decided, [`after`] what follows from it. The same code serves the running hospital ([`Live`]) and the making
//! of a history, both of which implement [`Writes`].

mod connection;
mod converse;
mod gate;
mod recover;
mod registration;
mod shared;
mod stay;
mod step;
mod writes;

pub use connection::{ConnectionState, PlatformConnection};
pub use gate::{Closed, Patience};
pub(crate) use recover::run;
pub use shared::Settings;
pub(crate) use shared::{Exchanges, Parts};
pub(crate) use writes::{Live, Numbering, Writes};

use crate::{billing, deciding::Decision, failure::Failure, request::Answer, usecase::Talk, writer::keys::KeyUse};
use model::{actor::Actor, interface::Interface};

/// Sends what follows from what was decided. A platform that does not answer holds nobody up; the recovery or the next
/// trial tries again.
pub(crate) async fn after<W: Writes>(writes: &mut W, talk: Talk) {
    match talk {
        Talk::Discharged(admission) => {
            if let Err(failure) = step::discharge(writes, admission).await {
                tracing::info!(%admission, %failure, infno = %Interface::Discharge, "the platform will be told again");
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
        | Talk::TakeBack(_)
        | Talk::RegisterAgain(_)
        | Talk::Tells => {}
    }
}

/// Sends what a request needs sent. `decision`: the request's own, made only if it is needed. `Some`: the request was
/// itself an exchange, and this is its answer. A 2304 is journalled under the request's own key, sent once, and its
/// answer recorded; whatever becomes of it, the answer is that it was begun, and the bill shows the rest.
///
/// # Errors
/// `platform-silent`, `platform-closed`, `platform-away`, `platform-refused`, or what the deciders refuse; then the request cannot be decided either, and
/// no 2304 was sent.
pub(crate) async fn speak<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    talk: Talk,
    decision: impl Future<Output = Result<Decision, Failure>> + Send,
) -> Result<Option<Answer>, Failure> {
    match talk {
        Talk::RegisterFirst(admission) => {
            step::register(writes, actor, admission).await?;
            Ok(None)
        }
        Talk::TrialFirst(admission) => {
            billing::check_in_bed(&writes.exchanges().worlds(), admission)?;
            step::register(writes, actor, admission).await?;
            step::undo_discharge(writes, actor, admission).await?;
            step::upload(writes, actor, admission).await?;
            step::count_in_year(writes, actor, admission).await?;
            step::trial(writes, actor, admission).await?;
            Ok(None)
        }
        Talk::Settle(settlement) => step::settle(writes, actor, key, settlement).await.map(Some),
        Talk::TakeBack(settlement) => {
            let answer = writes.decide(actor, key, decision.await?).await?;
            let found = writes.exchanges().worlds().settlement.settlement(settlement).map(|row| row.admission);
            if let Some(admission) = found
                && let Err(failure) = step::take_back(writes, actor, admission).await
            {
                tracing::info!(%admission, %failure, infno = %Interface::SettlementUndo, "it is sent again");
                writes.exchanges().wake();
            }
            Ok(Some(answer))
        }
        Talk::RegisterAgain(admission) => {
            let answer = writes.decide(actor, key, decision.await?).await?;
            step::register_again(writes, actor, admission).await?;
            Ok(Some(answer))
        }
        Talk::Nothing | Talk::Tells | Talk::Discharged(_) | Talk::Insured(_) => Ok(None),
    }
}
