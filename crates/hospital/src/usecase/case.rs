//! The form of a use case.

use crate::{
    deciding::Deciding,
    failure::Failure,
    prepare::{Prepared, Preparing},
    request::Answer,
    scope::{Resource, Scope},
    usecase::talk::Talk,
    worlds::Worlds,
};
use model::{
    id::{AdmissionId, PersonId},
    message::Refusal,
    scheduling::ReasonCode,
};
use scheduling::read::Moment;

/// One thing that a person does, and all that is known of it.
pub(crate) trait UseCase: Sync {
    /// Where a client sends it, below `/api/v1`. A name in braces is a field; all other fields are in the body. `None`
    /// where only the hospital itself does it.
    const PATH: Option<&'static str>;
    /// It moves money: its idempotency key is looked up however old it is.
    const MOVES_MONEY: bool = false;
    /// A guess is counted before it is decided: its idempotency key is looked up before, so that a repeat counts nothing.
    const COUNTS_TRIES: bool = false;

    /// The resource for which the right to it is checked.
    fn resource(&self, scope: &Scope<'_>) -> Resource;

    /// Whom it is about: the reason in one's own words is sealed under that person's key, otherwise under the
    /// hospital's.
    fn about(&self, _: &Worlds) -> Option<PersonId> {
        None
    }

    /// Why it is done, if a reason must be given.
    fn because(&self) -> Option<Because<'_>> {
        None
    }

    /// What the insurance platform has to do with it.
    fn talk(&self) -> Talk {
        Talk::Nothing
    }

    /// The record that it may open to the asker, on nobody else's word.
    fn opens(&self, _: &Worlds) -> Option<Opens> {
        None
    }

    /// Why it would be refused, as far as these worlds tell: whoever asks in vain does not wait for the writer.
    fn refused_at_once(&self, _: &Worlds, _: Moment) -> Option<Refusal> {
        None
    }

    /// Checks and seals what it carries, before it is queued: the writer neither encrypts nor waits.
    fn prepare(&self, _: &Preparing<'_>, _: &mut Prepared) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }

    /// Decides it. The writer runs it, again at each re-decision; it must decide everything from what it is given.
    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure>;
}

/// Why something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Because<'a> {
    /// The reason.
    pub code: ReasonCode,
    /// The reason in one's own words, if somebody wrote any.
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
    /// Whose record it is.
    pub(crate) patient: PersonId,
    /// The stay for which it is opened; if none is given, the one that the answer names.
    pub(crate) stay: Option<AdmissionId>,
}
