//! What needs a decision, item by item, each with a link if there is a page for it.

use super::schedule;
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{act, parts::Link, words},
};
use askama::Template;
use axum::response::Response;
use hospital::read;
use hospital::view::{ClashingSession, LateStep, OpenExchange, RoomClash, Undecided};
use model::{
    id::{AdmissionId, DepartmentId},
    journey::{Owner, StepKind},
    message::Message,
    time::Instant,
};

/// The page.
#[derive(Template)]
#[template(path = "admin/decide.html")]
pub(super) struct DecideScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) sections: Vec<Section>,
}

/// All items of one kind.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// How many more there are; empty if these are all.
    pub(super) more: String,
}

/// One item: its cells, and where to go.
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) way: Option<Link>,
    /// Whom to tell; empty if nobody.
    pub(super) tell: String,
}

/// The page.
pub(super) async fn show(staff: Member) -> Response {
    let page = match staff.hospital.to_decide(&staff.actor).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    match staff.hospital.read(&staff.actor, read::Places {}).await {
        Ok(places) => {
            let name = |id: DepartmentId| {
                let found = places.departments.iter().find(|place| place.department == id);
                found.map(|place| staff.t.label(&place.name)).unwrap_or_default()
            };
            act::answer(&DecideScreen::new(&staff.t, &staff.shell, &page, name))
        }
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> DecideScreen<'a> {
    /// Only kinds of which there is something.
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        page: &Undecided,
        department: impl Fn(DepartmentId) -> String,
    ) -> Self {
        let since = |at: Instant| {
            let minutes = (page.now - at).num_minutes().max(0);
            format!("{} · {}", t.day_and_clock(at), words::span(t, minutes))
        };
        let late = page.late.iter().map(|late| {
            let department = late.department.map(&department).unwrap_or_default();
            let number = late.code.as_deref().map(words::spaced).unwrap_or_default();
            let whom = late.ward.as_ref().map_or_else(|| department.clone(), |ward| t.label(ward));
            let cells = [t.text(step(late.kind)), number, t.text(owner(late.owner)), department, since(late.due)];
            let way = late.admission.map(|admission| stay_way(t, admission)).or_else(|| visit_way(t, late));
            Row { way, tell: tell(t, late.owner, whom), ..row(cells) }
        });
        let beds = page.without_bed.iter().map(|stay| {
            let cells = [
                words::spaced(&stay.code),
                department(stay.department),
                words::urgency(t, stay.urgency),
                since(stay.arrived_at),
            ];
            Row { way: Some(stay_way(t, stay.admission)), ..row(cells) }
        });
        let exchanges = page.exchanges.iter().map(|open| {
            let way = open.admission.map_or_else(
                || Link {
                    href: "/admin/open-stays".to_owned(),
                    words: t.text("admin-decide-open-stays"),
                    ..Link::default()
                },
                |admission| stay_way(t, admission),
            );
            let number = open.code.as_deref().map(words::spaced).unwrap_or_default();
            Row { way: Some(way), ..row([open.infno.to_string(), number, exchange_state(t, open), since(open.since)]) }
        });
        let rooms = page.clashes.iter().map(|clash| clash_row(t, clash, &department));
        let sections = [
            section(t, "late", 5, late.collect(), page.late_count),
            section(t, "beds", 4, beds.collect(), page.without_bed.len() as u32),
            section(t, "exchanges", 4, exchanges.collect(), page.exchange_count),
            section(t, "rooms", 3, rooms.collect(), page.clashes.len() as u32),
        ];
        let sections = sections.into_iter().filter(|section| !section.rows.is_empty()).collect();
        Self { t, shell, place: "overview", sections }
    }
}

fn row<const N: usize>(cells: [String; N]) -> Row {
    Row { cells: cells.into(), way: None, tell: String::new() }
}

/// What is known about an exchange without an answer.
pub(super) fn exchange_state(t: &Localizer, open: &OpenExchange) -> String {
    t.text(if open.unknown { "admin-decide-unknown" } else { "admin-decide-sending" })
}

/// Leads to the page that shows how far a stay has come.
fn stay_way(t: &Localizer, admission: AdmissionId) -> Link {
    Link { href: format!("/admin/stays/{admission}"), words: t.text("admin-decide-stay"), ..Link::default() }
}

/// Leads to the schedule of the day of a late visit.
fn visit_way(t: &Localizer, late: &LateStep) -> Option<Link> {
    let of_a_visit = matches!(late.kind, StepKind::Booking | StepKind::Consult);
    let department = late.department.filter(|_| of_a_visit)?;
    let href = schedule::address(department, t.zone().date(late.due), None);
    Some(Link { href, words: t.text("admin-decide-schedule"), ..Link::default() })
}

/// Who is to be told about a late step; `whom`: the name of the ward or the department.
pub(super) fn tell(t: &Localizer, owner: Owner, whom: String) -> String {
    match owner {
        Owner::Insurer => t.text("admin-decide-tell-insurer"),
        Owner::Patient | Owner::Desk | Owner::Clinician | Owner::Ward if whom.is_empty() => {
            t.text("admin-decide-tell-desk")
        }
        Owner::Patient | Owner::Desk | Owner::Clinician | Owner::Ward => {
            t.say(&Message::new("admin-decide-tell").with("whom", whom))
        }
    }
}

fn section(t: &Localizer, id: &'static str, columns: usize, rows: Vec<Row>, count: u32) -> Section {
    let left = count.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    Section {
        id,
        title: t.text(&format!("admin-decide-{id}")),
        hint: t.text(&format!("admin-decide-{id}-hint")),
        heads: (1..=columns).map(|column| t.text(&format!("admin-decide-{id}-{column}"))).collect(),
        rows,
        more: if left > 0 { t.say(&Message::new("admin-clock-more").with("count", left)) } else { String::new() },
    }
}

fn clash_row(t: &Localizer, clash: &RoomClash, department: impl Fn(DepartmentId) -> String) -> Row {
    let place = format!("{} · {}", department(clash.department), t.label(&clash.room));
    let [one, other] = &clash.sessions;
    let both = format!("{} / {}", session(one), session(other));
    Row {
        cells: vec![place, t.day(clash.date), both],
        way: Some(Link {
            href: schedule::address(clash.department, clash.date, Some(other.session)),
            words: t.text("admin-decide-schedule"),
            ..Link::default()
        }),
        tell: String::new(),
    }
}

/// `颜子衿 08:00–12:00`
pub(super) fn session(session: &ClashingSession) -> String {
    format!("{} {}–{}", session.clinician.full, session.from, session.until)
}

pub(super) const fn step(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Booking => "patient-step-booking",
        StepKind::Consult => "patient-step-consult",
        StepKind::Tests => "patient-step-tests",
        StepKind::Admission => "patient-step-admission",
        StepKind::Stay => "patient-step-stay",
        StepKind::Settlement => "patient-step-settlement",
        StepKind::Discharge => "patient-step-discharge",
        StepKind::FollowUp => "patient-step-follow-up",
    }
}

pub(super) const fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Patient => "staff-role-patient",
        Owner::Desk => "staff-role-desk",
        Owner::Clinician => "staff-role-clinician",
        Owner::Ward => "staff-role-nurse",
        Owner::Insurer => "admin-decide-insurer",
    }
}
