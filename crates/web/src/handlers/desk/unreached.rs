//! Whom a message did not reach: a list, and that somebody has told them.

use super::place::Place;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        messages::{Line, sent},
        page::Shell,
        parts::Notice,
    },
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::messages::MessageView;
use serde::Deserialize;

const PAGE: &str = "/desk/unreached";

/// The page.
#[derive(Template)]
#[template(path = "desk/unreached.html")]
pub(super) struct UnreachedScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) notice: Option<Notice>,
    pub(super) nonce: &'a str,
    pub(super) rows: Vec<Row>,
    /// Of which somebody said a while ago that they were told.
    pub(super) told: Vec<Row>,
}

/// A message.
pub(super) struct Row {
    id: String,
    /// To the person at the desk, where the number stands.
    href: String,
    name: String,
    line: Line,
}

/// Nothing is typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

pub(super) fn row(t: &Localizer, message: &MessageView) -> Row {
    let name = &message.person.name.masked;
    Row {
        id: message.id.clone(),
        href: Place::default().opening(message.person.person, None).href(),
        name: if name.is_empty() { t.text("staff-no-name") } else { name.clone() },
        line: sent(t, message),
    }
}

pub(super) async fn list(mut staff: Member) -> Response {
    let notice = staff.said(None);
    let unreached = staff.hospital.unreached(&staff.actor).await;
    let told = staff.hospital.lately_told(&staff.actor).await;
    match unreached.and_then(|all| Ok((all, told?))) {
        Ok((all, told)) => act::answer(&UnreachedScreen {
            t: &staff.t,
            shell: &staff.shell,
            notice,
            nonce: &staff.nonce,
            rows: all.iter().map(|message| row(&staff.t, message)).collect(),
            told: told.iter().map(|message| row(&staff.t, message)).collect(),
        }),
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn told(staff: Member, Path(message): Path<String>, _post: Post<Nothing>) -> Response {
    match staff.hospital.told(&staff.actor, &message).await {
        Ok(()) => act::told(&staff.t, PAGE, |t| act::said(t.text("unreached-done"))).into_response(),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}

pub(super) async fn untold(staff: Member, Path(message): Path<String>, _post: Post<Nothing>) -> Response {
    match staff.hospital.untold(&staff.actor, &message).await {
        Ok(()) => act::told(&staff.t, PAGE, |t| act::said(t.text("unreached-again"))).into_response(),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}
