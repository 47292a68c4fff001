//! Who calls, and under which key.

use super::{
    body::Sent,
    problem::{Problem, Speaker},
};
use crate::{locale::Locale, state::AppState};
use axum::{
    extract::{self, FromRequestParts},
    http::{StatusCode, header, request::Parts},
};
use hospital::{
    Action, Failure, Hospital, IdempotencyKey,
    authorize::{Grant, grant},
};
use model::actor::{Actor, Role};
use std::str::FromStr;

/// A caller with a bearer token. A cookie is not enough: what a page may do, another site's page might do.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) hospital: Hospital,
    pub(super) actor: Actor,
    pub(super) speaker: Speaker,
    pub(super) token: String,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Ok(mut speaker) = Speaker::from_request_parts(parts, state).await;
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            token.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let unknown = |speaker: &Speaker| speaker.plain(StatusCode::UNAUTHORIZED, "no-token");
        let Some((_, token)) = token else { return Err(unknown(&speaker)) };
        let token = token.trim().to_owned();
        let account = state.hospital.accounts().session(&token).await.map_err(|failure| speaker.failed(&failure))?;
        let Some(account) = account.filter(|account| account.bearer) else { return Err(unknown(&speaker)) };
        if !speaker.asked {
            speaker.speak(Locale::of_tag(&account.locale));
        }
        Ok(Self { hospital: state.hospital.clone(), actor: account.actor, speaker, token })
    }
}

impl Caller {
    /// The body of an action; it is read only if the caller's role may ever do the action.
    pub(super) async fn body(&self, action: Action, request: extract::Request) -> Result<Sent, Problem> {
        self.hospital.may_ever(&self.actor, action).map_err(|failure| self.speaker.failed(&failure))?;
        Sent::of(&self.speaker, request, crate::BODY_MAX).await
    }

    /// An id from the address; if it is not an id, nothing is found.
    pub(super) fn id<T: FromStr>(&self, text: &str) -> Result<T, Problem> {
        text.parse().map_err(|_| self.speaker.plain(StatusCode::NOT_FOUND, "not-found"))
    }

    /// If no person is named, the caller's own person is meant; a caller without one who may ask must name a person.
    pub(super) fn is_somebody(&self, action: Action, name: &str) -> Result<(), Problem> {
        if self.actor.person.is_some() {
            return Ok(());
        }
        Err(match grant(action, self.actor.role) {
            Grant::Never => self.speaker.failed(&Failure::Denied),
            Grant::Family
            | Grant::OwnSession
            | Grant::OwnDepartment
            | Grant::OwnWard
            | Grant::OwnClinic
            | Grant::Hospital => {
                let args = vec![("name".into(), name.into())];
                self.speaker.problem(StatusCode::BAD_REQUEST, "query-missing", Some(name), args)
            }
        })
    }

    /// A patient must not learn that somebody else's thing exists: if a patient may do the action with their own thing
    /// but not with this one, it is not found. What a role may never do is denied, whether the thing exists or not.
    pub(super) fn failed(&self, action: Action, failure: &Failure) -> Problem {
        let never = matches!(grant(action, self.actor.role), Grant::Never);
        match failure {
            Failure::NotFound if never => self.speaker.failed(&Failure::Denied),
            Failure::Denied if self.actor.role == Role::Patient && !never => self.speaker.failed(&Failure::NotFound),
            failure => self.speaker.failed(failure),
        }
    }
}

/// The idempotency key of a write.
#[derive(Debug)]
pub(super) struct Key(pub(super) IdempotencyKey);

impl FromRequestParts<AppState> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Ok(speaker) = Speaker::from_request_parts(parts, state).await;
        let text = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
        match IdempotencyKey::new(text) {
            Ok(key) => Ok(Self(key)),
            Err(refusal) => Err(Problem::of_request(speaker.refused(&refusal))),
        }
    }
}
