//! A stay's settlement.

use super::{Bill, Read};
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::SettlementSummary};
use model::{actor::Actor, id::AdmissionId};
use serde::Deserialize;
use utoipa::ToSchema;

/// A stay's present settlement, with the fingerprint that a consent names.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// The admission whose settlement it is, by its id.
    pub admission: AdmissionId,
}

impl Read for Settlement {
    const PATH: &'static str = "/admissions/{admission}/settlement";
    const ACTION: Action = Action::ReadBill;
    type View = SettlementSummary;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { admission } = self;
        let bill = hospital.read(actor, Bill { admission }).await?;
        bill.settlement.ok_or(Failure::NotFound)
    }
}
