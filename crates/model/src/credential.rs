//! Numbers of credentials and phones: which form each kind has, and the one way of writing it under which it is looked up.

use crate::{
    person::CredentialKind,
    text::{is_invisible, upright},
};
use chrono::{Datelike, NaiveDate};

use crate::person::Sex;

mod countries;

/// Why a credential's number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Not the right number of characters or kinds of characters.
    #[error("wrong form")]
    Form,
    /// The birth date within the number does not exist.
    #[error("impossible birth date")]
    BirthDate,
    /// The check digit is wrong (GB 11643-1999, ISO 7064 MOD 11-2; of a Hong Kong identity card, its MOD 11).
    #[error("wrong check digit")]
    CheckDigit,
    /// A passport without the country that issued it.
    #[error("the country that issued the passport is missing")]
    CountryMissing,
    /// No code of ISO 3166-1 alpha-3 (or one that ICAO 9303 adds).
    #[error("no country has this code")]
    CountryUnknown,
    /// A country where the kind of credential says all.
    #[error("only passports name a country")]
    CountryNotAsked,
}

/// What a valid resident identity number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentIdFacts {
    /// Born on.
    pub birth: NaiveDate,
    /// From the sequence number's parity.
    pub sex: Sex,
}

/// The check character of the first 17 digits of a resident identity number (GB 11643-1999).
fn resident_check(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// Completes 17 digits with their check character; for people that are invented.
pub fn complete_resident_id(seventeen: &str) -> Result<String, CredentialError> {
    let bytes = seventeen.as_bytes();
    if bytes.len() != 17 || !bytes.iter().all(u8::is_ascii_digit) {
        return Err(CredentialError::Form);
    }
    Ok(format!("{seventeen}{}", char::from(resident_check(bytes))))
}

/// Checks an 18-character resident identity number: form, birth date, check digit.
pub fn check_resident_id(number: &str) -> Result<ResidentIdFacts, CredentialError> {
    let bytes = number.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return Err(CredentialError::Form);
    }
    if resident_check(&bytes[..17]) != bytes[17].to_ascii_uppercase() {
        return Err(CredentialError::CheckDigit);
    }
    let birth = NaiveDate::parse_from_str(&number[6..14], "%Y%m%d").map_err(|_| CredentialError::BirthDate)?;
    if birth.year() < 1850 {
        return Err(CredentialError::BirthDate);
    }
    let sex = if (bytes[16] - b'0').is_multiple_of(2) { Sex::Female } else { Sex::Male };
    Ok(ResidentIdFacts { birth, sex })
}

/// Checks a Hong Kong identity card's number: one or two letters, six digits, a check character.
fn check_hong_kong_id(number: &str) -> Result<(), CredentialError> {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte - b'A') + 10,
    };
    // A number of one letter stands behind a space, which counts 36.
    let lead = if letters == 1 { 36 * 9 } else { 0 };
    let weights = (1..=if letters == 1 { 8 } else { 9 }).rev();
    let sum: u32 = number.bytes().zip(weights).map(|(byte, weight)| value(byte) * weight).sum();
    if (lead + sum).is_multiple_of(11) { Ok(()) } else { Err(CredentialError::CheckDigit) }
}

/// A pattern: `A` a letter, `9` a digit, `#` either, all else itself.
fn looks_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            b'#' => byte.is_ascii_alphanumeric(),
            other => byte == other,
        })
}

/// Permits: to travel to the mainland (港澳居民来往内地通行证, 台湾居民来往大陆通行证), to live here (港澳台居民居住证,
/// 外国人永久居留身份证), and the cards that people of Hong Kong, Macao or Taiwan show instead.
fn check_permit(number: &str) -> Result<(), CredentialError> {
    // Eighteen characters have the resident identity card's form, with its check digit.
    if number.len() == 18 {
        return match check_resident_id(number)? {
            _ if number.starts_with(['8', '9']) => Ok(()),
            _ => Err(CredentialError::Form),
        };
    }
    if looks_like(number, "A999999#") || looks_like(number, "AA999999#") {
        let check = number.as_bytes()[number.len() - 1];
        return if check.is_ascii_digit() || check == b'A' {
            check_hong_kong_id(number)
        } else {
            Err(CredentialError::Form)
        };
    }
    let home_return =
        number.starts_with(['H', 'M']) && (looks_like(number, "A99999999") || looks_like(number, "A9999999999"));
    let others = ["99999999", "9999999999", "9999999999A", "A999999999", "A899999999", "AAA999999999999"];
    let foreign = (6..=12).contains(&number.len());
    if home_return || others.iter().any(|pattern| looks_like(number, pattern)) || foreign {
        Ok(())
    } else {
        Err(CredentialError::Form)
    }
}

/// What stands between the characters of a number and is no part of it.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '(' | ')' | '.' | '·' | '/' | '‐' | '‑' | '–' | '—' | '[' | ']')
}

/// A number in the one spelling of its kind, whether or not it has its kind's form: NFKC, upper case, and, where a person
/// reads and types it, without separators. Codes for machines keep every character that can be seen.
#[must_use]
pub fn spelled(kind: CredentialKind, number: &str) -> String {
    let upright = upright(number);
    match kind {
        CredentialKind::InsuranceCode | CredentialKind::FaceToken => upright.split_whitespace().collect(),
        CredentialKind::ResidentId
        | CredentialKind::SocialSecurityCard
        | CredentialKind::Passport
        | CredentialKind::Permit
        | CredentialKind::VisitCode
        | CredentialKind::Wristband => upright.chars().filter(|letter| !is_separator(*letter)).collect(),
    }
}

/// A country's code of ISO 3166-1 alpha-3, or one that ICAO 9303 adds for passports, in upper case.
///
/// # Errors
/// [`CredentialError::CountryUnknown`].
pub fn country(code: &str) -> Result<String, CredentialError> {
    let code = upright(code.trim());
    if countries::all().any(|known| known == code) { Ok(code) } else { Err(CredentialError::CountryUnknown) }
}

/// All codes of countries that a passport may name.
pub fn countries() -> impl Iterator<Item = &'static str> {
    countries::all()
}

/// Checks the form of any credential's number and returns it in its one spelling. A passport's begins with its country:
/// `KOR-M12345678`.
///
/// # Errors
/// Which rule of its kind the number breaks.
pub fn normalize_credential(
    kind: CredentialKind,
    issued_by: Option<&str>,
    number: &str,
) -> Result<String, CredentialError> {
    let text = spelled(kind, number);
    let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let issued_by = issued_by.filter(|code| !code.trim().is_empty());
    if issued_by.is_some() && kind != CredentialKind::Passport {
        return Err(CredentialError::CountryNotAsked);
    }
    let fits = match kind {
        CredentialKind::ResidentId => return check_resident_id(&text).map(|_| text),
        CredentialKind::SocialSecurityCard => (8..=32).contains(&text.len()) && alphanumeric,
        CredentialKind::InsuranceCode | CredentialKind::FaceToken => {
            (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        }
        CredentialKind::Passport => {
            if !(5..=18).contains(&text.len()) || !alphanumeric || !text.bytes().any(|byte| byte.is_ascii_digit()) {
                return Err(CredentialError::Form);
            }
            let country = country(issued_by.ok_or(CredentialError::CountryMissing)?)?;
            return Ok(format!("{country}-{text}"));
        }
        CredentialKind::Permit if alphanumeric => return check_permit(&text).map(|()| text),
        CredentialKind::Permit => false,
        CredentialKind::VisitCode | CredentialKind::Wristband => text.len() == 8 && alphanumeric,
    };
    if fits { Ok(text) } else { Err(CredentialError::Form) }
}

/// A phone number in its one spelling: digits; of China without the country's code, a landline's with the area code's 0.
/// `None` where it is none of 5 to 20 digits.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let upright = upright(text);
    let kept: String = upright.chars().filter(|letter| !is_separator(*letter)).collect();
    let (abroad, digits) = match kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, kept.as_str()),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !(5..=20).contains(&digits.len()) {
        return None;
    }
    let mobile = |number: &str| number.len() == 11 && number.starts_with('1') && !number.starts_with("10");
    match digits.strip_prefix("86") {
        Some(national) if mobile(national) => Some(national.to_owned()),
        Some(national) if abroad && (9..=12).contains(&national.len()) => {
            Some(format!("0{}", national.trim_start_matches('0')))
        }
        _ => Some(digits.to_owned()),
    }
}

/// All spellings under which a phone number may have been kept before it had one: its digits as they were typed, with
/// China's code.
#[must_use]
pub fn phone_spellings(text: &str) -> Vec<String> {
    let visible: String = upright(text).chars().filter(|letter| !is_invisible(*letter)).collect();
    let digits: String = visible.chars().filter(char::is_ascii_digit).collect();
    let mut all: Vec<String> = Vec::new();
    if let Some(one) = phone(text) {
        let national = one.trim_start_matches('0').to_owned();
        all.extend([format!("86{one}"), format!("86{national}"), one]);
        all.reverse();
    }
    all.push(digits);
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: CredentialKind, number: &str) -> Result<String, CredentialError> {
        normalize_credential(kind, None, number)
    }

    #[test]
    fn a_resident_id_is_checked_digit_by_digit() {
        let number = complete_resident_id("11010519491231002").unwrap_or_default();
        assert_eq!(number, "11010519491231002X"); // the example of GB 11643-1999
        assert_eq!(check_resident_id(&number).map(|facts| facts.sex), Ok(Sex::Female));
        assert_eq!(check_resident_id("110105194912310021"), Err(CredentialError::CheckDigit));
        assert_eq!(check_resident_id("11010519491231"), Err(CredentialError::Form));
        let impossible = complete_resident_id("11010519490231002").unwrap_or_default();
        assert_eq!(check_resident_id(&impossible), Err(CredentialError::BirthDate));
        for spelling in [
            " 11010519491231002x ",
            "110105 19491231 002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105-19491231-002\u{200B}x",
        ] {
            assert_eq!(told(CredentialKind::ResidentId, spelling).as_ref(), Ok(&number), "{spelling}");
        }
    }

    #[test]
    fn permits_have_the_forms_of_those_who_issue_them() {
        let permit = |number| told(CredentialKind::Permit, number);
        assert_eq!(permit("H1234567(8)").as_deref(), Ok("H12345678"));
        assert_eq!(permit("h 1234 5678 01").as_deref(), Ok("H1234567801"));
        assert_eq!(permit("A123456(3)").as_deref(), Ok("A1234563"));
        assert_eq!(permit("Ａ１２３４５６（３）").as_deref(), Ok("A1234563"));
        assert_eq!(permit("A123456(4)"), Err(CredentialError::CheckDigit));
        assert_eq!(permit("12345678").as_deref(), Ok("12345678"));
        let resident = complete_resident_id("81000019900101001").unwrap();
        assert_eq!(permit(&resident).as_deref(), Ok(resident.as_str()));
        let mut wrong = resident.clone();
        wrong.replace_range(17.., if resident.ends_with('1') { "2" } else { "1" });
        assert_eq!(permit(&wrong), Err(CredentialError::CheckDigit));
        assert_eq!(permit("A1"), Err(CredentialError::Form));
    }

    #[test]
    fn two_countries_may_give_the_same_number() {
        let passport = |country, number| normalize_credential(CredentialKind::Passport, country, number);
        assert_eq!(passport(Some("kor"), "m 1234-5678").as_deref(), Ok("KOR-M12345678"));
        assert_ne!(passport(Some("USA"), "M12345678"), passport(Some("KOR"), "M12345678"));
        assert_eq!(passport(None, "M12345678"), Err(CredentialError::CountryMissing));
        assert_eq!(passport(Some(" "), "M12345678"), Err(CredentialError::CountryMissing));
        assert_eq!(passport(Some("XYZ"), "M12345678"), Err(CredentialError::CountryUnknown));
        let named = normalize_credential(CredentialKind::Permit, Some("KOR"), "12345678");
        assert_eq!(named, Err(CredentialError::CountryNotAsked));
        assert_eq!(countries().collect::<std::collections::BTreeSet<_>>().len(), countries().count());
        assert!(countries().count() > 249);
    }

    #[test]
    fn a_phone_number_is_one_however_it_is_written() {
        for (typed, one) in [
            ("138 0000-0000", "13800000000"),
            ("+86 138 0000 0000", "13800000000"),
            ("0086-13800000000", "13800000000"),
            ("8613800000000", "13800000000"),
            ("(0531) 8800-0003", "053188000003"),
            ("（０５３１）８８０００００３", "053188000003"),
            ("+86 531 8800 0003", "053188000003"),
            ("+852 2345 6789", "85223456789"),
            ("010-6655 4433", "01066554433"),
        ] {
            assert_eq!(phone(typed).as_deref(), Some(one), "{typed}");
        }
        for typed in ["12", "abcdef", "+86 138x0000000", ""] {
            assert_eq!(phone(typed), None, "{typed}");
        }
        assert!(phone_spellings("13800000000").contains(&"8613800000000".to_owned()), "as it was kept before");
        assert!(phone_spellings("(0531) 8800-0003").contains(&"8653188000003".to_owned()));
    }
}
