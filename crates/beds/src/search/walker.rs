//! One walker: at each step somebody goes to another room, and whoever is in the way goes where that one came from, or
//! elsewhere, or loses the bed. Now and then two rooms are planned anew as a whole instead (see [`Pair`]).
//!
//! A step that makes the plan worse by more than a random allowance is taken back. The allowance is drawn first, so that
//! only rooms that it can pay for are tried.

use super::{
    pair::{Asked, Pair},
    random::Random,
    state::State,
};
use crate::problem::{Choice, FORBIDDEN, NONE};

/// How many stays one step may move.
const MOVED_MAX: usize = 8;
/// How many may be in the way of the first.
const DISPLACED_MAX: usize = 4;
/// How many rooms are tried for somebody who was in the way.
const TRIES: u32 = 6;

/// One of so many steps plans two rooms anew.
const PAIRS_APART: u32 = 15;

/// Nights without a bed, then the cost of the others: what is compared between plans.
pub(crate) type Worth = (i64, i64);

/// A plan that changes step by step.
#[derive(Clone, Debug)]
pub(crate) struct Walker<'p> {
    pub(crate) state: State<'p>,
    random: Random,
    /// What a night without a bed counts beside the other costs.
    night_weight: i64,
    /// The best plan so far.
    pub(crate) best: Worth,
    pub(crate) best_rooms: Vec<u32>,
    /// Who had no bed a while ago.
    pub(super) without: Vec<u32>,
    /// Whom the step under way has moved, and from where.
    pub(super) moved: Vec<(u32, u32)>,
    /// Who still needs a room, and from where they came.
    waiting: Vec<(u32, u32)>,
    /// Who is in the way.
    found: Vec<u32>,
    /// Where each of those in the way goes.
    targets: Vec<u32>,
    /// For planning two rooms anew.
    pair: Pair,
}

impl<'p> Walker<'p> {
    pub(crate) fn new(state: State<'p>, seed: u64, night_weight: i64) -> Self {
        Self {
            best: (state.unplaced, state.cost),
            best_rooms: state.rooms.clone(),
            state,
            random: Random::new(seed),
            night_weight,
            without: Vec::new(),
            moved: Vec::new(),
            waiting: Vec::new(),
            found: Vec::new(),
            targets: Vec::new(),
            pair: Pair::new(),
        }
    }

    /// The plan's worth as one number.
    pub(crate) fn value(&self) -> i64 {
        self.state.unplaced * self.night_weight + self.state.cost
    }

    /// So many steps at one temperature.
    pub(crate) fn walk(&mut self, steps: u64, temperature: f64) {
        if self.state.problem.stays.is_empty() {
            return;
        }
        self.without.clear();
        self.without.extend((0..).zip(&self.state.rooms).filter(|(_, room)| **room == NONE).map(|(stay, _)| stay));
        for _ in 0..steps {
            if self.step(temperature) {
                let now = (self.state.unplaced, self.state.cost);
                if now < self.best {
                    self.best = now;
                    self.best_rooms.copy_from_slice(&self.state.rooms);
                }
            }
        }
    }

    /// Whether the plan changed.
    fn step(&mut self, temperature: f64) -> bool {
        let problem = self.state.problem;
        let stay = self.somebody();
        let from = self.state.rooms[stay as usize];
        let allowance = self.random.allowance(temperature);
        let choices = affordable(problem.choices(stay), self.cost_in(stay, from) + allowance);
        if choices.is_empty() {
            return false;
        }
        let to = choices[self.random.below(choices.len() as u32) as usize].room;
        if to == from {
            return false;
        }
        let limit = self.value() + allowance;
        self.moved.clear();
        let done = if from != NONE && self.random.below(PAIRS_APART) == 0 {
            self.both(stay, [from, to], temperature, limit)
        } else {
            self.go(stay, from, to, limit)
        };
        if !done {
            // First everybody out, so that nobody is in anybody's way.
            for &(stay, _) in &self.moved {
                self.state.take(stay);
            }
            for &(stay, from) in &self.moved {
                self.state.put(stay, from);
            }
        }
        done
    }

    /// Plans two rooms anew; whether the plan is then worth at most `limit`.
    pub(super) fn both(&mut self, stay: u32, rooms: [u32; 2], temperature: f64, limit: i64) -> bool {
        let night = self.state.problem.stays[stay as usize].first;
        let asked = Asked { rooms, night, temperature, night_weight: self.night_weight, without: &self.without };
        if !self.pair.plan(&self.state, &mut self.random, asked) {
            return false;
        }
        for place in 0..self.pair.moves.len() {
            let (stay, _) = self.pair.moves[place];
            self.leave(stay, self.state.rooms[stay as usize]);
        }
        for &(stay, room) in &self.pair.moves {
            self.state.put(stay, room);
        }
        self.value() <= limit
    }

    /// Any stay, and a little more often one without a bed.
    fn somebody(&mut self) -> u32 {
        if !self.without.is_empty() && self.random.below(8) == 0 {
            return self.without[self.random.below(self.without.len() as u32) as usize];
        }
        self.random.below(self.state.problem.stays.len() as u32)
    }

    /// What it counts that a stay is in a room, or in none.
    #[inline]
    fn cost_in(&self, stay: u32, room: u32) -> i64 {
        self.state.problem.counts(stay, room, self.night_weight)
    }

    /// Moves a stay and whoever is in the way; whether the plan is then worth at most `limit`. If it is not, `moved`
    /// says what must be taken back.
    fn go(&mut self, stay: u32, from: u32, to: u32, limit: i64) -> bool {
        self.waiting.clear();
        let exchange = from != NONE && self.random.below(4) != 0;
        if !self.in_the_way(stay, to, DISPLACED_MAX) {
            return false;
        }
        // What the plan will be worth at least; most steps end here, before anything was changed.
        let mut least = self.value() + self.cost_in(stay, to) - self.cost_in(stay, from);
        for &other in &self.found {
            let there = if exchange { self.state.problem.cost(other, from) } else { self.cheapest(other) };
            if there == FORBIDDEN {
                return false;
            }
            least += i64::from(there) - self.cost_in(other, to);
        }
        if least > limit || (!exchange && !self.scatter(stay, from, to, limit - least)) {
            return false;
        }
        self.leave(stay, from);
        self.displace(to);
        self.state.put(stay, to);
        if exchange {
            return self.exchange(from, to) && self.value() <= limit;
        }
        for (&(other, _), &room) in self.waiting.iter().zip(&self.targets) {
            self.state.put(other, room);
        }
        true
    }

    /// The least that a stay costs in any room.
    #[inline]
    fn cheapest(&self, stay: u32) -> u32 {
        self.state.problem.choices(stay).first().map_or(0, |choice| choice.cost)
    }

    /// Notes in `found` who must leave a room so that this stay can be there; whether they are few enough.
    fn in_the_way(&mut self, stay: u32, room: u32, most: usize) -> bool {
        self.found.clear();
        let random = &mut self.random;
        self.state.conflicts(stay, room, &mut self.found, most, |bound| random.below(bound))
    }

    fn leave(&mut self, stay: u32, from: u32) {
        self.state.take(stay);
        self.moved.push((stay, from));
    }

    /// Takes everybody in `found` out of the room.
    fn displace(&mut self, room: u32) {
        for place in 0..self.found.len() {
            let other = self.found[place];
            self.leave(other, room);
            self.waiting.push((other, room));
        }
    }

    /// Whoever is in the way in one of the two rooms goes to the other, until nobody is.
    fn exchange(&mut self, from: u32, to: u32) -> bool {
        while let Some((stay, left)) = self.waiting.pop() {
            let target = if left == to { from } else { to };
            let most = MOVED_MAX.saturating_sub(self.moved.len());
            if self.state.problem.cost(stay, target) == FORBIDDEN || !self.in_the_way(stay, target, most) {
                return false;
            }
            // Nobody moves twice.
            if self.found.iter().any(|other| self.moved.iter().any(|(moved, _)| moved == other)) {
                return false;
            }
            self.displace(target);
            self.state.put(stay, target);
        }
        true
    }

    /// Notes in `targets` where each of those in the way can go: where the first one came from, any room with space, or
    /// nowhere. Whether that is at most so much dearer than if each went to the cheapest room.
    fn scatter(&mut self, stay: u32, from: u32, to: u32, mut spare: i64) -> bool {
        self.targets.clear();
        for place in 0..self.found.len() {
            let other = self.found[place];
            let most = spare + i64::from(self.cheapest(other));
            let room = self.room_with_space(other, (stay, from), to, most);
            spare = most - self.cost_in(other, room);
            if spare < 0 {
                return false;
            }
            self.targets.push(room);
        }
        true
    }

    /// A room with space that costs at most so much, or [`NONE`]: the one that somebody leaves, or another but `not`.
    fn room_with_space(&mut self, stay: u32, (leaver, left): (u32, u32), not: u32, most: i64) -> u32 {
        let state = &self.state;
        let free = |room| room != not && !self.targets.contains(&room);
        if left != NONE && free(left) && self.cost_in(stay, left) <= most && state.fits_without(stay, left, leaver) {
            return left;
        }
        let choices = affordable(state.problem.choices(stay), most);
        if choices.is_empty() {
            return NONE;
        }
        let start = self.random.below(choices.len() as u32);
        let tried =
            (0..TRIES.min(choices.len() as u32)).map(|step| choices[(start + step) as usize % choices.len()].room);
        let mut rooms = tried.filter(|room| *room != left && free(*room));
        rooms.find(|room| state.fits(stay, *room)).unwrap_or(NONE)
    }
}

/// The choices that cost at most so much.
#[inline]
fn affordable(choices: &[Choice], most: i64) -> &[Choice] {
    &choices[..choices.partition_point(|choice| i64::from(choice.cost) <= most)]
}
