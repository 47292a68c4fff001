//! The queue screen of a department, on a wall: masked names, readable from eight metres, no login.

use crate::{
    locale::Localizer,
    problem::{self, html},
    session::Reader,
    ui::page::Shell,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use hospital::read;
use hospital::view::{QueueScreen, ScreenNote, ScreenRoom, ScreenTicket};
use model::message::Message;

/// The page.
#[derive(Template)]
#[template(path = "screen/show.html")]
pub(crate) struct WallScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    title: String,
    day: String,
    clock: String,
    calling: Option<Calling>,
    rooms: Vec<Room>,
    /// How many rooms there are, for the sizes: `of-one`, `of-few`, `of-many`, `of-most`.
    of: &'static str,
    /// When the next session begins, if nobody works now.
    closed: String,
}

struct Calling {
    ticket: String,
    name: String,
    room: String,
}

struct Room {
    head: String,
    current: Option<(String, String)>,
    next: Vec<(String, String, String)>,
    waiting: u32,
    /// That more wait than are listed; empty if all are listed.
    more: String,
}

pub(crate) async fn show(mut reader: Reader, Path(code): Path<String>) -> Response {
    reader.shell.kind = "wall";
    match reader.state.hospital.read(&model::actor::Actor::system(), read::Screen { code: code.clone() }).await {
        Ok(page) => html(&screen(&reader.t, &reader.shell, &page), StatusCode::OK),
        Err(failure) => problem::page(&reader.t, &reader.shell, &failure, None),
    }
}

fn screen<'a>(t: &'a Localizer, shell: &'a Shell, page: &QueueScreen) -> WallScreen<'a> {
    // The more rooms, the fewer of the next patients fit; `of` is the style for this many rooms.
    let (of, listed) = match page.rooms.len() {
        0 | 1 => ("of-one", 5),
        2..=3 => ("of-few", 3),
        4..=6 => ("of-many", 2),
        _ => ("of-most", 1),
    };
    WallScreen {
        t,
        shell,
        title: t.say(&Message::new("screen-title").with("department", t.label(&page.department.name))),
        day: t.day(t.zone().date(page.now)),
        clock: t.clock(page.now),
        calling: page.calling.as_ref().map(|call| Calling {
            ticket: call.ticket.to_string(),
            name: call.name.clone(),
            room: t.room(&call.room),
        }),
        rooms: page.rooms.iter().map(|room| wall_room(t, room, listed)).collect(),
        of,
        closed: closed(t, page),
    }
}

/// Nobody is called now, and when the calls begin.
fn closed(t: &Localizer, page: &QueueScreen) -> String {
    match page.next_from {
        None => t.text("screen-none-ahead"),
        Some(next) if t.zone().date(next) == t.zone().date(page.now) => {
            t.say(&Message::new("screen-next-today").with("at", t.clock(next)))
        }
        Some(next) => {
            let day = t.day(t.zone().date(next));
            t.say(&Message::new("screen-next-day").with("day", day).with("at", t.clock(next)))
        }
    }
}

fn wall_room(t: &Localizer, room: &ScreenRoom, listed: usize) -> Room {
    let note = |ticket: &ScreenTicket| match ticket.note {
        Some(ScreenNote::Ready) => t.text("screen-ready"),
        Some(ScreenNote::Passed) => t.text("screen-passed"),
        Some(ScreenNote::Late) => t.text("screen-late"),
        Some(ScreenNote::Returned) => t.text("screen-returned"),
        None => String::new(),
    };
    let next: Vec<_> = room.next.iter().take(listed).collect();
    let more = i64::from(room.waiting) - next.len() as i64;
    Room {
        head: format!("{} · {}", t.room(&room.room), room.clinician),
        current: room.current.as_ref().map(|ticket| (ticket.ticket.to_string(), ticket.name.clone())),
        next: next.into_iter().map(|ticket| (ticket.ticket.to_string(), ticket.name.clone(), note(ticket))).collect(),
        waiting: room.waiting,
        more: if more > 0 { t.say(&Message::new("screen-more").with("count", more)) } else { String::new() },
    }
}
