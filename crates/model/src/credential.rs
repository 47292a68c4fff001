//! Numbers of credentials and phones: the form of each kind, and the one spelling under which it is looked up.

use crate::{person::CredentialKind, text::upright};
use chrono::{Datelike, NaiveDate};

use crate::person::Sex;

mod countries;
mod permit;
mod phone;

pub use phone::{phone, phone_line, phone_spellings};

/// Why the number of a credential is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// The wrong number of characters, or the wrong kinds of characters.
    #[error("wrong form")]
    Form,
    /// The birth date within the number does not exist.
    #[error("impossible birth date")]
    BirthDate,
    /// The check digit is wrong (GB 11643-1999, ISO 7064 MOD 11-2; the cards of Hong Kong and Taiwan have other rules).
    #[error("wrong check digit")]
    CheckDigit,
    /// A passport without the country that issued it.
    #[error("the country that issued the passport is missing")]
    CountryMissing,
    /// Not a code of ISO 3166-1 alpha-3 (or one that ICAO 9303 adds).
    #[error("no country has this code")]
    CountryUnknown,
    /// A country was given, but the kind of credential does not need one.
    #[error("only passports name a country")]
    CountryNotAsked,
}

/// What a valid resident identity number says about its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentIdFacts {
    /// The birth date.
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

/// Completes 17 digits with their check character; for invented people.
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

/// Characters that stand between those of a number and are not part of it.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '(' | ')' | '.' | '·' | '/' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '_' | '[' | ']'
        )
}

/// A number in the one spelling of its kind, whether or not it has its kind's form: NFKC, upper case and, for numbers
/// that people read and type, without separators. Codes for machines keep every visible character.
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

/// The codes of all countries that a passport may name.
pub fn countries() -> impl Iterator<Item = &'static str> {
    countries::all()
}

/// What a number says about its holder: that of a resident identity card, or of a residence permit of the same form.
#[must_use]
pub fn facts(kind: CredentialKind, number: &str) -> Option<ResidentIdFacts> {
    let of_a_card =
        kind == CredentialKind::ResidentId || kind == CredentialKind::Permit && permit::is_residence(number);
    check_resident_id(number).ok().filter(|_| of_a_card)
}

/// Checks the form of any credential's number and returns its kind and its one spelling. A passport's begins with its
/// country: `KOR-M12345678`. A residence permit with the form of a resident identity card is a permit, even if it was
/// called a card.
///
/// # Errors
/// The rule of its kind that the number breaks.
pub fn normalize_credential(
    kind: CredentialKind,
    issued_by: Option<&str>,
    number: &str,
) -> Result<(CredentialKind, String), CredentialError> {
    let text = spelled(kind, number);
    let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let issued_by = issued_by.filter(|code| !code.trim().is_empty());
    if issued_by.is_some() && kind != CredentialKind::Passport {
        return Err(CredentialError::CountryNotAsked);
    }
    let fits = match kind {
        CredentialKind::ResidentId if permit::is_residence(&text) => {
            return permit::check(&text).map(|()| (CredentialKind::Permit, text));
        }
        CredentialKind::ResidentId => return check_resident_id(&text).map(|_| (kind, text)),
        CredentialKind::SocialSecurityCard => (8..=32).contains(&text.len()) && alphanumeric,
        CredentialKind::InsuranceCode | CredentialKind::FaceToken => {
            (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        }
        CredentialKind::Passport => {
            let digits = text.bytes().any(|byte| byte.is_ascii_digit());
            if !(5..=18).contains(&text.len()) || !alphanumeric || !digits {
                return Err(CredentialError::Form);
            }
            let country = country(issued_by.ok_or(CredentialError::CountryMissing)?)?;
            return Ok((kind, format!("{country}-{text}")));
        }
        CredentialKind::Permit if alphanumeric => return permit::check(&text).map(|()| (kind, text)),
        CredentialKind::Permit => false,
        CredentialKind::VisitCode | CredentialKind::Wristband => text.len() == 8 && alphanumeric,
    };
    if fits { Ok((kind, text)) } else { Err(CredentialError::Form) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: CredentialKind, number: &str) -> Result<String, CredentialError> {
        normalize_credential(kind, None, number).map(|(_, number)| number)
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
    fn two_countries_may_give_the_same_number() {
        let passport =
            |country, number| normalize_credential(CredentialKind::Passport, country, number).map(|(_, number)| number);
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
    fn a_residence_permit_is_one_whatever_it_is_called() {
        for seventeen in ["83000019800101001", "91110019800101001"] {
            let number = complete_resident_id(seventeen).unwrap();
            for kind in [CredentialKind::Permit, CredentialKind::ResidentId] {
                let one = Ok((CredentialKind::Permit, number.clone()));
                assert_eq!(normalize_credential(kind, None, &number), one);
            }
            assert_eq!(facts(CredentialKind::Permit, &number).map(|facts| facts.sex), Some(Sex::Male));
        }
        assert_eq!(facts(CredentialKind::Permit, "12345678"), None);
    }
}
