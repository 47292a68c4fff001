//! A value with its ground: sourced, assumed or not stated.

use chrono::NaiveDate;
use model::{
    Label,
    message::{Message, Value},
};
use serde::Serialize;
use std::{borrow::Cow, fmt, sync::Arc};

/// Why a value is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It was read there.
    Source(Arc<Source>),
    /// Nobody states it; assumed for this reason, which every result shows.
    Assumed(#[serde(serialize_with = "text")] Arc<str>),
    /// The source is silent. Results for which it matters are estimates and are never confirmed.
    NotStated,
}

/// Where a value was read. Patients and statements see document, article and date; administrators see link and note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The document's title, if there is one that can be shown.
    pub document: Option<Label>,
    /// The article, if it is known.
    pub article: Option<Label>,
    /// Since when it is in force; the policy's first day if that is not known.
    pub date: Option<NaiveDate>,
    /// Where it can be read.
    pub url: Option<String>,
    /// What else one should know about it.
    pub note: Option<String>,
}

impl fmt::Display for Source {
    /// All of it, for administrators: document, article, date, link, note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = |label: &Label| format!("{} / {}", label.zh, label.en);
        let parts = [
            self.document.as_ref().map(label),
            self.article.as_ref().map(label),
            self.date.map(|date| date.to_string()),
            self.url.clone(),
            self.note.clone(),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

/// Shared, so that a result with many grounds copies no text.
fn text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// A value of a policy with its ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convention<T> {
    /// The value; if the basis is [`Basis::NotStated`], the one that estimates use.
    pub value: T,
    /// Why the value is what it is.
    pub basis: Basis,
    /// Id of the message that names the convention.
    pub name: &'static str,
    /// The layer that it belongs to, if several layers have the same convention.
    pub layer: Option<&'static str>,
}

/// A document in which rules stand, as patients and statements name it: no links, no notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cited {
    /// Its title in both languages; that of the policy if the source names no document.
    pub document: Label,
    /// The article of the document in which the rule stands; none if it is not known.
    pub article: Option<Label>,
    /// Since when it is in force.
    #[cfg_attr(feature = "schema", schema(value_type = model::schema::Date))]
    pub date: NaiveDate,
}

/// A convention and why its value is what it is, for people to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// Names the convention: `convention-…`; the argument `layer` names a layer if that matters.
    pub convention: Message,
    /// Why its value is what it is.
    pub basis: Basis,
}

impl<T> Convention<T> {
    /// The convention for people to read.
    pub fn ground(&self) -> Ground {
        let mut convention = Message::new(self.name);
        if let Some(layer) = self.layer {
            convention = convention.with("layer", Value::Message(Cow::Borrowed(layer)));
        }
        Ground { convention, basis: self.basis.clone() }
    }
}
