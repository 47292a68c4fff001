//! Permits: to travel to the mainland (港澳居民来往内地通行证, 台湾居民来往大陆通行证), to live here (港澳台居民居住证,
//! 外国人永久居留身份证), and the cards that people of Hong Kong, Macao or Taiwan show instead.

use super::{CredentialError, check_resident_id};

/// How the numbers of residence permits for people from Hong Kong, Macao and Taiwan begin.
const RESIDENTS: [&str; 3] = ["810000", "820000", "830000"];
/// A place code that does not exist: invented people have it, and no foreigner's card does.
const NO_PLACE: &str = "99";

/// Checks a permit's number, in its one spelling, against the forms of its issuers.
pub(super) fn check(number: &str) -> Result<(), CredentialError> {
    let form = |fits: bool| if fits { Ok(()) } else { Err(CredentialError::Form) };
    if number.bytes().filter(u8::is_ascii_digit).all(|digit| digit == b'0') {
        return form(false);
    }
    // Eighteen characters have the resident identity card's form, with its check digit.
    if number.len() == 18 {
        check_resident_id(number)?;
        return form(is_residence(number));
    }
    if looks_like(number, "A999999#") || looks_like(number, "AA999999#") {
        let check = number.as_bytes()[number.len() - 1];
        form(check.is_ascii_digit() || check == b'A')?;
        return hong_kong(number);
    }
    if looks_like(number, "A999999999") {
        return taiwan(number);
    }
    let home_return =
        number.starts_with(['H', 'M']) && (looks_like(number, "A99999999") || looks_like(number, "A9999999999"));
    // Macao's card, the permits for people from Taiwan, now and earlier, and the older card for permanent residents.
    let others = ["99999999", "9999999999", "9999999999A", "AAA999999999999"];
    form(home_return || others.iter().any(|pattern| looks_like(number, pattern)))
}

/// Does a number with the form of a resident identity card belong to a residence permit: for people from Hong Kong,
/// Macao or Taiwan, or for foreigners?
pub(super) fn is_residence(number: &str) -> bool {
    number.len() == 18
        && (RESIDENTS.iter().any(|of| number.starts_with(of))
            || number.starts_with('9') && !number.starts_with(NO_PLACE))
}

fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte - b'A') + 10,
    }
}

/// Checks a Hong Kong identity card's number: one or two letters, six digits, a check character.
fn hong_kong(number: &str) -> Result<(), CredentialError> {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    // A number with one letter is treated as if a space, of value 36, came before it.
    let lead = if letters == 1 { 36 * 9 } else { 0 };
    let weights = (1..=if letters == 1 { 8 } else { 9 }).rev();
    let sum: u32 = number.bytes().zip(weights).map(|(byte, weight)| value(byte) * weight).sum();
    if (lead + sum).is_multiple_of(11) { Ok(()) } else { Err(CredentialError::CheckDigit) }
}

/// Checks the number of a Taiwan card: a letter for the place, then 1 or 2, or 8 or 9 for people who moved there.
fn taiwan(number: &str) -> Result<(), CredentialError> {
    // A is 10, B 11 and so on, except for the letters that were added later.
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let bytes = number.as_bytes();
    let Some(place) = LETTERS.iter().position(|letter| *letter == bytes[0]) else { return Err(CredentialError::Form) };
    if !matches!(bytes[1], b'1' | b'2' | b'8' | b'9') {
        return Err(CredentialError::Form);
    }
    let place = place as u32 + 10;
    let weights = (1..=8).rev().chain([1]);
    let sum: u32 = bytes[1..].iter().zip(weights).map(|(byte, weight)| value(*byte) * weight).sum();
    if (place / 10 + place % 10 * 9 + sum).is_multiple_of(10) { Ok(()) } else { Err(CredentialError::CheckDigit) }
}

/// A pattern: `A` a letter, `9` a digit, `#` either.
fn looks_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            _ => byte.is_ascii_alphanumeric(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        credential::{complete_resident_id, normalize_credential},
        person::CredentialKind,
    };

    fn permit(number: &str) -> Result<String, CredentialError> {
        normalize_credential(CredentialKind::Permit, None, number).map(|(_, number)| number)
    }

    #[test]
    fn permits_have_the_forms_of_those_who_issue_them() {
        for (typed, kept) in [
            ("H1234567(8)", "H12345678"),
            ("h 1234 5678 01", "H1234567801"),
            ("A123456(3)", "A1234563"),
            ("Ａ１２３４５６（３）", "A1234563"),
            ("12345678", "12345678"),
            ("A123456789", "A123456789"), // the usual example of Taiwan's rule
            ("1234567890(B)", "1234567890B"),
            ("KOR110080010113", "KOR110080010113"),
        ] {
            assert_eq!(permit(typed).as_deref(), Ok(kept), "{typed}");
        }
        assert_eq!(permit("A123456(4)"), Err(CredentialError::CheckDigit));
        assert_eq!(permit("A123456788"), Err(CredentialError::CheckDigit));
        let resident = complete_resident_id("81000019900101001").unwrap();
        assert_eq!(permit(&resident).as_deref(), Ok(resident.as_str()));
        let mut wrong = resident.clone();
        wrong.replace_range(17.., if resident.ends_with('1') { "2" } else { "1" });
        assert_eq!(permit(&wrong), Err(CredentialError::CheckDigit));
    }

    #[test]
    fn what_nobody_issues_is_no_permit() {
        let invented = [
            "A1",
            "ABCDEF",
            "000000",
            "00000000",
            "AAAAAAAAAAAA",
            "M12345",
            "A123456",
            "H1234567",
            "123456789012",
            "H00000000",
            "A323456789",
            "1234567",
        ];
        for number in invented {
            assert!(permit(number).is_err(), "{number}");
        }
        for seventeen in ["84000019900101001", "81010019900101001", "11010519491231002"] {
            let number = complete_resident_id(seventeen).unwrap();
            assert_eq!(permit(&number), Err(CredentialError::Form), "{number}");
        }
    }
}
