//! Bills, settlements and exchanges of a hospital: the decider of everything that moves money.

mod apply;
mod bill;
mod decide;
mod exchange;
mod insure;
mod money;
mod read;
mod rows;
mod snapshot;

pub use exchange::STAY_OPEN;
pub use read::{Obstacle, Recovery, Withdrawal};
pub use rows::{
    Bill, Consent, Deposit, Difference, Exchange, ExchangeState, Item, Line, Paid, RefundLine, Refunded, Settlement,
    SettlementState,
};
pub use snapshot::Snapshot;

use crate::policy::Policy;
use model::{
    decide::{Context, Decider, Stamp},
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, SettlementId},
    message::Refusal,
    settlement::{Account, Command, Event},
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
    policies: Table<String, Adopted>,
    items: Table<String, Item>,
    bills: Table<AdmissionId, Bill>,
    lines: Table<(AdmissionId, u32), Line>,
    refunds: Table<(AdmissionId, u32), RefundLine>,
    deposits: Table<DepositId, Deposit>,
    settlements: Table<SettlementId, Settlement>,
    exchanges: Table<ExchangeId, Exchange>,
    balances: Table<Account, model::money::Yuan>,

    // Indexes: all of them follow from the rows above.
    charges: Table<ChargeId, (AdmissionId, u32)>,
    refund_ids: Table<ChargeId, (AdmissionId, u32)>,
    deposits_of: Table<(AdmissionId, DepositId), ()>,
    settlements_of: Table<(AdmissionId, u32), SettlementId>,
    /// In the order of their intents; `None` = about no stay.
    exchanges_of: Table<(Option<AdmissionId>, u64), ExchangeId>,
    msgids: Table<String, ExchangeId>,
    /// Whose a number of the platform is: `mdtrt_id` and `setl_id`, also those that were taken back.
    platform_ids: Table<String, AdmissionId>,
    /// Intended or unknown.
    open: Table<(u64, ExchangeId), ()>,
}

/// Does the same to every table.
macro_rules! each_table {
    ($world:ident, $table:ident => $action:expr) => {
        each_table!($world, $table => $action; policies items bills lines refunds deposits settlements exchanges
            balances charges refund_ids deposits_of settlements_of exchanges_of msgids platform_ids open)
    };
    ($world:ident, $table:ident => $action:expr; $($name:ident)*) => {
        [$({ let $table = &mut $world.$name; $action }),*]
    };
}

/// A point to which [`World::take_back_to`] goes back.
#[derive(Clone, Copy, Debug)]
pub struct Mark([usize; 17]);

impl World {
    /// Marks this state; good until the next [`durable`](Decider::durable).
    pub fn mark(&mut self) -> Mark {
        Mark(each_table!(self, table => table.mark()))
    }

    /// Takes back every event applied since the mark.
    pub fn take_back_to(&mut self, mark: Mark) {
        let mut marks = mark.0.into_iter();
        each_table!(self, table => table.take_back_to(marks.next().unwrap_or(0)));
    }

    /// Decides several commands of one use case, each on what the ones before it decided. Leaves the world as it was;
    /// the caller applies the events when all of the use case's deciders have agreed.
    ///
    /// # Errors
    /// The first refusal; then none of the commands is decided.
    pub fn decide_all(&mut self, commands: &[Command], context: &Context) -> Result<Vec<Event>, Refusal> {
        if let [command] = commands {
            return self.decide(command, context);
        }
        let mark = self.mark();
        let mut events: Vec<Event> = Vec::with_capacity(commands.len());
        let mut refused = None;
        for command in commands {
            let next = Context { seq: context.seq + events.len() as u64, ..*context };
            match self.decide(command, &next) {
                Ok(decided) => {
                    for event in decided {
                        self.apply(&event, Stamp { seq: context.seq + events.len() as u64, at: context.now });
                        events.push(event);
                    }
                }
                Err(refusal) => {
                    refused = Some(refusal);
                    break;
                }
            }
        }
        self.take_back_to(mark);
        refused.map_or(Ok(events), Err)
    }
}

impl Decider for World {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
        decide::decide(self, command, context)
    }

    fn apply(&mut self, event: &Event, stamp: Stamp) {
        apply::apply(self, event, stamp);
    }

    fn durable(&mut self) {
        each_table!(self, table => table.durable());
    }

    fn take_back(&mut self) {
        each_table!(self, table => table.take_back());
    }
}
