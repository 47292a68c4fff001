//! Who has to be phoned because a session was closed: a list with masked names, and a page with the name and the number,
//! which is recorded.

use crate::{
    locale::Localizer,
    session::Member,
    ui::{
        act,
        page::Shell,
        parts::{Link, Pair},
        words,
    },
};
use askama::Template;
use axum::{extract::Path, response::Response};
use hospital::{read, view::ToPhoneRow};
use model::{actor::Role, id::AppointmentId, message::Message};

/// The list.
#[derive(Template)]
#[template(path = "desk/to-phone.html")]
pub(super) struct ToPhoneScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    count: String,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    facts: String,
    old: String,
    place: String,
}

/// One of them.
#[derive(Template)]
#[template(path = "desk/contact.html")]
struct ContactScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    name: String,
    facts: Vec<Pair>,
    /// To move or cancel the appointment, for who may.
    change: Option<Link>,
    back: Link,
}

pub(super) async fn list(staff: Member) -> Response {
    let t = &staff.t;
    match staff.hospital.read(&staff.actor, read::ToPhone { department: None }).await {
        Ok(page) => act::answer(&ToPhoneScreen {
            t,
            shell: &staff.shell,
            count: t.say(&Message::new("to-phone-count").with("count", page.count)),
            rows: page.rows.iter().map(|one| row(t, one)).collect(),
        }),
        Err(failure) => staff.cannot(&failure),
    }
}

fn row(t: &Localizer, row: &ToPhoneRow) -> Row {
    let age = row.age.map(|age| t.age(age, None));
    let facts: Vec<String> = [Some(words::sex(t, row.sex)), age].into_iter().flatten().collect();
    Row {
        href: format!("/desk/displaced/{}", row.appointment),
        name: if row.name.is_empty() { t.text("staff-no-name") } else { row.name.clone() },
        facts: facts.join(" "),
        old: format!("{} {}", t.day(t.zone().date(row.from)), t.window(row.from, row.until)),
        place: format!("{} · {}", t.label(&row.department.name), row.clinician.full),
    }
}

pub(super) async fn show(staff: Member, Path(appointment): Path<AppointmentId>) -> Response {
    contact(staff, appointment, "/desk/to-phone").await
}

/// The same for the administration.
pub(crate) async fn show_to_admin(staff: Member, Path(appointment): Path<AppointmentId>) -> Response {
    contact(staff, appointment, "").await
}

async fn contact(staff: Member, appointment: AppointmentId, back: &str) -> Response {
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Displaced { appointment }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let back = if back.is_empty() { format!("/admin/sessions/{}/closure", page.session) } else { back.to_owned() };
    let phone = page.phone.map(|phone| words::spaced(&phone)).unwrap_or_else(|| t.text("to-phone-no-number"));
    let change = (staff.actor.role == Role::Desk).then(|| Link {
        href: format!("/desk/appointments/{appointment}"),
        words: t.text("to-phone-change"),
        current: false,
    });
    act::answer(&ContactScreen {
        t,
        shell: &staff.shell,
        name: if page.name.is_empty() { t.text("staff-no-name") } else { page.name },
        facts: vec![
            Pair::new(t.text("to-phone-number"), phone),
            Pair::new(
                t.text("closure-old"),
                format!("{} {}", t.day(t.zone().date(page.from)), t.window(page.from, page.until)),
            ),
        ],
        change,
        back: Link { href: back, words: t.text("to-phone-back"), current: false },
    })
}
