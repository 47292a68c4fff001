//! What a name is found by besides the whole: beginnings of at least two characters, and initials in pinyin. They are
//! hashed under the hospital's key, stand in a side table that erasing empties, and are made anew from the sealed records.

use crate::directory::Lookups;
use journal::{Journal, Keys, PersonRecord, StoreError};
use model::text::{fold_name, is_han};
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::collections::BTreeSet;

/// One character finds half a town.
pub(crate) const PART_MIN: usize = 2;
/// Longer beginnings are the whole name to whoever types.
const PART_MAX: usize = 12;
/// A name of many words has no more parts.
const PARTS_MAX: usize = 64;

/// Makes the index of parts of names anew from the sealed records, during which nothing else is written; returns how many
/// people are in it. After an import, a change of what names are found by, or when it is lost.
///
/// # Errors
/// When the database cannot be read or written, or the key does not fit.
pub async fn index_names(journal: &Journal, keys: &Keys) -> Result<u64, StoreError> {
    let lookups = Lookups::new(keys.clone());
    let parts = move |plain: &[u8]| {
        let record: PersonRecord = serde_json::from_slice(plain).unwrap_or_default();
        lookups.name_parts(&record.name)
    };
    journal.index_names(parts).await
}

/// All parts of a name, folded.
pub(crate) fn parts(name: &str) -> BTreeSet<String> {
    let folded = fold_name(name);
    let mut all = BTreeSet::new();
    let starts = std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1));
    for rest in starts.filter_map(|at| folded.get(at..)) {
        all.extend(beginnings(rest));
        all.insert(rest.to_owned());
    }
    for initials in initials(&folded) {
        all.extend(beginnings(&initials));
    }
    all.retain(|part| part.chars().count() >= PART_MIN);
    all.into_iter().take(PARTS_MAX).collect()
}

fn beginnings(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().take(PART_MAX).collect();
    (PART_MIN..=letters.len()).map(move |length| letters[..length].iter().collect::<String>().trim_end().to_owned())
}

/// First letters of a Chinese name's syllables: of the first character in each of its readings (单: shan, dan, chan), which
/// is where surnames differ from words.
fn initials(folded: &str) -> Vec<String> {
    let han: Vec<char> = folded.chars().take_while(|letter| is_han(*letter)).take(PART_MAX).collect();
    let Some((surname, rest)) = han.split_first() else { return Vec::new() };
    let mut given = String::new();
    for letter in rest {
        let Some(reading) = letter.to_pinyin() else { return Vec::new() };
        given.push_str(reading.first_letter());
    }
    let readings = surname.to_pinyin_multi().into_iter().flatten().map(|reading| reading.first_letter());
    let first: BTreeSet<&str> = readings.collect();
    first.into_iter().map(|first| format!("{first}{given}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_beginning_and_its_initials() {
        let found = |name: &str, part: &str| parts(name).contains(&fold_name(part));
        for (name, part) in [
            ("欧阳修远", "欧阳"),
            ("欧阳修远", "oy"),
            ("欧阳修远", "oyxy"),
            ("单雄信", "sxx"),
            ("单雄信", "dx"),
            ("曾国藩", "zgf"),
            ("曾国藩", "cgf"),
            ("阿依古丽·买买提", "阿依古丽"),
            ("John Smith", "smi"),
            ("John Smith", "jo"),
            ("Zoë O’Neill", "o'ne"),
        ] {
            assert!(found(name, part), "{name} by {part}");
        }
        for (name, part) in [("林听雨", "听雨"), ("林听雨", "林"), ("John Smith", "ohn"), ("林听雨", "ly")]
        {
            assert!(!found(name, part), "{name} by {part}");
        }
        assert!(parts("王").is_empty() && parts("").is_empty());
        assert!(parts(&"ab ".repeat(20)).len() <= PARTS_MAX);
    }
}
