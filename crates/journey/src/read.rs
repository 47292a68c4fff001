//! Reads: everything that others may ask for. All of them resolve aliases.

use crate::{Coverage, Journey, Person, Step, World};
use model::{
    id::{DepartmentId, JourneyId, PersonId},
    journey::CredentialRef,
    person::Sex,
    time::Instant,
};
use std::{collections::BTreeSet, ops::Bound};
use uuid::Uuid;

/// An open step whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue<'a> {
    /// The journey.
    pub journey: &'a Journey,
    /// Its step.
    pub step: &'a Step,
    /// When it was due.
    pub due: Instant,
}

impl World {
    /// Who an id really is: the end of its chain of aliases, or itself if it has none.
    pub fn canonical(&self, person: PersonId) -> PersonId {
        let mut at = person;
        while let Some(next) = self.people.get(&at).and_then(|row| row.alias_of) {
            at = next;
        }
        at
    }

    /// The record into which this one was merged; `None` if it is nobody's alias.
    pub fn merged_into(&self, person: PersonId) -> Option<PersonId> {
        self.people.get(&person).and_then(|row| row.alias_of)
    }

    /// A person; for an alias, the person whose alias it is.
    pub fn person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&self.canonical(person))
    }

    /// A record as it is, even one that was merged into another.
    pub fn record(&self, record: PersonId) -> Option<&Person> {
        self.people.get(&record)
    }

    /// A person's sex as known now: from the record that is no alias or, if unknown there, from one of its aliases.
    pub fn sex_of(&self, person: PersonId) -> Sex {
        let records = self.aliases_of(person);
        let known = records.iter().filter_map(|record| self.people.get(record)).map(|row| row.sex);
        known.into_iter().find(|sex| *sex != Sex::Unknown).unwrap_or(Sex::Unknown)
    }

    /// The mother of somebody who was registered as a newborn, under whichever record, and since when.
    pub fn newborn_of(&self, person: PersonId) -> Option<(PersonId, Instant)> {
        let records = self.aliases_of(person);
        records.iter().find_map(|record| self.people.get(record).and_then(|row| Some((row.mother?, row.registered))))
    }

    /// The newborns registered for this mother, under whichever record of hers; each as registered.
    pub(crate) fn newborns_of(&self, mother: PersonId) -> Vec<&Person> {
        let records = self.aliases_of(mother);
        let children = records.into_iter().flat_map(|record| self.newborns.range(pairs(record)));
        children.filter_map(|((_, child), ())| self.people.get(child)).collect()
    }

    /// The person who has this credential.
    pub fn by_credential(&self, credential: &CredentialRef) -> Option<&Person> {
        self.person(*self.credentials.get(credential)?)
    }

    /// Everybody with this full name (its keyed hash), ordered by id.
    pub fn by_name(&self, lookup: &str) -> Vec<&Person> {
        let found = self.names.range(pairs(lookup.to_owned())).map(|((_, person), ())| *person);
        self.distinct(found)
    }

    /// Everybody with this phone number (its keyed hash), ordered by id.
    pub fn by_phone(&self, lookup: &str) -> Vec<&Person> {
        let found = self.phones.range(pairs(lookup.to_owned())).map(|((_, person), ())| *person);
        self.distinct(found)
    }

    fn distinct(&self, found: impl Iterator<Item = PersonId>) -> Vec<&Person> {
        let people: BTreeSet<_> = found.map(|person| self.canonical(person)).collect();
        people.iter().filter_map(|person| self.people.get(person)).collect()
    }

    /// Everybody who is nobody's alias, ordered by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().map(|(_, person)| person).filter(|person| person.alias_of.is_none())
    }

    /// All records, those too that were merged into others, ordered by id.
    pub fn records(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().map(|(_, record)| record)
    }

    /// The records that come after one by their id, or all of them.
    pub fn records_after(&self, after: Option<PersonId>) -> impl Iterator<Item = &Person> {
        let first = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.people.range((first, Bound::Unbounded)).map(|(_, record)| record)
    }

    /// The records that are one person: who the person is, then the aliases. Empty for an unknown id.
    pub fn aliases_of(&self, person: PersonId) -> Vec<PersonId> {
        let mut all = vec![self.canonical(person)];
        if !self.people.contains(&all[0]) {
            return Vec::new();
        }
        let mut at = 0;
        while at < all.len() {
            all.extend(self.aliases.range(pairs(all[at])).map(|((_, alias), ())| *alias));
            at += 1;
        }
        all
    }

    /// All credentials of a person, including those that came with a merged record.
    pub fn credentials_of(&self, person: PersonId) -> Vec<&CredentialRef> {
        let rows = self.aliases_of(person).into_iter().filter_map(|alias| self.people.get(&alias));
        rows.flat_map(|row| &row.credentials).collect()
    }

    /// The insurance in force: the one added last. `None` if none is known.
    pub fn coverage_of(&self, person: PersonId) -> Option<&Coverage> {
        self.coverages_of(person).into_iter().next()
    }

    /// All insurance ever added, the newest first.
    pub fn coverages_of(&self, person: PersonId) -> Vec<&Coverage> {
        let mut found: Vec<&Coverage> = Vec::new();
        for alias in self.aliases_of(person) {
            let keys =
                (alias, 0, model::id::CoverageId(Uuid::nil()))..=(alias, u64::MAX, model::id::CoverageId(Uuid::max()));
            found.extend(self.covered.range(keys).filter_map(|((_, _, coverage), ())| self.coverages.get(coverage)));
        }
        found.sort_by_key(|coverage| std::cmp::Reverse((coverage.seq, coverage.id)));
        found
    }

    /// All insurance ever added, of everybody, ordered by id.
    pub fn coverages(&self) -> impl Iterator<Item = &Coverage> {
        self.coverages.iter().map(|(_, coverage)| coverage)
    }

    /// Who may act for whom, as they were named: both may have become aliases since.
    pub fn relatives(&self) -> impl Iterator<Item = (PersonId, PersonId)> {
        self.relatives.iter().map(|(pair, ())| *pair)
    }

    /// May one person act for another? For themselves, for people who named them a relative, a mother for her newborn.
    pub fn may_act_for(&self, actor: PersonId, person: PersonId) -> bool {
        let (actors, people) = (self.aliases_of(actor), self.aliases_of(person));
        let Some((&first, &whom)) = actors.first().zip(people.first()) else { return false };
        let gone = |id: &PersonId| self.people.get(id).is_some_and(|row| row.erased.is_some());
        if gone(&first) || gone(&whom) {
            return false;
        }
        first == whom || actors.iter().any(|a| people.iter().any(|p| self.is_family(*a, *p)))
    }

    fn is_family(&self, actor: PersonId, person: PersonId) -> bool {
        self.relatives.contains(&(actor, person)) || self.newborns.contains(&(actor, person))
    }

    /// The pairs by which one person was named a relative of another, as they were named, in order. A mother and her
    /// newborn are none.
    pub fn named_pairs(&self, relative: PersonId, person: PersonId) -> Vec<(PersonId, PersonId)> {
        let (actors, people) = (self.aliases_of(relative), self.aliases_of(person));
        let pairs: BTreeSet<_> = actors.iter().flat_map(|actor| people.iter().map(|whom| (*actor, *whom))).collect();
        pairs.into_iter().filter(|pair| self.relatives.contains(pair)).collect()
    }

    /// The others for whom a person may act, ordered by id.
    pub fn acts_for(&self, actor: PersonId) -> Vec<&Person> {
        let mut whom = BTreeSet::new();
        for alias in self.aliases_of(actor) {
            let named = self.relatives.range(pairs(alias)).map(|((_, person), ())| *person);
            let born = self.newborns.range(pairs(alias)).map(|((_, person), ())| *person);
            whom.extend(named.chain(born).map(|person| self.canonical(person)));
        }
        whom.remove(&self.canonical(actor));
        whom.iter().filter_map(|person| self.people.get(person)).filter(|person| person.erased.is_none()).collect()
    }

    /// The others who may act for a person, ordered by id.
    pub fn relatives_of(&self, person: PersonId) -> Vec<&Person> {
        let whom = self.aliases_of(person);
        let pairs = self.relatives.iter().chain(self.newborns.iter()).map(|(pair, ())| pair);
        let actors = pairs.filter(|(_, person)| whom.contains(person)).map(|(actor, _)| self.canonical(*actor));
        let mut actors: BTreeSet<_> = actors.collect();
        actors.remove(&self.canonical(person));
        actors.iter().filter_map(|actor| self.people.get(actor)).filter(|actor| actor.erased.is_none()).collect()
    }

    /// A journey.
    pub fn journey(&self, journey: JourneyId) -> Option<&Journey> {
        self.journeys.get(&journey)
    }

    /// All journeys in the order of their ids.
    pub fn journeys(&self) -> impl DoubleEndedIterator<Item = &Journey> {
        self.journeys.iter().map(|(_, journey)| journey)
    }

    /// A person's journeys, the newest first.
    pub fn journeys_of(&self, person: PersonId) -> Vec<&Journey> {
        let mut found: Vec<&Journey> = Vec::new();
        for alias in self.aliases_of(person) {
            let keys = self.journeys_of.range(pairs(alias));
            found.extend(keys.filter_map(|((_, journey), ())| self.journeys.get(journey)));
        }
        found.sort_by_key(|journey| std::cmp::Reverse((journey.opened, journey.id)));
        found
    }

    /// The newest journey that is still open in a department; a booking there belongs to it.
    pub fn open_journey(&self, person: PersonId, department: DepartmentId) -> Option<&Journey> {
        let open = |journey: &&Journey| journey.closed.is_none() && journey.department == Some(department);
        self.journeys_of(person).into_iter().find(open)
    }

    /// Open steps that were due before `now`, the longest overdue first.
    pub fn overdue(&self, now: Instant) -> Vec<Overdue<'_>> {
        let late = self.due.range(..(now, JourneyId(Uuid::nil()), 0));
        late.filter_map(|((due, journey, position), ())| {
            let journey = self.journeys.get(journey)?;
            Some(Overdue { journey, step: journey.steps.get(*position)?, due: *due })
        })
        .collect()
    }
}

/// An id type, for ranges over pairs.
pub(crate) trait Id: Copy {
    const LEAST: Self;
    const MOST: Self;
}
impl Id for PersonId {
    const LEAST: Self = Self(Uuid::nil());
    const MOST: Self = Self(Uuid::max());
}
impl Id for JourneyId {
    const LEAST: Self = Self(Uuid::nil());
    const MOST: Self = Self(Uuid::max());
}

/// All pairs that begin with `first`.
fn pairs<K: Clone, I: Id>(first: K) -> std::ops::RangeInclusive<(K, I)> {
    (first.clone(), I::LEAST)..=(first, I::MOST)
}
