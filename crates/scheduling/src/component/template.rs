//! Templates of sessions.

use bevy_ecs::component::Component;
use model::{
    id::{ClinicianId, DepartmentId, Seq, SessionId, TemplateId},
    scheduling::TemplatePlan,
    time::BusinessDate,
};
use serde::{Deserialize, Serialize};

/// A template of sessions: what never changes.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) id: TemplateId,
    pub(crate) clinician: ClinicianId,
    pub(crate) department: DepartmentId,
}

/// What a template says, and for which days it has given its session.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TemplateState {
    /// In the order of their first days; on no day do two of them count.
    pub(crate) plans: Vec<TemplatePlan>,
    /// The days for which its session was published, in order, also of sessions that were withdrawn since. Days that
    /// are over are forgotten.
    pub(crate) used: Vec<(BusinessDate, SessionId)>,
    pub(crate) touched: Seq,
}

impl TemplateState {
    /// What it says for a date.
    pub(crate) fn plan(&self, date: BusinessDate) -> Option<&TemplatePlan> {
        self.plans.iter().find(|plan| plan.counts_on(date))
    }

    /// The session that it gave for a date.
    pub(crate) fn used_for(&self, date: BusinessDate) -> Option<SessionId> {
        let place = self.used.binary_search_by_key(&date, |(day, _)| *day).ok()?;
        self.used.get(place).map(|(_, session)| *session)
    }
}
