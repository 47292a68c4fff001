//! What patients ask most, answered in short sentences; for everybody, without a login.

use crate::{locale::Localizer, problem::html, session::Reader, ui::page::Shell};
use askama::Template;
use axum::{http::StatusCode, response::Response};

/// The page.
#[derive(Template)]
#[template(path = "help/show.html")]
struct HelpScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    questions: Vec<(String, String)>,
}

/// The questions; each has its answer beside it.
const QUESTIONS: [&str; 6] =
    ["help-check-in", "help-late", "help-called", "help-change", "help-family", "help-elsewhere"];

pub(crate) async fn show(mut reader: Reader) -> Response {
    reader.shell.kind = "phone";
    let t = &reader.t;
    let questions = QUESTIONS.iter().map(|id| (t.text(id), t.text(&format!("{id}-answer")))).collect();
    html(&HelpScreen { t, shell: &reader.shell, questions }, StatusCode::OK)
}
