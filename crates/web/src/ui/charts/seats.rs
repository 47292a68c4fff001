//! A session as seats: one column per window, one cell per seat, and the line of the present.

use super::{Drawing, Percent, Svg, every};

/// What became of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SeatState {
    /// Free.
    Free,
    /// Booked, not here yet.
    Booked,
    /// Here and waiting.
    Waiting,
    /// Called or in consultation.
    Current,
    /// Seen.
    Seen,
    /// Missed.
    Missed,
    /// The patient had checked in, and was not seen.
    NotSeen,
}

impl SeatState {
    /// The CSS class of its cell, also for legends.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Free => "seat-free",
            Self::Booked => "seat-booked",
            Self::Waiting => "seat-waiting",
            Self::Current => "seat-current",
            Self::Seen => "seat-seen",
            Self::Missed => "seat-missed",
            Self::NotSeen => "seat-not-seen",
        }
    }
}

/// One window.
#[derive(Clone, Debug)]
pub(crate) struct SeatWindow {
    /// Its start, as printed under it.
    pub(crate) label: String,
    /// Its seats.
    pub(crate) seats: Vec<SeatState>,
}

const TOP: u32 = 24;
const CELL: u32 = 25;
const GAP: u32 = 4;

/// Windows side by side. `now` is the window of the present, the hundredths of it gone by, and the label of the line.
pub(crate) fn seats(name: &str, windows: &[SeatWindow], now: Option<(usize, u32, &str)>) -> Svg {
    let rows = u32::try_from(windows.iter().map(|window| window.seats.len()).max().unwrap_or(0)).unwrap_or(0);
    let floor = TOP + rows * (CELL + GAP);
    let mut drawing = Drawing::new("seats", floor + 22, name);
    let step = 10_000 / i64::try_from(windows.len()).unwrap_or(1).max(1);
    for (column, window) in windows.iter().enumerate() {
        let left = Percent(step * i64::try_from(column).unwrap_or(0));
        for (row, state) in window.seats.iter().enumerate() {
            let y = TOP + u32::try_from(row).unwrap_or(0) * (CELL + GAP);
            drawing.rect(state.class(), left.plus(step / 20), y, Percent(step * 9 / 10), CELL, 5);
        }
        if column.is_multiple_of(every(windows.len())) {
            drawing.text("axis mid", (left.plus(step / 2), floor + 16), &window.label);
        }
    }
    if let Some((column, hundredths, words)) = now {
        let x = Percent(step * i64::try_from(column).unwrap_or(0) + step * i64::from(hundredths.min(100)) / 100);
        drawing.line("now", (x, 2), (x, floor + 2));
        let (class, at) = if x.0 > 8_500 { ("now-word end", x.plus(-70)) } else { ("now-word", x.plus(70)) };
        drawing.text(class, (at, 15), words);
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_is_a_cell_of_its_state() {
        let windows = [
            SeatWindow { label: "08:00".into(), seats: vec![SeatState::Seen, SeatState::Missed] },
            SeatWindow { label: "08:20".into(), seats: vec![SeatState::Waiting] },
        ];
        let svg = seats("", &windows, Some((1, 0, "现在 08:20"))).to_string();
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains("seat-seen") && svg.contains("seat-missed") && svg.contains("seat-waiting"));
        assert!(svg.contains(r#"<line class="now" x1="50.00%" y1="2" x2="50.00%" y2="84"/>"#), "{svg}");
    }
}
