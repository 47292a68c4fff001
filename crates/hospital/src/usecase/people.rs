//! Who someone is: register, correct, erase, merge, insure, name a relative.

use crate::{
    billing,
    deciding::Deciding,
    failure::Failure,
    prepare::{Prepared, PreparedPerson},
    request::Answer,
};
use model::{
    id::{AdmissionId, CoverageId, PersonId},
    journey::{
        Command, CoverageAdded, CredentialRef, Event, Identity, InsuranceType, MergeUndone, PersonClass,
        PersonCorrected, PersonRegistered, PersonsMerged, RelativeAdded, SexRecorded,
    },
    message::Refusal,
    person::{CredentialKind, Sex},
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
    unchanged(deciding, prepared)?;
    kept_before(deciding, person)?;
    let record = person.record.keep(deciding);
    let asked = PersonRegistered {
        person: person.id,
        sex: person.sex,
        identity,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
    };
    Ok((person.id, Command::Register { asked, births: prepared.births }))
}

/// What was read of others before this was queued is what they are now.
fn unchanged(deciding: &Deciding<'_>, prepared: &Prepared) -> Result<(), Failure> {
    let journey = &deciding.worlds().journey;
    let present = |person| journey.person(person).and_then(|row| row.record.as_ref()).map(|record| record.id);
    if prepared.read.iter().all(|(person, side)| present(*person) == *side) {
        return Ok(());
    }
    Err(Refusal::new("person-changed-meanwhile").field("person").into())
}

/// A number that was registered under older rules may be this one: whose it is, is corrected first.
fn kept_before(deciding: &Deciding<'_>, person: &PreparedPerson) -> Result<(), Failure> {
    let journey = &deciding.worlds().journey;
    let of_another = |before: &&CredentialRef| {
        journey.by_credential(before).is_some_and(|other| other.id != journey.canonical(person.id))
    };
    match person.credentials_before.iter().find(of_another).map(|before| before.kind) {
        None => Ok(()),
        Some(CredentialKind::Passport) => Err(Refusal::new("passport-without-country").field("credentials").into()),
        Some(_) => Err(Refusal::new("permit-kept-as-resident-id").field("credentials").into()),
    }
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
    kept_before(deciding, person)?;
    let record = person.record.keep(deciding);
    let asked = PersonCorrected {
        person: person.id,
        sex: person.sex,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
        reason,
    };
    Ok(Command::Correct { asked, birth: person.birth })
}

pub(super) fn correct(deciding: &mut Deciding<'_>, reason: Reason, prepared: &Prepared) -> Result<Answer, Failure> {
    let command = correction(deciding, reason, prepared)?;
    deciding.journey(&command)?;
    Ok(Answer::Done)
}

/// The sex of who lies in a bed, or is to, as a nurse sees it.
pub(super) fn record_sex(deciding: &mut Deciding<'_>, admission: AdmissionId, sex: Sex) -> Result<Answer, Failure> {
    let person = super::admission::admission(deciding, admission)?.patient;
    deciding.journey(&Command::RecordSex(SexRecorded { person, sex }))?;
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

pub(super) fn merge(
    deciding: &mut Deciding<'_>,
    from: PersonId,
    into: PersonId,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    unchanged(deciding, prepared)?;
    deciding.on_behalf_of(into);
    let insured = billing::insured_once_merged(deciding.worlds(), from, into);
    deciding.journey(&Command::Merge { asked: PersonsMerged { from, into }, births: prepared.births })?;
    let obstacles = deciding.worlds().scheduling.merge_obstacles(from, into, deciding.moment());
    if !obstacles.is_empty() {
        return Err(Refusal::new("merge-conflict").field("into").because_of(obstacles).into());
    }
    billing::insure_late(deciding, &insured)?;
    Ok(Answer::Done)
}

pub(super) fn undo_merge(deciding: &mut Deciding<'_>, from: PersonId, reason: Reason) -> Result<Answer, Failure> {
    let into = deciding.worlds().journey.merged_into(from);
    let into = into.ok_or_else(|| Refusal::new("not-merged").field("from"))?;
    deciding.on_behalf_of(into);
    let insured = billing::insured_once_parted(deciding.worlds(), from, into)?;
    deciding.journey(&Command::UndoMerge(MergeUndone { from, into, reason }))?;
    billing::insure_late(deciding, &insured)?;
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
    let insured = billing::insured_with(deciding.worlds(), &added);
    deciding.journey(&Command::AddCoverage(added))?;
    billing::insure_late(deciding, &insured)?;
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
