//! A window, before it is booked.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::BookingPreview};
use model::{
    actor::Actor,
    id::{PersonId, SlotId},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A slot as it can be booked for somebody: its price, when they can expect to be seen, and why a booking would be
/// refused now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The slot, by its id, as a department's slots list it.
    pub slot: SlotId,
    /// The person for whom it would be booked, by their id; a patient's own login may leave it out.
    pub patient: Option<PersonId>,
}

impl Read for Slot {
    const PATH: &'static str = "/slots/{slot}";
    const ACTION: Action = Action::Book;
    const WHOM: Option<&'static str> = Some("patient");
    type View = BookingPreview;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { slot, patient } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let patient = reading.found(patient.or(actor.person))?;
                reading.booking_preview(slot, patient)
            })
            .await
    }
}
