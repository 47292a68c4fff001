//! What nearly every use case needs.

pub(super) use super::{
    case::{Because, Opens, UseCase},
    talk::Talk,
};
pub(super) use crate::{
    deciding::Deciding,
    failure::Failure,
    prepare::{Prepared, Preparing},
    request::Answer,
    schema::OwnWords,
    scope::{Resource, Scope},
    worlds::Worlds,
};
pub(super) use model::{id::PersonId, message::Refusal, scheduling::ReasonCode};
pub(super) use serde::{Deserialize, Serialize};
pub(super) use utoipa::ToSchema;

/// The refusal when there is no such thing: `not-there`, at `field`.
pub(super) fn not_there(field: &'static str) -> Failure {
    Refusal::new("not-there").field(field).into()
}
