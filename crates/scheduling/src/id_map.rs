//! A map by id.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};
use uuid::Uuid;

/// Hashes an id, mainly by its last eight bytes: UUIDv7 is random there. Nothing depends on the map's order.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        // Chunks of eight, mixed: an id comes as 16 bytes and a length, which is always the same and is left out.
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(26) ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_usize(&mut self, _length: usize) {}
}

/// Values by id: those with which a copy of a world began in a sorted list of exactly their size, all others in a hash
/// map. The list is made faster than a hash map and takes half of its memory.
pub(crate) struct IdMap<V> {
    /// By id; `None` was taken out since.
    first: Vec<(Uuid, Option<V>)>,
    /// No id of the list is in it.
    later: HashMap<Uuid, V, BuildHasherDefault<IdHasher>>,
}

impl<V> Default for IdMap<V> {
    fn default() -> Self {
        Self { first: Vec::new(), later: HashMap::default() }
    }
}

impl<V> IdMap<V> {
    /// A map that begins with these values; each id is there once.
    pub(crate) fn beginning_with(mut first: Vec<(Uuid, Option<V>)>) -> Self {
        first.sort_unstable_by_key(|(id, _)| *id);
        Self { first, later: HashMap::default() }
    }

    /// A map of these values without such a list, in which look-ups among many are faster; each id is there once.
    pub(crate) fn hashed(values: Vec<(Uuid, Option<V>)>) -> Self {
        let mut later = HashMap::with_capacity_and_hasher(values.len(), BuildHasherDefault::default());
        later.extend(values.into_iter().filter_map(|(id, value)| Some((id, value?))));
        Self { first: Vec::new(), later }
    }

    /// Where in the list an id is.
    fn place(&self, id: Uuid) -> Option<usize> {
        if self.first.is_empty() {
            return None;
        }
        self.first.binary_search_by_key(&id, |(id, _)| *id).ok()
    }

    /// The value of an id.
    pub(crate) fn get(&self, id: Uuid) -> Option<&V> {
        match self.place(id) {
            Some(place) => self.first[place].1.as_ref(),
            None => self.later.get(&id),
        }
    }

    /// The value of an id, to be changed.
    pub(crate) fn get_mut(&mut self, id: Uuid) -> Option<&mut V> {
        match self.place(id) {
            Some(place) => self.first[place].1.as_mut(),
            None => self.later.get_mut(&id),
        }
    }

    /// The same; if there is none, it gets the default.
    pub(crate) fn get_or_default(&mut self, id: Uuid) -> &mut V
    where
        V: Default,
    {
        match self.place(id) {
            Some(place) => self.first[place].1.get_or_insert_default(),
            None => self.later.entry(id).or_default(),
        }
    }

    /// Puts a value in; `false` if the id had one.
    pub(crate) fn insert(&mut self, id: Uuid, value: V) -> bool {
        let before = match self.place(id) {
            Some(place) => self.first[place].1.replace(value),
            None => self.later.insert(id, value),
        };
        before.is_none()
    }

    /// Takes a value out; `false` if there was none.
    pub(crate) fn remove(&mut self, id: Uuid) -> bool {
        let before = match self.place(id) {
            Some(place) => self.first[place].1.take(),
            None => self.later.remove(&id),
        };
        before.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Whatever it began with, it holds what an ordered map holds.
        #[test]
        fn it_is_a_map(
            first in prop::collection::btree_map(0u8..12, any::<u8>(), 0..8),
            steps in prop::collection::vec((0u8..12, prop::option::of(any::<u8>())), 0..40),
        ) {
            let id = |number: u8| Uuid::from_u128(u128::from(number));
            let begun = first.iter().rev().map(|(number, value)| (id(*number), Some(*value)));
            let (mut map, mut expected) = (IdMap::beginning_with(begun.collect()), first);
            for (number, value) in steps {
                match value {
                    // Even values are put in, odd ones added to what is there.
                    Some(value) if value % 2 == 0 => {
                        prop_assert_eq!(map.insert(id(number), value), expected.insert(number, value).is_none());
                    }
                    Some(value) => {
                        let (here, there) = (map.get_or_default(id(number)), expected.entry(number).or_default());
                        (*here, *there) = (here.wrapping_add(value), there.wrapping_add(value));
                    }
                    None => prop_assert_eq!(map.remove(id(number)), expected.remove(&number).is_some()),
                }
                let all: BTreeMap<_, _> = (0..12).filter_map(|one| Some((one, *map.get(id(one))?))).collect();
                prop_assert_eq!(&all, &expected);
                prop_assert_eq!(map.get_mut(id(number)).copied(), expected.get(&number).copied());
            }
        }
    }
}
