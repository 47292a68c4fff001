//! Every value of the reference file, to 1e-6.

use crate::{calls, exponential, near};
use schedules::{Calls, Certificate, Overbooking, Weights, evaluate, optimise};
use serde_json::Value;

fn reference(part: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../data/schedule-reference.json")).unwrap();
    file[part].as_array().unwrap().clone()
}

fn number(case: &Value, name: &str) -> f64 {
    case[name].as_f64().unwrap()
}

fn whole(case: &Value, name: &str) -> u32 {
    u32::try_from(case[name].as_u64().unwrap()).unwrap()
}

fn calls_of(case: &Value) -> Calls {
    let called = case["x"].as_array().unwrap().iter().map(|called| u32::try_from(called.as_u64().unwrap()).unwrap());
    calls(&called.collect::<Vec<_>>())
}

#[test]
fn evaluations() {
    let cases = reference("eval");
    assert_eq!(cases.len(), 3);
    for case in &cases {
        let setting = exponential(whole(case, "d"), number(case, "beta"), number(case, "rho"));
        let found = evaluate(&setting, &calls_of(case)).unwrap();
        for (name, found) in [
            ("W_sum", found.wait_total),
            ("W_avg", found.wait_mean),
            ("end", found.end),
            ("I_span", found.idle_to_end),
            ("L", found.overtime),
            ("I_sess", found.idle),
            ("P_over", found.p_overtime),
        ] {
            near(found, number(case, name), 1e-6);
        }
        near(found.wait_of_shown(), number(case, "W_sum"), 1e-6);
    }
}

#[test]
fn optima() {
    let cases = reference("optimum");
    assert_eq!(cases.len(), 50);
    for case in &cases {
        let setting = exponential(whole(case, "d"), number(case, "beta"), number(case, "rho"));
        let weights = Weights::new(number(case, "aW"), number(case, "aL")).unwrap();
        let best = optimise(&setting, whole(case, "N"), whole(case, "T") as usize, weights).unwrap();
        assert_eq!(best.calls, calls_of(case), "{case}");
        near(best.cost, number(case, "cost"), 1e-6);
        let parts = weights.wait() * best.evaluation.wait_mean + weights.overtime() * best.evaluation.overtime;
        near(parts, best.cost, 1e-9);
        let Certificate::Enumerated { neighbours, best_neighbour } = best.certificate else { panic!("{case}") };
        assert!(neighbours > 0 && neighbours <= (1 << whole(case, "T")) - 2, "{case}");
        assert!(best_neighbour.unwrap() > best.cost, "{case}");
    }
}

#[test]
fn overbooking() {
    let cases = reference("overbooking");
    assert_eq!(cases.len(), 10);
    for case in &cases {
        let number = |name| number(case, name);
        let booking = Overbooking::new(number("rho"), number("reward"), number("w"), number("co")).unwrap();
        let given = booking.evaluate(&calls_of(case)).unwrap();
        near(given.profit, number("profit"), 1e-6);
        near(given.wait, number("W"), 1e-6);
        near(given.idle, number("idle"), 1e-6);
        near(given.overtime, number("O"), 1e-6);
        let (best, found) = booking.best(whole(case, "T") as usize).unwrap();
        assert_eq!(best.patients(), whole(case, "N"), "{case}");
        assert_eq!(best, calls_of(case), "{case}");
        near(found.profit, number("profit"), 1e-6);
    }
}
