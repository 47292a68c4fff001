//! Whole simulations of the demo hospital.

use simulator::{SimulationError, run, scenario::Scenario, simulate};

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() -> Result<(), SimulationError> {
    let json = run("", 7, 3, true)?;
    assert_eq!(run("", 7, 3, true)?, json);
    assert_ne!(run("", 8, 3, true)?, json);
    Ok(())
}

#[test]
fn the_demo_hospital_keeps_the_promises_in_its_built_in_scenario() -> Result<(), SimulationError> {
    let report = simulate(&Scenario::built_in()?, 42, 14)?;
    println!("{report}{:#?}", report.cases);
    let promises = &report.promises;
    assert_eq!(promises.slot_minutes_max, Some(20));
    assert!(promises.kept_window_share.is_some_and(|share| share > 0.90), "{promises:?}");
    assert!(promises.admission_minutes_mean.is_some_and(|minutes| (10.0..30.0).contains(&minutes)), "{promises:?}");
    assert!(promises.bedside_share.is_some_and(|share| share > 0.93), "{promises:?}");
    assert!(report.cases.visits > 5_000 && report.cases.discharges > 200, "{:?}", report.cases);
    Ok(())
}
