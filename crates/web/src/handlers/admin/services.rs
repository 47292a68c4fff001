//! The hospital's services: what an itinerary can consist of. Each change adopts all of them anew.

use super::{devices, publish::minute, template_forms::word};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::{Choice, Notice},
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Request, usecase,
    view::{DepartmentRef, ServicesPage},
};
use model::{
    Label,
    id::DepartmentId,
    message::{Message, Refusal},
    scheduling::{DayMinutes, DeviceKind, Preparation, PreparationKind, Service, Trace},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/services.html")]
struct ServicesScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    version: u32,
    rows: Vec<Row>,
    title: String,
    form: Fields,
    departments: Vec<Choice>,
    /// The kinds of devices, the first choice being none.
    devices: Vec<Choice>,
}

/// A service.
struct Row {
    code: String,
    name: String,
    department: String,
    prepared: String,
    more: String,
    href: String,
    change_label: String,
    remove_label: String,
}

/// What the form begins with.
#[derive(Default)]
struct Fields {
    /// The code of the service that is changed; empty for a new one.
    changed: String,
    code: String,
    zh: String,
    en: String,
    fasting: String,
    full_bladder: String,
    no_contrast: String,
    leaves_contrast: bool,
    leaves_empty_bladder: bool,
    result_minutes: String,
    hears_results: bool,
    from: String,
    until: String,
}

/// Which service the form changes, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ServicesQuery {
    #[serde(default)]
    code: String,
    #[serde(default)]
    done: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ServiceForm {
    /// The services that were seen.
    version: u32,
    /// The service that is changed or removed; empty for a new one.
    changed: String,
    /// It is removed.
    remove: bool,
    code: String,
    zh: String,
    en: String,
    department: Option<DepartmentId>,
    device: String,
    fasting: String,
    full_bladder: String,
    no_contrast: String,
    leaves_contrast: bool,
    leaves_empty_bladder: bool,
    result_minutes: String,
    hears_results: bool,
    begins_from: String,
    begins_until: String,
}

const DONE: [&str; 2] = ["admin-service-adopted", "admin-service-removed"];

pub(super) async fn show(mut staff: Member, Query(query): Query<ServicesQuery>) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::AdoptServices) {
        return staff.cannot(&failure);
    }
    let page = match staff.hospital.services(&staff.actor).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let changed = page.services.iter().find(|service| service.code == query.code);
    let chosen = changed.map(|service| service.department);
    let department = |one: &DepartmentRef| Choice {
        value: one.department.to_string(),
        words: t.label(&one.name),
        chosen: Some(one.department) == chosen,
    };
    act::answer(&ServicesScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "services",
        notice,
        version: page.version,
        rows: page.services.iter().map(|service| row(t, service, &page)).collect(),
        title: match changed {
            Some(service) => t.say(&Message::new("admin-service-change-of").with("name", t.label(&service.name))),
            None => t.text("admin-service-new"),
        },
        form: changed.map(fields).unwrap_or_default(),
        departments: page.departments.iter().map(department).collect(),
        devices: kinds(t, changed.and_then(|service| service.device)),
    })
}

/// The kinds of devices that a service can need.
fn kinds(t: &Localizer, chosen: Option<DeviceKind>) -> Vec<Choice> {
    let none = Choice { value: String::new(), words: t.text("admin-device-none"), chosen: chosen.is_none() };
    let each = DeviceKind::ALL.into_iter().map(|kind| Choice {
        value: word(kind),
        words: devices::kind_words(t, kind),
        chosen: chosen == Some(kind),
    });
    std::iter::once(none).chain(each).collect()
}

fn row(t: &Localizer, service: &Service, page: &ServicesPage) -> Row {
    let name = t.label(&service.name);
    let of_service = |id: &'static str| t.say(&Message::new(id).with("name", name.as_str()));
    let prepared = service
        .preparations
        .iter()
        .map(|one| t.say(&Message::new(preparation_id(one.kind)).with("minutes", one.minutes)));
    let leaves = service.leaves.iter().map(|trace| match trace {
        Trace::Contrast => t.text("admin-service-leaves-contrast"),
        Trace::EmptyBladder => t.text("admin-service-leaves-empty-bladder"),
    });
    let result = (service.result_minutes > 0)
        .then(|| t.say(&Message::new("admin-service-result-after").with("minutes", service.result_minutes)));
    let hears = service.hears_results.then(|| t.text("admin-service-hears"));
    let hours = service.begins_between.map(|hours| format!("{}–{}", hours.from, hours.until));
    let device = service.device.map(|kind| devices::kind_words(t, kind));
    let department = page.departments.iter().find(|one| one.department == service.department);
    Row {
        code: service.code.clone(),
        department: department.map(|one| t.label(&one.name)).unwrap_or_default(),
        prepared: prepared.collect::<Vec<_>>().join(" · "),
        more: device.into_iter().chain(leaves).chain(result).chain(hears).chain(hours).collect::<Vec<_>>().join(" · "),
        href: format!("/admin/services?code={}", service.code),
        change_label: of_service("admin-service-change-of"),
        remove_label: of_service("admin-service-remove-of"),
        name,
    }
}

const fn preparation_id(kind: PreparationKind) -> &'static str {
    match kind {
        PreparationKind::Fasting => "admin-service-fasting-for",
        PreparationKind::FullBladder => "admin-service-full-bladder-for",
        PreparationKind::NoContrast => "admin-service-no-contrast-for",
    }
}

fn fields(service: &Service) -> Fields {
    let minutes = |kind: PreparationKind| {
        let one = service.preparations.iter().find(|one| one.kind == kind);
        one.map(|one| one.minutes.to_string()).unwrap_or_default()
    };
    let hours = service.begins_between;
    Fields {
        changed: service.code.clone(),
        code: service.code.clone(),
        zh: service.name.zh.clone(),
        en: service.name.en.clone(),
        fasting: minutes(PreparationKind::Fasting),
        full_bladder: minutes(PreparationKind::FullBladder),
        no_contrast: minutes(PreparationKind::NoContrast),
        leaves_contrast: service.leaves.contains(&Trace::Contrast),
        leaves_empty_bladder: service.leaves.contains(&Trace::EmptyBladder),
        result_minutes: service.result_minutes.to_string(),
        hears_results: service.hears_results,
        from: hours.map(|hours| hours.from.to_string()).unwrap_or_default(),
        until: hours.map(|hours| hours.until.to_string()).unwrap_or_default(),
    }
}

pub(super) async fn adopt(staff: Member, post: Post<ServiceForm>) -> Response {
    let form = &post.form;
    let back = match form.changed.is_empty() || form.remove {
        true => "/admin/services".to_owned(),
        // A code is of letters that an address has as they are; one that is not is not found.
        false => format!("/admin/services?code={}", form.changed),
    };
    match adopted(&staff, &post).await {
        Ok(()) if form.remove => see("/admin/services?done=admin-service-removed"),
        Ok(()) => see("/admin/services?done=admin-service-adopted"),
        Err(failure) => refused(&staff.t, &back, &failure).into_response(),
    }
}

async fn adopted(staff: &Member, post: &Post<ServiceForm>) -> Result<(), Failure> {
    let form = &post.form;
    staff.hospital.may_ever(&staff.actor, Action::AdoptServices)?;
    let mut services = staff.hospital.services(&staff.actor).await?.services;
    let place = services.iter().position(|service| service.code == form.changed);
    let gone = || Failure::from(Refusal::new("not-there").field("service"));
    if form.remove {
        services.remove(place.ok_or_else(gone)?);
    } else if form.changed.is_empty() {
        services.push(form.service()?);
    } else {
        services[place.ok_or_else(gone)?] = form.service()?;
    }
    let request = usecase::AdoptServices { services, version: Some(form.version) };
    staff.execute(&post.key, Request::AdoptServices(request)).await.map(drop)
}

impl ServiceForm {
    fn service(&self) -> Result<Service, Refusal> {
        let mut preparations = Vec::new();
        for (kind, typed) in [
            (PreparationKind::Fasting, &self.fasting),
            (PreparationKind::FullBladder, &self.full_bladder),
            (PreparationKind::NoContrast, &self.no_contrast),
        ] {
            let minutes = minutes("preparations", typed)?;
            preparations.extend(minutes.map(|minutes| Preparation { kind, minutes }));
        }
        let leaves = [(Trace::Contrast, self.leaves_contrast), (Trace::EmptyBladder, self.leaves_empty_bladder)];
        let department = self.department.ok_or(Refusal::new("not-there").field("department"))?;
        Ok(Service {
            code: self.code.trim().to_owned(),
            name: Label::new(self.zh.trim(), self.en.trim()),
            department,
            device: self.kind()?,
            preparations,
            leaves: leaves.into_iter().filter(|(_, leaves)| *leaves).map(|(trace, _)| trace).collect(),
            result_minutes: minutes("result_minutes", &self.result_minutes)?.unwrap_or_default(),
            hears_results: self.hears_results,
            begins_between: self.hours()?,
        })
    }

    fn kind(&self) -> Result<Option<DeviceKind>, Refusal> {
        if self.device.is_empty() {
            return Ok(None);
        }
        let kind = DeviceKind::ALL.into_iter().find(|kind| word(kind) == self.device);
        kind.map(Some).ok_or(Refusal::new("field-choose").field("device"))
    }

    fn hours(&self) -> Result<Option<DayMinutes>, Refusal> {
        let (from, until) = (self.begins_from.trim(), self.begins_until.trim());
        if from.is_empty() && until.is_empty() {
            return Ok(None);
        }
        let read = |text: &str| minute("begins_between", text);
        Ok(Some(DayMinutes { from: read(from)?, until: read(until)? }))
    }
}

/// A number of minutes; none if nothing or 0 was typed.
fn minutes(field: &'static str, typed: &str) -> Result<Option<u16>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let minutes = typed.parse().map_err(|_| Refusal::new("field-number").field(field).with("value", typed))?;
    Ok(Some(minutes).filter(|minutes| *minutes > 0))
}
