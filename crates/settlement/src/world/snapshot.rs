//! Snapshots: only the rows, ordered by id. The same log gives the same bytes.

use super::{Adopted, Bill, Deposit, Exchange, Item, Line, RefundLine, Settlement, World, exchange};
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
        }
    }

    /// The world of a snapshot, with its indexes; its state counts as durable. A policy was checked when it was
    /// adopted; if this program cannot read it, the process ends.
    pub fn restore(snapshot: Snapshot) -> Self {
        let mut world = Self::default();
        for (seq, row) in snapshot.profiles {
            world.profiles.insert(seq, row);
        }
        for (id, seq, toml) in snapshot.policies {
            let Ok(policy) = Policy::parse(&toml) else { panic!("the adopted policy {id} cannot be read") };
            world.policies.insert(id, Adopted { toml, policy: Arc::new(policy), seq });
        }
        for row in snapshot.items {
            world.items.insert(row.item.clone(), row);
        }
        for row in snapshot.bills {
            world.bills.insert(row.admission, row);
        }
        for (admission, position, row) in snapshot.lines {
            world.charges.insert(row.charge, (admission, position));
            world.lines.insert((admission, position), row);
        }
        for (admission, position, row) in snapshot.refunds {
            world.refund_ids.insert(row.refund, (admission, position));
            world.refunds.insert((admission, position), row);
        }
        for row in snapshot.deposits {
            world.deposits_of.insert((row.admission, row.deposit), ());
            world.deposits.insert(row.deposit, row);
        }
        for row in snapshot.settlements {
            world.settlements_of.insert((row.admission, row.number), row.settlement);
            world.settlements.insert(row.settlement, row);
        }
        for row in snapshot.exchanges {
            exchange::index_exchange(&mut world, &row);
            world.exchanges.insert(row.exchange, row);
        }
        for (account, amount) in snapshot.balances {
            world.balances.insert(account, amount);
        }
        world.durable();
        world
    }
}
