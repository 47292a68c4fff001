//! The score of a plan by the rules of the PAS benchmark, counted night by night from the house itself.
//!
//! It shares nothing with the search: neither its costs nor its weights, which is why the numbers stand here again.

use crate::house::{House, Room, RoomSex, Sex, Stay};
use std::{collections::HashMap, fmt};

/// Penalties on three levels; a lower level counts only between plans that are equal on those above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Rules that must not be broken: 0, or negative.
    pub hard: i64,
    /// Nights without a bed: 0, or negative.
    pub medium: i64,
    /// Wishes that are not fulfilled: 0, or negative.
    pub soft: i64,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}hard/{}medium/{}soft", self.hard, self.medium, self.soft)
    }
}

/// Scores who is in which bed; `beds` has the id of each stay's bed, if it has one.
pub fn score(house: &House, beds: &[Option<u32>]) -> Score {
    let mut room_of_bed = HashMap::new();
    for (place, room) in house.rooms.iter().enumerate() {
        room_of_bed.extend(room.beds.iter().map(|bed| (*bed, place)));
    }
    let mut score = Score::default();
    // Of each bed and night how many lie there; of each room and night how many women and men.
    let mut in_bed: HashMap<(u32, usize), i64> = HashMap::new();
    let mut in_room: HashMap<(usize, usize), [i64; 2]> = HashMap::new();
    for (stay, bed) in house.stays.iter().zip(beds) {
        let nights = nights_between(stay.first, stay.end);
        let Some((bed, place)) = bed.and_then(|bed| Some((bed, *room_of_bed.get(&bed)?))) else {
            score.medium -= nights;
            continue;
        };
        let room = &house.rooms[place];
        score.hard -= nights * hard(house, stay, room);
        score.soft -= nights * soft(house, stay, room);
        for night in stay.first..stay.end {
            // With everybody who is there already it makes a pair.
            let there = in_bed.entry((bed, night)).or_default();
            score.hard -= 1000 * *there;
            *there += 1;
            let [women, men] = in_room.entry((place, night)).or_default();
            let (same, others) = if stay.sex == Sex::Woman { (women, men) } else { (men, women) };
            if room.sex == RoomSex::SameEachNight {
                score.hard -= 1000 * *others;
            }
            *same += 1;
        }
    }
    score
}

fn nights_between(first: usize, end: usize) -> i64 {
    i64::try_from(end.saturating_sub(first)).unwrap_or(i64::MAX)
}

fn hard(house: &House, stay: &Stay, room: &Room) -> i64 {
    let mut night = 0;
    if (stay.sex == Sex::Woman && room.sex == RoomSex::Men) || (stay.sex == Sex::Man && room.sex == RoomSex::Women) {
        night += 50;
    }
    let department = &house.departments[room.department];
    if department.age_min.is_some_and(|least| least > stay.age) {
        night += 100;
    }
    if department.age_max.is_some_and(|most| most < stay.age) {
        night += 100;
    }
    night + 50 * lacking(stay.required, room)
}

fn soft(house: &House, stay: &Stay, room: &Room) -> i64 {
    let mut night = 20 * lacking(stay.preferred, room);
    if let Some(most) = stay.capacity_max
        && most < room.capacity
    {
        night += 8;
    }
    if let Some(wanted) = stay.specialism {
        if house.departments[room.department].treats.iter().all(|entry| entry.specialism != wanted) {
            night += 10;
        }
        match room.treats.iter().find(|entry| entry.specialism == wanted) {
            Some(entry) if entry.priority > 1 => night += 10 * (i64::from(entry.priority) - 1),
            Some(_) => {}
            None => night += 20,
        }
    }
    night
}

/// How many of these properties the room does not have.
fn lacking(properties: u64, room: &Room) -> i64 {
    let lacks = |column: &u32| properties >> column & 1 == 1 && room.properties >> column & 1 == 0;
    i64::try_from((0..u64::BITS).filter(lacks).count()).unwrap_or(i64::MAX)
}
