//! The till of a login: what went through its hands since its last close, by the way of paying.
//!
//! A movement belongs to the close that is the next in the journal, whatever any clock said.

use super::{Decision, Till, TillClose, World};
use crate::limits;
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::UserId,
    message::Refusal,
    money::Yuan,
    settlement::{Event, PayMethod, TillClosed, TillMove, TillMoved, TillSum, command},
};

impl Decide<World> for command::MoveTill {
    fn decide(&self, _: &World, _: &Context) -> Decision {
        let (till, moved) = (self.till, self.moved.clone());
        Ok(vec![TillMoved { till, moved }.into()])
    }
}

impl Apply<World> for TillMoved {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let mut row = world.tills.get(&self.till).cloned().unwrap_or_else(|| Till::new(self.till));
        for one in &self.moved {
            add(&mut row.sums, *one);
        }
        row.moves += 1;
        row.since.get_or_insert(stamp.at);
        row.seq = stamp.seq;
        world.tills.insert(self.till, row);
    }
}

fn add(sums: &mut Vec<TillSum>, one: TillMove) {
    let place = sums.iter().position(|sum| sum.method == one.method).unwrap_or_else(|| {
        sums.push(TillSum { method: one.method, taken: Yuan::ZERO, returned: Yuan::ZERO });
        sums.len() - 1
    });
    let Some(sum) = sums.get_mut(place) else { return };
    if one.amount.is_negative() {
        sum.returned -= one.amount;
    } else {
        sum.taken += one.amount;
    }
}

impl Decide<World> for command::CloseTill {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { till, seen, counted, ref reason } = *self;
        let Some(row) = world.till(till).filter(|row| row.moves > 0) else {
            return Refusal::new("till-empty").err();
        };
        if row.seq != seen {
            return Refusal::new("till-moved").field("seen").with("count", row.moves).err();
        }
        if counted.is_negative() || counted > limits::AMOUNT_MAX {
            return Refusal::new("till-counted-range")
                .field("counted")
                .with("value", counted)
                .with("max", limits::AMOUNT_MAX)
                .err();
        }
        let expected = row.cash();
        let difference = counted - expected;
        if !difference.is_zero() && reason.text.is_none() {
            return Refusal::new("till-reason-missing")
                .field("text")
                .with("counted", counted)
                .with("expected", expected)
                .err();
        }
        let reason = (!difference.is_zero()).then(|| reason.clone());
        Ok(vec![TillClosed { till, sums: row.sums.clone(), counted, difference, reason }.into()])
    }
}

impl Apply<World> for TillClosed {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let mut row = world.tills.get(&self.till).cloned().unwrap_or_else(|| Till::new(self.till));
        row.closes += 1;
        let close = TillClose {
            till: self.till,
            number: row.closes,
            since: row.since,
            at: stamp.at,
            moves: row.moves,
            sums: self.sums.clone(),
            counted: self.counted,
            difference: self.difference,
            reason: self.reason.clone(),
            seq: stamp.seq,
        };
        (row.sums, row.moves, row.since, row.seq) = (Vec::new(), 0, None, stamp.seq);
        world.till_closes.insert((self.till, close.number), close);
        world.tills.insert(self.till, row);
    }
}

impl World {
    /// What went through the hands of a login since its last close.
    pub fn till(&self, till: UserId) -> Option<&Till> {
        self.tills.get(&till)
    }

    /// The closes of a login, in order.
    pub fn till_closes(&self, till: UserId) -> impl DoubleEndedIterator<Item = &TillClose> {
        self.till_closes.range((till, 0)..=(till, u32::MAX)).map(|(_, row)| row)
    }

    /// What money moved by these events, which are applied: in, or out if negative. What goes back with a settlement
    /// that is taken back is noted where that is decided.
    pub fn moved(&self, events: &[Event]) -> Vec<TillMove> {
        let mut moved = Vec::new();
        let mut add = |method: PayMethod, amount: Yuan| {
            if !amount.is_zero() {
                moved.push(TillMove { method, amount });
            }
        };
        for event in events {
            match event {
                Event::DepositTaken(taken) => add(taken.method, taken.amount),
                Event::DepositReturned(back) => {
                    if let Some(row) = self.deposit(back.deposit) {
                        add(row.method, -back.amount);
                    }
                }
                Event::PaymentTaken(paid) => add(paid.method, paid.amount),
                Event::SettlementPaid(paid) => {
                    add(paid.method, paid.arrears);
                    paid.refunds.iter().for_each(|refund| add(refund.method, -refund.amount));
                }
                Event::PolicyAdopted(_)
                | Event::ProfileAdopted(_)
                | Event::ItemPriced(_)
                | Event::BillOpened(_)
                | Event::BillInsured(_)
                | Event::BillCancelled(_)
                | Event::ChargePosted(_)
                | Event::ChargeRefunded(_)
                | Event::ExchangeIntended(_)
                | Event::ExchangeAnswered(_)
                | Event::AnswerSetAside(_)
                | Event::ExchangeUnknown(_)
                | Event::Presettled(_)
                | Event::DifferenceConfirmed(_)
                | Event::RegistrationClosed(_)
                | Event::ConsentGiven(_)
                | Event::SettlementSubmitted(_)
                | Event::SettlementSettled(_)
                | Event::SettlementReopened(_)
                | Event::SettlementTakingBack(_)
                | Event::SettlementTakenBack(_)
                | Event::SettlementKept(_)
                | Event::TillMoved(_)
                | Event::TillClosed(_) => {}
            }
        }
        moved
    }
}
