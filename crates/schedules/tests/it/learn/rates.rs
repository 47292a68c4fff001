//! Rates of no-shows.

use super::{Draws, came, group, no_shows};
use crate::near;
use schedules::learn::{Observation, Observations, Rate, Which, learn};

fn rate(groups: &[(&[&str], u32, u32)], path: &[&str]) -> Rate {
    group(&no_shows(groups), path).no_show.unwrap()
}

/// The beta distribution below x, by Simpson's rule. With x = sin²θ its density is sin^(2a−1) θ · cos^(2b−1) θ, which has
/// no pole for shapes of ½ and more.
fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    let integral = |until: f64| {
        let steps = 4000;
        let width = until / f64::from(steps);
        let density = |step: i32| {
            let angle = width * f64::from(step);
            angle.sin().powf(2.0 * a - 1.0) * angle.cos().max(0.0).powf(2.0 * b - 1.0)
        };
        let inner: f64 = (1..steps).map(|step| density(step) * if step % 2 == 0 { 2.0 } else { 4.0 }).sum();
        (density(0) + inner + density(steps)) * width / 3.0
    };
    integral(x.sqrt().asin()) / integral(std::f64::consts::FRAC_PI_2)
}

/// Of 10, 3: Jeffreys's prior makes it Beta(3.5, 7.5), with the mean 3.5 / 11.
#[test]
fn all_together_have_jeffreys_prior() {
    for (n, x) in [(10, 3), (1, 1), (200, 41), (7, 0)] {
        let found = rate(&[(&[], n, x)], &[]);
        let (a, b) = (f64::from(x) + 0.5, f64::from(n - x) + 0.5);
        near(found.rate, a / (a + b), 1e-12);
        near(found.weight, 1.0, 0.0);
        assert_eq!((found.n, found.no_shows), (n.into(), x.into()));
        if x > 0 {
            near(beta_below(a, b, found.low), 0.025, 1e-8);
        } else {
            near(found.low, 0.0, 0.0);
        }
        if x < n {
            near(beta_below(a, b, found.high), 0.975, 1e-8);
        } else {
            near(found.high, 1.0, 0.0);
        }
    }
}

/// Its interval holds the true rate with 95 % on average over rates, each computed exactly over all outcomes of 40 visits.
#[test]
fn the_interval_of_all_together_holds_as_often_as_it_says() {
    let n = 40_u32;
    let found: Vec<Rate> = (0..=n).map(|x| rate(&[(&[], n, x)], &[])).collect();
    let holds = |p: f64| -> f64 {
        let mut term = (1.0 - p).powi(n.cast_signed());
        let mut held = 0.0;
        for (x, rate) in (0_u32..).zip(&found) {
            if rate.low <= p && p <= rate.high {
                held += term;
            }
            term *= f64::from(n - x) / f64::from(x + 1) * p / (1.0 - p);
        }
        held
    };
    let rates: Vec<f64> = (1..400).map(|step| f64::from(step) / 800.0).collect();
    let mean = rates.iter().map(|p| holds(*p)).sum::<f64>() / rates.len() as f64;
    near(mean, 0.95, 0.01);
    assert!(rates.iter().all(|p| holds(*p) > 0.87), "nowhere much less");
}

/// Three groups of 10, 10 and 20 visits with 1, 5 and 4 no-shows. p = 10/40, S = 10·0.15² + 10·0.25² + 20·0.05² = 0.9,
/// S / (p(1 − p)) = 4.8, N − Σn²/N = 25, so γ = (4.8 − 2) / (25 − 2) = 2.8/23 and κ = 23/2.8 − 1.
/// All together have Beta(10.5, 30.5): m = 10.5/41 with the variance m(1 − m)/42.
#[test]
fn groups_are_drawn_as_computed_by_hand() {
    let groups: &[(&[&str], u32, u32)] = &[(&["a"], 10, 1), (&["b"], 10, 5), (&["c"], 20, 4)];
    let learnt = no_shows(groups);
    let (kappa, m) = (23.0 / 2.8 - 1.0, 10.5 / 41.0);
    for (path, n, x) in groups {
        let (n, x) = (f64::from(*n), f64::from(*x));
        let found = group(&learnt, path).no_show.unwrap();
        let p = (x + kappa * m) / (n + kappa);
        near(found.rate, p, 1e-12);
        near(found.weight, n / (n + kappa), 1e-12);
        let variance = p * (1.0 - p) / (n + kappa + 1.0) + (kappa / (n + kappa)).powi(2) * m * (1.0 - m) / 42.0;
        let shapes = p * (1.0 - p) / variance - 1.0;
        near(beta_below(shapes * p, shapes * (1.0 - p), found.low), 0.025, 1e-7);
        near(beta_below(shapes * p, shapes * (1.0 - p), found.high), 0.975, 1e-7);
    }
    // By hand to the printed digits: κ = 7.2143, (1 + 7.2143·0.25610) / 17.2143.
    near(group(&learnt, &["a"]).no_show.unwrap().rate, 0.16542, 5e-6);
    let names: Vec<&[String]> = learnt.groups.iter().map(|group| group.path.as_slice()).collect();
    assert_eq!(names, [&[][..], &["a".to_owned()], &["b".to_owned()], &["c".to_owned()]]);
}

/// Clinicians are drawn to their type, not to all: the same 2 of 10 come out nearer to the type's rate.
#[test]
fn a_clinician_is_drawn_to_the_type() {
    let groups: &[(&[&str], u32, u32)] = &[
        (&["first", "x"], 10, 2),
        (&["first", "y"], 1000, 500),
        (&["first", "z"], 1000, 420),
        (&["later", "x"], 10, 2),
        (&["later", "y"], 1000, 50),
        (&["later", "z"], 1000, 20),
    ];
    let learnt = no_shows(groups);
    let found = |path: &[&str]| group(&learnt, path).no_show.unwrap();
    assert_eq!((found(&["first"]).n, found(&["first"]).no_shows), (2010, 922));
    assert_eq!((found(&[]).n, found(&[]).no_shows), (4020, 994));
    near(found(&["first"]).rate, 922.0 / 2010.0, 0.001);
    assert!(found(&["first", "x"]).rate > 0.38, "{:?}", found(&["first", "x"]));
    assert!(found(&["later", "x"]).rate < 0.10, "{:?}", found(&["later", "x"]));
}

#[test]
fn much_is_believed_and_nothing_is_not() {
    // A million visits are what they are.
    let groups: &[(&[&str], u32, u32)] = &[(&["a"], 500_000, 100_000), (&["b"], 300, 20), (&["c"], 300, 110)];
    let found = rate(groups, &["a"]);
    near(found.rate, 0.2, 1e-5);
    assert!(found.weight > 0.9999 && found.high - found.low < 0.003, "{found:?}");
    // A new clinician is expected to be like the type, with the spread between clinicians and not only that of the mean.
    let mut seen = Observations::default();
    for (name, visits, absent) in [("a", 500, 50), ("b", 500, 100), ("c", 500, 150)] {
        let group = seen.group(&["type", name]).unwrap();
        for visit in 0..visits {
            seen.push(came(group, visit >= absent)).unwrap();
        }
    }
    let new = seen.group(&["type", "new"]).unwrap();
    seen.push(Observation { service_seconds: Some(600), ..Observation::of(new) }).unwrap();
    let learnt = learn(&seen, Which::All).unwrap();
    let (whole, new) = (group(&learnt, &["type"]).no_show.unwrap(), group(&learnt, &["type", "new"]).no_show.unwrap());
    assert_eq!((new.n, new.no_shows), (0, 0));
    near(new.weight, 0.0, 0.0);
    near(new.rate, whole.rate, 1e-12);
    // The rates 0.1, 0.2 and 0.3 have a standard deviation of 0.1.
    assert!(new.high - new.low > 0.25 && whole.high - whole.low < 0.05, "{new:?} {whole:?}");
    // Of nobody nothing is known.
    assert_eq!(group(&learn(&Observations::default(), Which::All).unwrap(), &[]).no_show, None);
}

/// Groups that are alike are all given what holds for all, with the interval of all.
#[test]
fn groups_that_do_not_differ_are_one() {
    let alike: &[(&[&str], u32, u32)] = &[(&["a"], 100, 20), (&["b"], 50, 10), (&["c"], 10, 2)];
    let learnt = no_shows(alike);
    let whole = group(&learnt, &[]).no_show.unwrap();
    for (path, ..) in alike {
        let found = group(&learnt, path).no_show.unwrap();
        near(found.weight, 0.0, 0.0);
        near(found.rate, whole.rate, 1e-12);
        near(found.low, whole.low, 1e-9);
        near(found.high, whole.high, 1e-9);
    }
    // So are groups without a single no-show, or with nothing else.
    for absent in [0, 9] {
        let learnt = no_shows(&[(&["a"], 9, absent), (&["b"], 9, absent)]);
        let (whole, found) = (group(&learnt, &[]).no_show.unwrap(), group(&learnt, &["a"]).no_show.unwrap());
        near(found.rate, whole.rate, 1e-12);
        assert!(found.low < found.rate && found.rate < found.high && found.rate > 0.0 && found.rate < 1.0);
    }
    // A group on its own is the whole.
    let learnt = no_shows(&[(&["a"], 30, 7)]);
    near(group(&learnt, &["a"]).no_show.unwrap().rate, 7.5 / 31.0, 1e-12);
}

/// Groups whose rates are drawn from Beta(2, 8), of 5 to 80 visits: the intervals hold 95 % of the true rates, nearly (what
/// is not known of the spread is not in them), and the drawn rates are nearer to the truth than the groups' own.
#[test]
fn intervals_hold_and_drawing_pays() {
    let mut draws = Draws(20_261_128);
    let (mut held, mut all, mut drawn, mut own) = (0, 0, 0.0, 0.0);
    for _ in 0..60 {
        let mut seen = Observations::default();
        let mut truth = Vec::new();
        for number in 0..40 {
            let name = format!("{number:02}");
            let group = seen.group(&[&name]).unwrap();
            let (rate, visits) = (draws.beta(2, 8), 5 + draws.next() % 76);
            for _ in 0..visits {
                seen.push(came(group, draws.uniform() >= rate)).unwrap();
            }
            truth.push(rate);
        }
        let learnt = learn(&seen, Which::All).unwrap();
        for (truth, group) in truth.iter().zip(&learnt.groups[1..]) {
            let found = group.no_show.unwrap();
            all += 1;
            held += u32::from(found.low <= *truth && *truth <= found.high);
            drawn += (found.rate - truth).powi(2);
            own += (found.no_shows as f64 / found.n as f64 - truth).powi(2);
        }
    }
    let share = f64::from(held) / f64::from(all);
    assert!((0.925..0.97).contains(&share), "{share}");
    assert!(drawn < 0.85 * own, "{drawn} {own}");
}

/// Bands are counted by where a visit falls, and say so.
#[test]
fn bands_of_lead_time_and_age() {
    let mut seen = Observations::default();
    let group = seen.group(&[]).unwrap();
    for (lead_days, age, shown) in [
        (Some(0), Some(4), Some(true)),
        (Some(0), Some(5), Some(false)),
        (Some(3), Some(24), Some(false)),
        (Some(2), Some(75), Some(true)),
        (Some(61), Some(130), Some(false)),
        (Some(1000), None, Some(false)),
        (None, Some(14), Some(true)),
        (Some(7), Some(7), None),
    ] {
        seen.push(Observation { lead_days, age, shown, ..Observation::of(group) }).unwrap();
    }
    let learnt = learn(&seen, Which::All).unwrap();
    let counted = |bands: &[schedules::learn::Band]| -> Vec<(u16, u16, u64, u64)> {
        bands.iter().map(|band| (band.from, band.to, band.no_show.n, band.no_show.no_shows)).collect()
    };
    assert_eq!(counted(&learnt.lead_days), [(0, 0, 2, 1), (2, 3, 2, 1), (61, 1000, 2, 2)]);
    assert_eq!(counted(&learnt.age), [(0, 4, 1, 0), (5, 14, 2, 1), (15, 24, 1, 1), (75, 130, 2, 1)]);
    near(learnt.lead_days[2].no_show.rate, 2.5 / 3.0, 1e-12);
}
