//! Templates that have a session to publish.

use super::{Due, Facts, FallsDue};
use crate::{
    calendar::Calendars,
    component::{DeviceState, HeldIn, Part, Session, Template, TemplateState},
    index::Watch,
    overlap::{self, Hours},
    transition::{release_of, starts_at},
};
use bevy_ecs::system::{Query, Res, SystemParamItem};
use model::{
    id::{DeviceId, SessionId},
    scheduling::{TemplatePlan, command},
    time::Instant,
};
use uuid::Uuid;

/// Not what a clinician, a room or a device is taken for, nor what needs a device that does not work: that is tried again
/// as soon as they are free, until its time has come.
impl FallsDue for command::PublishFromTemplate {
    const WATCH: Watch = Watch::Template;
    type Look = (
        Query<'static, 'static, (&'static Template, &'static TemplateState)>,
        Query<'static, 'static, (&'static Session, &'static HeldIn)>,
        Query<'static, 'static, &'static DeviceState>,
        Res<'static, Calendars>,
    );

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        facts: &Facts,
        (templates, sessions, devices, calendars): &SystemParamItem<Self::Look>,
        (_, template): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let (fixed, state) = templates.get(facts.index.entity(Template::KIND, template)?).ok()?;
        let session = |id: SessionId| sessions.get(facts.index.entity(Session::KIND, id.0)?).ok();
        let works = |id: DeviceId| facts.get::<DeviceState>(devices, id.0).is_some_and(|state| state.outage.is_none());
        let (now, zone) = (facts.moment.now, facts.moment.zone);
        let counts = |plan: &&TemplatePlan| plan.valid_until.is_none_or(|until| facts.today <= until);
        let days = state.plans.iter().filter(counts).map(|plan| i64::from(plan.release_days)).max()?;
        let due: Vec<_> = (0..=days)
            .map(|ahead| facts.today.plus_days(ahead))
            .filter_map(|date| {
                let plan = state.plan(date)?;
                if state.used_for(date).is_some() || !plan.is_on(date, calendars.worked_as(date)?) {
                    return None;
                }
                let (at, hours) = (release_of(plan, date, zone), Hours { date, from: plan.from, until: plan.until });
                if now < at || starts_at(plan, date, zone) < now {
                    return None;
                }
                let busy = overlap::of_clinician(facts.index, |id| Some(session(id)?.0), fixed.clinician, &hours, None)
                    .is_some();
                let place = (fixed.department, &plan.room);
                let taken = busy || overlap::in_room(facts.index, session, place, &hours, None).is_some();
                let lacks = plan.device.is_some_and(|id| {
                    !works(id) || overlap::on_device(facts.index, |id| Some(session(id)?.0), id, &hours, None).is_some()
                });
                (!taken && !lacks).then_some((at, Due::PublishFromTemplate(fixed.id, date, plan.slots())))
            })
            .collect();
        let first = due.iter().map(|(at, _)| *at).min()?;
        Some((first, due.into_iter().map(|(_, due)| due)))
    }
}
