//! The assignment of least cost, as if nobody had two appointments: shortest augmenting paths, one appointment after the
//! other (Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems,
//! Computing 38, 1987, 325–340), over slots with several seats each.
//!
//! No number of a column is above 0, so a pair is never nearer than its cost says: a row that lists the cheapest pairs first
//! is left as soon as they cost more than the way to the nearest column with room that is known.
//!
//! Its dual numbers prove that nothing costs less: `cost ≥ row + column` for every pair that fits, with equality for those
//! that are chosen; no column is above 0, and one that is not full is 0.

use crate::{Cost, fit::Edge};
use std::borrow::Cow;

/// Each appointment's pairs, the cheapest first, without those that are forbidden.
pub(crate) type Rows<'p> = Vec<Cow<'p, [Edge]>>;

/// Who is where, and why nothing costs less. Columns are the slots and, after them, having none.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    /// The column of each row.
    pub(crate) at: Vec<usize>,
    /// The rows in each column.
    pub(crate) inside: Vec<Vec<usize>>,
    /// The dual number of each row.
    pub(crate) row: Vec<i128>,
    /// The dual number of each column; that of having no seat is 0.
    pub(crate) column: Vec<i128>,
}

/// A row that has not been assigned.
const NOWHERE: usize = usize::MAX;

impl Matching {
    /// The column of having no seat.
    pub(crate) const fn none(&self) -> usize {
        self.column.len() - 1
    }

    /// Has a column room for one more? Having no seat always has.
    pub(crate) fn has_room(&self, column: usize, free: &[u32]) -> bool {
        free.get(column).is_none_or(|free| self.inside[column].len() < *free as usize)
    }

    /// Moves a row to another column.
    pub(crate) fn put(&mut self, row: usize, column: usize) {
        let before = std::mem::replace(&mut self.at[row], column);
        if let Some(inside) = self.inside.get_mut(before) {
            inside.retain(|other| *other != row);
        }
        self.inside[column].push(row);
    }
}

/// Assigns all rows at least cost.
pub(crate) fn assign(rows: &Rows<'_>, free: &[u32]) -> Matching {
    let columns = free.len() + 1;
    let mut matching = Matching {
        at: vec![NOWHERE; rows.len()],
        inside: vec![Vec::new(); columns],
        row: vec![0; rows.len()],
        column: vec![0; columns],
    };
    let mut search = Search::new(columns);
    for row in 0..rows.len() {
        search.place(row, rows, free, &mut matching);
    }
    matching
}

/// The search for a shortest path, whose memory is used again for each row.
struct Search {
    /// How far each column is from the row that is being placed; meaningless unless it was reached.
    distance: Vec<i128>,
    /// From which row each column was reached.
    from: Vec<usize>,
    state: Vec<State>,
    /// How far the nearest column with room is that was reached.
    nearest_room: i128,
    /// All columns that were reached, and of these the ones from which the search went on.
    reached: Vec<usize>,
    passed: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    Reached,
    Passed,
}

impl Search {
    fn new(columns: usize) -> Self {
        Self {
            distance: vec![0; columns],
            from: vec![NOWHERE; columns],
            state: vec![State::Unknown; columns],
            nearest_room: i128::MAX,
            reached: Vec::new(),
            passed: Vec::new(),
        }
    }

    /// Gives a row a column, and moves others along a shortest path to make room.
    fn place(&mut self, row: usize, rows: &Rows<'_>, free: &[u32], matching: &mut Matching) {
        for column in self.reached.drain(..) {
            self.state[column] = State::Unknown;
        }
        self.passed.clear();
        self.nearest_room = i128::MAX;
        let none = matching.none();
        // No pair of the row is below its dual number from the start on.
        let least = rows[row].iter().map(|edge| edge.cost - matching.column[edge.slot as usize]).min();
        let unplaced = Cost::UNPLACED.packed();
        matching.row[row] = least.map_or(unplaced, |least| least.min(unplaced));
        self.look(row, 0, rows, free, matching);
        let sink = loop {
            // Having no seat is reached from every row, so there is always a column that has not been passed.
            let Some(column) = self.nearest() else { break none };
            if matching.has_room(column, free) {
                break column;
            }
            self.state[column] = State::Passed;
            self.passed.push(column);
            let distance = self.distance[column];
            for inside in 0..matching.inside[column].len() {
                self.look(matching.inside[column][inside], distance, rows, free, matching);
            }
        };
        let end = self.distance[sink];
        matching.row[row] += end;
        for &column in &self.passed {
            let change = end - self.distance[column];
            matching.column[column] -= change;
            for &inside in &matching.inside[column] {
                matching.row[inside] += change;
            }
        }
        let mut column = sink;
        loop {
            let moved = self.from[column];
            let before = matching.at[moved];
            matching.put(moved, column);
            if moved == row {
                break;
            }
            column = before;
        }
    }

    /// Looks at the columns of a row that was reached at a distance.
    fn look(&mut self, row: usize, distance: i128, rows: &Rows<'_>, free: &[u32], matching: &Matching) {
        let base = distance - matching.row[row];
        let unplaced = base + Cost::UNPLACED.packed();
        self.offer(matching.none(), unplaced, row);
        self.nearest_room = self.nearest_room.min(unplaced);
        for edge in rows[row].iter() {
            if base + edge.cost >= self.nearest_room {
                break;
            }
            let column = edge.slot as usize;
            let distance = base + edge.cost - matching.column[column];
            self.offer(column, distance, row);
            if distance < self.nearest_room && matching.has_room(column, free) {
                self.nearest_room = distance;
            }
        }
    }

    fn offer(&mut self, column: usize, distance: i128, row: usize) {
        match self.state[column] {
            State::Passed => return,
            State::Reached if self.distance[column] <= distance => return,
            State::Reached => {}
            State::Unknown => {
                self.state[column] = State::Reached;
                self.reached.push(column);
            }
        }
        self.distance[column] = distance;
        self.from[column] = row;
    }

    /// The nearest column that has not been passed; of several the first one.
    fn nearest(&self) -> Option<usize> {
        let open = self.reached.iter().filter(|column| self.state[**column] == State::Reached);
        open.min_by_key(|column| (self.distance[**column], **column)).copied()
    }
}
