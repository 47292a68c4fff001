//! What is refused, with the field, its value and the rule.

use crate::{at, best, no_walks, step, window};
use itineraries::{
    Accepted, Broken, Day, Effect, Engagement, GroupId, Minute, Offer, OfferId, Outcome, Place, Preparation, Problem,
    Request, Rule, Step, StepId, Walks, find, limits,
};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Problem>, field: &str, value: i64, broken: Broken) {
    let problem = result.unwrap_err();
    assert_eq!((problem.field.as_str(), problem.value, problem.broken), (field, value, broken));
    assert!(broken.code().starts_with("itinerary-") && problem.to_string().contains(field));
}

fn asked() -> Request {
    Request::new(Minute(0), vec![step(1), step(2)])
}

fn answer(request: &Request, offers: &[Offer]) -> Result<Outcome, Problem> {
    find(request, offers, &no_walks(), 1000)
}

#[track_caller]
fn request_refused(change: impl Fn(&mut Request), field: &str, value: i64, broken: Broken) {
    let mut request = asked();
    change(&mut request);
    refused(answer(&request, &[]), field, value, broken);
}

#[track_caller]
fn offer_refused(change: impl Fn(&mut Offer), field: &str, value: i64, broken: Broken) {
    let mut offer = window(2, 1, at(5, 8, 0), 10);
    change(&mut offer);
    refused(answer(&asked(), &[window(1, 1, at(5, 8, 0), 10), offer]), field, value, broken);
}

const fn after(first: u32, then: u32, least: u32, most: Option<u32>) -> Rule {
    Rule::After { first: StepId(first), then: StepId(then), least, most }
}

#[test]
fn lists_that_are_too_long_or_too_short() {
    request_refused(|it| it.steps.clear(), "steps", 0, Broken::Between(1, 8));
    request_refused(|it| it.steps = (0..9).map(step).collect(), "steps", 9, Broken::Between(1, 8));
    request_refused(|it| it.rules = vec![after(1, 2, 0, None); 25], "rules", 25, Broken::Between(0, 24));
    let engagement = Engagement::new(Minute(0), Minute(5));
    request_refused(|it| it.engagements = vec![engagement.clone(); 25], "engagements", 25, Broken::Between(0, 24));
    request_refused(|it| it.impossible_days = vec![Day(1); 367], "impossible_days", 367, Broken::Between(0, 366));
    request_refused(|it| it.steps[1].accepts.clear(), "steps[2].accepts", 0, Broken::Between(1, 64));
    let many = vec![Accepted::Group(GroupId(1)); 65];
    request_refused(|it| it.steps[0].accepts.clone_from(&many), "steps[1].accepts", 65, Broken::Between(1, 64));
    let with = Preparation::With { effect: Effect(1), minutes: 1 };
    request_refused(|it| it.steps[0].preparations = vec![with; 5], "steps[1].preparations", 5, Broken::Between(0, 4));
    request_refused(|it| it.steps[0].leaves = vec![Effect(1); 9], "steps[1].leaves", 9, Broken::Between(0, 8));
    request_refused(|it| it.rules = vec![Rule::SameDay(vec![StepId(1)])], "rules[1]", 1, Broken::Between(2, 8));
    let too_many: Vec<Offer> = (0..200_001).map(|id| window(id, 9, at(0, 8, 0), 10)).collect();
    refused(answer(&asked(), &too_many), "offers", 200_001, Broken::Between(0, 200_000));
    assert!(matches!(answer(&asked(), &too_many[1..]), Ok(Outcome::Impossible(_))));
}

#[test]
fn what_makes_no_sense() {
    request_refused(|it| it.steps[1].id = StepId(1), "steps[2].id", 1, Broken::Once);
    request_refused(|it| it.rules = vec![after(1, 3, 0, None)], "rules[1]", 3, Broken::KnownStep);
    request_refused(|it| it.rules = vec![after(1, 1, 0, None)], "rules[1]", 1, Broken::Different);
    request_refused(|it| it.rules = vec![after(1, 2, 9, Some(8))], "rules[1].most", 8, Broken::NotBefore(9));
    let far = limits::GAP_MINUTES.end() + 1;
    let between = Broken::Between(0, 527_040);
    request_refused(|it| it.rules = vec![after(1, 2, far, None)], "rules[1].least", far.into(), between);
    request_refused(|it| it.rules = vec![after(1, 2, 0, Some(far))], "rules[1].most", far.into(), between);
    let twice = Rule::SameDay(vec![StepId(1), StepId(2), StepId(1)]);
    request_refused(|it| it.rules = vec![twice.clone()], "rules[1][3]", 1, Broken::Once);
    let unknown = Rule::SameDay(vec![StepId(1), StepId(4)]);
    request_refused(|it| it.rules = vec![unknown.clone()], "rules[1][2]", 4, Broken::KnownStep);
    request_refused(|it| it.rules = vec![Rule::SameResource(StepId(2), StepId(2))], "rules[1]", 2, Broken::Different);
    let backwards = Engagement::new(Minute(5), Minute(4));
    request_refused(|it| it.engagements = vec![backwards.clone()], "engagements[1].until", 4, Broken::NotBefore(5));
    let field = "steps[1].begins_between";
    request_refused(|it| it.steps[0].begins_between = Some((600, 599)), field, 599, Broken::NotBefore(600));
    request_refused(|it| it.steps[0].begins_between = Some((0, 2880)), field, 2880, Broken::Between(0, 2879));
    let range = Broken::Between(-1_440_000_000, 1_440_000_000);
    request_refused(|it| it.told = Minute(i32::MIN), "told", i32::MIN.into(), range);
    request_refused(|it| it.by = Some(Minute(i32::MAX)), "by", i32::MAX.into(), range);
    let days = Broken::Between(-1_000_000, 1_000_000);
    request_refused(|it| it.impossible_days = vec![Day(1_000_001)], "impossible_days[1]", 1_000_001, days);
    refused(find(&asked(), &[], &no_walks(), 0), "work", 0, Broken::Between(1, 1_000_000_000));
}

#[test]
fn offers_that_are_none() {
    let from = at(5, 8, 0).0;
    let number = i64::from;
    offer_refused(|it| it.id = OfferId(1), "offers.id", 1, Broken::Once);
    let early = Broken::NotBefore(number(at(6, 0, 0).0));
    offer_refused(|it| it.day = Day(6), "offers[2].from", number(from), early);
    // A window of the second night after its day.
    offer_refused(|it| it.day = Day(3), "offers[2].from", number(from), Broken::NotAfter(number(at(3, 47, 59).0)));
    offer_refused(
        |it| it.until = Minute(from - 1),
        "offers[2].until",
        number(from - 1),
        Broken::NotBefore(number(from)),
    );
    offer_refused(|it| it.until = Minute(from + 1441), "offers[2].until", 1441, Broken::Between(0, 1440));
    offer_refused(
        |it| it.start = Minute(from - 1),
        "offers[2].start",
        number(from - 1),
        Broken::NotBefore(number(from)),
    );
    let late = Broken::NotAfter(number(from + 20));
    offer_refused(|it| it.start = Minute(from + 21), "offers[2].start", number(from + 21), late);
    offer_refused(|it| it.minutes = 0, "offers[2].minutes", 0, Broken::Between(1, 1440));
    offer_refused(|it| it.minutes = 1441, "offers[2].minutes", 1441, Broken::Between(1, 1440));
    let far = Broken::Between(-1_000_000, 1_000_000);
    offer_refused(|it| it.day = Day(-1_000_001), "offers[2].day", -1_000_001, far);
}

#[test]
fn ways_that_are_none() {
    refused(Walks::new(241), "walk_minutes", 241, Broken::Between(0, 240));
    refused(no_walks().with(Place(1), Place(2), 241), "walk_minutes", 241, Broken::Between(0, 240));
    refused(no_walks().with(Place(3), Place(3), 1), "walks", 3, Broken::Different);
    let mut walks = no_walks();
    for place in 1..=16_384 {
        walks = walks.with(Place(0), Place(place), 1).unwrap();
    }
    // The same pair again is no other pair.
    walks = walks.with(Place(16_384), Place(0), 2).unwrap();
    assert_eq!((walks.minutes(Place(0), Place(16_384)), walks.minutes(Place(1), Place(2))), (2, 0));
    refused(walks.with(Place(1), Place(2), 1), "walks", 16_385, Broken::Between(0, 16_384));
}

#[test]
fn offers_that_are_too_many_for_a_step() {
    let mut offers: Vec<Offer> = (0..20_000).map(|id| window(id, 1, at(0, 8, 0), 10)).collect();
    assert!(answer(&asked(), &offers).is_ok());
    offers.push(window(20_000, 1, at(0, 8, 0), 10));
    refused(answer(&asked(), &offers), "steps.offers", 20_001, Broken::Between(0, 20_000));
    let days: Vec<Offer> = (0..65).map(|day| window(day as u64, 1, at(day, 8, 0), 10)).collect();
    assert!(answer(&asked(), &days[1..]).is_ok());
    refused(answer(&asked(), &days), "offers.day", 65, Broken::Between(0, 64));
    let places: Vec<Offer> =
        (0..129).map(|id| Offer { place: Place(id), ..window(id.into(), 1, at(0, 8, 0), 10) }).collect();
    assert!(answer(&asked(), &places[1..]).is_ok());
    refused(answer(&asked(), &places), "offers.place", 129, Broken::Between(0, 128));
    // What no step accepts is not counted.
    let others: Vec<Offer> = days.iter().map(|offer| Offer { group: GroupId(5), ..*offer }).collect();
    assert!(answer(&asked(), &others).is_ok());
}

/// At both ends of what is allowed, nothing overflows.
#[test]
fn the_first_and_the_last_day() {
    for day in [-1_000_000, 999_998] {
        let mut request = asked();
        request.told = Minute(*limits::MINUTE.start());
        request.steps[1].preparations =
            vec![Preparation::Without { effect: Effect(1), minutes: 527_040, by_person: day > 0 }];
        request.steps[0].leaves = vec![Effect(1)];
        request.rules = vec![Rule::SameDay(vec![StepId(1), StepId(2)]), after(2, 1, 0, Some(527_040))];
        request.engagements = vec![Engagement { way: 527_040, ..Engagement::new(Minute(0), Minute(1)) }];
        let offers = [window(1, 1, at(day, 20, 0), 10), window(2, 2, at(day, 8, 0), 10)];
        assert_eq!(best(&request, &offers, &no_walks()), (vec![2, 1], 1, 730));
    }
}

/// Eight steps are the most; each hour of a day has one of each.
#[test]
fn as_many_steps_as_there_may_be() {
    let request = Request::new(Minute(0), (0..8).map(step).collect());
    let windows = (0..8_u32).flat_map(|hour| (0..8_u32).map(move |group| (hour, group)));
    let offers: Vec<Offer> =
        windows.map(|(hour, group)| window((8 * hour + group).into(), group, at(0, 8 + hour, 0), 10)).collect();
    // One each hour: from 08:00 to 15:10. All ends are the same in each order, so ids decide, from the last to the first:
    // the smallest of the last hour is that of group 0, then comes group 1, and so on.
    let expected: Vec<u64> = (0..8).map(|hour| 8 * hour + 7 - hour).collect();
    assert_eq!(best(&request, &offers, &no_walks()), (expected, 1, 430));
    let long = Step { by: Some(at(0, 15, 9)), ..step(0) };
    let mut less = request;
    less.steps[0] = long;
    let expected: Vec<u64> = vec![7, 14, 21, 28, 35, 42, 48, 57];
    assert_eq!(best(&less, &offers, &no_walks()), (expected, 1, 430));
}
