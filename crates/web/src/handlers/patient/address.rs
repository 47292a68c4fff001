//! The address of a department's windows: which day, for whom, which appointment is being moved, what was tapped.

use hospital::view::SlotOffer;
use model::{
    id::{AppointmentId, DepartmentId, PersonId, SlotId},
    time::{BusinessDate, Instant},
};
use serde::Deserialize;

/// What the query says.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct SlotsQuery {
    #[serde(default)]
    pub(super) date: Option<BusinessDate>,
    #[serde(rename = "for", default)]
    pub(super) patient: Option<PersonId>,
    #[serde(default)]
    pub(super) moving: Option<AppointmentId>,
    /// The window that was chosen.
    #[serde(default)]
    pub(super) slot: Option<SlotId>,
    /// When it begins, in minutes since 1970: with that its position is known even if it is no longer offered.
    #[serde(default)]
    pub(super) at: Option<i64>,
    /// The full window that was tapped.
    #[serde(default)]
    pub(super) full: Option<SlotId>,
}

/// A time as it is written in an address.
pub(super) fn minutes(at: Instant) -> i64 {
    at.timestamp().div_euclid(60)
}

impl SlotsQuery {
    /// The same page on another day; nothing is chosen there yet.
    pub(super) fn on(self, date: BusinessDate) -> Self {
        Self { date: Some(date), slot: None, at: None, full: None, ..self }
    }

    /// The same page for somebody else; the choice stays.
    pub(super) fn of(self, patient: Option<PersonId>) -> Self {
        Self { patient, ..self }
    }

    /// A window chosen.
    pub(super) fn choosing(self, slot: &SlotOffer) -> Self {
        Self { slot: Some(slot.slot), at: Some(minutes(slot.from)), full: None, ..self }
    }

    /// A full window tapped.
    pub(super) fn wanting(self, full: SlotId) -> Self {
        Self { slot: None, at: None, full: Some(full), ..self }
    }

    /// When the chosen window begins.
    pub(super) fn begins(self) -> Option<Instant> {
        Instant::from_timestamp(self.at?.checked_mul(60)?, 0)
    }

    /// As an address.
    pub(super) fn href(self, department: DepartmentId) -> String {
        let parts = [
            self.date.map(|date| format!("date={date}")),
            self.patient.map(|person| format!("for={person}")),
            self.moving.map(|appointment| format!("moving={appointment}")),
            self.slot.map(|slot| format!("slot={slot}")),
            self.at.map(|at| format!("at={at}")),
            self.full.map(|slot| format!("full={slot}")),
        ];
        let query: Vec<String> = parts.into_iter().flatten().collect();
        let start = if query.is_empty() { "" } else { "?" };
        format!("/departments/{department}{start}{}", query.join("&"))
    }
}
