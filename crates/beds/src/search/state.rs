//! Who lies where, night by night, and what it costs; changed one stay at a time.

use crate::problem::{FORBIDDEN, NONE, Problem};

/// A plan with the cells that say who is in each room each night.
#[derive(Clone, Debug)]
pub(crate) struct State<'p> {
    pub(crate) problem: &'p Problem,
    /// The room of each stay, or [`NONE`].
    pub(crate) rooms: Vec<u32>,
    /// Nights without a bed.
    pub(crate) unplaced: i64,
    /// The cost of the others.
    pub(crate) cost: i64,
    /// For each room, night and bed: the stay doubled, plus one for a woman. Only the first `counts` of a night count.
    slots: Vec<u32>,
    /// How many lie in a room in a night, at `room * nights + night`.
    counts: Vec<u32>,
}

impl<'p> State<'p> {
    /// Nobody has a bed.
    pub(crate) fn empty(problem: &'p Problem) -> Self {
        let stays = problem.stays.len() as u32;
        Self {
            problem,
            rooms: vec![NONE; problem.stays.len()],
            unplaced: (0..stays).map(|stay| i64::from(problem.length(stay))).sum(),
            cost: 0,
            slots: vec![0; problem.slots],
            counts: vec![0; problem.spaces.len() * problem.nights],
        }
    }

    /// The plan that says these rooms.
    pub(crate) fn of(problem: &'p Problem, rooms: &[u32]) -> Self {
        let mut state = Self::empty(problem);
        for (stay, &room) in (0..).zip(rooms) {
            state.put(stay, room);
        }
        state
    }

    /// The cells of a room from a night on: the place in `counts` and in `slots`, and how many slots each night has.
    #[inline]
    fn cells(&self, room: u32, night: u32) -> (usize, usize, usize) {
        let space = self.problem.spaces[room as usize];
        let count = room as usize * self.problem.nights + night as usize;
        (count, (space.slot + night * space.beds) as usize, space.beds as usize)
    }

    /// Puts a stay without a bed into a room in which there is space for it; [`NONE`] leaves it.
    #[inline]
    pub(crate) fn put(&mut self, stay: u32, room: u32) {
        if room == NONE {
            return;
        }
        let nights = self.problem.stays[stay as usize];
        let mark = stay << 1 | u32::from(nights.woman);
        let (count, mut slot, beds) = self.cells(room, nights.first);
        for count in &mut self.counts[count..][..(nights.end - nights.first) as usize] {
            self.slots[slot + *count as usize] = mark;
            *count += 1;
            slot += beds;
        }
        self.rooms[stay as usize] = room;
        self.cost += i64::from(self.problem.cost(stay, room));
        self.unplaced -= i64::from(nights.end - nights.first);
    }

    /// Takes a stay out of its room and says which it was.
    #[inline]
    pub(crate) fn take(&mut self, stay: u32) -> u32 {
        let room = std::mem::replace(&mut self.rooms[stay as usize], NONE);
        if room == NONE {
            return room;
        }
        let nights = self.problem.stays[stay as usize];
        let (count, mut slot, beds) = self.cells(room, nights.first);
        for count in &mut self.counts[count..][..(nights.end - nights.first) as usize] {
            let lying = &mut self.slots[slot..][..*count as usize];
            let last = lying.len() - 1;
            if let Some(place) = lying.iter().position(|mark| mark >> 1 == stay) {
                lying.swap(place, last);
            }
            *count -= 1;
            slot += beds;
        }
        self.cost -= i64::from(self.problem.cost(stay, room));
        self.unplaced += i64::from(nights.end - nights.first);
        room
    }

    /// Whether a stay may be in a room and has space there, beside those who are there.
    #[inline]
    pub(crate) fn fits(&self, stay: u32, room: u32) -> bool {
        if self.problem.cost(stay, room) == FORBIDDEN {
            return false;
        }
        let nights = self.problem.stays[stay as usize];
        let one_sex = self.problem.spaces[room as usize].one_sex;
        let (count, mut slot, beds) = self.cells(room, nights.first);
        for &count in &self.counts[count..][..(nights.end - nights.first) as usize] {
            if count as usize == beds || (one_sex && count > 0 && (self.slots[slot] & 1 == 1) != nights.woman) {
                return false;
            }
            slot += beds;
        }
        true
    }

    /// The stays that must leave a room so that this stay can be there; where one of several must, `choose` (which is
    /// given their number) says which. Stops at more than `most`, and says whether they are fewer.
    #[inline]
    pub(crate) fn conflicts(
        &self,
        stay: u32,
        room: u32,
        found: &mut Vec<u32>,
        most: usize,
        mut choose: impl FnMut(u32) -> u32,
    ) -> bool {
        let nights = self.problem.stays[stay as usize];
        let one_sex = self.problem.spaces[room as usize].one_sex;
        let (count, mut slot, beds) = self.cells(room, nights.first);
        for &count in &self.counts[count..][..(nights.end - nights.first) as usize] {
            let lying = &self.slots[slot..][..count as usize];
            slot += beds;
            let Some(&anybody) = lying.first() else { continue };
            if one_sex && (anybody & 1 == 1) != nights.woman {
                for mark in lying {
                    let other = mark >> 1;
                    if !found.contains(&other) {
                        found.push(other);
                    }
                }
            } else if lying.len() == beds && !lying.iter().any(|mark| found.contains(&(mark >> 1))) {
                found.push(lying[choose(beds as u32) as usize] >> 1);
            }
            if found.len() > most {
                return false;
            }
        }
        true
    }
}

/// Two states are equal if the same people are in each room each night, in whatever order.
#[cfg(test)]
impl PartialEq for State<'_> {
    fn eq(&self, other: &Self) -> bool {
        let cells = |state: &Self| {
            let mut cells = Vec::new();
            for room in 0..state.problem.spaces.len() as u32 {
                for night in 0..state.problem.nights as u32 {
                    let (count, slot, _) = state.cells(room, night);
                    let mut lying = state.slots[slot..][..state.counts[count] as usize].to_vec();
                    lying.sort_unstable();
                    cells.push(lying);
                }
            }
            cells
        };
        (&self.rooms, self.unplaced, self.cost, cells(self)) == (&other.rooms, other.unplaced, other.cost, cells(other))
    }
}
