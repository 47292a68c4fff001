use crate::billing;
use crate::usecase::prelude::*;
use model::journey::MergeUndone;

/// Takes a merge back: the records are two people again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoMerge {
    /// The record that is another person after all, by its id.
    pub from: PersonId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoMerge {
    const PATH: Option<&'static str> = Some("/merges/undo");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.from)
    }

    fn about(&self, _: &Worlds) -> Option<PersonId> {
        Some(self.from)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn talk(&self) -> Talk {
        Talk::Tells
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let from = self.from;
        let into = deciding.worlds().journey.merged_into(from);
        let into = into.ok_or_else(|| Refusal::new("not-merged").field("from"))?;
        deciding.on_behalf_of(into);
        deciding.journey(MergeUndone { from, into, reason })?;
        let insured = billing::insured_once_parted(deciding.worlds(), from, into)?;
        billing::insure_late(deciding, &insured)?;
        Ok(Answer::Done)
    }
}
