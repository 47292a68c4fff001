//! What was asked and decided about a missed visit.

use crate::read::AppealStage;
use model::{
    SideRef,
    scheduling::{Reason, ReasonCode},
    time::{Instant, compact},
};
use serde::{Deserialize, Serialize};

/// When something was said about a missed visit, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answered {
    #[serde(with = "compact")]
    pub(crate) at: Instant,
    pub(crate) code: ReasonCode,
    /// The reason in one's own words.
    pub(crate) text: Option<SideRef>,
}

impl Answered {
    pub(crate) fn new(at: Instant, reason: &Reason) -> Self {
        Self { at, code: reason.code, text: reason.text.clone() }
    }
}

/// An appeal against a missed visit, and what was decided, also without one. What came first stays when something is decided
/// later, so that taking that back leaves it as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Appeal {
    pub(crate) asked: Option<Answered>,
    pub(crate) declined: Option<Answered>,
    pub(crate) excused: Option<Answered>,
}

impl Appeal {
    /// `None` when nothing of it is left.
    pub(crate) fn stage(&self) -> Option<AppealStage> {
        match (&self.excused, &self.declined, &self.asked) {
            (Some(_), ..) => Some(AppealStage::Excused),
            (None, Some(_), _) => Some(AppealStage::Declined),
            (None, None, Some(_)) => Some(AppealStage::Asked),
            (None, None, None) => None,
        }
    }
}
