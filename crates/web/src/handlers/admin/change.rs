//! A published session is changed: the form, what the change would do, computed before it is published, and the button that
//! publishes it. Whoever is in the way is listed with a masked name; who it is, the closure's page opens one by one.

use super::{
    change_device::{self, DeviceCard},
    publish::{ends, minute},
    schedule::{self, Week},
    template_forms::date,
    tuning::{Figure, minutes_figure},
    window_seats::{runs, seats},
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, page::Shell, parts::Notice, words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Request, read, usecase,
    view::{self, SessionChange, SessionCost, SessionLoad},
};
use model::{
    Label,
    id::{DepartmentId, SessionId},
    message::{Message, Refusal},
    scheduling::ReasonCode,
    time::{BusinessDate, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 1440;

/// The page.
#[derive(Template)]
#[template(path = "admin/change.html")]
pub(super) struct ChangeScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) session: String,
    pub(super) department: String,
    pub(super) week: String,
    pub(super) back: String,
    pub(super) title: String,
    pub(super) about: String,
    /// What is shown is of now, so that is what is tried next.
    pub(super) version: String,
    pub(super) typed: Typed,
    pub(super) effect: Option<Effect>,
    /// The choice of another device, if the session uses one.
    pub(super) device: Option<DeviceCard>,
}

/// What the change would do.
pub(super) struct Effect {
    /// Why it is refused.
    pub(super) refusal: Option<String>,
    /// Who is in the way: the window, and the masked name.
    pub(super) in_the_way: Vec<(String, String)>,
    /// Who stays as they are.
    pub(super) booked: String,
    pub(super) figures: Vec<Figure>,
    /// How many seats before and after, or why nothing is computed.
    pub(super) about: String,
}

/// The session's day, hours, seats and room, as they are typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) date: String,
    pub(super) from: String,
    pub(super) until: String,
    /// Sent if it ends on the next day.
    pub(super) next_day: String,
    pub(super) capacity: String,
    pub(super) room_zh: String,
    pub(super) room_en: String,
    /// The session's version that was seen.
    pub(super) version: String,
}

/// The week on which the session is found, and what is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChangeQuery {
    department: Option<DepartmentId>,
    week: Option<BusinessDate>,
    /// The device that is tried, if that form was sent.
    device: Option<String>,
    #[serde(flatten)]
    typed: Typed,
}

/// The same with the reason.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChangeForm {
    department: Option<DepartmentId>,
    week: Option<BusinessDate>,
    reason: String,
    #[serde(flatten)]
    typed: Typed,
}

/// The form that changes a session.
pub(super) fn address(session: SessionId, department: DepartmentId, week: BusinessDate) -> String {
    format!("/admin/sessions/{session}/change?department={department}&week={week}")
}

impl Typed {
    /// The session as it stands.
    fn of(load: &SessionLoad, day: BusinessDate) -> Self {
        let time = |of: MinuteOfDay| MinuteOfDay(of.0 % DAY).to_string();
        let is_alike = load.seats.windows(2).all(|two| two.first() == two.last());
        let each = load.seats.first().map(u16::to_string).unwrap_or_default();
        let list = || load.seats.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
        Self {
            date: day.to_string(),
            from: time(load.from),
            until: time(load.until),
            next_day: if load.until.0 >= DAY { "true".into() } else { String::new() },
            capacity: if is_alike { each } else { list() },
            room_zh: load.room.name.zh.clone(),
            room_en: load.room.name.en.clone(),
            version: load.version.to_string(),
        }
    }

    /// Is anything typed, or was the session dragged?
    const fn is_asked(&self) -> bool {
        !self.date.is_empty() || !self.from.is_empty() || !self.capacity.is_empty()
    }

    /// What is not typed stays as it is.
    fn or(self, now: Self) -> Self {
        let or = |typed: String, now: String| if typed.is_empty() { now } else { typed };
        // Without a tick nothing is sent, so it counts only together with the time beside it.
        let next_day = if self.until.is_empty() { now.next_day } else { self.next_day };
        // Whoever takes the Chinese name away does not want the other one either.
        let room_en = if self.room_zh.is_empty() { now.room_en } else { self.room_en };
        Self {
            date: or(self.date, now.date),
            from: or(self.from, now.from),
            until: or(self.until, now.until),
            next_day,
            capacity: or(self.capacity, now.capacity),
            room_zh: or(self.room_zh, now.room_zh),
            room_en,
            version: or(self.version, now.version),
        }
    }

    fn request(&self, session: SessionId, reason: ReasonCode) -> Result<usecase::ChangeSession, Refusal> {
        let from = minute("from", &self.from)?;
        let wrong = || Refusal::new("field-number").field("version").with("value", self.version.as_str());
        Ok(usecase::ChangeSession {
            session,
            date: date("date", &self.date)?,
            from,
            until: ends(from, minute("until", &self.until)?, !self.next_day.is_empty())?,
            capacity: seats("capacity", &self.capacity)?,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            version: Some(self.version.parse().map_err(|_| wrong())?),
            reason,
            text: None,
        })
    }
}

pub(super) async fn show(
    mut staff: Member,
    Path(session): Path<SessionId>,
    Query(query): Query<ChangeQuery>,
) -> Response {
    let week = read::Week { department: query.department, date: query.week };
    let page = match staff.hospital.read(&staff.actor, week).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let Some((row, day, load)) = found(&page, session) else { return staff.cannot(&Failure::NotFound) };
    let is_asked = query.typed.is_asked();
    let typed = query.typed.or(Typed::of(load, day));
    let effect = match typed.request(session, ReasonCode::Hospital) {
        Ok(request) if is_asked => match staff.hospital.session_change(&staff.actor, &request).await {
            Ok(change) => Some(Effect::of(&staff.t, &change)),
            Err(failure) => return staff.cannot(&failure),
        },
        Ok(_) => None,
        Err(refusal) => Some(Effect::refused(&staff.t, &refusal)),
    };
    let tried = query.device.as_deref().map(|device| (device, typed.version.as_str()));
    let device = match change_device::card(&staff, &page, load, tried).await {
        Ok(device) => device,
        Err(failure) => return staff.cannot(&failure),
    };
    let notice = staff.said(None);
    let t = &staff.t;
    let monday = schedule::monday(&page, day);
    act::answer(&ChangeScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "schedule",
        notice,
        session: session.to_string(),
        department: page.department.department.to_string(),
        week: monday.to_string(),
        back: schedule::address(page.department.department, monday, Some(session)),
        title: format!("{} · {} {}–{}", row.name.full, t.day(day), load.from, load.until),
        about: about(t, load),
        version: load.version.to_string(),
        typed,
        effect,
        device,
    })
}

/// The session in its week, with its clinician and its day.
fn found(page: &view::WeekPlan, session: SessionId) -> Option<(&view::ClinicianWeek, BusinessDate, &SessionLoad)> {
    page.rows.iter().find_map(|row| {
        let mut days = row.days.iter().zip(&page.days);
        days.find_map(|(loads, day)| Some((row, *day, loads.iter().find(|load| load.session == session)?)))
    })
}

/// The windows, their seats, and how many are booked.
fn about(t: &Localizer, load: &SessionLoad) -> String {
    let message = Message::new("change-about")
        .with("minutes", load.slot_minutes)
        .with("seats", runs(&load.seats))
        .with("count", load.booked);
    t.say(&message)
}

/// Somebody's window, and the masked name.
pub(super) fn window_of(t: &Localizer, one: &view::InTheWay) -> (String, String) {
    (format!("{}–{}", t.clock(one.from), t.clock(one.until)), one.name.clone())
}

impl Effect {
    fn of(t: &Localizer, change: &SessionChange) -> Self {
        let costs = change.costs.as_ref();
        Self {
            refusal: change.refusal.as_ref().map(|refusal| t.refusal(refusal)),
            in_the_way: change.in_the_way.iter().map(|one| window_of(t, one)).collect(),
            booked: t.say(&Message::new("change-booked").with("count", change.booked)),
            figures: costs.and_then(|costs| costs.as_ref().ok()).map(|costs| figures(t, costs)).unwrap_or_default(),
            about: match costs {
                Some(Ok((before, after))) => {
                    t.say(&Message::new("change-seats").with("before", before.seats).with("after", after.seats))
                }
                Some(Err(refusal)) => t.refusal(refusal),
                None => String::new(),
            },
        }
    }

    /// What was typed cannot be read.
    fn refused(t: &Localizer, refusal: &Refusal) -> Self {
        Self {
            refusal: Some(t.refusal(refusal)),
            in_the_way: Vec::new(),
            booked: String::new(),
            figures: Vec::new(),
            about: String::new(),
        }
    }
}

fn figures(t: &Localizer, (before, after): &(SessionCost, SessionCost)) -> Vec<Figure> {
    vec![
        minutes_figure(t, "tuning-wait", before.wait_minutes, after.wait_minutes),
        minutes_figure(t, "tuning-overtime", before.overtime_minutes, after.overtime_minutes),
        minutes_figure(t, "tuning-idle", before.idle_minutes, after.idle_minutes),
    ]
}

pub(super) async fn apply(staff: Member, Path(session): Path<SessionId>, post: Post<ChangeForm>) -> Response {
    let form = &post.form;
    let outcome = match asked(&staff, session, form) {
        Ok(request) => {
            let day = request.date;
            staff.execute(&post.key, Request::ChangeSession(request)).await.map(|_| day)
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(day) => {
            let week = Week { department: form.department, day: Some(day), session: Some(session), clinician: None };
            schedule::after(&staff, week, Ok("admin-done-changed"))
        }
        Err(failure) => act::refused(&staff.t, &again(session, form), &failure).into_response(),
    }
}

/// What is asked. Whoever may not ask it does not learn what is wrong with the form.
fn asked(staff: &Member, session: SessionId, form: &ChangeForm) -> Result<usecase::ChangeSession, Failure> {
    staff.hospital.may_ever(&staff.actor, Action::ChangeSession)?;
    Ok(form.typed.request(session, words::reason(&form.reason))?)
}

/// The form with what was typed, except the version: whoever looks at it again sees what the session is now.
fn again(session: SessionId, form: &ChangeForm) -> String {
    let department = form.department.map(|department| format!("department={department}"));
    let week = form.week.map(|week| format!("week={week}"));
    let typed = Typed { version: String::new(), ..form.typed.clone() };
    let typed = serde_urlencoded::to_string(typed).ok();
    let query: Vec<String> = [department, week, typed].into_iter().flatten().collect();
    format!("/admin/sessions/{session}/change?{}", query.join("&"))
}
