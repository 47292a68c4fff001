//! Two records that are one person.

use super::{Decision, change, known, limits, people::still_of_age};
use crate::{Person, World};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::PersonId,
    journey::{MergeUndone, PersonsMerged, command},
    message::Refusal,
    person::{CredentialKind, Sex},
};
use std::collections::BTreeSet;

impl Decide<World> for command::Merge {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { asked, births } = self;
        let from = world.people.get(&asked.from).ok_or_else(|| Refusal::new("person-unknown").field("from"))?;
        if from.alias_of.is_some() {
            return Refusal::new("person-is-alias").field("from").err();
        }
        let from = known(world, from.id, "from")?;
        let into = known(world, asked.into, "into")?;
        if into.id == from.id {
            return Refusal::new("merge-same-person").field("into").err();
        }
        let differ = |field: &'static str| Refusal::new("merge-facts-differ").field(field).err();
        let (sex, other) = (world.sex_of(from.id), world.sex_of(into.id));
        if sex != other && sex != Sex::Unknown && other != Sex::Unknown {
            return differ("sex");
        }
        if births.own.zip(births.other).is_some_and(|(a, b)| a != b) {
            return differ("birth");
        }
        not_one_family(world, from, into)?;
        // Without a birth date somebody may be of any age: a newborn is merged with no such person, unless also a
        // newborn.
        for (newborn, other, birth, field) in [(from, into, births.other, "into"), (into, from, births.own, "from")] {
            if world.newborn_of(newborn.id).is_some() && world.newborn_of(other.id).is_none() && birth.is_none() {
                return Refusal::new("merge-newborn-birth-missing").field(field).err();
            }
        }
        // A woman with registered newborns must have been of an age to give birth, also as the person she turns out to
        // be.
        let children: Vec<&Person> = [from, into].into_iter().flat_map(|one| world.newborns_of(one.id)).collect();
        if let Some(birth) = births.own.or(births.other) {
            still_of_age(&children, into.identity, Some(birth), "into", context)?;
        }
        let resident = |person: PersonId| -> bool {
            world.credentials_of(person).iter().any(|credential| credential.kind == CredentialKind::ResidentId)
        };
        if resident(from.id) && resident(into.id) {
            return differ("resident_id");
        }
        let limit = |code: &'static str, count: usize, max: usize| {
            let refusal = || Refusal::new(code).field("into").with("max", max as i64);
            if count > max { Err(refusal()) } else { Ok(()) }
        };
        let credentials = |person| world.credentials_of(person).len();
        limit("credentials-max", credentials(from.id) + credentials(into.id), limits::CREDENTIALS_MAX)?;
        let open = |person| world.journeys_of(person).iter().filter(|journey| journey.closed.is_none()).count();
        limit("journeys-max", open(from.id) + open(into.id), limits::OPEN_JOURNEYS_MAX)?;
        Ok(vec![PersonsMerged { from: from.id, into: into.id, over_caps: asked.over_caps.clone() }.into()])
    }
}

impl Apply<World> for PersonsMerged {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.from, stamp, |row| row.alias_of = Some(self.into));
        change(world, self.into, stamp, |_| {});
        world.aliases.insert((self.into, self.from), ());
    }
}

impl Decide<World> for MergeUndone {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let from = world.people.get(&self.from).ok_or_else(|| Refusal::new("person-unknown").field("from"))?;
        if from.alias_of != Some(self.into) {
            return Refusal::new("not-merged").field("from").err();
        }
        if from.erased.is_some() {
            return Refusal::new("person-erased").field("from").err();
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<World> for MergeUndone {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.from, stamp, |row| row.alias_of = None);
        change(world, self.into, stamp, |_| {});
        world.aliases.remove(&(self.into, self.from));
    }
}

/// A child is not its mother, and two newborns of one mother are two children: twins have everything else in common.
fn not_one_family(world: &World, from: &Person, into: &Person) -> Result<(), Refusal> {
    let mothers = |person: &Person| -> BTreeSet<PersonId> {
        let rows = world.aliases_of(person.id).into_iter().filter_map(|alias| world.people.get(&alias)?.mother);
        rows.map(|mother| world.canonical(mother)).collect()
    };
    let (of_from, of_into) = (mothers(from), mothers(into));
    if of_from.contains(&into.id) || of_into.contains(&from.id) {
        return Refusal::new("merge-mother-and-child").field("into").err();
    }
    if !of_from.is_disjoint(&of_into) {
        return Refusal::new("merge-siblings").field("into").err();
    }
    Ok(())
}
