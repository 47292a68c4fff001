//! What was seen of single visits.

use super::tally::Tally;
use crate::{
    limits::learning::{AGE, GROUPS_MAX, LEAD_DAYS, NAME_CHARACTERS_MAX, PATH_MAX, ROWS_MAX, SERVICE_SECONDS},
    problem::{Problem, Rule, within},
};
use std::collections::BTreeMap;

/// A group of an [`Observations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupId(pub(super) u16);

/// What was seen of one visit. What was not seen is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// Of which group it is.
    pub group: GroupId,
    /// The day of the appointment, or any number that grows with time.
    pub when: i64,
    /// When on that day, in seconds or in any number that grows with time.
    pub start: Option<u32>,
    /// When it was booked, in seconds of any clock. Only tells visits apart that are otherwise the same.
    pub booked: Option<i64>,
    /// How many days before the appointment it was booked.
    pub lead_days: Option<u16>,
    /// The patient's age in years.
    pub age: Option<u16>,
    /// Whether the patient came.
    pub shown: Option<bool>,
    /// How long the patient was in the room.
    pub service_seconds: Option<u32>,
    /// Whether it is kept apart, to try out what was learnt from the others.
    pub held_out: bool,
}

impl Observation {
    /// A visit of a group of which nothing is known yet.
    pub const fn of(group: GroupId) -> Self {
        Self {
            group,
            when: 0,
            start: None,
            booked: None,
            lead_days: None,
            age: None,
            shown: None,
            service_seconds: None,
            held_out: false,
        }
    }
}

/// Visits, with the names of their groups.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    ids: BTreeMap<Vec<String>, GroupId>,
    paths: Vec<Vec<String>>,
    all: Vec<Observation>,
}

impl Observations {
    /// The group with this path, which may be new. Nothing is the group of which nothing more is known.
    ///
    /// # Errors
    /// `group`: a path of more than [`PATH_MAX`] names, a name of more than [`NAME_CHARACTERS_MAX`] characters or of
    /// none; `groups`: more than [`GROUPS_MAX`].
    pub fn group(&mut self, path: &[&str]) -> Result<GroupId, Problem> {
        within("group", path.len() as f64, 0.0, PATH_MAX as f64)?;
        for name in path {
            within("group", name.chars().count() as f64, 1.0, NAME_CHARACTERS_MAX as f64)?;
        }
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        if let Some(id) = self.ids.get(&path) {
            return Ok(*id);
        }
        let count = self.paths.len() + 1;
        let id = u16::try_from(self.paths.len()).ok().filter(|_| count <= GROUPS_MAX).map(GroupId);
        let id = id.ok_or_else(|| Problem::new("groups", count, Rule::Between(1.0, GROUPS_MAX as f64)))?;
        self.ids.insert(path.clone(), id);
        self.paths.push(path);
        Ok(id)
    }

    /// One more visit.
    ///
    /// # Errors
    /// `lead_days` outside of [`LEAD_DAYS`], `age` outside of [`AGE`], `service` outside of [`SERVICE_SECONDS`], `rows`
    /// beyond [`ROWS_MAX`]. It is not kept then, and those before it are.
    pub fn push(&mut self, seen: Observation) -> Result<(), Problem> {
        let between = |field, value: Option<u32>, min: u32, max: u32| match value {
            Some(value) => within(field, value.into(), min.into(), max.into()).map(drop),
            None => Ok(()),
        };
        between("lead_days", seen.lead_days.map(u32::from), (*LEAD_DAYS.start()).into(), (*LEAD_DAYS.end()).into())?;
        between("age", seen.age.map(u32::from), (*AGE.start()).into(), (*AGE.end()).into())?;
        between("service", seen.service_seconds, *SERVICE_SECONDS.start(), *SERVICE_SECONDS.end())?;
        within("rows", self.all.len() as f64 + 1.0, 1.0, ROWS_MAX as f64)?;
        self.all.push(seen);
        Ok(())
    }

    /// All of them, in the order in which they came.
    pub fn all(&self) -> &[Observation] {
        &self.all
    }

    /// The path of a group.
    pub fn path(&self, group: GroupId) -> &[String] {
        self.paths.get(usize::from(group.0)).map_or(&[], Vec::as_slice)
    }

    /// What is counted of each group and of all that it is part of, of the visits that are wanted.
    pub(super) fn tallies(&self, wanted: impl Fn(&Observation) -> bool) -> BTreeMap<Vec<String>, Tally> {
        let mut leaves = vec![Tally::default(); self.paths.len()];
        for seen in self.all.iter().filter(|seen| wanted(seen)) {
            if let Some(leaf) = leaves.get_mut(usize::from(seen.group.0)) {
                leaf.count(seen);
            }
        }
        let mut all = BTreeMap::from([(Vec::new(), Tally::default())]);
        for (path, leaf) in self.paths.iter().zip(&leaves) {
            for depth in 0..=path.len() {
                all.entry(path[..depth].to_vec()).or_insert_with(Tally::default).add(leaf);
            }
        }
        all
    }
}
