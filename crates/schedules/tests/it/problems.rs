//! What is wrong with an input is said with field, value and rule.

use crate::exponential;
use model::message::{Message, Value};
use schedules::{
    Calls, Mean, Overbooking, Pmf, Problem, Rule, Service, Setting, Standing, Timed, Weights, add_on, evaluate,
    optimise, text, timed_cost,
};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Problem>, field: &str, value: &str, rule: Rule) {
    let problem = result.unwrap_err();
    assert_eq!((problem.field.as_str(), problem.value.as_str(), problem.rule), (field, value, rule));
    let Message { id, args } = problem.message();
    assert!(id.starts_with("schedule-rule-"), "{id}");
    for wanted in [("field", field), ("value", value)] {
        assert!(args.iter().any(|(name, text)| (&**name, text) == (wanted.0, &Value::Text(wanted.1.to_owned()))));
    }
}

fn setting() -> Setting {
    Setting::new(20, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap()
}

#[test]
fn numbers_out_of_their_range() {
    let service = || Service::exponential(6.0).unwrap();
    for no_show in [1.0, -0.1, 1.5] {
        refused(Setting::new(20, no_show, service()), "no_show", &no_show.to_string(), Rule::NoShow);
    }
    refused(Setting::new(20, f64::NAN, service()), "no_show", "NaN", Rule::NoShow);
    refused(Setting::new(0, 0.0, service()), "slot_minutes", "0", Rule::Between(1.0, 480.0));
    refused(Setting::new(481, 0.0, service()), "slot_minutes", "481", Rule::Between(1.0, 480.0));
    for mean in [0.0, -3.0, f64::INFINITY, 145.0] {
        refused(Service::exponential(mean), "service.mean", &mean.to_string(), Rule::Between(0.5, 144.0));
    }
    refused(Service::lognormal(6.0, f64::NAN), "service.cv", "NaN", Rule::Between(0.01, 2.0));
    refused(Weights::new(0.0, 0.0), "wait_weight", "0", Rule::SomeWeight);
    refused(Weights::new(f64::NAN, 1.0), "wait_weight", "NaN", Rule::Between(0.0, 1e6));
    refused(Weights::new(1.0, -1.0), "overtime_weight", "-1", Rule::Between(0.0, 1e6));
    let mean = Mean::new(6.0).unwrap();
    refused(Timed::new(61, mean, 0.0, 0.5), "patients", "61", Rule::Between(1.0, 60.0));
    refused(Timed::new(5, mean, 0.0, 1.0), "idle_weight", "1", Rule::Between(0.001, 0.999));
    let timed = Timed::new(3, mean, 0.0, 0.5).unwrap();
    refused(timed_cost(&timed, &[1.0]), "gaps", "1", Rule::Between(2.0, 2.0));
    refused(timed_cost(&timed, &[1.0, -1.0]), "gaps[2]", "-1", Rule::Between(0.0, 1440.0));
    refused(Overbooking::new(0.1, f64::INFINITY, 1.0, 1.0), "reward", "inf", Rule::Between(0.0, 1e6));
}

#[test]
fn too_many_or_too_few() {
    refused(Calls::new(vec![]), "calls", "0", Rule::Slots(288));
    refused(Calls::new(vec![1; 289]), "calls", "289", Rule::Slots(288));
    refused(Calls::new(vec![0, 0]), "calls", "0", Rule::Called(500));
    refused(Calls::new(vec![u32::MAX, u32::MAX]), "calls", "8589934590", Rule::Called(500));
    let long = Calls::new(vec![1; 73]).unwrap();
    refused(evaluate(&setting(), &long), "calls", "73", Rule::SessionMinutes(1440));
    let weights = Weights::new(1.0, 1.0).unwrap();
    refused(optimise(&setting(), 36, 0, weights), "slots", "0", Rule::Between(1.0, 48.0));
    refused(optimise(&setting(), 36, 49, weights), "slots", "49", Rule::Between(1.0, 48.0));
    refused(optimise(&setting(), 0, 12, weights), "patients", "0", Rule::Between(1.0, 500.0));
    refused(optimise(&setting(), 501, 12, weights), "patients", "501", Rule::Between(1.0, 500.0));
    let slow = Setting::new(30, 0.0, Service::lognormal(100.0, 0.6).unwrap()).unwrap();
    refused(optimise(&slow, 400, 48, weights), "patients", "400", Rule::Effort(5_000_000));
    refused(optimise(&exponential(20, 6.0, 0.1), 400, 48, weights), "patients", "400", Rule::Effort(5_000_000));
    refused(Standing::running(501, 0, 0, vec![1]), "present", "501", Rule::Between(0.0, 500.0));
    refused(Standing::running(0, 0, 2000, vec![1]), "next_in_minutes", "2000", Rule::Between(0.0, 1440.0));
    let standing = Standing::running(1, 60, 0, vec![1]).unwrap();
    refused(add_on(&setting(), &standing, 1, 0.0), "slot", "1", Rule::Slot(1));
    refused(add_on(&setting(), &standing, 0, 0.0), "inside_minutes", "60", Rule::Inside(59));
}

#[test]
fn distributions_that_are_none() {
    refused(Pmf::new(vec![0.5, 0.4]), "service", "0.9", Rule::Sum);
    refused(Pmf::new(vec![]), "service", "0", Rule::Sum);
    refused(Pmf::new(vec![1.0]), "service", "0", Rule::SomeTime);
    refused(Pmf::new(vec![1.5, -0.5]), "service", "1.5", Rule::Between(0.0, 1.0));
    refused(Pmf::new(vec![f64::NAN, 1.0]), "service", "NaN", Rule::Between(0.0, 1.0));
    refused(Pmf::new(vec![0.0; 2000]), "service", "0", Rule::Sum);
    let mut long = vec![0.0; 1442];
    long[1441] = 1.0;
    refused(Pmf::new(long), "service", "1441", Rule::Between(0.0, 1440.0));
    refused(Pmf::fixed(0), "service", "0", Rule::Between(1.0, 1440.0));
}

#[test]
fn what_is_typed() {
    assert_eq!(text::calls("2, 1,1,0").unwrap().as_slice(), [2, 1, 1, 0]);
    refused(text::calls("2,-1,1"), "calls[2]", "-1", Rule::Whole);
    refused(text::calls("2,1.5"), "calls[2]", "1.5", Rule::Whole);
    refused(text::calls(""), "calls[1]", "", Rule::Whole);
    refused(text::calls("99999999999"), "calls[1]", "99999999999", Rule::Whole);
    refused(text::number("no_show", "NaN"), "no_show", "NaN", Rule::Number);
    refused(text::number("no_show", "inf"), "no_show", "inf", Rule::Number);
    refused(text::number("no_show", "ten"), "no_show", "ten", Rule::Number);
    for unknown in ["", "exp", "normal:3", "lognormal:6", "pmf:"] {
        refused(text::service(unknown), "service", unknown, Rule::Service);
    }
    refused(text::service("exp:x"), "service", "x", Rule::Number);
    refused(text::service("lognormal:6,0"), "service.cv", "0", Rule::Between(0.01, 2.0));
    let exponential = text::ServiceText::Known(Service::exponential(10.0).unwrap());
    assert_eq!(text::service("exp:10").unwrap(), exponential);
    assert_eq!(text::service("pmf:a:b").unwrap(), text::ServiceText::File("a:b".to_owned()));
}

#[test]
fn files_of_distributions() {
    let expected = Pmf::new(vec![0.0, 0.0, 0.0, 0.2, 0.0, 0.3, 0.0, 0.0, 0.5]).unwrap();
    for same in ["# minutes, probability\n8,0.5\n\n3\t0.2\r\n5  .3 # as measured\n", "0\n0\n0\n.2\n0\n.3\n0\n0\n.5"] {
        assert_eq!(text::pmf(same).unwrap(), expected, "{same}");
    }
    refused(text::pmf("3 0.2\n5 0.3\n\nx 0.5\n"), "service[4]", "x", Rule::Whole);
    refused(text::pmf("3 0.2\n-5 0.8\n"), "service[2]", "-5", Rule::Whole);
    refused(text::pmf("3 0.2\n5 many\n"), "service[2]", "many", Rule::Number);
    refused(text::pmf("3 0.2\n5 nan\n"), "service[2]", "nan", Rule::Number);
    refused(text::pmf("3 1.2\n"), "service[1]", "1.2", Rule::Between(0.0, 1.0));
    refused(text::pmf("3 0.2 1\n"), "service[1]", "3 0.2 1", Rule::Columns);
    refused(text::pmf("3 0.2\n0.8\n"), "service[2]", "0.8", Rule::Columns);
    refused(text::pmf("3 0.5\n3 0.5\n"), "service[2]", "3", Rule::Once);
    refused(text::pmf("4000000000 1\n"), "service[1]", "4000000000", Rule::Between(0.0, 1440.0));
    refused(text::pmf("3 0.2\n5 0.3\n"), "service", "0.5", Rule::Sum);
    refused(text::pmf(""), "service", "0", Rule::Sum);
}
