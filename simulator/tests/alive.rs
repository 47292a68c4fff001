//! The demo's walls are alive: at every hour of a working day somebody waits, comes and is called in each department.

use chrono::{Duration, NaiveDate};
use model::{
    id::DepartmentId,
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::read::{Moment, SessionView, WardView};
use simulator::{
    demo::{Blueprint, cast::OWN_POST},
    engine::{Demand, Engine, HandsOff},
    pure::Pure,
    scenario::Scenario,
    target::Target,
};
use std::collections::BTreeMap;

const ZONE: Zone = Zone::SHANGHAI;
/// A Tuesday, as most who open the demo on a working day see it.
const OPENS: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
/// Days of history; the windows of the day itself are asked for from then on.
const HISTORY_DAYS: i64 = 10;
/// Minutes between two looks at the wall.
const EVERY: i64 = 10;

/// What happened within this many minutes can still be seen in the room.
const RECENT: i64 = 45;

/// What a department's wall showed, over all looks within its hours.
#[derive(Debug, Default)]
struct Wall {
    looks: u32,
    /// Looks at which somebody waited.
    waiting: u32,
    /// Looks at which somebody was called or inside.
    busy: u32,
    /// Looks before which somebody had checked in recently.
    arriving: u32,
    /// Looks before which somebody had been called recently.
    called: u32,
}

/// The demo's present as it begins, after its history; one room is left to the user.
fn demo() -> Result<(Pure, Engine), Box<dyn std::error::Error>> {
    let opens = ZONE.instant(BusinessDate(OPENS), MinuteOfDay(8 * 60));
    let start = ZONE.instant(BusinessDate(OPENS).plus_days(-HISTORY_DAYS), MinuteOfDay(6 * 60));
    let mut target = Pure::open(&Scenario::demo_history()?, ZONE, 7, start)?;
    let mut history = Engine::new(Scenario::demo_history()?, ZONE, 7);
    history.later_demand = Some((BusinessDate(OPENS), Demand::of(&Scenario::demo()?)));
    history.begin(start, &mut target)?;
    history.fill_beds(start, Scenario::demo_history()?.inpatient.occupied_at_start_share.value, &mut target)?;
    history.run_until(opens, &mut target)?;

    let (department, post) = Blueprint::get().posts().nth(OWN_POST).ok_or("the own post")?;
    let own = target.look(|world| {
        let department = world.department_by_code(&department.code)?;
        world.clinicians(department.id).into_iter().find(|one| one.title == post.title).map(|one| one.id)
    });
    let own = own.ok_or("whose room it is")?;
    let mut present = Engine::new(Scenario::demo()?, ZONE, 8);
    present.hands_off = HandsOff { clinicians: [own].into(), ..HandsOff::default() };
    present.begin(opens, &mut target)?;
    Ok((target, present))
}

/// Looks at every wall that is in its hours: from the first window's start to twenty minutes before the last one's end.
fn look(target: &Pure, now: Instant, walls: &mut BTreeMap<DepartmentId, Wall>) {
    let today = ZONE.date(now);
    let moment = Moment { now, zone: ZONE };
    let sessions = target.look(|world| world.sessions_between(today, today, moment));
    let mut open: BTreeMap<DepartmentId, Vec<&SessionView>> = BTreeMap::new();
    for session in &sessions {
        let from = ZONE.instant(session.date, session.from);
        let until = ZONE.instant(session.date, session.until) - Duration::minutes(20);
        if (from..until).contains(&now) {
            open.entry(session.department).or_default().push(session);
        }
    }
    for (department, sessions) in open {
        let wall = walls.entry(department).or_default();
        let (mut waiting, mut busy, mut arriving, mut called) = (false, false, false, false);
        for session in sessions {
            let recent = |at: Option<Instant>| at.is_some_and(|at| now - at <= Duration::minutes(RECENT));
            let heads = target.look(|world| world.queue_heads(session.id));
            waiting |= heads.as_ref().is_some_and(|heads| heads.waiting > 0);
            busy |= heads.is_some_and(|heads| heads.called.is_some() || heads.in_consultation.is_some());
            for visit in target.look(|world| world.appointments_of_session(session.id)) {
                arriving |= recent(visit.checked_in_at);
                called |= recent(visit.first_called_at);
            }
        }
        wall.looks += 1;
        wall.waiting += u32::from(waiting);
        wall.busy += u32::from(busy);
        wall.arriving += u32::from(arriving);
        wall.called += u32::from(called);
    }
}

/// For each ward, how many lie there, and who has a diagnosis that it does not treat.
fn on_wards(target: &Pure, now: Instant) -> BTreeMap<String, (usize, Vec<String>)> {
    let demo = Blueprint::get();
    let treats = |ward: &str, diagnosis: &str| {
        let ward = demo.wards.iter().find(|known| known.code == ward);
        let departments = ward.into_iter().flat_map(|ward| &ward.departments);
        let diagnoses =
            departments.filter_map(|code| demo.department(code)).flat_map(|department| &department.diagnoses);
        diagnoses.into_iter().any(|known| known.code.eq_ignore_ascii_case(diagnosis))
    };
    let wards = target.look(|world| world.wards(Moment { now, zone: ZONE }));
    let of_ward = |ward: WardView| {
        let beds = ward.rooms.iter().flat_map(|room| &room.beds);
        let lying: Vec<_> = beds.filter_map(|bed| bed.occupant.as_ref()).map(|stay| stay.diagnosis.clone()).collect();
        let others = lying.iter().filter(|diagnosis| !treats(&ward.code, diagnosis)).cloned().collect();
        (ward.code, (lying.len(), others))
    };
    wards.into_iter().map(of_ward).collect()
}

#[test]
fn who_lies_on_a_ward_has_what_the_ward_treats() -> Result<(), Box<dyn std::error::Error>> {
    let (mut target, mut engine) = demo()?;
    for day in 0..3 {
        let now = ZONE.instant(BusinessDate(OPENS).plus_days(day), MinuteOfDay(12 * 60));
        engine.run_until(now, &mut target)?;
        let wards = on_wards(&target, now);
        assert_eq!(wards.len(), Blueprint::get().wards.len());
        for (ward, (lying, others)) in wards {
            assert!(lying >= 5, "{ward} is nearly empty on day {day}: {lying}");
            assert!(others.is_empty(), "{others:?} on {ward} on day {day}");
        }
    }
    Ok(())
}

#[test]
fn every_wall_has_people_waiting_arriving_and_being_called() -> Result<(), Box<dyn std::error::Error>> {
    let (mut target, mut engine) = demo()?;
    let departments = target.look(|world| world.departments().len());
    // Tuesday to Friday completely, and Saturday morning.
    for day in 0..5 {
        let date = BusinessDate(OPENS).plus_days(day);
        let opens = ZONE.instant(date, MinuteOfDay(8 * 60));
        // As the demo's clock moves on: to ten minutes after the beginning, and an hour later.
        for hours in [0, 1] {
            let now = opens + Duration::minutes(10) + Duration::hours(hours);
            engine.run_until(now, &mut target)?;
            let mut walls = BTreeMap::new();
            look(&target, now, &mut walls);
            assert_eq!(walls.len(), departments, "each department has a session in the morning of {date}");
            for (department, wall) in &walls {
                let code = target.look(|world| world.department(*department)).map(|department| department.code);
                assert!(
                    wall.waiting + wall.busy > 0,
                    "{hours} h after eight on {date} nobody is in {code:?}: {wall:?}"
                );
                assert!(
                    wall.arriving == 1 && wall.called == 1,
                    "{hours} h after eight on {date} in {code:?}: {wall:?}"
                );
            }
        }
        let mut walls = BTreeMap::new();
        for minutes in (60 + EVERY..9 * 60).step_by(EVERY as usize) {
            let now = opens + Duration::minutes(minutes);
            engine.run_until(now, &mut target)?;
            look(&target, now, &mut walls);
        }
        assert_eq!(walls.len(), departments);
        for wall in walls.values() {
            let most = |looks: u32, tenths: u32| looks * 10 >= wall.looks * tenths;
            assert!(wall.looks >= 15, "{wall:?}");
            assert!(most(wall.waiting, 8) && most(wall.busy, 6), "{date}: {wall:?}");
            assert!(most(wall.arriving, 9) && most(wall.called, 9), "{date}: {wall:?}");
        }
        let sum = |of: fn(&Wall) -> u32| walls.values().map(of).sum::<u32>();
        let (looks, waiting) = (sum(|wall| wall.looks), sum(|wall| wall.waiting));
        assert!(waiting * 100 >= looks * 97, "{date}: somebody waited at {waiting} of {looks} looks");
        let kept = target.look(|world| world.promises(date, date, ZONE)).calls.kept_window;
        assert!(kept.count * 100 >= kept.of * 85, "the promise is kept nevertheless: {kept:?}");
    }
    Ok(())
}
