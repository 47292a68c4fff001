//! The logins.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::UserLogin};
use model::actor::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

/// Logins.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Users {}

impl Read for Users {
    const PATH: &'static str = "/users";
    const ACTION: Action = Action::ReadUsers;
    type View = Vec<UserLogin>;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital.accounts().users(actor).await
    }
}
