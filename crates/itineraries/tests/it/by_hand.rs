//! Requests as hospitals have them; what is expected was worked out by hand, with the arithmetic in a comment.

use crate::{at, best, no_walks, step, window};
use itineraries::{
    Accepted, Day, Effect, Engagement, GroupId, Minute, Offer, OfferId, Place, Preparation, Request, ResourceId, Rule,
    Step, StepId, Walks,
};

const FOOD: Effect = Effect(1);
const DRINK: Effect = Effect(2);
const EMPTY_BLADDER: Effect = Effect(3);
const CONTRAST: Effect = Effect(4);

const fn fasting(minutes: u32) -> Preparation {
    Preparation::Without { effect: FOOD, minutes, by_person: true }
}

const fn known_without(effect: Effect, minutes: u32) -> Preparation {
    Preparation::Without { effect, minutes, by_person: false }
}

/// Two trips could have stays of 10 minutes each; one trip has 190, and is better.
#[test]
fn fewer_trips_before_shorter_stays() {
    let request = Request::new(Minute(0), vec![step(1), step(2)]);
    let offers = [
        window(1, 1, at(0, 8, 0), 10),
        window(2, 2, at(1, 8, 0), 10),
        window(3, 1, at(2, 8, 0), 10),
        window(4, 2, at(2, 11, 0), 10),
    ];
    assert_eq!(best(&request, &offers, &no_walks()), (vec![3, 4], 1, 190));
}

/// On day 0 from 08:00 to 09:10 (70 minutes), on day 1 from 08:00 to 08:50 (50), on day 2 the same: the earlier of those.
#[test]
fn shorter_stays_before_earlier_ends() {
    let request = Request::new(Minute(0), vec![step(1), step(2)]);
    let mut offers = Vec::new();
    for (day, hours, minutes) in [(0_i32, 9, 0), (1, 8, 40), (2, 8, 40)] {
        let id = 10 * u64::from(day.unsigned_abs());
        offers.push(window(id + 1, 1, at(day, 8, 0), 10));
        offers.push(window(id + 2, 2, at(day, hours, minutes), 10));
    }
    assert_eq!(best(&request, &offers, &no_walks()), (vec![11, 12], 1, 50));
}

/// Two devices of one group are free at the same time: the one with the smaller id.
#[test]
fn equal_chains_by_their_ids() {
    let request = Request::new(Minute(0), vec![step(1)]);
    let other = Offer { resource: ResourceId(99), ..window(3, 1, at(0, 8, 0), 10) };
    for offers in [[window(7, 1, at(0, 8, 0), 10), other], [other, window(7, 1, at(0, 8, 0), 10)]] {
        assert_eq!(best(&request, &offers, &no_walks()), (vec![3], 1, 10));
    }
}

/// A blood sample and an ultrasound of the abdomen fasting, a test drink that feeds, a consultation when the results are
/// there: blood 08:00–08:05, ultrasound 08:20–08:30, drink 08:40–08:45. The sample's result is there at 09:05, so the
/// consultation is at 09:20: 80 minutes until its window, 90 until 09:30. The drink at 08:00 is earlier than the
/// ultrasound could be, and it would be too close before it.
#[test]
fn fasting_comes_first() {
    let (blood, ultrasound, drink, consultation) = (step(1), step(2), step(3), step(4));
    let mut request = Request::new(
        at(-1, 18, 0),
        vec![
            Step { preparations: vec![fasting(480)], ..blood },
            Step { preparations: vec![fasting(360)], begins_between: Some((420, 630)), ..ultrasound },
            Step { leaves: vec![FOOD], ..drink },
            consultation,
        ],
    );
    request.rules.push(Rule::After { first: StepId(1), then: StepId(4), least: 60, most: None });
    let offers = [
        window(1, 3, at(0, 8, 0), 5),
        window(2, 1, at(0, 8, 0), 5),
        window(3, 2, at(0, 8, 20), 10),
        window(4, 3, at(0, 8, 40), 5),
        window(5, 4, at(0, 9, 0), 10),
        window(6, 4, at(0, 9, 20), 10),
        window(7, 4, at(0, 10, 20), 10),
        // In the afternoon nobody fasts any more.
        window(8, 2, at(0, 15, 0), 10),
    ];
    assert_eq!(best(&request, &offers, &Walks::new(5).unwrap()), (vec![2, 3, 4, 6], 1, 90));
}

/// A full bladder takes 60 minutes of drinking, which the fasting step at 09:00 has to be without until it is done at
/// 09:10; so the ultrasound is at 10:20, although 10:00 is free. At 07:20 it would spoil the 240 minutes without
/// drinking.
#[test]
fn drinking_begins_after_a_step_without_it() {
    let without = Preparation::Without { effect: DRINK, minutes: 240, by_person: false };
    let drinking = Preparation::With { effect: DRINK, minutes: 60 };
    let request = Request::new(
        at(0, 6, 0),
        vec![Step { preparations: vec![without], ..step(1) }, Step { preparations: vec![drinking], ..step(2) }],
    );
    let offers = [
        window(1, 1, at(0, 9, 0), 10),
        window(2, 2, at(0, 7, 20), 10),
        window(3, 2, at(0, 10, 0), 10),
        window(4, 2, at(0, 10, 20), 10),
    ];
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 4], 1, 90));
    // Whoever drinks until 07:20 and is done at 07:30 is without it for 240 minutes at 11:30.
    let late = [window(1, 1, at(0, 11, 30), 10), offers[1]];
    assert_eq!(best(&request, &late, &no_walks()), (vec![2, 1], 1, 260));
}

/// A urine sample empties the bladder, which takes 90 minutes to fill: 08:05 + 90 = 09:35.
#[test]
fn the_bladder_is_full_again_later() {
    let ultrasound = Step { preparations: vec![known_without(EMPTY_BLADDER, 90)], ..step(2) };
    let mut request = Request::new(Minute(0), vec![ultrasound, Step { leaves: vec![EMPTY_BLADDER], ..step(1) }]);
    let offers = [window(1, 1, at(0, 8, 0), 5), window(2, 2, at(0, 9, 30), 10), window(3, 2, at(0, 9, 40), 10)];
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 3], 1, 110));
    // The ultrasound first needs nothing of that.
    let earlier = [offers[0], offers[1], window(4, 2, at(0, 7, 40), 10)];
    assert_eq!(best(&request, &earlier, &no_walks()), (vec![4, 1], 1, 25));
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: Some(100) });
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 3], 1, 110));
}

/// Contrast agent of an appointment that is made already, on day 0 until 10:00, is there for 48 hours: until 10:00 on
/// day 2. Before it a step may be at any time.
#[test]
fn contrast_of_an_earlier_appointment() {
    let mut request =
        Request::new(Minute(0), vec![Step { preparations: vec![known_without(CONTRAST, 48 * 60)], ..step(1) }]);
    let computed = Engagement { leaves: vec![CONTRAST], ..Engagement::new(at(0, 9, 30), at(0, 10, 0)) };
    request.engagements.push(computed);
    let offers = [window(1, 1, at(1, 9, 0), 10), window(2, 1, at(2, 9, 40), 10), window(3, 1, at(2, 10, 0), 10)];
    assert_eq!(best(&request, &offers, &no_walks()), (vec![3], 1, 10));
    let before = [offers[0], offers[2], window(4, 1, at(0, 9, 20), 10)];
    assert_eq!(best(&request, &before, &no_walks()), (vec![4], 1, 10));
}

/// A step that feeds may not spoil the fasting of an appointment that is made already: 8 hours before 08:00 on day 1.
#[test]
fn an_earlier_appointment_stays_prepared() {
    let mut request = Request::new(Minute(0), vec![Step { leaves: vec![FOOD], ..step(1) }]);
    let sample = Engagement { preparations: vec![fasting(480)], ..Engagement::new(at(1, 8, 0), at(1, 8, 10)) };
    request.engagements.push(sample);
    let offers = [window(1, 1, at(0, 23, 51), 10), window(2, 1, at(1, 7, 0), 10), window(3, 1, at(1, 8, 10), 10)];
    assert_eq!(best(&request, &offers, &no_walks()), (vec![3], 1, 10));
    let at_midnight = window(4, 1, at(0, 23, 50), 10);
    assert_eq!(best(&request, &[offers[0], at_midnight], &no_walks()), (vec![4], 1, 10));
}

/// The result takes two days, so there are two trips whatever is free; the second blood sample has to be within two hours
/// of the first.
#[test]
fn a_result_that_takes_days() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2), step(3)]);
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 100, most: Some(120) });
    request.rules.push(Rule::After { first: StepId(2), then: StepId(3), least: 2 * 1440, most: None });
    let mut offers: Vec<Offer> = Vec::new();
    for day in 0..4 {
        let id = 10 * u64::from(day as u32);
        offers.push(window(id + 1, 1, at(day, 8, 0), 5));
        offers.push(window(id + 2, 2, at(day, 9, 40), 5));
        offers.push(window(id + 3, 2, at(day, 10, 0), 5));
        offers.push(window(id + 4, 3, at(day, 9, 0), 10));
        offers.push(window(id + 5, 3, at(day, 11, 0), 10));
    }
    // 08:05 to 09:40 is 95 minutes, to 10:00 115. Done at 10:05 on day 0, so at 10:05 on day 2 at the earliest: 11:00,
    // or 09:00 on day 3. The stays are 125 and 10 minutes; day 2 is done earlier.
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 3, 25], 2, 135));
}

/// Both consultations with the same clinician, although the other has a window that would shorten the stay.
#[test]
fn the_same_clinician_hears_the_results() {
    let mut request = Request::new(
        Minute(0),
        vec![
            Step::new(StepId(1), vec![Accepted::Group(GroupId(1))]),
            step(2),
            Step::new(StepId(3), vec![Accepted::Group(GroupId(1))]),
        ],
    );
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: None });
    request.rules.push(Rule::After { first: StepId(2), then: StepId(3), least: 0, most: None });
    let of = |resource, offer| Offer { resource: ResourceId(resource), ..offer };
    let offers = [
        of(11, window(1, 1, at(0, 8, 0), 10)),
        of(12, window(2, 1, at(0, 8, 20), 10)),
        window(3, 2, at(0, 8, 40), 10),
        of(11, window(4, 1, at(0, 9, 0), 10)),
        of(12, window(5, 1, at(0, 9, 40), 10)),
    ];
    // 08:20 to 09:10 without the rule; with it 08:00 to 09:10 (70 minutes) or 08:20 to 09:50 (90).
    assert_eq!(best(&request, &offers, &no_walks()), (vec![2, 3, 4], 1, 50));
    request.rules.push(Rule::SameResource(StepId(1), StepId(3)));
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 3, 4], 1, 70));
    let held = Step::new(StepId(1), vec![Accepted::Offer(OfferId(2))]);
    request.steps[0] = held;
    assert_eq!(best(&request, &offers, &no_walks()), (vec![2, 3, 5], 1, 90));
}

/// 10 minutes between two buildings: 08:10 to 08:20 is enough, 08:11 is not. At one place nobody walks.
#[test]
fn the_way_between_two_places() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: None });
    let offers =
        |long| [window(1, 1, at(0, 8, 0), long), window(2, 2, at(0, 8, 20), 10), window(3, 2, at(0, 9, 0), 10)];
    let walks = Walks::new(3).unwrap().with(Place(2), Place(1), 10).unwrap();
    assert_eq!(best(&request, &offers(10), &walks), (vec![1, 2], 1, 30));
    assert_eq!(best(&request, &offers(11), &walks), (vec![1, 3], 1, 70));
    let here = offers(20).map(|offer| Offer { place: Place(1), ..offer });
    assert_eq!(best(&request, &here, &walks), (vec![1, 2], 1, 30));
}

/// The last night of a year (day 364 of 2026) and the first morning of the next: a night session belongs to the day on
/// which it began, so 23:50 and 00:20 are one trip, and 00:40 of the next day's session is another.
#[test]
fn a_night_session_at_the_end_of_a_year() {
    let request = Request::new(Minute(0), vec![step(1), step(2)]);
    let night = Offer { day: Day(364), ..window(2, 2, at(364, 24, 20), 10) };
    let morning = window(3, 2, at(365, 0, 10), 10);
    assert_eq!((night.from, morning.day), (at(365, 0, 20), Day(365)));
    let offers = [window(1, 1, at(364, 23, 50), 15), night, morning];
    // 23:50 until 00:30.
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 2], 1, 40));
    // 15 minutes, and 10 minutes at 00:10 of the next day.
    assert_eq!(best(&request, &[offers[0], morning], &no_walks()), (vec![1, 3], 2, 25));
    let mut tired = request;
    tired.steps[1].begins_between = Some((1460, 1470));
    assert_eq!(best(&tired, &offers, &no_walks()), (vec![1, 2], 1, 40));
    tired.impossible_days = vec![Day(365)];
    assert_eq!(best(&tired, &offers, &no_walks()), (vec![1, 2], 1, 40));
}

/// Who plans for the worst counts from the window's end: 08:20 + 10 is too late for 08:20.
#[test]
fn planned_for_the_worst() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: None });
    let offers = [window(1, 1, at(0, 8, 0), 10), window(2, 2, at(0, 8, 20), 10), window(3, 2, at(0, 8, 40), 10)];
    let worst = offers.map(|offer| Offer { start: offer.until, ..offer });
    assert_eq!(best(&request, &offers, &no_walks()), (vec![1, 2], 1, 30));
    assert_eq!(best(&request, &worst, &no_walks()), (vec![1, 3], 1, 70));
}

/// A night session of day 0 goes on while day 1 has begun, and a step of day 1 comes between two of day 0: 23:50 to 23:55,
/// 00:10 to 00:20, 00:30 to 00:40, with no way between neighbours, although the direct way would take 100 minutes. The
/// stays are 50 and 10 minutes. What is earlier has stays of 250 and 10.
#[test]
fn a_step_of_the_next_day_in_a_night_session() {
    let request = Request::new(Minute(0), vec![step(1), step(2), step(3)]);
    let walks = no_walks().with(Place(1), Place(2), 100).unwrap();
    let offers = [
        window(1, 1, at(0, 23, 50), 5),
        Offer { day: Day(0), ..window(2, 2, at(0, 24, 30), 10) },
        window(3, 3, at(1, 0, 10), 10),
        window(4, 1, at(-1, 8, 0), 5),
        window(5, 2, at(-1, 12, 0), 10),
        window(6, 3, at(0, 20, 0), 10),
    ];
    assert_eq!(best(&request, &offers, &walks), (vec![1, 3, 2], 2, 60));
}

/// Both steps are on one day. On day 0 the second begins when the first is done, 100 minutes away; that the first could
/// be earlier there than on day 1 is of no use.
#[test]
fn the_earliest_day_may_be_the_wrong_one() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::SameDay(vec![StepId(1), StepId(2)]));
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: None });
    let offers = [
        window(1, 1, at(0, 8, 0), 10),
        window(2, 2, at(0, 8, 10), 10),
        window(3, 1, at(1, 8, 0), 10),
        window(4, 2, at(1, 10, 0), 10),
    ];
    assert_eq!(best(&request, &offers, &Walks::new(100).unwrap()), (vec![3, 4], 1, 130));
}

/// Of two windows at one place and minute the longer one is better if the next step has to follow within 10 minutes: from
/// 08:15 to 08:20 are 5, from 08:05 15. What begins at 08:10 is too far away.
#[test]
fn a_longer_step_may_be_the_right_one() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: Some(10) });
    let here = |offer| Offer { place: Place(1), ..offer };
    let offers = [
        window(1, 1, at(0, 8, 0), 5),
        window(2, 1, at(0, 8, 0), 15),
        here(window(3, 2, at(0, 8, 20), 10)),
        window(4, 2, at(0, 8, 10), 10),
    ];
    assert_eq!(best(&request, &offers, &Walks::new(100).unwrap()), (vec![2, 3], 1, 30));
}

/// What is done at midnight is 40 minutes from the next step; what begins then, on the next day, is beside it.
#[test]
fn the_next_day_may_be_closer() {
    let mut request = Request::new(Minute(0), vec![step(1), step(2)]);
    request.rules.push(Rule::After { first: StepId(1), then: StepId(2), least: 0, most: None });
    let far = window(1, 1, at(0, 23, 50), 10);
    let near = Offer { place: Place(2), ..window(2, 1, at(1, 0, 0), 10) };
    let offers = [far, near, window(3, 2, at(1, 0, 20), 10)];
    assert_eq!(best(&request, &offers, &Walks::new(40).unwrap()), (vec![2, 3], 1, 30));
    assert_eq!(best(&request, &[far, offers[2]], &Walks::new(20).unwrap()), (vec![1, 3], 2, 20));
}
