//! What use cases of a person's record share.

use crate::{
    deciding::Deciding,
    failure::Failure,
    prepare::{Prepared, PreparedPerson},
};
use model::{
    id::PersonId,
    journey::{CredentialRef, Identity, PersonCorrected, PersonRegistered, command},
    message::Refusal,
    person::CredentialKind,
    scheduling::Reason,
};

/// The command that registers the prepared person, whose record it keeps. Somebody with a credential counts as known.
pub(super) fn registration(
    deciding: &mut Deciding<'_>,
    identity: Identity,
    prepared: &Prepared,
) -> Result<(PersonId, command::Register), Failure> {
    let person = prepared.person.as_ref().ok_or(Failure::Broken)?;
    let identity = match identity {
        Identity::Unidentified if !person.credentials.is_empty() => Identity::Known,
        Identity::Known | Identity::Newborn { .. } | Identity::Unidentified => identity,
    };
    unchanged(deciding, prepared)?;
    kept_before(deciding, person)?;
    let record = person.record.keep(deciding);
    let asked = PersonRegistered {
        person: person.id,
        sex: person.sex,
        // The decision says it, from the sealed record's birth date.
        born_in: None,
        identity,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
    };
    Ok((person.id, command::Register { asked, births: prepared.births }))
}

/// Refuses if a record that was read before this was queued has changed since.
pub(super) fn unchanged(deciding: &Deciding<'_>, prepared: &Prepared) -> Result<(), Failure> {
    let journey = &deciding.worlds().journey;
    let present = |person| journey.person(person).and_then(|row| row.record.as_ref()).map(|record| record.id);
    if prepared.read.iter().all(|(person, side)| present(*person) == *side) {
        return Ok(());
    }
    Err(Refusal::new("person-changed-meanwhile").field("person").into())
}

/// A number that was registered under older rules may be this one: the person who has it must be corrected first.
fn kept_before(deciding: &Deciding<'_>, person: &PreparedPerson) -> Result<(), Failure> {
    let journey = &deciding.worlds().journey;
    let of_another = |before: &&CredentialRef| {
        journey.by_credential(before).is_some_and(|other| other.id != journey.canonical(person.id))
    };
    let Some(before) = person.credentials_before.iter().find(of_another) else { return Ok(()) };
    let code = match before.kind {
        CredentialKind::Passport => "passport-without-country",
        CredentialKind::InsuranceCode
        | CredentialKind::SocialSecurityCard
        | CredentialKind::ResidentId
        | CredentialKind::FaceToken
        | CredentialKind::Permit
        | CredentialKind::VisitCode
        | CredentialKind::Wristband => "permit-kept-as-resident-id",
    };
    Err(Refusal::new(code).field("credentials").into())
}

/// The command that corrects the prepared person. A version that does not build on the present one is refused: two
/// people corrected at the same time.
pub(super) fn correction(
    deciding: &mut Deciding<'_>,
    reason: Reason,
    prepared: &Prepared,
) -> Result<command::Correct, Failure> {
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
        born_in: None,
        credentials: person.credentials.clone(),
        record,
        name_lookup: person.name_lookup.clone(),
        phone_lookup: person.phone_lookup.clone(),
        reason,
    };
    Ok(command::Correct { asked, birth: person.birth })
}
