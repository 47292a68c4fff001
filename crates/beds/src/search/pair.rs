//! Two rooms planned anew, exactly: who is in which of them, with some who may come in from elsewhere and some who may
//! go to a room with space.
//!
//! Stays are decided in the order of their first nights. What matters of the decisions so far is only who is in which of
//! the two rooms that night, so that of all ways to get there only the cheapest goes on (dynamic programming). Costs are
//! changed at random as the temperature allows: the cheapest plan is then another one each time.

use super::{random::Random, state::State};
use crate::problem::{FORBIDDEN, NONE, Problem, Space};
use std::ops::Range;

/// The most stays that are decided together: the bits of a mask.
const PEOPLE_MAX: usize = 64;
/// Who comes so many nights earlier or later than the one whose step it is stays where they are.
const NIGHTS_AROUND: u32 = 10;
/// How many may come in from elsewhere, and among how many they are sought.
const COMING_MAX: usize = 4;
const COMING_TRIES: u32 = 24;
/// How many rooms are tried for somebody who may go, and how many of the cheapest may be left out.
const GOING_TRIES: usize = 24;
const GOING_SKIPPED: u32 = 4;
/// The most ways that go on after a decision; of more, those that were found last do not.
const WAYS_MAX: usize = 512;
/// Places in the table of ways: a power of two, and more than ways.
const TABLE_BITS: u32 = 10;

/// The place after the two rooms: a room elsewhere, or none.
const ELSEWHERE: usize = 2;

/// What is planned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) rooms: [u32; 2],
    /// Around which night.
    pub(crate) night: u32,
    pub(crate) temperature: f64,
    pub(crate) night_weight: i64,
    /// Some who have no bed.
    pub(crate) without: &'a [u32],
}

impl Asked<'_> {
    /// What it counts that a stay is in a room, or in none; nothing if it may not be there.
    fn cost(&self, problem: &Problem, stay: u32, room: u32) -> Option<i64> {
        let allowed = room == NONE || problem.cost(stay, room) != FORBIDDEN;
        allowed.then(|| problem.counts(stay, room, self.night_weight))
    }

    /// The first nights of those who are decided.
    const fn around(&self) -> Range<u32> {
        self.night.saturating_sub(NIGHTS_AROUND)..self.night.saturating_add(NIGHTS_AROUND + 1)
    }
}

/// Somebody whose place is decided.
#[derive(Clone, Copy, Debug)]
struct Person {
    stay: u32,
    first: u32,
    end: u32,
    woman: bool,
    /// What it counts to be in the first room, in the second, and elsewhere; nothing where that cannot be.
    costs: [Option<i64>; 3],
    /// The room that is elsewhere.
    elsewhere: u32,
    /// Which of the three it is now.
    now: usize,
    /// What those who are decided later count at least.
    later: i64,
}

impl Person {
    fn new(problem: &Problem, stay: u32, now: usize) -> Self {
        let nights = problem.stays[stay as usize];
        let (first, end, woman) = (nights.first, nights.end, nights.woman);
        Self { stay, first, end, woman, costs: [None; 3], elsewhere: NONE, now, later: 0 }
    }
}

/// One way to decide for everybody so far.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Who is in each of the two rooms.
    inside: [u64; 2],
    cost: i64,
    /// The way before the last decision, and the place that was decided.
    before: u32,
    place: usize,
}

/// Room for the work, used again each time.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    people: Vec<Person>,
    /// The rooms to which somebody may go.
    going: Vec<u32>,
    ways: Vec<Way>,
    /// Of each decision, by its number: where the ways with these people inside are.
    table: Vec<(u64, u32)>,
    decision: u64,
    /// Who is to go where.
    pub(crate) moves: Vec<(u32, u32)>,
}

impl Pair {
    pub(crate) fn new() -> Self {
        Self {
            people: Vec::new(),
            going: Vec::new(),
            ways: Vec::new(),
            table: vec![(0, 0); 1 << TABLE_BITS],
            decision: 0,
            moves: Vec::new(),
        }
    }

    /// Plans two rooms anew; whether anybody moves then. Who does is in `moves`.
    pub(crate) fn plan(&mut self, state: &State<'_>, random: &mut Random, asked: Asked<'_>) -> bool {
        self.insiders(state, asked);
        self.may_go(state, random, asked);
        self.may_come(state, random, asked);
        if self.people.len() > PEOPLE_MAX {
            return false;
        }
        for cost in self.people.iter_mut().flat_map(|person| person.costs.iter_mut().flatten()) {
            *cost -= random.allowance(asked.temperature);
        }
        self.people.sort_unstable_by_key(|person| (person.first, person.stay));
        self.decide(asked.rooms.map(|room| state.problem.spaces[room as usize])) && self.changes(state, asked.rooms)
    }

    /// Those who are in the two rooms. Who does not come around the night stays where they are.
    fn insiders(&mut self, state: &State<'_>, asked: Asked<'_>) {
        let (problem, around) = (state.problem, asked.around());
        self.people.clear();
        let mut end = around.end;
        for (place, room) in asked.rooms.into_iter().enumerate() {
            state.each(room, |stay| {
                let mut person = Person::new(problem, stay, place);
                if around.contains(&person.first) {
                    end = end.max(person.end);
                    for (cost, room) in person.costs.iter_mut().zip(asked.rooms) {
                        *cost = asked.cost(problem, stay, room);
                    }
                } else if person.end > around.start {
                    person.costs[place] = Some(0);
                } else {
                    return;
                }
                self.people.push(person);
            });
        }
        self.people.retain(|person| person.first < end);
    }

    /// Every other one of those in the two rooms may go to a room with space, or lose the bed.
    fn may_go(&mut self, state: &State<'_>, random: &mut Random, asked: Asked<'_>) {
        let around = asked.around();
        self.going.clear();
        for person in self.people.iter_mut().filter(|person| around.contains(&person.first)) {
            if random.below(2) == 0 {
                continue;
            }
            let choices = state.problem.choices(person.stay).iter().skip(random.below(GOING_SKIPPED) as usize);
            // No two to the same room, where they might be in each other's way.
            let mut rooms = choices
                .take(GOING_TRIES)
                .map(|choice| choice.room)
                .filter(|room| !asked.rooms.contains(room) && !self.going.contains(room));
            if let Some(room) = rooms.find(|room| state.fits(person.stay, *room)) {
                person.elsewhere = room;
                self.going.push(room);
            }
            person.costs[ELSEWHERE] = asked.cost(state.problem, person.stay, person.elsewhere);
        }
    }

    /// Some who are elsewhere or have no bed, and would cost less in one of the two rooms, may come in.
    fn may_come(&mut self, state: &State<'_>, random: &mut Random, asked: Asked<'_>) {
        let (problem, around, insiders) = (state.problem, asked.around(), self.people.len());
        for number in 0..COMING_TRIES {
            let stay = if number % 4 == 0 && !asked.without.is_empty() {
                asked.without[random.below(asked.without.len() as u32) as usize]
            } else {
                random.below(problem.stays.len() as u32)
            };
            let mut person = Person::new(problem, stay, ELSEWHERE);
            person.elsewhere = state.rooms[stay as usize];
            let known = self.people[insiders..].iter().any(|other| other.stay == stay);
            let apart = person.first < around.start || person.end > around.end;
            if known || apart || asked.rooms.contains(&person.elsewhere) {
                continue;
            }
            let rooms = [asked.rooms[0], asked.rooms[1], person.elsewhere];
            person.costs = rooms.map(|room| asked.cost(problem, stay, room));
            if person.costs[..ELSEWHERE].iter().any(|cost| cost.is_some() && *cost < person.costs[ELSEWHERE]) {
                self.people.push(person);
                if self.people.len() == insiders + COMING_MAX {
                    return;
                }
            }
        }
    }

    /// Finds the cheapest way, which is then the last of `ways`; whether there is one.
    fn decide(&mut self, spaces: [Space; 2]) -> bool {
        let now = self.bound();
        self.ways.clear();
        self.ways.push(Way { inside: [0; 2], cost: 0, before: u32::MAX, place: ELSEWHERE });
        let (mut from, mut women) = (0, 0_u64);
        for number in 0..self.people.len() {
            let person = self.people[number];
            self.decision += 1;
            let present = present(&self.people[..number], person.first);
            let other_sex = if person.woman { !women } else { women };
            let to = self.ways.len();
            for before in from..to {
                let way = self.ways[before];
                for (place, cost) in person.costs.into_iter().enumerate() {
                    // A way that cannot become cheaper than what is now goes no further.
                    let Some(cost) = cost.map(|cost| way.cost + cost).filter(|cost| cost + person.later <= now) else {
                        continue;
                    };
                    let mut inside = way.inside.map(|inside| inside & present);
                    if let (Some(inside), Some(space)) = (inside.get_mut(place), spaces.get(place)) {
                        if inside.count_ones() >= space.beds || (space.one_sex && *inside & other_sex != 0) {
                            continue;
                        }
                        *inside |= 1 << number;
                    }
                    self.note(to, Way { inside, cost, before: before as u32, place });
                }
            }
            from = to;
            women |= u64::from(person.woman) << number;
        }
        let cheapest = self.ways[from..].iter().min_by_key(|way| way.cost).copied();
        self.ways.extend(cheapest);
        cheapest.is_some()
    }

    /// What it counts where everybody is now; and notes what those who are decided later count at least.
    fn bound(&mut self) -> i64 {
        let (mut now, mut later) = (0, 0);
        for person in self.people.iter_mut().rev() {
            person.later = later;
            now += person.costs[person.now].unwrap_or_default();
            later += person.costs.iter().flatten().min().copied().unwrap_or_default();
        }
        now
    }

    /// Adds a way to those after a decision, which begin at `start`, or replaces a dearer one with the same people inside.
    fn note(&mut self, start: usize, next: Way) {
        let mixed = (next.inside[0] ^ next.inside[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut place = (mixed >> (u64::BITS - TABLE_BITS)) as usize;
        while let Some(known) = self.known(place) {
            let way = &mut self.ways[known];
            if way.inside == next.inside {
                if next.cost < way.cost {
                    *way = next;
                }
                return;
            }
            place = (place + 1) % self.table.len();
        }
        if self.ways.len() - start < WAYS_MAX {
            self.table[place] = (self.decision, self.ways.len() as u32);
            self.ways.push(next);
        }
    }

    /// The way at a place of the table, if it is one of this decision.
    fn known(&self, place: usize) -> Option<usize> {
        let (decision, way) = self.table[place];
        (decision == self.decision).then_some(way as usize)
    }

    /// Notes in `moves` who is elsewhere than before in the last of `ways`.
    fn changes(&mut self, state: &State<'_>, rooms: [u32; 2]) -> bool {
        self.moves.clear();
        let mut way = self.ways.last();
        for person in self.people.iter().rev() {
            let Some(here) = way else { break };
            let room = rooms.get(here.place).copied().unwrap_or(person.elsewhere);
            if room != state.rooms[person.stay as usize] {
                self.moves.push((person.stay, room));
            }
            way = self.ways.get(here.before as usize);
        }
        !self.moves.is_empty()
    }
}

/// Those of the people decided so far who are still there in a night.
fn present(people: &[Person], night: u32) -> u64 {
    (0..).zip(people).fold(0, |present, (number, person)| present | u64::from(person.end > night) << number)
}
