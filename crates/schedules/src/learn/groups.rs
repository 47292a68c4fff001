//! What is learnt of each group.

use super::{
    Observation, Observations, Rate, Times,
    bands::{self, AGE_BANDS, Band, LEAD_BANDS},
    tally::Tally,
};
use crate::{problem::Problem, service::Service, setting::Setting};
use serde::Serialize;
use std::collections::BTreeMap;

/// From which visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// From all.
    All,
    /// From those that are not held out.
    Earlier,
}

/// What is learnt of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Its names: none for all visits, then the type, then the clinician.
    pub path: Vec<String>,
    /// Who does not come; `None` if of no visit at all is known who came.
    pub no_show: Option<Rate>,
    /// How long the others take; `None` if the times of fewer than two visits are known in all.
    pub service: Option<Times>,
}

impl Group {
    /// A session of such patients, with slots of so many minutes. Where nothing is known of no-shows, all come. `None`
    /// if nothing is known of the service.
    ///
    /// # Errors
    /// As [`Setting::new`].
    pub fn setting(&self, slot_minutes: u32) -> Result<Option<Setting>, Problem> {
        let Some(times) = &self.service else { return Ok(None) };
        let no_show = self.no_show.map_or(0.0, |rate| rate.rate);
        Setting::new(slot_minutes, no_show, Service::Minutes(times.pmf.clone())).map(Some)
    }
}

/// What is learnt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Learnt {
    /// All visits, then each group in the order of its names.
    pub groups: Vec<Group>,
    /// No-shows by days from booking to appointment, of [`LEAD_BANDS`].
    pub lead_days: Vec<Band>,
    /// No-shows by age in years, of [`AGE_BANDS`].
    pub age: Vec<Band>,
}

impl Learnt {
    /// The group with this path.
    pub fn group(&self, path: &[String]) -> Option<&Group> {
        self.groups.iter().find(|group| group.path == path)
    }
}

/// Learns of all visits together and of each group; the module says how.
///
/// ```
/// use schedules::learn::{Observation, Observations, Which, learn};
/// let mut seen = Observations::default();
/// let group = seen.group(&["follow-up"])?;
/// for visit in 0..10 {
///     seen.push(Observation { shown: Some(visit != 0), ..Observation::of(group) })?;
/// }
/// let learnt = learn(&seen, Which::All)?;
/// let all = learnt.groups[0].no_show.ok_or("no visit")?;
/// assert!((all.rate - 1.5 / 11.0).abs() < 1e-12);
/// assert!(0.01 < all.low && all.low < all.rate && all.rate < all.high && all.high < 0.41);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `service` that takes no time: all times are shorter than half a minute.
pub fn learn(observations: &Observations, which: Which) -> Result<Learnt, Problem> {
    let wanted = |seen: &Observation| match which {
        Which::All => true,
        Which::Earlier => !seen.held_out,
    };
    let tallies = observations.tallies(wanted);
    let mut groups: BTreeMap<Vec<String>, Group> = BTreeMap::new();
    // Shorter paths come first, so the whole is known before its parts.
    for (path, tally) in &tallies {
        if path.is_empty() {
            let (no_show, service) = (Rate::alone(tally), Times::alone(tally)?);
            groups.insert(Vec::new(), Group { path: Vec::new(), no_show, service });
        }
        let parts = groups.get(path).map(|whole| parts(&tallies, whole)).transpose()?;
        groups.extend(parts.into_iter().flatten().map(|part| (part.path.clone(), part)));
    }
    Ok(Learnt {
        groups: groups.into_values().collect(),
        lead_days: bands::of(observations, wanted, &LEAD_BANDS, |seen| seen.lead_days),
        age: bands::of(observations, wanted, &AGE_BANDS, |seen| seen.age),
    })
}

/// The groups that a group directly consists of, drawn towards it.
fn parts(tallies: &BTreeMap<Vec<String>, Tally>, whole: &Group) -> Result<Vec<Group>, Problem> {
    let path = &whole.path;
    let parts: Vec<(&Vec<String>, &Tally)> =
        tallies.iter().filter(|(part, _)| part.len() == path.len() + 1 && part.starts_with(path)).collect();
    let counted: Vec<&Tally> = parts.iter().map(|(_, tally)| *tally).collect();
    let rates = whole.no_show.map(|rate| rate.drawn(&counted));
    let times = whole.service.as_ref().map(|times| times.drawn(&counted)).transpose()?;
    let group = |(at, (path, _)): (usize, &(&Vec<String>, &Tally))| Group {
        path: (*path).clone(),
        no_show: rates.as_ref().and_then(|rates| rates.get(at).copied()),
        service: times.as_ref().and_then(|times| times.get(at).cloned()),
    };
    Ok(parts.iter().enumerate().map(group).collect())
}
