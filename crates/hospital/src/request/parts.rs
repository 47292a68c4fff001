//! Parts of requests: what a person types.

use crate::schema::{
    Allergies, Country, HomeAddress, ItemCode, ItemName, PersonName, PhoneNumber, PlaceNumber, Rate, Strokes, Unit,
    UnitPrice,
};
use model::{
    Label,
    person::{CredentialKind, Sex},
    scheduling::RoomSex,
    settlement::ChargeClass,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A credential as somebody presented or typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypedCredential {
    /// What kind of credential it is; it decides the form that the number must have.
    pub kind: CredentialKind,
    /// The number; its form and check digit are checked.
    pub number: String,
    /// The country that issued it (ISO 3166-1 alpha-3); given for a passport and for nothing else.
    #[serde(default)]
    #[schema(value_type = Option<Country>)]
    pub country: Option<String>,
}

/// A person as registered. What a resident identity card says (sex, birth) need not be typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// Full name, 1–60 characters.
    #[schema(value_type = PersonName)]
    pub name: String,
    /// Sex; if it is left out, as the resident identity card says, else unknown.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Born on; if it is left out, as the resident identity card says, else unknown.
    #[serde(default)]
    pub birth: Option<chrono::NaiveDate>,
    /// Phone number, 5–20 digits, written in any usual way.
    #[serde(default)]
    #[schema(value_type = Option<PhoneNumber>)]
    pub phone: Option<String>,
    /// Home address, up to 200 characters.
    #[serde(default)]
    #[schema(value_type = Option<HomeAddress>)]
    pub address: Option<String>,
    /// All credentials of the person, up to 16; at most one of them a resident identity card.
    #[serde(default)]
    #[schema(max_items = 16)]
    pub credentials: Vec<TypedCredential>,
}

/// The one form of an admission (一张表): only what the hospital does not know yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormAnswers {
    /// Full name of the person to call.
    #[serde(default)]
    #[schema(value_type = Option<PersonName>)]
    pub contact_name: Option<String>,
    /// Phone number of the person to call, 5–20 digits, written in any usual way.
    #[serde(default)]
    #[schema(value_type = Option<PhoneNumber>)]
    pub contact_phone: Option<String>,
    /// The patient's own phone number, 5–20 digits, written in any usual way.
    #[serde(default)]
    #[schema(value_type = Option<PhoneNumber>)]
    pub phone: Option<String>,
    /// The patient's home address, up to 200 characters.
    #[serde(default)]
    #[schema(value_type = Option<HomeAddress>)]
    pub address: Option<String>,
    /// Known allergies; an empty text says that there are none.
    #[serde(default)]
    #[schema(value_type = Option<Allergies>)]
    pub allergies: Option<String>,
    /// Nobody has asked about allergies: an earlier answer is taken back.
    #[serde(default)]
    pub allergies_not_asked: bool,
}

/// A room of a new ward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// The number on the door, as text.
    #[schema(value_type = PlaceNumber)]
    pub number: String,
    /// Men, women, or whichever sex is in it first.
    pub sex: RoomSex,
    /// It has oxygen at the wall.
    #[serde(default)]
    pub oxygen: bool,
    /// May be used for isolation.
    #[serde(default)]
    pub isolation: bool,
    /// The numbers of its beds, as on the wall; 1–20 of them, each once in the ward.
    #[schema(value_type = Vec<PlaceNumber>, min_items = 1, max_items = 20)]
    pub beds: Vec<String>,
}

/// An item of the hospital's price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceListItem {
    /// The hospital's code, unique.
    #[schema(value_type = ItemCode)]
    pub item: String,
    /// Its name in both languages, as on bills.
    #[schema(value_type = ItemName)]
    pub name: Label,
    /// What is counted: a box, a day, an hour; 1–20 characters in each language. Once given it stays: counted in
    /// another unit, it is another item.
    #[serde(default)]
    #[schema(value_type = Option<Unit>)]
    pub unit: Option<Label>,
    /// Class in the insurance catalogue, which decides how much of it is in scope.
    pub class: ChargeClass,
    /// Yuan per unit, up to 6 decimals.
    #[schema(value_type = UnitPrice)]
    pub unit_price: Decimal,
    /// Price ceiling per unit, in yuan: what is above it the patient pays; none if there is none.
    #[serde(default)]
    #[schema(value_type = Option<UnitPrice>)]
    pub ceiling: Option<Decimal>,
    /// The share that the patient pays first (先行自付), 0–1; 0 if it is left out.
    #[serde(default)]
    #[schema(value_type = Rate)]
    pub preself_rate: Decimal,
}

/// How the patient agreed to a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentGiven {
    /// Signed on the screen: the strokes as SVG path data, up to 64 kB.
    // Written as the release before wrote it, so that what is repeated after an upgrade is known as the same.
    #[serde(rename(serialize = "glass", deserialize = "signature"), alias = "glass")]
    #[schema(rename = "signature")]
    Signature {
        /// The strokes as SVG path data, such as `M120 500 130 480`, in thousandths of the field's width and height.
        #[schema(value_type = Strokes)]
        strokes: String,
    },
    /// Signed on paper, as the nurse confirms.
    Print,
}
