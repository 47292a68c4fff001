//! What is due by itself: systems that change nothing but their own part of the outbox (design D2).

use crate::{
    component::{Bed, Occupancy, Visit},
    index::{Index, Rules},
    view::{BedState, Moment},
};
use bevy_ecs::{
    resource::Resource,
    schedule::{IntoScheduleConfigs, LogLevel, Schedule, ScheduleBuildSettings, SingleThreadedExecutor, SystemSet},
    system::{Query, Res, ResMut},
    world::World as Ecs,
};
use chrono::Duration;
use model::{
    id::{AppointmentId, BedId},
    scheduling::Command,
    time::Instant,
};
use std::collections::BTreeSet;

/// The moment for which the systems look, and the rules' minutes on that day; `None` where no rules are in force.
#[derive(Resource, Default)]
struct Now(Option<(Instant, Duration, Duration)>);

/// No-shows: (due, appointment).
#[derive(Resource, Default)]
struct Missed(Vec<(Instant, AppointmentId)>);

/// Beds that are clean by now: (due, bed).
#[derive(Resource, Default)]
struct Cleaned(Vec<(Instant, BedId)>);

/// What was found, by due time, kind and id.
#[derive(Resource, Default)]
struct Outbox(BTreeSet<(Instant, Kind)>);

/// The kinds in the order in which they are decided when they are due together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    ReadyBed(BedId),
    MarkMissed(AppointmentId),
}

/// Finders run before the outbox is put in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
struct Find;

fn find_missed(now: Res<Now>, index: Res<Index>, visits: Query<&Visit>, mut missed: ResMut<Missed>) {
    let Some((now, after, _)) = now.0 else { return };
    for (until, slot) in index.awaited.iter().take_while(|(until, _)| *until + after <= now) {
        let here = (*slot, AppointmentId(uuid::Uuid::nil()))..=(*slot, AppointmentId(uuid::Uuid::max()));
        for (_, appointment) in index.slot_appointments.range(here) {
            let visit = index.entities.get(&appointment.0).and_then(|entity| visits.get(*entity).ok());
            if visit.is_some_and(Visit::is_awaited) {
                missed.0.push((*until + after, *appointment));
            }
        }
    }
}

fn find_cleaned(now: Res<Now>, beds: Query<(&Bed, &Occupancy)>, mut cleaned: ResMut<Cleaned>) {
    let Some((now, _, cleaning)) = now.0 else { return };
    for (bed, occupancy) in &beds {
        let due = occupancy.since + cleaning;
        if occupancy.state == BedState::Cleaning && due <= now {
            cleaned.0.push((due, bed.id));
        }
    }
}

fn put_in_order(mut missed: ResMut<Missed>, mut cleaned: ResMut<Cleaned>, mut outbox: ResMut<Outbox>) {
    outbox.0.extend(missed.0.drain(..).map(|(due, id)| (due, Kind::MarkMissed(id))));
    outbox.0.extend(cleaned.0.drain(..).map(|(due, id)| (due, Kind::ReadyBed(id))));
}

/// The schedule of all systems. Ambiguity is an error: the order of any two that conflict is declared.
pub(crate) fn schedule(ecs: &mut Ecs) -> Schedule {
    ecs.init_resource::<Now>();
    ecs.init_resource::<Missed>();
    ecs.init_resource::<Cleaned>();
    ecs.init_resource::<Outbox>();
    let mut schedule = empty();
    schedule.add_systems((find_missed.in_set(Find), find_cleaned.in_set(Find), put_in_order.after(Find)));
    schedule
}

fn empty() -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        hierarchy_detection: LogLevel::Error,
        ..Default::default()
    });
    schedule
}

/// Runs the systems for a moment and empties the outbox.
pub(crate) fn run(schedule: &mut Schedule, ecs: &mut Ecs, moment: Moment) -> Vec<Command> {
    let minutes = |minutes: u16| Duration::minutes(i64::from(minutes));
    let now = ecs
        .resource::<Rules>()
        .on(moment.today())
        .map(|rules| (moment.now, minutes(rules.missed_minutes_after), minutes(rules.cleaning_minutes)));
    ecs.resource_mut::<Now>().0 = now;
    schedule.run(ecs);
    let found = std::mem::take(&mut ecs.resource_mut::<Outbox>().0);
    found
        .into_iter()
        .map(|(_, kind)| match kind {
            Kind::ReadyBed(bed) => Command::ReadyBed { bed },
            Kind::MarkMissed(appointment) => Command::MarkMissed { appointment },
        })
        .collect()
}
