//! Published sessions that are not what templates or the calendar say now. They stay: somebody may be booked there.

use super::{Moment, SessionView};
use crate::{
    World,
    calendar::Calendars,
    component::{HeldIn, Session, Template, TemplateState},
};
use model::{
    id::{DepartmentId, SessionId, TemplateId},
    scheduling::{DayOfWeek, TemplatePlan},
    time::{BusinessDate, MinuteOfDay, Zone},
};

/// Days that are looked at, at most: longer than any template publishes ahead.
const DAYS_MAX: i64 = 100;

impl World {
    /// The sessions of all departments on the days off from one day to another, both included and 100 at most, by day
    /// and hour.
    pub fn sessions_on_days_off(
        &self,
        (from, until): (BusinessDate, BusinessDate),
        moment: Moment,
    ) -> Vec<SessionView> {
        let calendars = self.ecs.resource::<Calendars>();
        let is_off = |date: &BusinessDate| calendars.of(*date).is_some_and(|year| year.day_off(*date).is_some());
        let days = (0..DAYS_MAX).map(|after| from.plus_days(after)).take_while(|date| *date <= until);
        days.filter(is_off).flat_map(|date| self.sessions_between(date, date, moment)).collect()
    }

    /// The sessions that a department's templates have published for a day or later, and that differ from what these
    /// say now: by day, each with its template. A session on a day off is not one of them, and neither is one that was
    /// moved to another room; one that was moved to another day is, under its template's day.
    pub fn sessions_unlike_templates(
        &self,
        department: DepartmentId,
        from: BusinessDate,
        zone: Zone,
    ) -> Vec<(BusinessDate, TemplateId, SessionId)> {
        let calendars = self.ecs.resource::<Calendars>();
        let mut found = Vec::new();
        for id in self.index().templates_of(department) {
            let both = self.get::<Template>(id.0).zip(self.get::<TemplateState>(id.0));
            let Some((_, state)) = both else { continue };
            for (date, session) in state.used.iter().filter(|(date, _)| from <= *date) {
                let Some(published) = self.get::<Session>(session.0) else { continue };
                let weekday = match calendars.of(*date) {
                    Some(year) => year.worked_as(*date),
                    None => Some(DayOfWeek::of(*date)),
                };
                let Some(weekday) = weekday else { continue };
                let plan = state.plan(*date).filter(|plan| plan.is_on(*date, weekday));
                let is_moved = published.date != *date;
                if is_moved || plan.is_none_or(|plan| !self.is_as_said(published, plan, zone)) {
                    found.push((*date, id, *session));
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn is_as_said(&self, session: &Session, plan: &TemplatePlan, zone: Zone) -> bool {
        let held = self.get::<HeldIn>(session.id.0).is_some_and(|held| held.room.names_same(&plan.room));
        let slots = session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot));
        // Windows without a seat are not published.
        let seats = (0u16..).zip(plan.capacity.of_windows(plan.windows())).filter(|(_, seats)| *seats > 0);
        let begins = |window: u16| zone.instant(session.date, MinuteOfDay(plan.from.0 + window * plan.slot_minutes));
        (session.from, session.until) == (plan.from, plan.until)
            && slots
                .map(|(slot, seats)| (slot.from, seats.capacity()))
                .eq(seats.map(|(window, seats)| (begins(window), seats)))
            && session.device == plan.device
            && (held || session.room.names_same(&plan.room))
    }
}
