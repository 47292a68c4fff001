//! A body becomes what it should be, or a problem that names the field, its value and the rule.

use super::{
    declared::{Declared, Field, Held, REQUESTS, Shape, TYPES},
    problem::{Problem, Speaker},
};
use crate::{body::Unread, state::AppState};
use axum::{
    body::to_bytes,
    extract::{self, FromRequest, FromRequestParts},
    http::{StatusCode, header},
};
use hospital::Request;
use model::{message::Message, text};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use std::fmt::{self, Write as _};

/// A refused value is repeated up to so many characters.
const SHOWN_MAX: usize = 80;

/// A body that is a JSON object; none at all is an empty one. Of somebody without a token: it is short.
#[derive(Debug)]
pub(super) struct Body(pub(super) Map<String, Value>);

/// The largest body of somebody without a token: a name and a password.
const STRANGERS_MAX: usize = 8 * 1024;

impl FromRequest<AppState> for Body {
    type Rejection = Problem;

    async fn from_request(request: extract::Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(speaker) = Speaker::from_request_parts(&mut parts, state).await;
        sent(&speaker, extract::Request::from_parts(parts, body), STRANGERS_MAX).await.map(Self)
    }
}

/// Reads what was sent as a JSON object of up to so many bytes.
pub(super) async fn object(
    speaker: &Speaker,
    request: extract::Request,
    bytes_max: usize,
) -> Result<Map<String, Value>, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let json = kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json");
    let bytes = to_bytes(request.into_body(), bytes_max).await.map_err(|error| match Unread::of(&error) {
        Unread::TooLarge => {
            let max = i64::try_from(bytes_max / 1024).unwrap_or(i64::MAX);
            speaker.problem(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", None, vec![("max".into(), max.into())])
        }
        Unread::TooSlow => speaker.plain(StatusCode::REQUEST_TIMEOUT, "body-too-slow"),
        Unread::Broken => speaker.plain(StatusCode::BAD_REQUEST, "json-unreadable"),
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    if !json {
        return Err(speaker.plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json"));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(speaker.plain(StatusCode::BAD_REQUEST, "json-not-object")),
        Err(error) => {
            let place = |number: usize| i64::try_from(number).unwrap_or(i64::MAX).into();
            let args = vec![("line".into(), place(error.line())), ("column".into(), place(error.column()))];
            Err(speaker.problem(StatusCode::BAD_REQUEST, "json-malformed", None, args))
        }
    }
}

/// The same, whose texts hold nothing that nobody sees.
pub(super) async fn sent(
    speaker: &Speaker,
    request: extract::Request,
    bytes_max: usize,
) -> Result<Map<String, Value>, Problem> {
    let fields = object(speaker, request, bytes_max).await?;
    seen(&fields).map_err(|(field, letter)| {
        let (status, rule) = (StatusCode::UNPROCESSABLE_ENTITY, Message::new("api-rule-visible"));
        speaker.invalid(status, &field, &text::number(letter), &rule)
    })?;
    Ok(fields)
}

/// Every character of every text can be seen; else where the first that cannot stands, and which it is.
fn seen(fields: &Map<String, Value>) -> Result<(), (String, char)> {
    let hidden = fields.iter().find_map(|(name, value)| Some((name, hidden(value, name)?)));
    hidden.map_or(Ok(()), |(name, (place, letter))| Err((shortened(&format!("{name}{place}")), letter)))
}

/// The first text that holds a character which nobody sees: where in the value it stands, and which. Passwords are never
/// looked into. The place is put together on the way back, once.
fn hidden(value: &Value, name: &str) -> Option<(String, char)> {
    match value {
        Value::String(_) if name == "password" => None,
        Value::String(text) => Some((String::new(), text::fault(text, text::may_have_lines(name))?)),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let (place, letter) = hidden(item, name)?;
            Some((format!("[{index}]{place}"), letter))
        }),
        Value::Object(fields) => fields.iter().find_map(|(name, item)| {
            let (place, letter) = hidden(item, name)?;
            Some((format!(".{name}{place}"), letter))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The declared fields of a request.
pub(super) fn fields_of(request: &str) -> &'static [Field] {
    let declared = REQUESTS.iter().find(|declared| declared.name == request);
    match declared.map(|declared| &declared.held) {
        Some(Held::Fields(fields)) => fields,
        _ => &[],
    }
}

/// A field that is none.
pub(super) fn unknown_field(speaker: &Speaker, name: &str) -> Problem {
    let name = shortened(name);
    let name = name.as_str();
    let args = vec![("name".into(), name.into())];
    speaker.problem(StatusCode::UNPROCESSABLE_ENTITY, "json-unknown-field", Some(name), args)
}

/// Reads a body, or says which field is at fault and why.
pub(super) fn read<T: DeserializeOwned>(
    speaker: &Speaker,
    fields: Map<String, Value>,
    declared: &[Field],
) -> Result<T, Problem> {
    let whole = Value::Object(fields);
    serde_path_to_error::deserialize(&whole)
        .map_err(|error| at_fault(speaker, &whole, error.path().iter(), error.inner(), declared))
}

/// Reads a request of the hospital from its fields.
pub(super) fn read_request(
    speaker: &Speaker,
    request: &'static str,
    fields: Map<String, Value>,
) -> Result<Request, Problem> {
    let named = Value::Object(Map::from_iter([(request.to_owned(), Value::Object(fields))]));
    serde_path_to_error::deserialize(&named).map_err(|error| {
        // The first step is the request's own name.
        at_fault(speaker, &named[request], error.path().iter().skip(1), error.inner(), fields_of(request))
    })
}

/// Follows the error's path to the field, its value and its declared type. Each step is taken once, so that the work grows
/// with the body and not with its square.
fn at_fault<'a>(
    speaker: &Speaker,
    whole: &Value,
    path: impl Iterator<Item = &'a Segment>,
    error: &serde_json::Error,
    declared: &[Field],
) -> Problem {
    let mut fault = Fault { name: String::new(), at: Some(whole), type_: None };
    let mut first = true;
    for step in path {
        let fields = match fault.type_.as_ref().and_then(|name| TYPES.get(name)) {
            Some(Declared { shape: Shape::Struct(fields), .. }) => fields,
            _ if first => declared,
            _ => &[],
        };
        fault.step(step, fields);
        first = false;
    }
    let text = error.to_string();
    let named = shortened(text.split('`').nth(1).unwrap_or_default());
    if text.starts_with("unknown field") {
        return unknown_field(speaker, &fault.name);
    }
    if text.starts_with("missing field") {
        let name = if fault.name.is_empty() { named } else { format!("{}.{named}", fault.name) };
        let args = vec![("name".into(), name.as_str().into())];
        return speaker.problem(StatusCode::UNPROCESSABLE_ENTITY, "json-missing-field", Some(&name), args);
    }
    let name = if fault.name.is_empty() { "body" } else { fault.name.as_str() };
    let value = match fault.at {
        _ if name == "password" => "…".to_owned(),
        value => shown(value.unwrap_or(&Value::Null)),
    };
    speaker.invalid(StatusCode::UNPROCESSABLE_ENTITY, name, &value, &rule(fault.type_.as_deref()))
}

/// Where a body is at fault.
struct Fault<'a> {
    /// `person.credentials[0].kind`, shortened.
    name: String,
    /// The value; `None` where the path leads to none.
    at: Option<&'a Value>,
    /// The declared type, where it is known.
    type_: Option<String>,
}

impl Fault<'_> {
    /// One step inwards. `fields`: those that a step by name may lead to, as they are declared.
    fn step(&mut self, step: &Segment, fields: &[Field]) {
        let key = match step {
            Segment::Seq { index } => {
                self.name = shortened(&format!("{}[{index}]", self.name));
                self.at = self.at.and_then(|at| at.get(index));
                self.type_ =
                    self.type_.as_ref().and_then(|list| Some(list.strip_prefix("Vec<")?.strip_suffix('>')?.to_owned()));
                return;
            }
            Segment::Map { key } | Segment::Enum { variant: key } => key,
            Segment::Unknown => return,
        };
        // A variant that stands for itself is no step into a value.
        if matches!(step, Segment::Enum { .. }) && self.at.is_none_or(|at| at.get(key).is_none()) {
            return;
        }
        let field = fields.iter().find(|field| field.name == *key);
        self.type_ = field.map(|field| plain_type(&field.type_).to_owned());
        self.at = self.at.and_then(|at| at.get(key));
        self.name = shortened(&if self.name.is_empty() { key.clone() } else { format!("{}.{key}", self.name) });
    }
}

/// A value as JSON, shortened. Of a long list or object no more is written than is shown.
fn shown(value: &Value) -> String {
    let mut text = Shortened(String::new());
    // An error says that it is long enough.
    let _long = write!(text, "{value}");
    text.0
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}

/// Takes no more than is shown.
struct Shortened(String);

impl fmt::Write for Shortened {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = SHOWN_MAX - self.0.chars().count();
        self.0.extend(text.chars().take(left));
        if left <= text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

/// A type without module and `Option`.
fn plain_type(type_: &str) -> &str {
    let inner = type_.strip_prefix("Option<").and_then(|inner| inner.strip_suffix('>')).unwrap_or(type_);
    if inner.contains('<') { inner } else { inner.rsplit(':').next().unwrap_or(inner) }
}

/// What a value of a type must be, in words.
pub(super) fn rule(type_: Option<&str>) -> Message {
    let Some(type_) = type_ else { return Message::new("api-rule-form") };
    let id = match type_ {
        "bool" => "api-rule-bool",
        "u8" => return Message::new("api-rule-integer").with("max", i64::from(u8::MAX)),
        "u16" => return Message::new("api-rule-integer").with("max", i64::from(u16::MAX)),
        "u32" => return Message::new("api-rule-integer").with("max", i64::from(u32::MAX)),
        "String" => "api-rule-text",
        "Instant" => "api-rule-instant",
        "NaiveDate" | "BusinessDate" => "api-rule-date",
        "MinuteOfDay" => "api-rule-minute",
        "Yuan" => "api-rule-yuan",
        "Decimal" => "api-rule-decimal",
        _ if type_.starts_with("Vec<") => "api-rule-list",
        _ => match TYPES.get(type_) {
            Some(Declared { shape: Shape::Enum { variants, .. }, .. }) => {
                let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
                return Message::new("api-rule-one-of").with("names", names.join(", "));
            }
            Some(_) => "api-rule-object",
            None if type_.ends_with("Id") => "api-rule-id",
            None => "api-rule-form",
        },
    };
    Message::new(id)
}
