//! Whether an input is within its limits and makes sense. What cannot be fulfilled is no problem here: it is explained.

use crate::{
    ids::{Day, Minute, StepId},
    limits::{
        ACCEPTED, DAY, EFFECTS_MAX, ENGAGEMENTS_MAX, GAP_MINUTES, IMPOSSIBLE_DAYS_MAX, MINUTE, MINUTE_OF_DAY,
        OFFERS_MAX, PREPARATIONS_MAX, RULES_MAX, STEP_MINUTES, STEPS, WINDOW_MINUTES,
    },
    offer::Offer,
    problem::{Broken, Problem},
    request::{Engagement, Preparation, Request, Rule, Step},
};
use std::collections::HashSet;

/// Checks a request.
pub(crate) fn request(request: &Request) -> Result<(), Problem> {
    Problem::within("steps", request.steps.len(), &STEPS)?;
    Problem::within("rules", request.rules.len(), &(0..=RULES_MAX))?;
    Problem::within("engagements", request.engagements.len(), &(0..=ENGAGEMENTS_MAX))?;
    Problem::within("impossible_days", request.impossible_days.len(), &(0..=IMPOSSIBLE_DAYS_MAX))?;
    minute("told", Some(request.told))?;
    minute("not_before", request.not_before)?;
    minute("by", request.by)?;
    for (at, Day(day)) in (1..).zip(&request.impossible_days) {
        Problem::within(format!("impossible_days[{at}]"), *day, &DAY)?;
    }
    let mut known = HashSet::new();
    for (at, asked) in (1..).zip(&request.steps) {
        step(&format!("steps[{at}]"), asked)?;
        if !known.insert(asked.id) {
            return Err(Problem::new(format!("steps[{at}].id"), asked.id.0, Broken::Once));
        }
    }
    for (at, said) in (1..).zip(&request.rules) {
        rule(&format!("rules[{at}]"), said, &known)?;
    }
    for (at, other) in (1..).zip(&request.engagements) {
        engagement(&format!("engagements[{at}]"), other)?;
    }
    Ok(())
}

fn minute(field: impl Into<String>, at: Option<Minute>) -> Result<(), Problem> {
    at.map_or(Ok(()), |Minute(at)| Problem::within(field, at, &MINUTE))
}

fn step(field: &str, step: &Step) -> Result<(), Problem> {
    Problem::within(format!("{field}.accepts"), step.accepts.len(), &ACCEPTED)?;
    preparations(field, &step.preparations)?;
    Problem::within(format!("{field}.leaves"), step.leaves.len(), &(0..=EFFECTS_MAX))?;
    minute(format!("{field}.not_before"), step.not_before)?;
    minute(format!("{field}.by"), step.by)?;
    let Some((from, until)) = step.begins_between else { return Ok(()) };
    let field = format!("{field}.begins_between");
    Problem::within(&field, from, &MINUTE_OF_DAY)?;
    Problem::within(&field, until, &MINUTE_OF_DAY)?;
    not_before(field, until, from)
}

fn preparations(field: &str, preparations: &[Preparation]) -> Result<(), Problem> {
    Problem::within(format!("{field}.preparations"), preparations.len(), &(0..=PREPARATIONS_MAX))?;
    for (at, preparation) in (1..).zip(preparations) {
        Problem::within(format!("{field}.preparations[{at}]"), preparation.minutes(), &GAP_MINUTES)?;
    }
    Ok(())
}

fn rule(field: &str, rule: &Rule, known: &HashSet<StepId>) -> Result<(), Problem> {
    let step = |field: String, step: StepId| {
        if known.contains(&step) { Ok(()) } else { Err(Problem::new(field, step.0, Broken::KnownStep)) }
    };
    let pair = |one: StepId, other: StepId| {
        step(field.to_owned(), one)?;
        step(field.to_owned(), other)?;
        if one == other { Err(Problem::new(field, one.0, Broken::Different)) } else { Ok(()) }
    };
    match rule {
        Rule::After { first, then, least, most } => {
            pair(*first, *then)?;
            Problem::within(format!("{field}.least"), *least, &GAP_MINUTES)?;
            let Some(most) = most else { return Ok(()) };
            Problem::within(format!("{field}.most"), *most, &GAP_MINUTES)?;
            not_before(format!("{field}.most"), *most, *least)
        }
        Rule::SameDay(steps) => {
            Problem::within(field, steps.len(), &(2..=*STEPS.end()))?;
            let mut named = HashSet::new();
            for (at, id) in (1..).zip(steps) {
                let field = format!("{field}[{at}]");
                step(field.clone(), *id)?;
                if !named.insert(id) {
                    return Err(Problem::new(field, id.0, Broken::Once));
                }
            }
            Ok(())
        }
        Rule::SameResource(one, other) => pair(*one, *other),
    }
}

fn engagement(field: &str, engagement: &Engagement) -> Result<(), Problem> {
    minute(format!("{field}.from"), Some(engagement.from))?;
    minute(format!("{field}.until"), Some(engagement.until))?;
    not_before(format!("{field}.until"), engagement.until.0, engagement.from.0)?;
    Problem::within(format!("{field}.way"), engagement.way, &GAP_MINUTES)?;
    preparations(field, &engagement.preparations)?;
    Problem::within(format!("{field}.leaves"), engagement.leaves.len(), &(0..=EFFECTS_MAX))
}

/// The second value may not be smaller than the first.
fn not_before<T: Copy + PartialOrd + TryInto<i64>>(field: String, value: T, before: T) -> Result<(), Problem> {
    if value >= before {
        return Ok(());
    }
    Err(Problem::new(field, value, Broken::NotBefore(before.try_into().unwrap_or(i64::MAX))))
}

/// Checks offers.
pub(crate) fn offers(offers: &[Offer]) -> Result<(), Problem> {
    Problem::within("offers", offers.len(), &(0..=OFFERS_MAX))?;
    for (at, offer) in (1..).zip(offers) {
        if let Err(problem) = one(offer) {
            return Err(Problem { field: format!("offers[{at}].{}", problem.field), ..problem });
        }
    }
    // Most are in the order of their ids already, which a sort makes use of.
    let mut ids: Vec<_> = offers.iter().map(|offer| offer.id).collect();
    ids.sort();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(Problem::new("offers.id", twice[0].0, Broken::Once)),
        None => Ok(()),
    }
}

fn one(offer: &Offer) -> Result<(), Problem> {
    Problem::within("day", offer.day.0, &DAY)?;
    let begins = offer.day.begins();
    for (field, at) in [("from", offer.from), ("until", offer.until), ("start", offer.start)] {
        Problem::within(field, at.0, &MINUTE)?;
        if at < begins {
            return Err(Problem::new(field, at.0, Broken::NotBefore(begins.0.into())));
        }
    }
    let latest = offer.day.minute(*MINUTE_OF_DAY.end());
    if offer.from > latest {
        return Err(Problem::new("from", offer.from.0, Broken::NotAfter(latest.0.into())));
    }
    if offer.until < offer.from {
        return Err(Problem::new("until", offer.until.0, Broken::NotBefore(offer.from.0.into())));
    }
    Problem::within("until", offer.until.0.abs_diff(offer.from.0), &WINDOW_MINUTES)?;
    if offer.start < offer.from {
        return Err(Problem::new("start", offer.start.0, Broken::NotBefore(offer.from.0.into())));
    }
    if offer.start > offer.until {
        return Err(Problem::new("start", offer.start.0, Broken::NotAfter(offer.until.0.into())));
    }
    Problem::within("minutes", offer.minutes, &STEP_MINUTES)
}
