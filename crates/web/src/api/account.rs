//! Logging in and out, and the logins themselves. None of this is journalled, so that it takes no key: repeated, it is
//! refused or changes nothing.

use super::{
    body::Short,
    caller::Caller,
    problem::{Problem, Speaker},
};
use crate::{origin::From, state::AppState};
use axum::{
    Json, Router,
    extract::{self, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use hospital::{Action, accounts::NewAccount};
use model::{
    actor::Role,
    id::{ClinicianId, DepartmentId, PersonId, WardId},
};
use serde::Deserialize;
use serde_json::json;

/// An address that is not a request of the hospital, as the document describes it.
#[derive(Debug)]
pub(super) struct Step {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    /// The right that it needs; `None` = none.
    pub(super) action: Option<Action>,
    /// Name, type, may be left out, doc.
    pub(super) fields: &'static [(&'static str, &'static str, bool, &'static str)],
}

/// All of them but logging in, which alone needs no token.
pub(super) const STEPS: &[Step] = &[
    Step { path: "/logout", name: "logout", doc: "Ends the session.", action: None, fields: &[] },
    Step {
        path: "/users",
        name: "create_user",
        doc: "Creates a login.",
        action: Some(Action::ManageUsers),
        fields: &[
            ("login", "String", false, "2–32 lower-case letters, digits, dots, hyphens or underscores."),
            ("password", "String", false, "8–128 characters; staff 10, administrators 14; no common one."),
            ("role", "Role", false, "The role."),
            ("person", "PersonId", true, "The person behind a patient's login."),
            ("clinician", "ClinicianId", true, "The clinician."),
            ("department", "DepartmentId", true, "The department of a desk; without it the central reception."),
            ("ward", "WardId", true, "The ward of a nurse."),
        ],
    },
    Step {
        path: "/users/{user}/password",
        name: "set_password",
        doc: "Gives a login a new password, and ends its sessions.",
        action: Some(Action::ManageUsers),
        fields: &[("password", "String", false, "8–128 characters; staff 10, administrators 14; no common one.")],
    },
    Step {
        path: "/password",
        name: "change_password",
        doc: "Changes the own password; the login's other sessions end.",
        action: None,
        fields: &[
            ("current", "String", false, "The password so far."),
            ("password", "String", false, "8–128 characters; staff 10, administrators 14; no common one."),
        ],
    },
    Step {
        path: "/users/{user}/switch-off",
        name: "switch_user_off",
        doc: "Nobody comes in with this login any more, and its sessions end at once.",
        action: Some(Action::ManageUsers),
        fields: &[],
    },
    Step {
        path: "/users/{user}/switch-on",
        name: "switch_user_on",
        doc: "The login is used again.",
        action: Some(Action::ManageUsers),
        fields: &[],
    },
    Step {
        path: "/users/{user}/unlock",
        name: "unlock_user",
        doc: "Lets a login try again before its time.",
        action: Some(Action::ManageUsers),
        fields: &[],
    },
    Step {
        path: "/persons/{person}/break-glass",
        name: "break_glass",
        doc: "Reads a patient's data outside the own place, for an hour, with a reason that is reported.",
        action: Some(Action::BreakGlass),
        fields: &[("reason", "String", false, "Why, 1–500 characters.")],
    },
];

/// The addresses.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/login", post(log_in))
        .route("/logout", post(log_out))
        .route("/users", post(create))
        .route("/users/{user}/password", post(set_password))
        .route("/users/{user}/unlock", post(unlock))
        .route("/users/{user}/switch-off", post(switch_off))
        .route("/users/{user}/switch-on", post(switch_on))
        .route("/password", post(change_password))
        .route("/persons/{person}/break-glass", post(break_glass))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    login: String,
    password: String,
}

async fn log_in(
    State(state): State<AppState>,
    speaker: Speaker,
    From(origin): From,
    Short(LogIn { login, password }): Short<LogIn>,
) -> Result<Response, Problem> {
    let opened = state
        .hospital
        .accounts()
        .bearer(&login, &password, &origin)
        .await
        .map_err(|failure| speaker.failed(&failure))?;
    let account = opened.account;
    let entered = json!({
        "token": opened.token,
        "expires_at": account.expires_at,
        "login": account.login,
        "role": account.actor.role,
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(entered)).into_response())
}

async fn log_out(caller: Caller) -> Result<StatusCode, Problem> {
    let ended = caller.hospital.accounts().logout(&caller.token).await;
    ended.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.speaker.failed(&failure))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUser {
    login: String,
    password: String,
    role: Role,
    #[serde(default)]
    person: Option<PersonId>,
    #[serde(default)]
    clinician: Option<ClinicianId>,
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    ward: Option<WardId>,
}

async fn create(caller: Caller, From(origin): From, sent: extract::Request) -> Result<Response, Problem> {
    let NewUser { login, password, role, person, clinician, department, ward } =
        caller.body(Action::ManageUsers, sent).await?.read(&caller.speaker)?;
    let new = NewAccount { login, password, role, person, clinician, department, ward };
    let created = caller.hospital.accounts().create(&caller.actor, new, &origin).await;
    let user = created.map_err(|failure| caller.failed(Action::ManageUsers, &failure))?;
    Ok(Json(json!({ "user": user })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    password: String,
}

async fn set_password(
    caller: Caller,
    From(origin): From,
    Path(user): Path<String>,
    sent: extract::Request,
) -> Result<StatusCode, Problem> {
    let NewPassword { password } = caller.body(Action::ManageUsers, sent).await?.read(&caller.speaker)?;
    let set = caller.hospital.accounts().set_password(&caller.actor, caller.id(&user)?, &password, &origin).await;
    set.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::ManageUsers, &failure))
}

async fn unlock(caller: Caller, From(origin): From, Path(user): Path<String>) -> Result<StatusCode, Problem> {
    let unlocked = caller.hospital.accounts().unlock(&caller.actor, caller.id(&user)?, &origin).await;
    unlocked.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::ManageUsers, &failure))
}

async fn switch_off(caller: Caller, From(origin): From, Path(user): Path<String>) -> Result<StatusCode, Problem> {
    let switched = caller.hospital.accounts().switch(&caller.actor, caller.id(&user)?, false, &origin).await;
    switched.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::ManageUsers, &failure))
}

async fn switch_on(caller: Caller, From(origin): From, Path(user): Path<String>) -> Result<StatusCode, Problem> {
    let switched = caller.hospital.accounts().switch(&caller.actor, caller.id(&user)?, true, &origin).await;
    switched.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::ManageUsers, &failure))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnPassword {
    current: String,
    password: String,
}

async fn change_password(
    caller: Caller,
    From(origin): From,
    Short(OwnPassword { current, password }): Short<OwnPassword>,
) -> Result<StatusCode, Problem> {
    let changed = caller.hospital.accounts().change_password(&caller.token, &current, &password, &origin).await;
    changed.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.speaker.failed(&failure))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glass {
    reason: String,
}

async fn break_glass(
    caller: Caller,
    Path(person): Path<String>,
    sent: extract::Request,
) -> Result<StatusCode, Problem> {
    let Glass { reason } = caller.body(Action::BreakGlass, sent).await?.read(&caller.speaker)?;
    let person: PersonId = caller.id(&person)?;
    let broken = caller.hospital.break_glass(&caller.actor, person, &reason).await;
    broken.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::BreakGlass, &failure))
}
