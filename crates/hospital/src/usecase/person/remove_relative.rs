use crate::usecase::prelude::*;
use model::journey::command;

/// Says that a family member may not act for a person any more; what they did before stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveRelative {
    /// The family member, by their id.
    pub relative: PersonId,
    /// The person for whom they may act, by their id.
    pub person: PersonId,
}

impl UseCase for RemoveRelative {
    const PATH: Option<&'static str> = Some("/persons/{person}/relatives/{relative}/remove");

    /// Either side may end it, but no third, even if they may act for one of both.
    fn resource(&self, scope: &Scope<'_>) -> Resource {
        let canonical = |person| scope.worlds.journey.canonical(person);
        let own = scope.actor.person.map(canonical);
        let is_of_both = own.is_some_and(|own| own == canonical(self.relative) || own == canonical(self.person));
        let resource = scope.of_person(self.person);
        Resource { family: resource.family && is_of_both, ..resource }
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (relative, person) = (self.relative, self.person);
        deciding.on_behalf_of(person);
        deciding.journey(command::RemoveRelative { relative, person })?;
        Ok(Answer::Done)
    }
}
