//! The form of a use case.

use super::prelude::*;
use model::id::AdmissionId;
use scheduling::view::Moment;

/// One thing that a person does, and all that is known of it.
pub(crate) trait UseCase: Sync {
    /// Where a client sends it, below `/api/v1`. What stands in braces is a field; all other fields are the body's.
    const PATH: &'static str;
    /// It moves money: its idempotency key is looked up however old it is.
    const MOVES_MONEY: bool = false;

    /// What the right to it is asked for.
    fn resource(&self, scope: &Scope<'_>) -> Resource;

    /// Whom it is about: what it says in own words is sealed under that person's key, and else under the hospital's.
    fn about(&self, _: &Worlds) -> Option<PersonId> {
        None
    }

    /// Why it is done, where that must be said.
    fn because(&self) -> Option<Because<'_>> {
        None
    }

    /// What the insurance platform has to do with it.
    fn talk(&self) -> Talk {
        Talk::Nothing
    }

    /// The record that it may open to who asks, on nobody's word but the asker's.
    fn opens(&self, _: &Worlds) -> Option<Opens> {
        None
    }

    /// Why it cannot be had, as far as these worlds tell: who asks in vain does not wait for the writer.
    fn refused_at_once(&self, _: &Worlds, _: Moment) -> Option<Refusal> {
        None
    }

    /// Checks and seals what it carries, before it is queued: the writer neither encrypts nor waits.
    fn prepare(&self, _: &Preparing<'_>, _: &mut Prepared) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }

    /// Decides it. It is run by the writer, anew at each re-decision, and must decide everything from what it is given.
    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure>;
}

/// Why something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Because<'a> {
    /// The reason.
    pub code: ReasonCode,
    /// The reason in own words, if somebody wrote any.
    pub text: Option<&'a str>,
}

impl<'a> Because<'a> {
    pub(super) fn new(code: ReasonCode, text: Option<&'a str>) -> Self {
        Self { code, text: text.map(str::trim).filter(|text| !text.is_empty()) }
    }
}

/// A record that a use case opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opens {
    /// Whose.
    pub(crate) patient: PersonId,
    /// Of which stay; of the one that the answer names where none is given.
    pub(crate) stay: Option<AdmissionId>,
}
