//! A session of an expert whose seats are drawn (摇号): whoever opens the demo finds its list open, and can join it.

use super::{executor::Executor, roster::Roster};
use hospital::{Answer, Failure, usecase};
use model::{
    actor::Actor,
    scheduling::Channel,
    time::{Instant, MinuteOfDay, Zone},
};
use scheduling::read::Moment;

/// The department of the expert: the chief physician of neurology.
const DEPARTMENT: &str = "NEUR";

/// The session: an evening two days after the demo opens, with fewer seats than there are people who want one.
const DAYS_AHEAD: i64 = 2;
const EVENING: (MinuteOfDay, MinuteOfDay) = (MinuteOfDay(17 * 60 + 30), MinuteOfDay(18 * 60 + 30));
const SEATS: u16 = 2;

/// The list is open from the morning of the demo's first day until noon of the day after, and sealed for some minutes.
const OPENS: MinuteOfDay = MinuteOfDay(7 * 60 + 30);
const CLOSES: MinuteOfDay = MinuteOfDay(12 * 60);
const DRAWN: MinuteOfDay = MinuteOfDay(12 * 60 + 10);

/// How many have joined, and the place in the population from which on they are taken.
const JOINED: usize = 23;
const FIRST: usize = 900;

/// On the evening before the demo opens: publishes the session, and says that its seats are drawn.
///
/// # Errors
/// As the hospital.
pub(super) fn set_up(
    executor: &mut impl Executor,
    roster: &Roster,
    (now, zone): (Instant, Zone),
) -> Result<(), Failure> {
    let (clinician, post) = roster.chief(DEPARTMENT).ok_or(Failure::Broken)?;
    let (first, (from, until)) = (zone.date(now).plus_days(1), EVENING);
    let session = usecase::PublishSession {
        clinician,
        device: None,
        room: post.consulting_room(),
        date: first.plus_days(DAYS_AHEAD),
        from,
        until,
        slot_minutes: 20,
        capacity: SEATS,
        pools: Vec::new(),
    };
    let published = executor.execute(now, &Actor::system(), session.into())?;
    let Answer::SessionPublished { session, .. } = published else { return Err(Failure::Broken) };
    let draw = usecase::SetUpDraw {
        session,
        opens_at: zone.instant(first, OPENS),
        closes_at: zone.instant(first.plus_days(1), CLOSES),
        drawn_at: zone.instant(first.plus_days(1), DRAWN),
    };
    executor.execute(now, &Actor::system(), draw.into()).map(drop)
}

/// On the morning: some people join its list.
///
/// # Errors
/// As the hospital, but for a rule that somebody would break: then the next one joins.
pub(super) fn join(executor: &mut impl Executor, roster: &Roster, (now, zone): (Instant, Zone)) -> Result<(), Failure> {
    let (clinician, _) = roster.chief(DEPARTMENT).ok_or(Failure::Broken)?;
    let date = zone.date(now).plus_days(DAYS_AHEAD);
    let draw = executor.look(|worlds| {
        let sessions = worlds.scheduling.sessions_of_clinician(clinician, date, Moment { now, zone });
        sessions.into_iter().find_map(|session| worlds.scheduling.draw_of_session(session.id))
    });
    let draw = draw.ok_or(Failure::Broken)?.id;
    let mut people = roster.people.iter().copied().skip(FIRST);
    let mut joined = 0;
    while joined < JOINED {
        let Some(patient) = people.next() else { return Err(Failure::Broken) };
        let request = usecase::JoinDraw { draw, patient, channel: Channel::Online };
        joined += usize::from(executor.asked(now, request.into())?);
    }
    Ok(())
}
