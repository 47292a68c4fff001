//! The windows that are open to a person, department by department, as offers of a search.

use super::{Asked, AskedStep, Reading};
use crate::itinerary::{Clock, offer};
use ::itineraries::{
    Accepted, GroupId, Offer, OfferId, ResourceId,
    limits::{ACCEPTED, OFFERS_OF_A_STEP_MAX},
};
use model::{
    id::{ClinicianId, DepartmentId, DeviceId, SlotId},
    scheduling::DeviceKind,
    time::{BusinessDate, Instant},
};
use scheduling::read::{Booker, SessionView, SlotState};
use std::collections::BTreeMap;

/// The most days that are searched.
const DAYS_MAX: u16 = 61;

/// An open window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) slot: SlotId,
    pub(super) clinician: ClinicianId,
    device: Option<(DeviceId, DeviceKind)>,
    pub(super) date: BusinessDate,
    pub(super) from: Instant,
    pub(super) until: Instant,
}

impl Window {
    /// By whom, and with what.
    fn resource(&self) -> (ClinicianId, Option<DeviceId>) {
        (self.clinician, self.device.map(|(id, _)| id))
    }

    fn kind(&self) -> Option<DeviceKind> {
        self.device.map(|(_, kind)| kind)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
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
    /// By whom and with what: the numbers that they have in a search, with the kind of the device.
    resources: BTreeMap<(ClinicianId, Option<DeviceId>), (u32, Option<DeviceKind>)>,
    /// The windows of a department with one kind of device, or without any: the numbers that they have in a search.
    groups: BTreeMap<(u32, Option<DeviceKind>), u32>,
    pub(super) until: BusinessDate,
    pub(super) is_capped: bool,
}

impl Windows {
    /// None yet.
    pub(super) const fn new() -> Self {
        Self {
            all: Vec::new(),
            resources: BTreeMap::new(),
            groups: BTreeMap::new(),
            until: BusinessDate(chrono::NaiveDate::MAX),
            is_capped: false,
        }
    }

    pub(super) fn add(&mut self, place: u32, open: Open) {
        for window in open.windows {
            let kind = window.kind();
            let next = number(self.resources.len());
            self.resources.entry(window.resource()).or_insert((next, kind));
            let next = number(self.groups.len());
            self.groups.entry((place, kind)).or_insert(next);
            self.all.push((place, window));
        }
        self.until = self.until.min(open.last);
        self.is_capped |= open.is_capped;
    }

    /// No department is searched for longer than the others: a chain would be called the best that is not.
    pub(super) fn end_together(&mut self) {
        let until = self.until;
        self.all.retain(|(_, window)| window.date <= until);
    }

    /// What will do for a step in the department of that number: windows with the kind of device that its service needs.
    pub(super) fn accepted(&self, place: u32, step: &AskedStep) -> Vec<Accepted> {
        let kind = step.service.as_ref().and_then(|service| service.device);
        let will_do = |of: Option<DeviceKind>| kind.is_none() || of == kind;
        let mut all: Vec<Accepted> = match step.clinician {
            Some(clinician) => {
                let own = self.resources.iter().filter(|((who, _), (_, of))| *who == clinician && will_do(*of));
                own.map(|(_, (number, _))| Accepted::Resource(ResourceId(*number))).collect()
            }
            None => {
                let here = self.groups.iter().filter(|((at, of), _)| *at == place && will_do(*of));
                here.map(|(_, number)| Accepted::Group(GroupId(*number))).collect()
            }
        };
        all.truncate(*ACCEPTED.end());
        if all.is_empty() {
            // Something has to be named: a group in which nothing is.
            all.push(Accepted::Group(GroupId(u32::MAX)));
        }
        all
    }

    pub(super) fn offers(&self, clock: &Clock) -> Vec<Offer> {
        let numbered = (0..).zip(&self.all);
        numbered
            .map(|(id, (place, window))| {
                let resource = self.resources.get(&window.resource()).map_or(u32::MAX, |(number, _)| *number);
                let group = self.groups.get(&(*place, window.kind())).copied().unwrap_or(u32::MAX);
                let numbers = (id, resource, group, *place);
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
    /// channel, but for those of sessions in which the booking rules allow nothing more or the device does not work.
    pub(super) fn open_windows(&self, asked: &Asked, department: DepartmentId) -> Open {
        self.saw_all();
        let today = self.today();
        let (person, channel) = asked.who;
        let booker = Booker { channel, person: Some(person) };
        let days = self.days_ahead(department, Some(person)).min(DAYS_MAX);
        let mut open = Open { windows: Vec::new(), last: today.plus_days(i64::from(days) - 1), is_capped: false };
        for after in 0..i64::from(days) {
            let date = today.plus_days(after);
            let before = open.windows.len();
            for session in self.worlds.scheduling.sessions_for(department, date, booker, self.moment()) {
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
        // Nobody knows whether it works by then.
        if self.worlds.scheduling.lacks_device(session) {
            return;
        }
        // A desk still gives away a window that has begun; but nobody can be there any more when it begins.
        let is_free = |slot: &&scheduling::read::SlotView| {
            slot.state == SlotState::Open && slot.left() > 0 && slot.from > asked.now
        };
        let Some(first) = session.slots.iter().find(is_free) else { return };
        if self.worlds.scheduling.is_capped(asked.who.0, first.id, &asked.instead, self.moment()) {
            open.is_capped = true;
            return;
        }
        open.windows.extend(session.slots.iter().filter(is_free).map(|slot| Window {
            slot: slot.id,
            clinician: session.clinician,
            device: session.device_id.zip(session.device_kind),
            date: session.date,
            from: slot.from,
            until: slot.until,
        }));
    }
}
