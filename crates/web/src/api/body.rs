//! Reads a body as its type, or says in a problem which field is wrong, its value and the rule.

use super::{
    json::{self, AtFault, Fault},
    problem::{Problem, Speaker},
    schema::{self, Said},
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
use serde_json::Value;
use serde_path_to_error::Segment;
use utoipa::ToSchema;

/// A refused value is repeated up to this many characters.
const SHOWN_MAX: usize = 80;

/// The most bytes of a body without a token: a name and a password.
const STRANGERS_MAX: usize = 8 * 1024;

/// A short body that is read whoever sends it, also without a token.
#[derive(Debug)]
pub(super) struct Short<T>(pub(super) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<AppState> for Short<T> {
    type Rejection = Problem;

    async fn from_request(request: extract::Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(speaker) = Speaker::from_request_parts(&mut parts, state).await;
        let sent = Sent::of(&speaker, extract::Request::from_parts(parts, body), STRANGERS_MAX).await?;
        sent.read(&speaker).map(Self)
    }
}

/// A JSON object that was sent; an empty body counts as an empty object.
#[derive(Debug)]
pub(super) struct Sent {
    bytes: Bytes,
    /// Its texts may not contain invisible characters.
    visible: bool,
}

impl Sent {
    /// Takes what was sent, up to `bytes_max` bytes.
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

    /// Allows invisible characters: whoever reads the body ignores them.
    pub(super) fn with_unseen(self) -> Self {
        Self { visible: false, ..self }
    }

    /// The body. It is looked at a fixed number of times, which the tests count.
    fn bytes(&self) -> &[u8] {
        #[cfg(test)]
        json::work::count(self.bytes.len());
        &self.bytes
    }

    /// Reads the whole body.
    pub(super) fn read<T: DeserializeOwned + ToSchema>(&self, speaker: &Speaker) -> Result<T, Problem> {
        json::read(self.bytes(), &[], self.visible)
            .map_err(|error| self.at_fault(speaker, &error, &[], Said::of::<T>()))
    }

    /// Reads a request of the hospital: its body, and the fields `given` elsewhere.
    pub(super) fn read_request<T: usecase::Sent>(
        &self,
        speaker: &Speaker,
        given: &[(&str, &str)],
    ) -> Result<Request, Problem> {
        let read = json::read::<T>(self.bytes(), given, self.visible);
        read.map(Into::into).map_err(|error| self.at_fault(speaker, &error, given, Said::of::<T>()))
    }

    /// Names the field at fault, its value and its rule.
    fn at_fault(&self, speaker: &Speaker, error: &AtFault, given: &[(&str, &str)], said: Said) -> Problem {
        let unfit = StatusCode::UNPROCESSABLE_ENTITY;
        let about = |code, name: &str| speaker.problem(unfit, code, Some(name), vec![("name".into(), name.into())]);
        let schema = said.schema();
        let place = Place::of(error, &schema);
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
            // What is given in the address is no field of the body.
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
                speaker.invalid(unfit, name, value, &schema::rule(place.schema))
            }
        }
    }
}

fn count(number: usize) -> model::message::Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Where a body is at fault.
struct Place<'s> {
    /// Its path as in `person.credentials[0].kind`, shortened.
    name: String,
    /// The schema of what should be there; null if it is not known.
    schema: &'s Value,
}

impl<'s> Place<'s> {
    /// Follows an error's path. Each step is taken once.
    fn of(error: &AtFault, schema: &'s Value) -> Self {
        let mut place = Self { name: String::new(), schema };
        for step in error.path().iter() {
            match step {
                // The name of a variant, sent by itself, is no step into a value.
                Segment::Enum { variant } if *error.inner() == Fault::Invalid(json::quoted(variant)) => {}
                Segment::Map { key } | Segment::Enum { variant: key } => {
                    place.schema = schema::member(place.schema, key);
                    place.name = place.inner(key);
                }
                Segment::Seq { index } => {
                    place.name = shortened(&format!("{}[{index}]", place.name));
                    place.schema = schema::item(place.schema);
                }
                Segment::Unknown => {}
            }
        }
        place
    }

    /// The name of a field within this place.
    fn inner(&self, field: &str) -> String {
        if self.name.is_empty() { shortened(field) } else { shortened(&format!("{}.{field}", self.name)) }
    }
}

/// The part of a text that is repeated in a problem.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}
