//! The form of a set of booking rules.

use super::{
    publish::minute,
    rules::Place,
    template_forms::{date, word},
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::act,
};
use axum::response::{IntoResponse, Response};
use hospital::{Action, Failure, Request, usecase};
use model::{
    message::{Refusal, Value},
    scheduling::{BookingRules, Cap, NoShowStep, Period, RulesScope, Within, rule_bounds},
    time::{BusinessDate, MinuteOfDay},
};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The rules that are one number each, by their names in a set.
pub(super) const NUMBERS: [&str; 9] = [
    "days_ahead",
    "cancel_minutes_before",
    "cancels_per_day_max",
    "cancels_per_department_day_max",
    "checkin_minutes_before",
    "missed_minutes_after",
    "pass_places",
    "undo_minutes",
    "hold_minutes",
];

/// Those that may be left out everywhere.
pub(super) const OPTIONAL: [&str; 2] = ["release_at", "book_minutes_before"];

/// Of all of them, those that are times of day, typed as `18:00`.
const CLOCKS: [&str; 4] = ["release_at", "closes", "night_from", "night_until"];

/// The rules that only the hospital's set gives.
const OF_HOSPITAL: [&str; 1] = ["cleaning_minutes"];

/// Those of the waiting list.
pub(super) const WAITLIST: [&str; 12] = [
    "open_max",
    "joins_per_day_max",
    "line_max",
    "closes",
    "offer_minutes_max",
    "offer_share_percent",
    "longer_minutes",
    "night_from",
    "night_until",
    "passes_max",
    "silences_max",
    "returned_minutes_max",
];

/// Those of the classes in a queue.
pub(super) const QUEUE: [&str; 4] = ["older_from_age", "emergency_minutes", "after_tests_minutes", "priority_minutes"];

/// Those that a group of patients may have.
const OF_GROUP: [&str; 5] =
    ["days_ahead", "cancel_minutes_before", "cancels_per_day_max", "cancels_per_department_day_max", "release_at"];

/// As many steps of the ladder as a set may have.
const STEPS: usize = 5;

/// A number as it is typed and shown: a time of day as the clock says it.
pub(super) fn spelled(name: &str, value: u16) -> String {
    if CLOCKS.contains(&name) { MinuteOfDay(value).to_string() } else { value.to_string() }
}

/// What a set says of a rule.
pub(super) fn value_of(of: &Json, name: &str) -> Option<u16> {
    of.get(name)?.as_u64()?.try_into().ok()
}

/// A number in the form.
pub(super) struct Number {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) required: bool,
    /// A time of day.
    pub(super) is_clock: bool,
}

/// Numbers side by side under one label.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) numbers: Vec<Number>,
}

/// The fields, as the form begins with them.
pub(super) struct RulesFields {
    pub(super) source: String,
    pub(super) valid_from: String,
    pub(super) numbers: Vec<Number>,
    /// A line for each period.
    pub(super) caps: Vec<Line>,
    /// The text that says what an empty field means.
    pub(super) caps_empty: &'static str,
    /// Empty where only the hospital's set, or that of a group of patients, gives them.
    pub(super) steps: Vec<Line>,
    /// Empty where one line is waited for whichever session a seat comes from.
    pub(super) waitlist: Vec<Number>,
    pub(super) has_waitlist: bool,
    /// Empty for a group of patients.
    pub(super) queue: Vec<Number>,
    pub(super) has_queue: bool,
}

impl RulesFields {
    pub(super) fn new(t: &Localizer, scope: RulesScope, set: Option<&BookingRules>, today: BusinessDate) -> Self {
        let said = serde_json::to_value(set).unwrap_or_default();
        let number = |of: &Json, name: &str, required| Number {
            name: name.to_owned(),
            label: t.text(&format!("field-{}", name.replace('_', "-"))),
            value: value_of(of, name).map(|value| spelled(name, value)).unwrap_or_default(),
            required,
            is_clock: CLOCKS.contains(&name),
        };
        let is_hospital = scope == RulesScope::Hospital;
        let of_hospital = OF_HOSPITAL.iter().filter(|_| is_hospital);
        let waitlist = said.get("waitlist").cloned().unwrap_or_default();
        let queue = said.get("queue").cloned().unwrap_or_default();
        let is_group = matches!(scope, RulesScope::Group(_));
        let is_waited_for = matches!(scope, RulesScope::Hospital | RulesScope::Department(_));
        let may_have = |name: &&&str| !is_group || OF_GROUP.contains(*name);
        let numbers = NUMBERS.iter().filter(may_have);
        let numbers = numbers.chain(of_hospital).map(|name| number(&said, name, is_hospital));
        let optional = OPTIONAL.iter().filter(may_have).map(|name| number(&said, name, false));
        let steps = (0..STEPS).filter(|_| is_hospital || is_group);
        Self {
            source: set.map(|set| set.source.clone()).unwrap_or_default(),
            valid_from: set.map_or(today, |set| set.valid_from.max(today)).to_string(),
            numbers: numbers.chain(optional).collect(),
            caps_empty: match scope {
                RulesScope::Hospital => "rules-caps-empty-hospital",
                RulesScope::Group(_) => "rules-caps-empty-group",
                RulesScope::Kind(_) => "rules-caps-empty-kind",
                RulesScope::Department(_) | RulesScope::Session(_) => "rules-caps-empty-narrower",
            },
            caps: Period::ALL.into_iter().map(|per| cap_line(t, per, set)).collect(),
            steps: steps.map(|place| step_line(t, place, set.and_then(|set| set.no_shows.get(place)))).collect(),
            waitlist: WAITLIST.iter().filter(|_| is_waited_for).map(|name| number(&waitlist, name, false)).collect(),
            has_waitlist: !waitlist.is_null(),
            queue: QUEUE.iter().filter(|_| !is_group).map(|name| number(&queue, name, false)).collect(),
            has_queue: !queue.is_null(),
        }
    }
}

fn cap_line(t: &Localizer, per: Period, set: Option<&BookingRules>) -> Line {
    let number = |within: Within| {
        let caps = set.iter().flat_map(|set| &set.caps);
        let said = caps.filter(|cap| (cap.per, cap.within) == (per, within)).map(|cap| cap.max).next();
        Number {
            name: cap_name(per, within),
            label: t.text(within.message()),
            value: said.map(|max| max.to_string()).unwrap_or_default(),
            required: false,
            is_clock: false,
        }
    };
    Line { label: t.text(per.message()), numbers: Within::ALL.into_iter().map(number).collect() }
}

fn cap_name(per: Period, within: Within) -> String {
    format!("cap-{}-{}", word(per), word(within))
}

/// The numbers of a step, by their names.
fn numbers_of(step: &NoShowStep) -> [u16; 3] {
    [step.count, step.within_days, step.blocked_days]
}

const STEP_NUMBERS: [(&str, &str); 3] =
    [("count", "rules-step-count"), ("within", "rules-step-within"), ("blocked", "rules-step-blocked")];

fn step_line(t: &Localizer, place: usize, step: Option<&NoShowStep>) -> Line {
    let number = |(at, (name, id)): (usize, (&str, &str))| Number {
        name: format!("step-{place}-{name}"),
        label: t.text(id),
        value: step.map(|step| numbers_of(step)[at].to_string()).unwrap_or_default(),
        required: false,
        is_clock: false,
    };
    Line { label: (place + 1).to_string(), numbers: STEP_NUMBERS.into_iter().enumerate().map(number).collect() }
}

/// Is it a whole number, however large?
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What was sent: each field by its name. Numbers are text here, so that a wrong one comes back as it was typed.
struct Sent<'a>(&'a BTreeMap<String, String>);

impl Sent<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// A number, if one was typed.
    fn number(&self, name: &str, field: &'static str) -> Result<Option<u16>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        if CLOCKS.contains(&name) {
            return minute(field, text).map(|minute| Some(minute.0));
        }
        text.parse().map(Some).map_err(|_| {
            let refused = if is_whole(text) {
                let (min, max) = rule_bounds(field);
                Refusal::new("out-of-range").with("min", min).with("max", max)
            } else {
                Refusal::new("field-number")
            };
            refused.field(field).with("value", text)
        })
    }

    /// A cap, if one was typed; a wrong one is named by its period and place.
    fn cap(&self, per: Period, within: Within) -> Result<Option<Cap>, Refusal> {
        let text = self.text(&cap_name(per, within));
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(|max| Some(Cap::new(per, within, max))).map_err(|_| {
            let refused = if is_whole(text) {
                Refusal::new("cap-range").with("min", 1u16).with("max", per.cap_max())
            } else {
                Refusal::new("cap-number")
            };
            let named = |id: &'static str| Value::Message(id.into());
            refused
                .field("caps")
                .with("per", named(per.message()))
                .with("within", named(within.message()))
                .with("value", text)
        })
    }

    /// Numbers by their own names, as a set has them.
    fn numbers(&self, names: &[&'static str]) -> Result<Map<String, Json>, Refusal> {
        let said = names.iter().copied().map(|name| Ok((name, self.number(name, name)?)));
        let said: Result<Vec<_>, Refusal> = said.collect();
        Ok(said?.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect())
    }

    fn caps(&self) -> Result<Vec<Cap>, Refusal> {
        let all = Period::ALL.into_iter().flat_map(|per| Within::ALL.map(|within| (per, within)));
        all.filter_map(|(per, within)| self.cap(per, within).transpose()).collect()
    }

    /// The steps of which something was typed; each needs all of its numbers.
    fn steps(&self) -> Result<Vec<NoShowStep>, Refusal> {
        let mut all = Vec::new();
        for place in 0..STEPS {
            let number = |(name, _): (&str, &str)| self.number(&format!("step-{place}-{name}"), "no_shows");
            let [count, within_days, blocked_days] = STEP_NUMBERS.map(number);
            match (count?, within_days?, blocked_days?) {
                (None, None, None) => {}
                (Some(count), Some(within_days), Some(blocked_days)) => {
                    all.push(NoShowStep { count, within_days, blocked_days });
                }
                _ => {
                    return Refusal::new("rules-step-incomplete")
                        .field("no_shows")
                        .with("value", place as i64 + 1)
                        .err();
                }
            }
        }
        Ok(all)
    }

    /// What is asked for.
    fn request(&self) -> Result<usecase::AdoptRules, Refusal> {
        let scope = self.place()?.scope();
        let valid_from = date("valid_from", self.text("valid_from"))?;
        let mut said = self.numbers(&[&NUMBERS[..], &OPTIONAL, &OF_HOSPITAL].concat())?;
        for (has, had, name, fields) in [
            ("has_waitlist", "had_waitlist", "waitlist", &WAITLIST[..]),
            ("has_queue", "had_queue", "queue", &QUEUE[..]),
        ] {
            if self.text(has).is_empty() {
                // Whoever takes the tick away means it; whoever typed numbers beside a box that was never ticked does not.
                let is_typed = fields.iter().any(|field| !self.text(field).is_empty());
                if is_typed && self.text(had).is_empty() {
                    return Refusal::new("rules-box-empty").field(name).err();
                }
                continue;
            }
            let numbers = self.numbers(fields)?;
            if let Some(missing) = fields.iter().copied().find(|name| !numbers.contains_key(*name)) {
                return Refusal::new("empty").field(missing).err();
            }
            said.insert(name.into(), numbers.into());
        }
        said.insert("source".into(), self.text("source").into());
        said.insert("valid_from".into(), valid_from.to_string().into());
        // Every name is one of a set's, and every number fits it.
        let rules: BookingRules =
            serde_json::from_value(said.into()).map_err(|_| Refusal::new("field-choose").field("rules"))?;
        let rules = BookingRules { caps: self.caps()?, no_shows: self.steps()?, ..rules };
        let version = self.text("version");
        let version =
            version.parse().map_err(|_| Refusal::new("field-number").field("version").with("value", version))?;
        Ok(usecase::AdoptRules { scope, rules, version: Some(version) })
    }

    /// Where the rules shall apply, as the page said it.
    fn place(&self) -> Result<Place, Refusal> {
        Place::read(self.text("department"), self.text("session"), self.text("kind"), self.text("group"))
    }
}

/// Adopts what the form says.
pub(super) async fn adopt(staff: Member, post: Post<BTreeMap<String, String>>) -> Response {
    let sent = Sent(&post.form);
    let place = sent.place().unwrap_or_default();
    if let Err(failure) = staff.may(Action::AdoptRules) {
        return staff.cannot(&failure);
    }
    let outcome = match sent.request() {
        Ok(asked) => staff.execute(&post.key, Request::AdoptRules(asked)).await.map(|_| ()),
        Err(refusal) => Err(Failure::from(refusal)),
    };
    match outcome {
        Ok(()) => act::see(&place.href("done=admin-rules-adopted")),
        Err(failure) => act::refused(&staff.t, &place.href(""), &failure).into_response(),
    }
}
