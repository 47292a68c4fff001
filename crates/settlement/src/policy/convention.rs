//! A value with its ground: sourced, assumed or not stated.

use model::message::{Message, Value};
use serde::Serialize;
use std::{borrow::Cow, sync::Arc};

/// Why a value is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Read there.
    Source(#[serde(serialize_with = "text")] Arc<str>),
    /// Nobody says so; assumed for this reason, which every result shows.
    Assumed(#[serde(serialize_with = "text")] Arc<str>),
    /// The source is silent. Results that reach it are estimates and are never confirmed.
    NotStated,
}

/// Shared, so that a result which shows many grounds copies no text.
fn text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// A value of a policy with its ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convention<T> {
    /// The value; what an estimate is made with when the basis is [`Basis::NotStated`].
    pub value: T,
    /// Why.
    pub basis: Basis,
    /// Id of the message that names the convention.
    pub name: &'static str,
    /// The layer it belongs to, where several layers have the same convention.
    pub layer: Option<&'static str>,
}

/// A convention and why its value is what it is, for people to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// Names the convention: `convention-…`; the argument `layer` is the name of a layer where that matters.
    pub convention: Message,
    /// Why.
    pub basis: Basis,
}

impl<T> Convention<T> {
    /// For people to read.
    pub fn ground(&self) -> Ground {
        let mut convention = Message::new(self.name);
        if let Some(layer) = self.layer {
            convention = convention.with("layer", Value::Message(Cow::Borrowed(layer)));
        }
        Ground { convention, basis: self.basis.clone() }
    }
}
