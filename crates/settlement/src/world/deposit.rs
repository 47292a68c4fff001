//! Deposits: taken and given back.

use super::{
    Decision, Deposit, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
    change::{change, post},
};
use crate::{ledger, limits};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, DepositId},
    message::Refusal,
    money::Yuan,
    settlement::{DepositRefund, DepositReturned, DepositTaken, command},
};
use std::cmp::Reverse;

impl Decide<World> for command::TakeDeposit {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { deposit, admission, amount, method } = *self;
        let bill = bill_of(world, admission)?;
        not_cancelled(bill)?;
        if world.deposits.contains(&deposit) {
            return Refusal::new("deposit-id-used").field("deposit").err();
        }
        // The amount itself must be within bounds before anything is added to it.
        let possible = amount > Yuan::ZERO && amount <= limits::AMOUNT_MAX;
        if !possible || amount + bill.deposits_held > limits::AMOUNT_MAX {
            return Refusal::new("deposit-range")
                .field("amount")
                .with("value", amount)
                .with("max", limits::AMOUNT_MAX)
                .err();
        }
        if let Some(settlement) = world.current_settlement(admission) {
            match settlement.state {
                SettlementState::Paid => return Refusal::new("bill-closed").err(),
                SettlementState::TakingBack => return Refusal::new("settlement-taking-back").err(),
                SettlementState::Presettled
                | SettlementState::Consented
                | SettlementState::Submitted
                | SettlementState::Settled
                | SettlementState::Superseded
                | SettlementState::TakenBack => {}
            }
        }
        if world.deposits(admission).count() >= limits::DEPOSITS_MAX {
            return Refusal::new("deposits-max").with("max", limits::DEPOSITS_MAX as i64).err();
        }
        Ok(vec![DepositTaken { deposit, admission, amount, method, postings: ledger::deposited(amount) }.into()])
    }
}

impl Apply<World> for DepositTaken {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let row = Deposit {
            deposit: self.deposit,
            admission: self.admission,
            amount: self.amount,
            method: self.method,
            at: stamp.at,
            returned: Yuan::ZERO,
            returned_at: None,
            seq: stamp.seq,
        };
        world.deposits_of.insert((row.admission, row.deposit), ());
        world.deposits.insert(row.deposit, row);
        change(world, self.admission, stamp, |bill| bill.deposits_held += self.amount);
        post(world, self.admission, &self.postings, stamp);
    }
}

impl Decide<World> for command::ReturnDeposit {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let deposit = self.deposit;
        let row = world.deposit(deposit).ok_or_else(|| Refusal::new("deposit-unknown").field("deposit"))?;
        if let Some(at) = row.returned_at.filter(|_| row.left().is_zero()) {
            return Refusal::new("deposit-returned").field("deposit").with("at", at).err();
        }
        unlocked(world, row.admission)?;
        let most = world.most_returnable(row);
        let amount = self.amount.unwrap_or(most);
        if amount <= Yuan::ZERO || amount > most {
            return Refusal::new("deposit-return-range").field("amount").with("value", amount).with("max", most).err();
        }
        let (admission, reason, postings) = (row.admission, self.reason.clone(), ledger::deposited(-amount));
        Ok(vec![DepositReturned { deposit, admission, amount, reason, postings }.into()])
    }
}

impl World {
    /// The most that can be given back of a deposit: what is left of it, but no more than is held for the stay. Of which
    /// deposit money went back with a payment was not always recorded.
    pub fn most_returnable(&self, row: &Deposit) -> Yuan {
        let held = self.bill(row.admission).map_or(Yuan::ZERO, |bill| bill.deposits_held);
        row.left().min(held)
    }

    /// Of which deposits of a stay so much goes back, the one of which most is left first: each by the way it came.
    pub fn deposit_refunds(&self, admission: AdmissionId, amount: Yuan) -> Vec<DepositRefund> {
        let mut rows: Vec<&Deposit> = self.deposits(admission).collect();
        rows.sort_by_key(|row| (Reverse(row.left()), row.deposit));
        let (mut rest, mut refunds) = (amount, Vec::new());
        for row in rows {
            let part = row.left().min(rest);
            if !part.is_zero() {
                refunds.push(DepositRefund { deposit: row.deposit, amount: part, method: row.method });
            }
            rest -= part;
        }
        refunds
    }
}

/// So much of a deposit has gone back.
pub(super) fn gave_back(world: &mut World, deposit: DepositId, amount: Yuan, stamp: Stamp) {
    world.deposits.update(&deposit, |row| {
        row.returned += amount;
        row.returned_at = Some(stamp.at);
        row.seq = stamp.seq;
    });
}

impl Apply<World> for DepositReturned {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        gave_back(world, self.deposit, self.amount, stamp);
        change(world, self.admission, stamp, |bill| bill.deposits_held -= self.amount);
        post(world, self.admission, &self.postings, stamp);
    }
}
