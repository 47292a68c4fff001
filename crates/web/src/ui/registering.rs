//! What is asked of somebody who is registered by a credential: at the desk, or by themselves on a phone.

use crate::{
    locale::Localizer,
    ui::{parts::Choice, words},
};
use hospital::request::{PersonDetails, TypedCredential};
use model::{
    id::DepartmentId,
    message::Refusal,
    person::{CredentialKind, Sex},
};
use serde::{Deserialize, Serialize};

/// The form.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct RegisterForm {
    #[serde(default)]
    pub(crate) department: Option<DepartmentId>,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) credential_kind: String,
    #[serde(default)]
    pub(crate) credential: String,
    #[serde(default)]
    pub(crate) country: String,
    #[serde(default)]
    pub(crate) birth: String,
    #[serde(default)]
    pub(crate) sex: String,
    #[serde(default)]
    pub(crate) phone: String,
}

impl RegisterForm {
    /// The form for a person who was looked for and is not known: digits are a credential, letters a name.
    pub(crate) fn looked_for(typed: &str) -> Self {
        if typed.chars().any(|letter| letter.is_ascii_digit()) {
            Self { credential: typed.to_owned(), ..Self::default() }
        } else {
            Self { name: typed.to_owned(), ..Self::default() }
        }
    }

    /// Without a credential, the person is somebody's newborn or unidentified.
    pub(crate) fn details(&self, credentials: Vec<TypedCredential>) -> Result<PersonDetails, Refusal> {
        let birth = match self.birth.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Refusal::new("field-date").field("birth").with("value", text))?),
        };
        let phone = self.phone.trim();
        Ok(PersonDetails {
            name: self.name.trim().to_owned(),
            sex: words::decode(&self.sex),
            birth,
            phone: (!phone.is_empty()).then(|| phone.to_owned()),
            address: None,
            credentials,
        })
    }

    pub(crate) fn presented(&self) -> Result<TypedCredential, Refusal> {
        let kind =
            words::decode(&self.credential_kind).ok_or_else(|| Refusal::new("field-choose").field("credential"))?;
        let country = (kind == CredentialKind::Passport).then(|| self.country.trim().to_owned());
        Ok(TypedCredential { kind, number: self.credential.trim().to_owned(), country })
    }
}

/// The registration form, empty or with what was looked for.
pub(crate) struct Register {
    pub(crate) open: bool,
    pub(crate) name: String,
    pub(crate) credential: String,
    pub(crate) country: String,
    pub(crate) birth: String,
    pub(crate) phone: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) sexes: Vec<Choice>,
}

impl Register {
    /// From what was typed.
    pub(crate) fn new(t: &Localizer, typed: Option<&RegisterForm>) -> Self {
        let kind = typed.and_then(|form| words::decode::<CredentialKind>(&form.credential_kind));
        let sex = typed.and_then(|form| words::decode::<Sex>(&form.sex));
        let mut sexes = words::choices(&[Sex::Female, Sex::Male], sex, |sex| words::sex(t, sex));
        sexes.insert(0, Choice { value: String::new(), words: t.text("desk-sex-by-card"), chosen: sex.is_none() });
        let text = |pick: fn(&RegisterForm) -> &String| typed.map(pick).cloned().unwrap_or_default();
        Self {
            open: typed.is_some(),
            name: text(|form| &form.name),
            credential: text(|form| &form.credential),
            country: text(|form| &form.country),
            birth: text(|form| &form.birth),
            phone: text(|form| &form.phone),
            kinds: words::choices(&words::CREDENTIALS, kind, |kind| words::credential(t, kind)),
            sexes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_not_typed_again() {
        assert_eq!(RegisterForm::looked_for("林听雨").name, "林听雨");
        assert_eq!(RegisterForm::looked_for("11010519491231002X").credential, "11010519491231002X");
    }
}
