//! What bills are computed with: the hospital's profile, policies and the price list.

use super::{Adopted, Decision, Item, World};
use crate::policy::Policy;
use model::{
    code::is_region,
    decide::{Apply, Context, Decide, Stamp},
    message::{Refusal, Value},
    settlement::{ItemPriced, PolicyAdopted, Profile, ProfileAdopted},
};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The longest name of a hospital, characters (`fixmedins_name`).
const NAME_MAX: usize = 200;
/// The highest level of a hospital.
const LEVEL_MAX: u8 = 3;

/// Adopted again as it is, nothing happens. Code and place stay while the platform knows a stay by them.
impl Decide<World> for ProfileAdopted {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Profile { name, code, level, region, kind: _ } = &self.profile;
        for text in [&name.zh, &name.en] {
            if text.trim().is_empty() || text.chars().count() > NAME_MAX {
                return Refusal::new("hospital-name-length").field("name").with("max", NAME_MAX as i64).err();
            }
        }
        if *level > LEVEL_MAX {
            let refusal = Refusal::new("out-of-range").field("level").with("value", *level);
            return refusal.with("min", 0i64).with("max", LEVEL_MAX).err();
        }
        if !is_region(region) {
            return Refusal::new("region-form").field("region").with("value", region.as_str()).err();
        }
        let Some(now) = world.profile() else { return Ok(vec![self.clone().into()]) };
        if *now == self.profile {
            return Ok(Vec::new());
        }
        if now.code != *code && world.is_in_touch() {
            return Refusal::new("profile-code-in-use").field("code").with("code", now.code.as_str()).err();
        }
        if now.region != *region && world.is_in_touch() {
            return Refusal::new("profile-region-in-use").field("region").with("region", now.region.as_str()).err();
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<World> for ProfileAdopted {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        world.profiles.insert(stamp.seq, self.profile.clone());
    }
}

impl Decide<World> for PolicyAdopted {
    fn decide(&self, _: &World, _: &Context) -> Decision {
        let policy = Policy::parse(&self.toml).map_err(|problems| crate::problem::first(&problems).field("toml"))?;
        if policy.id != self.policy {
            return Refusal::new("policy-id-differs")
                .field("policy")
                .with("asked", self.policy.as_str())
                .with("id", policy.id.as_str())
                .err();
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<World> for PolicyAdopted {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let policy = Policy::parse(&self.toml);
        let Ok(policy) = policy else { panic!("event {} adopts a policy that cannot be read", stamp.seq) };
        let row = Adopted { toml: self.toml.clone(), policy: Arc::new(policy), seq: stamp.seq };
        world.policies.insert(self.policy.clone(), row);
    }
}

/// The longest name of an item, in characters.
const ITEM_NAME_MAX: usize = 200;

/// The longest name of a unit, in characters.
const UNIT_MAX: usize = 20;

/// A price per another unit makes another item: the lines already charged count in the first unit.
impl Decide<World> for ItemPriced {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        if [&self.name.zh, &self.name.en].into_iter().any(|name| name.chars().count() > ITEM_NAME_MAX) {
            return Refusal::new("text-too-long").field("name").with("max", ITEM_NAME_MAX as i64).err();
        }
        let known = world.item(&self.item).and_then(|known| known.unit.as_ref());
        let unit = self.unit.as_ref().or(known);
        if let Some(unit) = unit
            && [&unit.zh, &unit.en].into_iter().any(|text| !(1..=UNIT_MAX).contains(&text.trim().chars().count()))
        {
            return Refusal::new("item-unit-length").field("unit").with("max", UNIT_MAX as i64).err();
        }
        if let (Some(known), Some(unit)) = (known, unit)
            && known != unit
        {
            let refusal = Refusal::new("item-unit-fixed").field("unit").with("item", self.item.as_str());
            return refusal.with("unit_zh", known.zh.as_str()).with("unit_en", known.en.as_str()).err();
        }
        quantity("unit_price", self.unit_price, 6)?;
        line_terms(self.ceiling, self.preself_rate)?;
        Ok(vec![ItemPriced { unit: unit.cloned(), ..self.clone() }.into()])
    }
}

impl Apply<World> for ItemPriced {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let row = Item {
            item: self.item.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            class: self.class,
            unit_price: self.unit_price,
            ceiling: self.ceiling,
            preself_rate: self.preself_rate,
            seq: stamp.seq,
        };
        world.items.insert(row.item.clone(), row);
    }
}

/// A price or count must be zero or more, with limited decimals and size.
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
