//! What is due by itself: systems that change nothing but their own part of the outbox (decisions.md D2).

use crate::{
    component::{Bed, Kind, Occupancy, Slot, Visit},
    index::Index,
    rules::Rules,
    transition::closes_at,
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
    id::{AppointmentId, BedId, SessionId},
    scheduling::{Command, command},
    time::{BusinessDate, Instant},
};
use std::collections::BTreeSet;

/// The moment for which the systems look, and its day; `None` if no rules are in force.
#[derive(Resource, Default)]
struct Now(Option<(Instant, BusinessDate)>);

/// No-shows: (due, appointment).
#[derive(Resource, Default)]
struct Missed(Vec<(Instant, AppointmentId)>);

/// The moment, with the zone to tell when each session was over, and the last day whose sessions are over by then.
#[derive(Resource)]
struct Over(Moment, BusinessDate);

/// Sessions that nobody ended, with people left: (due, session).
#[derive(Resource, Default)]
struct Ended(BTreeSet<(Instant, SessionId)>);

/// Beds that are clean by now: (due, bed).
#[derive(Resource, Default)]
struct Cleaned(Vec<(Instant, BedId)>);

/// What was found, by due time, kind and id.
#[derive(Resource, Default)]
struct Outbox(BTreeSet<(Instant, Due)>);

/// What is due by itself, in the order in which it is decided when several are due at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A bed is clean.
    ReadyBed(BedId),
    /// Nobody came for an appointment.
    MarkMissed(AppointmentId),
    /// A session is over and nobody ended it.
    EndSession(SessionId),
}

impl From<Due> for Command {
    fn from(due: Due) -> Self {
        match due {
            Due::ReadyBed(bed) => Self::ReadyBed(command::ReadyBed { bed }),
            Due::MarkMissed(appointment) => Self::MarkMissed(command::MarkMissed { appointment }),
            Due::EndSession(session) => Self::EndSession(command::EndSession { session }),
        }
    }
}

/// The systems that find something run before the outbox is put in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
struct Find;

fn find_missed(
    now: Res<Now>,
    rules: Res<Rules>,
    index: Res<Index>,
    slots: Query<&Slot>,
    visits: Query<&Visit>,
    mut missed: ResMut<Missed>,
) {
    let Some((now, today)) = now.0 else { return };
    let least = minutes(rules.missed_minutes_least());
    for (until, slot) in index.awaited.iter().take_while(|(until, _)| *until + least <= now) {
        let found = index.entity(Kind::Other, slot.0).and_then(|entity| slots.get(entity).ok());
        let Some(rules) = found.and_then(|slot| rules.of_slot(today, slot)) else { continue };
        let after = minutes(rules.missed_minutes_after);
        if *until + after > now {
            continue;
        }
        for appointment in index.in_slot(*slot) {
            let visit = index.entity(Kind::Appointment, appointment.0).and_then(|entity| visits.get(entity).ok());
            if visit.is_some_and(Visit::is_awaited) {
                missed.0.push((*until + after, *appointment));
            }
        }
    }
}

fn find_ended(over: Option<Res<Over>>, index: Res<Index>, slots: Query<&Slot>, mut ended: ResMut<Ended>) {
    let Some(Over(moment, last)) = over.as_deref() else { return };
    for (date, id) in index.left.iter().take_while(|(date, _)| date <= last) {
        let slot = index.entity(Kind::Other, id.0).and_then(|entity| slots.get(entity).ok());
        ended.0.extend(slot.map(|slot| (closes_at(*date, moment.zone), slot.session)));
    }
}

fn find_cleaned(now: Res<Now>, rules: Res<Rules>, beds: Query<(&Bed, &Occupancy)>, mut cleaned: ResMut<Cleaned>) {
    let Some((now, today)) = now.0 else { return };
    let Some(cleaning) = rules.of_hospital(today).map(|rules| minutes(rules.cleaning_minutes)) else { return };
    for (bed, occupancy) in &beds {
        let due = occupancy.since + cleaning;
        if occupancy.state == BedState::Cleaning && due <= now {
            cleaned.0.push((due, bed.id));
        }
    }
}

fn put_in_order(
    mut missed: ResMut<Missed>,
    mut cleaned: ResMut<Cleaned>,
    mut ended: ResMut<Ended>,
    mut outbox: ResMut<Outbox>,
) {
    outbox.0.extend(std::mem::take(&mut ended.0).into_iter().map(|(due, id)| (due, Due::EndSession(id))));
    outbox.0.extend(missed.0.drain(..).map(|(due, id)| (due, Due::MarkMissed(id))));
    outbox.0.extend(cleaned.0.drain(..).map(|(due, id)| (due, Due::ReadyBed(id))));
}

/// The schedule of all systems. Ambiguity is an error: the order of any two that conflict is declared.
pub(crate) fn schedule(ecs: &mut Ecs) -> Schedule {
    ecs.init_resource::<Now>();
    ecs.init_resource::<Missed>();
    ecs.init_resource::<Cleaned>();
    ecs.init_resource::<Ended>();
    ecs.init_resource::<Outbox>();
    schedule_in([0, 1, 2])
}

/// The same with its three groups of systems added in another order, which must not matter.
fn schedule_in(order: [usize; 3]) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        hierarchy_detection: LogLevel::Error,
        ..Default::default()
    });
    for system in order {
        match system {
            0 => schedule.add_systems((find_missed, find_ended).in_set(Find)),
            1 => schedule.add_systems(find_cleaned.in_set(Find)),
            _ => schedule.add_systems(put_in_order.after(Find)),
        };
    }
    schedule
}

fn minutes(minutes: u16) -> Duration {
    Duration::minutes(i64::from(minutes))
}

/// Runs the systems for a moment and empties the outbox.
pub(crate) fn run(schedule: &mut Schedule, ecs: &mut Ecs, moment: Moment) -> Vec<(Instant, Due)> {
    let is_ruled = ecs.resource::<Rules>().of_hospital(moment.today()).is_some();
    ecs.resource_mut::<Now>().0 = is_ruled.then(|| (moment.now, moment.today()));
    let days_over = if moment.now < closes_at(moment.today().plus_days(-1), moment.zone) { 2 } else { 1 };
    ecs.insert_resource(Over(moment, moment.today().plus_days(-days_over)));
    schedule.run(ecs);
    let found = std::mem::take(&mut ecs.resource_mut::<Outbox>().0);
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{World, view::AppointmentState};
    use model::{
        decide::{Decider, Stamp},
        id::{AdmissionId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, SessionId, SlotId, WardId},
        scheduling::{
            AppointmentBooked, BedSpec, BookingRules, Channel, DepartmentOpened, Event, PatientDischarged, Pool,
            RoomSex, RoomSpec, RulesAdopted, RulesScope, SessionPublished, SettledAt, SlotSpec, WardOpened,
        },
        time::{MinuteOfDay, Zone},
    };
    use uuid::Uuid;

    const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// This many minutes after 08:00 on 26 November 2026.
    fn at(minutes: i64) -> Instant {
        let date = "2026-11-26".parse().expect("a date");
        Zone::SHANGHAI.instant(date, MinuteOfDay(480)) + Duration::minutes(minutes)
    }

    /// Three seats of one window that nobody came for, and four beds that were left at the same minute.
    fn world() -> World {
        let day = "2026-11-26".parse().expect("a date");
        let label = || model::Label::new("甲", "A");
        let department = DepartmentId(id(1));
        let mut events: Vec<Event> = vec![
            DepartmentOpened { department, code: "A".into(), name: label(), place: label() }.into(),
            RulesAdopted {
                scope: RulesScope::Hospital,
                rules: BookingRules {
                    source: "assumed".into(),
                    valid_from: day,
                    days_ahead: Some(14),
                    per_day_max: Some(3),
                    per_department_day_max: Some(3),
                    cancel_minutes_before: Some(60),
                    cancels_per_day_max: Some(6),
                    cancels_per_department_day_max: Some(3),
                    checkin_minutes_before: Some(60),
                    missed_minutes_after: Some(10),
                    pass_places: Some(3),
                    cleaning_minutes: Some(30),
                    undo_minutes: Some(60),
                },
            }
            .into(),
            SessionPublished {
                session: SessionId(id(2)),
                clinician: ClinicianId(id(3)),
                department,
                room: label(),
                date: day,
                from: MinuteOfDay(480),
                until: MinuteOfDay(500),
                fee: model::money::Yuan::ZERO,
                slots: vec![SlotSpec {
                    slot: SlotId(id(4)),
                    from: at(0),
                    until: at(20),
                    pools: vec![Pool::General; 3],
                }],
            }
            .into(),
            WardOpened {
                ward: WardId(id(5)),
                code: "W".into(),
                name: label(),
                departments: vec![department],
                rooms: vec![RoomSpec {
                    room: RoomId(id(6)),
                    number: "1".into(),
                    sex: RoomSex::Either,
                    oxygen: false,
                    isolation: false,
                    beds: (0..4).map(|bed| BedSpec { bed: BedId(id(20 + bed)), number: format!("{bed}") }).collect(),
                }],
            }
            .into(),
        ];
        for seat in 0..3u16 {
            events.push(
                AppointmentBooked {
                    appointment: AppointmentId(id(12 - u128::from(seat))),
                    slot: SlotId(id(4)),
                    patient: PersonId(id(30 + u128::from(seat))),
                    journey: JourneyId(id(40)),
                    channel: Channel::Online,
                    seat,
                    expected_at: at(0),
                }
                .into(),
            );
        }
        let mut world = World::default();
        for (seq, event) in (1..).zip(&events) {
            world.apply(event, Stamp { seq, at: at(-60) });
        }
        for bed in [3, 1, 0, 2] {
            leave(&mut world, BedId(id(20 + bed)));
        }
        world
    }

    /// Somebody lies in a bed and leaves it at 08:00, told by events alone.
    fn leave(world: &mut World, bed: BedId) {
        let admission = AdmissionId(Uuid::from_u128(100 + bed.0.as_u128()));
        let requested = model::scheduling::AdmissionRequested {
            admission,
            patient: PersonId(bed.0),
            journey: JourneyId(id(40)),
            sex: model::person::Sex::Male,
            department: DepartmentId(id(1)),
            appointment: None,
            diagnosis: "A00".into(),
            urgency: model::scheduling::Urgency::Elective,
            needs: model::scheduling::Needs::default(),
            expected_days: 1,
        };
        for event in [
            requested.into(),
            model::scheduling::BedAssigned { admission, bed }.into(),
            model::scheduling::PatientInBed { admission, bed }.into(),
            PatientDischarged { admission, bed, settled: SettledAt::Bedside }.into(),
        ] {
            world.apply(&event, Stamp { seq: world.seq() + 1, at: at(0) });
        }
    }

    #[test]
    fn the_order_of_systems_does_not_matter_and_nothing_is_ambiguous() {
        let moment = Moment { now: at(30), zone: Zone::SHANGHAI };
        let expected: Vec<(Instant, Due)> = (20..24)
            .map(|bed| Due::ReadyBed(BedId(id(bed))))
            .chain((10..13).map(|number| Due::MarkMissed(AppointmentId(id(number)))))
            .map(|due| (at(30), due))
            .collect();
        for order in ORDERS {
            let mut world = world();
            let before = world.snapshot();
            let mut schedule = schedule_in(order);
            assert!(schedule.initialize(&mut world.ecs).is_ok(), "an ambiguity in the order {order:?}");
            assert_eq!(run(&mut schedule, &mut world.ecs, moment), expected, "{order:?}");
            assert_eq!(run(&mut schedule, &mut world.ecs, moment), expected, "the outbox is emptied each time");
            assert_eq!(world.snapshot(), before, "systems change nothing but the outbox");
        }
    }

    #[test]
    fn an_undeclared_order_would_be_an_error() {
        let mut ecs = Ecs::new();
        crate::tx::register(&mut ecs);
        let mut schedule = schedule(&mut ecs);
        schedule.add_systems(|mut outbox: ResMut<Outbox>| outbox.0.clear());
        assert!(schedule.initialize(&mut ecs).is_err());
    }

    #[test]
    fn what_is_due_first_comes_first() {
        let mut world = world();
        let states = || Moment { now: at(300), zone: Zone::SHANGHAI };
        let due = world.due(states());
        assert_eq!(due.len(), 7);
        // Both beds and no-shows were due at 08:30: kinds in their order, ids ascending.
        assert_eq!(due[0], (at(30), Due::ReadyBed(BedId(id(20)))));
        let view = world.appointment(AppointmentId(id(10))).expect("booked");
        assert_eq!(view.state, AppointmentState::Booked);
    }
}
