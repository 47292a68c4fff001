//! What is due by itself: one system for each kind of it, which changes nothing but the outbox (decisions.md D2).

mod closure;
mod draw;
mod holds;
mod pools;
mod template;

use crate::{
    component::{Part, SessionState, SharedAppointment, Slot, Visit, Waiting, WaitlistEntry},
    index::{Index, Watch},
    read::Moment,
    rules::Rules,
    transition::{closes_at, list_closes_at, to_ask, wish_of},
};
use bevy_ecs::{
    resource::Resource,
    schedule::{IntoScheduleConfigs, LogLevel, Schedule, ScheduleBuildSettings, SingleThreadedExecutor},
    system::{Query, ReadOnlySystemParam, Res, ResMut, ScheduleSystem, StaticSystemParam, SystemParamItem},
    world::World as Ecs,
};
use chrono::Duration;
use model::{
    id::{AppointmentId, BedId, DrawId, SessionId, SlotId, TemplateId, WaitlistEntryId},
    scheduling::{Command, Pool, ReasonCode, command},
    time::{BusinessDate, Instant},
};
use std::{collections::BTreeSet, iter};
use uuid::Uuid;

/// What is due by itself, in the order in which it is decided when several are due at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A bed is clean.
    ReadyBed(BedId),
    /// The time for which a bed is out of use is over.
    UnblockBed(BedId),
    /// Nobody came for an appointment.
    MarkMissed(AppointmentId),
    /// A session is over and nobody ended it.
    EndSession(SessionId),
    /// An offer was not answered in time.
    LapseOffer(WaitlistEntryId),
    /// Nothing that an entry waits for can come any more.
    CloseEntry(WaitlistEntryId),
    /// The time of a hold is over.
    LapseHold(SlotId, u16),
    /// A seat that was given back can be offered to the next, or booked by everybody.
    PassOn(SlotId, u16),
    /// A template has its session of a day to publish, with so many slots.
    PublishFromTemplate(TemplateId, BusinessDate, u16),
    /// Patients of a closed session can answer no longer.
    /// And whether seats that nobody answered for are given back.
    SettleClosure(SessionId, bool),
    /// What is left of a session's pool falls to everybody.
    ReleasePool(SessionId, Pool),
    /// Nobody can join a draw any more.
    CloseDrawList(DrawId),
    /// The seed of a draw can be opened.
    OpenDraw(DrawId),
    /// Seats of a draw whose seed is open can be given.
    GiveDrawn(DrawId),
    /// The session of a draw has begun before it was drawn.
    CancelDraw(DrawId),
}

impl Due {
    /// Does it take something from a person, who may not have been able to do anything about it while nobody ran the
    /// hospital?
    pub const fn takes_from_somebody(self) -> bool {
        match self {
            Self::MarkMissed(_)
            | Self::EndSession(_)
            | Self::LapseOffer(_)
            | Self::ReadyBed(_)
            | Self::SettleClosure(_, true) => true,
            Self::CloseEntry(_) | Self::PassOn(..) | Self::PublishFromTemplate(..) | Self::SettleClosure(_, false) => {
                false
            }
            // It was said when the bed can be used again.
            Self::UnblockBed(_) => false,
            // Whoever could book these seats still can, among everybody.
            Self::ReleasePool(..) | Self::LapseHold(..) => false,
            // Everybody on the list has the same chance whenever it is drawn, and nobody loses what they had.
            Self::CloseDrawList(_) | Self::OpenDraw(_) | Self::GiveDrawn(_) | Self::CancelDraw(_) => false,
        }
    }

    /// The command that does it, with new ids for what it creates; none where it takes more than one, or a seed that only
    /// the caller can unseal.
    pub fn command(self, mut id: impl FnMut() -> Uuid) -> Option<Command> {
        Some(match self {
            Self::ReadyBed(bed) => command::ReadyBed { bed }.into(),
            Self::UnblockBed(bed) => command::UnblockBed { bed }.into(),
            Self::MarkMissed(appointment) => command::MarkMissed { appointment }.into(),
            Self::EndSession(session) => command::EndSession { session }.into(),
            Self::LapseOffer(entry) => command::LapseOffer { entry }.into(),
            Self::CloseEntry(entry) => command::CloseEntry { entry }.into(),
            Self::LapseHold(slot, seat) => command::LapseHold { slot, seat }.into(),
            Self::PassOn(slot, seat) => command::PassOn { slot, seat }.into(),
            Self::PublishFromTemplate(template, date, slots) => {
                let session = SessionId(id());
                let slots = (0..slots).map(|_| SlotId(id())).collect();
                command::PublishFromTemplate { template, date, session, slots }.into()
            }
            Self::SettleClosure(session, _) => command::SettleClosure { session }.into(),
            Self::ReleasePool(session, pool) => command::ReleasePool { session, pool }.into(),
            Self::CloseDrawList(draw) => command::CloseDrawList { draw }.into(),
            Self::CancelDraw(draw) => command::CancelDraw { draw, reason: ReasonCode::Hospital.into() }.into(),
            Self::OpenDraw(_) | Self::GiveDrawn(_) => return None,
        })
    }
}

/// The moment for which the systems look, and its day.
#[derive(Resource, Clone, Copy)]
struct Now(Moment, BusinessDate);

/// What was found, by due time, kind and id.
#[derive(Resource, Default)]
struct Outbox(BTreeSet<(Instant, Due)>);

/// What every kind is looked for with.
struct Facts<'a> {
    moment: Moment,
    today: BusinessDate,
    rules: &'a Rules,
    index: &'a Index,
}

impl Facts<'_> {
    /// What an id of the indexes points at.
    fn get<'q, C: Part>(&self, query: &'q Query<&C::Component>, id: Uuid) -> Option<&'q C> {
        query.get(self.index.entity(C::KIND, id)?).ok().map(C::of)
    }
}

/// A command that falls due by itself. What is watched for it stands in the index (`row.rs` says from when); another kind is
/// an implementation of this and a line in [`schedule`].
trait FallsDue: 'static {
    /// For what reason something is watched.
    const WATCH: Watch;

    /// Components that are looked at: queries.
    type Look: ReadOnlySystemParam + 'static;

    /// What is watched from a later time than this cannot be due yet, whatever rules count for it.
    fn latest(facts: &Facts) -> Instant;

    /// When that which is watched from a time on is due under the rules in force, and what is due then.
    fn due(
        facts: &Facts,
        look: &SystemParamItem<Self::Look>,
        watched: (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)>;
}

impl FallsDue for command::ReadyBed {
    const WATCH: Watch = Watch::Cleaning;
    type Look = ();

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        facts: &Facts,
        _: &SystemParamItem<Self::Look>,
        (since, bed): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let rules = facts.rules.of_hospital(facts.today)?;
        Some((since + minutes(rules.cleaning_minutes), iter::once(Due::ReadyBed(BedId(bed)))))
    }
}

impl FallsDue for command::UnblockBed {
    const WATCH: Watch = Watch::Blocked;
    type Look = ();

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now
    }

    fn due(
        _: &Facts,
        _: &SystemParamItem<Self::Look>,
        (until, bed): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        Some((until, iter::once(Due::UnblockBed(BedId(bed)))))
    }
}

impl FallsDue for command::MarkMissed {
    const WATCH: Watch = Watch::Awaited;
    type Look = (Query<'static, 'static, &'static Slot>, Query<'static, 'static, &'static SharedAppointment>);

    fn latest(facts: &Facts) -> Instant {
        facts.moment.now - minutes(facts.rules.missed_minutes_least())
    }

    fn due(
        facts: &Facts,
        (slots, visits): &SystemParamItem<Self::Look>,
        (until, slot): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let slot = facts.get::<Slot>(slots, slot)?;
        let rules = facts.rules.of_slot(facts.today, slot)?;
        let is_awaited = |id: &&AppointmentId| facts.get(visits, id.0).is_some_and(Visit::is_awaited);
        let awaited = facts.index.in_slot(slot.id).iter().filter(is_awaited);
        Some((until + minutes(rules.missed_minutes_after), awaited.copied().map(Due::MarkMissed)))
    }
}

impl FallsDue for command::EndSession {
    const WATCH: Watch = Watch::Left;
    type Look = Query<'static, 'static, &'static Slot>;

    /// The windows of yesterday's sessions have ended when those are over by themselves, also after midnight.
    fn latest(facts: &Facts) -> Instant {
        closes_at(facts.today.plus_days(-1), facts.moment.zone).min(facts.moment.now)
    }

    fn due(
        facts: &Facts,
        slots: &SystemParamItem<Self::Look>,
        (_, slot): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let slot = facts.get::<Slot>(slots, slot)?;
        Some((closes_at(slot.date, facts.moment.zone), iter::once(Due::EndSession(slot.session))))
    }
}

impl FallsDue for command::CloseEntry {
    const WATCH: Watch = Watch::Waiting;
    type Look = (Query<'static, 'static, &'static WaitlistEntry>, Query<'static, 'static, &'static Waiting>);

    /// The list of a day closes on the day before, whatever the zone.
    fn latest(facts: &Facts) -> Instant {
        facts.moment.now + Duration::days(3)
    }

    fn due(
        facts: &Facts,
        (entries, waiting): &SystemParamItem<Self::Look>,
        (day, id): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let entry = facts.get::<WaitlistEntry>(entries, id)?;
        if facts.get::<Waiting>(waiting, id)?.offer.is_some() {
            return None;
        }
        let rules = facts.rules.of_department(facts.today, entry.department).and_then(|rules| rules.waitlist);
        let closes = rules.map_or(day.min(facts.moment.now), |rules| {
            list_closes_at(BusinessDate(day.date_naive()), &rules, facts.moment.zone)
        });
        Some((closes, iter::once(Due::CloseEntry(entry.id))))
    }
}

impl FallsDue for command::PassOn {
    const WATCH: Watch = Watch::Aside;
    type Look = (
        Query<'static, 'static, &'static Slot>,
        Query<'static, 'static, &'static SessionState>,
        Query<'static, 'static, (&'static WaitlistEntry, &'static Waiting)>,
    );

    fn latest(_: &Facts) -> Instant {
        Instant::MAX_UTC
    }

    fn due(
        facts: &Facts,
        (slots, sessions, waiting): &SystemParamItem<Self::Look>,
        (_, slot): (Instant, Uuid),
    ) -> Option<(Instant, impl Iterator<Item = Due>)> {
        let slot = facts.get::<Slot>(slots, slot)?;
        let all = &facts.get::<SessionState>(sessions, slot.session.0)?.aside;
        let (now, zone) = (facts.moment.now, facts.moment.zone);
        let rules = facts.rules.of_slot(facts.today, slot).and_then(|rules| rules.waitlist);
        let is_offered = rules.is_some_and(|rules| now < list_closes_at(slot.date, &rules, zone));
        let look = |id: WaitlistEntryId| {
            let (entry, waiting) = waiting.get(facts.index.entity(WaitlistEntry::KIND, id.0)?).ok()?;
            Some((entry.patient, waiting.offer.is_some()))
        };
        let due: Vec<_> = all
            .iter()
            .filter(|aside| aside.slot == slot.id && aside.offered.is_none())
            .filter_map(|aside| {
                let wish = wish_of(slot, zone);
                let is_next = is_offered && to_ask(facts.index, wish, &aside.asked, look).next().is_some();
                let at = if is_next { aside.since } else { aside.public_at };
                (at <= now).then_some((at, Due::PassOn(slot.id, aside.seat)))
            })
            .collect();
        let first = due.iter().map(|(at, _)| *at).min()?;
        Some((first, due.into_iter().map(|(_, due)| due)))
    }
}

/// Finds what is due of one kind.
fn find<K: FallsDue>(
    now: Res<Now>,
    rules: Res<Rules>,
    index: Res<Index>,
    look: StaticSystemParam<K::Look>,
    mut outbox: ResMut<Outbox>,
) {
    let Now(moment, today) = *now;
    let facts = Facts { moment, today, rules: &rules, index: &index };
    for watched in index.watched(K::WATCH, K::latest(&facts)) {
        if let Some((at, due)) = K::due(&facts, &look, watched)
            && at <= moment.now
        {
            outbox.0.extend(due.map(|due| (at, due)));
        }
    }
}

/// The schedule of all systems.
pub(crate) fn schedule(ecs: &mut Ecs) -> Schedule {
    ecs.init_resource::<Outbox>();
    schedule_of(
        (
            find::<command::ReadyBed>,
            find::<command::UnblockBed>,
            find::<command::MarkMissed>,
            find::<command::EndSession>,
            find::<command::LapseOffer>,
            find::<command::LapseHold>,
            find::<command::CloseEntry>,
            find::<command::PassOn>,
            find::<command::PublishFromTemplate>,
            find::<command::SettleClosure>,
            find::<command::CloseDrawList>,
            find::<command::ReleasePool>,
        )
            .chain(),
    )
}

/// Ambiguity is an error: the order of any two that conflict is declared.
fn schedule_of<M>(finders: impl IntoScheduleConfigs<ScheduleSystem, M>) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        hierarchy_detection: LogLevel::Error,
        ..Default::default()
    });
    schedule.add_systems(finders);
    schedule
}

fn minutes(minutes: u16) -> Duration {
    Duration::minutes(i64::from(minutes))
}

/// The most sessions that templates publish at a time: what is due is decided in one batch, behind which others wait.
pub(crate) const PUBLISHED_AT_ONCE: usize = 32;

/// Runs the systems for a moment and empties the outbox.
pub(crate) fn run(schedule: &mut Schedule, ecs: &mut Ecs, moment: Moment) -> Vec<(Instant, Due)> {
    ecs.insert_resource(Now(moment, moment.today()));
    schedule.run(ecs);
    let found = std::mem::take(&mut ecs.resource_mut::<Outbox>().0);
    let (mut published, mut fallen) = (0, 0);
    let is_next = |(_, due): &(Instant, Due)| {
        let is_published = matches!(due, Due::PublishFromTemplate(..));
        let has_fallen = matches!(due, Due::ReleasePool(..));
        published += usize::from(is_published);
        fallen += usize::from(has_fallen);
        (!is_published || published <= PUBLISHED_AT_ONCE) && (!has_fallen || fallen <= pools::FALL_AT_ONCE)
    };
    found.into_iter().filter(is_next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{World, read::AppointmentState};
    use model::{
        decide::{Decider, Stamp},
        id::{AdmissionId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, SlotId, WardId},
        person::CredentialKind,
        scheduling::{
            AppointmentBooked, AppointmentMissed, AppointmentNotSeen, BedSpec, BookingRules, Cap, Channel,
            ClinicianEnrolled, DepartmentOpened, Event, MissedUndone, PatientCheckedIn, PatientDischarged, Pool,
            QueueClass, RoomSex, RoomSpec, RulesAdopted, RulesScope, SessionPublished, SettledAt, SlotSpec, Ticket,
            Title, WardOpened,
        },
        time::{MinuteOfDay, Zone},
    };

    /// The finders one after the other, in each order.
    fn orders() -> [Schedule; 6] {
        use command::{EndSession, MarkMissed, ReadyBed};
        [
            schedule_of((find::<ReadyBed>, find::<MarkMissed>, find::<EndSession>).chain()),
            schedule_of((find::<ReadyBed>, find::<EndSession>, find::<MarkMissed>).chain()),
            schedule_of((find::<MarkMissed>, find::<ReadyBed>, find::<EndSession>).chain()),
            schedule_of((find::<MarkMissed>, find::<EndSession>, find::<ReadyBed>).chain()),
            schedule_of((find::<EndSession>, find::<ReadyBed>, find::<MarkMissed>).chain()),
            schedule_of((find::<EndSession>, find::<MarkMissed>, find::<ReadyBed>).chain()),
        ]
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// This many minutes after 08:00 on 26 November 2026.
    fn at(minutes: i64) -> Instant {
        let date = "2026-11-26".parse().expect("a date");
        Zone::SHANGHAI.instant(date, MinuteOfDay(480)) + Duration::minutes(minutes)
    }

    /// When the session of that day is over by itself: 04:00 of the next.
    fn closing() -> Instant {
        at(20 * 60)
    }

    fn rules() -> BookingRules {
        BookingRules {
            source: "assumed".into(),
            valid_from: "2026-11-26".parse().expect("a date"),
            days_ahead: Some(14),
            release_at: None,
            book_minutes_before: None,
            caps: Cap::days(3, 3).into(),
            cancel_minutes_before: Some(60),
            cancels_per_day_max: Some(6),
            cancels_per_department_day_max: Some(3),
            checkin_minutes_before: Some(60),
            missed_minutes_after: Some(10),
            pass_places: Some(3),
            cleaning_minutes: Some(30),
            undo_minutes: Some(60),
            hold_minutes: None,
            waitlist: None,
            queue: None,
            no_shows: Vec::new(),
        }
    }

    fn apply(world: &mut World, event: impl Into<Event>, at: Instant) {
        world.apply(&event.into(), Stamp { seq: world.seq() + 1, at });
    }

    /// Three seats of one window that nobody came for, and four beds that were left at the same minute.
    fn world() -> World {
        let day = "2026-11-26".parse().expect("a date");
        let label = || model::Label::new("甲", "A");
        let department = DepartmentId(id(1));
        let (clinician, fee) = (ClinicianId(id(3)), model::money::Yuan::ZERO);
        let pools = vec![Pool::General; 3];
        let slots = vec![SlotSpec { slot: SlotId(id(4)), from: at(0), until: at(20), pools }];
        let mut events: Vec<Event> = vec![
            DepartmentOpened { department, code: "A".into(), name: label(), place: label() }.into(),
            RulesAdopted { scope: RulesScope::Hospital, rules: rules() }.into(),
            ClinicianEnrolled { clinician, department, person: PersonId(id(90)), title: Title::Chief, fee }.into(),
            SessionPublished {
                session: SessionId(id(2)),
                clinician,
                department,
                device: None,
                room: label(),
                date: day,
                from: MinuteOfDay(480),
                until: MinuteOfDay(500),
                fee,
                slots,
                pools: Vec::new(),
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
            Event::from(requested),
            model::scheduling::BedAssigned { admission, bed }.into(),
            model::scheduling::PatientInBed { admission, bed }.into(),
            PatientDischarged { admission, bed, settled: SettledAt::Bedside }.into(),
        ] {
            apply(world, event, at(0));
        }
    }

    #[test]
    fn the_order_of_systems_does_not_matter_and_nothing_is_ambiguous() {
        let moment = Moment { now: closing(), zone: Zone::SHANGHAI };
        let at_half_past = (20..24)
            .map(|bed| Due::ReadyBed(BedId(id(bed))))
            .chain((10..13).map(|number| Due::MarkMissed(AppointmentId(id(number)))))
            .map(|due| (at(30), due));
        let expected: Vec<_> = at_half_past.chain([(closing(), Due::EndSession(SessionId(id(2))))]).collect();
        for mut schedule in orders() {
            let mut world = world();
            let before = (world.snapshot(), world.index().watched.clone());
            assert!(schedule.initialize(&mut world.ecs).is_ok(), "an ambiguity");
            assert_eq!(run(&mut schedule, &mut world.ecs, moment), expected);
            assert_eq!(run(&mut schedule, &mut world.ecs, moment), expected, "the outbox is emptied each time");
            assert_eq!((world.snapshot(), world.index().watched.clone()), before, "only the outbox is changed");
        }
    }

    #[test]
    fn an_undeclared_order_would_be_an_error() {
        let mut ecs = Ecs::new();
        crate::tx::register(&mut ecs);
        let mut declared = schedule(&mut ecs);
        assert!(declared.initialize(&mut ecs).is_ok());
        let mut undeclared = schedule_of((find::<command::ReadyBed>, find::<command::MarkMissed>));
        assert!(undeclared.initialize(&mut ecs).is_err());
    }

    /// What is due at a moment, without when.
    fn due(world: &mut World, now: Instant) -> Vec<Due> {
        world.due(Moment { now, zone: Zone::SHANGHAI }).into_iter().map(|(_, due)| due).collect()
    }

    #[test]
    fn each_kind_is_due_at_its_minute_and_no_second_earlier() {
        let second = Duration::seconds(1);
        let beds = (20..24).map(|bed| Due::ReadyBed(BedId(id(bed))));
        let missed = (10..13).map(|number| Due::MarkMissed(AppointmentId(id(number))));
        let mut world = world();
        assert_eq!(due(&mut world, at(30) - second), []);
        // Beds that were left at 08:00 are clean after 30 minutes; windows that ended at 08:20 are missed 10 minutes later.
        let both: Vec<_> = beds.chain(missed).collect();
        assert_eq!(due(&mut world, at(30)), both);
        // A window that ends at 08:20 of a session that is over at 04:00 of the next day.
        assert_eq!(due(&mut world, closing() - second), both);
        assert_eq!(due(&mut world, closing()), [&both[..], &[Due::EndSession(SessionId(id(2)))]].concat());
        // Another rule counts for what is watched already.
        let rules = BookingRules { cleaning_minutes: Some(20), missed_minutes_after: Some(15), ..rules() };
        apply(&mut world, RulesAdopted { scope: RulesScope::Hospital, rules }, at(0));
        assert_eq!(due(&mut world, at(20) - second), []);
        assert_eq!(due(&mut world, at(20)), both[..4]);
        assert_eq!(due(&mut world, at(35) - second), both[..4]);
        assert_eq!(due(&mut world, at(35)), both);
    }

    #[test]
    fn who_may_be_no_minute_late_is_missed_as_the_window_ends() {
        let mut world = world();
        let rules = BookingRules { missed_minutes_after: Some(0), ..rules() };
        apply(&mut world, RulesAdopted { scope: RulesScope::Hospital, rules }, at(0));
        // The window ends at 08:20, ten minutes before the beds are clean.
        assert_eq!(due(&mut world, at(20) - Duration::seconds(1)), []);
        assert_eq!(due(&mut world, at(20)), [10, 11, 12].map(|number| Due::MarkMissed(AppointmentId(id(number)))));
    }

    #[test]
    fn what_is_watched_no_longer_is_not_found() {
        let (mut world, appointment) = (world(), |number| AppointmentId(id(number)));
        let before = world.index().watched.clone();
        let watched = |world: &World, watch: Watch| world.index().watched(watch, Instant::MAX_UTC).count();
        assert_eq!([Watch::Cleaning, Watch::Awaited, Watch::Left].map(|watch| watched(&world, watch)), [4, 1, 1]);
        world.durable();
        let mark = world.mark();
        for bed in 20..24 {
            apply(&mut world, model::scheduling::BedReadied { bed: BedId(id(bed)) }, at(10));
        }
        for (number, number_given) in [(10, 1), (11, 2)] {
            let here = PatientCheckedIn {
                appointment: appointment(number),
                ticket: Ticket::new(MinuteOfDay(480), number_given),
                joined: None,
                credential: CredentialKind::FaceToken,
                class: QueueClass::Ordinary,
                head_start: 0,
            };
            apply(&mut world, here, at(0));
        }
        assert_eq!([Watch::Cleaning, Watch::Awaited, Watch::Left].map(|watch| watched(&world, watch)), [0, 1, 1]);
        assert_eq!(due(&mut world, at(30)), [Due::MarkMissed(appointment(12))]);
        apply(&mut world, AppointmentMissed { appointment: appointment(12) }, at(30));
        assert_eq!(due(&mut world, at(60)), []);
        assert_eq!([Watch::Cleaning, Watch::Awaited, Watch::Left].map(|watch| watched(&world, watch)), [0, 0, 1]);
        // A pardon lasts: who is excused is not missed again, but is left when the session is over.
        let reason = model::scheduling::ReasonCode::Mistake.into();
        apply(&mut world, MissedUndone { appointment: appointment(12), reason }, at(40));
        assert_eq!(due(&mut world, closing()), [Due::EndSession(SessionId(id(2)))]);
        for number in 10..13 {
            apply(&mut world, AppointmentNotSeen { appointment: appointment(number) }, at(60));
        }
        assert_eq!(due(&mut world, closing()), []);
        assert!(world.index().watched.is_empty());
        // Restored from a snapshot and taken back it is the same list.
        assert!(World::restore(world.snapshot()).index().watched.is_empty());
        world.take_back_to(mark);
        assert_eq!(world.index().watched, before);
        assert_eq!(World::restore(world.snapshot()).index().watched, before);
    }

    #[test]
    fn what_is_due_first_comes_first() {
        let mut world = world();
        // Cleaning takes until 08:45; who did not come was missed at 08:30.
        let rules = BookingRules { cleaning_minutes: Some(45), ..rules() };
        apply(&mut world, RulesAdopted { scope: RulesScope::Hospital, rules }, at(0));
        let missed = (10..13).map(|number| (at(30), Due::MarkMissed(AppointmentId(id(number)))));
        let beds = (20..24).map(|bed| (at(45), Due::ReadyBed(BedId(id(bed)))));
        let due = world.due(Moment { now: at(300), zone: Zone::SHANGHAI });
        assert_eq!(due, missed.chain(beds).collect::<Vec<_>>());
        let view = world.appointment(AppointmentId(id(10))).expect("booked");
        assert_eq!(view.state, AppointmentState::Booked);
    }
}
