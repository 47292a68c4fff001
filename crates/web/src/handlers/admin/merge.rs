//! Two records that would be over the caps as one person: an administrator merges them all the same, with a reason.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{act, parts::Notice, words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{Action, Request, usecase, view::OverCapsPreview};
use model::{
    id::PersonId,
    message::{Message, Refusal},
};
use serde::Deserialize;

/// What a step that went well says.
const DONE: [&str; 1] = ["over-caps-done"];

/// The page.
#[derive(Template)]
#[template(path = "admin/merge.html")]
pub(super) struct OverCapsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    title: String,
    into: String,
    from: String,
    /// Why they cannot be merged; empty if nothing stands in the way.
    refusal: String,
    obstacles: Vec<String>,
    is_over_caps: bool,
    is_done: bool,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OverCapsQuery {
    #[serde(default)]
    done: Option<String>,
}

/// Why they keep what they have.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OverCapsForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

fn address(into: PersonId, from: PersonId) -> String {
    format!("/admin/merges/{into}/{from}")
}

pub(super) async fn show(
    mut staff: Member,
    Path((into, from)): Path<(PersonId, PersonId)>,
    Query(query): Query<OverCapsQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let is_done = done.is_some();
    let notice = staff.said(done);
    let found = match staff.hospital.over_caps_preview(&staff.actor, from, into).await {
        Ok(found) => found,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    // Once they are one, there is nothing more to say of two.
    let refusal = found.refusal.as_ref().filter(|_| !is_done);
    act::answer(&OverCapsScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "merge",
        notice,
        title: title(t, &found),
        into: into.to_string(),
        from: from.to_string(),
        is_over_caps: found.is_over_caps,
        refusal: refusal.map(|refusal| t.refusal(refusal)).unwrap_or_default(),
        obstacles: refusal.map(|refusal| obstacles(t, refusal)).unwrap_or_default(),
        is_done,
    })
}

fn title(t: &Localizer, found: &OverCapsPreview) -> String {
    let name = |name: &str| if name.is_empty() { t.text("staff-no-name") } else { name.to_owned() };
    t.say(&Message::new("over-caps-title").with("from", name(&found.from)).with("into", name(&found.into)))
}

fn obstacles(t: &Localizer, refusal: &Refusal) -> Vec<String> {
    refusal.obstacles.iter().map(|obstacle| t.say(&obstacle.message)).collect()
}

pub(super) async fn merge(
    staff: Member,
    Path((into, from)): Path<(PersonId, PersonId)>,
    post: Post<OverCapsForm>,
) -> Response {
    if let Err(failure) = staff.may(Action::MergeOverCaps) {
        return staff.cannot(&failure);
    }
    let OverCapsForm { reason, text } = &post.form;
    let request = usecase::MergeOverCaps { from, into, reason: words::reason(reason), text: Some(text.clone()) };
    match staff.execute(&post.key, Request::MergeOverCaps(request)).await {
        Ok(_) => act::see(&format!("{}?done={}", address(into, from), DONE[0])),
        Err(failure) => act::refused(&staff.t, &address(into, from), &failure).into_response(),
    }
}
