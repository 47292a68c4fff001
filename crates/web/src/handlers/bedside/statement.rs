//! The bill and the statement on paper (A4).

use super::{
    amounts::Stage,
    bill::{Line, WhyStep},
};
use crate::{handlers::staff::parts::Pair, locale::Localizer, page::Shell};
use askama::Template;

/// The page.
#[derive(Template)]
#[template(path = "bedside/statement.html")]
pub(super) struct StatementScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) who: Vec<Pair>,
    pub(super) totals: Vec<Pair>,
    pub(super) steps: Vec<WhyStep>,
    pub(super) lines_title: String,
    pub(super) lines: Vec<Line>,
    pub(super) fingerprint: String,
    pub(super) printed: String,
}
