//! `onething policy diff`: each bill under both policies, and what the patient's share differs by.

use crate::{
    bulk::{cores, in_order},
    cases::{self, Cases, Fault, Item, Place},
    cli::DiffPolicies,
    ending::Ending,
    policies,
    print::print,
};
use model::{message::Message, money::Yuan, time::Zone};
use serde::Serialize;
use settlement::Policy;
use std::path::Path;
use web::locale::{Locale, Localizer};

/// So many of the largest changes are listed.
const LARGEST: usize = 10;
/// The edges between ranges of changes, in yuan.
const EDGES: [i64; 4] = [100, 1_000, 10_000, 100_000];
/// Ranges of decreases, no change, and ranges of increases.
const RANGES: usize = 2 * (EDGES.len() + 1) + 1;

/// Compares and prints.
pub(super) fn run(asked: &DiffPolicies) -> Result<(), Ending> {
    let t = Localizer::new(Locale::of_tag(&asked.lang), Zone::SHANGHAI);
    let read = |file: &Path| policies::one(&t, file).map_err(|lines| Ending::cannot(lines.join("\nonething: ")));
    let (old, new) = (read(&asked.old)?, read(&asked.new)?);
    let mut cases = Cases::open(t, &asked.cases)?;
    let (bar, mut sum) = (cases.bar(), Summary::default());
    in_order(
        cores(),
        || cases.batch(),
        |item: &Item| (item.place.clone(), shares(&t, &old, &new, item)),
        |results: Vec<(Place, Result<Shares, Fault>)>| {
            for (place, shares) in results {
                match shares {
                    Ok(shares) => sum.add(place, shares),
                    Err(fault) => {
                        sum.count += 1;
                        sum.failed += 1;
                        let lines: Vec<String> =
                            fault.said(&t).into_iter().map(|words| format!("{place}: {words}")).collect();
                        cases::say(&bar, &lines);
                    }
                }
            }
            bar.set_message(format!("{} {}", sum.count, t.text("cli-cases-working")));
            Ok::<_, Ending>(true)
        },
    )?;
    drop(cases);
    let text = if asked.json {
        serde_json::to_string_pretty(&sum.printed(&old, &new)).map_err(Ending::cannot)? + "\n"
    } else {
        sum.told(&t, &old, &new)
    };
    print(&text)?;
    if sum.failed == 0 { Ok(()) } else { Err(Ending::No) }
}

/// What a patient bears of one bill, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shares {
    old: Yuan,
    new: Yuan,
}

fn shares(t: &Localizer, old: &Policy, new: &Policy, item: &Item) -> Result<Shares, Fault> {
    let case = item.read(t)?;
    Ok(Shares { old: case.amounts(old)?.psn_part_amt, new: case.amounts(new)?.psn_part_amt })
}

/// A bill whose share changes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    place: Place,
    shares: Shares,
    moved: Yuan,
}

/// All bills together; its size does not depend on how many they are.
#[derive(Debug, Default)]
struct Summary {
    count: u64,
    failed: u64,
    changed: u64,
    /// In fen: the sum of millions of bills is larger than one bill may be.
    old: i128,
    new: i128,
    spread: [u64; RANGES],
    /// Largest first; of equal ones, those that were read first.
    largest: Vec<Change>,
}

impl Summary {
    fn add(&mut self, place: Place, shares: Shares) {
        let moved = shares.new - shares.old;
        self.count += 1;
        self.old += i128::from(shares.old.fen());
        self.new += i128::from(shares.new.fen());
        self.spread[range(moved)] += 1;
        if moved.is_zero() {
            return;
        }
        self.changed += 1;
        let size = moved.fen().unsigned_abs();
        let behind = self.largest.partition_point(|known| known.moved.fen().unsigned_abs() >= size);
        if behind < LARGEST {
            self.largest.insert(behind, Change { place, shares, moved });
            self.largest.truncate(LARGEST);
        }
    }

    fn printed<'a>(&'a self, old: &'a Policy, new: &'a Policy) -> Printed<'a> {
        let change = |change: &'a Change| PrintedChange {
            case: &change.place.file,
            line: change.place.line,
            old: change.shares.old,
            new: change.shares.new,
            difference: change.moved,
        };
        Printed {
            old: old.id.as_str(),
            new: new.id.as_str(),
            cases: self.count,
            failed: self.failed,
            changed: self.changed,
            psn_part_amt: PrintedSums { old: fen(self.old), new: fen(self.new), difference: fen(self.new - self.old) },
            distribution: (0..RANGES).map(|place| PrintedRange::new(place, self.spread[place])).collect(),
            largest: self.largest.iter().map(change).collect(),
        }
    }

    fn told(&self, t: &Localizer, old: &Policy, new: &Policy) -> String {
        let of = Message::new("cli-diff-of").with("old", old.id.as_str()).with("new", new.id.as_str());
        let counts = Message::new("cli-diff-counts")
            .with("count", self.count.to_string())
            .with("changed", self.changed.to_string())
            .with("failed", self.failed.to_string());
        let sums = Message::new("cli-diff-sums")
            .with("old", fen(self.old))
            .with("new", fen(self.new))
            .with("moved", plus(fen(self.new - self.old)));
        let mut text = format!("{}\n{}\n{}\n", t.say(&of), t.say(&counts), t.say(&sums));
        text += &format!("\n{}\n", t.text("cli-diff-spread"));
        for (place, count) in self.spread.iter().enumerate() {
            text += &format!("{count:>10}  {}\n", t.say(&range_name(place)));
        }
        if !self.largest.is_empty() {
            text += &format!("\n{}\n", t.text("cli-diff-largest"));
        }
        for change in &self.largest {
            let moved = plus(t.figure(change.moved));
            let (old, new) = (t.figure(change.shares.old), t.figure(change.shares.new));
            text += &format!("{moved:>14} {old:>14} {new:>14}  {}\n", change.place);
        }
        text
    }
}

/// With the sign of an increase.
fn plus(figure: String) -> String {
    if figure.starts_with('-') || figure.starts_with('−') || figure == "0.00" { figure } else { format!("+{figure}") }
}

/// Fen as yuan with two decimals.
fn fen(sum: i128) -> String {
    let sign = if sum < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", sum.unsigned_abs() / 100, sum.unsigned_abs() % 100)
}

/// The range of a change: the middle one is no change, those before it are decreases, the largest first.
fn range(moved: Yuan) -> usize {
    let middle = EDGES.len() + 1;
    let size = moved.fen().unsigned_abs();
    let above = 1 + EDGES.iter().filter(|edge| size >= edge.unsigned_abs() * 100).count();
    match moved.fen() {
        0 => middle,
        ..0 => middle - above,
        1.. => middle + above,
    }
}

/// Where a range begins and ends, in yuan, whatever its sign; the last one has no end.
fn bounds(steps: usize) -> (i64, Option<i64>) {
    let from = steps.checked_sub(2).and_then(|place| EDGES.get(place)).copied().unwrap_or(0);
    (from, EDGES.get(steps - 1).copied())
}

fn range_name(place: usize) -> Message {
    let middle = EDGES.len() + 1;
    let steps = place.abs_diff(middle);
    if steps == 0 {
        return Message::new("cli-diff-same");
    }
    let (id, from) = match (place < middle, bounds(steps)) {
        (true, (from, Some(to))) => return Message::new("cli-diff-less").with("from", from).with("to", to),
        (false, (from, Some(to))) => return Message::new("cli-diff-more").with("from", from).with("to", to),
        (true, (from, None)) => ("cli-diff-less-than", from),
        (false, (from, None)) => ("cli-diff-more-than", from),
    };
    Message::new(id).with("from", from)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    old: &'a str,
    new: &'a str,
    cases: u64,
    failed: u64,
    changed: u64,
    psn_part_amt: PrintedSums,
    distribution: Vec<PrintedRange>,
    largest: Vec<PrintedChange<'a>>,
}

#[derive(Serialize)]
struct PrintedSums {
    old: String,
    new: String,
    difference: String,
}

/// Changes by more than nothing and at least `from`, and less than `to`, up or down.
#[derive(Serialize)]
struct PrintedRange {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<i64>,
    cases: u64,
}

impl PrintedRange {
    fn new(place: usize, cases: u64) -> Self {
        let middle = EDGES.len() + 1;
        if place == middle {
            return Self { change: "none", from: None, to: None, cases };
        }
        let (from, to) = bounds(place.abs_diff(middle));
        Self { change: if place < middle { "less" } else { "more" }, from: Some(from), to, cases }
    }
}

#[derive(Serialize)]
struct PrintedChange<'a> {
    case: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    old: Yuan,
    new: Yuan,
    difference: Yuan,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u64) -> Place {
        Place { file: "bills.ndjson".into(), line: Some(line) }
    }

    fn moved(summary: &mut Summary, line: u64, fen: i64) {
        summary.add(place(line), Shares { old: Yuan::from_fen(1_000_000), new: Yuan::from_fen(1_000_000 + fen) });
    }

    #[test]
    fn changes_fall_into_their_ranges() {
        // By hand: ranges down from 100,000 yuan, 10,000, 1,000, 100, 0; none; and the same up.
        for (fen, expected) in [
            (-10_000_000, 0),
            (-9_999_999, 1),
            (-1_000_000, 1),
            (-100_000, 2),
            (-10_000, 3),
            (-9_999, 4),
            (-1, 4),
            (0, 5),
            (1, 6),
            (9_999, 6),
            (10_000, 7),
            (99_999, 7),
            (100_000, 8),
            (999_999, 8),
            (1_000_000, 9),
            (10_000_000, 10),
        ] {
            assert_eq!(range(Yuan::from_fen(fen)), expected, "{fen}");
        }
        assert_eq!(
            (1..=5).map(bounds).collect::<Vec<_>>(),
            [(0, Some(100)), (100, Some(1_000)), (1_000, Some(10_000)), (10_000, Some(100_000)), (100_000, None)]
        );
    }

    #[test]
    fn the_ten_largest_are_kept_and_of_equal_ones_the_first() {
        let mut summary = Summary::default();
        for line in 1..=30 {
            moved(&mut summary, line, if line == 20 { -500 } else { 100 });
        }
        moved(&mut summary, 31, 0);
        let lines: Vec<u64> = summary.largest.iter().filter_map(|change| change.place.line).collect();
        assert_eq!(lines, [20, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!((summary.count, summary.changed), (31, 30));
        // 29 × 1.00 − 5.00.
        assert_eq!(fen(summary.new - summary.old), "24.00");
        assert_eq!((fen(-5), plus(fen(5)), plus(fen(0))), ("-0.05".into(), "+0.05".into(), "0.00".into()));
    }
}
