//! The years of a case: their sums before and after the stay, and the earlier part of a stay that goes on.

use super::{Problems, optional};
use crate::{
    adjudicate::{Adjudication, Case, Earlier, LayerSums, NextYear, counts_in_next_year, self_pay},
    file::Section,
    policy::{Continues, Layer, Policy},
    problem::Problem,
};
use model::{
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use std::collections::BTreeMap;

/// The layers that have sums of the year beside those that the platform gives.
const OWN_YEAR: [Layer; 5] =
    [Layer::SeriousIllness, Layer::AssistanceAgain, Layer::CivilServants, Layer::Enterprise, Layer::Commercial];

pub(super) type Named = Vec<(String, Yuan)>;

/// The sums of the year after a stay, and those of the next one if the case gives it.
pub(super) fn years_after(policy: &Policy, found: &Adjudication, case: &Case) -> (Named, Named) {
    let nothing = self_pay(&LineSplit::default(), Yuan::ZERO);
    let (first, second) = match &found.years[..] {
        [first, second] => (&first.result, &second.result),
        _ if counts_in_next_year(policy, case) => (&nothing, found),
        _ => (found, &nothing),
    };
    let known = case.particulars.layers.clone().unwrap_or_default();
    let next = case.particulars.next_year.as_ref();
    let next = next
        .map_or_else(Vec::new, |next| year_after(second, &next.year_to_date, &next.layers.clone().unwrap_or_default()));
    (year_after(first, &case.year_to_date, &known), next)
}

/// The year's sums after a stay; those of the layers that only some policies have, if this one has them.
fn year_after(found: &Adjudication, before: &YearToDate, layers: &BTreeMap<Layer, LayerSums>) -> Named {
    let year = found.year_after(before);
    let known = [
        ("in_scope", year.in_scope),
        ("deductible", year.deductible),
        ("pool_paid", year.pool_paid),
        ("second_tier_base", year.second_tier_base),
        ("second_tier_paid", year.second_tier_paid),
        ("assistance_base", year.assistance_base),
        ("assistance_paid", year.assistance_paid),
    ];
    let mut all: Vec<(String, Yuan)> = known.into_iter().map(|(name, sum)| (name.to_owned(), sum)).collect();
    for (layer, sums) in found.layers_after(layers).into_iter().filter(|(layer, _)| found.layers.contains_key(layer)) {
        all.push((format!("{}_base", layer.word()), sums.base));
        all.push((format!("{}_paid", layer.word()), sums.paid));
    }
    all
}

/// The year after the one in which the stay began.
pub(super) fn next_year(root: &mut Section, problems: &mut Problems) -> Option<NextYear> {
    let mut section = root.maybe_section("next_year", problems)?;
    let admission_no = section.must::<u8>("admission_no", problems);
    if admission_no == Some(0) {
        let problem = Problem::new("file-integer-range", "next_year.admission_no").value(0);
        problems.push(problem.with("min", 1i64).with("max", 255i64));
    }
    let (year_to_date, layers) = sums(section, problems);
    Some(NextYear { admission_no: admission_no?, year_to_date, layers: Some(layers) })
}

pub(super) fn year_to_date(root: &mut Section, problems: &mut Problems) -> (YearToDate, BTreeMap<Layer, LayerSums>) {
    match root.maybe_section("year_to_date", problems) {
        Some(section) => sums(section, problems),
        None => Default::default(),
    }
}

/// The sums of a year before the stay.
fn sums(mut section: Section, problems: &mut Problems) -> (YearToDate, BTreeMap<Layer, LayerSums>) {
    let mut layers = BTreeMap::new();
    let year = YearToDate {
        in_scope: optional(&mut section, "in_scope", problems),
        deductible: optional(&mut section, "deductible", problems),
        pool_paid: optional(&mut section, "pool_paid", problems),
        second_tier_base: optional(&mut section, "second_tier_base", problems),
        second_tier_paid: optional(&mut section, "second_tier_paid", problems),
        assistance_base: optional(&mut section, "assistance_base", problems),
        assistance_paid: optional(&mut section, "assistance_paid", problems),
    };
    if year.deductible > year.in_scope {
        let problem = Problem::new("year-to-date-wrong", section.at("deductible")).value(year.deductible);
        problems.push(problem.with("deductible", year.deductible).with("in_scope", year.in_scope));
    }
    for layer in OWN_YEAR {
        let mut amount = |what: &str| optional(&mut section, &format!("{}_{what}", layer.word()), problems);
        layers.insert(layer, LayerSums { base: amount("base"), paid: amount("paid") });
    }
    section.finish(problems);
    (year, layers)
}

/// The part of the stay that was settled before.
pub(super) fn earlier(root: &mut Section, problems: &mut Problems) -> Option<Earlier> {
    let mut section = root.maybe_section("earlier", problems)?;
    let kind = section.must("kind", problems);
    let deductible = optional(&mut section, "deductible", problems);
    let in_scope = optional(&mut section, "in_scope", problems);
    let pool_paid = optional(&mut section, "pool_paid", problems);
    if kind == Some(Continues::Interim) && deductible > in_scope {
        let problem = Problem::new("case-earlier-wrong", section.at("deductible")).value(deductible);
        problems.push(problem.with("in_scope", in_scope));
    }
    section.finish(problems);
    Some(Earlier { kind: kind?, deductible, in_scope, pool_paid })
}
