//! What the hospital is.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::HospitalProfile};
use model::{actor::Actor, settlement};
use serde::Deserialize;
use utoipa::ToSchema;

/// The hospital's name, national code, level, kind and place.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {}

impl Read for Profile {
    const PATH: &'static str = "/profile";
    const ACTION: Action = Action::ReadSlots;
    type View = HospitalProfile;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &Default::default())?;
                reading.saw_all();
                reading.worlds.settlement.profile().map(HospitalProfile::from).ok_or(Failure::NotFound)
            })
            .await
    }
}

impl From<&settlement::Profile> for HospitalProfile {
    fn from(profile: &settlement::Profile) -> Self {
        let settlement::Profile { name, code, level, kind, region } = profile.clone();
        Self { name, code: code.to_string(), level, kind, region }
    }
}
