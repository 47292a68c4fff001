//! Insurance policies as data, adjudication with explanations, bills, the double-entry ledger, exchange states. No I/O,
//! no clock.
//!
//! * [`policy`]: a scheme's rules from a TOML file, every convention sourced, assumed or not stated (decisions.md D8).
//! * [`adjudicate()`]: who pays what for a stay under a policy, in exact decimals, with the steps that explain each
//!   fen.
//! * [`case`]: a stay in a TOML file, adjudicated under a policy file; the logic of `onething settle`.
//! * [`explanation`]: what the patient signs, as steps that add up; [`cause`]: why the platform's amounts differ.
//! * [`parts`]: what a patient bears, in parts, and who pays how much of each; [`mod@split`]: the same for each line.
//! * [`stake`]: which conventions that a policy does not state would move money in a case.
//! * [`mod@line`]: what one line costs, how it is split, and how much goes back when units are taken back.
//! * [`ledger`]: double entry; [`national`]: the national interface's names.
//! * [`World`]: bills, settlements and exchanges with the insurance platform; a [`Decider`] over
//!   [`model::settlement::Command`] and [`model::settlement::Event`].
//! * [`problem`]: what is wrong with a file; [`limits`]: a limit on everything.
//!
//! How data flows: lines are split when they are charged; an estimate adjudicates their sum; the platform's trial
//! (2303) is shown beside it, and the patient agrees to a fingerprint of both lines and amounts; 2304 settles; paying
//! the difference to the deposits closes the bill. The platform's amounts win; a difference from the estimate is kept
//! and shown. Each exchange begins as an intent, and [`World::recovery`] says what an unanswered one needs.
//!
//! Numbers such as F12 (a failure) and I2 (a sum that must hold) are entries of `docs/decisions.md`.
//!
//! [`Decider`]: model::decide::Decider

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod adjudicate;
pub mod case;
pub mod cause;
pub mod explanation;
mod file;
pub mod ledger;
pub mod limits;
pub mod line;
pub mod national;
pub mod parts;
pub mod policy;
pub mod problem;
pub mod split;
pub mod stake;
mod world;

pub use adjudicate::{Adjudication, Case, adjudicate};
pub use policy::Policy;
pub use problem::Problem;
pub use world::{
    Bill, CHECK_OUTCOMES, CHECK_REGISTERED, CHECK_UPLOADED, Consent, Deposit, Difference, Exchange, ExchangeState,
    Item, Line, Obstacle, Paid, Payment, Recovery, RefundLine, Refunded, STAY_OPEN, Settlement, SettlementState,
    Snapshot, TakenBack, Till, TillClose, Withdrawal, World,
};
