//! The bill at the bedside: who pays what, why, checks, consent, and one button.

use super::amounts::{AmountsPart, Stage};
use crate::{
    handlers::staff::parts::{Choice, Notice, Pair},
    locale::Localizer,
    page::Shell,
};
use askama::Template;

/// The page.
#[derive(Template)]
#[template(path = "bedside/bill.html")]
pub(super) struct BillScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) live: String,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    pub(super) head: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) amounts: Option<AmountsPart>,
    pub(super) steps: Vec<WhyStep>,
    pub(super) lines_title: String,
    pub(super) lines: Vec<Line>,
    /// Charges and deposits may still change.
    pub(super) open: bool,
    pub(super) items: Vec<Choice>,
    pub(super) entered: EnteredCharge,
    pub(super) deposits: Vec<Deposit>,
    pub(super) deposits_total: String,
    pub(super) checks: Vec<Check>,
    pub(super) panel: Panel,
}

/// A step of the explanation.
pub(super) struct WhyStep {
    pub(super) title: String,
    pub(super) line: String,
    pub(super) amount: String,
    pub(super) arithmetic: Vec<String>,
    pub(super) source: String,
    pub(super) assumed: Vec<String>,
}

/// A line of the bill.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) date: String,
    pub(super) name: String,
    pub(super) class: String,
    pub(super) count: String,
    pub(super) price: String,
    pub(super) amount: String,
    pub(super) in_scope: String,
    pub(super) refund: bool,
    pub(super) refundable: bool,
    /// Units that can be taken back.
    pub(super) left: String,
    pub(super) refund_label: String,
}

/// What was typed before a refusal.
#[derive(Default)]
pub(super) struct EnteredCharge {
    pub(super) item: String,
    pub(super) count: String,
    pub(super) deposit: String,
}

/// Money paid in advance.
pub(super) struct Deposit {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) amount: String,
    pub(super) returned: bool,
    pub(super) return_words: String,
}

/// A check before settling.
pub(super) struct Check {
    pub(super) passed: bool,
    pub(super) words: String,
    /// The way on, where it blocks.
    pub(super) way: String,
}

/// What can be done now.
pub(super) enum Panel {
    /// Ask the platform for a trial.
    Presettle { blocked: bool },
    /// Agree and settle.
    Consent {
        settlement: String,
        fingerprint: String,
        fingerprint_short: String,
        button: String,
        way_label: String,
        blocked: bool,
    },
    /// Wait for the platform.
    Unknown { words: String },
    /// Settled; money changes hands.
    Pay { settlement: String, button: String, way_label: String },
    /// Done.
    Receipt { rows: Vec<Pair>, can_discharge: bool, after: String },
}
