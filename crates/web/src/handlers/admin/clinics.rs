//! Primary-care clinics that may refer patients: which there are, and a new one. Their logins are made where all are.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, page::Shell, parts::Notice},
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{Failure, Request, read, usecase, view::PlaceList};
use model::{Label, message::Refusal};
use serde::Deserialize;

const PAGE: &str = "/admin/clinics";

/// The page.
#[derive(Template)]
#[template(path = "admin/clinics.html")]
struct ClinicsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    /// Code and name.
    clinics: Vec<(String, String)>,
    /// Code and name of each department.
    departments: Vec<(String, String)>,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ClinicsQuery {
    #[serde(default)]
    done: Option<String>,
}

/// A new clinic; its departments by their codes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClinicForm {
    code: String,
    name_zh: String,
    name_en: String,
    departments: String,
}

pub(super) async fn show(mut staff: Member, Query(query): Query<ClinicsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &["admin-done-clinic"], None);
    let notice = staff.said(done);
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Places {}).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    act::answer(&ClinicsScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "clinics",
        notice,
        clinics: page.clinics.iter().map(|clinic| (clinic.code.clone(), t.label(&clinic.name))).collect(),
        departments: page.departments.iter().map(|one| (one.code.clone(), t.label(&one.name))).collect(),
    })
}

impl ClinicForm {
    fn request(&self, places: &PlaceList) -> Result<Request, Refusal> {
        let separates = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、');
        let codes = self.departments.split(separates).filter(|code| !code.is_empty());
        let department = |code: &str| {
            let found = places.departments.iter().find(|one| one.code.eq_ignore_ascii_case(code));
            let unknown = || Refusal::new("department-code").field("departments").with("value", code);
            found.map(|one| one.department).ok_or_else(unknown)
        };
        Ok(Request::EnrolReferrer(usecase::EnrolReferrer {
            code: self.code.trim().to_owned(),
            name: Label::new(self.name_zh.trim(), self.name_en.trim()),
            departments: codes.map(department).collect::<Result<_, _>>()?,
        }))
    }
}

async fn enrolled(staff: &Member, post: &Post<ClinicForm>) -> Result<(), Failure> {
    let places = staff.hospital.read(&staff.actor, read::Places {}).await?;
    staff.execute(&post.key, post.form.request(&places)?).await.map(drop)
}

pub(super) async fn enrol(staff: Member, post: Post<ClinicForm>) -> Response {
    match enrolled(&staff, &post).await {
        Ok(()) => act::see(&format!("{PAGE}?done=admin-done-clinic")),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}
