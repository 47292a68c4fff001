//! Who pays what, as one bar.

use super::{Drawing, Percent, Svg};

/// To whom a part of the bar belongs; the style sheet gives each a colour on which letters can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// The insurance funds.
    Fund,
    /// The personal account, own or family.
    Account,
    /// Cash.
    Cash,
}

impl Tone {
    /// The CSS class of its colour, also for legends.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Fund => "fund",
            Self::Account => "account",
            Self::Cash => "cash",
        }
    }
}

/// One part of the bar.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    /// To whom it belongs.
    pub(crate) tone: Tone,
    /// The text inside it, if it fits.
    pub(crate) label: &'a str,
    /// Its size in fen; parts below zero are not drawn.
    pub(crate) fen: i64,
}

const HEIGHT: u32 = 44;
/// The width of a Latin and of a Chinese character on the narrowest bar (300 px, letters of 16 px), in hundredths of a
/// per cent.
const LATIN: i64 = 300;
const CHINESE: i64 = 530;

/// One bar of all parts, left to right. `name` is a sentence that says the same.
pub(crate) fn split(name: &str, parts: &[Part<'_>]) -> Svg {
    let whole: i64 = parts.iter().map(|part| part.fen.max(0)).sum();
    let mut drawing = Drawing::new("split", HEIGHT, name);
    let mut x = Percent(0);
    for part in parts.iter().filter(|part| part.fen > 0) {
        let width = Percent::of(part.fen, whole);
        drawing.rect(&format!("part {}", part.tone.class()), x, 0, width, HEIGHT, 0);
        let wanted: i64 = part.label.chars().map(|letter| if letter.is_ascii() { LATIN } else { CHINESE }).sum();
        if wanted <= width.0 {
            drawing.text(&format!("in-{} mid", part.tone.class()), (x.plus(width.0 / 2), 28), part.label);
        }
        x = x.plus(width.0);
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_take_their_share_and_small_ones_keep_their_label_out() {
        let parts = [
            Part { tone: Tone::Fund, label: "统筹 77.3%", fen: 1_739_038 },
            Part { tone: Tone::Account, label: "账户", fen: 266_646 },
            Part { tone: Tone::Cash, label: "现金", fen: 1 },
        ];
        let svg = split("", &parts).to_string();
        assert!(svg.contains(r#"class="part fund" x="0.00%" y="0" width="86.70%""#), "{svg}");
        assert!(svg.contains("统筹 77.3%"));
        assert!(svg.contains("part cash") && !svg.contains("现金"), "a hair has no room for letters");
    }

    #[test]
    fn nothing_to_pay_draws_nothing() {
        assert!(!split("", &[Part { tone: Tone::Cash, label: "x", fen: 0 }]).to_string().contains("<rect"));
    }
}
