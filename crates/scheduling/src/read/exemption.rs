//! Exemptions from booking rules.

use crate::{
    World,
    component::{Exemption, ExemptionState},
};
use model::{
    id::{DepartmentId, ExemptionId, PersonId, Seq},
    scheduling::{ExemptFrom, ReasonCode},
    time::{BusinessDate, Instant},
};
use serde::Serialize;

/// An exemption of a person from booking rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExemptionView {
    /// Its id.
    pub id: ExemptionId,
    /// The record for which it was granted.
    pub patient: PersonId,
    /// From which rules.
    pub exempt_from: ExemptFrom,
    /// In which department; `None`: in the whole hospital.
    pub department: Option<DepartmentId>,
    /// The first day.
    pub from: BusinessDate,
    /// The last day.
    pub until: BusinessDate,
    /// Why it was granted.
    pub reason: ReasonCode,
    /// When it was granted.
    pub granted_at: Instant,
    /// When it was ended before its last day.
    pub ended_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl World {
    /// An exemption.
    pub fn exemption(&self, id: ExemptionId) -> Option<ExemptionView> {
        let (fixed, state) = (self.get::<Exemption>(id.0)?, self.get::<ExemptionState>(id.0)?);
        Some(ExemptionView {
            id,
            patient: fixed.patient,
            exempt_from: fixed.exempt_from,
            department: fixed.department,
            from: fixed.from,
            until: fixed.until,
            reason: fixed.granted.code,
            granted_at: fixed.granted.at,
            ended_at: state.ended.as_ref().map(|ended| ended.at),
            touched: state.touched,
        })
    }

    /// All exemptions of a person, under whichever record, the newest first; those that are over too.
    pub fn exemptions_of(&self, person: PersonId) -> Vec<ExemptionView> {
        let mut all: Vec<_> = self.index().exemptions_of(person).filter_map(|id| self.exemption(id)).collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.granted_at, one.id)));
        all
    }

    /// The exemptions of a person that are in force on a day or still to come, under whichever record.
    pub fn open_exemptions(&self, person: PersonId, today: BusinessDate) -> Vec<ExemptionId> {
        let open = self.exemptions_in(person).filter(|(exemption, _)| exemption.until >= today);
        open.map(|(exemption, _)| exemption.id).collect()
    }

    /// All exemptions of all people, by id.
    pub fn all_exemptions(&self) -> Vec<ExemptionView> {
        let mut all: Vec<_> = self.index().exemptions.iter().filter_map(|(_, id)| self.exemption(*id)).collect();
        all.sort_by_key(|one| one.id);
        all
    }
}
