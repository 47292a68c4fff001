//! Devices: enrolled, out of service, and back again; and the device that a session uses. What is published on one that
//! does not work stays as it is until somebody gives its sessions another device or closes them: only a person knows whether
//! it will work again by then.

use super::{
    Apply, Decide, Decision,
    session::not_closed,
    setup::{NAME_MAX, code_and_name, is_said, not_longer, touch_department},
};
use crate::{
    World,
    component::{Department, Device, DeviceState, HeldIn, Outage, Session},
    overlap::Hours,
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{DepartmentId, DeviceId, SessionId},
    message::Refusal,
    scheduling::{DeviceBackInService, DeviceEnrolled, DeviceKind, DeviceOutOfService, SessionDeviceChanged, command},
};

impl Decide<World> for DeviceEnrolled {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.device.0, "device")?;
        world.find::<Department>(self.department.0, "department")?;
        code_and_name(&self.code, &self.name)?;
        if world.index().devices.contains_key(&self.code) {
            return Refusal::new("code-in-use").field("code").with("value", self.code.as_str()).err();
        }
        if let Some(room) = &self.room {
            is_said("room", &room.zh, NAME_MAX)?;
            not_longer("room", &room.en, NAME_MAX)?;
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for DeviceEnrolled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let device = Device {
            id: self.device,
            department: self.department,
            code: self.code.clone(),
            name: self.name.clone(),
            kind: self.kind,
            room: self.room.clone(),
        };
        tx.spawn((device, DeviceState { outage: None, touched: stamp.seq }));
        touch_department(tx, self.department, stamp);
    }
}

impl Decide<World> for command::TakeOutOfService {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.device_works(self.device)?;
        Ok(vec![DeviceOutOfService { device: self.device, reason: self.reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for DeviceOutOfService {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        changed(tx, self.device, Some(Outage { since: stamp.at, reason: self.reason.code }), stamp);
    }
}

impl Decide<World> for command::PutInService {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let device = world.find::<Device>(self.device.0, "device")?;
        if world.find::<DeviceState>(self.device.0, "device")?.outage.is_none() {
            return Refusal::new("device-in-service").field("device").with("device", device.name.clone()).err();
        }
        Ok(vec![DeviceBackInService { device: self.device }.into()])
    }
}

impl Apply<Tx<'_>> for DeviceBackInService {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        changed(tx, self.device, None, stamp);
    }
}

/// Also allowed during the session, as that is when a device stops working. It is undone by changing back to the previous one.
/// Everybody who has, had or waits for a seat has it for what is done on one kind of device, so that stays.
impl Decide<World> for command::ChangeDevice {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, device, reason } = self;
        let session = world.find::<Session>(id.0, "session")?;
        world.not_ended(*id, "session")?;
        not_closed(session.date, context)?;
        let to = world.device_of(*device, session.department)?;
        if session.device == Some(to.id) {
            return Refusal::new("device-same").field("device").with("device", to.name.clone()).err();
        }
        if world.device_kind(session.device) != Some(to.kind) {
            return Refusal::new("device-other-kind").field("device").with("device", to.name.clone()).err();
        }
        world.can_use(Some(to.id), session.department, &Hours::of(session), Some(*id))?;
        Ok(vec![SessionDeviceChanged { session: *id, device: to.id, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for SessionDeviceChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.session.0;
        let before: Session = tx.get::<Session>(id).clone();
        let after = Session { device: Some(self.device), ..before.clone() };
        before.pairs().for_each(|pair| tx.unindex(pair));
        after.pairs().for_each(|pair| tx.index(pair));
        tx.update(id, |session: &mut Session| *session = after);
        tx.update(id, |held: &mut HeldIn| held.touched = stamp.seq);
        touch_department(tx, before.department, stamp);
    }
}

fn changed(tx: &mut Tx, device: DeviceId, outage: Option<Outage>, stamp: Stamp) {
    tx.update(device.0, |state: &mut DeviceState| {
        state.outage = outage;
        state.touched = stamp.seq;
    });
    let department = tx.get::<Device>(device.0).department;
    touch_department(tx, department, stamp);
}

impl World {
    /// A device that works.
    pub(super) fn device_works(&self, id: DeviceId) -> Result<&Device, Refusal> {
        let device = self.find::<Device>(id.0, "device")?;
        match self.find::<DeviceState>(id.0, "device")?.outage {
            Some(outage) => Refusal::new("device-out-of-service")
                .field("device")
                .with("device", device.name.clone())
                .with("since", outage.since)
                .err(),
            None => Ok(device),
        }
    }

    /// A device is used by its own department's clinicians.
    pub(super) fn device_of(&self, id: DeviceId, department: DepartmentId) -> Result<&Device, Refusal> {
        let device = self.find::<Device>(id.0, "device")?;
        if device.department != department {
            return Refusal::new("device-department").field("device").with("device", device.name.clone()).err();
        }
        Ok(device)
    }

    /// A session of the department at these hours can use the device, if it needs one: it works, and nobody else has it.
    pub(crate) fn can_use(
        &self,
        device: Option<DeviceId>,
        department: DepartmentId,
        hours: &Hours,
        own: Option<SessionId>,
    ) -> Result<(), Refusal> {
        let Some(id) = device else { return Ok(()) };
        self.device_of(id, department)?;
        self.device_is_free(self.device_works(id)?, hours, own)
    }

    /// The kind of device that a session uses.
    pub(crate) fn device_kind(&self, device: Option<DeviceId>) -> Option<DeviceKind> {
        self.get::<Device>(device?.0).map(|device| device.kind)
    }
}
