//! Logging in and out, and the logins themselves. None of this is journalled, so it takes no key: a repeated request is
//! refused or changes nothing.

use super::{
    body::Short,
    caller::Caller,
    problem::{Problem, Speaker},
    schema::Said,
};
use crate::{origin::From, state::AppState};
use axum::{
    Json, Router,
    extract::{self, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use hospital::{
    Action,
    accounts::NewAccount,
    schema::{LoginName, Password, PointInTime, Why},
};
use model::{
    actor::Role,
    id::{ClinicId, ClinicianId, DepartmentId, PersonId, UserId, WardId},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An address that is not a request of the hospital, as the document describes it.
#[derive(Debug)]
pub(super) struct Step {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    /// The right that it needs; `None` = none.
    pub(super) action: Option<Action>,
    /// The type of the body; `None` = no body.
    pub(super) body: Option<Said>,
    /// The type of the answer; `None` = no answer.
    pub(super) answer: Option<Said>,
}

impl Step {
    const fn new(path: &'static str, name: &'static str, action: Option<Action>, doc: &'static str) -> Self {
        Self { path, name, doc, action, body: None, answer: None }
    }

    const fn sends<T: ToSchema>(self) -> Self {
        Self { body: Some(Said::of::<T>()), ..self }
    }

    const fn answers<T: ToSchema>(self) -> Self {
        Self { answer: Some(Said::of::<T>()), ..self }
    }
}

/// The only step that needs no token.
pub(super) const LOG_IN: Step =
    Step::new("/login", "login", None, "Opens a session and answers with its bearer token, which is shown only once.")
        .sends::<LogIn>()
        .answers::<Entered>();

/// All the others.
pub(super) const STEPS: &[Step] = {
    const USERS: Option<Action> = Some(Action::ManageUsers);
    &[
        Step::new("/logout", "logout", None, "Ends the session."),
        Step::new("/users", "create_user", USERS, "Creates a login.").sends::<NewUser>().answers::<Created>(),
        Step::new(
            "/users/{user}/password",
            "set_password",
            USERS,
            "Gives a login a new password, and ends its sessions.",
        )
        .sends::<NewPassword>(),
        Step::new("/password", "change_password", None, "Changes the own password; the login's other sessions end.")
            .sends::<OwnPassword>(),
        Step::new(
            "/users/{user}/switch-off",
            "switch_user_off",
            USERS,
            "Nobody comes in with this login any more, and its sessions end at once.",
        ),
        Step::new("/users/{user}/switch-on", "switch_user_on", USERS, "The login is used again."),
        Step::new("/users/{user}/unlock", "unlock_user", USERS, "Lets a login try again before its time."),
        Step::new(
            "/persons/{person}/break-glass",
            "break_glass",
            Some(Action::BreakGlass),
            "Reads a patient's data outside the own place, for an hour, with a reason that is reported.",
        )
        .sends::<BreakGlass>(),
    ]
};

/// The addresses.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(LOG_IN.path, post(log_in))
        .route("/logout", post(log_out))
        .route("/users", post(create))
        .route("/users/{user}/password", post(set_password))
        .route("/users/{user}/unlock", post(unlock))
        .route("/users/{user}/switch-off", post(switch_off))
        .route("/users/{user}/switch-on", post(switch_on))
        .route("/password", post(change_password))
        .route("/persons/{person}/break-glass", post(break_glass))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LogIn {
    /// Name of the login, of 2–32 characters.
    login: String,
    /// The password of the login.
    #[schema(format = Password)]
    password: String,
}

/// A session that was opened.
#[derive(Serialize, ToSchema)]
struct Entered {
    /// The token for the header `Authorization: Bearer …`; it is shown once and kept nowhere.
    token: String,
    /// When the token ends, by real time.
    #[schema(value_type = PointInTime)]
    expires_at: Instant,
    /// Name of the login, as it is kept.
    login: String,
    /// The role of the login, from which its rights follow.
    role: Role,
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
    let (expires_at, login, role) = (account.expires_at, account.login, account.actor.role);
    let entered = Entered { token: opened.token, expires_at, login, role };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(entered)).into_response())
}

async fn log_out(caller: Caller) -> Result<StatusCode, Problem> {
    let ended = caller.hospital.accounts().logout(&caller.token).await;
    ended.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.speaker.failed(&failure))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// The name with which its owner logs in.
    #[schema(value_type = LoginName)]
    login: String,
    /// The password with which its owner logs in at first.
    #[schema(value_type = Password)]
    password: String,
    /// The role, from which its rights follow; it decides which of the next fields are needed.
    role: Role,
    /// The person of a patient's login, by their id; required for that role.
    #[serde(default)]
    person: Option<PersonId>,
    /// The clinician of a clinician's login, by their id; required for that role.
    #[serde(default)]
    clinician: Option<ClinicianId>,
    /// The department of a desk; the central reception if it is left out.
    #[serde(default)]
    department: Option<DepartmentId>,
    /// The ward of a nurse's login, by its id; required for that role.
    #[serde(default)]
    ward: Option<WardId>,
    /// The clinic of a referrer's login, by its id; required for that role.
    #[serde(default)]
    clinic: Option<ClinicId>,
}

/// A login that was created.
#[derive(Serialize, ToSchema)]
struct Created {
    /// Id of the new login, as in the address of everything that is done to it.
    user: UserId,
}

async fn create(caller: Caller, From(origin): From, sent: extract::Request) -> Result<Response, Problem> {
    let NewUser { login, password, role, person, clinician, department, ward, clinic } =
        caller.body(Action::ManageUsers, sent).await?.read(&caller.speaker)?;
    let new = NewAccount { login, password, role, person, clinician, department, ward, clinic };
    let created = caller.hospital.accounts().create(&caller.actor, new, &origin).await;
    let user = created.map_err(|failure| caller.failed(Action::ManageUsers, &failure))?;
    Ok(Json(Created { user }).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The new password, which its owner uses from now on.
    #[schema(value_type = Password)]
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnPassword {
    /// The password that was used until now.
    #[schema(format = Password)]
    current: String,
    /// The password that is used from now on.
    #[schema(value_type = Password)]
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BreakGlass {
    /// Why the record must be opened, in your own words; administrators see it.
    #[schema(value_type = Why)]
    reason: String,
}

async fn break_glass(
    caller: Caller,
    Path(person): Path<String>,
    sent: extract::Request,
) -> Result<StatusCode, Problem> {
    let BreakGlass { reason } = caller.body(Action::BreakGlass, sent).await?.read(&caller.speaker)?;
    let person: PersonId = caller.id(&person)?;
    let broken = caller.hospital.break_glass(&caller.actor, person, &reason).await;
    broken.map(|()| StatusCode::NO_CONTENT).map_err(|failure| caller.failed(Action::BreakGlass, &failure))
}
