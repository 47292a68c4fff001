//! What is read, as pages do, and what the checker says should have been read.

use super::scene;
use crate::worlds::Worlds;
use model::{
    id::{AdmissionId, BedId, Seq, SlotId},
    settlement::Account,
};
use scheduling::read::{BedState, Moment};
use std::collections::BTreeMap;

/// What somebody read after an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) seq: Seq,
    /// How many seats are taken, with those that were added.
    pub(super) taken: BTreeMap<SlotId, usize>,
    /// How beds stand, and whose they are.
    pub(super) beds: BTreeMap<BedId, (BedState, Option<AdmissionId>)>,
    /// The ledger, in fen.
    pub(super) balances: BTreeMap<Account, i64>,
}

impl Seen {
    pub(super) fn of(worlds: &Worlds, moment: Moment) -> Self {
        let scene = scene::scene();
        let slots = scene.clinics.iter().flat_map(|clinic| &clinic.slots);
        let taken = |slot: &SlotId| {
            let shown = worlds.scheduling.slot(*slot, moment)?;
            Some((*slot, usize::from(shown.taken + shown.add_ons)))
        };
        let beds = scene.wards.iter().flat_map(|ward| &ward.beds);
        let bed = |bed: &BedId| {
            let shown = worlds.scheduling.bed(*bed, moment)?;
            Some((*bed, (shown.state, shown.occupant.map(|stay| stay.id))))
        };
        let balances = worlds.settlement.ledger_balances();
        Self {
            seq: worlds.seq,
            taken: slots.filter_map(taken).collect(),
            beds: beds.filter_map(bed).collect(),
            balances: balances.into_iter().map(|(account, amount)| (account, amount.fen())).collect(),
        }
    }
}
