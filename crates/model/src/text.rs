//! Texts that people type: characters that none may contain, and the folds under which texts are looked up.
//!
//! [`check`] goes over anything that can be serialised, so that a field that is added later is checked too.

mod walk;

use crate::message::Refusal;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

pub use walk::check;

/// Fields whose texts may have several lines.
const LINES: [&str; 3] = ["text", "toml", "reason"];

/// Is it a character that nobody sees, or that changes how others are seen: a control (C0, DEL, C1), a mark of
/// direction, a space without width, a filler, a blank that is not a space, a line separator, a noncharacter? This
/// includes everything that Unicode calls `Default_Ignorable_Code_Point`.
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
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{13430}'..='\u{1343F}'
                | '\u{13441}'..='\u{13442}'
                | '\u{16FE4}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D159}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
        || (letter as u32) & 0xFFFE == 0xFFFE
}

/// A text without its invisible characters; those that stand for a space become one.
#[must_use]
pub fn visible(text: &str) -> String {
    let letter = |letter: char| if letter.is_whitespace() { ' ' } else { letter };
    text.chars().map(letter).filter(|letter| !is_invisible(*letter)).collect()
}

/// Does it contain a letter of any script, so that it is more than dots and marks?
#[must_use]
pub fn has_letter(text: &str) -> bool {
    text.chars()
        .any(|letter| (letter.is_alphabetic() || is_han(letter)) && !is_combining_mark(letter) && !is_invisible(letter))
}

/// The first character that a text must not contain. Tabs and ends of lines are allowed if `lines` are.
#[must_use]
pub fn fault(text: &str, lines: bool) -> Option<char> {
    text.chars().find(|letter| is_invisible(*letter) && !(lines && matches!(letter, '\n' | '\r' | '\t')))
}

/// Checks one text.
///
/// # Errors
/// `text-character`, which names the field and the character (by its number).
pub fn plain(text: &str, field: &'static str) -> Result<(), Refusal> {
    match fault(text, may_have_lines(field)) {
        None => Ok(()),
        Some(letter) => Refusal::new("text-character").field(field).with("character", number(letter)).err(),
    }
}

/// May a field of this name have several lines?
#[must_use]
pub fn may_have_lines(field: &str) -> bool {
    LINES.contains(&field)
}

/// `U+202E`
#[must_use]
pub fn number(letter: char) -> String {
    format!("U+{:04X}", letter as u32)
}

/// A name as it is looked up: compatibility forms unified (NFKC), without accents and invisible characters, in lower
/// case, any quote as ', a dot between the parts of a name as a space, single spaces, and none between Han characters.
#[must_use]
pub fn fold_name(name: &str) -> String {
    joined(&fold_words(name))
}

/// The words of a name, each folded: separated by spaces and dots and, between Han characters, by any other mark.
#[must_use]
pub fn fold_words(name: &str) -> Vec<String> {
    let mut plain: Vec<char> = Vec::with_capacity(name.len());
    // Marks first: the compatibility form of an accent that stands alone is a space followed by the accent.
    let letters = name.nfc().map(|letter| mark(letter).unwrap_or(letter)).nfkc();
    let letters = letters.filter(|letter| letter.is_whitespace() || !is_invisible(*letter));
    for letter in letters.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        let written: &[char] = match mark(letter).unwrap_or(letter) {
            'ø' => &['o'],
            'ł' => &['l'],
            'đ' | 'ð' => &['d'],
            'ħ' => &['h'],
            'ŧ' => &['t'],
            'ı' => &['i'],
            'ς' => &['σ'],
            'ß' => &['s', 's'],
            'æ' => &['a', 'e'],
            'œ' => &['o', 'e'],
            'þ' => &['t', 'h'],
            other => &[other],
        };
        // Lower case may produce an accent that was in no letter before.
        plain.extend(written.iter().filter(|letter| !is_combining_mark(**letter)));
    }
    part_han(&mut plain);
    plain.into_iter().collect::<String>().split_whitespace().map(String::from).collect()
}

/// Folded words as one text: no space between two Han characters.
#[must_use]
pub fn joined(words: &[String]) -> String {
    let mut folded = String::new();
    for word in words {
        let joins = folded.chars().next_back().is_some_and(is_han) && word.chars().next().is_some_and(is_han);
        if !folded.is_empty() && !joins {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// What a mark with many spellings stands for: a dot between the parts of a name (a space), a quote, a dash.
fn mark(letter: char) -> Option<char> {
    Some(match letter {
        '·' | '•' | '・' | '‧' | '∙' | '⋅' | '●' | '.' | '。' | '･' | 'ㆍ' | 'ᆞ' | '᛫' | '⸱' | 'ꞏ' | '⸳' | '⸰' | '․'
        | '◦' | '⁃' | '▪' | '⚫' | '⬤' | '⦁' | '𐄁' | 'ᐧ' | '˙' | '．' | '｡' | '﹒' => ' ',
        '’' | '‘' | '‚' | '‛' | 'ʼ' | 'ʻ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ʹ' | 'ˈ' | 'ˊ' | 'ˋ' | '`' | '´' | '΄' | '′' | '‵'
        | '՚' | '׳' | 'ߴ' | 'ߵ' | '᾽' | '᾿' | '῾' | 'ꞌ' | 'Ꞌ' | '＇' | '｀' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' | '－' => '-',
        _ => return None,
    })
}

/// Anything between two Han characters that is neither letter nor digit separates them, as a dot does.
fn part_han(plain: &mut [char]) {
    let mut han: Option<usize> = None;
    for at in 0..plain.len() {
        if is_han(plain[at]) {
            if let Some(before) = han {
                plain[before + 1..at].fill(' ');
            }
            han = Some(at);
        } else if plain[at].is_alphanumeric() {
            han = None;
        }
    }
}

/// Is it a Chinese character?
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
            ("Jean―Luc", "Jean-Luc"),
            ("İpek Ağaoğlu", "ipek agaoglu"),
            ("ΝΊΚΟΣ", "Νίκος"),
        ] {
            assert_eq!(fold_name(one), fold_name(other), "{one} {other}");
        }
        for quote in "'’‘‛ʼʻʽʾʿʹˈ`´′‵՚׳ꞌ｀＇\u{1FFD}\u{1FEF}".chars() {
            assert_eq!(fold_name(&format!("Mary D{quote}Ambra")), "mary d'ambra", "{}", number(quote));
        }
        for dot in "·•・‧∙⋅●.．。｡･ㆍ᛫⸱ꞏ⸳⸰․◦▪⦁-－—–―/、，,_~* ".chars() {
            assert_eq!(fold_words(&format!("阿依古丽{dot}买买提")), ["阿依古丽", "买买提"], "{}", number(dot));
        }
        assert_eq!(fold_words("阿依古丽——买买提"), ["阿依古丽", "买买提"]);
        assert_eq!(fold_name("王Anna-Maria"), "王anna-maria");
        assert_ne!(fold_name("李雷"), fold_name("李磊"));
        assert_ne!(fold_name("John Smith"), fold_name("JohnSmith"));
        assert_eq!(fold_name("王 Anna"), "王 anna");
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for letter in [
            '\0',
            '\u{1B}',
            '\u{7F}',
            '\u{85}',
            '\u{200B}',
            '\u{202E}',
            '\u{2066}',
            '\u{FEFF}',
            '\u{FFFF}',
            '\u{180B}',
            '\u{180D}',
            '\u{2800}',
            '\u{13430}',
            '\u{13441}',
            '\u{1D173}',
            '\u{1BCA0}',
            '\u{16FE4}',
            '\u{FDD0}',
        ] {
            assert_eq!(fault(&format!("张{letter}三"), true), Some(letter));
            assert_eq!(visible(&format!("张{letter}三")).replace(' ', ""), "张三");
        }
        assert_eq!(visible("张\t三\u{85}四"), "张 三 四");
        for name in ["·", "···", "\u{301}", "- -", "123", ""] {
            assert!(!has_letter(name), "{name}");
        }
        for name in ["王", "\u{E123}", "〇", "Ó", "ガ", "김", "ئا", "𠮷"] {
            assert!(has_letter(name), "{name}");
        }
        assert_eq!(fault("两行\r\n\t与制表", true), None);
        assert_eq!(fault("两行\n", false), Some('\n'));
        assert_eq!(fault("张三 O’Brien Zoë é𠮷 ·•", false), None);
        assert_eq!(number('\u{202E}'), "U+202E");
    }
}
