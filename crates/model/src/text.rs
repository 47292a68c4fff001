//! Texts that people type: which characters none may hold, and the folds under which texts are looked up.
//!
//! [`check`] goes over whatever can be serialised, so that a field which is added tomorrow is checked too.

mod walk;

use crate::message::Refusal;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

pub use walk::check;

/// Fields whose texts may have several lines.
const LINES: [&str; 3] = ["text", "toml", "reason"];

/// Is it one that nobody sees, or that changes how others are seen: a control (C0, DEL, C1), a mark of direction, a space
/// without width, a filler, a line separator, a noncharacter?
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
        || (letter as u32) & 0xFFFE == 0xFFFE
}

/// The first character that a text must not hold. Tabs and ends of lines are allowed where `lines` are.
#[must_use]
pub fn fault(text: &str, lines: bool) -> Option<char> {
    text.chars().find(|letter| is_invisible(*letter) && !(lines && matches!(letter, '\n' | '\r' | '\t')))
}

/// Checks one text.
///
/// # Errors
/// `text-character`, which names the field and the character by its number.
pub fn plain(text: &str, field: &'static str) -> Result<(), Refusal> {
    match fault(text, may_have_lines(field)) {
        None => Ok(()),
        Some(letter) => Refusal::new("text-character").field(field).with("character", number(letter)).err(),
    }
}

/// May a field of this name hold several lines?
#[must_use]
pub fn may_have_lines(field: &str) -> bool {
    LINES.contains(&field)
}

/// `U+202E`
#[must_use]
pub fn number(letter: char) -> String {
    format!("U+{:04X}", letter as u32)
}

/// A name as it is looked up: compatibility forms as one (NFKC), without accents and invisible characters, in lower case,
/// any quote as ', a dot between the parts of a name as a space, single spaces, and none between Han characters.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let letters = name.nfkc().filter(|letter| letter.is_whitespace() || !is_invisible(*letter));
    for letter in letters.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            '·' | '•' | '・' | '‧' | '∙' | '⋅' | '●' | '.' | '。' | '･' | 'ㆍ' | '᛫' => {
                plain.push(' ')
            }
            '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '‛' => plain.push('\''),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => plain.push('-'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'ı' => plain.push('i'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            other => plain.push(other),
        }
    }
    let mut folded = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        let joins = folded.chars().next_back().is_some_and(is_han) && word.chars().next().is_some_and(is_han);
        if !folded.is_empty() && !joins {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// A Chinese character?
#[must_use]
pub fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// A number or code in one spelling: NFKC, upper case, without invisible characters.
#[must_use]
pub fn upright(text: &str) -> String {
    text.nfkc().filter(|letter| !is_invisible(*letter)).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_written_in_many_ways_is_one() {
        for (one, other) in [
            ("阿依古丽·买买提", "阿依古丽•买买提"),
            ("阿依古丽·买买提", "阿依古丽・买买提"),
            ("阿依古丽·买买提", "阿依古丽．买买提"),
            ("李 雷", "李雷"),
            ("李　雷", "李\u{200B}雷"),
            ("O’Brien", "o'brien"),
            ("Zoë Müller", "ZOE\u{308} MULLER"),
            ("Ｊｏｈｎ  Smith", "john smith"),
            ("J. R. Smith", "J R Smith"),
            ("Jean–Luc", "Jean-Luc"),
        ] {
            assert_eq!(fold_name(one), fold_name(other), "{one} {other}");
        }
        assert_ne!(fold_name("李雷"), fold_name("李磊"));
        assert_ne!(fold_name("John Smith"), fold_name("JohnSmith"));
        assert_eq!(fold_name("王 Anna"), "王 anna");
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for letter in ['\0', '\u{1B}', '\u{7F}', '\u{85}', '\u{200B}', '\u{202E}', '\u{2066}', '\u{FEFF}', '\u{FFFF}'] {
            assert_eq!(fault(&format!("张{letter}三"), true), Some(letter));
        }
        assert_eq!(fault("两行\r\n\t与制表", true), None);
        assert_eq!(fault("两行\n", false), Some('\n'));
        assert_eq!(fault("张三 O’Brien Zoë é𠮷 ·•", false), None);
        assert_eq!(number('\u{202E}'), "U+202E");
    }
}
