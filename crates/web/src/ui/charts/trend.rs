//! A promise day by day against its target.

use super::{Drawing, Percent, Svg};

/// On which side of the target the promise is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Better {
    /// At or above it.
    Higher,
    /// At or below it.
    Lower,
}

/// One day's figure, in thousandths of its unit; `None` where there were no cases.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The day, as printed at the ends.
    pub(crate) label: String,
    /// The figure, in thousandths.
    pub(crate) thousandths: Option<i64>,
}

const TOP: i64 = 12;
const FLOOR: i64 = 60;
const HEIGHT: u32 = 84;

/// A line over the days, and the target as a dashed line. The last figure is a dot; days without cases leave a gap.
pub(crate) fn trend(name: &str, points: &[Point], target: i64, target_words: &str, better: Better) -> Svg {
    let mut drawing = Drawing::new("trend", HEIGHT, name);
    let known: Vec<i64> = points.iter().filter_map(|point| point.thousandths).collect();
    let low = known.iter().copied().chain([target]).min().unwrap_or(target);
    let high = known.iter().copied().chain([target]).max().unwrap_or(target);
    let spread = (high - low).max(1);
    let y = |value: i64| u32::try_from(FLOOR - (value - low) * (FLOOR - TOP) / spread).unwrap_or(0);
    let steps = i64::try_from(points.len()).unwrap_or(1).max(2) - 1;
    // Two hundredths of the width stay free at either end for the dot.
    let x = |day: usize| Percent(200 + 9_600 * i64::try_from(day).unwrap_or(0) / steps);
    let kept = |value: i64| match better {
        Better::Higher => value >= target,
        Better::Lower => value <= target,
    };
    let last = known.last().copied();
    let tone = if last.is_none_or(kept) { "main" } else { "attention" };

    drawing.line("target", (Percent(0), y(target)), (Percent(10_000), y(target)));
    for (day, pair) in points.windows(2).enumerate() {
        if let [Point { thousandths: Some(from), .. }, Point { thousandths: Some(to), .. }] = pair {
            drawing.line(&format!("trend-line {tone}"), (x(day), y(*from)), (x(day + 1), y(*to)));
        }
    }
    // A day between two days without cases has no line to either side.
    for (day, point) in points.iter().enumerate() {
        let known =
            |day: Option<usize>| day.and_then(|day| points.get(day)).is_some_and(|one| one.thousandths.is_some());
        if let (Some(value), false, false) = (point.thousandths, known(day.checked_sub(1)), known(Some(day + 1))) {
            drawing.dot(&format!("trend-dot {tone}"), (x(day), y(value)), 3);
        }
    }
    if let Some((day, value)) = points.iter().enumerate().rev().find_map(|(day, point)| Some((day, point.thousandths?)))
    {
        drawing.dot(&format!("trend-dot {tone}"), (x(day), y(value)), 5);
    }
    // The label of the dashed line is between the days, where no line runs.
    drawing.text("axis mid", (Percent(5_000), HEIGHT - 4), &format!("┄ {target_words}"));
    if let [first, .., end] = points {
        drawing.text("axis", (Percent(0), HEIGHT - 4), &first.label);
        drawing.text("axis end", (Percent(10_000), HEIGHT - 4), &end.label);
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(thousandths: Option<i64>) -> Point {
        Point { label: "20日".into(), thousandths }
    }

    #[test]
    fn the_last_figure_decides_the_tone() {
        let above = trend("", &[day(Some(930)), day(Some(941))], 900, "承诺 90%", Better::Higher).to_string();
        assert!(above.contains("trend-dot main"));
        let missed = trend("", &[day(Some(960)), day(Some(944))], 950, "承诺 95%", Better::Higher).to_string();
        assert!(missed.contains("trend-dot attention"));
        let quick = trend("", &[day(Some(31_000)), day(Some(22_000))], 30_000, "承诺 30 分", Better::Lower).to_string();
        assert!(quick.contains("trend-dot main"));
    }

    #[test]
    fn a_lonely_day_is_a_dot_and_the_label_keeps_away_from_the_line() {
        let lonely = trend("", &[day(None), day(Some(2)), day(None), day(Some(3))], 2, "", Better::Higher).to_string();
        assert_eq!((lonely.matches("trend-line").count(), lonely.matches("r=\"3\"").count()), (0, 2));
        let over =
            trend("", &[day(Some(955)), day(Some(952)), day(Some(990)), day(Some(900))], 950, "承诺", Better::Higher)
                .to_string();
        let texts: Vec<&str> = over.split("<text").skip(1).collect();
        assert!(texts.len() == 3 && texts[0].contains("┄ 承诺"), "{over}");
        assert!(texts.iter().all(|text| text.contains(&format!("y=\"{}\"", HEIGHT - 4))), "{over}");
    }

    #[test]
    fn a_day_without_cases_is_a_gap_and_none_at_all_is_only_the_target() {
        let gap = trend("", &[day(Some(1)), day(None), day(Some(3)), day(Some(4))], 2, "", Better::Higher).to_string();
        assert_eq!(gap.matches("trend-line").count(), 1);
        let none = trend("", &[day(None), day(None)], 2, "", Better::Higher).to_string();
        assert!(!none.contains("trend-dot") && none.contains("class=\"target\""));
    }
}
