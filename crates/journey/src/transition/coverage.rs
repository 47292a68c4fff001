//! How people are insured, and who may act for them.

use super::{Decision, change, known, limits};
use crate::{Coverage, World};
use model::{
    code::is_region,
    decide::{Apply, Context, Decide, Stamp},
    journey::{CoverageAdded, InsuranceType, PersonClass, RelativeAdded, RelativeRemoved, command},
    message::Refusal,
};

impl Decide<World> for CoverageAdded {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        assert!(!world.coverages.contains(&self.coverage), "coverage ids are never used again");
        let row = known(world, self.person, "person")?;
        let fits = match self.insurance {
            InsuranceType::Employee => self.class != PersonClass::Resident,
            InsuranceType::Resident => self.class == PersonClass::Resident,
            InsuranceType::SelfPay => true,
        };
        if !fits {
            return Refusal::new("coverage-class").field("class").err();
        }
        if !(is_region(&self.region) || self.insurance == InsuranceType::SelfPay && self.region.is_empty()) {
            return Refusal::new("coverage-region").field("region").with("region", self.region.clone()).err();
        }
        let same = |now: &crate::Coverage| {
            (now.insurance, now.class, &now.region) == (self.insurance, self.class, &self.region)
        };
        if world.coverage_of(row.id).is_some_and(same) {
            return Refusal::new("coverage-known").field("insurance").err();
        }
        Ok(vec![CoverageAdded { person: row.id, ..self.clone() }.into()])
    }
}

impl Apply<World> for CoverageAdded {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let row = Coverage {
            id: self.coverage,
            person: self.person,
            insurance: self.insurance,
            class: self.class,
            region: self.region.clone(),
            record: self.record.clone(),
            added: stamp.at,
            seq: stamp.seq,
        };
        change(world, self.person, stamp, |_| {});
        index_coverage(world, &row);
        world.coverages.insert(row.id, row);
    }
}

pub(crate) fn index_coverage(world: &mut World, row: &Coverage) {
    world.covered.insert((row.person, row.seq, row.id), ());
}

impl Decide<World> for RelativeAdded {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let relative = known(world, self.relative, "relative")?.id;
        let person = known(world, self.person, "person")?.id;
        if relative == person {
            return Refusal::new("relative-is-self").field("relative").err();
        }
        if world.may_act_for(relative, person) {
            return Refusal::new("relative-known").field("relative").err();
        }
        if world.acts_for(relative).len() >= limits::RELATIVES_MAX {
            return Refusal::new("relatives-max").field("relative").with("max", limits::RELATIVES_MAX as i64).err();
        }
        Ok(vec![RelativeAdded { relative, person }.into()])
    }
}

impl Apply<World> for RelativeAdded {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.person, stamp, |_| {});
        world.relatives.insert((self.relative, self.person), ());
    }
}

impl Decide<World> for command::RemoveRelative {
    /// Each pair as it was named: after a merge there may be several, and if the merge is undone none is left behind.
    fn decide(&self, world: &World, _: &Context) -> Decision {
        known(world, self.relative, "relative")?;
        known(world, self.person, "person")?;
        let pairs = world.named_pairs(self.relative, self.person);
        if pairs.is_empty() {
            return Refusal::new("relative-unknown").field("relative").err();
        }
        let records = world.aliases_of(self.person);
        let removed = |(relative, person)| RelativeRemoved { relative, person, records: records.clone() }.into();
        Ok(pairs.into_iter().map(removed).collect())
    }
}

impl Apply<World> for RelativeRemoved {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.person, stamp, |_| {});
        world.relatives.remove(&(self.relative, self.person));
    }
}
