//! Among all assignments of least cost, the one in which whoever booked first has the best of what they have in any of
//! them, then whoever booked second, and so on. There is exactly one, so it does not depend on how it is searched for.
//!
//! The dual numbers of one assignment of least cost describe all of them: they use only pairs that cost exactly their
//! dual numbers, and leave seats free only in columns whose dual number is 0. A free seat is treated as somebody who may
//! sit in any such column. One row after the other is moved to the best column that a cycle of such moves allows, and then
//! stays.

use crate::{
    Cost,
    fit::Edge,
    matching::{Matching, Rows},
};
use std::collections::VecDeque;

/// Somebody who goes from one column to another.
#[derive(Clone, Copy)]
enum Mover {
    Row(usize),
    /// A free seat: the column has one row more afterwards.
    FreeSeat,
}

/// Settles all ties in favour of the earlier rows.
pub(crate) fn settle(rows: &Rows<'_>, free: &[u32], matching: &mut Matching) {
    let tight: Vec<_> = rows.iter().enumerate().map(|(row, edges)| tight(row, edges, matching)).collect();
    let mut stays = vec![false; rows.len()];
    for row in 0..rows.len() {
        stays[row] = true;
        let now = matching.at[row];
        for column in tight[row].iter().copied().take_while(|column| *column != now) {
            if let Some(moves) = cycle(row, column, &tight, &stays, free, matching) {
                for (moved, to) in moves {
                    matching.put(moved, to);
                }
                break;
            }
        }
    }
}

/// The columns in which a row may be in an assignment of least cost, the best first: by its own cost, then by place.
fn tight(row: usize, edges: &[Edge], matching: &Matching) -> Vec<usize> {
    let least = matching.row[row];
    let exact = edges.iter().filter(|edge| edge.cost == least + matching.column[edge.slot as usize]);
    let mut columns: Vec<_> = exact.map(|edge| (edge.cost, edge.slot as usize)).collect();
    columns.sort_unstable();
    let mut columns: Vec<usize> = columns.into_iter().map(|(_, column)| column).collect();
    if least == Cost::UNPLACED.packed() {
        columns.push(matching.none());
    }
    columns
}

/// Moves that bring a row into a column and leave everything else of least cost, if there are any.
fn cycle(
    row: usize,
    wanted: usize,
    tight: &[Vec<usize>],
    stays: &[bool],
    free: &[u32],
    matching: &Matching,
) -> Option<Vec<(usize, usize)>> {
    let left = matching.at[row];
    // From where each column is entered, and by whom. The row itself enters the one it wants; somebody has to come to the
    // one that it leaves.
    let mut entered: Vec<Option<(usize, Mover)>> = vec![None; matching.column.len()];
    entered[wanted] = Some((left, Mover::Row(row)));
    let mut open = VecDeque::from([wanted]);
    let mut moved_seat = false;
    while entered[left].is_none() {
        let column = open.pop_front()?;
        let mut enter = |to: usize, mover| {
            if entered[to].is_none() {
                entered[to] = Some((column, mover));
                open.push_back(to);
            }
        };
        for &other in matching.inside[column].iter().filter(|other| !stays[**other]) {
            for &to in &tight[other] {
                enter(to, Mover::Row(other));
            }
        }
        if !moved_seat && matching.has_room(column, free) {
            moved_seat = true;
            for (to, _) in matching.column.iter().enumerate().filter(|(_, dual)| **dual == 0) {
                enter(to, Mover::FreeSeat);
            }
        }
    }
    let mut moves = Vec::new();
    let mut column = left;
    loop {
        let (from, mover) = entered[column]?;
        match mover {
            Mover::Row(moved) => moves.push((moved, column)),
            Mover::FreeSeat => {}
        }
        column = from;
        if column == left {
            return Some(moves);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    /// The first row has the third column and wants the first one, which the second row has. That one can go to the second
    /// column, and costs as much more there as the first one costs less; what is left is a seat in the third column instead
    /// of one in the second.
    #[test]
    fn a_free_seat_moves_too() {
        let edges =
            |costs: &[(u32, i128)]| costs.iter().map(|(slot, cost)| Edge { slot: *slot, cost: *cost }).collect();
        let rows: Rows<'_> =
            vec![Cow::Owned(edges(&[(0, 400), (1, 3600), (2, 3600)])), Cow::Owned(edges(&[(0, 400), (1, 3600)]))];
        let free = [1, 1, 1];
        let mut matching = Matching {
            at: vec![2, 0],
            inside: vec![vec![1], vec![], vec![0], vec![]],
            row: vec![3600, 3600],
            column: vec![-3200, 0, 0, 0],
        };
        settle(&rows, &free, &mut matching);
        assert_eq!(matching.at, [0, 1]);
        assert_eq!(matching.inside, [vec![0], vec![1], vec![], vec![]]);
    }
}
