//! When a patient will be called, honestly: from now on, the likely period and the likeliest minute in it.

use super::{Drawing, Percent, Svg};

/// The minutes from now until the call, and the clock times printed beside them.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Not before, minutes from now.
    pub(crate) early: i64,
    /// Most likely, minutes from now.
    pub(crate) at: i64,
    /// Not after, minutes from now.
    pub(crate) late: i64,
    /// The three as clock times.
    pub(crate) clocks: [String; 3],
}

const HEIGHT: u32 = 66;
/// The label of the likely minute is above the bar, those of its ends are below.
const ABOVE: u32 = 20;
const BAR: u32 = 28;
const BELOW: u32 = 58;
/// Labels nearer than this run into each other, in hundredths of a per cent.
const APART: i64 = 2_000;
const EDGE: i64 = 900;

/// A bar from now to some time after the latest likely minute; the three times are printed beside it.
pub(crate) fn forecast(name: &str, call: &Call) -> Svg {
    let mut drawing = Drawing::new("forecast", HEIGHT, name);
    let whole = (call.late.max(0) * 3 / 2).max(10);
    let x = |minutes: i64| (200 + 9_600 * minutes.max(0) / whole).min(9_800);
    let (early, at, late) = (x(call.early), x(call.at), x(call.late));
    drawing.rect("rest", Percent(0), BAR, Percent(10_000), 8, 4);
    drawing.rect("likely", Percent(early), BAR, Percent((late - early).max(100)), 8, 4);
    drawing.dot("point", (Percent(at), BAR + 4), 8);
    let [early_clock, at_clock, late_clock] = &call.clocks;
    drawing.text("middle strong", (Percent(at.clamp(EDGE, 10_000 - EDGE)), ABOVE), at_clock);
    let (left, right) = apart(early, late);
    drawing.text("middle", (Percent(left), BELOW), early_clock);
    drawing.text("middle", (Percent(right), BELOW), late_clock);
    drawing.finish()
}

/// Two places for labels, far enough from each other and from the edges.
fn apart(left: i64, right: i64) -> (i64, i64) {
    let lacking = (APART - (right - left)).max(0);
    let left = (left - lacking / 2).max(EDGE);
    let right = (right + lacking / 2).max(left + APART).min(10_000 - EDGE);
    (left.min(right - APART), right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_never_run_into_each_other_nor_over_the_edge() {
        // 20 % apart, and 9 % from the edges.
        for ((left, right), expected) in [
            ((0, 0), (900, 2_900)),
            ((200, 300), (900, 2_900)),
            ((5_000, 5_100), (4_050, 6_050)),
            ((9_700, 9_800), (7_100, 9_100)),
            ((1_000, 9_000), (1_000, 9_000)),
        ] {
            assert_eq!(apart(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn who_is_called_at_once_has_a_bar_too() {
        let clocks = ["09:00".to_owned(), "09:00".to_owned(), "09:00".to_owned()];
        let svg = forecast("sentence", &Call { early: -3, at: 0, late: 0, clocks }).to_string();
        assert!(svg.contains("aria-label=\"sentence\"") && svg.contains("cx=\"2.00%\""), "{svg}");
    }
}
