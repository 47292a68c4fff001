//! An ordered map that remembers before-images, so that a batch can be taken back.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::RangeBounds};

/// `BTreeMap` with an undo log. Changes since the last [`durable`](Self::durable) can be taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Table<K: Ord, V> {
    rows: BTreeMap<K, V>,
    #[serde(skip, default = "Vec::new")]
    undo: Vec<(K, Option<V>)>,
}

impl<K: Ord, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), undo: Vec::new() }
    }
}

/// The rows count as durable.
impl<K: Ord, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(rows: I) -> Self {
        Self { rows: rows.into_iter().collect(), undo: Vec::new() }
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Table<K, V> {
    /// Equal contents; the undo log is ignored.
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    /// The row of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    /// Is there a row?
    pub fn contains(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    /// All rows in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    /// The rows of a range of keys, in order.
    pub fn range(&self, keys: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.range(keys)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// No rows?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Inserts or replaces a row.
    pub fn insert(&mut self, key: K, row: V) {
        let before = self.rows.insert(key.clone(), row);
        self.undo.push((key, before));
    }

    /// Changes a row in place; does nothing if there is none.
    pub fn update(&mut self, key: &K, change: impl FnOnce(&mut V)) {
        if let Some(row) = self.rows.get_mut(key) {
            self.undo.push((key.clone(), Some(row.clone())));
            change(row);
        }
    }

    /// Removes a row.
    pub fn remove(&mut self, key: &K) {
        if let Some(before) = self.rows.remove(key) {
            self.undo.push((key.clone(), Some(before)));
        }
    }

    /// Forgets the before-images.
    pub fn durable(&mut self) {
        self.undo.clear();
    }

    /// A mark to go back to with [`take_back_to`](Self::take_back_to); valid until the next [`durable`](Self::durable).
    pub fn mark(&self) -> usize {
        self.undo.len()
    }

    /// Puts the before-images of the changes since `mark` back, newest first.
    pub fn take_back_to(&mut self, mark: usize) {
        for (key, before) in self.undo.drain(mark.min(self.undo.len())..).rev() {
            match before {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn taking_back_restores_what_was_durable(
            kept in proptest::collection::vec((0u8..8, 0u8..3, any::<u16>()), 0..30),
            undone in proptest::collection::vec((0u8..8, 0u8..3, any::<u16>()), 0..30),
        ) {
            let mut table = Table::default();
            let play = |table: &mut Table<u8, u16>, steps: &[(u8, u8, u16)]| {
                for (key, action, value) in steps {
                    match action {
                        0 => table.insert(*key, *value),
                        1 => table.update(key, |row| *row = row.wrapping_add(*value)),
                        _ => table.remove(key),
                    }
                }
            };
            play(&mut table, &kept);
            table.durable();
            let (before, durable) = (table.clone(), table.mark());
            let half = undone.len() / 2;
            play(&mut table, &undone[..half]);
            let (middle, mark) = (table.clone(), table.mark());
            play(&mut table, &undone[half..]);
            table.take_back_to(mark);
            prop_assert!(table == middle);
            table.take_back_to(durable);
            prop_assert!(table == before);
        }
    }
}
