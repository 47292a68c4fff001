//! One page of days, clinicians and windows, with the choice within reach of the thumb.

use super::{
    address::{SlotsQuery, minutes},
    change,
    parts::{Choice, Day, Slot, Thumb, way},
    words,
};
use crate::{
    locale::Localizer,
    problem::{html, says},
    session::Member,
    ui::page::Shell,
    ui::{
        parts::{Link, Notice},
        words as terms,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use chrono::Datelike;
use hospital::read;
use hospital::{
    Failure,
    view::{
        BookingPreview, ClinicianDay, DayOffer, DayOpening, DayState, DrawRef, DrawStage, HeldSeat, SlotList,
        SlotOffer, SlotState, UsualWait, VisitSummary,
    },
};
use model::{
    id::{DepartmentId, PersonId, SlotId},
    message::Message,
    refusal,
    time::Instant,
};

/// The page.
#[derive(Template)]
#[template(path = "patient/slots.html")]
pub(super) struct SlotsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    department: String,
    /// The choice on this page.
    step: String,
    moving: bool,
    /// The appointment that is moved.
    moved: Option<String>,
    back: String,
    /// Why nobody can book online for the patient now.
    blocked: Option<String>,
    family: Vec<Link>,
    days: Vec<Day>,
    day: String,
    clinicians: Vec<Clinician>,
    /// Where there is a seat if this day has none.
    other_day: Option<Link>,
    /// Which day opens next, and when.
    opens: Option<String>,
    /// The waiting list, if windows of this day are full.
    wait: Option<Link>,
    /// The seat of the department that is held for the patient.
    held: Option<Link>,
    /// The form by which a window is chosen, unless an appointment is moved.
    hold: Option<HoldForm>,
    thumb: Thumb,
}

/// What is sent with the window that is touched.
struct HoldForm {
    key: String,
    department: String,
    date: String,
    patient: String,
}

impl HoldForm {
    /// Is this seat held for the patient of the page, in its department?
    fn is_of(&self, seat: &HeldSeat) -> bool {
        seat.patient.person.to_string() == self.patient && seat.department.department.to_string() == self.department
    }
}

/// The way to what is held.
fn held_link(t: &Localizer, seat: &HeldSeat) -> Link {
    let words = Message::new("hold-see")
        .with("when", t.day_and_window(seat.from, seat.until))
        .with("at", t.clock(seat.held_until));
    way(format!("/book/{}?for={}", seat.slot, seat.patient.person), t.say(&words))
}

struct Clinician {
    name: String,
    title: String,
    line: String,
    wait: Option<String>,
    parts: Vec<Part>,
    /// Another clinician, if this one has nothing left.
    next: Option<Link>,
}

struct Part {
    name: String,
    room: String,
    rule: String,
    /// The draw of its seats: until when one can join, or what it has given.
    draw: Option<Link>,
    slots: Vec<Slot>,
}

pub(super) async fn show(
    member: Member,
    Path(department): Path<DepartmentId>,
    Query(query): Query<SlotsQuery>,
) -> Response {
    let page = match member
        .hospital
        .read(&member.actor, read::Slots { department, date: query.date, patient: query.patient })
        .await
    {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let thumb = thumb(&member, &page, query).await;
    let moved = match query.moving {
        Some(appointment) => change::visit_of(&member, appointment).await.ok().map(|(_, visit)| visit),
        None => None,
    };
    let hold = page.patient.as_ref().filter(|_| query.moving.is_none()).map(|patient| HoldForm {
        key: format!("{}.hold", member.nonce),
        department: page.department.department.to_string(),
        date: page.date.to_string(),
        patient: patient.person.to_string(),
    });
    let held = match member.hospital.held_seats(&member.actor).await {
        Ok(held) => held,
        Err(failure) => return member.cannot(&failure),
    };
    let screen = screen(&member.t, &member.shell, &page, query, thumb, moved.as_ref());
    let held = held.iter().find(|seat| hold.as_ref().is_some_and(|hold| hold.is_of(seat)));
    html(&SlotsScreen { held: held.map(|seat| held_link(&member.t, seat)), hold, ..screen }, StatusCode::OK)
}

/// The choice, with how a booking would be answered now; for a full window the next best one.
async fn thumb(member: &Member, page: &SlotList, query: SlotsQuery) -> Thumb {
    let t = &member.t;
    let touched = query.full.and_then(|full| chip(page, full));
    let best = touched.and_then(|full| next_best(page, full)).map(|(_, slot)| slot.slot);
    let (Some(patient), Some(slot)) = (page.patient.as_ref(), query.slot.or(best)) else {
        return touched.map_or(Thumb::Nothing, |full| Thumb::Refused(none_left(t, page, query, full)));
    };
    let choice = match member.hospital.read(&member.actor, read::Slot { slot, patient: Some(patient.person) }).await {
        Ok(choice) => choice,
        Err(Failure::NotFound) => return Thumb::Refused(withdrawn(t, page, query)),
        Err(failure) => {
            let (head, body) = says(t, &failure);
            return Thumb::Refused(Notice { tone: "bad", head, body, ways: Vec::new() });
        }
    };
    if let Some(refusal) = &choice.refusal {
        let ways = ways(t, page, query, &choice.slot, refusal.code);
        return Thumb::Refused(Notice { tone: "bad", head: t.refusal(refusal), body: String::new(), ways });
    }
    let key = format!("{}.book.{slot}", member.nonce);
    Thumb::Choice(at_the_thumb(t, &choice, touched, key))
}

/// What helps if a window cannot be had: another window of the day, unless the day itself is refused.
fn ways(t: &Localizer, page: &SlotList, query: SlotsQuery, slot: &SlotOffer, code: &str) -> Vec<Link> {
    let department = page.department.department;
    let another_day = || {
        let day = page.days.iter().find(|day| day.date != page.date && offers(day.state))?;
        let words = Message::new("patient-see-day").with("day", t.day(day.date));
        Some(way(query.on(day.date).href(department), t.say(&words)))
    };
    let another_window = || {
        let (_, next) = next_best_of(page, slot)?;
        let window = t.window_beside(page.date, next.from, next.until);
        let words = Message::new("patient-see-window").with("window", window);
        Some(way(query.choosing(next).href(department), t.say(&words)))
    };
    match code {
        refusal::NO_SHOW_BLOCK => Vec::new(),
        code if code == refusal::ALREADY_IN_SLOT || refusal::is_cap(code) => {
            let mine = way("/journeys", t.text("patient-see-mine"));
            [Some(mine), another_day()].into_iter().flatten().collect()
        }
        refusal::TOO_FAR_AHEAD | refusal::GROUP_TOO_FAR_AHEAD => another_day().into_iter().collect(),
        _ => another_window().or_else(another_day).into_iter().collect(),
    }
}

const fn offers(state: DayState) -> bool {
    matches!(state, DayState::Free | DayState::Few)
}

fn at_the_thumb(t: &Localizer, page: &BookingPreview, full: Option<&SlotOffer>, key: String) -> Choice {
    let window = t.window(page.slot.from, page.slot.until);
    let clinician = page.clinician_name.full.as_str();
    Choice {
        key,
        department: page.department.department.to_string(),
        slot: page.slot.slot.to_string(),
        at: minutes(page.slot.from),
        patient: page.patient.person.to_string(),
        instead: full
            .map(|full| t.window_beside(page.date, full.from, full.until))
            .map(|window| t.say(&Message::new("patient-instead").with("window", window))),
        day: t.day_at(page.slot.from),
        window: window.clone(),
        line: match page.slot.expected_at {
            Some(at) => {
                t.say(&Message::new("patient-choice-expected").with("at", t.clock(at)).with("clinician", clinician))
            }
            None => clinician.to_owned(),
        },
        fee: t.yuan(page.fee),
        button: t.say(
            &Message::new("patient-book-button").with("name", page.patient.name.full.as_str()).with("window", window),
        ),
    }
}

/// The window that was chosen is no longer there: its session was withdrawn.
fn withdrawn(t: &Localizer, page: &SlotList, query: SlotsQuery) -> Notice {
    let department = page.department.department;
    let begins = query.begins();
    let free = match begins {
        Some(begins) => nearest(chips(page), begins),
        None => chips(page).filter(|(_, slot)| bookable(slot)).min_by_key(|(_, slot)| slot.from),
    };
    let another_day = begins.is_some_and(|begins| t.zone().date(begins) != page.date);
    let next = free.map(|(clinician, slot)| {
        let window = if another_day {
            t.day_and_window(slot.from, slot.until)
        } else {
            t.window_beside(page.date, slot.from, slot.until)
        };
        let words =
            Message::new("patient-see-next").with("clinician", clinician.name.full.as_str()).with("window", window);
        way(query.choosing(slot).href(department), t.say(&words))
    });
    Notice {
        tone: "bad",
        head: t.text("patient-withdrawn"),
        body: t.text("patient-withdrawn-body"),
        ways: next.or_else(|| other_day(t, page, query)).into_iter().collect(),
    }
}

/// This day has no windows left at all.
fn none_left(t: &Localizer, page: &SlotList, query: SlotsQuery, full: &SlotOffer) -> Notice {
    Notice {
        tone: "bad",
        head: t.say(
            &Message::new("patient-day-is-full")
                .with("window", t.window_beside(page.date, full.from, full.until))
                .with("day", t.day(page.date)),
        ),
        body: String::new(),
        ways: other_day(t, page, query).into_iter().collect(),
    }
}

/// All windows of the page with their clinicians.
fn chips(page: &SlotList) -> impl Iterator<Item = (&ClinicianDay, &SlotOffer)> {
    page.clinicians.iter().flat_map(|clinician| {
        clinician.sessions.iter().flat_map(|session| &session.slots).map(move |slot| (clinician, slot))
    })
}

fn chip(page: &SlotList, slot: SlotId) -> Option<&SlotOffer> {
    chips(page).find(|(_, chip)| chip.slot == slot).map(|(_, chip)| chip)
}

const fn bookable(slot: &SlotOffer) -> bool {
    matches!(slot.state, SlotState::Free | SlotState::Last)
}

/// The nearest window of the day with a seat: of the same clinician if there is one.
fn next_best<'a>(page: &'a SlotList, full: &SlotOffer) -> Option<(&'a ClinicianDay, &'a SlotOffer)> {
    let own = chips(page).find(|(_, chip)| chip.slot == full.slot).map(|(clinician, _)| clinician.clinician);
    nearest(chips(page).filter(|(clinician, _)| Some(clinician.clinician) == own), full.from)
        .or_else(|| nearest(chips(page), full.from))
}

/// The nearest other window of the day with a seat.
fn next_best_of<'a>(page: &'a SlotList, not: &SlotOffer) -> Option<(&'a ClinicianDay, &'a SlotOffer)> {
    nearest(chips(page).filter(|(_, chip)| chip.slot != not.slot), not.from)
}

fn nearest<'a>(
    slots: impl Iterator<Item = (&'a ClinicianDay, &'a SlotOffer)>,
    to: Instant,
) -> Option<(&'a ClinicianDay, &'a SlotOffer)> {
    slots.filter(|(_, slot)| bookable(slot)).min_by_key(|(_, slot)| ((slot.from - to).abs(), slot.from))
}

/// The department's waiting list, if it has one and windows of this day are full.
fn waiting_list(t: &Localizer, page: &SlotList, query: SlotsQuery) -> Option<Link> {
    let is_full = chips(page).any(|(_, slot)| slot.state == SlotState::Full);
    if !page.has_waitlist || query.moving.is_some() || !is_full {
        return None;
    }
    let whom = query.patient.map(|person| format!("?for={person}")).unwrap_or_default();
    Some(way(format!("/departments/{}/waitlist{whom}", page.department.department), t.text("wait-see")))
}

/// The first day with seats, if this one has none.
fn other_day(t: &Localizer, page: &SlotList, query: SlotsQuery) -> Option<Link> {
    if chips(page).any(|(_, slot)| bookable(slot)) {
        return None;
    }
    let day = page.days.iter().find(|day| offers(day.state))?;
    Some(way(
        query.on(day.date).href(page.department.department),
        t.say(&Message::new("patient-see-day").with("day", t.day(day.date))),
    ))
}

fn screen<'a>(
    t: &'a Localizer,
    shell: &'a Shell,
    page: &SlotList,
    query: SlotsQuery,
    thumb: Thumb,
    moved: Option<&VisitSummary>,
) -> SlotsScreen<'a> {
    let department = page.department.department;
    let patient = page.patient.as_ref().map(|member| member.person);
    let query = SlotsQuery { date: Some(page.date), patient, ..query };
    let chosen = match &thumb {
        Thumb::Choice(choice) => Some(choice.slot.as_str()),
        Thumb::Nothing | Thumb::Refused(_) => None,
    };
    SlotsScreen {
        t,
        shell,
        department: t.label(&page.department.name),
        step: t.text(if query.moving.is_some() { "patient-choose-other" } else { "patient-choose-window" }),
        moving: query.moving.is_some(),
        moved: moved.map(|visit| t.say(&Message::new("patient-moving").with("when", words::when(t, visit)))),
        back: "/".to_owned(),
        // Whoever moves an appointment takes no more of them.
        blocked: page.patient.as_ref().filter(|_| query.moving.is_none()).and_then(|one| words::blocked(t, one)),
        family: page
            .family
            .iter()
            .map(|member| Link {
                href: query.of(Some(member.person)).href(department),
                words: member.name.full.clone(),
                current: Some(member.person) == patient,
            })
            .collect(),
        days: strip(t, page, query),
        day: t.day(page.date),
        clinicians: page
            .clinicians
            .iter()
            .map(|clinician| {
                let own = moved.filter(|visit| visit.clinician == clinician.name).map(|visit| visit.from);
                card(t, page, clinician, query, chosen, own)
            })
            .collect(),
        other_day: other_day(t, page, query),
        opens: page.opens.map(|next| opens(t, page, next)),
        wait: waiting_list(t, page, query),
        held: None,
        hold: None,
        thumb,
    }
}

/// Which day opens next, or of which day more opens: the kinds of sessions may open at different times.
fn opens(t: &Localizer, page: &SlotList, next: DayOpening) -> String {
    let is_closed = |day: &DayOffer| day.date == next.date && day.state == DayState::NotYet;
    let id = if page.days.iter().any(is_closed) { "patient-opens" } else { "patient-opens-more" };
    t.say(&Message::new(id).with("day", t.day(next.date)).with("at", next.at))
}

/// The days side by side; the month is named where it begins.
fn strip(t: &Localizer, page: &SlotList, query: SlotsQuery) -> Vec<Day> {
    let before = std::iter::once(None).chain(page.days.iter().map(|day| Some(t.month(day.date))));
    let day = |(day, before): (&DayOffer, Option<String>)| {
        let (state, class) = day_state(t, day.state);
        let month = t.month(day.date);
        Day {
            href: query.on(day.date).href(page.department.department),
            month: (before.as_ref() != Some(&month)).then_some(month),
            weekday: t.weekday(day.date),
            number: day.date.0.day().to_string(),
            state,
            class,
            chosen: day.date == page.date,
        }
    };
    page.days.iter().zip(before).map(day).collect()
}

pub(crate) fn day_state(t: &Localizer, state: DayState) -> (String, &'static str) {
    let (id, class) = match state {
        DayState::Free => ("patient-day-free", "is-free"),
        DayState::Few => ("patient-day-few", "is-few"),
        DayState::Full => ("patient-day-full", "is-full"),
        DayState::Closed => ("patient-day-closed", "is-closed"),
        DayState::NotYet => ("patient-day-not-yet", "is-closed"),
        DayState::Over => ("patient-past", "is-closed"),
        DayState::Drawn => ("patient-day-drawn", "is-few"),
    };
    (t.text(id), class)
}

fn card(
    t: &Localizer,
    page: &SlotList,
    clinician: &ClinicianDay,
    query: SlotsQuery,
    chosen: Option<&str>,
    own: Option<Instant>,
) -> Clinician {
    Clinician {
        name: clinician.name.full.clone(),
        title: terms::title(t, clinician.title),
        line: format!("{} · {}", t.label(&page.department.place), t.yuan(clinician.fee)),
        wait: clinician.usual_wait.map(|wait| usual_wait(t, wait)),
        parts: clinician
            .sessions
            .iter()
            .map(|session| Part {
                name: t.text(if session.morning { "patient-morning" } else { "patient-afternoon" }),
                // Each session has a room of its own.
                room: t.room(&session.room),
                rule: t.say(&Message::new("patient-slot-rule").with("minutes", session.slot_minutes)),
                draw: session.draw.as_ref().and_then(|draw| drawn(t, draw, query.patient)),
                slots: session
                    .slots
                    .iter()
                    .map(|slot| match own == Some(slot.from) {
                        true => own_slot(t, page, slot),
                        false => slot_offer(t, page, slot, query, chosen),
                    })
                    .collect(),
            })
            .collect(),
        next: instead_of(t, page, clinician, query),
    }
}

/// The draw of a session's seats, unless it was cancelled.
fn drawn(t: &Localizer, draw: &DrawRef, patient: Option<PersonId>) -> Option<Link> {
    let (id, at) = match draw.stage {
        DrawStage::Listed => ("draw-see-listed", draw.closes_at),
        DrawStage::Closed | DrawStage::Drawing => ("draw-see-closed", draw.drawn_at),
        DrawStage::Over => ("draw-see-over", draw.drawn_at),
        DrawStage::Cancelled => return None,
    };
    let words = Message::new(id).with("at", t.day_and_clock(at)).with("seats", draw.seats);
    Some(way(super::draw::address(draw.draw, patient), t.say(&words)))
}

/// A figure with what it is based on: the usual minutes, or how many of the last ones did not wait at all.
fn usual_wait(t: &Localizer, wait: UsualWait) -> String {
    let message = match wait.median_minutes {
        0 => Message::new("patient-on-time").with("count", wait.on_time),
        minutes => Message::new("patient-usual-wait").with("minutes", minutes),
    };
    t.say(&message.with("cases", wait.cases))
}

/// Another clinician's nearest window, for one who has been full all day.
fn instead_of(t: &Localizer, page: &SlotList, clinician: &ClinicianDay, query: SlotsQuery) -> Option<Link> {
    let own: Vec<&SlotOffer> = clinician.sessions.iter().flat_map(|session| &session.slots).collect();
    let full = own.iter().find(|slot| slot.state == SlotState::Full)?;
    if own.iter().any(|slot| bookable(slot)) {
        return None;
    }
    let (other, slot) = next_best_of(page, full)?;
    let words = Message::new("patient-see-clinician")
        .with("clinician", other.name.full.as_str())
        .with("window", t.window_beside(page.date, slot.from, slot.until));
    Some(way(choose(page, slot, query), t.say(&words)))
}

/// Where choosing a window leads: to the choice, or to what moving to it means.
fn choose(page: &SlotList, slot: &SlotOffer, query: SlotsQuery) -> String {
    match query.moving {
        Some(appointment) => format!("/visits/{appointment}/move/{}", slot.slot),
        None => query.choosing(slot).href(page.department.department),
    }
}

/// The window that is given up: nothing can be chosen in it.
fn own_slot(t: &Localizer, page: &SlotList, slot: &SlotOffer) -> Slot {
    let window = t.window_beside(page.date, slot.from, slot.until);
    Slot { hold: None, href: None, window, left: t.text("patient-own-window"), class: "is-past", chosen: false }
}

fn slot_offer(t: &Localizer, page: &SlotList, slot: &SlotOffer, query: SlotsQuery, chosen: Option<&str>) -> Slot {
    let is_chosen = chosen.is_some_and(|chosen| chosen == slot.slot.to_string());
    let left = || t.say(&Message::new("patient-left").with("count", slot.left));
    let (left, class, href) = match slot.state {
        SlotState::Free if is_chosen => (left(), "is-free is-chosen", Some(choose(page, slot, query))),
        SlotState::Last if is_chosen => (left(), "is-last is-chosen", Some(choose(page, slot, query))),
        SlotState::Free => (left(), "is-free", Some(choose(page, slot, query))),
        SlotState::Last => (left(), "is-last", Some(choose(page, slot, query))),
        SlotState::Full if query.moving.is_some() => (t.text("patient-full"), "is-full", None),
        SlotState::Full => {
            let next = query.wanting(slot.slot).href(page.department.department);
            (t.text("patient-full-next"), "is-full", Some(next))
        }
        SlotState::Past if slot.until > page.now => (t.text("patient-begun"), "is-past", None),
        SlotState::Past => (t.text("patient-past"), "is-past", None),
        SlotState::NotYet => (t.text("patient-not-yet"), "is-past", None),
        SlotState::TooLate => (t.text("patient-too-late"), "is-past", None),
        SlotState::Closed => (t.text("patient-slot-closed"), "is-past", None),
        SlotState::Drawn => (t.text("patient-slot-drawn"), "is-past", None),
    };
    let window = t.window_beside(page.date, slot.from, slot.until);
    let is_held = bookable(slot) && query.moving.is_none() && page.patient.is_some();
    Slot { hold: is_held.then(|| slot.slot.to_string()), href, window, left, class, chosen: is_chosen }
}
