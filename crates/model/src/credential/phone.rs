//! Phone numbers: the one spelling of each, and the spellings that were stored before there was one.

use super::is_separator;
use crate::text::upright;
use std::collections::BTreeSet;

/// The most digits of an extension.
const EXTENSION_MAX: usize = 6;
/// The fewest digits of a number that has an extension: shorter numbers are extensions themselves.
const EXTENDED_MIN: usize = 7;
/// What is written between a number and its extension, in upper case.
const EXTENSION_WORDS: [&str; 13] =
    ["", "#", "X", "EXT", "EXTN", "EXTENSION", "转", "轉", "转接", "分机", "分機", "内线", "內線"];

/// A phone number in its one spelling: digits only; for China without the country code, and with the area code's 0 if
/// it is a landline; an extension follows `#`. `None` if the number does not have 5 to 20 digits, or the extension 1 to
/// 6.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let upright = upright(text);
    let (main, mut extension) = extension_by_word(&upright)?;
    let visible: String = main.chars().filter(|letter| !is_separator(*letter)).collect();
    let abroad = visible.starts_with('+') || visible.starts_with("00");
    // The 0 for calls within a country, written beside the country code: +44 (0)20.
    let main = if abroad { main.replace("(0)", "") } else { main.to_owned() };
    let mut groups: Vec<&str> = main.split(is_separator).filter(|group| !group.is_empty()).collect();
    if extension.is_none() {
        extension = extension_behind(&groups, abroad).map(String::from);
        groups.truncate(groups.len() - usize::from(extension.is_some()));
    }
    let whole = groups.concat();
    let digits = whole.strip_prefix('+').or_else(|| whole.strip_prefix("00")).unwrap_or(&whole);
    let min = if extension.is_some() { EXTENDED_MIN } else { 5 };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !(min..=20).contains(&digits.len()) {
        return None;
    }
    let line = chinese(digits, abroad).unwrap_or_else(|| digits.to_owned());
    Some(extension.map_or(line.clone(), |extension| format!("{line}#{extension}")))
}

/// The part of a number in its one spelling by which it is looked up: all but the extension.
#[must_use]
pub fn phone_line(number: &str) -> &str {
    number.split_once('#').map_or(number, |(line, _)| line)
}

/// All spellings under which a phone number may have been stored before it had one: its digits as they were typed, with
/// China's code, with a 0 put before it if there is none, with the extension after it.
#[must_use]
pub fn phone_spellings(text: &str) -> Vec<String> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let mut all = BTreeSet::from([digits(&upright(text))]);
    if let Some(one) = phone(text) {
        let line = phone_line(&one);
        let national = line.trim_start_matches('0');
        all.extend(["", "0", "86", "860"].map(|before| format!("{before}{national}")));
        all.extend([digits(&one), line.to_owned()]);
    }
    all.into_iter().collect()
}

/// A number, and the extension that a word separates from it; `None` if there is something other than a number.
fn extension_by_word(upright: &str) -> Option<(&str, Option<String>)> {
    let of_number = |letter: char| letter.is_ascii_digit() || letter == '+' || is_separator(letter);
    let Some(at) = upright.find(|letter| !of_number(letter)) else { return Some((upright, None)) };
    let (main, rest) = upright.split_at(at);
    let (word, rest) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit())?);
    let word: String = word
        .chars()
        .filter(|letter| !is_separator(*letter) && !matches!(letter, ':' | ';' | ',' | '=' | '号'))
        .collect();
    let extension: String = rest.chars().filter(|letter| !is_separator(*letter)).collect();
    let fits = EXTENSION_WORDS.contains(&word.as_str()) && is_extension(&extension);
    fits.then_some((main, Some(extension)))
}

fn is_extension(text: &str) -> bool {
    (1..=EXTENSION_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The last group, if it follows a whole number and does not make one together with it: 0531-88052208-801.
fn extension_behind<'a>(groups: &[&'a str], abroad: bool) -> Option<&'a str> {
    let (last, before) = groups.split_last()?;
    let complete = |groups: &[&str]| {
        let whole = groups.concat();
        chinese(whole.strip_prefix('+').or_else(|| whole.strip_prefix("00")).unwrap_or(&whole), abroad).is_some()
    };
    // Without an area code, only if it is written as it is here; a number of another country would lose its end.
    let local = match before {
        [one] => (7..=8).contains(&one.len()) && !one.starts_with(['0', '1']),
        [one, other] => one.len() == 4 && other.len() == 4 && !one.starts_with(['0', '1']),
        _ => false,
    };
    let whole = complete(groups) || groups.concat().len() <= 8;
    (is_extension(last) && !whole && (complete(before) || local && !abroad)).then_some(*last)
}

/// A number in China as it is dialled from within the country: a mobile, 400 or 800 number without a 0, a landline with
/// its area code's 0. `None` if it is not a whole Chinese number.
fn chinese(digits: &str, abroad: bool) -> Option<String> {
    for code in ["86", "086"] {
        let Some(national) = digits.strip_prefix(code) else { continue };
        let known = mobile_or_service(national).or_else(|| landline(national.strip_prefix('0').unwrap_or(national)));
        // In an old form that is not known here: with its 0, as one would dial it.
        let unknown = || {
            let old = abroad && code == "86" && (9..=12).contains(&national.len());
            old.then(|| format!("0{}", national.trim_start_matches('0')))
        };
        if let Some(number) = known.or_else(unknown) {
            return Some(number);
        }
    }
    if abroad {
        return None;
    }
    mobile_or_service(digits).or_else(|| landline(digits.strip_prefix('0')?))
}

fn mobile_or_service(national: &str) -> Option<String> {
    let number = national.strip_prefix('0').unwrap_or(national);
    let mobile = number.len() == 11 && number.starts_with('1') && !number.starts_with("10");
    let service = number.len() == 10 && (number.starts_with("400") || number.starts_with("800"));
    (mobile || service).then(|| number.to_owned())
}

/// A landline of an area code without its 0 and a number of 7 or 8 digits; of 8 if the area code is short.
fn landline(number: &str) -> Option<String> {
    let whole = match number.as_bytes() {
        [b'1', b'0', ..] | [b'2', ..] => number.len() == 10,
        [b'3'..=b'9', ..] => (10..=11).contains(&number.len()),
        _ => false,
    };
    whole.then(|| format!("0{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_one_however_it_is_written() {
        for (one, typed) in [
            (
                "13800000000",
                "138 0000-0000|+86 138 0000 0000|0086-13800000000|8613800000000|013800000000|+86(0)138 0000 0000|+86 (0) 13800000000|(+86)13800000000|086 138 0000 0000|１３８００００００００|138−0000−0000",
            ),
            (
                "053188052208",
                "(0531) 8805-2208|（０５３１）８８０５２２０８|+86 531 8805 2208|86 531 8805 2208|86 0531 88052208|+86-0531-88052208|0531-88052208|0531.8805.2208",
            ),
            (
                "053188052208#801",
                "0531-88052208-801|0531 8805 2208 801|0531-88052208转801|053188052208 转 801|0531-88052208 ext. 801|0531-88052208 Ext 801|053188052208x801|0531-88052208 分机号：801|0531-88052208（转801）|0531-88052208,801|+86 531 88052208-801|053188052208#801|86-531-8805-2208-801",
            ),
            ("01066554433", "010-6655 4433|+86 10 6655 4433|86 10 6655 4433|+86 (0)10 66554433"),
            ("4008008820", "400-800-8820|+86 400 800 8820|86 400 800 8820|4008008820|04008008820"),
            ("4008008820#1", "400-800-8820-1|400 800 8820 转 1"),
            ("88052208", "8805 2208|8805-2208|88052208"),
            ("88052208#8012", "88052208-8012|8805 2208-8012|88052208转8012"),
            ("85223456789", "+852 2345 6789|852 2345 6789|00852-2345-6789"),
            ("442079460958", "+44 20 7946 0958|+44 (0)20 7946 0958|44 20 7946 0958"),
            ("85223456789#12", "+852 2345 6789 ext 12|85223456789#12"),
            ("14155550100", "+1 415 555 0100|1-415-555-0100"),
            ("95588", "95588"),
        ] {
            for typed in typed.split('|') {
                assert_eq!(phone(typed).as_deref(), Some(one), "{typed}");
            }
            assert_eq!(phone(one).as_deref(), Some(one), "as it is kept");
        }
        for typed in [
            "12",
            "abcdef",
            "+86 138x0000000",
            "",
            "转801",
            "801 转 1",
            "0531-88052208 转",
            "0531-88052208 转 1234567",
            "ext",
            "88052208 now 1",
        ] {
            assert_eq!(phone(typed), None, "{typed}");
        }
        assert_eq!(phone_line("053188052208#801"), "053188052208");
    }

    #[test]
    fn what_was_kept_before_is_among_the_spellings() {
        for (typed, kept) in [
            ("13800000000", "8613800000000"),
            ("+86 138 0000 0000", "013800000000"),
            ("(0531) 8800-0003", "8653188000003"),
            ("400 800 8820", "04008008820"),
            ("0531-88052208-801", "053188052208801"),
            ("0531-88052208 转 801", "053188052208"),
        ] {
            assert!(phone_spellings(typed).contains(&kept.to_owned()), "{typed} {kept}");
        }
    }
}
