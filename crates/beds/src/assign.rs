//! From rooms to beds: the beds of a room are alike and stays are intervals, so that whoever comes takes any bed that is
//! free, and there is one whenever the room is not full.

use crate::house::House;

/// The id of each stay's bed. A stay for which its room has no bed left gets none.
pub fn beds(house: &House, rooms: &[Option<usize>]) -> Vec<Option<u32>> {
    let mut order: Vec<usize> = (0..rooms.len()).collect();
    order.sort_by_key(|&stay| (house.stays[stay].first, stay));
    // The night from which each bed is free.
    let mut free: Vec<Vec<usize>> = house.rooms.iter().map(|room| vec![0; room.beds.len()]).collect();
    let mut beds = vec![None; rooms.len()];
    for stay in order {
        let Some(room) = rooms[stay] else { continue };
        let nights = &house.stays[stay];
        if let Some(place) = free[room].iter().position(|&night| night <= nights.first) {
            free[room][place] = nights.end;
            beds[stay] = Some(house.rooms[room].beds[place]);
        }
    }
    beds
}
