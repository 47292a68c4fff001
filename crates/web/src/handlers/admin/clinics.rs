//! Primary-care clinics that may refer patients: which there are, a new one, and one that is changed or refers no more.
//! Their logins are made where all are.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, page::Shell, parts::Notice, words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Failure, read, usecase,
    view::{ClinicRef, PlaceList},
};
use model::{
    Label,
    id::{ClinicId, DepartmentId},
    message::{Message, Refusal},
};
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
    clinics: Vec<Row>,
    /// Code and name of each department.
    departments: Vec<(String, String)>,
}

/// A clinic, with what the form that changes it begins with.
struct Row {
    id: String,
    code: String,
    name: String,
    name_zh: String,
    name_en: String,
    /// The codes of its departments.
    departments: String,
    /// Since when it refers no more.
    ended: Option<String>,
}

/// What a step that went well says.
const DONE: [&str; 3] = ["admin-done-clinic", "admin-done-clinic-changed", "admin-done-clinic-ended"];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ClinicsQuery {
    #[serde(default)]
    done: Option<String>,
}

/// Why a clinic refers no more.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

/// A clinic that is new or changed; its departments by their codes. A code is never changed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClinicForm {
    code: String,
    name_zh: String,
    name_en: String,
    departments: String,
    /// Sent by a form that showed that the clinic refers no more: saving it takes that back.
    again: String,
}

pub(super) async fn show(mut staff: Member, Query(query): Query<ClinicsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
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
        clinics: page.clinics.iter().map(|clinic| row(t, &page, clinic)).collect(),
        departments: page.departments.iter().map(|one| (one.code.clone(), t.label(&one.name))).collect(),
    })
}

fn row(t: &Localizer, places: &PlaceList, clinic: &ClinicRef) -> Row {
    let own = places.departments.iter().filter(|one| clinic.departments.contains(&one.department));
    let ended = |at| t.say(&Message::new("admin-clinic-ended").with("at", t.day_and_clock(at)));
    Row {
        id: clinic.clinic.to_string(),
        code: clinic.code.clone(),
        name: t.label(&clinic.name),
        name_zh: clinic.name.zh.clone(),
        name_en: clinic.name.en.clone(),
        departments: own.map(|one| one.code.as_str()).collect::<Vec<_>>().join(", "),
        ended: clinic.ended_at.map(ended),
    }
}

impl ClinicForm {
    fn name(&self) -> Label {
        Label::new(self.name_zh.trim(), self.name_en.trim())
    }

    fn departments(&self, places: &PlaceList) -> Result<Vec<DepartmentId>, Refusal> {
        let separates = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、');
        let codes = self.departments.split(separates).filter(|code| !code.is_empty());
        let department = |code: &str| {
            let found = places.departments.iter().find(|one| one.code.eq_ignore_ascii_case(code));
            let unknown = || Refusal::new("department-code").field("departments").with("value", code);
            found.map(|one| one.department).ok_or_else(unknown)
        };
        codes.map(department).collect()
    }
}

async fn enrolled(staff: &Member, post: &Post<ClinicForm>) -> Result<(), Failure> {
    let places = staff.hospital.read(&staff.actor, read::Places {}).await?;
    let (code, departments) = (post.form.code.trim().to_owned(), post.form.departments(&places)?);
    let request = usecase::EnrolReferrer { code, name: post.form.name(), departments };
    staff.execute(&post.key, request.into()).await.map(drop)
}

async fn changed(staff: &Member, clinic: ClinicId, post: &Post<ClinicForm>) -> Result<(), Failure> {
    let places = staff.hospital.read(&staff.actor, read::Places {}).await?;
    let before = places.clinics.iter().find(|one| one.clinic == clinic);
    // A page from before the clinic was ended does not take that back unseen.
    if let Some((one, at)) = before.and_then(|one| Some((one, one.ended_at?)))
        && post.form.again.is_empty()
    {
        let refusal = Refusal::new("clinic-ended").field("clinic").with("clinic", one.name.clone()).with("at", at);
        return Err(refusal.into());
    }
    let departments = post.form.departments(&places)?;
    let request = usecase::ChangeReferrer { clinic, name: post.form.name(), departments };
    staff.execute(&post.key, request.into()).await.map(drop)
}

pub(super) async fn enrol(staff: Member, post: Post<ClinicForm>) -> Response {
    let outcome = enrolled(&staff, &post).await;
    after(&staff, outcome, DONE[0])
}

pub(super) async fn change(staff: Member, Path(clinic): Path<ClinicId>, post: Post<ClinicForm>) -> Response {
    let outcome = changed(&staff, clinic, &post).await;
    after(&staff, outcome, DONE[1])
}

pub(super) async fn end(staff: Member, Path(clinic): Path<ClinicId>, post: Post<EndForm>) -> Response {
    let (reason, text) = (words::reason(&post.form.reason), Some(post.form.text.clone()));
    let request = usecase::EndReferrer { clinic, reason, text };
    let outcome = staff.execute(&post.key, request.into()).await.map(drop);
    after(&staff, outcome, DONE[2])
}

fn after(staff: &Member, outcome: Result<(), Failure>, done: &str) -> Response {
    match outcome {
        Ok(()) => act::see(&format!("{PAGE}?done={done}")),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}
