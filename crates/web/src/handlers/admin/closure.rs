//! A session is closed: who is affected, what is proposed to each, what they read, and what the button does; afterwards, what
//! each of them has answered, and the way back. Names are masked; opening one is recorded.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        charts::{self, Svg},
        page::Shell,
        parts::{Chip, Choice, Notice, Pair},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Request, read, usecase,
    view::{ClosurePlan, ClosureRow, DisplacedState, KeptWith, NoWindow, ProposedWindow},
};
use model::{
    id::{AppointmentId, SessionId, SlotId},
    message::{Message, Refusal},
    scheduling::{Rebooking, Silence},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::read::ClosureStage;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Template)]
#[template(path = "admin/closure.html")]
pub(super) struct ClosureScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) session: String,
    pub(super) back: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) stage: Chip,
    pub(super) affected: String,
    pub(super) shares: Vec<Share>,
    pub(super) holds: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Seats that are kept here for others; empty if there are none.
    pub(super) kept_here: String,
    pub(super) refusal: Option<Notice>,
    /// To whom, and what they read.
    pub(super) message: Option<(String, String)>,
    pub(super) form: Option<Form>,
    /// What was decided, once it is closed.
    pub(super) facts: Vec<Pair>,
    pub(super) can_undo: bool,
    pub(super) sessions: Vec<Filled>,
}

/// A share of those who are affected.
pub(super) struct Share {
    pub(super) class: &'static str,
    pub(super) words: String,
    /// Of the width, per mille: from where and how much.
    pub(super) from: i64,
    pub(super) width: i64,
}

/// One of those who are affected.
pub(super) struct Row {
    pub(super) old: String,
    pub(super) name: String,
    pub(super) facts: String,
    /// Opens who it is; empty if nobody has to know.
    pub(super) href: String,
    pub(super) window: String,
    pub(super) why: String,
    pub(super) chip: Chip,
    /// The name of its field.
    pub(super) field: String,
    pub(super) choices: Vec<Choice>,
    pub(super) label: String,
}

/// What is asked besides the rows.
pub(super) struct Form {
    pub(super) deadline: String,
    pub(super) latest: String,
    pub(super) silences: Vec<Choice>,
    pub(super) button: String,
    /// The button's words with `{placed}` and `{phone}` in the place of the numbers.
    pub(super) pattern: String,
}

/// A session in which seats are kept.
pub(super) struct Filled {
    pub(super) words: String,
    pub(super) load: Svg,
    pub(super) counts: String,
}

const DONE: [&str; 2] = ["closure-done-closed", "closure-done-undone"];

/// The beginning of a row's field, and what it holds for somebody who is phoned.
const FIELD: &str = "to.";
const PHONE: &str = "phone";

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DoneQuery {
    #[serde(default)]
    done: Option<String>,
}

/// What the form sends: a field for each appointment.
#[derive(Debug, Deserialize)]
pub(super) struct CloseForm {
    #[serde(default)]
    deadline: String,
    #[serde(default)]
    silence: String,
    #[serde(default)]
    reason: String,
    #[serde(flatten)]
    rows: BTreeMap<String, String>,
}

/// Why it takes place after all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UndoForm {
    #[serde(default)]
    reason: String,
}

fn address(session: SessionId) -> String {
    format!("/admin/sessions/{session}/closure")
}

pub(super) async fn show(
    mut staff: Member,
    Path(session): Path<SessionId>,
    Query(query): Query<DoneQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::CloseSession) {
        return staff.cannot(&failure);
    }
    match staff.hospital.read(&staff.actor, read::Closure { session }).await {
        Ok(plan) => act::answer(&ClosureScreen::new(&staff.t, &staff.shell, &staff.nonce, notice, &plan)),
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn close(staff: Member, Path(session): Path<SessionId>, post: Post<CloseForm>) -> Response {
    let outcome = match post.form.request(session, staff.t.zone()) {
        Ok(request) => staff.execute(&post.key, request).await,
        Err(refusal) => Err(Failure::from(refusal)),
    };
    after(&staff, session, outcome.map(|_| "closure-done-closed"))
}

pub(super) async fn undo(staff: Member, Path(session): Path<SessionId>, post: Post<UndoForm>) -> Response {
    let reason = words::reason(&post.form.reason);
    let request = Request::UndoClosure(usecase::UndoClosure { session, reason, text: None });
    after(&staff, session, staff.execute(&post.key, request).await.map(|_| "closure-done-undone"))
}

fn after(staff: &Member, session: SessionId, outcome: Result<&'static str, Failure>) -> Response {
    match outcome {
        Ok(done) => act::see(&format!("{}?done={done}", address(session))),
        Err(failure) => act::refused(&staff.t, &address(session), &failure).into_response(),
    }
}

impl CloseForm {
    fn request(&self, session: SessionId, zone: Zone) -> Result<Request, Refusal> {
        let (mut proposals, mut to_phone) = (Vec::new(), Vec::new());
        for (name, chosen) in &self.rows {
            let Some(id) = name.strip_prefix(FIELD) else { continue };
            let refused = |_| Refusal::new("field-choose").field("proposals");
            let appointment: AppointmentId = id.parse().map_err(refused)?;
            if chosen == PHONE {
                to_phone.push(appointment);
            } else {
                let slot: SlotId = chosen.parse().map_err(refused)?;
                proposals.push(Rebooking { appointment, slot });
            }
        }
        let silence = words::decode(&self.silence).ok_or(Refusal::new("field-choose").field("silence"))?;
        Ok(Request::CloseSession(usecase::CloseSession {
            session,
            deadline: moment("deadline", &self.deadline, zone)?,
            silence,
            proposals,
            to_phone,
            reason: words::reason(&self.reason),
            text: None,
        }))
    }
}

/// `2026-11-28T18:00` as the hospital's clocks show it.
pub(in crate::handlers) fn moment(field: &'static str, text: &str, zone: Zone) -> Result<Instant, Refusal> {
    let refused = || Refusal::new("field-time").field(field).with("value", text);
    let (date, clock) = text.trim().split_once('T').ok_or_else(refused)?;
    let date: BusinessDate = date.parse().map_err(|_| refused())?;
    let mut parts = clock.split(':').map(|part| part.parse::<u16>().ok());
    let (hours, minutes) = (parts.next().flatten().ok_or_else(refused)?, parts.next().flatten().ok_or_else(refused)?);
    if hours > 23 || minutes > 59 {
        return Err(refused());
    }
    Ok(zone.instant(date, MinuteOfDay(hours * 60 + minutes)))
}

/// The same, for a field of a form.
pub(super) fn typed(at: Instant, zone: Zone) -> String {
    let minute = zone.minute(at).0;
    format!("{}T{:02}:{:02}", zone.date(at), minute / 60, minute % 60)
}

impl<'a> ClosureScreen<'a> {
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        notice: Option<Notice>,
        plan: &ClosurePlan,
    ) -> Self {
        let is_open = plan.stage.is_none() && plan.refusal.is_none() && (!plan.rows.is_empty() || plan.kept_here > 0);
        // A page says one thing: what was just answered to a form, or why it cannot be closed.
        let refusal = plan.refusal.clone().filter(|_| notice.is_none());
        Self {
            t,
            shell,
            nonce,
            place: "schedule",
            notice,
            session: plan.session.to_string(),
            back: super::schedule::address(plan.department.department, plan.date, Some(plan.session)),
            title: t.say(
                &Message::new("closure-title")
                    .with("clinician", plan.clinician.full.as_str())
                    .with("day", t.day(plan.date))
                    .with("from", plan.from.to_string())
                    .with("until", plan.until.to_string()),
            ),
            about: format!("{} · {}", t.label(&plan.department.name), words::title(t, plan.title)),
            stage: stage(t, plan),
            affected: t.say(&Message::new("closure-affected").with("count", plan.rows.len() as i64)),
            shares: shares(t, &plan.rows),
            holds: holds(t, plan),
            rows: plan.rows.iter().map(|row| self::row(t, plan, row, is_open)).collect(),
            refusal: refusal.map(|refusal| act::failed(t, &Failure::from(refusal))),
            message: message(t, plan),
            form: is_open.then(|| form(t, plan)),
            facts: facts(t, plan),
            kept_here: kept_here(t, plan),
            can_undo: plan.stage == Some(ClosureStage::Open) && plan.now < plan.deadline,
            sessions: plan
                .sessions
                .iter()
                .map(|one| {
                    let (after, all) = (one.taken + one.kept, one.capacity);
                    let counts = format!("{} → {after}", one.taken);
                    let half = t.text(if one.from.0 < 12 * 60 { "patient-morning" } else { "patient-afternoon" });
                    Filled {
                        words: format!("{} {} {half}", one.clinician.full, t.short_day(one.date)),
                        load: charts::load(&format!("{after} / {all}"), after.into(), all.into(), 6, after >= all),
                        counts,
                    }
                })
                .collect(),
        }
    }
}

fn stage(t: &Localizer, plan: &ClosurePlan) -> Chip {
    match plan.stage {
        None => Chip::new("info", t.text("closure-stage-preview")),
        Some(ClosureStage::Open) => Chip::new("warn", t.text("closure-stage-open")),
        Some(ClosureStage::Over) => Chip::new("rest", t.text("closure-stage-over")),
        Some(ClosureStage::Undone) => Chip::new("ok", t.text("closure-stage-undone")),
    }
}

/// What somebody keeps, or that they have to be phoned; in the order of the colours.
const KINDS: [(&str, &str); 6] = [
    ("main", "closure-share-device"),
    ("main", "closure-share-clinician"),
    ("likely", "closure-share-title"),
    ("rest", "closure-share-department"),
    ("warn", "closure-share-phone"),
    ("quiet", "closure-share-other"),
];

fn kind(row: &ClosureRow) -> usize {
    match (row.state, &row.window) {
        (DisplacedState::ToPhone, _) => 4,
        (DisplacedState::Cancelled | DisplacedState::Back, _) | (_, None) => 5,
        (_, Some(window)) => match window.kept {
            KeptWith::Device => 0,
            KeptWith::Clinician => 1,
            KeptWith::Title => 2,
            KeptWith::Department => 3,
        },
    }
}

fn shares(t: &Localizer, rows: &[ClosureRow]) -> Vec<Share> {
    let all = (rows.len() as i64).max(1);
    let mut before = 0;
    let share = |place: usize, class: &'static str, id: &'static str, before: &mut i64| {
        let count = rows.iter().filter(|row| kind(row) == place).count() as i64;
        let from = *before * 1000 / all;
        *before += count;
        (count > 0).then(|| Share {
            class,
            words: t.say(&Message::new(id).with("count", count)),
            from,
            width: *before * 1000 / all - from,
        })
    };
    (0..).zip(KINDS).filter_map(|(place, (class, id))| share(place, class, id, &mut before)).collect()
}

/// What can be promised to all of them.
fn holds(t: &Localizer, plan: &ClosurePlan) -> Vec<String> {
    let mut holds = vec![t.text("closure-holds-not-earlier"), t.text("closure-holds-no-miss")];
    let other_fee = |row: &ClosureRow| {
        row.window.as_ref().is_some_and(|window| match window.kept {
            KeptWith::Clinician | KeptWith::Title => false,
            KeptWith::Department => true,
            // The fee follows from the clinician's title.
            KeptWith::Device => window.title != plan.title,
        })
    };
    if !plan.rows.iter().any(other_fee) {
        holds.insert(1, t.text("closure-holds-fee"));
    }
    if plan.is_proven {
        holds.push(t.text("closure-holds-best"));
    }
    holds
}

/// `12月3日 周四 08:00–08:20`
fn when(t: &Localizer, window: &ProposedWindow) -> String {
    t.day_and_window(window.from, window.until)
}

fn kept(t: &Localizer, window: &ProposedWindow) -> String {
    match window.kept {
        KeptWith::Device => t.text("closure-kept-device"),
        KeptWith::Clinician => t.text("closure-kept-clinician"),
        KeptWith::Title => t.say(&Message::new("closure-kept-title").with("clinician", window.clinician.full.as_str())),
        KeptWith::Department => t.say(
            &Message::new("closure-kept-department")
                .with("clinician", window.clinician.full.as_str())
                .with("title", words::title(t, window.title)),
        ),
    }
}

/// How much later the window is.
fn later(t: &Localizer, plan: &ClosurePlan, row: &ClosureRow, window: &ProposedWindow) -> String {
    let days = (window.date.0 - plan.date.0).num_days();
    let minutes = (window.from - row.from).num_minutes();
    match (days, minutes) {
        (0, 0) => t.text("closure-same-time"),
        (0, minutes) => t.say(&Message::new("closure-minutes-later").with("count", minutes)),
        (days, _) => t.say(&Message::new("closure-days-later").with("count", days)),
    }
}

fn row(t: &Localizer, plan: &ClosurePlan, row: &ClosureRow, is_open: bool) -> Row {
    let age = row.age.map(|age| t.age(age, None));
    let facts: Vec<String> = [Some(words::sex(t, row.sex)), age].into_iter().flatten().collect();
    let name = if row.name.is_empty() { t.text("staff-no-name") } else { row.name.clone() };
    let why = match (&row.window, row.none_because) {
        (Some(window), _) => format!("{} · {}", kept(t, window), later(t, plan, row, window)),
        (None, Some(NoWindow::NoSeat)) => t.text("closure-none-no-seat"),
        (None, Some(NoWindow::Busy)) => t.text("closure-none-busy"),
        (None, Some(NoWindow::Others)) => t.text("closure-none-others"),
        (None, None) => String::new(),
    };
    let (tone, id) = match row.state {
        DisplacedState::Proposed => ("info", "closure-state-proposed"),
        DisplacedState::Accepted => ("ok", "closure-state-accepted"),
        DisplacedState::Kept => ("ok", "closure-state-kept"),
        DisplacedState::Elsewhere => ("ok", "closure-state-elsewhere"),
        DisplacedState::ToPhone => ("warn", "closure-state-phone"),
        DisplacedState::Cancelled => ("rest", "closure-state-cancelled"),
        DisplacedState::Back => ("ok", "closure-state-back"),
        DisplacedState::Asked => ("info", "closure-state-asked"),
    };
    let choice = |window: &ProposedWindow, chosen: bool| Choice {
        value: window.slot.to_string(),
        words: format!("{} · {}", when(t, window), kept(t, window)),
        chosen,
    };
    let mut choices: Vec<Choice> = row.window.iter().map(|window| choice(window, true)).collect();
    choices.extend(row.others.iter().map(|window| choice(window, false)));
    let phone = t.text("closure-phone");
    choices.push(Choice { value: PHONE.to_owned(), words: phone.clone(), chosen: row.window.is_none() });
    let opens = is_open || row.state == DisplacedState::ToPhone || row.state == DisplacedState::Proposed;
    Row {
        old: format!("{}-{}", t.clock(row.from), row.number),
        href: if opens { format!("/admin/displaced/{}", row.appointment) } else { String::new() },
        window: row.window.as_ref().map_or(phone, |window| when(t, window)),
        why,
        chip: Chip::new(tone, t.text(id)),
        field: if is_open { format!("{FIELD}{}", row.appointment) } else { String::new() },
        choices,
        label: t.say(&Message::new("closure-choose").with("name", name.as_str())),
        name,
        facts: facts.join(" "),
    }
}

/// What the first of those who are offered a window reads.
fn message(t: &Localizer, plan: &ClosurePlan) -> Option<(String, String)> {
    if !matches!(plan.stage, None | Some(ClosureStage::Open)) {
        return None;
    }
    let row = plan.rows.iter().find(|row| row.state == DisplacedState::Proposed)?;
    let window = row.window.as_ref()?;
    let silence = t.text(match plan.silence {
        Silence::Keep => "closure-silence-keep-told",
        Silence::Return => "closure-silence-return-told",
    });
    let text = t.say(
        &Message::new("closure-message")
            .with("clinician", plan.clinician.full.as_str())
            .with("old", format!("{} {}", t.day_at(row.from), t.clock(row.from)))
            .with("new", when(t, window))
            .with("kept", kept(t, window))
            .with("at", t.day_and_clock(plan.deadline))
            .with("silence", silence),
    );
    Some((row.name.clone(), text))
}

/// Whom else a closure concerns.
fn kept_here(t: &Localizer, plan: &ClosurePlan) -> String {
    let is_preview = plan.stage.is_none() && plan.kept_here > 0;
    if is_preview { t.say(&Message::new("closure-kept-here").with("count", plan.kept_here)) } else { String::new() }
}

fn form(t: &Localizer, plan: &ClosurePlan) -> Form {
    let placed = plan.rows.iter().filter(|row| row.window.is_some()).count();
    let words = |placed: String, phone: String| {
        t.say(&Message::new("closure-button").with("placed", placed).with("phone", phone))
    };
    let silence = |silence: Silence| {
        t.text(match silence {
            Silence::Keep => "closure-silence-keep",
            Silence::Return => "closure-silence-return",
        })
    };
    Form {
        deadline: typed(plan.deadline, t.zone()),
        latest: typed(plan.begins, t.zone()),
        silences: words::choices(&[Silence::Keep, Silence::Return], Some(plan.silence), silence),
        button: words(placed.to_string(), (plan.rows.len() - placed).to_string()),
        pattern: words("{placed}".to_owned(), "{phone}".to_owned()),
    }
}

fn facts(t: &Localizer, plan: &ClosurePlan) -> Vec<Pair> {
    if plan.stage.is_none() {
        return Vec::new();
    }
    let silence = match plan.silence {
        Silence::Keep => "closure-silence-keep",
        Silence::Return => "closure-silence-return",
    };
    vec![
        Pair::new(t.text("closure-deadline"), t.day_and_clock(plan.deadline)),
        Pair::new(t.text("closure-silence"), t.text(silence)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_read_as_the_hospitals_clocks_show_it() {
        let zone = Zone::SHANGHAI;
        let at = moment("deadline", "2026-12-31T23:30", zone).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-12-31T15:30:00+00:00");
        assert_eq!(typed(at, zone), "2026-12-31T23:30");
        for wrong in ["", "2026-12-31", "2026-13-01T10:00", "2026-12-31T24:00", "2026-12-31T10:60", "x"] {
            let refused = moment("deadline", wrong, zone).unwrap_err();
            assert_eq!((refused.code, refused.field), ("field-time", Some("deadline")), "{wrong}");
        }
    }
}
