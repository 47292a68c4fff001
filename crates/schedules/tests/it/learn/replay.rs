//! Sessions replayed, and two ways to call compared.

use crate::{calls, near};
use schedules::{
    Calls, Pmf, Rule, Service, Setting, Weights, evaluate,
    learn::{compare, even, propose, replay},
    optimise,
};

/// Slots of 10 minutes, two called at 0 and one at 20 minutes.
/// The first takes 12 minutes; the second waits 12 and takes 15, until 27; the third waits 7 and takes 5, until 32.
/// The session ends at 30: 2 minutes of overtime. 32 minutes less 12 + 15 + 5 are nothing idle.
#[test]
fn a_session_by_hand() {
    let found = replay(&calls(&[2, 0, 1]), 10, &[Some(720), Some(900), Some(300)]).unwrap();
    assert_eq!((found.shows, found.wait_seconds, found.overtime_seconds, found.idle_seconds), (3, 19 * 60, 120, 0));
    near(found.wait_mean(), 19.0 / 3.0, 1e-12);
    // Without the second, the first is done at 12, the third comes at 20 and is done at 25: 8 + 5 minutes idle.
    let found = replay(&calls(&[2, 0, 1]), 10, &[Some(720), None, Some(300)]).unwrap();
    assert_eq!((found.shows, found.wait_seconds, found.overtime_seconds, found.idle_seconds), (2, 0, 0, 13 * 60));
    // The second of the two waits although the first has not come.
    let found = replay(&calls(&[3]), 10, &[None, Some(100), Some(50)]).unwrap();
    assert_eq!((found.shows, found.wait_seconds, found.overtime_seconds, found.idle_seconds), (2, 100, 0, 450));
    // Nobody comes.
    let found = replay(&calls(&[1, 1]), 10, &[None, None]).unwrap();
    assert_eq!((found.shows, found.wait_seconds, found.overtime_seconds, found.idle_seconds), (0, 0, 0, 1200));
    near(found.wait_mean(), 0.0, 0.0);
    let problem = replay(&calls(&[2]), 10, &[None]).unwrap_err();
    assert_eq!((problem.field.as_str(), problem.rule), ("patients", Rule::Between(2.0, 2.0)));
}

/// All sessions of four patients who take 3, 5 or 12 minutes or do not come, each with its probability: what is expected is
/// what the evaluation says.
#[test]
fn all_sessions_together_are_what_is_expected() {
    let (no_show, services) = (0.3, [(3_u32, 0.2), (5, 0.5), (12, 0.3)]);
    let mut probabilities = vec![0.0; 13];
    for (minutes, probability) in services {
        probabilities[minutes as usize] = probability;
    }
    let setting = Setting::new(6, no_show, Service::Minutes(Pmf::new(probabilities).unwrap())).unwrap();
    for called in [calls(&[2, 1, 1]), calls(&[1, 0, 3]), calls(&[4]), calls(&[0, 1, 1, 2])] {
        let (mut wait, mut overtime, mut idle) = (0.0, 0.0, 0.0);
        for case in 0..256_usize {
            let patients: Vec<(Option<u32>, f64)> = (0..4)
                .map(|patient| match services.get((case >> (2 * patient)) & 3) {
                    Some((minutes, probability)) => (Some(minutes * 60), probability * (1.0 - no_show)),
                    None => (None, no_show),
                })
                .collect();
            let probability: f64 = patients.iter().map(|(_, probability)| probability).product();
            let seconds: Vec<Option<u32>> = patients.iter().map(|(seconds, _)| *seconds).collect();
            let found = replay(&called, 6, &seconds).unwrap();
            wait += probability * found.wait_seconds as f64 / 60.0;
            overtime += probability * found.overtime_seconds as f64 / 60.0;
            idle += probability * found.idle_seconds as f64 / 60.0;
        }
        let expected = evaluate(&setting, &called).unwrap();
        near(wait, expected.wait_of_shown(), 1e-9);
        near(overtime, expected.overtime, 1e-9);
        near(idle, expected.idle, 1e-9);
    }
}

/// Three sessions of two patients in two slots of 10 minutes, called 2,0 and 1,1.
/// 5 and 5 minutes: waiting 5/2 or 0, no overtime, 10 idle. 15 and 10: waiting 15/2 or 5/2, overtime 5, idle 0.
/// Nobody and 30: waiting 0, overtime 10 or 20, idle 0 or 10.
#[test]
fn two_ways_to_call_by_hand() {
    let sessions = vec![vec![Some(300), Some(300)], vec![Some(900), Some(600)], vec![None, Some(1800)]];
    let weights = Weights::new(2.0, 0.5).unwrap();
    let found = compare(&calls(&[2, 0]), &calls(&[1, 1]), 10, &sessions, weights).unwrap().unwrap();
    assert_eq!(found.sessions, 3);
    near(found.present.wait, (2.5 + 7.5 + 0.0) / 3.0, 1e-12);
    near(found.proposed.wait, (0.0 + 2.5 + 0.0) / 3.0, 1e-12);
    near(found.present.overtime, (0.0 + 5.0 + 10.0) / 3.0, 1e-12);
    near(found.proposed.overtime, (0.0 + 5.0 + 20.0) / 3.0, 1e-12);
    near(found.present.idle, 10.0 / 3.0, 1e-12);
    near(found.proposed.idle, 20.0 / 3.0, 1e-12);
    near(found.present.cost, 2.0 * 10.0 / 3.0 + 0.5 * 15.0 / 3.0, 1e-12);
    // Differences of waiting −2.5, −5, 0: mean −2.5, standard deviation 2.5; t of 2 degrees is 4.302653.
    let wait = found.difference.wait;
    near(wait.mean, -2.5, 1e-12);
    near(wait.low, -2.5 - 4.302_652_73 * 2.5 / 3.0_f64.sqrt(), 1e-7);
    near(wait.high, -2.5 + 4.302_652_73 * 2.5 / 3.0_f64.sqrt(), 1e-7);
    // Of overtime 0, 0, 10; of cost −5, −10, 5.
    near(found.difference.overtime.mean, 10.0 / 3.0, 1e-12);
    near(found.difference.cost.mean, -10.0 / 3.0, 1e-12);
    near(found.difference.cost.high - found.difference.cost.mean, 4.302_652_73 * (175.0_f64 / 9.0).sqrt(), 1e-6);
    assert!(compare(&calls(&[2, 0]), &calls(&[1, 1]), 10, &sessions[..1], weights).unwrap().is_none());
    assert!(compare(&calls(&[2, 0]), &calls(&[1, 2]), 10, &sessions, weights).is_err());
}

#[test]
fn even_calls() {
    assert_eq!(even(18, 12).unwrap().as_slice(), [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    assert_eq!(even(3, 4).unwrap().as_slice(), [1, 1, 1, 0]);
    assert_eq!(even(24, 12).unwrap().as_slice(), [2; 12]);
    for (patients, slots) in [(1, 1), (500, 288), (37, 48), (7, 288)] {
        let found = even(patients, slots).unwrap();
        assert_eq!((found.patients(), found.slots()), (patients, slots));
    }
    for (patients, slots, field, value) in [(1, 0, "slots", "0"), (1, 289, "slots", "289"), (0, 5, "patients", "0")] {
        let problem = even(patients, slots).unwrap_err();
        assert_eq!((problem.field.as_str(), problem.value.as_str()), (field, value));
    }
    assert_eq!(even(501, 5).unwrap_err().rule, Rule::Between(1.0, 500.0));
}

#[test]
fn a_proposal_is_the_optimum_beside_todays_calls() {
    let setting = Setting::new(20, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap();
    let weights = Weights::new(1.0, 2.0).unwrap();
    let today = Calls::new(vec![3; 12]).unwrap();
    let found = propose(&setting, &today, weights).unwrap();
    assert_eq!(found.best, optimise(&setting, 36, 12, weights).unwrap());
    assert_eq!(found.evaluation, evaluate(&setting, &today).unwrap());
    // The figures that were published for these calls.
    near(found.cost, 7.874 + 2.0 * 3.284, 0.0015);
    assert!(found.best.cost < found.cost);
}
