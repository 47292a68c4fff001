//! Doing: a `POST` with a body and a key becomes a request of the hospital.

use super::{
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
use hospital::Answer;
use model::actor::Role;
use uuid::Uuid;

type Ids = Path<Vec<(String, String)>>;

/// The addresses of all requests.
pub(super) fn routes() -> Router<AppState> {
    COMMANDS.iter().fold(Router::new(), |router, command| {
        let run =
            move |caller: Caller, ids: Ids, key: Key, sent: extract::Request| run(command, caller, ids, key, sent);
        router.route(command.path, post(run))
    })
}

/// The channel of a booking.
const fn channel(role: Role) -> &'static str {
    match role {
        Role::Patient => "online",
        Role::Clinician => "follow_up",
        Role::Referrer => "referral",
        Role::Desk | Role::Nurse | Role::Admin | Role::System => "on_site",
    }
}

async fn run(
    command: &'static Command,
    caller: Caller,
    Path(ids): Ids,
    Key(key): Key,
    sent: extract::Request,
) -> Result<Json<Answer>, Problem> {
    let sent = caller.body(command.action, sent).await?;
    for (_, id) in &ids {
        let _: Uuid = caller.id(id)?;
    }
    let mut given: Vec<_> = ids.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
    if command.of_channel {
        given.push((CHANNEL, channel(caller.actor.role)));
    }
    let request = command.read(&sent, &caller.speaker, &given)?;
    let answer = caller.hospital.execute(&caller.actor, key, request).await;
    answer.map(Json).map_err(|failure| caller.failed(command.action, &failure))
}
