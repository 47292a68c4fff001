//! A week of the invented hospital, for the tests of the administrators' pages.

pub(crate) use crate::ui::samples::*;
use hospital::view::*;
use model::{
    actor::Role,
    id::*,
    money::Yuan,
    scheduling::{Formality, Title},
    time::{BusinessDate, MinuteOfDay},
};
use rust_decimal::Decimal;

fn promise(kept: u32, called: u32, minutes: i64, admissions: u32, bedside: u32, discharges: u32) -> PromiseFigures {
    let share = |part: u32, whole: u32| (whole > 0).then(|| Decimal::from(part) / Decimal::from(whole));
    PromiseFigures {
        slot_minutes_max: Some(20),
        kept_window_share: share(kept, called),
        kept,
        called,
        called_early: 3,
        called_out_of_turn: 2,
        not_seen: 0,
        kept_unknown: 1,
        admission_minutes_mean: (admissions > 0).then(|| Decimal::new(minutes, 1)),
        admissions,
        bedside_share: share(bedside, discharges),
        bedside,
        discharges,
    }
}

/// The overview of seven days; `empty` is a hospital's first day.
pub(crate) fn overview(empty: bool) -> HospitalOverview {
    let from = day().plus_days(-6);
    let shares = [(88, 271), (90, 250), (91, 260), (92, 240), (93, 235), (93, 238), (94, 224)];
    let trend = shares
        .iter()
        .enumerate()
        .map(|(days, (kept, minutes))| {
            let figures =
                if empty || days == 2 { PromiseFigures::default() } else { promise(*kept, 100, *minutes, 31, 17, 18) };
            (from.plus_days(i64::try_from(days).unwrap()), figures)
        })
        .collect();
    let step =
        |step: AdmissionStep, tenths: i64| StepMinutes { step, minutes_mean: Decimal::new(tenths, 1), admissions: 31 };
    HospitalOverview {
        now: at(10, 24),
        days: 7,
        from,
        until: day(),
        promises: if empty { PromiseFigures::default() } else { promise(941, 1000, 224, 31, 944, 1000) },
        today: if empty { PromiseFigures::default() } else { promise(94, 100, 224, 31, 17, 18) },
        trend,
        steps: if empty {
            Vec::new()
        } else {
            vec![
                step(AdmissionStep::Formality(Formality::Identity), 11),
                step(AdmissionStep::Formality(Formality::Form), 26),
                step(AdmissionStep::Formality(Formality::Insurance), 14),
                step(AdmissionStep::Formality(Formality::Deposit), 23),
                step(AdmissionStep::Bed, 84),
                step(AdmissionStep::Formality(Formality::Wristband), 8),
                step(AdmissionStep::Walk, 52),
            ]
        },
        histogram: if empty {
            Vec::new()
        } else {
            [
                (50, 0, 0),
                (56, 0, 0),
                (60, 0, 0),
                (58, 0, 0),
                (38, 14, 3),
                (0, 45, 8),
                (0, 28, 5),
                (0, 0, 0),
                (0, 33, 6),
                (0, 42, 8),
            ]
            .iter()
            .enumerate()
            .map(|(place, (seen, booked, free))| SlotHour {
                from: MinuteOfDay(480 + 30 * u16::try_from(place).unwrap()),
                seen: *seen,
                booked: *booked,
                free: *free,
            })
            .collect()
        },
        attention: Vec::new(),
    }
}

/// A department's week.
pub(crate) fn week() -> WeekPlan {
    let monday: BusinessDate = "2026-11-30".parse().unwrap();
    let load = |number: u128, booked: u32| SessionLoad {
        session: SessionId(id(number)),
        room: consulting_room(),
        device_id: None,
        from: MinuteOfDay(480),
        until: MinuteOfDay(720),
        slot_minutes: 20,
        booked,
        capacity: 36,
        seen: 0,
        can_withdraw: booked == 0,
        can_close: booked > 0,
        can_change: true,
        seats: vec![3; 12],
        version: 7,
        is_closed: false,
        draw: None,
        pools: Vec::new(),
        clashes: Vec::new(),
    };
    let row = |number: u128, name: &str, title: Title, days: Vec<Vec<SessionLoad>>| ClinicianWeek {
        clinician: ClinicianId(id(number)),
        name: Name { full: name.into(), masked: String::new() },
        title,
        fee: Yuan::from_fen(1_500),
        days,
    };
    WeekPlan {
        now: at(10, 24),
        department: department(),
        departments: day_list().departments,
        days: (0..7).map(|days| monday.plus_days(days)).collect(),
        devices: Vec::new(),
        rows: vec![
            row(
                3,
                "周远航",
                Title::Chief,
                vec![vec![load(600, 36)], vec![], vec![load(601, 31)], vec![load(602, 0)], vec![], vec![], vec![]],
            ),
            row(
                4,
                HOSTILE,
                Title::Attending,
                vec![vec![], vec![load(603, 12)], vec![], vec![], vec![load(604, 9)], vec![], vec![]],
            ),
        ],
    }
}

/// Logins.
pub(crate) fn users() -> Vec<UserLogin> {
    let row = |number: u128, login: &str, role: Role| UserLogin {
        user: UserId(id(number)),
        login: login.into(),
        role,
        person: None,
        clinician: None,
        department: (role == Role::Desk).then(|| department().department),
        ward: (role == Role::Nurse).then(|| ward_ref().ward),
        clinic: None,
        active: role != Role::Desk,
        locked_until: (role == Role::Nurse).then(|| at(11, 0)),
    };
    vec![row(700, "admin", Role::Admin), row(701, HOSTILE, Role::Desk), row(702, "nurse3", Role::Nurse)]
}
