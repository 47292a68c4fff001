//! People: sex, credentials, check digits. Numbers themselves never enter an event; see `SideRef`.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Administrative sex, as FHIR's `AdministrativeGender`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 未知
    Unknown,
}

/// What someone may present to be recognised. The first four are the promise's (一码、一卡、一证、一照).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// 一码: the health or insurance QR code.
    InsuranceCode,
    /// 一卡: the social-security card.
    SocialSecurityCard,
    /// 一证: the resident identity card (GB 11643).
    ResidentId,
    /// 一照: a token from face recognition.
    FaceToken,
    /// A passport.
    Passport,
    /// A permit of Hong Kong, Macao or Taiwan residents, or a foreigner's residence permit.
    Permit,
    /// The appointment's own code, shown on the phone.
    VisitCode,
    /// The wristband of an inpatient.
    Wristband,
}

/// Why a credential's number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Not the right number of characters or kinds of characters.
    #[error("wrong form")]
    Form,
    /// The birth date within the number does not exist.
    #[error("impossible birth date")]
    BirthDate,
    /// The check digit is wrong (GB 11643-1999, ISO 7064 MOD 11-2).
    #[error("wrong check digit")]
    CheckDigit,
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

/// Checks the form of any credential's number and returns it in its one spelling (trimmed, upper case).
pub fn normalize_credential(kind: CredentialKind, number: &str) -> Result<String, CredentialError> {
    let text = number.trim().to_ascii_uppercase();
    let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let fits = match kind {
        CredentialKind::ResidentId => return check_resident_id(&text).map(|_| text),
        CredentialKind::SocialSecurityCard => (8..=32).contains(&text.len()) && alphanumeric,
        CredentialKind::InsuranceCode | CredentialKind::FaceToken => {
            (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        }
        CredentialKind::Passport | CredentialKind::Permit => (5..=18).contains(&text.len()) && alphanumeric,
        CredentialKind::VisitCode | CredentialKind::Wristband => text.len() == 8 && alphanumeric,
    };
    if fits { Ok(text) } else { Err(CredentialError::Form) }
}

/// Whole years between a birth date and a day.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(birth).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resident_id_is_checked_digit_by_digit() {
        let number = complete_resident_id("11010519491231002").unwrap_or_default();
        assert_eq!(number, "11010519491231002X"); // the example of GB 11643-1999
        assert_eq!(check_resident_id(&number).map(|facts| facts.sex), Ok(Sex::Female));
        assert_eq!(check_resident_id("110105194912310021"), Err(CredentialError::CheckDigit));
        assert_eq!(check_resident_id("11010519491231"), Err(CredentialError::Form));
        let impossible = complete_resident_id("11010519490231002").unwrap_or_default();
        assert_eq!(check_resident_id(&impossible), Err(CredentialError::BirthDate));
        assert_eq!(normalize_credential(CredentialKind::ResidentId, " 11010519491231002x "), Ok(number));
    }
}
