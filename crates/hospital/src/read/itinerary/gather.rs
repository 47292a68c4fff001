//! The windows that are open to a person, department by department, as offers of a search.

use super::{Asked, Reading, Resources};
use crate::itinerary::{Clock, offer};
use ::itineraries::{Offer, OfferId, limits::OFFERS_OF_A_STEP_MAX};
use model::{
    id::{ClinicianId, DepartmentId, SlotId},
    time::{BusinessDate, Instant},
};
use scheduling::read::{SessionView, SlotState};

/// The most days that are searched.
const DAYS_MAX: u16 = 61;

/// An open window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) slot: SlotId,
    pub(super) clinician: ClinicianId,
    pub(super) date: BusinessDate,
    pub(super) from: Instant,
    pub(super) until: Instant,
}

/// The open windows of a department.
pub(super) struct Open {
    windows: Vec<Window>,
    /// The last day of which all windows are here.
    last: BusinessDate,
    is_capped: bool,
}

/// The open windows of all departments that are asked for.
pub(super) struct Windows {
    /// With the number of the department; by its place, an offer's id names a window.
    all: Vec<(u32, Window)>,
    resources: Resources,
    pub(super) until: BusinessDate,
    pub(super) is_capped: bool,
}

impl Windows {
    /// None yet; those clinicians have numbers who are asked for.
    pub(super) fn new(asked: &Asked) -> Self {
        let resources =
            (0..).zip(asked.steps.iter().filter_map(|step| step.clinician)).map(|(number, id)| (id, number));
        Self {
            all: Vec::new(),
            resources: resources.collect(),
            until: BusinessDate(chrono::NaiveDate::MAX),
            is_capped: false,
        }
    }

    pub(super) fn add(&mut self, group: u32, open: Open) {
        for window in open.windows {
            let next = u32::try_from(self.all.len() + 8).unwrap_or(u32::MAX);
            self.resources.entry(window.clinician).or_insert(next);
            self.all.push((group, window));
        }
        self.until = self.until.min(open.last);
        self.is_capped |= open.is_capped;
    }

    /// No department is searched for longer than the others: a chain would be called the best that is not.
    pub(super) fn end_together(&mut self) {
        let until = self.until;
        self.all.retain(|(_, window)| window.date <= until);
    }

    pub(super) fn resource(&self, clinician: ClinicianId) -> u32 {
        self.resources.get(&clinician).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn offers(&self, clock: &Clock) -> Vec<Offer> {
        let numbered = (0..).zip(&self.all);
        numbered
            .map(|(id, (group, window))| {
                let numbers = (id, self.resource(window.clinician), *group);
                offer(clock, numbers, window.date, (window.from, window.until))
            })
            .collect()
    }

    pub(super) fn window(&self, id: OfferId) -> Option<&Window> {
        self.all.get(usize::try_from(id.0).ok()?).map(|(_, window)| window)
    }
}

impl Reading<'_> {
    /// What a department has open for the person: the windows that are listed as open to whoever books through the asker's
    /// channel, but for those of sessions in which the booking rules allow nothing more.
    pub(super) fn open_windows(&self, asked: &Asked, department: DepartmentId) -> Open {
        self.saw_all();
        let today = self.today();
        let days = self.days_ahead(department).min(DAYS_MAX);
        let mut open = Open { windows: Vec::new(), last: today.plus_days(i64::from(days) - 1), is_capped: false };
        for after in 0..i64::from(days) {
            let date = today.plus_days(after);
            let before = open.windows.len();
            for session in self.worlds.scheduling.sessions_for(department, date, asked.who.1, self.moment()) {
                self.add_session(asked, &session, &mut open);
            }
            if open.windows.len() > OFFERS_OF_A_STEP_MAX {
                open.windows.truncate(before);
                open.last = date.plus_days(-1);
                break;
            }
        }
        open
    }

    fn add_session(&self, asked: &Asked, session: &SessionView, open: &mut Open) {
        let is_free = |slot: &&scheduling::read::SlotView| slot.state == SlotState::Open && slot.left() > 0;
        let Some(first) = session.slots.iter().find(is_free) else { return };
        if self.worlds.scheduling.is_capped(asked.who.0, first.id, &asked.instead, self.moment()) {
            open.is_capped = true;
            return;
        }
        open.windows.extend(session.slots.iter().filter(is_free).map(|slot| Window {
            slot: slot.id,
            clinician: session.clinician,
            date: session.date,
            from: slot.from,
            until: slot.until,
        }));
    }
}
