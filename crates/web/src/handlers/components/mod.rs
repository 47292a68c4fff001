//! Every component in every state, for the demo: the browser test photographs it. `?language=en&large=1` shows them in
//! another language and size, whatever the reader has chosen.

mod samples;

use crate::{
    handlers::patient::parts::{Choice, Day, Entry, Slot, Stage},
    locale::{Locale, Localizer},
    problem::{self, html},
    session::Reader,
    ui::charts::Svg,
    ui::page::Shell,
    ui::parts::{Chip, Link, Notice},
};
use askama::Template;
use axum::{extract::Query, http::StatusCode, response::Response};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "components/show.html")]
struct ComponentsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    variants: Vec<Link>,
    sample: String,
    chips: Vec<Chip>,
    notices: Vec<Option<Notice>>,
    days: Vec<Day>,
    slots: Vec<Slot>,
    choices: Vec<Choice>,
    stages: Vec<Stage>,
    entries: Vec<Entry>,
    facts: Vec<(String, String)>,
    places: Vec<Place>,
    beds: Vec<Bed>,
    amount: String,
    charts: Vec<Svg>,
    /// What is said about the queue.
    lines: Vec<String>,
}

/// A place in the queue.
struct Place {
    head: String,
    big: String,
    line: String,
    forecast: Option<Svg>,
    urgent: bool,
}

/// A bed of the ward's board.
struct Bed {
    tone: &'static str,
    head: String,
    line: String,
    suggested: bool,
}

/// The language and the size.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct VariantQuery {
    #[serde(default)]
    language: Option<Locale>,
    #[serde(default)]
    large: Option<u8>,
}

pub(crate) async fn show(mut reader: Reader, Query(query): Query<VariantQuery>) -> Response {
    if reader.state.demo.is_none() {
        return problem::words(&reader.t, &reader.shell, StatusCode::NOT_FOUND, "problem-not-found");
    }
    reader.shell.kind = "staff";
    reader.shell.large = query.large.map_or(reader.shell.large, |large| large == 1);
    if let Some(locale) = query.language {
        reader.t = reader.t.speaking(locale);
    }
    let (t, shell) = (&reader.t, &reader.shell);
    html(&samples::screen(t, shell), StatusCode::OK)
}
