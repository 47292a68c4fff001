//! The weights of the rules by which beds are suggested.

use super::pools::number;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::Notice,
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{Failure, usecase};
use model::{
    message::Refusal,
    scheduling::{BED_WEIGHT_MAX, BedRules},
};
use serde::Deserialize;

const PAGE: &str = "/admin/bed-rules";
const DONE: [&str; 1] = ["admin-bed-rules-adopted"];

/// The page.
#[derive(Template)]
#[template(path = "admin/bed-rules.html")]
struct BedRulesScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    version: u32,
    source: String,
    max: u16,
    rows: Vec<Row>,
}

/// A rule with its weight.
struct Row {
    name: &'static str,
    label: String,
    value: u16,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BedRulesQuery {
    #[serde(default)]
    done: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BedRulesForm {
    /// The weights that were seen.
    version: u32,
    source: String,
    other_ward: String,
    later_ward: String,
    opened_room: String,
    takes_oxygen: String,
    takes_isolation: String,
    closed_bed: String,
}

impl BedRulesForm {
    fn rules(&self) -> Result<BedRules, Refusal> {
        Ok(BedRules {
            source: self.source.trim().to_owned(),
            other_ward: number("other_ward", &self.other_ward)?,
            later_ward: number("later_ward", &self.later_ward)?,
            opened_room: number("opened_room", &self.opened_room)?,
            takes_oxygen: number("takes_oxygen", &self.takes_oxygen)?,
            takes_isolation: number("takes_isolation", &self.takes_isolation)?,
            closed_bed: number("closed_bed", &self.closed_bed)?,
        })
    }
}

pub(super) async fn show(mut staff: Member, Query(query): Query<BedRulesQuery>) -> Response {
    let page = match staff.hospital.bed_rules(&staff.actor).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let row = |(name, value): (&'static str, u16)| Row {
        name,
        label: t.text(&format!("field-{}", name.replace('_', "-"))),
        value,
    };
    act::answer(&BedRulesScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "bed-rules",
        notice,
        version: page.version,
        max: BED_WEIGHT_MAX,
        rows: page.rules.weights().into_iter().map(row).collect(),
        source: page.rules.source,
    })
}

pub(super) async fn adopt(staff: Member, post: Post<BedRulesForm>) -> Response {
    match adopted(&staff, &post).await {
        Ok(()) => see(&format!("{PAGE}?done=admin-bed-rules-adopted")),
        Err(failure) => refused(&staff.t, PAGE, &failure).into_response(),
    }
}

async fn adopted(staff: &Member, post: &Post<BedRulesForm>) -> Result<(), Failure> {
    let request = usecase::AdoptBedRules { rules: post.form.rules()?, version: Some(post.form.version) };
    staff.execute(&post.key, request.into()).await.map(drop)
}
