//! Changes that several events make.

use super::{Bill, Settlement, SettlementState, World};
use model::{
    decide::Stamp,
    id::{AdmissionId, SettlementId},
    settlement::Posting,
};

/// Changes a bill. The event was decided, so the bill is there; if not, the world does not match the journal.
pub(super) fn change(world: &mut World, admission: AdmissionId, stamp: Stamp, change: impl FnOnce(&mut Bill)) {
    assert!(world.bills.contains(&admission), "event {} is about a bill that is not there", stamp.seq);
    world.bills.update(&admission, |row| {
        change(row);
        row.seq = stamp.seq;
    });
}

pub(super) fn change_settlement(
    world: &mut World,
    settlement: SettlementId,
    stamp: Stamp,
    change_row: impl FnOnce(&mut Settlement),
) {
    let Some(row) = world.settlements.get(&settlement) else {
        panic!("event {} is about a settlement that is not there", stamp.seq)
    };
    let admission = row.admission;
    world.settlements.update(&settlement, |row| {
        change_row(row);
        row.seq = stamp.seq;
    });
    change(world, admission, stamp, |_| {});
}

/// Posts to the hospital's ledger and to the bill's part of it.
pub(super) fn post(world: &mut World, admission: AdmissionId, postings: &[Posting], stamp: Stamp) {
    for posting in postings {
        let before = world.balances.get(&posting.account).copied().unwrap_or_default();
        world.balances.insert(posting.account, before + posting.amount);
    }
    change(world, admission, stamp, |bill| bill.balances.post(postings));
}

/// Lines or a new trial supersede the settlement that was shown; one that was sent or settled stays.
pub(super) fn supersede(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let shown = |state| matches!(state, SettlementState::Presettled | SettlementState::Consented);
    let shown: Vec<SettlementId> =
        world.settlements(admission).filter(|row| shown(row.state)).map(|row| row.settlement).collect();
    for settlement in shown {
        world.settlements.update(&settlement, |row| {
            row.state = SettlementState::Superseded;
            row.seq = stamp.seq;
        });
    }
}
