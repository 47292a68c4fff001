//! Explanations: what they name is a conflict, nothing of it can be left out, and what would help helps.

use crate::{
    answer, at,
    cases::{Case, LONG, MIXED, case},
    no_walks, slow, step, window,
};
use itineraries::{
    Accepted, Cause, Day, Effect, Engagement, GroupId, Minute, Offer, Outcome, Place, Preparation, Reason, Relaxation,
    Request, Rule, Step, StepId, Walks,
};
use proptest::prelude::*;

#[track_caller]
fn impossible(request: &Request, offers: &[Offer], walks: &Walks) -> itineraries::Explanation {
    match answer(request, offers, walks) {
        Outcome::Impossible(explanation) => explanation,
        other => panic!("{other:?}"),
    }
}

/// A conflict is one, and none without any of its steps and causes.
fn is_true(case: &Case) {
    let Outcome::Impossible(explanation) = answer(&case.request, &case.offers, &case.walks) else { return };
    let (steps, causes) = (&explanation.steps, &explanation.causes);
    let is_possible = |steps: &[StepId], causes: &[Cause]| {
        slow::is_possible(&slow::only(&case.request, steps, causes), &case.offers, &case.walks)
    };
    assert!(explanation.is_smallest && explanation.all_tried);
    assert!(!is_possible(steps, causes), "{explanation:?}");
    for number in 0..causes.len() {
        let mut fewer = causes.clone();
        fewer.remove(number);
        assert!(is_possible(steps, &fewer), "{explanation:?} without {:?}", causes[number]);
    }
    for number in 0..steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(number);
        assert!(fewer.is_empty() || is_possible(&fewer, causes), "{explanation:?} without {:?}", steps[number]);
    }
    let offered = |id: StepId| {
        let step = case.request.steps.iter().find(|step| step.id == id).unwrap();
        case.offers.iter().any(|offer| slow::accepts(step, offer))
    };
    match explanation.reason {
        Reason::NoOffer => assert!(steps.len() == 1 && causes.is_empty() && !offered(steps[0])),
        Reason::NoneFits => assert!(steps.len() == 1 && !causes.is_empty() && offered(steps[0])),
        Reason::Apart => assert_eq!(steps.len(), 2),
        Reason::Together => assert!(steps.len() > 2),
    }
    // No step, and no two steps, are a conflict if more are named.
    let all = slow::causes(&case.request);
    let names: Vec<StepId> = case.request.steps.iter().map(|step| step.id).collect();
    for one in &names {
        assert!(steps.len() < 2 || is_possible(&[*one], &all));
        assert!(steps.len() < 3 || names.iter().all(|two| one == two || is_possible(&[*one, *two], &all)));
    }
    for relaxation in &explanation.relaxations {
        let (enough, less) = slow::relaxed(&case.request, *relaxation);
        assert!(slow::is_possible(&enough, &case.offers, &case.walks), "{relaxation:?}");
        let tight = less.is_none_or(|less| !slow::is_possible(&less, &case.offers, &case.walks));
        assert!(tight, "less than {relaxation:?}");
    }
    helps_completely(case, &explanation);
}

/// What is not among the relaxations does not help.
fn helps_completely(case: &Case, explanation: &itineraries::Explanation) {
    let named = |wanted: &dyn Fn(&Relaxation) -> bool| explanation.relaxations.iter().any(wanted);
    let all = slow::causes(&case.request);
    let names: Vec<StepId> = case.request.steps.iter().map(|step| step.id).collect();
    for cause in &explanation.causes {
        let others: Vec<Cause> = all.iter().copied().filter(|other| other != cause).collect();
        let without = slow::only(&case.request, &names, &others);
        let helps = slow::is_possible(&without, &case.offers, &case.walks);
        let said = named(&|it| match (*it, *cause) {
            (
                Relaxation::WithoutRule(one) | Relaxation::Least(one, _) | Relaxation::Most(one, _),
                Cause::Rule(other),
            ) => one == other,
            (Relaxation::Preparation(step, one, _), Cause::Preparation(of, other)) => (step, one) == (of, other),
            (Relaxation::WithoutBeginsBetween(one), Cause::BeginsBetween(other))
            | (Relaxation::NotBefore(one, _), Cause::NotBefore(other))
            | (Relaxation::By(one, _), Cause::By(other)) => one == other,
            (Relaxation::AllNotBefore(_), Cause::AllNotBefore) | (Relaxation::AllBy(_), Cause::AllBy) => true,
            (Relaxation::WithoutEngagement(one), Cause::Engagement(other)) => one == other,
            _ => false,
        });
        // Of several impossible days, each is tried by itself.
        assert!(*cause == Cause::ImpossibleDays || said == helps, "{cause:?} of {explanation:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2500))]

    #[test]
    fn a_conflict_is_true_and_smallest(case in case(MIXED)) {
        is_true(&case);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_conflict_of_many_steps_is_true_and_smallest(case in case(LONG)) {
        is_true(&case);
    }
}

#[test]
fn nothing_is_open_for_a_step() {
    let request = Request::new(Minute(0), vec![step(1), step(2)]);
    let found = impossible(&request, &[window(1, 1, at(0, 8, 0), 10)], &no_walks());
    assert_eq!((found.reason, found.steps), (Reason::NoOffer, vec![StepId(2)]));
    assert_eq!((found.causes, found.relaxations), (vec![], vec![Relaxation::WithoutStep(StepId(2))]));
    assert_eq!(found.reason.code(), "itinerary-no-offer");
}

/// Fasting for 480 minutes from 00:00 allows a window from 08:00; the last one is at 07:40, so 460 would do.
#[test]
fn told_too_late_to_fast() {
    let fasting = Preparation::Without { effect: Effect(1), minutes: 480, by_person: true };
    let request = Request::new(Minute(0), vec![Step { preparations: vec![fasting], ..step(1) }]);
    let offers = [window(1, 1, at(0, 7, 20), 10), window(2, 1, at(0, 7, 40), 10)];
    let found = impossible(&request, &offers, &no_walks());
    assert_eq!((found.reason, &found.causes[..]), (Reason::NoneFits, &[Cause::Preparation(StepId(1), 0)][..]));
    assert_eq!(found.relaxations, [Relaxation::Preparation(StepId(1), 0, 460)]);
}

/// Blood is taken by 08:10 and the consultation begins at 10:00 at the latest: 110 minutes, where the result takes 120.
#[test]
fn a_result_that_comes_too_late() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2), step(3)]);
    request.rules.push(Rule::SameDay(vec![StepId(1), StepId(3)]));
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 120, most: None });
    let offers = [window(1, 1, at(0, 8, 0), 10), window(2, 2, at(0, 10, 0), 10), window(3, 3, at(0, 9, 0), 10)];
    let found = impossible(&request, &offers, &no_walks());
    assert_eq!((found.reason, found.steps), (Reason::Apart, vec![StepId(1), StepId(2)]));
    assert_eq!(found.causes, [Cause::Rule(1)]);
    let without = [StepId(1), StepId(2)].map(Relaxation::WithoutStep);
    assert_eq!(found.relaxations, [vec![Relaxation::Least(1, 110)], without.to_vec()].concat());
}

/// The person cannot come on the day that would do; what the hospital demands is not named.
#[test]
fn a_day_that_would_do() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::SameDay(vec![StepId(1), StepId(2)]));
    request.impossible_days = vec![Day(1), Day(2), Day(9)];
    let offers = [window(1, 1, at(1, 8, 0), 10), window(2, 1, at(2, 8, 0), 10), window(3, 2, at(2, 9, 0), 10)];
    let found = impossible(&request, &offers, &no_walks());
    assert_eq!((found.reason, &found.causes[..]), (Reason::NoneFits, &[Cause::ImpossibleDays][..]));
    assert_eq!(found.relaxations, [Relaxation::Possible(Day(2))]);
}

/// Work from 08:30 to 12:00, 20 minutes away: the steps at 08:00 to 08:10 and 12:10 are both too close.
#[test]
fn an_engagement_with_its_way() {
    let mut request = Request::new(Minute(0), vec![step(1)]);
    request.engagements.push(Engagement { way: 25, ..Engagement::new(at(0, 8, 30), at(0, 12, 0)) });
    let offers = [window(1, 1, at(0, 8, 0), 10), window(2, 1, at(0, 12, 10), 10)];
    let found = impossible(&request, &offers, &no_walks());
    assert_eq!((found.reason, &found.causes[..]), (Reason::NoneFits, &[Cause::Engagement(0)][..]));
    assert_eq!(found.relaxations, [Relaxation::WithoutEngagement(0)]);
    request.engagements[0].way = 10;
    assert!(matches!(answer(&request, &offers, &no_walks()), Outcome::Found { .. }));
}

/// Three steps of 20 minutes each in a window of an hour, with 5 minutes to walk between any two: any two could be had.
#[test]
fn three_that_do_not_fit_together() {
    let group = GroupId(7);
    let steps = [1, 2, 3].map(|number| Step::new(StepId(number), vec![Accepted::Group(group)]));
    let request = Request::new(Minute(0), steps.to_vec());
    let offers: Vec<Offer> = (0..9)
        .map(|number| {
            let minute = 20 * (number / 3);
            let place = Place(u32::try_from(number % 3).unwrap());
            Offer { place, group, ..window(number, 7, at(0, 8, u32::try_from(minute).unwrap()), 18) }
        })
        .map(|offer| Offer { until: Minute(offer.from.0 + 2), ..offer })
        .collect();
    // At one place nobody walks.
    let only_places: Vec<Offer> =
        offers.iter().copied().filter(|offer| u64::from(offer.place.0) == (offer.id.0 / 3) % 3).collect();
    let walks = Walks::new(5).unwrap();
    assert!(matches!(answer(&request, &offers, &walks), Outcome::Found { .. }));
    let found = impossible(&request, &only_places, &walks);
    assert_eq!((found.reason, found.causes), (Reason::Together, vec![]));
    assert_eq!(found.steps, [1, 2, 3].map(StepId));
    assert_eq!(found.relaxations, [1, 2, 3].map(|number| Relaxation::WithoutStep(StepId(number))));
}
