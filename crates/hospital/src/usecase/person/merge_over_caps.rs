use super::merge;
use crate::usecase::prelude::*;

/// Says that two records are one person, although together they have more seats than the rules allow one person. They
/// keep them all; nothing more can be booked until there is room again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeOverCaps {
    /// The record that becomes part of the other, by its id.
    pub from: PersonId,
    /// The record that stays, by its id.
    pub into: PersonId,
    /// Why they keep their seats; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for MergeOverCaps {
    const PATH: Option<&'static str> = Some("/merges/over-caps");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.into)
    }

    fn about(&self, _: &Worlds) -> Option<PersonId> {
        Some(self.into)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn talk(&self) -> Talk {
        Talk::Insured(self.into)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        merge::births(preparing, prepared, (self.from, self.into)).await
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        merge::merge(deciding, prepared, (self.from, self.into), Some(reason))
    }
}
