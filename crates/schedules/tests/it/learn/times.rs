//! Service times.

use super::{Draws, group, services, took};
use crate::near;
use schedules::{
    Rule, Service, Setting,
    learn::{Observations, Times, Which, learn},
};

fn times(learnt: &schedules::learn::Learnt, path: &[&str]) -> Times {
    group(learnt, path).service.clone().unwrap()
}

/// The same distribution.
#[track_caller]
fn same(found: &Times, expected: &Times) {
    let (found, expected) = (found.pmf.probabilities(), expected.pmf.probabilities());
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        near(*found, *expected, 1e-14);
    }
}

/// Two groups: 10, 12, 14 and 20, 24 minutes.
/// v = (8 + 8) / (5 − 2) = 16/3; mean 16; 3·4² + 2·6² = 120; N − Σn²/N = 5 − 13/5 = 2.4;
/// a = (120 − 16/3) / 2.4 = 43/0.9; k = v / a = 4.8/43.
#[test]
fn groups_are_drawn_as_computed_by_hand() {
    let learnt = services(&[(&["a"], &[10.0, 12.0, 14.0]), (&["b"], &[20.0, 24.0])]);
    let (v, a) = (16.0 / 3.0, 43.0 / 0.9);
    let k: f64 = 4.8 / 43.0;
    near(k, v / a, 1e-15);
    let whole = times(&learnt, &[]);
    // Student's t of 4 degrees is 2.776445, of 3 degrees 3.182446. The squared deviations from 16 are 36+16+4+16+64 = 136.
    let of_whole: f64 = 136.0 / 4.0 / 5.0;
    near(whole.mean, 16.0, 1e-12);
    near(whole.low, 16.0 - 2.776_445_1 * of_whole.sqrt(), 1e-6);
    near(whole.high, 16.0 + 2.776_445_1 * of_whole.sqrt(), 1e-6);
    near(whole.cv, (136.0_f64 / 5.0).sqrt() / 16.0, 1e-12);
    near(whole.weight, 1.0, 0.0);
    for (path, n, own, deviations) in [("a", 3.0, 12.0, 8.0), ("b", 2.0, 22.0, 8.0)] {
        let found = times(&learnt, &[path]);
        let w = n / (n + k);
        let mean = w * own + (1.0 - w) * 16.0;
        near(found.weight, w, 1e-12);
        near(found.mean, mean, 1e-12);
        let within = w * deviations / (n - 1.0) + (1.0 - w) * v;
        let variance = within / (n + k) + (1.0 - w).powi(2) * (of_whole + a * 13.0 / 25.0);
        near(found.high, mean + 3.182_446_3 * variance.sqrt(), 1e-6);
        near(found.low, mean - 3.182_446_3 * variance.sqrt(), 1e-6);
        let square = w * (deviations / n + own * own) + (1.0 - w) * (136.0 / 5.0 + 256.0);
        near(found.cv, (square - mean * mean).sqrt() / mean, 1e-12);
        near(found.pmf.mean(), mean, 1e-9);
        assert_eq!(found.n, n as u64);
    }
    let (w, found) = (3.0 / (3.0 + k), times(&learnt, &["a"]).pmf);
    assert_eq!(found.longest(), 24);
    near(found.probabilities()[12], w / 3.0 + (1.0 - w) / 5.0, 1e-12);
    near(found.probabilities()[24], (1.0 - w) / 5.0, 1e-12);
    near(found.probabilities()[11], 0.0, 0.0);
}

/// Groups with the same mean are all given the whole's distribution and interval.
#[test]
fn groups_that_do_not_differ_are_one() {
    let learnt = services(&[(&["a"], &[5.0, 15.0, 10.0]), (&["b"], &[8.0, 12.0]), (&["c"], &[10.0])]);
    let whole = times(&learnt, &[]);
    for path in ["a", "b", "c"] {
        let found = times(&learnt, &[path]);
        near(found.weight, 0.0, 0.0);
        near(found.mean, whole.mean, 1e-12);
        near(found.low, whole.low, 1e-9);
        near(found.high, whole.high, 1e-9);
        near(found.cv, whole.cv, 1e-12);
        same(&found, &whole);
    }
    // A group on its own is the whole.
    let learnt = services(&[(&["only"], &[5.0, 15.0, 10.0])]);
    let (whole, found) = (times(&learnt, &[]), times(&learnt, &["only"]));
    near(found.low, whole.low, 1e-9);
    near(found.mean, 10.0, 1e-12);
}

#[test]
fn much_is_believed_and_nothing_is_not() {
    let mut seen = Observations::default();
    for (name, n, minutes) in [("a", 100_000, 10), ("b", 50, 20), ("c", 50, 12), ("new", 1, 11)] {
        let group = seen.group(&[name]).unwrap();
        for visit in 0..n {
            // The mean plus and minus 4 minutes.
            seen.push(took(group, (minutes + if visit % 2 == 0 { 4 } else { -4 }) as u32 * 60)).unwrap();
        }
    }
    // A group of whose service nothing is known.
    let none = seen.group(&["none"]).unwrap();
    seen.push(super::came(none, true)).unwrap();
    let learnt = learn(&seen, Which::All).unwrap();
    let (much, none) = (times(&learnt, &["a"]), times(&learnt, &["none"]));
    near(much.mean, 10.0, 1e-3);
    assert!(much.weight > 0.999 && much.high - much.low < 0.06, "{much:?}");
    // 4 minutes around the mean are a standard deviation of 4: 1.96 · 4 / √100000.
    near(much.high - much.mean, 1.959_97 * 4.0 / 100_000_f64.sqrt(), 1e-3);
    let whole = times(&learnt, &[]);
    near(none.mean, whole.mean, 1e-9);
    assert_eq!(none.n, 0);
    same(&none, &whole);
    assert!(none.high - none.low > 2.0 && whole.high - whole.low < 0.1, "{none:?}");
    assert!(times(&learnt, &["new"]).weight < 0.9);
}

/// 29 seconds are no minute, 30 are one, 89 are one, 90 are two.
#[test]
fn minutes_are_rounded_half_up() {
    let mut seen = Observations::default();
    let group = seen.group(&[]).unwrap();
    for seconds in [29, 30, 89, 90] {
        seen.push(took(group, seconds)).unwrap();
    }
    let found = times(&learn(&seen, Which::All).unwrap(), &[]);
    assert_eq!(found.pmf.probabilities(), [0.25, 0.5, 0.25]);
    near(found.mean, 238.0 / 4.0 / 60.0, 1e-12);
    // What takes no time at all cannot be scheduled, and one time has no variance.
    let mut short = Observations::default();
    let group = short.group(&[]).unwrap();
    short.push(took(group, 29)).unwrap();
    assert_eq!(super::group(&learn(&short, Which::All).unwrap(), &[]).service, None);
    short.push(took(group, 12)).unwrap();
    let problem = learn(&short, Which::All).unwrap_err();
    assert_eq!((problem.field.as_str(), problem.rule), ("service", Rule::SomeTime));
}

/// What is learnt of a session is what it is evaluated with.
#[test]
fn a_session_of_what_was_learnt() {
    let learnt = services(&[(&[], &[3.0, 3.0, 5.0, 5.0, 5.0, 8.0, 8.0, 8.0, 8.0, 8.0])]);
    let setting = group(&learnt, &[]).setting(10).unwrap().unwrap();
    let pmf = schedules::text::pmf("3 0.2\n5 0.3\n8 0.5\n").unwrap();
    let typed = Setting::new(10, 0.0, Service::Minutes(pmf)).unwrap();
    near(setting.no_show(), 0.0, 0.0);
    let calls = crate::calls(&[2, 1, 2, 0]);
    let (found, expected) =
        (schedules::evaluate(&setting, &calls).unwrap(), schedules::evaluate(&typed, &calls).unwrap());
    near(found.wait_mean, expected.wait_mean, 1e-12);
    near(found.overtime, expected.overtime, 1e-12);
    let learnt = super::no_shows(&[(&[], 10, 1)]);
    assert!(group(&learnt, &[]).setting(10).unwrap().is_none());
}

/// Groups whose means are normal, 12 ± 2 minutes, of 3 to 40 services of 5 minutes of standard deviation.
#[test]
fn intervals_hold_and_drawing_pays() {
    let mut draws = Draws(7);
    let (mut held, mut all, mut drawn, mut own) = (0, 0, 0.0, 0.0);
    for _ in 0..60 {
        let mut seen = Observations::default();
        let (mut truth, mut means) = (Vec::new(), Vec::new());
        for number in 0..30 {
            let name = format!("{number:02}");
            let group = seen.group(&[&name]).unwrap();
            let (mean, n) = (12.0 + 2.0 * draws.normal(), 3 + draws.next() % 38);
            let mut sum = 0.0;
            for _ in 0..n {
                // Gamma with the shape 4 and the standard deviation 5 around the mean is skewed as services are.
                let shape: f64 = (0..4).map(|_| draws.exponential()).sum();
                let minutes = (mean + 2.5 * (shape - 4.0)).max(0.1);
                seen.push(took(group, (minutes * 60.0).round() as u32)).unwrap();
                sum += minutes;
            }
            truth.push(mean);
            means.push(sum / n as f64);
        }
        let learnt = learn(&seen, Which::All).unwrap();
        for ((truth, mean), group) in truth.iter().zip(&means).zip(&learnt.groups[1..]) {
            let found = group.service.as_ref().unwrap();
            all += 1;
            held += u32::from(found.low <= *truth && *truth <= found.high);
            drawn += (found.mean - truth).powi(2);
            own += (mean - truth).powi(2);
        }
    }
    let share = f64::from(held) / f64::from(all);
    assert!((0.93..0.97).contains(&share), "{share}");
    assert!(drawn < 0.8 * own, "{drawn} {own}");
}

/// Student's interval of all together, for the mean of ten services.
#[test]
fn the_interval_of_all_together_holds_as_often_as_it_says() {
    let mut draws = Draws(99);
    let mut held = 0;
    for _ in 0..2000 {
        let mut seen = Observations::default();
        let group = seen.group(&[]).unwrap();
        for _ in 0..10 {
            seen.push(took(group, (60.0 * (15.0 + 3.0 * draws.normal())).round().max(1.0) as u32)).unwrap();
        }
        let found = times(&learn(&seen, Which::All).unwrap(), &[]);
        held += u32::from(found.low <= 15.0 && 15.0 <= found.high);
    }
    near(f64::from(held) / 2000.0, 0.95, 0.012);
}
