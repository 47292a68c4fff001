//! Who someone is: register, correct, erase, merge, insure, name a relative.

use crate::{deciding::Deciding, failure::Failure, prepare::Prepared, request::Answer};
use model::{
    id::{CoverageId, PersonId},
    journey::{
        Command, CoverageAdded, Event, Identity, InsuranceType, MergeUndone, PersonClass, PersonCorrected,
        PersonRegistered, PersonsMerged, RelativeAdded,
    },
    message::Refusal,
    scheduling::Reason,
};

/// The command that registers who was prepared, whose record is kept. Somebody with a credential is known.
pub(super) fn registration(
    deciding: &mut Deciding<'_>,
    identity: Identity,
    prepared: &Prepared,
) -> Result<(PersonId, Command), Failure> {
    let person = prepared.person.as_ref().ok_or(Failure::Broken)?;
    let identity = match identity {
        Identity::Unidentified if !person.credentials.is_empty() => Identity::Known,
        other => other,
    };
    let record = person.record.keep(deciding);
    let command = Command::Register(PersonRegistered {
        person: person.id,
        sex: person.sex,
        birth: person.birth,
        identity,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
    });
    Ok((person.id, command))
}

pub(super) fn register(
    deciding: &mut Deciding<'_>,
    identity: Identity,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    let (person, command) = registration(deciding, identity, prepared)?;
    deciding.on_behalf_of(person);
    deciding.journey(&command)?;
    Ok(Answer::PersonRegistered { person })
}

/// The command that corrects who was prepared. A version that builds on another than the present one is refused: two
/// people corrected at the same time.
pub(super) fn correction(deciding: &mut Deciding<'_>, reason: Reason, prepared: &Prepared) -> Result<Command, Failure> {
    let person = prepared.person.as_ref().ok_or(Failure::Broken)?;
    let row = deciding.worlds().journey.person(person.id);
    let present = row.and_then(|row| row.record.as_ref()).map(|record| record.id);
    if person.base.is_some() && present != person.base {
        return Err(Refusal::new("person-changed-meanwhile").field("person").into());
    }
    deciding.on_behalf_of(person.id);
    let record = person.record.keep(deciding);
    Ok(Command::Correct(PersonCorrected {
        person: person.id,
        sex: person.sex,
        birth: person.birth,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
        reason,
    }))
}

pub(super) fn correct(deciding: &mut Deciding<'_>, reason: Reason, prepared: &Prepared) -> Result<Answer, Failure> {
    let command = correction(deciding, reason, prepared)?;
    deciding.journey(&command)?;
    Ok(Answer::Done)
}

pub(super) fn erase(deciding: &mut Deciding<'_>, person: PersonId) -> Result<Answer, Failure> {
    deciding.on_behalf_of(person);
    let events = deciding.journey(&Command::Erase { person })?;
    let erased = events.into_iter().find_map(|event| match event {
        Event::PersonErased(erased) => Some(erased),
        _ => None,
    });
    let erased = erased.ok_or(Failure::Broken)?;
    Ok(Answer::PersonErased { destroyed: erased.destroyed, kept: erased.kept })
}

pub(super) fn merge(deciding: &mut Deciding<'_>, from: PersonId, into: PersonId) -> Result<Answer, Failure> {
    deciding.on_behalf_of(into);
    deciding.journey(&Command::Merge(PersonsMerged { from, into }))?;
    Ok(Answer::Done)
}

pub(super) fn undo_merge(deciding: &mut Deciding<'_>, from: PersonId, reason: Reason) -> Result<Answer, Failure> {
    let into = deciding.worlds().journey.merged_into(from);
    let into = into.ok_or_else(|| Refusal::new("not-merged").field("from"))?;
    deciding.on_behalf_of(into);
    deciding.journey(&Command::UndoMerge(MergeUndone { from, into, reason }))?;
    Ok(Answer::Done)
}

pub(super) fn add_coverage(
    deciding: &mut Deciding<'_>,
    person: PersonId,
    (insurance, class): (InsuranceType, PersonClass),
    region: &str,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    let coverage = CoverageId(deciding.id());
    deciding.on_behalf_of(person);
    let record = prepared.psn_no.as_ref().map(|sealed| sealed.keep(deciding));
    let added = CoverageAdded { coverage, person, insurance, class, region: region.to_owned(), record };
    deciding.journey(&Command::AddCoverage(added))?;
    Ok(Answer::CoverageAdded { coverage })
}

pub(super) fn add_relative(
    deciding: &mut Deciding<'_>,
    relative: PersonId,
    person: PersonId,
) -> Result<Answer, Failure> {
    deciding.on_behalf_of(person);
    deciding.journey(&Command::AddRelative(RelativeAdded { relative, person }))?;
    Ok(Answer::Done)
}
