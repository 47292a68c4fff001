//! One visit: moved to another window, sent on to another session, or cancelled. A visit of another department can only be looked at.

use super::{
    days::Cannot,
    list::{ClinicianSlots, slots},
    opened::{DayRow, day_row},
    place::Place,
    transfer::Target,
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Action, Failure, Request,
    view::{DayState, ListedVisit},
};
use model::{
    id::{AppointmentId, DepartmentId, PersonId, SlotId},
    message::{Message, Refusal},
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/change.html")]
pub(super) struct ChangeScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) visit: DayRow,
    pub(super) can_cancel: bool,
    pub(super) can_move: bool,
    pub(super) can_transfer: bool,
    /// The sessions that take somebody who waits.
    pub(super) targets: Vec<Target>,
    /// On which days the patient cannot come.
    pub(super) cannot: Option<Cannot>,
    /// Why nothing can be changed here.
    pub(super) only_looks: String,
    pub(super) days: Vec<Link>,
    pub(super) date: String,
    pub(super) slots: Vec<ClinicianSlots>,
    /// The label of the button that cancels.
    pub(super) cancel: String,
    pub(super) back: String,
}

/// The day whose windows are shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChangeQuery {
    #[serde(default)]
    date: Option<BusinessDate>,
}

/// The choice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChangeForm {
    #[serde(default)]
    date: Option<BusinessDate>,
    #[serde(default)]
    slot: Option<SlotId>,
    #[serde(default)]
    reason: String,
}

/// Somebody's visit on its department's list.
fn back(visit: &ListedVisit) -> Place {
    let department: DepartmentId = visit.department.department;
    let person: PersonId = visit.patient.person;
    Place::of(Some(department)).opening(person, None)
}

/// The page.
pub(super) async fn show(
    mut staff: Member,
    Path(appointment): Path<AppointmentId>,
    Query(query): Query<ChangeQuery>,
) -> Response {
    let notice = staff.said(None);
    match screen(&staff, appointment, query.date, notice).await {
        Ok(screen) => act::answer(&screen),
        Err(failure) => staff.cannot(&failure),
    }
}

/// The page with the windows of a day.
pub(super) fn address(appointment: AppointmentId, date: Option<BusinessDate>) -> String {
    let date = date.map(|date| format!("?date={date}")).unwrap_or_default();
    format!("/desk/appointments/{appointment}{date}")
}

async fn screen<'a>(
    staff: &'a Member,
    appointment: AppointmentId,
    date: Option<BusinessDate>,
    notice: Option<Notice>,
) -> Result<ChangeScreen<'a>, Failure> {
    let t = &staff.t;
    let visit = staff.hospital.listed_visit(&staff.actor, appointment).await?;
    let (department, patient) = (visit.department.department, visit.patient.person);
    let offered = match visit.can_move {
        true => {
            Some(staff.hospital.read(&staff.actor, read::Slots { department, date, patient: Some(patient) }).await?)
        }
        false => None,
    };
    let targets = match visit.can_transfer {
        true => staff.hospital.transfers(&staff.actor, appointment).await?,
        false => Vec::new(),
    };
    // The window of the visit itself is not another window.
    let offered = offered.map(|mut page| {
        for clinician in page.clinicians.iter_mut().filter(|clinician| clinician.name == visit.clinician) {
            clinician.sessions.iter_mut().for_each(|session| session.slots.retain(|slot| slot.from != visit.from));
        }
        page
    });
    let open = |state| matches!(state, DayState::Free | DayState::Few);
    let days =
        offered.iter().flat_map(|page| page.days.iter().filter(|day| open(day.state)).map(|day| (page.date, day)));
    let when = t.day_and_window(visit.from, visit.until);
    let only_looks = if visit.can_cancel || visit.can_move || visit.can_transfer {
        String::new()
    } else {
        let id = if is_own(staff, &visit) { "desk-change-over" } else { "desk-change-elsewhere" };
        t.say(&Message::new(id).with("department", t.label(&visit.department.name)))
    };
    Ok(ChangeScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        name: words::full_name(t, &visit.patient),
        facts: words::person(t, &visit.patient),
        can_cancel: visit.can_cancel,
        can_move: visit.can_move,
        can_transfer: visit.can_transfer,
        targets: targets.iter().map(|to| Target::new(t, to, staff.hospital.now())).collect(),
        cannot: Cannot::new(t, &visit),
        only_looks,
        days: days
            .map(|(shown, day)| Link {
                href: address(appointment, Some(day.date)),
                words: t.day(day.date),
                current: day.date == shown,
            })
            .collect(),
        date: offered.as_ref().map(|page| page.date.to_string()).unwrap_or_default(),
        slots: offered.as_ref().map(|page| slots(t, page)).unwrap_or_default(),
        cancel: t.say(&Message::new("desk-cancel-do").with("when", when)),
        back: back(&visit).href(),
        visit: day_row(t, &visit),
    })
}

/// Is the visit of the reader's own department? Then it is over, rather than somebody else's.
fn is_own(staff: &Member, visit: &ListedVisit) -> bool {
    staff.actor.department.is_none_or(|own| own == visit.department.department)
}

pub(super) async fn cancel(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<ChangeForm>) -> Response {
    let request =
        Request::Cancel(usecase::Cancel { appointment, reason: words::reason(&post.form.reason), text: None });
    let failed = address(appointment, post.form.date);
    after(&staff, (appointment, &failed), &post.key, request, "desk-done-cancelled").await
}

pub(super) async fn move_to(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<ChangeForm>) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::Move) {
        return staff.cannot(&failure);
    }
    let failed = address(appointment, post.form.date);
    let Some(slot) = post.form.slot else {
        let refusal = Refusal::new("field-choose").field("slot").into();
        return act::refused(&staff.t, &failed, &refusal).into_response();
    };
    let request = Request::Move(usecase::Move { appointment, slot });
    after(&staff, (appointment, &failed), &post.key, request, "desk-done-moved").await
}

/// Does it, and leads to the visit on its list; `failed` is the page that shows a refusal.
pub(super) async fn after(
    staff: &Member,
    (appointment, failed): (AppointmentId, &str),
    key: &str,
    request: Request,
    done: &str,
) -> Response {
    if let Err(failure) = staff.execute(key, request).await {
        return act::refused(&staff.t, failed, &failure).into_response();
    }
    match staff.hospital.listed_visit(&staff.actor, appointment).await {
        Ok(visit) => act::see(&Place { visit: Some(appointment), ..back(&visit).after(done) }.href()),
        Err(failure) => staff.cannot(&failure),
    }
}
