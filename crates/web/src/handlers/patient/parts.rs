//! Components of the patient's pages, ready to be printed: `templates/components/macros.html` renders them.

use crate::ui::parts::{Chip, Link, Notice};
use model::time::Instant;

/// A day in the strip.
#[derive(Clone, Debug, Default)]
pub(crate) struct Day {
    pub(crate) href: String,
    /// The month, if a new one begins.
    pub(crate) month: Option<String>,
    pub(crate) weekday: String,
    pub(crate) number: String,
    /// What it offers, in a word.
    pub(crate) state: String,
    /// `is-free`, `is-few`, `is-full`, `is-closed`.
    pub(crate) class: &'static str,
    pub(crate) chosen: bool,
}

/// A window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot {
    /// Its id, if touching it holds a seat of it while its person decides.
    pub(crate) hold: Option<String>,
    /// The address that chooses it, or the next best one if it is full; `None` for one that has passed.
    pub(crate) href: Option<String>,
    pub(crate) window: String,
    /// What is left, in words.
    pub(crate) left: String,
    /// `is-free`, `is-last`, `is-full`, `is-past`, and `is-chosen`.
    pub(crate) class: &'static str,
    pub(crate) chosen: bool,
}

/// A step on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) line: String,
    /// `is-done`, `is-now`, `is-late`, `is-dropped`, `is-ahead`.
    pub(crate) class: &'static str,
    /// When it was done, or its state.
    pub(crate) aside: String,
}

/// Something to go on with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) head: String,
    pub(crate) line: String,
    pub(crate) chip: Chip,
    /// It needs the reader now.
    pub(crate) urgent: bool,
    /// When it is, or since when; for the order.
    pub(crate) at: Instant,
}

/// A choice within reach of the thumb, with its price and its expected minute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) key: String,
    pub(crate) department: String,
    pub(crate) slot: String,
    /// When it begins, as written in an address.
    pub(crate) at: i64,
    pub(crate) patient: String,
    /// Why this one and not the one that was tapped.
    pub(crate) instead: Option<String>,
    pub(crate) day: String,
    pub(crate) window: String,
    pub(crate) line: String,
    pub(crate) fee: String,
    pub(crate) button: String,
}

/// What is shown within reach of the thumb.
#[derive(Clone, Debug)]
pub(crate) enum Thumb {
    /// Nothing was chosen yet.
    Nothing,
    /// A choice to confirm.
    Choice(Choice),
    /// It cannot be had; where to go on.
    Refused(Notice),
}

/// A link to go on.
pub(crate) fn way(href: impl Into<String>, words: impl Into<String>) -> Link {
    Link { href: href.into(), words: words.into(), current: false }
}
