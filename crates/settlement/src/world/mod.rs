//! Bills, settlements and exchanges of a hospital: the decider for everything that moves money.
//!
//! Each transition is in one place: what is asked ([`Decide`](model::decide::Decide)) beside what the event does to the
//! world ([`Apply`](model::decide::Apply)), in [`setup`], [`bill`], [`deposit`], [`insure`], [`exchange`], [`answer`],
//! [`money`], [`take_back`], [`till`].

mod answer;
mod bill;
mod change;
mod deposit;
mod exchange;
mod insure;
mod money;
mod read;
mod receipt;
mod rows;
mod setup;
mod snapshot;
mod take_back;
mod till;

pub use answer::STAY_OPEN;
pub use read::{CHECK_OUTCOMES, CHECK_REGISTERED, CHECK_UPLOADED, Obstacle, Recovery, Withdrawal};
pub use rows::{
    Bill, Consent, Deposit, Difference, Exchange, ExchangeState, Item, Line, Paid, Payment, RefundLine, Refunded,
    Settlement, SettlementState, TakenBack, Till, TillClose,
};
pub use snapshot::Snapshot;

use crate::policy::Policy;
use model::{
    code::{ItemCode, PolicyCode},
    decide::{Apply as _, Context, Decide as _, Decider, Stamp},
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, SettlementId, UserId},
    message::Refusal,
    message_id::MessageId,
    settlement::{Account, Command, Event, Profile},
    table::Table,
};
use std::sync::Arc;

/// A policy that was adopted.
#[derive(Clone, Debug)]
struct Adopted {
    toml: String,
    policy: Arc<Policy>,
    seq: u64,
}

impl PartialEq for Adopted {
    fn eq(&self, other: &Self) -> bool {
        self.toml == other.toml && self.seq == other.seq
    }
}

/// All bills of a hospital.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// By the number of the event that adopted it: the last one counts.
    profiles: Table<u64, Profile>,
    policies: Table<PolicyCode, Adopted>,
    items: Table<ItemCode, Item>,
    bills: Table<AdmissionId, Bill>,
    lines: Table<(AdmissionId, u32), Line>,
    refunds: Table<(AdmissionId, u32), RefundLine>,
    deposits: Table<DepositId, Deposit>,
    settlements: Table<SettlementId, Settlement>,
    exchanges: Table<ExchangeId, Exchange>,
    balances: Table<Account, model::money::Yuan>,
    /// The last number of a receipt in each year.
    receipts: Table<i32, u32>,
    tills: Table<UserId, Till>,
    till_closes: Table<(UserId, u32), TillClose>,

    // Indexes: all of them follow from the rows above.
    charges: Table<ChargeId, (AdmissionId, u32)>,
    refund_ids: Table<ChargeId, (AdmissionId, u32)>,
    deposits_of: Table<(AdmissionId, DepositId), ()>,
    settlements_of: Table<(AdmissionId, u32), SettlementId>,
    /// In the order of their intents; `None` = about no stay.
    exchanges_of: Table<(Option<AdmissionId>, u64), ExchangeId>,
    msgids: Table<MessageId, ExchangeId>,
    /// To which stay a number of the platform belongs: `mdtrt_id` and `setl_id`, also those that were taken back.
    platform_ids: Table<exchange::PlatformId, AdmissionId>,
    /// Intended or unknown.
    open: Table<(u64, ExchangeId), ()>,
}

/// Calls the same method of every table.
macro_rules! each_table {
    ($world:ident.$method:ident $arguments:tt) => {
        each_table!($world.$method $arguments; profiles policies items bills lines refunds deposits settlements exchanges
            balances receipts tills till_closes charges refund_ids deposits_of settlements_of exchanges_of msgids platform_ids open)
    };
    ($world:ident.$method:ident $arguments:tt; $($name:ident)*) => {
        [$($world.$name.$method $arguments),*]
    };
}

/// What a decision answers with.
type Decision = Result<Vec<Event>, Refusal>;

macro_rules! decide {
    ($($name:ident)*) => {
        /// Decides a command.
        fn decide(world: &World, command: &Command, context: &Context) -> Decision {
            match command { $(Command::$name(it) => it.decide(world, context),)* }
        }
    };
}
model::each_settlement_command!(decide);

macro_rules! apply {
    ($($name:ident)*) => {
        /// Applies an event.
        fn apply(world: &mut World, event: &Event, stamp: Stamp) {
            match event { $(Event::$name(it) => it.apply(world, stamp),)* }
        }
    };
}
model::each_settlement_event!(apply);

impl Decider for World {
    type Command = Command;
    type Event = Event;
    type Mark = [usize; 21];

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
        decide(self, command, context)
    }

    fn apply(&mut self, event: &Event, stamp: Stamp) {
        apply(self, event, stamp);
    }

    fn durable(&mut self) {
        each_table!(self.durable());
    }

    fn mark(&self) -> Self::Mark {
        each_table!(self.mark())
    }

    fn take_back_to(&mut self, mark: Self::Mark) {
        let mut marks = mark.into_iter();
        each_table!(self.take_back_to(marks.next().unwrap_or_default()));
    }
}
