//! The booking rules: what is in force today and what comes later, in the hospital, in departments and in sessions, with
//! the form by which they are changed from a day on.

use super::{
    rules_form::{NUMBERS, OPTIONAL, QUEUE, RulesFields, WAITLIST, spelled, value_of},
    template_forms::word,
};
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
use axum::{extract::Query, response::Response};
use hospital::{
    presets::RulesPreset,
    view::{RulesPage, RulesPlace, RulesSet},
};
use model::{
    id::{DepartmentId, SessionId},
    message::{Message, Refusal},
    scheduling::{BookingRules, PatientGroup, RulesScope, Title},
};
use serde::Deserialize;
use serde_json::Value as Json;
use std::str::FromStr;

/// The page.
#[derive(Template)]
#[template(path = "admin/rules.html")]
pub(super) struct RulesScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    rows: Vec<Row>,
    /// Whose rules the form changes.
    title: String,
    departments: Vec<Choice>,
    /// The kinds of sessions.
    kinds: Vec<Link>,
    /// The groups of patients.
    groups: Vec<Link>,
    presets: Vec<Choice>,
    /// The scope in the form; empty for the hospital's.
    department: String,
    session: String,
    kind: String,
    group: String,
    version: String,
    today: String,
    /// The text that says what the form changes.
    hint: &'static str,
    form: RulesFields,
}

/// A set of rules.
struct Row {
    place: String,
    from: String,
    state: Chip,
    lines: Vec<String>,
    source: String,
    href: String,
    label: String,
    chosen: bool,
}

/// What a step that went well says.
const DONE: [&str; 1] = ["admin-rules-adopted"];

/// The scope whose rules the form changes, with what the form begins, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RulesQuery {
    #[serde(default)]
    department: String,
    #[serde(default)]
    session: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    preset: String,
    #[serde(default)]
    done: Option<String>,
}

/// A scope as an address has it; without any, the hospital.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) department: Option<DepartmentId>,
    pub(super) session: Option<SessionId>,
    pub(super) kind: Option<Title>,
    pub(super) group: Option<PatientGroup>,
}

impl Place {
    /// From the texts of an address or a form, which are empty for what is not meant.
    pub(super) fn read(department: &str, session: &str, kind: &str, group: &str) -> Result<Self, Refusal> {
        fn id<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
            let text = Some(text.trim()).filter(|text| !text.is_empty());
            text.map(str::parse).transpose()
        }
        let not_there = || Refusal::new("not-there").field("scope");
        let title = |text: &str| Title::ALL.into_iter().find(|title| word(title) == text).ok_or_else(not_there);
        let kind = Some(kind.trim()).filter(|kind| !kind.is_empty());
        let of_patients =
            |text: &str| PatientGroup::ALL.into_iter().find(|group| word(group) == text).ok_or_else(not_there);
        let group = Some(group.trim()).filter(|group| !group.is_empty());
        Ok(Self {
            department: id(department).map_err(|_| not_there())?,
            session: id(session).map_err(|_| not_there())?,
            kind: kind.map(title).transpose()?,
            group: group.map(of_patients).transpose()?,
        })
    }

    pub(super) fn of(scope: RulesScope) -> Self {
        match scope {
            RulesScope::Hospital => Self::default(),
            RulesScope::Group(group) => Self { group: Some(group), ..Self::default() },
            RulesScope::Kind(kind) => Self { kind: Some(kind), ..Self::default() },
            RulesScope::Department(id) => Self { department: Some(id), ..Self::default() },
            RulesScope::Session(id) => Self { session: Some(id), ..Self::default() },
        }
    }

    pub(super) fn scope(self) -> RulesScope {
        match (self.session, self.department, self.kind, self.group) {
            (Some(session), ..) => RulesScope::Session(session),
            (None, Some(department), ..) => RulesScope::Department(department),
            (None, None, Some(kind), _) => RulesScope::Kind(kind),
            (None, None, None, Some(group)) => RulesScope::Group(group),
            (None, None, None, None) => RulesScope::Hospital,
        }
    }

    pub(super) fn href(self, more: &str) -> String {
        let department = self.department.map(|id| format!("department={id}"));
        let session = self.session.map(|id| format!("session={id}"));
        let kind = self.kind.map(|kind| format!("kind={}", word(kind)));
        let group = self.group.map(|group| format!("group={}", word(group)));
        let more = Some(more.to_owned()).filter(|more| !more.is_empty());
        let query: Vec<String> = [department, session, kind, group, more].into_iter().flatten().collect();
        if query.is_empty() { "/admin/rules".to_owned() } else { format!("/admin/rules?{}", query.join("&")) }
    }
}

pub(super) async fn show(mut staff: Member, Query(query): Query<RulesQuery>) -> Response {
    let scope = match Place::read(&query.department, &query.session, &query.kind, &query.group) {
        Ok(place) => place.scope(),
        Err(refusal) => return staff.cannot(&refusal.into()),
    };
    let page = match staff.hospital.rules_page(&staff.actor, scope).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    act::answer(&RulesScreen::new((&staff.t, &staff.shell, &staff.nonce), notice, &page, &query.preset))
}

impl<'a> RulesScreen<'a> {
    pub(super) fn new(
        (t, shell, nonce): (&'a Localizer, &'a Shell, &'a str),
        notice: Option<Notice>,
        page: &RulesPage,
        preset: &str,
    ) -> Self {
        let today = t.zone().date(page.now);
        let scope = page.place.scope;
        let Place { department, session, kind, group } = Place::of(scope);
        let is_hospital = scope == RulesScope::Hospital;
        let last = page.last.as_ref();
        let preset = RulesPreset::all().iter().find(|one| one.id == preset).filter(|_| is_hospital);
        // A hospital without rules begins with what the preset says.
        let over = |preset: &RulesPreset| last.map_or_else(|| preset.rules.clone(), |last| preset.over(last));
        let filled = preset.map(over);
        let choice = |value: String, words: String, chosen| Choice { value, words, chosen };
        let whole = choice(String::new(), t.text("rules-hospital"), is_hospital);
        let of_department = page.departments.iter().map(|one| {
            let chosen = Some(one.department) == department;
            choice(one.department.to_string(), t.label(&one.name), chosen)
        });
        let of_kind = |one: Title| Link {
            href: Place::of(RulesScope::Kind(one)).href(""),
            words: words::title(t, one),
            current: Some(one) == kind,
        };
        let of_group = |one: PatientGroup| Link {
            href: Place::of(RulesScope::Group(one)).href(""),
            words: t.text(one.message()),
            current: Some(one) == group,
        };
        let presets = RulesPreset::all()
            .iter()
            .filter(|_| is_hospital)
            .map(|one| choice(one.id.clone(), t.label(&one.name), preset.is_some_and(|chosen| chosen.id == one.id)));
        Self {
            t,
            shell,
            nonce,
            place: "rules",
            notice,
            rows: page.sets.iter().map(|set| row(t, set, scope)).collect(),
            title: t.say(&Message::new("rules-change-of").with("place", place_words(t, &page.place))),
            departments: std::iter::once(whole).chain(of_department).collect(),
            kinds: Title::ALL.into_iter().map(of_kind).collect(),
            groups: PatientGroup::ALL.into_iter().map(of_group).collect(),
            presets: presets.collect(),
            department: department.map(|id| id.to_string()).unwrap_or_default(),
            session: session.map(|id| id.to_string()).unwrap_or_default(),
            kind: kind.map(word).unwrap_or_default(),
            group: group.map(word).unwrap_or_default(),
            version: page.version.to_string(),
            today: today.to_string(),
            hint: match scope {
                RulesScope::Hospital => "rules-form-hospital",
                RulesScope::Group(_) => "rules-form-group",
                RulesScope::Kind(_) | RulesScope::Department(_) | RulesScope::Session(_) => "rules-form-narrower",
            },
            form: RulesFields::new(t, scope, filled.as_ref().or(last), today),
        }
    }
}

fn row(t: &Localizer, set: &RulesSet, chosen: RulesScope) -> Row {
    let place = place_words(t, &set.place);
    let (tone, id) = if set.is_in_force { ("ok", "rules-in-force") } else { ("rest", "rules-to-come") };
    Row {
        from: t.day(set.rules.valid_from),
        state: Chip::new(tone, t.text(id)),
        lines: lines(t, &set.rules),
        source: set.rules.source.clone(),
        href: Place::of(set.place.scope).href(""),
        label: t.say(&Message::new("rules-change-of").with("place", place.as_str())),
        chosen: set.place.scope == chosen,
        place,
    }
}

/// The hospital, a group of patients, a kind of sessions, a department, or a session by its clinician, day and hour.
fn place_words(t: &Localizer, place: &RulesPlace) -> String {
    if let RulesScope::Kind(kind) = place.scope {
        return t.say(&Message::new("rules-kind").with("kind", words::title(t, kind)));
    }
    if let RulesScope::Group(group) = place.scope {
        return t.say(&Message::new("rules-group").with("group", t.text(group.message())));
    }
    let department = place.department.as_ref().map(|one| t.label(&one.name));
    let clinician = place.clinician.as_ref().map(|name| name.full.clone());
    let when = place.date.zip(place.from).map(|(date, from)| format!("{} {from}", t.day(date)));
    let parts: Vec<String> = [department, clinician, when].into_iter().flatten().collect();
    if parts.is_empty() { t.text("rules-hospital") } else { parts.join(" · ") }
}

/// What a set says, rule by rule.
fn lines(t: &Localizer, rules: &BookingRules) -> Vec<String> {
    let said = serde_json::to_value(rules).unwrap_or_default();
    let number = |of: &Json, name: &str| {
        let value = spelled(name, value_of(of, name)?);
        let rule = t.text(&format!("field-{}", name.replace('_', "-")));
        Some(t.say(&Message::new("rules-number").with("rule", rule).with("value", value)))
    };
    let mut all: Vec<String> = rules
        .caps
        .iter()
        .map(|cap| {
            let (per, within) = (t.text(cap.per.message()), t.text(cap.within.message()));
            t.say(&Message::new("rules-cap").with("per", per).with("within", within).with("max", cap.max))
        })
        .collect();
    all.extend(rules.no_shows.iter().map(|step| {
        let message = Message::new("rules-step")
            .with("count", step.count)
            .with("within", step.within_days)
            .with("blocked", step.blocked_days);
        t.say(&message)
    }));
    let numbers = NUMBERS.iter().chain(&OPTIONAL).chain(&["cleaning_minutes"]);
    all.extend(numbers.filter_map(|name| number(&said, name)));
    if let Some(waitlist) = said.get("waitlist").filter(|waitlist| !waitlist.is_null()) {
        all.extend(WAITLIST.iter().filter_map(|name| number(waitlist, name)));
    }
    if let Some(queue) = said.get("queue").filter(|queue| !queue.is_null()) {
        all.extend(QUEUE.iter().filter_map(|name| number(queue, name)));
    }
    if all.is_empty() {
        all.push(t.text("rules-nothing"));
    }
    all
}
