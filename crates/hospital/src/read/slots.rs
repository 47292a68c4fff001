//! A department's windows.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::SlotList};
use model::{
    actor::Actor,
    id::{DepartmentId, PersonId},
    time::BusinessDate,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A department's days, and one day's sessions with their slots; without a date, those of the first day with a seat.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Slots {
    /// The department, by its id, as `/departments` lists it.
    pub department: DepartmentId,
    /// The day to show; if left out, the first with a seat.
    pub date: Option<BusinessDate>,
    /// The person to book for, by their id; if left out, the reader.
    pub patient: Option<PersonId>,
}

impl Read for Slots {
    const PATH: &'static str = "/departments/{department}/slots";
    const ACTION: Action = Action::ReadSlots;
    type View = SlotList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department, date, patient } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.slot_list(department, date, patient)).await
    }
}
