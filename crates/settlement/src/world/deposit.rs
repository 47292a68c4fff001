//! Deposits: taken and given back.

use super::{
    Decision, Deposit, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
    change::{change, post},
};
use crate::{ledger, limits};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    message::Refusal,
    money::Yuan,
    settlement::{DepositReturned, DepositTaken, command},
};

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
            returned: None,
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
        let (deposit, reason) = (self.deposit, &self.reason);
        let row = world.deposit(deposit).ok_or_else(|| Refusal::new("deposit-unknown").field("deposit"))?;
        if let Some((at, _)) = &row.returned {
            return Refusal::new("deposit-returned").field("deposit").with("at", *at).err();
        }
        unlocked(world, row.admission)?;
        let held = bill_of(world, row.admission)?.deposits_held;
        if row.amount > held {
            // A part of it went back when a settlement was paid that has been taken back since.
            return Refusal::new("deposit-partly-returned")
                .field("deposit")
                .with("value", row.amount)
                .with("held", held)
                .err();
        }
        Ok(vec![
            DepositReturned {
                deposit,
                admission: row.admission,
                amount: row.amount,
                reason: reason.clone(),
                postings: ledger::deposited(-row.amount),
            }
            .into(),
        ])
    }
}

impl Apply<World> for DepositReturned {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let reason = self.reason.clone();
        world.deposits.update(&self.deposit, |row| {
            row.returned = Some((stamp.at, reason));
            row.seq = stamp.seq;
        });
        change(world, self.admission, stamp, |bill| bill.deposits_held -= self.amount);
        post(world, self.admission, &self.postings, stamp);
    }
}
