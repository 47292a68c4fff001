//! Snapshots: only the rows, ordered by id. The same log gives the same bytes.

use super::{Adopted, Bill, Deposit, Exchange, Item, Line, RefundLine, Settlement, Till, TillClose, World, exchange};
use crate::policy::Policy;
use model::{
    code::PolicyCode,
    decide::Decider,
    id::AdmissionId,
    money::Yuan,
    settlement::{Account, Profile},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that a [`World`] holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// (event number, what it adopted).
    profiles: Vec<(u64, Profile)>,
    /// (id, event number, text).
    policies: Vec<(PolicyCode, u64, String)>,
    items: Vec<Item>,
    bills: Vec<Bill>,
    lines: Vec<(AdmissionId, u32, Line)>,
    refunds: Vec<(AdmissionId, u32, RefundLine)>,
    deposits: Vec<Deposit>,
    settlements: Vec<Settlement>,
    exchanges: Vec<Exchange>,
    balances: Vec<(Account, Yuan)>,
    /// (year, the last number of a receipt).
    receipts: Vec<(i32, u32)>,
    tills: Vec<Till>,
    till_closes: Vec<TillClose>,
}

impl World {
    /// The rows, ordered by id.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            profiles: self.profiles.iter().map(|(seq, row)| (*seq, row.clone())).collect(),
            policies: self.policies.iter().map(|(id, row)| (id.clone(), row.seq, row.toml.clone())).collect(),
            items: self.items.iter().map(|(_, row)| row.clone()).collect(),
            bills: self.bills.iter().map(|(_, row)| row.clone()).collect(),
            lines: self.lines.iter().map(|(key, row)| (key.0, key.1, row.clone())).collect(),
            refunds: self.refunds.iter().map(|(key, row)| (key.0, key.1, row.clone())).collect(),
            deposits: self.deposits.iter().map(|(_, row)| row.clone()).collect(),
            settlements: self.settlements.iter().map(|(_, row)| row.clone()).collect(),
            exchanges: self.exchanges.iter().map(|(_, row)| row.clone()).collect(),
            balances: self.balances.iter().map(|(account, amount)| (*account, *amount)).collect(),
            receipts: self.receipts.iter().map(|(year, number)| (*year, *number)).collect(),
            tills: self.tills.iter().map(|(_, row)| row.clone()).collect(),
            till_closes: self.till_closes.iter().map(|(_, row)| row.clone()).collect(),
        }
    }

    /// The world of a snapshot, with its indexes; its state counts as durable. A policy was checked when it was
    /// adopted; if this program cannot read it, the process ends.
    pub fn restore(snapshot: Snapshot) -> Self {
        let policies = snapshot.policies.into_iter().map(|(id, seq, toml)| {
            let Ok(policy) = Policy::parse(&toml) else { panic!("the adopted policy {id} cannot be read") };
            (id, Adopted { toml, policy: Arc::new(policy), seq })
        });
        let charges = snapshot.lines.iter().map(|(stay, position, row)| (row.charge, (*stay, *position)));
        let refund_ids = snapshot.refunds.iter().map(|(stay, position, row)| (row.refund, (*stay, *position)));
        let settlements_of = snapshot.settlements.iter().map(|row| ((row.admission, row.number), row.settlement));
        let mut world = Self {
            profiles: snapshot.profiles.into_iter().collect(),
            policies: policies.collect(),
            items: snapshot.items.into_iter().map(|row| (row.item.clone(), row)).collect(),
            bills: snapshot.bills.into_iter().map(|row| (row.admission, row)).collect(),
            charges: charges.collect(),
            lines: snapshot.lines.into_iter().map(|(stay, position, row)| ((stay, position), row)).collect(),
            refund_ids: refund_ids.collect(),
            refunds: snapshot.refunds.into_iter().map(|(stay, position, row)| ((stay, position), row)).collect(),
            deposits_of: snapshot.deposits.iter().map(|row| ((row.admission, row.deposit), ())).collect(),
            deposits: snapshot.deposits.into_iter().map(|row| (row.deposit, row)).collect(),
            settlements_of: settlements_of.collect(),
            settlements: snapshot.settlements.into_iter().map(|row| (row.settlement, row)).collect(),
            balances: snapshot.balances.into_iter().collect(),
            receipts: snapshot.receipts.into_iter().collect(),
            tills: snapshot.tills.into_iter().map(|row| (row.till, row)).collect(),
            till_closes: snapshot.till_closes.into_iter().map(|row| ((row.till, row.number), row)).collect(),
            ..Self::default()
        };
        for row in &snapshot.exchanges {
            exchange::index_exchange(&mut world, row);
            world.durable();
        }
        world.exchanges = snapshot.exchanges.into_iter().map(|row| (row.exchange, row)).collect();
        world
    }
}
