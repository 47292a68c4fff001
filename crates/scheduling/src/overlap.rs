//! Sessions that overlap: a clinician can be in only one place, and a consulting room and a device hold one session at a
//! time. Each department has its own rooms, known by their names, and its own devices. A session may run over midnight,
//! into those of the next day.

use crate::{
    World,
    component::{Device, HeldIn, Session},
    index::Index,
};
use model::{
    Label,
    id::{ClinicianId, DepartmentId, DeviceId, SessionId},
    message::Refusal,
    scheduling::{DayOfWeek, TemplatePlan},
    time::{BusinessDate, MinuteOfDay},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Every second week is as the one two weeks before.
const PLANS_REPEAT_DAYS: i64 = 14;

/// From when to when a session is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hours {
    /// The day on which it begins.
    pub(crate) date: BusinessDate,
    /// Both are counted from midnight of that day.
    pub(crate) from: MinuteOfDay,
    pub(crate) until: MinuteOfDay,
}

impl Hours {
    pub(crate) const fn of(session: &Session) -> Self {
        Self { date: session.date, from: session.from, until: session.until }
    }

    /// The first and the last day on which a session can begin that overlaps.
    fn days(&self) -> (BusinessDate, BusinessDate) {
        (self.date.plus_days(-1), self.date.plus_days(1))
    }

    /// Two sessions of which one ends when the other begins do not overlap.
    fn overlaps(&self, other: &Self) -> bool {
        let days = other.date.0.signed_duration_since(self.date.0).num_days();
        let minute = |of: MinuteOfDay| i64::from(of.0);
        let (from, until) = (minute(other.from) + days * 1440, minute(other.until) + days * 1440);
        minute(self.from) < until && from < minute(self.until)
    }
}

/// The clinician's session at these hours, other than `own`.
pub(crate) fn of_clinician<'a>(
    index: &Index,
    session: impl Fn(SessionId) -> Option<&'a Session>,
    clinician: ClinicianId,
    hours: &Hours,
    own: Option<SessionId>,
) -> Option<&'a Session> {
    at_hours(&index.clinician_sessions, session, clinician, hours, own)
}

/// The session that uses a device at these hours, other than `own`.
pub(crate) fn on_device<'a>(
    index: &Index,
    session: impl Fn(SessionId) -> Option<&'a Session>,
    device: DeviceId,
    hours: &Hours,
    own: Option<SessionId>,
) -> Option<&'a Session> {
    at_hours(&index.device_sessions, session, device, hours, own)
}

/// The session of somebody or something at these hours.
fn at_hours<'a, K: Ord + Copy>(
    sessions: &BTreeSet<(K, BusinessDate, SessionId)>,
    session: impl Fn(SessionId) -> Option<&'a Session>,
    whose: K,
    hours: &Hours,
    own: Option<SessionId>,
) -> Option<&'a Session> {
    let (first, last) = hours.days();
    let range = (whose, first, SessionId(Uuid::nil()))..=(whose, last, SessionId(Uuid::max()));
    let all = sessions.range(range).filter(|(_, _, id)| Some(*id) != own);
    let mut all = all.filter_map(|(_, _, id)| session(*id));
    all.find(|other| hours.overlaps(&Hours::of(other)))
}

/// The session that holds a department's room at these hours, other than `own`.
pub(crate) fn in_room<'a>(
    index: &Index,
    session: impl Fn(SessionId) -> Option<(&'a Session, &'a HeldIn)>,
    (department, room): (DepartmentId, &Label),
    hours: &Hours,
    own: Option<SessionId>,
) -> Option<(&'a Session, &'a HeldIn)> {
    let (first, last) = hours.days();
    let range = (department, first, SessionId(Uuid::nil()))..=(department, last, SessionId(Uuid::max()));
    let all = index.department_sessions.range(range).filter(|(_, _, id)| Some(*id) != own);
    let mut all = all.filter_map(|(_, _, id)| session(*id));
    all.find(|(other, held)| hours.overlaps(&Hours::of(other)) && held.room.names_same(room))
}

/// The first day of a session of `plan` that would overlap one of `other`, by the days of the week alone: holidays and
/// days in exchange are looked at when it is published.
pub(crate) fn of_plans(plan: &TemplatePlan, other: &TemplatePlan) -> Option<BusinessDate> {
    let hours = |of: &TemplatePlan, date| Hours { date, from: of.from, until: of.until };
    let is_on = |of: &TemplatePlan, date| of.is_on(date, DayOfWeek::of(date));
    // The other's last session before it begins may run into it.
    let first = plan.valid_from.max(other.valid_from.plus_days(-1));
    let mut days = (0..=PLANS_REPEAT_DAYS).map(|after| first.plus_days(after)).filter(|date| is_on(plan, *date));
    days.find(|date| {
        let mut near = (-1..=1).map(|days| date.plus_days(days));
        near.any(|day| is_on(other, day) && hours(plan, *date).overlaps(&hours(other, day)))
    })
}

impl World {
    /// A clinician can be in only one place at a time; `own` is the session that gets these hours.
    pub(crate) fn clinician_is_free(
        &self,
        clinician: ClinicianId,
        hours: &Hours,
        own: Option<SessionId>,
    ) -> Result<(), Refusal> {
        match of_clinician(self.index(), |id| self.get::<Session>(id.0), clinician, hours, own) {
            Some(other) => taken(("clinician-overlap", "from"), other, self.held_in(other)).err(),
            None => Ok(()),
        }
    }

    /// A device is used in one session at a time; `own` is the session that gets these hours.
    pub(crate) fn device_is_free(&self, device: &Device, hours: &Hours, own: Option<SessionId>) -> Result<(), Refusal> {
        match on_device(self.index(), |id| self.get::<Session>(id.0), device.id, hours, own) {
            Some(other) => {
                let refusal = taken(("device-overlap", "device"), other, self.held_in(other));
                refusal.with("device", device.name.clone()).err()
            }
            None => Ok(()),
        }
    }

    /// The room in which a session is held.
    fn held_in<'a>(&'a self, session: &'a Session) -> &'a Label {
        self.get::<HeldIn>(session.id.0).map_or(&session.room, |held| &held.room)
    }

    /// A consulting room holds one session at a time; `own` is the one that is moved into it.
    pub(crate) fn room_is_free_at(
        &self,
        (department, room): (DepartmentId, &Label),
        hours: &Hours,
        own: Option<SessionId>,
    ) -> Result<(), Refusal> {
        let session = |id: SessionId| Some((self.get::<Session>(id.0)?, self.get::<HeldIn>(id.0)?));
        match in_room(self.index(), session, (department, room), hours, own) {
            Some((other, held)) => taken(("room-taken", "room"), other, &held.room).err(),
            None => Ok(()),
        }
    }
}

/// The refusal by its code and field, with the other session's day, hours and room.
fn taken((code, field): (&'static str, &'static str), other: &Session, room: &Label) -> Refusal {
    Refusal::new(code)
        .field(field)
        .with("date", other.date.0)
        .with("from", other.from.to_string())
        .with("until", other.until.to_string())
        .with("room", room.clone())
}
