//! Decisions: commands into events, or a refusal. Nothing here changes anything.

use super::{World, bill, exchange, insure, money};
use crate::policy::Policy;
use model::{
    decide::Context,
    message::{Refusal, Value},
    settlement::{Command, Event, ItemPriced, PolicyAdopted},
};
use rust_decimal::Decimal;

pub(super) fn decide(world: &World, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
    let event: Event = match command {
        Command::AdoptPolicy(asked) => adopt(asked)?.into(),
        Command::PriceItem(asked) => price(world, asked)?.into(),
        Command::OpenBill(asked) => bill::open(world, asked)?.into(),
        Command::InsureBill { .. } => insure::insure(world, command)?.into(),
        Command::CancelBill { admission, money_may_be_open } => {
            insure::cancel(world, *admission, *money_may_be_open)?.into()
        }
        Command::Charge { .. } => bill::charge(world, command, context)?,
        Command::RefundCharge { refund, charge, count, reason } => {
            bill::refund(world, *refund, *charge, *count, reason)?.into()
        }
        Command::TakeDeposit { deposit, admission, amount, method } => {
            bill::take_deposit(world, *deposit, *admission, *amount, *method)?.into()
        }
        Command::ReturnDeposit { deposit, reason } => bill::return_deposit(world, *deposit, reason)?.into(),
        Command::IntendExchange(asked) => return exchange::intend(world, asked, context),
        Command::SetAside { exchange, misfits, body } => exchange::set_aside(world, *exchange, misfits, body)?.into(),
        Command::RecordAnswer { exchange, outcome, body } => {
            return exchange::answer(world, *exchange, outcome, body);
        }
        Command::RecordSilence { exchange } => exchange::silence(world, *exchange)?.into(),
        Command::Presettle { settlement, admission } => {
            money::presettle(world, *settlement, *admission, context)?.into()
        }
        Command::CloseRegistration { admission, reason } => insure::close(world, *admission, reason)?.into(),
        Command::ConfirmDifference { settlement, reason } => {
            money::confirm_difference(world, *settlement, reason, context)?.into()
        }
        Command::Consent { settlement, fingerprint, means } => {
            money::consent(world, *settlement, fingerprint, means, context)?.into()
        }
        Command::Pay { settlement, method } => money::pay(world, *settlement, *method)?.into(),
    };
    Ok(vec![event])
}

fn adopt(asked: &PolicyAdopted) -> Result<PolicyAdopted, Refusal> {
    let policy = Policy::parse(&asked.toml).map_err(|problems| crate::problem::first(&problems).field("toml"))?;
    if policy.id != asked.policy {
        return Refusal::new("policy-id-differs")
            .field("policy")
            .with("asked", asked.policy.as_str())
            .with("id", policy.id.as_str())
            .err();
    }
    Ok(asked.clone())
}

/// The longest name of a unit, characters.
const UNIT_MAX: usize = 20;

/// A price per another unit is another item: lines that were charged count in the first.
fn price(world: &World, asked: &ItemPriced) -> Result<ItemPriced, Refusal> {
    if asked.item.is_empty() || asked.item.len() > 40 {
        return Refusal::new("item-code-length").field("item").with("max", 40i64).err();
    }
    let known = world.item(&asked.item).and_then(|known| known.unit.as_ref());
    let unit = asked.unit.as_ref().or(known);
    if let Some(unit) = unit
        && [&unit.zh, &unit.en].into_iter().any(|text| !(1..=UNIT_MAX).contains(&text.trim().chars().count()))
    {
        return Refusal::new("item-unit-length").field("unit").with("max", UNIT_MAX as i64).err();
    }
    if let (Some(known), Some(unit)) = (known, unit)
        && known != unit
    {
        let refusal = Refusal::new("item-unit-fixed").field("unit").with("item", asked.item.as_str());
        return refusal.with("unit_zh", known.zh.as_str()).with("unit_en", known.en.as_str()).err();
    }
    quantity("unit_price", asked.unit_price, 6)?;
    line_terms(asked.ceiling, asked.preself_rate)?;
    Ok(ItemPriced { unit: unit.cloned(), ..asked.clone() })
}

/// A price or count: zero or more, with a limit of decimals and size.
pub(super) fn quantity(field: &'static str, value: Decimal, decimals: u32) -> Result<(), Refusal> {
    if value.is_sign_negative() && !value.is_zero() {
        return Refusal::new("quantity-negative").field(field).with("value", value).err();
    }
    if value.normalize().scale() > decimals || value > crate::limits::QUANTITY_MAX {
        return Refusal::new("quantity-range")
            .field(field)
            .with("value", value)
            .with("decimals", i64::from(decimals))
            .with("max", crate::limits::QUANTITY_MAX)
            .err();
    }
    Ok(())
}

/// Ceiling and first self-pay rate of an item.
pub(super) fn line_terms(ceiling: Option<Decimal>, preself_rate: Decimal) -> Result<(), Refusal> {
    if let Some(ceiling) = ceiling {
        quantity("ceiling", ceiling, 6)?;
    }
    if preself_rate < Decimal::ZERO || preself_rate > Decimal::ONE || preself_rate.normalize().scale() > 6 {
        return Refusal::new("rate-out-of-range")
            .field("preself_rate")
            .with("value", Value::Number(preself_rate))
            .err();
    }
    Ok(())
}
