//! One thin bar: how full, how long.

use super::{Drawing, Percent, Svg};

/// A bar of `part` out of `whole`; `attention` gives it the colour of what needs attention.
pub(crate) fn load(name: &str, part: i64, whole: i64, height: u32, attention: bool) -> Svg {
    let mut drawing = Drawing::new("load", height, name);
    drawing.rect("rest", Percent(0), 0, Percent(10_000), height, height / 2);
    let width = Percent::of(part.clamp(0, whole.max(0)), whole);
    if width.0 > 0 {
        drawing.rect(if attention { "attention" } else { "main" }, Percent(0), 0, width, height, height / 2);
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_runs_over_its_end() {
        assert!(load("", 40, 36, 6, true).to_string().contains(r#"class="attention" x="0.00%" y="0" width="100.00%""#));
        assert!(!load("", 0, 36, 6, false).to_string().contains("main"));
    }
}
