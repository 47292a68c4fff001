//! The kiosk (自助机): check in alone, with the code of the visit and the last four characters of a number. Large type, no login,
//! only in the hospital's own network; the page goes back to its start by itself. What came of a check-in is in a sealed
//! cookie for as long as it is shown: there is no login for which it could be kept, and no address may say it.

use crate::{
    locale::Localizer,
    origin::{From, Inside},
    problem::{self, html},
    session::{OpenPost, Reader, cookie, own},
    ui::{
        act::{self, see},
        kept::Told,
        page::Shell,
        parts::Notice,
    },
};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use hospital::{IdempotencyKey, kiosk::KioskTicket};
use model::{message::Message, time::Instant};
use serde::{Deserialize, Serialize};

/// The cookie, and the purpose for which it is sealed.
const KIOSK: &str = "kiosk";
/// A refusal is there so many times as long as a ticket: whoever reads it types once more on the same page.
const TYPE_AGAIN: u32 = 4;

/// What came of a check-in.
#[derive(Serialize, Deserialize)]
struct Outcome {
    /// It is shown until then.
    until: Instant,
    ticket: Option<Ticket>,
    refused: Option<Told>,
}

/// The page.
#[derive(Template)]
#[template(path = "kiosk/show.html")]
struct KioskScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    key: String,
    notice: Option<Notice>,
    ticket: Option<Ticket>,
    /// After how many seconds it goes back to its start, if it says something of somebody.
    back_seconds: Option<u32>,
}

/// What somebody who has checked in reads.
#[derive(Serialize, Deserialize)]
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

/// What the page is asked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct KioskQuery {
    /// The next person.
    #[serde(default)]
    anew: Option<String>,
}

pub(crate) async fn show(reader: Reader, inside: Inside, jar: CookieJar, Query(query): Query<KioskQuery>) -> Response {
    if !inside.0 {
        return outside(reader);
    }
    let name = own(KIOSK, reader.state.hospital.id());
    let gone = cookie(name.clone(), String::new(), reader.secure);
    if query.anew.is_some() {
        return (jar.remove(gone), see("/kiosk")).into_response();
    }
    let sealed = jar.get(&name).map(|cookie| cookie.value().to_owned());
    let opened = sealed.and_then(|sealed| reader.state.hospital.accounts().open_from_browser(KIOSK, &sealed));
    let outcome = opened.and_then(|text| serde_json::from_str::<Outcome>(&text).ok());
    match outcome.filter(|outcome| reader.state.hospital.now() < outcome.until) {
        Some(Outcome { ticket, refused, .. }) => {
            let notice = refused.map(|told| told.notice(reader.t.locale()));
            page(reader, ticket, notice, StatusCode::OK)
        }
        None => (jar.remove(gone), page(reader, None, None, StatusCode::OK)).into_response(),
    }
}

pub(crate) async fn check_in(
    reader: Reader,
    inside: Inside,
    From(origin): From,
    jar: CookieJar,
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
    let (ticket, refused) = match outcome {
        Ok(ticket) => (Some(self::ticket(&reader.t, &ticket)), None),
        Err(failure) => (None, Some(Told::new(reader.t.zone(), |t| act::failed(t, &failure)))),
    };
    let until = reader.state.hospital.now() + chrono::Duration::seconds(reader.state.front.kiosk.0.get().into());
    let text = serde_json::to_string(&Outcome { until, ticket, refused }).unwrap_or_default();
    match reader.state.hospital.accounts().seal_for_browser(KIOSK, &text) {
        Ok(sealed) => {
            let name = own(KIOSK, reader.state.hospital.id());
            (jar.add(cookie(name, sealed, reader.secure)), see("/kiosk")).into_response()
        }
        Err(failure) => problem::page(&reader.t, &reader.shell, &failure, None),
    }
}

fn page(mut reader: Reader, ticket: Option<Ticket>, notice: Option<Notice>, status: StatusCode) -> Response {
    reader.shell.kind = "kiosk";
    let seconds = reader.state.front.kiosk.0.get();
    let back_seconds = match (&ticket, &notice) {
        (Some(_), _) => Some(seconds),
        (None, Some(_)) if status.is_success() => Some(seconds.saturating_mul(TYPE_AGAIN)),
        // Outside the building there is nothing to come back to.
        (None, _) => None,
    };
    let screen =
        KioskScreen { t: &reader.t, shell: &reader.shell, key: crate::session::nonce(), notice, ticket, back_seconds };
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
