//! The vocabulary of Onething: the types that all other crates share, and no I/O.
//!
//! * [`id`]: one type per thing that has an identity.
//! * [`money`]: [`Yuan`](money::Yuan), exact to the fen.
//! * [`time`]: instants, business dates, minutes of a day, the hospital's zone.
//! * [`person`]: sex, credentials (四证) and their check digits.
//! * [`actor`]: who asks, in which role, on whose behalf.
//! * [`message`]: message ids with arguments; the texts themselves are in `web`; [`refusal`]: the codes that code
//!   compares.
//! * [`decide`]: the form that all deciders share: `decide` changes nothing, `apply` cannot fail.
//! * [`table`]: an ordered map that remembers before-images, so that a batch can be taken back.
//! * [`scheduling`], [`settlement`], [`journey`]: the commands and events of the three deciders.
//! * [`interface`]: the interfaces of the insurance platform.
//! * `schema`: how all this is described in the API document, if one is wanted.
//! * [`event`]: the sum of all events, with kinds, versions and upcasters.
//!
//! How data flows: a command is decided into events, the events are applied to the worlds and appended to the journal,
//! and only then does the caller get an answer.

pub mod actor;
pub mod code;
mod command;
pub mod credential;
pub mod decide;
pub mod event;
pub mod id;
pub mod interface;
pub mod journey;
pub mod message;
pub mod message_id;
pub mod money;
pub mod person;
pub mod refusal;
pub mod scheduling;
#[cfg(feature = "schema")]
pub mod schema;
pub mod settlement;
pub mod table;
pub mod text;
pub mod time;

use serde::{Deserialize, Serialize};

/// A name that the hospital gives to a department, ward or item, in both languages. Never a person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The name in Chinese.
    pub zh: String,
    /// The name in English.
    pub en: String,
}

impl Label {
    /// Do both name the same thing, regardless of spaces and capitals? Two empty names name nothing.
    pub fn names_same(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| !folded(one).is_empty() && folded(one) == folded(other);
        same(&self.zh, &other.zh) || same(&self.en, &other.en)
    }

    /// Is it the same name in both languages, regardless of spaces and capitals?
    pub fn is_same(&self, other: &Self) -> bool {
        folded(&self.zh) == folded(&other.zh) && folded(&self.en) == folded(&other.en)
    }

    /// A label from its two texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A name without its spaces, in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Points from an event to a row of a side table that holds the encrypted personal data (decisions.md D12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideRef {
    /// The row's id.
    pub id: uuid::Uuid,
    /// SHA-256 of the ciphertext, in hexadecimal.
    pub hash: String,
}
