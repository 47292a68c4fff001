//! Problem details (RFC 9457) in the reader's language.

use crate::{
    locale::{Locale, Localizer},
    problem::status,
    state::AppState,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use hospital::Failure;
use model::{
    message::{Message, Obstacle, Refusal, Value},
    refusal,
};
use serde::Serialize;
use serde_json::{Map, json};
use std::{borrow::Cow, convert::Infallible};

/// Describes what is wrong.
#[derive(Debug)]
pub(super) struct Problem(Box<Details>);

impl From<Details> for Problem {
    fn from(details: Details) -> Self {
        Self(Box::new(details))
    }
}

/// The members of the document.
#[derive(Debug, Serialize)]
struct Details {
    #[serde(rename = "type")]
    type_: String,
    title: String,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    args: Map<String, serde_json::Value>,
    /// What has to be resolved first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    obstacles: Vec<serde_json::Value>,
    /// The id under which the request is found in the log.
    instance: String,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(details) = self;
        let status = StatusCode::from_u16(details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = details.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Writes in the caller's language, and knows the id under which the request is found in the log.
#[derive(Clone, Debug)]
pub(super) struct Speaker {
    pub(super) t: Localizer,
    /// Has the caller asked for this language?
    pub(super) asked: bool,
    request_id: String,
}

impl FromRequestParts<AppState> for Speaker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let asked = text("accept-language").and_then(Locale::of_accept_language);
        let t = Localizer::new(asked.unwrap_or_default(), state.hospital.zone()).on(state.hospital.now());
        let request_id = text("x-request-id").unwrap_or_default().to_owned();
        Ok(Self { t, asked: asked.is_some(), request_id })
    }
}

impl Speaker {
    /// Continues in another language.
    pub(super) fn speak(&mut self, locale: Locale) {
        self.t = self.t.speaking(locale);
    }

    fn make(&self, status: StatusCode, code: &'static str, title: &str, detail: String) -> Details {
        Details {
            type_: format!("urn:onething:problem:{code}"),
            title: self.t.text(title),
            status: status.as_u16(),
            detail,
            code,
            field: None,
            args: Map::new(),
            obstacles: Vec::new(),
            instance: self.request_id.clone(),
            retry_after: None,
        }
    }

    /// A problem with its own text: `api-<code>` and `api-<code>-body`, which may use the arguments and the field.
    pub(super) fn problem(
        &self,
        status: StatusCode,
        code: &'static str,
        field: Option<&str>,
        args: Vec<(Cow<'static, str>, Value)>,
    ) -> Problem {
        let mut said = args.clone();
        if let Some(field) = field {
            said.push(("field".into(), self.t.field(field).into()));
        }
        let title = format!("api-{code}");
        let detail = self.t.say(&Message { id: format!("{title}-body").into(), args: said });
        let field = field.map(ToOwned::to_owned);
        Details { field, args: plain(&args), ..self.make(status, code, &title, detail) }.into()
    }

    /// A problem without a field and arguments.
    pub(super) fn plain(&self, status: StatusCode, code: &'static str) -> Problem {
        self.problem(status, code, None, Vec::new())
    }

    /// A value that its field cannot have, with what it must be.
    pub(super) fn invalid(&self, status: StatusCode, field: &str, value: &str, rule: &Message) -> Problem {
        let said = Message::new("api-json-invalid-body").with("field", self.t.field(field)).with("value", value);
        let detail = self.t.sentence(self.t.say(&said.with("rule", self.t.say(rule))));
        let mut args = plain(&rule.args);
        args.insert("value".into(), json!(value));
        args.insert("rule".into(), json!(rule.id.trim_start_matches("api-rule-")));
        let problem = self.make(status, "json-invalid", "api-json-invalid", detail);
        Details { field: Some(field.to_owned()), args, ..problem }.into()
    }

    /// A refusal of the rules.
    pub(super) fn refused(&self, refusal: &Refusal) -> Problem {
        let detail = self.t.refusal(refusal);
        let problem = self.make(StatusCode::UNPROCESSABLE_ENTITY, refusal.code, "api-refused", detail);
        let obstacle = |obstacle: &Obstacle| {
            json!({
                "code": obstacle.message.id.trim_start_matches("obstacle-"),
                "detail": self.t.say(&obstacle.message),
                "args": plain(&obstacle.message.args),
                "subjects": obstacle.subjects,
            })
        };
        let obstacles = refusal.obstacles.iter().map(obstacle).collect();
        let field = refusal.field.map(ToOwned::to_owned);
        Details { field, args: plain(&refusal.args), obstacles, ..problem }.into()
    }

    /// A failure instead of an answer.
    pub(super) fn failed(&self, failure: &Failure) -> Problem {
        let code = match failure {
            Failure::Refused(refusal) => return self.refused(refusal),
            Failure::Denied => "denied",
            Failure::NotFound => "not-found",
            Failure::Conflict => "conflict",
            Failure::Busy { .. } => "busy",
            Failure::TooOften { .. } => "too-often",
            Failure::OutcomeUnknown => refusal::OUTCOME_UNKNOWN,
            Failure::Full => "full",
            Failure::Stopped(why) => why.code(),
            Failure::Broken => "broken",
        };
        let retry_after = match failure {
            Failure::Busy { retry_after } | Failure::TooOften { retry_after } => Some(retry_after.as_secs().max(1)),
            Failure::OutcomeUnknown => Some(1),
            _ => None,
        };
        let Problem(details) = self.plain(status(failure), code);
        Details { retry_after, ..*details }.into()
    }
}

/// Arguments as plain JSON: amounts and rates as decimal text, counts as numbers, times as ISO 8601,
/// names of the hospital's own in both languages.
fn plain(args: &[(Cow<'static, str>, Value)]) -> Map<String, serde_json::Value> {
    let value = |value: &Value| match value {
        Value::Text(text) => json!(text),
        Value::Message(id) => json!(id),
        Value::Count(number) | Value::Minutes(number) => json!(number),
        Value::Yuan(amount) => json!(amount),
        Value::Rate(number) | Value::Number(number) => json!(number.to_string()),
        Value::Date(date) => json!(date),
        Value::At(at) => json!(at),
        Value::Label(label) => json!(label),
    };
    args.iter().map(|(name, argument)| (name.to_string(), value(argument))).collect()
}

impl Problem {
    /// The same problem, as a fault of the way in which the request was sent.
    pub(super) fn of_request(self) -> Self {
        let Self(details) = self;
        Details { status: StatusCode::BAD_REQUEST.as_u16(), ..*details }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hospital::{Stopped, clock::ClockFault};
    use model::time::Zone;
    use std::time::Duration;

    fn speaker(locale: Locale) -> Speaker {
        Speaker { t: Localizer::new(locale, Zone::SHANGHAI), asked: true, request_id: "1".into() }
    }

    #[test]
    fn every_failure_has_its_status_and_its_words_in_both_languages() {
        let failures = [
            (Failure::Refused(Refusal::new("idempotency-key").with("max", 80_i64)), 422, None),
            (Failure::Denied, 403, None),
            (Failure::NotFound, 404, None),
            (Failure::Conflict, 409, None),
            (Failure::Busy { retry_after: Duration::from_millis(200) }, 503, Some("1")),
            (Failure::Busy { retry_after: Duration::from_secs(7) }, 503, Some("7")),
            (Failure::TooOften { retry_after: Duration::from_secs(16) }, 429, Some("16")),
            (Failure::OutcomeUnknown, 503, Some("1")),
            (Failure::Full, 507, None),
            (Failure::Stopped(Stopped::Journal), 503, None),
            (Failure::Stopped(Stopped::Clock(ClockFault::Moved { minutes: 90 })), 503, None),
            (Failure::Broken, 500, None),
        ];
        for locale in Locale::ALL {
            for (failure, status, retry_after) in &failures {
                let problem = speaker(locale).failed(failure);
                assert!(!problem.0.title.starts_with("api-"), "{failure:?}");
                assert!(!problem.0.detail.is_empty() && !problem.0.detail.starts_with("api-"), "{failure:?}");
                let response = problem.into_response();
                assert_eq!(response.status().as_u16(), *status, "{failure:?}");
                let header = response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap());
                assert_eq!(header, *retry_after, "{failure:?}");
            }
        }
    }
}
