//! Doing: an address, its body and a key become a request of the hospital.

use super::{
    body::{self, Body},
    caller::{Caller, Key},
    problem::Problem,
    routes::{CHANNEL, COMMANDS, Command},
};
use crate::state::AppState;
use axum::{Json, Router, extract::Path, routing::post};
use hospital::{Answer, Request};
use model::{actor::Role, scheduling::Channel};
use serde_json::json;
use uuid::Uuid;

/// What names the request among all.
const TAG: &str = "do";
/// The only request that comes through a channel.
const BOOK: &str = "book";

type Ids = Path<Vec<(String, String)>>;

/// The addresses of all requests.
pub(super) fn routes() -> Router<AppState> {
    COMMANDS.iter().fold(Router::new(), |router, command| {
        let run = move |caller: Caller, ids: Ids, key: Key, body: Body| run(command, caller, ids, key, body);
        router.route(command.path, post(run))
    })
}

/// From where somebody books.
const fn channel(role: Role) -> Channel {
    match role {
        Role::Patient => Channel::Online,
        Role::Clinician => Channel::FollowUp,
        Role::Desk | Role::Nurse | Role::Admin | Role::System => Channel::OnSite,
    }
}

async fn run(
    command: &'static Command,
    caller: Caller,
    Path(ids): Ids,
    Key(key): Key,
    Body(mut fields): Body,
) -> Result<Json<Answer>, Problem> {
    let speaker = &caller.speaker;
    if let Some(name) = fields.keys().find(|name| *name == TAG || !command.in_body(name)) {
        return Err(body::unknown_field(speaker, name));
    }
    for (name, id) in ids {
        let id: Uuid = caller.id(&id)?;
        fields.insert(name, json!(id));
    }
    if command.request == BOOK {
        fields.insert(CHANNEL.into(), json!(channel(caller.actor.role)));
    }
    fields.insert(TAG.into(), json!(command.request));
    let request: Request = body::read(speaker, fields, body::fields_of(command.request))?;
    let action = request.action();
    let answer = caller.hospital.execute(&caller.actor, key, request).await;
    answer.map(Json).map_err(|failure| caller.failed(action, &failure))
}
