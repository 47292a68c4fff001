//! The weights of the rules of beds, as administrators see and change them.

use super::templates::number_of;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::BedRulesPage};
use model::actor::Actor;

/// A number for all weights.
pub(crate) fn bed_rules_version(scheduling: &scheduling::World) -> u32 {
    number_of(&scheduling.bed_rules())
}

impl Hospital {
    /// The weights of the rules of beds.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bed_rules(&self, actor: &Actor) -> Result<BedRulesPage, Failure> {
        self.reading(actor, Action::AdoptBedRules, |reading| {
            reading.may(Action::AdoptBedRules, &Default::default())?;
            reading.saw_all();
            let scheduling = &reading.worlds.scheduling;
            Ok(BedRulesPage { version: bed_rules_version(scheduling), rules: scheduling.bed_rules().clone() })
        })
        .await
    }
}
