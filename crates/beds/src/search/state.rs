//! Who lies where, night by night, and what it costs; changed one stay at a time.

use crate::problem::{FORBIDDEN, NONE, Problem};

/// Nights in a word.
const NIGHTS: u32 = 64;

/// The nights of a stay among the 64 from `start` on.
#[inline]
fn word(first: u32, end: u32, start: u32) -> u64 {
    let from = first.saturating_sub(start).min(NIGHTS);
    let count = end.saturating_sub(start).min(NIGHTS) - from;
    u64::MAX.checked_shr(NIGHTS - count).unwrap_or(0).checked_shl(from).unwrap_or(0)
}

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
    /// The nights in which a room takes no more men or women: bit `night % 64` of the word `night / 64`, at
    /// `(room * 2 + woman) * words`.
    closed: Vec<u64>,
    words: usize,
}

impl<'p> State<'p> {
    /// Nobody has a bed.
    pub(crate) fn empty(problem: &'p Problem) -> Self {
        let stays = problem.stays.len() as u32;
        let words = problem.nights.div_ceil(NIGHTS as usize);
        Self {
            problem,
            closed: vec![0; problem.spaces.len() * 2 * words],
            words,
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
        let (own, other) = (self.words_of(room, nights.woman), self.words_of(room, !nights.woman));
        let one_sex = self.problem.spaces[room as usize].one_sex;
        for (night, count) in (nights.first..nights.end).zip(&mut self.counts[count..]) {
            self.slots[slot + *count as usize] = mark;
            *count += 1;
            slot += beds;
            let full = *count as usize == beds;
            let (word, bit) = ((night / NIGHTS) as usize, night % NIGHTS);
            self.closed[own + word] |= u64::from(full) << bit;
            self.closed[other + word] |= u64::from(full || one_sex) << bit;
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
        let (own, other) = (self.words_of(room, nights.woman), self.words_of(room, !nights.woman));
        let one_sex = self.problem.spaces[room as usize].one_sex;
        for (night, count) in (nights.first..nights.end).zip(&mut self.counts[count..]) {
            let lying = &mut self.slots[slot..][..*count as usize];
            let last = lying.len() - 1;
            if let Some(place) = lying.iter().position(|mark| mark >> 1 == stay) {
                lying.swap(place, last);
            }
            *count -= 1;
            slot += beds;
            let (word, bit) = ((night / NIGHTS) as usize, night % NIGHTS);
            self.closed[own + word] &= !(1 << bit);
            self.closed[other + word] &= !(u64::from(*count == 0 || !one_sex) << bit);
        }
        self.cost -= i64::from(self.problem.cost(stay, room));
        self.unplaced += i64::from(nights.end - nights.first);
        room
    }

    /// Everybody who is in a room at some time, by the first night.
    pub(crate) fn each(&self, room: u32, mut found: impl FnMut(u32)) {
        let (count, mut slot, beds) = self.cells(room, 0);
        for (night, &count) in (0..).zip(&self.counts[count..][..self.problem.nights]) {
            for mark in &self.slots[slot..][..count as usize] {
                let stay = mark >> 1;
                if self.problem.stays[stay as usize].first == night {
                    found(stay);
                }
            }
            slot += beds;
        }
    }

    /// Whether a stay may be in a room and has space there, beside those who are there.
    #[inline]
    pub(crate) fn fits(&self, stay: u32, room: u32) -> bool {
        if self.problem.cost(stay, room) == FORBIDDEN {
            return false;
        }
        self.closed_nights(stay, room).all(|(_, closed)| closed == 0)
    }

    /// Whether a stay may be in a room and has space there once another, who is there, has left. That the room is then
    /// for the other sex as well is not seen.
    #[inline]
    pub(crate) fn fits_without(&self, stay: u32, room: u32, other: u32) -> bool {
        if self.problem.cost(stay, room) == FORBIDDEN {
            return false;
        }
        let leaving = self.problem.stays[other as usize];
        let alike = leaving.woman == self.problem.stays[stay as usize].woman;
        self.closed_nights(stay, room).all(|(start, closed)| {
            let freed = if alike { word(leaving.first, leaving.end, start) } else { 0 };
            closed & !freed == 0
        })
    }

    /// The words of nights in which a room takes nobody else of a stay's sex, as far as they are nights of the stay.
    #[inline]
    fn closed_nights(&self, stay: u32, room: u32) -> impl Iterator<Item = (u32, u64)> {
        let nights = self.problem.stays[stay as usize];
        let words = nights.first / NIGHTS..nights.end.div_ceil(NIGHTS);
        let closed = &self.closed[self.words_of(room, nights.woman)..][..self.words];
        words.map(move |number| {
            let start = number * NIGHTS;
            (start, closed[number as usize] & word(nights.first, nights.end, start))
        })
    }

    /// Where the words of a room's nights begin that are closed for men or for women.
    #[inline]
    const fn words_of(&self, room: u32, woman: bool) -> usize {
        (room as usize * 2 + woman as usize) * self.words
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
        let woman = self.problem.stays[stay as usize].woman;
        let one_sex = self.problem.spaces[room as usize].one_sex;
        for (start, mut closed) in self.closed_nights(stay, room) {
            while closed != 0 {
                let (count, slot, beds) = self.cells(room, start + closed.trailing_zeros());
                closed &= closed - 1;
                let lying = &self.slots[slot..][..self.counts[count] as usize];
                if one_sex && (lying[0] & 1 == 1) != woman {
                    for mark in lying {
                        let other = mark >> 1;
                        if !found.contains(&other) {
                            found.push(other);
                        }
                    }
                } else if !lying.iter().any(|mark| found.contains(&(mark >> 1))) {
                    found.push(lying[choose(beds as u32) as usize] >> 1);
                }
                if found.len() > most {
                    return false;
                }
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
