//! What was said to the reader and the reader's family.

use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        messages::{Line, own},
        page::Shell,
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};

/// The page.
#[derive(Template)]
#[template(path = "patient/messages.html")]
struct MessagesScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    lines: Vec<Line>,
}

/// Whoever has seen them has read them.
pub(super) async fn show(member: Member) -> Response {
    let list = match member.hospital.messages(&member.actor, None).await {
        Ok(list) => list,
        Err(failure) => return member.cannot(&failure),
    };
    if list.messages.iter().any(|message| message.unread)
        && let Err(failure) = member.hospital.mark_messages(&member.actor, list.newest).await
    {
        // They stay new; the page is shown all the same.
        tracing::warn!(%failure, "messages cannot be marked as read");
    }
    let lines = list.messages.iter().map(|message| own(&member.t, message)).collect();
    html(&MessagesScreen { t: &member.t, shell: &member.shell, lines }, StatusCode::OK)
}
