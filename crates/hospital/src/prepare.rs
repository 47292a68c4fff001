//! What is done before a request is queued: texts are checked and sealed, and numbers become keyed hashes, so that the
//! writer neither encrypts nor waits.

use crate::{
    deciding::Deciding,
    directory::{Directory, Lookups, name_text, short_text, tidy},
    failure::Failure,
    limits::{ADDRESS_MAX, ALLERGIES_MAX, NAME_MAX, REFERRAL_MINUTES, REFERRAL_TRIES, TEXT_MAX},
    presence::Presence,
    request::{FormAnswers, PersonDetails, TypedCredential},
    worlds::Worlds,
    writer::Core,
};
use chrono::NaiveDate;
use journal::{Journal, PersonRecord, SealedRow, SideRow};
use model::{
    SideRef,
    credential::{self, CredentialError, normalize_credential},
    id::{ClinicId, PersonId},
    journey::{Births, CredentialRef, RetentionClass},
    message::Refusal,
    person::{CredentialKind, Sex},
    scheduling::{Reason, ReasonCode},
};
use scheduling::read::Moment;
use std::sync::RwLockReadGuard;
use uuid::Uuid;

/// The most credentials that one person may have.
const CREDENTIALS_MAX: usize = 16;

/// What was prepared for a request.
#[derive(Default)]
pub(crate) struct Prepared {
    /// The reason in the actor's own words.
    pub(crate) text: Option<Sealed>,
    /// A person's new record.
    pub(crate) person: Option<PreparedPerson>,
    /// The insurance platform's person number.
    pub(crate) psn_no: Option<Sealed>,
    /// The strokes of a signature.
    pub(crate) signature: Option<Sealed>,
    /// The birth dates of two people, for the decision to ask for.
    pub(crate) births: Births,
    /// The records from which the birth dates were taken.
    pub(crate) read: Vec<(PersonId, Option<Uuid>)>,
    /// What a scanned number may be; empty when none was scanned.
    pub(crate) shown: Vec<CredentialRef>,
    /// The fingerprint of a new draw's seed, and the sealed seed.
    pub(crate) draw: Option<(String, Sealed)>,
    /// Fresh random bits.
    pub(crate) random: [u64; 8],
    /// The seed of a draw that is opened, in hexadecimal.
    pub(crate) opened: Option<String>,
    /// Who is referred, and why.
    pub(crate) referred: Option<(PersonId, Sealed)>,
    /// Whether somebody showed to be in the building.
    pub(crate) presence: Presence,
}

impl Prepared {
    /// The reason with its sealed text, noted for the audit trail; the text is kept with the events.
    pub(crate) fn because(&self, deciding: &mut Deciding<'_>, code: ReasonCode) -> Reason {
        deciding.because(code);
        let text = self.text.as_ref().map(|sealed| sealed.keep(deciding));
        Reason { code, text }
    }
}

/// A sealed row, to be kept with the events that point to it.
#[derive(Clone)]
pub(crate) struct Sealed {
    row: SealedRow,
}

impl Sealed {
    /// A row that a test sealed in its own way.
    #[cfg(test)]
    pub(crate) fn of(row: SealedRow) -> Self {
        Self { row }
    }

    /// Keeps the row with the use case's events and returns what points to it.
    pub(crate) fn keep(&self, deciding: &mut Deciding<'_>) -> SideRef {
        deciding.keep(self.row.clone());
        self.row.side_ref()
    }
}

/// A person's record, sealed, with what the world may know about it.
pub(crate) struct PreparedPerson {
    pub(crate) id: PersonId,
    pub(crate) sex: Sex,
    pub(crate) birth: Option<NaiveDate>,
    pub(crate) credentials: Vec<CredentialRef>,
    /// Its numbers as they were looked up under older rules.
    pub(crate) credentials_before: Vec<CredentialRef>,
    pub(crate) record: Sealed,
    pub(crate) name_lookup: Option<String>,
    pub(crate) phone_lookup: Option<String>,
    /// The side row that this version replaces.
    pub(crate) base: Option<Uuid>,
}

/// Seals a row under a person's key, or the hospital's.
///
/// # Errors
/// [`Failure::Broken`] when the keys cannot be read.
pub(crate) fn seal(
    (core, journal): (&Core, &Journal),
    person: Option<PersonId>,
    class: RetentionClass,
    kind: &'static str,
    plain: Vec<u8>,
) -> Result<Sealed, Failure> {
    let person = person.map(|person| core.worlds().journey.canonical(person));
    let row = SideRow { id: core.new_id(), person, class, kind, plain };
    let row = journal.keys().seal(row).map_err(|error| {
        tracing::error!(%error, kind, "a side row cannot be sealed");
        Failure::Broken
    })?;
    Ok(Sealed { row })
}

/// What a request is prepared with: a look at the worlds, and the secrets that the writer does not know.
pub(crate) struct Preparing<'a> {
    pub(crate) core: &'a Core,
    pub(crate) journal: &'a Journal,
    pub(crate) directory: &'a Directory,
    pub(crate) lookups: &'a Lookups,
}

impl Preparing<'_> {
    /// The worlds, for a short look; never across an await.
    pub(crate) fn worlds(&self) -> RwLockReadGuard<'_, Worlds> {
        self.core.worlds()
    }

    /// This moment, for scheduling's reads.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.core.watch.shows().max(self.worlds().at), zone: self.core.zone }
    }

    /// A new id.
    pub(crate) fn new_id(&self) -> Uuid {
        self.core.new_id()
    }

    /// The reason for something in the actor's own words, sealed under the key of the person it is about.
    ///
    /// # Errors
    /// A refusal of the text; [`Failure::Broken`] when the keys cannot be read.
    pub(crate) fn reason(&self, about: Option<PersonId>, text: &str) -> Result<Sealed, Failure> {
        let text = short_text(text, "text", TEXT_MAX)?;
        self.seal(about, RetentionClass::Medical, "reason", text.into_bytes())
    }

    /// As [`seal`].
    pub(crate) fn seal(
        &self,
        person: Option<PersonId>,
        class: RetentionClass,
        kind: &'static str,
        plain: Vec<u8>,
    ) -> Result<Sealed, Failure> {
        seal((self.core, self.journal), person, class, kind, plain)
    }

    /// Who a person is now, and the side row of the present record.
    pub(crate) async fn present_record(&self, person: PersonId) -> Result<(PersonId, Option<Uuid>), Failure> {
        let worlds = self.worlds();
        let row = worlds.journey.person(person).ok_or_else(|| Refusal::new("person-unknown").field("person"))?;
        Ok((row.id, row.record.as_ref().map(|record| record.id)))
    }

    /// A person's birth date, and the record that it is from; none for a person who does not exist, whom the decision
    /// refuses.
    pub(crate) async fn birth_of(
        &self,
        person: PersonId,
        read: &mut Vec<(PersonId, Option<Uuid>)>,
    ) -> Result<Option<NaiveDate>, Failure> {
        let found = {
            let worlds = self.worlds();
            worlds.journey.person(person).map(|row| (row.id, row.record.as_ref().map(|record| record.id)))
        };
        let Some((id, side)) = found else { return Ok(None) };
        read.push((id, side));
        match side {
            Some(side) => Ok(self.directory.record(side).await?.and_then(|record| record.birth)),
            None => Ok(None),
        }
    }

    /// The person who has this one credential and this name; `None` if nobody has both.
    ///
    /// # Errors
    /// A refusal of the name or of the number's form; `referral-tries` after too many that nobody had.
    pub(crate) fn known_to(&self, clinic: ClinicId, details: &PersonDetails) -> Result<Option<PersonId>, Failure> {
        let name = name_text(&details.name, "name", NAME_MAX)?;
        let numbers = credentials(&details.credentials)?;
        let [(kind, number)] = &numbers[..] else {
            return Err(Refusal::new("referral-credential").field("credentials").into());
        };
        let tries = &self.core.referral_tries;
        let key = clinic.to_string();
        if !tries.begin(&key, self.core.now(), REFERRAL_TRIES) {
            return Err(Refusal::new("referral-tries")
                .field("credential")
                .with("limit", i64::from(REFERRAL_TRIES))
                .with("within", REFERRAL_MINUTES)
                .into());
        }
        let credential = CredentialRef { kind: *kind, lookup: self.lookups.credential(*kind, number) };
        let worlds = self.worlds();
        let holder = worlds.journey.by_credential(&credential).filter(|person| person.erased.is_none());
        let named = |person: PersonId| {
            let mut names = self.lookups.name_any(&name).into_iter();
            names.any(|name| worlds.journey.by_name(&name).iter().any(|other| other.id == person))
        };
        let known = holder.map(|person| person.id).filter(|person| named(*person));
        if known.is_some() {
            tries.was_right(&key);
        }
        Ok(known)
    }

    pub(crate) async fn prepare_person(
        &self,
        id: PersonId,
        details: &PersonDetails,
        base: Option<Uuid>,
    ) -> Result<PreparedPerson, Failure> {
        let before = match base {
            Some(side) => self.directory.record(side).await?.map(|record| (*record).clone()),
            None => None,
        };
        let name = name_text(&details.name, "name", NAME_MAX)?;
        let phone = details.phone.as_deref().map(|phone| phone_number(phone, "phone")).transpose()?;
        let address = details.address.as_deref().map(|text| short_text(text, "address", ADDRESS_MAX)).transpose()?;
        let numbers = credentials(&details.credentials)?;
        let (sex, birth) = facts(details, &numbers)?;
        let record = PersonRecord { name, phone, address, credentials: numbers, birth, ..before.unwrap_or_default() };
        self.sealed_person(id, sex, record, base).await
    }

    /// Adds the form's answers to what is known. Nothing that was registered elsewhere is taken a second time.
    pub(crate) async fn prepare_form(
        &self,
        patient: PersonId,
        answers: &FormAnswers,
    ) -> Result<PreparedPerson, Failure> {
        let (id, base) = self.present_record(patient).await?;
        let before = match base {
            Some(side) => self.directory.record(side).await?.map(|record| (*record).clone()),
            None => None,
        };
        let mut record = before.ok_or_else(|| Refusal::new("person-erased").field("admission"))?;
        for kept in [&mut record.phone, &mut record.contact_phone].into_iter().flatten() {
            // In the spelling of the answer, so that the two compare equal if they are the same.
            *kept = credential::phone(kept).unwrap_or_else(|| std::mem::take(kept));
        }
        let phone = answers.phone.as_deref().map(|text| phone_number(text, "phone")).transpose()?;
        let address = answers.address.as_deref().map(|text| short_text(text, "address", ADDRESS_MAX)).transpose()?;
        let contact_name =
            answers.contact_name.as_deref().map(|text| name_text(text, "contact_name", NAME_MAX)).transpose()?;
        let contact_phone =
            answers.contact_phone.as_deref().map(|text| phone_number(text, "contact_phone")).transpose()?;
        let allergies = answers.allergies.as_deref().map(tidy);
        if allergies.as_ref().is_some_and(|text| text.chars().count() > ALLERGIES_MAX) {
            return Err(Refusal::new("text-too-long").field("allergies").with("max", ALLERGIES_MAX as i64).into());
        }
        fill(&mut record.phone, phone, "phone")?;
        fill(&mut record.address, address, "address")?;
        // What only the form asks for can be answered anew, once the form was taken back.
        record.contact_name = contact_name.or(record.contact_name);
        record.contact_phone = contact_phone.or(record.contact_phone);
        record.allergies = match (allergies, answers.allergies_not_asked) {
            (Some(_), true) => return Err(Refusal::new("allergies-contradict").field("allergies").into()),
            (None, true) => None,
            (answer, false) => answer.or(record.allergies),
        };
        let sex = self.worlds().journey.person(id).map_or(Sex::Unknown, |row| row.sex);
        self.sealed_person(id, sex, record, base).await
    }

    async fn sealed_person(
        &self,
        id: PersonId,
        sex: Sex,
        record: PersonRecord,
        base: Option<Uuid>,
    ) -> Result<PreparedPerson, Failure> {
        let record = PersonRecord { dated: true, ..record };
        let birth = record.birth;
        let lookups = self.lookups;
        let lookup = |(kind, number): &(CredentialKind, String)| CredentialRef {
            kind: *kind,
            lookup: lookups.credential(*kind, number),
        };
        let credentials: Vec<CredentialRef> = record.credentials.iter().map(lookup).collect();
        let before = record.credentials.iter().filter_map(|(kind, number)| lookups.credential_before(*kind, number));
        let credentials_before = before.collect();
        let name_lookup = Some(lookups.name(&record.name));
        let phone_lookup = record.phone.as_deref().map(|phone| lookups.phone(phone));
        let plain = serde_json::to_vec(&record).map_err(|_| Failure::Broken)?;
        let Sealed { row } = self.seal(Some(id), RetentionClass::Contact, "person", plain)?;
        let sealed = Sealed { row: row.with_name_parts(lookups.found_by(&record), base.is_some()) };
        self.directory.learn(sealed.row.id, record);
        Ok(PreparedPerson {
            id,
            sex,
            birth,
            credentials,
            credentials_before,
            record: sealed,
            name_lookup,
            phone_lookup,
            base,
        })
    }
}

/// Fills in an answer where nothing is known. The same answer again changes nothing; a different one would be a
/// correction, which the form is not for.
fn fill(known: &mut Option<String>, answer: Option<String>, field: &'static str) -> Result<(), Refusal> {
    match (&known, answer) {
        (_, None) => Ok(()),
        (Some(before), Some(answer)) if *before == answer => Ok(()),
        (Some(_), Some(_)) => Refusal::new("form-field-known").field(field).err(),
        (None, Some(answer)) => {
            *known = Some(answer);
            Ok(())
        }
    }
}

/// A phone number in its one spelling.
fn phone_number(text: &str, field: &'static str) -> Result<String, Refusal> {
    match credential::phone(text) {
        Some(number) => Ok(number),
        None => Refusal::new("phone-form").field(field).with("min", 5u16).with("max", 20u16).err(),
    }
}

/// Checks every number; the refusal names the rule that is broken, never the number.
fn credentials(typed: &[TypedCredential]) -> Result<Vec<(CredentialKind, String)>, Refusal> {
    if typed.len() > CREDENTIALS_MAX {
        return Refusal::new("credentials-max").field("credentials").with("max", CREDENTIALS_MAX as i64).err();
    }
    let number = |one: &TypedCredential| {
        let number = normalize_credential(one.kind, one.country.as_deref(), &one.number);
        number.map_err(refused_number)
    };
    typed.iter().map(number).collect()
}

/// The refusal that names the rule which a credential's number breaks.
pub(crate) fn refused_number(error: CredentialError) -> Refusal {
    let code = match error {
        CredentialError::Form => "credential-form",
        CredentialError::BirthDate => "credential-birth-date",
        CredentialError::CheckDigit => "credential-check-digit",
        CredentialError::CountryMissing => "passport-country-missing",
        CredentialError::CountryUnknown => "passport-country-unknown",
        CredentialError::CountryNotAsked => "credential-country-not-asked",
    };
    Refusal::new(code).field("credentials")
}

/// Sex and birth date as typed or as a card says; they must all agree.
fn facts(details: &PersonDetails, numbers: &[(CredentialKind, String)]) -> Result<(Sex, Option<NaiveDate>), Refusal> {
    let mut cards = numbers.iter().filter_map(|(kind, number)| credential::facts(*kind, number));
    let card = cards.next();
    if let Some(card) = card
        && cards.any(|other| other != card)
    {
        return Refusal::new("cards-differ").field("credentials").err();
    }
    if let (Some(card), Some(typed)) = (card, details.birth)
        && card.birth != typed
    {
        return Refusal::new("birth-differs-from-card")
            .field("birth")
            .with("card", card.birth)
            .with("typed", typed)
            .err();
    }
    if let (Some(card), Some(typed)) = (card, details.sex)
        && card.sex != typed
    {
        return Refusal::new("sex-differs-from-card").field("sex").err();
    }
    Ok((
        card.map(|card| card.sex).or(details.sex).unwrap_or(Sex::Unknown),
        card.map(|card| card.birth).or(details.birth),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: CredentialKind, number: &str) -> TypedCredential {
        TypedCredential { kind, number: number.into(), country: None }
    }

    #[test]
    fn a_wrong_check_digit_is_refused_by_name() {
        let refusal = credentials(&[typed(CredentialKind::ResidentId, "110105194912310021")]).unwrap_err();
        assert_eq!((refusal.code, refusal.field), ("credential-check-digit", Some("credentials")));
        assert!(refusal.args.is_empty(), "the number is nobody's to read");
        let short = credentials(&[typed(CredentialKind::ResidentId, "1101051949")]).unwrap_err();
        assert_eq!(short.code, "credential-form");
    }

    #[test]
    fn the_card_says_sex_and_birth() {
        let numbers = credentials(&[typed(CredentialKind::ResidentId, "11010519491231002x")]).unwrap();
        let mut details = PersonDetails {
            name: "示例".into(),
            sex: None,
            birth: None,
            phone: None,
            address: None,
            credentials: Vec::new(),
        };
        let birth = chrono::NaiveDate::from_ymd_opt(1949, 12, 31);
        assert_eq!(facts(&details, &numbers), Ok((Sex::Female, birth)));
        details.sex = Some(Sex::Male);
        assert_eq!(facts(&details, &numbers).unwrap_err().code, "sex-differs-from-card");
        details.sex = None;
        details.birth = chrono::NaiveDate::from_ymd_opt(1950, 1, 1);
        assert_eq!(facts(&details, &numbers).unwrap_err().field, Some("birth"));
        // A residence permit of the same form contains them too, whatever it is called.
        let permit = credential::complete_resident_id("83000019800101001").unwrap();
        for kind in [CredentialKind::Permit, CredentialKind::ResidentId] {
            let numbers = credentials(&[typed(kind, &permit)]).unwrap();
            details.birth = chrono::NaiveDate::from_ymd_opt(1999, 1, 1);
            assert_eq!(facts(&details, &numbers).unwrap_err().code, "birth-differs-from-card");
            (details.birth, details.sex) = (None, Some(Sex::Female));
            assert_eq!(facts(&details, &numbers).unwrap_err().code, "sex-differs-from-card");
            details.sex = None;
            assert_eq!(facts(&details, &numbers), Ok((Sex::Male, chrono::NaiveDate::from_ymd_opt(1980, 1, 1))));
        }
        let two = [typed(CredentialKind::Permit, &permit), typed(CredentialKind::ResidentId, "11010519491231002x")];
        assert_eq!(facts(&details, &credentials(&two).unwrap()).unwrap_err().code, "cards-differ");
    }

    #[test]
    fn the_form_takes_only_what_nobody_knows() {
        let mut known = Some("13800000000".to_owned());
        assert_eq!(fill(&mut known, Some("13800000000".into()), "phone"), Ok(()));
        assert_eq!(fill(&mut known, Some("13900000000".into()), "phone").unwrap_err().code, "form-field-known");
        let mut unknown = None;
        assert_eq!(fill(&mut unknown, Some("某某".into()), "contact_name"), Ok(()));
        assert_eq!(unknown.as_deref(), Some("某某"));
    }

    #[test]
    fn a_phone_number_is_digits() {
        assert_eq!(phone_number("138 0000-0000", "phone").as_deref(), Ok("13800000000"));
        assert!(phone_number("12", "phone").is_err() && phone_number("abcdef", "phone").is_err());
    }
}
