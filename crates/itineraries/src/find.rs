//! From a request to its answer.

use crate::{
    bounds::Bounds,
    cause::Causes,
    chain::{Certificate, Chain, Outcome},
    check,
    explain::explain,
    facts::Facts,
    limits::WORK,
    marks::Marks,
    offer::{Offer, Walks},
    pool::Pool,
    problem::Problem,
    request::Request,
    search::{self, Plan, State},
    trips::Trips,
    work::{Spent, Work},
};

/// Finds the best chain of offers for a request: the one with the fewest trips (days on which the person comes); of
/// those, the one with the shortest stays in total; of those, the one that is done first, then the one whose step before
/// the last is done first, and so on; then the same with the ids of the offers. The order of the lists changes nothing.
///
/// `work_max` limits how much is searched ([`WORK_USUAL`](crate::limits::WORK_USUAL)); an explanation may take as much
/// again. What is found then, and not proven to be the best, says so.
///
/// ```
/// use itineraries::{Accepted, Day, GroupId, Minute, Offer, OfferId, Outcome, Place, Request, ResourceId, Rule, Step,
///                   StepId, Walks, find, limits::WORK_USUAL};
/// let window = |id, group, at: u32| {
///     let from = Day(0).minute(at);
///     Offer { id: OfferId(id), resource: ResourceId(group), group: GroupId(group), place: Place(group), day: Day(0),
///             from, until: Minute(from.0 + 20), start: from, minutes: 10 }
/// };
/// // Blood at 08:00 and 08:40, the consultation at 09:00 and 10:00; the result is there after 20 minutes.
/// let offers = [window(1, 1, 480), window(2, 1, 520), window(3, 2, 540), window(4, 2, 600)];
/// let (blood, consultation) = (StepId(1), StepId(2));
/// let mut request = Request::new(Minute(0), vec![
///     Step::new(consultation, vec![Accepted::Group(GroupId(2))]),
///     Step::new(blood, vec![Accepted::Group(GroupId(1))]),
/// ]);
/// request.rules.push(Rule::After { first: blood, then: consultation, least: 20, most: None });
/// let Outcome::Found { chain, .. } = find(&request, &offers, &Walks::new(5)?, WORK_USUAL)? else { panic!() };
/// let taken: Vec<u64> = chain.stops.iter().map(|stop| stop.offer.id.0).collect();
/// assert_eq!((taken, chain.trips, chain.stay_minutes), (vec![1, 3], 1, 70));
/// # Ok::<(), itineraries::Problem>(())
/// ```
///
/// # Errors
/// The first thing in the request or in the offers that is outside of the [limits](crate::limits) or makes no sense.
pub fn find(request: &Request, offers: &[Offer], walks: &Walks, work_max: u64) -> Result<Outcome, Problem> {
    Problem::within("work", work_max, &WORK)?;
    check::request(request)?;
    check::offers(offers)?;
    let pool = Pool::new(request, offers, walks)?;
    let causes = Causes::new(request);
    let marks = Marks::new(request, &pool, &causes);
    let facts = Facts::new(request, &pool, &marks, &causes, Facts::all(&pool), causes.all());
    let mut work = Work::new(work_max);
    Ok(match search_all(&facts, &mut work) {
        Searched::Best(best) => {
            Outcome::Found { chain: Chain::new(&best, &facts, offers), certificate: Certificate::Best, work: work.done }
        }
        Searched::Some { best, trips_least } => Outcome::Found {
            chain: Chain::new(&best, &facts, offers),
            certificate: Certificate::BestFound { trips_least: trips_least as u32 },
            work: work.done,
        },
        Searched::None => Outcome::Impossible(explain(request, &pool, work_max)),
        Searched::Unknown => Outcome::Unknown { work: work.done },
    })
}

/// What a search came to.
enum Searched {
    Best(State),
    Some { best: State, trips_least: usize },
    None,
    Unknown,
}

/// A quarter of the work may go into the question whether there is any chain at all. If that ends without an answer, the
/// search over the days still comes to one, if its work suffices.
const FOR_ANY: u64 = 4;

fn search_all(facts: &Facts<'_>, work: &mut Work) -> Searched {
    if !facts.is_complete() {
        return Searched::None;
    }
    let mut part = work.part(FOR_ANY);
    let found = search::any(facts, Plan::free(facts.steps), &mut part);
    work.took(part);
    let any = match found {
        Ok(None) => return Searched::None,
        Ok(Some(any)) => Some(any.counted(facts)),
        Err(Spent) => None,
    };
    let bounds = Bounds::new(facts);
    let mut days = Trips::new(facts, &bounds);
    let most = facts.domains.len().min(facts.pool.days.len());
    for trips in 1..=most {
        let mut best = any.filter(|(its, _)| *its == trips).map(|(_, any)| any);
        match (days.with(trips, &mut best, work), best) {
            (Ok(()), Some(best)) => return Searched::Best(best),
            (Ok(()), None) => {}
            (Err(Spent), best) => {
                let best = best.or(any.map(|(_, any)| any));
                return best.map_or(Searched::Unknown, |best| Searched::Some { best, trips_least: trips });
            }
        }
    }
    Searched::None
}
