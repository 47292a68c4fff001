//! Numbers of receipts: without a gap within a year, because a number is given by the event that needs it, and each
//! event is decided after the one before it.

use super::World;
use chrono::Datelike;
use model::{decide::Context, settlement::ReceiptNumber};

/// The next number, in the hospital's year.
pub(super) fn next(world: &World, context: &Context) -> ReceiptNumber {
    let year = context.zone.date(context.now).0.year();
    ReceiptNumber { year, number: world.receipts.get(&year).copied().unwrap_or_default() + 1 }
}

/// A number was given.
pub(super) fn given(world: &mut World, receipt: Option<ReceiptNumber>) {
    if let Some(ReceiptNumber { year, number }) = receipt {
        world.receipts.insert(year, number);
    }
}
