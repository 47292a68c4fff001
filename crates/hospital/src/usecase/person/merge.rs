use crate::usecase::prelude::*;
use crate::{billing, usecase::records};
use model::journey::{PersonsMerged, command};

/// Says that two records are one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePersons {
    /// The record that becomes part of the other, by its id.
    pub from: PersonId,
    /// The record that stays, by its id.
    pub into: PersonId,
}

impl UseCase for MergePersons {
    const PATH: Option<&'static str> = Some("/merges");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.into)
    }

    fn talk(&self) -> Talk {
        Talk::Insured(self.into)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        prepared.births.own = preparing.birth_of(self.from, &mut prepared.read).await?;
        prepared.births.other = preparing.birth_of(self.into, &mut prepared.read).await?;
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (from, into) = (self.from, self.into);
        records::unchanged(deciding, prepared)?;
        deciding.on_behalf_of(into);
        let insured = billing::insured_once_merged(deciding.worlds(), from, into);
        // What stands in the way between two people can no longer be seen once they are one.
        let obstacles = deciding.worlds().scheduling.merge_obstacles(from, into, deciding.moment());
        deciding.journey(command::Merge { asked: PersonsMerged { from, into }, births: prepared.births })?;
        if !obstacles.is_empty() {
            return Err(Refusal::new("merge-conflict").field("into").because_of(obstacles).into());
        }
        billing::insure_late(deciding, &insured)?;
        Ok(Answer::Done)
    }
}
