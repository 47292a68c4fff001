//! Primary-care clinics (基层医疗机构) that refer patients, and whom they refer (转诊).

use super::{
    Apply, Decide, Decision,
    setup::{code_and_name, full_name, touch_department},
};
use crate::{
    World,
    component::{Department, Referral, ReferringClinic, Slot},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::DepartmentId,
    message::Refusal,
    scheduling::{Channel, PatientReferred, ReferrerChanged, ReferrerEnded, ReferrerEnrolled, command},
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
        let departments = world.referred_to(&self.departments)?;
        Ok(vec![Self { departments, ..self.clone() }.into()])
    }
}

impl World {
    /// The departments to which a clinic may refer, each once, however often it was said.
    fn referred_to(&self, departments: &[DepartmentId]) -> Result<Vec<DepartmentId>, Refusal> {
        if departments.is_empty() || departments.len() > CLINIC_DEPARTMENTS_MAX {
            return Refusal::new("out-of-range")
                .field("departments")
                .with("value", departments.len() as i64)
                .with("min", 1u16)
                .with("max", CLINIC_DEPARTMENTS_MAX as i64)
                .err();
        }
        let departments: BTreeSet<_> = departments.iter().copied().collect();
        for department in &departments {
            self.find::<Department>(department.0, "departments")?;
        }
        Ok(departments.into_iter().collect())
    }
}

impl Apply<Tx<'_>> for ReferrerEnrolled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.spawn(ReferringClinic {
            id: self.clinic,
            code: self.code.clone(),
            name: self.name.clone(),
            departments: self.departments.clone(),
            ended_at: None,
            touched: stamp.seq,
        });
        for department in &self.departments {
            touch_department(tx, *department, stamp);
        }
    }
}

/// A clinic that had ended refers again by it: that is how an end is taken back.
impl Decide<World> for ReferrerChanged {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.find::<ReferringClinic>(self.clinic.0, "clinic")?;
        full_name(&self.name)?;
        let departments = world.referred_to(&self.departments)?;
        Ok(vec![Self { departments, ..self.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for ReferrerChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let before = tx.get::<ReferringClinic>(self.clinic.0).departments.clone();
        tx.update(self.clinic.0, |clinic: &mut ReferringClinic| {
            clinic.name = self.name.clone();
            clinic.departments = self.departments.clone();
            clinic.ended_at = None;
            clinic.touched = stamp.seq;
        });
        let both: BTreeSet<_> = before.into_iter().chain(self.departments.iter().copied()).collect();
        both.into_iter().for_each(|department| touch_department(tx, department, stamp));
    }
}

/// What it has booked stays, and it can still cancel that.
impl Decide<World> for ReferrerEnded {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        not_ended(world.find::<ReferringClinic>(self.clinic.0, "clinic")?)?;
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for ReferrerEnded {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let departments = tx.update(self.clinic.0, |clinic: &mut ReferringClinic| {
            clinic.ended_at = Some(stamp.at);
            clinic.touched = stamp.seq;
            clinic.departments.clone()
        });
        departments.into_iter().for_each(|department| touch_department(tx, department, stamp));
    }
}

/// The clinic still refers.
fn not_ended(clinic: &ReferringClinic) -> Result<(), Refusal> {
    match clinic.ended_at {
        Some(at) => {
            Refusal::new("clinic-ended").field("clinic").with("clinic", clinic.name.clone()).with("at", at).err()
        }
        None => Ok(()),
    }
}

/// Books as everybody does, from the seats that are kept for referrals.
impl Decide<World> for command::Refer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { appointment, slot, patient, journey, clinic, ref why } = *self;
        let department = world.find::<Slot>(slot.0, "slot")?.department;
        let referrer = world.find::<ReferringClinic>(clinic.0, "clinic")?;
        not_ended(referrer)?;
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
