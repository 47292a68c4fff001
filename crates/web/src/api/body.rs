//! A body becomes what it should be, or a problem that names the field, its value and the rule.

use super::{
    declared::{Declared, Field, Held, REQUESTS, Shape, TYPES},
    problem::{Problem, Speaker},
};
use crate::state::AppState;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header},
    response::IntoResponse,
};
use model::{message::Message, text};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A refused value is repeated up to so many characters.
const SHOWN_MAX: usize = 80;

/// A body that is a JSON object; none at all is an empty one.
#[derive(Debug)]
pub(super) struct Body(pub(super) Map<String, Value>);

impl FromRequest<AppState> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(speaker) = Speaker::from_request_parts(&mut parts, state).await;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let json = kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json");
        let bytes =
            Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|rejection| match rejection
                .into_response()
                .status()
            {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    let max = i64::try_from(crate::BODY_MAX / 1024).unwrap_or(i64::MAX);
                    speaker.problem(
                        StatusCode::PAYLOAD_TOO_LARGE,
                        "body-too-large",
                        None,
                        vec![("max".into(), max.into())],
                    )
                }
                _ => speaker.plain(StatusCode::BAD_REQUEST, "json-unreadable"),
            })?;
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        if !json {
            return Err(speaker.plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json"));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(fields)) => {
                let whole = Value::Object(fields);
                if let Some((field, letter)) = hidden(&whole, "", "") {
                    let (status, rule) = (StatusCode::UNPROCESSABLE_ENTITY, Message::new("api-rule-visible"));
                    return Err(speaker.invalid(status, &field, &text::number(letter), &rule));
                }
                let Value::Object(fields) = whole else {
                    return Err(speaker.plain(StatusCode::BAD_REQUEST, "json-not-object"));
                };
                Ok(Self(fields))
            }
            Ok(_) => Err(speaker.plain(StatusCode::BAD_REQUEST, "json-not-object")),
            Err(error) => {
                let place = |number: usize| i64::try_from(number).unwrap_or(i64::MAX).into();
                let args = vec![("line".into(), place(error.line())), ("column".into(), place(error.column()))];
                Err(speaker.problem(StatusCode::BAD_REQUEST, "json-malformed", None, args))
            }
        }
    }
}

/// The first text that holds a character which nobody sees: where it stands, and which. Passwords are never looked into.
fn hidden(value: &Value, at: &str, name: &str) -> Option<(String, char)> {
    match value {
        Value::String(_) if name == "password" => None,
        Value::String(text) => Some((at.to_owned(), text::fault(text, text::may_have_lines(name))?)),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| hidden(item, &format!("{at}[{index}]"), name))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, item)| {
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            hidden(item, &at, name)
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
    let error = match T::deserialize(&whole) {
        Ok(read) => return Ok(read),
        Err(error) => error.to_string(),
    };
    let named = error.split('`').nth(1).unwrap_or_default();
    if error.starts_with("unknown field") {
        return Err(unknown_field(speaker, named));
    }
    if error.starts_with("missing field") {
        let args = vec![("name".into(), named.into())];
        return Err(speaker.problem(StatusCode::UNPROCESSABLE_ENTITY, "json-missing-field", Some(named), args));
    }
    let fault = fault::<T>(&whole, &error, declared);
    Err(speaker.invalid(StatusCode::UNPROCESSABLE_ENTITY, &fault.name, &fault.value, &rule(fault.type_.as_deref())))
}

/// Where a body is at fault.
struct Fault {
    /// `person.credentials[0].kind`
    name: String,
    /// As JSON, shortened.
    value: String,
    /// The declared type, where it is known.
    type_: Option<String>,
}

/// Follows the error inwards: a member is at fault when the error is another without it.
fn fault<T: DeserializeOwned>(whole: &Value, error: &str, declared: &[Field]) -> Fault {
    let type_of = |name: &str, fields: &[Field]| {
        fields.iter().find(|field| field.name == name).map(|field| plain_type(&field.type_).to_owned())
    };
    let (mut pointer, mut name, mut type_) = (String::new(), String::new(), None::<String>);
    loop {
        let at = whole.pointer(&pointer).unwrap_or(&Value::Null);
        let steps: Vec<String> = match at {
            Value::Object(members) => members.keys().filter(|key| *key != "do").cloned().collect(),
            Value::Array(members) => (0..members.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        let inner = steps.into_iter().find(|step| {
            let without = without(whole, &pointer, step);
            serde_json::from_value::<T>(without).map_or_else(|other| other.to_string() != error, |_| true)
        });
        let Some(step) = inner else {
            let shown = if name == "password" { "…".to_owned() } else { at.to_string() };
            let value: String = shown.chars().take(SHOWN_MAX).collect();
            return Fault { name: if name.is_empty() { "body".into() } else { name }, value, type_ };
        };
        if at.is_array() {
            name = format!("{name}[{step}]");
            type_ = type_.and_then(|list| list.strip_prefix("Vec<")?.strip_suffix('>').map(ToOwned::to_owned));
        } else {
            type_ = match type_.as_ref().and_then(|name| TYPES.get(name)) {
                Some(Declared { shape: Shape::Struct(fields), .. }) => type_of(&step, fields),
                _ if pointer.is_empty() => type_of(&step, declared),
                _ => None,
            };
            name = if name.is_empty() { step.clone() } else { format!("{name}.{step}") };
        }
        pointer = format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
    }
}

/// The body without one of its members.
fn without(whole: &Value, pointer: &str, step: &str) -> Value {
    let mut whole = whole.clone();
    match whole.pointer_mut(pointer) {
        Some(Value::Object(members)) => {
            members.remove(step);
        }
        Some(Value::Array(members)) => {
            if let Some(index) = step.parse().ok().filter(|index| *index < members.len()) {
                members.remove(index);
            }
        }
        _ => {}
    }
    whole
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
