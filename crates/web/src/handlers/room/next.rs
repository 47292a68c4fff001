//! The next window of the patient in the room: with another department (转科), or to come again (复诊).

use super::show;
use crate::{
    handlers::desk::list::{ClinicianSlots, slots},
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, read, usecase,
    view::{DayState, SlotList},
};
use model::{
    id::{AppointmentId, DepartmentId, SessionId, SlotId},
    message::Refusal,
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "room/next.html")]
struct NextScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    id: String,
    session: String,
    name: String,
    departments: Vec<Choice>,
    department: String,
    days: Vec<Link>,
    date: String,
    slots: Vec<ClinicianSlots>,
}

/// Whose windows of which day are shown; the visit's own department unless another is chosen.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct NextQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    date: Option<BusinessDate>,
}

/// The choice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NextForm {
    #[serde(default)]
    session: Option<SessionId>,
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    date: Option<BusinessDate>,
    #[serde(default)]
    slot: Option<SlotId>,
}

/// The page with the windows of a day.
fn address(appointment: AppointmentId, department: Option<DepartmentId>, date: Option<BusinessDate>) -> String {
    let department = department.map(|department| format!("department={department}"));
    let query: Vec<_> = department.into_iter().chain(date.map(|date| format!("date={date}"))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/room/appointments/{appointment}/next{mark}{}", query.join("&"))
}

pub(super) async fn page(
    mut staff: Member,
    Path(appointment): Path<AppointmentId>,
    Query(query): Query<NextQuery>,
) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::BookFromRoom) {
        return staff.cannot(&failure);
    }
    let notice = staff.said(None);
    match screen(&staff, appointment, query, notice).await {
        Ok(screen) => act::answer(&screen),
        Err(failure) => staff.cannot(&failure),
    }
}

async fn screen<'a>(
    staff: &'a Member,
    appointment: AppointmentId,
    query: NextQuery,
    notice: Option<Notice>,
) -> Result<NextScreen<'a>, Failure> {
    let t = &staff.t;
    let visit = staff.hospital.listed_visit(&staff.actor, appointment).await?;
    let all = staff.hospital.read(&staff.actor, read::Departments {}).await?;
    let department = query.department.unwrap_or(visit.department.department);
    let asked = read::Slots { department, date: query.date, patient: Some(visit.patient.person) };
    let offered = staff.hospital.read(&staff.actor, asked).await?;
    Ok(NextScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: appointment.to_string(),
        session: visit.session.to_string(),
        name: words::full_name(t, &visit.patient),
        departments: all
            .departments
            .iter()
            .map(|other| Choice {
                value: other.department.department.to_string(),
                words: t.label(&other.department.name),
                chosen: other.department.department == department,
            })
            .collect(),
        department: department.to_string(),
        days: days(t, appointment, department, &offered),
        date: offered.date.to_string(),
        slots: slots(t, &offered),
    })
}

/// The days on which there is a seat.
fn days(t: &Localizer, appointment: AppointmentId, department: DepartmentId, offered: &SlotList) -> Vec<Link> {
    let open = offered.days.iter().filter(|day| matches!(day.state, DayState::Free | DayState::Few));
    let link = |date| Link {
        href: address(appointment, Some(department), Some(date)),
        words: t.day(date),
        current: date == offered.date,
    };
    open.map(|day| link(day.date)).collect()
}

pub(super) async fn book(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<NextForm>) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::BookFromRoom) {
        return staff.cannot(&failure);
    }
    let NextForm { session, department, date, slot } = post.form;
    let booked = match slot {
        Some(slot) => staff.execute(&post.key, usecase::BookFromRoom { appointment, slot }.into()).await,
        None => Err(Refusal::new("field-choose").field("slot").into()),
    };
    match booked {
        Ok(_) => show::after(&staff, session, Ok("room-done-next")),
        Err(failure) => act::refused(&staff.t, &address(appointment, department, date), &failure).into_response(),
    }
}
