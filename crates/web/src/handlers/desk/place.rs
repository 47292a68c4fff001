//! The state of the desk: whose list, who is opened, for whom somebody else is looked for. All of it is ids.

use crate::{ui::kept::SAID, ui::words};
use model::{
    id::{AppointmentId, DepartmentId, PersonId},
    person::CredentialKind,
};
use serde::{Deserialize, Serialize};

/// Why a second person is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Purpose {
    /// The other record of the same person.
    Merge,
    /// Somebody of the family.
    Family,
}

impl Purpose {
    /// The page on which the two are shown side by side.
    pub(super) fn page(self, person: PersonId, other: PersonId) -> String {
        match self {
            Self::Merge => format!("/desk/persons/{person}/merge/{other}"),
            Self::Family => format!("/desk/persons/{person}/family/{other}"),
        }
    }
}

/// The desk's address, taken apart; also the hidden fields of its forms.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    pub(super) department: Option<DepartmentId>,
    /// The opened person.
    #[serde(default)]
    pub(super) person: Option<PersonId>,
    /// What was presented.
    #[serde(default)]
    pub(super) shown: Option<CredentialKind>,
    /// The person for whom somebody else is looked for.
    #[serde(default)]
    pub(super) with: Option<PersonId>,
    #[serde(default)]
    pub(super) purpose: Option<Purpose>,
    /// What has just been done.
    #[serde(default)]
    pub(super) done: Option<String>,
    /// The visit that it was done to.
    #[serde(default)]
    pub(super) visit: Option<AppointmentId>,
    /// The id of what was looked for, which is kept: the others that were found stay beside the opened person.
    #[serde(default)]
    pub(super) said: Option<String>,
}

impl Place {
    /// A department's desk.
    pub(super) fn of(department: Option<DepartmentId>) -> Self {
        Self { department, ..Self::default() }
    }

    /// The same with one person opened.
    pub(super) fn opening(&self, person: PersonId, shown: Option<CredentialKind>) -> Self {
        Self { department: self.department, person: Some(person), shown, ..Self::default() }
    }

    /// The same after a step.
    pub(super) fn after(&self, done: &str) -> Self {
        Self { done: Some(done.to_owned()), ..self.clone() }
    }

    /// The same while somebody else is looked for, and why.
    pub(super) fn search(&self) -> Option<(PersonId, Purpose)> {
        self.with.zip(self.purpose)
    }

    /// The address.
    pub(super) fn href(&self) -> String {
        let mut fields: Vec<(&str, String)> = Vec::new();
        let id = |id: &dyn std::fmt::Display| id.to_string();
        fields.extend(self.department.map(|department| ("department", id(&department))));
        fields.extend(self.person.map(|person| ("person", id(&person))));
        fields.extend(self.shown.map(|kind| ("shown", words::code(&kind))));
        fields.extend(self.with.map(|person| ("with", id(&person))));
        fields.extend(self.purpose.map(|purpose| ("purpose", words::code(&purpose))));
        fields.extend(self.done.iter().map(|done| ("done", done.clone())));
        fields.extend(self.visit.map(|visit| ("visit", id(&visit))));
        fields.extend(self.said.iter().map(|said| (SAID, said.clone())));
        match serde_urlencoded::to_string(fields) {
            Ok(query) if !query.is_empty() => format!("/desk?{query}"),
            _ => "/desk".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_it_was_taken_apart_from() {
        assert_eq!(Place::default().href(), "/desk");
        let person = PersonId(uuid::Uuid::from_u128(7));
        let place = Place { with: Some(person), purpose: Some(Purpose::Family), ..Place::default() }
            .after("desk-done-registered");
        let query = place.href();
        let again: Place = serde_urlencoded::from_str(query.strip_prefix("/desk?").unwrap()).unwrap();
        assert_eq!(again.href(), query);
        assert_eq!(again.search(), Some((person, Purpose::Family)));
    }
}
