//! Settlements: the trial that is shown, consent, what the platform settled, payment of the difference.

use super::{
    Bill, Consent, Decision, Difference, ExchangeState, Paid, Payment, Settlement, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
    change::{change, change_settlement, post, supersede},
    deposit::gave_back,
    exchange::{change_exchange, set_state},
    receipt,
};
use crate::{ledger, limits};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, SettlementId},
    message::{Obstacle, Refusal},
    money::Yuan,
    settlement::{
        Amounts, ConsentGiven, DifferenceConfirmed, Outcome, PayMethod, PayPlace, PaymentTaken, Presettled,
        SettlementPaid, SettlementReopened, SettlementSettled, SettlementSubmitted, command,
    },
};

impl Decide<World> for command::Presettle {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { settlement, admission } = *self;
        let bill = bill_of(world, admission)?;
        not_cancelled(bill)?;
        if world.settlement(settlement).is_some() {
            return Refusal::new("settlement-id-used").field("settlement").err();
        }
        unlocked(world, admission)?;
        if bill.line_count == 0 {
            return Refusal::new("bill-empty").err();
        }
        let estimate = world.estimate(admission, context.zone.date(context.now))?.amounts;
        let amounts = if bill.is_self_pay() { estimate } else { trial(world, admission)? };
        let fingerprint = world.fingerprint(admission, &amounts).unwrap_or_default();
        Ok(vec![
            Presettled { settlement, admission, fingerprint, amounts, estimate, deposits: bill.deposits_held }.into(),
        ])
    }
}

impl Apply<World> for Presettled {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        supersede(world, self.admission, stamp);
        let number = world.bills.get(&self.admission).map_or(0, |bill| bill.settlement_count) + 1;
        let row = Settlement {
            settlement: self.settlement,
            admission: self.admission,
            number,
            state: SettlementState::Presettled,
            fingerprint: self.fingerprint.clone(),
            trial: self.amounts,
            estimate: self.estimate,
            deposits: self.deposits,
            confirmed: None,
            consent: None,
            submitted: Vec::new(),
            settled: None,
            payments: Vec::new(),
            paid: None,
            receipt: None,
            refunds: Vec::new(),
            taking_back: None,
            taking_back_by: None,
            taken_back: None,
            at: stamp.at,
            settled_at: None,
            seq: stamp.seq,
        };
        world.settlements_of.insert((row.admission, number), row.settlement);
        world.settlements.insert(row.settlement, row);
        change(world, self.admission, stamp, |bill| bill.settlement_count = number);
    }
}

/// Somebody has looked into a difference that nobody could explain, and says in their own words what it is.
impl Decide<World> for command::ConfirmDifference {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (settlement, reason) = (self.settlement, &self.reason);
        let row = to_be_signed(world, settlement)?;
        if let Some((at, _)) = &row.confirmed {
            return Refusal::new("difference-confirmed").field("settlement").with("at", *at).err();
        }
        if !world.explanation(row.admission, context.zone.date(row.at))?.is_unexplained() {
            return Refusal::new("difference-none").field("settlement").err();
        }
        if reason.text.is_none() {
            return Refusal::new("difference-reason-missing").field("text").err();
        }
        Ok(vec![DifferenceConfirmed { settlement, reason: reason.clone() }.into()])
    }
}

impl Apply<World> for DifferenceConfirmed {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let confirmed = (stamp.at, self.reason.clone());
        change_settlement(world, self.settlement, stamp, |row| row.confirmed = Some(confirmed));
    }
}

impl Decide<World> for command::Consent {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (settlement, fingerprint, means) = (self.settlement, &self.fingerprint, &self.means);
        let row = to_be_signed(world, settlement)?;
        if row.fingerprint != *fingerprint {
            return Refusal::new("fingerprint-differs").field("fingerprint").err();
        }
        let explanation = world.explanation(row.admission, context.zone.date(row.at))?;
        if explanation.is_unexplained() && row.confirmed.is_none() {
            return unexplained(&explanation.differences).err();
        }
        Ok(vec![ConsentGiven { settlement, fingerprint: fingerprint.clone(), means: means.clone() }.into()])
    }
}

impl Apply<World> for ConsentGiven {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let consent = Consent { means: self.means.clone(), at: stamp.at };
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::Consented;
            row.consent = Some(consent);
        });
    }
}

impl Apply<World> for SettlementSubmitted {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::Submitted;
            row.submitted.push(self.exchange);
        });
    }
}

impl Apply<World> for SettlementSettled {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::Settled;
            row.settled = Some((self.setl_id.clone(), self.amounts));
            row.settled_at = Some(stamp.at);
        });
        set_state(world, self.exchange, ExchangeState::Answered, stamp);
        let Some(admission) = world.settlements.get(&self.settlement).map(|row| row.admission) else { return };
        supersede(world, admission, stamp);
        post(world, admission, &self.postings, stamp);
    }
}

impl Apply<World> for SettlementReopened {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_settlement(world, self.settlement, stamp, |row| row.state = SettlementState::Consented);
        // A refusal that a query has confirmed, or that an earlier release believed.
        change_exchange(world, self.exchange, stamp, |row| {
            if row.is_refused() && row.is_open() {
                row.state = ExchangeState::Answered;
            }
        });
    }
}

impl Decide<World> for command::TakePayment {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { settlement, amount, method, place } = *self;
        let (row, bill) = payable(world, settlement)?;
        if row.state != SettlementState::Settled {
            return Refusal::new("settlement-not-settled").err();
        }
        let owed = world.owed(row.admission);
        if amount <= Yuan::ZERO || amount > owed {
            return Refusal::new("payment-range").field("amount").with("value", amount).with("max", owed).err();
        }
        if amount == owed {
            return Ok(vec![closed((world, context), row, bill, method, place).into()]);
        }
        if row.payments.len() >= limits::PAYMENTS_MAX {
            return Refusal::new("payments-max").with("max", limits::PAYMENTS_MAX as i64).err();
        }
        let postings = ledger::paid_in_part(amount);
        Ok(vec![PaymentTaken { settlement, amount, method, place, postings }.into()])
    }
}

impl Apply<World> for PaymentTaken {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let payment = Payment { amount: self.amount, method: self.method, place: self.place, at: stamp.at };
        change_settlement(world, self.settlement, stamp, |row| row.payments.push(payment));
        let Some(admission) = world.settlements.get(&self.settlement).map(|row| row.admission) else { return };
        post(world, admission, &self.postings, stamp);
    }
}

impl Decide<World> for command::Pay {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { settlement, method, place } = *self;
        let (row, bill) = payable(world, settlement)?;
        Ok(vec![closed((world, context), row, bill, method, place).into()])
    }
}

/// A settlement whose money may change hands: settled, or agreed to by somebody who pays everything.
fn payable(world: &World, settlement: SettlementId) -> Result<(&Settlement, &Bill), Refusal> {
    let row = world.settlement(settlement).ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    let bill = bill_of(world, row.admission)?;
    match row.state {
        SettlementState::Settled => {}
        SettlementState::Consented if bill.is_self_pay() => not_cancelled(bill)?,
        SettlementState::Paid => return Refusal::new("bill-closed").err(),
        SettlementState::Superseded => return Refusal::new("settlement-superseded").err(),
        SettlementState::TakingBack => return Refusal::new("settlement-taking-back").err(),
        SettlementState::TakenBack => return Refusal::new("settlement-taken-back").field("settlement").err(),
        SettlementState::Submitted => return Refusal::new("settlement-under-way").err(),
        SettlementState::Presettled | SettlementState::Consented => {
            return Refusal::new("settlement-not-settled").err();
        }
    }
    Ok((row, bill))
}

/// The bill is closed: what is still open beyond the deposits, and what was paid in parts, changes hands.
fn closed(
    (world, context): (&World, &Context),
    row: &Settlement,
    bill: &Bill,
    method: PayMethod,
    place: PayPlace,
) -> SettlementPaid {
    let cash = row.amounts().psn_cash_pay - row.paid_in_part();
    let (deposit_refund, arrears, postings) = ledger::paid(cash, bill.deposits_held);
    let refunds = world.deposit_refunds(row.admission, deposit_refund);
    // Nobody chooses how money goes back: it goes the way it came.
    let method = refunds.first().map_or(method, |refund| refund.method);
    let (settlement, receipt) = (row.settlement, Some(receipt::next(world, context)));
    SettlementPaid { settlement, deposit_refund, arrears, method, refunds, place, receipt, postings }
}

impl Apply<World> for SettlementPaid {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let (deposit_refund, arrears) = (self.deposit_refund, self.arrears);
        let (method, place) = (self.method, self.place);
        change_settlement(world, self.settlement, stamp, |row| {
            row.state = SettlementState::Paid;
            row.paid = Some(Paid { deposit_refund, arrears, method, place, at: stamp.at });
            row.refunds.clone_from(&self.refunds);
            row.receipt = self.receipt;
            row.settled_at.get_or_insert(stamp.at);
        });
        receipt::given(world, self.receipt);
        for refund in &self.refunds {
            gave_back(world, refund.deposit, refund.amount, stamp);
        }
        let Some(admission) = world.settlements.get(&self.settlement).map(|row| row.admission) else { return };
        change(world, admission, stamp, |bill| bill.deposits_held = Yuan::ZERO);
        post(world, admission, &self.postings, stamp);
    }
}

/// The platform's last trial, if it is for the lines as they are now (F11).
fn trial(world: &World, admission: AdmissionId) -> Result<Amounts, Refusal> {
    let bill = bill_of(world, admission)?;
    let mut answered = world.exchanges(admission).filter_map(|exchange| {
        let Some(Outcome::Trial { amounts }) = &exchange.answer else { return None };
        Some((exchange.intended_seq, *amounts))
    });
    let (seq, amounts) = answered.next_back().ok_or_else(|| Refusal::new("trial-missing"))?;
    if seq < bill.lines_seq {
        return Refusal::new("trial-stale").err();
    }
    let total = bill.medfee_sumamt();
    if amounts.medfee_sumamt != total {
        // Identity I8: a difference means that a line is missing or counted twice.
        return Refusal::new("trial-total-differs").with("platform", amounts.medfee_sumamt).with("bill", total).err();
    }
    Ok(amounts)
}

/// A settlement that was shown and has not been agreed to yet.
fn to_be_signed(world: &World, settlement: SettlementId) -> Result<&Settlement, Refusal> {
    let row = world.settlement(settlement).ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    match row.state {
        SettlementState::Presettled => Ok(row),
        SettlementState::Consented => Refusal::new("consent-given").err(),
        SettlementState::Superseded => Refusal::new("settlement-superseded").err(),
        SettlementState::Submitted => Refusal::new("settlement-under-way").err(),
        SettlementState::Settled | SettlementState::Paid => Refusal::new("bill-locked").err(),
        SettlementState::TakingBack => Refusal::new("settlement-taking-back").err(),
        SettlementState::TakenBack => Refusal::new("settlement-taken-back").field("settlement").err(),
    }
}

/// The platform gives amounts for which nobody has a reason: each field with both amounts.
fn unexplained(differences: &[Difference]) -> Refusal {
    let obstacle = |found: &Difference| Obstacle { message: found.message(), subjects: Vec::new() };
    Refusal::new("difference-unexplained")
        .field("settlement")
        .with("count", differences.len() as i64)
        .because_of(differences.iter().map(obstacle).collect())
}
