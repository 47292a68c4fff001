//! Reception: those found by a scan, today's list, and one opened person.

use super::{
    end::{GoesOn, SessionOver},
    list::{self, ClinicianSlots, Row, RowAct},
    opened::{Found, Opened, found},
    place::{Place, Purpose},
};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Link, Notice},
        pause::{PAUSED, RESUMED},
        registering::{Register, RegisterForm},
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
    Action, Failure,
    view::{self, SearchKind},
};
use model::{id::PersonId, message::Message, scheduling::QueueClass};

/// The page.
#[derive(Template)]
#[template(path = "desk/show.html")]
pub(super) struct DeskScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) typed: String,
    pub(super) department: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) departments: Vec<Choice>,
    /// The list is another department's: it can only be looked at.
    pub(super) only_looks: bool,
    pub(super) credentials: Vec<Choice>,
    /// The classes that can be chosen at check-in.
    pub(super) classes: Vec<Choice>,
    pub(super) rows: Vec<Row>,
    pub(super) ends: Vec<SessionOver>,
    /// The sessions whose room can be changed, and whose calls can pause.
    pub(super) sessions: Vec<GoesOn>,
    pub(super) found: Vec<Found>,
    pub(super) search: Option<Search>,
    pub(super) opened: Option<Opened>,
    pub(super) slots: Vec<ClinicianSlots>,
    pub(super) register: Register,
    /// How many have to be phoned because a session was closed; empty if nobody has to be.
    pub(super) to_phone: String,
    /// How many appeals wait for a decision; empty if none does.
    pub(super) appeals: String,
    /// How many messages reached nobody; empty if each did.
    pub(super) unreached: String,
    /// The desk's address without an opened person; a row's link adds its person.
    pub(super) close: String,
    pub(super) open: String,
}

/// The person for whom somebody else is looked for.
pub(super) struct Search {
    pub(super) with: String,
    pub(super) purpose: String,
    pub(super) words: String,
    pub(super) back: Link,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 13] = [
    room::DONE,
    PAUSED,
    RESUMED,
    "desk-done-registered",
    "desk-done-newborn",
    "desk-done-unidentified",
    "desk-done-corrected",
    "desk-done-merged",
    "desk-done-unmerged",
    "desk-done-family",
    "desk-done-family-end",
    "staff-done-ended",
    "staff-done-undo-end",
];

/// What was looked for, and whom that finds now.
async fn find(staff: &Member) -> (String, Option<view::SearchResult>) {
    let typed = staff.kept.as_ref().and_then(|kept| kept.finding.clone()).unwrap_or_default();
    if typed.is_empty() {
        return (typed, None);
    }
    match staff.hospital.read(&staff.actor, read::Search { text: typed.clone() }).await {
        Ok(found) => (typed, Some(found)),
        // It was found a moment ago: the rest of the page is shown all the same.
        Err(failure) => {
            tracing::warn!(%failure, "what was looked for cannot be found again");
            (typed, None)
        }
    }
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(place): Query<Place>) -> Response {
    let done = match done(&staff, &place).await {
        Ok(done) => done,
        Err(failure) => return staff.cannot(&failure),
    };
    // One of those who were found is opened: their list says how many they are.
    let sought = place.person.is_some() && staff.kept.as_ref().is_some_and(|kept| kept.finding.is_some());
    let notice = staff.said(done).filter(|notice| !(sought && notice.tone == "ok"));
    match screen(&staff, &place, notice).await {
        Ok(page) => act::answer(&page),
        Err(failure) => staff.cannot(&failure),
    }
}

/// What was done, if the address says so: who was checked in, with number, room and how many wait before.
async fn done(staff: &Member, place: &Place) -> Result<Option<Notice>, Failure> {
    let t = &staff.t;
    let named = place.done.as_deref();
    if let (Some(visit), Some(id)) = (place.visit, CHECKED_IN.iter().find(|id| Some(**id) == named)) {
        let visit = staff.hospital.listed_visit(&staff.actor, visit).await?;
        let (head, body) = list::checked_in(t, id, &visit);
        return Ok(Some(Notice { tone: "ok", head, body, ways: Vec::new() }));
    }
    if let (Some(visit), Some(id)) = (place.visit, OF_VISIT.iter().find(|id| Some(**id) == named)) {
        let visit = staff.hospital.listed_visit(&staff.actor, visit).await?;
        return Ok(Some(Notice { body: list::whose(t, &visit), ..act::said(t.text(id)) }));
    }
    Ok(act::done(t, named, &DONE, None))
}

/// The texts for a check-in and for what puts somebody into a queue; the page adds name, number and room.
pub(super) const CHECKED_IN: [&str; 6] = [
    "desk-done-checked-in",
    "desk-done-booked-and-in",
    "desk-done-return",
    "desk-done-undo-return",
    "desk-done-transferred",
    "desk-done-undo-transfer",
];

/// The texts for what was done to a visit; the page adds whose, when and where.
const OF_VISIT: [&str; 7] = [
    "desk-done-undo-check-in",
    "desk-done-undo-cancel",
    "desk-done-undo-missed",
    "desk-done-booked",
    "desk-done-cancelled",
    "desk-done-moved",
    "desk-done-days",
];

/// After a step: leads to the page that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, place: &Place, outcome: Result<&'static str, Failure>) -> Response {
    match outcome {
        Ok(done) => act::see(&place.after(done).href()),
        Err(failure) => refused(staff, place, &failure),
    }
}

/// Leads to the page that shows the refusal.
pub(super) fn refused(staff: &Member, place: &Place, failure: &Failure) -> Response {
    let place = Place { visit: None, ..place.clone() };
    act::refused(&staff.t, &place.href(), failure).into_response()
}

async fn screen<'a>(staff: &'a Member, place: &Place, notice: Option<Notice>) -> Result<DeskScreen<'a>, Failure> {
    let t = &staff.t;
    let (typed, found) = find(staff).await;
    let list = staff.hospital.read(&staff.actor, read::DayList { department: place.department, date: None }).await?;
    let own = list.department.department;
    let opened = match place.person {
        Some(person) => Some(staff.hospital.desk_person(&staff.actor, person).await?),
        None => None,
    };
    let told = match place.person {
        Some(person) => Some(staff.hospital.messages(&staff.actor, Some(person)).await?),
        None => None,
    };
    let presented = place.shown.or_else(|| opened.as_ref()?.patient.credentials.first().map(|shown| shown.kind));
    // Windows are only read if there is somebody to book for, or another department is looked at.
    let slots = if opened.is_some() || !list.may_change {
        list::slots(
            t,
            &staff
                .hospital
                .read(&staff.actor, read::Slots { department: own, date: Some(list.date), patient: None })
                .await?,
        )
    } else {
        Vec::new()
    };
    let place = Place { department: Some(own), ..place.clone() };
    let nobody = found.as_ref().is_none_or(|page| page.hits.is_empty());
    // Somebody unknown is registered next: what was typed need not be typed again.
    let new = found.is_some() && nobody && place.search().is_none();
    let register = new.then(|| RegisterForm::looked_for(&typed));
    let search = match place.search() {
        Some((with, purpose)) => Some(search(staff, &place, with, purpose).await?),
        None => None,
    };
    Ok(DeskScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        department: own.to_string(),
        title: t.say(
            &Message::new("desk-today")
                .with("department", t.label(&list.department.name))
                .with("day", t.day(list.date)),
        ),
        summary: list::summary(t, list.counts),
        departments: list
            .departments
            .iter()
            .map(|other| Choice {
                value: other.department.to_string(),
                words: t.label(&other.name),
                chosen: other.department == own,
            })
            .collect(),
        only_looks: !list.may_change,
        classes: words::choices(&QueueClass::AT_CHECK_IN, None, |class| class_words(t, class)),
        credentials: words::choices(&words::CREDENTIALS, presented, |kind| words::credential(t, kind)),
        rows: list.rows.iter().map(|visit| list::masked(t, list.date, visit)).collect(),
        ends: list.ends.iter().map(|(head, end)| SessionOver::new(t, head, *end)).collect(),
        sessions: list.sessions.iter().map(|head| GoesOn::new(t, head)).collect(),
        found: hits(t, found.as_ref(), &place, &typed),
        search,
        opened: opened.as_ref().zip(told.as_ref()).map(|(page, told)| Opened::new(t, page, &place).told(t, told)),
        slots,
        to_phone: to_phone(staff).await?,
        appeals: super::appeals::link(staff).await?,
        unreached: unreached(staff).await?,
        register: Register::new(t, register.as_ref()),
        close: Place::of(Some(own)).href(),
        open: format!("{}&person=", Place::of(Some(own)).href()),
        // Those who were found are listed below: the field is free for the next scan, and no number stays on the
        // screen.
        typed: if nobody { typed } else { String::new() },
    })
}

/// The link to those who have to be phoned, for readers who phone.
async fn to_phone(staff: &Member) -> Result<String, Failure> {
    if staff.may(Action::ReadClosure).is_err() {
        return Ok(String::new());
    }
    let page = staff.hospital.read(&staff.actor, read::ToPhone { department: None }).await?;
    let words = || staff.t.say(&Message::new("to-phone-link").with("count", page.count));
    Ok(if page.count > 0 { words() } else { String::new() })
}

/// The link to those whom a message did not reach.
async fn unreached(staff: &Member) -> Result<String, Failure> {
    let count = match staff.hospital.unreached_count(&staff.actor).await {
        // Clinicians look at the list of their department, and do not tell patients.
        Err(Failure::Denied) => 0,
        count => count?,
    };
    let words = || staff.t.say(&Message::new("unreached-link").with("count", count as i64));
    Ok(if count > 0 { words() } else { String::new() })
}

/// Those found by a search, masked.
fn hits(t: &Localizer, page: Option<&view::SearchResult>, place: &Place, typed: &str) -> Vec<Found> {
    let Some(page) = page else { return Vec::new() };
    let presented = |hit| match page.kind {
        SearchKind::Credential => words::presented(hit, typed),
        SearchKind::VisitCode => Some(model::person::CredentialKind::VisitCode),
        SearchKind::Phone | SearchKind::Name => None,
    };
    page.hits.iter().map(|hit| found(t, hit, place, presented(hit))).collect()
}

/// The person for whom somebody else is looked for, and the way back.
async fn search(staff: &Member, place: &Place, with: PersonId, purpose: Purpose) -> Result<Search, Failure> {
    let t = &staff.t;
    let card = staff.hospital.read(&staff.actor, read::Person { person: with }).await?;
    let id = match purpose {
        Purpose::Merge => "desk-search-merge",
        Purpose::Family => "desk-search-family",
    };
    let back = Place::of(place.department).opening(with, None).href();
    Ok(Search {
        with: with.to_string(),
        purpose: words::code(&purpose),
        words: t.say(&Message::new(id).with("name", words::masked_name(t, &card))),
        back: Link { href: back, words: t.text("desk-search-end"), current: false },
    })
}

/// A class, as the desk chooses it.
pub(super) fn class_words(t: &Localizer, class: QueueClass) -> String {
    t.text(match class {
        QueueClass::Emergency => "desk-class-emergency",
        QueueClass::AfterTests => "desk-return",
        QueueClass::Priority => "desk-class-priority",
        QueueClass::Ordinary => "desk-class-ordinary",
    })
}
