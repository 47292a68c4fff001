//! A draw: how it goes, the own number, and once it is over the own rank; joining and leaving it.

use super::{draw_parts as parts, draw_parts::Line, waits::Nothing};
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::{Chip, Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use draws::{Commitment, ListHash};
use hospital::{
    Failure, Request, read, usecase,
    view::{DrawOutcome, DrawPage, DrawPart, DrawStage},
};
use model::{
    id::{DrawId, EntrantId, PersonId},
    message::Message,
    scheduling::{Channel, ReasonCode},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/draw.html")]
struct DrawScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    title: String,
    back: String,
    notice: Option<Notice>,
    family: Vec<Link>,
    clinician: String,
    line: String,
    chip: Chip,
    entrants: u32,
    seats: u32,
    odds: String,
    /// Rank among all, once the seed is open, and where it is among the others.
    rank: Option<Ranked>,
    /// The own number, and what became of it.
    own: Option<Line>,
    /// Where to go on.
    ways: Vec<Link>,
    steps: Vec<Line>,
    /// That the list stays open longer than was said at first.
    prolonged: Option<String>,
    /// Fingerprint, seal and seed: the short code, all digits, and what they are for.
    hashes: Vec<Hash>,
    check: Option<String>,
    record: Option<String>,
    action: Action,
}

/// What one can do at the thumb.
enum Action {
    Nothing,
    Join { action: String, key: String, patient: String, button: String },
    Leave { action: String, key: String, button: String },
}

/// A hash or the seed.
struct Hash {
    name: String,
    short: String,
    digits: String,
    about: String,
}

/// A rank among all.
struct Ranked {
    words: String,
    squares: Vec<parts::Square>,
    height: usize,
    legend: Vec<String>,
}

/// For whom, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ForQuery {
    #[serde(rename = "for", default)]
    patient: Option<PersonId>,
    #[serde(default)]
    done: Option<String>,
}

/// Who joins.
#[derive(Debug, Deserialize)]
pub(super) struct JoinForm {
    #[serde(default)]
    patient: Option<PersonId>,
}

const DONE: [&str; 2] = ["draw-done-joined", "draw-done-left"];

pub(super) fn address(draw: DrawId, patient: Option<PersonId>) -> String {
    let whom = patient.map(|person| format!("?for={person}")).unwrap_or_default();
    format!("/draws/{draw}{whom}")
}

pub(super) async fn show(mut member: Member, Path(draw): Path<DrawId>, Query(query): Query<ForQuery>) -> Response {
    let done = act::done(&member.t, query.done.as_deref(), &DONE, None);
    let said = member.said(done);
    match member.hospital.read(&member.actor, read::Draw { draw, patient: query.patient }).await {
        Ok(page) => html(&screen(&member, &page, said), StatusCode::OK),
        Err(failure) => member.cannot(&failure),
    }
}

pub(super) async fn join(member: Member, Path(draw): Path<DrawId>, post: Post<JoinForm>) -> Response {
    let Some(patient) = post.form.patient.or(member.actor.person) else { return member.cannot(&Failure::Denied) };
    let request = Request::JoinDraw(usecase::JoinDraw { draw, patient, channel: Channel::Online });
    let back = address(draw, Some(patient));
    match member.execute(&post.key, request).await {
        Ok(_) => see(&format!("{back}&done=draw-done-joined")),
        Err(failure) => refused(&member.t, &back, &failure).into_response(),
    }
}

pub(super) async fn leave(member: Member, Path(entrant): Path<EntrantId>, post: Post<Nothing>) -> Response {
    let request = usecase::LeaveDraw { entrant, reason: ReasonCode::PatientWish, text: None };
    match member.execute(&post.key, Request::LeaveDraw(request)).await {
        Ok(_) => see("/draws?done=draw-done-left"),
        Err(failure) => refused(&member.t, "/draws", &failure).into_response(),
    }
}

fn screen<'a>(member: &'a Member, page: &DrawPage, notice: Option<Notice>) -> DrawScreen<'a> {
    let t = &member.t;
    let (about, draw) = (&page.about, page.about.draw);
    let patient = page.patient.as_ref().map(|one| one.person);
    let is_closed = page.list_sha256.is_some();
    DrawScreen {
        t,
        shell: &member.shell,
        title: t.say(&Message::new("draw-title").with("department", t.label(&page.department.name))),
        back: "/draws".to_owned(),
        notice,
        family: page
            .family
            .iter()
            .map(|one| Link {
                href: address(draw, Some(one.person)),
                words: one.name.full.clone(),
                current: Some(one.person) == patient,
            })
            .collect(),
        clinician: format!("{} · {}", page.of.clinician.full, words::title(t, page.of.title)),
        line: format!("{} · {} · {}", parts::when(t, &page.of), t.label(&page.department.place), t.yuan(page.of.fee)),
        chip: parts::stage(t, about.stage),
        entrants: about.entrants,
        seats: about.seats,
        odds: odds(t, page),
        rank: page.own.as_ref().and_then(|own| ranked(t, page, own)),
        own: page.own.as_ref().map(|own| parts::own(t, own)),
        ways: ways(t, page),
        steps: steps(t, page),
        prolonged: page.prolonged.as_ref().map(|prolonged| parts::prolonged(t, prolonged)),
        hashes: hashes(t, page),
        check: is_closed.then(|| format!("/draws/{draw}/check")),
        record: is_closed.then(|| format!("/draws/{draw}/record")),
        action: action(member, page),
    }
}

/// How many share a seat now, or what became of the draw.
fn odds(t: &Localizer, page: &DrawPage) -> String {
    let (entrants, seats) = (page.about.entrants, page.about.seats);
    match page.about.stage {
        DrawStage::Cancelled => t.text("draw-cancelled"),
        DrawStage::Over => t.say(&Message::new("draw-given").with("won", page.won)),
        DrawStage::Listed | DrawStage::Closed | DrawStage::Drawing if entrants <= seats => t.text("draw-enough"),
        DrawStage::Listed | DrawStage::Closed | DrawStage::Drawing => {
            let tenths = u64::from(entrants) * 10 / u64::from(seats.max(1));
            let share = format!("{}.{}", tenths / 10, tenths % 10);
            t.say(&Message::new("draw-odds").with("share", share))
        }
    }
}

fn ranked(t: &Localizer, page: &DrawPage, own: &DrawPart) -> Option<Ranked> {
    let rank = own.rank?;
    let of = Message::new("draw-rank").with("rank", rank);
    let of = of.with("entrants", page.about.entrants).with("seats", page.about.seats);
    let squares = parts::squares(page.about.entrants, page.won, rank);
    Some(Ranked {
        words: t.say(&of),
        height: parts::height(squares.len()),
        squares,
        legend: vec![
            t.say(&Message::new("draw-legend-won").with("count", page.won)),
            t.text("draw-legend-own"),
            t.text("draw-legend-others"),
        ],
    })
}

/// Where somebody goes on who has a result.
fn ways(t: &Localizer, page: &DrawPage) -> Vec<Link> {
    let way = |href: String, id: &str| Link { href, words: t.text(id), current: false };
    let slots = || way(format!("/departments/{}", page.department.department), "draw-way-slots");
    match page.own.as_ref().map(|own| (own.outcome, own)) {
        Some((DrawOutcome::Won, own)) => match (own.journey, own.appointment) {
            (Some(journey), Some(visit)) => vec![way(super::journey::address(journey, visit), "draw-way-visit")],
            _ => Vec::new(),
        },
        Some((DrawOutcome::LinedUp, _)) => vec![way("/waitlist".to_owned(), "draw-way-waitlist"), slots()],
        Some((DrawOutcome::NotDrawn | DrawOutcome::PassedOver | DrawOutcome::Cancelled, _)) => vec![slots()],
        Some((DrawOutcome::Pending | DrawOutcome::Left | DrawOutcome::Dropped, _)) | None => Vec::new(),
    }
}

/// What happens when.
fn steps(t: &Localizer, page: &DrawPage) -> Vec<Line> {
    let about = &page.about;
    let step = |at, id: &str| Line { head: t.day_and_clock(at), line: t.text(id) };
    vec![
        step(page.set_up_at, "draw-step-set-up"),
        step(about.opens_at, "draw-step-opens"),
        step(about.closes_at, "draw-step-closes"),
        step(about.drawn_at, "draw-step-drawn"),
        Line { head: t.text("draw-step-then"), line: t.text("draw-step-others") },
    ]
}

fn hashes(t: &Localizer, page: &DrawPage) -> Vec<Hash> {
    let short = Commitment::from_hex(&page.commitment).map(|hash| hash.short());
    let fingerprint = Hash {
        name: t.text("draw-commitment"),
        short: short.unwrap_or_default(),
        digits: page.commitment.clone(),
        about: t.text("draw-commitment-about"),
    };
    let seal = page.list_sha256.as_ref().map(|digits| Hash {
        name: t.text("draw-list"),
        short: ListHash::from_hex(digits).map(|hash| hash.short()).unwrap_or_default(),
        digits: digits.clone(),
        about: t.text("draw-list-about"),
    });
    let seed = page.seed.as_ref().map(|digits| Hash {
        name: t.text("draw-seed"),
        short: String::new(),
        digits: digits.clone(),
        about: t.text("draw-seed-about"),
    });
    [Some(fingerprint), seal, seed].into_iter().flatten().collect()
}

fn action(member: &Member, page: &DrawPage) -> Action {
    let (t, draw) = (&member.t, page.about.draw);
    let Some(patient) = page.patient.as_ref() else { return Action::Nothing };
    match &page.own {
        Some(own) if own.can_leave => Action::Leave {
            action: format!("/entrants/{}/leave", own.entrant),
            key: format!("{}.leave.{}", member.nonce, own.entrant),
            button: t.say(&Message::new("draw-leave").with("name", patient.name.full.as_str())),
        },
        Some(own) if own.outcome != DrawOutcome::Left => Action::Nothing,
        _ if page.is_open => Action::Join {
            action: format!("/draws/{draw}/join"),
            key: format!("{}.draw.{}", member.nonce, patient.person),
            patient: patient.person.to_string(),
            button: t.say(&Message::new("draw-join").with("name", patient.name.full.as_str())),
        },
        _ => Action::Nothing,
    }
}
