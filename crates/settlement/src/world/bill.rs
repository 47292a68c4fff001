//! Bills: opening, charging, taking back, deposits.

use super::{
    Bill, SettlementState, World,
    decide::{line_terms, quantity},
};
use crate::{
    ledger, limits,
    line::{self, Priced},
    policy::HospitalKind,
};
use model::{
    decide::Context,
    id::{AdmissionId, ChargeId, DepositId},
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    money::Yuan,
    refusal,
    scheduling::Reason,
    settlement::{
        BillOpened, ChargePosted, ChargeRefunded, Command, DepositReturned, DepositTaken, Event, PayMethod, YearToDate,
    },
};
use rust_decimal::Decimal;

/// The bill of a stay.
pub(super) fn bill_of(world: &World, admission: AdmissionId) -> Result<&Bill, Refusal> {
    world.bill(admission).ok_or_else(|| Refusal::new("bill-unknown").field("admission"))
}

/// On the bill of a cancelled admission money goes back only.
pub(super) fn not_cancelled(bill: &Bill) -> Result<(), Refusal> {
    match bill.cancelled {
        Some(at) => Refusal::new(refusal::BILL_CANCELLED).field("admission").with("at", at).err(),
        None => Ok(()),
    }
}

/// Lines are locked from the moment a settlement is sent.
pub(super) fn unlocked(world: &World, admission: AdmissionId) -> Result<(), Refusal> {
    let state = world.current_settlement(admission).map(|settlement| settlement.state);
    match state {
        Some(SettlementState::Submitted) => Refusal::new("settlement-under-way").err(),
        Some(SettlementState::Settled | SettlementState::Paid) => Refusal::new("bill-locked").err(),
        _ => Ok(()),
    }
}

pub(super) fn open(world: &World, asked: &BillOpened) -> Result<BillOpened, Refusal> {
    if world.bill(asked.admission).is_some() {
        return Refusal::new("bill-exists").field("admission").err();
    }
    if asked.hospital_level > 3 || asked.admission_no == 0 {
        return Refusal::new("bill-facts-wrong")
            .with("level", asked.hospital_level)
            .with("nth", asked.admission_no)
            .err();
    }
    year_is_possible(&asked.year_to_date, asked.account_balance)?;
    policy_fits(world, asked.policy.as_deref(), asked.insurance, asked.class, asked.hospital_level)?;
    Ok(asked.clone())
}

/// The year before a stay, and what is on the account, are amounts that can be.
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

/// A policy must be adopted, be of the scheme, and have a rate for who is insured so at this level.
pub(super) fn policy_fits(
    world: &World,
    policy: Option<&str>,
    insurance: InsuranceType,
    class: PersonClass,
    level: u8,
) -> Result<(), Refusal> {
    let Some(id) = policy else { return Ok(()) };
    let refused = |code| Refusal::new(code).field("policy").with("policy", id);
    let policy = world.policy(id).ok_or_else(|| refused("policy-unknown"))?;
    if policy.insurance != insurance {
        return refused("policy-other-scheme").err();
    }
    if !policy.covers(level, HospitalKind::General, class) {
        let class = crate::adjudicate::class_name(class);
        return refused("policy-no-rate").with("level", level).with("class", class).err();
    }
    Ok(())
}

pub(super) fn charge(world: &World, command: &Command, context: &Context) -> Result<Event, Refusal> {
    let Command::Charge { charge, admission, item, name, class, unit_price, count, ceiling, preself_rate, date } =
        command
    else {
        return Refusal::new("charge-unknown").err();
    };
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
        return Refusal::new("charge-date-in-future").field("date").with("date", date.0).with("today", today.0).err();
    }
    if *date < today.plus_days(-limits::CHARGE_DAYS_MAX) {
        return Refusal::new("charge-date-too-early").field("date").with("date", date.0).err();
    }
    if bill.line_count as usize + bill.refund_count as usize >= limits::LINES_MAX {
        return Refusal::new("bill-lines-max").with("max", limits::LINES_MAX as i64).err();
    }
    let amount = line::amount(*unit_price, *count);
    let total = bill.medfee_sumamt() + amount;
    if total > limits::AMOUNT_MAX {
        return Refusal::new("bill-too-large").with("total", total).with("max", limits::AMOUNT_MAX).err();
    }
    let policy = bill.policy.as_deref().and_then(|id| world.policy(id));
    let priced = Priced { class: *class, count: *count, ceiling: *ceiling, preself_rate: *preself_rate };
    Ok(ChargePosted {
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
    .into())
}

fn free_id(world: &World, id: ChargeId) -> Result<(), Refusal> {
    if world.charges.contains(&id) || world.refund_ids.contains(&id) {
        return Refusal::new("charge-id-used").field("charge").err();
    }
    Ok(())
}

pub(super) fn refund(
    world: &World,
    refund: ChargeId,
    charge: ChargeId,
    count: Decimal,
    reason: &Reason,
) -> Result<ChargeRefunded, Refusal> {
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
    if bill.line_count as usize + bill.refund_count as usize >= limits::LINES_MAX {
        return Refusal::new("bill-lines-max").with("max", limits::LINES_MAX as i64).err();
    }
    let (amount, split) = line::refund(&line.charged(), count);
    Ok(ChargeRefunded {
        refund,
        charge,
        admission,
        count,
        amount,
        split,
        reason: reason.clone(),
        postings: ledger::charged(-amount),
    })
}

pub(super) fn take_deposit(
    world: &World,
    deposit: DepositId,
    admission: AdmissionId,
    amount: Yuan,
    method: PayMethod,
) -> Result<DepositTaken, Refusal> {
    let bill = bill_of(world, admission)?;
    not_cancelled(bill)?;
    if world.deposits.contains(&deposit) {
        return Refusal::new("deposit-id-used").field("deposit").err();
    }
    // Bounded by itself before anything is added to it.
    let possible = amount > Yuan::ZERO && amount <= limits::AMOUNT_MAX;
    if !possible || amount + bill.deposits_held > limits::AMOUNT_MAX {
        return Refusal::new("deposit-range")
            .field("amount")
            .with("value", amount)
            .with("max", limits::AMOUNT_MAX)
            .err();
    }
    if world.current_settlement(admission).is_some_and(|settlement| settlement.state == SettlementState::Paid) {
        return Refusal::new("bill-closed").err();
    }
    if world.deposits(admission).count() >= limits::DEPOSITS_MAX {
        return Refusal::new("deposits-max").with("max", limits::DEPOSITS_MAX as i64).err();
    }
    Ok(DepositTaken { deposit, admission, amount, method, postings: ledger::deposited(amount) })
}

pub(super) fn return_deposit(world: &World, deposit: DepositId, reason: &Reason) -> Result<DepositReturned, Refusal> {
    let row = world.deposit(deposit).ok_or_else(|| Refusal::new("deposit-unknown").field("deposit"))?;
    if let Some((at, _)) = &row.returned {
        return Refusal::new("deposit-returned").field("deposit").with("at", *at).err();
    }
    unlocked(world, row.admission)?;
    Ok(DepositReturned {
        deposit,
        admission: row.admission,
        amount: row.amount,
        reason: reason.clone(),
        postings: ledger::deposited(-row.amount),
    })
}
