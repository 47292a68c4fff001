//! Who people are: registered, corrected, erased.

use super::{Decision, change, known, limits};
use crate::{Erasure, Person, World, retention::Retention};
use chrono::{Datelike as _, Days, NaiveDate};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::PersonId,
    journey::{
        BirthYearKnown, Births, CredentialRef, Identity, PersonCorrected, PersonErased, PersonRegistered,
        RetentionClass, SexRecorded, command,
    },
    message::Refusal,
    person::{CredentialKind, Sex},
    refusal,
    time::Instant,
};
use std::collections::BTreeSet;

impl Decide<World> for command::Register {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { asked, births } = self;
        assert!(!world.people.contains(&asked.person), "person ids are never used again");
        birth_is_possible(births.own, context)?;
        let mut event = asked.clone();
        event.born_in = year_of(births.own);
        event.credentials = well_formed(&asked.credentials)?;
        check_lookups(&asked.name_lookup, &asked.phone_lookup);
        if let Some(owner) = event.credentials.iter().find(|credential| world.credentials.contains(credential)) {
            return credential_taken(owner).err();
        }
        match asked.identity {
            Identity::Known if event.credentials.is_empty() => {
                return Refusal::new("credential-missing").field("credentials").err();
            }
            Identity::Newborn { mother } => {
                newborn(births.own, context.now, context)?;
                event.identity = Identity::Newborn { mother: mother_of(world, mother, *births)? };
            }
            // Somebody with a known birth date is not unidentified: they have a credential, or are somebody's newborn.
            Identity::Unidentified if births.own.is_some() => {
                return Refusal::new("unidentified-has-birth").field("birth").err();
            }
            Identity::Known | Identity::Unidentified => {}
        }
        Ok(vec![event.into()])
    }
}

impl Apply<World> for PersonRegistered {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let mother = match self.identity {
            Identity::Newborn { mother } => Some(mother),
            Identity::Known | Identity::Unidentified => None,
        };
        let row = Person {
            id: self.person,
            sex: self.sex,
            identity: if self.credentials.is_empty() { self.identity } else { Identity::Known },
            mother,
            credentials: self.credentials.clone(),
            record: Some(self.record.clone()),
            name_lookup: self.name_lookup.clone(),
            phone_lookup: self.phone_lookup.clone(),
            registered: stamp.at,
            alias_of: None,
            erased: None,
            seq: stamp.seq,
        };
        index_person(world, &row);
        world.people.insert(row.id, row);
    }
}

impl Decide<World> for command::Correct {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (asked, birth) = (&self.asked, self.birth);
        let row = known(world, asked.person, "person")?;
        birth_is_possible(birth, context)?;
        if row.mother.is_some() {
            newborn(birth, row.registered, context)?;
        }
        let children = world.newborns_of(row.id);
        if asked.sex != Sex::Female && !children.is_empty() {
            return not_a_mother().err();
        }
        still_of_age(&children, row.identity, birth, "birth", context)?;
        check_lookups(&asked.name_lookup, &asked.phone_lookup);
        let mut event = asked.clone();
        event.person = row.id;
        event.born_in = year_of(birth);
        event.credentials = well_formed(&asked.credentials)?;
        let family = world.aliases_of(row.id);
        let owner = |credential: &CredentialRef| world.credentials.get(credential).copied();
        if let Some(taken) =
            event.credentials.iter().find(|one| owner(one).is_some_and(|owner| !family.contains(&owner)))
        {
            return credential_taken(taken).err();
        }
        // What a merged record brought stays with it: found through the alias, and gone when the merge is undone.
        event.credentials.retain(|credential| owner(credential).is_none_or(|owner| owner == row.id));
        let kept = family[1..].iter().filter_map(|alias| world.people.get(alias)).flat_map(|alias| &alias.credentials);
        let all: Vec<CredentialRef> = kept.chain(&event.credentials).cloned().collect();
        if row.identity == Identity::Known && all.is_empty() {
            return Refusal::new("credential-missing").field("credentials").err();
        }
        well_formed(&all)?;
        Ok(vec![event.into()])
    }
}

impl Apply<World> for PersonCorrected {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        forget_lookups(world, self.person);
        change(world, self.person, stamp, |row| {
            row.sex = self.sex;
            row.credentials.clone_from(&self.credentials);
            row.record = Some(self.record.clone());
            row.name_lookup.clone_from(&self.name_lookup);
            row.phone_lookup.clone_from(&self.phone_lookup);
            if !row.credentials.is_empty() {
                row.identity = Identity::Known;
            }
        });
        if let Some(row) = world.people.get(&self.person).cloned() {
            index_person(world, &row);
        }
    }
}

/// If a credential identifies the person, the sex is corrected with a reason; else it is recorded as it is seen.
impl Decide<World> for SexRecorded {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let row = known(world, self.person, "person")?;
        if row.identity == Identity::Known && world.sex_of(row.id) != Sex::Unknown {
            return Refusal::new("sex-known").field("sex").err();
        }
        if self.sex != Sex::Female && !world.newborns_of(row.id).is_empty() {
            return not_a_mother().err();
        }
        Ok(vec![SexRecorded { person: row.id, sex: self.sex }.into()])
    }
}

impl Apply<World> for SexRecorded {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change(world, self.person, stamp, |row| row.sex = self.sex);
    }
}

impl Decide<World> for command::KnowBirthYear {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let row = known(world, self.person, "person")?;
        match year_of(self.birth) {
            Some(born_in) => Ok(vec![BirthYearKnown { person: row.id, born_in }.into()]),
            None => Refusal::new("birth-not-known").field("person").err(),
        }
    }
}

/// Nothing here depends on the year: scheduling is told.
impl Apply<World> for BirthYearKnown {
    fn apply(&self, _: &mut World, _: Stamp) {}
}

impl Decide<World> for command::Erase {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let row = world.person(self.person).ok_or_else(|| Refusal::new("person-unknown").field("person"))?;
        let journeys = world.journeys_of(row.id);
        let open = journeys.iter().filter(|journey| journey.closed.is_none()).count();
        if open > 0 {
            return Refusal::new("erase-journey-open").field("person").with("open", open as i64).err();
        }
        let today = context.zone.date(context.now).0;
        let until = Retention::shipped()
            .kept_until(journeys, today, context.zone)
            .ok_or_else(|| Refusal::new("retention-unknown").field("person").with("date", today))?;
        let before = row.erased.as_ref().map_or(&[][..], |erased| &erased.destroyed);
        let (mut destroyed, mut kept) = (Vec::new(), Vec::new());
        for class in [RetentionClass::Contact, RetentionClass::Medical, RetentionClass::Financial] {
            match until.get(&class) {
                Some(end) if *end > today => kept.push((class, *end)),
                _ if before.contains(&class) => {}
                _ => destroyed.push(class),
            }
        }
        if destroyed.is_empty() {
            let refusal = match kept.iter().map(|(_, end)| *end).min() {
                Some(next) => Refusal::new("erase-nothing-due").with("until", next),
                None => Refusal::new("erase-nothing-left"),
            };
            return refusal.field("person").err();
        }
        let aliases = world.aliases_of(row.id).split_off(1);
        Ok(vec![PersonErased { person: row.id, aliases, destroyed, kept }.into()])
    }
}

impl Apply<World> for PersonErased {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        for person in world.aliases_of(self.person) {
            forget_lookups(world, person);
            change(world, person, stamp, |row| {
                let before = row.erased.take();
                let mut destroyed = before.map_or_else(Vec::new, |erasure| erasure.destroyed);
                destroyed.extend(&self.destroyed);
                row.sex = Sex::Unknown;
                row.credentials.clear();
                row.record = None;
                row.name_lookup = None;
                row.phone_lookup = None;
                row.erased = Some(Erasure { at: stamp.at, destroyed, kept: self.kept.clone() });
            });
        }
    }
}

/// Adds a person to what can be looked up. Also used when a snapshot is restored.
pub(crate) fn index_person(world: &mut World, row: &Person) {
    for credential in &row.credentials {
        world.credentials.insert(credential.clone(), row.id);
    }
    if let Some(name) = &row.name_lookup {
        world.names.insert((name.clone(), row.id), ());
    }
    if let Some(phone) = &row.phone_lookup {
        world.phones.insert((phone.clone(), row.id), ());
    }
    if let Some(mother) = &row.mother {
        world.newborns.insert((*mother, row.id), ());
    }
    if let Some(whom) = &row.alias_of {
        world.aliases.insert((*whom, row.id), ());
    }
}

/// Removes a person from what can be looked up.
fn forget_lookups(world: &mut World, person: PersonId) {
    let Some(row) = world.people.get(&person).cloned() else { return };
    row.credentials.iter().for_each(|credential| world.credentials.remove(credential));
    row.name_lookup.into_iter().for_each(|name| world.names.remove(&(name, person)));
    row.phone_lookup.into_iter().for_each(|phone| world.phones.remove(&(phone, person)));
}

/// Refuses if the birth is more than so many days before this moment.
fn newborn(birth: Option<NaiveDate>, at: Instant, context: &Context) -> Result<(), Refusal> {
    let birth = birth.ok_or_else(|| Refusal::new("newborn-birth-missing").field("birth"))?;
    let days = (context.zone.date(at).0 - birth).num_days();
    if (0..=limits::NEWBORN_DAYS_MAX).contains(&days) {
        return Ok(());
    }
    Refusal::new("newborn-too-old").field("birth").with("birth", birth).with("max", limits::NEWBORN_DAYS_MAX).err()
}

/// A registered woman who was of an age to give birth. Only if she is unidentified may her birth date be missing.
fn mother_of(world: &World, mother: PersonId, births: Births) -> Result<PersonId, Refusal> {
    let mother = known(world, mother, "mother")?;
    match mother.sex {
        Sex::Female => {}
        Sex::Male => return Refusal::new("mother-is-male").field("mother").err(),
        Sex::Unknown => return Refusal::new("mother-sex-unknown").field("mother").err(),
    }
    let age = match (births.other, births.own) {
        (Some(hers), Some(own)) => own.years_since(hers),
        _ if mother.identity == Identity::Unidentified => return Ok(mother.id),
        _ => return Refusal::new("mother-birth-missing").field("mother").err(),
    };
    if age.is_some_and(|age| limits::MOTHER_AGE.contains(&age)) {
        return Ok(mother.id);
    }
    mother_age("mother").err()
}

fn mother_age(field: &'static str) -> Refusal {
    let (min, max) = (*limits::MOTHER_AGE.start(), *limits::MOTHER_AGE.end());
    Refusal::new("mother-age").field(field).with("min", i64::from(min)).with("max", i64::from(max))
}

fn not_a_mother() -> Refusal {
    Refusal::new("mother-of-newborn-is-female").field("sex")
}

/// A woman whose newborns are registered must have been of an age to give birth then. Each was born at most so many
/// days before being registered; the day itself is only in the child's record. `birth` is the mother's, as it will be.
pub(super) fn still_of_age(
    children: &[&Person],
    identity: Identity,
    birth: Option<NaiveDate>,
    field: &'static str,
    context: &Context,
) -> Result<(), Refusal> {
    for child in children {
        let Some(birth) = birth else {
            if identity == Identity::Unidentified {
                return Ok(());
            }
            return Refusal::new("mother-birth-missing").field(field).err();
        };
        let latest = context.zone.date(child.registered).0;
        let earliest = latest - Days::new(limits::NEWBORN_DAYS_MAX.unsigned_abs());
        let of_age = |day: NaiveDate| day.years_since(birth).is_some_and(|age| limits::MOTHER_AGE.contains(&age));
        if !of_age(latest) && !of_age(earliest) {
            return mother_age(field).err();
        }
    }
    Ok(())
}

/// All that an event says of a birth date.
fn year_of(birth: Option<NaiveDate>) -> Option<u16> {
    birth.and_then(|birth| u16::try_from(birth.year()).ok())
}

fn birth_is_possible(birth: Option<NaiveDate>, context: &Context) -> Result<(), Refusal> {
    let today = context.zone.date(context.now).0;
    match birth {
        Some(birth) if birth > today || today.years_since(birth).is_some_and(|age| age > limits::AGE_MAX) => {
            Refusal::new("birth-impossible").field("birth").with("birth", birth).with("today", today).err()
        }
        _ => Ok(()),
    }
}

/// The credentials sorted, each once; all must be of kinds that belong to a person.
fn well_formed(asked: &[CredentialRef]) -> Result<Vec<CredentialRef>, Refusal> {
    let sorted: Vec<_> = asked.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    if sorted.len() > limits::CREDENTIALS_MAX {
        return Refusal::new("credentials-max").field("credentials").with("max", limits::CREDENTIALS_MAX as i64).err();
    }
    if sorted.iter().any(|one| matches!(one.kind, CredentialKind::VisitCode | CredentialKind::Wristband)) {
        return Refusal::new("credential-of-a-visit").field("credentials").err();
    }
    if sorted.iter().filter(|one| one.kind == CredentialKind::ResidentId).count() > 1 {
        return Refusal::new("resident-id-twice").field("credentials").err();
    }
    sorted.iter().for_each(|one| assert_hashed(&one.lookup));
    Ok(sorted)
}

fn credential_taken(credential: &CredentialRef) -> Refusal {
    let kind = match credential.kind {
        CredentialKind::InsuranceCode => "credential-insurance-code",
        CredentialKind::SocialSecurityCard => "credential-social-security-card",
        CredentialKind::ResidentId => "credential-resident-id",
        CredentialKind::FaceToken => "credential-face-token",
        CredentialKind::Passport => "credential-passport",
        CredentialKind::Permit => "credential-permit",
        CredentialKind::VisitCode => "credential-visit-code",
        CredentialKind::Wristband => "credential-wristband",
    };
    Refusal::new(refusal::CREDENTIAL_TAKEN)
        .field("credentials")
        .with("kind", model::message::Value::Message(kind.into()))
}

fn check_lookups(name: &Option<String>, phone: &Option<String>) {
    name.iter().chain(phone).for_each(|lookup| assert_hashed(lookup));
}

/// A look-up value is an HMAC-SHA-256 in hexadecimal. Checked in production too: a plain number or name must never get
/// into an event, because events are kept for ever.
fn assert_hashed(lookup: &str) {
    assert!(lookup.len() == 64 && lookup.bytes().all(|byte| byte.is_ascii_hexdigit()), "a look-up value is not hashed");
}
