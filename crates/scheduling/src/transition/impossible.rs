//! Days on which somebody who is booked cannot come: no other window is proposed on them when a session is closed.

use super::{Apply, Decide, Decision, expect, visit::visit};
use crate::{World, component::Visit, read::AppointmentState, tx::Tx};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{DayOfWeek, IMPOSSIBLE_DATES_MAX, ImpossibleDaysChanged},
    time::BusinessDate,
};

/// As long as the visit is ahead, also when its session was closed and another window is looked for.
impl Decide<World> for ImpossibleDaysChanged {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let visit = world.find::<Visit>(self.appointment.0, "appointment")?;
        if visit.state != AppointmentState::Displaced {
            expect(visit, AppointmentState::Booked)?;
        }
        at_most("weekdays", self.days.weekdays.len(), DayOfWeek::ALL.len())?;
        at_most("dates", self.days.dates.len(), IMPOSSIBLE_DATES_MAX)?;
        Ok(vec![Self { days: self.days.in_order(), ..self.clone() }.into()])
    }
}

impl Visit {
    /// Did the patient say that this day is impossible?
    pub(super) fn is_impossible(&self, date: BusinessDate) -> bool {
        self.impossible.as_ref().is_some_and(|days| days.contains(date))
    }
}

fn at_most(field: &'static str, count: usize, max: usize) -> Result<(), Refusal> {
    if count <= max {
        return Ok(());
    }
    let (count, max) = (count as i64, max as i64);
    Refusal::new("out-of-range").field(field).with("value", count).with("min", 0u16).with("max", max).err()
}

impl Apply<Tx<'_>> for ImpossibleDaysChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        visit(tx, self.appointment, stamp, |visit| {
            visit.impossible = (!self.days.is_empty()).then(|| Box::new(self.days.clone()));
        });
    }
}
