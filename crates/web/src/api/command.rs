//! Doing: an address, its body and a key become a request of the hospital.

use super::{
    body,
    caller::{Caller, Key},
    problem::Problem,
    routes::{CHANNEL, COMMANDS, Command},
};
use crate::state::AppState;
use axum::{
    Json, Router,
    extract::{self, Path},
    routing::post,
};
use hospital::{Action, Answer};
use model::{actor::Role, scheduling::Channel};
use serde_json::json;
use uuid::Uuid;

/// The only request that comes through a channel.
const BOOK: &str = "book";

type Ids = Path<Vec<(String, String)>>;

/// The addresses of all requests.
pub(super) fn routes() -> Router<AppState> {
    // The first actions are those of the requests, in their order.
    COMMANDS.iter().zip(Action::ALL).fold(Router::new(), |router, (command, action)| {
        let run = move |caller: Caller, ids: Ids, key: Key, sent: extract::Request| {
            run(command, *action, caller, ids, key, sent)
        };
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
    action: Action,
    caller: Caller,
    Path(ids): Ids,
    Key(key): Key,
    sent: extract::Request,
) -> Result<Json<Answer>, Problem> {
    let speaker = &caller.speaker;
    let mut fields = caller.body(action, sent).await?;
    if let Some(name) = fields.keys().find(|name| !command.in_body(name)) {
        return Err(body::unknown_field(speaker, name));
    }
    for (name, id) in ids {
        let id: Uuid = caller.id(&id)?;
        fields.insert(name, json!(id));
    }
    if command.request == BOOK {
        fields.insert(CHANNEL.into(), json!(channel(caller.actor.role)));
    }
    let request = body::read_request(speaker, command.request, fields)?;
    let answer = caller.hospital.execute(&caller.actor, key, request).await;
    answer.map(Json).map_err(|failure| caller.failed(action, &failure))
}
