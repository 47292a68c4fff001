//! A person is exempted from booking rules, and is no longer.

use super::{Apply, Decide, Decision};
use crate::{
    World,
    component::{Answered, Department, Exemption, ExemptionState},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{ExemptionEnded, ExemptionGranted, command},
};

/// The most days of an exemption, and the most days ahead at which it begins.
const DAYS_MAX: u16 = 366;

/// The most exemptions of a person that are in force or still to come.
const OPEN_MAX: usize = 10;

impl Decide<World> for ExemptionGranted {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { exemption, patient, department, from, until, .. } = self;
        world.unused(exemption.0, "exemption")?;
        if let Some(department) = department {
            world.find::<Department>(department.0, "department")?;
        }
        let today = context.zone.date(context.now);
        let latest = today.plus_days(i64::from(DAYS_MAX));
        if !(today..=latest).contains(from) {
            return Refusal::new("exemption-from")
                .field("from")
                .with("value", from.0)
                .with("today", today.0)
                .with("latest", latest.0)
                .err();
        }
        let last = from.plus_days(i64::from(DAYS_MAX) - 1);
        if !(*from..=last).contains(until) {
            return Refusal::new("exemption-until")
                .field("until")
                .with("value", until.0)
                .with("from", from.0)
                .with("latest", last.0)
                .with("limit", DAYS_MAX)
                .err();
        }
        let open = world.open_exemptions(*patient, today).len();
        if open >= OPEN_MAX {
            return Refusal::new("exemptions-max")
                .field("patient")
                .with("value", open as i64)
                .with("limit", OPEN_MAX as i64)
                .err();
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for ExemptionGranted {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let exemption = Exemption {
            id: self.exemption,
            patient: self.patient,
            exempt_from: self.exempt_from,
            department: self.department,
            from: self.from,
            until: self.until,
            granted: Answered::new(stamp.at, &self.reason),
        };
        tx.spawn((exemption, ExemptionState { ended: None, touched: stamp.seq }));
    }
}

impl Decide<World> for command::EndExemption {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let exemption = world.find::<Exemption>(self.exemption.0, "exemption")?;
        let state = world.find::<ExemptionState>(self.exemption.0, "exemption")?;
        if state.ended.is_some() || exemption.until < context.zone.date(context.now) {
            return Refusal::new("exemption-over").field("exemption").err();
        }
        Ok(vec![ExemptionEnded { exemption: self.exemption, reason: self.reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for ExemptionEnded {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.update(self.exemption.0, |state: &mut ExemptionState| {
            state.ended = Some(Answered::new(stamp.at, &self.reason));
            state.touched = stamp.seq;
        });
    }
}
