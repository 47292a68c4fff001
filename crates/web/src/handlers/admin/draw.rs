//! The draw of a session's seats: set up, looked at, left open longer, called off.

use super::closure::{moment, typed};
use crate::{
    handlers::{patient::draw_parts, prolong},
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        page::Shell,
        parts::{Notice, Pair},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use chrono::Duration;
use hospital::{
    Action, Request, read, usecase,
    view::{DrawPage, DrawRef, DrawStage, SessionLoad},
};
use model::{
    id::{DepartmentId, DrawId, SessionId},
    message::{Message, Refusal},
    time::{BusinessDate, Zone},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/draw.html")]
struct DrawScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    draw: String,
    back: String,
    title: String,
    rows: Vec<Pair>,
    public: String,
    check: Option<String>,
    /// That the list stays open longer than was said at first.
    prolonged: Option<String>,
    /// When the list would close, if it may stay open longer.
    later: Option<String>,
    can_cancel: bool,
}

/// The form on the session's part of the week.
pub(super) struct SetUp {
    pub(super) opens: String,
    pub(super) closes: String,
    pub(super) drawn: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DoneQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The times, and the week on the screen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SetUpForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    week: Option<BusinessDate>,
    #[serde(default)]
    opens_at: String,
    #[serde(default)]
    closes_at: String,
    #[serde(default)]
    drawn_at: String,
}

/// Why there is no draw after all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CancelForm {
    #[serde(default)]
    reason: String,
}

const DONE: [&str; 3] = ["admin-done-draw", "admin-done-draw-cancelled", prolong::DONE];

fn address(draw: DrawId) -> String {
    format!("/admin/draws/{draw}")
}

impl SetUpForm {
    fn request(&self, session: SessionId, zone: Zone) -> Result<Request, Refusal> {
        Ok(Request::SetUpDraw(usecase::SetUpDraw {
            session,
            opens_at: moment("opens_at", &self.opens_at, zone)?,
            closes_at: moment("closes_at", &self.closes_at, zone)?,
            drawn_at: moment("drawn_at", &self.drawn_at, zone)?,
        }))
    }
}

pub(super) async fn set_up(staff: Member, Path(session): Path<SessionId>, post: Post<SetUpForm>) -> Response {
    let week = super::schedule::Week {
        department: post.form.department,
        day: post.form.week,
        session: Some(session),
        clinician: None,
    };
    let outcome = match post.form.request(session, staff.t.zone()) {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| DONE[0]),
        Err(refusal) => Err(refusal.into()),
    };
    super::schedule::after(&staff, week, outcome)
}

pub(super) async fn cancel(staff: Member, Path(draw): Path<DrawId>, post: Post<CancelForm>) -> Response {
    let reason = words::reason(&post.form.reason);
    let request = Request::CancelDraw(usecase::CancelDraw { draw, reason, text: None });
    match staff.execute(&post.key, request).await {
        Ok(_) => act::see(&format!("{}?done={}", address(draw), DONE[1])),
        Err(failure) => act::refused(&staff.t, &address(draw), &failure).into_response(),
    }
}

pub(super) async fn prolong(staff: Member, Path(draw): Path<DrawId>, post: Post<prolong::ProlongForm>) -> Response {
    match prolong::longer(&staff, draw, &post).await {
        Ok(()) => act::see(&format!("{}?done={}", address(draw), prolong::DONE)),
        Err(failure) => act::refused(&staff.t, &address(draw), &failure).into_response(),
    }
}

pub(super) async fn show(mut staff: Member, Path(draw): Path<DrawId>, Query(query): Query<DoneQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::SetUpDraw) {
        return staff.cannot(&failure);
    }
    let page = match staff.hospital.read(&staff.actor, read::Draw { draw, patient: None }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let day = page.of.date;
    act::answer(&DrawScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "schedule",
        notice,
        draw: draw.to_string(),
        back: super::schedule::address(page.department.department, day, Some(page.of.session)),
        title: t.say(
            &Message::new("admin-draw-title")
                .with("clinician", page.of.clinician.full.as_str())
                .with("day", t.day(day))
                .with("window", t.window_beside(day, page.of.from, page.of.until)),
        ),
        rows: facts(t, &page),
        public: format!("/draws/{draw}"),
        check: page.list_sha256.is_some().then(|| format!("/draws/{draw}/check")),
        prolonged: page.prolonged.as_ref().map(|prolonged| draw_parts::prolonged(t, prolonged)),
        later: prolong::later(t, &page.about),
        can_cancel: matches!(page.about.stage, DrawStage::Listed | DrawStage::Closed),
    })
}

fn facts(t: &Localizer, page: &DrawPage) -> Vec<Pair> {
    let about = &page.about;
    let mut rows = vec![
        Pair::new(t.text("admin-draw-stage"), stage(t, about.stage)),
        Pair::new(t.text("draw-entrants"), about.entrants.to_string()),
        Pair::new(t.text("draw-seats"), about.seats.to_string()),
        Pair::new(t.text("admin-draw-won"), page.won.to_string()),
        Pair::new(t.text("draw-step-opens"), t.day_and_clock(about.opens_at)),
        Pair::new(t.text("draw-step-closes"), t.day_and_clock(about.closes_at)),
        Pair::new(t.text("draw-step-drawn"), t.day_and_clock(about.drawn_at)),
        Pair::new(t.text("draw-commitment"), page.commitment.clone()),
    ];
    rows.extend(page.list_sha256.clone().map(|digits| Pair::new(t.text("draw-list"), digits)));
    rows.extend(page.seed.clone().map(|digits| Pair::new(t.text("draw-seed"), digits)));
    rows
}

fn stage(t: &Localizer, stage: DrawStage) -> String {
    t.text(match stage {
        DrawStage::Listed => "draw-stage-listed",
        DrawStage::Closed => "draw-stage-closed",
        DrawStage::Drawing => "draw-stage-drawing",
        DrawStage::Over => "draw-stage-over",
        DrawStage::Cancelled => "draw-stage-cancelled",
    })
}

/// A draw in a line, and where all of it is.
pub(super) fn line(t: &Localizer, draw: &DrawRef) -> (String, String) {
    let words = Message::new("admin-draw-line").with("stage", stage(t, draw.stage));
    let words = words.with("entrants", draw.entrants).with("seats", draw.seats);
    (address(draw.draw), t.say(&words))
}

impl SetUp {
    /// For a session in which nobody is booked and no draw is pending: from noon of the next day to the evening before the
    /// session, as far as there is time.
    pub(super) fn of(t: &Localizer, day: BusinessDate, load: &SessionLoad, now: model::time::Instant) -> Option<Self> {
        let is_pending = load.draw.as_ref().is_some_and(|draw| is_pending(draw.stage));
        let zone = t.zone();
        let begins = zone.instant(day, load.from);
        if is_pending || !load.can_withdraw || load.is_closed || begins - now < Duration::hours(1) {
            return None;
        }
        let quarter = (begins - now) / 4;
        let whole = |at: model::time::Instant| typed(at, zone);
        Some(Self {
            opens: whole((now + quarter).max(now + Duration::minutes(11))),
            closes: whole(now + quarter * 3),
            drawn: whole(now + quarter * 3 + Duration::minutes(5)),
        })
    }
}

const fn is_pending(stage: DrawStage) -> bool {
    match stage {
        DrawStage::Listed | DrawStage::Closed | DrawStage::Drawing => true,
        DrawStage::Over | DrawStage::Cancelled => false,
    }
}
