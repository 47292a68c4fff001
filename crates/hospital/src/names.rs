//! What a person is found by besides the whole name: its beginnings of at least two characters, its initials in pinyin,
//! and the birth date after them. They are hashed under the hospital's key, kept in a side table from which erasing
//! removes them, and can be made anew from the sealed records.

use model::text::{fold_words, is_han, joined};
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::collections::{BTreeSet, HashSet};

/// Which fold and which rules for parts the hashes were made with; this goes into the hashes. Whoever changes either
/// raises the number; an index of another number is made anew at the next start.
pub(crate) const PARTS_OF: &str = "name_part.3";

/// The shortest beginning, characters: one character would find half a town.
pub(crate) const PART_MIN: usize = 2;
/// The longest beginning that is hashed, characters: when more is typed, only this many are looked up, and the records
/// found decide the rest.
const PART_MAX: usize = 12;
/// The most parts of a name: of a name of many words, those of the first words are kept.
const PARTS_MAX: usize = 128;

/// All parts of a name, folded: the beginnings from each of its words on.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let words = fold_words(name);
    let mut seen = HashSet::new();
    let rests = (0..words.len()).map(|at| joined(&words[at..]));
    let parts = rests.flat_map(|rest| {
        let of_initials: Vec<String> = initials(&rest).iter().flat_map(|initials| beginnings(initials)).collect();
        let mut all: Vec<String> = beginnings(&rest).chain(of_initials).collect();
        all.push(rest);
        all
    });
    let parts = parts.filter(|part| part.chars().count() >= PART_MIN);
    parts.filter(|part| seen.insert(part.clone())).take(PARTS_MAX).collect()
}

/// The part to search by for a typed text, which is folded.
pub(crate) fn beginning(folded: &str) -> String {
    folded.chars().take(PART_MAX).collect::<String>().trim_end().to_owned()
}

/// Was more typed than a part can hold?
pub(crate) fn is_longer(folded: &str) -> bool {
    folded.chars().count() > PART_MAX
}

/// Does the name begin with this, folded, from one of its words on?
pub(crate) fn begins(name: &str, folded: &str) -> bool {
    let words = fold_words(name);
    (0..words.len()).any(|at| joined(&words[at..]).starts_with(folded))
}

fn beginnings(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().take(PART_MAX).collect();
    (PART_MIN..=letters.len()).map(move |length| letters[..length].iter().collect::<String>().trim_end().to_owned())
}

/// The first letters of a Chinese name's syllables: of its first character in each of its readings (单: shan, dan,
/// chan), because a character may be read differently in a surname than in a word.
fn initials(folded: &str) -> Vec<String> {
    let han: Vec<char> = folded.chars().take_while(|letter| is_han(*letter)).take(PART_MAX).collect();
    let Some((surname, rest)) = han.split_first() else { return Vec::new() };
    // Up to the first character that has no known reading.
    let given: String = rest.iter().map_while(|letter| Some(letter.to_pinyin()?.first_letter())).collect();
    let readings = surname.to_pinyin_multi().into_iter().flatten().map(|reading| reading.first_letter());
    let first: BTreeSet<&str> = readings.collect();
    first.into_iter().map(|first| format!("{first}{given}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn a_name_is_found_by_its_beginning_and_its_initials() {
        let found = |name: &str, part: &str| parts(name).contains(&model::text::fold_name(part));
        for (name, part) in [
            ("欧阳修远", "欧阳"),
            ("欧阳修远", "oy"),
            ("欧阳修远", "oyxy"),
            ("单雄信", "sxx"),
            ("单雄信", "dx"),
            ("曾国藩", "zgf"),
            ("曾国藩", "cgf"),
            ("阿依古丽·买买提", "阿依古丽"),
            ("阿依古丽·买买提", "买买提"),
            ("阿依古丽·买买提", "阿依古丽 买"),
            ("阿依古丽·买买提", "阿依古丽买买提"),
            ("买买提江·吐尔逊江", "吐尔逊"),
            ("买买提江·吐尔逊江", "吐尔逊江"),
            ("买买提江·吐尔逊江", "tex"),
            ("买买提江-吐尔逊江", "texj"),
            ("买买提江·吐尔逊江", "mmtjte"),
            ("阿卜杜热合曼江·阿卜杜克热木江·吐尔逊", "吐尔逊"),
            ("阿卜杜热合曼江·阿卜杜克热木江·吐尔逊", "tex"),
            ("Mary D\u{B4}Ambra", "d'am"),
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
        let many: String = ('a'..='t').map(|letter| format!("{letter}bcdefgh ")).collect();
        assert_eq!(parts(&many).len(), PARTS_MAX);
    }

    #[test]
    fn an_index_of_other_parts_has_another_number() {
        let names = [
            "买买提江·吐尔逊江",
            "单 雄信",
            "Mary D\u{B4}Ambra",
            "Zoë O’Neill",
            "李–雷",
            "Ｊｏｈｎ ΝΊΚΟΣ ⸱ İpek",
            "王Anna",
        ];
        let all: String = names.iter().flat_map(|name| parts(name)).map(|part| part + "\n").collect();
        // When this fails, what names are found by has changed: raise the number in `PARTS_OF`, so that indexes are
        // made anew.
        assert_eq!(
            (PARTS_OF, hex::encode(Sha256::digest(all)).as_str()),
            ("name_part.3", "39405a1565d6e802ec500e7aaa5c090335cfb84cb825c443c035abf292cf9d2f")
        );
    }
}
