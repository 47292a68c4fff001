//! Small requests of every kind, with few offers close together, so that much is in conflict and much is equal.

use itineraries::{
    Accepted, Day, Effect, Engagement, GroupId, Minute, Offer, OfferId, Place, Preparation, Request, ResourceId, Rule,
    Step, StepId, Walks,
};
use proptest::{
    collection::vec,
    option::weighted,
    prelude::*,
    sample::{Index, select},
};

/// The first day: the days after it are a year's last and first, as a calendar would say.
pub(crate) const FIRST: i32 = 363;

/// A request with its offers and ways.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) request: Request,
    pub(crate) offers: Vec<Offer>,
    pub(crate) walks: Walks,
}

/// How many steps, groups and offers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) steps: (usize, usize),
    pub(crate) groups: u32,
    pub(crate) offers: usize,
    pub(crate) days: i32,
    /// Whether most requests have hardly any demands.
    pub(crate) easy: bool,
}

/// A minute of a day's sessions: in the morning, around noon, or around midnight, when the next day's morning is near.
fn minute() -> impl Strategy<Value = u32> {
    prop_oneof![
        5 => (0_u32..16).prop_map(|at| 480 + 5 * at),
        2 => (0_u32..8).prop_map(|at| 720 + 5 * at),
        1 => (0_u32..20).prop_map(|at| 1400 + 5 * at),
        1 => (0_u32..12).prop_map(|at| 5 * at),
    ]
}

fn offer(size: Size) -> impl Strategy<Value = Offer> {
    let start = (0..size.days, minute(), 0_u32..4, 0_u32..4, 1_u32..4);
    let place = (0..size.groups, 0_u32..2, 0_u32..3);
    (start, place).prop_map(|((day, minute, until, start, long), (group, resource, place))| {
        let day = Day(FIRST + day);
        let from = day.minute(minute);
        Offer {
            id: OfferId(0),
            resource: ResourceId(2 * group + resource),
            group: GroupId(group),
            place: Place(place),
            day,
            from,
            until: day.minute(minute + 5 * until),
            start: day.minute(minute + 5 * start.min(until)),
            minutes: 5 * long,
        }
    })
}

fn preparation() -> impl Strategy<Value = Preparation> {
    let minutes = || select(vec![0_u32, 5, 20, 60, 240, 700, 1500]);
    prop_oneof![
        3 => (0_u16..3, minutes(), any::<bool>()).prop_map(|(effect, minutes, by_person)| {
            Preparation::Without { effect: Effect(effect), minutes, by_person }
        }),
        1 => (0_u16..3, minutes()).prop_map(|(effect, minutes)| Preparation::With { effect: Effect(effect), minutes }),
    ]
}

fn effects() -> impl Strategy<Value = Vec<Effect>> {
    vec((0_u16..3).prop_map(Effect), 0..2)
}

fn some_minute(days: i32) -> impl Strategy<Value = Minute> {
    (0..days, minute()).prop_map(|(day, minute)| Day(FIRST + day).minute(minute))
}

fn step(size: Size) -> impl Strategy<Value = Step> {
    let (demands, rare) = if size.easy { (0..1, 0.03) } else { (0..3, 0.15) };
    let accepted = prop_oneof![
        8 => (0..size.groups).prop_map(|group| Accepted::Group(GroupId(group))),
        2 => (0..2 * size.groups).prop_map(|resource| Accepted::Resource(ResourceId(resource))),
        1 => (0_u64..20).prop_map(|offer| Accepted::Offer(OfferId(offer))),
    ];
    let between = (minute(), 0_u32..400).prop_map(|(from, long)| (from, from + long));
    let own = (vec(accepted, 1..3), vec(preparation(), demands), effects());
    let when =
        (weighted(rare, some_minute(size.days)), weighted(rare, some_minute(size.days)), weighted(rare, between));
    (own, when).prop_map(|((accepts, preparations, leaves), (not_before, by, begins_between))| Step {
        preparations,
        leaves,
        not_before,
        by,
        begins_between,
        ..Step::new(StepId(0), accepts)
    })
}

/// A rule between steps that are chosen once there are some.
#[derive(Clone, Debug)]
enum Between {
    After(u32, Option<u32>),
    SameDay,
    SameResource,
}

fn between() -> impl Strategy<Value = (Between, Index, Index, Index)> {
    let least = select(vec![0_u32, 0, 10, 30, 60, 200, 1000, 1440]);
    let more = select(vec![0_u32, 10, 30, 600, 1440]);
    let kind = prop_oneof![
        5 => (least, weighted(0.4, more)).prop_map(|(least, more)| Between::After(least, more.map(|more| least + more))),
        1 => Just(Between::SameDay),
        1 => Just(Between::SameResource),
    ];
    (kind, any::<Index>(), any::<Index>(), any::<Index>())
}

fn rules(steps: &[Step], between: Vec<(Between, Index, Index, Index)>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (kind, one, other, third) in between {
        let [one, other, third] = [one, other, third].map(|index| index.get(steps).id);
        if one == other {
            continue;
        }
        rules.push(match kind {
            Between::After(least, most) => Rule::After { first: one, then: other, least, most },
            Between::SameDay if third == one || third == other => Rule::SameDay(vec![one, other]),
            Between::SameDay => Rule::SameDay(vec![one, other, third]),
            Between::SameResource => Rule::SameResource(one, other),
        });
    }
    rules
}

fn engagement(days: i32) -> impl Strategy<Value = Engagement> {
    let long = select(vec![0_u32, 5, 30, 300]);
    let body = (vec(preparation(), 0..2), effects());
    (some_minute(days), long, select(vec![0_u32, 0, 15]), body).prop_map(|(from, long, way, (preparations, leaves))| {
        let until = Minute(from.0 + i32::try_from(long).unwrap());
        Engagement { from, until, way, preparations, leaves }
    })
}

/// Ways that are shorter by way of a third place, now and then.
fn walks() -> impl Strategy<Value = Walks> {
    let minutes = || select(vec![0_u32, 5, 10, 40]);
    (minutes(), weighted(0.7, minutes()), weighted(0.3, minutes())).prop_map(|(otherwise, one, other)| {
        let mut walks = Walks::new(otherwise).unwrap();
        for (minutes, to) in [(one, 1), (other, 2)] {
            if let Some(minutes) = minutes {
                walks = walks.with(Place(0), Place(to), minutes).unwrap();
            }
        }
        walks
    })
}

/// A case of a size.
pub(crate) fn case(size: Size) -> impl Strategy<Value = Case> {
    let (many, rare) = if size.easy { (0..3, 0.1) } else { (0..4, 0.2) };
    let steps = vec(step(size), size.steps.0..=size.steps.1);
    let person = (
        weighted(rare, some_minute(size.days)),
        weighted(rare, some_minute(size.days)),
        vec((0..size.days).prop_map(|day| Day(FIRST + day)), 0..2),
        vec(engagement(size.days), 0..2),
        -1_i32..1,
    );
    (steps, vec(offer(size), 1..=size.offers), vec(between(), many), person, walks(), any::<u64>()).prop_map(
        move |(mut steps, mut offers, between, person, walks, turn)| {
            // Ids that have nothing to do with the order: multiples of a number in a group of a prime order.
            for (number, step) in (1..).zip(&mut steps) {
                step.id = StepId((number * (1 + turn % 10) % 11) as u32);
            }
            for (number, offer) in (1..).zip(&mut offers) {
                offer.id = OfferId(number * (1 + turn % 46) % 47);
            }
            let (not_before, by, impossible_days, engagements, told) = person;
            let rules = rules(&steps, between);
            let told = Day(FIRST + told).begins();
            let request = Request { steps, rules, not_before, by, impossible_days, engagements, told };
            Case { request, offers, walks }
        },
    )
}

/// Up to four steps with everything that may be demanded.
pub(crate) const MIXED: Size = Size { steps: (1, 4), groups: 3, offers: 18, days: 3, easy: false };

/// The same with few demands, so that most are possible in many ways.
pub(crate) const EASY: Size = Size { steps: (2, 4), groups: 2, offers: 22, days: 3, easy: true };

/// Many steps with few offers each.
pub(crate) const LONG: Size = Size { steps: (5, 7), groups: 7, offers: 24, days: 4, easy: true };
