//! What use cases of the waiting list share.

use super::prelude::*;
use model::{
    id::{DepartmentId, SlotId, WaitlistEntryId},
    scheduling::Command,
};

/// Who waits, and for which department; notes that this is done on behalf of that person.
pub(super) fn found(deciding: &mut Deciding<'_>, entry: WaitlistEntryId) -> Result<(PersonId, DepartmentId), Failure> {
    let found = deciding.worlds().scheduling.who_waits(entry).ok_or_else(|| not_there("entry"))?;
    deciding.on_behalf_of(found.0);
    Ok(found)
}

/// Asks scheduling for a decision that concerns no other domain.
pub(super) fn only(
    deciding: &mut Deciding<'_>,
    entry: WaitlistEntryId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    found(deciding, entry)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}

/// Who waits and for which department, if no other seat is offered than the one that is answered.
pub(super) fn offered(
    deciding: &mut Deciding<'_>,
    (entry, slot): (WaitlistEntryId, SlotId),
) -> Result<(PersonId, DepartmentId), Failure> {
    let found = found(deciding, entry)?;
    match deciding.worlds().scheduling.offered_to(entry) {
        Some(other) if other != slot => Err(Refusal::new("offer-changed").field("slot").into()),
        _ => Ok(found),
    }
}

/// Asks scheduling for the answer to an offer.
pub(super) fn answered(
    deciding: &mut Deciding<'_>,
    offer: (WaitlistEntryId, SlotId),
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    offered(deciding, offer)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}
