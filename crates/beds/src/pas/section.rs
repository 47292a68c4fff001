//! The sections of a file, in their order.

use super::{
    count,
    line::{Line, number, refuse},
};
use model::message::Refusal;
use std::iter::Peekable;

/// The lines of a file that are not empty, with their numbers.
pub(super) struct Sections<'t> {
    lines: Peekable<std::vec::IntoIter<(u32, &'t str)>>,
    /// The number of the last line.
    last: u32,
}

impl<'t> Sections<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let numbered = (1..).zip(text.lines().map(str::trim));
        let lines: Vec<_> = numbered.filter(|(_, line)| !line.is_empty()).collect();
        Self { last: lines.last().map_or(1, |(number, _)| *number), lines: lines.into_iter().peekable() }
    }

    /// The next line is this one.
    pub(super) fn title(&mut self, title: &'static str) -> Result<(), Refusal> {
        match self.lines.next() {
            Some((_, line)) if line == title => Ok(()),
            other => {
                let (line, text) = other.unwrap_or((self.last, ""));
                refuse("beds-section-missing", line, title, shown(text)).err()
            }
        }
    }

    /// The lines `<name>: <number>` that say how many there are of each.
    pub(super) fn counts<const N: usize>(&mut self, names: &[(&'static str, u32); N]) -> Result<[u32; N], Refusal> {
        let mut found = [0; N];
        for (found, (name, max)) in found.iter_mut().zip(names) {
            let (line, text) = self.lines.next().unwrap_or((self.last, ""));
            let Some((_, word)) = text.split_once(':').filter(|(said, _)| said.trim() == *name) else {
                return refuse("beds-section-missing", line, name, shown(text)).err();
            };
            *found = number(line, name, word.trim(), 1, *max)?;
        }
        Ok(found)
    }

    /// The lines of a section, of which there are as many as was said.
    pub(super) fn lines(&mut self, section: &'static str, expected: u32) -> Result<Vec<Line<'t>>, Refusal> {
        let (line, text) = self.lines.next().unwrap_or((self.last, ""));
        if text.strip_suffix(':').map(str::trim_end) != Some(section) {
            return refuse("beds-section-missing", line, section, shown(text)).err();
        }
        let mut lines = Vec::new();
        while let Some((number, text)) = self.lines.next_if(|(_, text)| !ends_section(text)) {
            lines.push(Line::of(number, text));
        }
        if lines.len() != expected as usize {
            let refusal = refuse("beds-count", line, section, count(lines.len()));
            return refusal.with("expected", i64::from(expected)).err();
        }
        Ok(lines)
    }

    /// The last line is this one.
    pub(super) fn end(&mut self, word: &'static str) -> Result<(), Refusal> {
        self.title(word)?;
        match self.lines.next() {
            None => Ok(()),
            Some((line, text)) => refuse("beds-after-the-end", line, "END.", shown(text)).err(),
        }
    }
}

fn ends_section(text: &str) -> bool {
    text == "END." || text.ends_with(':')
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
