//! Double entry: every posting balances, so the sum over all accounts is zero at all times.

use model::{
    money::Yuan,
    settlement::{Account, Amounts, Posting},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The balance of each account; debit positive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Balances(BTreeMap<Account, Yuan>);

impl Balances {
    /// Adds postings.
    pub fn post(&mut self, postings: &[Posting]) {
        for posting in postings {
            *self.0.entry(posting.account).or_default() += posting.amount;
        }
    }

    /// The balance of an account.
    pub fn of(&self, account: Account) -> Yuan {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// All accounts that were ever used, each with its balance.
    pub fn iter(&self) -> impl Iterator<Item = (Account, Yuan)> {
        self.0.iter().map(|(account, amount)| (*account, *amount))
    }
}

/// The sum of postings; zero for every event.
pub fn sum(postings: &[Posting]) -> Yuan {
    postings.iter().map(|posting| posting.amount).sum()
}

/// Postings without those of zero. Ends the process if they do not balance: money would come from nowhere.
fn balanced(postings: &[(Account, Yuan)]) -> Vec<Posting> {
    let postings: Vec<Posting> = postings
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(account, amount)| Posting { account: *account, amount: *amount })
        .collect();
    assert!(sum(&postings).is_zero(), "postings do not balance");
    postings
}

/// Charged: the patient owes, the hospital has earned. A refund is the same with the signs reversed.
pub fn charged(amount: Yuan) -> Vec<Posting> {
    balanced(&[(Account::Receivable, amount), (Account::Revenue, -amount)])
}

/// A deposit came in; if negative, it was given back.
pub fn deposited(amount: Yuan) -> Vec<Posting> {
    balanced(&[(Account::Cash, amount), (Account::Deposit, -amount)])
}

/// The platform has settled: what the patient owes beyond cash passes to the funds and to the personal account.
pub fn settled(amounts: &Amounts, family_is_inside: bool) -> Vec<Posting> {
    let family = if family_is_inside { Yuan::ZERO } else { amounts.acct_mulaid_pay };
    let account = amounts.acct_pay + family;
    let fund = amounts.medfee_sumamt - amounts.psn_cash_pay - account;
    let passed = fund + account;
    balanced(&[(Account::Fund, fund), (Account::PersonalAccount, account), (Account::Receivable, -passed)])
}

/// A part of what the patient owes was paid.
pub fn paid_in_part(amount: Yuan) -> Vec<Posting> {
    balanced(&[(Account::Receivable, -amount), (Account::Cash, amount)])
}

/// A settlement is taken back. What it `settled` is reversed, and what was paid in `parts` goes back; if the difference
/// was paid, what of the deposits was used is held again, and the arrears that were taken go back too. What was given
/// back to the patient stays with the patient. Returns (deposits, refund, postings).
pub fn taken_back(settled: &[Posting], cash: Yuan, parts: Yuan, arrears: Option<Yuan>) -> (Yuan, Yuan, Vec<Posting>) {
    let of = |account: Account| -> Yuan {
        settled.iter().filter(|posting| posting.account == account).map(|posting| posting.amount).sum()
    };
    let (deposits, refund) = arrears.map_or((Yuan::ZERO, parts), |arrears| (cash - parts - arrears, parts + arrears));
    let postings = balanced(&[
        (Account::Fund, -of(Account::Fund)),
        (Account::PersonalAccount, -of(Account::PersonalAccount)),
        (Account::Receivable, deposits + refund - of(Account::Receivable)),
        (Account::Deposit, -deposits),
        (Account::Cash, -refund),
    ]);
    (deposits, refund, postings)
}

/// The patient's cash is set against the deposits; the difference is paid. Returns (refund, arrears, postings).
pub fn paid(cash: Yuan, deposits: Yuan) -> (Yuan, Yuan, Vec<Posting>) {
    let postings =
        balanced(&[(Account::Deposit, deposits), (Account::Receivable, -cash), (Account::Cash, cash - deposits)]);
    ((deposits - cash).max(Yuan::ZERO), (cash - deposits).max(Yuan::ZERO), postings)
}
