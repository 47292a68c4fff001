//! Charts: SVG made on the server (decisions.md D10).
//!
//! Every chart is drawn with horizontal positions in per cent and heights in pixels, so that it fills its card while
//! its letters keep their size; and with class names instead of colours, so that print, dark and high-contrast variants
//! are a matter of the style sheet and no inline style breaks the Content-Security-Policy.
//!
//! A chart is a picture with a sentence as its name; the page that shows it prints the same figures as a table or
//! sentence beside it. Colour is never the only sign: the legend, or a label inside, says what a colour means.

mod calls;
mod forecast;
mod histogram;
mod load;
mod seats;
mod split;
mod trend;

pub(crate) use calls::{CallWindow, calls};
pub(crate) use forecast::{Call, forecast};
pub(crate) use histogram::{Window, histogram};
pub(crate) use load::load;
pub(crate) use seats::{SeatState, SeatWindow, seats};
pub(crate) use split::{Part, Tone, split};
pub(crate) use trend::{Better, Point, trend};

use std::fmt;

/// A finished drawing. Its texts are escaped; templates print it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Svg(String);

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Svg {}

/// Builds one `<svg>`: full width, a height in pixels, a sentence as its accessible name.
struct Drawing {
    out: String,
}

impl Drawing {
    fn new(class: &str, height: u32, name: &str) -> Self {
        Self {
            out: format!(
                r#"<svg class="chart chart-{class}" width="100%" height="{height}" role="img" aria-label="{}" focusable="false">"#,
                escape(name)
            ),
        }
    }

    /// A rectangle: `x` and `width` in per cent, `y` and `height` in pixels, `radius` in pixels.
    fn rect(&mut self, class: &str, x: Percent, y: u32, width: Percent, height: u32, radius: u32) {
        self.out.push_str(&format!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>"#
        ));
    }

    /// A line between two points.
    fn line(&mut self, class: &str, from: (Percent, u32), to: (Percent, u32)) {
        self.out.push_str(&format!(
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    /// A dot.
    fn dot(&mut self, class: &str, at: (Percent, u32), radius: u32) {
        self.out.push_str(&format!(r#"<circle class="{class}" cx="{}" cy="{}" r="{radius}"/>"#, at.0, at.1));
    }

    /// Text; the class says how it is anchored.
    fn text(&mut self, class: &str, at: (Percent, u32), letters: &str) {
        self.out.push_str(&format!(r#"<text class="{class}" x="{}" y="{}">{}</text>"#, at.0, at.1, escape(letters)));
    }

    fn finish(mut self) -> Svg {
        self.out.push_str("</svg>");
        Svg(self.out)
    }
}

/// Hundredths of a per cent of the width: whole numbers, so that the same figures give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Percent(i64);

impl Percent {
    /// `part` of `whole`; zero if there is no whole.
    fn of(part: i64, whole: i64) -> Self {
        if whole == 0 {
            Self(0)
        } else {
            Self(i64::try_from(i128::from(part) * 10_000 / i128::from(whole)).unwrap_or(0))
        }
    }

    const fn plus(self, hundredths: i64) -> Self {
        Self(self.0 + hundredths)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = if self.0 < 0 { ("-", -self.0) } else { ("", self.0) };
        write!(f, "{sign}{}.{:02}%", size / 100, size % 100)
    }
}

/// The step between printed labels, so that at most a dozen are side by side and none runs into the next.
fn every(labels: usize) -> usize {
    labels.div_ceil(LABELS_MAX).max(1)
}

const LABELS_MAX: usize = 12;

/// Escapes a text for an attribute or between tags.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_exact_and_never_divide_by_zero() {
        assert_eq!(Percent::of(1, 3).to_string(), "33.33%");
        assert_eq!(Percent::of(5, 0).to_string(), "0.00%");
        assert_eq!(Percent(-5).to_string(), "-0.05%");
        assert_eq!(Percent::of(i64::MAX, i64::MAX).to_string(), "100.00%");
    }

    #[test]
    fn a_name_cannot_leave_its_attribute() {
        let svg = split("\"><script>", &[]);
        assert!(!svg.to_string().contains("<script>"));
        assert!(svg.to_string().contains("&quot;&gt;&lt;script&gt;"));
    }
}
