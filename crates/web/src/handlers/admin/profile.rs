//! What the hospital is: its name, national code, level, kind and place, of which papers, rates and messages to insurers
//! depend.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Notice},
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{Failure, read, usecase, view::HospitalProfile};
use model::{Label, message::Refusal, settlement::HospitalKind};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/profile.html")]
pub(super) struct ProfileScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    /// Nobody has said yet what the hospital is.
    is_missing: bool,
    name: Label,
    code: String,
    region: String,
    levels: Vec<Choice>,
    kinds: Vec<Choice>,
}

/// What a step that went well says.
const DONE: [&str; 1] = ["admin-profile-adopted"];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ProfileQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The form. The level is text here, so that a wrong one comes back as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProfileForm {
    name_zh: String,
    name_en: String,
    code: String,
    level: String,
    kind: String,
    region: String,
}

impl ProfileForm {
    fn request(&self) -> Result<usecase::AdoptProfile, Refusal> {
        let choose = |field| Refusal::new("field-choose").field(field);
        let kind = HospitalKind::ALL.into_iter().find(|kind| kind.word() == self.kind);
        Ok(usecase::AdoptProfile {
            name: Label::new(self.name_zh.trim(), self.name_en.trim()),
            code: self.code.trim().to_owned(),
            level: self.level.parse().map_err(|_| choose("level"))?,
            kind: kind.ok_or_else(|| choose("kind"))?,
            region: self.region.trim().to_owned(),
        })
    }
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<ProfileQuery>) -> Response {
    if let Err(failure) = staff.may(hospital::Action::AdoptProfile) {
        return staff.cannot(&failure);
    }
    let profile = match staff.hospital.read(&staff.actor, read::Profile {}).await {
        Ok(profile) => Some(profile),
        Err(Failure::NotFound) => None,
        Err(failure) => return staff.cannot(&failure),
    };
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    act::answer(&ProfileScreen::new(&staff.t, &staff.shell, &staff.nonce, notice, profile))
}

/// Adopts what the form says.
pub(super) async fn adopt(staff: Member, post: Post<ProfileForm>) -> Response {
    let outcome = match post.form.request() {
        Ok(request) => staff.execute(&post.key, request.into()).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(_) => act::see("/admin/profile?done=admin-profile-adopted"),
        Err(failure) => act::refused(&staff.t, "/admin/profile", &failure).into_response(),
    }
}

impl<'a> ProfileScreen<'a> {
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        notice: Option<Notice>,
        profile: Option<HospitalProfile>,
    ) -> Self {
        let (level, kind) = (profile.as_ref().map(|known| known.level), profile.as_ref().map(|known| known.kind));
        let levels =
            [(0, "hospital-level-0"), (1, "hospital-level-1"), (2, "hospital-level-2"), (3, "hospital-level-3")];
        let levels =
            levels.map(|(of, id)| Choice { value: of.to_string(), words: t.text(id), chosen: level == Some(of) });
        let kinds = HospitalKind::ALL.map(|of| Choice {
            value: of.word().to_owned(),
            words: t.text(kind_id(of)),
            chosen: kind == Some(of),
        });
        let is_missing = profile.is_none();
        let (name, code, region) = profile.map(|known| (known.name, known.code, known.region)).unwrap_or_default();
        let (levels, kinds) = (levels.into(), kinds.into());
        Self { t, shell, nonce, place: "profile", notice, is_missing, name, code, region, levels, kinds }
    }
}

const fn kind_id(kind: HospitalKind) -> &'static str {
    match kind {
        HospitalKind::General => "hospital-kind-general",
        HospitalKind::Traditional => "hospital-kind-traditional",
        HospitalKind::Psychiatric => "hospital-kind-psychiatric",
    }
}
