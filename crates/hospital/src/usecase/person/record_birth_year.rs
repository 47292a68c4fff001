use crate::usecase::{prelude::*, records};
use model::journey::command;

/// Records the year in which somebody was born who was registered before that was said. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBirthYear {
    /// The person, by their id.
    pub person: PersonId,
}

impl UseCase for RecordBirthYear {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.person)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        prepared.births.own = preparing.birth_of(self.person, &mut prepared.read).await?;
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        records::unchanged(deciding, prepared)?;
        deciding.on_behalf_of(self.person);
        deciding.journey(command::KnowBirthYear { person: self.person, birth: prepared.births.own })?;
        Ok(Answer::Done)
    }
}
