//! Registers somebody who comes for the first time, by any credential.

use super::show;
use crate::{
    handlers::staff::{act, words},
    session::{Member, Post},
};
use axum::response::{IntoResponse, Response};
use hospital::{
    Request,
    request::{PersonDetails, TypedCredential},
};
use model::{id::DepartmentId, journey::Identity, message::Refusal, person::CredentialKind};
use serde::Deserialize;

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RegisterForm {
    #[serde(default)]
    pub(super) department: Option<DepartmentId>,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) credential_kind: String,
    #[serde(default)]
    pub(super) credential: String,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) birth: String,
    #[serde(default)]
    pub(super) sex: String,
    #[serde(default)]
    pub(super) phone: String,
}

impl RegisterForm {
    /// The form for somebody who was looked for and is not known: a number is a credential's, letters are a name.
    pub(super) fn looked_for(typed: &str) -> Self {
        if typed.chars().any(|letter| letter.is_ascii_digit()) {
            Self { credential: typed.to_owned(), ..Self::default() }
        } else {
            Self { name: typed.to_owned(), ..Self::default() }
        }
    }

    fn details(&self) -> Result<PersonDetails, Refusal> {
        let kind =
            words::decode(&self.credential_kind).ok_or_else(|| Refusal::new("field-choose").field("credential"))?;
        let birth = match self.birth.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Refusal::new("field-date").field("birth").with("value", text))?),
        };
        let phone = self.phone.trim();
        let country = (kind == CredentialKind::Passport).then(|| self.country.trim().to_owned());
        Ok(PersonDetails {
            name: self.name.trim().to_owned(),
            sex: words::decode(&self.sex),
            birth,
            phone: (!phone.is_empty()).then(|| phone.to_owned()),
            address: None,
            credentials: vec![TypedCredential { kind, number: self.credential.trim().to_owned(), country }],
        })
    }
}

pub(super) async fn register(staff: Member, post: Post<RegisterForm>) -> Response {
    let department = post.form.department;
    let outcome = match post.form.details() {
        Ok(person) => staff.execute(&post.key, Request::RegisterPerson { identity: Identity::Known, person }).await,
        Err(refusal) => Err(refusal.into()),
    };
    let page = show::address(department);
    match outcome {
        // The number that was just typed finds the person, who can be booked at once; it is in no address.
        Ok(_) => act::told(&staff.t, &page, |t| act::said(t.text("desk-done-registered")))
            .finding(post.form.credential.trim())
            .into_response(),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
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
