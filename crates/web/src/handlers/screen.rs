//! The queue screen of a department, on a wall: masked names, readable from eight metres, no login.

use crate::{
    locale::Localizer,
    origin::Inside,
    problem::{self, html},
    session::Reader,
    ui::page::Shell,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use hospital::read;
use hospital::view::{QueueScreen, ScreenCall, ScreenNote, ScreenRoom, ScreenTicket};
use model::{message::Message, time::Instant};

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
    /// What is spoken, each call once.
    calls: Vec<Spoken>,
    rooms: Vec<Room>,
    /// How many rooms there are, for the sizes: `of-one`, `of-few`, `of-many`, `of-most`.
    of: &'static str,
    /// When the next session begins, if nobody works now.
    closed: String,
    /// The code with which patients check in on their phones, on a screen in the building.
    code: Option<String>,
}

struct Calling {
    ticket: String,
    name: String,
    room: String,
}

/// A call as it is spoken.
struct Spoken {
    /// In the screen's language.
    words: String,
    /// The moment of the call: a second call of the same patient is another one.
    at: i64,
}

struct Room {
    head: String,
    current: Option<(String, String)>,
    next: Vec<(String, String, String)>,
    waiting: u32,
    /// That calling pauses, and until when.
    paused: Option<String>,
    /// That more wait than are listed; empty if all are listed.
    more: String,
}

pub(crate) async fn show(mut reader: Reader, Inside(inside): Inside, Path(code): Path<String>) -> Response {
    reader.shell.kind = "wall";
    match reader.state.hospital.read(&model::actor::Actor::system(), read::Screen { code: code.clone() }).await {
        Ok(page) => {
            // Anybody on the internet can read this page: only screens in the building show what is known only there.
            let shown = inside.then(|| reader.state.hospital.presence_code());
            let screen = WallScreen { code: shown, ..screen(&reader.t, &reader.shell, &page) };
            html(&screen, StatusCode::OK)
        }
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
        calls: page.calls.iter().map(|call| spoken(t, call)).collect(),
        rooms: page.rooms.iter().map(|room| wall_room(t, room, (listed, page.now))).collect(),
        of,
        closed: closed(t, page),
        code: None,
    }
}

fn spoken(t: &Localizer, call: &ScreenCall) -> Spoken {
    let words = Message::new("screen-spoken")
        .with("ticket", call.ticket.to_string())
        .with("name", aloud(&call.name, &t.text("screen-spoken-hidden")))
        .with("room", t.room(&call.room));
    Spoken { words: t.say(&words), at: call.called_at.timestamp() }
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

/// A masked name as it is spoken: what is hidden is one word, not stars.
fn aloud(masked: &str, hidden: &str) -> String {
    let parts: Vec<_> = masked.split('*').collect();
    let mut spoken = String::new();
    for (number, part) in parts.iter().enumerate() {
        // Several stars have nothing between them.
        if number > 0 && (!part.is_empty() || number + 1 == parts.len()) {
            spoken += hidden;
        }
        spoken += part;
    }
    spoken
}

fn wall_room(t: &Localizer, room: &ScreenRoom, (listed, now): (usize, Instant)) -> Room {
    let note = |ticket: &ScreenTicket| match ticket.note {
        Some(ScreenNote::Ready) => t.text("screen-ready"),
        Some(ScreenNote::Passed) => t.text("screen-passed"),
        Some(ScreenNote::Late) => t.text("screen-late"),
        Some(ScreenNote::Returned) => t.text("screen-returned"),
        Some(ScreenNote::Emergency) => t.text("screen-emergency"),
        Some(ScreenNote::AfterTests) => t.text("screen-after-tests"),
        Some(ScreenNote::Priority) => t.text("screen-priority"),
        None => String::new(),
    };
    let next: Vec<_> = room.next.iter().take(listed).collect();
    let more = i64::from(room.waiting) - next.len() as i64;
    Room {
        head: format!("{} · {}", t.room(&room.room), room.clinician),
        current: room.current.as_ref().map(|ticket| (ticket.ticket.to_string(), ticket.name.clone())),
        next: next.into_iter().map(|ticket| (ticket.ticket.to_string(), ticket.name.clone(), note(ticket))).collect(),
        waiting: room.waiting,
        paused: room.paused_until.map(|at| {
            // It is over only when somebody says so.
            let id = if at > now { "screen-paused" } else { "screen-paused-longer" };
            t.say(&Message::new(id).with("at", t.clock(at)))
        }),
        more: if more > 0 { t.say(&Message::new("screen-more").with("count", more)) } else { String::new() },
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_masked_name_is_spoken_without_stars() {
        for (masked, spoken) in [("林*英", "林某英"), ("林*", "林某"), ("阿***提", "阿某提"), ("", "")] {
            assert_eq!(super::aloud(masked, "某"), spoken);
        }
    }
}
