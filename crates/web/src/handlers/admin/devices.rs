//! Devices: which there are, which do not work, what is published on each, and a new one.

use super::template_forms::word;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
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
    Request, read, usecase,
    view::{DeviceList, DeviceRow, DeviceSession, DeviceSessions},
};
use model::{
    Label,
    id::DeviceId,
    message::{Message, Refusal},
    scheduling::DeviceKind,
};
use serde::Deserialize;

const PAGE: &str = "/admin/devices";

/// What a step that went well says.
const DONE: [&str; 3] = ["admin-done-device", "admin-done-device-out", "admin-done-device-in"];

/// The page of all.
#[derive(Template)]
#[template(path = "admin/devices.html")]
struct DevicesScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    rows: Vec<Row>,
    departments: Vec<Choice>,
    kinds: Vec<Choice>,
}

struct Row {
    code: String,
    name: String,
    href: String,
    kind: String,
    department: String,
    room: String,
    state: Chip,
}

/// The page of one.
#[derive(Template)]
#[template(path = "admin/device.html")]
struct DeviceScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    id: String,
    name: String,
    facts: Vec<Pair>,
    state: Chip,
    is_out: bool,
    sessions: Vec<Session>,
}

struct Session {
    when: String,
    href: String,
    who: String,
    room: String,
    booked: String,
    is_closed: bool,
    /// Leads to the page of its closure, with what that says to those who do not see the row.
    closure: Option<(String, String)>,
    /// Leads to the form that gives it another device, with the same.
    change: Option<(String, String)>,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DevicesQuery {
    #[serde(default)]
    done: Option<String>,
}

/// A new device.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeviceForm {
    department: String,
    code: String,
    name_zh: String,
    name_en: String,
    kind: String,
    room_zh: String,
    room_en: String,
}

/// Why it does not work.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OutForm {
    reason: String,
    text: String,
}

pub(super) async fn show(mut staff: Member, Query(query): Query<DevicesQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Devices {}).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let kind = |kind: DeviceKind| Choice { value: word(kind), words: kind_words(t, kind), chosen: false };
    act::answer(&DevicesScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "devices",
        notice,
        rows: page.devices.iter().map(|device| row(t, device, &page)).collect(),
        departments: page
            .departments
            .iter()
            .map(|one| Choice { value: one.department.to_string(), words: t.label(&one.name), chosen: false })
            .collect(),
        kinds: DeviceKind::ALL.into_iter().map(kind).collect(),
    })
}

fn row(t: &Localizer, device: &DeviceRow, page: &DeviceList) -> Row {
    let department = page.departments.iter().find(|one| one.department == device.department);
    Row {
        code: device.code.clone(),
        name: t.label(&device.name),
        href: address(device.device),
        kind: kind_words(t, device.kind),
        department: department.map(|one| t.label(&one.name)).unwrap_or_default(),
        room: stands_in(t, device),
        state: state(t, device),
    }
}

fn address(device: DeviceId) -> String {
    format!("{PAGE}/{device}")
}

fn stands_in(t: &Localizer, device: &DeviceRow) -> String {
    device.room.as_ref().map_or_else(|| t.text("admin-device-movable"), |room| t.label(room))
}

fn state(t: &Localizer, device: &DeviceRow) -> Chip {
    if device.outage.is_some() {
        Chip::new("bad", t.text("admin-device-out"))
    } else {
        Chip::new("ok", t.text("admin-device-in"))
    }
}

/// What kind of device it is.
pub(super) fn kind_words(t: &Localizer, kind: DeviceKind) -> String {
    t.text(match kind {
        DeviceKind::Ct => "device-kind-ct",
        DeviceKind::Mr => "device-kind-mr",
        DeviceKind::Us => "device-kind-us",
        DeviceKind::Dx => "device-kind-dx",
        DeviceKind::Ecg => "device-kind-ecg",
        DeviceKind::Endoscopy => "device-kind-endoscopy",
        DeviceKind::Laboratory => "device-kind-laboratory",
        DeviceKind::InfusionChair => "device-kind-infusion-chair",
        DeviceKind::Other => "device-kind-other",
    })
}

/// The devices of a department to choose from, the first choice being none; empty if there are none.
pub(super) fn choices(t: &Localizer, devices: &[DeviceRow], chosen: Option<DeviceId>) -> Vec<Choice> {
    if devices.is_empty() {
        return Vec::new();
    }
    let none = Choice { value: String::new(), words: t.text("admin-device-none"), chosen: chosen.is_none() };
    let each = devices.iter().map(|device| {
        let name = t.label(&device.name);
        let out = Message::new("admin-device-name-out").with("name", name.as_str());
        Choice {
            value: device.device.to_string(),
            words: if device.outage.is_some() { t.say(&out) } else { name },
            chosen: chosen == Some(device.device),
        }
    });
    std::iter::once(none).chain(each).collect()
}

/// The device that a form names, if it names one.
pub(super) fn chosen(text: &str) -> Result<Option<DeviceId>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Refusal::new("field-choose").field("device"))
}

pub(super) async fn show_one(
    mut staff: Member,
    Path(device): Path<DeviceId>,
    Query(query): Query<DevicesQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::SessionsOnDevice { device }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    act::answer(&DeviceScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "devices",
        notice,
        id: device.to_string(),
        name: t.label(&page.device.name),
        facts: facts(t, &page),
        state: state(t, &page.device),
        is_out: page.device.outage.is_some(),
        sessions: page.sessions.iter().map(|one| session(t, one, &page)).collect(),
    })
}

fn facts(t: &Localizer, page: &DeviceSessions) -> Vec<Pair> {
    let device = &page.device;
    let mut facts = vec![
        Pair::new(t.text("field-code"), device.code.clone()),
        Pair::new(t.text("field-kind"), kind_words(t, device.kind)),
        Pair::new(t.text("field-department"), t.label(&page.department.name)),
        Pair::new(t.text("admin-room"), stands_in(t, device)),
    ];
    if let Some(outage) = device.outage {
        facts.push(Pair::new(t.text("admin-device-out-since"), t.day_and_clock(outage.since)));
    }
    facts
}

fn session(t: &Localizer, one: &DeviceSession, page: &DeviceSessions) -> Session {
    let when = format!("{} {}–{}", t.day(one.date), one.from, one.until);
    let of_closure = if one.is_closed { "admin-device-closed-of" } else { "admin-device-close-of" };
    let close = || t.say(&Message::new(of_closure).with("when", when.as_str()));
    let closure = || (format!("/admin/sessions/{}/closure", one.session), close());
    let to = Message::new("admin-device-change-of").with("when", when.as_str());
    let change = || (super::change::address(one.session, page.device.department, one.date), t.say(&to));
    Session {
        href: super::schedule::address(page.device.department, one.date, Some(one.session)),
        who: one.clinician.full.clone(),
        room: t.label(&one.room.name),
        booked: one.booked.to_string(),
        is_closed: one.is_closed,
        closure: (one.can_close || one.is_closed).then(closure),
        change: (!one.is_closed && page.now < t.zone().instant(one.date, one.until)).then(change),
        when,
    }
}

impl DeviceForm {
    fn request(&self) -> Result<Request, Refusal> {
        let choose = |field: &'static str| Refusal::new("field-choose").field(field);
        let (zh, en) = (self.room_zh.trim(), self.room_en.trim());
        Ok(Request::EnrolDevice(usecase::EnrolDevice {
            department: self.department.parse().map_err(|_| choose("department"))?,
            code: self.code.trim().to_owned(),
            name: Label::new(self.name_zh.trim(), self.name_en.trim()),
            kind: DeviceKind::ALL.into_iter().find(|kind| word(kind) == self.kind).ok_or_else(|| choose("kind"))?,
            room: (!zh.is_empty() || !en.is_empty()).then(|| Label::new(zh, en)),
        }))
    }
}

pub(super) async fn enrol(staff: Member, post: Post<DeviceForm>) -> Response {
    let outcome = match post.form.request() {
        Ok(request) => staff.execute(&post.key, request).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => act::see(&format!("{PAGE}?done=admin-done-device")),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}

pub(super) async fn take_out(staff: Member, Path(device): Path<DeviceId>, post: Post<OutForm>) -> Response {
    let text = post.form.text.trim();
    let request = usecase::TakeOutOfService {
        device,
        reason: words::reason(&post.form.reason),
        text: (!text.is_empty()).then(|| text.to_owned()),
    };
    after(&staff, device, staff.execute(&post.key, request.into()).await.map(|_| "admin-done-device-out"))
}

/// Nothing but the key.
#[derive(Debug, Default, Deserialize)]
pub(super) struct InForm {}

pub(super) async fn put_in(staff: Member, Path(device): Path<DeviceId>, post: Post<InForm>) -> Response {
    let request = usecase::PutInService { device };
    after(&staff, device, staff.execute(&post.key, request.into()).await.map(|_| "admin-done-device-in"))
}

fn after(staff: &Member, device: DeviceId, outcome: Result<&'static str, hospital::Failure>) -> Response {
    let page = address(device);
    match outcome {
        Ok(done) => act::see(&format!("{page}?done={done}")),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}
