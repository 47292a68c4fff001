//! Values that were printed with the task, to 1e-6 or to half a unit of their last digit.

use crate::{calls, near};
use schedules::{Mean, Pmf, Service, Setting, Timed, Weights, adaptive, dome, evaluate, optimise, timed_cost};

/// s(3) = .2, s(5) = .3, s(8) = .5, a tenth does not show, slots of 5 minutes.
fn three_lengths() -> Setting {
    let pmf = Pmf::new(vec![0.0, 0.0, 0.0, 0.2, 0.0, 0.3, 0.0, 0.0, 0.5]).unwrap();
    Setting::new(5, 0.1, Service::Minutes(pmf)).unwrap()
}

fn twenty_minutes() -> Setting {
    Setting::new(20, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap()
}

#[test]
fn services_of_three_lengths() {
    for (called, wait, overtime, digits) in [
        (&[2, 0, 0, 0, 0, 1][..], 1.83, 1.35, 0.005),
        (&[2, 2, 2, 2], 11.816_608_810_5, 24.064_827_562_971, 1e-6),
        (&[4, 0, 4, 0], 14.233_406_4, 23.958_410_241_94, 1e-6),
    ] {
        let found = evaluate(&three_lengths(), &calls(called)).unwrap();
        near(found.wait_mean, wait, digits);
        near(found.overtime, overtime, digits);
        // In minutes, no-shows are counted as waiters: the mean is over all who are called.
        near(found.wait_total, found.wait_mean * f64::from(calls(called).patients()), 1e-9);
        near(found.wait_of_shown(), found.wait_total * 0.9, 1e-9);
    }
}

#[test]
fn the_best_of_services_of_three_lengths() {
    let best = optimise(&three_lengths(), 6, 4, Weights::new(0.5, 0.5).unwrap()).unwrap();
    assert_eq!(best.calls.as_slice(), [2, 1, 1, 2]);
    near(best.cost, 9.894_705_45, 1e-6);
}

#[test]
fn a_session_of_twelve_slots() {
    let mut half = [0; 12];
    (half[0], half[6]) = (18, 18);
    let mut first = [0; 12];
    first[0] = 36;
    for (called, wait, overtime, wait_digits, overtime_digits) in [
        (first, 94.50, 0.35, 0.005, 0.005),
        (half, 46.31, 1.00, 0.005, 0.005),
        ([3; 12], 7.874, 3.284, 0.0005, 0.0005),
        ([4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2], 8.531, 1.531, 0.0005, 0.0005),
    ] {
        let found = evaluate(&twenty_minutes(), &calls(&called)).unwrap();
        near(found.wait_mean, wait, wait_digits);
        near(found.overtime, overtime, overtime_digits);
    }
    let best = optimise(&twenty_minutes(), 36, 12, Weights::new(1.0, 1.0).unwrap()).unwrap();
    assert_eq!(best.calls.as_slice(), [4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2]);
    near(best.cost, 10.061_289_71, 1e-6);
}

/// s(k) = F(k + ½) − F(k − ½) for k from 0 to 60, with all of the tail at 60.
#[test]
fn the_lognormal_in_whole_minutes() {
    let pmf = Pmf::lognormal(6.0, 0.6).unwrap();
    assert_eq!(pmf.longest(), 60);
    near(pmf.probabilities().iter().sum(), 1.0, 1e-12);
    // F(5.5) − F(4.5) by hand: σ² = ln 1.36 = .3074846997, μ = ln 6 − σ²/2 = 1.6380171191,
    // z = .1203012 and −.2415874, from a table of the normal distribution .5478777 and .4045498.
    near(pmf.probabilities()[5], 0.547_877_7 - 0.404_549_8, 2e-6);
    assert_eq!(Pmf::lognormal(20.0, 0.6).unwrap().longest(), 200);
}

#[test]
fn the_dome() {
    let timed = Timed::new(10, Mean::new(1.0).unwrap(), 0.0, 0.5).unwrap();
    let best = dome(&timed);
    near(best.cost, 4.693_543_139, 1e-6);
    let gaps = [1.006, 1.509, 1.589, 1.611, 1.610, 1.591, 1.545, 1.442, 1.125];
    assert_eq!(best.gaps.len(), gaps.len());
    for (found, expected) in best.gaps.iter().zip(gaps) {
        near(*found, expected, 0.0005);
    }
    assert!(best.slope < 1e-6, "{}", best.slope);
    near(timed_cost(&timed, &best.gaps).unwrap().cost, best.cost, 1e-12);
}

#[test]
fn timed_anew_at_each_arrival() {
    let timed = Timed::new(15, Mean::new(1.0).unwrap(), 0.0, 0.1).unwrap();
    near(adaptive(&timed).cost(), 3.323_966_8, 1e-6);
    near(dome(&timed).cost, 3.511_7, 0.000_05);
}
