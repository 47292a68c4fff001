//! Reception: today's list, whom a scan found, and where to book on site.

use super::register::RegisterForm;
use crate::{
    handlers::staff::{
        act,
        parts::{Chip, Choice, Notice},
        words,
    },
    locale::Localizer,
    page::Shell,
    session::Member,
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{
    Failure,
    view::{self, SearchKind, SlotState, VisitState},
};
use model::{
    id::DepartmentId,
    message::Message,
    person::{CredentialKind, Sex},
    scheduling::Ticket,
};
use serde::Deserialize;

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
    pub(super) credentials: Vec<Choice>,
    pub(super) rows: Vec<Row>,
    pub(super) found: Vec<Found>,
    pub(super) slots: Vec<ClinicianSlots>,
    pub(super) register: Register,
}

/// What a step that went well says on the page it leads to.
const DONE: [&str; 6] = [
    "desk-done-checked-in",
    "desk-done-ticket",
    "desk-done-undo-check-in",
    "desk-done-undo-missed",
    "desk-done-booked",
    "desk-done-booked-ticket",
];

/// Whose list, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DeskQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    ticket: Option<Ticket>,
}

/// The desk of a department.
pub(super) fn address(department: Option<DepartmentId>) -> String {
    department.map_or_else(|| "/desk".to_owned(), |department| format!("/desk?department={department}"))
}

/// After a step: to the page that says so, or that says the refusal.
pub(super) fn after(
    staff: &Member,
    department: Option<DepartmentId>,
    outcome: Result<(&'static str, Option<Ticket>), Failure>,
) -> Response {
    match outcome {
        Ok((done, ticket)) => {
            let ticket = ticket.map(|ticket| format!("&ticket={ticket}")).unwrap_or_default();
            let department = department.map(|department| format!("&department={department}")).unwrap_or_default();
            act::see(&format!("/desk?done={done}{ticket}{department}"))
        }
        Err(failure) => act::refused(&staff.t, &address(department), &failure).into_response(),
    }
}

/// What was looked for, and who that is now.
async fn find(staff: &Member) -> (String, Option<view::SearchPage>) {
    let typed = staff.kept.as_ref().and_then(|kept| kept.finding.clone()).unwrap_or_default();
    if typed.is_empty() {
        return (typed, None);
    }
    match staff.hospital.search(&staff.actor, &typed).await {
        Ok(found) => (typed, Some(found)),
        // It was found a moment ago: the page is more than this.
        Err(failure) => {
            tracing::warn!(%failure, "what was looked for cannot be found again");
            (typed, None)
        }
    }
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<DeskQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, query.ticket);
    let notice = staff.said(done);
    let (typed, found) = find(&staff).await;
    // Who is new is registered next: what was typed is not typed again.
    let nobody = found.as_ref().is_some_and(|page| page.hits.is_empty());
    let register = nobody.then(|| RegisterForm::looked_for(&typed));
    let t = &staff.t;
    let list = match staff.hospital.day_list(&staff.actor, query.department, None).await {
        Ok(list) => list,
        Err(failure) => return staff.cannot(&failure),
    };
    let own = list.department.department;
    // Windows are only asked for when there is somebody to book for.
    let slots = match &found {
        Some(found) if !found.hits.is_empty() => {
            match staff.hospital.slots(&staff.actor, own, Some(list.date), None).await {
                Ok(page) => slots(t, &page),
                Err(failure) => return staff.cannot(&failure),
            }
        }
        _ => Vec::new(),
    };
    let screen = DeskScreen {
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
        summary: summary(t, list.counts),
        departments: list
            .departments
            .iter()
            .map(|other| Choice {
                value: other.department.to_string(),
                words: t.label(&other.name),
                chosen: other.department == own,
            })
            .collect(),
        credentials: words::choices(&words::CREDENTIALS, None, |kind| words::credential(t, kind)),
        rows: list.rows.iter().map(|visit| row(t, visit)).collect(),
        found: found
            .as_ref()
            .map(|page| page.hits.iter().map(|hit| self::found(t, page, hit, &typed)).collect())
            .unwrap_or_default(),
        slots,
        register: Register::new(t, register.as_ref()),
        // Who was found stands below: the field is free for the next scan, and no number stays on the screen.
        typed: if found.as_ref().is_some_and(|page| !page.hits.is_empty()) { String::new() } else { typed },
    };
    act::answer(&screen)
}

/// One visit of the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) window: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) place: String,
    pub(super) chip: Chip,
    pub(super) done: bool,
    pub(super) can_check_in: bool,
    pub(super) act: RowAct,
    pub(super) act_label: String,
}

/// What can be done about a visit.
pub(super) enum RowAct {
    /// Check in.
    CheckIn,
    /// Take something back: the last part of the address and the words.
    Undo { act: &'static str, words: String },
    /// Nothing here.
    None,
}

/// Somebody whom a scan found.
pub(super) struct Found {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) numbers: String,
    /// What was presented, where the scan says it.
    pub(super) credential: Option<String>,
    pub(super) visits: Vec<Row>,
    pub(super) stays: Vec<FoundStay>,
}

/// A stay of somebody found.
pub(super) struct FoundStay {
    pub(super) words: String,
    pub(super) chip: Chip,
}

/// A clinician with windows that can be booked on site.
pub(super) struct ClinicianSlots {
    pub(super) words: String,
    pub(super) slots: Vec<Slot>,
}

/// A window.
pub(super) struct Slot {
    pub(super) id: String,
    pub(super) window: String,
    pub(super) left: String,
}

/// The registration form, empty or with what was looked for.
pub(super) struct Register {
    pub(super) open: bool,
    pub(super) name: String,
    pub(super) credential: String,
    pub(super) country: String,
    pub(super) birth: String,
    pub(super) phone: String,
    pub(super) kinds: Vec<Choice>,
    pub(super) sexes: Vec<Choice>,
}

impl Register {
    /// From what was typed.
    pub(super) fn new(t: &Localizer, typed: Option<&RegisterForm>) -> Self {
        let kind = typed.and_then(|form| words::decode::<CredentialKind>(&form.credential_kind));
        let sex = typed.and_then(|form| words::decode::<Sex>(&form.sex));
        let mut sexes = words::choices(&[Sex::Female, Sex::Male], sex, |sex| words::sex(t, sex));
        sexes.insert(0, Choice { value: String::new(), words: t.text("desk-sex-by-card"), chosen: sex.is_none() });
        let text = |pick: fn(&RegisterForm) -> &String| typed.map(pick).cloned().unwrap_or_default();
        Self {
            open: typed.is_some(),
            name: text(|form| &form.name),
            credential: text(|form| &form.credential),
            country: text(|form| &form.country),
            birth: text(|form| &form.birth),
            phone: text(|form| &form.phone),
            kinds: words::choices(&words::CREDENTIALS, kind, |kind| words::credential(t, kind)),
            sexes,
        }
    }
}

/// A row of today's list.
pub(super) fn row(t: &Localizer, visit: &view::VisitRow) -> Row {
    let name = words::full_name(t, &visit.patient);
    let (act, label) = match visit.state {
        VisitState::Booked if visit.can_check_in => (RowAct::CheckIn, "desk-check-in-label"),
        VisitState::Waiting => {
            (RowAct::Undo { act: "undo-check-in", words: t.text("desk-undo-check-in") }, "desk-undo-check-in-label")
        }
        VisitState::Missed => {
            (RowAct::Undo { act: "undo-missed", words: t.text("desk-undo-missed") }, "desk-undo-missed-label")
        }
        _ => (RowAct::None, "desk-check-in-label"),
    };
    let mut chip = words::visit(t, visit.state);
    if let (VisitState::Waiting, Some(ticket), Some(ahead)) = (visit.state, visit.ticket, visit.ahead) {
        chip.words = t.say(&Message::new("desk-waiting").with("ticket", ticket.to_string()).with("ahead", ahead));
    }
    Row {
        id: visit.appointment.to_string(),
        window: t.window(visit.from, visit.until),
        facts: words::person(t, &visit.patient),
        place: format!("{} · {} · {}", t.label(&visit.room), visit.clinician.full, visit.code),
        chip,
        done: matches!(visit.state, VisitState::Finished | VisitState::Cancelled | VisitState::Missed),
        can_check_in: visit.can_check_in,
        act,
        act_label: t.say(&Message::new(label).with("name", name.clone())),
        name,
    }
}

/// Somebody found. `typed` is what was scanned, to know which credential it was.
pub(super) fn found(t: &Localizer, page: &view::SearchPage, hit: &view::SearchHit, typed: &str) -> Found {
    let credential = match page.kind {
        SearchKind::VisitCode => Some(CredentialKind::VisitCode),
        SearchKind::Credential => words::presented(hit, typed),
        SearchKind::Phone | SearchKind::Name => None,
    };
    let numbers: Vec<String> = hit
        .patient
        .credentials
        .iter()
        .map(|shown| format!("{} {}", words::credential(t, shown.kind), shown.number))
        .chain(hit.patient.phone.clone())
        .collect();
    Found {
        id: hit.patient.person.to_string(),
        name: words::full_name(t, &hit.patient),
        facts: words::person(t, &hit.patient),
        numbers: numbers.join(" · "),
        credential: credential.map(|kind| words::code(&kind)),
        visits: hit.visits.iter().map(|visit| row(t, visit)).collect(),
        stays: hit
            .stays
            .iter()
            .map(|stay| {
                let (words, chip) = words::open_stay(t, stay);
                FoundStay { words, chip }
            })
            .collect(),
    }
}

/// Windows of today with seats left, by clinician.
pub(super) fn slots(t: &Localizer, page: &view::SlotsPage) -> Vec<ClinicianSlots> {
    let mut all = Vec::new();
    for clinician in &page.clinicians {
        let slots: Vec<Slot> = clinician
            .sessions
            .iter()
            .flat_map(|session| &session.slots)
            .filter(|slot| matches!(slot.state, SlotState::Free | SlotState::Last))
            .map(|slot| Slot {
                id: slot.slot.to_string(),
                window: t.window(slot.from, slot.until),
                left: t.say(&Message::new("desk-left").with("count", slot.left)),
            })
            .collect();
        if !slots.is_empty() {
            all.push(ClinicianSlots {
                words: format!(
                    "{} {} · {}",
                    clinician.name.full,
                    words::title(t, clinician.title),
                    t.yuan(clinician.fee)
                ),
                slots,
            });
        }
    }
    all
}

/// The list in a sentence.
pub(super) fn summary(t: &Localizer, counts: view::DayCounts) -> String {
    t.say(
        &Message::new("desk-summary")
            .with("expected", counts.expected)
            .with("waiting", counts.waiting)
            .with("inside", counts.in_consultation)
            .with("seen", counts.seen)
            .with("missed", counts.missed),
    )
}
