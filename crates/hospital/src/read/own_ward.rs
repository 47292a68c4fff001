//! The reader's own ward.

use super::{Read, Ward};
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::WardBoard};
use model::actor::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

/// The reader's own ward: rooms, beds, who waits for one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnWard {}

impl Read for OwnWard {
    const PATH: &'static str = "/ward";
    const ACTION: Action = Action::ReadWard;
    type View = WardBoard;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital.read(actor, Ward { ward: None }).await
    }
}
