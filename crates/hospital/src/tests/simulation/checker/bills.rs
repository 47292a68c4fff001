//! The checker's own idea of bills: what was charged, what was taken as a deposit, and the ledger.

use crate::{Answer, Request, usecase, worlds::Worlds};
use model::{
    code::ItemCode,
    event::Event,
    id::{AdmissionId, ChargeId, DepositId},
    scheduling,
    settlement::{self, Account, Posting},
};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};
use std::collections::{BTreeMap, BTreeSet};

/// A line of a bill, with what is left of it. Amounts are in fen.
struct Line {
    admission: AdmissionId,
    item: ItemCode,
    count: Decimal,
    left: Decimal,
    amount_left: i64,
}

/// A deposit, with what is left of it and each amount that was given back. Amounts are in fen.
struct Deposit {
    admission: AdmissionId,
    amount: i64,
    left: i64,
    returns: Vec<i64>,
}

/// All bills.
#[derive(Default)]
pub(super) struct Bills {
    prices: BTreeMap<ItemCode, Decimal>,
    opened: BTreeSet<AdmissionId>,
    cancelled: BTreeSet<AdmissionId>,
    lines: BTreeMap<ChargeId, Line>,
    refunds: BTreeMap<ChargeId, (ChargeId, Decimal)>,
    deposits: BTreeMap<DepositId, Deposit>,
    accounts: BTreeMap<(AdmissionId, Account), i64>,
    /// What the last event took (or gave back, if negative), until it is noted at a till. In fen.
    moved: i64,
}

impl Bills {
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Settlement(event) => self.settle(event),
            Event::Scheduling(scheduling::Event::AdmissionCancelled(cancelled)) => {
                self.cancelled.insert(cancelled.admission);
                Ok(())
            }
            Event::Scheduling(_) | Event::Journey(_) => Ok(()),
        }
    }

    fn settle(&mut self, event: &settlement::Event) -> Result<(), String> {
        match event {
            settlement::Event::ItemPriced(priced) => {
                self.prices.insert(priced.item.clone(), priced.unit_price);
                Ok(())
            }
            settlement::Event::BillOpened(opened) => match self.opened.insert(opened.admission) {
                true => Ok(()),
                false => Err(format!("the bill of {} is opened twice", opened.admission)),
            },
            settlement::Event::BillCancelled(cancelled) => match self.is_money_open(cancelled.admission) {
                false => Ok(()),
                true => Err(format!("the bill of {} is cancelled, and money is open", cancelled.admission)),
            },
            settlement::Event::ChargePosted(posted) => self.charge(posted),
            settlement::Event::ChargeRefunded(refunded) => self.refund(refunded),
            settlement::Event::DepositTaken(taken) => {
                self.is_to_be_charged(taken.admission)?;
                let amount = taken.amount.fen();
                let (admission, returns) = (taken.admission, Vec::new());
                self.moved = amount;
                let deposit = Deposit { admission, amount, left: amount, returns };
                if self.deposits.insert(taken.deposit, deposit).is_some() {
                    return Err(format!("{} is taken twice", taken.deposit));
                }
                self.post(taken.admission, &taken.postings, (Account::Cash, amount), Account::Deposit)
            }
            settlement::Event::DepositReturned(given) => {
                let amount = given.amount.fen();
                let deposit = self.deposits.get_mut(&given.deposit);
                let deposit = deposit.filter(|deposit| amount > 0 && amount <= deposit.left);
                let Some(deposit) = deposit else {
                    return Err(format!("{amount} fen of {} are given back, and are not left", given.deposit));
                };
                deposit.left -= amount;
                deposit.returns.push(amount);
                let admission = deposit.admission;
                self.moved = -amount;
                self.post(admission, &given.postings, (Account::Cash, -amount), Account::Deposit)
            }
            settlement::Event::TillMoved(noted) => {
                let amount: i64 = noted.moved.iter().map(|one| one.amount.fen()).sum();
                match std::mem::take(&mut self.moved) {
                    moved if moved == amount => Ok(()),
                    moved => Err(format!("{moved} fen have moved, and {amount} are noted at {}", noted.till)),
                }
            }
            _ => Ok(()),
        }
    }

    fn charge(&mut self, posted: &settlement::ChargePosted) -> Result<(), String> {
        self.is_to_be_charged(posted.admission)?;
        let amount = self.cost(&posted.item, posted.count);
        let line = Line {
            admission: posted.admission,
            item: posted.item.clone(),
            count: posted.count,
            left: posted.count,
            amount_left: amount,
        };
        if self.lines.insert(posted.charge, line).is_some() {
            return Err(format!("{} is charged twice", posted.charge));
        }
        self.post(posted.admission, &posted.postings, (Account::Receivable, amount), Account::Revenue)
    }

    /// What so many units cost, in fen.
    fn cost(&self, item: &ItemCode, count: Decimal) -> i64 {
        let cost = self.prices[item] * count * Decimal::ONE_HUNDRED;
        cost.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().unwrap()
    }

    fn refund(&mut self, refunded: &settlement::ChargeRefunded) -> Result<(), String> {
        if self.refunds.insert(refunded.refund, (refunded.charge, refunded.count)).is_some() {
            return Err(format!("{} is refunded twice", refunded.refund));
        }
        let line = self.lines.get(&refunded.charge).ok_or_else(|| format!("there is no {}", refunded.charge))?;
        // With the last units goes whatever is left.
        let cost = if line.left == refunded.count { i64::MAX } else { self.cost(&line.item, refunded.count) };
        let wanted = cost.min(line.amount_left);
        let line = self.lines.get_mut(&refunded.charge).ok_or_else(|| format!("there is no {}", refunded.charge))?;
        line.left -= refunded.count;
        line.amount_left -= refunded.amount.fen();
        let (admission, left, amount) = (line.admission, line.left, refunded.amount.fen());
        if left.is_sign_negative() || amount != wanted {
            return Err(format!("{left} units of {} are left, {amount} fen are given back", refunded.charge));
        }
        self.post(admission, &refunded.postings, (Account::Receivable, -amount), Account::Revenue)
    }

    fn is_to_be_charged(&self, admission: AdmissionId) -> Result<(), String> {
        match self.opened.contains(&admission) && !self.cancelled.contains(&admission) {
            true => Ok(()),
            false => Err(format!("{admission} has no bill, or it is cancelled")),
        }
    }

    /// Posts what an event says, which must be this amount on one account and its opposite on the other.
    fn post(
        &mut self,
        admission: AdmissionId,
        postings: &[Posting],
        (account, amount): (Account, i64),
        against: Account,
    ) -> Result<(), String> {
        let said: BTreeMap<Account, i64> =
            postings.iter().map(|posting| (posting.account, posting.amount.fen())).collect();
        if said.len() != postings.len() || said != BTreeMap::from([(account, amount), (against, -amount)]) {
            return Err(format!("{amount} fen on {account:?} against {against:?} are posted as {postings:?}"));
        }
        for (account, amount) in said {
            *self.accounts.entry((admission, account)).or_default() += amount;
        }
        Ok(())
    }

    fn balance(&self, admission: AdmissionId, account: Account) -> i64 {
        self.accounts.get(&(admission, account)).copied().unwrap_or_default()
    }

    fn is_money_open(&self, admission: AdmissionId) -> bool {
        [Account::Receivable, Account::Deposit].iter().any(|account| self.balance(admission, *account) != 0)
    }

    /// Is this refusal right for what is written by now? One that is not about money counts as right.
    pub(super) fn explains(&self, request: &Request, code: &str) -> bool {
        match (request, code) {
            (
                Request::Charge(usecase::Charge { admission, .. })
                | Request::TakeDeposit(usecase::TakeDeposit { admission, .. }),
                "bill-cancelled" | "bill-unknown",
            ) => self.is_to_be_charged(*admission).is_err(),
            (Request::RefundCharge(asked), "refund-more-than-left") => {
                self.lines.get(&asked.charge).is_some_and(|line| line.left < asked.count)
            }
            (Request::ReturnDeposit(asked), "deposit-returned") => {
                self.deposits.get(&asked.deposit).is_some_and(|deposit| deposit.left == 0)
            }
            (Request::ReturnDeposit(asked), "deposit-return-range") => {
                let deposit = self.deposits.get(&asked.deposit);
                deposit.is_some_and(|deposit| asked.amount.is_some_and(|amount| amount.fen() > deposit.left))
            }
            (Request::CancelAdmission(asked), "cancel-money-open") => self.is_money_open(asked.admission),
            _ => true,
        }
    }

    /// Is what somebody was told was charged or taken there as it was asked for?
    pub(super) fn keeps(&self, request: &Request, answer: &Answer) -> bool {
        match (request, answer) {
            (Request::Charge(asked), Answer::Charged { charge }) => self.lines.get(charge).is_some_and(|line| {
                (line.admission, line.item.as_str(), line.count) == (asked.admission, &*asked.item, asked.count)
            }),
            (Request::TakeDeposit(asked), Answer::DepositTaken { deposit }) => {
                let deposit = self.deposits.get(deposit);
                deposit.is_some_and(|kept| (kept.admission, kept.amount) == (asked.admission, asked.amount.fen()))
            }
            (Request::RefundCharge(asked), Answer::Refunded { refund }) => {
                self.refunds.get(refund) == Some(&(asked.charge, asked.count))
            }
            (Request::ReturnDeposit(asked), Answer::Done) => {
                let deposit = &self.deposits[&asked.deposit];
                // Without an amount, all that was left.
                asked.amount.map_or(deposit.left == 0, |amount| deposit.returns.contains(&amount.fen()))
            }
            _ => true,
        }
    }

    /// The whole ledger, in fen.
    pub(super) fn balances(&self) -> BTreeMap<Account, i64> {
        let mut sums: BTreeMap<Account, i64> = BTreeMap::new();
        for ((_, account), amount) in &self.accounts {
            *sums.entry(*account).or_default() += amount;
        }
        sums
    }

    /// Do these worlds say the same of each bill?
    pub(super) fn agree(&self, worlds: &Worlds) -> Result<(), String> {
        for ((admission, account), amount) in &self.accounts {
            let bill = worlds.settlement.bill(*admission).ok_or_else(|| format!("has no bill of {admission}"))?;
            let shown = match account {
                Account::Deposit => -bill.deposits_held.fen(),
                Account::Receivable => bill.medfee_sumamt().fen(),
                _ => *amount,
            };
            if bill.balances.of(*account).fen() != *amount || shown != *amount {
                return Err(format!("shows {bill:?}, and {account:?} is {amount} fen"));
            }
        }
        Ok(())
    }
}
