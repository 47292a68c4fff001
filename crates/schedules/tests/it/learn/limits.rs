//! What cannot have been seen is refused by field, value and rule, and what was seen before is kept.

use super::{came, took};
use schedules::{
    Problem, Rule,
    learn::{Observation, Observations},
};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Problem>, field: &str, value: &str, rule: Rule) {
    let problem = result.unwrap_err();
    assert_eq!((problem.field.as_str(), problem.value.as_str(), problem.rule), (field, value, rule));
}

#[test]
fn visits_out_of_bounds() {
    let mut seen = Observations::default();
    let group = seen.group(&["a"]).unwrap();
    refused(seen.push(took(group, 0)), "service", "0", Rule::Between(1.0, 86_400.0));
    refused(seen.push(took(group, 86_401)), "service", "86401", Rule::Between(1.0, 86_400.0));
    let old = Observation { age: Some(131), ..came(group, true) };
    refused(seen.push(old), "age", "131", Rule::Between(0.0, 130.0));
    let early = Observation { lead_days: Some(1001), ..came(group, true) };
    refused(seen.push(early), "lead_days", "1001", Rule::Between(0.0, 1000.0));
    assert!(seen.all().is_empty());
    for at_the_bound in [took(group, 1), took(group, 86_400), Observation { age: Some(130), ..came(group, true) }] {
        seen.push(at_the_bound).unwrap();
    }
    assert_eq!(seen.all().len(), 3);
    // A day of service is the longest distribution.
    schedules::learn::learn(&seen, schedules::learn::Which::All).unwrap();
}

#[test]
fn groups_out_of_bounds() {
    let mut seen = Observations::default();
    refused(seen.group(&["a", "b", "c"]), "group", "3", Rule::Between(0.0, 2.0));
    refused(seen.group(&[""]), "group", "0", Rule::Between(1.0, 80.0));
    refused(seen.group(&[&"号".repeat(81)]), "group", "81", Rule::Between(1.0, 80.0));
    seen.group(&[&"号".repeat(80)]).unwrap();
    for number in 1..512 {
        seen.group(&[&number.to_string()]).unwrap();
    }
    refused(seen.group(&["one more"]), "groups", "513", Rule::Between(1.0, 512.0));
    let known = seen.group(&["7"]).unwrap();
    assert_eq!(seen.path(known), ["7"]);
}

#[test]
fn no_more_than_a_million() {
    let mut seen = Observations::default();
    let group = seen.group(&[]).unwrap();
    for _ in 0..1_000_000 {
        seen.push(came(group, true)).unwrap();
    }
    refused(seen.push(came(group, true)), "rows", "1000001", Rule::Between(1.0, 1e6));
}
