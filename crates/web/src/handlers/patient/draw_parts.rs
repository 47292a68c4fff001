//! What the pages of draws have in common.

use crate::{
    locale::Localizer,
    ui::{parts::Chip, words},
};
use hospital::view::{DrawOutcome, DrawPart, DrawProlonging, DrawStage, DrawnSession};
use model::{message::Message, refusal};

/// Something with what is said of it.
pub(crate) struct Line {
    pub(crate) head: String,
    pub(crate) line: String,
}

/// An entrant among the others, in the order of the ranks.
pub(super) struct Square {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) class: &'static str,
}

/// So many squares stand in a row, and so many are drawn at most.
const ROW: usize = 30;
const SQUARES_MAX: u32 = 600;

/// `11月30日 周一 08:00–09:00`
pub(crate) fn when(t: &Localizer, of: &DrawnSession) -> String {
    format!("{} {}", t.day(of.date), t.window_beside(of.date, of.from, of.until))
}

pub(crate) fn stage(t: &Localizer, stage: DrawStage) -> Chip {
    let (tone, id) = match stage {
        DrawStage::Listed => ("info", "draw-stage-listed"),
        DrawStage::Closed => ("warn", "draw-stage-closed"),
        DrawStage::Drawing => ("warn", "draw-stage-drawing"),
        DrawStage::Over => ("ok", "draw-stage-over"),
        DrawStage::Cancelled => ("rest", "draw-stage-cancelled"),
    };
    Chip::new(tone, t.text(id))
}

/// That the list stays open longer than was said at first, and why.
pub(crate) fn prolonged(t: &Localizer, prolonged: &DrawProlonging) -> String {
    let why = t.text(&format!("reason-{}", words::code(&prolonged.reason).replace('_', "-")));
    let said = Message::new("draw-prolonged").with("at", t.day_and_clock(prolonged.at));
    t.say(&said.with("before", t.day_and_clock(prolonged.instead_of)).with("reason", why))
}

/// The own number, and what became of it.
pub(crate) fn own(t: &Localizer, own: &DrawPart) -> Line {
    let id = match own.outcome {
        DrawOutcome::Pending => "draw-own-pending",
        DrawOutcome::Left => "draw-own-left",
        DrawOutcome::Dropped => "draw-own-dropped",
        DrawOutcome::PassedOver => passed_over(own.code.as_deref().unwrap_or_default()).0,
        DrawOutcome::Won => "draw-own-won",
        DrawOutcome::LinedUp => "draw-own-lined-up",
        DrawOutcome::NotDrawn => "draw-own-not-drawn",
        DrawOutcome::Cancelled => "draw-own-cancelled",
    };
    let number = Message::new("draw-number").with("name", own.patient.name.full.as_str());
    Line { head: t.say(&number.with("number", own.number.as_str())), line: t.text(id) }
}

/// Why somebody was passed over, by the code of the rule: as a sentence to them, and in a few words about anybody.
pub(super) fn passed_over(code: &str) -> (&'static str, &'static str) {
    match code {
        refusal::NO_SHOW_BLOCK => ("draw-own-over-blocked", "draw-passed-blocked"),
        "slot-in-past" | "no-rules" => ("draw-own-over-late", "draw-passed-late"),
        "draw-won" => ("draw-own-over-twice", "draw-passed-twice"),
        "draw-left" => ("draw-own-left", "draw-passed-left"),
        code if refusal::is_cap(code) => ("draw-own-over-cap", "draw-passed-cap"),
        _ => ("draw-own-over-clash", "draw-passed-clash"),
    }
}

/// Everybody as a square, the winners first; none if they are too many to be seen.
pub(super) fn squares(entrants: u32, won: u32, own: u32) -> Vec<Square> {
    if entrants > SQUARES_MAX {
        return Vec::new();
    }
    let square = |(place, rank): (usize, u32)| Square {
        x: place % ROW * 20,
        y: place / ROW * 20,
        class: match rank {
            _ if rank == own => "draw-own",
            _ if rank <= won => "draw-won",
            _ => "draw-other",
        },
    };
    (0..).zip(1..=entrants).map(square).collect()
}

/// How high they stand.
pub(super) fn height(squares: usize) -> usize {
    squares.div_ceil(ROW) * 20
}
