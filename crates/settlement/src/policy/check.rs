//! What stands out in policies that can be read: what no reader of a file would refuse, and what nobody may have meant.

use super::{Band, BandEdges, Benefit, Policy, Tier, When};
use crate::problem::Problem;
use chrono::NaiveDate;
use model::journey::InsuranceType;

/// What stands out in one policy, in the order of its file.
pub fn findings(policy: &Policy) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(pool) = &policy.pool {
        for (place, row) in pool.rates.rows.iter().enumerate() {
            bands(
                &mut found,
                &format!("pool.rates.row[{place}].bands"),
                &row.bands,
                row.bands.first().is_some_and(late),
            );
        }
        uncovered(&mut found, policy);
    }
    for tier in tiers(policy) {
        bands(&mut found, &format!("{}.bands", tier.layer), &tier.bands, begins_late(tier));
        for (place, row) in tier.rows.iter().enumerate() {
            bands(
                &mut found,
                &format!("{}.row[{place}].bands", tier.layer),
                row.bands.as_deref().unwrap_or(&[]),
                false,
            );
        }
    }
    found
}

/// The layers above the pool.
fn tiers(policy: &Policy) -> impl Iterator<Item = &Tier> {
    let three = [&policy.second_tier, &policy.serious_illness, &policy.assistance];
    three.into_iter().flatten().chain(policy.further.iter().map(|(_, tier)| tier))
}

/// Does it begin above zero?
fn late(band: &Band) -> bool {
    !band.from.is_zero()
}

/// Is there a cost that enters the layer below its first band? What is below its threshold does not enter.
fn begins_late(tier: &Tier) -> bool {
    tier.bands.first().is_some_and(|band| match tier.band_edges.value {
        BandEdges::FromZero => band.from > tier.threshold.value,
        BandEdges::AboveDeductible => late(band),
    })
}

fn bands(found: &mut Vec<Problem>, path: &str, bands: &[Band], late: bool) {
    if let Some(first) = bands.first().filter(|_| late) {
        found.push(Problem::new("policy-bands-above-zero", format!("{path}[0]")).value(first.from));
    }
    for (place, pair) in bands.windows(2).enumerate() {
        if let [before, band] = pair
            && band.rate < before.rate
        {
            let problem = Problem::new("policy-bands-falling", format!("{path}[{}]", place + 1)).value(band.rate);
            found.push(problem.with("before", before.rate));
        }
    }
}

/// Levels of hospitals that have rates and no deductible, or a deductible and no rates.
fn uncovered(found: &mut Vec<Problem>, policy: &Policy) {
    let Some(pool) = &policy.pool else { return };
    let (rates, deductibles) = (&pool.rates.rows, &pool.deductible.rows);
    let names = |when: &When, level: u8| when.levels.contains(&level);
    let holds = |when: &When, level: u8| when.levels.is_empty() || names(when, level);
    // A level that no row names is one of which the policy says nothing of its own.
    let is_named = |level: &u8| {
        rates.iter().any(|row| names(&row.when, *level)) || deductibles.iter().any(|row| names(&row.when, *level))
    };
    for level in (0..=3u8).filter(is_named) {
        let with_rates = rates.iter().any(|row| holds(&row.when, level));
        let with_deductible = deductibles.iter().any(|row| holds(&row.when, level));
        match (with_rates, with_deductible) {
            (true, false) => found.push(Problem::new("policy-level-uncovered", "pool.deductible").value(level)),
            (false, true) => found.push(Problem::new("policy-level-uncovered", "pool.rates").value(level)),
            (true, true) | (false, false) => {}
        }
    }
}

/// The layers that a policy has. Two policies may hold for one bill if they have none in common.
fn layers(policy: &Policy) -> Vec<&'static str> {
    let pool = policy.pool.iter().map(|_| "pool");
    pool.chain(tiers(policy).map(|tier| tier.layer)).collect()
}

/// Region, scheme, benefit and layer.
type Shared<'a> = (&'a str, InsuranceType, Benefit, &'static str);

/// What stands out between policies of one scheme, region and benefit that share a layer: days for which two of them hold, and
/// days between two of them for which none does. Each problem is one of the policy with the given place.
pub fn beside(policies: &[&Policy]) -> Vec<(usize, Problem)> {
    let mut groups: Vec<(Shared<'_>, Vec<usize>)> = Vec::new();
    for (place, policy) in policies.iter().enumerate() {
        for layer in layers(policy) {
            let key = (policy.region.as_str(), policy.insurance, policy.benefit, layer);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, places)) => places.push(place),
                None => groups.push((key, vec![place])),
            }
        }
    }
    let mut found = Vec::new();
    for (_, mut places) in groups {
        places.sort_by_key(|place| policies[*place].valid_from);
        for problem in in_time(policies, &places) {
            // Two policies that share several layers are named once.
            if !found.contains(&problem) {
                found.push(problem);
            }
        }
    }
    found
}

/// Looks at policies in the order of their first days.
fn in_time(policies: &[&Policy], places: &[usize]) -> Vec<(usize, Problem)> {
    let mut found = Vec::new();
    // Which of those before holds longest; a day after the last one is never.
    let last = |place: usize| policies[place].valid_to.unwrap_or(NaiveDate::MAX);
    let mut longest: Option<usize> = None;
    for place in places {
        let policy = policies[*place];
        if let Some(before) = longest {
            let problem = |code| {
                Problem::new(code, "valid_from").value(policy.valid_from).with("other", policies[before].id.as_str())
            };
            if policy.valid_from <= last(before) {
                let until = last(before).min(last(*place));
                found.push((*place, problem("policy-days-overlap").with("until", day(until))));
            } else if last(before).succ_opt().is_some_and(|next| next < policy.valid_from) {
                found.push((*place, problem("policy-days-gap").with("last", day(last(before)))));
            }
        }
        if longest.is_none_or(|before| last(before) < last(*place)) {
            longest = Some(*place);
        }
    }
    found
}

/// A day as files write it; a policy without a last day holds for ever.
fn day(date: NaiveDate) -> String {
    if date == NaiveDate::MAX { "…".to_owned() } else { date.to_string() }
}
