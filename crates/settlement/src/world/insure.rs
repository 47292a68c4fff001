//! Insurance that becomes known later, or is set aside for now; and the bill of an admission that is cancelled.
//!
//! What the platform knows of a stay under another insurance is taken back (2302, 2404) before anything new is said.

use super::{
    Bill, Exchange, ExchangeState, SettlementState, World,
    bill::{bill_of, not_cancelled, policy_fits, unlocked, year_is_possible},
    exchange::needs_recovery,
};
use crate::line::{self, Charged, Priced};
use model::{
    id::{AdmissionId, ChargeId},
    interface::Interface,
    message::Refusal,
    money::Yuan,
    refusal,
    scheduling::Reason,
    settlement::{BillCancelled, BillInsured, Command, LineSplit, Outcome, RegistrationClosed},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn insure(world: &World, command: &Command) -> Result<BillInsured, Refusal> {
    let Command::InsureBill { admission, policy, insurance, class, admission_no, year_to_date, pays_all } = command
    else {
        return Refusal::new("bill-unknown").err();
    };
    let bill = bill_of(world, *admission)?;
    not_cancelled(bill)?;
    let settled = world.current_settlement(*admission).map(|settlement| settlement.state);
    if matches!(settled, Some(SettlementState::Settled | SettlementState::Paid)) {
        return Refusal::new("insurance-too-late").field("admission").err();
    }
    unlocked(world, *admission)?;
    if *admission_no == 0 {
        return Refusal::new("bill-facts-wrong").with("level", bill.hospital_level).with("nth", *admission_no).err();
    }
    year_is_possible(year_to_date, Yuan::ZERO)?;
    policy_fits(world, policy.as_deref(), *insurance, *class, bill.hospital_level)?;
    let same = bill.policy == *policy && bill.insurance == *insurance && bill.class == *class;
    if same && bill.pays_all == pays_all.is_some() {
        return Refusal::new("insurance-same").field("admission").err();
    }
    Ok(BillInsured {
        admission: *admission,
        policy: policy.clone(),
        insurance: *insurance,
        class: *class,
        admission_no: *admission_no,
        year_to_date: *year_to_date,
        pays_all: pays_all.clone(),
        withdraws: bill.policy != *policy && world.is_open_at_platform(*admission),
        splits: splits(world, bill, policy.as_deref()),
    })
}

/// Every line split anew, and of each refund (negative) the part of its line's new split.
fn splits(world: &World, bill: &Bill, policy: Option<&str>) -> Vec<(ChargeId, LineSplit)> {
    let policy = policy.and_then(|id| world.policy(id));
    let mut lines: BTreeMap<ChargeId, Charged> = BTreeMap::new();
    let mut splits = Vec::new();
    for row in world.lines(bill.admission) {
        let priced =
            Priced { class: row.class, count: row.count, ceiling: row.ceiling, preself_rate: row.preself_rate };
        let split = line::split(policy, priced, row.amount);
        splits.push((row.charge, split));
        let (unit_price, count) = (row.unit_price, row.count);
        lines.insert(row.charge, Charged { unit_price, count, split, count_left: count, split_left: split });
    }
    for row in world.refunds(bill.admission) {
        let Some(charged) = lines.get_mut(&row.charge) else { continue };
        let (_, split) = line::refund(charged, row.count);
        charged.count_left = (charged.count_left - row.count).max(Decimal::ZERO);
        charged.split_left = line::plus(&charged.split_left, &line::negative(&split));
        splits.push((row.refund, line::negative(&split)));
    }
    splits
}

/// May a registration that is being taken back be closed by hand? Once the insurer has refused to take it back; what is
/// under way or unknown is asked about first, for it may still arrive.
pub(super) fn may_close(world: &World, admission: AdmissionId) -> Result<(), Refusal> {
    let bill = bill_of(world, admission)?;
    if !bill.withdrawing || bill.mdtrt_id.is_none() {
        return Refusal::new("registration-kept").field("admission").err();
    }
    if let Some(open) = world.exchanges(admission).find(|row| row.is_open() && needs_recovery(row.infno)) {
        let code =
            if open.state == ExchangeState::Unknown { "exchange-outcome-unknown" } else { refusal::EXCHANGE_UNDER_WAY };
        return Refusal::new(code).with("infno", open.infno).err();
    }
    // What was refused of an earlier registration says nothing of this one.
    let admitted = |row: &&Exchange| matches!(row.answer, Some(Outcome::Admitted { .. }));
    let registered = world.exchanges(admission).filter(admitted).map(|row| row.intended_seq).max().unwrap_or_default();
    let mut tried =
        world.exchanges(admission).filter(|row| matches!(row.infno, Interface::LinesUndo | Interface::AdmissionUndo));
    if tried.any(|row| row.intended_seq > registered && row.is_refused()) {
        Ok(())
    } else {
        Refusal::new("registration-close-untried").field("admission").err()
    }
}

/// Closes it: what the insurer has confirmed in writing is said.
pub(super) fn close(world: &World, admission: AdmissionId, reason: &Reason) -> Result<RegistrationClosed, Refusal> {
    may_close(world, admission)?;
    if reason.text.is_none() {
        return Refusal::new("registration-close-reason-missing").field("text").err();
    }
    Ok(RegistrationClosed { admission, reason: reason.clone() })
}

/// Money is given back before an admission is cancelled, while everything is at hand.
pub(super) fn cancel(world: &World, admission: AdmissionId, money_may_be_open: bool) -> Result<BillCancelled, Refusal> {
    let bill = bill_of(world, admission)?;
    not_cancelled(bill)?;
    unlocked(world, admission)?;
    if bill.is_money_open() && !money_may_be_open {
        return Refusal::new(refusal::CANCEL_MONEY_OPEN)
            .field("admission")
            .with("deposits", bill.deposits_held)
            .with("charges", bill.medfee_sumamt())
            .err();
    }
    Ok(BillCancelled { admission, withdraws: world.is_open_at_platform(admission) })
}
