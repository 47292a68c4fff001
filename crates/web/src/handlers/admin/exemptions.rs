//! Exemptions of people from booking rules: who has one, a search for whom to exempt, and one person's, granted and ended
//! here. Names are masked.

use super::template_forms::date;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Choice, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Request, read, usecase,
    view::{ExemptPerson, ExemptionList, ExemptionRow},
};
use model::{
    id::{DepartmentId, ExemptionId, PersonId},
    message::{Message, Refusal},
    scheduling::{ExemptFrom, ReasonCode},
};
use serde::Deserialize;

const PAGE: &str = "/admin/exemptions";

/// What a step that went well says.
const DONE: [&str; 2] = ["exemptions-done-granted", "exemptions-done-ended"];

/// The reasons for an exemption, the most usual first.
const REASONS: [ReasonCode; 3] = [ReasonCode::Other, ReasonCode::Hospital, ReasonCode::PatientWish];

/// The page.
#[derive(Template)]
#[template(path = "admin/exemptions.html")]
pub(super) struct ExemptionsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    rows: Vec<Row>,
    /// Those who were found; none before a search.
    found: Option<Vec<Found>>,
    /// The one person whose exemptions are shown.
    person: Option<Chosen>,
}

struct Row {
    id: String,
    name: String,
    href: String,
    what: String,
    days: String,
    reason: String,
    state: Chip,
    /// What the button that ends it says to those who do not see the row; empty if it is over.
    end: String,
}

struct Found {
    href: String,
    name: String,
    facts: String,
}

/// The form for a person.
struct Chosen {
    id: String,
    name: String,
    facts: String,
    today: String,
    kinds: Vec<Choice>,
    departments: Vec<Choice>,
    reasons: Vec<Choice>,
}

/// Whose exemptions, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ExemptionsQuery {
    #[serde(default)]
    person: Option<PersonId>,
    #[serde(default)]
    done: Option<String>,
}

/// Whom to look for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FindForm {
    #[serde(default)]
    text: String,
}

/// An exemption, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct GrantForm {
    #[serde(default)]
    exempt_from: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

/// Why it ends.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    person: Option<PersonId>,
    #[serde(default)]
    reason: String,
}

fn address(person: PersonId) -> String {
    format!("{PAGE}?person={person}")
}

pub(super) async fn show(mut staff: Member, Query(query): Query<ExemptionsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let found = match staff.kept.as_ref().and_then(|kept| kept.finding.clone()) {
        None => None,
        Some(text) => match staff.hospital.read(&staff.actor, read::ExemptionCandidates { text }).await {
            Ok(found) => Some(found),
            Err(failure) => return staff.cannot(&failure),
        },
    };
    match staff.hospital.read(&staff.actor, read::Exemptions { person: query.person }).await {
        Ok(page) => act::answer(&screen(&staff, notice, &page, found.as_deref())),
        Err(failure) => staff.cannot(&failure),
    }
}

/// What was typed is sent in the form and kept for the page, as addresses are logged.
pub(super) async fn find(staff: Member, post: Post<FindForm>) -> Response {
    let text = post.form.text.as_str();
    match staff.hospital.read(&staff.actor, read::ExemptionCandidates { text: text.to_owned() }).await {
        Ok(found) => act::told(&staff.t, PAGE, |t| says(t, found.len())).finding(text).into_response(),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}

/// How many were found.
fn says(t: &Localizer, found: usize) -> Notice {
    match i64::try_from(found) {
        Ok(0) => act::warned(t.text("exemptions-found-none"), String::new()),
        found => act::said(t.say(&Message::new("desk-found").with("count", found.unwrap_or(i64::MAX)))),
    }
}

fn screen<'a>(
    staff: &'a Member,
    notice: Option<Notice>,
    page: &ExemptionList,
    found: Option<&[ExemptPerson]>,
) -> ExemptionsScreen<'a> {
    let t = &staff.t;
    ExemptionsScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "exemptions",
        notice,
        rows: page.rows.iter().map(|one| row(t, page, one)).collect(),
        found: found.map(|all| all.iter().map(|one| hit(t, one)).collect()),
        person: page.person.as_ref().map(|person| chosen(t, page, person)),
    }
}

fn name(t: &Localizer, person: &ExemptPerson) -> String {
    if person.name.is_empty() { t.text("staff-no-name") } else { person.name.clone() }
}

fn facts(t: &Localizer, person: &ExemptPerson) -> String {
    let age = person.age.map(|age| t.age(age, None));
    let all = [Some(words::sex(t, person.sex)), age, person.phone.clone()];
    all.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn hit(t: &Localizer, person: &ExemptPerson) -> Found {
    Found { href: address(person.person), name: name(t, person), facts: facts(t, person) }
}

const fn kind_id(kind: ExemptFrom) -> &'static str {
    match kind {
        ExemptFrom::Caps => "exemptions-caps",
        ExemptFrom::NoShows => "exemptions-no-shows",
        ExemptFrom::Both => "exemptions-both",
    }
}

fn reason(t: &Localizer, code: ReasonCode) -> String {
    t.text(&format!("exemptions-because-{}", words::code(&code).replace('_', "-")))
}

fn row(t: &Localizer, page: &ExemptionList, one: &ExemptionRow) -> Row {
    let today = t.zone().date(page.now);
    let place = one.department.as_ref().map_or_else(|| t.text("rules-hospital"), |place| t.label(&place.name));
    let is_open = one.is_open(today);
    let (tone, state) = match (is_open, one.from <= today) {
        (true, true) => ("ok", "rules-in-force"),
        (true, false) => ("rest", "rules-to-come"),
        (false, _) => ("rest", "exemptions-over"),
    };
    let name = name(t, &one.person);
    let days = format!("{}–{}", t.full_date(one.from), t.full_date(one.until));
    Row {
        id: one.exemption.to_string(),
        href: address(one.person.person),
        what: format!("{} · {place}", t.text(kind_id(one.exempt_from))),
        reason: reason(t, one.reason),
        state: Chip::new(tone, t.text(state)),
        end: if is_open { format!("{} · {name} {days}", t.text("exemptions-end")) } else { String::new() },
        name,
        days,
    }
}

fn chosen(t: &Localizer, page: &ExemptionList, person: &ExemptPerson) -> Chosen {
    let whole = Choice { value: String::new(), words: t.text("rules-hospital"), chosen: true };
    let departments = page.departments.iter().map(|one| Choice {
        value: one.department.to_string(),
        words: t.label(&one.name),
        chosen: false,
    });
    Chosen {
        id: person.person.to_string(),
        name: name(t, person),
        facts: facts(t, person),
        today: t.zone().date(page.now).to_string(),
        kinds: words::choices(&ExemptFrom::ALL, None, |kind| t.text(kind_id(kind))),
        departments: std::iter::once(whole).chain(departments).collect(),
        reasons: words::choices(&REASONS, None, |code| reason(t, code)),
    }
}

impl GrantForm {
    fn request(&self, patient: PersonId) -> Result<usecase::GrantExemption, Refusal> {
        let exempt_from = words::decode(&self.exempt_from);
        let department = Some(self.department.trim()).filter(|text| !text.is_empty());
        let department = department.map(str::parse::<DepartmentId>).transpose();
        Ok(usecase::GrantExemption {
            patient,
            exempt_from: exempt_from.ok_or(Refusal::new("field-choose").field("exempt_from"))?,
            department: department.map_err(|_| Refusal::new("not-there").field("department"))?,
            from: date("from", &self.from)?,
            until: date("until", &self.until)?,
            reason: words::decode(&self.reason).unwrap_or(ReasonCode::Other),
            text: Some(self.text.clone()),
        })
    }
}

pub(super) async fn grant(staff: Member, Path(person): Path<PersonId>, post: Post<GrantForm>) -> Response {
    if let Err(failure) = staff.may(Action::GrantExemption) {
        return staff.cannot(&failure);
    }
    let outcome = match post.form.request(person) {
        Ok(request) => staff.execute(&post.key, Request::GrantExemption(request)).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => act::see(&format!("{}&done={}", address(person), DONE[0])),
        Err(failure) => act::refused(&staff.t, &address(person), &failure).into_response(),
    }
}

pub(super) async fn end(staff: Member, Path(exemption): Path<ExemptionId>, post: Post<EndForm>) -> Response {
    let request = usecase::EndExemption { exemption, reason: words::reason(&post.form.reason), text: None };
    let (page, more) = match post.form.person {
        Some(person) => (address(person), '&'),
        None => (PAGE.to_owned(), '?'),
    };
    match staff.execute(&post.key, request.into()).await {
        Ok(_) => act::see(&format!("{page}{more}done={}", DONE[1])),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}
