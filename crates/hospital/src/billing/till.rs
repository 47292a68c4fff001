//! Through whose hands money goes.

use crate::{deciding::Deciding, failure::Failure};
use model::settlement::{Event, command};

/// Notes at the till of the login that acts what these events, which were just decided, took or gave back. What the
/// hospital does by itself goes through nobody's hands.
///
/// # Errors
/// None of its own.
pub(crate) fn note(deciding: &mut Deciding<'_>, events: &[Event]) -> Result<(), Failure> {
    let moved = deciding.worlds().settlement.moved(events);
    if let Some(till) = deciding.actor().user.filter(|_| !moved.is_empty()) {
        deciding.settlement(command::MoveTill { till, moved })?;
    }
    Ok(())
}
