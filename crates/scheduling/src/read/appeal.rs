//! Appeals against missed visits.

use super::AppointmentView;
use crate::{
    World,
    component::{Answered, Visit},
};
use model::{SideRef, scheduling::ReasonCode, time::Instant};
use serde::{Deserialize, Serialize};

/// How far an appeal against a missed visit has come.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealStage {
    /// The patient appealed, and nobody has decided.
    Asked,
    /// The visit does not count, whether or not the patient appealed.
    Excused,
    /// The visit counts.
    Declined,
}

/// When something was said about a missed visit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnsweredView {
    /// When.
    pub at: Instant,
    /// Why.
    pub code: ReasonCode,
    /// The reason in one's own words, sealed.
    pub text: Option<SideRef>,
}

/// What was asked and decided about a missed visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppealView {
    /// How far it has come.
    pub stage: AppealStage,
    /// The appeal; `None` if nobody appealed.
    pub asked: Option<AnsweredView>,
    /// What counts of what was decided; `None` before that.
    pub decided: Option<AnsweredView>,
}

fn answered(answered: &Answered) -> AnsweredView {
    AnsweredView { at: answered.at, code: answered.code, text: answered.text.clone() }
}

impl AppealView {
    pub(super) fn of(visit: &Visit) -> Option<Self> {
        let appeal = visit.appeal.as_deref()?;
        Some(Self {
            stage: appeal.stage()?,
            asked: appeal.asked.as_ref().map(answered),
            decided: appeal.excused.as_ref().or(appeal.declined.as_ref()).map(answered),
        })
    }
}

impl World {
    /// Missed visits against which their patients appealed and about which nobody has decided, the oldest appeal first.
    pub fn open_appeals(&self) -> Vec<AppointmentView> {
        let mut all: Vec<_> = self.index().appealed.iter().filter_map(|id| self.appointment(*id)).collect();
        let asked = |visit: &AppointmentView| visit.appeal.as_ref().and_then(|appeal| Some(appeal.asked.as_ref()?.at));
        all.sort_by_key(|visit| (asked(visit), visit.id));
        all
    }
}
