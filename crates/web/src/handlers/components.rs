//! Every component in every state, for the demo: what the browser test photographs.

use crate::{
    handlers::staff::parts::Chip,
    locale::Localizer,
    page::Shell,
    problem::{self, html},
    session::Reader,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::money::Yuan;

/// The page.
#[derive(Template)]
#[template(path = "components/show.html")]
struct ComponentsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    sample: String,
    chips: Vec<Chip>,
    days: [(&'static str, String); 5],
    slots: [(&'static str, String); 4],
    stages: [(&'static str, String); 5],
    amount: String,
}

pub(crate) async fn show(reader: Reader) -> Response {
    let (t, shell) = (&reader.t, &reader.shell);
    if reader.state.demo.is_none() {
        return problem::words(t, shell, StatusCode::NOT_FOUND, "problem-not-found");
    }
    let text = |id: &str| t.text(id);
    let page = ComponentsScreen {
        t,
        shell,
        sample: text("components-sample"),
        chips: ["ok", "warn", "bad", "info", "female", "rest"].map(|tone| Chip::new(tone, tone)).into(),
        days: [
            ("is-free", text("patient-day-free")),
            ("is-few", text("patient-day-few")),
            ("is-full", text("patient-day-full")),
            ("is-closed", text("patient-day-closed")),
            ("is-free is-chosen", text("patient-day-free")),
        ],
        slots: [
            ("is-free", text("patient-day-free")),
            ("is-last", text("patient-day-few")),
            ("is-full", text("patient-full")),
            ("is-past", text("patient-past")),
        ],
        stages: [
            ("is-done", text("patient-step-done")),
            ("is-now", text("patient-step-now")),
            ("is-late", text("patient-step-late")),
            ("is-dropped", text("patient-step-dropped")),
            ("is-ahead", text("patient-step-ahead")),
        ],
        amount: t.yuan(Yuan::from_fen(2_248_798)),
    };
    html(&page, StatusCode::OK)
}
