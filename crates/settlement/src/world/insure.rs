//! Insurance that becomes known later, or is set aside for now; and the bill of an admission that is cancelled.
//!
//! What the platform knows about a stay under another insurance is withdrawn (2302, 2404) before anything new is sent.

use super::{
    Bill, Decision, Exchange, ExchangeState, World,
    bill::{bill_of, not_cancelled, policy_fits, unlocked, year_is_possible},
    change::{change, supersede},
    exchange::needs_recovery,
};
use crate::line::{self, Charged, Priced};
use model::{
    code::PolicyCode,
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, ChargeId},
    interface::Interface,
    message::Refusal,
    money::Yuan,
    refusal,
    settlement::{BillCancelled, BillInsured, LineSplit, Outcome, RegistrationClosed, command},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

impl Decide<World> for command::InsureBill {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { admission, policy, insurance, class, admission_no, year_to_date, pays_all } = self;
        let bill = bill_of(world, *admission)?;
        not_cancelled(bill)?;
        if world.is_settled(*admission) {
            return Refusal::new("insurance-too-late").field("admission").err();
        }
        unlocked(world, *admission)?;
        if bill.discharged_at_platform {
            // Only after a settlement was taken back; the next trial takes the end of the stay back.
            return Refusal::new("insurance-after-discharge").field("admission").err();
        }
        if *admission_no == 0 {
            return Refusal::new("bill-facts-wrong")
                .with("level", bill.hospital_level)
                .with("nth", *admission_no)
                .err();
        }
        year_is_possible(year_to_date, Yuan::ZERO)?;
        policy_fits(world, policy.as_ref(), *insurance, *class, bill.hospital())?;
        let same_terms = bill.policy == *policy && bill.insurance == *insurance && bill.class == *class;
        let same_year = bill.admission_no == *admission_no && bill.year_to_date == *year_to_date;
        if same_terms && same_year && bill.pays_all == pays_all.is_some() {
            return Refusal::new("insurance-same").field("admission").err();
        }
        Ok(vec![
            BillInsured {
                admission: *admission,
                policy: policy.clone(),
                insurance: *insurance,
                class: *class,
                admission_no: *admission_no,
                year_to_date: *year_to_date,
                pays_all: pays_all.clone(),
                withdraws: bill.policy != *policy && world.is_open_at_platform(*admission),
                splits: splits(world, bill, policy.as_ref()),
            }
            .into(),
        ])
    }
}

/// The lines keep their amounts; their splits and the sums of these are new.
impl Apply<World> for BillInsured {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let admission = self.admission;
        let (mut totals, mut refunded) = (LineSplit::default(), BTreeMap::new());
        for (id, split) in &self.splits {
            if let Some(key) = world.refund_ids.get(id).copied() {
                let taken = line::negative(split);
                world.refunds.update(&key, |row| {
                    row.split = taken;
                    row.seq = stamp.seq;
                });
                let Some(row) = world.refunds.get(&key) else { continue };
                let of = refunded.entry(row.charge).or_insert_with(LineSplit::default);
                *of = line::plus(of, &taken);
                totals = line::plus(&totals, split);
            } else if let Some(key) = world.charges.get(id).copied() {
                world.lines.update(&key, |row| {
                    row.split = *split;
                    row.seq = stamp.seq;
                });
                totals = line::plus(&totals, split);
            }
        }
        for (charge, split) in refunded {
            if let Some(key) = world.charges.get(&charge).copied() {
                world.lines.update(&key, |row| row.refunded.split = split);
            }
        }
        change(world, admission, stamp, |bill| {
            if bill.policy != self.policy {
                bill.account_balance = Yuan::ZERO;
            }
            bill.policy = self.policy.clone();
            bill.insurance = self.insurance;
            bill.class = self.class;
            bill.admission_no = self.admission_no;
            bill.year_to_date = self.year_to_date;
            bill.pays_all = self.pays_all.is_some();
            bill.withdrawing |= self.withdraws;
            bill.totals = totals;
            bill.lines_seq = stamp.seq;
        });
        supersede(world, admission, stamp);
    }
}

/// Money is given back before an admission is cancelled, while everything needed for that is there.
impl Decide<World> for command::CancelBill {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { admission, money_may_be_open } = *self;
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
        Ok(vec![BillCancelled { admission, withdraws: world.is_open_at_platform(admission) }.into()])
    }
}

impl Apply<World> for BillCancelled {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.admission, stamp, |bill| {
            bill.cancelled = Some(stamp.at);
            bill.withdrawing |= self.withdraws;
        });
    }
}

/// Closes it by hand: the reason says what the insurer has confirmed in writing.
impl Decide<World> for command::CloseRegistration {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, reason) = (self.admission, &self.reason);
        may_close(world, admission)?;
        if reason.text.is_none() {
            return Refusal::new("registration-close-reason-missing").field("text").err();
        }
        Ok(vec![RegistrationClosed { admission, reason: reason.clone() }.into()])
    }
}

impl Apply<World> for RegistrationClosed {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.admission, stamp, |bill| {
            bill.mdtrt_id = None;
            bill.closed_by_hand = Some(stamp.at);
        });
        withdrawn(world, self.admission, stamp);
    }
}

/// Every line, split anew, and for each refund (negative) its part of the line's new split.
fn splits(world: &World, bill: &Bill, policy: Option<&PolicyCode>) -> Vec<(ChargeId, LineSplit)> {
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

/// May a registration that is being withdrawn be closed by hand? Only once the insurer has refused to withdraw it;
/// anything under way or unknown must be resolved first, because it may still arrive.
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
    // A refusal about an earlier registration says nothing about this one.
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

/// The platform has forgotten the lines of a stay, or never had them.
pub(super) fn not_uploaded(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let lines: Vec<_> = world.lines.range((admission, 0)..=(admission, u32::MAX)).map(|(key, _)| *key).collect();
    lines.iter().for_each(|key| world.lines.update(key, |row| row.uploaded = None));
    let refunds: Vec<_> = world.refunds.range((admission, 0)..=(admission, u32::MAX)).map(|(key, _)| *key).collect();
    refunds.iter().for_each(|key| world.refunds.update(key, |row| row.uploaded = None));
    change(world, admission, stamp, |bill| bill.forgotten_seq = stamp.seq);
}

/// A withdrawal is done once the platform neither has the stay nor may have it.
pub(super) fn withdrawn(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let done = world.bill(admission).is_some_and(|bill| bill.withdrawing) && !world.is_open_at_platform(admission);
    if done {
        not_uploaded(world, admission, stamp);
        change(world, admission, stamp, |bill| {
            bill.withdrawing = false;
            bill.lines_seq = stamp.seq;
        });
    }
}
