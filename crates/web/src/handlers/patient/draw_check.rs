//! A draw computed again on the page, and the record with which it can be computed elsewhere.

use super::draw_parts::passed_over;
use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{page::Shell, parts::Notice},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use draws::{Commitment, EntrantNumber, Finding, ListHash, Place, Published, Reason, Verified, noted, verify};
use hospital::Failure;
use model::{
    id::DrawId,
    message::{Message, Refusal},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/draw-check.html")]
struct CheckScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    draw: String,
    notice: Option<Notice>,
    /// What agrees, or what does not.
    head: String,
    lines: Vec<String>,
    commitment: String,
    list: String,
    number: String,
    /// The first ranks, and what each got.
    ranking: Vec<(usize, String, String)>,
}

/// What somebody noted, and whose number is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NotedQuery {
    #[serde(default)]
    commitment: String,
    #[serde(default)]
    list: String,
    #[serde(default)]
    number: String,
}

/// So many ranks are shown; the record has all.
const RANKS_SHOWN: usize = 100;

/// What was typed, as far as it can be read.
struct Noted {
    commitment: Option<Commitment>,
    list: Option<ListHash>,
    number: Option<EntrantNumber>,
}

impl NotedQuery {
    fn read(&self) -> Result<Noted, Refusal> {
        Ok(Noted {
            commitment: typed("draw-sha256", "commitment", &self.commitment, Commitment::from_hex)?,
            list: typed("draw-sha256", "list_sha256", &self.list, ListHash::from_hex)?,
            number: typed("draw-number", "number", &self.number, |text| text.parse().ok())?,
        })
    }
}

/// A field that may be empty.
fn typed<T>(
    code: &'static str,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value: String = text.chars().take(80).collect();
    read(text).map(Some).ok_or_else(|| Refusal::new(code).field(field).with("value", value))
}

pub(super) async fn show(member: Member, Path(draw): Path<DrawId>, Query(query): Query<NotedQuery>) -> Response {
    let record = match member.hospital.draw_record(&member.actor, draw).await {
        Ok(record) => record,
        Err(failure) => return member.cannot(&failure),
    };
    let t = &member.t;
    let (typed, notice) = match query.read() {
        Ok(typed) => (typed, None),
        Err(refusal) => {
            let nothing = Noted { commitment: None, list: None, number: None };
            (nothing, Some(crate::ui::act::failed(t, &Failure::from(refusal))))
        }
    };
    let (verified, findings) = checked(&record, &typed);
    let screen = CheckScreen {
        t,
        shell: &member.shell,
        draw: draw.to_string(),
        notice,
        head: match &findings[..] {
            [] => format!("✓ {}", t.text("draw-agrees")),
            [Finding::NotOpened] => t.text("draw-not-yet"),
            _ => t.text("draw-differs"),
        },
        lines: lines(t, &record, verified.as_ref(), &findings, typed.number),
        commitment: query.commitment.trim().to_owned(),
        list: query.list.trim().to_owned(),
        number: query.number.trim().to_owned(),
        ranking: verified.as_ref().map(|verified| ranking(t, verified)).unwrap_or_default(),
    };
    html(&screen, StatusCode::OK)
}

pub(super) async fn record(member: Member, Path(draw): Path<DrawId>) -> Response {
    match member.hospital.draw_record(&member.actor, draw).await {
        Ok(record) => {
            let kind = (header::CONTENT_TYPE, "application/json");
            let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"draw.json\"");
            ([kind, name], record.to_json()).into_response()
        }
        Err(failure) => member.cannot(&failure),
    }
}

/// Everything computed again, and compared with what somebody noted.
fn checked(record: &Published, typed: &Noted) -> (Option<Verified>, Vec<Finding>) {
    let mut findings = noted(record, typed.commitment, typed.list);
    match verify(record) {
        Ok(verified) => (Some(verified), findings),
        Err(more) => {
            findings.extend(more);
            (None, findings)
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn lines(
    t: &Localizer,
    record: &Published,
    verified: Option<&Verified>,
    findings: &[Finding],
    number: Option<EntrantNumber>,
) -> Vec<String> {
    let mut lines: Vec<String> = findings.iter().map(|finding| t.say(&finding.message())).collect();
    if let Some(verified) = verified.filter(|_| findings.is_empty()) {
        let (won, passed) = (verified.winners.len(), verified.passed_over.len());
        let with = |id, value: String| Message::new(id).with("code", value);
        lines.extend([
            t.say(&with("draw-check-seed", record.commitment.short())),
            t.say(&with("draw-check-list", record.list_sha256.short()).with("count", count(record.list.len()))),
            t.say(
                &Message::new("cli-draw-given")
                    .with("winners", count(won))
                    .with("passed", count(passed))
                    .with("waiting", count(verified.ranking.len() - won - passed)),
            ),
        ]);
    }
    if let (Some(number), Some(verified)) = (number, verified) {
        lines.push(of_number(t, number, verified.place(number).as_ref()));
    }
    lines
}

fn of_number(t: &Localizer, number: EntrantNumber, place: Option<&Place>) -> String {
    let message = |id| Message::new(id).with("number", number.to_string());
    t.say(&match place {
        None => message("cli-draw-not-listed"),
        Some(Place::Won { rank }) => message("cli-draw-won").with("rank", count(*rank)),
        Some(Place::PassedOver { rank, reason }) => {
            message("draw-check-passed-over").with("rank", count(*rank)).with("reason", passed_over_because(t, reason))
        }
        Some(Place::Waiting { rank, place }) => {
            message("cli-draw-waiting").with("rank", count(*rank)).with("place", count(*place))
        }
    })
}

fn passed_over_because(t: &Localizer, reason: &Reason) -> String {
    t.text(passed_over(reason.code()).1)
}

fn ranking(t: &Localizer, verified: &Verified) -> Vec<(usize, String, String)> {
    let got = |number: &EntrantNumber| {
        if verified.winners.contains(number) {
            return t.text("draw-got-seat");
        }
        let passed = verified.passed_over.iter().find(|passed| passed.number == *number);
        passed.map(|one| passed_over_because(t, &one.reason)).unwrap_or_default()
    };
    let shown = (1..).zip(&verified.ranking).take(RANKS_SHOWN);
    shown.map(|(rank, number)| (rank, number.to_string(), got(number))).collect()
}
