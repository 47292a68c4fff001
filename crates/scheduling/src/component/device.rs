//! Devices, which sessions may need besides their clinicians.

use bevy_ecs::component::Component;
use model::{
    Label,
    id::{DepartmentId, DeviceId, Seq},
    scheduling::{DeviceKind, ReasonCode},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// A device.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    pub(crate) department: DepartmentId,
    pub(crate) code: String,
    pub(crate) name: Label,
    pub(crate) kind: DeviceKind,
    /// Where it stands; none if it is moved about.
    pub(crate) room: Option<Label>,
}

/// How a device stands.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DeviceState {
    /// It does not work.
    pub(crate) outage: Option<Outage>,
    pub(crate) touched: Seq,
}

/// That a device does not work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outage {
    pub(crate) since: Instant,
    pub(crate) reason: ReasonCode,
}
