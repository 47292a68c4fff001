//! The sandbox over HTTP: `POST /` takes a message; under `/admin` people are enrolled and faults are switched.

use super::{CatalogueItem, Fate, Fault, Institution, Person, Sandbox, SandboxError, SettlementRow};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use futures_util::stream;
use model::interface::Interface;
use serde::{Deserialize, Serialize};
use std::io;

/// A fault to be switched on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// What goes wrong.
    pub fault: Fault,
    /// How many messages it strikes.
    #[serde(default = "once")]
    pub times: u32,
}

const fn once() -> u32 {
    1
}

impl IntoResponse for SandboxError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Policy(_) | Self::Certificate(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.to_string()).into_response()
    }
}

impl Sandbox {
    /// The platform as a web service. Listen only on the loopback: whoever can reach `/admin` can do everything.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", post(message))
            .route("/admin/faults/{infno}", put(arm).delete(disarm))
            .route("/admin/institutions", post(institution))
            .route("/admin/policies", post(policies))
            .route("/admin/items", post(items))
            .route("/admin/people", post(people))
            .route("/admin/settlements", get(settlements))
            .layer(DefaultBodyLimit::max(4 << 20))
            .with_state(self.clone())
    }
}

async fn message(State(sandbox): State<Sandbox>, body: Bytes) -> Response {
    match sandbox.deliver(body.to_vec()).await {
        Fate::Answer(answer) => ([(CONTENT_TYPE, "application/json; charset=utf-8")], answer).into_response(),
        Fate::Silent => std::future::pending().await,
        Fate::Broken => {
            // An error in the body closes the connection in the middle of the answer.
            let broken = stream::iter([Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset))]);
            Body::from_stream(broken).into_response()
        }
    }
}

async fn arm(State(sandbox): State<Sandbox>, Path(infno): Path<Interface>, Json(switch): Json<Switch>) -> StatusCode {
    sandbox.fail(infno, switch.fault, switch.times);
    StatusCode::NO_CONTENT
}

async fn disarm(State(sandbox): State<Sandbox>, Path(infno): Path<Interface>) -> StatusCode {
    sandbox.heal(infno);
    StatusCode::NO_CONTENT
}

async fn institution(
    State(sandbox): State<Sandbox>,
    Json(institution): Json<Institution>,
) -> Result<StatusCode, SandboxError> {
    sandbox.enrol_institution(&institution).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn policies(State(sandbox): State<Sandbox>, text: String) -> Result<StatusCode, SandboxError> {
    sandbox.load_policies(&[&text]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn items(
    State(sandbox): State<Sandbox>,
    Json(items): Json<Vec<CatalogueItem>>,
) -> Result<StatusCode, SandboxError> {
    sandbox.enrol_items(&items).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn people(State(sandbox): State<Sandbox>, Json(people): Json<Vec<Person>>) -> Result<StatusCode, SandboxError> {
    sandbox.enrol(&people).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn settlements(State(sandbox): State<Sandbox>) -> Result<Json<Vec<SettlementRow>>, SandboxError> {
    Ok(Json(sandbox.settlements().await?))
}
