//! The house as flat arrays, with everything that can be computed before the search.

use crate::{
    house::{House, RoomSex, Sex},
    rules::Rules,
};

/// No room.
pub(crate) const NONE: u32 = u32::MAX;

/// The cost of a room in which a stay may not be.
pub(crate) const FORBIDDEN: u32 = u32::MAX;

/// A room in which a stay may be, and what that costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) cost: u32,
    pub(crate) room: u32,
}

/// What is known of a stay besides its costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nights {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) woman: bool,
}

/// Where a room's cells are, and how many beds each has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Space {
    /// The first slot of its first night; each night has as many slots as the room has beds.
    pub(crate) slot: u32,
    pub(crate) beds: u32,
    /// One sex a night.
    pub(crate) one_sex: bool,
}

/// A house as flat arrays.
#[derive(Debug)]
pub struct Problem {
    pub(crate) nights: usize,
    pub(crate) spaces: Vec<Space>,
    pub(crate) stays: Vec<Nights>,
    /// What stay `s` costs in room `r`, at `s * rooms + r`.
    costs: Vec<u32>,
    /// For each stay, the rooms in which it may be, the cheapest first.
    choices: Vec<Choice>,
    choices_start: Vec<u32>,
    pub(crate) slots: usize,
}

impl Problem {
    /// Computes the costs of a house under its rules.
    pub fn new(house: &House, rules: &Rules) -> Self {
        let mut slots = 0;
        let mut spaces = Vec::with_capacity(house.rooms.len());
        for room in &house.rooms {
            let one_sex = room.sex == RoomSex::SameEachNight;
            spaces.push(Space { slot: slots as u32, beds: room.beds.len() as u32, one_sex });
            slots += room.beds.len() * house.nights;
        }
        let (mut stays, mut costs) = (Vec::new(), Vec::new());
        let (mut choices, mut choices_start) = (Vec::new(), vec![0]);
        for stay in &house.stays {
            stays.push(Nights { first: stay.first as u32, end: stay.end as u32, woman: stay.sex == Sex::Woman });
            let start = choices.len();
            for (number, room) in (0..).zip(&house.rooms) {
                let cost = rules.cost(house, stay, room).filter(|_| !room.beds.is_empty());
                costs.push(cost.unwrap_or(FORBIDDEN));
                choices.extend(cost.map(|cost| Choice { cost, room: number }));
            }
            choices[start..].sort_unstable_by_key(|choice| (choice.cost, choice.room));
            choices_start.push(choices.len() as u32);
        }
        Self { nights: house.nights, spaces, stays, costs, choices, choices_start, slots }
    }

    /// What a stay costs in a room.
    #[inline]
    pub(crate) fn cost(&self, stay: u32, room: u32) -> u32 {
        self.costs[stay as usize * self.spaces.len() + room as usize]
    }

    /// What it counts that a stay is in a room in which it may be, or in none.
    #[inline]
    pub(crate) fn counts(&self, stay: u32, room: u32, night_weight: i64) -> i64 {
        if room == NONE { i64::from(self.length(stay)) * night_weight } else { i64::from(self.cost(stay, room)) }
    }

    /// The rooms in which a stay may be, the cheapest first.
    #[inline]
    pub(crate) fn choices(&self, stay: u32) -> &[Choice] {
        let stay = stay as usize;
        &self.choices[self.choices_start[stay] as usize..self.choices_start[stay + 1] as usize]
    }

    /// What it costs on average to take a stay's second cheapest kind of room instead of the cheapest: the unit in which
    /// temperatures are meant, whatever the weights of the rules are.
    pub(crate) fn detour(&self) -> f64 {
        let detours = (0..self.stays.len() as u32).filter_map(|stay| {
            let choices = self.choices(stay);
            let cheapest = choices.first()?.cost;
            choices.iter().find(|choice| choice.cost > cheapest).map(|choice| f64::from(choice.cost - cheapest))
        });
        let (sum, count) = detours.fold((0.0, 0.0), |(sum, count), detour| (sum + detour, count + 1.0));
        if count > 0.0 { sum / count } else { 1.0 }
    }

    /// How many nights a stay has.
    #[inline]
    pub(crate) fn length(&self, stay: u32) -> u32 {
        let nights = self.stays[stay as usize];
        nights.end - nights.first
    }
}
