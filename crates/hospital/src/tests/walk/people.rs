//! What happens to people's records.

use super::super::harness::today;
use super::{Asked, Walk, system};
use crate::{
    request::{PersonDetails, TypedCredential},
    usecase::{
        AddCoverage, AddRelative, CorrectPerson, ErasePerson, MergePersons, RegisterPerson, RemoveRelative, UndoMerge,
    },
};
use model::{
    id::PersonId,
    journey::{Identity, InsuranceType, PersonClass},
    person::{CredentialKind, Sex},
};

/// An insurance of Jinan's employees.
pub(super) fn employed(person: PersonId, class: PersonClass) -> AddCoverage {
    AddCoverage { person, insurance: InsuranceType::Employee, class, region: "370100".into(), psn_no: None }
}

impl Walk {
    /// What can happen to a random person's record.
    pub(super) fn records(&mut self) -> Option<Asked> {
        let (person, other) = (self.pick(|walk| &walk.people)?, self.pick(|walk| &walk.people)?);
        let (reason, text) = (self.reason(), None);
        Some(match self.below(12) {
            0 | 1 => {
                let identity = match self.below(3) {
                    0 => Identity::Known,
                    1 => Identity::Newborn { mother: person },
                    _ => Identity::Unidentified,
                };
                system(RegisterPerson { identity, person: self.details(identity) })
            }
            2 | 3 => {
                // Who has no credential yet gets one; somebody else mostly keeps theirs.
                let person = if self.below(4) == 0 { person } else { self.pick(|walk| &walk.nameless)? };
                system(CorrectPerson { person, details: self.details(Identity::Known), reason, text })
            }
            4 | 5 => {
                // Of two that are known, mostly each has an identity card of their own.
                let from = if self.below(4) == 0 { person } else { self.pick(|walk| &walk.nameless)? };
                system(MergePersons { from, into: other })
            }
            6 if self.below(2) == 0 => system(UndoMerge { from: self.pick(|walk| &walk.merged)?, reason, text }),
            6 | 7 => {
                let class = self.one_of([PersonClass::Active, PersonClass::Retired]);
                system(employed(self.pick(|walk| &walk.insured)?, class))
            }
            8 if self.below(3) == 0 => {
                let (insurance, class) = (InsuranceType::Resident, PersonClass::Resident);
                system(AddCoverage { person, insurance, class, region: "370200".into(), psn_no: None })
            }
            10 if self.below(2) == 0 => {
                let (relative, person) = self.pick(|walk| &walk.relatives)?;
                system(RemoveRelative { relative, person })
            }
            8..=10 => system(AddRelative { relative: person, person: other }),
            _ => {
                // Somebody with an alias is erased as a whole.
                let merged = if self.below(2) == 0 { self.pick(|walk| &walk.merged) } else { None };
                system(ErasePerson { person: merged.unwrap_or(person) })
            }
        })
    }

    /// Somebody who is known has a passport that nobody else has, and now and then a newborn has one.
    fn details(&mut self, identity: Identity) -> PersonDetails {
        let number = format!("M{:08}", self.below(100_000_000));
        let passport = TypedCredential { kind: CredentialKind::Passport, number, country: Some("KOR".into()) };
        let birth = match identity {
            Identity::Known => Some("1992-01-01".parse().unwrap()),
            Identity::Newborn { .. } => Some(today().0),
            Identity::Unidentified => None,
        };
        let has_passport = match identity {
            Identity::Known => true,
            Identity::Newborn { .. } => self.below(3) == 0,
            Identity::Unidentified => false,
        };
        PersonDetails {
            name: "朴示例".into(),
            sex: Some(self.one_of([Sex::Female, Sex::Male, Sex::Unknown])),
            birth,
            phone: None,
            address: None,
            credentials: if has_passport { vec![passport] } else { Vec::new() },
        }
    }
}
