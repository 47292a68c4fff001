//! Reception: one person, opened; two records before they become one; what a correction leaves as it is.

use super::{Reading, names};
use crate::{
    failure::Failure,
    hospital::Hospital,
    request::{PersonDetails, TypedCredential},
    usecase::Action,
    view::{
        Alike, DeskPerson, Fact, MaskedCredential, MergePreview, MergedRecord, Name, OverCapsPreview, PersonSummary,
    },
};
use chrono::NaiveDate;
use journal::PersonRecord;
use model::{
    actor::Actor,
    decide::Decider as _,
    id::PersonId,
    journey::{Births, PersonsMerged, command},
    message::Refusal,
    person::{CredentialKind, Sex},
};
use scheduling::read::AppointmentState;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many records that may be the same person are named at most.
const ALIKE_MAX: usize = 5;
/// How many records with the same name or phone are opened for their birth dates at most.
const ALIKE_OPENED_MAX: usize = 50;
/// What stands in the way between two people.
const MERGE_CONFLICT: &str = "merge-conflict";
/// How long a missed visit is listed: as long as a ladder may count it.
const MISSED_DAYS: i64 = 366;
/// How many facts two records have in common if they may be one person.
const SAME_MIN: usize = 2;

/// What a correction changes. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChanges {
    /// Full name.
    pub name: Option<String>,
    /// Sex, as the document says or a nurse sees.
    pub sex: Option<Sex>,
    /// Day of birth.
    pub birth: Option<NaiveDate>,
    /// Phone number.
    pub phone: Option<String>,
    /// A credential: in the place of one of the same kind, otherwise in addition to the others.
    pub credential: Option<TypedCredential>,
    /// A kind of credential that is not this person's.
    pub without: Option<CredentialKind>,
}

impl Hospital {
    /// A person with all that the desk does for them.
    ///
    /// # Errors
    /// As for every read.
    pub async fn desk_person(&self, actor: &Actor, person: PersonId) -> Result<DeskPerson, Failure> {
        self.reading(actor, Action::ReadPerson, |reading| {
            reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
            reading.desk_person(person)
        })
        .await
    }

    /// Two records side by side, with what stands in the way of merging them.
    ///
    /// # Errors
    /// As for every read; [`Failure::Denied`] for readers who may not merge.
    pub async fn merge_preview(&self, actor: &Actor, from: PersonId, into: PersonId) -> Result<MergePreview, Failure> {
        self.reading(actor, Action::ReadPerson, |reading| {
            reading.may(Action::MergePersons, &reading.scope().of_person(into))?;
            for person in [from, into] {
                reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
            }
            Ok(MergePreview {
                from: reading.desk_person(from)?,
                into: reading.desk_person(into)?,
                refusal: reading.merge_refusal(from, into),
                is_over_caps: reading.is_only_over_caps(from, into),
            })
        })
        .await
    }

    /// What stands in the way of merging two records, for an administrator, who reads no patient's data.
    ///
    /// # Errors
    /// As for every read.
    pub async fn over_caps_preview(
        &self,
        actor: &Actor,
        from: PersonId,
        into: PersonId,
    ) -> Result<OverCapsPreview, Failure> {
        self.reading(actor, Action::MergeOverCaps, |reading| {
            reading.may(Action::MergeOverCaps, &reading.scope().of_person(into))?;
            for person in [from, into] {
                reading.found(reading.worlds.journey.person(person))?;
            }
            Ok(OverCapsPreview {
                from: reading.name(from).masked,
                into: reading.name(into).masked,
                refusal: reading.merge_refusal(from, into),
                is_over_caps: reading.is_only_over_caps(from, into),
            })
        })
        .await
    }

    /// A person's complete data, as a correction asks for it: the changes applied to what is known. `seen` is the
    /// version of the record that the changes were made on; if another is the present one, only changes that no longer
    /// change anything are taken.
    ///
    /// # Errors
    /// As for every read; the refusals `person-erased`, `person-changed-meanwhile`.
    pub async fn with_changes(
        &self,
        actor: &Actor,
        person: PersonId,
        seen: Option<Uuid>,
        changes: &PersonChanges,
    ) -> Result<PersonDetails, Failure> {
        self.reading(actor, Action::CorrectPerson, |reading| {
            reading.may(Action::CorrectPerson, &reading.scope().of_person(person))?;
            let row = reading.found(reading.worlds.journey.person(person))?;
            let record = reading.record(person).ok_or_else(|| Refusal::new("person-erased").field("person"))?;
            let details = changed(record, row.sex, changes);
            let present = row.record.as_ref().map(|side| side.id);
            if present != seen && details != changed(record, row.sex, &PersonChanges::default()) {
                return Err(Refusal::new("person-changed-meanwhile").field("person").into());
            }
            reading.patient_name(person);
            Ok(details)
        })
        .await
    }
}

/// Applies the changes to what is known. A new identity card says sex and birth date, unless others are typed with it.
fn changed(record: &PersonRecord, sex: Sex, changes: &PersonChanges) -> PersonDetails {
    let known = |(kind, number): &(CredentialKind, String)| {
        let (country, number) = match number.split_once('-').filter(|_| *kind == CredentialKind::Passport) {
            Some((country, number)) => (Some(country.to_owned()), number.to_owned()),
            None => (None, number.clone()),
        };
        TypedCredential { kind: *kind, number, country }
    };
    let mut credentials: Vec<TypedCredential> = record.credentials.iter().map(known).collect();
    credentials.retain(|one| Some(one.kind) != changes.without);
    if let Some(new) = &changes.credential {
        credentials.retain(|one| one.kind != new.kind);
        credentials.push(new.clone());
    }
    let card = changes.credential.as_ref().is_some_and(|new| new.kind == CredentialKind::ResidentId);
    let typed = changes.sex.filter(|typed| *typed != sex);
    let born = changes.birth.filter(|typed| Some(*typed) != record.birth);
    let sex = (sex != Sex::Unknown).then_some(sex);
    PersonDetails {
        name: changes.name.clone().unwrap_or_else(|| record.name.clone()),
        sex: typed.or(sex.filter(|_| !card)),
        birth: born.or(record.birth.filter(|_| !card)),
        phone: changes.phone.clone().or_else(|| record.phone.clone()),
        address: record.address.clone(),
        credentials,
    }
}

impl Reading<'_> {
    fn desk_person(&self, person: PersonId) -> Result<DeskPerson, Failure> {
        let row = self.found(self.worlds.journey.person(person))?;
        self.about("person", row.id);
        let today = self.today();
        let listed = |state| !matches!(state, AppointmentState::Cancelled | AppointmentState::NoShow);
        let visits = self.visits_of(row.id);
        let visits = visits.iter().rev().filter(|visit| {
            self.is_present(visit)
                || visit.date > today && listed(visit.state)
                || visit.state == AppointmentState::Displaced
                || visit.state == AppointmentState::NoShow && today <= visit.date.plus_days(MISSED_DAYS)
                || self.wants_window(visit)
        });
        let cards = |people: Vec<&journey::Person>| -> Vec<PersonSummary> {
            people.into_iter().map(|one| self.patient(one.id)).collect()
        };
        Ok(DeskPerson {
            now: self.now,
            patient: self.patient(row.id),
            record: row.record.as_ref().map(|side| side.id),
            birth: self.record(row.id).and_then(|record| record.birth),
            coverage: self.coverage(row.id),
            visits: visits.map(|visit| self.listed_visit(visit)).collect(),
            stays: self.open_stays_of(row.id),
            relatives: cards(self.worlds.journey.relatives_of(row.id)),
            acts_for: cards(self.worlds.journey.acts_for(row.id)),
            merged: self.merged_records(row.id),
            alike: self.alike(row.id),
        })
    }

    /// The records that were merged into this one, as they were.
    fn merged_records(&self, person: PersonId) -> Vec<MergedRecord> {
        let aliases = self.worlds.journey.aliases_of(person).into_iter().skip(1);
        // Only what was merged into this very record can be parted from it.
        let own = aliases.filter(|alias| self.worlds.journey.merged_into(*alias) == Some(person));
        let merged = |record: PersonId| {
            let (name, credentials) = self.as_kept(record).map_or_else(Default::default, |sealed| {
                let name = Name { full: sealed.name.clone(), masked: names::mask_name(&sealed.name) };
                let shown = sealed.credentials.iter();
                let shown =
                    shown.map(|(kind, number)| MaskedCredential { kind: *kind, number: names::mask_number(number) });
                (name, shown.collect())
            });
            MergedRecord { record, name, credentials }
        };
        own.map(merged).collect()
    }

    /// Those who may be the same person: two facts in common, the most alike first.
    fn alike(&self, person: PersonId) -> Vec<Alike> {
        let journey = &self.worlds.journey;
        let Some(row) = journey.person(person) else { return Vec::new() };
        let namesakes = row.name_lookup.iter().flat_map(|lookup| journey.by_name(lookup));
        let called = row.phone_lookup.iter().flat_map(|lookup| journey.by_phone(lookup));
        let others: BTreeSet<PersonId> =
            namesakes.chain(called).map(|other| other.id).filter(|id| *id != row.id).collect();
        let birth = |person| self.record(person).and_then(|record| record.birth);
        let same = |other: PersonId| -> Option<(bool, bool, PersonId)> {
            let known = journey.person(other).filter(|other| other.erased.is_none())?;
            let name = row.name_lookup.is_some() && known.name_lookup == row.name_lookup;
            let phone = row.phone_lookup.is_some() && known.phone_lookup == row.phone_lookup;
            (name || phone).then_some((name, phone, other))
        };
        // A common name has thousands of records: those with the same phone too come first, then the newest, and only
        // so many are opened.
        let mut others: Vec<_> = others.into_iter().filter_map(same).collect();
        others.sort_by_key(|(name, phone, other)| std::cmp::Reverse((*name && *phone, *other)));
        let alike = others.into_iter().take(ALIKE_OPENED_MAX).filter_map(|(name, phone, other)| {
            let born = birth(other).is_some() && birth(other) == birth(row.id);
            let facts = [(Fact::Name, name), (Fact::Birth, born), (Fact::Phone, phone)];
            let same: Vec<Fact> = facts.into_iter().filter_map(|(fact, is_same)| is_same.then_some(fact)).collect();
            (same.len() >= SAME_MIN).then(|| Alike { patient: self.patient(other), same })
        });
        let mut alike: Vec<Alike> = alike.collect();
        alike.sort_by_key(|one| std::cmp::Reverse(one.same.len()));
        alike.truncate(ALIKE_MAX);
        alike
    }

    /// Would a merge be refused for nothing but caps?
    fn is_only_over_caps(&self, from: PersonId, into: PersonId) -> bool {
        let refused = self.merge_refusal(from, into).is_some_and(|refusal| refusal.code == MERGE_CONFLICT);
        refused && self.worlds.scheduling.merge_obstacles(from, into, self.moment()).is_empty()
    }

    /// Why a merge would be refused now.
    fn merge_refusal(&self, from: PersonId, into: PersonId) -> Option<Refusal> {
        self.saw_all();
        let birth = |person| self.record(person).and_then(|record| record.birth);
        let births = Births { own: birth(from), other: birth(into) };
        let merge = command::Merge { asked: PersonsMerged { from, into, over_caps: None }, births };
        if let Err(refusal) = self.worlds.journey.decide(&merge.into(), &self.context()) {
            return Some(refusal);
        }
        let mut obstacles = self.worlds.scheduling.merge_obstacles(from, into, self.moment());
        obstacles.extend(self.worlds.scheduling.merge_over_caps(from, into, self.moment()));
        (!obstacles.is_empty()).then(|| Refusal::new(MERGE_CONFLICT).field("into").because_of(obstacles))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_corrected_stays_and_a_new_card_says_the_rest() {
        let record = PersonRecord {
            name: "朴示例".into(),
            phone: Some("13800000000".into()),
            birth: "1980-01-01".parse().ok(),
            credentials: vec![(CredentialKind::Passport, "KOR-M00000001".into())],
            ..PersonRecord::default()
        };
        let same = changed(&record, Sex::Female, &PersonChanges::default());
        assert_eq!((same.name.as_str(), same.phone.as_deref()), ("朴示例", Some("13800000000")));
        assert_eq!((same.sex, same.birth), (Some(Sex::Female), record.birth));
        let passport =
            TypedCredential { kind: CredentialKind::Passport, number: "M00000001".into(), country: Some("KOR".into()) };
        assert_eq!(same.credentials, std::slice::from_ref(&passport));

        let card =
            TypedCredential { kind: CredentialKind::ResidentId, number: "11010519491231002X".into(), country: None };
        let changes = PersonChanges {
            sex: Some(Sex::Female),
            birth: record.birth,
            credential: Some(card.clone()),
            ..PersonChanges::default()
        };
        let with_card = changed(&record, Sex::Female, &changes);
        assert_eq!((with_card.sex, with_card.birth), (None, None), "the card says them");
        assert_eq!(with_card.credentials, [passport, card]);
        let without = PersonChanges { without: Some(CredentialKind::Passport), ..PersonChanges::default() };
        assert!(changed(&record, Sex::Female, &without).credentials.is_empty());
    }
}
