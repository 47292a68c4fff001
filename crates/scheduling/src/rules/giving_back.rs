//! Seats that patients give back by themselves: how often a day, and until when.

use crate::{
    World,
    component::{Appointment, Slot},
    read::AppointmentState,
    transition::state_message,
};
use chrono::Duration;
use model::{
    decide::Context,
    id::AppointmentId,
    message::{Refusal, Value},
    time::MinuteOfDay,
};

impl World {
    /// Taking seats and giving them back keeps others from them, so a patient may do it only so often a day, in total
    /// and in one department, under whichever record. Moving gives a seat back just as cancelling does.
    pub(crate) fn may_give_back(
        &self,
        appointment: AppointmentId,
        slot: &Slot,
        context: &Context,
    ) -> Result<(), Refusal> {
        let patient = self.find::<Appointment>(appointment.0, "appointment")?.patient;
        let rules = self.rules_of_person(patient, slot, context)?;
        let today = context.zone.date(context.now);
        let (mut day, mut department) = (0u16, 0u16);
        for record in self.index().records(patient) {
            let all = self.index().given_back_of(record);
            for (_, _, of) in all.filter(|(at, ..)| context.zone.date(*at) == today) {
                day = day.saturating_add(1);
                department = department.saturating_add(u16::from(of == slot.department));
            }
        }
        let counts = [
            ("department-cancel-cap", department, rules.cancels_per_department_day_max),
            ("cancel-cap", day, rules.cancels_per_day_max),
        ];
        for (code, value, limit) in counts {
            if value >= limit {
                return Refusal::new(code)
                    .field("appointment")
                    .with("value", value)
                    .with("limit", limit)
                    .with("until", context.zone.instant(today.plus_days(1), MinuteOfDay(0)))
                    .err();
            }
        }
        Ok(())
    }

    /// A patient must give a seat back early enough for somebody else to have it.
    pub(crate) fn before_cutoff(
        &self,
        appointment: AppointmentId,
        slot: &Slot,
        context: &Context,
    ) -> Result<(), Refusal> {
        let patient = self.find::<Appointment>(appointment.0, "appointment")?.patient;
        let minutes = i64::from(self.rules_of_person(patient, slot, context)?.cancel_minutes_before);
        let latest = slot.from - Duration::minutes(minutes);
        if context.now <= latest {
            return Ok(());
        }
        Refusal::new("cancel-too-late")
            .field("appointment")
            .with("limit", Value::Minutes(minutes))
            .with("latest", latest)
            .with("state", state_message(AppointmentState::Booked))
            .err()
    }
}
