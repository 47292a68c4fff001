//! Windows with their seats, beside those of another plan: one column per window, one cell per seat.

use super::{Drawing, Percent, Svg, every};

/// One window.
#[derive(Clone, Debug)]
pub(crate) struct CallWindow {
    /// Its start, as printed under it.
    pub(crate) label: String,
    /// Its seats.
    pub(crate) seats: u16,
    /// Those of the other plan.
    pub(crate) before: u16,
}

const TOP: u32 = 4;
/// A cell of up to eight seats, with the gap above it; where a window has more, cells are lower.
const STEP: u32 = 28;
const CELLS: u32 = 8;

/// Columns that stand on one line, `tallest` cells high. What is more than before and what is missing have colours of
/// their own; what is missing is only an outline.
pub(crate) fn calls(name: &str, windows: &[CallWindow], tallest: u16) -> Svg {
    let rows = u32::from(tallest.max(1));
    let step = (STEP * CELLS / rows).clamp(3, STEP);
    let floor = TOP + rows * step;
    let mut drawing = Drawing::new("calls", floor + 22, name);
    let wide = 10_000 / i64::try_from(windows.len()).unwrap_or(1).max(1);
    for (column, window) in windows.iter().enumerate() {
        let left = Percent(wide * i64::try_from(column).unwrap_or(0));
        for seat in 0..window.seats.max(window.before) {
            let class = match (seat < window.seats, seat < window.before) {
                (true, true) => "call",
                (true, false) => "call-more",
                (false, _) => "call-less",
            };
            let y = floor.saturating_sub((u32::from(seat) + 1) * step);
            drawing.rect(class, left.plus(wide / 20), y, Percent(wide * 9 / 10), step - step.div_ceil(7), 4);
        }
        if column.is_multiple_of(every(windows.len()) * 2) {
            drawing.text("axis", (left.plus(wide / 20), floor + 16), &window.label);
        }
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_and_fewer_seats_are_told_apart() {
        let window = |seats, before| CallWindow { label: "08:00".into(), seats, before };
        let svg = calls("", &[window(4, 3), window(3, 3), window(0, 1)], 4).to_string();
        // Three and one more, three, and one that is missing.
        let count = |class: &str| svg.matches(&format!(r#"class="{class}""#)).count();
        assert_eq!((count("call"), count("call-more"), count("call-less")), (6, 1, 1));
        let tall = calls("", &[window(50, 50)], 50).to_string();
        assert!(tall.contains(r#"height="226""#), "fifty seats are not taller than a page: {tall}");
        assert!(!calls("", &[], 0).to_string().contains("<rect"));
    }
}
