//! A body becomes what it should be, or a problem that names the field, its value and the rule.

use super::{
    declared::{Declared, Field, Held, REQUESTS, Shape, TYPES},
    json::{self, AtFault, Fault},
    problem::{Problem, Speaker},
};
use crate::{body::Unread, state::AppState};
use axum::{
    body::{Bytes, to_bytes},
    extract::{self, FromRequest, FromRequestParts as _},
    http::{StatusCode, header},
};
use hospital::{Request, usecase};
use model::{message::Message, text};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

/// A refused value is repeated up to so many characters.
const SHOWN_MAX: usize = 80;

/// The largest body of somebody without a token: a name and a password.
const STRANGERS_MAX: usize = 8 * 1024;

/// A body that is read for whoever sends it, also without a token: it is short.
#[derive(Debug)]
pub(super) struct Short<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Short<T> {
    type Rejection = Problem;

    async fn from_request(request: extract::Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(speaker) = Speaker::from_request_parts(&mut parts, state).await;
        let sent = Sent::of(&speaker, extract::Request::from_parts(parts, body), STRANGERS_MAX).await?;
        sent.read(&speaker).map(Self)
    }
}

/// A JSON object that was sent; nothing at all is an empty one.
#[derive(Debug)]
pub(super) struct Sent {
    bytes: Bytes,
    /// Its texts hold nothing that nobody sees.
    visible: bool,
}

impl Sent {
    /// Takes what was sent, of up to so many bytes.
    pub(super) async fn of(speaker: &Speaker, request: extract::Request, bytes_max: usize) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let json = kind.eq_ignore_ascii_case("application/json");
        let bytes = to_bytes(request.into_body(), bytes_max).await.map_err(|error| match Unread::of(&error) {
            Unread::TooLarge => {
                let max = count(bytes_max / 1024);
                speaker.problem(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", None, vec![("max".into(), max)])
            }
            Unread::TooSlow => speaker.plain(StatusCode::REQUEST_TIMEOUT, "body-too-slow"),
            Unread::Broken => speaker.plain(StatusCode::BAD_REQUEST, "json-unreadable"),
        })?;
        if bytes.is_empty() {
            return Ok(Self { bytes: Bytes::from_static(b"{}"), visible: true });
        }
        if !json {
            return Err(speaker.plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json"));
        }
        Ok(Self { bytes, visible: true })
    }

    /// What came along unseen is no fault: whoever reads it lets it go.
    pub(super) fn with_unseen(self) -> Self {
        Self { visible: false, ..self }
    }

    /// The body. Whoever looks at it does so a fixed number of times.
    fn bytes(&self) -> &[u8] {
        #[cfg(test)]
        json::work::count(self.bytes.len());
        &self.bytes
    }

    /// Reads all of it.
    pub(super) fn read<T: DeserializeOwned>(&self, speaker: &Speaker) -> Result<T, Problem> {
        json::read(self.bytes(), &[], self.visible).map_err(|error| self.at_fault(speaker, &error, &[], &[]))
    }

    /// Reads a request of the hospital: its body, and what is `given` elsewhere.
    pub(super) fn read_request<T: usecase::Sent>(
        &self,
        speaker: &Speaker,
        given: &[(&str, &str)],
        declared: &[Field],
    ) -> Result<Request, Problem> {
        let read = json::read::<T>(self.bytes(), given, self.visible);
        read.map(Into::into).map_err(|error| self.at_fault(speaker, &error, given, declared))
    }

    /// Names the field at fault, its value and its rule.
    fn at_fault(&self, speaker: &Speaker, error: &AtFault, given: &[(&str, &str)], declared: &[Field]) -> Problem {
        let unfit = StatusCode::UNPROCESSABLE_ENTITY;
        let about = |code, name: &str| speaker.problem(unfit, code, Some(name), vec![("name".into(), name.into())]);
        let place = Place::of(error, declared);
        match error.inner() {
            Fault::Malformed => {
                let (line, column) = json::malformed_from(self.bytes());
                let args = vec![("line".into(), count(line)), ("column".into(), count(column))];
                speaker.problem(StatusCode::BAD_REQUEST, "json-malformed", None, args)
            }
            Fault::NotObject => speaker.plain(StatusCode::BAD_REQUEST, "json-not-object"),
            Fault::Unknown(name) if place.name.rsplit('.').next() == Some(name) => {
                about("json-unknown-field", &place.name)
            }
            Fault::Unknown(name) => about("json-unknown-field", &place.inner(name)),
            // What stands in the address is no field of the body.
            Fault::Twice(name) if place.name.is_empty() && given.iter().any(|(given, _)| given == name) => {
                about("json-unknown-field", name)
            }
            Fault::Twice(name) => about("json-twice", &place.inner(name)),
            Fault::Missing(name) => about("json-missing-field", &place.inner(name)),
            Fault::Unseen(letter) => {
                let rule = Message::new("api-rule-visible");
                speaker.invalid(unfit, &place.name, &text::number(*letter), &rule)
            }
            Fault::Invalid(value) => {
                let name = if place.name.is_empty() { "body" } else { &place.name };
                speaker.invalid(unfit, name, value, &rule(place.type_.as_deref()))
            }
        }
    }
}

fn count(number: usize) -> model::message::Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// The declared fields of a request.
pub(super) fn fields_of(request: &str) -> &'static [Field] {
    let declared = REQUESTS.iter().find(|declared| declared.name == request);
    match declared.map(|declared| &declared.held) {
        Some(Held::Fields(fields)) => fields,
        _ => &[],
    }
}

/// Where a body is at fault.
#[derive(Default)]
struct Place {
    /// `person.credentials[0].kind`, shortened.
    name: String,
    /// The declared type, where it is known.
    type_: Option<String>,
}

impl Place {
    /// Follows an error's path. Each step is taken once.
    fn of(error: &AtFault, declared: &[Field]) -> Self {
        let mut place = Self::default();
        for step in error.path().iter() {
            let fields = match place.type_.as_ref().and_then(|name| TYPES.get(name)) {
                Some(Declared { shape: Shape::Struct(fields), .. }) => fields,
                _ if place.name.is_empty() => declared,
                _ => &[],
            };
            match step {
                // A variant that stands for itself is no step into a value.
                Segment::Enum { variant } if *error.inner() == Fault::Invalid(json::quoted(variant)) => {}
                Segment::Map { key } | Segment::Enum { variant: key } => {
                    let field = fields.iter().find(|field| field.name == *key);
                    place.type_ = field.map(|field| plain_type(&field.type_).to_owned());
                    place.name = place.inner(key);
                }
                Segment::Seq { index } => {
                    place.name = shortened(&format!("{}[{index}]", place.name));
                    let list = place.type_.as_ref();
                    place.type_ = list.and_then(|list| Some(list.strip_prefix("Vec<")?.strip_suffix('>')?.to_owned()));
                }
                Segment::Unknown => {}
            }
        }
        place
    }

    /// The name of a field in there.
    fn inner(&self, field: &str) -> String {
        if self.name.is_empty() { shortened(field) } else { shortened(&format!("{}.{field}", self.name)) }
    }
}

/// As much of a text as is repeated.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
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
