//! Learning from visits of which is known how they were made, and the seats that follow from it.

use super::{
    compute,
    gather::{Gathered, Seen, gathered},
    learn::{Picture, SERVICES_MIN},
    propose::{tuned, weight, weights},
};
use crate::view::{TunedSeats, VisitType};
use model::{
    Label,
    id::{ClinicianId, PersonId},
    scheduling::{DayOfWeek, TemplatePlan, Weeks, WindowSeats},
    time::{BusinessDate, MinuteOfDay, Zone},
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use schedules::{Service, Setting};
use scheduling::read::PastVisit;
use uuid::Uuid;

const ZONE: Zone = Zone::SHANGHAI;

fn day(text: &str) -> BusinessDate {
    text.parse().unwrap()
}

fn who(number: u128) -> ClinicianId {
    ClinicianId(Uuid::from_u128(number))
}

fn visit(clinician: u128, patient: u128, date: BusinessDate, seconds: Option<u32>) -> PastVisit {
    let from = ZONE.instant(date, MinuteOfDay(480));
    PastVisit {
        clinician: who(clinician),
        patient: PersonId(Uuid::from_u128(patient)),
        from,
        booked_at: from - chrono::Duration::days(3),
        shown: seconds.is_some(),
        seen: seconds.is_some(),
        seconds,
    }
}

/// Visits of one day, each of another patient: of each ten of a clinician so many do not come, and the others take these
/// minutes in turn.
fn seen(clinician: u128, visits: u128, missed_of_ten: u128, minutes: [u32; 3]) -> Vec<Seen> {
    let date = day("2026-11-02");
    let of = |number: u128| {
        let taken = (number % 10 >= missed_of_ten).then(|| minutes[(number % 3) as usize] * 60);
        let visit = visit(clinician, clinician * 10_000 + number, date, taken);
        Seen { date, visit, is_first: number.is_multiple_of(2) }
    };
    (0..visits).map(of).collect()
}

fn of(seen: Vec<Seen>) -> Gathered {
    Gathered { from: day("2026-05-30"), until: day("2026-11-25"), seen }
}

/// 08:00–12:00 in windows of 20 minutes.
fn plan(capacity: WindowSeats) -> TemplatePlan {
    TemplatePlan {
        valid_from: day("2026-11-26"),
        valid_until: None,
        room: Label::new("3 诊室", "Room 3"),
        device: None,
        weekday: DayOfWeek::Thursday,
        weeks: Weeks::Every,
        anchor: day("2026-11-26"),
        from: MinuteOfDay(480),
        until: MinuteOfDay(720),
        slot_minutes: 20,
        capacity,
        release_days: 7,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

#[track_caller]
fn near(found: Decimal, expected: f64, tolerance: f64) {
    let found = found.to_f64().unwrap();
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

#[test]
fn what_the_visits_were_made_with_is_learnt() {
    // 900 visits of the first: a tenth missed, and 3, 6 or 9 minutes, 6 in the mean. Two others differ.
    let mut visits = seen(1, 900, 1, [3, 6, 9]);
    visits.extend(seen(2, 600, 2, [8, 10, 12]));
    visits.extend(seen(3, 600, 3, [4, 8, 12]));
    let picture = Picture::of(&of(visits), who(1), ZONE).unwrap();
    let own = picture.own();
    let (times, no_show) = (own.times.unwrap(), own.no_show.unwrap());
    assert_eq!((times.visits, no_show.visits, no_show.missed), (810, 900, 90));
    near(times.mean, 6.0, 0.1);
    near(no_show.rate, 0.1, 0.01);
    assert!(times.low < times.mean && times.mean < times.high);
    assert!(times.own_share > Decimal::new(9, 1) && no_show.own_share > Decimal::new(9, 1));
    assert_eq!(picture.department().times.unwrap().visits, 810 + 480 + 420);
    // A half of the visits is of each type; all were booked three days before.
    let types: Vec<_> =
        picture.types().into_iter().map(|one| (one.visit, one.learnt.no_show.unwrap().visits)).collect();
    assert_eq!(types, [(VisitType::First, 450), (VisitType::Again, 450)]);
    let lead: Vec<_> = picture.lead().into_iter().map(|one| (one.days_from, one.days_to, one.no_show.visits)).collect();
    assert_eq!(lead, [(2, 3, 2_100)]);
    let minutes = picture.minutes();
    near(minutes.iter().sum(), 1.0, 0.01);
    near(minutes[6], 1.0 / 3.0, 0.03);
}

#[test]
fn few_visits_are_drawn_to_the_department_and_nobodys_are_its_own() {
    // Three clinicians differ little, 6, 6⅓ and 7 minutes; a fourth has seen three patients for 15 minutes each.
    let mut visits = seen(1, 300, 1, [3, 6, 9]);
    visits.extend(seen(2, 300, 1, [3, 6, 10]));
    visits.extend(seen(3, 300, 1, [4, 7, 10]));
    visits.extend(seen(4, 4, 1, [15, 15, 15]));
    let picture = Picture::of(&of(visits.clone()), who(4), ZONE).unwrap();
    let (times, whole) = (picture.own().times.unwrap(), picture.department().times.unwrap());
    assert_eq!(times.visits, 3);
    assert!(times.own_share < Decimal::new(5, 1), "{times:?}");
    assert!(whole.mean < times.mean && times.mean < Decimal::from(11), "{times:?} {whole:?}");
    // A quarter of the four was missed, one: three visits say little.
    let missed = picture.own().no_show.unwrap();
    assert!(missed.rate < Decimal::new(20, 2), "{missed:?}");

    let nobody = Picture::of(&of(visits), who(9), ZONE).unwrap();
    assert_eq!((nobody.own().times, nobody.own().no_show), (None, None));
    assert_eq!(nobody.minutes(), {
        let all = seen(1, 300, 1, [3, 6, 9]).into_iter().chain(seen(2, 300, 1, [3, 6, 10]));
        let all = all.chain(seen(3, 300, 1, [4, 7, 10])).chain(seen(4, 4, 1, [15, 15, 15])).collect();
        Picture::of(&of(all), who(9), ZONE).unwrap().minutes()
    });
    assert!(nobody.setting(20).unwrap().is_some(), "the department's is used");
}

#[test]
fn too_few_visits_and_too_long_ones_propose_nothing() {
    let propose = |seen: Vec<Seen>| {
        let plan = plan(WindowSeats::Each(3));
        compute(&of(seen), who(1), &plan, weights(1, 1).unwrap(), ZONE)
    };
    let refusal = |seen: Vec<Seen>| propose(seen).unwrap().seats.unwrap_err();
    for visits in [0, 1, 29] {
        let refusal = refusal(seen(1, visits, 0, [3, 6, 9]));
        assert_eq!((refusal.code, refusal.args.len()), ("tuning-too-few", 2));
    }
    assert_eq!(SERVICES_MIN, 30);
    assert!(propose(seen(1, 30, 0, [3, 6, 9])).unwrap().seats.is_ok());
    // Who is said to have been inside for five hours was forgotten.
    let computed = propose(seen(1, 40, 0, [300, 6, 300])).unwrap();
    assert_eq!(computed.picture.left_out, 27);
    assert_eq!(computed.seats.unwrap_err().code, "tuning-too-few");
    // Everybody left at once: nothing can be computed with that.
    let mut quick = seen(1, 40, 0, [1, 1, 1]);
    for one in &mut quick {
        one.visit.seconds = Some(1);
    }
    assert_eq!(propose(quick).err().map(|refusal| refusal.code), Some("tuning-service"));
}

/// The same visits in August and in November: what the first propose is no worse for the others, by the weights.
#[test]
fn the_last_two_months_check_what_the_visits_before_them_propose() {
    let plan = plan(WindowSeats::Each(3));
    let checked = |older: u128, latest: u128| {
        let mut visits = seen(1, older, 1, [3, 6, 9]);
        visits.iter_mut().for_each(|one| one.date = day("2026-08-03"));
        visits.extend(seen(1, latest, 1, [3, 6, 9]));
        compute(&of(visits), who(1), &plan, weights(1, 1).unwrap(), ZONE).unwrap().held_out
    };
    let held = checked(300, 300).unwrap();
    assert_eq!((held.from, held.until, held.visits), (day("2026-09-27"), day("2026-11-25"), 300));
    assert_eq!((held.present.seats, held.proposed.seats), (36, 36));
    let cost = |of: &crate::view::SessionCost| of.wait_minutes + of.overtime_minutes;
    assert!(cost(&held.proposed) <= cost(&held.present), "{held:?}");
    // A tenth does not come, so thirty visits are fewer services than are needed.
    assert_eq!((checked(30, 300), checked(300, 30)), (None, None));
}

/// `onething schedule optimise --patients 36 --slots 12 --slot-minutes 20 --no-show 0.1 --service lognormal:6,0.6`
/// against a program of other people: its figures are in `schedules/tests/it/printed.rs`.
#[test]
fn the_proposal_is_the_one_that_was_computed_independently() {
    let setting = Setting::new(20, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap();
    let (present, proposed) = tuned(&setting, &plan(WindowSeats::Each(3)), weights(1, 1).unwrap()).unwrap();
    assert_eq!((&present.seats[..], &proposed.seats[..]), (&[3; 12][..], &[4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2][..]));
    near(present.wait_minutes, 7.874, 0.0006);
    near(present.overtime_minutes, 3.284, 0.0006);
    near(proposed.wait_minutes, 8.531, 0.0006);
    near(proposed.overtime_minutes, 1.531, 0.0006);
    near(proposed.cost, 10.061_289_71, 0.0001);
    // The mean over the windows, each with its patients, is the mean over all of them.
    let mean = |of: &TunedSeats| {
        let sum: Decimal =
            of.waits.iter().zip(&of.seats).filter_map(|(wait, seats)| Some((*wait)? * Decimal::from(*seats))).sum();
        sum / Decimal::from(36)
    };
    for of in [&present, &proposed] {
        near(mean(of), of.wait_minutes.to_f64().unwrap(), 0.0002);
    }
    // The first three wait for the two, one and none before them: 5.4 · (2 + 1 + 0) / 3 minutes of work, each 0.9 · 6.
    near(present.waits[0].unwrap(), 5.4, 0.05);
    // Where overtime weighs nothing, the seats cost less waiting; where it weighs more, less overtime.
    let (_, patient) = tuned(&setting, &plan(WindowSeats::Each(3)), weights(1, 0).unwrap()).unwrap();
    let (_, hurried) = tuned(&setting, &plan(WindowSeats::Each(3)), weights(1, 20).unwrap()).unwrap();
    assert!(patient.wait_minutes < proposed.wait_minutes && hurried.overtime_minutes < proposed.overtime_minutes);
    assert_eq!([&patient, &hurried].map(|of| of.seats.iter().sum::<u16>()), [36, 36]);
}

#[test]
fn weights_and_sizes_are_bounded() {
    for (asked, taken) in
        [(None, Some(1)), (Some(0), Some(0)), (Some(1000), Some(1000)), (Some(1001), None), (Some(-1), None)]
    {
        assert_eq!(weight("wait_weight", asked).ok(), taken);
    }
    let refusal = weight("overtime_weight", Some(i64::MIN)).unwrap_err();
    assert_eq!((refusal.code, refusal.field), ("out-of-range", Some("overtime_weight")));
    assert!(weights(0, 1000).is_ok() && weights(1000, 0).is_ok());
    assert_eq!(weights(0, 0).map(drop).unwrap_err().code, "tuning-no-weight");
    let setting = Setting::new(5, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap();
    let day = |hours: u16, seats: u16| {
        let until = MinuteOfDay(480 + hours * 60);
        let plan = TemplatePlan { until, slot_minutes: 5, ..plan(WindowSeats::Each(seats)) };
        tuned(&setting, &plan, weights(1, 1).unwrap()).map(drop).map_err(|refusal| refusal.code)
    };
    assert_eq!(day(5, 1), Err("tuning-windows"));
    assert_eq!(day(4, 11), Err("tuning-seats"));
    assert_eq!(day(4, 10), Err("tuning-effort"));
    assert_eq!(day(1, 1), Ok(()));
}

#[test]
fn who_was_seen_within_ninety_days_comes_again() {
    let today = day("2026-11-26");
    let mut days: Vec<_> = (1..=270).map(|before| (today.plus_days(-before), Vec::new())).collect();
    let mut put = |before: usize, patient: u128, seconds: Option<u32>| {
        let (date, visits) = &mut days[before - 1];
        visits.push(visit(1, patient, *date, seconds));
    };
    // Seen 100, 10 and 5 days ago; only called 50 days ago; seen 200 and 110 days ago, exactly 90 days apart.
    for (before, patient, seconds) in [
        (100, 1, Some(60)),
        (10, 1, Some(60)),
        (5, 1, None),
        (50, 2, None),
        (20, 2, Some(60)),
        (200, 3, Some(60)),
        (110, 3, Some(60)),
    ] {
        put(before, patient, seconds);
    }
    let found = gathered(days, today);
    assert_eq!((found.from, found.until), (today.plus_days(-180), today.plus_days(-1)));
    let firsts: Vec<_> = found.seen.iter().map(|seen| (seen.visit.patient.0.as_u128(), seen.is_first)).collect();
    // What is older than 180 days only says who had been there.
    assert_eq!(firsts, [(3, false), (1, true), (2, true), (2, true), (1, false), (1, false)]);
    let few = gathered(vec![(today.plus_days(-1), vec![visit(1, 1, today.plus_days(-1), None)])], today);
    assert_eq!((few.seen.len(), few.from), (1, today.plus_days(-1)));
    assert_eq!(gathered(Vec::new(), today).from, today.plus_days(-1));
}
