//! Devices, and what is published on them. No patient is named.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DeviceList, DeviceOutage, DeviceRow, DeviceSession, DeviceSessions},
};
use model::{
    actor::Actor,
    id::{DepartmentId, DeviceId},
};
use scheduling::read::{DeviceView, SessionView};
use serde::Deserialize;
use utoipa::ToSchema;

/// The most sessions that are listed of one device.
const SESSIONS_MAX: usize = 500;

/// All devices of the hospital.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Devices {}

impl Read for Devices {
    const PATH: &'static str = "/devices";
    const ACTION: Action = Action::ReadWeek;
    type View = DeviceList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &Default::default())?;
                reading.saw_all();
                let devices = reading.worlds.scheduling.devices().map(row).collect();
                Ok(DeviceList { now: reading.now, devices, departments: reading.departments() })
            })
            .await
    }
}

/// A device, and its sessions from today on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionsOnDevice {
    /// The device, by its id.
    pub device: DeviceId,
}

impl Read for SessionsOnDevice {
    const PATH: &'static str = "/devices/{device}/sessions";
    const ACTION: Action = Action::ReadWeek;
    type View = DeviceSessions;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { device } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &Default::default())?;
                reading.saw_all();
                reading.sessions_on_device(device)
            })
            .await
    }
}

fn row(device: DeviceView) -> DeviceRow {
    DeviceRow {
        device: device.id,
        department: device.department,
        code: device.code,
        name: device.name,
        kind: device.kind,
        room: device.room,
        outage: device.outage.map(|(since, reason)| DeviceOutage { since, reason }),
    }
}

impl Reading<'_> {
    /// A department's devices, for which sessions can be published.
    pub(super) fn devices_of(&self, department: DepartmentId) -> Vec<DeviceRow> {
        self.worlds.scheduling.devices_of(department).map(row).collect()
    }

    fn sessions_on_device(&self, id: DeviceId) -> Result<DeviceSessions, Failure> {
        let scheduling = &self.worlds.scheduling;
        let device = self.found(scheduling.device(id))?;
        let sessions = scheduling.sessions_on(id, self.today(), self.moment());
        Ok(DeviceSessions {
            now: self.now,
            department: self.department(device.department),
            device: row(device),
            sessions: sessions.iter().take(SESSIONS_MAX).map(|session| self.session_on_device(session)).collect(),
        })
    }

    fn session_on_device(&self, session: &SessionView) -> DeviceSession {
        let begins = self.zone.instant(session.date, session.from);
        let is_closed = session.closed_at.is_some();
        // Whoever is to come from another session that was closed has a seat here too.
        let is_had = session.taken() > 0 || self.worlds.scheduling.seats_kept_in(session.id) > 0;
        DeviceSession {
            session: session.id,
            clinician: self.clinician(session.clinician).0,
            room: session.room.clone(),
            date: session.date,
            from: session.from,
            until: session.until,
            booked: session.taken(),
            can_close: !is_closed && is_had && self.now < begins,
            is_closed,
        }
    }
}
