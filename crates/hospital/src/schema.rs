//! Schemas of the types of requests and views in the API document, with the bounds from the code that enforces them.
//!
//! Where another crate enforces a bound, a field states it as a literal; a test of `web` checks both against what is
//! refused.

use crate::limits::{
    ADDRESS_MAX, ALLERGIES_MAX, KEY_MAX, LOGIN_MAX, LOOKED_FOR_MAX, NAME_MAX, NUMBER_MAX, PASSWORD_MAX, POLICY_MAX,
    PSN_NO_MAX, ROOM_MAX, STROKES_MAX, TEXT_MAX,
};
pub use model::schema::{Date, DecimalNumber, PointInTime};
use model::schema::{formatted, of_length, text};
use utoipa::openapi::{
    ObjectBuilder,
    schema::{AdditionalProperties, KnownFormat, SchemaFormat},
};

/// A name in both languages, each with bounds on its characters.
fn label((zh_min, en_min): (usize, usize), max: Option<usize>) -> ObjectBuilder {
    let side = |language: &str, min: usize| text().min_length(Some(min)).max_length(max).description(Some(language));
    let label = ObjectBuilder::new()
        .property("zh", side("The name in Chinese.", zh_min))
        .property("en", side("The name in English.", en_min));
    label.required("zh").required("en").additional_properties(Some(AdditionalProperties::FreeForm(false)))
}

model::forms! {
    /// Made by the client, one for each thing to be done. When it is sent again with the same body, nothing is done
    /// twice and the answer is the same as before; with another body it is a conflict.
    IdempotencyKey => of_length(1, KEY_MAX).pattern(Some("^[!-~]*$"));
    /// The name of a login.
    LoginName => of_length(2, LOGIN_MAX).pattern(Some("^[a-z0-9._-]*$"));
    /// A password that may be chosen: at least 10 characters for staff, 14 for administrators; not a common one.
    Password => of_length(8, PASSWORD_MAX).format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)));
    /// A reason in your own words; an empty one counts as none.
    OwnWords => of_length(0, TEXT_MAX);
    /// A reason in your own words; required.
    Why => of_length(1, TEXT_MAX);
    /// What was typed or scanned: a visit code, a credential's number, a phone number, a name.
    LookedFor => of_length(1, LOOKED_FOR_MAX);
    /// A person's full name; it has at least one letter.
    PersonName => of_length(1, NAME_MAX);
    /// A phone number of 5–20 digits, written in any usual form.
    PhoneNumber => text().min_length(Some(5));
    /// A home address.
    HomeAddress => of_length(1, ADDRESS_MAX);
    /// Known allergies; an empty text means that there are none.
    Allergies => of_length(0, ALLERGIES_MAX);
    /// A number that was scanned or typed.
    ShownNumber => of_length(1, NUMBER_MAX);
    /// The insurance platform's number for a person.
    PersonNumber => of_length(1, PSN_NO_MAX);
    /// A country (ISO 3166-1 alpha-3, or one that ICAO 9303 adds).
    Country => text().pattern(Some("^[A-Z]{3}$")).examples(["KOR"]);
    /// An administrative code (GB/T 2260), six digits; empty for somebody who pays all.
    Region => text().pattern(Some("^([0-9]{6})?$")).examples(["370100"]);
    /// An ICD-10 code.
    Diagnosis => text().pattern(Some(r"^[A-Za-z][0-9]{2}(\.[A-Za-z0-9+]{1,9})?$")).examples(["J18.900"]);
    /// Where the hospital is: an administrative code (GB/T 2260), six digits.
    HospitalRegion => text().pattern(Some("^[0-9]{6}$")).examples(["370100"]);
    /// The national code of a medical institution.
    InstitutionCode => text().pattern(Some("^[0-9A-Za-z]{12}$")).examples(["H37010000001"]);
    /// The name of the hospital.
    HospitalName => label((1, 1), Some(200));
    /// The hospital's own code for a department or a ward.
    PlaceCode => text().pattern(Some("^[A-Za-z0-9_-]{1,20}$"));
    /// The hospital's own code for an item of its price list.
    ItemCode => of_length(1, 40);
    /// A name in both languages.
    FullLabel => label((1, 1), Some(100));
    /// Where something is, in both languages.
    PlaceLabel => label((0, 0), Some(100));
    /// The number on the door of a room, or of a bed.
    PlaceNumber => of_length(1, 20);
    /// The name of an item, in both languages.
    ItemName => label((0, 0), Some(200));
    /// The name of a consulting room; where there is no English name, the Chinese one is shown.
    RoomName => label((1, 0), Some(ROOM_MAX));
    /// The unit in which something is counted.
    Unit => label((1, 1), Some(20));
    /// The number of units, above zero.
    Units => formatted("decimal").pattern(Some(r"^[0-9]+(\.[0-9]{1,4})?$")).examples(["1.5"]);
    /// Yuan per unit.
    UnitPrice => formatted("decimal").pattern(Some(r"^[0-9]+(\.[0-9]{1,6})?$")).examples(["12.50"]);
    /// A rate from 0 to 1.
    Rate => formatted("decimal").pattern(Some(r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$")).examples(["0.1"]);
    /// An amount of money in yuan, to the fen, not below zero.
    Amount => formatted("yuan").pattern(Some(r"^[0-9]+(\.[0-9]{1,2})?$")).examples(["1234.50"]);
    /// The strokes of a signature as SVG path data.
    Strokes => of_length(1, STROKES_MAX);
    /// The text of a policy file, up to 64 kB as UTF-8.
    PolicyFile => of_length(1, POLICY_MAX);
}
