//! One type per thing that has an identity. Ids are UUIDv7, made by `hospital` from an injected generator.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The number of an event in its hospital's journal; the first is 1.
pub type Seq = u64;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = "uuid"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person known to the hospital: patient, family or staff.
    PersonId,
    /// One thing (一件事), followed until it is closed.
    JourneyId,
    /// A person's insurance (参保).
    CoverageId,
    /// A department (科室).
    DepartmentId,
    /// A clinician (医生).
    ClinicianId,
    /// A primary-care clinic that refers patients (基层医疗机构).
    ClinicId,
    /// A device (设备).
    DeviceId,
    /// A session (班次).
    SessionId,
    /// A template of sessions (排班模板).
    TemplateId,
    /// A slot (时段).
    SlotId,
    /// An appointment (预约).
    AppointmentId,
    /// A place on the waiting list (候补).
    WaitlistEntryId,
    /// A draw for the seats of a session (摇号).
    DrawId,
    /// Somebody's part in a draw.
    EntrantId,
    /// An exemption of a person from booking rules (豁免).
    ExemptionId,
    /// Several visits that were booked as one.
    ItineraryId,
    /// A ward (病区).
    WardId,
    /// A room of a ward.
    RoomId,
    /// A bed.
    BedId,
    /// An inpatient stay, from its request (入院).
    AdmissionId,
    /// One line of a bill (费用明细).
    ChargeId,
    /// Money paid in advance (预交金).
    DepositId,
    /// A settlement (结算).
    SettlementId,
    /// One exchange with the insurance platform.
    ExchangeId,
    /// A login.
    UserId,
}

/// A hospital of this installation; every table's key starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HospitalId(pub i64);

impl fmt::Display for HospitalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The short code that people read and say: seven characters and a check character, from a 32-letter alphabet without
/// `I`, `L`, `O`, `U`. Made from the id's random tail; unique enough to *find* a visit on one day, never a key.
pub fn short_code(id: Uuid) -> String {
    let bytes = id.as_bytes();
    let bits = bytes[11..16].iter().fold(0u64, |acc, byte| acc << 8 | u64::from(*byte));
    spoken(bits, 7)
}

/// The code of a printed paper that people read and say, `7K3F9QMX2HTR`: eleven characters and a check character from
/// the same alphabet as [`short_code`], made of 55 bits of what was signed (a fingerprint in hexadecimal digits).
pub fn paper_code(fingerprint: &str) -> String {
    let digits = fingerprint.chars().filter_map(|digit| digit.to_digit(16)).take(16);
    spoken(digits.fold(0u64, |acc, digit| acc << 4 | u64::from(digit)), 11)
}

/// So many characters of the lowest bits, five bits each, and the check character.
fn spoken(mut bits: u64, characters: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut code = String::new();
    let mut sum = 0u64;
    for position in 1..=characters {
        let digit = bits & 31;
        bits >>= 5;
        sum += digit * (2 * position + 1);
        code.push(char::from(ALPHABET[digit as usize]));
    }
    code.push(char::from(ALPHABET[(sum % 32) as usize]));
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_code_reveals_one_wrong_character() {
        let code = short_code(Uuid::from_u128(0x0192_f3aa_0000_7000_8000_1234_5678_9abc));
        assert_eq!(code.len(), 8);
        assert_ne!(code, short_code(Uuid::from_u128(0x0192_f3aa_0000_7000_8000_1234_5678_9abd)));
    }

    #[test]
    fn a_papers_code_has_twelve_characters_and_reveals_one_wrong_one() {
        let code = paper_code("0123456789abcdef0123456789abcdef");
        assert_eq!(code.len(), 12);
        assert!(code.bytes().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase()));
        assert_ne!(code, paper_code("0123456789abcdee0123456789abcdef"));
        let check = |bits: u64| spoken(bits, 11).pop();
        for place in 0..11 {
            for other in 1..32u64 {
                assert_ne!(check(0), check(other << (5 * place)), "{place} {other}");
            }
        }
    }
}
