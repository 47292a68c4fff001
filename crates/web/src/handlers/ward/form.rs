//! The one form of an admission.

use super::stay;
use crate::session::{Member, Post};
use axum::{extract::Path, response::Response};
use hospital::usecase;
use hospital::{Request, request::FormAnswers};
use model::{id::AdmissionId, message::Refusal};
use serde::Deserialize;

/// What was typed: only what the hospital did not know.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FormForm {
    #[serde(default)]
    contact_name: Option<String>,
    #[serde(default)]
    contact_phone: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    allergies: Option<String>,
    /// Ticked: no known allergies.
    #[serde(default)]
    no_allergies: bool,
}

impl FormForm {
    /// A field that was not on the form says nothing; one that is empty is refused by its name. It is ticked that there
    /// are no known allergies; without that and without a text nobody has asked.
    fn answers(&self) -> Result<FormAnswers, Refusal> {
        let typed = |value: &Option<String>| value.as_deref().map(|text| text.trim().to_owned());
        let which = typed(&self.allergies).filter(|text| !text.is_empty());
        if which.is_some() && self.no_allergies {
            return Refusal::new("allergies-contradict").field("allergies").err();
        }
        Ok(FormAnswers {
            contact_name: typed(&self.contact_name),
            contact_phone: typed(&self.contact_phone),
            phone: typed(&self.phone),
            address: typed(&self.address),
            allergies_not_asked: self.allergies.is_some() && which.is_none() && !self.no_allergies,
            allergies: which.or_else(|| self.no_allergies.then(String::new)),
        })
    }
}

pub(super) async fn submit(staff: Member, Path(admission): Path<AdmissionId>, post: Post<FormForm>) -> Response {
    let outcome = match post.form.answers() {
        Ok(answers) => {
            let request = Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers });
            staff.execute(&post.key, request).await.map(|_| "ward-done-form")
        }
        Err(refusal) => Err(refusal.into()),
    };
    stay::after(&staff, admission, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_ticked_and_empty_is_not_asked() {
        let form = |text: Option<&str>, none| FormForm {
            allergies: text.map(Into::into),
            no_allergies: none,
            contact_name: Some("  ".into()),
            ..FormForm::default()
        };
        let said = |text, none| form(text, none).answers().map(|said| (said.allergies, said.allergies_not_asked));
        assert_eq!(said(Some("  "), false), Ok((None, true)), "nobody asked");
        assert_eq!(said(Some(""), true), Ok((Some(String::new()), false)), "asked, and none");
        assert_eq!(said(Some(" 青霉素 "), false), Ok((Some("青霉素".into()), false)));
        assert_eq!(said(None, false), Ok((None, false)), "not on the form");
        assert_eq!(said(Some("青霉素"), true).unwrap_err().field, Some("allergies"));
        let blank = form(None, false).answers().unwrap();
        assert_eq!(
            blank.contact_name,
            Some(String::new()),
            "a contact of spaces is sent on, to be refused by its name"
        );
    }
}
