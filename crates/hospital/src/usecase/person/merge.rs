use crate::usecase::prelude::*;
use crate::{billing, usecase::records};
use model::{
    journey::{PersonsMerged, command},
    scheduling::Reason,
};

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
        births(preparing, prepared, (self.from, self.into)).await
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        merge(deciding, prepared, (self.from, self.into), None)
    }
}

/// Reads when both were born.
pub(super) async fn births(
    preparing: &Preparing<'_>,
    prepared: &mut Prepared,
    (from, into): (PersonId, PersonId),
) -> Result<(), Failure> {
    prepared.births.own = preparing.birth_of(from, &mut prepared.read).await?;
    prepared.births.other = preparing.birth_of(into, &mut prepared.read).await?;
    Ok(())
}

/// Decides a merge; with a reason, whoever has too many seats as one person keeps them.
pub(super) fn merge(
    deciding: &mut Deciding<'_>,
    prepared: &Prepared,
    (from, into): (PersonId, PersonId),
    over_caps: Option<Reason>,
) -> Result<Answer, Failure> {
    records::unchanged(deciding, prepared)?;
    deciding.on_behalf_of(into);
    let insured = billing::insured_once_merged(deciding.worlds(), from, into);
    // What stands in the way between two people can no longer be seen once they are one.
    let scheduling = &deciding.worlds().scheduling;
    let mut obstacles = scheduling.merge_obstacles(from, into, deciding.moment());
    let over = scheduling.merge_over_caps(from, into, deciding.moment());
    // There may be room by now: then nothing is excepted.
    let over_caps = over_caps.filter(|_| !over.is_empty());
    if over_caps.is_none() {
        obstacles.extend(over);
    }
    let asked = PersonsMerged { from, into, over_caps };
    deciding.journey(command::Merge { asked, births: prepared.births })?;
    if !obstacles.is_empty() {
        return Err(Refusal::new("merge-conflict").field("into").because_of(obstacles).into());
    }
    billing::insure_late(deciding, &insured)?;
    Ok(Answer::Done)
}
