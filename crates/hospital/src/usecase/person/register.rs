use crate::usecase::prelude::*;
use crate::{request::PersonDetails, usecase::records};
use model::journey::Identity;

/// Registers a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPerson {
    /// How the person's identity is known.
    pub identity: Identity,
    /// The person's name and what else is known of them.
    pub person: PersonDetails,
}

impl UseCase for RegisterPerson {
    const PATH: Option<&'static str> = Some("/persons");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let id = PersonId(preparing.new_id());
        let person = preparing.prepare_person(id, &self.person, None).await?;
        prepared.births.own = person.birth;
        if let Identity::Newborn { mother } = self.identity {
            prepared.births.other = preparing.birth_of(mother, &mut prepared.read).await?;
        }
        prepared.person = Some(person);
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (person, command) = records::registration(deciding, self.identity, prepared)?;
        deciding.on_behalf_of(person);
        deciding.journey(command)?;
        Ok(Answer::PersonRegistered { person })
    }
}
