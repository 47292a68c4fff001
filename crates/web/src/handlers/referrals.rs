//! A primary-care clinic (基层医疗机构): refers its patients, and sees what became of those whom it referred, nobody else.

use crate::{
    handlers::desk::list::{self, ClinicianSlots},
    locale::Localizer,
    session::{Member, Post},
    state::AppState,
    ui::{
        act,
        page::Shell,
        parts::{Chip, Choice, Link, Notice},
        registering::{Register, RegisterForm},
        words,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hospital::{
    Answer, Failure, Request, read, usecase,
    view::{DayState, ReferralList, ReferralRow, SlotList},
};
use model::{
    id::{AppointmentId, ClinicId, DepartmentId, SlotId},
    message::Refusal,
    scheduling::ReasonCode,
    time::BusinessDate,
};
use serde::Deserialize;

/// The clinics' addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/referrals", get(show).post(refer)).route("/referrals/{appointment}/cancel", post(cancel))
}

/// The page.
#[derive(Template)]
#[template(path = "referrals/show.html")]
struct ReferralsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    clinic: String,
    departments: Vec<Choice>,
    department: String,
    date: String,
    days: Vec<Link>,
    slots: Vec<ClinicianSlots>,
    register: Register,
    rows: Vec<Row>,
    /// It refers no more.
    has_ended: bool,
}

/// Somebody who was referred.
struct Row {
    id: String,
    name: String,
    code: String,
    what: String,
    when: String,
    chip: Chip,
    can_cancel: bool,
    /// The accessible name of the step: it begins with the visible words.
    label: String,
}

/// The department and the day whose windows are shown, and what has just been done.
#[derive(Debug, Default, Deserialize)]
struct ReferralsQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    date: Option<BusinessDate>,
    #[serde(default)]
    done: Option<String>,
}

/// Who is referred, when, and why.
#[derive(Default, Deserialize)]
struct ReferForm {
    #[serde(flatten)]
    person: RegisterForm,
    /// The number of the credential: a form that is refused comes back without it.
    #[serde(default)]
    document: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    slot: String,
    /// Sent if the patient is new here.
    #[serde(default)]
    is_new: String,
    #[serde(default)]
    why: String,
}

/// Nothing is typed.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

const DONE: [&str; 2] = ["referrals-done", "referrals-done-cancelled"];

fn address(department: Option<DepartmentId>, date: &str) -> String {
    let department = department.map(|department| format!("department={department}"));
    let date = date.parse::<BusinessDate>().ok().map(|date| format!("date={date}"));
    let query: Vec<String> = [department, date].into_iter().flatten().collect();
    if query.is_empty() { "/referrals".to_owned() } else { format!("/referrals?{}", query.join("&")) }
}

async fn look(staff: &Member, query: &ReferralsQuery) -> Result<(ReferralList, Option<SlotList>), Failure> {
    let clinic = staff.actor.clinic.ok_or(Failure::Denied)?;
    let list = staff.hospital.read(&staff.actor, read::Referrals { clinic }).await?;
    let own = |wanted: &DepartmentId| list.departments.iter().any(|one| one.department == *wanted);
    let department = query.department.filter(own).or_else(|| list.departments.first().map(|one| one.department));
    let slots = match department {
        Some(department) => {
            let asked = read::Slots { department, date: query.date, patient: None };
            Some(staff.hospital.read(&staff.actor, asked).await?)
        }
        None => None,
    };
    Ok((list, slots))
}

async fn show(mut staff: Member, Query(query): Query<ReferralsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let (page, slots) = match look(&staff, &query).await {
        Ok(found) => found,
        Err(failure) => return staff.cannot(&failure),
    };
    let chosen = slots.as_ref().map(|slots| slots.department.department);
    act::answer(&ReferralsScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        clinic: t.label(&page.clinic.name),
        departments: page
            .departments
            .iter()
            .map(|one| Choice {
                value: one.department.to_string(),
                words: t.label(&one.name),
                chosen: chosen == Some(one.department),
            })
            .collect(),
        department: chosen.map(|department| department.to_string()).unwrap_or_default(),
        date: slots.as_ref().map(|slots| slots.date.to_string()).unwrap_or_default(),
        days: slots.as_ref().map(|slots| days(t, slots)).unwrap_or_default(),
        slots: slots.as_ref().map(|slots| list::slots(t, slots)).unwrap_or_default(),
        register: Register::new(t, None),
        rows: page.referrals.iter().map(|row| self::row(t, row)).collect(),
        has_ended: page.clinic.ended_at.is_some(),
    })
}

/// The days with a seat for referrals, and the one that is shown.
fn days(t: &Localizer, slots: &SlotList) -> Vec<Link> {
    let has_seat = |state: DayState| matches!(state, DayState::Free | DayState::Few);
    let shown = slots.days.iter().filter(|day| has_seat(day.state) || day.date == slots.date);
    let link = |date: BusinessDate| Link {
        href: address(Some(slots.department.department), &date.to_string()),
        words: t.day(date),
        current: date == slots.date,
    };
    shown.map(|day| link(day.date)).collect()
}

fn row(t: &Localizer, row: &ReferralRow) -> Row {
    let name = if row.name.is_empty() { t.text("staff-no-name") } else { row.name.clone() };
    Row {
        id: row.appointment.to_string(),
        what: format!("{} · {}", t.label(&row.department.name), row.clinician.full),
        when: format!("{} {}–{}", t.full_date(t.zone().date(row.from)), t.clock(row.from), t.clock(row.until)),
        chip: words::visit(t, row.state),
        can_cancel: row.can_cancel,
        label: format!("{} {name} {}", t.text("referrals-cancel"), row.code),
        code: row.code.clone(),
        name,
    }
}

impl ReferForm {
    fn request(&self, clinic: ClinicId) -> Result<Request, Refusal> {
        let slot: SlotId = self.slot.parse().map_err(|_| Refusal::new("field-choose").field("slot"))?;
        let person = RegisterForm { credential: self.document.clone(), ..self.person.clone() };
        let presented = person.presented()?;
        Ok(Request::Refer(usecase::Refer {
            clinic,
            slot,
            person: person.details(vec![presented])?,
            is_new: !self.is_new.is_empty(),
            why: self.why.clone(),
        }))
    }
}

async fn referred(staff: &Member, post: &Post<ReferForm>) -> Result<(), Failure> {
    let clinic = staff.actor.clinic.ok_or(Failure::Denied)?;
    match staff.execute(&post.key, post.form.request(clinic)?).await? {
        Answer::Booked { .. } => Ok(()),
        _ => Err(Failure::Broken),
    }
}

async fn refer(staff: Member, post: Post<ReferForm>) -> Response {
    let page = address(post.form.person.department, &post.form.date);
    match referred(&staff, &post).await {
        Ok(()) => act::see("/referrals?done=referrals-done"),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}

async fn cancel(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<Nothing>) -> Response {
    let request = usecase::Cancel { appointment, reason: ReasonCode::Other, text: None };
    match staff.execute(&post.key, Request::Cancel(request)).await {
        Ok(_) => act::see("/referrals?done=referrals-done-cancelled"),
        Err(failure) => act::refused(&staff.t, "/referrals", &failure).into_response(),
    }
}
