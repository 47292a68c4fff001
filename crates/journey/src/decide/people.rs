//! Decisions about people: who they are, who may act for them, how they are insured.

use super::limits;
use crate::{Person, World, retention::Retention};
use chrono::{Days, NaiveDate};
use model::{
    decide::Context,
    id::PersonId,
    journey::{
        Births, CoverageAdded, CredentialRef, Identity, InsuranceType, MergeUndone, PersonClass, PersonCorrected,
        PersonErased, PersonRegistered, PersonsMerged, RelativeAdded, RetentionClass, SexRecorded,
    },
    message::Refusal,
    person::{CredentialKind, Sex},
    refusal,
    time::Instant,
};
use std::collections::BTreeSet;

/// The person, resolved, and not erased.
pub(super) fn known<'a>(world: &'a World, person: PersonId, field: &'static str) -> Result<&'a Person, Refusal> {
    let row = world.person(person).ok_or_else(|| Refusal::new("person-unknown").field(field))?;
    if row.erased.is_some() { Refusal::new("person-erased").field(field).err() } else { Ok(row) }
}

pub(super) fn register(
    world: &World,
    asked: &PersonRegistered,
    births: Births,
    context: &Context,
) -> Result<PersonRegistered, Refusal> {
    assert!(!world.people.contains(&asked.person), "person ids are never used again");
    birth_is_possible(births.own, context)?;
    let mut event = asked.clone();
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
            event.identity = Identity::Newborn { mother: mother_of(world, mother, births)? };
        }
        // Whose birth date is known is known: by a credential, or as somebody's newborn.
        Identity::Unidentified if births.own.is_some() => {
            return Refusal::new("unidentified-has-birth").field("birth").err();
        }
        Identity::Known | Identity::Unidentified => {}
    }
    Ok(event)
}

/// Was born at most so many days before this moment?
fn newborn(birth: Option<NaiveDate>, at: Instant, context: &Context) -> Result<(), Refusal> {
    let birth = birth.ok_or_else(|| Refusal::new("newborn-birth-missing").field("birth"))?;
    let days = (context.zone.date(at).0 - birth).num_days();
    if (0..=limits::NEWBORN_DAYS_MAX).contains(&days) {
        return Ok(());
    }
    Refusal::new("newborn-too-old").field("birth").with("birth", birth).with("max", limits::NEWBORN_DAYS_MAX).err()
}

/// A registered woman who was of an age to give birth. Only of who is unidentified herself may the birth date be missing.
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

/// Whose newborns are registered was of an age to give birth then. Each was born at most so many days before it was
/// registered; the day itself is in the child's record only. `birth` is the mother's as it is to be.
fn still_of_age(
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

pub(super) fn correct(
    world: &World,
    asked: &PersonCorrected,
    birth: Option<NaiveDate>,
    context: &Context,
) -> Result<PersonCorrected, Refusal> {
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
    event.credentials = well_formed(&asked.credentials)?;
    let family = world.aliases_of(row.id);
    let owner = |credential: &CredentialRef| world.credentials.get(credential).copied();
    if let Some(taken) = event.credentials.iter().find(|one| owner(one).is_some_and(|owner| !family.contains(&owner))) {
        return credential_taken(taken).err();
    }
    // What a merged record brought stays with it: it is found through the alias, and goes with it when the merge is undone.
    event.credentials.retain(|credential| owner(credential).is_none_or(|owner| owner == row.id));
    let kept = family[1..].iter().filter_map(|alias| world.people.get(alias)).flat_map(|alias| &alias.credentials);
    let all: Vec<CredentialRef> = kept.chain(&event.credentials).cloned().collect();
    if row.identity == Identity::Known && all.is_empty() {
        return Refusal::new("credential-missing").field("credentials").err();
    }
    well_formed(&all)?;
    Ok(event)
}

/// What is known by a credential is corrected with a reason; what was only seen is recorded as it is seen.
pub(super) fn record_sex(world: &World, asked: &SexRecorded) -> Result<SexRecorded, Refusal> {
    let row = known(world, asked.person, "person")?;
    if row.identity == Identity::Known && world.sex_of(row.id) != Sex::Unknown {
        return Refusal::new("sex-known").field("sex").err();
    }
    if asked.sex != Sex::Female && !world.newborns_of(row.id).is_empty() {
        return not_a_mother().err();
    }
    Ok(SexRecorded { person: row.id, sex: asked.sex })
}

pub(super) fn erase(world: &World, person: PersonId, context: &Context) -> Result<PersonErased, Refusal> {
    let row = world.person(person).ok_or_else(|| Refusal::new("person-unknown").field("person"))?;
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
    Ok(PersonErased { person: row.id, aliases, destroyed, kept })
}

pub(super) fn merge(
    world: &World,
    asked: &PersonsMerged,
    births: Births,
    context: &Context,
) -> Result<PersonsMerged, Refusal> {
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
    // Who has no birth date may be of any age: a newborn is merged with nobody of whom that is all that is known.
    for (newborn, other, birth, field) in [(from, into, births.other, "into"), (into, from, births.own, "from")] {
        if world.newborn_of(newborn.id).is_some() && world.newborn_of(other.id).is_none() && birth.is_none() {
            return Refusal::new("merge-newborn-birth-missing").field(field).err();
        }
    }
    // Whose newborn is registered stays of an age to give birth, also as whom she turns out to be.
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
    Ok(PersonsMerged { from: from.id, into: into.id })
}

/// A child is not its mother, and two newborns of one mother are two children: twins have all else in common.
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

pub(super) fn undo_merge(world: &World, asked: &MergeUndone) -> Result<MergeUndone, Refusal> {
    let from = world.people.get(&asked.from).ok_or_else(|| Refusal::new("person-unknown").field("from"))?;
    if from.alias_of != Some(asked.into) {
        return Refusal::new("not-merged").field("from").err();
    }
    if from.erased.is_some() {
        return Refusal::new("person-erased").field("from").err();
    }
    Ok(asked.clone())
}

pub(super) fn add_coverage(world: &World, asked: &CoverageAdded) -> Result<CoverageAdded, Refusal> {
    assert!(!world.coverages.contains(&asked.coverage), "coverage ids are never used again");
    let row = known(world, asked.person, "person")?;
    let fits = match asked.insurance {
        InsuranceType::Employee => asked.class != PersonClass::Resident,
        InsuranceType::Resident => asked.class == PersonClass::Resident,
        InsuranceType::SelfPay => true,
    };
    if !fits {
        return Refusal::new("coverage-class").field("class").err();
    }
    let six_digits = asked.region.len() == 6 && asked.region.bytes().all(|byte| byte.is_ascii_digit());
    if !(six_digits || asked.insurance == InsuranceType::SelfPay && asked.region.is_empty()) {
        return Refusal::new("coverage-region").field("region").with("region", asked.region.clone()).err();
    }
    let same = |now: &crate::Coverage| {
        (now.insurance, now.class, &now.region) == (asked.insurance, asked.class, &asked.region)
    };
    if world.coverage_of(row.id).is_some_and(same) {
        return Refusal::new("coverage-known").field("insurance").err();
    }
    Ok(CoverageAdded { person: row.id, ..asked.clone() })
}

pub(super) fn add_relative(world: &World, asked: &RelativeAdded) -> Result<RelativeAdded, Refusal> {
    let relative = known(world, asked.relative, "relative")?.id;
    let person = known(world, asked.person, "person")?.id;
    if relative == person {
        return Refusal::new("relative-is-self").field("relative").err();
    }
    if world.may_act_for(relative, person) {
        return Refusal::new("relative-known").field("relative").err();
    }
    if world.acts_for(relative).len() >= limits::RELATIVES_MAX {
        return Refusal::new("relatives-max").field("relative").with("max", limits::RELATIVES_MAX as i64).err();
    }
    Ok(RelativeAdded { relative, person })
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

/// Credentials sorted, each once, of kinds that belong to a person.
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

/// A look-up value is the hexadecimal of an HMAC-SHA-256. Kept in production: a plain number or name must never get into
/// an event, because events are for ever.
fn assert_hashed(lookup: &str) {
    assert!(lookup.len() == 64 && lookup.bytes().all(|byte| byte.is_ascii_hexdigit()), "a look-up value is not hashed");
}
