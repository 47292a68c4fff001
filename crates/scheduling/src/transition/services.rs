//! The hospital's services, adopted all at once.

use super::{
    Apply, Decide, Decision,
    setup::{code_and_name, within},
};
use crate::{World, component::Department, tx::Tx};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{Preparation, Service, ServicesAdopted, Trace},
};
use std::collections::BTreeSet;

/// The most services of a hospital.
const SERVICES_MAX: u16 = 200;

/// The longest preparation, in minutes: a week.
const PREPARATION_MAX: u16 = 10_080;

/// The longest that a result takes, in minutes: two weeks.
const RESULT_MAX: u16 = 20_160;

/// The last minute of a day.
const DAY_END: u16 = 1_439;

impl Decide<World> for ServicesAdopted {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        within("services", u16::try_from(self.services.len()).unwrap_or(u16::MAX), 0, SERVICES_MAX)?;
        let mut codes = BTreeSet::new();
        for service in &self.services {
            service_fits(world, service)?;
            if !codes.insert(service.code.as_str()) {
                return Refusal::new("code-in-use").field("code").with("value", service.code.as_str()).err();
            }
        }
        Ok(vec![self.clone().into()])
    }
}

/// Itineraries that are booked keep the services that they were booked with.
impl Apply<Tx<'_>> for ServicesAdopted {
    fn apply(&self, tx: &mut Tx, _: Stamp) {
        tx.insert_services(self.services.clone());
    }
}

fn service_fits(world: &World, service: &Service) -> Result<(), Refusal> {
    code_and_name(&service.code, &service.name)?;
    world.find::<Department>(service.department.0, "department")?;
    once("preparations", service, service.preparations.iter().map(|preparation| preparation.kind))?;
    for Preparation { minutes, .. } in &service.preparations {
        within("preparations", *minutes, 1, PREPARATION_MAX)?;
    }
    once::<Trace>("leaves", service, service.leaves.iter().copied())?;
    within("result_minutes", service.result_minutes, 0, RESULT_MAX)?;
    let Some(hours) = service.begins_between else { return Ok(()) };
    within("begins_between", hours.from.0, 0, DAY_END)?;
    within("begins_between", hours.until.0, hours.from.0, DAY_END)
}

/// Nothing is said twice of a service.
fn once<T: Ord>(field: &'static str, service: &Service, said: impl Iterator<Item = T>) -> Result<(), Refusal> {
    let mut known = BTreeSet::new();
    for one in said {
        if !known.insert(one) {
            return Refusal::new("service-says-twice").field(field).with("value", service.code.as_str()).err();
        }
    }
    Ok(())
}
