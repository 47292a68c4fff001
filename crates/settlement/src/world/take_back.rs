//! A settlement is taken back (2305): it counts until the platform has done so, then its lines are open again and the
//! money goes the way it came (decisions.md D41).

use super::{
    Decision, Exchange, ExchangeState, Settlement, SettlementState, TakenBack, World,
    answer::passed,
    bill::bill_of,
    change::{change, change_settlement, post},
    exchange::{change_exchange, set_state},
    receipt,
};
use crate::{ledger, limits};
use model::{
    code::SettlementNumber,
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, ExchangeId, SettlementId, UserId},
    interface::Interface,
    message::Refusal,
    settlement::{
        Amounts, Event, Misfit, SettlementKept, SettlementTakenBack, SettlementTakingBack, TillMove, TillMoved, command,
    },
};

impl Decide<World> for command::TakeBackSettlement {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (settlement, reason, by) = (self.settlement, self.reason.clone(), self.by);
        let row = world.settlement(settlement).ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
        match row.state {
            SettlementState::Settled | SettlementState::Paid => {}
            SettlementState::TakingBack => return Refusal::new("settlement-taking-back").err(),
            SettlementState::TakenBack => return Refusal::new("settlement-taken-back").field("settlement").err(),
            SettlementState::Superseded => return Refusal::new("settlement-superseded").err(),
            SettlementState::Submitted => return Refusal::new("settlement-under-way").err(),
            SettlementState::Presettled | SettlementState::Consented => {
                return Refusal::new("take-back-not-settled").field("settlement").err();
            }
        }
        let mut events: Vec<Event> = vec![SettlementTakingBack { settlement, reason, by }.into()];
        if row.settled.is_none() {
            // Somebody who pays everything: there is no platform to ask.
            events.extend(undone((world, context), row, by, None));
        } else if bill_of(world, row.admission)?.exchange_count as usize >= limits::EXCHANGES_MAX {
            return Refusal::new("exchanges-max").with("max", limits::EXCHANGES_MAX as i64).err();
        }
        Ok(events)
    }
}

impl Apply<World> for SettlementTakingBack {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::TakingBack;
            row.taking_back = Some((stamp.at, self.reason.clone()));
            row.taking_back_by = self.by;
        });
    }
}

impl Apply<World> for SettlementTakenBack {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let (deposits, refund, red) = (self.deposits, self.refund, self.red);
        receipt::given(world, red);
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::TakenBack;
            row.taken_back = Some(TakenBack { deposits, refund, red, at: stamp.at });
        });
        if let Some(exchange) = self.exchange {
            set_state(world, exchange, ExchangeState::Answered, stamp);
        }
        let Some(admission) = world.settlements.get(&self.settlement).map(|row| row.admission) else { return };
        // A trial from before is for accumulators that count this settlement.
        change(world, admission, stamp, |bill| {
            bill.deposits_held += deposits;
            bill.lines_seq = stamp.seq;
        });
        post(world, admission, &self.postings, stamp);
    }
}

impl Apply<World> for SettlementKept {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = if row.paid.is_some() { SettlementState::Paid } else { SettlementState::Settled };
            row.taking_back = None;
            row.taking_back_by = None;
        });
        // A refusal that a query has confirmed.
        change_exchange(world, self.exchange, stamp, |row| {
            if row.is_refused() && row.is_open() {
                row.state = ExchangeState::Answered;
            }
        });
    }
}

impl World {
    /// Is the settlement of a stay being taken back?
    pub fn is_taking_back(&self, admission: AdmissionId) -> bool {
        self.current_settlement(admission).is_some_and(|row| row.state == SettlementState::TakingBack)
    }

    /// The settlement of a stay that is to be taken back and for which no 2305 is under way or unknown.
    pub fn to_take_back(&self, admission: AdmissionId) -> Option<SettlementId> {
        let row = self.current_settlement(admission).filter(|row| row.state == SettlementState::TakingBack)?;
        let sent = |other: &Exchange| other.infno == Interface::SettlementUndo && other.is_open();
        (!self.exchanges(admission).any(sent)).then_some(row.settlement)
    }

    /// The last 2305 for the settlement of a stay that counts.
    pub fn last_take_back(&self, admission: AdmissionId) -> Option<&Exchange> {
        let current = self.current_settlement(admission)?.settlement;
        let asked = |row: &&Exchange| row.infno == Interface::SettlementUndo && row.settlement == Some(current);
        self.exchanges(admission).rev().find(asked)
    }

    /// The last settlement of a stay that was taken back.
    pub fn last_taken_back(&self, admission: AdmissionId) -> Option<&Settlement> {
        self.settlements(admission).rev().find(|row| row.state == SettlementState::TakenBack)
    }
}

/// The settlement that a 2305 is to take back, as long as it is.
fn taking_back<'a>(world: &'a World, asked: &Exchange) -> Option<&'a Settlement> {
    let settlement = asked.settlement.filter(|_| asked.infno == Interface::SettlementUndo)?;
    world.settlement(settlement).filter(|row| row.state == SettlementState::TakingBack)
}

/// The platform has taken a settlement back by this 2305.
pub(super) fn taken_back(world: &World, context: &Context, asked: &Exchange) -> Vec<Event> {
    let row = taking_back(world, asked);
    row.map_or_else(Vec::new, |row| undone((world, context), row, row.taking_back_by, Some(asked.exchange)))
}

/// The platform has not taken a settlement back by this 2305.
pub(super) fn kept(world: &World, asked: &Exchange) -> Option<Event> {
    let row = taking_back(world, asked).filter(|_| asked.is_open())?;
    let (settlement, exchange, paid) = (row.settlement, asked.exchange, row.paid.is_some());
    Some(SettlementKept { settlement, exchange, paid }.into())
}

/// A settlement is undone, with its money.
fn undone(
    (world, context): (&World, &Context),
    row: &Settlement,
    by: Option<UserId>,
    exchange: Option<ExchangeId>,
) -> Vec<Event> {
    let Some(bill) = world.bill(row.admission) else { return Vec::new() };
    let settled = row.settled.as_ref().map_or_else(Vec::new, |(_, amounts)| passed(world, bill, amounts));
    let arrears = row.paid.map(|paid| paid.arrears);
    let (cash, parts) = (row.amounts().psn_cash_pay, row.paid_in_part());
    let (deposits, refund, postings) = ledger::taken_back(&settled, cash, parts, arrears);
    // Only a receipt that was given can be cancelled.
    let red = row.receipt.map(|_| receipt::next(world, context));
    let settlement = row.settlement;
    let back = SettlementTakenBack { settlement, exchange, deposits, refund, red, postings };
    let moved: Vec<TillMove> = row.goes_back().into_iter().map(|one| TillMove { amount: -one.amount, ..one }).collect();
    let mut events: Vec<Event> = vec![back.into()];
    if let Some(till) = by.filter(|_| !moved.is_empty()) {
        events.push(TillMoved { till, moved }.into());
    }
    events
}

/// Does a query show that the settlement which a 2305 is to take back still stands?
pub(super) fn still_stands(world: &World, about: &Exchange, found: &SettlementNumber) -> bool {
    taking_back(world, about).and_then(|row| row.settled.as_ref()).is_some_and(|(setl_id, _)| setl_id == found)
}

/// What is wrong with the answer to a 2305: another settlement's number, or amounts that are not exactly the negative
/// of what was settled.
pub(super) fn misfits(world: &World, asked: &Exchange, found: &SettlementNumber, amounts: &Amounts) -> Vec<Misfit> {
    let settled = asked.settlement.and_then(|id| world.settlement(id)).and_then(|row| row.settled.as_ref());
    let Some((setl_id, settled)) = settled else { return vec![Misfit::of("answer")] };
    let mut wrong = Vec::new();
    if setl_id != found {
        wrong.push(Misfit::of("setl_id"));
    }
    let said = crate::national::fields(amounts);
    for ((field, settled), (_, said)) in crate::national::fields(settled).into_iter().zip(said) {
        if said != -settled {
            wrong.push(Misfit::amount(field, Some(-settled), said));
        }
    }
    wrong
}
