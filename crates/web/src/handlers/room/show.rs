//! The consulting room: the queue, the patient, the session as seats.

use crate::{
    handlers::referral,
    locale::Localizer,
    session::Member,
    ui::charts::{self, SeatWindow, Svg},
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Choice, Key, Link, Notice, Pair},
        room, words,
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Failure,
    view::{self, SeatState, VisitState},
};
use model::{
    id::SessionId,
    message::Message,
    scheduling::Urgency,
    time::{BusinessDate, MinuteOfDay},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "room/show.html")]
pub(super) struct RoomScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) session: Option<Room>,
    pub(super) sessions: Vec<Link>,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 15] = [
    "room-done-next",
    "room-done-returned",
    "room-done-undo-return",
    "room-done-paused",
    "room-done-resumed",
    room::DONE,
    "room-done-called",
    "room-done-undo-call",
    "room-done-passed",
    "room-done-started",
    "room-done-finished",
    "room-done-undo-finish",
    "room-done-admission",
    "staff-done-ended",
    "staff-done-undo-end",
];

/// The session, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RoomQuery {
    #[serde(default)]
    session: Option<SessionId>,
    #[serde(default)]
    done: Option<String>,
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<RoomQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    page(staff, query.session, notice).await
}

/// After a step: leads to the page that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, session: Option<SessionId>, outcome: Result<&'static str, Failure>) -> Response {
    match outcome {
        Ok(done) => {
            let session = session.map(|session| format!("&session={session}")).unwrap_or_default();
            act::see(&format!("/room?done={done}{session}"))
        }
        Err(failure) => {
            let session = session.map(|session| format!("?session={session}")).unwrap_or_default();
            act::refused(&staff.t, &format!("/room{session}"), &failure).into_response()
        }
    }
}

async fn page(staff: Member, session: Option<SessionId>, notice: Option<Notice>) -> Response {
    let page = match staff.hospital.read(&staff.actor, read::Room { session }).await {
        Ok(page) => Some(page),
        // Having no session at all is a state of this page; a session of somebody else is not.
        Err(Failure::NotFound) if session.is_none() => None,
        Err(failure) => return staff.cannot(&failure),
    };
    let screen = RoomScreen {
        t: &staff.t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        sessions: page.as_ref().map(sessions).unwrap_or_default(),
        session: page.as_ref().map(|page| Room::new(&staff.t, page)),
    };
    act::answer(&screen)
}

/// A session at work.
pub(super) struct Room {
    pub(super) id: String,
    pub(super) head: String,
    /// It has not ended: it may be moved to another room.
    pub(super) goes_on: bool,
    pub(super) figures: Vec<Pair>,
    pub(super) waiting: String,
    pub(super) queue: Vec<Ticket>,
    /// What is said if nobody is in the queue.
    pub(super) nobody: String,
    pub(super) absent: String,
    pub(super) next: Option<String>,
    pub(super) current: Option<Current>,
    pub(super) last_finished: Option<Finished>,
    /// Those who were seen: they may come back with the results of tests.
    pub(super) seen: Vec<Finished>,
    /// That calling pauses, and until when.
    pub(super) paused: Option<String>,
    pub(super) seats_title: String,
    pub(super) seats: Svg,
    pub(super) seats_table: Vec<Pair>,
    pub(super) legend: Vec<Key>,
    pub(super) end: Option<words::End>,
}

/// Somebody in the queue.
pub(super) struct Ticket {
    pub(super) id: String,
    pub(super) ticket: String,
    pub(super) window: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) why: String,
    /// By whom the patient was referred, and where one reads why.
    pub(super) referred: Option<Link>,
    pub(super) chip: Chip,
    pub(super) next: bool,
    pub(super) current: bool,
    pub(super) callable: bool,
    /// Can be sent on to another session.
    pub(super) waits: bool,
    /// Is back after tests: that can be undone.
    pub(super) back: bool,
    pub(super) call_label: String,
}

/// The patient who is called or inside.
pub(super) struct Current {
    pub(super) id: String,
    pub(super) called: bool,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) more: String,
    pub(super) chip: Chip,
    pub(super) visit: Vec<Pair>,
    /// By whom the patient was referred, and where one reads why.
    pub(super) referred: Option<Link>,
    pub(super) admission: AdmissionPart,
}

/// What can be done about an admission.
pub(super) enum AdmissionPart {
    /// It can be requested once the consultation has begun.
    Later,
    /// The inline form.
    Form { diagnoses: Vec<Choice>, urgencies: Vec<Choice> },
    /// The patient has a stay that is not over: the state of each. No second one is requested.
    Open { stays: Vec<(String, Chip)> },
}

/// The patient who was seen last; the end can be taken back.
pub(super) struct Finished {
    pub(super) id: String,
    pub(super) words: String,
}

impl Room {
    /// From what the hospital shows.
    pub(super) fn new(t: &Localizer, page: &view::RoomBoard) -> Self {
        let head = &page.session;
        let is_over = matches!(page.end, Some(view::SessionEnd::Ended { .. }));
        let next_row = page.queue.iter().position(|row| row.state == VisitState::Waiting);
        let queue = page.queue.iter().enumerate().map(|(place, row)| ticket(t, row, Some(place) == next_row)).collect();
        Self {
            id: head.session.to_string(),
            head: t.say(
                &Message::new("room-head")
                    .with("department", t.label(&head.department.name))
                    .with("room", t.room(&head.room))
                    .with("clinician", head.clinician.full.clone())
                    .with("day", t.day(head.date))
                    .with("from", head.from.to_string())
                    .with("until", head.until.to_string()),
            ),
            goes_on: !is_over,
            figures: figures(t, page, is_over),
            waiting: t.say(&Message::new("room-waiting").with("count", page.figures.waiting)),
            queue,
            nobody: t.text(if is_over { "room-queue-over" } else { "room-queue-empty" }),
            absent: absent(t, page),
            next: next_row.and_then(|place| page.queue.get(place)).map(|row| {
                t.say(
                    &Message::new("room-call-next")
                        .with("ticket", number(row.ticket))
                        .with("name", words::full_name(t, &row.patient)),
                )
            }),
            current: page.current.as_ref().map(|current| self::current(t, head.date, current)),
            last_finished: page.seen.first().map(|row| Finished {
                id: row.appointment.to_string(),
                words: t.say(
                    &Message::new("room-last-finished")
                        .with("ticket", number(row.ticket))
                        .with("name", words::full_name(t, &row.patient)),
                ),
            }),
            seen: if is_over { Vec::new() } else { page.seen.iter().take(SEEN_MAX).map(|row| seen(t, row)).collect() },
            paused: page.paused_until.map(|at| t.say(&Message::new("room-paused").with("at", t.clock(at)))),
            seats_title: t.text(match (head.from, head.until) {
                (_, until) if until <= NOON => "room-seats-morning",
                (from, _) if from >= NOON => "room-seats-afternoon",
                _ => "room-seats-day",
            }),
            seats: seats(t, page),
            seats_table: page.seats.iter().map(|column| column_in_words(t, head.date, column)).collect(),
            end: page.end.map(|end| words::end(t, end)),
            legend: LEGEND.iter().map(|(state, id)| Key { class: cell(*state).class(), words: t.text(id) }).collect(),
        }
    }
}

/// How many of those who were seen are listed to be sent for again.
const SEEN_MAX: usize = 12;

/// Somebody who was seen: number and name.
fn seen(t: &Localizer, row: &view::QueuedVisit) -> Finished {
    let who =
        Message::new("room-patient").with("ticket", number(row.ticket)).with("name", words::full_name(t, &row.patient));
    Finished { id: row.appointment.to_string(), words: t.say(&who) }
}

const NOON: MinuteOfDay = MinuteOfDay(12 * 60 + 30);

const LEGEND: [(SeatState, &str); 7] = [
    (SeatState::Seen, "room-seat-seen"),
    (SeatState::Now, "room-seat-now"),
    (SeatState::Waiting, "room-seat-waiting"),
    (SeatState::Expected, "room-seat-expected"),
    (SeatState::Missed, "room-seat-missed"),
    (SeatState::NotSeen, "room-seat-not-seen"),
    (SeatState::Free, "room-seat-free"),
];

fn number(ticket: Option<model::scheduling::Ticket>) -> String {
    ticket.map_or_else(|| "–".to_owned(), |ticket| ticket.to_string())
}

/// From this many minutes on, a wait counts as long.
const LONG_MINUTES: u32 = 60;

fn figures(t: &Localizer, page: &view::RoomBoard, is_over: bool) -> Vec<Pair> {
    let (figures, head) = (&page.figures, &page.session);
    let mut rows = vec![Pair::new(t.text("room-seen"), format!("{} / {}", figures.seen, figures.booked))];
    if figures.called > 0 {
        let kept = Message::new("room-kept-of").with("kept", figures.kept).with("called", figures.called);
        rows.push(Pair::new(t.text("room-kept"), t.say(&kept)));
    }
    if figures.called_out_of_turn > 0 {
        rows.push(Pair::new(t.text("room-out-of-turn"), figures.called_out_of_turn.to_string()));
    }
    if !is_over {
        let until = t.zone().instant(head.date, head.until);
        if page.now > until {
            rows.push(Pair::new(t.text("room-over-since"), t.clock(until)));
        }
        rows.push(Pair::new(t.text("room-ends"), t.clock(figures.expected_end)));
    }
    rows
}

fn ticket(t: &Localizer, row: &view::QueuedVisit, next: bool) -> Ticket {
    let chip = match row.state {
        VisitState::Waiting if row.waited_minutes == 0 => Chip::new("rest", t.text("room-just-here")),
        VisitState::Waiting => {
            let tone = if row.waited_minutes > LONG_MINUTES { "warn" } else { "ok" };
            let span = words::span(t, i64::from(row.waited_minutes));
            Chip::new(tone, t.say(&Message::new("room-waits").with("span", span)))
        }
        state => words::visit(t, state),
    };
    let name = words::full_name(t, &row.patient);
    Ticket {
        id: row.appointment.to_string(),
        ticket: number(row.ticket),
        window: t.clock(row.from),
        facts: words::person(t, &row.patient),
        why: row.why.iter().map(|message| t.say(message)).collect::<Vec<_>>().join(" · "),
        referred: row.referred_by.as_ref().map(|clinic| referral::link(t, row.appointment, clinic)),
        chip,
        next,
        current: matches!(row.state, VisitState::Called | VisitState::InConsultation),
        callable: row.state == VisitState::Waiting && !next,
        waits: row.state == VisitState::Waiting,
        back: row.back,
        call_label: t.say(&Message::new("room-call-label").with("name", name.clone())),
        name,
    }
}

fn absent(t: &Localizer, page: &view::RoomBoard) -> String {
    let expected = t.say(&Message::new("room-absent").with("count", page.figures.expected));
    let coming = page.seats.iter().find(|column| column.from > page.now).map(|column| {
        let taken = column.seats.iter().filter(|seat| **seat != SeatState::Free).count();
        t.say(&Message::new("room-coming").with("from", t.clock(column.from)).with("count", count(taken)))
    });
    coming.map_or_else(|| expected.clone(), |coming| format!("{expected} · {coming}"))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn current(t: &Localizer, day: BusinessDate, now: &view::CurrentPatient) -> Current {
    let called = now.state == VisitState::Called;
    let mut facts = vec![words::person(t, &now.patient), words::coverage(t, now.coverage.as_ref())];
    if let Some(kind) = now.credential {
        facts.push(t.say(&Message::new("room-recognised").with("credential", words::credential(t, kind))));
    }
    let more = match (now.visits_before, now.last_visit) {
        (0, _) => t.text("room-first-visit"),
        (before, Some(day)) => t.say(&Message::new("room-visits-before").with("count", before).with("day", t.day(day))),
        (before, None) => t.say(&Message::new("room-visits-before-undated").with("count", before)),
    };
    let mut visit = vec![Pair::new(
        t.say(&Message::new("room-visit-booked").with("window", t.window_beside(day, now.from, now.until))),
        format!("{} · {}", words::channel(t, now.channel), t.day_and_clock(now.booked_at)),
    )];
    for (id, at) in [
        ("room-visit-checked-in", now.checked_in_at),
        ("room-visit-called", now.called_at),
        ("room-visit-started", now.started_at),
    ] {
        if let Some(at) = at {
            visit.push(Pair::new(t.text(id), t.clock(at)));
        }
    }
    let admission = match &now.stays[..] {
        stays @ [_, ..] => AdmissionPart::Open { stays: stays.iter().map(|stay| words::open_stay(t, stay)).collect() },
        [] if called => AdmissionPart::Later,
        [] => AdmissionPart::Form {
            diagnoses: words::DIAGNOSES
                .iter()
                .map(|code| Choice { value: (*code).to_owned(), words: words::diagnosis(t, code), chosen: false })
                .collect(),
            urgencies: words::choices(&[Urgency::Emergency, Urgency::Urgent, Urgency::Elective], None, |urgency| {
                words::urgency(t, urgency)
            }),
        },
    };
    Current {
        id: now.appointment.to_string(),
        called,
        name: t.say(
            &Message::new("room-patient")
                .with("ticket", number(now.ticket))
                .with("name", words::full_name(t, &now.patient)),
        ),
        facts: facts.join(" · "),
        more,
        chip: words::visit(t, now.state),
        visit,
        referred: now.referred_by.as_ref().map(|clinic| referral::link(t, now.appointment, clinic)),
        admission,
    }
}

const fn cell(state: SeatState) -> charts::SeatState {
    match state {
        SeatState::Seen => charts::SeatState::Seen,
        SeatState::Now => charts::SeatState::Current,
        SeatState::Waiting => charts::SeatState::Waiting,
        SeatState::Expected => charts::SeatState::Booked,
        SeatState::Missed => charts::SeatState::Missed,
        SeatState::NotSeen => charts::SeatState::NotSeen,
        SeatState::Free => charts::SeatState::Free,
    }
}

fn seats(t: &Localizer, page: &view::RoomBoard) -> Svg {
    let windows: Vec<SeatWindow> = page
        .seats
        .iter()
        .map(|column| SeatWindow {
            label: t.clock(column.from),
            seats: column.seats.iter().map(|state| cell(*state)).collect(),
        })
        .collect();
    let line = t.say(&Message::new("room-now").with("time", t.clock(page.now)));
    let now = page.seats.iter().position(|column| column.from <= page.now && page.now < column.until).map(|place| {
        let column = &page.seats[place];
        let whole = (column.until - column.from).num_seconds().max(1);
        let gone = (page.now - column.from).num_seconds() * 100 / whole;
        (place, u32::try_from(gone).unwrap_or(0), line.as_str())
    });
    let name = t.say(
        &Message::new("room-seats-name")
            .with("seen", page.figures.seen)
            .with("booked", page.figures.booked)
            .with("capacity", page.figures.capacity),
    );
    charts::seats(&name, &windows, now)
}

fn column_in_words(t: &Localizer, day: BusinessDate, column: &view::SlotSeats) -> Pair {
    let mut parts = Vec::new();
    for (state, id) in LEGEND {
        let seats = column.seats.iter().filter(|seat| **seat == state).count();
        if seats > 0 {
            parts.push(format!("{} {seats}", t.text(id)));
        }
    }
    Pair::new(t.window_beside(day, column.from, column.until), parts.join(" · "))
}

/// The clinician's sessions of the day, this one marked.
pub(super) fn sessions(page: &view::RoomBoard) -> Vec<Link> {
    let mut all: Vec<&view::SessionHead> = page.others.iter().chain([&page.session]).collect();
    all.sort_by_key(|head| (head.date, head.from));
    all.iter()
        .map(|head| Link {
            href: format!("/room?session={}", head.session),
            words: format!("{}–{}", head.from, head.until),
            current: head.session == page.session.session,
        })
        .collect()
}
