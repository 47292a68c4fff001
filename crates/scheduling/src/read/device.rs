//! Devices as they are read.

use super::{Moment, SessionView};
use crate::{
    World,
    component::{Device, DeviceState},
};
use model::{
    Label,
    id::{DepartmentId, DeviceId, Seq, SessionId},
    scheduling::{Channel, DeviceKind, ReasonCode},
    time::{BusinessDate, Instant},
};
use uuid::Uuid;

/// A device (设备).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// The department.
    pub department: DepartmentId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Its kind.
    pub kind: DeviceKind,
    /// Where it stands; none if it is moved about.
    pub room: Option<Label>,
    /// Since when it does not work, and why; none if it does.
    pub outage: Option<(Instant, ReasonCode)>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl World {
    /// All devices, by code.
    pub fn devices(&self) -> impl Iterator<Item = DeviceView> {
        self.index().devices.values().filter_map(|id| self.device(*id))
    }

    /// The devices of a department, by code.
    pub fn devices_of(&self, department: DepartmentId) -> impl Iterator<Item = DeviceView> {
        self.devices().filter(move |device| device.department == department)
    }

    /// One device.
    pub fn device(&self, id: DeviceId) -> Option<DeviceView> {
        let (fixed, state) = (self.get::<Device>(id.0)?, self.get::<DeviceState>(id.0)?);
        Some(DeviceView {
            id,
            department: fixed.department,
            code: fixed.code.clone(),
            name: fixed.name.clone(),
            kind: fixed.kind,
            room: fixed.room.clone(),
            outage: state.outage.map(|outage| (outage.since, outage.reason)),
            touched: state.touched,
        })
    }

    /// Does a session lack the device that it needs, because that does not work?
    pub fn lacks_device(&self, session: &SessionView) -> bool {
        let state = session.device_id.and_then(|id| self.get::<DeviceState>(id.0));
        state.is_some_and(|state| state.outage.is_some())
    }

    /// The sessions on a device that begin on a day or later, by day and start.
    pub fn sessions_on(&self, device: DeviceId, from: BusinessDate, moment: Moment) -> Vec<SessionView> {
        let first = (device, from, SessionId(Uuid::nil()));
        let last = (device, BusinessDate(chrono::NaiveDate::MAX), SessionId(Uuid::max()));
        let ids = self.index().device_sessions.range(first..=last).map(|(_, _, id)| *id);
        let mut all: Vec<_> = ids.filter_map(|id| self.session_for(id, Channel::Online, moment)).collect();
        all.sort_by_key(|session| (session.date, session.from, session.id));
        all
    }
}
