//! A day's windows as stacked columns: seen, booked, free.

use super::{Drawing, Percent, Svg, every};

/// One column.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// The label under it, if it has one.
    pub(crate) label: Option<String>,
    /// Seats whose patients were seen.
    pub(crate) seen: u32,
    /// Seats booked and not yet seen.
    pub(crate) booked: u32,
    /// Seats free.
    pub(crate) free: u32,
}

const TOP: u32 = 24;
const FLOOR: u32 = 196;
const HEIGHT: u32 = 224;

/// Columns side by side. `now` is the place of the line of the present: a column and the hundredths of it gone by, with
/// the label beside it.
pub(crate) fn histogram(name: &str, windows: &[Window], now: Option<(usize, u32, &str)>) -> Svg {
    let mut drawing = Drawing::new("histogram", HEIGHT, name);
    let tallest = windows.iter().map(|window| window.seen + window.booked + window.free).max().unwrap_or(0).max(1);
    let step = 10_000 / i64::try_from(windows.len()).unwrap_or(1).max(1);
    let labels: Vec<usize> = (0..windows.len()).filter(|column| windows[*column].label.is_some()).collect();
    let labelled: Vec<usize> = labels.iter().copied().step_by(every(labels.len())).collect();
    for (column, window) in windows.iter().enumerate() {
        let left = Percent(step * i64::try_from(column).unwrap_or(0));
        let mut floor = FLOOR;
        for (class, count) in [("seen", window.seen), ("booked", window.booked), ("free", window.free)] {
            let height = count * (FLOOR - TOP) / tallest;
            if height > 0 {
                drawing.rect(class, left.plus(step / 10), floor - height, Percent(step * 8 / 10), height.max(2) - 1, 2);
                floor -= height;
            }
        }
        if let Some(label) = window.label.as_ref().filter(|_| labelled.contains(&column)) {
            drawing.text("axis mid", (left.plus(step / 2), HEIGHT - 8), label);
        }
    }
    drawing.line("axis-line", (Percent(0), FLOOR), (Percent(10_000), FLOOR));
    if let Some((column, hundredths, word)) = now {
        let x = Percent(step * i64::try_from(column).unwrap_or(0) + step * i64::from(hundredths.min(100)) / 100);
        drawing.line("now", (x, 4), (x, FLOOR));
        let (class, at) = if x.0 > 8_500 { ("now-word end", x.plus(-70)) } else { ("now-word", x.plus(70)) };
        drawing.text(class, (at, 16), word);
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stack_to_the_tallest_and_now_stands_where_it_is() {
        let windows = [
            Window { label: Some("08:00".into()), seen: 4, booked: 0, free: 0 },
            Window { label: None, seen: 1, booked: 1, free: 2 },
        ];
        let svg = histogram("", &windows, Some((1, 50, "现在"))).to_string();
        assert_eq!(svg.matches("<rect").count(), 4);
        assert!(svg.contains(r#"<line class="now" x1="75.00%""#), "{svg}");
        assert!(svg.contains("08:00") && svg.contains("现在"));
        let hours = |hour: u32| Window { label: Some(format!("{hour:02}:00")), seen: 1, booked: 0, free: 0 };
        let day = histogram("", &(0..24).map(hours).collect::<Vec<_>>(), None).to_string();
        assert_eq!(day.matches("axis mid").count(), 12, "labels do not run into each other");
        assert!(!histogram("", &[], None).to_string().contains("<rect"));
    }
}
