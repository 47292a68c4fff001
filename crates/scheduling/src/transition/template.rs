//! Templates of sessions (排班模板): added, changed from a day on, ended, and the session that one gives for a day.
//!
//! A template gives a session for a day once. What it says later, or the calendar, changes nothing that is published.

use super::{
    Apply, Decide, Decision,
    pools::shares_fit,
    session::seats_of,
    setup::{touch_department, within},
};
use crate::{
    World,
    calendar::Calendars,
    component::{Clinician, Template, TemplateState},
    overlap,
    read::no_calendar,
    tx::Tx,
};
use chrono::Datelike as _;
use model::{
    decide::{Context, Stamp},
    id::{ClinicianId, DepartmentId, TemplateId},
    message::Refusal,
    scheduling::{TemplateChanged, TemplateCreated, TemplateEnded, TemplatePlan, TemplateUsed, command},
    time::{BusinessDate, Instant, Zone},
};

/// The most templates of a department that count or will count.
const TEMPLATES_MAX: usize = 500;

/// The most plans of a template that count or will count.
const PLANS_MAX: usize = 20;

/// Days from today to the first day of a plan, at most.
const PLAN_DAYS_MAX: i64 = 400;

/// Days from today to the last day of a plan, at most: whoever plans for longer leaves it open.
const UNTIL_DAYS_MAX: i64 = 3660;

/// Days that are over are forgotten after so many: more than any zone differs from universal time.
const DAYS_KEPT: i64 = 2;

/// When the session that a plan gives for a day is published.
pub(crate) fn release_of(plan: &TemplatePlan, date: BusinessDate, zone: Zone) -> Instant {
    zone.instant(date.plus_days(-i64::from(plan.release_days)), plan.release_at)
}

/// When the session that a plan gives for a day begins.
pub(crate) fn starts_at(plan: &TemplatePlan, date: BusinessDate, zone: Zone) -> Instant {
    zone.instant(date, plan.from)
}

impl Decide<World> for command::CreateTemplate {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { template, clinician, plan } = self;
        world.unused(template.0, "template")?;
        let who = world.find::<Clinician>(clinician.0, "clinician")?;
        plan_fits(plan, context)?;
        let today = context.zone.date(context.now);
        let counts = |id: &TemplateId| world.get::<TemplateState>(id.0).is_some_and(|state| !is_over(state, today));
        let others = world.index().templates_of(who.department).filter(counts).count();
        if others >= TEMPLATES_MAX {
            return Refusal::new("templates-cap")
                .field("clinician")
                .with("value", others as i64)
                .with("limit", TEMPLATES_MAX as i64)
                .err();
        }
        world.fits_beside_others(*template, (*clinician, who.department), plan)?;
        let plan = plan.clone();
        Ok(vec![
            TemplateCreated { template: *template, clinician: *clinician, department: who.department, plan }.into(),
        ])
    }
}

impl Apply<Tx<'_>> for TemplateCreated {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let fixed = Template { id: self.template, clinician: self.clinician, department: self.department };
        let state = TemplateState { plans: vec![self.plan.clone()], used: Vec::new(), touched: stamp.seq };
        tx.spawn((fixed, state));
        touch_department(tx, self.department, stamp);
    }
}

impl Decide<World> for command::ChangeTemplate {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { template, plan } = self;
        let state = world.counting_template(*template, context)?;
        plan_fits(plan, context)?;
        if state.plans.iter().any(|one| one == plan) {
            return Refusal::new("template-same").field("plan").err();
        }
        let today = context.zone.date(context.now);
        let stays = |one: &&TemplatePlan| {
            one.valid_from < plan.valid_from && one.valid_until.is_none_or(|until| today <= until)
        };
        let others = state.plans.iter().filter(stays).count();
        if others >= PLANS_MAX {
            return Refusal::new("template-plans-cap")
                .field("plan")
                .with("value", others as i64)
                .with("limit", PLANS_MAX as i64)
                .err();
        }
        let fixed = world.find::<Template>(template.0, "template")?;
        world.fits_beside_others(*template, (fixed.clinician, fixed.department), plan)?;
        Ok(vec![TemplateChanged { template: *template, plan: plan.clone() }.into()])
    }
}

/// A later plan that was said before is dropped: what is said now counts from its day on.
impl Apply<Tx<'_>> for TemplateChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let first = self.plan.valid_from;
        changed(tx, self.template, stamp, |plans| {
            until(plans, first.plus_days(-1));
            plans.push(self.plan.clone());
        });
    }
}

impl Decide<World> for command::EndTemplate {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { template, until, reason } = self;
        let state = world.counting_template(*template, context)?;
        let yesterday = context.zone.date(context.now).plus_days(-1);
        if *until < yesterday {
            return Refusal::new("template-end-past")
                .field("until")
                .with("date", until.0)
                .with("first", yesterday.0)
                .err();
        }
        until_fits("until", *until, context)?;
        // It ends by then, or earlier, already.
        if !state.plans.iter().any(|plan| plan.valid_until.is_none_or(|last| *until < last)) {
            return Refusal::new("template-same").field("until").err();
        }
        Ok(vec![TemplateEnded { template: *template, until: *until, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for TemplateEnded {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        changed(tx, self.template, stamp, |plans| until(plans, self.until));
    }
}

impl Decide<World> for command::PublishFromTemplate {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { template, date, session, slots } = self;
        let (fixed, plan) = world.to_publish(*template, *date, context)?;
        let publish = command::PublishSession {
            session: *session,
            clinician: fixed.clinician,
            device: plan.device,
            room: plan.room.clone(),
            date: *date,
            from: plan.from,
            until: plan.until,
            slot_minutes: plan.slot_minutes,
            capacity: plan.capacity.clone(),
            pools: plan.pools.clone(),
            slots: slots.clone(),
        };
        let mut events = publish.decide(world, context)?;
        events.push(TemplateUsed { template: *template, date: *date, session: *session }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for TemplateUsed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let over = BusinessDate(stamp.at.date_naive()).plus_days(-DAYS_KEPT);
        tx.update(self.template.0, |state: &mut TemplateState| {
            state.used.retain(|(date, _)| *date >= over);
            let place = state.used.partition_point(|(date, _)| *date < self.date);
            state.used.insert(place, (self.date, self.session));
            state.touched = stamp.seq;
        });
    }
}

/// What is said within bounds, from today on.
fn plan_fits(plan: &TemplatePlan, context: &Context) -> Result<(), Refusal> {
    seats_of((plan.from, plan.until), plan.slot_minutes, &plan.capacity)?;
    shares_fit(&plan.pools, plan.until)?;
    within("release_days", plan.release_days, 1, 60)?;
    within("release_at", plan.release_at.0, 0, 1439)?;
    let today = context.zone.date(context.now);
    let last = today.plus_days(PLAN_DAYS_MAX);
    if plan.valid_from < today || plan.valid_from > last {
        return Refusal::new("template-from")
            .field("valid_from")
            .with("date", plan.valid_from.0)
            .with("first", today.0)
            .with("last", last.0)
            .err();
    }
    let (first, last) = (plan.valid_from, plan.valid_until);
    if let Some(last) = last {
        if last < first {
            let refusal = Refusal::new("template-until").field("valid_until");
            return refusal.with("date", last.0).with("first", first.0).err();
        }
        until_fits("valid_until", last, context)?;
    }
    if !(2000..=2199).contains(&plan.anchor.0.year()) {
        return Refusal::new("template-anchor").field("anchor").with("date", plan.anchor.0).err();
    }
    Ok(())
}

fn until_fits(field: &'static str, date: BusinessDate, context: &Context) -> Result<(), Refusal> {
    let last = context.zone.date(context.now).plus_days(UNTIL_DAYS_MAX);
    if date <= last {
        return Ok(());
    }
    Refusal::new("template-until-far").field(field).with("date", date.0).with("last", last.0).err()
}

/// Does it count on no day from today on?
fn is_over(state: &TemplateState, today: BusinessDate) -> bool {
    state.plans.iter().all(|plan| plan.valid_until.is_some_and(|until| until < today))
}

/// Lets plans count until a day only.
fn until(plans: &mut Vec<TemplatePlan>, last: BusinessDate) {
    plans.retain(|plan| plan.valid_from <= last);
    for plan in plans {
        plan.valid_until = Some(plan.valid_until.map_or(last, |until| until.min(last)));
    }
}

/// Changes what a template says; plans that are over are forgotten. One that ended before it began has none.
fn changed(tx: &mut Tx, template: TemplateId, stamp: Stamp, change: impl FnOnce(&mut Vec<TemplatePlan>)) {
    let over = BusinessDate(stamp.at.date_naive()).plus_days(-DAYS_KEPT);
    tx.update(template.0, |state: &mut TemplateState| {
        change(&mut state.plans);
        state.plans.retain(|plan| plan.valid_until.is_none_or(|until| over <= until));
        state.touched = stamp.seq;
    });
    let department = tx.get::<Template>(template.0).department;
    touch_department(tx, department, stamp);
}

impl World {
    /// No other template may want the clinician, the room or the device at the same time. The device is the department's
    /// own; one that does not work now may work by then.
    fn fits_beside_others(
        &self,
        own: TemplateId,
        (clinician, department): (ClinicianId, DepartmentId),
        plan: &TemplatePlan,
    ) -> Result<(), Refusal> {
        let device = plan.device.map(|id| self.device_of(id, department)).transpose()?;
        for id in self.index().templates_of(department).filter(|id| *id != own) {
            let fixed = self.find::<Template>(id.0, "template")?;
            for other in &self.find::<TemplateState>(id.0, "template")?.plans {
                let (code, field) = if fixed.clinician == clinician {
                    ("template-overlap", "from")
                } else if other.room.names_same(&plan.room) {
                    ("template-room-taken", "room")
                } else if device.is_some_and(|device| other.device == Some(device.id)) {
                    ("template-device-taken", "device")
                } else {
                    continue;
                };
                if let Some(date) = overlap::of_plans(plan, other) {
                    let refusal = Refusal::new(code)
                        .field(field)
                        .with("date", date.0)
                        .with("from", other.from.to_string())
                        .with("until", other.until.to_string())
                        .with("room", other.room.clone());
                    return match device {
                        Some(device) if field == "device" => refusal.with("device", device.name.clone()),
                        Some(_) | None => refusal,
                    }
                    .err();
                }
            }
        }
        Ok(())
    }

    /// A template that counts on some day from today on.
    fn counting_template(&self, id: TemplateId, context: &Context) -> Result<&TemplateState, Refusal> {
        let state = self.find::<TemplateState>(id.0, "template")?;
        if is_over(state, context.zone.date(context.now)) {
            let last = state.plans.last().and_then(|plan| plan.valid_until);
            let refusal = Refusal::new("template-ended").field("template");
            return match last {
                Some(last) => refusal.with("date", last.0),
                None => refusal,
            }
            .err();
        }
        Ok(state)
    }

    /// What a template gives for a day, if it is time to publish it and it has not been.
    fn to_publish(
        &self,
        id: TemplateId,
        date: BusinessDate,
        context: &Context,
    ) -> Result<(&Template, &TemplatePlan), Refusal> {
        let (fixed, state) = (self.find::<Template>(id.0, "template")?, self.find::<TemplateState>(id.0, "template")?);
        if state.used_for(date).is_some() {
            return Refusal::new("template-used").field("date").with("date", date.0).err();
        }
        let calendars = self.ecs.resource::<Calendars>();
        let Some(year) = calendars.of(date) else {
            return no_calendar(date).err();
        };
        if let Some(off) = year.day_off(date) {
            return Refusal::new("day-off").field("date").with("date", date.0).with("name", off.name.clone()).err();
        }
        let worked_as = calendars.worked_as(date);
        let plan = worked_as.and_then(|worked_as| state.plan(date).filter(|plan| plan.is_on(date, worked_as)));
        let Some(plan) = plan else {
            return Refusal::new("template-other-day").field("date").with("date", date.0).err();
        };
        let at = release_of(plan, date, context.zone);
        if context.now < at {
            return Refusal::new("template-not-released").field("date").with("date", date.0).with("at", at).err();
        }
        Ok((fixed, plan))
    }
}
