use super::*;
use model::Label;
use std::slice;

const HEAR: u32 = 2;

fn service(code: &str, result_minutes: u16, hears_results: bool) -> Service {
    Service {
        code: code.into(),
        name: Label::new("项目", "Service"),
        department: DepartmentId(uuid::Uuid::from_u128(1)),
        device: None,
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes,
        hears_results,
        begins_between: None,
    }
}

/// Blood (result after 90 minutes), ultrasound (at once), and a consultation that hears the results, in this order.
fn rules(order: ItineraryOrder, same_day: bool) -> (Vec<Rule>, Vec<Meaning>) {
    let all = [service("BLOOD", 90, false), service("US", 0, false), service("FU", 0, true)];
    let wanted: Vec<Wanted<'_>> =
        all.iter().map(|one| Wanted { service: Some(one), accepts: vec![Accepted::Group(GroupId(0))] }).collect();
    let (request, meanings) = demands(Minute(0), &wanted, order, same_day);
    (request.rules, meanings)
}

fn after(first: u32, then: u32, least: u32) -> Rule {
    Rule::After { first: StepId(first), then: StepId(then), least, most: None }
}

#[test]
fn a_consultation_waits_for_results_and_nothing_else_does() {
    let (rules_of, meanings) = rules(ItineraryOrder::ResultsFirst, false);
    assert_eq!(rules_of, [after(0, HEAR, 90), after(1, HEAR, 0)]);
    assert_eq!(meanings, [Meaning::Results, Meaning::Order]);
    // As listed, the blood's result is waited for though the ultrasound comes between.
    let (rules_of, meanings) = rules(ItineraryOrder::Listed, false);
    assert_eq!(rules_of, [after(0, 1, 0), after(0, HEAR, 90), after(1, HEAR, 0)]);
    assert_eq!(meanings, [Meaning::Order, Meaning::Results, Meaning::Order]);
    let (rules_of, meanings) = rules(ItineraryOrder::Any, true);
    assert_eq!(rules_of, [Rule::SameDay(vec![StepId(0), StepId(1), StepId(HEAR)])]);
    assert_eq!(meanings, [Meaning::SameDay]);
}

/// Half consultations, half examinations with results: as many rules as there can be are not more than are searched.
#[test]
fn the_most_steps_have_no_more_rules_than_are_searched() {
    for pattern in 0..256_u32 {
        let all: Vec<Service> = (0..8).map(|place| service("S", 60, pattern & 1 << place != 0)).collect();
        let wanted: Vec<Wanted<'_>> =
            all.iter().map(|one| Wanted { service: Some(one), accepts: vec![Accepted::Group(GroupId(0))] }).collect();
        for order in [ItineraryOrder::Any, ItineraryOrder::Listed, ItineraryOrder::ResultsFirst] {
            let (request, meanings) = demands(Minute(0), &wanted, order, true);
            assert!(request.rules.len() <= search::limits::RULES_MAX, "{pattern} {order:?}");
            assert_eq!(request.rules.len(), meanings.len());
        }
    }
}

#[test]
fn every_preparation_is_within_what_is_searched() {
    let all = PreparationKind::ALL.map(|kind| Preparation { kind, minutes: 60 });
    let service = Service { preparations: all.to_vec(), leaves: Trace::ALL.to_vec(), ..service("S", 0, false) };
    let prepared = preparations(&service);
    assert!(prepared.len() <= search::limits::PREPARATIONS_MAX);
    // What each service leaves speaks against the preparation that has to be without it.
    for effect in leaves(&service) {
        assert!(prepared.iter().any(|(_, one)| one.effect() == effect && !one.is_done()), "{effect:?}");
    }
    let full =
        Service { preparations: vec![Preparation { kind: PreparationKind::FullBladder, minutes: 60 }], ..service };
    let kinds: Vec<_> = slice::from_ref(&full).iter().flat_map(preparations).map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [PreparationKind::FullBladder; 2]);
}

/// 07:30 in Shanghai is 450 minutes after midnight, and the day before is a day before.
#[test]
fn minutes_and_days_are_counted_from_the_hospitals_midnight() {
    let clock = Clock::new("2026-11-26".parse().unwrap(), Zone::SHANGHAI);
    let at = "2026-11-25T23:30:00Z".parse().unwrap();
    assert_eq!((clock.minute(at), clock.instant(Minute(450))), (Minute(450), at));
    let eve = "2026-11-25".parse().unwrap();
    assert_eq!((clock.day(eve), clock.date(Day(-1))), (Day(-1), eve));
    // Far away is far away, not an overflow.
    assert!(clock.minute(Instant::MAX_UTC) > clock.minute(at));
}
