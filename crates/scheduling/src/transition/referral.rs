//! Primary-care clinics (基层医疗机构) that refer patients, and whom they refer (转诊).

use super::{
    Apply, Decide, Decision,
    setup::{code_and_name, touch_department},
};
use crate::{
    World,
    component::{Department, Referral, ReferringClinic, Slot},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{Channel, PatientReferred, ReferrerEnrolled, command},
};
use std::collections::BTreeSet;

/// The most departments to which one clinic may refer.
const CLINIC_DEPARTMENTS_MAX: usize = 50;

impl Decide<World> for ReferrerEnrolled {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.clinic.0, "clinic")?;
        code_and_name(&self.code, &self.name)?;
        if world.index().clinics.contains_key(&self.code) {
            return Refusal::new("code-in-use").field("code").with("value", self.code.as_str()).err();
        }
        let departments: BTreeSet<_> = self.departments.iter().collect();
        if departments.is_empty() || self.departments.len() > CLINIC_DEPARTMENTS_MAX {
            return Refusal::new("out-of-range")
                .field("departments")
                .with("value", self.departments.len() as i64)
                .with("min", 1u16)
                .with("max", CLINIC_DEPARTMENTS_MAX as i64)
                .err();
        }
        for department in &departments {
            world.find::<Department>(department.0, "departments")?;
        }
        // Each once, however often it was said.
        let departments = departments.into_iter().copied().collect();
        Ok(vec![Self { departments, ..self.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for ReferrerEnrolled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.spawn(ReferringClinic {
            id: self.clinic,
            code: self.code.clone(),
            name: self.name.clone(),
            departments: self.departments.clone(),
            touched: stamp.seq,
        });
        for department in &self.departments {
            touch_department(tx, *department, stamp);
        }
    }
}

/// Books as everybody does, from the seats that are kept for referrals.
impl Decide<World> for command::Refer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { appointment, slot, patient, journey, clinic, ref why } = *self;
        let department = world.find::<Slot>(slot.0, "slot")?.department;
        let referrer = world.find::<ReferringClinic>(clinic.0, "clinic")?;
        if !referrer.departments.contains(&department) {
            return Refusal::new("clinic-department").field("slot").with("clinic", referrer.name.clone()).err();
        }
        let book = command::Book { appointment, slot, patient, journey, channel: Channel::Referral };
        let mut events = book.decide(world, context)?;
        events.push(PatientReferred { appointment, clinic, why: why.clone() }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for PatientReferred {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let Self { appointment, clinic, ref why } = *self;
        tx.spawn(Referral { appointment, clinic, why: why.clone(), at: stamp.at });
    }
}
