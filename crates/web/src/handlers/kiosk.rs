//! The kiosk (自助机): check in alone, with the code of the visit and the last four characters of a number. Large type, no login,
//! only in the hospital's own network; the page goes back to its start by itself.

use crate::{
    locale::Localizer,
    origin::{From, Inside},
    problem::html,
    session::{OpenPost, Reader},
    ui::{act, page::Shell, parts::Notice},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use hospital::{Failure, IdempotencyKey, kiosk::KioskTicket};
use model::message::Message;
use serde::Deserialize;

/// Seconds after which the page of a ticket goes back to the start.
const BACK_SECONDS: u32 = 15;

/// The page.
#[derive(Template)]
#[template(path = "kiosk/show.html")]
struct KioskScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    key: String,
    notice: Option<Notice>,
    ticket: Option<Ticket>,
    back_seconds: u32,
}

/// What somebody who has checked in reads.
struct Ticket {
    head: String,
    number: String,
    place: String,
    line: String,
}

/// What was typed or scanned.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct KioskForm {
    #[serde(default)]
    key: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    last: String,
}

pub(crate) async fn show(reader: Reader, inside: Inside) -> Response {
    if !inside.0 {
        return outside(reader);
    }
    page(reader, None, None, StatusCode::OK)
}

pub(crate) async fn check_in(
    reader: Reader,
    inside: Inside,
    From(origin): From,
    OpenPost(form): OpenPost<KioskForm>,
) -> Response {
    if !inside.0 {
        return outside(reader);
    }
    let kiosk = origin.address().unwrap_or_default();
    let typed = (form.code.as_str(), form.last.as_str());
    // What is done here is done by the hospital: nobody chooses a key of its own deeds.
    let key = IdempotencyKey::new(&form.key).and_then(|_| IdempotencyKey::new(format!("kiosk.{}", form.key)));
    let outcome = match key {
        Ok(key) => reader.state.hospital.check_in_at_kiosk(kiosk, key, typed).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(ticket) => {
            let ticket = self::ticket(&reader.t, &ticket);
            page(reader, Some(ticket), None, StatusCode::OK)
        }
        Err(failure) => {
            let notice = act::failed(&reader.t, &failure);
            let status = if matches!(failure, Failure::Refused(_)) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            page(reader, None, Some(notice), status)
        }
    }
}

fn page(mut reader: Reader, ticket: Option<Ticket>, notice: Option<Notice>, status: StatusCode) -> Response {
    reader.shell.kind = "kiosk";
    let screen = KioskScreen {
        t: &reader.t,
        shell: &reader.shell,
        key: crate::session::nonce(),
        notice,
        ticket,
        back_seconds: BACK_SECONDS,
    };
    html(&screen, status)
}

/// Somewhere else: what to do instead.
fn outside(reader: Reader) -> Response {
    let notice = act::warned(reader.t.text("kiosk-outside"), reader.t.text("kiosk-outside-body"));
    page(reader, None, Some(notice), StatusCode::FORBIDDEN)
}

fn ticket(t: &Localizer, ticket: &KioskTicket) -> Ticket {
    let place = Message::new("kiosk-where")
        .with("department", t.label(&ticket.department.name))
        .with("room", t.room(&ticket.room));
    Ticket {
        head: t.say(&Message::new("kiosk-done").with("name", ticket.name.clone())),
        number: t.say(&Message::new("kiosk-number").with("ticket", ticket.ticket.to_string())),
        place: t.say(&place),
        line: match ticket.ahead {
            Some(ahead) => t.say(&Message::new("kiosk-ahead").with("count", ahead)),
            None => t.text("kiosk-called"),
        },
    }
}
