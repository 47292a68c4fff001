//! The ward's board: rooms with beds, who waits, who is being admitted.

use super::leaving::{self, Leaving};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Choice, Link, Notice},
        words,
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
    view::{self, AdmissionState, BedState, WrongCompany},
};
use model::{
    id::{AdmissionId, BedId, WardId},
    message::Message,
    person::Sex,
    scheduling::{BedRule, BlockReason, RoomSex, Urgency},
    time::Instant,
};
use serde::Deserialize;

/// The half hour of the second promise.
pub(super) const MINUTES_PROMISED: u32 = 30;

/// The page.
#[derive(Template)]
#[template(path = "ward/show.html")]
pub(super) struct WardScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) name: String,
    pub(super) figures: Vec<Figure>,
    pub(super) suggestion: Option<FirstSuggestion>,
    pub(super) rooms: Vec<Room>,
    /// Why a bed may be taken out of use.
    pub(super) block_reasons: Vec<Choice>,
    pub(super) leaving: Vec<Leaving>,
    pub(super) coming: Vec<Coming>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) admitting: Vec<Admitting>,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 3] = ["ward-done-cancelled", "ward-done-transfer-declined", "ward-done-undo-transfer"];

/// The ward, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WardQuery {
    #[serde(default)]
    ward: Option<WardId>,
    #[serde(default)]
    done: Option<String>,
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<WardQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    page(staff, query.ward, notice).await
}

/// After a step: leads to the board that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, outcome: Result<&'static str, Failure>) -> Response {
    match outcome {
        Ok(done) => act::see(&format!("/ward?done={done}")),
        Err(failure) => act::refused(&staff.t, "/ward", &failure).into_response(),
    }
}

/// The same; what went well is said with the patient's bed, and a link to that stay.
pub(super) async fn after_about(
    staff: &Member,
    admission: AdmissionId,
    outcome: Result<&'static str, Failure>,
) -> Response {
    let done = match outcome {
        Ok(done) => done,
        failed => return after(staff, failed),
    };
    // It has been done, whether or not it can be read.
    let Ok(page) = staff.hospital.read(&staff.actor, read::Admission { admission }).await else {
        return act::see("/ward");
    };
    let way = match page.admission.state {
        AdmissionState::Requested => None,
        AdmissionState::BedAssigned => Some("ward-to-arrive"),
        _ => Some("ward-to-stay"),
    };
    act::told(&staff.t, "/ward", |t| {
        let bed = page.admission.bed.as_ref().map(|bed| room_and_bed(t, &bed.room, &bed.number));
        let name = words::masked_name(t, &page.admission.patient);
        let message = Message::new(done).with("name", name).with("bed", bed.unwrap_or_default());
        let href = format!("/ward/admissions/{admission}");
        let ways = way.map(|way| Link { href, words: t.text(way), current: false });
        Notice { ways: ways.into_iter().collect(), ..act::said(t.say(&message)) }
    })
    .into_response()
}

/// After a step with a bed alone, which is named.
pub(super) async fn after_bed(staff: &Member, bed: BedId, outcome: Result<&'static str, Failure>) -> Response {
    let done = match outcome {
        Ok(done) => done,
        failed => return after(staff, failed),
    };
    let Ok(page) = staff.hospital.read(&staff.actor, read::Ward { ward: None }).await else { return act::see("/ward") };
    let beds = page.rooms.iter().flat_map(|room| room.beds.iter().map(move |bed| (room, bed)));
    let Some((room, bed)) = beds.into_iter().find(|(_, one)| one.bed == bed) else { return act::see("/ward") };
    act::told(&staff.t, "/ward", |t| {
        let place = room_and_bed(t, &room.number, &bed.number);
        act::said(t.say(&Message::new(done).with("bed", place)))
    })
    .into_response()
}

async fn page(staff: Member, ward: Option<WardId>, notice: Option<Notice>) -> Response {
    let page = match staff.hospital.read(&staff.actor, read::Ward { ward }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let screen = WardScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        name: t.label(&page.ward.name),
        figures: figures(t, &page.figures),
        suggestion: first_suggestion(t, &page),
        rooms: rooms(t, &page),
        block_reasons: block_reasons(t),
        leaving: leaving::rows(t, &page),
        coming: coming(t, &page),
        waiting: waiting(t, &page),
        admitting: admitting(t, &page),
    };
    act::answer(&screen)
}

/// A figure of the heading.
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) aside: String,
    /// The address of its list; may be empty.
    pub(super) href: &'static str,
}

/// The first admission that can be accepted by one tap.
pub(super) struct FirstSuggestion {
    pub(super) admission: String,
    pub(super) who: String,
    pub(super) bed: String,
    pub(super) bed_id: String,
    pub(super) why: String,
    pub(super) accept_label: String,
    pub(super) others: bool,
}

/// A room.
pub(super) struct Room {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) marks: Vec<Chip>,
    /// What is wrong about the patients who share it.
    pub(super) wrong: Option<String>,
    pub(super) beds: Vec<Bed>,
}

/// A bed.
pub(super) struct Bed {
    pub(super) id: String,
    pub(super) head: String,
    pub(super) line: String,
    /// Against which rules of the room its patient has it.
    pub(super) overruled: Option<String>,
    pub(super) tone: &'static str,
    pub(super) suggested: bool,
    pub(super) href: Option<String>,
    pub(super) can_ready: bool,
    pub(super) ready_label: String,
    pub(super) is_blocked: bool,
    /// Takes it out of use, or into use again.
    pub(super) block_label: String,
}

/// A patient of another ward who is to come to this one.
pub(super) struct Coming {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) accept: String,
    pub(super) decline: String,
}

/// A patient who is to come.
pub(super) struct Waiting {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) chip: Chip,
    pub(super) line: String,
    pub(super) assigned: bool,
    pub(super) beds: Vec<Choice>,
    /// Beds that could be kept only against rules, which they name.
    pub(super) against: Vec<Choice>,
    pub(super) against_label: String,
}

/// A patient who has arrived and is not in bed yet.
pub(super) struct Admitting {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) minutes: u32,
    /// In hours and days, if it is too long for running minutes; otherwise empty.
    pub(super) long: String,
    pub(super) late: bool,
}

/// `7 房 23 床`.
pub(super) fn room_and_bed(t: &Localizer, room: &str, bed: &str) -> String {
    t.say(&Message::new("ward-room-and-bed").with("room", room).with("bed", bed))
}

/// The ward in figures.
pub(super) fn figures(t: &Localizer, figures: &view::WardFigures) -> Vec<Figure> {
    let figure = |id: &str, value: String, aside: String| Figure { label: t.text(id), value, aside, href: "" };
    let mut all = vec![
        figure("ward-occupied", format!("{} / {}", figures.occupied, figures.beds), String::new()),
        figure("ward-free", figures.free.to_string(), blocked_aside(t, figures.blocked)),
        Figure {
            href: if figures.leaving_today > 0 { "#leaving" } else { "" },
            ..figure(
                "ward-leaving",
                figures.leaving_today.to_string(),
                t.say(&Message::new("ward-leaving-settled").with("count", figures.leaving_settled)),
            )
        },
    ];
    if let Some(mean) = figures.admission_minutes_mean {
        let minutes = t.say(&Message::new("staff-minutes-mean").with("minutes", mean.round_dp(0)));
        all.push(figure("ward-admission-minutes", minutes, t.text("ward-today-mean")));
    }
    if let Some(share) = figures.bedside_share {
        all.push(figure("ward-bedside", t.rate(share.round_dp(3)), t.text("ward-last-30-days")));
    }
    all
}

/// How many beds are out of use; nothing is said if none is.
fn blocked_aside(t: &Localizer, blocked: u32) -> String {
    if blocked == 0 { String::new() } else { t.say(&Message::new("ward-blocked-count").with("count", blocked)) }
}

/// The first patient of the waiting list who has a suggestion.
pub(super) fn first_suggestion(t: &Localizer, page: &view::WardBoard) -> Option<FirstSuggestion> {
    let waiting = page.waiting.iter().find(|card| card.bed.is_none() && !card.suggestions.is_empty())?;
    let best = waiting.suggestions.first()?;
    let bed = room_and_bed(t, &best.bed.room, &best.bed.number);
    let name = words::masked_name(t, &waiting.patient);
    Some(FirstSuggestion {
        admission: waiting.admission.to_string(),
        who: t.say(
            &Message::new("ward-suggestion-for")
                .with("name", name.clone())
                .with("person", words::person(t, &waiting.patient))
                .with("urgency", words::urgency(t, waiting.urgency)),
        ),
        bed_id: best.bed.bed.to_string(),
        why: best.reasons.iter().map(|reason| t.say(reason)).collect::<Vec<_>>().join(" · "),
        accept_label: t.say(&Message::new("ward-accept-label").with("name", name).with("bed", bed.clone())),
        bed,
        others: waiting.suggestions.len() > 1,
    })
}

/// The rooms; the suggested bed is marked.
pub(super) fn rooms(t: &Localizer, page: &view::WardBoard) -> Vec<Room> {
    let suggested = page
        .waiting
        .iter()
        .find(|card| card.bed.is_none() && !card.suggestions.is_empty())
        .and_then(|card| card.suggestions.first())
        .map(|suggestion| suggestion.bed.bed);
    page.rooms
        .iter()
        .map(|room| Room {
            id: room.room.to_string(),
            name: t.say(&Message::new("ward-room").with("room", room.number.clone())),
            marks: marks(t, room),
            wrong: room.wrong.map(|wrong| t.text(wrong_company(wrong))),
            beds: room.beds.iter().map(|bed| self::bed(t, room, bed, page.now, suggested == Some(bed.bed))).collect(),
        })
        .collect()
}

const fn wrong_company(wrong: WrongCompany) -> &'static str {
    match wrong {
        WrongCompany::Mixed => "ward-wrong-mixed",
        WrongCompany::AgainstRoom => "ward-wrong-room",
        WrongCompany::SexUnknown => "ward-wrong-unknown",
    }
}

fn marks(t: &Localizer, room: &view::WardRoom) -> Vec<Chip> {
    let mut marks = Vec::new();
    match (room.sex, room.sex_now) {
        (RoomSex::Male, _) | (RoomSex::Either, Some(Sex::Male)) => {
            marks.push(Chip::new("info", t.text("ward-mark-male")));
        }
        (RoomSex::Female, _) | (RoomSex::Either, Some(Sex::Female)) => {
            marks.push(Chip::new("female", t.text("ward-mark-female")));
        }
        (RoomSex::Either, _) => marks.push(Chip::new("rest", t.text("ward-mark-either"))),
    }
    if room.oxygen {
        marks.push(Chip::new("rest", t.text("ward-mark-oxygen")));
    }
    if room.isolation {
        marks.push(Chip::new("bad", t.text("ward-mark-isolation")));
    }
    if room.beds.len() == 1 {
        marks.push(Chip::new("rest", t.text("ward-mark-single")));
    }
    if !room.oxygen && !room.isolation && room.beds.len() > 1 {
        marks.push(Chip::new("rest", t.text("ward-mark-plain")));
    }
    marks
}

fn bed(t: &Localizer, room: &view::WardRoom, bed: &view::WardBed, now: Instant, suggested: bool) -> Bed {
    let head = |who: &str| {
        t.say(&Message::new("ward-bed-head").with("bed", bed.number.clone()).with("who", who)).trim_end().to_owned()
    };
    let ready_label = t.say(&Message::new("ward-ready-label").with("bed", bed.number.clone()));
    let block_label = if bed.blocked.is_some() { "ward-unblock-label" } else { "ward-block-label" };
    let base = Bed {
        id: bed.bed.to_string(),
        head: String::new(),
        line: String::new(),
        overruled: None,
        tone: "free",
        suggested,
        href: None,
        can_ready: false,
        ready_label,
        is_blocked: bed.blocked.is_some(),
        block_label: t.say(&Message::new(block_label).with("bed", bed.number.clone())),
    };
    let shown = match (bed.state, &bed.occupant) {
        (BedState::Occupied, Some(occupant)) => Bed {
            head: head(&who(t, occupant)),
            line: occupant_line(t, occupant),
            tone: if occupant.leaving_today { "leaving" } else { "occupied" },
            href: Some(format!("/ward/admissions/{}", occupant.admission)),
            ..base
        },
        (BedState::Reserved, Some(occupant)) => Bed {
            head: head(&t.text("ward-bed-reserved")),
            line: t.say(
                &Message::new(match occupant.state {
                    AdmissionState::Arrived => "ward-bed-coming-now",
                    AdmissionState::InBed => "ward-bed-coming-transfer",
                    _ => "ward-bed-coming",
                })
                .with("name", words::masked_name(t, &occupant.patient)),
            ),
            tone: "reserved",
            href: Some(format!("/ward/admissions/{}", occupant.admission)),
            ..base
        },
        (BedState::Cleaning, _) => Bed {
            head: head(&t.text("ward-bed-cleaning")),
            line: bed.clean_at.map_or_else(String::new, |at| {
                let minutes = ((at - now).num_seconds().max(0) + 59) / 60;
                t.say(&Message::new("ward-bed-clean-in").with("minutes", minutes))
            }),
            tone: "cleaning",
            can_ready: true,
            ..base
        },
        (BedState::Occupied | BedState::Reserved, None) => {
            Bed { head: head(&t.text("ward-bed-taken")), line: String::new(), tone: "occupied", ..base }
        }
        (BedState::Free, _) => Bed { head: head(&t.text("ward-bed-free")), line: takes(t, room), tone: "free", ..base },
    };
    let overruled = bed.occupant.as_ref().and_then(|occupant| overruled(t, &occupant.overruled));
    let shown = Bed { overruled, ..shown };
    match &bed.blocked {
        Some(block) => Bed {
            head: if bed.occupant.is_some() { shown.head } else { head(&t.text("ward-bed-blocked")) },
            line: block_line(t, bed, block),
            tone: "blocked",
            ..shown
        },
        None => shown,
    }
}

/// Why a bed is out of use, until when, and who must be moved to another.
fn block_line(t: &Localizer, bed: &view::WardBed, block: &view::BedBlock) -> String {
    let mut parts = vec![t.text(block.reason.message())];
    if let Some(until) = block.until {
        parts.push(t.say(&Message::new("ward-bed-blocked-until").with("until", t.day_and_clock(until))));
    }
    if let Some(occupant) = &bed.occupant {
        let name = words::masked_name(t, &occupant.patient);
        parts.push(t.say(&Message::new("ward-bed-must-move").with("name", name)));
    }
    parts.join(" · ")
}

/// Why a bed may be taken out of use.
pub(super) fn block_reasons(t: &Localizer) -> Vec<Choice> {
    words::choices(&BlockReason::ALL, None, |reason| t.text(reason.message()))
}

fn who(t: &Localizer, occupant: &view::Occupant) -> String {
    let name = words::masked_name(t, &occupant.patient);
    let patient = &occupant.patient;
    patient.age.map_or_else(|| name.clone(), |age| format!("{name} {}", t.age(age, patient.infant)))
}

fn occupant_line(t: &Localizer, occupant: &view::Occupant) -> String {
    if let Some(lack) = &occupant.lacks {
        return format!("{} · {}", t.text("ward-leaves-today"), t.say(&lack.what));
    }
    if occupant.leaving_today {
        return t.text("ward-leaves-today");
    }
    let day = t.say(&Message::new("ward-day").with("day", occupant.day));
    format!("{} · {day}", words::diagnosis(t, &occupant.diagnosis))
}

/// What a free bed is suitable for.
fn takes(t: &Localizer, room: &view::WardRoom) -> String {
    let mut parts = vec![t.text(match (room.sex, room.sex_now) {
        (RoomSex::Male, _) | (RoomSex::Either, Some(Sex::Male)) => "ward-takes-male",
        (RoomSex::Female, _) | (RoomSex::Either, Some(Sex::Female)) => "ward-takes-female",
        (RoomSex::Either, _) => "ward-takes-either",
    })];
    if room.oxygen {
        parts.push(t.text("ward-mark-oxygen"));
    }
    if room.isolation {
        parts.push(t.text("ward-mark-isolation"));
    }
    parts.join(" · ")
}

/// Those who want to come from another ward.
pub(super) fn coming(t: &Localizer, page: &view::WardBoard) -> Vec<Coming> {
    page.coming
        .iter()
        .map(|card| {
            let name = words::masked_name(t, &card.patient);
            let to = room_and_bed(t, &card.to.room, &card.to.number);
            let from =
                format!("{} {}", t.label(&card.from.ward.name), room_and_bed(t, &card.from.room, &card.from.number));
            let mut line = vec![format!("{from} → {to}"), words::diagnosis(t, &card.diagnosis)];
            line.extend(words::needs(t, card.needs));
            let label = |id| t.say(&Message::new(id).with("name", name.clone()).with("bed", to.clone()));
            Coming {
                id: card.admission.to_string(),
                facts: words::person(t, &card.patient),
                line: line.join(" · "),
                accept: label("ward-transfer-accept"),
                decline: label("ward-transfer-decline"),
                name,
            }
        })
        .collect()
}

/// Those who are to come.
pub(super) fn waiting(t: &Localizer, page: &view::WardBoard) -> Vec<Waiting> {
    page.waiting
        .iter()
        .filter(|card| matches!(card.state, AdmissionState::Requested | AdmissionState::BedAssigned))
        .map(|card| {
            let mut line = vec![words::diagnosis(t, &card.diagnosis), t.label(&card.department.name)];
            line.extend(words::needs(t, card.needs));
            line.push(t.say(&Message::new("ward-requested-at").with("at", t.day_and_clock(card.requested_at))));
            if let Some(bed) = &card.bed {
                line.insert(0, format!("→ {}", room_and_bed(t, &bed.room, &bed.number)));
            }
            line.extend(overruled(t, &card.overruled));
            let name = words::masked_name(t, &card.patient);
            Waiting {
                id: card.admission.to_string(),
                name: name.clone(),
                facts: words::person(t, &card.patient),
                chip: Chip::new(urgency_tone(card.urgency), words::urgency(t, card.urgency)),
                line: line.join(" · "),
                assigned: card.bed.is_some(),
                beds: card.suggestions.iter().map(|suggestion| choice(t, suggestion)).collect(),
                against: card.against_rules.iter().map(|bed| against(t, bed)).collect(),
                against_label: t.say(&Message::new("ward-against-label").with("name", name)),
            }
        })
        .collect()
}

/// The names of rules of a room.
fn rule_names(t: &Localizer, rules: &[BedRule]) -> String {
    rules.iter().map(|rule| t.text(rule.message())).collect::<Vec<_>>().join(" · ")
}

/// A bed that could be kept only against rules, with their names.
fn against(t: &Localizer, bed: &view::BedAgainstRules) -> Choice {
    let place = room_and_bed(t, &bed.bed.room, &bed.bed.number);
    let words = t.say(&Message::new("ward-against-bed").with("bed", place).with("rules", rule_names(t, &bed.rules)));
    Choice { value: bed.bed.bed.to_string(), words, chosen: false }
}

/// Against which rules somebody has a bed, if against any.
pub(super) fn overruled(t: &Localizer, rules: &[BedRule]) -> Option<String> {
    let said = || t.say(&Message::new("ward-overruled").with("rules", rule_names(t, rules)));
    (!rules.is_empty()).then(said)
}

const fn urgency_tone(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "bad",
        Urgency::Urgent => "warn",
        Urgency::Elective => "rest",
    }
}

/// A suggested bed as a choice, with its reasons.
pub(super) fn choice(t: &Localizer, suggestion: &view::Suggestion) -> Choice {
    let bed = room_and_bed(t, &suggestion.bed.room, &suggestion.bed.number);
    let reasons: Vec<String> = suggestion.reasons.iter().map(|reason| t.say(reason)).collect();
    Choice {
        value: suggestion.bed.bed.to_string(),
        words: if reasons.is_empty() { bed } else { format!("{bed}: {}", reasons.join(" · ")) },
        chosen: false,
    }
}

/// Those who have arrived and are not in bed yet.
pub(super) fn admitting(t: &Localizer, page: &view::WardBoard) -> Vec<Admitting> {
    page.waiting
        .iter()
        .filter(|card| card.state == AdmissionState::Arrived)
        .map(|card| {
            let minutes = card.arrived_at.map_or(0, |at| minutes_between(at, page.now));
            let done = card.formalities.iter().filter(|line| line.done_at.is_some()).count();
            let mut line = Vec::new();
            line.extend(card.bed.as_ref().map(|bed| room_and_bed(t, &bed.room, &bed.number)));
            line.push(
                t.say(
                    &Message::new("ward-formalities-done")
                        .with("done", i64::try_from(done).unwrap_or(0))
                        .with("all", i64::try_from(card.formalities.len()).unwrap_or(0)),
                ),
            );
            Admitting {
                id: card.admission.to_string(),
                name: words::masked_name(t, &card.patient),
                facts: words::person(t, &card.patient),
                line: line.join(" · "),
                minutes,
                long: long(t, minutes),
                late: minutes >= MINUTES_PROMISED,
            }
        })
        .collect()
}

/// From this many minutes on, a time is not shown in minutes.
const LONG_MINUTES: u32 = 180;

/// A time that is too long for running minutes; empty for a shorter one.
pub(super) fn long(t: &Localizer, minutes: u32) -> String {
    if minutes < LONG_MINUTES { String::new() } else { words::span(t, i64::from(minutes)) }
}

/// Whole minutes from one instant to a later one.
pub(super) fn minutes_between(from: Instant, until: Instant) -> u32 {
    u32::try_from((until - from).num_minutes().max(0)).unwrap_or(u32::MAX)
}
