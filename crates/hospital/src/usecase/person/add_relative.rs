use crate::usecase::prelude::*;
use model::journey::RelativeAdded;

/// Names a family member who may act for a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddRelative {
    /// The family member, by their id.
    pub relative: PersonId,
    /// The person for whom they may act, by their id.
    pub person: PersonId,
}

impl UseCase for AddRelative {
    const PATH: Option<&'static str> = Some("/persons/{person}/relatives");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.person)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (relative, person) = (self.relative, self.person);
        deciding.on_behalf_of(person);
        deciding.journey(RelativeAdded { relative, person })?;
        Ok(Answer::Done)
    }
}
