//! Rows with conditions, as `docs/policies.md` says which of them holds.

use super::rules::{CATEGORIES, CLASSES};
use std::{collections::BTreeMap, fmt::Write};

/// What is known of a bill, by the name of the condition that asks for it.
pub(super) type Facts = BTreeMap<&'static str, Vec<&'static str>>;

#[derive(Clone, Debug)]
pub(super) struct Row<T> {
    pub(super) conditions: Facts,
    pub(super) value: T,
}

/// Of the rows that hold, the one with most conditions, of as many the first.
pub(super) fn pick<'a, T>(rows: &'a [Row<T>], facts: &Facts) -> Option<&'a T> {
    let holds = |row: &Row<T>| {
        row.conditions.iter().all(|(name, wanted)| {
            let there = facts.get(name).map_or(&[][..], |there| there);
            wanted.iter().any(|one| there.contains(one))
        })
    };
    let mut holding: Vec<(usize, &Row<T>)> = rows.iter().enumerate().filter(|(_, row)| holds(row)).collect();
    holding.sort_by_key(|(place, row)| (std::cmp::Reverse(row.conditions.len()), *place));
    holding.first().map(|(_, row)| &row.value)
}

impl<T> Row<T> {
    /// Its conditions in a policy file.
    pub(super) fn toml(&self) -> String {
        let mut text = String::new();
        for (name, wanted) in &self.conditions {
            let quoted: Vec<String> = wanted.iter().map(|one| format!("\"{one}\"")).collect();
            let _ = match *name {
                "levels" => writeln!(text, "levels = [{}]", wanted.join(", ")),
                "kind" => writeln!(text, "kind = {}", quoted[0]),
                name => writeln!(text, "{name} = [{}]", quoted.join(", ")),
            };
        }
        text
    }
}

/// The classes and categories of a policy file.
pub(super) fn people() -> String {
    let mut text = String::new();
    for class in CLASSES {
        let (from, to) = class.ages;
        let _ = writeln!(
            text,
            "[[class]]\nname = \"{}\"\nzh = \"类\"\nen = \"class\"\nof = [\"retired\"]\nfrom_age = {from}\nto_age = {to}",
            class.name
        );
    }
    for name in CATEGORIES {
        let _ = writeln!(text, "[[category]]\nname = \"{name}\"\nzh = \"类别\"\nen = \"category\"");
    }
    text
}
