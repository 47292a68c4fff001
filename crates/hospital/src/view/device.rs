//! Devices, as an administrator sees them: no patient is named.

use super::{DepartmentRef, Name};
use model::{
    Label,
    id::{DepartmentId, DeviceId, SessionId},
    scheduling::{DeviceKind, ReasonCode},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// All devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// All devices, by code.
    pub devices: Vec<DeviceRow>,
    /// All departments, for which a device can be enrolled.
    pub departments: Vec<DepartmentRef>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceRow {
    /// Id of the device, with which sessions are published on it.
    pub device: DeviceId,
    /// The department to which it belongs.
    pub department: DepartmentId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// What kind of device it is.
    pub kind: DeviceKind,
    /// The room where it stands; none if it is moved about.
    pub room: Option<Label>,
    /// That it does not work; none if it does.
    pub outage: Option<DeviceOutage>,
}

/// That a device does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceOutage {
    /// Since when.
    pub since: Instant,
    /// Why.
    pub reason: ReasonCode,
}

/// A device with what is published on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceSessions {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The device.
    pub device: DeviceRow,
    /// Its department.
    pub department: DepartmentRef,
    /// Its sessions from today on that are not withdrawn, by day and hour; 500 at most.
    pub sessions: Vec<DeviceSession>,
}

/// A session on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceSession {
    /// Id of the session, with which it is closed or withdrawn.
    pub session: SessionId,
    /// Who holds it.
    pub clinician: Name,
    /// The room, with the device's name.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The day on which it begins.
    pub date: BusinessDate,
    /// When it begins, as a minute of its day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of its day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// Seats taken in all its windows.
    pub booked: u32,
    /// May be closed: somebody is booked or has a seat kept, and it has not begun.
    pub can_close: bool,
    /// It was closed, and does not take place.
    pub is_closed: bool,
}
