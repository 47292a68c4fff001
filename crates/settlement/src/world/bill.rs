//! Bills: opened, charged, taken back.

use super::{
    Bill, Decision, Line, RefundLine, Refunded, SettlementState, World,
    change::{change, post, supersede},
    setup::{line_terms, quantity},
};
use crate::{
    adjudicate::HospitalFacts,
    ledger::{self, Balances},
    limits,
    line::{self, Priced},
};
use model::{
    code::PolicyCode,
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, ChargeId},
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    money::Yuan,
    refusal,
    settlement::{BillOpened, ChargePosted, ChargeRefunded, LineSplit, YearToDate, command},
};

impl Decide<World> for BillOpened {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        if world.bill(self.admission).is_some() {
            return Refusal::new("bill-exists").field("admission").err();
        }
        if self.hospital_level > 3 || self.admission_no == 0 {
            return Refusal::new("bill-facts-wrong")
                .with("level", self.hospital_level)
                .with("nth", self.admission_no)
                .err();
        }
        year_is_possible(&self.year_to_date, self.account_balance)?;
        let hospital = HospitalFacts { level: self.hospital_level, kind: self.hospital_kind };
        policy_fits(world, self.policy.as_ref(), self.insurance, self.class, hospital)?;
        Ok(vec![self.clone().into()])
    }
}

impl Apply<World> for BillOpened {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let row = Bill {
            admission: self.admission,
            patient: self.patient,
            journey: self.journey,
            policy: self.policy.clone(),
            insurance: self.insurance,
            class: self.class,
            hospital_level: self.hospital_level,
            hospital_kind: self.hospital_kind,
            admission_no: self.admission_no,
            admitted_on: self.admitted_on,
            year_to_date: self.year_to_date,
            account_balance: self.account_balance,
            totals: LineSplit::default(),
            deposits_held: Yuan::ZERO,
            line_count: 0,
            refund_count: 0,
            settlement_count: 0,
            exchange_count: 0,
            mdtrt_id: None,
            discharged_at_platform: false,
            pays_all: false,
            cancelled: None,
            withdrawing: false,
            closed_by_hand: None,
            forgotten_seq: 0,
            lines_seq: stamp.seq,
            balances: Balances::default(),
            opened: stamp.at,
            seq: stamp.seq,
        };
        world.bills.insert(row.admission, row);
    }
}

impl Decide<World> for command::Charge {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { charge, admission, item, name, class, unit_price, count, ceiling, preself_rate, date } = self;
        let bill = bill_of(world, *admission)?;
        not_cancelled(bill)?;
        unlocked(world, *admission)?;
        free_id(world, *charge)?;
        quantity("unit_price", *unit_price, 6)?;
        quantity("count", *count, 4)?;
        if count.is_zero() {
            return Refusal::new("count-zero").field("count").err();
        }
        line_terms(*ceiling, *preself_rate)?;
        let today = context.zone.date(context.now);
        if *date > today {
            return Refusal::new("charge-date-in-future")
                .field("date")
                .with("date", date.0)
                .with("today", today.0)
                .err();
        }
        if *date < today.plus_days(-limits::CHARGE_DAYS_MAX) {
            return Refusal::new("charge-date-too-early").field("date").with("date", date.0).err();
        }
        if bill.line_count as usize + bill.refund_count as usize >= limits::BILL_LINES_MAX {
            return Refusal::new("bill-lines-max").with("max", limits::BILL_LINES_MAX as i64).err();
        }
        let amount = line::amount(*unit_price, *count);
        let total = bill.medfee_sumamt() + amount;
        if total > limits::AMOUNT_MAX {
            return Refusal::new("bill-too-large").with("total", total).with("max", limits::AMOUNT_MAX).err();
        }
        let policy = bill.policy.as_ref().and_then(|id| world.policy(id));
        let priced = Priced { class: *class, count: *count, ceiling: *ceiling, preself_rate: *preself_rate };
        Ok(vec![
            ChargePosted {
                charge: *charge,
                admission: *admission,
                item: item.clone(),
                name: name.clone(),
                class: *class,
                unit_price: *unit_price,
                count: *count,
                ceiling: *ceiling,
                preself_rate: *preself_rate,
                date: *date,
                amount,
                split: line::split(policy, priced, amount),
                postings: ledger::charged(amount),
            }
            .into(),
        ])
    }
}

impl Apply<World> for ChargePosted {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let admission = self.admission;
        let position = world.bills.get(&admission).map_or(0, |bill| bill.line_count);
        let row = Line {
            charge: self.charge,
            item: self.item.clone(),
            name: self.name.clone(),
            class: self.class,
            unit_price: self.unit_price,
            count: self.count,
            ceiling: self.ceiling,
            preself_rate: self.preself_rate,
            date: self.date,
            amount: self.amount,
            split: self.split,
            refunded: Refunded::default(),
            uploaded: None,
            at: stamp.at,
            seq: stamp.seq,
        };
        world.charges.insert(row.charge, (admission, position));
        world.lines.insert((admission, position), row);
        change(world, admission, stamp, |bill| {
            bill.line_count += 1;
            bill.totals = line::plus(&bill.totals, &self.split);
            bill.lines_seq = stamp.seq;
        });
        post(world, admission, &self.postings, stamp);
        supersede(world, admission, stamp);
    }
}

impl Decide<World> for command::RefundCharge {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { refund, charge, count, reason } = self;
        let (refund, charge, count) = (*refund, *charge, *count);
        let unknown = || Refusal::new("charge-unknown").field("charge");
        let (admission, line) = world.line(charge).ok_or_else(unknown)?;
        let bill = bill_of(world, admission)?;
        unlocked(world, admission)?;
        free_id(world, refund)?;
        quantity("count", count, 4)?;
        if count.is_zero() {
            return Refusal::new("count-zero").field("count").err();
        }
        if count > line.count_left() {
            return Refusal::new("refund-more-than-left")
                .field("count")
                .with("count", count)
                .with("left", line.count_left().normalize())
                .err();
        }
        if bill.line_count as usize + bill.refund_count as usize >= limits::BILL_LINES_MAX {
            return Refusal::new("bill-lines-max").with("max", limits::BILL_LINES_MAX as i64).err();
        }
        let (amount, split) = line::refund(&line.charged(), count);
        Ok(vec![
            ChargeRefunded {
                refund,
                charge,
                admission,
                count,
                amount,
                split,
                reason: reason.clone(),
                postings: ledger::charged(-amount),
            }
            .into(),
        ])
    }
}

impl Apply<World> for ChargeRefunded {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let admission = self.admission;
        let position = world.bills.get(&admission).map_or(0, |bill| bill.refund_count);
        let row = RefundLine {
            refund: self.refund,
            charge: self.charge,
            count: self.count,
            amount: self.amount,
            split: self.split,
            reason: self.reason.clone(),
            uploaded: None,
            at: stamp.at,
            seq: stamp.seq,
        };
        world.refund_ids.insert(row.refund, (admission, position));
        world.refunds.insert((admission, position), row);
        if let Some(key) = world.charges.get(&self.charge).copied() {
            world.lines.update(&key, |line| {
                line.refunded.count += self.count;
                line.refunded.amount += self.amount;
                line.refunded.split = line::plus(&line.refunded.split, &self.split);
                line.seq = stamp.seq;
            });
        }
        change(world, admission, stamp, |bill| {
            bill.refund_count += 1;
            bill.totals = line::plus(&bill.totals, &line::negative(&self.split));
            bill.lines_seq = stamp.seq;
        });
        post(world, admission, &self.postings, stamp);
        supersede(world, admission, stamp);
    }
}

fn free_id(world: &World, id: ChargeId) -> Result<(), Refusal> {
    if world.charges.contains(&id) || world.refund_ids.contains(&id) {
        return Refusal::new("charge-id-used").field("charge").err();
    }
    Ok(())
}

/// The bill of a stay.
pub(super) fn bill_of(world: &World, admission: AdmissionId) -> Result<&Bill, Refusal> {
    world.bill(admission).ok_or_else(|| Refusal::new("bill-unknown").field("admission"))
}

/// On the bill of a cancelled admission, money can only be given back.
pub(super) fn not_cancelled(bill: &Bill) -> Result<(), Refusal> {
    match bill.cancelled {
        Some(at) => Refusal::new(refusal::BILL_CANCELLED).field("admission").with("at", at).err(),
        None => Ok(()),
    }
}

/// Lines are locked from the moment a settlement is sent.
pub(super) fn unlocked(world: &World, admission: AdmissionId) -> Result<(), Refusal> {
    let Some(settlement) = world.current_settlement(admission) else { return Ok(()) };
    match settlement.state {
        SettlementState::Submitted => Refusal::new("settlement-under-way").err(),
        SettlementState::Settled | SettlementState::Paid => Refusal::new("bill-locked").err(),
        SettlementState::TakingBack => Refusal::new("settlement-taking-back").err(),
        SettlementState::Presettled
        | SettlementState::Consented
        | SettlementState::Superseded
        | SettlementState::TakenBack => Ok(()),
    }
}

/// The year before a stay, and the balance of the account, must be possible amounts.
pub(super) fn year_is_possible(year_to_date: &YearToDate, account_balance: Yuan) -> Result<(), Refusal> {
    let YearToDate {
        in_scope,
        deductible,
        pool_paid,
        second_tier_base,
        second_tier_paid,
        assistance_base,
        assistance_paid,
    } = *year_to_date;
    let amounts = [
        account_balance,
        in_scope,
        deductible,
        pool_paid,
        second_tier_base,
        second_tier_paid,
        assistance_base,
        assistance_paid,
    ];
    if let Some(wrong) = amounts.into_iter().find(|amount| amount.is_negative() || *amount > limits::AMOUNT_MAX) {
        return Refusal::new("amount-range")
            .field("year_to_date")
            .with("value", wrong)
            .with("max", limits::AMOUNT_MAX)
            .err();
    }
    if deductible > in_scope {
        return Refusal::new("year-to-date-wrong").with("deductible", deductible).with("in_scope", in_scope).err();
    }
    Ok(())
}

/// A policy must be adopted, be for the scheme, and have a rate for this class at such a hospital.
pub(super) fn policy_fits(
    world: &World,
    policy: Option<&PolicyCode>,
    insurance: InsuranceType,
    class: PersonClass,
    hospital: HospitalFacts,
) -> Result<(), Refusal> {
    let Some(id) = policy else { return Ok(()) };
    let refused = |code| Refusal::new(code).field("policy").with("policy", id.as_str());
    let policy = world.policy(id).ok_or_else(|| refused("policy-unknown"))?;
    if policy.insurance != insurance {
        return refused("policy-other-scheme").err();
    }
    if !policy.covers(hospital, class) {
        let class = crate::adjudicate::class_name(class);
        return refused("policy-no-rate").with("level", hospital.level).with("class", class).err();
    }
    Ok(())
}
